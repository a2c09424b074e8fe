"""What a person typed, one name or several -> the items, weeks or courses that are meant.

A name is, in this order, an id (`1.2.3`, `c1w2i3`), a whole title, a range, a unique part of
a title. Case, Unicode form and punctuation are ignored. Several matches are an
error that lists them; none is an error that suggests the nearest.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from mlops_tracker.errors import AmbiguousError, NotFoundError, UsageError
from mlops_tracker.study.letters import compared, folded
from mlops_tracker.study.quantities import either
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Item, Level, Place, Syllabus, Target, level_of, spellings

ALL_LEVELS: tuple[Level, ...] = ("item", "week", "course")
SUGGESTIONS = 3
LONGEST_NUMBER = 9
"""Digits of a number that are looked at to find the ids nearest to it."""
LONGEST_ECHO = 80
"""Characters of what was typed that a message repeats."""
LISTED = 20
"""How many matches an ambiguous name lists."""
_ID = re.compile(
    r"""
      c(\d+)(?:\.?w(\d+)(?:\.?i(\d+))?)?
    | course\ (\d+),?\ week\ (\d+)(?:,?\ item\ (\d+))?
    | (?:course\ )?(\d+) | (?:week\ )?(\d+)\.(\d+) | (?:item\ )?(\d+)\.(\d+)\.(\d+)
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_TO = re.compile(r"[-\N{EN DASH}\N{HORIZONTAL ELLIPSIS}]|\.{2,}")
"""What stands between both ends of a range."""
_NUMBER = re.compile(r"\s*[0-9]+\s*")


class _Titles(NamedTuple):
    """The titles of a syllabus as they are compared, worked out once for all names."""

    each: list[tuple[str, Target]]
    targets: dict[str, list[Target]]
    """What goes by a title."""


class Filter(NamedTuple):
    """Which items are asked for; an empty collection asks for all."""

    statuses: Collection[str] = ()
    kinds: Collection[str] = ()
    only_optional: bool = False


def as_id(typed: str) -> str | None:
    """Return the id that `typed` spells (`C1W2I3` spells `1.2.3`), or None."""
    match = _ID.fullmatch(typed.strip())
    if not match:
        return None
    return ".".join(part.lstrip("0") or "0" for part in match.groups() if part)


def find(syllabus: Syllabus, typed: str, levels: Collection[Level] = ALL_LEVELS) -> Target:
    """Return the one target that `typed` names.

    Raises NotFoundError with the nearest few, AmbiguousError with all that fit,
    and UsageError for an id of another level than those asked for.
    """
    id = as_id(typed)
    if id in syllabus.targets:
        return _of_level(syllabus, syllabus.targets[id], levels)
    shown = typed if len(typed) <= LONGEST_ECHO else f"{typed[:LONGEST_ECHO]}..."
    if not typed.strip():
        raise NotFoundError("an empty name names nothing", hint="give an id or a title")
    if ends := find_range(syllabus, typed, levels):
        one = _with_article(_either(levels))
        hint = f"`tracker list {'-'.join(end.id for end in ends)}` shows what is in it"
        raise UsageError(f"`{shown}` is a range; name {one}", hint=hint)
    matches = _titled(syllabus, compared(typed), levels, whole_only=id is not None)
    if not matches:
        candidates = [t for t in syllabus.targets.values() if level_of(t) in levels]
        raise NotFoundError(f"no {_either(levels)} `{shown}`", hint=_nearest(typed, candidates))
    if len(matches) > 1:
        raise AmbiguousError(f"`{shown}` fits {len(matches)} titles", hint=_listing(matches))
    return matches[0]


def find_range(
    syllabus: Syllabus, typed: str, levels: Collection[Level] = ALL_LEVELS
) -> tuple[Target, Target] | None:
    """Return both ends of `1.2.3-1.2.7`, `1.2.3-7` or `1.1..1.3`.

    None where `typed` is no range, or a whole title on one of the levels. Raises
    NotFoundError for an end that is not there, UsageError for ends of different levels
    or in the wrong order.
    """
    ends = _ends(typed)
    if ends is None or _whole(syllabus, compared(typed), levels):
        return None
    start, end = (find(syllabus, id) for id in ends)
    if level_of(start) != level_of(end):
        raise UsageError(
            f"`{typed}` goes from {_with_article(level_of(start))} "
            f"to {_with_article(level_of(end))}",
            hint="name two of a kind, such as `1.2.3-1.2.7` or `1.1-1.3`",
        )
    if syllabus.order[start.id] > syllabus.order[end.id]:
        raise UsageError(f"`{typed}` runs backwards", hint=f"write `{end.id}-{start.id}`")
    return start, end


