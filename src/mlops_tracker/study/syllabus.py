"""What there is to learn: Syllabus > Course > Week > Item, in study order."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple


class Item(NamedTuple):
    """One thing to watch, read, try or hand in."""

    id: str
    kind: str
    title: str
    optional: bool = False
    minutes: int | None = None
    """How long the platform says it takes; None where nobody says."""
    url: str | None = None


class Week(NamedTuple):
    """A part of a course (a provider's module, unit or lesson)."""

    id: str
    title: str
    items: tuple[Item, ...] = ()
    also: tuple[str, ...] = ()
    """Other spellings of the title that people type."""
    summary: str | None = None
    url: str | None = None
    last: int = 0
    """The highest number that an item of it ever had, where none has it any more."""


class Course(NamedTuple):
    """A course and its weeks."""

    id: str
    title: str
    weeks: tuple[Week, ...] = ()
    also: tuple[str, ...] = ()
    url: str | None = None
    last: int = 0
    """The highest number that a week of it ever had, where none has it any more."""

    def items(self) -> Iterator[Item]:
        """Return every item of the course in study order."""
        for week in self.weeks:
            yield from week.items


Target = Course | Week | Item
"""Whatever a person can name."""
Level = Literal["item", "week", "course"]


class Place(NamedTuple):
    """Where an item stands."""

    course: Course
    week: Week
    item: Item


class Syllabus:
    """All there is to learn. Immutable by convention; ids are looked up fast."""

    def __init__(
        self,
        id: str,
        title: str,
        courses: tuple[Course, ...],
        url: str | None = None,
        last: int = 0,
    ) -> None:
        """Hold the courses in study order; `last` as in a course."""
        self.id = id
        self.title = title
        self.courses = courses
        self.url = url
        self.last = last

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every item with its week and course, by item id, in study order."""
        return {
            item.id: Place(course, week, item)
            for course in self.courses
            for week in course.weeks
            for item in week.items
        }

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Everything that can be named, by id, in study order."""
        found: dict[str, Target] = {}
        for course in self.courses:
            found[course.id] = course
            for week in course.weeks:
                found[week.id] = week
                found.update((item.id, item) for item in week.items)
        return found

    @cached_property
    def order(self) -> dict[str, int]:
        """The number of everything that can be named in study order, by id."""
        return {id: number for number, id in enumerate(self.targets)}

    @cached_property
    def weeks(self) -> dict[str, tuple[Course, Week]]:
        """Every week with its course, by week id, in study order."""
        return {week.id: (course, week) for course in self.courses for week in course.weeks}

    def items(self) -> Iterator[Item]:
        """Return every item in study order."""
        for course in self.courses:
            yield from course.items()

    def items_of(self, target: Target) -> tuple[Item, ...]:
        """Return the items that `target` stands for, in study order."""
        if isinstance(target, Course):
            return tuple(target.items())
        return target.items if isinstance(target, Week) else (target,)


def level_of(target: Target) -> Level:
    """Say what `target` is."""
    if isinstance(target, Item):
        return "item"
    return "week" if isinstance(target, Week) else "course"


def spellings(target: Target) -> tuple[str, ...]:
    """Return every way the title of `target` is written."""
    return (target.title,) if isinstance(target, Item) else (target.title, *target.also)


def ids_within(target: Target) -> set[str]:
    """Return the ids of `target` and of all that it holds."""
    ids = {target.id}
    if isinstance(target, Course):
        ids.update(week.id for week in target.weeks)
        ids.update(item.id for item in target.items())
    elif isinstance(target, Week):
        ids.update(item.id for item in target.items)
    return ids
