"""CSV with a header -> outline: a row is an item, in its course and week."""

import csv
import io
from collections.abc import Mapping
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.csv_table import separator
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Outline,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
)
from mlops_tracker.formats.wording import minutes_in, read_marks

COLUMNS = (
    *("course", "week", "title", "kind", "optional", "minutes", "status", "score", "url"),
    *("course_title", "week_title"),
)
_YES = frozenset({"yes", "true", "1", "x", "done", "completed", "optional"})
_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""How a cell begins that was kept from being taken for a formula."""


class _Named(NamedTuple):
    """What a row calls its course or week; two with the same title may have other numbers."""

    number: str
    title: str


def read_csv(text: str, name: str) -> Outline:
    """Give the outline of a CSV text. Raises DamagedFileError for one without titles."""
    csv.field_size_limit(1_000_000)
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0].strip()
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(head))
    accounts = [Account(1, 1, "title", head, "the names of the columns")]
    courses: dict[_Named, dict[_Named, list[OutlineItem]]] = {}
    try:
        reader.fieldnames = [(field or "").strip().casefold() for field in reader.fieldnames or ()]
        if "title" not in reader.fieldnames:
            raise DamagedFileError(
                "it has no column `title`", hint=f"known are {', '.join(COLUMNS)}"
            )
        for row in reader:
            cells = {key: _cell(value) for key, value in row.items() if key}
            item = _item(cells, reader.line_num)
            course = _Named(cells.get("course", ""), cells.get("course_title", ""))
            week = _Named(cells.get("week", ""), cells.get("week_title", ""))
            if item is None:
                why = "a row without a title"
                accounts.append(Account(reader.line_num, reader.line_num, "left out", "", why))
                continue
            courses.setdefault(course, {}).setdefault(week, []).append(item)
            accounts.append(Account(item.line, item.line, "item", item.title, "a row"))
    except csv.Error as error:
        raise DamagedFileError(f"line {reader.line_num}: not CSV: {error}") from error
    if not courses:
        raise DamagedFileError(
            "it lists nothing to learn", hint="name a file with a row for each item"
        )
    found = tuple(_course(course, weeks, name) for course, weeks in courses.items())
    return Outline(name or found[0].title, found, tuple(accounts))


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


def _cell(value: object) -> str:
    """Give a cell as it was meant."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text.startswith(_FORMULA) else text
