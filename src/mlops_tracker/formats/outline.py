"""What goes through a format: out of a source comes an outline, into an export goes a study.

An outline is a syllabus before it has ids (courses > weeks > items), with what the
source alone knows: lines, ticks, scores, and an account of every line that is in it or
is not. What was read exactly, a syllabus and a record, has one like any other source.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple, Protocol

from mlops_tracker.study.progress import Report
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


class Reader(Protocol):
    """What reads a source in a format."""

    def __call__(self, text: str, name: str) -> Outline:
        """Return the outline of a text with its line ends as they came.

        Where it has no title it goes by `name`, which may be empty. Raises
        DamagedFileError for what cannot be read or lists nothing to learn; a reader of
        the tool's own files raises UnfollowedError for one that a person changed.
        """


class UnfollowedError(Exception):
    """A line is not as the tool itself writes it."""

    def __init__(self, line: int, why: str) -> None:
        """Keep the line, counted from 1, and what is wrong with it."""
        super().__init__(why)
        self.line = line
        self.why = why


class Study(NamedTuple):
    """What is given away: all of a study, or a course or a week of it, as it is on a day."""

    syllabus: Syllabus
    record: StudyRecord
    report: Report
    today: date
    held_back: HeldBack = NOTHING_HELD_BACK
    """What the record is without."""


class Writer(Protocol):
    """What writes an export in a format."""

    def __call__(self, study: Study) -> str:
        """Return the whole export, its lines ended by line feeds."""


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
