"""The commands, their help, and the one place where errors become messages and exit codes."""

import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import TyperPath

from mlops_tracker import __version__
from mlops_tracker.asking.session import Session, broken_zone
from mlops_tracker.asking.streams import Output, discard_stdout
from mlops_tracker.cli.commands import COMMANDS, Command
from mlops_tracker.cli.options import PATH, AsJson, AsLines, Header, shape_of
from mlops_tracker.errors import NotSavedError, RefusedError, TrackerError, UsageError
from mlops_tracker.study.quantities import either

EVERYWHERE = "Anywhere: --file FILE, --syllabus FILE, --no-color, --no-input, -q; see `tracker -h`."
FLAGS = {"--no-color", "--no-input", "--quiet", "-q"}
VALUED = {"--file", "--syllabus"}
ASCII_OUTPUT = "ascii-output"
"""The option of the interpreter under which only ASCII is written, as the locale asks for."""
CODES = (
    "Exit codes: 0 done, 1 refused, 2 usage, 3 not found, 4 ambiguous, 5 damaged file, "
    "6 not saved, 130 interrupted."
)


class TextCommand(TyperCommand):
    """Takes `- an item of a list` for the text that it is; no option has a space behind a dash."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, such texts last and behind a `--`."""
        texts = [arg for arg in args if arg.startswith("-") and arg[1:2].isspace()]
        if texts and "--" not in args:
            args = [*(arg for arg in args if arg not in texts), "--", *texts]
        return super().parse_args(ctx, args)


def summary_of(command: Command) -> str:
    """Return what a command does, with what the formats say in it."""
    if "{" not in command.summary:
        return command.summary
    from mlops_tracker.formats.registry import FORMATS  # loaded by few commands

    written = either([format.what for format in FORMATS if format.writer])
    read = either([format.title for format in FORMATS if format.reader])
    return command.summary.format(read=read, written=written)


class LazyCommands(Mapping[str, Any]):
    """The commands by name, as Typer knows them.

    Each is imported and made known to Typer only when it is asked for: to build
    all of them took 8 ms of every run.
    """

    def __init__(self, commands: tuple[Command, ...]) -> None:
        """Hold what is known of the commands before they are imported."""
        self._commands = {command.name: command for command in commands}

    def __getitem__(self, name: str) -> Any:
        """Return a command. Raises KeyError."""
        command = self._commands[name]
        module, _, function = command.function.partition(":")
        summary = summary_of(command)
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(
            name,
            cls=TextCommand if command.takes_text else TyperCommand,
            short_help=summary,
            help=f"Example: {command.example}\n\n{summary} {command.details}".strip(),
            epilog=EVERYWHERE,
        )(getattr(import_module(f"mlops_tracker.cli.{module}"), function))
        built = typer.main.get_command(app)
        know_home(built.params)
        return built

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._commands)

    def __len__(self) -> int:
        """Return the number of commands."""
        return len(self._commands)


class EverywhereGroup(TyperGroup):
    """Imports the command that is run, and takes the program's options behind it too."""

    def __init__(self, **attributes: Any) -> None:
        """Know the commands by name only, until one is asked for."""
        super().__init__(**{**attributes, "commands": LazyCommands(COMMANDS)})
        know_home(self.params)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, the program's own options first."""
        if ctx.resilient_parsing:
            args = _with_values_joined(args)
        if ctx.resilient_parsing and args and args[-1] in VALUED:
            return super().parse_args(ctx, args)  # the shell asks what may follow
        return super().parse_args(ctx, own_options_first(args))

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what an error advises is about the files that were named."""
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            if isinstance(ctx.obj, Session) and error.hint:
                error.hint = ctx.obj.as_run(error.hint)
            raise


def know_home(parameters: Iterable[Any]) -> None:
    """Have every parameter that is a path know the home folder, which a shell seldom does.

    It leaves `--file=~/x.toml` as it is, and so does what hands its words to be completed.
    """
    for parameter in parameters:
        if isinstance(parameter.type, TyperPath):
            parameter.type = PATH


def own_options_first(args: list[str]) -> list[str]:
    """Return `args` with the program's options moved to the front; `--` ends options."""
    own: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg in VALUED:
            value = next(waiting, None)
            if value is None:
                raise UsageError(f"`{arg}` needs a file", hint=f"`tracker {arg} FILE`")
            own += [arg, value]
        elif arg in FLAGS or arg.partition("=")[0] in VALUED:
            own.append(arg)
        else:
            rest.append(arg)
    return own + rest


