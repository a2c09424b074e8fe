"""The record as a whole: the way back, records of two machines joined, what was done when."""

import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker import clock
from mlops_tracker.actions import versions
from mlops_tracker.actions.versions import Kept, Turn, Version
from mlops_tracker.asking.session import Session
from mlops_tracker.asking.streams import Output
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    Force,
    Header,
    OptionalWhere,
    session_of,
    shape_of,
)
from mlops_tracker.clock import local
from mlops_tracker.errors import TrackerError, UsageError
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.quantities import parse_day
from mlops_tracker.study.steps import difference
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views import documents, lines
from mlops_tracker.views.differences import choice_sentences, difference_sentences
from mlops_tracker.views.marks import shown
from mlops_tracker.views.sentences import counted

VERSION_COLUMNS = ("number", "at", "what", "kind", "done", "bytes", "is_current")
NAMED = 10
"""How many choices are told one by one."""
File = Annotated[Path | None, typer.Argument(metavar="FILE", show_default=False)]


def undo(context: typer.Context, force: Force = False) -> None:
    """Take back the last change."""
    session = session_of(context)
    turn = _turned(session, versions.undo, force)
    _tell(session, turn, f"took back `{turn.version.cause.what}` of {_moment(turn.version)}")
    session.say_way_back("redo", "make it again")


def redo(context: typer.Context, force: Force = False) -> None:
    """Make a change again."""
    session = session_of(context)
    turn = _turned(session, versions.redo, force)
    _tell(session, turn, f"made `{turn.version.cause.what}` again")
    session.say_way_back()


def restore(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="A number of `tracker history`.")],
) -> None:
    """Bring a version back."""
    session = session_of(context)
    turn = versions.restore(session.record_location.path, number, clock.now())
    if not turn.is_new:
        session.output.say(f"the record is as in version {number} already")
        return
    _tell(session, turn, f"version {number} of {_moment(turn.version)} is back")
    session.say_way_back()


def _turned(session: Session, turn: Callable[..., Turn], force: bool) -> Turn:
    """Go a step back or forth; by `force` that step alone, which takes the order of the ids."""
    order = list(session.tracker.syllabus.targets) if force else ()
    path = session.record_location.path
    return turn(path, session.cache, clock.now(), force=force, order=order)


def _tell(session: Session, turn: Turn, what: str) -> None:
    """Say what a way back changed."""
    output = session.output
    session.tell_saved(turn.saved)
    output.say(what)
    if turn.before and turn.after:
        is_other = turn.before.syllabus != turn.after.syllabus
        if is_other:
            output.say(f"the syllabus is `{shown(turn.after.syllabus)}`")
            session.reopen()
        try:
            syllabus = session.tracker.syllabus
        except TrackerError as error:
            _tell_unshown(session, error)
            return
        changed = difference(turn.before, turn.after, syllabus)
        report = measure_all(syllabus, turn.after)
        output.say(*difference_sentences(changed, report, syllabus, output.talk_glyphs))
        if is_other and not changed.step.marked:
            output.say(f"in all: {counted(report.total)}")


def _tell_unshown(session: Session, error: TrackerError) -> None:
    """Say that a way back is saved, and why what it changed cannot be shown."""
    # The hint of the error is about a command that saved nothing: "it was left as it is".
    session.output.warn(
        f"warning: the record is saved; what changed cannot be shown: {error.message}",
        f"hint: `{session.program} check` lists what is wrong",
    )


def accept(context: typer.Context) -> None:
    """Take the record for right."""
    session = session_of(context)
    path = session.record_location.path
    accepted = versions.accept(path, session.cache, clock.now())
    if not accepted.is_new:
        session.output.say(f"`{path}` is as it was last saved; there is nothing to accept")
        return
    session.output.say(f"accepted `{path}` as it is")
    if accepted.loss and accepted.loss.missing:
        session.output.say(
            f"version {accepted.loss.version} still has {accepted.loss.what_is_missing}"
        )


def merge(
    context: typer.Context,
    others: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Other records.", show_default=False),
    ] = None,
) -> None:
    """Join records."""
    session, output = session_of(context), session_of(context).output
    path = session.record_location.path
    copies = versions.conflict_copies(path)
    if not others and (sides := versions.open_conflict(path)):
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


