"""What differs between two records: items, and what was written about weeks and courses."""

from collections.abc import Iterator
from typing import NamedTuple

from mlops_tracker.study.fields import word_for
from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    CourseRecord,
    StudyRecord,
    WeekRecord,
)
from mlops_tracker.study.steps import MarkedItem, Step
from mlops_tracker.study.syllabus import Item, Syllabus


class ChangedText(NamedTuple):
    """Something written or decided about a week or a course, before and after."""

    id: str
    what: str
    """What the field is called in sentences: `note`, `reason`."""
    before: str
    after: str


class Difference(NamedTuple):
    """What changes from one record to another."""

    step: Step
    texts: tuple[ChangedText, ...]


def difference(before: StudyRecord, after: StudyRecord, syllabus: Syllabus) -> Difference:
    """Return what changes from `before` to `after`, in study order, orphans last."""
    marked = []
    for id in _in_order(before.items.keys() | after.items.keys(), syllabus):
        was, now = before.items.get(id, NOTHING_DONE), after.items.get(id, NOTHING_DONE)
        if was._replace(title="") != now._replace(title=""):
            place = syllabus.places.get(id)
            item = place.item if place else Item(id, "", now.title or was.title)
            marked.append(MarkedItem(item, was, now))
    return Difference(Step(after, tuple(marked)), tuple(_texts(before, after, syllabus)))


def _texts(before: StudyRecord, after: StudyRecord, syllabus: Syllabus) -> Iterator[ChangedText]:
    """Return what changes about weeks and courses."""
    for id in _in_order(before.courses.keys() | after.courses.keys(), syllabus):
        was, now = (record.courses.get(id, NOTHING_DECIDED) for record in (before, after))
        yield from _changed(id, was, now)
    for id in _in_order(before.weeks.keys() | after.weeks.keys(), syllabus):
        old, new = (record.weeks.get(id, NOTHING_WRITTEN) for record in (before, after))
        yield from _changed(id, old, new)


def _changed(
    id: str, was: CourseRecord | WeekRecord, now: CourseRecord | WeekRecord
) -> Iterator[ChangedText]:
    """Return what changes about one week or course."""
    for name, old, new in zip(was._fields, was, now, strict=True):
        if old != new:
            yield ChangedText(id, word_for(name), str(old or ""), str(new or ""))


def _in_order(ids: set[str], syllabus: Syllabus) -> list[str]:
    """Return ids in study order, those the syllabus does not have last."""
    places = {id: number for number, id in enumerate(syllabus.targets)}
    return sorted(ids, key=lambda one: (places.get(one, len(places)), one))
