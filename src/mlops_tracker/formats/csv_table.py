"""A table for spreadsheets: a row an item, its columns named like the keys of `list --json`.

Behind them stand the titles of its course and week.

A spreadsheet runs a text that begins with `=`, `+`, `-`, `@`, a tab or a line
end as a formula, quoted or not. Such a text gets a `'` in front, which
spreadsheets take for "this is text"; `read` takes it off again. Several links
are lines of one cell. Notes and reviews are not in the table.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, cast, get_args

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.local_time import utc
from mlops_tracker.study.record import ItemRecord, ItemStatus, StudyRecord
from mlops_tracker.study.syllabus import Item, Place, Syllabus

COLUMNS = (
    *("id", "course", "week", "kind", "title", "optional", "minutes", "status", "done_at"),
    *("score", "spent_minutes", "url", "links", "has_note", "course_title", "week_title"),
)
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
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


def table(syllabus: Syllabus, record: StudyRecord) -> str:
    """Give every item of a syllabus, a row each, under the names of the columns."""
    rows = [_cells(place, record.item(place.item.id)) for place in syllabus.places.values()]
    return "".join(_line(row) for row in (COLUMNS, *rows))


def _line(cells: Iterable[str | int | None]) -> str:
    """Give a row as a line that ends with a line feed, as other programs in a pipe expect."""
    text = io.StringIO()
    # Only what stands in its own line end does the writer put in quotes: also a carriage return.
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _cells(place: Place, did: ItemRecord) -> Iterable[str | int | None]:
    item = place.item
    return (
        *(item.id, place.course.id, place.week.id, _defused(item.kind), _defused(item.title)),
        *(_truth(item.optional), item.minutes, did.status, _time(did.done_at)),
        *(None if did.score is None else repr(did.score), did.spent_minutes),
        *(_defused(item.url or ""), _defused("\n".join(did.links)), _truth(bool(did.note))),
        *(_defused(place.course.title), _defused(place.week.title)),
    )


def _defused(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _as_was(cell: str) -> str:
    """Give the text that `_defused` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _time(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def separator(head: str) -> str:
    """Give what splits the first line so that one column is `title`, where a comma does not.

    Spreadsheets write `;` in countries that write numbers with a comma.
    """
    for separator in (",", ";", "\t"):
        if "title" in (name.strip(' "').casefold() for name in head.split(separator)):
            return separator
    return ","


def read(text: str) -> list[Row]:
    """Give the items in a table, which may have been saved by a spreadsheet.

    Columns may be missing, but for `id`, `kind` and `title`, and stand in any
    order. Raises DamagedFileError with the line.
    """
    text = text.removeprefix("\ufeff")
    split = separator(text.partition("\n")[0].strip())
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=split)
    rows: list[Row] = []
    try:
        missing = {"id", "kind", "title"}.difference(lines.fieldnames or ())
        if missing:
            names = ", ".join(f"`{name}`" for name in sorted(missing))
            raise ValueError(f"there is no column {names}")
        before = lines.line_num
        for cells in lines:
            rows.append(_row(cells)._replace(line=before + 1, last=lines.line_num))
            before = lines.line_num
    except (ValueError, csv.Error) as error:
        raise DamagedFileError(
            f"line {max(lines.line_num, 1)}: {error}", hint="`tracker export csv` shows how it is"
        ) from error
    return rows


def _row(cells: Mapping[str, str | None]) -> Row:
    """Give the item of a row. Raises ValueError."""

    def cell(name: str) -> str:
        return cells.get(name) or ""

    numbered = _ID.fullmatch(cell("id"))
    if not numbered:
        raise ValueError(f"`{cell('id')}` is no id; expected one such as `1.2.3`")
    title, kind, url = (_as_was(cell(name)) for name in ("title", "kind", "url"))
    optional, minutes = cell("optional").lower() == "true", _whole(cell("minutes"))
    item = Item(cell("id"), kind, title, optional, minutes, url or None)
    course = cell("course") if _COURSE.fullmatch(cell("course")) else numbered[1]
    week = _week(cell("week"), f"{numbered[1]}.{numbered[2]}")
    titles = (_as_was(cell(name)) for name in ("course_title", "week_title"))
    return Row(course, week, item, _did(cells), 0, 0, *titles)


def _week(cell: str, first: str) -> str:
    """Give the week that an item stands in now; `first` is where it stood first."""
    # A spreadsheet takes week 1.10 for the number 1.1; an item that was never moved knows better.
    is_elsewhere = _WEEK.fullmatch(cell) and float(cell) != float(first)
    return cell if is_elsewhere else first


def _did(cells: Mapping[str, str | None]) -> ItemRecord:
    """Give what a row says was done with its item. Raises ValueError."""
    cell = {name: text or "" for name, text in cells.items()}
    status = cell.get("status") or "todo"
    if status not in get_args(ItemStatus):
        raise ValueError(f"`{status}` is no status")
    done_at, score, links = (cell.get(name, "") for name in ("done_at", "score", "links"))
    return ItemRecord(
        _as_was(cell["title"]),
        cast("ItemStatus", status),
        _moment(done_at) if done_at else None,
        _whole(cell.get("spent_minutes", "")),
        float(score.replace(",", ".").removesuffix("%")) if score else None,
        tuple(_as_was(links).split("\n")) if links else (),
    )


def _moment(text: str) -> datetime:
    """Give a time in UTC; one without a zone is in UTC already. Raises ValueError."""
    return utc(datetime.fromisoformat(text))


def _whole(text: str) -> int | None:
    """Give a number of minutes, if there is one. Raises ValueError."""
    if text and not re.fullmatch(r"\d{1,9}(?:\.0+)?", text, re.ASCII):
        raise ValueError(f"`{text}` is no number of minutes")
    return int(float(text)) if text else None
