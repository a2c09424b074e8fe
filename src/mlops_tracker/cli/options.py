"""The arguments and options that several commands share: same name, same meaning.

What a shell completes them with stands here as well: ids with titles as their help.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker.asking.output import Output, Shape
from mlops_tracker.asking.session import Session
from mlops_tracker.asking.words import STDIN, read_stdin, text_of
from mlops_tracker.errors import TrackerError, UsageError
from mlops_tracker.study.letters import folded
from mlops_tracker.study.naming import ALL_LEVELS
from mlops_tracker.study.syllabus import level_of
from mlops_tracker.views.marks import shown


def session_of(context: typer.Context) -> Session:
    """Return the session of a command, also where the shell only asks for completions."""
    if isinstance(context.obj, Session):
        return context.obj
    named = context.find_root().params
    record, syllabus = (Path(path) if path else None for path in (named["file"], named["syllabus"]))
    return Session(record, syllabus, Output(quiet=True))


Completions = list[tuple[str, str]]


def complete_any(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses and weeks, and items once their week is begun.

    Nobody reads 294 items to choose one.
    """
    is_begun = re.match(r"\d+\.\d", incomplete) is not None
    levels = ALL_LEVELS if is_begun else ("week", "course")
    return list(_completed(context, incomplete, levels))


def complete_kind(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the kinds of the syllabus, in any case and Unicode form."""
    try:
        kinds = dict.fromkeys(item.kind for item in session_of(context).tracker.syllabus.items())
    except TrackerError:
        return []
    # The shell would obey a control character.
    ended = (_ended(incomplete, kind) for kind in kinds if kind.isprintable())
    return list(dict.fromkeys(filter(None, ended)))


def _ended(incomplete: str, word: str) -> str | None:
    """Return a word as it goes on from what was typed, as shells keep that; None for another."""
    if word.startswith(incomplete):
        return word
    begun, small = folded(incomplete), folded(word)
    return incomplete + small[len(begun) :] if small.startswith(begun) else None


def complete_source_format(incomplete: str) -> list[str]:
    """Complete the formats that are read."""
    from mlops_tracker.formats.registry import READ  # loaded by few commands

    return [name for name in READ if name.startswith(incomplete)]


def complete_course_or_week(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses and weeks."""
    return list(_completed(context, incomplete, ("week", "course")))


def complete_course(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses."""
    return list(_completed(context, incomplete, ("course",)))


def _completed(
    context: typer.Context, incomplete: str, levels: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Return the ids of these levels that begin as `incomplete` does, with their titles.

    A file that cannot be read completes nothing: this is no place to complain.
    """
    try:
        targets = session_of(context).tracker.syllabus.targets
    except TrackerError:
        return
    for id, target in targets.items():
        if id.startswith(incomplete) and level_of(target) in levels:
            # Typer takes the help for rich markup.
            yield id, shown(target.title).replace("[", r"\[")


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
        if name == STDIN:
            from mlops_tracker.views.lines import ITEM_COLUMNS

            lines = [line.split("\t") for line in text_of(read_stdin()).splitlines()]
            fields = [line[0].strip() for line in lines if tuple(line) != ITEM_COLUMNS]
            names += filter(None, fields)
        else:
            names.append(name)
    return names


def command_on(program: str, *paths: Path) -> str:
    """Return a command line that a shell runs on files, whatever they are called."""
    import shlex  # 1 ms

    names = (f"./{path}" if str(path).startswith("-") else str(path) for path in paths)
    return shlex.join([program, *names])
