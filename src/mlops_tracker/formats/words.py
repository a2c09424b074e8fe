"""The kinds that words, pictures and addresses tell.

What words say about a title: its kind, minutes, score, tick, and whether it is optional.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mlops_tracker.study.letters import folded
from mlops_tracker.study.solutions import GRADED_KINDS

KIND_WORDS: dict[str, str] = {
    **GRADED_KINDS,
    "video": "video|videos|watch|screencast|vídeo|vídeos|vidéo|vidéos|视频|動画|ビデオ|영상|동영상|비디오",
    "reading": (
        "reading|readings|read|required reading|required readings|suggested reading"
        "|suggested readings|further reading|article|articles|paper|papers|blog|blog post"
        "|supplement|lectura|lecturas|leitura|leituras|lektüre|阅读|閱讀|读物|読み物|読書|읽기|자료"
    ),
    "practice-quiz": "practice quiz|practice quizzes|ungraded quiz|practice test|练习测验",
    "ungraded-lab": "ungraded lab|ungraded labs|optional lab|ungraded programming|practice lab",
    "lab": "lab|labs|laboratory|laboratorio|laboratório|laboratoire|labor|tp|实验|實驗|実習|ラボ|실습|랩",
    "app-item": "app item|ungraded app item|ungraded plugin|ungraded external tool",
    "lecture": "lecture|lectures|lec|vorlesung|vorlesungen|aula|aulas|cours magistral|讲座|講義|강의",
    "project": (
        "project|projects|capstone|capstone project|final project|course project|proyecto"
        "|proyectos|projeto|projetos|projet|projets|projekt|projekte|项目|專案|プロジェクト|프로젝트"
    ),
    "exercise": (
        "exercise|exercises|ejercicio|ejercicios|exercício|exercícios|exercice|exercices|übung"
        "|übungen|practice|practise|drill|drills|problem|problems|练习|練習|演習|연습|연습문제"
    ),
    "book": "book|books|textbook|textbooks|libro|libros|livro|livros|livre|livres|buch|bücher|书|本|책",
    "discussion": "discussion|discussion prompt|forum|discusión|discussão",
    "seminar": "seminar|seminars|seminario|seminário|séminaire",
    "workshop": "workshop|workshops|taller|oficina|atelier",
    "tutorial": "tutorial|tutorials|tutoriel|tutoriels|教程|チュートリアル|튜토리얼",
    "slides": "slides|slide|folien|diapositivas|课件|スライド|슬라이드",
    "notebook": "notebook|notebooks|jupyter notebook|colab",
    "podcast": "podcast|podcasts",
    "demo": "demo|demos|demonstration",
    "course": "courses|course|moocs|mooc",
    "survey": "survey|poll",
}
KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words.split("|")}
AS_PREFIX = "|".join(map(re.escape, sorted(KINDS, key=len, reverse=True)))
SAFE_ENDS = frozenset(word for word in KINDS if not word.endswith("s")) - {
    *("watch", "read", "test", "tests", "practice", "problem", "problems", "tp", "pa", "lec", "本"),
    *("book", "books", "course", "courses", "graded", "paper", "blog", "书", "slide", "supplement"),
    *("discussion", "forum", "demo", "article", "aula", "test", "poll", "papers", "articles"),
}
"""Words that tell the kind also at the end of a title: `Final project`."""
ICONS = {
    **dict.fromkeys("🎥📹📺🎬📽▶", "video"),
    **dict.fromkeys("📖📚📄📃📰🔖", "reading"),
    **dict.fromkeys("🧪🔬⚗", "lab"),
    **dict.fromkeys("🎧🎙", "podcast"),
}

SITES = {
    "video": ("youtube.com/", "youtu.be/", "vimeo.com/", "bilibili.com/video", "twitch.tv/"),
    "reading": ("arxiv.org/", "wikipedia.org/", "medium.com/", "towardsdatascience.com/"),
    "exercise": ("leetcode.com/problems", "hackerrank.com/challenges", "exercism."),
    "course": ("coursera.org/learn/", "edx.org/course/", "edx.org/learn/", "udacity.com/course/"),
}


def kind_of_url(url: str | None) -> str | None:
    """Return the kind that an address tells, where it tells one."""
    address = (url or "").casefold().partition("?")[0]
    for kind, sites in SITES.items():
        if any(site in address for site in sites):
            return kind
    return "reading" if address.endswith(".pdf") else None


DONE_WORDS = frozenset(
    "done completed complete finished yes y x 100% ✓ 完成 已完成 terminado completado terminé erledigt".split()
)
"""What a cell says of something that is done."""
UNDONE_WORDS = frozenset(
    [
        *"no n todo pending - -- planned upcoming 0%".split(),
        "not started",
        "in progress",
        "to do",
        "ongoing",
        "started",
        "not yet",
    ]
)
"""What it says of something that is not."""
DONE_MARKS = "✅✔☑✓💯🏆"
OPEN_MARKS = "⏳🚧🔄🔁⬜☐❌✗✘🔲🔳➖⭕🕒🕐⌛🟡🟠🔴🟥🟨⚪◻◽▫"
CODES = {
    **dict.fromkeys((":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:"), "✅"),
    **dict.fromkeys((":x:", ":white_large_square:", ":construction:", ":hourglass:"), "❌"),
}
"""What GitHub draws as a mark for done or open."""
_DECORATION = (
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe00-\ufe0f\u200b-\u200d"
    "\u2060\ufeff\u20e3\U0001f000-\U0001faff\U000e0000-\U000e007f"
)
_EDGE = re.compile(rf"^[\s{_DECORATION}]+|[\s{_DECORATION}]+$")
_SHORTCODE = re.compile(r"^(?::[a-z0-9_+-]{1,40}:\s*)+|(?:\s*:[a-z0-9_+-]{1,40}:)+$")
_BOX = re.compile(rf"^\\?\[([ xX\-~✓✔√{DONE_MARKS}]?)\ufe0f?\\?\](?=\s|$|\[)\s*")
_PREFIX = re.compile(
    rf"^[\[(【]?\s*({AS_PREFIX})(?:\s*[#№]?\s*\d+(?:[.\-]\d+)*[a-z]?)?\s*(?:[\])】]\s*[:：\-–—]?|"
    r"[:：]|\s[-–—|]\s|\.\s(?=\S))\s*(?=\S)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"^({AS_PREFIX})(?:\s*[#№]?\s*\d+(?:[.\-]\d+)*|\s+(?:on|for|about|with|of)\s.*|s?)$"
    rf"|^({AS_PREFIX})\s*[#№]?\s*\d+\b",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"(?:\s*[:：–—-]|\s+[/|·•&+,;.])+\s*$")
"""What stood between a title and what was taken off behind it."""
_DUE = re.compile(r"\W*(?:due|deadline)\b", re.IGNORECASE)
"""What says when, and so is no title: `Homework 2: due Friday`."""
_SUFFIX = re.compile(rf"\s*[\[(（【]\s*({AS_PREFIX})\s*[\])）】]\s*$", re.IGNORECASE)
_OPTIONAL = re.compile(
    r"[\[(（【*]\s*(?:optional(?:ly)?|honou?rs|elective|bonus|opcional|facultatif|facultative|fakultativ"
    r"|选修|選修|可选|選択|任意|선택)(?![a-z])[^\])）】]{0,30}[\])）】*]"
    r"|^(?:optional|opcional|bonus|honou?rs)\s*[:\-–—]"
    r"|^(?:(?:week|module)\s+\d+\s+)?optional\s+(?:reference|reading|lab|video|quiz|material"
    r"|resource|homework|assignment|exercise|section|lecture|project|practice)",
    re.IGNORECASE,
)
_HOURS = r"(\d{1,3})\s*(?:h|hr|hrs|hour|hours|hora|horas|heures?|stunden?|std|小时|小時|時間|시간)\.?(?![a-z])"
_MINUTES = r"(\d{1,4})\s*(?:m|min|mins|minute|minutes|minuto|minutos|minuten|'|分钟|分鐘|分|분)\.?(?![a-z])"
_DURATION = re.compile(rf"(?:{_HOURS})?\s*(?:and\s+)?(?:{_MINUTES})?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_BRACKET = re.compile(r"\s*[\[(（【]([^\[\]()（）【】]{1,40})[\])）】]")
_LABEL = re.compile(
    r"^(?:duration|time|length|duración|duração|durée|dauer|时长|時長|所要時間|시간)\s*[:：]\s*|^~|^≈",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[-–—|·•,:]\s*|\s)(?:(?:duration|time|length)\s*[:：]\s*)?~?\s*"
    rf"((?:{_HOURS}\s*)?(?:{_MINUTES})|{_HOURS}|(?:\d{{1,2}}:)?\d{{1,3}}:\d{{2}})\s*$",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"\s*[\[(（]?\s*(?:score|grade|graded|mark|points|result|nota|note|得分|成绩|点数|점수)\s*[:：=]?\s*"
    r"(\d{1,4}(?:\.\d{1,4})?)\s*(%|/\s*(\d{1,4}(?:\.\d{1,4})?))?\s*[\])）]?"
    r"|\s*[\[(（]\s*(\d{1,3}(?:\.\d{1,4})?)\s*%\s*[\])）]"
    r"|\s+[-–—:]\s*(\d{1,3}(?:\.\d{1,2})?)\s*/\s*(100|50|20|10)$",
    re.IGNORECASE,
)
REMEMBERED = 20_000
"""The same words are looked at several times on the way; texts come again as well."""


class Marks(NamedTuple):
    """What stands around a title, and the title without it."""

    title: str
    kind: str | None = None
    optional: bool = False
    minutes: int | None = None
    ticked: bool | None = None
    """None where the source has neither a box nor a mark."""
    score: float | None = None


@lru_cache(REMEMBERED)
def boxed(text: str) -> tuple[bool | None, str]:
    """Take a task list's box or a mark for done or open off a text."""
    match = _BOX.match(text)
    if match:
        mark = match[1].strip()
        return mark not in {"", "-", "~"}, text[match.end() :]
    # `✅ Done` and `Done ✅`; a mark inside a sentence says nothing about it.
    edges = _edge_marks(text)
    if any(mark in edges for mark in DONE_MARKS):
        return True, text
    return (False if any(mark in edges for mark in OPEN_MARKS) else None), text


