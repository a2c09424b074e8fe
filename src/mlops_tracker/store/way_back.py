"""The way back: a step undone and done again, an earlier version brought back whole.

A step is taken back byte for byte where the record is as the step left it. Where
it was changed since, only on demand, and then all that is not of the step stays.
"""

import difflib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, NotFoundError, RefusedError
from mlops_tracker.store.history import Cause, History, Kind, Version, redoable, undoable
from mlops_tracker.store.lock import locked
from mlops_tracker.store.losses import Loss, loss_since
from mlops_tracker.store.other_copies import forget_joined
from mlops_tracker.store.reading import RecordFile, read_bytes, valid_record
from mlops_tracker.store.record_text import changes_between
from mlops_tracker.store.saving import Content, Saved, changed_file, keep, replace_kept
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import StudyRecord

LINES_SHOWN = 30


class _Way(NamedTuple):
    """One of the two ways along the steps, and what is said of it."""

    kind: Kind
    steps: Callable[[Iterable[Version]], list[Version]]
    hint: str
    """What to do where there is no step."""
    since: str
    """Since when a record may have been changed, with a gap for the step."""
    done: str
    """What a step is then, in words."""
    does: str
    """What the command does to it, in words."""


_UNDO = _Way(
    "undo", undoable, "`tracker history` lists versions", "since `{}`", "taken back", "takes back"
)
_REDO = _Way(
    "redo",
    redoable,
    "`tracker undo` comes first",
    "since `{}` was taken back",
    "made again",
    "makes again",
)


class Turn(NamedTuple):
    """What came of a way back."""

    version: Version
    """The step that was taken back or done again, or the version that is here now."""
    before: StudyRecord | None
    """The record before; None where there was none that could be read."""
    after: StudyRecord | None
    """The record now; None where a damaged one is back."""
    saved: Saved
    is_new: bool = True
    """Whether anything had to be written."""


class Accepted(NamedTuple):
    """A record that is taken as it is."""

    is_new: bool
    """Whether that was in question."""
    loss: Loss | None = None
    """What the version before it had more."""


def undo(path: Path, at: datetime, *, force: bool = False, order: Iterable[str] = ()) -> Turn:
    """Take back the last step that stands.

    With `force` also where the record was changed since; what is not of the step
    then stays, new tables stand in the `order` of the ids. Raises RefusedError,
    NotSavedError, DamagedFileError.
    """
    return _stepped(path, at, _UNDO, force, order)


def redo(path: Path, at: datetime, *, force: bool = False, order: Iterable[str] = ()) -> Turn:
    """Make the step again that was taken back last. Raises as `undo` does."""
    return _stepped(path, at, _REDO, force, order)


def restore(path: Path, number: int, at: datetime) -> Turn:
    """Bring a version back byte for byte, whatever the record is now.

    What it is now is kept as a version before. Raises NotFoundError,
    NotSavedError, DamagedFileError for the version.
    """
    with locked(path):
        history, present = _settled(path)
        version, content = history.version(number)
        after, before = _readable(content, path), _readable(present, path)
        if after is None:
            raise DamagedFileError(
                f"version {number} is a record that was damaged", hint="restore one before it"
            )
        if present == content:
            return Turn(version, after, after, Saved(), is_new=False)
        forget_joined(path)
        new, cause = Content(content, version.done), Cause(f"restore {number}", at)
        saved = replace_kept(path, present, new, cause, despite_losses=True)
        return Turn(version, before, after, saved)


def accept(path: Path, at: datetime) -> Accepted:
    """Take the record as it is, though something may be missing from it.

    Raises RefusedError where there is none, NotSavedError, DamagedFileError.
    """
    with locked(path):
        history, present = _settled(path)
        latest = history.latest()
        if present is None:
            way = (
                f"restore {latest[0]}` brings back what was there" if latest else "init` begins one"
            )
            raise RefusedError(f"there is no record at `{path}`", hint=f"`tracker {way}")
        valid_record(present, path)
        if latest and latest[1] == present:
            return Accepted(is_new=False)
        keep(history, present, Cause("accept", at, "found"))
        return Accepted(is_new=True, loss=loss_since(latest, present) if latest else None)


