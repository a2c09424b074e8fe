"""The copies that sync tools leave beside a record when two machines have changed it.

Named so by Syncthing (`progress.sync-conflict-20261120-211405-ABC.toml`), by Dropbox and
by Nextcloud (`progress (conflicted copy 2026-11-20).toml`), in their manuals.
"""

import os
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.files.history import History
from mlops_tracker.files.private import make_private_folder, open_plain
from mlops_tracker.files.reading import read_bytes
from mlops_tracker.files.replaced import changed_files

MARK = re.compile(r"\.sync-conflict-|[ _.-]*\(?[^()]*conflicted copy")
"""What follows the name of the file that a copy is of."""


def conflict_copies(record: Path) -> list[Path]:
    """Return the conflict copies beside the real file of a record, by name.

    So are files that a save replaced while another program was writing to them.
    """
    real = Path(os.path.realpath(record))
    try:
        names = os.listdir(real.parent)
    except OSError:  # a folder that may be entered but not listed: no copies can be found
        names = []
    found = sorted(
        real.with_name(name)
        for name in names
        if name.startswith(real.stem)
        and name.endswith(real.suffix)
        and name != real.name
        and MARK.match(name, len(real.stem))
    )
    return [*found, *changed_files(History(record))]


def copies_to_join(record: Path) -> list[Path]:
    """Give the conflict copies that may hold what the record does not.

    Those that say what it says, or that were joined as they are, do not.
    """
    copies = conflict_copies(record)
    if not copies:
        return []
    known = {_mark_of(record), *_joined(record)} - {None}
    return [copy for copy in copies if _mark_of(copy) not in known]


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
    """Give the file in which the marks of what was joined are kept."""
    return History(record).folder / "joined"


def _joined(record: Path) -> list[str]:
    """Give the marks of what was joined."""
    try:
        with open(open_plain(_memory(record)), encoding="ascii") as file:
            return file.read().split()
    except (OSError, ValueError):  # then copies are told that were joined
        return []


def _mark_of(path: Path) -> str | None:
    """Give the mark of a file; None for one that is not there or cannot be read."""
    with suppress(DamagedFileError):
        content = read_bytes(path)
        return None if content is None else _mark(content)
    return None


def _mark(content: bytes) -> str:
    """Give a short text that other contents do not have."""
    return f"{len(content)}-{zlib.crc32(content):08x}{zlib.adler32(content):08x}"
