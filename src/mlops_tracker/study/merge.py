"""Two records of one learner joined: the newest status of each item, every text of both.

With the record that both began from, a change on one side alone is taken as it
is. What only one side can have (a score, stars) and both have is a `Choice`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    STATE,
    CourseRecord,
    ItemRecord,
    Rule,
    StudyRecord,
    WeekRecord,
    appended,
    rule_of,
)

MORE_DONE = ("todo", "skipped", "doing", "done")
"""Statuses from least to most: what has no time is taken to be the newer, the more was done."""
MORE_DECIDED = ("active", "completed", "dropped")
Entry = TypeVar("Entry", ItemRecord, WeekRecord, CourseRecord)


class Choice(NamedTuple):
    """Something that both sides say and only one of them can."""

    id: str
    what: str
    kept: Any
    dropped: Any


class Merged(NamedTuple):
    """Two records in one."""

    record: StudyRecord
    choices: list[Choice]


def merged(base: StudyRecord | None, ours: StudyRecord, theirs: StudyRecord) -> Merged:
    """Join two records that began as `base`, if that is known."""
    choices: list[Choice] = []
    start = base or StudyRecord(ours.syllabus)
    record = StudyRecord(
        theirs.syllabus if ours.syllabus == start.syllabus else ours.syllabus,
        _entries(start.items, ours.items, theirs.items, NOTHING_DONE, choices),
        _entries(start.weeks, ours.weeks, theirs.weeks, NOTHING_WRITTEN, choices),
        _entries(start.courses, ours.courses, theirs.courses, NOTHING_DECIDED, choices),
    )
    if theirs.syllabus not in (record.syllabus, start.syllabus):
        choices.append(Choice("", "syllabus", record.syllabus, theirs.syllabus))
    return Merged(record, choices)


def _entries(
    base: Mapping[str, Entry],
    ours: Mapping[str, Entry],
    theirs: Mapping[str, Entry],
    nothing: Entry,
    choices: list[Choice],
) -> dict[str, Entry]:
    """Join the entries of one sort, those that say nothing left out."""
    entries: dict[str, Entry] = {}
    for id in dict.fromkeys([*ours, *theirs]):
        was, mine, other = (side.get(id, nothing) for side in (base, ours, theirs))
        entry = _entry(id, was, mine, other, choices)
        untitled = entry._replace(title="") if isinstance(entry, ItemRecord) else entry
        if untitled != nothing:
            entries[id] = entry
    return entries


def _entry(id: str, base: Entry, ours: Entry, theirs: Entry, choices: list[Choice]) -> Entry:
    """Join what two sides say about one thing. How far an item is is one thing."""
    if isinstance(ours, ItemRecord) and isinstance(theirs, ItemRecord):
        state = _state(base, ours, theirs)
        choices += _dropped(id, state, ours, theirs, base)
        base, ours, theirs = (
            entry._replace(**dict(zip(STATE, state, strict=True))) for entry in (base, ours, theirs)
        )
    values: dict[str, Any] = {}
    for name, was, mine, other in zip(ours._fields, base, ours, theirs, strict=True):
        values[name] = value = _value(name, was, mine, other)
        if rule_of(name) in {Rule.STATE, Rule.GREATER}:
            dropped = [given for given in (mine, other) if given not in (value, was, None)]
            choices += [Choice(id, name, value, given) for given in dropped]
    return ours._replace(**values)


def _state(base: Any, ours: ItemRecord, theirs: ItemRecord) -> tuple[Any, ...]:
    """Return how far an item is: by the side that changed it, by the newer one where both did."""
    was, mine, other = (tuple(getattr(e, n) for n in STATE) for e in (base, ours, theirs))
    if other in (was, mine):
        return mine
    if mine == was:
        return other
    newer, older = sorted((mine, other), key=_age, reverse=True)
    if older[0] != newer[0]:
        return newer
    # The older one may know what the newer one does not say.
    return tuple(old if new is None else new for new, old in zip(newer, older, strict=True))


def _age(state: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rank a state among others: the newer, the higher; no two different ones are alike."""
    said = dict(zip(STATE, state, strict=True))
    first = (MORE_DONE.index(said.pop("status")), said.pop("done_at"))
    rest = (said.pop("score"), said.pop("spent_minutes"), *said.values())
    return tuple((value is not None, value) for value in (*first, *rest))


def _dropped(
    id: str, state: tuple[Any, ...], ours: ItemRecord, theirs: ItemRecord, base: Any
) -> list[Choice]:
    """Return what one side says of an item that is not in the `state` that is kept."""
    return [
        Choice(id, name, kept, value)
        for name, kept in zip(STATE, state, strict=True)
        for value in {getattr(ours, name), getattr(theirs, name)}
        if value not in (kept, None, getattr(base, name)) and value != "todo"
    ]


def _value(name: str, base: Any, ours: Any, theirs: Any) -> Any:
    """Join the values of one field."""
    if rule_of(name) is Rule.TITLE:
        return ours or theirs
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else _both(name, base, ours, theirs)


def _both(name: str, base: Any, ours: Any, theirs: Any) -> Any:
    """Join two new values of one field, the same whichever side asks."""
    rule = rule_of(name)
    if rule is Rule.STATE:
        return max(ours, theirs, key=MORE_DECIDED.index)
    if rule is Rule.GREATER:
        return max(ours, theirs, key=lambda value: (value is not None, value))
    if rule is Rule.LIST:
        kept = [link for link in ours if link in theirs or link not in base]
        return tuple(dict.fromkeys([*kept, *(link for link in theirs if link not in base)]))
    return joined_texts(base, ours, theirs)


def joined_values(
    id: str,
    base: Mapping[str, Any],
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    choices: list[Choice],
) -> dict[str, Any]:
    """Join the values that people keep beside those of the program, tables within tables too."""
    values: dict[str, Any] = {}
    for key in dict.fromkeys([*ours, *theirs]):
        was, mine, other = base.get(key), ours.get(key), theirs.get(key)
        if isinstance(mine, dict) and isinstance(other, dict):
            inner = was if isinstance(was, dict) else {}
            values[key] = joined_values(id, inner, mine, other, choices)
        elif other in (mine, was):
            values[key] = mine
        elif mine in (was, None):
            values[key] = other
        else:
            values[key] = mine
            if other is not None:
                choices.append(Choice(id, key, mine, other))
    return {key: value for key, value in values.items() if value is not None}


def joined_texts(base: str, ours: str, theirs: str) -> str:
    """Return a text with every paragraph of both, those that both have only once.

    Of theirs what follows `base` is taken where both only went on from there.
    """
    if not ours or not theirs:
        return ours or theirs
    if _is_within(theirs, ours):
        return ours
    if _is_within(ours, theirs):
        return theirs
    rest = theirs
    if base and ours.startswith(base) and theirs.startswith(base):
        added = theirs[len(base) :]
        rest = added if base.endswith("\n") or added.startswith("\n") else theirs
    known = {part.strip("\n") for part in ours.split("\n\n")}
    new = [part for part in rest.lstrip("\n").split("\n\n") if part.strip("\n") not in known]
    return appended(ours, "\n\n".join(new)) if any(part.strip("\n") for part in new) else ours


def _is_within(part: str, whole: str) -> bool:
    """Whether the lines of a text stand in another one after each other."""
    return f"\n{part.strip(chr(10))}\n" in f"\n{whole}\n"
