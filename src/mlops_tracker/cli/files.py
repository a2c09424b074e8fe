"""`path`, `check`, `init`: the files in use, what is wrong with them, a new one."""

import shlex
from collections.abc import Sequence

import typer

from mlops_tracker import clock
from mlops_tracker.actions import checks, files, tracker
from mlops_tracker.asking.drafts import kept_drafts
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import AsJson, AsLines, Header, session_of, shape_of
from mlops_tracker.errors import DamagedFileError
from mlops_tracker.study.links import unmistakable
from mlops_tracker.views import documents, lines
from mlops_tracker.views.marks import shown

CHECK_COLUMNS = ("what", "id", "text")


def path(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Say which files are in use, and why."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    if not session.found_record.is_nowhere:
        session.tell_conflict_copies()
    found = files.files_in_use(session.found_record, session.syllabus_location, session.cache)
    session.output.show(
        shape,
        document=lambda: documents.document(**{one.file: _named(one) for one in found}),
        lines=lambda header: lines.table(found, files.FileInUse._fields, header),
        people=lambda: session.output.data("".join(map(_in_words, found))),
    )


def _named(one: files.FileInUse) -> dict[str, str | bool | None]:
    """Return what is known of a file, by name."""
    return {"path": one.path, "why": one.why, "exists": one.exists}


def _in_words(one: files.FileInUse) -> str:
    """Return a file as people read of it, in a line."""
    missing = {True: "", False: "; not there yet", None: "; cannot be looked at"}[one.exists]
    return f"{one.file:9} {shown(one.path)}  ({shown(one.why)}{missing})\n"


def check(
    context: typer.Context,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Check both files."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    session.tell_conflict_copies()
    found = checks.check(session.record_location, session.syllabus_location, session.cache)
    texts = [str(draft) for draft in kept_drafts(found.record.texts())]
    hints, advice = (list(map(session.as_run, said)) for said in (found.hints, found.advice))
    rows = _check_rows(found, texts, advice)
    session.output.show(
        shape,
        document=lambda: documents.document(
            problems=found.problems,
            orphans=[orphan._asdict() for orphan in found.orphans],
            texts=texts,
            hints=hints,
            advice=advice,
        ),
        lines=lambda header: lines.table(rows, CHECK_COLUMNS, header),
        people=lambda: _say_check(session, found, rows),
    )
    if found.problems:
        if not shape.is_json:
            session.output.warn(*(f"hint: {hint}" for hint in hints))
        raise typer.Exit(DamagedFileError.exit_code)


def _say_check(session: Session, found: checks.Check, rows: Sequence[Sequence[str]]) -> None:
    """Say what was found, or that all is well."""
    for what, id, text in rows:
        session.output.data(f"{what}: {shown(id)}{' ' * bool(id)}{shown(text)}\n")
    if not found.problems:
        where = session.record_location.path
        is_there = "both files can be read" if found.has_record else "the syllabus can be read"
        missing = "" if found.has_record else f"; there is no record yet at `{where}`"
        session.output.say(is_there + missing)


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
    record = session.named_record or session.record_here
    session.tell_saved(
        tracker.create(record, session.syllabus_location().path, session.cache, clock.now())
    )
    used = session.record_found_here()
    if used.is_at(record):
        session.output.say(f"`{record}` is the record here now")
    elif used.is_nowhere:
        session.output.say(f"`{record}` is begun; `{session.program}` uses it")
    else:
        why = used.why.value
        session.output.say(f"`{record}` is begun; in use here is still `{used.path}` ({why})")
    session.output.say(f"take back: rm {shlex.quote(unmistakable(str(record)))}")
