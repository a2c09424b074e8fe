"""What a command is, and how Typer comes to know one.

Each is imported and made known to Typer only when it is asked for: to build
all of them took 8 ms of every run.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand
from typer.models import TyperPath

from mlops_tracker.files.locations import named_text

EVERYWHERE = "Anywhere: --file FILE, --syllabus FILE, --no-color, --no-input, -q; see `tracker -h`."


class NamedPath(TyperPath):
    """A path on the command line, `~` at its start being the home folder."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path as the system knows it. Raises NoHomeError."""
        return super().convert(named_text(value), param, ctx)


PATH = NamedPath()
"""For what may be a path, and is a text to the command."""


def know_home(parameters: Iterable[Any]) -> None:
    """Have every parameter that is a path know the home folder, which a shell seldom does.

    It leaves `--file=~/x.toml` as it is, and so does what hands its words to be completed.
    """
    for parameter in parameters:
        if isinstance(parameter.type, TyperPath):
            parameter.type = PATH


class TextCommand(TyperCommand):
    """Takes `- an item of a list` for the text that it is; no option has a space behind a dash."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, such texts last and behind a `--`."""
        texts = [arg for arg in args if arg.startswith("-") and arg[1:2].isspace()]
        if texts and "--" not in args:
            args = [*(arg for arg in args if arg not in texts), "--", *texts]
        return super().parse_args(ctx, args)


class Command(NamedTuple):
    """A command and its help, which opens with an example."""

    function: str
    """Where it is, as `module:name` in this package."""
    name: str
    summary: str
    example: str
    details: str = ""
    cls: type[TyperCommand] = TyperCommand


class LazyCommands(Mapping[str, Any]):
    """The commands by name, as Typer knows them."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        """Hold what is known of the commands before they are imported."""
        self._commands = {command.name: command for command in commands}

    def __getitem__(self, name: str) -> Any:
        """Give a command. Raises KeyError."""
        command = self._commands[name]
        module, _, function = command.function.partition(":")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(
            name,
            cls=command.cls,
            short_help=command.summary,
            help=f"Example: {command.example}\n\n{command.summary} {command.details}".strip(),
            epilog=EVERYWHERE,
        )(getattr(import_module(f"mlops_tracker.cli.{module}"), function))
        built = typer.main.get_command(app)
        know_home(built.params)
        return built

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._commands)

    def __len__(self) -> int:
        """Give the number of commands."""
        return len(self._commands)
