"""`export` and `publish`: a study for others, and for other programs."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker import exporting
from mlops_tracker.cli import clock
from mlops_tracker.cli.options import CourseOrWeek
from mlops_tracker.cli.session import session_of
from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.study.quantities import amount
from mlops_tracker.views.shown import shown_lines


def export(
    context: typer.Context,
    format: Annotated[
        exporting.Format, typer.Argument(metavar="FORMAT", help="markdown, csv, json or html.")
    ],
    where: CourseOrWeek = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")
    ] = None,
) -> None:
    """Give the study in a format."""
    session = session_of(context)
    study = exporting.study_of(session.tracker_to_read, where)
    text = exporting.export(study, format, clock.today())
    if out is None or str(out) == "-":
        # A terminal would obey what a file may hold.
        session.output.data(shown_lines(text) if sys.stdout.isatty() else text)
    else:
        was_there = exporting.write_export(session.tracker, out, text)
        items = amount(sum(1 for _ in study.syllabus.items()), "item")
        session.output.say(f"`{out}` {'is written anew' if was_there else 'is written'}: {items}")
        if not was_there:
            session.output.say(f"take back: rm {shlex.quote(str(out))}")
    if graded := exporting.graded_notes(study, format):
        notes = amount(graded, "note")
        which = _which(study.has_gone)
        session.output.say(f"it shows {notes} on {which}; platforms forbid sharing solutions")


def publish(
    context: typer.Context,
    readme: Annotated[Path, typer.Argument(metavar="README", help="A Markdown file.")],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if it would change.")
    ] = False,
    include_graded: Annotated[
        bool, typer.Option("--include-graded", help="Publish notes on graded items too.")
    ] = False,
) -> None:
    """Keep a section of a README up to date."""
    session = session_of(context)
    if str(readme) == "-":
        hint = "name a Markdown file: `tracker publish README.md`"
        raise UsageError("a section is kept up to date in a file, not on stdout", hint=hint)
    planned = exporting.publication(session.tracker_to_read, readme, include_graded)
    if not check:
        exporting.publish(planned)
    session.output.say(*_told(planned, check))
    if check and planned.after != planned.before:
        raise typer.Exit(RefusedError.exit_code)


def _told(planned: exporting.Publication, check: bool) -> list[str]:
    """Say what publishing changes, what it holds back, and how to take it back."""
    path, lines = planned.path, amount(planned.changed_lines, "line")
    said = [f"`{path}` {'would change' if check else 'changed'}: {lines}"]
    if planned.after == planned.before:
        said = [f"`{path}` is up to date"]
    told, which = planned.told, _which(planned.told.has_gone)
    if told.held_back:
        notes = amount(told.held_back, "note")
        them = "it" if told.held_back == 1 else "them"
        said.append(f"held back {notes} on {which}; `--include-graded` publishes {them}")
    if told.graded_links:
        links = amount(told.graded_links, "link")
        said.append(f"{links} to your work on {which}; platforms forbid sharing solutions")
    if planned.left_out:
        links = amount(planned.left_out, "link")
        said.append(f"left out {links} to files that do not lie where `{path}` is published")
    if not check and planned.before is None:
        said.append(f"take back: rm {shlex.quote(str(path))}")
    elif not check and planned.after != planned.before:
        said.append("take back: remove what stands between the markers")
    return said


def _which(has_gone: bool) -> str:
    """Name the items whose notes may hold solutions."""
    return "items that are graded or no longer in the syllabus" if has_gone else "graded items"