def _stepped(path: Path, at: datetime, way: _Way, force: bool, order: Iterable[str]) -> Turn:
    """Go one step along a way. Raises as `undo` does."""
    with locked(path):
        history, present = _settled(path)
        steps = way.steps(history.versions())
        if not steps:
            raise RefusedError(f"there is nothing to {way.kind}", hint=way.hint)
        step = steps[-1]
        left, before = history.content(step.number), _before(history, step)
        expected, wanted = (left, before) if way is _UNDO else (before, left)
        if present != expected and not force:
            raise _refusal(path, expected, present, way, step)
        cause = Cause(f"{way.kind} of `{step.cause.what}`", at, way.kind, step.number)
        return _turned(path, present, expected, wanted, step, cause, order)


def _settled(path: Path) -> tuple[History, bytes | None]:
    """Return a history in which nothing is pending, and the record as it is now.

    Raises DamagedFileError where either cannot be read.
    """
    history, present = History(path), read_bytes(path)
    history.numbers()
    history.settle(present)
    return history, present


def _before(history: History, step: Version) -> bytes:
    """Return the record as it was before a step. Raises RefusedError where it is not kept."""
    try:
        return history.content(step.number - 1)
    except NotFoundError as error:
        raise RefusedError(
            f"`{step.cause.what}` is too long ago to be taken back",
            hint="`tracker history` lists the versions that are kept",
        ) from error


def _refusal(
    path: Path, expected: bytes, present: bytes | None, way: _Way, step: Version
) -> RefusedError:
    """Return the error for a step that others have gone on from, with what they changed."""
    if present is None:
        return _gone(path)
    since = way.since.format(step.cause.what)
    return RefusedError(
        f"`{path}` was changed elsewhere {since}; nothing was {way.done}",
        hint=f"`tracker {way.kind} --force` {way.does} that step alone; the rest stays:\n"
        + "\n".join(_difference(expected, present)),
    )


def _gone(path: Path) -> RefusedError:
    """Return the error for a record that is no longer there."""
    return RefusedError(f"`{path}` is gone", hint="`tracker history`, then `tracker restore N`")


def _turned(
    path: Path,
    present: bytes | None,
    expected: bytes,
    wanted: bytes,
    step: Version,
    cause: Cause,
    order: Iterable[str],
) -> Turn:
    """Put `wanted` in the place of `expected`, or its differences into what is there instead."""
    if present is None:
        raise _gone(path)
    there, after = _readable(present, path), _readable(wanted, path)
    if present != expected:
        there = valid_record(present, path)
        after = rebased(
            valid_record(expected, path), valid_record(wanted, path), there, insists=True
        )
        changed = changed_file(
            RecordFile(path, present, there), changes_between(there, after), order
        )
        wanted = changed.content or b""
    if step.cause.joins_files:
        forget_joined(path)
    new = Content(wanted, after.number_done if after else None)
    return Turn(step, there, after, replace_kept(path, present, new, cause, despite_losses=True))


def _readable(content: bytes | None, path: Path) -> StudyRecord | None:
    """Return the record in some bytes, if there is one."""
    try:
        return None if content is None else valid_record(content, path)
    except DamagedFileError:
        return None


def _difference(before: bytes, now: bytes) -> list[str]:
    """Return the lines in which two texts differ, as `diff -u` does, the first ones at most."""
    was, is_now = (content.decode(errors="replace").splitlines() for content in (before, now))
    names = "as the step left it", "as it is now"
    lines = list(difflib.unified_diff(was, is_now, *names, n=1, lineterm=""))
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], *([f"and {more} lines more"] if more > 0 else [])]
