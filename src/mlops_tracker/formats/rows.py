"""A CSV text -> its rows, read strictly, and rows -> CSV.

What is read is RFC 4180 and what spreadsheets write besides: commas, semicolons or
tabs, a first line `sep=;`, any line ends, a byte order mark, blank lines, and
rows filled up with empty cells. A quote stands around a whole cell or is doubled
within one; any other is refused, as spreadsheets write none and a quote that was
lost elsewhere leaves one. So a text with one quote too few has an odd number of
them and cannot be read as another table.

A spreadsheet runs a text that begins with `=`, `+`, `-`, `@`, a tab or a line
end as a formula, quoted or not. `as_cell` puts a `'` in front of such a text,
which spreadsheets take for "this is text"; `as_text` takes it off again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import Account
from mlops_tracker.study.quantities import amount

SEPARATORS = (",", ";", "\t")
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_SPECIAL = re.compile('[",\r\n]')
_LINE_END = re.compile(r"\r\n?|\n")
_DECLARED = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n?|\n|\Z)', re.IGNORECASE)
_QUOTING = 'put a cell that holds `"` in quotes, and write `""` for each in it'


class Row(NamedTuple):
    """The cells of a row."""

    cells: Sequence[str]
    line: int
    """Where it begins, counted from 1."""
    last: int
    """Where it ends: a cell may have several lines."""


class Table(NamedTuple):
    """A table whose rows all have a cell for each column."""

    head: Row
    names: Sequence[str]
    """The names of the columns, small and without space around them."""
    rows: Sequence[Row]
    empty: Sequence[Row]
    """Rows that hold nothing but white space, which are in no other list."""
    is_declared: bool
    """Whether the first line only says what separates the cells."""
    line_end: str
    """What ends the first line: line ends within cells were perhaps changed to it."""

    def accounts(self, text: str) -> Iterator[Account]:
        """Return what became of the lines of a text that are no rows of it."""
        lines = text.split("\n")
        if self.is_declared:
            yield Account(1, 1, "title", lines[0], "what separates the cells")
        shown = lines[self.head.line - 1].strip()
        yield Account(self.head.line, self.head.last, "title", shown, "the names of the columns")
        for row in self.empty:
            yield Account(row.line, row.last, "left out", "", "an empty row")

    def records(self, known: Iterable[str]) -> Iterator[tuple[Row, Mapping[str, str]]]:
        """Return the rows, each with its cells by the name of their column.

        Raises DamagedFileError where two columns have the same of the `known` names.
        """
        for name in known:
            if self.names.count(name) > 1:
                why = f"line {self.head.line}: two columns are called `{name}`"
                raise DamagedFileError(why, hint="rename or remove one of them")
        return ((row, dict(zip(self.names, row.cells, strict=False))) for row in self.rows)


def as_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_text(cell: str) -> str:
    """Return the text that `as_cell` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def written(rows: Iterable[Iterable[str | int | None]]) -> str:
    """Return rows as lines that end with a line feed, as other programs in a pipe expect."""
    return "".join(f"{','.join(map(_quoted, cells))}\n" for cells in rows)


def _quoted(cell: str | int | None) -> str:
    """Return a cell as it is written; None is an empty one."""
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def read_table(text: str) -> Table:
    """Return the table in a text whose line ends are as they came.

    Raises DamagedFileError, with the line where the row begins, for quotes that do
    not fit and for rows that are longer or shorter than the others.
    """
    text = text.removeprefix("\ufeff")
    read = list(_rows(text))
    full = [row for row in read if _is_full(row)]
    if not full:
        raise DamagedFileError("the table is empty")
    head, *rows = full
    _refuse_ragged(head, rows)
    empty = [row for row in read if not _is_full(row)]
    is_declared = _DECLARED.match(text) is not None
    return Table(head, _names(head), rows, empty, is_declared, _first_line_end(text))


def column_names(beginning: str) -> Sequence[str]:
    """Return the names of the columns in a text that begins like this, none where it is no table.

    They are small and without space around them.
    """
    try:
        head = next(filter(_is_full, _rows(beginning.removeprefix("\ufeff"))), None)
    except DamagedFileError:
        return ()
    return _names(head) if head else ()


def _names(head: Row) -> Sequence[str]:
    return [name.strip().casefold() for name in head.cells]


def _is_full(row: Row) -> bool:
    """Whether a row holds anything but white space."""
    return any(map(str.strip, row.cells))


