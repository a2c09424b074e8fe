"""The arguments and options that several commands share: same name, same meaning."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mlops_tracker.cli.completion import (
    complete_any,
    complete_course,
    complete_course_or_week,
    complete_kind,
)
from mlops_tracker.errors import NotSavedError, UsageError
from mlops_tracker.views.lines import ITEM_COLUMNS

LONGEST_INPUT = 4_000_000
"""Bytes read from stdin at most: every note that is short enough to be kept."""
PIECE = 64 * 1024
"""Bytes read from stdin at once."""
MOST_KEPT = 64 * 1024 * 1024
"""Bytes of stdin that are kept at most where there is no memory to do anything with them."""
RESERVE = 1024 * 1024
"""Bytes of memory that are set aside to keep what was read."""

Items = Annotated[
    list[str],
    typer.Argument(
        metavar="ITEM...",
        help="Ids, titles, whole weeks or courses, ranges (1.2.3-1.2.7), or - for stdin.",
        autocompletion=complete_any,
        show_default=False,
    ),
]
OneItem = Annotated[
    str,
    typer.Argument(metavar="ITEM", help="An id or a title.", autocompletion=complete_any),
]
OneCourse = Annotated[
    str,
    typer.Argument(
        metavar="COURSE", help="An id or title of a course.", autocompletion=complete_course
    ),
]
Where = Annotated[
    str,
    typer.Argument(
        metavar="WHERE",
        help="An id or title of a week, an item or a course.",
        autocompletion=complete_any,
    ),
]
Wheres = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHERE]...",
        help="Ids or titles of courses, weeks or items, or ranges.",
        autocompletion=complete_any,
        show_default=False,
    ),
]
CourseOrWeek = Annotated[
    str | None,
    typer.Argument(
        metavar="[WHERE]",
        help="An id or title of a course or a week.",
        autocompletion=complete_course_or_week,
        show_default=False,
    ),
]
OptionalWhere = Annotated[
    str | None,
    typer.Argument(
        metavar="[WHERE]",
        help="An id or title of a course, a week or an item.",
        autocompletion=complete_any,
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Give a JSON document.")]
AsLines = Annotated[bool, typer.Option("--plain", help="Give tab separated lines.")]
Header = Annotated[bool, typer.Option("--header", help="Begin --plain with column names.")]
Force = Annotated[bool, typer.Option("--force", help="Also where the record was changed since.")]
Replace = Annotated[
    bool, typer.Option("--force", "-f", help="Replace the file; a copy of it is kept.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show it, save nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Only this kind; may be given again.",
        autocompletion=complete_kind,
    ),
]


class Shape(NamedTuple):
    """The shape of a result: a table for people unless a script asks for another."""

    is_json: bool = False
    is_plain: bool = False
    header: bool = False


def shape_of(as_json: bool, plain: bool, header: bool = False) -> Shape:
    """Return the shape that options ask for. Raises UsageError where they disagree."""
    if as_json and plain:
        raise UsageError("`--json` and `--plain` exclude each other", hint="give one of them")
    if header and not plain:
        raise UsageError("`--header` is for `--plain`", hint="give both")
    return Shape(as_json, plain, header)


def names_from(typed: Iterable[str]) -> list[str]:
    """Return the names that were typed, those on stdin in place of a `-`.

    A name on stdin is a line up to its first tab, so that the lines of
    `tracker list --plain` can be piped in, also with their `--header`; without any, none is named.
    """
    names: list[str] = []
    for name in typed:
        if name == "-":
            lines = [line.split("\t") for line in text_of(read_stdin()).splitlines()]
            fields = [line[0].strip() for line in lines if tuple(line) != ITEM_COLUMNS]
            names += filter(None, fields)
        else:
            names.append(name)
    return names


def read_stdin(most: int = MOST_KEPT) -> bytes:
    """Return what stdin holds, up to one byte more than `most`.

    Raises NotSavedError where memory runs out, as nobody has the words but whoever
    read them: all that was piped is then in a file, which the message names.
    """
    reserve = bytearray(RESERVE)
    pieces = []
    try:
        for piece in pieces_of_stdin(most + 1):
            pieces.append(piece)  # noqa: PERF402 - what was read must outlive the error
        return b"".join(pieces)
    except MemoryError:
        del reserve
        raise NotSavedError(
            f"there is not enough memory to read stdin; {_where_kept(pieces)}",
            hint="end other programs, then give it again",
        ) from None


def pieces_of_stdin(left: int) -> Iterator[bytes]:
    """Yield what stdin holds, `left` bytes at most."""
    while left and (piece := sys.stdin.buffer.read(min(left, PIECE))):
        left -= len(piece)
        yield piece


def _where_kept(pieces: list[bytes]) -> str:
    """Keep what was read from stdin and what is left in it, and say where."""
    from mlops_tracker.asking.drafts import new_draft

    try:
        draft = new_draft("stdin", *pieces)
        pieces.clear()
        with draft.open("ab") as file:
            file.writelines(pieces_of_stdin(MOST_KEPT))
    except (OSError, MemoryError) as error:
        return f"what it held could not be kept: {error}"
    return f"what it held is in `{draft}`"


def bytes_of(typed: str) -> bytes:
    """Return a text that was typed as bytes, those that are no Unicode as they came."""
    try:
        return typed.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # half a character, as a Windows command line may hold
        return typed.encode(errors="surrogatepass")


def text_of(content: bytes) -> str:
    """Return the text on stdin. Raises UsageError for what is not UTF-8 or far too long."""
    if len(content) > LONGEST_INPUT:
        raise UsageError(f"stdin holds more than {LONGEST_INPUT:,} bytes", hint="give less of it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"stdin is not UTF-8 at byte {error.start + 1}", hint="convert it; nothing was saved"
        ) from error


def command_on(program: str, *paths: Path) -> str:
    """Return a command line that a shell runs on files, whatever they are called."""
    import shlex  # 1 ms

    names = (f"./{path}" if str(path).startswith("-") else str(path) for path in paths)
    return shlex.join([program, *names])
