"""A new edition of a syllabus held against the one in use: every matched thing keeps its id.

What the learner did goes by ids, so they must outlive any change of the list:
what is matched keeps its own wherever it stands now, what is new gets a number
that nothing ever had, and what is gone leaves its number behind as `last`. An
item that comes back has the id again under which the record kept it: it is known by
its title, which the record keeps too.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from mlops_tracker.study.letters import compared
from mlops_tracker.study.matching import Matches, alone, inherited, matches, once
from mlops_tracker.study.progress import Progress, measure_all
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week

LONGEST = 15
"""Digits of a number that is counted on from; nobody counts to a longer one."""
ITEM_DOTS = 2
"""Points in the id of an item; a person may have written other ids into a record."""
TELLING = 2
"""So many words must a title have to say by itself which item it is."""
AnyTarget = TypeVar("AnyTarget", Course, Week, Item)
NOTHING = StudyRecord("")


class Renamed(NamedTuple):
    """Something that has another title now."""

    target: Target
    was: str


class Moved(NamedTuple):
    """Something that stands elsewhere now."""

    target: Target
    before: str
    """The id of what it stood in; empty for a course."""
    after: str
    """The id of what it stands in; the same as before where only the order changed."""


class Edition(NamedTuple):
    """What a new edition changes, and the syllabus that comes of it."""

    syllabus: Syllabus
    new: tuple[Target, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[Moved, ...]
    gone: tuple[Target, ...]
    retouched: tuple[Target, ...]
    """What has other minutes, another kind, address or summary."""
    was_titled: str
    """The title of the syllabus in use."""

    @property
    def is_change(self) -> bool:
        """Whether the new edition says anything else than the one in use."""
        return bool(
            self.new
            or self.renamed
            or self.moved
            or self.gone
            or self.retouched
            or self.syllabus.title != self.was_titled
        )


class Numbers:
    """The highest number ever used of courses, of the weeks of a course, the items of a week."""

    def __init__(self, ids: Iterable[str], syllabus: Syllabus) -> None:
        """Know the numbers in some ids, and those that a syllabus remembers."""
        self.highest: dict[str, int] = {"": syllabus.last}
        for course in syllabus.courses:
            self.highest[course.id] = course.last
            self.highest.update((week.id, week.last) for week in course.weeks)
        for id in ids:
            self._note(id)

    def keep(self, prefix: str, ids: Iterable[str]) -> set[str]:
        """Return those ids that begin with a prefix and that nothing ever had; they are had now."""
        highest = self.highest.get(prefix, 0)
        kept = {id for id in ids if id.rpartition(".")[0] == prefix and _number(id) > highest}
        for id in kept:
            self._note(id)
        return kept

    def next(self, prefix: str) -> str:
        """Return the next id that begins with a prefix."""
        number = self.highest.get(prefix, 0) + 1
        self.highest[prefix] = number
        return f"{prefix}.{number}" if prefix else str(number)

    def with_last(self, syllabus: Syllabus) -> Syllabus:
        """Return a syllabus that remembers the highest numbers, where no id shows them."""
        seen = Numbers(syllabus.targets, Syllabus("", "", ())).highest

        def last(prefix: str) -> int:
            highest = self.highest.get(prefix, 0)
            return highest if highest > seen.get(prefix, 0) else 0

        courses = tuple(
            course._replace(
                last=last(course.id),
                weeks=tuple(week._replace(last=last(week.id)) for week in course.weeks),
            )
            for course in syllabus.courses
        )
        return Syllabus(syllabus.id, syllabus.title, courses, syllabus.url, last(""))

    def _note(self, id: str) -> None:
        """Know the numbers of an id: of an item also those of its week and its course."""
        while id:
            prefix = id.rpartition(".")[0]
            self.highest[prefix] = max(self.highest.get(prefix, 0), _number(id))
            id = prefix


def _number(id: str) -> int:
    """Return the last number of an id; 0 for what is none."""
    digits = id.rpartition(".")[2]
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST
    return int(digits) if is_number else 0


def returned(old: Syllabus, new: Syllabus, found: Matches, record: StudyRecord) -> dict[str, str]:
    """Return the ids of items that are gone from `old` and back in `new`, by the ids of `new`.

    Only what is not `found` in `old` can be. An item is known by its title in the week
    that it was gone from, or by a title of several words that it alone has.
    """
    gone = {
        id: compared(did.title)
        for id, did in record.items.items()
        if id not in old.targets and id.count(".") == ITEM_DOTS and compared(did.title)
    }
    back = _in_their_weeks(gone, new, found)
    away = {id: title for id, title in gone.items() if id not in back.values()}
    return _by_title(away, new, found) | back


def _in_their_weeks(gone: Mapping[str, str], new: Syllabus, found: Matches) -> dict[str, str]:
    """Return those that stand under their title in the week that they were gone from."""
    places = {(id.rpartition(".")[0], title): id for id, title in gone.items()}
    return {
        item.id: places.pop(place)
        for _, week in new.weeks.values()
        for item in week.items
        if item.id not in found.items
        and (place := (found.weeks.get(week.id, ""), compared(item.title))) in places
    }


def _by_title(gone: Mapping[str, str], new: Syllabus, found: Matches) -> dict[str, str]:
    """Return those whose title stands once, there and here, and says which they are."""
    alone = once(gone.values()) & once(compared(item.title) for item in new.items())
    ids = {title: id for id, title in gone.items() if title in alone}
    return {
        item.id: ids[title]
        for item in new.items()
        if item.id not in found.items
        and (title := compared(item.title)) in ids
        and len(title.split()) >= TELLING
    }


def edition(
    old: Syllabus, new: Syllabus, record: StudyRecord = NOTHING, *, has_ids: bool = False
) -> Edition:
    """Hold a new edition against the syllabus in use.

    Its ids are looked at only where it `has_ids` of its own. No id that the `record`
    has is given to anything new, but to an item that was gone and is back.
    """
    found = matches(old, new, has_ids=has_ids)
    found = found._replace(items=found.items | returned(old, new, found, record))
    numbers = Numbers([*old.targets, *record.items, *record.weeks, *record.courses], old)
    merged = numbers.with_last(_merged(old, new, found, numbers, has_ids=has_ids))
    before, after = old.targets, merged.targets
    kept = [target for id, target in after.items() if id in before]
    return Edition(
        merged,
        tuple(target for id, target in after.items() if id not in before),
        tuple(Renamed(t, before[t.id].title) for t in kept if t.title != before[t.id].title),
        tuple(_moved(old, merged)),
        tuple(target for id, target in before.items() if id not in after),
        tuple(target for target in kept if _untitled(target) != _untitled(before[target.id])),
        old.title,
    )


class Listed(NamedTuple):
    """Something that comes or goes with an edition, and what the record has of it."""

    target: Target
    folded: int
    """How many items come or go with a week, of which the record has nothing."""
    status: str
    """Empty where it says nothing: `todo`, or `active` of a course."""
    has_note: bool
    is_known: bool
    """Whether the record has anything of it."""


class Effect(NamedTuple):
    """What an edition changes for the learner."""

    edition: Edition
    new: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    before: Progress
    after: Progress
    number_kept: int
    """How much is gone of which the record keeps something."""
    is_another: bool
    """Whether the edition has nothing that the syllabus in use lists."""


def effect_of(found: Edition, former: Syllabus, record: StudyRecord) -> Effect:
    """Return what an edition changes for a learner, in place of the syllabus in use."""
    before, after = (measure_all(syllabus, record).total for syllabus in (former, found.syllabus))
    new, gone = (tuple(_side(targets, record)) for targets in (found.new, found.gone))
    kept = sum(one.is_known for one in gone)
    is_another = bool(former.places) and not former.places.keys() & found.syllabus.places.keys()
    return Effect(found, new, gone, before, after, kept, is_another)


def _side(targets: Iterable[Target], record: StudyRecord) -> Iterator[Listed]:
    """Return what comes or goes, items that do with their week counted there."""
    listed = {target.id: _listed(target, record) for target in targets}
    folded: set[str] = set()
    for one in list(listed.values()):
        if isinstance(one.target, Week):
            items = (listed.get(item.id) for item in one.target.items)
            plain = [item.target.id for item in items if item and not item.is_known]
            folded.update(plain)
            listed[one.target.id] = one._replace(folded=len(plain))
    return (one for id, one in listed.items() if id not in folded)


def _listed(target: Target, record: StudyRecord) -> Listed:
    """Return what the record has of something that comes or goes."""
    id = target.id
    known = record.items.get(id) or record.weeks.get(id) or record.courses.get(id)
    status = getattr(known, "status", "")
    told = "" if status in {"todo", "active"} else status
    return Listed(target, 0, told, bool(known and known.note), known is not None)


def with_titles(record: StudyRecord, renamed: Iterable[Renamed]) -> StudyRecord:
    """Return a record that calls what was renamed by its new title."""
    items = dict(record.items)
    for target, _ in renamed:
        if target.id in items and isinstance(target, Item):
            items[target.id] = items[target.id]._replace(title=target.title)
    return record._replace(items=items)


def _merged(
    old: Syllabus, new: Syllabus, found: Matches, numbers: Numbers, *, has_ids: bool
) -> Syllabus:
    """Return the new edition with the ids of the syllabus in use."""

    def numbered(
        entries: Sequence[AnyTarget], prefix: str, matched: dict[str, str]
    ) -> Iterator[AnyTarget]:
        """Return entries with their ids, and what only the syllabus in use knows of them."""
        own = [entry.id for entry in entries if has_ids and entry.id not in matched]
        kept = numbers.keep(prefix, own)
        for entry in entries:
            id = matched.get(entry.id) or (entry.id if entry.id in kept else numbers.next(prefix))
            now = entry._replace(id=id)
            yield inherited(now, old.targets[id]) if id in old.targets else now

    courses = []
    pairs = zip(new.courses, numbered(new.courses, "", found.courses), strict=True)
    for edited_course, course in list(pairs):
        weeks = []
        both = zip(
            edited_course.weeks,
            numbered(edited_course.weeks, course.id, found.weeks),
            strict=True,
        )
        for edited_week, week in list(both):
            items = tuple(numbered(edited_week.items, week.id, found.items))
            weeks.append(week._replace(items=items))
        courses.append(course._replace(weeks=tuple(weeks)))
    return Syllabus(old.id, new.title, tuple(courses), new.url or old.url)


def _untitled(target: Target) -> Target:
    """Return a target without its title and what it holds."""
    return alone(target)._replace(title="")


def _moved(old: Syllabus, new: Syllabus) -> Iterator[Moved]:
    """Return what stands in something else than before, or in another order within it."""
    parents = _parents(old), _parents(new)
    groups: dict[str, list[str]] = {}
    for id, parent in parents[1].items():
        groups.setdefault(parent, []).append(id)
    places = {id: number for number, id in enumerate(old.targets)}
    still: set[str] = set()
    for parent, ids in groups.items():
        same = [id for id in ids if parents[0].get(id) == parent]
        still |= _longest_run(same, places.__getitem__)
    for id, target in new.targets.items():
        if id in old.targets and id not in still:
            yield Moved(target, parents[0][id], parents[1][id])


def _parents(syllabus: Syllabus) -> dict[str, str]:
    """Return the id of what everything stands in, by its own."""
    found = {}
    for course in syllabus.courses:
        found[course.id] = ""
        for week in course.weeks:
            found[week.id] = course.id
            found.update((item.id, week.id) for item in week.items)
    return found


def _longest_run(ids: Sequence[str], place: Callable[[str], int]) -> set[str]:
    """Return the most ids that stand in their former order: all others were moved."""
    ends: list[int] = []
    chains: list[tuple[str, int]] = []
    heads: list[int] = []
    for number, id in enumerate(ids):
        at = bisect_left(ends, place(id))
        chains.append((id, heads[at - 1] if at else -1))
        ends[at : at + 1] = [place(id)]
        heads[at : at + 1] = [number]
    run = set()
    number = heads[-1] if heads else -1
    while number >= 0:
        id, number = chains[number]
        run.add(id)
    return run