def _rows(text: str) -> Iterator[Row]:
    """Return the rows in a text, empty ones too. Raises DamagedFileError."""
    if declared := _DECLARED.match(text):
        return _Cells(text, declared[1]).rows(declared.end(), 2)
    return _Cells(text, _separator(text)).rows(0, 1)


def _first_line_end(text: str) -> str:
    """Return what ends the first row, a line feed where nothing does."""
    at = quotes = 0
    for end in _LINE_END.finditer(text):
        quotes += text.count('"', at, end.start())
        if quotes % 2 == 0:
            return end[0]
        at = end.end()
    return "\n"


def _separator(text: str) -> str:
    """Return what splits the first row so that one column is `title`, a comma where nothing does.

    Spreadsheets write `;` in countries that write numbers with a comma.
    """
    for separator in SEPARATORS:
        try:
            head = next(filter(_is_full, _Cells(text, separator).rows(0, 1)), None)
        except DamagedFileError:
            continue  # if no other separator fits, the comma says why
        if head and "title" in (name.strip(" ").casefold() for name in head.cells):
            return separator
    return ","


def _refuse_ragged(head: Row, rows: Sequence[Row]) -> None:
    """Raise DamagedFileError where rows have other numbers of cells than the first one.

    Spreadsheets fill up all rows with empty cells alike. If there is only one such cell,
    a name may as well be missing in the first row, or a cell be one too many further left.
    """
    width, widths = len(head.cells), {len(row.cells) for row in rows}
    if widths <= {width}:
        return
    usual = width if width in widths else len(rows[0].cells)
    is_filled_up = len(widths) == 1 and usual > width + 1
    if is_filled_up and not any(cell for row in rows for cell in row.cells[width:]):
        return
    odd = next((row for row in rows if len(row.cells) != usual), rows[0])
    expected = width if len(widths) == 1 else usual
    raise DamagedFileError(
        f"line {odd.line}: the row has {amount(len(odd.cells), 'cell')}; expected {expected}",
        hint="give every row a cell for each column; one that holds the separator needs quotes",
    )


class _Cells:
    """What splits a text into rows and cells."""

    def __init__(self, text: str, separator: str) -> None:
        # Elsewhere a carriage return alone is part of a cell: Python's writer puts it in no quotes.
        line_end = r"\r\n?|\n" if _first_line_end(text) == "\r" else r"\r?\n"
        self._text, self._separator = text, separator
        self._line_end = re.compile(line_end)
        self._edge = re.compile(rf'["{re.escape(separator)}]|{line_end}|\Z')

    def rows(self, at: int, line: int) -> Iterator[Row]:
        """Return the rows from a place on, which is in a line; lines that are empty are none."""
        text = self._text
        while at < len(text):
            end = self._line_end.search(text, at)
            stop, after = end.span() if end else (len(text), len(text))
            cells: Sequence[str] = text[at:stop].split(self._separator)
            if text.find('"', at, stop) >= 0:
                cells, stop, after = self._cells(at, line)
            last = line + len(_LINE_END.findall(text, at, stop))
            if stop > at:
                yield Row(cells, line, last)
            at, line = after, last + 1

    def _cells(self, at: int, line: int) -> tuple[list[str], int, int]:
        """Return the cells of a row with quotes in it, where it ends and where the next begins."""
        cells: list[str] = []
        while True:
            if is_quoted := self._text.startswith('"', at):
                closed = self._closed(at, line)
                cells.append(self._text[at + 1 : closed].replace('""', '"'))
                at = closed + 1
            edge = self._edge.search(self._text, at)
            if edge is None or edge[0] == '"' or (is_quoted and edge.start() > at):
                what = "goes on behind its closing quote" if is_quoted else "holds a lone quote"
                raise DamagedFileError(
                    f"line {line}: cell {len(cells) + (not is_quoted)} {what}", hint=_QUOTING
                )
            if not is_quoted:
                cells.append(self._text[at : edge.start()])
            at = edge.end()
            if edge[0] != self._separator:
                return cells, edge.start(), at

    def _closed(self, at: int, line: int) -> int:
        """Return where the quote ends that begins at a place. Raises DamagedFileError."""
        closed = self._text.find('"', at + 1)
        while self._text.startswith('""', closed):
            closed = self._text.find('"', closed + 2)
        if closed < 0:
            why = f"line {line}: a quote is opened and never closed"
            raise DamagedFileError(why, hint=_QUOTING)
        return closed
