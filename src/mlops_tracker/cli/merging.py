"""`merge` and `merge-driver`: one record out of those of two machines."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker.cli import clock
from mlops_tracker.cli.output import Output
from mlops_tracker.cli.session import session_of
from mlops_tracker.files.conflict_copies import conflict_copies
from mlops_tracker.study.difference import difference
from mlops_tracker.study.merging import Choice
from mlops_tracker.study.progress import measure_all
from mlops_tracker.versions import merge as merge_records
from mlops_tracker.versions import merge_three
from mlops_tracker.views.differences import choice_sentences, difference_sentences

NAMED = 10
"""How many choices are told one by one."""
File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]


def merge(
    context: typer.Context,
    others: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Other records.", show_default=False),
    ] = None,
) -> None:
    """Join records."""
    session, output = session_of(context), session_of(context).output
    path, copies = session.record_location.path, conflict_copies(session.record_location.path)
    files = others or copies
    if not files:
        output.say(f"there is no conflict copy beside `{path}`; name a file to join")
        return
    session.joins_copies = True
    syllabus = session.tracker.syllabus
    join = merge_records(path, files, clock.now(), syllabus.targets)
    session.tell(join.notices)
    changed = difference(join.before, join.after, syllabus)
    report = measure_all(syllabus, join.after)
    if join.before == join.after:
        output.say("all of it is in your record already")
    output.say(*difference_sentences(changed, report, syllabus, output.talk_glyphs))
    _tell_choices(output, join.choices)
    if join.before != join.after:
        session.say_way_back()
    if left := [file for file in copies if file in files]:
        output.say(f"they are no longer needed: rm {shlex.join(map(str, left))}")


def merge_driver(
    context: typer.Context,
    base: File,
    ours: File,
    theirs: File,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="What git calls it.", show_default=False)
    ] = None,
) -> None:
    """Join records for git."""
    output = session_of(context).output
    _tell_choices(output, merge_three(base, ours, theirs, path))
    output.say("both records are joined")


def _tell_choices(output: Output, choices: Iterable[Choice]) -> None:
    """Say what only one side could have."""
    lines = list(dict.fromkeys(choice_sentences(choices)))  # copies may say the same
    output.say(*lines[:NAMED])
    if len(lines) > NAMED:
        output.say(f"and {len(lines) - NAMED} more that the other record says otherwise")
