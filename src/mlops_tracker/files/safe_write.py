"""The careful save of one file: whatever happens, it is the old or the new one.

The order of the steps follows what held in the field (git's lock files, Fava's
check of what was read, cargo's bugs with links and modes): resolve links,
write a draft beside the file, flush it to the disk, look whether the file is
still the one that was read, put the draft in its place, flush the folder. Who
saves holds the lock; whoever edits by hand knows of none.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from mlops_tracker.errors import NotSavedError

NEW_FILE_MODE = 0o600
"""Notes are private until their owner says otherwise."""


def replace_file(path: Path, content: bytes, expected: bytes | None) -> None:
    """Put `content` in place of the file at `path`, which held `expected` (None: no file).

    Links are followed, the mode is kept. Raises NotSavedError, with the file as
    it was: no right, no room, or changed meanwhile.
    """
    try:
        real = _writable_target(path)
        draft = real.with_name(f".~{real.name}.{os.getpid()}.tmp")
        try:
            _write_draft(draft, content, _mode_of(real))
            if _content(real) != expected:
                raise NotSavedError(
                    f"`{path}` was changed by someone else just now; nothing was saved",
                    hint="run the command again",
                )
            os.replace(draft, real)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        _flush_folder(real.parent)
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror or error}",
            hint="it was left as it was; look at the disk and the rights, then try again",
        ) from error


def _writable_target(path: Path) -> Path:
    """Give the real file behind links. Raises OSError where it must not be written."""
    real = Path(os.path.realpath(path))
    if not real.parent.is_dir():
        raise OSError(0, f"there is no folder `{real.parent}`")
    if real.is_symlink():
        raise OSError(0, "its links run in a circle")
    if os.path.lexists(real):
        if not real.is_file():
            raise OSError(0, "it is not a regular file")
        # Renaming would replace a read-only file without asking.
        if not os.access(real, os.W_OK):
            raise OSError(0, "it is read-only")
    return real


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


def _write_draft(draft: Path, content: bytes, mode: int) -> None:
    """Write a new file and have the disk confirm it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with suppress(FileNotFoundError):
        draft.unlink()
    with open(os.open(draft, flags, NEW_FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Have the disk confirm the new name; not every system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
