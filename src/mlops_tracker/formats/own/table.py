"""A table for spreadsheets: a row an item, its columns named like the keys of `list --json`.

Behind them stand the titles of its course and week. Several links are lines of
one cell. Notes and reviews are not in the table. It is read back with ids and dates;
where it does not say the title of a course or a week, that is called by its number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, cast, get_args

from mlops_tracker.clock import utc
from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Exact,
    Outline,
    Study,
    UnfollowedError,
    outline_of,
    with_line_feeds,
)
from mlops_tracker.formats.rows import (
    Table,
    as_cell,
    as_text,
    column_names,
    read_table,
    written,
)
from mlops_tracker.study.record import (
    NOTHING_DONE,
    ItemRecord,
    ItemStatus,
    StudyRecord,
    plain_fields,
    plain_text,
    plain_values,
    utc_text,
)
from mlops_tracker.study.syllabus import Course, Item, Place, Syllabus, Week

COLUMNS = (
    *("id", "course", "week", "kind", "title", "optional", "minutes", "status", "done_at"),
    *("score", "spent_minutes", "url", "links", "has_note"),
    *(*plain_fields(Item), *plain_fields(ItemRecord), "course_title", "week_title"),
)
_ID = re.compile(r"([1-9][0-9]*)\.([1-9][0-9]*)\.[1-9][0-9]*")
_COURSE, _WEEK = re.compile(r"[1-9][0-9]*"), re.compile(r"[1-9][0-9]*\.[1-9][0-9]*")


class Row(NamedTuple):
    """An item, where it stands, and what was done with it but for the note."""

    course: str
    week: str
    item: Item
    did: ItemRecord
    line: int = 0
    """Where it begins, counted from 1."""
    last: int = 0
    """Where it ends: a cell may have several lines."""
    course_title: str = ""
    """Empty where the table does not say it."""
    week_title: str = ""


def table(study: Study) -> str:
    """Return every item of a study, a row each, under the names of the columns."""
    places = study.syllabus.places.values()
    rows = (_cells(place, study.record.item(place.item.id)) for place in places)
    return written([COLUMNS]) + written(rows)


def _cells(place: Place, did: ItemRecord) -> Iterable[str | int | None]:
    item = place.item
    return (
        *(item.id, place.course.id, place.week.id, as_cell(item.kind), as_cell(item.title)),
        *(
            _truth(item.optional),
            item.minutes,
            did.status,
            utc_text(did.done_at) if did.done_at else None,
        ),
        *(None if did.score is None else repr(did.score), did.spent_minutes),
        *(as_cell(item.url or ""), as_cell("\n".join(did.links)), _truth(bool(did.note))),
        *(as_cell(plain_text(item, name)) for name in plain_fields(item)),
        *(as_cell(plain_text(did, name)) for name in plain_fields(did)),
        *(as_cell(place.course.title), as_cell(place.week.title)),
    )


def _truth(value: bool) -> str:
    return "true" if value else "false"


def read(text: str) -> list[Row]:
    """Return the items in a table, as `items_in` does. Raises DamagedFileError with the line."""
    return items_in(read_table(text))


def items_in(table: Table) -> list[Row]:
    """Return the items in a table, which may have been saved by a spreadsheet.

    Columns may be missing, but for `id`, `kind` and `title`, and stand in any
    order. Raises DamagedFileError with the line.
    """
    hint = "`tracker export csv` shows how it is"
    if missing := {"id", "kind", "title"}.difference(table.names):
        names = ", ".join(f"`{name}`" for name in sorted(missing))
        raise DamagedFileError(f"line {table.head.line}: there is no column {names}", hint=hint)
    rows: list[Row] = []
    for row, cells in table.records(COLUMNS):
        # Ours end lines with a line feed: where they no longer do, those in cells were changed too.
        as_written = {name: cell.replace(table.line_end, "\n") for name, cell in cells.items()}
        try:
            rows.append(_row(as_written)._replace(line=row.line, last=row.last))
        except ValueError as error:
            raise DamagedFileError(f"line {row.line}: {error}", hint=hint) from error
    return rows


def _row(cells: Mapping[str, str]) -> Row:
    """Return the item of a row. Raises ValueError."""

    def cell(name: str) -> str:
        return cells.get(name, "")

    numbered = _ID.fullmatch(cell("id"))
    if not numbered:
        raise ValueError(f"`{cell('id')}` is no id; expected one such as `1.2.3`")
    title, kind, url = (as_text(cell(name)) for name in ("title", "kind", "url"))
    optional, minutes = cell("optional").lower() == "true", _whole(cell("minutes"))
    plain = plain_values(Item, {name: as_text(cell(name)) for name in plain_fields(Item)})
    item = Item(cell("id"), kind, title, optional, minutes, url or None, **plain)
    course = cell("course") if _COURSE.fullmatch(cell("course")) else numbered[1]
    week = _week(cell("week"), f"{numbered[1]}.{numbered[2]}")
    titles = (as_text(cell(name)) for name in ("course_title", "week_title"))
    return Row(course, week, item, _did(cells), 0, 0, *titles)


def _week(cell: str, first: str) -> str:
    """Return the week that an item stands in now; `first` is where it stood first."""
    # A spreadsheet takes week 1.10 for the number 1.1; an item that was never moved knows better.
    is_elsewhere = _WEEK.fullmatch(cell) and float(cell) != float(first)
    return cell if is_elsewhere else first


def _did(cell: Mapping[str, str]) -> ItemRecord:
    """Return what a row says was done with its item. Raises ValueError."""
    status = cell.get("status") or "todo"
    if status not in get_args(ItemStatus):
        raise ValueError(f"`{status}` is no status")
    done_at, score, links = (cell.get(name, "") for name in ("done_at", "score", "links"))
    return ItemRecord(
        as_text(cell["title"]),
        cast("ItemStatus", status),
        _moment(done_at) if done_at else None,
        _whole(cell.get("spent_minutes", "")),
        _score(score) if score else None,
        tuple(as_text(links).split("\n")) if links else (),
        **plain_values(
            ItemRecord, {name: as_text(cell.get(name, "")) for name in plain_fields(ItemRecord)}
        ),
    )


def _score(text: str) -> float:
    """Return a score in percent. Raises ValueError."""
    try:
        return float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        raise ValueError(f"`{text}` is not a score") from None


def _moment(text: str) -> datetime:
    """Return a time in UTC; one without a zone is in UTC already. Raises ValueError."""
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError:
        raise ValueError(f"`{text}` is not a time") from None


def _whole(text: str) -> int | None:
    """Return a number of minutes, if there is one. Raises ValueError."""
    if text and not re.fullmatch(r"\d{1,9}(?:\.0+)?", text, re.ASCII):
        raise ValueError(f"`{text}` is no number of minutes")
    return int(float(text)) if text else None


_OURS = frozenset({"id", "kind", "title", "status", "done_at"})
"""Columns that together only a table of the tool has."""


def is_own(text: str) -> bool:
    """Whether a text that begins like this is a table of the tool's own, by its columns."""
    return _OURS.issubset(column_names(text))


