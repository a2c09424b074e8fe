"""A table -> for each row the week that it names, and its items; for each cell what it names."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_tracker.formats.lists.blocks import Block
from mlops_tracker.formats.lists.candidates import FEWEST
from mlops_tracker.formats.lists.columns import (
    Part,
    cell_text,
    header_rank,
    kind_of,
    no_items,
    parts_of,
)
from mlops_tracker.formats.lists.inline import Line
from mlops_tracker.formats.lists.noise import is_denial, title_key
from mlops_tracker.formats.lists.titles import (
    ANY_KIND,
    WEEK,
    Marker,
    is_material,
    item_of,
    marker_of,
)
from mlops_tracker.formats.outline import OutlineItem
from mlops_tracker.formats.words import (
    DONE_WORDS,
    KINDS,
    OPEN_MARKS,
    UNDONE_WORDS,
    boxed,
    kind_named,
    minutes_in,
    plain,
    read_marks,
)

PAIR = 2
"""Plain lines of a cell of which the first is the title and the other says more about it."""


class TableRow(NamedTuple):
    """What a row says."""

    block: Block
    week: Marker | None
    """The week that it names, or (rank of a phase, no number) names in words."""
    items: tuple[OutlineItem, ...]
    why: str = ""
    """Why it holds no item."""


def rows_of(rows: Sequence[Block], kind: str | None, *, is_within: bool) -> list[TableRow]:
    """Return what the rows of one table say; `kind` is what the section above is about.

    `is_within` says whether something above counts weeks already.
    """
    header = rows[0].header
    parts = parts_of(header, rows)
    if why := no_items(header, parts, rows):
        return [TableRow(row, None, (), why) for row in rows]
    table = _Rows(header, parts, kind)
    weeks = table.weeks(rows)
    if not is_within and table.rows_are_weeks(rows):
        weeks = [table.topic(row) for row in rows]
    seen = Counter(week.number for week in weeks if week)
    return [
        table.row(row, week, is_alone=not week or seen[week.number] == 1)
        for row, week in zip(rows, weeks, strict=True)
    ]


class _Rows:
    """The rows of a table, read by what its columns hold."""

    def __init__(self, header: Sequence[str], parts: Sequence[Part], kind: str | None) -> None:
        self._header = header
        self._parts = parts
        self._kind = kind

    def weeks(self, rows: Sequence[Block]) -> list[Marker | None]:
        """Return the week of each row; an empty cell means the week above."""
        if "week" not in self._parts:
            return [None] * len(rows)
        at, found = self._parts.index("week"), list[Marker | None]()
        rank = header_rank(self._header[at])
        for row in rows:
            text = plain(cell_text(row, at)).strip("*# ")
            marker = marker_of(boxed(text)[1])
            number = re.match(r"\d{1,3}", text)
            if not text and found:
                marker = found[-1]
            elif not marker and number and len(text) < 12:
                marker = Marker(WEEK if rank is None else rank, "week", int(number[0]), "")
            elif text and not marker and rank is None and not is_denial(text):
                marker = _named_week(row, text)
            found.append(marker)
        return found

    def rows_are_weeks(self, rows: Sequence[Block]) -> bool:
        """Whether most rows of a table that counts nothing hold several items below a topic."""
        if "week" in self._parts or "title" not in self._parts or self._is_item_column():
            return False
        held = [len(self.row(row, None, is_alone=True).items) for row in rows]
        return len(rows) >= FEWEST and sum(count > 2 for count in held) * 2 > len(rows)

    def topic(self, row: Block) -> Marker | None:
        """Return the week that the topic of a row is."""
        title = plain(cell_text(row, self._parts.index("title")))
        return _named_week(row, title) if title else None

    def row(self, row: Block, week: Marker | None, *, is_alone: bool) -> TableRow:
        """Return what one row says."""
        facts, told = self._facts(row), self._told(row)
        titles = self._titles(row, facts.kind)
        if is_alone and week and self._counts_lectures():
            week = None
        if is_alone and week and len(titles) == 1 and not self._is_item_column():
            # The row is a week: what its columns only link to are the items of that week.
            week = week if week.title else week._replace(title=titles[0].title)
            found = [*told.items, *_named_after(titles[0], told.materials)]
            items = [facts.ticked_on(item) for item in found]
        else:
            pages = (*(item.url for item in titles), told.url, _any_url(row, told.items))
            items = facts.added_to(titles, next(filter(None, pages), None))
            items += [facts.ticked_on(item) for item in told.items]
        if not items and self._denies(row):
            return TableRow(row, None, (), "says that there is nothing")
        why = "" if items or week else "a row without a title"
        return TableRow(row, week, tuple(items), why)

    def _told(self, row: Block) -> "_Told":
        """Return what stands in the columns that a kind heads: `Homework`, `Slides`."""
        items: list[OutlineItem] = []
        materials: list[OutlineItem] = []
        url = None
        for at, part in enumerate(self._parts):
            column = kind_of(self._header[at])
            cell = row.cells[at] if part == "kind" and at < len(row.cells) else ()
            for line, is_optional in pieces_of(cell):
                item = self._item(line, row.line, column)
                if item and not names_material(line):
                    items.append(item._replace(optional=item.optional or is_optional))
                    continue
                if item:
                    materials.append(item._replace(kind=column or item.kind))
                url = url or line.url
        return _Told(items, materials, url)

    def _denies(self, row: Block) -> bool:
        """Whether the title of a row says that there is nothing: `No class`."""
        return "title" in self._parts and is_denial(cell_text(row, self._parts.index("title")))

    def _counts_lectures(self) -> bool:
        """Whether what the rows count is too fine to be a week of its own."""
        if "week" not in self._parts:
            return False
        at = self._parts.index("week")
        rank = header_rank(self._header[at])
        return rank is not None and rank > WEEK

    def _is_item_column(self) -> bool:
        """Whether the column of titles says what kind of item they are."""
        at = self._parts.index("title") if "title" in self._parts else -1
        return at >= 0 and kind_of(self._header[at]) is not None

    def _titles(self, row: Block, kind: str | None) -> list[OutlineItem]:
        """Return the items that the column of titles names, one for each of its lines."""
        if "title" not in self._parts:
            return []
        at = self._parts.index("title")
        default = kind or kind_of(self._header[at]) or self._kind
        lines = row.cells[at] if at < len(row.cells) else ()
        found = [item for line in lines if (item := self._item(line, row.line, default))]
        if len(found) == PAIR and all(item.kind == ANY_KIND and not item.url for item in found):
            return found[:1]
        return found

    def _item(self, line: Line, at: int, kind: str | None) -> OutlineItem | None:
        """Return the item that one line of a cell names."""
        if is_denial(line.text) or title_key(line.text) in {"", "see canvas"}:
            return None
        words = item_of(line, at, kind)
        return words.item if words and re.search(r"\w", words.item.title) else None

    def _facts(self, row: Block) -> "_Facts":
        """Return what columns of their own tell of the items of a row."""
        ticked, score, minutes, kind = None, None, None, None
        for at, part in enumerate(self._parts):
            text = cell_text(row, at)
            if part == "status":
                ticked = _tick(text)
            elif part == "score":
                score = read_marks(f"score: {text}").score
            elif part == "minutes":
                minutes = minutes_in(plain(text))
            elif part == "type":
                kind = kind_named(text) or (plain(text).casefold() or None)
        return _Facts(
            bool(ticked), score, minutes, kind if kind is None or len(kind) < 30 else None
        )


class _Told(NamedTuple):
    """What a row says in the columns that a kind heads."""

    items: list[OutlineItem]
    materials: list[OutlineItem]
    """What only comes with an item: `slides`, `video`."""
    url: str | None
    """The first page that is no item's."""


