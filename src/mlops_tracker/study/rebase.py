"""A change worked out on one record, made on another that somebody has changed since.

What comes of it is what running both commands one after the other comes to.
Only two texts that were both written anew cannot be had at once.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from mlops_tracker.errors import NotSavedError
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

Entry = TypeVar("Entry", ItemRecord, WeekRecord, CourseRecord)


def rebased(
    before: StudyRecord, after: StudyRecord, theirs: StudyRecord, *, insists: bool = False
) -> StudyRecord:
    """Return `theirs` with all that changes from `before` to `after`.

    Raises NotSavedError where a text was written anew by both, or an item taken
    two ways, unless the change `insists` on what it says.
    """
    return theirs._replace(
        syllabus=_syllabus(before.syllabus, after.syllabus, theirs.syllabus, insists),
        items=_entries(before.items, after.items, theirs.items, NOTHING_DONE, insists),
        weeks=_entries(before.weeks, after.weeks, theirs.weeks, NOTHING_WRITTEN, insists),
        courses=_entries(before.courses, after.courses, theirs.courses, NOTHING_DECIDED, insists),
    )


def _syllabus(was: str, now: str, theirs: str, insists: bool) -> str:
    """Return the syllabus that a record belongs to. Raises NotSavedError for two new ones."""
    if now == was:
        return theirs
    if theirs in (was, now) or insists:
        return now
    raise NotSavedError(
        "the record was given another syllabus by someone else just now; nothing was saved",
        hint="look at it with `tracker path`, then run this again",
    )


def _entries(
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    theirs: Mapping[str, Entry],
    nothing: Entry,
    insists: bool,
) -> dict[str, Entry]:
    """Return their entries with our changes."""
    entries = dict(theirs)
    for id in before.keys() | after.keys():
        was, now = before.get(id, nothing), after.get(id, nothing)
        if was == now:
            continue
        entry = _entry(id, was, now, theirs.get(id, nothing), insists)
        if entry._replace(**_untitled(entry)) == nothing:
            entries.pop(id, None)
        else:
            entries[id] = entry
    return entries


def _untitled(entry: ItemRecord | WeekRecord | CourseRecord) -> dict[str, Any]:
    """Return what takes the title from an entry: alone it says nothing."""
    return {"title": ""} if isinstance(entry, ItemRecord) else {}


def _entry(id: str, was: Entry, now: Entry, theirs: Entry, insists: bool) -> Entry:
    """Return their entry with our changes. How far an item is is one thing."""
    if isinstance(was, ItemRecord) and _state(was) not in {_state(now), _state(theirs)}:
        statuses = {entry._asdict()["status"] for entry in (now, theirs)}
        if len(statuses) > 1 and not insists:
            raise _refusal(id, "status")
        theirs = theirs._replace(**dict(zip(STATE, _state(now), strict=True)))
    values = zip(was._fields, was, now, theirs, strict=True)
    merged: dict[str, Any] = {
        name: _value(id, name, old, new, other, insists) for name, old, new, other in values
    }
    return was._replace(**merged)


def _state(entry: Any) -> tuple[Any, ...]:
    """Return how far an item is."""
    return tuple(getattr(entry, name) for name in STATE)


def _value(id: str, name: str, was: Any, now: Any, theirs: Any, insists: bool) -> Any:
    """Return the value of a field: ours if we changed it, both texts if both were added to."""
    if now == was:
        return theirs
    if rule_of(name) is Rule.LIST:
        kept = [link for link in theirs if link in now or link not in was]
        return (*kept, *(link for link in now if link not in was and link not in kept))
    if insists or theirs in (was, now) or rule_of(name) is not Rule.TEXT:
        return now
    if _is_added_to(was, now) and _is_added_to(was, theirs):
        return appended(theirs, now[len(was) :].lstrip("\n"))
    raise _refusal(id, name)


def _is_added_to(old: str, new: str) -> bool:
    """Whether paragraphs were added to a text, and nothing else was done to it."""
    return not old or new.startswith(old + "\n" * (not old.endswith("\n")))


def _refusal(id: str, what: str) -> NotSavedError:
    """Return the error for two changes that cannot be had at once."""
    return NotSavedError(
        f"the {what} of `{id}` was changed by someone else just now; nothing was saved",
        hint=f"look at it with `tracker list {id}` and `tracker notes {id}`, then run this again",
    )
