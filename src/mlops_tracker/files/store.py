"""TOML files -> values: each content is validated once, then read from the cache."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import ConflictError, DamagedFileError
from mlops_tracker.files import compiling
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.locations import SHIPPED_ID
from mlops_tracker.files.reading import as_text, as_toml, read_bytes
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus

SYLLABUS, RECORD = "syllabus", "record"
"""What a compiled form is of: one file may be named as both."""


Lengths = tuple[int, ...] | None


class RecordFile(NamedTuple):
    """A record, with the file it was read from."""

    path: Path
    content: bytes | None
    """The exact bytes that were read; None where there is no file yet."""
    record: StudyRecord
    lengths: Lengths = None
    """How long the blocks of its tables are, in characters; None where nobody has looked.

    They are found once, and kept with the record: to find them takes `tomllib` a second
    with 10,000 tables. A save that they mislead is not read back as it is meant.
    """
    quoted_conflict: int = 0
    """The line in which its notes hold what looks like a merge conflict; 0 for none."""


def load_syllabus(path: Path, cache: Cache) -> Syllabus:
    """Read a syllabus file. Raises DamagedFileError with every problem."""
    content = read_bytes(path)
    if content is None:
        raise DamagedFileError(
            f"there is no syllabus at `{path}`", hint="`tracker path` says who names it"
        )
    kind, form = cache.get(path, content) or ("", [])
    if kind == SYLLABUS:
        return compiling.syllabus_from(form)
    from mlops_tracker.files.validating import syllabus_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    syllabus = syllabus_of(as_toml(text, path), text, path)
    cache.put(path, content, [SYLLABUS, compiling.compiled_syllabus(syllabus)])
    return syllabus


def load_record(path: Path, cache: Cache) -> RecordFile:
    """Read a record file, which need not be there yet.

    Raises DamagedFileError, which says how to join the sides of a conflict, or else
    how to bring back what was last saved.
    """
    try:
        return _record_file(path, cache)
    except DamagedFileError as error:
        from mlops_tracker.files.git import is_unmerged

        is_conflict = isinstance(error, ConflictError)
        if is_unmerged(path) or (isinstance(error, ConflictError) and error.has_both_sides):
            error.hint = "it was left as it is; `tracker merge` joins both sides"
        elif _has_doubles(path):
            error.hint = "it was left as it is; `tracker merge` joins the tables that stand twice"
        elif not is_conflict and os.path.isfile(path):
            error.hint = _way_back(path) or error.hint
        raise


def _has_doubles(path: Path) -> bool:
    """Return whether a record that cannot be read holds the tables of two."""
    from mlops_tracker.files.doubles import sides_of

    with suppress(DamagedFileError):
        content = read_bytes(path)
        return bool(content and sides_of(as_text(content, path)))
    return False


def _way_back(path: Path) -> str | None:
    """Return what brings a damaged record back; None where no version is kept, or can be read."""
    from mlops_tracker.files.history import History

    with suppress(DamagedFileError):
        if latest := History(path).latest():
            return (
                f"it was left as it is; `tracker restore {latest[0]}` puts version {latest[0]} in "
                "its place, and keeps this one in the history"
            )
    return None


def _record_file(path: Path, cache: Cache) -> RecordFile:
    """Read a record file."""
    content = read_bytes(path)
    if content is None:
        return RecordFile(path, None, StudyRecord(SHIPPED_ID))
    kind, form = cache.get(path, content) or ("", [])
    if kind == RECORD:
        lengths, *record_form = form
        return RecordFile(
            path, content, compiling.record_from(record_form), lengths and tuple(lengths)
        )
    from mlops_tracker.files.validating import record_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    record = record_of(as_toml(text, path), text, path)
    if line := first_conflict(content):
        return RecordFile(path, content, record, quoted_conflict=_quoted(line, path))
    return remembered(RecordFile(path, content, record), cache)


def remembered(file: RecordFile, cache: Cache) -> RecordFile:
    """Keep the compiled form of a record file in the cache, and give the file back.

    What looks like a conflict is not kept: what it is may change without the file.
    """
    if first_conflict(file.content or b""):
        return file
    form = [file.lengths, *compiling.compiled_record(file.record)]
    cache.put(file.path, file.content or b"", [RECORD, form])
    return file


def first_conflict(content: bytes) -> int:
    """Return the line of the first merge conflict in a record; 0 where there is none."""
    if b"<<<<<<<" not in content:
        return 0
    from mlops_tracker.files.conflicts import conflict_line  # 1 ms, seldom needed

    return conflict_line(content.decode("utf-8", errors="replace"))


def _quoted(line: int, path: Path) -> int:
    """Return the line of a conflict that can be read as part of a note.

    Two sides of one note leave a record that is TOML, so only git knows whether
    somebody quotes a conflict or has one. Raises ConflictError where git has two
    sides of the record, and where git cannot be asked about its repository.
    """
    from mlops_tracker.files.git import is_unmerged

    if is_unmerged(path) is False:
        return line
    raise ConflictError(
        f"`{path}`, line {line}: holds a merge conflict",
        hint="it was left as it is; `tracker merge` joins both sides",
        has_both_sides=True,
    )
