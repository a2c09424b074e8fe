"""What a source says there is to learn: outline > courses > weeks > items.

An outline is a syllabus before it has ids, with what the source alone knows:
lines, ticks, scores, and an account of every line that is in it or is not.

A syllabus and a record that were read exactly -> outline, as any source has one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.solutions import NOTHING_HELD_BACK, HeldBack
from mlops_tracker.study.syllabus import Item, Syllabus, Week

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
        """Return every item in study order."""
        for course in self.courses:
            for week in course.weeks:
                yield from week.items

    def of(self, became: Became) -> list[Account]:
        """Return the accounts of what became the same."""
        return [account for account in self.accounts if account.became == became]


def with_line_feeds(text: str) -> str:
    """Return a text with its line ends, of whatever sort, as line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def outline_of(
    exact: Exact, lines: Mapping[str, int], accounts: Iterable[Account], text: str
) -> Outline:
    """Return an outline of what was read, with an account of each line that is not blank.

    `lines` tells where items stand, by id.
    """
    syllabus, record = exact.syllabus, exact.record
    courses = tuple(
        OutlineCourse(
            course.title,
            tuple(_week(week, record, lines) for week in course.weeks),
            course.url,
        )
        for course in syllabus.courses
    )
    whole = tuple(_whole(accounts, text))
    return Outline(syllabus.title, courses, whole, exact=exact)


def _week(week: Week, record: StudyRecord, lines: Mapping[str, int]) -> OutlineWeek:
    items = tuple(_item(item, record, lines.get(item.id, 0)) for item in week.items)
    return OutlineWeek(week.title, items, week.summary, week.url)


def _item(item: Item, record: StudyRecord, line: int) -> OutlineItem:
    did = record.item(item.id)
    is_done = did.status == "done"
    facts = (item.optional, item.minutes, is_done, did.score, item.url)
    return OutlineItem(item.title, item.kind, line, *facts)


def _whole(accounts: Iterable[Account], text: str) -> list[Account]:
    """Return accounts in the order of the lines, with one for each line that has none.

    What was not taken stands in them as it stands in the source.
    """
    lines = text.split("\n")
    found = [
        account._replace(text=lines[account.line - 1].strip())
        if account.became in {"left out", "unsure"}
        else account
        for account in accounts
    ]
    named = {n for account in found for n in range(account.line, account.last + 1)}
    for number, line in enumerate(lines, start=1):
        if line.strip() and number not in named:
            found.append(Account(number, number, "left out", line.strip(), "not read"))
    return sorted(found, key=lambda account: account.line)
