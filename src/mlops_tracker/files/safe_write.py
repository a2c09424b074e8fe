"""The careful save of one file: whatever happens, it is the old or the new one.

The order of the steps follows what held in the field (git's lock files, Fava's
check of what was read, cargo's bugs with links and modes): resolve links,
write a draft beside the file, flush it to the disk, look whether the file is
still the one that was read, link it to a second name, put the draft in its
place, look at the old file again, flush the folder. Who saves holds the lock;
whoever edits by hand knows of none, and the link keeps what they write from
the last look on. Where it cannot be linked, the save waits until nobody has the
file open for writing. Only a file that is renamed to this place between the link
and the replacement, two calls that follow each other, goes unseen; to exchange
both names at once is Linux's alone and costs 3 ms.
"""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NotSavedError
from mlops_tracker.files import disk
from mlops_tracker.files.private import open_new


class Saved(NamedTuple):
    """How a file that was replaced came to be so."""

    is_confirmed: bool
    """Whether the disk confirmed the new name; the file itself it did."""
    overtaken: bytes | None
    """What somebody else wrote right before the replacement; the new file is without it."""
    kept_group: bool = True
    """Whether the new file has the group of the old one."""


def replace_file(
    path: Path, content: bytes, expected: bytes | None, former: Path | None = None
) -> Saved:
    """Put `content` in place of the file at `path`, which held `expected` (None: no file).

    Links are followed; the mode is kept, and as far as this user may the group and the
    owner. The old file is linked as `former`, where that is possible. Raises
    NotSavedError, with the file as it was: no right, no room, or changed meanwhile.
    """
    try:
        real = _writable_target(path)
        _remove_drafts(real)
        draft = real.with_name(f".~{real.name}.{os.getpid()}.tmp")
        try:
            kept_group = _write_draft(draft, content, real)
            with disk.old_file(real, former) as old:
                if _content(real) != expected:
                    raise NotSavedError(
                        f"`{path}` was changed by someone else just now; nothing was saved",
                        hint="run the command again",
                    )
                disk.replace(draft, real)
                overtaken = _overtaken(old, expected)
        finally:
            with suppress(OSError):  # the next save removes it
                draft.unlink(missing_ok=True)
        return Saved(disk.flush_folder(real.parent), overtaken, kept_group)
    except disk.HeldOpenError as error:
        raise NotSavedError(
            f"another program has `{path}` open for writing; nothing was saved",
            hint="close it there, then run the command again",
        ) from error
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror or error}",
            hint="it was left as it was; look at the disk and the rights, then try again",
        ) from error


def _remove_drafts(real: Path) -> None:
    """Remove the drafts of savers that were killed; the lock keeps others out.

    Raises OSError where the folder cannot be listed or a draft not be removed.
    """
    name = re.compile(rf"\.~{re.escape(real.name)}\.[0-9]+(?:\.old)?\.tmp")
    for found in os.listdir(real.parent):
        if found.startswith(".~") and name.fullmatch(found):
            draft = real.with_name(found)
            if draft.is_symlink() or not draft.is_dir():  # a folder is nobody's draft
                draft.unlink(missing_ok=True)


def _writable_target(path: Path) -> Path:
    """Give the real file behind links. Raises OSError and NotSavedError where it is not to be."""
    real = Path(os.path.realpath(path))
    if not real.parent.is_dir():
        raise _no_folder(path, real.parent)
    if real.is_symlink():
        raise OSError(0, "its links run in a circle")
    if os.path.lexists(real):
        if not real.is_file():
            raise OSError(0, "it is not a regular file")
        # Renaming would replace a read-only file without asking.
        if not os.access(real, os.W_OK):
            raise OSError(0, "it is read-only")
    return real


def _no_folder(path: Path, folder: Path) -> OSError | NotSavedError:
    """Give the error for a file whose folder is not there, and can be made unless a file is."""
    why = f"there is no folder `{folder}`"
    if any(os.path.lexists(place) and not place.is_dir() for place in (folder, *folder.parents)):
        return OSError(0, why)
    import shlex  # 1 ms, and seldom needed

    typed = folder if path.parent.is_dir() else path.parent  # a link may lead elsewhere
    return NotSavedError(
        f"`{path}` could not be saved: {why}",
        hint=f"make it: `mkdir -p {shlex.quote(str(typed))}`",
    )


def _content(real: Path) -> bytes | None:
    """Give what the file holds now."""
    try:
        return real.read_bytes()
    except FileNotFoundError:
        return None


def _overtaken(old: int | None, expected: bytes | None) -> bytes | None:
    """Return what the old file holds, if somebody wrote to it after the last look."""
    if old is None:
        return None
    try:
        with open(os.dup(old), "rb") as file:
            file.seek(0)
            found = file.read()
    except OSError:  # the new file is in place; nothing that happens now is a failed save
        return None
    return found if found != expected else None


def _write_draft(draft: Path, content: bytes, real: Path) -> bool:
    """Write a new file for the place of `real`, and have the disk confirm it.

    Returns whether it has the group that file had. Raises OSError.
    """
    kept_group = True
    with open(open_new(draft), "wb") as file:
        file.write(content)
        file.flush()
        if os.path.lexists(real):
            kept_group = _take_after(file.fileno(), os.stat(real))
        disk.flush_file(file.fileno())
    return kept_group


def _take_after(descriptor: int, old: os.stat_result) -> bool:
    """Give a file the owner, group and mode of an old one; return whether the group is right.

    Only root can give files away, and others only to groups that they are in.
    """
    kept_group = True
    if hasattr(os, "fchown"):
        now = os.fstat(descriptor)
        owner = old.st_uid if os.geteuid() == 0 else -1
        if (now.st_uid, now.st_gid) != (old.st_uid, old.st_gid):
            try:
                os.fchown(descriptor, owner, old.st_gid)
            except OSError:  # told by who calls
                kept_group = now.st_gid == old.st_gid
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
    return kept_group
