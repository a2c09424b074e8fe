"""What differs between systems when bytes must be on the disk and a name must change.

Linux is where this is run; the ways of macOS and Windows are tested by substitution.
"""

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

NOT_SUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR}
"""The errors of a system that cannot flush a folder, or does not let this user do it."""
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
            with suppress(OSError):
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
    except OSError as error:
        return error.errno in NOT_SUPPORTED
    return True


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
