"""`merge` and `merge-driver`: one record out of those of two machines."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlops_tracker.actions import versions
from mlops_tracker.asking import clock
from mlops_tracker.asking.output import Output
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import session_of
from mlops_tracker.errors import UsageError
from mlops_tracker.store import git, record_file
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import History
from mlops_tracker.store.places import cache_folder
from mlops_tracker.store.sides import RecordSides, record_sides
from mlops_tracker.study.difference import difference
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.differences import choice_sentences, difference_sentences

if TYPE_CHECKING:
    from mlops_tracker.store.merges import Join

NAMED = 10
"""How many choices are told one by one."""
NEXT = {
    "merge": "commit",
    "rebase": "rebase --continue",
    "cherry-pick": "cherry-pick --continue",
    "revert": "revert --continue",
}
"""What finishes each operation of git once all files are merged."""
File = Annotated[Path | None, typer.Argument(metavar="FILE", show_default=False)]


def merge(
    context: typer.Context,
    others: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Other records.", show_default=False),
    ] = None,
) -> None:
    """Join records."""
    session, output = session_of(context), session_of(context).output
    path, copies = session.record_location.path, History(session.record_location.path).copies()
    if not others and (sides := record_sides(path)):
        _merge_sides(session, sides)
        return
    files = others or copies
    if not files:
        output.say(
            f"`{path}` is not in conflict, and there is no conflict copy beside it; "
            "name a file to join"
        )
        return
    session.joins_copies = True
    syllabus = session.tracker.syllabus
    join = versions.merge(path, files, clock.now(), order=syllabus.targets)
    if join.before == join.after:
        output.say("all of it is in your record already")
    _tell_join(session, join, syllabus)
    if join.before != join.after:
        session.say_way_back()
    if left := [file for file in copies if file in files]:
        output.say(f"they are no longer needed: rm {shlex.join(map(str, left))}")


def _merge_sides(session: Session, sides: RecordSides) -> None:
    """Join both sides of the record, and say what is left to do."""
    output, path = session.output, session.record_location.path
    at = session.syllabus_location(sides.own.record)
    syllabus = record_file.load_syllabus(at.path, Cache(cache_folder()))
    join = versions.merge_sides(path, sides, clock.now(), order=syllabus.targets)
    if join is None:
        output.say(f"`{path}` has all of both sides already")
    else:
        output.say(f"joined both sides of `{path}`")
        _tell_join(session, join, syllabus)
        session.say_way_back()
    if git.is_unmerged(path):
        output.say(f"tell git: {git.add_command(path)}")
        if finish := NEXT.get(git.operation(path) or ""):
            output.say(f"then go on: {git.command(path, *finish.split())}")


def _tell_join(session: Session, join: "Join", syllabus: Syllabus) -> None:
    """Say what is new to our record."""
    output = session.output
    session.tell_saved(join.saved)
    changed = difference(join.before, join.after, syllabus)
    report = measure_all(syllabus, join.after)
    output.say(*difference_sentences(changed, report, syllabus, output.talk_glyphs))
    _tell_choices(output, join.choices)


def merge_driver(
    context: typer.Context,
    base: File = None,
    ours: File = None,
    theirs: File = None,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="What git calls it.", show_default=False)
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Have git join the record of this clone.")
    ] = False,
) -> None:
    """Join records for git, or have git do so."""
    session, output = session_of(context), session_of(context).output
    if install:
        if base:
            raise UsageError("`--install` takes no files", hint="`tracker merge-driver --install`")
        _install(session)
        return
    if not (base and ours and theirs):
        raise UsageError(
            "git names three files: what both began from, ours and theirs",
            hint="`tracker merge-driver --install` has git do so",
        )
    _tell_choices(output, versions.merge_files(base, ours, theirs, path))
    output.say("both records are joined")


def _install(session: Session) -> None:
    """Set up this clone, and say what was written and how to take it back."""
    from mlops_tracker.store.git import KEY, install  # seldom needed

    output, path = session.output, session.record_location.path
    done = install(path)
    if done.has_set_driver:
        output.say(f"set `{KEY}` of this clone to `{done.driver}`")
        undone = git.command(path, "config", "--unset", KEY)
        output.say(f"take back: {undone}")
    if done.line:
        output.say(f"added to `{done.attributes}`: {done.line}")
        by_hand = f"rm {shlex.quote(str(done.attributes))}"
        output.say(f"take back: {by_hand if done.is_new_file else 'remove that line'}")
        output.say("commit that file; each other clone needs `tracker merge-driver --install` too")
    if not done.is_in_force:
        output.warn(
            f"warning: git still merges `{path}` otherwise, by another of its attributes files",
            f"hint: `{git.command(path, 'check-attr', 'merge', '--', git.real_file(path).name)}` "
            "shows how",
        )
    elif not (done.has_set_driver or done.line):
        output.say(f"git joins `{path}` already, by `{done.driver}`")


def _tell_choices(output: Output, choices: Iterable[Choice]) -> None:
    """Say what only one side could have."""
    lines = list(dict.fromkeys(choice_sentences(choices)))  # copies may say the same
    output.say(*lines[:NAMED])
    if len(lines) > NAMED:
        output.say(f"and {len(lines) - NAMED} more that the other record says otherwise")
