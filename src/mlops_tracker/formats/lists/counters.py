"""`Week 3: Title`, `第一周`, `Semana 2`, `C01 - Title`: the numbered words that structure a course.

Each word has a rank, from coarse to fine, so that a document that counts
modules and weeks can be told from one that counts weeks and days.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mlops_tracker.formats.words import REMEMBERED, plain

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
