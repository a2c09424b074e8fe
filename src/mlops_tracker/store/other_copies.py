"""The files that saves have put a new one in the place of, as long as somebody may write to them.

A program that has the record open goes on writing to the file it opened, whatever
stands in its place by then. So each save links the old file into the record's history,
and every later command looks at it once more. What was written to it by then stays in
that file and is told until it is joined; the others are removed once a few more were replaced.

The copies that sync tools leave beside a record when two machines have changed it.

Named so by Syncthing (`progress.sync-conflict-20261120-211405-ABC.toml`), by Dropbox and
by Nextcloud (`progress (conflicted copy 2026-11-20).toml`), in their manuals.
"""

import os
import re
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.store.history import History
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.store.safe_write import make_private_folder, open_plain

KEPT = 3
"""So many old files are looked at again; an editor holds one open for a moment only."""
_PREFIX, _SUFFIX = "replaced-", ".toml"


def place_for(history: History, number: int) -> Path:
    """Return where the file is linked that version `number` is about to replace.

    A save that was killed may have linked one there. Raises OSError.
    """
    place = place_of(history, number)
    if os.path.lexists(place):
        if _is_changed(history, number, place):
            os.rename(place, place_of(history, time.time_ns()))
        else:
            os.unlink(place)
    return place


def changed_files(history: History) -> list[Path]:
    """Return the old files that somebody wrote to after a save replaced them.

    One that is empty is not among them: an editor may be about to write to it.
    """
    return [path for number, path in _old_files(history) if _is_changed(history, number, path)]


def notice_of(old: Path, record: Path) -> str:
    """Return what is told of an old file that somebody wrote to."""
    return (
        f"`{record}` was changed by another program while it was saved; that text is in "
        f"`{old}`, and `tracker merge` joins it"
    )


def forget_unchanged(history: History) -> None:
    """Remove the old files that nobody wrote to, but for the last few."""
    for number, path in _old_files(history)[:-KEPT]:
        if not _is_changed(history, number, path):
            with suppress(OSError):  # it is looked at again next time
                path.unlink()


def _old_files(history: History) -> list[tuple[int, Path]]:
    """Return the old files with the versions that replaced them, in order."""
    try:
        names = os.listdir(history.folder)
    except OSError:  # the history itself says that it cannot be read
        return []
    stems = (
        name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        for name in names
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX)
    )
    numbers = sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit())
    return [(number, place_of(history, number)) for number in numbers]


def place_of(history: History, number: int) -> Path:
    """Return the name of the file that version `number` replaced."""
    return history.folder / f"{_PREFIX}{number}{_SUFFIX}"


def _is_changed(history: History, number: int, path: Path) -> bool:
    """Return whether somebody wrote to the file that version `number` replaced."""
    with suppress(OSError):  # then its content is looked at
        if os.path.samefile(path, history.record):
            return False  # the save was killed before it replaced anything
        if os.stat(path).st_mtime_ns < os.stat(history.path(number)).st_mtime_ns:
            return False  # the version was written before the file was last looked at
    try:
        with open(open_plain(path), "rb") as file:
            content = file.read()
    except FileNotFoundError:
        return False  # another command has removed it
    except OSError:
        return True  # nobody can say that nothing is in it
    return bool(content.strip()) and not history.has(content)


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
    """Return the conflict copies that may hold what the record does not.

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
