"""What the learner did: status, dates, scores, time and notes, by id.

A record is a value; each step that a learner takes gives a new one. Ids that
the syllabus no longer has stay in it untouched. A course or a week can be taken out of
both, with what was done in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from mlops_tracker.study.fields import Rule, named_by
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week, ids_within

ItemStatus = Literal["todo", "doing", "done", "skipped"]
OPEN: frozenset[ItemStatus] = frozenset({"todo", "doing"})
"""The statuses of items that wait to be done."""
CourseStatus = Literal["active", "completed", "dropped"]


class ItemRecord(NamedTuple):
    """What the learner did with one item."""

    title: str = ""
    """The title it had then, so that the record can be read by itself."""
    status: ItemStatus = "todo"
    done_at: datetime | None = None
    """When it was finished, in UTC; None where a person did not write it."""
    spent_minutes: int | None = None
    score: float | None = None
    """In percent, 0 to 100."""
    links: tuple[str, ...] = ()
    note: str = ""


class WeekRecord(NamedTuple):
    """What the learner wrote about a week."""

    note: str = ""


class CourseRecord(NamedTuple):
    """What the learner decided and thought about a course."""

    status: CourseStatus = "active"
    why: str = ""
    stars: int | None = None
    review: str = ""
    note: str = ""


NOTHING_DONE = ItemRecord()
NOTHING_WRITTEN = WeekRecord()
NOTHING_DECIDED = CourseRecord()


class StudyRecord(NamedTuple):
    """Everything the learner did, by id."""

    syllabus: str
    """The syllabus it belongs to: the shipped one's id, or a path."""
    items: Mapping[str, ItemRecord] = {}
    weeks: Mapping[str, WeekRecord] = {}
    courses: Mapping[str, CourseRecord] = {}

    @property
    def number_done(self) -> int:
        """How many items are done, whether or not the syllabus has them."""
        return sum(item.status == "done" for item in self.items.values())

    def texts(self) -> Iterator[str]:
        """Return all that the learner wrote, text by text."""
        for entries in (self.items, self.weeks, self.courses):
            for entry in entries.values():
                yield from (getattr(entry, name) for name in named_by(entry, Rule.TEXT))

    def item(self, id: str) -> ItemRecord:
        """Return what was done with an item, which may be nothing."""
        return self.items.get(id, NOTHING_DONE)

    def course(self, id: str) -> CourseRecord:
        """Return what was decided about a course, which may be nothing."""
        return self.courses.get(id, NOTHING_DECIDED)

    def note(self, target: Target) -> str:
        """Return the learner's note on `target`, or an empty text."""
        if isinstance(target, Item):
            return self.item(target.id).note
        if isinstance(target, Week):
            return self.weeks.get(target.id, NOTHING_WRITTEN).note
        return self.course(target.id).note

    def with_note(self, target: Target, note: str) -> "StudyRecord":
        """Return this record with the note on `target` replaced."""
        if isinstance(target, Item):
            return self.with_items([(target, self.item(target.id)._replace(note=note))])
        if isinstance(target, Week):
            weeks = {**self.weeks, target.id: WeekRecord(note)}
            return self._replace(weeks={k: v for k, v in weeks.items() if v != NOTHING_WRITTEN})
        return self.with_course(target, self.course(target.id)._replace(note=note))

    def with_course(self, course: Course, now: CourseRecord) -> "StudyRecord":
        """Return this record with what is decided about a course replaced."""
        courses = {**self.courses, course.id: now}
        return self._replace(courses={k: v for k, v in courses.items() if v != NOTHING_DECIDED})

    def with_items(self, changes: Iterable[tuple[Item, ItemRecord]]) -> "StudyRecord":
        """Return this record with some items replaced.

        An item about which nothing is left to say leaves the record.
        """
        items = dict(self.items)
        for item, now in changes:
            if now._replace(title="") == NOTHING_DONE:
                items.pop(item.id, None)
            elif now != self.item(item.id):
                items[item.id] = now._replace(title=item.title)
        return self._replace(items=items)

    def is_dropped(self, course: Course) -> bool:
        """Whether the learner gave the course up."""
        return self.course(course.id).status == "dropped"


def appended(note: str, paragraph: str) -> str:
    """Return `note` with a paragraph added, one blank line between the two.

    Neither text is altered, so that every word comes back as it was written.
    """
    if not note:
        return paragraph
    newlines = len(note) - len(note.rstrip("\n"))
    return note + "\n" * max(0, 2 - newlines) + paragraph


class Orphan(NamedTuple):
    """Something the record knows and the syllabus does not."""

    id: str
    title: str


def gone_part(syllabus: Syllabus, record: StudyRecord) -> StudyRecord:
    """Return the part of a record that is about ids which the syllabus does not have."""
    courses = {course.id for course in syllabus.courses}
    return record._replace(
        items={id: did for id, did in record.items.items() if id not in syllabus.places},
        weeks={id: wrote for id, wrote in record.weeks.items() if id not in syllabus.weeks},
        courses={id: about for id, about in record.courses.items() if id not in courses},
    )


def orphans(syllabus: Syllabus, record: StudyRecord) -> list[Orphan]:
    """Name what the record keeps of ids that the syllabus does not have."""
    gone = gone_part(syllabus, record)
    return [
        *(Orphan(id, item.title) for id, item in gone.items.items()),
        *(Orphan(id, "") for id in [*gone.weeks, *gone.courses]),
    ]


def syllabus_part(syllabus: Syllabus, target: Target) -> Syllabus:
    """Return a syllabus of one course, or of one week in its course.

    Raises KeyError for an item, or for what the syllabus does not hold.
    """
    if isinstance(target, Course):
        courses = (target,)
    elif isinstance(target, Week):
        course, week = syllabus.weeks[target.id]
        courses = (course._replace(weeks=(week,)),)
    else:
        raise KeyError(target.id)
    return Syllabus(syllabus.id, syllabus.title, courses, syllabus.url)


def record_part(record: StudyRecord, syllabus: Syllabus, target: Target) -> StudyRecord:
    """Return what was done within a course or a week.

    Around a week, what counts of its course is kept, and what was written about it left out.
    """
    ids = ids_within(target)
    courses = {id: about for id, about in record.courses.items() if id in ids}
    if isinstance(target, Week):
        course = syllabus.weeks[target.id][0]
        about = record.course(course.id)
        counts = CourseRecord(about.status, stars=about.stars)
        courses = {course.id: counts} if counts != CourseRecord() else {}
    return record._replace(
        items={id: did for id, did in record.items.items() if id in ids},
        weeks={id: wrote for id, wrote in record.weeks.items() if id in ids},
        courses=courses,
    )
