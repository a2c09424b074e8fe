"""A table with a header -> outline: a row is an item, in its course and week."""

from collections.abc import Mapping
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Became,
    Outline,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
    with_line_feeds,
)
from mlops_tracker.formats.rows import as_text, read_table
from mlops_tracker.formats.words import DONE_WORDS, UNDONE_WORDS, minutes_in, read_marks

COLUMNS = (
    *("course", "week", "title", "kind", "optional", "minutes", "status", "score", "url"),
    *("course_title", "week_title"),
)
_DONE = DONE_WORDS | {"true", "1"}
_OPTIONAL = frozenset({"yes", "y", "true", "1", "x", "optional"})
_NO = UNDONE_WORDS | {"false", "0", "to do", "open", "doing", "skipped", "required"}


class _Named(NamedTuple):
    """What a row calls its course or week; two with the same title may have other numbers."""

    number: str
    title: str


def read_csv(text: str, name: str) -> Outline:
    """Return the outline of a table.

    Raises DamagedFileError for one that does not add up, or is without titles.
    """
    table, text = read_table(text), with_line_feeds(text)
    if "title" not in table.names:
        raise DamagedFileError("it has no column `title`", hint=f"known are {', '.join(COLUMNS)}")
    accounts = [*table.accounts(text)]
    courses: dict[_Named, dict[_Named, list[OutlineItem]]] = {}
    for row, record in table.records(COLUMNS):
        cells = {key: _cell(value) for key, value in record.items()}
        item = _item(cells, row.line)
        if item is None:
            accounts.append(Account(row.line, row.last, "left out", "", "a row without a title"))
            continue
        course = _Named(cells.get("course", ""), cells.get("course_title", ""))
        week = _Named(cells.get("week", ""), cells.get("week_title", ""))
        courses.setdefault(course, {}).setdefault(week, []).append(item)
        doubts = _doubts(cells, item)
        became: Became = "unsure" if doubts else "item"
        why = f"a row, without {', '.join(doubts)}" if doubts else "a row"
        accounts.append(Account(row.line, row.last, became, item.title, why))
    if not courses:
        raise DamagedFileError(
            "it lists nothing to learn", hint="name a file with a row for each item"
        )
    found = tuple(_course(course, weeks, name) for course, weeks in courses.items())
    ordered = tuple(sorted(accounts, key=lambda account: account.line))
    return Outline(name or found[0].title, found, ordered)


def _course(course: _Named, weeks: Mapping[_Named, list[OutlineItem]], name: str) -> OutlineCourse:
    """Return a course with its weeks; what has no title is called as what it stands in."""
    title = course.title or course.number or name or UNNAMED
    return OutlineCourse(
        title,
        tuple(
            OutlineWeek(week.title or week.number or title, tuple(items))
            for week, items in weeks.items()
        ),
    )


def _item(cells: Mapping[str, str], line: int) -> OutlineItem | None:
    """Return the item of a row."""
    title = cells.get("title", "")
    if not title:
        return None
    minutes = cells.get("minutes", "")
    status = cells.get("status") or cells.get("ticked") or ""
    return OutlineItem(
        title=title,
        kind=cells.get("kind") or "item",
        line=line,
        optional=cells.get("optional", "").casefold() in _OPTIONAL,
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else minutes_in(minutes),
        ticked=status.casefold() in _DONE,
        score=read_marks(f"score: {cells['score']}").score if cells.get("score") else None,
        url=cells.get("url") or None,
    )


def _doubts(cells: Mapping[str, str], item: OutlineItem) -> list[str]:
    """Return the cells of a row that say something of which nothing was taken over."""
    status, optional = cells.get("status") or cells.get("ticked") or "", cells.get("optional", "")
    is_taken = {
        "minutes": item.minutes is not None,
        "score": item.score is not None,
        "status": item.ticked or status.casefold() in _NO,
        "optional": item.optional or optional.casefold() in _NO,
    }
    words = {**cells, "status": status, "optional": optional}
    return [
        f"{key} `{words[key]}`" for key, taken in is_taken.items() if words.get(key) and not taken
    ]


def _cell(value: str) -> str:
    """Return a cell as it was meant, its line ends as line feeds."""
    return with_line_feeds(as_text(value.strip()).strip())
