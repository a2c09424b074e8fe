"""The steps a learner takes with items and courses, and what differs between two records.

With items: done, undone, skipped, counted again, started. With a course: to give it up, to
take it up again, how good it was. Each is worked out but not saved, and none of them loses
a note or a link.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from mlops_tracker.errors import RefusedError
from mlops_tracker.study.progress import measure_course
from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    STATE,
    CourseRecord,
    CourseStatus,
    ItemRecord,
    StudyRecord,
    WeekRecord,
    appended,
    word_for,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus


class MarkedItem(NamedTuple):
    """An item, what the record says of it, and what it will say."""

    item: Item
    before: ItemRecord
    after: ItemRecord


class Step(NamedTuple):
    """A change worked out but not saved."""

    record: StudyRecord
    """The record as it will be."""
    marked: tuple[MarkedItem, ...] = ()
    unchanged: tuple[Item, ...] = ()
    """Items that were meant, but need no change."""


class Completion(NamedTuple):
    """How items were finished: when (UTC), how well (percent), how long (minutes)."""

    on: datetime | None = None
    score: float | None = None
    spent_minutes: int | None = None
    note: str = ""


class Opinion(NamedTuple):
    """What is thought of a course; None leaves as it is what was thought before."""

    stars: int | None = None
    text: str | None = None


class Review(NamedTuple):
    """What became of a course, and what the learner thinks of it."""

    id: str
    title: str
    status: CourseStatus
    stars: int | None
    why: str | None
    review: str | None


def mark_done(
    record: StudyRecord, items: Iterable[Item], completion: Completion, now: datetime | None
) -> Step:
    """Mark items as done, at `now` (UTC) unless `completion` says when; None where nobody knows.

    An item that is done already keeps its date unless a new one is given; a
    score and a time that are given replace the former ones, a note is added.
    """

    def done(before: ItemRecord) -> ItemRecord:
        when = before.done_at if before.status == "done" or now is None else now
        score, spent = completion.score, completion.spent_minutes
        return before._replace(
            status="done",
            done_at=completion.on or when,
            score=before.score if score is None else score,
            spent_minutes=before.spent_minutes if spent is None else spent,
            note=appended(before.note, completion.note) if completion.note else before.note,
        )

    return _step(record, items, done)


def mark_undone(record: StudyRecord, items: Iterable[Item]) -> Step:
    """Take completion back, with the date, score and time that came with it.

    An item that was only started is no longer started.
    """

    def undone(before: ItemRecord) -> ItemRecord:
        if before.status not in {"done", "doing"}:
            return before
        return before._replace(**{name: getattr(NOTHING_DONE, name) for name in STATE})

    return _step(record, items, undone)


def mark_skipped(record: StudyRecord, items: Iterable[Item]) -> Step:
    """Leave items out of the percent. Raises RefusedError for items that are done."""
    items = list(items)
    _refuse_done(record, items, "skip")
    return _step(record, items, lambda before: before._replace(status="skipped"))


def mark_unskipped(record: StudyRecord, items: Iterable[Item]) -> Step:
    """Count skipped items again."""

    def unskipped(before: ItemRecord) -> ItemRecord:
        return before._replace(status="todo") if before.status == "skipped" else before

    return _step(record, items, unskipped)


def mark_started(record: StudyRecord, items: Iterable[Item]) -> Step:
    """Note that items are being worked on. Raises RefusedError for items that are done."""
    items = list(items)
    _refuse_done(record, items, "start")
    return _step(record, items, lambda before: before._replace(status="doing"))


def _refuse_done(record: StudyRecord, items: Iterable[Item], verb: str) -> None:
    """Raise RefusedError where some of the items are done."""
    ids = " ".join(item.id for item in items if record.item(item.id).status == "done")
    if ids:
        raise RefusedError(
            f"cannot {verb} what is done: {ids}", hint=f"`tracker undone {ids}` takes that back"
        )


def _step(
    record: StudyRecord, items: Iterable[Item], change: Callable[[ItemRecord], ItemRecord]
) -> Step:
    """Return what changing the items comes to."""
    pairs = [MarkedItem(i, record.item(i.id), change(record.item(i.id))) for i in items]
    marked = tuple(pair for pair in pairs if pair.before != pair.after)
    unchanged = tuple(pair.item for pair in pairs if pair.before == pair.after)
    return Step(record.with_items((p.item, p.after) for p in marked), marked, unchanged)


def dropped(record: StudyRecord, course: Course, why: str | None = None) -> StudyRecord:
    """Give up a course, for a reason that replaces the former one; what was done in it stays."""
    before = record.course(course.id)
    reason = before.why if why is None else why
    return record.with_course(course, before._replace(status="dropped", why=reason))


def resumed(record: StudyRecord, course: Course) -> StudyRecord:
    """Take a course up again; the words of the reason stay.

    One that a hand has called completed is in progress again, too.
    """
    return record.with_course(course, record.course(course.id)._replace(status="active"))


def reviewed(
    record: StudyRecord, course: Course, opinion: Opinion, *, replaces: bool = False
) -> StudyRecord:
    """Add a paragraph to the review of a course, or put it in the review's place; set stars."""
    before = record.course(course.id)
    review = before.review
    if opinion.text is not None:
        review = opinion.text if replaces else appended(review, opinion.text)
    stars = before.stars if opinion.stars is None else opinion.stars
    return record.with_course(course, before._replace(stars=stars, review=review))


def reviews(syllabus: Syllabus, record: StudyRecord) -> list[Review]:
    """Return what is thought of each course, then of those the syllabus no longer has."""
    known = {course.id for course in syllabus.courses}
    found = [
        _review(course.id, course.title, record.course(course.id))._replace(
            status=measure_course(course, record).status
        )
        for course in syllabus.courses
    ]
    gone = (one for one in record.courses.items() if one[0] not in known)
    return [*found, *(_review(id, "", decided) for id, decided in gone)]


def _review(id: str, title: str, decided: CourseRecord) -> Review:
    """Return what is said of a course."""
    words = decided.why or None, decided.review or None
    return Review(id, title, decided.status, decided.stars, *words)


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