def _with_values_joined(args: list[str]) -> list[str]:
    """Return `args` with `--file=FILE` in one piece; bash hands over three to be completed."""
    joined: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "=" and joined and joined[-1] in VALUED:
            joined[-1] += f"={next(waiting, '')}"
        else:
            joined.append(arg)
    return joined


ClickError: Any = typer.BadParameter.__mro__[2]
"""What Typer raises for a command line that it cannot read; it has no public name."""

app = typer.Typer(
    cls=EverywhereGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"tracker {__version__}\n")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    help="Example: tracker done 1.1.3\n\nKeep track of a course: what there is to learn, what you "
    "did, what you thought of it. Without a command: where you are, and what is next.",
    epilog=CODES,
)
def main_options(
    context: typer.Context,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="The record.")] = None,
    syllabus: Annotated[Path | None, typer.Option(metavar="FILE", help="The syllabus.")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="Draw without colours.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Confirm nothing.")] = False,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
    version: Annotated[  # noqa: ARG001 - its callback has printed it
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """Open nothing yet: keep the options for the command, or show the overview."""
    output = Output(quiet=quiet, color=not no_color, asks=not no_input)
    if (zone := broken_zone()) is not None:
        output.warn(f"warning: the time zone `{zone}` does not work; days and times are in UTC")
    context.obj = Session(file, syllabus, output)
    context.call_on_close(output.flush)
    if context.invoked_subcommand is None:
        from mlops_tracker.cli.reports import overview

        overview(context.obj, shape_of(as_json, plain, header))
    elif as_json or plain or header:
        raise UsageError(
            "`--json`, `--plain` and `--header` stand behind the command",
            hint=f"such as `tracker list {'--json' if as_json else '--plain --header'}`",
        )


def main(args: list[str] | None = None) -> int:
    """Run one command, and return the exit code that says how it went."""
    _prepare_streams()
    try:
        code = _run(args)
        sys.stdout.flush()
    except TrackerError as error:
        Output().fail(error)
        return error.exit_code
    except BrokenPipeError:
        discard_stdout()
    except MemoryError:
        discard_stdout()
        Output().fail(NotSavedError("there is not enough memory", hint="end other programs"))
        return NotSavedError.exit_code
    except OSError as error:
        discard_stdout()
        what, hint = "the output", None
        if error.filename:
            what = f"`{error.filename}`"
            hint = "see who may read and write it; `HOME` and `--file` name other places"
        Output().fail(NotSavedError(f"{what}: {error.strerror}", hint=hint))
        return NotSavedError.exit_code
    return code


def _run(args: list[str] | None) -> int:
    """Have Typer run one command, and return its exit code; its own errors are told here."""
    try:
        ended = typer.main.get_command(app)(args, prog_name="tracker", standalone_mode=False)
    except SystemExit as end:
        ended = end.code
    except ClickError as error:
        said = io.StringIO()
        error.show(said)
        Output().warn(said.getvalue().removesuffix("\n"))  # may repeat what was typed
        ended = error.exit_code
    except typer.Abort:
        raise RefusedError("left as it was") from None
    return ended if isinstance(ended, int) else 0


def _prepare_streams() -> None:
    """Make every stream usable: one that is closed, one whose encoding lacks a character."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as we run
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            is_ascii = ASCII_OUTPUT in sys._xoptions  # noqa: SLF001 - documented, and has no other name
            encoding = "ascii" if is_ascii else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
