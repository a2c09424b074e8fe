"""The use cases around the record as a whole: the way back, what was done when, two machines.

Each works on files alone, so that a record which cannot be read any more can
still be brought back.
"""

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.errors import DamagedFileError, NotFoundError, RefusedError
from mlops_tracker.local_time import local
from mlops_tracker.store.history import Cause, History, Version, undoable
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.study.log import Deed, Entry, log
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Target, ids_within

if TYPE_CHECKING:
    from mlops_tracker.store.keeping import Content
    from mlops_tracker.store.merging import Joined, Source
    from mlops_tracker.store.sides import RecordSides

STAGES = {"base": 1, "ours": 2, "theirs": 3}
"""Where git keeps the sides of a file that it could not merge."""


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


def study_log(tracker: Tracker, target: Target | None, since: date | None) -> list[Entry]:
    """Return what was done, newest first: on `target` and what it holds, `since` a local day."""
    steps = undoable(History(tracker.record_location.path).versions())
    deeds = [Deed(step.cause.at, what, id) for step in steps for id, what in step.deeds]
    entries: Iterable[Entry] = log(tracker.syllabus, tracker.record, deeds)
    if target is not None:
        within = ids_within(target)
        entries = (entry for entry in entries if entry.id in within)
    if since is not None:
        entries = (e for e in entries if e.at and local(e.at).date() >= since)
    return list(entries)


class Join(NamedTuple):
    """What came of joining records."""

    before: StudyRecord
    after: StudyRecord
    choices: list[Choice]
    notices: list[str]


def merge(record: Path, others: Sequence[Path], now: datetime, order: Iterable[str]) -> Join:
    """Join other records into this one, in one step; new tables stand in the `order` of ids.

    Raises RefusedError, NotSavedError, and DamagedFileError for any of them.
    """
    from mlops_tracker.store.keeping import Content, refuse_lost, replace_kept
    from mlops_tracker.store.lock import locked
    from mlops_tracker.store.merging import joined, source
    from mlops_tracker.store.other_copies import remember_joined
    from mlops_tracker.store.record_text import changes_between, deeds, new_text

    order = list(order)
    with locked(record):
        present = read_bytes(record)
        contents = [_existing(other) for other in others]
        first = source(contents[0], others[0]).record
        begun = new_text(first.syllabus).encode()
        content, choices = begun if present is None else present, list[Choice]()
        before = after = source(content, record).record
        for other, theirs in zip(others, contents, strict=True):
            if os.path.realpath(other) == os.path.realpath(record):
                raise RefusedError(f"`{other}` is the record itself", hint="name another one")
            both = source(content, record), source(theirs, other)
            content, _, after, chosen = joined(None, *both, order)
            choices += chosen
        if content == present:
            remember_joined(record, contents)
            return Join(before, after, choices, [])
        refuse_lost(record, present, content)
        changes = changes_between(before, after)
        cause = Cause(f"merge {' '.join(other.name for other in others)}", now)
        new = Content(content, after.number_done, deeds(changes))
        notices = replace_kept(record, present, new, cause, begun, despite_losses=True)
        remember_joined(record, contents)
        return Join(before, after, choices, notices)


def merge_sides(
    record: Path, sides: "RecordSides", now: datetime, order: Iterable[str]
) -> Join | None:
    """Join both sides of a record in conflict, in one step; None where the record says so already.

    New tables stand in the `order` of ids. The way back leads to our own side, never
    to the markers. Raises RefusedError, NotSavedError.
    """
    from mlops_tracker.store.keeping import Content, replace_kept
    from mlops_tracker.store.lock import locked
    from mlops_tracker.store.sides import joined_sides

    result = joined_sides(sides, order)
    with locked(record):
        if result.content == sides.present == read_bytes(record):
            return None
        history = History(record)
        forgotten = _forgotten(history.latest(), sides, result.content)
        new = Content(result.content, result.after.number_done)
        # The record as it is with the markers is kept right before this version.
        found = Cause("both sides of a conflict", now, "found")
        notices = replace_kept(record, sides.present, new, found, despite_losses=True)
        step = new._replace(deeds=_deeds(result))
        notices += _keep_way_back(history, sides.before, step, Cause("merge", now))
    if forgotten:
        notices.append(
            f"`{record}` had {', '.join(forgotten)} when it was last saved, and neither side has; "
            "`tracker history` lists that version"
        )
    return Join(result.before, result.after, result.choices, notices)


def _forgotten(latest: tuple[int, bytes] | None, sides: "RecordSides", after: bytes) -> list[str]:
    """Return the ids that were in the last version and that no side took out on purpose.

    In the midst of a rebase that is what later commits bring.
    """
    from mlops_tracker.store.losses import lost_ids

    if latest is None or sides.has_more_to_come:
        return []
    begun = [sides.base.text.encode()] if sides.base else []
    texts = (sides.own.text.encode(), sides.other.text.encode())
    taken_out = {id for base in begun for text in texts for id in lost_ids(base, text)}
    return [id for id in lost_ids(latest[1], after) if id not in taken_out]


def _deeds(result: "Joined") -> list[tuple[str, str]]:
    """Return what a merge does to our record."""
    from mlops_tracker.store.record_text import changes_between, deeds

    return deeds(changes_between(result.before, result.after))


def _keep_way_back(
    history: History, before: bytes, after: "Content", cause: Cause
) -> Iterator[str]:
    """Have the history say that a step led from `before` to the record as it is now.

    Yields what is to be told. Without a version of the record as it is there is no
    history here at all, which has been told.
    """
    from mlops_tracker.store.keeping import NO_WAY_BACK, keep

    latest = history.latest()
    if latest is None or latest[1] != after.bytes:
        return
    try:
        keep(history, before, Cause("your side of a conflict", cause.at, "found"))
        number = history.prepare(after.bytes, cause, after.deeds, after.done, after.bytes)
        history.confirm(number, cause.at.date())
    except OSError as error:
        yield f"`{history.folder}`: {error.strerror or error}{NO_WAY_BACK}"


def merge_three(base: Path, ours: Path, theirs: Path, path: str | None = None) -> list[Choice]:
    """Join the files that git hands to a merge driver for `path` into `ours`.

    Returns what only one side could have. Raises DamagedFileError, NotSavedError.
    """
    from mlops_tracker.store.merging import joined
    from mlops_tracker.store.safe_write import replace_file

    contents = [_existing(file) for file in (base, ours, theirs)]
    start = _side("base", contents[0], path) if contents[0] else None  # both have begun one
    result = joined(start, _side("ours", contents[1], path), _side("theirs", contents[2], path))
    replace_file(ours, result.content, contents[1])
    return result.choices


def _side(name: str, content: bytes, path: str | None) -> "Source":
    """Return one side of a merge. Git removes its file, so the error says where it is kept."""
    from mlops_tracker.store.merging import source

    try:
        return source(content, Path(f"{path} ({name})" if path else name))
    except DamagedFileError as error:
        staged = shlex.quote(f":{STAGES[name]}:{path or 'PATH'}")
        error.hint = f"yours was left as it was; `git show {staged}` shows this side"
        raise


def _existing(path: Path) -> bytes:
    """Return the content of a file. Raises DamagedFileError where there is none."""
    content = read_bytes(path)
    if content is None:
        raise DamagedFileError(f"there is no file `{path}`", hint="name a record to join")
    return content
