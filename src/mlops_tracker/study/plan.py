"""Where the learner is, and what to do next."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from mlops_tracker.study.progress import Report, measure_all
from mlops_tracker.study.record import OPEN, StudyRecord
from mlops_tracker.study.syllabus import Place, Syllabus


def is_open(place: Place, record: StudyRecord) -> bool:
    """Whether an item is required, not yet done and not skipped."""
    return not place.item.optional and record.item(place.item.id).status in OPEN


def open_places(syllabus: Syllabus, record: StudyRecord) -> Iterator[Place]:
    """Return the open required items in study order, over the courses in progress."""
    for place in syllabus.places.values():
        if is_open(place, record) and record.course(place.course.id).status == "active":
            yield place


def next_places(
    syllabus: Syllabus, record: StudyRecord, count: int, kinds: Collection[str] = ()
) -> list[Place]:
    """Return the first `count` open required items, of the `kinds` asked for."""
    wanted = (p for p in open_places(syllabus, record) if not kinds or p.item.kind in kinds)
    return list(islice(wanted, min(count, len(syllabus.places))))


def last_done(syllabus: Syllabus, record: StudyRecord) -> Place | None:
    """Return the item that was finished last, if any says when."""
    dated = [
        (item.done_at, number, id)
        for number, (id, item) in enumerate(record.items.items())
        if item.status == "done" and item.done_at and id in syllabus.places
    ]
    return syllabus.places[max(dated)[2]] if dated else None


class Overview(NamedTuple):
    """How far the learner is, what was done last, and what comes next."""

    report: Report
    last: Place | None
    upcoming: list[Place]


def overview(syllabus: Syllabus, record: StudyRecord, count: int) -> Overview:
    """Return where the learner is, with the next `count` items."""
    report = measure_all(syllabus, record)
    return Overview(report, last_done(syllabus, record), next_places(syllabus, record, count))