def _edge_marks(text: str) -> str:
    """Return the pictures at both ends of a text, those that are spelt out as what they mean."""
    spelt = "".join(match[0] for match in _SHORTCODE.finditer(text.strip()))
    pictures = "".join(match[0] for match in _EDGE.finditer(text))
    return pictures + "".join(mark for code, mark in CODES.items() if code in spelt)


@lru_cache(REMEMBERED)
def plain(text: str) -> str:
    """Return a text without the pictures, spaces and codes such as `:star:` at its ends."""
    text = _EDGE.sub("", " ".join(text.split()))
    return _EDGE.sub("", _SHORTCODE.sub("", text))


def kind_named(text: str) -> str | None:
    """Return the kind that a text names and nothing else: `Readings`, `Videos:`."""
    return KINDS.get(folded(plain(text).rstrip(":：").strip()))


@lru_cache(REMEMBERED)
def read_marks(text: str) -> Marks:
    """Return all that the words of an item say."""
    ticked, text = boxed(text.strip())
    lead = match[0] if (match := _EDGE.match(text)) else ""
    icon = next((ICONS[char] for char in lead if char in ICONS), None)
    text = plain(text)
    score, text = _score(text)
    minutes, text = _minutes(text)
    is_optional = bool(_OPTIONAL.search(text))
    kind, title = _kind(text)
    title = _LEFT_OVER.sub("", plain(title).strip("*_")) or text
    return Marks(
        title, kind or icon, is_optional or bool(_OPTIONAL.search(title)), minutes, ticked, score
    )


