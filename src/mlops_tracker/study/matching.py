"""Which course, week and item of a new edition is which of the syllabus in use.

Courses first, then weeks, then items, because where a thing stands says much
about which it is. In each: by id where the edition has ids, then by address,
then by title and kind, then by the likeness of titles in the same place.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlops_tracker.study.find import compared
from mlops_tracker.study.pairing import Entry, Pairing, bare_title
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week

FAR_ALIKE = 0.85
"""How much of two titles must be the same in different weeks."""


class Matches(NamedTuple):
    """The ids in the syllabus in use, by the ids of the new edition."""

    courses: dict[str, str]
    weeks: dict[str, str]
    items: dict[str, str]


class _Side(NamedTuple):
    """One of the two syllabi, with what is known of its places."""

    syllabus: Syllabus
    has_ids: bool
    lone: frozenset[str]
    """Titles of items that stand once."""
    courses: dict[str, str]
    """Ids of its courses as the syllabus in use has them."""
    weeks: dict[str, str]


def matches(old: Syllabus, new: Syllabus, *, has_ids: bool) -> Matches:
    """Match a new edition with the syllabus in use."""
    if _says_the_same(old, new):
        pairs = zip(new.targets, old.targets, strict=True)
        return Matches(*[dict(pairs)] * 3)
    sides = _side(old, has_ids=True), _side(new, has_ids=has_ids)
    for level in (_paired_courses, _paired_weeks):
        before, now = (_entries_of(side, level is _paired_weeks) for side in sides)
        pairing = level(Pairing([e for _, e in before], [e for _, e in now]))
        known = sides[1].weeks if level is _paired_weeks else sides[1].courses
        known.update(_ids(pairing, [i for i, _ in before], [i for i, _ in now]))
    before, now = (_item_entries(side) for side in sides)
    pairing = _paired_items(Pairing([e for _, e in before], [e for _, e in now]))
    items = _ids(pairing, [i for i, _ in before], [i for i, _ in now])
    return Matches(sides[1].courses, sides[1].weeks, items)


def _ids(pairing: Pairing, old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Give what is paired by id."""
    return {new[at_new]: old[at_old] for at_new, at_old in pairing.pairs.items()}


def _side(syllabus: Syllabus, *, has_ids: bool) -> _Side:
    titles = Counter(compared(item.title) for item in syllabus.items())
    lone = frozenset(title for title, number in titles.items() if number == 1)
    return _Side(syllabus, has_ids, lone, {}, {})
