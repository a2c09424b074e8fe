"""`path`, `check`, `init`: the files in use, what is wrong with them, a new one."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from mlops_tracker.actions import checks, tracker
from mlops_tracker.asking import clock
from mlops_tracker.asking.drafts import kept_drafts
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import AsJson, AsLines, Header, session_of, shape_of
from mlops_tracker.errors import DamagedFileError, NoHomeError
from mlops_tracker.store import places, record_file
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import History
from mlops_tracker.study.links import unmistakable
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.views import documents, lines
from mlops_tracker.views.marks import shown

PATH_COLUMNS = ("file", "path", "why", "exists")
CHECK_COLUMNS = ("what", "id", "text")


def path(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Say which files are in use, and why."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    record = session.found_record
    if record.path.parent != places.NOWHERE:
        session.tell_conflict_copies()
    files = [
        ("record", record.path, record.why.value),
        ("syllabus", *_syllabus(session)),
        ("cache", places.cache_folder(), "may be deleted at any time"),
        ("history", History(record.path).folder, "earlier versions; private"),
        ("state", places.state_folder(), "history, drafts, locks; private"),
    ]
    rows = [(name, str(at.absolute()), _why(at, why), _is_there(at)) for name, at, why in files]
    if shape.is_json:
        found = {row[0]: dict(zip(PATH_COLUMNS[1:], row[1:], strict=True)) for row in rows}
        session.output.data(documents.document(**found))
    elif shape.is_plain:
        session.output.data(lines.table(rows, PATH_COLUMNS, shape.header))
    else:
        for name, place, why, exists in rows:
            missing = {True: "", False: "; not there yet", None: "; cannot be looked at"}[exists]
            session.output.data(f"{name:9} {shown(place)}  ({shown(why)}{missing})\n")


def _is_there(path: Path) -> bool | None:
    """Return whether a file is there; None where this user may not look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # said as such
        return None
    return True


def _why(path: Path, why: str) -> str:
    """Say why a file is the one in use, or has no place."""
    return "there is no home folder" if places.NOWHERE in (path, *path.parents) else why


def _syllabus(session: Session) -> tuple[Path, str]:
    """Return the syllabus in use, there or not, as far as a damaged record tells, and why."""
    try:
        cache = Cache(places.cache_folder())
        known = record_file.load_record(session.record_location.path, cache).record
        found = session.syllabus_location(known)
    except NoHomeError:
        found = session.syllabus_location(StudyRecord(places.SHIPPED_ID))
    except DamagedFileError:
        found = session.syllabus_location(StudyRecord(places.SHIPPED_ID))
        if not found.why.is_for_this_run:
            return found.path, "not known: the record is damaged"
    is_named = found.why is places.Why.RECORD
    return found.path, f"named by {session.found_record.path}" if is_named else found.why.value


def check(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Check both files."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    session.tell_conflict_copies()
    found = checks.check(session.record_location, session.syllabus_location, places.cache_folder())
    texts = [str(draft) for draft in kept_drafts(found.record.texts())]
    hints, advice = (list(map(session.as_run, said)) for said in (found.hints, found.advice))
    if shape.is_json:
        orphans = [orphan._asdict() for orphan in found.orphans]
        said = {"problems": found.problems, "orphans": orphans, "texts": texts, "hints": hints}
        session.output.data(documents.document(**said, advice=advice))
    elif shape.is_plain:
        rows = _check_rows(found, texts, advice)
        session.output.data(lines.table(rows, CHECK_COLUMNS, shape.header))
    else:
        for what, id, text in _check_rows(found, texts, advice):
            session.output.data(f"{what}: {shown(id)}{' ' * bool(id)}{shown(text)}\n")
        if not found.problems:
            where = session.record_location.path
            is_there = "both files can be read" if found.has_record else "the syllabus can be read"
            missing = "" if found.has_record else f"; there is no record yet at `{where}`"
            session.output.say(is_there + missing)
    if found.problems:
        if not shape.is_json:
            session.output.warn(*(f"hint: {hint}" for hint in hints))
        raise typer.Exit(DamagedFileError.exit_code)


def _check_rows(
    found: checks.Check, texts: Sequence[str], advice: Sequence[str]
) -> Sequence[tuple[str, str, str]]:
    """Return what was found, a row each."""
    kept = "kept, not counted, no longer in the syllabus"
    return [
        *(("problem", "", problem) for problem in found.problems),
        *(("orphan", o.id, f"{o.title} ({kept})".strip()) for o in found.orphans),
        *(("text", "", f"{text} (not saved; remove it when you have it)") for text in texts),
        *(("advice", "", text) for text in advice),
    ]


def init(context: typer.Context) -> None:
    """Begin a record in this folder."""
    session = session_of(context)
    record = session.named_record or session.folder / places.PROJECT_RECORD
    syllabus = session.syllabus_location(StudyRecord(places.SHIPPED_ID)).path
    saved = tracker.create(record, syllabus, places.cache_folder(), clock.now())
    session.tell_saved(saved)
    used = places.record_location(None, os.environ, session.folder)
    if os.path.realpath(used.path) == os.path.realpath(record):
        session.output.say(f"`{record}` is the record here now")
    elif used.path.parent == places.NOWHERE:
        session.output.say(f"`{record}` is begun; `{session.program}` uses it")
    else:
        session.output.say(
            f"`{record}` is begun; in use here is still `{used.path}` ({used.why.value})"
        )
    session.output.say(f"take back: rm {shlex.quote(unmistakable(str(record)))}")
