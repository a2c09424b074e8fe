"""The least that the obvious build would do: Typer, a Pydantic model, a rich table."""

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table


class Item(BaseModel):
    """Something to learn."""

    id: str
    title: str
    minutes: int


app = typer.Typer()


@app.command()
def show() -> None:
    """Draw one item."""
    item = Item.model_validate({"id": "1.1.1", "title": "Steps of an ML Project", "minutes": 3})
    table = Table("id", "title", "minutes")
    table.add_row(item.id, item.title, str(item.minutes))
    Console().print(table)


@app.command()
def other() -> None:
    """Make `show` a command with a name."""


if __name__ == "__main__":
    app()
