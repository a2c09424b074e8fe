"""The way back: a step undone and done again, an earlier version brought back whole.

A step is taken back byte for byte where the record is as the step left it. Where
it was changed since, only on demand, and then all that is not of the step stays.
"""

import difflib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, NotFoundError, RefusedError
from mlops_tracker.store.history import Cause, History, Version, redoable, undoable
from mlops_tracker.store.keeping import Content, Saved, keep, replace_kept
from mlops_tracker.store.lock import locked
from mlops_tracker.store.losses import Loss, loss_since
from mlops_tracker.store.other_copies import forget_joined
from mlops_tracker.store.reading import as_text, as_toml, read_bytes
from mlops_tracker.store.record_file import RecordFile, changed_file
from mlops_tracker.store.record_text import changes_between
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import StudyRecord

LINES_SHOWN = 30


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


def undo(path: Path, at: datetime, *, force: bool = False, order: Iterable[str] = ()) -> Turn:
    """Take back the last step that stands.

    With `force` also where the record was changed since; what is not of the step
    then stays, new tables stand in the `order` of the ids. Raises RefusedError,
    NotSavedError, DamagedFileError.
    """
    with locked(path):
        history, present = _settled(path)
        steps = undoable(history.versions())
        if not steps:
            raise RefusedError("there is nothing to undo", hint="`tracker history` lists versions")
        step = steps[-1]
        left, before = history.content(step.number), _before(history, step)
        if present != left and not force:
            since = f"since `{step.cause.what}`"
            raise _refusal(path, left, present, since, ("taken back", "undo", "takes back"))
        cause = Cause(f"undo of `{step.cause.what}`", at, "undo", step.number)
        return _turned(path, present, left, before, step, cause, order)


def redo(path: Path, at: datetime, *, force: bool = False, order: Iterable[str] = ()) -> Turn:
    """Make the step again that was taken back last. Raises as `undo` does."""
    with locked(path):
        history, present = _settled(path)
        steps = redoable(history.versions())
        if not steps:
            raise RefusedError("there is nothing to redo", hint="`tracker undo` comes first")
        step = steps[-1]
        left, before = history.content(step.number), _before(history, step)
        if present != before and not force:
            since = f"since `{step.cause.what}` was taken back"
            raise _refusal(path, before, present, since, ("made again", "redo", "makes again"))
        cause = Cause(f"redo of `{step.cause.what}`", at, "redo", step.number)
        return _turned(path, present, before, left, step, cause, order)


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


class Accepted(NamedTuple):
    """A record that is taken as it is."""

    is_new: bool
    """Whether that was in question."""
    loss: Loss | None = None
    """What the version before it had more."""


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
        _record(present, path)
        if latest and latest[1] == present:
            return Accepted(is_new=False)
        keep(history, present, Cause("accept", at, "found"))
        return Accepted(is_new=True, loss=loss_since(latest, present) if latest else None)


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
    path: Path, expected: bytes, present: bytes | None, since: str, words: tuple[str, str, str]
) -> RefusedError:
    """Return the error for a step that others have gone on from, with what they changed."""
    if present is None:
        return _gone(path)
    done, command, does = words
    return RefusedError(
        f"`{path}` was changed elsewhere {since}; nothing was {done}",
        hint=f"`tracker {command} --force` {does} that step alone; the rest stays:\n"
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
        there = _record(present, path)
        after = rebased(_record(expected, path), _record(wanted, path), there, insists=True)
        changed = changed_file(
            RecordFile(path, present, there), changes_between(there, after), order
        )
        wanted = changed.content or b""
    if step.cause.joins_files:
        forget_joined(path)
    new = Content(wanted, after.number_done if after else None)
    return Turn(step, there, after, replace_kept(path, present, new, cause, despite_losses=True))


def _record(content: bytes, path: Path) -> StudyRecord:
    """Return the record in some bytes. Raises DamagedFileError."""
    from mlops_tracker.store.problems import record_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    return record_of(as_toml(text, path), text, path)


def _readable(content: bytes | None, path: Path) -> StudyRecord | None:
    """Return the record in some bytes, if there is one."""
    try:
        return None if content is None else _record(content, path)
    except DamagedFileError:
        return None


def _difference(before: bytes, now: bytes) -> list[str]:
    """Return the lines in which two texts differ, as `diff -u` does, the first ones at most."""
    was, is_now = (content.decode(errors="replace").splitlines() for content in (before, now))
    names = "as the step left it", "as it is now"
    lines = list(difflib.unified_diff(was, is_now, *names, n=1, lineterm=""))
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], *([f"and {more} lines more"] if more > 0 else [])]
