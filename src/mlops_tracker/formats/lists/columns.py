"""What each column of a table holds: told by its header, and where that is silent by its cells."""

import re
from collections.abc import Sequence
from typing import Literal

from mlops_tracker.formats.lists.blocks import Block
from mlops_tracker.formats.lists.noise import title_key
from mlops_tracker.formats.lists.titles import COURSE, PHASE, RANKS, WEEK, is_material, marker_of
from mlops_tracker.formats.words import boxed, kind_named, plain

Part = Literal["week", "number", "title", "kind", "type", "minutes", "status", "score", "fact"]

_TITLES = frozenset(
    (
        "topic topics title name lesson lessons subject content contents concept theme chapter course"
        " courses lecture lectures session tema temas temario título titulo clase clases thème sujet"
        " titre cours thema titel kurs problem task activity section resource item module unit day book"
        " workshop project assignment paper 主题 标题 内容 课程 名称 題名 課題名 トピック タイトル 内容"
        " 주제 내용 제목 강의명 what topic/title focus curriculum tópico assunto conteúdo contenu contenido inhalt"
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
        " ponente docente fechas lugar referent datum ort raum intervenant 主讲 主讲人 地点 担当 場所 발표자 강사 장소"
    ).split()
)
_MINUTES = frozenset(
    "duration time length minutes min mins duración durée dauer 时长 時間 시간".split()
)
_STATUS = frozenset(
    "status done completed complete progress finished check checked state ✅ ☑ estado statut 状态 완료".split()
)
_SCORES = frozenset(
    "score grade points mark marks result nota note 得分 成绩 点数 점수 punkte".split()
)
_NUMBERS = frozenset(
    "# no no. nr nr. n° nº id num number s.no sr.no s.no. sr sl.no 序号 번호 番号".split()
)
_NO_ITEMS = frozenset(
    (
        "metric metrics symbol symbols icon icons emoji legend mark marker meaning property field badge"
        " badges stat stats statistic option parameter variable command shortcut term abbreviation folder"
        " file directory branch role contributor member instructor author email channel tool key grade"
        " weight component platform software package library requirement version percentage"
    ).split()
)
_WEEK_HEADERS = {
    word: rank for word, rank in RANKS.items() if rank <= WEEK + 1 and rank != COURSE
} | {
    **dict.fromkeys(
        ("周", "周次", "週", "주차", "週次", "week #", "week no", "wk #", "week(s)"), WEEK
    ),
    **dict.fromkeys(("weeks", "semanas", "wochen"), WEEK),
}


def parts_of(header: Sequence[str], rows: Sequence[Block]) -> list[Part]:
    """Return what each column holds."""
    parts = [_part(text) for text in header]
    for at, part in enumerate(parts):
        cells = [cell_text(row, at) for row in rows]
        if part in {"title", "kind"} and _all_numbers(cells):
            parts[at] = "week" if header_rank(header[at]) is not None else "number"
        elif part == "week" and not _all_numbers(cells) and not _any_markers(cells):
            parts[at] = "title" if title_key(header[at]) in _TITLES else "fact"
        elif at == 0 and part != "week" and _mostly_weeks(cells):
            parts[at] = "week"
    if "week" not in parts:
        parts = _with_weeks(parts, header, rows)
    if "title" not in parts and not ("week" in parts and "kind" in parts):
        parts = _with_title(parts, header, rows)
    if "title" not in parts:
        return parts
    first = parts.index("title")
    return [
        part if part != "title" or at == first else ("kind" if kind_of(header[at]) else "fact")
        for at, part in enumerate(parts)
    ]


def _with_weeks(parts: list[Part], header: Sequence[str], rows: Sequence[Block]) -> list[Part]:
    """Return the parts with the column whose titles begin with weeks: `05.09 | Week 1. Trees`."""
    for at, part in enumerate(parts):
        is_silent = part == "title" or (part == "fact" and title_key(header[at]) not in _FACTS)
        if is_silent and _mostly_weeks([cell_text(row, at) for row in rows], finest=WEEK):
            return [*parts[:at], "week", *parts[at + 1 :]]
    return parts


