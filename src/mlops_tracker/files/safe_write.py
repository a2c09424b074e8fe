"""The careful save of one file: whatever happens, it is the old or the new one.

The order of the steps follows what held in the field (git's lock files, Fava's
check of what was read, cargo's bugs with links and modes): resolve links,
write a draft beside the file, flush it to the disk, look whether the file is
still the one that was read, link it to a second name, put the draft in its
place, look at the old file again, flush the folder. Who saves holds the lock;
whoever edits by hand knows of none, and the link keeps what they write between
the last look and the replacement. Only a file that is renamed to this place
between the link and the replacement, two calls that follow each other, goes
unseen; to exchange both names at once is Linux's alone and costs 3 ms.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NotSavedError
from mlops_tracker.files import disk

NEW_FILE_MODE = 0o600
"""Notes are private until their owner says otherwise."""


class Saved(NamedTuple):
    """How a file that was replaced came to be so."""

    is_confirmed: bool
    """Whether the disk confirmed the new name; the file itself it did."""
    overtaken: bytes | None
    """What somebody else wrote right before the replacement; the new file is without it."""


def replace_file(path: Path, content: bytes, expected: bytes | None) -> Saved:
    """Put `content` in place of the file at `path`, which held `expected` (None: no file).

    Links are followed, the mode is kept. Raises NotSavedError, with the file as
    it was: no right, no room, or changed meanwhile.
    """
    try:
        real = _writable_target(path)
        for leftover in _leftovers(real):  # the lock keeps other savers out
            leftover.unlink(missing_ok=True)
        draft, former = (real.with_name(name) for name in _names_beside(real))
        try:
            _write_draft(draft, content, _mode_of(real))
            if _content(real) != expected:
                raise NotSavedError(
                    f"`{path}` was changed by someone else just now; nothing was saved",
                    hint="run the command again",
                )
            with suppress(OSError):  # not every file system has links
                os.link(real, former)
            disk.replace(draft, real)
            overtaken = _overtaken(former, expected)
        finally:
            for name in (draft, former):
                with suppress(OSError):
                    name.unlink(missing_ok=True)
        return Saved(disk.flush_folder(real.parent), overtaken)
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror or error}",
            hint="it was left as it was; look at the disk and the rights, then try again",
        ) from error


def old_files(path: Path) -> list[Path]:
    """Give the old files that savers of the file at `path` left when they were killed."""
    real = Path(os.path.realpath(path))
    return [name for name in _leftovers(real) if name.name.endswith(".old.tmp")]


def _names_beside(real: Path) -> Iterator[str]:
    """Give the names of the draft and of the old file; sync tools leave such names alone."""
    yield f".~{real.name}.{os.getpid()}.tmp"
    yield f".~{real.name}.{os.getpid()}.old.tmp"


def _leftovers(real: Path) -> list[Path]:
    """Give what savers that were killed left beside a file."""
    try:
        names = os.listdir(real.parent)
    except OSError:
        return []
    beginning = f".~{real.name}."
    return [real.with_name(n) for n in names if n.startswith(beginning) and n.endswith(".tmp")]


def overwrite_file(path: Path, content: bytes) -> bool:
    """Put `content` in place of whatever the file at `path` holds; say whether there was one.

    Raises NotSavedError, with the file as it was.
    """
    try:
        before = _content(Path(os.path.realpath(path)))
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror}", hint="name another file"
        ) from error
    replace_file(path, content, before)
    return before is not None


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


def _mode_of(real: Path) -> int:
    """Give the mode that the new file shall have."""
    try:
        return stat.S_IMODE(real.stat().st_mode)
    except FileNotFoundError:
        return NEW_FILE_MODE


def _content(real: Path) -> bytes | None:
    """Give what the file holds now."""
    try:
        return real.read_bytes()
    except FileNotFoundError:
        return None


def _overtaken(former: Path, expected: bytes | None) -> bytes | None:
    """Give what the old file holds, if somebody wrote to it after the last look."""
    try:
        found = _content(former)
    except OSError:  # the new file is in place; nothing that happens now is a failed save
        return None
    return found if found != expected else None


def _write_draft(draft: Path, content: bytes, mode: int) -> None:
    """Write a new file and have the disk confirm it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(draft, flags, NEW_FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        disk.flush_file(file.fileno())
