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
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
    appended,
)

Entry = TypeVar("Entry", ItemRecord, WeekRecord, CourseRecord)


def rebased(before: StudyRecord, after: StudyRecord, theirs: StudyRecord) -> StudyRecord:
    """Give `theirs` with all that changes from `before` to `after`.

    Raises NotSavedError where a text was written anew by both.
    """
    return theirs._replace(
        items=_entries(before.items, after.items, theirs.items, NOTHING_DONE),
        weeks=_entries(before.weeks, after.weeks, theirs.weeks, NOTHING_WRITTEN),
        courses=_entries(before.courses, after.courses, theirs.courses, NOTHING_DECIDED),
    )


def _entries(
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    theirs: Mapping[str, Entry],
    nothing: Entry,
) -> dict[str, Entry]:
    """Give their entries with our changes."""
    entries = dict(theirs)
    for id in before.keys() | after.keys():
        was, now = before.get(id, nothing), after.get(id, nothing)
        if was == now:
            continue
        fields = zip(nothing._fields, was, now, theirs.get(id, nothing), strict=True)
        changed: dict[str, Any] = {name: _value(id, name, *values) for name, *values in fields}
        entry = nothing._replace(**changed)
        if changed | {"title": ""} == nothing._asdict() | {"title": ""}:
            entries.pop(id, None)
        else:
            entries[id] = entry
    return entries


def _value(id: str, name: str, was: object, now: object, theirs: object) -> object:
    """Give the value of a field: ours if we changed it, both texts if both were added to."""
    if now == was:
        return theirs
    if theirs in (was, now) or name not in {"note", "review", "why"}:
        return now
    old, ours, other = str(was), str(now), str(theirs)
    if ours.startswith(old) and other.startswith(old):
        return appended(other, ours[len(old) :].lstrip("\n"))
    raise NotSavedError(
        f"the {name} on `{id}` was changed by someone else just now; nothing was saved",
        hint=f"look at it with `tracker note {id} --show`, then write yours again",
    )
