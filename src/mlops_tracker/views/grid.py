"""Rows of cells, drawn as rich draws a table without lines, without rich's cost for each cell.

Columns are measured once and each row is set as text. What is seldom (several
lines in a cell, a screen too narrow for the columns) rich itself draws.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

GAP = 2
"""Columns of space behind each column but the last."""
NARROWEST = 4
"""Columns that a column which wraps is given at least; below that rich decides."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_WORD = re.compile(r"\s*\S+\s*")
_CODES = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "cyan": "36"}


class Styled(NamedTuple):
    """A text in a style, with parts of other styles behind it."""

    first: str
    style: str = ""
    more: tuple[tuple[str, str], ...] = ()
    """Each part with what its style has besides that of the whole."""

    @property
    def plain(self) -> str:
        """The text alone."""
        return self.first + "".join(part for part, _ in self.more) if self.more else self.first

    def append(self, part: str, style: str = "") -> "Styled":
        """Return the text with a part added."""
        return self._replace(more=(*self.more, (part, style))) if part else self

    def as_rich(self) -> "Text":
        """Return the text as rich knows it."""
        from rich.text import Text

        text = Text(self.first, self.style)
        for part, style in self.more:
            text.append(part, style)
        return text


class Column(NamedTuple):
    """How a column is set."""

    width: int | None = None
    """As wide as its cells where None."""
    min_width: int = 0
    justify: Literal["left", "right"] = "left"
    wraps: bool = False
    """Whether it may become narrower than its cells."""
    style: str = ""


