"""What differs between systems when bytes must be on the disk and a name must change.

Linux is where this is run; the ways of macOS and Windows are tested by substitution.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NOT_SUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR}
"""The errors of a system that cannot flush a folder, or does not let this user do it."""
PATIENCE = 5.0
"""Seconds to wait for a program that has the file open for writing."""
HELD_OPEN = {5, 32, 33}
"""Windows error codes while a virus scanner, an indexer or a sync tool reads the file."""
PAUSES = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds between the tries to replace a file that is held open."""


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


class HeldOpenError(Exception):
    """Another program has a file open for writing, and does not close it."""


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
