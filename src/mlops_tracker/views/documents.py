"""Values -> the JSON documents that scripts rely on.

Each is one object with `format`, ids and ISO dates. Every key is always there,
null where nothing is known; keys are only ever added.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mlops_tracker.study.plan import Overview
from mlops_tracker.study.progress import CourseProgress, Progress, Report, WeekProgress
from mlops_tracker.study.record import StudyRecord, plain_fields, utc_text
from mlops_tracker.study.search import Hit
from mlops_tracker.study.steps import Review
from mlops_tracker.study.syllabus import Place, Syllabus

if TYPE_CHECKING:
    from mlops_tracker.study.log import Event

FORMAT = 1


def document(**content: Any) -> str:
    """Return a JSON document, with a line end."""
    return json.dumps({"format": FORMAT, **content}, indent=2).replace("\x7f", "\\u007f") + "\n"


def items_document(places: Iterable[Place], record: StudyRecord) -> str:
    """Return items and what was done with them."""
    return document(items=[_item(place, record) for place in places])


def report_document(report: Report, syllabus: Syllabus) -> str:
    """Return progress per course and week, and in total."""
    return document(
        syllabus={"id": syllabus.id, "title": syllabus.title},
        total=_progress(report.total),
        courses=[_course(course) for course in report.courses],
    )


def hits_document(hits: Iterable[Hit]) -> str:
    """Return what was found in titles and notes, or whole notes."""
    return document(hits=[hit._asdict() for hit in hits])


def reviews_document(reviews: Iterable[Review]) -> str:
    """Return what is thought of courses."""
    return document(reviews=[review._asdict() for review in reviews])


def overview_document(overview: Overview, syllabus: Syllabus, record: StudyRecord) -> str:
    """Return the total, what was done last and what is next."""
    return document(
        syllabus={"id": syllabus.id, "title": syllabus.title},
        total=_progress(overview.report.total),
        last=_item(overview.last, record) if overview.last else None,
        next=[_item(place, record) for place in overview.upcoming],
    )


def log_document(entries: "Iterable[Event]") -> str:
    """Return what was done, newest first."""
    return document(entries=[{**entry._asdict(), "at": utc(entry.at)} for entry in entries])


def _item(place: Place, record: StudyRecord) -> Mapping[str, Any]:
    item, did = place.item, record.item(place.item.id)
    return {
        "id": item.id,
        "course": place.course.id,
        "week": place.week.id,
        "kind": item.kind,
        "title": item.title,
        "optional": item.optional,
        "minutes": item.minutes,
        "status": did.status,
        "done_at": utc(did.done_at),
        "score": did.score,
        "spent_minutes": did.spent_minutes,
        "url": item.url,
        "links": list(did.links),
        "has_note": bool(did.note),
        **{name: _plain(getattr(e, name)) for e in (item, did) for name in plain_fields(e)},
    }


def _plain(value: Any) -> Any:
    """Return the value of a field that has no form of its own, as JSON has it."""
    return utc(value) if isinstance(value, datetime) else value


def _course(course: CourseProgress) -> Mapping[str, Any]:
    return {
        "id": course.course.id,
        "title": course.course.title,
        "status": course.status,
        "stars": course.stars,
        "progress": _progress(course.progress),
        "weeks": [_week(week) for week in course.weeks],
    }


def _week(week: WeekProgress) -> Mapping[str, Any]:
    return {
        "id": week.week.id,
        "title": week.week.title,
        "progress": _progress(week.progress),
        "has_note": week.has_note,
    }


def _progress(progress: Progress) -> Mapping[str, Any]:
    return {
        "done": progress.done,
        "total": progress.total,
        "percent": progress.percent,
        "optional_done": progress.optional_done,
        "optional_total": progress.optional_total,
        "skipped": progress.skipped,
        "minutes_done": progress.minutes_done,
        "minutes_left": progress.minutes_left,
        "items_without_minutes": progress.items_without_minutes,
    }


def utc(moment: datetime | None) -> str | None:
    """Return a time in UTC as text, null where none is known."""
    return utc_text(moment) if moment else None