class Grid(NamedTuple):
    """Rows that have a cell for each column."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Styled]]

    def lines(self, room: int, *, color: bool) -> Iterable[str] | None:
        """Return the lines of the grid within `room` columns; None where only rich can draw it."""
        if not self.rows:
            return ()
        plain = [[cell.plain for cell in row] for row in self.rows]
        if any("\n" in text or "\t" in text for row in plain for text in row):
            return None
        sizes = [[cell_width(text) for text in row] for row in plain]
        widths = self._widths(sizes, room)
        return None if widths is None else self._lines(plain, sizes, widths, color=color)

    def _widths(self, sizes: Sequence[Sequence[int]], room: int) -> list[int] | None:
        """Return the widths of the columns; None where they are not to be had within `room`."""
        gaps = [GAP] * (len(self.columns) - 1) + [0]
        natural = [
            min(gap + (one.width or max(one.min_width, *column)), room)
            for one, column, gap in zip(self.columns, zip(*sizes, strict=True), gaps, strict=True)
        ]
        widths = [width or 1 for width in natural]
        may_shrink = [at for at, one in enumerate(self.columns) if one.wraps and one.width is None]
        while (excess := sum(widths) - room) > 0:
            if not may_shrink:
                return None
            widths = _shrunk(widths, may_shrink, excess)
            if min(widths[at] for at in may_shrink) < NARROWEST + GAP:
                return None
            widths = [min(pair) for pair in zip(widths, natural, strict=True)]
        widths = [width - gap for width, gap in zip(widths, gaps, strict=True)]
        for one, column, width in zip(self.columns, zip(*sizes, strict=True), widths, strict=True):
            is_cut = max(one.min_width, *column) > width
            if is_cut and not (one.wraps and width >= NARROWEST):
                return None
        return widths

    def _lines(
        self,
        plain: Sequence[Sequence[str]],
        sizes: Sequence[Sequence[int]],
        widths: Sequence[int],
        *,
        color: bool,
    ) -> Iterator[str]:
        """Return the lines, each row set in columns of these widths."""
        gaps = [GAP] * (len(widths) - 1) + [0]
        layout = list(zip(self.columns, widths, gaps, strict=True))
        for row, texts, lengths in zip(self.rows, plain, sizes, strict=True):
            if any(size > width for size, width in zip(lengths, widths, strict=True)):
                yield from _wrapped_row(row, layout, color=color)
                continue
            line = ""
            for cell, text, size, (column, width, gap) in zip(
                row, texts, lengths, layout, strict=True
            ):
                pad = " " * (width - size)
                before, behind = (pad, "") if column.justify == "right" else ("", pad)
                if not color:
                    line += before + text + behind + " " * gap
                else:
                    line += _set(cell, before, (0, len(text)), behind, column.style)
                    line += painted(" " * gap, column.style)
            yield line

    def as_rich(self) -> "Table":
        """Return the grid as a table of rich."""
        from rich.table import Table

        table = Table(box=None, show_header=False, padding=(0, GAP, 0, 0), pad_edge=False)
        for column in self.columns:
            table.add_column(
                width=column.width,
                min_width=column.min_width or None,
                justify=column.justify,
                no_wrap=not column.wraps and column.width is None,
                overflow="fold" if column.wraps else "ellipsis",
                style=column.style,
            )
        for row in self.rows:
            table.add_row(*(cell.as_rich() for cell in row))
        return table


def _shrunk(widths: list[int], may_shrink: Sequence[int], excess: int) -> list[int]:
    """Return widths of which the widest gave way, by `excess` or to the next narrower one."""
    widest = max(widths[at] for at in may_shrink)
    giving = [at for at in may_shrink if widths[at] == widest]
    others = (widths[at] for at in may_shrink if at not in giving)
    most = min(excess, widest - max(others, default=0))
    result = list(widths)
    for number, at in enumerate(giving):
        given = min(most, round(excess / (len(giving) - number)))  # it rounds as rich does
        result[at] -= given
        excess -= given
    return result


def wrapped(cell: Styled, room: int, *, color: bool) -> list[str]:
    """Return the lines of a text that stands alone, none of them filled up."""
    text = cell.plain
    fits = len(text) <= room and cell_width(text) <= room
    spans = [(0, len(text))] if fits else _spans(text, room)
    return [_set(cell, "", span, "", "") if color else text[slice(*span)] for span in spans]


def _wrapped_row(
    row: Sequence[Styled], layout: Sequence[tuple[Column, int, int]], *, color: bool
) -> Iterator[str]:
    """Return the lines of a row in which some cells need several."""
    cells: list[list[str]] = []
    for cell, (column, width, gap) in zip(row, layout, strict=True):
        text, set_lines = cell.plain, []
        for span in _spans(text, width):
            pad = " " * (width - cell_width(text[slice(*span)]))
            before, behind = (pad, "") if column.justify == "right" else ("", pad)
            line = _set(cell, before, span, behind, column.style)
            plain = before + text[slice(*span)] + behind
            set_lines.append((line if color else plain) + _space(gap, column, color=color))
        cells.append(set_lines)
    empty = [_space(width + gap, column, color=color) for column, width, gap in layout]
    for number in range(max(map(len, cells))):
        yield "".join(
            lines[number] if number < len(lines) else blank
            for lines, blank in zip(cells, empty, strict=True)
        )


def _space(width: int, column: Column, *, color: bool) -> str:
    """Return empty columns."""
    return painted(" " * width, column.style) if color else " " * width


def _set(cell: Styled, before: str, span: tuple[int, int], behind: str, style: str) -> str:
    """Return a part of a text in its colours, with the space around it."""
    start, end = span
    base = f"{style} {cell.style}"
    if not cell.more:
        return painted(before + cell.first[start:end] + behind, base)
    parts = [(cell.first, ""), *cell.more]
    ends = accumulate(len(part) for part, _ in parts)
    found: list[tuple[str, str]] = [(before, "")]
    for (part, own), last in zip(parts, ends, strict=True):
        first = last - len(part)
        found.append((part[max(0, start - first) : max(0, end - first)], own))
    found.append((behind, ""))
    line = waiting = ""
    for part, own in found:
        if own and part:
            line, waiting = line + painted(waiting, base) + painted(part, f"{base} {own}"), ""
        else:
            waiting += part
    return line + painted(waiting, base)


def painted(text: str, style: str) -> str:
    """Return a text between the codes of a style, where there are both."""
    codes = _codes(style)
    return f"\x1b[{codes}m{text}\x1b[0m" if text and codes else text


@cache
def _codes(style: str) -> str:
    """Return the codes of a style: of words such as `bold cyan`, `not bold` taking one away."""
    words = style.split()
    off = {after for word, after in pairwise(words) if word == "not"}
    colors = [word for word in words if word not in {"not", "bold", "dim"}][-1:]
    marks = [word for word in ("bold", "dim") if word in words and word not in off]
    return ";".join(_CODES[word] for word in [*marks, *colors])


def cell_width(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # 2 ms

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Return a text within `width` columns; one that was cut ends with an ellipsis."""
    if cell_width(text) <= width:
        return text
    if text.isascii():
        return text[: width - 1] + ELLIPSIS
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + ELLIPSIS


def _spans(text: str, width: int) -> list[tuple[int, int]]:
    """Return where the lines of a text begin and end that is wrapped as rich does it."""
    breaks = _breaks(text, width)
    spans = []
    for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True):
        line = text[start:end]
        spaces = len(line) - len(line.rstrip())
        line = line[: len(line) - max(0, min(spaces, len(line) - width))]
        while line and line[-1].isspace() and cell_width(line) > width:
            line = line[:-1]
        spans.append((start, start + len(line)))
    return spans


def _breaks(text: str, width: int) -> list[int]:
    """Return where a text is broken: between words, and within those that are too long."""
    from rich.cells import chop_cells

    breaks: list[int] = []
    used = 0
    for word in _WORD.finditer(text):
        start, length = word.start(), cell_width(word[0].rstrip())
        if length <= width - used:
            used += cell_width(word[0])
        elif length > width:
            for piece in chop_cells(word[0], width):
                breaks += [start] * bool(start)
                start, used = start + len(piece), cell_width(piece)
        else:
            breaks.append(start)
            used = cell_width(word[0])
    return breaks
