"""A table -> for each row the week that it names, and its items.

What a column holds is told by its header, and where that says nothing by its
cells.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from mlops_tracker.formats.markdown_blocks import Block
from mlops_tracker.formats.markdown_inline import Line
from mlops_tracker.formats.markers import COURSE, PHASE, RANKS, WEEK, Marker, marker_of
from mlops_tracker.formats.noise import is_denial, title_key
from mlops_tracker.formats.outline import OutlineItem
from mlops_tracker.formats.titles import ANY_KIND, is_material, item_of
from mlops_tracker.formats.wording import (
    KINDS,
    OPEN_MARKS,
    boxed,
    kind_named,
    minutes_in,
    plain,
    read_marks,
)

Part = Literal["week", "number", "title", "kind", "type", "minutes", "status", "score", "fact"]

_TITLES = frozenset(
    (
        "topic topics title name lesson lessons subject content contents concept theme chapter course"
        " courses lecture lectures session tema temas temario título titulo clase clases thème sujet"
        " titre cours thema titel kurs problem task activity section resource item module unit day book"
        " workshop project assignment paper 主题 标题 内容 课程 名称 題名 課題名 トピック タイトル 内容"
        " 주제 내용 제목 강의명 what topic/title focus curriculum tópico assunto conteúdo"
        " exercise video lab quiz notebook tutorial challenge question pattern algorithm"
    ).split()
)
_FACTS = frozenset(
    (
        "date dates due deadline prerequisites prerequisite instructor instructors teacher description"
        " notes note discussion difficulty level provider university platform institution year tags"
        " language languages certificate comments comment remarks goal goals objective objectives outcome"
        " outcomes effort link links url source sources code repo github colab binder alternative tools"
        " tool technologies format type_of additional price cost weight weighting observaciones fecha"
        " author authors rating speaker presenter room location time acceptance companies company"
        " skills technology stack folder file files path pages lang key summary details reason why"
        " credits semester term discord chat 讲师 备注 日期 链接 說明 说明 講師 備考 날짜 비고 링크"
    ).split()
)
_MINUTES = frozenset("duration time length minutes min mins duración durée dauer 时长 時間 시간".split())
_STATUS = frozenset(
    "status done completed complete progress finished check checked state ✅ ☑ estado statut 状态 완료".split()
)
_SCORES = frozenset("score grade points mark marks result nota note得分 成绩 点数 점수 punkte".split())
_NUMBERS = frozenset("# no no. nr nr. n° nº id num number s.no sr.no s.no. sr sl.no 序号 번호 番号".split())
_NO_ITEMS = frozenset(
    (
        "metric metrics symbol symbols icon icons emoji legend mark marker meaning property field badge"
        " badges stat stats statistic option parameter variable command shortcut term abbreviation folder"
        " file directory branch role contributor member instructor author email channel tool key grade"
        " weight component platform software package library requirement version percentage"
    ).split()
)
_DONE = frozenset(
    "done completed complete finished yes y x 100% ✓ 完成 已完成 terminado completado terminé erledigt".split()
)
_UNDONE = frozenset(
    ("no n todo pending - -- planned upcoming 0%".split())
    + ["not started", "in progress", "to do", "ongoing", "started", "not yet"]
)
_WEEK_HEADERS = {word: rank for word, rank in RANKS.items() if rank <= WEEK + 1 and rank != COURSE} | {
    **dict.fromkeys(("周", "周次", "週", "주차", "週次", "week #", "week no", "wk #", "week(s)"), WEEK),
    **dict.fromkeys(("weeks", "semanas", "wochen"), WEEK),
}


class TableRow(NamedTuple):
    """What a row says."""

    block: Block
    week: Marker | None
    """The week that it names, or (rank of a phase, no number) names in words."""
    week_url: str | None
    items: tuple[OutlineItem, ...]
    why: str = ""
    """Why it holds no item."""


def rows_of(rows: Sequence[Block], kind: str | None) -> list[TableRow]:
    """Give what the rows of one table say; `kind` is what the section above is about."""
    header = rows[0].header
    parts = _parts(header, rows)
    if why := _no_items(header, parts, rows):
        return [TableRow(row, None, None, (), why) for row in rows]
    reader = _Reader(header, parts, kind)
    weeks = reader.weeks(rows)
    seen = Counter(week.number for week in weeks if week)
    return [
        reader.row(row, week, is_alone=not week or seen[week.number] == 1)
        for row, week in zip(rows, weeks, strict=True)
    ]


def _parts(header: Sequence[str], rows: Sequence[Block]) -> list[Part]:
    """Give what each column holds."""
    parts = [_part(text) for text in header]
    for at, part in enumerate(parts):
        cells = [_text(row, at) for row in rows]
        if part in {"title", "kind"} and _all_numbers(cells):
            parts[at] = "week" if _header_rank(header[at]) is not None else "number"
        elif part == "week" and not _all_numbers(cells) and not _any_markers(cells):
            parts[at] = "title" if title_key(header[at]) in _TITLES else "fact"
        elif at == 0 and part != "week" and _mostly_weeks(cells):
            parts[at] = "week"
    if "title" not in parts and "week" in parts and "kind" in parts:
        return parts
    if "title" not in parts:
        # A column of its own kind, else one that has no known header, gives the title.
        for wanted in ("kind", "fact"):
            for at, part in enumerate(parts):
                is_known = title_key(header[at]) in _FACTS
                if part == wanted and not is_known and any(_text(row, at) for row in rows):
                    if wanted == "fact" or "week" not in parts:
                        parts[at] = "title"
                    return parts
        return parts
    first = parts.index("title")
    return [
        part if part != "title" or at == first else ("kind" if _kind_of(header[at]) else "fact")
        for at, part in enumerate(parts)
    ]


def _part(header: str) -> Part:
    """Give what a column holds by its header."""
    key = title_key(header) or header.strip()
    if key in _NUMBERS:
        return "number"
    if _header_rank(header) is not None:
        return "week"
    for words, part in ((_MINUTES, "minutes"), (_STATUS, "status"), (_SCORES, "score")):
        if key in words or key.split(" ")[0] in words and part != "minutes":
            return part  # type: ignore[return-value]
    if key in {"type", "kind", "tipo", "format", "art"}:
        return "type"
    kind = _kind_of(header)
    if key in _FACTS:
        return "fact"
    if kind and kind not in {"lecture", "course", "book", "tutorial", "workshop", "exercise"}:
        return "kind"
    if key in _TITLES or key.removesuffix("s") in _TITLES or key.split(" ")[-1] in _TITLES:
        return "title"
    return "kind" if kind else "fact"


def _header_rank(header: str) -> int | None:
    """Give the rank of a header that counts weeks, modules or days."""
    return _WEEK_HEADERS.get(title_key(header))


def _kind_of(header: str) -> str | None:
    """Give the kind that a header names."""
    key = title_key(header)
    words = re.split(r"[\s/&,]+", key)
    found = (kind_named(word) for word in (key, words[-1], words[0]))
    return next(filter(None, found), None)


def _text(row: Block, at: int) -> str:
    """Give the words of a cell."""
    cell = row.cells[at] if at < len(row.cells) else ()
    return " ".join(line.text.strip() for line in cell).strip()


def _all_numbers(cells: Sequence[str]) -> bool:
    """Whether all cells that are not empty are numbers."""
    filled = [plain(cell).strip("*#. ") for cell in cells if cell.strip()]
    return bool(filled) and sum(re.fullmatch(r"[\d.\-–]{1,7}", c) is not None for c in filled) > len(filled) * 0.6


def _any_markers(cells: Sequence[str]) -> bool:
    """Whether some cells name a week."""
    return any(marker_of(cell) for cell in cells)


def _mostly_weeks(cells: Sequence[str]) -> bool:
    """Whether most cells name a week, a module or a day."""
    filled = [cell for cell in cells if cell.strip()]
    named = [m for cell in filled if (m := marker_of(boxed(cell)[1])) and PHASE <= m.rank <= WEEK + 1]
    return bool(filled) and len(named) > len(filled) / 2


def _no_items(header: Sequence[str], parts: Sequence[Part], rows: Sequence[Block]) -> str:
    """Give why a table is no list of items, or nothing."""
    first = title_key(header[0]) if header else ""
    if "title" not in parts and "kind" not in parts:
        return "a table of facts"
    if "week" not in parts and (first in _NO_ITEMS or first.removesuffix("s") in _NO_ITEMS):
        return "a table of facts"
    if "title" in parts and _all_numbers([_text(row, parts.index("title")) for row in rows]):
        return "a table of numbers"
    if first in {"resource", "resources"} and title_key(header[-1]) in {"link", "links"}:
        return "a table of links" if "week" not in parts else ""
    return ""


class _Reader:
    """Reads rows by what their columns hold."""

    def __init__(self, header: Sequence[str], parts: Sequence[Part], kind: str | None) -> None:
        self._header = header
        self._parts = parts
        self._kind = kind

    def weeks(self, rows: Sequence[Block]) -> list[Marker | None]:
        """Give the week of each row; an empty cell means the week above."""
        if "week" not in self._parts:
            return [None] * len(rows)
        at, found = self._parts.index("week"), list[Marker | None]()
        rank = _header_rank(self._header[at])
        for row in rows:
            text = plain(_text(row, at)).strip("*# ")
            marker = marker_of(boxed(text)[1])
            number = re.match(r"\d{1,3}", text)
            if not text and found:
                marker = found[-1]
            elif not marker and number and len(text) < 12:
                marker = Marker(WEEK if rank is None else rank, "week", int(number[0]), "")
            found.append(marker)
        return found

    def row(self, row: Block, week: Marker | None, *, is_alone: bool) -> TableRow:
        """Give what one row says."""
        ticked, score, minutes, kind = self._facts(row)
        found: list[OutlineItem] = []
        named_by_kind: list[OutlineItem] = []
        url = None
        for at, part in enumerate(self._parts):
            for line in row.cells[at] if part == "kind" and at < len(row.cells) else ():
                item = self._item(line, row.line, _kind_of(self._header[at]))
                if item and not _is_material(line):
                    found.append(item)
                elif item:
                    column = _kind_of(self._header[at])
                    named_by_kind.append(item._replace(kind=column or item.kind))
                url = url or line.url
        titles = self._titles(row, kind)
        url = next((item.url for item in titles if item.url), None) or url or _any_url(row)
        if is_alone and week and self._counts_lectures():
            week = None
        names_week = is_alone and week is not None
        if names_week and len(titles) == 1 and not self._is_item_column():
            # The row is a week: what its columns only link to are the items of that week.
            found += [
                item._replace(title=item.title if any(map(str.isdigit, item.title)) else titles[0].title)
                for item in named_by_kind
                if item.kind not in {"slides", "notebook"}
            ]
        if names_week and week and len(titles) == 1 and (found or not self._is_item_column()):
            week = week if week.title else week._replace(title=titles[0].title)
            titles = []
        items = [
            item._replace(
                ticked=item.ticked or bool(ticked),
                score=score if item.score is None else item.score,
                minutes=minutes if item.minutes is None and len(titles) == 1 else item.minutes,
                url=item.url or (url if len(titles) == 1 else None),
            )
            for item in titles
        ]
        items += [item._replace(ticked=item.ticked or bool(ticked)) for item in found]
        is_nothing = "title" in self._parts and is_denial(_text(row, self._parts.index("title")))
        if is_nothing and not items:
            return TableRow(row, None, None, (), "says that there is nothing")
        why = "" if items or week else "a row without a title"
        return TableRow(row, week, url if names_week else None, tuple(items), why)

    def _counts_lectures(self) -> bool:
        """Whether what the rows count is too fine to be a week of its own."""
        at = self._parts.index("week")
        rank = _header_rank(self._header[at])
        return rank is not None and rank > WEEK

    def _is_item_column(self) -> bool:
        """Whether the column of titles says what kind of item they are."""
        at = self._parts.index("title") if "title" in self._parts else -1
        return at >= 0 and _kind_of(self._header[at]) is not None

    def _titles(self, row: Block, kind: str | None) -> list[OutlineItem]:
        """Give the items that the column of titles names, one for each of its lines."""
        if "title" not in self._parts:
            return []
        at = self._parts.index("title")
        default = kind or _kind_of(self._header[at]) or self._kind
        lines = row.cells[at] if at < len(row.cells) else ()
        found = [item for line in lines if (item := self._item(line, row.line, default))]
        if len(found) > 1 and all(item.kind == ANY_KIND and not item.url for item in found):
            return found[:1]
        return found

    def _item(self, line: Line, at: int, kind: str | None) -> OutlineItem | None:
        """Give the item that one line of a cell names."""
        if is_denial(line.text) or title_key(line.text) in {"", "see canvas"}:
            return None
        words = item_of(line, at, kind)
        return words.item if words and re.search(r"\w", words.item.title) else None

    def _facts(self, row: Block) -> tuple[bool | None, float | None, int | None, str | None]:
        """Give tick, score, minutes and kind, as their columns tell them."""
        ticked, score, minutes, kind = None, None, None, None
        for at, part in enumerate(self._parts):
            text = _text(row, at)
            if part == "status":
                ticked = _tick(text)
            elif part == "score":
                score = read_marks(f"score: {text}").score
            elif part == "minutes":
                minutes = minutes_in(plain(text))
            elif part == "type":
                kind = kind_named(text) or (plain(text).casefold() or None)
        return ticked, score, minutes, kind if kind is None or len(kind) < 30 else None


def _tick(text: str) -> bool | None:
    """Give whether a cell says that something is done."""
    ticked, rest = boxed(text)
    word = plain(rest).casefold()
    if ticked is not None and not word:
        return ticked
    if word in _DONE:
        return True
    return False if word in _UNDONE or any(mark in text for mark in OPEN_MARKS) else ticked


def _is_material(line: Line) -> bool:
    """Whether all that a cell says is where to find the slides, the video and so on."""
    rest = line.text
    for link in line.links:
        rest = rest.replace(link.text, "", 1)
    if not all(is_material(link) for link in line.links):
        return False
    words = plain(rest).strip(" ,;|/()[]-–—:.").casefold()
    return not words or words in KINDS or words in {"link", "pdf", "yes", "✓"}


def _any_url(row: Block) -> str | None:
    """Give the first page that a row links to."""
    return next((line.url for cell in row.cells for line in cell if line.url), None)
