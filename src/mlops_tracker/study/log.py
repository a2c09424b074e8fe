"""What was done when: completions, from the record, and whatever else is remembered."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus

IN_THE_RECORD = frozenset({"done", "marked"})
"""What the record itself says best: it knows the day for which an item was marked."""


class Event(NamedTuple):
    """Something that was done."""

    at: datetime | None
    """When, in UTC; None where a hand wrote that an item is done, and not when."""
    what: str
    """Of an item `done`, `doing`, `skipped`, `taken back` or `links`, of a course `dropped`,
    `completed`, `resumed`, `reason` or `review`, of either or of a week `note`."""
    id: str
    title: str
    score: float | None = None
    spent_minutes: int | None = None


class Deed(NamedTuple):
    """Something that is remembered beside the record."""

    at: datetime
    what: str
    id: str


def log(syllabus: Syllabus, record: StudyRecord, deeds: Iterable[Deed]) -> list[Event]:
    """Return all that was done, newest first; what has no time comes last.

    Completions are those that stand, each on the day it is marked for.
    """
    events = [
        Event(did.done_at, "done", id, _title(syllabus, record, id), did.score, did.spent_minutes)
        for id, did in record.items.items()
        if did.status == "done"
    ]
    events += [
        Event(deed.at, deed.what, deed.id, _title(syllabus, record, deed.id))
        for deed in deeds
        if deed.what not in IN_THE_RECORD
    ]
    places = {id: number for number, id in enumerate(syllabus.targets)}

    def order(event: Event) -> tuple[bool, float, int]:
        moment = event.at.timestamp() if event.at else 0
        return event.at is not None, moment, places.get(event.id, -1)

    return sorted(events, key=order, reverse=True)


def _title(syllabus: Syllabus, record: StudyRecord, id: str) -> str:
    """Return the title of what has an id, as the record remembers it if nobody else does."""
    target = syllabus.targets.get(id)
    return target.title if target else record.item(id).title
