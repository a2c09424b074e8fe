"""`import --update` and `syllabus update`: a new edition in place of the syllabus in use."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mlops_tracker import editions, importing
from mlops_tracker.cli.options import AsJson, DryRun, Yes
from mlops_tracker.cli.session import Session, session_of
from mlops_tracker.errors import UsageError
from mlops_tracker.files import locations
from mlops_tracker.formats.outline import Outline
from mlops_tracker.study.edition import Edition
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views import documents
from mlops_tracker.views.editions import (
    edition_document,
    edition_lines,
    edition_total,
    is_another,
    number_kept,
    standing,
)


class Request(NamedTuple):
    """What is wanted of an update."""

    what: str
    """The command, as the history calls it."""
    out: Path | None = None
    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


def is_syllabus(file: str, source: str | None) -> bool:
    """Whether a source is a syllabus file, which has ids of its own."""
    return source is None and file.lower().endswith(".toml")


def update_from_syllabus(session: Session, file: str, title: str | None, request: Request) -> None:
    """Put a syllabus file in place of the syllabus in use."""
    new = editions.load_edition(Path(file))
    new = Syllabus(new.id, title or new.title, new.courses, new.url, new.last)
    _update(session, editions.compare(session.tracker, new, has_ids=True), request)


def update_from_outline(session: Session, outline: Outline, lines: int, request: Request) -> None:
    """Put a course list in place of the syllabus in use."""
    from mlops_tracker.formats.explaining import report

    session.output.say(next(iter(report(outline, lines))))
    doubts = len(outline.of("left out")), len(outline.of("unsure"))
    if any(doubts):
        session.output.say(
            f"entries left out: {doubts[0]}, unsure: {doubts[1]}; "
            "the same command without `--update`, with `--dry-run`, tells which"
        )
    new = importing.syllabus_from(outline)
    _update(session, editions.compare(session.tracker, new, has_ids=False), request)


def syllabus(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="update", help="The word `update`.")],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT.toml", help="The syllabus file to write."),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring a syllabus that was made from the shipped one up to date."""
    session = session_of(context)
    if action != "update":
        raise UsageError(f"`{action}` is nothing to do", hint="it is `tracker syllabus update`")
    found = editions.compare_with_shipped(session.tracker)
    if editions.is_shipped(session.tracker.syllabus_location.path) and not as_json:
        session.output.say(
            "nothing changed: the syllabus in use is the one shipped with this tracker",
            f"`{session.program} check` lists what it no longer has",
        )
        return
    _update(session, found, Request("syllabus update", out, dry_run, yes, as_json))


def _update(session: Session, found: Edition, request: Request) -> None:
    """Show what a new edition changes, ask, and save it."""
    output, tracker = session.output, session.tracker
    if request.as_json:
        output.data(documents.document(**edition_document(found)))
    else:
        lines = list(edition_lines(found, tracker.record))
        output.data("".join(f"{line}\n" for line in lines))
    if not found.is_change:
        output.say(f"nothing changed: `{tracker.syllabus_location.path}` says all of it already")
        return
    output.say(edition_total(found))
    former, record = tracker.syllabus, tracker.record
    totals = [measure_all(syllabus, record).total for syllabus in (former, found.syllabus)]
    output.say(standing(*totals))
    if is_another(found, former):
        session.tell(["it lists nothing that the syllabus in use lists: is it another course?"])
    if request.dry_run:
        output.say("dry run: nothing was saved")
        return
    if not request.yes:
        output.confirm("this changes the syllabus", "--yes")
    output.flush_before_save()
    saved = editions.save(
        tracker, found, request.out, lambda step: session.save(step, request.what)
    )
    _tell(session, found, saved)


def _tell(session: Session, found: Edition, saved: editions.Saved) -> None:
    """Say what was saved where, and what to know about it."""
    output, tracker = session.output, session.tracker
    former = tracker.syllabus_location
    name = "the shipped one" if editions.is_shipped(former.path) else f"`{former.path}`"
    output.say(f"`{saved.path}` is the syllabus now; {name} stays as it was")
    if saved.left_comments:
        output.say(f"comments that stay in `{former.path}` alone: {saved.left_comments}")
    if former.why in locations.FROM_OUTSIDE:
        output.say(f"{former.why} names the former one; have it name `{saved.path}`")
    if kept := number_kept(found, tracker.record):
        output.say(f"gone but kept in your record: {kept}; `{session.program} check` lists it")
    session.say_way_back()
