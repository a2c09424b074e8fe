"""`export` and `publish`: a study for others, and for other programs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mlops_tracker import clock
from mlops_tracker.actions import exports
from mlops_tracker.cli.options import CourseOrWeek, Replace, command_on, session_of
from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.formats.own.facts import held_back_told
from mlops_tracker.formats.registry import WRITTEN, format_named
from mlops_tracker.study.quantities import amount, either
from mlops_tracker.study.solutions import HeldBack
from mlops_tracker.views.marks import shown_lines

if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[WRITTEN]
IncludeGraded = Annotated[
    bool, typer.Option("--include-graded", help="Also notes and links on graded items.")
]


def export(
    context: typer.Context,
    format: Annotated[FormatName, typer.Argument(metavar="FORMAT", help=f"{either(WRITTEN)}.")],
    where: CourseOrWeek = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")
    ] = None,
    force: Replace = False,
    include_graded: IncludeGraded = False,
) -> None:
    """Export the study in a format."""
    session = session_of(context)
    study = exports.study_of(session.tracker_to_read, where, clock.today())
    made = exports.export(study, format_named(format), include_graded=include_graded)
    if out is None or str(out) == "-":
        # A terminal would obey what a file may hold.
        session.output.data(shown_lines(made.text) if sys.stdout.isatty() else made.text)
    else:
        replaced = exports.write_export(session.tracker, out, made.text, force=force)
        is_new = not replaced.was_there
        how = "written" if is_new else "written anew"
        session.output.say(f"`{out}` is {how}: {amount(made.items, 'item')}")
        session.output.warn(*replaced.notices)
        if is_new:
            session.output.say(f"take back: {command_on('rm', out)}")
        elif replaced.copy:
            session.output.say(f"take back: {command_on('cp', replaced.copy, out)}")
    session.output.say(*_held_back(made.held_back, "exports"))
    if made.only_shown:
        items = amount(made.only_shown, "item")
        session.output.say(
            f"{items} no longer in the syllabus can be read in it, but not imported; "
            "`export json` keeps everything"
        )


def publish(
    context: typer.Context,
    readme: Annotated[Path, typer.Argument(metavar="README", help="A Markdown file.")],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if it would change.")
    ] = False,
    create: Annotated[bool, typer.Option("--create", help="Make the file if needed.")] = False,
    include_graded: IncludeGraded = False,
) -> None:
    """Keep a section of a README up to date."""
    session = session_of(context)
    if str(readme) == "-":
        hint = "name a Markdown file: `tracker publish README.md`"
        raise UsageError("a section is kept up to date in a file, not on stdout", hint=hint)
    planned = exports.publication(
        session.tracker_to_read, readme, include_graded=include_graded, create=create
    )
    if not check:
        session.output.warn(*exports.publish(planned))
    session.output.say(*_told(planned, check))
    if check and planned.after != planned.before:
        raise typer.Exit(RefusedError.exit_code)


def _told(planned: exports.Publication, check: bool) -> list[str]:
    """Say what publishing changes, what it holds back, and how to take it back."""
    path, lines = planned.path, amount(planned.changed_lines, "line")
    said = [f"`{path}` {'would change' if check else 'changed'}: {lines}"]
    if planned.after == planned.before:
        said = [f"`{path}` is up to date"]
    said += _held_back(planned.held_back, "publishes")
    if planned.left_out:
        links = amount(planned.left_out, "link")
        said.append(f"left out {links} to files that do not lie where `{path}` is published")
    if not check and planned.before is None:
        said.append(f"take back: {command_on('rm', path)}")
    elif not check and planned.after != planned.before:
        said.append("take back: remove what stands between the markers")
    return said


def _held_back(held: HeldBack, shows: str) -> list[str]:
    """Return what to say of notes and links that may be solutions, if there are any."""
    them = "it" if held.notes + held.links == 1 else "them"
    said = f"held back {held_back_told(held)}; `--include-graded` {shows} {them}"
    return [said] if held.is_any else []
