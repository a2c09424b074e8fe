"""What a source says there is to learn: outline > courses > weeks > items.

An outline is a syllabus before it has ids, with what the source alone knows:
lines, ticks, scores, and an account of every line that is in it or is not.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.solutions import NOTHING_HELD_BACK, HeldBack
from mlops_tracker.study.syllabus import Syllabus

UNNAMED = "Imported course"
"""The title of a source that has none and comes from no file."""
Became = Literal[
    "title", "course", "week", "summary", "item", "record", "group", "left out", "unsure"
]


class OutlineItem(NamedTuple):
    """One thing to do, with where it stands and what the source says was done."""

    title: str
    kind: str
    line: int = 0
    optional: bool = False
    minutes: int | None = None
    ticked: bool = False
    score: float | None = None
    url: str | None = None


class OutlineWeek(NamedTuple):
    """A part of a course."""

    title: str
    items: tuple[OutlineItem, ...] = ()
    summary: str | None = None
    url: str | None = None


class OutlineReview(NamedTuple):
    """What the learner wrote about some courses, or why they gave them up."""

    courses: tuple[int, ...]
    """Their places, counted from 1."""
    text: str
    is_dropped: bool
    line: int


class OutlineCourse(NamedTuple):
    """A course."""

    title: str
    weeks: tuple[OutlineWeek, ...] = ()
    url: str | None = None


class Account(NamedTuple):
    """What some lines of the source became, and why."""

    line: int
    last: int
    became: Became
    text: str
    """What stands on the first of the lines, or what was made of it."""
    why: str


class Exact(NamedTuple):
    """What the tool itself wrote, read back."""

    syllabus: Syllabus
    """With its ids; its own id is empty where the source does not know it."""
    record: StudyRecord
    is_to_the_day: bool = False
    """Whether days stand for times, each for its noon."""
    held_back: HeldBack = NOTHING_HELD_BACK
    """What the source says that it is without."""


class Outline(NamedTuple):
    """All that a source says."""

    title: str
    courses: tuple[OutlineCourse, ...]
    accounts: tuple[Account, ...] = ()
    """In the order of the lines; together they name every line that is not blank."""
    reviews: tuple[OutlineReview, ...] = ()
    links: tuple[str, ...] = ()
    """The pages that the source names for the whole of it."""
    exact: Exact | None = None
    """All of a source that the tool itself wrote; an outline cannot hold everything."""

    def items(self) -> Iterator[OutlineItem]:
        """Give every item in study order."""
        for course in self.courses:
            for week in course.weeks:
                yield from week.items

    def of(self, became: Became) -> list[Account]:
        """Give the accounts of what became the same."""
        return [account for account in self.accounts if account.became == became]


def with_line_feeds(text: str) -> str:
    """Return a text with its line ends, of whatever sort, as line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
