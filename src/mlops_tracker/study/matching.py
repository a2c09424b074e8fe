"""Which course, week and item of a new edition is which of the syllabus in use, one to one.

Courses first, then weeks, then items, because where a thing stands says much
about which it is. In each: by id where the edition has ids, then by title where
it stands, then by address, then by what stands in it and by the likeness of titles.
Each round pairs what is left by a key that both sides share. Within a key they
are paired in order, so the same two lists always give the same pairs.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mlops_tracker.study.letters import compared, folded
from mlops_tracker.study.likeness import ALIKE, FAR_ALIKE, bare_title, likeness
from mlops_tracker.study.links import compared_address
from mlops_tracker.study.syllabus import Item, Syllabus, Target, Week, level_of

MOST_PAIRS = 40_000
"""So many titles are held against each other; beyond that likeness says nothing."""
ANY_KIND, NEAR_KINDS = "item", frozenset({"lecture", "video"})
"""What a kind may be besides itself: `item` where a list names none."""
IDS_HOLD = 0.9
"""How much of the titles that stand once must have kept their ids for ids to say anything."""


class Profile(NamedTuple):
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


Key = Callable[[Profile], Hashable | None]
"""What two profiles share if they are the same; None for one that has it not."""


class Matches(NamedTuple):
    """The ids in the syllabus in use, by the ids of the new edition."""

    courses: dict[str, str]
    weeks: dict[str, str]
    items: dict[str, str]


class _Side(NamedTuple):
    """One of the two syllabi, with the ids of its places as the syllabus in use has them."""

    syllabus: Syllabus
    has_ids: bool
    courses: dict[str, str]
    weeks: dict[str, str]


class Pairing:
    """Two lists, and what is paired of them so far."""

    def __init__(self, old: Sequence[Profile], new: Sequence[Profile]) -> None:
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
        self.by(lambda one: (one.id, one.title) if one.id else None)
        titles_old = Counter(self.old[at].title for at in self._left_old)
        titles_new = Counter(self.new[at].title for at in self._left_new)
        ids = {self.old[at].id: at for at in self._left_old}
        for at in list(self._left_new):
            one = self.new[at]
            there = ids.get(one.id) if one.id else None
            if there is None:
                continue
            was = self.old[there].title
            if not titles_old[one.title] and not titles_new[was]:
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
        """Return what is left of the new ones by key."""
        return self._grouped(self.new, self._left_new, key)

    def _grouped(
        self, profiles: Sequence[Profile], left: dict[int, None], key: Key
    ) -> dict[Hashable, list[int]]:
        """Return what is left by key, in order."""
        groups: dict[Hashable, list[int]] = {}
        for at in left:
            if (value := key(profiles[at])) is not None:
                groups.setdefault(value, []).append(at)
        return groups


def _likeness(old: Profile, new: Profile) -> float:
    """Return how much two have in common; numbers that differ say that they are two."""
    kinds = {old.kind, new.kind}
    if len(kinds) > 1 and ANY_KIND not in kinds and kinds != NEAR_KINDS:
        return 0.0
    if _numbers(old.bare) != _numbers(new.bare):
        return 0.0
    return likeness(old.bare, new.bare)


def _numbers(title: str) -> list[str]:
    """Return the numbers in a title."""
    return re.findall(r"\d+", title)


def matches(old: Syllabus, new: Syllabus, *, has_ids: bool) -> Matches:
    """Match a new edition with the syllabus in use.

    Ids of the edition mean something only where it `has_ids` of its own.
    """
    if _is_the_same(old, new):
        ids = dict(zip(new.targets, old.targets, strict=True))
        return Matches(ids, ids, ids)
    here = _Side(
        old, True, {course.id: course.id for course in old.courses}, {id: id for id in old.weeks}
    )
    lone = once(_signs(old.items())) & once(_signs(new.items()))
    there = _Side(new, has_ids and _ids_hold(old, new, lone), {}, {})
    courses = _of_courses(Pairing(_courses(here, lone), _courses(there, lone)))
    there.courses.update(_ids(courses, [c.id for c in old.courses], [c.id for c in new.courses]))
    weeks = _of_weeks(Pairing(_weeks(here, lone), _weeks(there, lone)))
    there.weeks.update(_ids(weeks, list(old.weeks), list(new.weeks)))
    items = _of_items(Pairing(_items(here), _items(there)), lone)
    return Matches(there.courses, there.weeks, _ids(items, list(old.places), list(new.places)))


def inherited(now: Any, before: Target) -> Any:
    """Return `now` with what only the syllabus in use says: minutes, addresses, summaries."""
    missing = {
        name: getattr(before, name)
        for name in ("also", "summary", "url", "minutes")
        if name in now._fields and getattr(now, name) in (None, ())
    }
    return now._replace(**missing)


def _is_the_same(old: Syllabus, new: Syllabus) -> bool:
    """Whether an edition says what the syllabus in use says, whatever its ids."""
    levels = [[level_of(target) for target in side.targets.values()] for side in (old, new)]
    pairs = zip(old.targets.values(), new.targets.values(), strict=False)
    return levels[0] == levels[1] and all(
        alone(before) == inherited(alone(now), before)._replace(id=before.id)
        for before, now in pairs
    )


def alone(target: Target) -> Target:
    """Return a target without what it holds and remembers."""
    if isinstance(target, Item):
        return target
    if isinstance(target, Week):
        return target._replace(items=(), last=0)
    return target._replace(weeks=(), last=0)


def _ids(pairing: Pairing, old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Return what is paired by id."""
    return {new[at_new]: old[at_old] for at_new, at_old in pairing.pairs.items()}


