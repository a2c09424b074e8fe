"""`list`, `next`, `report`, `search` and `tracker` alone: what there is, what was done."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.asking.output import Shape
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    CourseOrWeek,
    Header,
    Kinds,
    Wheres,
    session_of,
    shape_of,
)
from mlops_tracker.errors import UsageError
from mlops_tracker.study.naming import Filter
from mlops_tracker.study.plan import Overview, open_places
from mlops_tracker.study.quantities import parse_count
from mlops_tracker.study.record import OPEN
from mlops_tracker.study.steps import Review
from mlops_tracker.study.syllabus import Place
from mlops_tracker.views import documents, lines
from mlops_tracker.views.sentences import nothing_next

UPCOMING = 3
"""How many items `tracker` alone names as next."""


def list_items(
    context: typer.Context,
    where: Wheres = None,
    todo: Annotated[bool, typer.Option("--todo", help="Only those not done yet.")] = False,
    done: Annotated[bool, typer.Option("--done", help="Only those done.")] = False,
    skipped: Annotated[bool, typer.Option("--skipped", help="Only those skipped.")] = False,
    optional: Annotated[bool, typer.Option("--optional", help="Only optional ones.")] = False,
    kind: Kinds = None,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Show items."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    asked = {OPEN: todo, frozenset({"done"}): done, frozenset({"skipped"}): skipped}
    statuses = {status for group, is_asked in asked.items() if is_asked for status in group}
    places = session.tracker_to_read.places(where or (), Filter(statuses, kind or (), optional))
    _show_items(session, places, shape, "no item is like that")


def next_items(
    context: typer.Context,
    count: Annotated[str, typer.Argument(metavar="[COUNT]", help="How many.")] = "5",
    kind: Kinds = None,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Show what is next."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    tracker, kinds = session.tracker_to_read, kind or ()
    places = tracker.next(parse_count(count), kinds)
    _show_items(session, places, shape, "" if places else _why_nothing(tracker, kinds))


def _why_nothing(tracker: Tracker, kinds: Sequence[str]) -> str:
    """Say why nothing is next."""
    still_open = open_places(tracker.syllabus, tracker.record)
    return nothing_next(tracker.report().total, kinds, (place.item.kind for place in still_open))


def _show_items(session: Session, places: Sequence[Place], shape: Shape, if_none: str) -> None:
    """Show items in the shape that is asked for."""
    tracker, output = session.tracker_to_read, session.output

    def draw() -> None:
        from mlops_tracker.views.tables import draw_items

        if places:
            draw_items(output.screen(), places, tracker.record, tracker.report())
        else:
            output.say(if_none)

    output.show(
        shape,
        document=lambda: documents.items_document(places, tracker.record),
        lines=lambda header: lines.item_lines(places, tracker.record, header),
        people=draw,
    )


def report(
    context: typer.Context,
    where: CourseOrWeek = None,
    reviews: Annotated[
        bool, typer.Option("--reviews", help="Stars, decisions and reviews of courses.")
    ] = False,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Show how far the learner is."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    tracker, output = session.tracker_to_read, session.output
    if reviews:
        show_reviews(session, tracker.reviews(where), shape)
        return
    measured = tracker.report(where)

    def draw() -> None:
        from mlops_tracker.views.report_table import draw_report

        draw_report(output.screen(), measured, tracker.syllabus)

    output.show(
        shape,
        document=lambda: documents.report_document(measured, tracker.syllabus),
        lines=lambda header: lines.report_lines(measured, tracker.syllabus, header),
        people=draw,
    )


def show_reviews(session: Session, reviews: list[Review], shape: Shape) -> None:
    """Show reviews in the shape that is asked for."""
    output = session.output

    def draw() -> None:
        from mlops_tracker.views.tables import draw_reviews

        draw_reviews(output.screen(), reviews, session.tracker.syllabus)

    output.show(
        shape,
        document=lambda: documents.reviews_document(reviews),
        lines=lambda header: lines.review_lines(reviews, header),
        people=draw,
    )


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What to look for.")],
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Find words in titles and notes."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    if not any(word.strip() for word in words):
        raise UsageError("there is nothing to look for", hint="`tracker search drift`")
    hits, output = session.tracker_to_read.search(words), session.output

    def draw() -> None:
        from mlops_tracker.views.tables import draw_hits

        if hits:
            draw_hits(output.screen(), hits)
        else:
            output.say(f"nothing holds `{' '.join(words)}`")

    output.show(
        shape,
        document=lambda: documents.hits_document(hits),
        lines=lambda header: lines.hit_lines(hits, header),
        people=draw,
    )


def overview(session: Session, shape: Shape) -> None:
    """Show where the learner is and what is next, on one screen."""
    tracker = session.tracker_to_read
    now = tracker.overview(UPCOMING)
    session.output.show(
        shape,
        document=lambda: documents.overview_document(now, tracker.syllabus, tracker.record),
        lines=lambda header: lines.item_lines(now.upcoming, tracker.record, header),
        people=lambda: _draw_overview(session, now),
    )


def _draw_overview(session: Session, now: Overview) -> None:
    """Draw where the learner is, and say how to go on."""
    from mlops_tracker.views.tables import draw_overview, draw_welcome

    tracker, output = session.tracker, session.output
    first = now.upcoming[0] if now.upcoming else None
    if tracker.is_new and not session.loss:
        path = str(tracker.record_location.path)
        draw_welcome(output.screen(), tracker.syllabus, path, first)
    else:
        draw_overview(output.screen(), now, tracker.syllabus, tracker.record)
    if first and not (tracker.is_new and session.loss):  # it would begin another record
        output.say("", f"`tracker done {first.item.id}` when it is done; `tracker report` for all")