class _Facts(NamedTuple):
    """What a row says of its items."""

    ticked: bool
    score: float | None
    minutes: int | None
    kind: str | None

    def ticked_on(self, item: OutlineItem) -> OutlineItem:
        """Return an item, ticked where the row is."""
        return item._replace(ticked=item.ticked or self.ticked)

    def added_to(self, titles: Sequence[OutlineItem], url: str | None) -> list[OutlineItem]:
        """Return items that have what they do not say themselves; minutes and a page are of one."""
        found = [
            self.ticked_on(item)._replace(score=self.score if item.score is None else item.score)
            for item in titles
        ]
        if len(found) != 1:
            return found
        (item,) = found
        minutes = self.minutes if item.minutes is None else item.minutes
        return [item._replace(minutes=minutes, url=item.url or url)]


def _named_after(week: OutlineItem, materials: Sequence[OutlineItem]) -> list[OutlineItem]:
    """Return what comes with a week as items of it; what has no number of its own is called as it."""
    return [
        item if any(map(str.isdigit, item.title)) else item._replace(title=week.title)
        for item in materials
        if item.kind not in {"slides", "notebook"}
    ]


def _named_week(row: Block, title: str) -> Marker:
    """Return a week without a number, under one that no other row has: `Review week`."""
    return Marker(WEEK, "week", -row.line, title)


def _tick(text: str) -> bool | None:
    """Return whether a cell says that something is done."""
    ticked, rest = boxed(text)
    word = plain(rest).casefold()
    if ticked is not None and not word:
        return ticked
    if word in DONE_WORDS:
        return True
    return False if word in UNDONE_WORDS or any(mark in text for mark in OPEN_MARKS) else ticked


def _any_url(row: Block, found: Sequence[OutlineItem]) -> str | None:
    """Return the first page that a row links to, and that is no other item's."""
    taken = {item.url for item in found}
    urls = (line.url for cell in row.cells for line in cell if line.url)
    return next((url for url in urls if url not in taken), None)


_OPTIONAL = frozenset(
    (
        "optional supplementary additional recommended extra bonus opcional facultatif fakultativ"
        " 选读 可选 任意 선택"
    ).split()
)


class Piece(NamedTuple):
    """What may be an item."""

    line: Line
    is_optional: bool
    """Whether a label above it says so: `**Optional**`."""


def pieces_of(cell: Sequence[Line]) -> Iterator[Piece]:
    """Return the pieces of a cell: a line each, or a link each where a line is only links."""
    is_optional = False
    for line in cell:
        if len(cell) > 1 and line.is_bold and not line.links:
            is_optional = bool(_OPTIONAL & set(title_key(line.text).split()[:1]))
        else:
            yield from (Piece(part, is_optional) for part in _parts(line))


def _parts(line: Line) -> list[Line]:
    """Return a line of several links with titles of their own as one line for each."""
    if len(line.links) < 2 or not line.is_link or any(map(is_material, line.links)):
        return [line]
    return [
        Line(link.text, line.offset, (link._replace(start=0, end=len(link.text)),))
        for link in line.links
    ]


def names_material(line: Line) -> bool:
    """Whether all that a line says is where to find the slides, the video and so on."""
    rest = line.text
    for link in line.links:
        rest = rest.replace(link.text, "", 1)
    if not all(is_material(link) for link in line.links):
        return False
    words = plain(rest).strip(" ,;|/()[]-–—:.").casefold()
    return not words or words in KINDS or words in {"link", "pdf", "yes", "✓"}
