"""One file written with care: private files, the disk, and a save that is all or nothing.

Whatever happens, a saved file is the old or the new one. The order of the steps follows
what held in the field (git's lock files, Fava's check of what was read, cargo's bugs with
links and modes): resolve links, write a draft beside the file, flush it to the disk, look
whether the file is still the one that was read, link it to a second name, put the draft in
its place, look at the old file again, flush the folder. Who saves holds the lock; whoever
edits by hand knows of none, and the link keeps what they write from the last look on. Where
it cannot be linked, the save waits until nobody has the file open for writing. Only a file
that is renamed to this place between the link and the replacement, two calls that follow
each other, goes unseen; to exchange both names at once is Linux's alone and costs 3 ms.

The program's own files are in folders that nobody else can look into. Only plain files are
opened there, so that a pipe or a folder of that name stops nothing. What root makes in
somebody's home belongs to the owner of the folder it is in.

Linux is where this is run; the ways of macOS and Windows are tested by substitution.
"""

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NotSavedError

PRIVATE = 0o600
NOT_SUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR}
"""The errors of a system that cannot flush a folder, or does not let this user do it."""
PATIENCE = 5.0
"""Seconds to wait for a program that has the file open for writing."""
HELD_OPEN = {5, 32, 33}
"""Windows error codes while a virus scanner, an indexer or a sync tool reads the file."""
PAUSES = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds between the tries to replace a file that is held open."""


class HeldOpenError(Exception):
    """Another program has a file open for writing, and does not close it."""


class Written(NamedTuple):
    """How a file that was replaced came to be so."""

    is_confirmed: bool
    """Whether the disk confirmed the new name; the file itself it did."""
    overtaken: bytes | None
    """What somebody else wrote right before the replacement; the new file is without it."""
    kept_group: bool = True
    """Whether the new file has the group of the old one."""


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those around it, that nobody else can look into. Raises OSError."""
    missing = []
    for place in (folder, *folder.parents):
        if os.path.isdir(place):
            break
        if place != folder and os.path.lexists(place):
            if os.path.isdir(place):
                break  # another command has just made it
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        missing.append(place)
    for place in reversed(missing):
        try:
            os.mkdir(place, 0o700)
        except FileExistsError:
            if not os.path.isdir(place):
                raise
        else:
            os.chmod(place, 0o700)  # whatever the umask
            give_to_owner_of_folder(place)


def open_new(path: Path) -> int:
    """Return a descriptor of a new private file. Raises OSError, also where one is there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, PRIVATE)
    give_to_owner_of_folder(path, descriptor)
    return descriptor


def open_plain(path: Path, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of a plain file that is there, or that `flags` make.

    Raises OSError, also for a pipe, a device, a folder or a link.
    """
    careful = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    is_new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
    descriptor = os.open(path, flags | careful, PRIVATE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file")
    if is_new:
        give_to_owner_of_folder(path, descriptor)
    return descriptor


def give_to_owner_of_folder(path: Path, descriptor: int | None = None) -> None:
    """Give what root has made to the owner and group of the folder that it is in.

    `sudo` keeps the home of who calls it; without this they could not save there again.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    folder = os.stat(path.parent)
    if folder.st_uid or folder.st_gid:
        os.chown(path if descriptor is None else descriptor, folder.st_uid, folder.st_gid)


def flush_file(descriptor: int) -> None:
    """Have the disk confirm what was written to a file. Raises OSError.

    On macOS fsync leaves it in the drive's own memory; F_FULLFSYNC does not
    (fcntl(2) there), and network drives know only the former.
    """
    if sys.platform != "win32":
        import fcntl

        if hasattr(fcntl, "F_FULLFSYNC"):
            with suppress(OSError):  # then the plain way below
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
                return
    os.fsync(descriptor)


def flush_folder(folder: Path) -> bool:
    """Have the disk confirm the names in a folder; False where it reports a failure.

    A system that cannot do this is taken to need it not.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:  # told by who calls, where it is a failure
        return error.errno in NOT_SUPPORTED
    return True


@contextmanager
def old_file(path: Path, link: Path | None) -> Iterator[int | None]:
    """Have a file that is about to be replaced at hand: yields it, opened (None: no file).

    It stays as `link`. Where that cannot be made (none is asked for, another file system,
    one without links), nobody may have the file open for writing: what they wrote would
    be nowhere. Raises HeldOpenError, OSError.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        if link is None or not _is_linked(path, link):
            _wait_for_writers(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _is_linked(path: Path, link: Path) -> bool:
    """Link a file to a second name, and return whether that could be done."""
    try:
        os.link(path, link)
    except OSError:  # another file system, or one without links
        return False
    return True


def _wait_for_writers(descriptor: int) -> None:
    """Wait until nobody has a file open for writing. Raises HeldOpenError.

    On Linux a lease is only given then (fcntl(2), F_SETLEASE), to the owner of the file.
    Elsewhere nobody can tell.
    """
    if sys.platform != "linux":
        return
    import fcntl
    import signal

    signal.signal(signal.SIGIO, signal.SIG_IGN)  # whoever opens it meanwhile would end us
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            if time.monotonic() > until:
                raise HeldOpenError from None
            time.sleep(PAUSES[0])
        except OSError:  # another's file, or a file system that knows no leases
            return
        else:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            return


def replace(draft: Path, target: Path) -> None:
    """Put one file in the place of another, all at once. Raises OSError.

    Windows refuses while anybody has the target open, mostly for a moment only.
    """
    for pause in PAUSES:
        try:
            os.replace(draft, target)
        except OSError as error:
            if getattr(error, "winerror", None) not in HELD_OPEN:
                raise
            time.sleep(pause)
        else:
            return
    os.replace(draft, target)


def replace_file(
    path: Path, content: bytes, expected: bytes | None, former: Path | None = None
) -> Written:
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
            with old_file(real, former) as old:
                if _content(real) != expected:
                    raise NotSavedError(
                        f"`{path}` was changed by someone else just now; nothing was saved",
                        hint="run the command again",
                    )
                replace(draft, real)
                overtaken = _overtaken(old, expected)
        finally:
            with suppress(OSError):  # the next save removes it
                draft.unlink(missing_ok=True)
        return Written(flush_folder(real.parent), overtaken, kept_group)
    except HeldOpenError as error:
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
    """Return the real file behind links. Raises OSError and NotSavedError where it is not to be."""
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
    """Return the error for a file whose folder is not there, and can be made unless a file is."""
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
    """Return what the file holds now."""
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
        flush_file(file.fileno())
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
