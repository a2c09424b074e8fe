"""How much two titles have in common, word by word.

To take one title for another gives its progress away, so it takes more than a
likeness of letters: `Linear regression` and `Logistic regression` are two. A
title that says more or less than before, or spells it otherwise, is the same.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from mlops_tracker.study.letters import compared

ALIKE = 0.5
"""The least part of two titles that they must share in one week, of 1."""
FAR_ALIKE = 0.8
"""The least in two weeks."""
SHARED_BY_REPLACED = 3
"""So many words they must share for each one that stands in place of another."""
SHORTEST = 4
"""Letters of a word that may be spelt otherwise."""
STEM = 0.6
"""The part of the longer of two words that both begin with: `borrows`, `borrowing`."""
MISSPELT = 0.8
WHOLE = 3
"""Words of a title that another one holds whole, however much it adds in the same week."""
SAY_LITTLE = frozenset(
    "a an and at by for from how in into is of on or our the to using via vs what why with you your"
    " introduction intro overview basics fundamentals lecture lesson part chapter unit topic"
    " de del des du el en et la las le les los para por un una und der die das mit von y".split()
)
"""Words that say little about which of two things is meant."""

_LABEL = re.compile(
    r"^(?:[^\W\d]+\s+)?(?:"
    r"\d+(?:\.\d+)*\s*(?:[:)\u2013-]\s*|\.\s+)(?=\w)"  # Lab 2: Go
    r"|\d+\.(?=[^\W\d])"  # 2.Go
    r"|\d+(?:\.\d+)+\s+(?=[^\W\d]))"  # 1.2 Go
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_OF_ITS_YEAR = re.compile(
    rf"\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:19|20)\d\d\b|[$€£]\s*\d+(?:[.,]\d+)?"
    r"|\b\d+\s+(?:videos?|lectures|lessons|minutes|mins?|hours?|hrs?|pages)\b",
    re.IGNORECASE,
)
"""Dates, prices and counts: numbers that say when and how much, not which."""
_WORD = re.compile(r"[^\W\d_]+")
_WITHOUT_SPACES = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)")
"""Scripts in which a piece without spaces is no word; pairs of signs stand for words."""


def bare_title(title: str) -> str:
    """Return a title as it is compared, without a label such as `Lab 2:` or `3.`, and dates."""
    return compared(_LABEL.sub("", _OF_ITS_YEAR.sub(" ", title).strip())) or compared(title)


def likeness(one: str, other: str) -> float:
    """Return what part of two titles is shared, 0 to 1; 0 where they speak of two things.

    The titles are as `compared` gives them. What is shared is Dice's coefficient of
    their words (L. R. Dice, Measures of the amount of ecologic association, 1945).
    """
    all_words = _words(one), _words(other)
    words, others = map(_telling, all_words)
    if not (words and others):
        words, others = all_words
    shared = _shared(words, others)
    replaced = min(len(words), len(others)) - shared
    if not shared or shared < SHARED_BY_REPLACED * replaced:
        return 0.0
    part = 2 * shared / (len(words) + len(others))
    return max(part, ALIKE) if shared >= WHOLE and not replaced else part


@lru_cache(20_000)
def _words(title: str) -> tuple[str, ...]:
    """Return the words of a title; of scripts without spaces every pair of signs."""
    found = []
    for word in _WORD.findall(title):
        for piece in filter(None, _WITHOUT_SPACES.split(word)):
            if _WITHOUT_SPACES.match(piece):
                found += [piece[at : at + 2] for at in range(max(1, len(piece) - 1))]
            else:
                found.append(piece)
    return tuple(found)


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that say which thing is meant."""
    return tuple(word for word in words if word not in SAY_LITTLE)


def _shared(words: tuple[str, ...], others: tuple[str, ...]) -> int:
    """Count the words that stand in both, equal ones first."""
    left, missed, shared = list(others), [], 0
    for word in words:
        if word in left:
            left.remove(word)
            shared += 1
        else:
            missed.append(word)
    for word in missed:
        if other := next((other for other in left if _is_same(word, other)), None):
            left.remove(other)
            shared += 1
    return shared


@lru_cache(20_000)
def _is_same(word: str, other: str) -> bool:
    """Whether two words are one, inflected or spelt otherwise."""
    if min(len(word), len(other)) < SHORTEST or word[0] != other[0]:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    stem = next((at for at, (a, b) in pairs if a != b), min(len(word), len(other)))
    if stem >= STEM * max(len(word), len(other)):
        return True
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= MISSPELT
