"""The use cases around the record as a whole: the way back, what was done when, two machines.

Each works on files alone, so that a record which cannot be read any more can
still be brought back.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.actions.checks import refuse_conflict
from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.errors import DamagedFileError, NotFoundError
from mlops_tracker.local_time import local
from mlops_tracker.store import way_back
from mlops_tracker.store.history import History, Version, undoable
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.store.way_back import Accepted, Turn
from mlops_tracker.study.log import Deed, Event, log
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.syllabus import Target, ids_within

if TYPE_CHECKING:
    from mlops_tracker.store.merges import Join
    from mlops_tracker.store.sides import RecordSides


class Kept(NamedTuple):
    """The versions of a record that are kept."""

    folder: Path
    versions: list[Version]
    """Newest first."""
    current: int | None
    """The one that the record is now; None where it was changed since, or is gone."""
    damaged: list[Path]
    """The files of versions that cannot be read."""
    dropped: list[tuple[int, int]]
    """The numbers that are no longer kept, each run of them as its first and its last."""


def kept_versions(record: Path) -> Kept:
    """Return the versions of a record. Raises DamagedFileError where it cannot be read."""
    history = History(record)
    versions, damaged = history.versions(), history.damaged()
    current = None
    if versions:
        last, present = versions[-1], read_bytes(record)
        try:
            current = last.number if history.content(last.number) == present else None
        except (NotFoundError, DamagedFileError):
            damaged.append(history.path(last.number))
    numbers = [0, *history.numbers()]
    dropped = [(a + 1, b - 1) for a, b in pairwise(numbers) if b > a + 1]
    return Kept(history.folder, versions[::-1], current, damaged, dropped)


def study_log(tracker: Tracker, target: Target | None, since: date | None) -> list[Event]:
    """Return what was done, newest first: on `target` and what it holds, `since` a local day."""
    steps = undoable(History(tracker.record_location.path).versions())
    deeds = [Deed(step.cause.at, what, id) for step in steps for id, what in step.deeds]
    events: Iterable[Event] = log(tracker.syllabus, tracker.record, deeds)
    if target is not None:
        within = ids_within(target)
        events = (event for event in events if event.id in within)
    if since is not None:
        events = (e for e in events if e.at and local(e.at).date() >= since)
    return list(events)


def undo(
    record: Path, cache: Path, now: datetime, *, force: bool = False, order: Iterable[str] = ()
) -> Turn:
    """Take back the last step that stands, as `way_back.undo` does, if it is not in conflict."""
    refuse_conflict(record, cache)
    return way_back.undo(record, now, force=force, order=order)


def redo(
    record: Path, cache: Path, now: datetime, *, force: bool = False, order: Iterable[str] = ()
) -> Turn:
    """Make a step again, as `way_back.redo` does, if the record is not in conflict."""
    refuse_conflict(record, cache)
    return way_back.redo(record, now, force=force, order=order)


def restore(record: Path, number: int, now: datetime) -> Turn:
    """Bring a version back, as `way_back.restore` does, also out of a conflict."""
    return way_back.restore(record, number, now)


def accept(record: Path, cache: Path, now: datetime) -> Accepted:
    """Take the record as it is, as `way_back.accept` does, if it is not in conflict."""
    refuse_conflict(record, cache)
    return way_back.accept(record, now)


def merge(
    record: Path, others: Sequence[Path], now: datetime, *, order: Iterable[str] = ()
) -> "Join":
    """Join other records into this one, as `merges.merge` does."""
    from mlops_tracker.store import merges  # loads Pydantic, 70 ms

    return merges.merge(record, others, now, order=order)


def merge_sides(
    record: Path, sides: "RecordSides", now: datetime, *, order: Iterable[str] = ()
) -> "Join | None":
    """Join both sides of a record in conflict, as `merges.merge_sides` does."""
    from mlops_tracker.store import merges  # loads Pydantic, 70 ms

    return merges.merge_sides(record, sides, now, order=order)


def merge_files(base: Path, ours: Path, theirs: Path, name: str | None = None) -> list[Choice]:
    """Join the files that git hands to a merge driver, as `merges.merge_files` does."""
    from mlops_tracker.store import merges  # loads Pydantic, 70 ms

    return merges.merge_files(base, ours, theirs, name)
