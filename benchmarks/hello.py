"""A Typer program that does nothing: what every command of one costs at least."""

import typer

app = typer.Typer()


@app.command()
def hello() -> None:
    """Greet."""
    typer.echo("hello")


@app.command()
def other() -> None:
    """Make `hello` a command with a name."""


if __name__ == "__main__":
    app()
