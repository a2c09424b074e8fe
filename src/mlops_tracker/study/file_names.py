"""The name of a file or a folder -> what it says: course, week, sort of work, words of a title.

`C1W2_Ungraded_Lab`, `c2_w3_lab_1_ml_metadata`, `Course 2 - Data`, `W2A1`, `module-3`.
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from mlops_tracker.study.letters import folded

SORTS = {
    **dict.fromkeys(("lab", "labs", "l"), "lab"),
    **dict.fromkeys(("assignment", "assignments", "homework", "hw", "project", "a"), "assignment"),
    **dict.fromkeys(("quiz", "quizzes", "exam", "q"), "quiz"),
    **dict.fromkeys(("reading", "readings"), "reading"),
}
"""The sorts of work, by the words that tell them; a single letter does so behind a week alone."""
SAY_NOTHING = frozenset(
    {
        *("a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "my"),
        *("graded", "ungraded", "practice", "programming", "optional", "coursera", "colab"),
        *("solution", "solutions", "solved", "answers", "final", "submission", "copy", "notebook"),
    }
)
"""Words that tell no item from another."""
HIGHEST = 99
"""The highest number behind a sort that counts items, and is no year."""

_COURSE = r"(?<![^\W\d_])(?:course[\s_.-]*0*(\d{1,2})(?!\d)|c0*(\d{1,2})(?=$|[\W_]|[wm]\d))"
_AFTER = r"(?=$|[\W_]|[alq]\d)"
_WEEK = (
    r"(?<![^\W\d_])(?:(?:week|wk|module|mod|unit)[\s_.-]*0*(\d{1,2})(?!\d)"
    rf"|w0*(\d{{1,2}}){_AFTER}|(?<=\d)m0*(\d{{1,2}}){_AFTER})"
)
_PLACE = re.compile(f"{_COURSE}|{_WEEK}")
_SHORT = re.compile(rf"(?:{_WEEK})[\s_.-]?([alq])(\d{{1,2}})(?=$|[\W_])")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


class Clues(NamedTuple):
    """What a name says."""

    courses: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    sorts: frozenset[str] = frozenset()
    number: int | None = None
    """The 2 of `lab_2`."""
    words: tuple[str, ...] = ()
    """Whatever else it says."""


def clues_in(name: str) -> Clues:
    """Give what the name of a file (without its suffix), of a folder or of an item says."""
    small = folded(_spaced(normalize("NFC", name)))
    tokens = _TOKEN.findall(_PLACE.sub(" ", _SHORT.sub(" ", small)))
    sorts = [
        (SORTS[token], _number(following))
        for token, following in zip(tokens, [*tokens, ""][1:], strict=True)
        if token in SORTS and len(token) > 1
    ]
    sorts += [(SORTS[letter], int(number)) for *_, letter, number in _SHORT.findall(small)]
    told = {sort for sort, _ in sorts}
    if not told and "graded" in tokens:
        told = {"assignment", "quiz"}
    return Clues(
        _numbers(_COURSE, small),
        _numbers(_WEEK, small),
        frozenset(told),
        next((number for _, number in sorts if number), None),
        tuple(t for t in tokens if not t.isdecimal() and t not in SORTS and t not in SAY_NOTHING),
    )


def _spaced(name: str) -> str:
    """Give a name with the words apart that only capitals tell: `Week2DataLab`."""
    parts = re.sub(r"(?<=\d)(?=[A-Z][a-z])", " ", name)
    has_separators = re.search(r"[\W_]", name)
    return parts if has_separators else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", parts)


def _numbers(pattern: str, name: str) -> frozenset[int]:
    """Give the numbers that a pattern finds, each in one of its groups."""
    found = re.finditer(pattern, name)
    return frozenset(int(number) for match in found for number in match.groups() if number)


def _number(token: str) -> int | None:
    """Give the number that follows a sort of work, if one does."""
    return int(token) if token.isdecimal() and int(token[:9]) <= HIGHEST else None
