"""Files that are the program's own: in folders that nobody else can look into.

Only plain files are opened there, so that a pipe or a folder of that name stops nothing.
What root makes in somebody's home belongs to the owner of the folder it is in.
"""

import errno
import os
import stat
from pathlib import Path

PRIVATE = 0o600


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those around it, that nobody else can look into. Raises OSError."""
    missing = []
    for place in (folder, *folder.parents):
        if os.path.isdir(place):
            break
        if place != folder and os.path.lexists(place):
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