def _ends(typed: str) -> tuple[str, str] | None:
    """Return the ids at both ends of a range."""
    first, *others = _TO.split(typed, maxsplit=1)
    start, end = as_id(first), as_id(others[0]) if others else None
    if not (start and end):
        return None
    if _NUMBER.fullmatch(others[0]):
        end = start.rpartition(".")[0] + "." * ("." in start) + end
    return start, end


def between(syllabus: Syllabus, start: Target, end: Target) -> list[Target]:
    """Return the targets from `start` to `end`, of their level, both included."""
    first, last = syllabus.order[start.id], syllabus.order[end.id]
    within = islice(syllabus.targets.values(), first, last + 1)
    return [target for target in within if level_of(target) == level_of(start)]


@lru_cache(maxsize=1)
def _titles(syllabus: Syllabus) -> _Titles:
    """Return the titles of a syllabus, in study order."""
    targets = syllabus.targets.values()
    each = [(compared(title), target) for target in targets for title in spellings(target)]
    found: dict[str, list[Target]] = {}
    for title, target in each:
        found.setdefault(title, []).append(target)
    return _Titles(each, found)


def _titled(
    syllabus: Syllabus, wanted: str, levels: Collection[Level], *, whole_only: bool
) -> list[Target]:
    """Return the targets whose whole title is `wanted`, else those with it in their title.

    What looks like an id is no part of a title: `0` is not meant for "MLOps Level 0".
    """
    if not wanted:
        return []
    whole = _whole(syllabus, wanted, levels)
    if whole or whole_only:
        return whole
    parts = (target for title, target in _titles(syllabus).each if wanted in title)
    return list({target.id: target for target in parts if level_of(target) in levels}.values())


def _whole(syllabus: Syllabus, wanted: str, levels: Collection[Level]) -> list[Target]:
    """Return the targets on some levels whose whole title is `wanted`."""
    fitting = _titles(syllabus).targets.get(wanted, [])
    return list({target.id: target for target in fitting if level_of(target) in levels}.values())


def _of_level(syllabus: Syllabus, target: Target, levels: Collection[Level]) -> Target:
    """Return `target` back, or say that it is not what is wanted here."""
    level = level_of(target)
    if level in levels:
        return target
    if level == "item":
        hint = f"its week is `{syllabus.places[target.id].week.id}`"
    else:
        hint = f"`tracker list {target.id}` shows its items"
    here = f"`{target.id}` is {_with_article(level)}"
    raise UsageError(f"{here}; name {_with_article(_either(levels))}", hint=hint)


def _either(levels: Collection[Level]) -> str:
    """Return the levels in words: `item, week or course`."""
    return either([level for level in ALL_LEVELS if level in levels])


def _with_article(noun: str) -> str:
    """Return a noun with `a` or `an`."""
    return f"{'an' if noun.startswith('i') else 'a'} {noun}"


def _listing(matches: list[Target]) -> str:
    """Return matches with their ids, a line each."""
    lines = [f"{target.id}  {_described(target)}" for target in matches[:LISTED]]
    if len(matches) > LISTED:
        lines.append(f"and {len(matches) - LISTED} more")
    return "name one by its id:\n" + "\n".join(lines)


def _described(target: Target) -> str:
    """Return a title with what it is the title of."""
    kind = target.kind if isinstance(target, Item) else level_of(target)
    return f"{' '.join(target.title.split())} ({kind})"


def _nearest(typed: str, candidates: Sequence[Target]) -> str | None:
    """Return the few targets nearest to what was typed, a line each."""
    if numbers := _numbers(typed):
        near = _nearest_ids(numbers, candidates)
    else:
        near = _nearest_titles(compared(typed), candidates)
    lines = "\n".join(f"{target.id}  {_described(target)}" for target in near)
    return f"the nearest are\n{lines}" if lines else None