def _with_title(parts: list[Part], header: Sequence[str], rows: Sequence[Block]) -> list[Part]:
    """Return the parts with the first column as title that has a kind, else no known header.

    Of several without a known header it is the first that is mostly linked.
    """
    for wanted in ("kind", "fact"):
        found = [
            at
            for at, part in enumerate(parts)
            if part == wanted
            and title_key(header[at]) not in _FACTS
            and any(cell_text(row, at) for row in rows)
        ]
        if found:
            linked = (at for at in found if wanted == "fact" and _mostly_linked(rows, at))
            at = next(linked, found[0])
            return [*parts[:at], "title", *parts[at + 1 :]]
    return parts


def _mostly_linked(rows: Sequence[Block], at: int) -> bool:
    """Whether most cells of a column link to more than material."""
    cells = [row.cells[at] for row in rows if cell_text(row, at)]
    own = [any(not is_material(link) for line in cell for link in line.links) for cell in cells]
    return sum(own) * 2 > len(own)


def _part(header: str) -> Part:  # noqa: PLR0911 - a case a line
    """Return what a column holds by its header."""
    key = title_key(header) or header.strip()
    if key in _NUMBERS:
        return "number"
    if header_rank(header) is not None:
        return "week"
    for words, part in ((_MINUTES, "minutes"), (_STATUS, "status"), (_SCORES, "score")):
        if key in words or (key.split(" ")[0] in words and part != "minutes"):
            return part  # type: ignore[return-value]
    if {"duration", "minutes", "mins"} & set(key.split()) or key.startswith(("time ", "est")):
        return "minutes"
    if key in {"type", "kind", "tipo", "format", "art"}:
        return "type"
    kind = kind_of(header)
    if key in _FACTS:
        return "fact"
    if kind and kind not in {"lecture", "course", "book", "tutorial", "workshop", "exercise"}:
        return "kind"
    if key in _TITLES or key.removesuffix("s") in _TITLES or key.split(" ")[-1] in _TITLES:
        return "title"
    return "kind" if kind else "fact"


def header_rank(header: str) -> int | None:
    """Return the rank of a header that counts weeks, modules or days."""
    return _WEEK_HEADERS.get(title_key(header))


def kind_of(header: str) -> str | None:
    """Return the kind that a header names."""
    key = title_key(header)
    words = re.split(r"[\s/&,]+", key)
    found = (kind_named(word) for word in (key, words[-1], words[0]))
    return next(filter(None, found), None)


def cell_text(row: Block, at: int) -> str:
    """Return the words of a cell."""
    cell = row.cells[at] if at < len(row.cells) else ()
    return " ".join(line.text.strip() for line in cell).strip()


def _all_numbers(cells: Sequence[str]) -> bool:
    """Whether all cells that are not empty are numbers."""
    filled = [plain(cell).strip("*#. ") for cell in cells if cell.strip()]
    return (
        bool(filled)
        and sum(re.fullmatch(r"[\d.\-–]{1,7}", c) is not None for c in filled) > len(filled) * 0.6
    )


def _any_markers(cells: Sequence[str]) -> bool:
    """Whether some cells name a week."""
    return any(marker_of(cell) for cell in cells)


def _mostly_weeks(cells: Sequence[str], finest: int = WEEK + 1) -> bool:
    """Whether most cells name a week, a module or a day."""
    filled = [cell for cell in cells if cell.strip()]
    named = [m for cell in filled if (m := marker_of(boxed(cell)[1])) and PHASE <= m.rank <= finest]
    return bool(filled) and len(named) > len(filled) / 2


def no_items(header: Sequence[str], parts: Sequence[Part], rows: Sequence[Block]) -> str:
    """Return why a table is no list of items, or nothing."""
    first = title_key(header[0]) if header else ""
    if "title" not in parts and "kind" not in parts:
        return "a table of facts"
    if "week" not in parts and (first in _NO_ITEMS or first.removesuffix("s") in _NO_ITEMS):
        return "a table of facts"
    if "title" in parts and _all_numbers([cell_text(row, parts.index("title")) for row in rows]):
        return "a table of numbers"
    if first in {"resource", "resources"} and title_key(header[-1]) in {"link", "links"}:
        return "a table of links" if "week" not in parts else ""
    return ""
