"""Which thing of one list is which of another: one to one, the surest signs first.

Each round pairs what is left by a key that both sides share. Within a key they
are paired in order, so the same two lists always give the same pairs.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from mlops_tracker.study.likeness import ALIKE, likeness

MOST_PAIRS = 40_000
"""So many titles are held against each other; beyond that likeness says nothing."""
ANY_KIND, NEAR_KINDS = "item", frozenset({"lecture", "video"})
"""What a kind may be besides itself: `item` where a list names none."""


class Entry(NamedTuple):
    """What is known of a course, a week or an item when it is held against others."""

    id: str
    """Empty where an edition has no ids that mean anything."""
    title: str
    """As titles are compared."""
    bare: str
    """The same without a label such as `Lab 2:`, and without dates and prices."""
    kind: str
    url: str
    parent: str
    """The id, in the syllabus in use, of what it stands in; empty where that is new."""
    course: str
    """The same of its course."""
    content: frozenset[str] = frozenset()
    """The titles and addresses in it that stand nowhere else."""


Key = Callable[[Entry], Hashable | None]
"""What two entries share if they are the same; None for an entry that has it not."""


class Pairing:
    """Two lists, and what is paired of them so far."""

    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        """Begin with nothing paired."""
        self.old = old
        self.new = new
        self.pairs: dict[int, int] = {}
        """The place in the old list by the place in the new one."""
        self._left_old = dict.fromkeys(range(len(old)))
        self._left_new = dict.fromkeys(range(len(new)))

    def by(self, key: Key, *, only_one: bool = False) -> None:
        """Pair what is left by a key, in order; or only where one alone has it on each side."""
        old, new = self._grouped(self.old, self._left_old, key), self._new_groups(key)
        for shared, news in new.items():
            olds = old.get(shared, [])
            if not only_one or (len(olds) == len(news) == 1):
                for at_old, at_new in zip(olds, news, strict=False):
                    self._pair(at_old, at_new)

    def by_id(self) -> None:
        """Pair what has the same id, unless a title says that ids were counted anew.

        An id says less than a title that now stands elsewhere: in a list that was
        numbered again from its beginning, all behind an added item would be another.
        """
        self.by(lambda entry: (entry.id, entry.title) if entry.id else None)
        titles_old = Counter(self.old[at].title for at in self._left_old)
        titles_new = Counter(self.new[at].title for at in self._left_new)
        ids = {self.old[at].id: at for at in self._left_old}
        for at in list(self._left_new):
            entry = self.new[at]
            there = ids.get(entry.id) if entry.id else None
            if there is None:
                continue
            was = self.old[there].title
            if not titles_old[entry.title] and not titles_new[was]:
                self._pair(there, at)

    def by_likeness(self, place: Key, least: float = ALIKE) -> None:
        """Pair what is left and has the same place by the likeness of titles, best first."""
        old, new = self._grouped(self.old, self._left_old, place), self._new_groups(place)
        if sum(len(old.get(key, ())) * len(news) for key, news in new.items()) > MOST_PAIRS:
            return
        found = [
            (-score, at_new, at_old)
            for key, news in new.items()
            for at_new in news
            for at_old in old.get(key, ())
            if (score := _likeness(self.old[at_old], self.new[at_new])) >= least
        ]
        for _, at_new, at_old in sorted(found):
            if at_new in self._left_new and at_old in self._left_old:
                self._pair(at_old, at_new)

    def by_content(self) -> None:
        """Pair what holds the same for the greater part, the most first.

        Where one alone is left on each side, anything that both hold will do.
        """
        homes = {sign: at for at in self._left_old for sign in self.old[at].content}
        shared: Counter[tuple[int, int]] = Counter()
        for at in self._left_new:
            for sign in self.new[at].content:
                if sign in homes:
                    shared[at, homes[sign]] += 1
        are_lone = len(self._left_old) == len(self._left_new) == 1
        for (at_new, at_old), number in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
            fewer = min(len(self.old[at_old].content), len(self.new[at_new].content))
            is_most = number * 2 >= fewer or are_lone
            if is_most and at_new in self._left_new and at_old in self._left_old:
                self._pair(at_old, at_new)

    def _pair(self, at_old: int, at_new: int) -> None:
        """Take two for one."""
        self.pairs[at_new] = at_old
        del self._left_old[at_old], self._left_new[at_new]

    def _new_groups(self, key: Key) -> dict[Hashable, list[int]]:
        """Give what is left of the new ones by key."""
        return self._grouped(self.new, self._left_new, key)

    def _grouped(
        self, entries: Sequence[Entry], left: dict[int, None], key: Key
    ) -> dict[Hashable, list[int]]:
        """Give what is left by key, in order."""
        groups: dict[Hashable, list[int]] = {}
        for at in left:
            if (value := key(entries[at])) is not None:
                groups.setdefault(value, []).append(at)
        return groups


def _likeness(old: Entry, new: Entry) -> float:
    """Give how much two have in common; numbers that differ say that they are two."""
    kinds = {old.kind, new.kind}
    if len(kinds) > 1 and ANY_KIND not in kinds and kinds != NEAR_KINDS:
        return 0.0
    if _numbers(old.bare) != _numbers(new.bare):
        return 0.0
    return likeness(old.bare, new.bare)


def _numbers(title: str) -> list[str]:
    """Give the numbers in a title."""
    return re.findall(r"\d+", title)
