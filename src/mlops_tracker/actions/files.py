"""The files in use: which they are and why, and a new record."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, NoHomeError
from mlops_tracker.store import places, reading
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import History
from mlops_tracker.store.places import Location, Why
from mlops_tracker.study.record import StudyRecord

SyllabusFor = Callable[[StudyRecord], Location]
"""What finds the syllabus of a record."""


class FileInUse(NamedTuple):
    """A file or a folder that the program uses."""

    file: str
    """What it is."""
    path: str
    why: str
    exists: bool | None
    """Whether it is there; None where this user may not look."""


def files_in_use(record: Location, syllabus_for: SyllabusFor, cache: Path) -> list[FileInUse]:
    """Return the files in use, there or not."""
    state = places.state_folder()
    return [
        _in_use("record", record.path, record.why.value),
        _in_use("syllabus", *_syllabus(record, syllabus_for, cache)),
        _in_use("cache", cache, "may be deleted at any time"),
        _in_use("history", History(record.path).folder, "earlier versions; private"),
        _in_use("state", state, "history, drafts, locks; private"),
    ]


def _in_use(file: str, path: Path, why: str) -> FileInUse:
    """Return a file that is used for a reason."""
    why = "there is no home folder" if places.is_nowhere(path) else why
    return FileInUse(file, str(path.absolute()), why, _is_there(path))


def _is_there(path: Path) -> bool | None:
    """Return whether a file is there; None where this user may not look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # said as such
        return None
    return True


def _syllabus(record: Location, syllabus_for: SyllabusFor, cache: Path) -> tuple[Path, str]:
    """Return the syllabus in use, there or not, as far as a damaged record tells, and why."""
    begun = StudyRecord(places.SHIPPED_ID)
    try:
        places.refuse_nowhere(record)
        found = syllabus_for(reading.load_record(record.path, Cache(cache)).record)
    except NoHomeError:
        found = syllabus_for(begun)
    except DamagedFileError:
        found = syllabus_for(begun)
        if not found.why.is_for_this_run:
            return found.path, "not known: the record is damaged"
    is_named = found.why is Why.RECORD
    return found.path, f"named by {record.path}" if is_named else found.why.value
