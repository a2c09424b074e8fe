"""The files that saves have put a new one in the place of, as long as somebody may write to them.

A program that has the record open goes on writing to the file it opened, whatever
stands in its place by then. So each save links the old file into the record's history,
and every later command looks at it once more. What was written to it by then stays in
that file and is told until it is joined; the others are removed once a few more were replaced.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from mlops_tracker.files.history import History
from mlops_tracker.files.private import open_plain

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
