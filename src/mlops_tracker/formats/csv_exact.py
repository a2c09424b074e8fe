"""A table that the tool itself wrote -> outline, ids and dates included.

Where it does not say the title of a course or a week, that is called by its number.
"""

from collections.abc import Iterable, Iterator

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.csv_rows import Table, read_table
from mlops_tracker.formats.csv_table import Row, items_in
from mlops_tracker.formats.outline import UNNAMED, Account, Exact, Outline, with_line_feeds
from mlops_tracker.formats.outline_exact import outline_of
from mlops_tracker.study.record import NOTHING_DONE, StudyRecord
from mlops_tracker.study.syllabus import Course, Syllabus, Week

_OURS = frozenset({"id", "kind", "title", "status", "done_at"})
"""Columns that together only a table of the tool has."""


def is_own_table(table: Table) -> bool:
    """Whether a table has the columns of the tool's own."""
    return _OURS.issubset(table.names)


def begins_own_table(beginning: str) -> bool:
    """Whether a text that begins like this is such a table, by its first row."""
    head = with_line_feeds(beginning).partition("\n")[0]
    try:
        return is_own_table(read_table(head))
    except DamagedFileError:
        return False


def read_own_table(table: Table, text: str, name: str) -> Outline:
    """Give the outline of such a table, which was read from `text`.

    Raises DamagedFileError, with the line.
    """
    rows = items_in(table)
    if not rows:
        raise DamagedFileError("it lists nothing to learn")
    courses = tuple(_courses(rows))
    items = {row.item.id: row.did for row in rows if row.did._replace(title="") != NOTHING_DONE}
    exact = Exact(Syllabus("", name or UNNAMED, courses), StudyRecord("", items))
    accounts = [*table.accounts(text)]
    accounts += [Account(r.line, r.last, "item", r.item.title, "a row") for r in rows]
    return outline_of(exact, {row.item.id: row.line for row in rows}, accounts, text)


def _courses(rows: Iterable[Row]) -> Iterator[Course]:
    """Give the courses of a table, whose rows a spreadsheet may have sorted."""
    weeks: dict[str, list[Row]] = {}
    for row in rows:
        weeks.setdefault(row.week, []).append(row)
    courses: dict[str, list[list[Row]]] = {}
    for week in weeks.values():
        courses.setdefault(week[0].course, []).append(week)
    for id, parts in courses.items():
        title = _first(row.course_title for week in parts for row in week)
        yield Course(id, title or f"Course {id}", tuple(map(_week, parts)))


def _week(rows: list[Row]) -> Week:
    id = rows[0].week
    title = _first(row.week_title for row in rows) or f"Week {id.rpartition('.')[2]}"
    return Week(id, title, tuple(row.item for row in rows))


def _first(titles: Iterable[str]) -> str:
    """Give the first title that is one."""
    return next(filter(str.strip, titles), "")
