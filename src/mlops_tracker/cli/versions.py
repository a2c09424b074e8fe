"""`undo`, `redo`, `log`, `history`, `restore`, `accept`: the way back, and what was done when."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlops_tracker.actions import versions
from mlops_tracker.actions.versions import kept_versions, study_log
from mlops_tracker.asking import clock
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    Force,
    Header,
    OptionalWhere,
    session_of,
    shape_of,
)
from mlops_tracker.errors import TrackerError
from mlops_tracker.local_time import local
from mlops_tracker.store.history import Version
from mlops_tracker.store.losses import in_words
from mlops_tracker.store.places import cache_folder
from mlops_tracker.store.way_back import Turn
from mlops_tracker.study.difference import difference
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.quantities import parse_day
from mlops_tracker.views import documents, lines
from mlops_tracker.views.differences import difference_sentences
from mlops_tracker.views.marks import shown
from mlops_tracker.views.sentences import counted

VERSION_COLUMNS = ("number", "at", "what", "kind", "done", "bytes", "is_current")


def undo(context: typer.Context, force: Force = False) -> None:
    """Take back the last change."""
    session = session_of(context)
    path, order = session.record_location.path, _order(session, force)
    turn = versions.undo(path, cache_folder(), clock.now(), force=force, order=order)
    _tell(session, turn, f"took back `{turn.version.cause.what}` of {_moment(turn.version)}")
    session.say_way_back("redo", "make it again")


def redo(context: typer.Context, force: Force = False) -> None:
    """Make a change again."""
    session = session_of(context)
    path, order = session.record_location.path, _order(session, force)
    turn = versions.redo(path, cache_folder(), clock.now(), force=force, order=order)
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


def _order(session: Session, is_needed: bool) -> Sequence[str]:
    """Return the ids in study order."""
    return list(session.tracker.syllabus.targets) if is_needed else ()


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
    accepted = versions.accept(path, cache_folder(), clock.now())
    if not accepted.is_new:
        session.output.say(f"`{path}` is as it was last saved; there is nothing to accept")
        return
    session.output.say(f"accepted `{path}` as it is")
    if accepted.loss and accepted.loss.missing:
        version, missing = accepted.loss.version, in_words(accepted.loss.missing)
        session.output.say(f"version {version} still has {missing}")


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
    entries, output = study_log(session.tracker_to_read, target, first), session.output
    if shape.is_json:
        output.data(documents.log_document(entries))
    elif shape.is_plain:
        output.data(lines.log_lines(entries, shape.header))
    elif entries:
        from mlops_tracker.views.tables import draw_log

        draw_log(output.screen(), entries)
    else:
        output.say("nothing was done" + (f" since {first}" if first else " yet"))


def history(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """List the versions."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    kept, output = kept_versions(session.record_location.path), session.output
    rows = [_row(version, version.number == kept.current) for version in kept.versions]
    if shape.is_json:
        versions = [dict(zip(VERSION_COLUMNS, row, strict=True)) for row in rows]
        output.data(documents.document(versions=versions, dropped=kept.dropped))
    elif shape.is_plain:
        output.data(lines.table(rows, VERSION_COLUMNS, shape.header))
    elif rows:
        from mlops_tracker.views.tables import draw_versions

        moments = [_moment(version) for version in kept.versions]
        draw_versions(output.screen(), list(zip(rows, moments, strict=True)))
        output.say(f"`{session.program} restore N` brings one back")
    else:
        output.say("no versions are kept yet; the first change begins them")
    if kept.dropped and not (shape.is_json or shape.is_plain):
        output.say(f"no longer kept: {', '.join(_run(*run) for run in kept.dropped)}")
    output.warn(*(f"warning: `{path}` is damaged" for path in kept.damaged))


def _run(first: int, last: int) -> str:
    """Return the numbers of versions that follow each other."""
    return str(first) if first == last else f"{first}-{last}"


def _row(version: Version, is_current: bool) -> Sequence[str | int | bool | None]:
    """Return a version as scripts read it."""
    cause = version.cause
    at = documents.utc(cause.at)
    return version.number, at, cause.what, cause.kind, version.done, version.size, is_current


def _moment(version: Version) -> str:
    """Return when a version came to be, in local time."""
    return f"{local(version.cause.at):%Y-%m-%d %H:%M}"
