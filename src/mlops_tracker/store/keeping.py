"""A record file replaced, with a version of it before and behind kept in its history.

A file that has lost something since the last version is not written over. Who
calls holds the record's lock.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.errors import DamagedFileError, LostItemsError, NotSavedError
from mlops_tracker.store import other_copies
from mlops_tracker.store.history import Cause, Deed, History
from mlops_tracker.store.reading import MOST_BYTES
from mlops_tracker.store.safe_write import Saved, replace_file

if TYPE_CHECKING:
    from mlops_tracker.store.losses import Loss

NO_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP}
"""The errors of a home in which no history can be kept at all."""
NO_WAY_BACK = "; `tracker undo` cannot take this back"
"""How the notice of a save ends of which no version could be kept."""


class Content(NamedTuple):
    """The bytes of a record, and what its history says of them."""

    bytes: bytes
    done: int | None
    deeds: Sequence[Deed] = ()


def replace_kept(
    path: Path,
    old: bytes | None,
    new: Content,
    cause: Cause,
    begun: bytes = b"",
    *,
    despite_losses: bool = False,
) -> list[str]:
    """Put `new` in place of the record at `path`, which held `old` (None: no file).

    A record that begins with this has `begun` as the version before. Gives what
    is to be told. Raises LostItemsError where `old` has lost something since
    it was last seen, NotSavedError; the file is then as it was.
    """
    if len(new.bytes) > MOST_BYTES:
        raise NotSavedError(
            f"`{path}` would be larger than {MOST_BYTES // 1024**2} MB; nothing was saved",
            hint="keep long texts in files of their own, and link them",
        )
    history = History(path)
    number = 0
    try:
        _refuse_unreadable(history)
        notices = [*remember(history, path, old, cause.at, begun, despite_losses=despite_losses)]
        number = history.prepare(new.bytes, cause, new.deeds, new.done, old)
        former = other_copies.place_for(history, number)
    except OSError as error:
        history.withdraw(number)
        if error.errno not in NO_PLACE:
            raise NotSavedError(
                f"{_no_history(history, error)}; nothing was saved",
                hint="look at the disk, then try again",
            ) from error
        former, number = None, 0
        notices = [_no_history(history, error) + NO_WAY_BACK]
    try:
        saved = replace_file(path, new.bytes, old, former)
    except NotSavedError:
        history.withdraw(number)
        raise
    notices += _after(history, number, path, saved, cause)
    return notices


def _after(history: History, number: int, path: Path, saved: Saved, cause: Cause) -> Iterator[str]:
    """Have the version count whose record was saved, and yield what is to be told."""
    try:
        if number:
            history.confirm(number, cause.at.date())
        if saved.overtaken is not None:
            yield other_copies.notice_of(_old_file(history, number, saved.overtaken), path)
        other_copies.forget_unchanged(history)
    except OSError as error:
        yield f"{_no_history(history, error)}; the record itself is saved"
    if not saved.is_confirmed:
        yield f"`{path}` is saved, but the disk did not confirm it; look at the disk"
    if not saved.kept_group:
        yield f"the group of `{path}` could not be kept; you are not in it"


def _refuse_unreadable(history: History) -> None:
    """Raise NotSavedError where there is a history that this user may not read.

    A version may be overwritten in it, and nobody can say what the record has lost.
    """
    if history.is_there:
        try:
            history.numbers()
        except DamagedFileError as error:
            raise NotSavedError(f"{error.message}; nothing was saved", hint=error.hint) from error


def remember(
    history: History,
    path: Path,
    present: bytes | None,
    at: datetime,
    begun: bytes = b"",
    *,
    despite_losses: bool = False,
) -> Iterator[str]:
    """Have the history end with the record as it is now, and yield what is to be told.

    Raises LostItemsError where that was cut off, and OSError.
    """
    history.settle(present)
    latest = history.latest()
    if present is None:
        if latest and latest[1] == begun:
            return  # it was begun, and the save was cut short
        if latest and not despite_losses:
            yield (
                f"`{path}` is gone since it was last saved; a new one begins here, and "
                f"`tracker restore {latest[0]}` puts the former in its place"
            )
        if begun:
            keep(history, begun, Cause("begun", at, "begun"))
    elif latest is None:
        keep(history, present, Cause("as it was found", at, "found"))
    elif present != latest[1]:
        loss = None if despite_losses else loss_of(latest, present)
        if loss and stops_saving(path, loss):
            raise refusal(path, loss)
        if loss:
            from mlops_tracker.store.losses import in_words

            yield (
                f"`{path}` was changed elsewhere; version {loss.version} still has "
                f"{in_words(loss.missing)}"
            )
        keep(history, present, Cause("changed elsewhere", at, "found"))


def loss_of(latest: tuple[int, bytes], present: bytes) -> "Loss | None":
    """Return what a record has lost since its last version, if it has."""
    from mlops_tracker.store.losses import loss_since  # loads a TOML reader, 4 ms

    return loss_since(latest, present)


def keep(history: History, content: bytes, cause: Cause) -> None:
    """Keep a version of a record that is as it is. Raises OSError."""
    from mlops_tracker.store.losses import number_done  # loads a TOML reader, 4 ms

    number = history.prepare(content, cause, (), number_done(content), content)
    history.confirm(number, cause.at.date())


def refuse_lost(path: Path, present: bytes | None, joined: bytes) -> None:
    """Raise LostItemsError for a record that was cut off, unless `joined` has what is missing.

    That is what it is about to become.
    """
    latest = History(path).latest()
    if latest is None or present is None:
        return
    loss = loss_of(latest, present)
    if loss and stops_saving(path, loss):
        left = loss_of(latest, joined)
        if left and left.missing:
            raise refusal(path, left)


def stops_saving(path: Path, loss: "Loss") -> bool:
    """Return whether a record that has lost something is not to be saved to.

    It was cut off, or it is one of two sides that git has yet to join.
    """
    from mlops_tracker.store.git import is_unmerged  # runs git, and is seldom needed

    return loss.is_cut or bool(is_unmerged(path))


def refusal(path: Path, loss: "Loss") -> LostItemsError:
    """Return the error for a record that was cut off."""
    from mlops_tracker.store.losses import in_words

    what = in_words(loss.missing)
    is_are, it = ("is", "it") if len(loss.missing) == 1 else ("are", "them")
    statement, question = f"`{path}` does not end as it was saved", "was it cut off"
    if what:
        statement = f"{what} {is_are} missing from `{path}`"
        question = f"did you or a sync remove {it}"
    taken = f"takes away {in_words(loss.added)}" if loss.added else "takes nothing away"
    return LostItemsError(
        statement,
        question,
        hint=f"`tracker restore {loss.version}` brings version {loss.version} back and {taken}; "
        "`tracker accept` if that is intended",
    )


def _no_history(history: History, error: OSError) -> str:
    """Return what is wrong with the place for a history."""
    return f"no history can be kept in `{history.folder}`: {error.strerror or error}"


def _old_file(history: History, number: int, content: bytes) -> Path:
    """Return where the old file is that somebody wrote to; a copy where it has no other name.

    Raises OSError.
    """
    linked = other_copies.place_of(history, number)
    if number and os.path.lexists(linked):
        return linked
    import tempfile  # 2 ms, and hardly ever needed

    folder = history.folder if history.is_there else None
    descriptor, name = tempfile.mkstemp(".toml", "replaced-", folder)
    with open(descriptor, "wb") as file:
        file.write(content)
    return Path(name)
