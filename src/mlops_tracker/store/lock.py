"""One saver at a time: a lock on a private file beside nobody's data.

The lock file lies in the user's state directory, is named after the real file
it guards, so that every link to it meets the same lock, and is never removed:
whoever removed it would let two others in at once. The system drops the lock
with the process that holds it.
"""

import os
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlops_tracker.errors import NotSavedError
from mlops_tracker.store.places import state_folder
from mlops_tracker.store.safe_write import make_private_folder, open_plain

PATIENCE = 5.0
"""Seconds to wait for another command."""
PAUSE = 0.02


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on the file at `path`, whatever links lead to it.

    Where no lock can be had at all (a read-only home, a system without locks)
    the saver goes on; it still looks whether the file was changed. Raises
    NotSavedError where another command holds it for too long.
    """
    try:
        descriptor = _open_lock_file(Path(os.path.realpath(path)))
    except OSError:  # no lock can be had; the save itself still looks whether it is alone
        yield
        return
    try:
        _wait_for(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _open_lock_file(real: Path) -> int:
    """Open the lock file of a file."""
    folder = os.stat(real.parent)
    name = zlib.crc32(os.fsencode(f"{folder.st_dev} {folder.st_ino} {real.name}"))
    locks = state_folder() / "locks"
    make_private_folder(locks)
    return open_plain(locks / f"{name:08x}.lock", os.O_RDWR | os.O_CREAT)


def _wait_for(descriptor: int, path: Path) -> None:
    """Wait until the lock is ours."""
    until = time.monotonic() + PATIENCE
    while not _try_lock(descriptor):
        if time.monotonic() > until:
            raise NotSavedError(
                f"another command has been saving `{path}` for {PATIENCE:g} seconds",
                hint="wait for it to end, then run this one again",
            )
        time.sleep(PAUSE)


def _try_lock(descriptor: int) -> bool:
    """Take the lock if nobody holds it; a system without locks counts as free."""
    if sys.platform == "win32":
        import msvcrt

        with suppress(OSError):  # somebody else holds it
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a system without locks
        return True
    return True
