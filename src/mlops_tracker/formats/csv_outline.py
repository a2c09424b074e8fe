"""A table with a header -> outline: a row is an item, in its course and week."""

from collections.abc import Mapping
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.csv_rows import Table, as_text
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Outline,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
    with_line_feeds,
)
from mlops_tracker.formats.wording import minutes_in, read_marks

COLUMNS = (
    *("course", "week", "title", "kind", "optional", "minutes", "status", "score", "url"),
    *("course_title", "week_title"),
)
_YES = frozenset({"yes", "true", "1", "x", "done", "completed", "optional"})


class _Named(NamedTuple):
    """What a row calls its course or week; two with the same title may have other numbers."""

    number: str
    title: str


def read_csv(table: Table, text: str, name: str) -> Outline:
    """Give the outline of a table that was read from `text`.

    Raises DamagedFileError for one without titles.
    """
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
        accounts.append(Account(row.line, row.last, "item", item.title, "a row"))
    if not courses:
        raise DamagedFileError(
            "it lists nothing to learn", hint="name a file with a row for each item"
        )
    found = tuple(_course(course, weeks, name) for course, weeks in courses.items())
    ordered = tuple(sorted(accounts, key=lambda account: account.line))
    return Outline(name or found[0].title, found, ordered)


def _course(course: _Named, weeks: Mapping[_Named, list[OutlineItem]], name: str) -> OutlineCourse:
    """Give a course with its weeks; what has no title is called as what it stands in."""
    title = course.title or course.number or name or UNNAMED
    return OutlineCourse(
        title,
        tuple(
            OutlineWeek(week.title or week.number or title, tuple(items))
            for week, items in weeks.items()
        ),
    )


def _item(cells: Mapping[str, str], line: int) -> OutlineItem | None:
    """Give the item of a row."""
    title = cells.get("title", "")
    if not title:
        return None
    minutes = cells.get("minutes", "")
    status = cells.get("status") or cells.get("ticked") or ""
    return OutlineItem(
        title=title,
        kind=cells.get("kind") or "item",
        line=line,
        optional=cells.get("optional", "").casefold() in _YES,
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else minutes_in(minutes),
        ticked=status.casefold() in _YES,
        score=read_marks(f"score: {cells['score']}").score if cells.get("score") else None,
        url=cells.get("url") or None,
    )


def _cell(value: str) -> str:
    """Give a cell as it was meant, its line ends as line feeds."""
    return with_line_feeds(as_text(value.strip()).strip())
