"""A table that the tool itself wrote -> outline, ids and dates included.

Such a table has no titles of courses and weeks; they are called by their numbers.
"""

import csv
import io
from itertools import groupby

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.csv_table import Row, read
from mlops_tracker.formats.outline import Account, Exact, Outline
from mlops_tracker.formats.outline_exact import outline_of
from mlops_tracker.study.record import NOTHING_DONE, StudyRecord
from mlops_tracker.study.syllabus import Course, Syllabus, Week

_OURS = frozenset({"id", "kind", "title", "status", "done_at"})
"""Columns that together only a table of the tool has."""
_TITLES = frozenset({"course_title", "week_title"})


def is_own_table(text: str) -> bool:
    """Whether a table has the columns of the tool's own, and none that it would not read."""
    names = next(csv.reader(io.StringIO(text.partition("\n")[0].removeprefix("\ufeff"))), [])
    return _OURS.issubset(names) and not _TITLES.intersection(names)


def read_own_table(text: str, name: str) -> Outline:
    """Give the outline of such a table. Raises DamagedFileError, with the line."""
    rows = read(text)
    if not rows:
        raise DamagedFileError("it lists nothing to learn")
    courses = tuple(
        Course(id, f"Course {id}", tuple(_weeks(list(group))))
        for id, group in groupby(rows, lambda row: row.course)
    )
    items = {row.item.id: row.did for row in rows if row.did._replace(title="") != NOTHING_DONE}
    exact = Exact(Syllabus("", name or "Imported course", courses), StudyRecord("", items))
    accounts = [Account(1, 1, "title", text.partition("\n")[0].strip(), "the names of the columns")]
    accounts += [Account(r.line, r.last, "item", r.item.title, "a row") for r in rows]
    return outline_of(exact, {row.item.id: row.line for row in rows}, accounts, text)


def _weeks(rows: list[Row]) -> list[Week]:
    """Give the weeks of a course."""
    return [
        Week(id, f"Week {id.rpartition('.')[2]}", tuple(row.item for row in group))
        for id, group in groupby(rows, lambda row: row.week)
    ]
