"""A record file replaced, with a version of it before and behind kept in its history.

A file that has lost something since the last version is not written over. Who
calls holds the record's lock.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, NotSavedError
from mlops_tracker.store.history import Cause, Deed, History
from mlops_tracker.store.reading import MOST_BYTES, read_bytes
from mlops_tracker.store.safe_write import Written, replace_file

NO_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP}
"""The errors of a home in which no history can be kept at all."""


class Saved(NamedTuple):
    """What is to be said of a save."""

    notices: tuple[str, ...] = ()
    """What is to be told."""
    can_be_undone: bool = True
    """Whether a version of it could be kept."""


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
) -> Saved:
    """Put `new` in place of the record at `path`, which held `old` (None: no file).

    A record that begins with this has `begun` as the version before. Raises
    LostItemsError where `old` has lost something since it was last seen, NotSavedError;
    the file is then as it was.
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
        former = history.place_for_old_file(number)
    except OSError as error:
        history.withdraw(number)
        if error.errno not in NO_PLACE:
            raise NotSavedError(
                f"{_no_history(history, error)}; nothing was saved",
                hint="look at the disk, then try again",
            ) from error
        former, number = None, 0
        notices = [f"{_no_history(history, error)}; `tracker undo` cannot take this back"]
    try:
        written = replace_file(path, new.bytes, old, former)
    except NotSavedError:
        history.withdraw(number)
        raise
    notices += _after(history, number, path, written, cause)
    return Saved(tuple(notices), can_be_undone=bool(number))


def _after(
    history: History, number: int, path: Path, written: Written, cause: Cause
) -> Iterator[str]:
    """Have the version count whose record was saved, and yield what is to be told."""
    try:
        if number:
            history.confirm(number, cause.at.date())
        if written.overtaken is not None:
            from mlops_tracker.store.other_copies import notice_of  # hardly ever needed

            yield notice_of(_old_file(history, number, written.overtaken), path)
        history.forget_old_files()
    except OSError as error:
        yield f"{_no_history(history, error)}; the record itself is saved"
    if not written.is_confirmed:
        yield f"`{path}` is saved, but the disk did not confirm it; look at the disk"
    if not written.kept_group:
        yield f"the group of `{path}` could not be kept; you are not in it"


def _refuse_unreadable(history: History) -> None:
    """Raise NotSavedError where there is a history that this user may not read.

    A version may be overwritten in it, and nobody can say what the record has lost.
    """
    if damage := history.damage():
        raise NotSavedError(f"{damage.message}; nothing was saved", hint=damage.hint)


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
        if not despite_losses:
            yield from _lost(path, latest, present)
        keep(history, present, Cause("changed elsewhere", at, "found"))


def _lost(path: Path, latest: tuple[int, bytes], present: bytes) -> Iterator[str]:
    """Yield what is to be told of a record that has lost something and may be saved to.

    Raises LostItemsError for one that may not.
    """
    from mlops_tracker.store.losses import in_words, loss_since, refusal  # a TOML reader, 4 ms

    loss = loss_since(latest, present)
    if loss and (error := refusal(loss, path)):
        raise error
    if loss:
        yield (
            f"`{path}` was changed elsewhere; version {loss.version} still has "
            f"{in_words(loss.missing)}"
        )


def keep(history: History, content: bytes, cause: Cause) -> None:
    """Keep a version of a record that is as it is. Raises OSError."""
    from mlops_tracker.store.losses import number_done  # loads a TOML reader, 4 ms

    number = history.prepare(content, cause, (), number_done(content), content)
    history.confirm(number, cause.at.date())


def why_not_saved(path: Path, content: bytes | None) -> DamagedFileError | None:
    """Return why a record that holds `content` cannot be saved to; write nothing.

    It was cut off since it was last saved, or is gone, or its history cannot be read.
    """
    history = History(path)
    if not history.is_there:
        return None
    if damage := history.damage():
        return damage
    latest = history.latest()
    if latest is not None and content != latest[1]:
        latest = history.last_seen(content)
    if latest is None or content == latest[1]:
        return None
    if read_bytes(path) != content:
        return None  # somebody has saved since it was read, and that is no loss
    from mlops_tracker.store.losses import loss_since, refusal  # loads a TOML reader, 4 ms

    loss = loss_since(latest, content)
    return loss and refusal(loss, path)


def refuse_lost(path: Path, present: bytes | None, joined: bytes) -> None:
    """Raise LostItemsError for a record that was cut off, unless `joined` has what is missing.

    That is what it is about to become.
    """
    latest = History(path).latest()
    if latest is None or present is None:
        return
    from mlops_tracker.store.losses import loss_since, refusal  # loads a TOML reader, 4 ms

    loss = loss_since(latest, present)
    if loss is None or not refusal(loss, path):
        return
    left = loss_since(latest, joined)
    if left and left.missing and (error := refusal(left._replace(is_cut=loss.is_cut), path)):
        raise error


def _no_history(history: History, error: OSError) -> str:
    """Return what is wrong with the place for a history."""
    return f"no history can be kept in `{history.folder}`: {error.strerror or error}"


def _old_file(history: History, number: int, content: bytes) -> Path:
    """Return where the old file is that somebody wrote to; a copy where it has no other name.

    Raises OSError.
    """
    linked = history.old_file(number)
    if number and os.path.lexists(linked):
        return linked
    import tempfile  # 2 ms, and hardly ever needed

    folder = history.folder if history.is_there else None
    descriptor, name = tempfile.mkstemp(".toml", "replaced-", folder)
    with open(descriptor, "wb") as file:
        file.write(content)
    return Path(name)