def _numbers(typed: str) -> list[int | None]:
    """Return the numbers of the id that was meant, None for one that was left out.

    `1.1.*` has 1 and 1; `week 2` has none of a course, and 2. A text of other
    words has none at all.
    """
    level = re.match(r"\s*(course|week|item)s?\b", typed, re.IGNORECASE)
    rest = as_id(typed) or typed[level.end() if level else 0 :]
    found = None if re.search(r"[^\W\d_]", rest) else re.search(r"[0-9]+(?:\.[0-9]+)*", rest)
    if not found:
        return []
    numbers = [int(part[:LONGEST_NUMBER]) for part in found[0].split(".")[: len(ALL_LEVELS)]]
    depth = {"course": 1, "week": 2, "item": 3}[level[1].casefold()] if level else 1
    return [*[None] * (depth - len(numbers)), *numbers]


def _nearest_ids(numbers: Sequence[int | None], candidates: Sequence[Target]) -> list[Target]:
    """Return the targets whose numbers differ least, the first number first."""

    def distance(target: Target) -> list[int]:
        parts = map(int, target.id.split("."))
        pairs = zip(parts, numbers, strict=False)
        return [0 if number is None else abs(part - number) for part, number in pairs]

    same = [target for target in candidates if target.id.count(".") == len(numbers) - 1]
    return sorted(same or candidates, key=distance)[:SUGGESTIONS]


def _nearest_titles(wanted: str, candidates: Sequence[Target]) -> list[Target]:
    """Return the targets whose titles hold the words most like those wanted."""
    from difflib import SequenceMatcher

    @cache
    def likeness(word: str, other: str) -> float:
        return SequenceMatcher(None, word, other, autojunk=False).ratio()

    def fit(target: Target) -> tuple[float, float]:
        title = compared(target.title)
        others = title.split() or [""]
        best = (max(likeness(word, other) for other in others) for word in wanted.split())
        return sum(best), -abs(len(title) - len(wanted))

    return sorted(candidates, key=fit, reverse=True)[:SUGGESTIONS] if wanted else []


def select_targets(syllabus: Syllabus, typed: Iterable[str]) -> list[Target]:
    """Return what is named, one by one or as ranges such as `1.2.3-1.2.7`.

    Raises the errors of `find`, before anything is selected.
    """
    targets: list[Target] = []
    for name in typed:
        ends = find_range(syllabus, name)
        targets += between(syllabus, *ends) if ends else [find(syllabus, name)]
    return targets


def select_items(
    syllabus: Syllabus, targets: Iterable[Target], in_group: Callable[[Item], bool]
) -> list[Item]:
    """Return the items that targets stand for, each once, in study order.

    An item that is named is meant whatever its state; of a week or a course
    those are meant that `in_group` says.
    """
    meant: set[str] = set()
    for target in targets:
        named = isinstance(target, Item)
        meant.update(i.id for i in syllabus.items_of(target) if named or in_group(i))
    return [item for item in syllabus.items() if item.id in meant]


def select_places(
    syllabus: Syllabus, record: StudyRecord, targets: Collection[Target], wanted: Filter
) -> list[Place]:
    """Return the items of `targets` (all where there are none) that are asked for.

    Raises UsageError for a kind that no item is of.
    """
    kinds = known_kinds(syllabus, wanted.kinds)
    meant = {item.id for target in targets for item in syllabus.items_of(target)}
    return [
        place
        for id, place in syllabus.places.items()
        if (id in meant or not targets)
        and (not wanted.statuses or record.item(id).status in wanted.statuses)
        and (not kinds or place.item.kind in kinds)
        and (place.item.optional or not wanted.only_optional)
    ]


def known_kinds(syllabus: Syllabus, typed: Iterable[str]) -> set[str]:
    """Return the kinds that were typed, in every spelling of the syllabus.

    Raises UsageError for a kind that no item is of.
    """
    known = {kind: folded(kind) for kind in dict.fromkeys(item.kind for item in syllabus.items())}
    wanted = {folded(kind): kind for kind in typed}
    for small, kind in wanted.items():
        if small not in known.values():
            names = ", ".join(f"`{name}`" for name in known)
            raise UsageError(f"there is no kind `{kind}`", hint=f"there are {names}")
    return {kind for kind, small in known.items() if small in wanted}
