"""What the learner did, by id: status, dates, scores, time and notes; and the table of its fields.

A record is a value; each step that a learner takes gives a new one. Ids that the syllabus
no longer has stay in it untouched. A course or a week can be taken out of both, with what
was done in it.

Names, types and defaults of fields stand in the named tuples here and in `syllabus`, which
files, cache, tables and backups go by; `FIELDS` says what else is asked of a field of a
record: how two values of it are joined, and what it is called. A field that only has its
name is written and told in a general form everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum, auto
from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week, ids_within


class Rule(Enum):
    """What becomes of two new values of one field."""

    TITLE = auto()
    """Either: it is the syllabus that says it."""
    STATE = auto()
    """That of the side which got further or is newer, as all others that say how far it is."""
    TEXT = auto()
    """Every paragraph of both."""
    LIST = auto()
    """All that is in either."""
    GREATER = auto()
    """The greater one; the other is told, for the learner to choose."""


class Field(NamedTuple):
    """A field of what a record says about an item, a week or a course."""

    name: str
    rule: Rule = Rule.GREATER
    deed: str = "marked"
    """What a change of it is called in the log; empty for what is called by its new value."""
    word: str = ""
    """What it is called in sentences, where that is not its name."""


FIELDS = {
    field.name: field
    for field in (
        Field("title", Rule.TITLE, ""),
        Field("status", Rule.STATE, ""),
        Field("done_at", Rule.STATE),
        Field("spent_minutes", Rule.STATE),
        Field("score", Rule.STATE),
        Field("links", Rule.LIST, "links"),
        Field("why", Rule.TEXT, "reason", "reason"),
        Field("stars", Rule.GREATER, "review"),
        Field("review", Rule.TEXT, "review"),
        Field("note", Rule.TEXT, "note"),
    )
}
"""Every field by its name."""
KEY_ORDER = tuple(FIELDS)
"""The names of the fields, as they stand in a file."""
STATE = tuple(name for name in FIELDS if FIELDS[name].rule is Rule.STATE)
"""What says how far an item is: one thing, whatever it is written as."""
WORDS_OF_THEIR_OWN = frozenset(
    {
        *("id", "kind", "title", "optional", "minutes", "url"),
        *("status", "done_at", "spent_minutes", "score", "links", "note"),
        *("why", "stars", "review", "items", "weeks", "also", "summary", "last"),
    }
)
"""The fields that sentences, tables and archives each say in a way of their own."""


def rule_of(name: str) -> Rule:
    """Return what becomes of two new values of a field. Raises KeyError for an unknown one."""
    return FIELDS[name].rule


def word_for(name: str) -> str:
    """Return what a field is called in sentences."""
    return FIELDS[name].word or name


def named_by(entry: Any, rule: Rule) -> list[str]:
    """Return the fields of an entry, or of a kind of entry, that have this rule."""
    return [name for name in entry._fields if FIELDS[name].rule is rule]


def plain_fields(entry: Any) -> list[str]:
    """Return the fields of an entry, or of a kind of entry, that are said in the general form."""
    return [name for name in entry._fields if name not in WORDS_OF_THEIR_OWN]


def utc_text(moment: datetime) -> str:
    """Return a time in UTC as files, documents and tables write it: `2026-11-20T21:14:05Z`."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@cache
def typed_as(entry: Any, kind: Any) -> list[str]:
    """Return the fields of a kind of entry that hold a `kind` of value, or nothing."""
    hints = entry.__annotations__
    return [name for name in entry._fields if hints[name] in {kind, kind | None}]


def plain_text(entry: Any, name: str) -> str:
    """Return the value of a field in the general form; empty where it says nothing."""
    value = getattr(entry, name)
    if value == entry._field_defaults[name]:
        return ""
    if isinstance(value, datetime):
        return utc_text(value)
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def plain_values(entry: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of fields from texts in the general form, for a kind of entry.

    Those that say nothing are left out. Raises ValueError for another type of value.
    """
    hints = get_type_hints(entry)
    return {name: _value_of(hints[name], text) for name, text in texts.items() if text}


def _value_of(hint: Any, text: str) -> Any:
    """Return a value from its text: a time, a number, `True` or `False`, a list, or the text."""
    if get_origin(hint) is tuple:
        return tuple(text.split("\n"))
    kinds = {one for one in get_args(hint) or [hint] if one is not NoneType}
    if bool in kinds:
        return text == str(True)
    if datetime in kinds:
        return datetime.fromisoformat(text).astimezone(UTC)
    number = next((kind for kind in (int, float) if kind in kinds), None)
    return number(text) if number else text


Texts = tuple[str, ...]
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
            week = self.weeks.get(target.id, NOTHING_WRITTEN)
            weeks = {**self.weeks, target.id: week._replace(note=note)}
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