def _merge_sides(session: Session, sides: "versions.RecordSides") -> None:
    """Join both sides of the record, and say what is left to do."""
    output, path = session.output, session.record_location.path
    syllabus = session.syllabus_for(sides.own.record)
    join = versions.merge_sides(path, sides, clock.now(), order=syllabus.targets)
    if join is None:
        output.say(f"`{path}` has all of both sides already")
    else:
        output.say(f"joined both sides of `{path}`")
        _tell_join(session, join, syllabus)
        session.say_way_back()
    if left := versions.left_for_git(path):
        output.say(f"tell git: {left.add}")
        if left.go_on:
            output.say(f"then go on: {left.go_on}")


def _tell_join(session: Session, join: "versions.Join", syllabus: Syllabus) -> None:
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
    output, path = session.output, session.record_location.path
    driver = versions.install_driver(path)
    done = driver.done
    if done.has_set_driver:
        output.say(f"set `{driver.key}` of this clone to `{done.driver}`")
        output.say(f"take back: {driver.unset}")
    if done.line:
        output.say(f"added to `{done.attributes}`: {done.line}")
        by_hand = f"rm {shlex.quote(str(done.attributes))}"
        output.say(f"take back: {by_hand if done.is_new_file else 'remove that line'}")
        output.say("commit that file; each other clone needs `tracker merge-driver --install` too")
    if not done.is_in_force:
        output.warn(
            f"warning: git still merges `{path}` otherwise, by another of its attributes files",
            f"hint: `{driver.ask}` shows how",
        )
    elif not (done.has_set_driver or done.line):
        output.say(f"git joins `{path}` already, by `{done.driver}`")


def _tell_choices(output: Output, choices: Iterable[Choice]) -> None:
    """Say what only one side could have."""
    lines = list(dict.fromkeys(choice_sentences(choices)))  # copies may say the same
    output.say(*lines[:NAMED])
    if len(lines) > NAMED:
        output.say(f"and {len(lines) - NAMED} more that the other record says otherwise")


def log(
    context: typer.Context,
    where: OptionalWhere = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="From that day on: 2026-03-02, mon.")
    ] = None,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Show what was done when."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    first = None if since is None else parse_day(since, clock.today())
    target = None if where is None else session.tracker_to_read.find(where)
    events = versions.study_log(session.tracker_to_read, target, first)
    output = session.output

    def draw() -> None:
        from mlops_tracker.views.tables import draw_log

        if events:
            draw_log(output.screen(), events)
        else:
            output.say("nothing was done" + (f" since {first}" if first else " yet"))

    output.show(
        shape,
        document=lambda: documents.log_document(events),
        lines=lambda header: lines.log_lines(events, header),
        people=draw,
    )


def history(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """List the versions."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    kept = versions.kept_versions(session.record_location.path)
    rows = [_row(version, version.number == kept.current) for version in kept.versions]
    session.output.show(
        shape,
        document=lambda: documents.document(
            versions=[dict(zip(VERSION_COLUMNS, row, strict=True)) for row in rows],
            dropped=kept.dropped,
        ),
        lines=lambda header: lines.table(rows, VERSION_COLUMNS, header),
        people=lambda: _draw_history(session, kept, rows),
    )
    session.output.warn(*(f"warning: `{path}` is damaged" for path in kept.damaged))


def _draw_history(session: Session, kept: Kept, rows: Sequence[Sequence[lines.Cell]]) -> None:
    """Draw the versions that are kept, and say which are kept no longer."""
    output = session.output
    if rows:
        from mlops_tracker.views.tables import draw_versions

        moments = [_moment(version) for version in kept.versions]
        draw_versions(output.screen(), list(zip(rows, moments, strict=True)))
        output.say(f"`{session.program} restore N` brings one back")
    else:
        output.say("no versions are kept yet; the first change begins them")
    if kept.dropped:
        output.say(f"no longer kept: {', '.join(_run(*run) for run in kept.dropped)}")


def _run(first: int, last: int) -> str:
    """Return the numbers of versions that follow each other."""
    return str(first) if first == last else f"{first}-{last}"


def _row(version: Version, is_current: bool) -> Sequence[lines.Cell]:
    """Return a version as scripts read it."""
    cause = version.cause
    at = documents.utc(cause.at)
    return version.number, at, cause.what, cause.kind, version.done, version.size, is_current


def _moment(version: Version) -> str:
    """Return when a version came to be, in local time."""
    return f"{local(version.cause.at):%Y-%m-%d %H:%M}"