def _kind(text: str) -> tuple[str | None, str]:
    """Return the kind that a text tells, and the text without the word where that stands apart."""
    match = _PREFIX.match(text)
    if match and not (kind_named(text[match.end() :]) or _DUE.match(text, match.end())):
        return KINDS[match[1].casefold()], text[match.end() :]
    if match := _SUFFIX.search(text):
        return KINDS[match[1].casefold()], text[: match.start()] or text
    if match := _NUMBERED.match(text):
        return KINDS[(match[1] or match[2]).casefold()], text
    words = folded(plain(_BRACKET.sub("", text))).split()
    for end in (" ".join(words[-2:]), words[-1] if words else ""):
        if end in SAFE_ENDS:
            return KINDS[end], text
    return None, text


def _score(text: str) -> tuple[float | None, str]:
    """Take a score in percent off a text."""
    for match in _SCORE.finditer(text):
        points, most = float(match[1] or match[4] or match[5]), 100.0
        if match[3] or match[6]:
            most = float(match[3] or match[6])
        elif not (match[2] or match[4]) and points > 100:
            continue
        if most > 0 and points <= most:
            return round(points * 100 / most, 2), text[: match.start()] + text[match.end() :]
    return None, text


def _minutes(text: str) -> tuple[int | None, str]:
    """Take a duration off a text: in brackets, or at its end."""
    for match in _BRACKET.finditer(text):
        parts = [part.strip() for part in re.split(r"[,;|·]", match[1])]
        found = [found for part in parts if (found := minutes_in(part)) is not None]
        if len(parts) > 1 and len(found) == 1 and any(kind_named(part) for part in parts):
            # `(reading, 15 min)`: the kind stays, in brackets of its own.
            rest = next(part for part in parts if kind_named(part))
            return found[0], f"{text[: match.start()]} ({rest}){text[match.end() :]}"
        if (minutes := minutes_in(match[1])) is not None:
            return minutes, text[: match.start()] + text[match.end() :]
    tail = _TAIL.search(text)
    if tail and tail.start() and (minutes := minutes_in(tail[1])) is not None:
        return minutes, text[: tail.start()]
    return None, text


def minutes_in(text: str) -> int | None:
    """Return the whole minutes of `5 min`, `1h 30m`, `10:32`, `Duration: 2 h` and nothing else."""
    text = _LABEL.sub("", text.strip()).strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 60 + minutes + (seconds >= 30) or 1
    match = _DURATION.fullmatch(text)
    if not text or not match or not (match[1] or match[2]):
        return None
    total = int(match[1] or 0) * 60 + int(match[2] or 0)
    return total if 0 < total <= 7 * 24 * 60 else None