def read_own_table(text: str, name: str) -> Outline:
    """Return the outline of such a table.

    Raises DamagedFileError for one that does not add up, with the line, UnfollowedError
    for cells that the tool writes otherwise.
    """
    table, text = read_table(text), with_line_feeds(text)
    try:
        rows = items_in(table)
    except DamagedFileError as error:
        raise UnfollowedError(table.head.line, error.message) from error
    if not rows:
        raise UnfollowedError(table.head.line, "it lists nothing to learn")
    courses = tuple(_courses(rows))
    items = {row.item.id: row.did for row in rows if row.did._replace(title="") != NOTHING_DONE}
    exact = Exact(Syllabus("", name or UNNAMED, courses), StudyRecord("", items))
    accounts = [*table.accounts(text)]
    accounts += [Account(r.line, r.last, "item", r.item.title, "a row") for r in rows]
    return outline_of(exact, {row.item.id: row.line for row in rows}, accounts, text)


def _courses(rows: Iterable[Row]) -> Iterator[Course]:
    """Return the courses of a table, whose rows a spreadsheet may have sorted."""
    weeks: dict[str, list[Row]] = {}
    for row in rows:
        weeks.setdefault(row.week, []).append(row)
    courses: dict[str, list[list[Row]]] = {}
    for week in weeks.values():
        courses.setdefault(week[0].course, []).append(week)
    for id, parts in courses.items():
        title = _first(row.course_title for week in parts for row in week)
        yield Course(id, title or f"Course {id}", tuple(map(_week_of, parts)))


def _week_of(rows: list[Row]) -> Week:
    id = rows[0].week
    title = _first(row.week_title for row in rows) or f"Week {id.rpartition('.')[2]}"
    return Week(id, title, tuple(row.item for row in rows))


def _first(titles: Iterable[str]) -> str:
    """Return the first title that is one."""
    return next(filter(str.strip, titles), "")