def once(values: Iterable[str]) -> frozenset[str]:
    """Return what stands there only once."""
    return frozenset(value for value, number in Counter(values).items() if number == 1)


def _ids_hold(old: Syllabus, new: Syllabus, lone: frozenset[str]) -> bool:
    """Whether the titles that stand once kept their ids; else these were counted anew."""
    known = {compared(item.title): item.id for item in old.items()}
    same = [
        known[title] == item.id for item in new.items() if (title := compared(item.title)) in lone
    ]
    return same.count(True) >= IDS_HOLD * len(same)


def _of_courses(pairing: Pairing) -> Pairing:
    """Pair courses."""
    pairing.by_id()
    pairing.by(lambda one: one.title if _names(one) else None)
    pairing.by(lambda one: one.url or None, only_one=True)
    pairing.by(lambda one: one.title)
    pairing.by_content()
    pairing.by(lambda one: one.bare, only_one=True)
    pairing.by_likeness(lambda _: "")
    return pairing


def _of_weeks(pairing: Pairing) -> Pairing:
    """Pair weeks. A title that only counts says less than what stands in the week."""
    pairing.by_id()
    pairing.by(lambda one: (one.parent, one.title) if _names(one) else None)
    pairing.by(lambda one: one.title if _names(one) else None, only_one=True)
    pairing.by(lambda one: one.url or None, only_one=True)
    pairing.by_content()
    pairing.by(lambda one: (one.parent, one.title))
    pairing.by(lambda one: (one.parent, one.bare), only_one=True)
    pairing.by_likeness(lambda one: one.parent or None)
    return pairing


def _of_items(pairing: Pairing, lone: frozenset[str]) -> Pairing:
    """Pair items: those of the same week first, so that namesakes stay where they are."""
    pairing.by_id()
    pairing.by(lambda one: (one.url, one.title, one.parent) if one.url else None)
    pairing.by(lambda one: (one.url, one.title) if one.url else None)
    pairing.by(lambda one: (one.parent, one.title, one.kind) if one.parent else None)
    pairing.by(lambda one: (one.parent, one.title) if one.parent else None)
    pairing.by(lambda one: (one.parent, one.url) if one.url else None, only_one=True)
    pairing.by(lambda one: (one.title, one.kind) if one.title in lone else None)
    pairing.by(lambda one: one.title if one.title in lone else None)
    pairing.by(lambda one: one.url or None, only_one=True)
    pairing.by(lambda one: (one.course, one.title, one.kind) if one.course else None)
    pairing.by(
        lambda one: (one.parent, one.bare, one.kind) if one.parent else None,
        only_one=True,
    )
    bare = once(one.bare for one in pairing.old) & once(one.bare for one in pairing.new)
    pairing.by(lambda one: one.bare if one.bare in bare else None)
    pairing.by_likeness(lambda one: one.parent or None)
    pairing.by_likeness(lambda _: "", FAR_ALIKE)
    return pairing


def _names(one: Profile) -> bool:
    """Whether a title names something: `Week 2` and `2` only count."""
    words = one.title.split()
    return len(words) > 2 or not words[-1:] or not words[-1].isdigit()


def _courses(side: _Side, lone: frozenset[str]) -> list[Profile]:
    """Return what is known of the courses."""
    return [
        _profile(course, side, content=lone.intersection(_signs(course.items())))
        for course in side.syllabus.courses
    ]


def _weeks(side: _Side, lone: frozenset[str]) -> list[Profile]:
    """Return what is known of the weeks."""
    return [
        _profile(week, side, place, place, lone.intersection(_signs(week.items)))
        for course in side.syllabus.courses
        for place in [side.courses.get(course.id, "")]
        for week in course.weeks
    ]


def _items(side: _Side) -> list[Profile]:
    """Return what is known of the items."""
    return [
        _profile(item, side, side.weeks.get(week.id, ""), side.courses.get(course.id, ""))
        for course, week in side.syllabus.weeks.values()
        for item in week.items
    ]


def _signs(items: Iterable[Item]) -> Iterator[str]:
    """Return what items may be known by: their titles and their addresses."""
    for item in items:
        yield compared(item.title)
        if item.url:
            yield compared_address(item.url)


def _profile(
    target: Target,
    side: _Side,
    parent: str = "",
    course: str = "",
    content: frozenset[str] = frozenset(),
) -> Profile:
    """Return what is known of a target."""
    return Profile(
        target.id if side.has_ids else "",
        compared(target.title),
        bare_title(target.title),
        folded(target.kind) if isinstance(target, Item) else "",
        compared_address(target.url or ""),
        parent,
        course,
        content,
    )
