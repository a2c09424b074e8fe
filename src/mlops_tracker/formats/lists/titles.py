"""The words of a title -> the number that structures a course, or an item.

`Week 3: Title`, `第一周`, `Semana 2`, `C01 - Title` count. Each word that does has a rank,
from coarse to fine, so that a document that counts modules and weeks can be told from one
that counts weeks and days. What counts nothing coarser is a bullet, a line or a cell that
names an item.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mlops_tracker.formats.lists.inline import Line, Link
from mlops_tracker.formats.lists.noise import LONG, is_prose
from mlops_tracker.formats.outline import OutlineItem
from mlops_tracker.formats.words import KINDS, REMEMBERED, boxed, kind_of_url, plain, read_marks

COURSE, PHASE, MODULE, WEEK, CHAPTER, LESSON = range(6)
"""The ranks: what holds what where a document has both."""

_WORDS: dict[int, str] = {
    COURSE: "course|curso|cours|kurs|mooc",
    PHASE: (
        "month|phase|part|semester|year|quarter|term|stage|level|track|block|tier|step|mes|mês|fase"
        "|parte|semestre|año|ano|etapa|nivel|bloque|bloco|mois|partie|étape|niveau|monat|teil|stufe"
    ),
    MODULE: (
        "module|mod|unit|módulo|modulo|unidad|unidade|unité|modul|einheit|kurseinheit|lerneinheit"
        "|themenblock"
    ),
    WEEK: "weeks?|wk|semanas?|semaines?|wochen?|sprint",
    CHAPTER: (
        "chapter|section|topic|theme|days?|capítulo|capitulo|sección|seção|tema|día|dia|jour|chapitre"
        "|thème|kapitel|abschnitt|thema|tag"
    ),
    LESSON: (
        "lesson|lecture|lec|session|class|meeting|seminar|lección|leccion|clase|sesión|lição|aula|leçon"
        "|séance|lektion|vorlesung|sitzung|stunde"
    ),
}
RANKS = {word: rank for rank, words in _WORDS.items() for word in words.replace("?", "").split("|")}
RANKS |= {"week": WEEK, "semana": WEEK, "semaine": WEEK, "woche": WEEK, "day": CHAPTER}
_ALL = "|".join(sorted((w for words in _WORDS.values() for w in words.split("|")), key=len)[::-1])
_NUMERALS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_ORDINALS = {
    **dict.fromkeys(("first", "1st", "primera", "primeira", "première", "erste"), 1),
    **dict.fromkeys(("second", "2nd", "segunda", "deuxième", "zweite"), 2),
    **dict.fromkeys(("third", "3rd", "tercera", "terceira", "troisième", "dritte"), 3),
    **dict.fromkeys(("fourth", "4th", "cuarta", "quarta", "quatrième", "vierte"), 4),
}
_HAN = "零一二三四五六七八九"
_ROMAN = {"I": 1, "V": 5, "X": 10}
_NUMBER = r"(\d{1,3}(?!\d|[.,]\d{2})|[IVX]{1,5}\b|[A-H]\b|(?i:" + "|".join(_NUMERALS) + r")\b)"
_RANGE = (
    r"(?:\s*(?:[-–—&/,+~～至到]|to|and|y|e|et|und|bis|a|à)\s*(?i:day|week|tag|día)?"
    r"\s*(\d{1,3})\b(?!\s*(?:h|hours?|min|%)))*"
)
_LATIN = re.compile(rf"^((?i:{_ALL}))(?:[\s_#.\-–—:№º°]|n[º°.])*{_NUMBER}{_RANGE}(?![a-zA-Z]|\.\d)")
_TURNED = re.compile(
    rf"^(\d{{1,3}}\.|{'|'.join(_ORDINALS)})\s+({_ALL})\b(?!\s+of\b)", re.IGNORECASE
)
_SHORT = re.compile(r"^([CWM])\s?0?(\d{1,2})(?=\s*[-–—:._|)\s]|$)")
_CJK_WORDS = (
    (WEEK, "周|週間目|週目|週|星期|주차|주"),
    (COURSE, "门课程|课程|門課程|コース|과정"),
    (PHASE, "个月|個月|月|阶段|階段|部分|部|学期|フェーズ|개월|단계|부"),
    (MODULE, "模块|模組|单元|單元|モジュール|ユニット|모듈|단원|유닛"),
    (CHAPTER, "天|日目|章|节|節|일차|장"),
    (LESSON, "课|課|讲|講|回|レッスン|강|회|차시"),
)
_CJK_RANKS = {word: rank for rank, words in _CJK_WORDS for word in words.split("|")}
_CJK_ALL = "|".join(sorted(_CJK_RANKS, key=len, reverse=True))
_CJK = (
    re.compile(
        rf"^第?\s*([{_HAN}十百]{{1,4}}|\d{{1,3}})\s*({_CJK_ALL})(?=[\s:：、.．\-–—_()（【|]|$)"
    ),
    re.compile(rf"^第\s*([{_HAN}十百]{{1,4}}|\d{{1,3}})\s*({_CJK_ALL})"),
)
_CJK_FIRST = re.compile(rf"^({_CJK_ALL})\s*([{_HAN}十]{{1,3}}|\d{{1,3}})(?!\d)")
_BEHIND = re.compile(rf"\s*[\[(（\-–—:,|]\s*((?i:{_ALL}))\s*#?(\d{{1,3}})\s*[\])）]?$")
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAYS = "mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun"
_DATE = re.compile(
    rf"(?:(?:week\s+of|meet(?:s|ing)?\s+on)\b|\W|\d{{1,4}}(?:st|nd|rd|th)?(?![a-z\d])|[年月日년월일]|(?:to|{_MONTHS}|(?:{_DAYS})(?:day)?)\b)+",
    re.IGNORECASE,
)
_EDGES = " \t:：.．、,，|_*#/\\>»→-–—"
_ORDINAL = re.compile(r"^\(?\d{1,3}(?:[.)]\s+|\s+[-–—]\s+|\s*[:：]\s*)(?=\S)")
ANY_KIND = "item"
"""The kind of what does not say what it is."""
MATERIAL = frozenset(
    (
        "slides slide pdf ppt pptx notes note code github notebook colab link links here text html"
        " solution solutions recording recordings video videos youtube yt website page web source repo"
        " demo download transcript material materials paper doc docs article blog readme view open"
        " watch ipynb kaggle nbviewer binder jupyter python chat discord alternative mirror lecture"
        " lectures assignments assignment syllabus exams labs homework readings part exercises audio"
        " handout chapter chapters resources resource old exam projects project playlist discussion"
        " crowd sourced lab and y e et und book script handouts 视频 课件 代码 笔记 链接 文档 スライド"
        " 動画 コード 資料 영상 자료 diapositivas presentación código enlace folien go start read"
        " bilibili subtitle subtitles"
    ).split()
)
"""Words of links that name what comes with an item, not the item."""
_DESCRIBES = re.compile(r"\s*(?:[-–—:：|]|\.\s|\(|by\b|from\b|\u2022)")
_EXTRA = re.compile(r"\s*[\[(（|,/·•&+]*\s*$")
_INDEX = re.compile(r"^\[\d{1,3}\]\s+(?=\S)")
"""The number of an item in a list of its own: `[1] Science`."""
_LONG_TITLE = 60


class Marker(NamedTuple):
    """A numbered word at the edge of a title."""

    rank: int
    word: str
    number: int
    title: str
    """What is left of the title, which may be nothing."""
    is_range: bool = False


@lru_cache(REMEMBERED)
def marker_of(text: str) -> Marker | None:
    """Return the numbered word that a title begins with (or ends with), if it has one."""
    text = plain(text).strip("*_~[ ").replace("__", " ")
    return _latin(text) or _cjk(text) or _behind(text)


def _latin(text: str) -> Marker | None:
    if match := _LATIN.match(text):
        number = _number(match[2])
        word = match[1].casefold()
        rank = RANKS.get(word, RANKS.get(word.rstrip("sn"), WEEK))
        is_letter = not match[2][0].isdigit()
        if number is not None and not (is_letter and rank in {WEEK, LESSON} and len(match[2]) == 1):
            rest = text[match.end() :]
            if rest.startswith("_") and " " in rest.strip():
                rest = rest.partition(" ")[2]  # `week01_intro Introduction`: a folder's name
            return Marker(rank, word, number, _rest(rest), bool(match[3]))
    if match := _TURNED.match(text):
        number = _ORDINALS.get(match[1].casefold()) or int(match[1].rstrip(".") or 0)
        rest = _rest(text[match.end() :])
        return Marker(RANKS.get(match[2].casefold(), WEEK), match[2].casefold(), number, rest)
    if match := _SHORT.match(text):
        rank = {"C": COURSE, "W": WEEK, "M": MODULE}[match[1]]
        return Marker(rank, match[1].casefold(), int(match[2]), _rest(text[match.end() :]))
    return None


def _cjk(text: str) -> Marker | None:
    for pattern in _CJK:
        if match := pattern.match(text):
            number = _number(match[1])
            rest = _rest(text[match.end() :])
            return Marker(_CJK_RANKS[match[2]], match[2], number or 0, rest)
    if match := _CJK_FIRST.match(text):
        rest = _rest(text[match.end() :])
        return Marker(_CJK_RANKS[match[1]], match[1], _number(match[2]) or 0, rest)
    return None


def _behind(text: str) -> Marker | None:
    """Return the marker of `Introduction (Week 1)`."""
    match = _BEHIND.search(text)
    if not match or not match.start():
        return None
    word = match[1].casefold()
    rank = RANKS.get(word, RANKS.get(word.rstrip("sn"), WEEK))
    if rank not in {COURSE, MODULE, WEEK}:
        return None
    return Marker(rank, word, int(match[2]), _rest(text[: match.start()]))


def _rest(text: str) -> str:
    """Return a title without what joined it to its number."""
    rest = plain(text.strip(_EDGES)).strip(_EDGES)
    if rest.startswith(("(", "（", "[")) and rest.count(rest[0]) == 1 and rest[-1] in ")）]":
        return rest[1:-1].strip()
    return rest.lstrip(")）]").strip(_EDGES)


def _number(text: str) -> int | None:
    """Return the number that digits, a word, Roman or Han numerals mean."""
    if text.isdigit():
        return int(text)
    if text.casefold() in _NUMERALS:
        return _NUMERALS.index(text.casefold())
    if set(text) <= set(_ROMAN):
        values = [_ROMAN[char] for char in text]
        return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    if text in "ABCDEFGH":
        return ord(text) - 64
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN.find(tens) if tens else 1) * 10 + (_HAN.find(ones) if ones else 0)
    return _HAN.find(text) if text in _HAN else None


def is_date(text: str) -> bool:
    """Whether a title is a date and nothing else: `January 4, 2020`, `Jan 5 - Jan 12`."""
    return any(map(str.isdigit, text)) and bool(_DATE.fullmatch(text))


def without_ordinal(text: str) -> str:
    """Return a heading without the number that it begins with: `3. Trees`, `04 - Graphs`."""
    text = plain(text)
    return _ORDINAL.sub("", text) or text


class Words(NamedTuple):
    """An item as its words tell it, and how sure that is."""

    item: OutlineItem
    told: bool
    """Whether the words themselves tell the kind, or have a box."""
    is_long: bool
    has_box: bool


def item_of(words: Line, line: int, default: str | None = None) -> Words | None:
    """Return the item that some words mean; None where they mean none."""
    marks = read_marks(_title_text(words))
    whole = read_marks(words.text)
    title = _INDEX.sub("", marks.title.strip(" \t|;,")).strip()
    marker = marker_of(title)
    # `Chapter 2, sections 1 to 4` is a title; in `Chapter 2: Trees` it is `Trees`.
    is_numbered = marker and not title.removesuffix(marker.title).rstrip().endswith(",")
    is_named = marker and marker.title and not is_date(marker.title)
    if marker and is_numbered and is_named and marker.rank in {CHAPTER, LESSON}:
        title = marker.title
    if not plain(title).strip("-–—_*:.|()[] "):
        return None
    url, is_page = _url(words)
    kind = marks.kind or whole.kind
    told = kind or _kind_of_marker(marker)
    item = OutlineItem(
        title=title,
        kind=told or default or (kind_of_url(url) if is_page else None) or ANY_KIND,
        line=line,
        optional=marks.optional or whole.optional,
        minutes=marks.minutes or whole.minutes,
        ticked=bool(whole.ticked),
        score=whole.score if marks.score is None else marks.score,
        url=url,
    )
    has_box = whole.ticked is not None
    is_long = is_prose(words.text) and not (has_box or told or words.links)
    return Words(item, bool(told) or has_box, is_long, has_box)


def _kind_of_marker(marker: Marker | None) -> str | None:
    """Return the kind that `Lecture 3` or `Chapter 4` tells."""
    if not marker or marker.rank not in {CHAPTER, LESSON}:
        return None
    if marker.word in {"chapter", "capítulo", "capitulo", "chapitre", "kapitel", "章", "장"}:
        return "reading"
    return KINDS.get(marker.word)


def _url(words: Line) -> tuple[str | None, bool]:
    """Return the page of an item, and whether that is what the item is, not only material for it.

    A page of its own comes before one of material.
    """
    links = [link for link in words.links if link.url and link.url != "#"]
    own = [link for link in links if not is_material(link)]
    first = next(iter(own or links), None)
    is_video = first is not None and len(links) == 1 and kind_of_url(first.url) == "video"
    return (first.url if first else None), bool(own) or is_video


def _title_text(words: Line) -> str:
    """Return the part of some words that is the title, marks around it included.

    A link at the beginning that is followed by a description is the title; so
    are bold words before a long one. Links to material at the end are cut off.
    """
    text = _without_material(words)
    start = len(text) - len(boxed(text.lstrip())[1].lstrip())
    if words.links:
        link = words.links[0]
        before = plain(words.text[start : link.start]).strip("*_[( ")
        if not before and not is_material(link):
            behind = text[link.end :]
            if _DESCRIBES.match(behind) or (behind.strip() and is_prose(text)):
                return text[: link.end] + _kept_marks(behind)
    for first, last in words.bold[:1]:
        if not plain(text[start:first]).strip("* ") and last < len(text):
            bold, behind = text[first:last].strip(), text[last:].strip()
            if len(behind) > _LONG_TITLE and bold.rstrip(":").casefold() not in KINDS:
                return text[:last].rstrip(": ") + _kept_marks(behind)
    return _before_description(text)


def _before_description(text: str) -> str:
    """Return a very long text up to the description in it, if that can be told."""
    if len(text) > LONG:
        for sign in (" -- ", " – ", " — ", " - ", ": "):
            title, _, rest = text.partition(sign)
            # `[ ] Article: ...` begins with a kind, which is no title.
            name = boxed(title)[1].strip()
            if rest and 3 < len(name) <= _LONG_TITLE and name.casefold() not in KINDS:
                return title
    return text


def _kept_marks(behind: str) -> str:
    """Return the bracketed words behind a title that say something about it."""
    found = re.findall(r"[\[(（][^\[\]()（）]{1,40}[\])）]", behind[:200])
    kept = [
        part
        for part in found
        if read_marks(f"x {part}")._replace(title="") != read_marks("x")._replace(title="")
    ]
    return " " + " ".join(kept) if kept else ""


def is_material(link: Link) -> bool:
    """Whether a link names what comes with an item: `slides`, `[PDF]`, `video 2`."""
    words = re.sub(r"[\d\W_]+", " ", link.text).casefold().split()
    return all(word in MATERIAL for word in words)


def _without_material(words: Line) -> str:
    """Return a text without the links to material at its end; those alone stay."""
    text, cut = words.text, len(words.text)
    for link in reversed(words.links):
        between = text[link.end : cut].strip(" \t[](){}|,;/·•&+.-–—：:")
        if not is_material(link) or (between and between.casefold() not in {"and", "or", "y", "e"}):
            break
        cut = link.start
    if cut == len(text):
        return text
    left = text[:cut].rstrip(" \t([{|,;/·•&+-–—:：")
    return left if plain(boxed(left)[1]).strip("*_-–—: ") else text
