"""Other copies of a record that are still to be joined into it.

Sync tools leave them beside a record when two machines have changed it, and a save keeps
the file that it replaced where another program went on writing to it. What was joined
once is remembered by a checksum, so that nobody is told of it again.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.store.history import History
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.store.safe_write import make_private_folder, open_plain


def copies_to_join(record: Path, copies: Sequence[Path]) -> list[Path]:
    """Return those of some copies that may hold what the record does not.

    Those that say what it says, or that were joined as they are, do not.
    """
    known = {_mark_of(record), *_joined(record)} - {None}
    return [copy for copy in copies if _mark_of(copy) not in known]


def notice_of(old: Path, record: Path) -> str:
    """Return what is told of a replaced file that somebody wrote to."""
    return (
        f"`{record}` was changed by another program while it was saved; that text is in "
        f"`{old}`, and `tracker merge` joins it"
    )


def remember_joined(record: Path, contents: Iterable[bytes]) -> None:
    """Remember what was joined into a record; where that cannot be, it is told again."""
    memory = _memory(record)
    marks = dict.fromkeys([*_joined(record), *map(_mark, contents)])
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with suppress(OSError):  # as said above
        make_private_folder(memory.parent)
        with open(open_plain(memory, flags), "w", encoding="ascii") as file:
            file.write("".join(f"{mark}\n" for mark in marks))


def forget_joined(record: Path) -> None:
    """Forget what was joined, as what came of it is taken back."""
    with suppress(OSError):  # then a copy is not told that could be joined again
        _memory(record).unlink(missing_ok=True)


def _memory(record: Path) -> Path:
    """Return the file in which the marks of what was joined are kept."""
    return History(record).folder / "joined"


def _joined(record: Path) -> list[str]:
    """Return the marks of what was joined."""
    try:
        with open(open_plain(_memory(record)), encoding="ascii") as file:
            return file.read().split()
    except (OSError, ValueError):  # then copies are told that were joined
        return []


def _mark_of(path: Path) -> str | None:
    """Return the mark of a file; None for one that is not there or cannot be read."""
    with suppress(DamagedFileError):
        content = read_bytes(path)
        return None if content is None else _mark(content)
    return None


def _mark(content: bytes) -> str:
    """Return a short text that other contents do not have."""
    return f"{len(content)}-{zlib.crc32(content):08x}{zlib.adler32(content):08x}"
