"""What a person typed, one or several -> the items that are meant."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from mlops_tracker.errors import UsageError
from mlops_tracker.study.find import between, find, find_range
from mlops_tracker.study.letters import folded
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Item, Place, Syllabus, Target


def select_targets(syllabus: Syllabus, typed: Iterable[str]) -> list[Target]:
    """Give what is named, one by one or as ranges such as `1.2.3-1.2.7`.

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
    """Give the items that targets stand for, each once, in study order.

    An item that is named is meant whatever its state; of a week or a course
    those are meant that `in_group` says.
    """
    meant: set[str] = set()
    for target in targets:
        named = isinstance(target, Item)
        meant.update(i.id for i in syllabus.items_of(target) if named or in_group(i))
    return [item for item in syllabus.items() if item.id in meant]


class Filter(NamedTuple):
    """Which items are asked for; an empty collection asks for all."""

    statuses: Collection[str] = ()
    kinds: Collection[str] = ()
    only_optional: bool = False


def select_places(
    syllabus: Syllabus, record: StudyRecord, targets: Collection[Target], wanted: Filter
) -> list[Place]:
    """Give the items of `targets` (all where there are none) that are asked for.

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
