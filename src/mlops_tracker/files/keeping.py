"""A record file replaced, with a version of it before and behind kept in its history.

A file that has lost something since the last version is not written over. Who
calls holds the record's lock.
"""

import errno
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import LostItemsError, NotSavedError
from mlops_tracker.files.history import History
from mlops_tracker.files.locations import make_private_folder
from mlops_tracker.files.safe_write import old_files, replace_file
from mlops_tracker.files.version import Cause, Deed

NO_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP}
"""The errors of a home in which no history can be kept at all."""
NAMED = 3
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
    history = History(path)
    number = 0
    try:
        notices = [*remember(history, path, old, cause.at, begun, despite_losses=despite_losses)]
        number = history.prepare(new.bytes, cause, new.deeds, new.done, old)
    except OSError as error:
        if error.errno not in NO_PLACE:
            raise NotSavedError(
                f"{_no_history(history, error)}; nothing was saved",
                hint="look at the disk, then try again",
            ) from error
        notices = [_no_history(history, error) + NO_WAY_BACK]
    try:
        saved = replace_file(path, new.bytes, old)
    except NotSavedError:
        history.withdraw(number)
        raise
    try:
        if saved.overtaken is not None:
            notices.append(_overtaken(history, path, saved.overtaken))
        if number:
            history.confirm(number, cause.at.date())
    except OSError as error:
        notices.append(f"{_no_history(history, error)}; the record itself is saved")
    if not saved.is_confirmed:
        notices.append(f"`{path}` is saved, but the disk did not confirm it; look at the disk")
    return notices


def remember(
    history: History,
    path: Path,
    present: bytes | None,
    at: datetime,
    begun: bytes = b"",
    *,
    despite_losses: bool = False,
) -> Iterator[str]:
    """Have the history end with the record as it is now, and give what is to be told.

    Raises LostItemsError where that has lost something, and OSError.
    """
    history.settle(present)
    for left in old_files(path):
        content = left.read_bytes()
        if not history.has(content):
            yield _overtaken(history, path, content)
    latest = history.latest()
    if present is None:
        if latest and latest[1] == begun:
            return  # it was begun, and the save was cut short
        if latest and not despite_losses:
            yield (
                f"`{path}` is gone since it was last saved; a new one begins here, and "
                f"`tracker restore {latest[0]}` brings the former back"
            )
        if begun:
            keep(history, begun, Cause("begun", at, "begun"))
    elif latest is None:
        keep(history, present, Cause("as it was found", at, "found"))
    elif present != latest[1]:
        if not despite_losses:
            refuse_losses(path, latest, present)
        keep(history, present, Cause("changed elsewhere", at, "found"))


def keep(history: History, content: bytes, cause: Cause) -> None:
    """Keep a version of a record that is as it is. Raises OSError."""
    from mlops_tracker.files.losses import number_done  # loads a TOML reader, 4 ms

    number = history.prepare(content, cause, (), number_done(content), content)
    history.confirm(number, cause.at.date())


def refuse_losses(path: Path, latest: tuple[int, bytes], present: bytes) -> None:
    """Raise LostItemsError where a record has lost something since its last version."""
    from mlops_tracker.files.losses import lost_ids

    number, before = latest
    if lost := lost_ids(before, present):
        more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        raise LostItemsError(
            f"`{path}` has lost {', '.join(lost[:NAMED])}{more} since it was last saved; "
            "it was left as it is",
            hint=f"`tracker restore {number}` brings back what was there; "
            "`tracker accept` if it is right like this",
        )


def refuse_lost(path: Path, present: bytes | None) -> None:
    """Raise LostItemsError where a record has lost something since it was last saved."""
    latest = History(path).latest()
    if latest and present is not None and present != latest[1]:
        refuse_losses(path, latest, present)


def _no_history(history: History, error: OSError) -> str:
    """Give what is wrong with the place for a history."""
    return f"no history can be kept in `{history.folder}`: {error.strerror or error}"


def _overtaken(history: History, path: Path, content: bytes) -> str:
    """Keep what somebody wrote right before the record was replaced, and tell where."""
    import tempfile  # 2 ms, and hardly ever needed

    try:
        make_private_folder(history.folder)
        kept = tempfile.mkstemp(".toml", "overtaken-", history.folder)
    except OSError:
        kept = tempfile.mkstemp(".toml", "tracker-overtaken-")
    with open(kept[0], "wb") as file:
        file.write(content)
    return (
        f"someone changed `{path}` in the moment it was saved; their text is in `{kept[1]}`, "
        "and `tracker merge` joins it"
    )
