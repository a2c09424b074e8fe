"""TOML files -> values: each content is validated once, then read from the cache."""

from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.files import compiling
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.locations import SHIPPED_ID
from mlops_tracker.files.reading import as_text, as_toml, read_bytes
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus

SYLLABUS, RECORD = "syllabus", "record"
"""What a compiled form is of: one file may be named as both."""


class RecordFile(NamedTuple):
    """A record, with the file it was read from."""

    path: Path
    content: bytes | None
    """The exact bytes that were read; None where there is no file yet."""
    record: StudyRecord
    is_canonical: bool
    """Whether the text is as the program itself would write it."""


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

    Raises DamagedFileError, which says how to bring back what was last saved.
    """
    try:
        return _record_file(path, cache)
    except DamagedFileError as error:
        from mlops_tracker.files.history import History

        if latest := History(path).latest():
            error.hint = (
                f"it was left as it is; `tracker restore {latest[0]}` brings back what was there"
            )
        raise


def _record_file(path: Path, cache: Cache) -> RecordFile:
    """Read a record file."""
    content = read_bytes(path)
    if content is None:
        return RecordFile(path, None, StudyRecord(SHIPPED_ID), is_canonical=True)
    kind, form = cache.get(path, content) or ("", [])
    if kind == RECORD:
        is_ours, *record_form = form
        return RecordFile(path, content, compiling.record_from(record_form), is_ours)
    from mlops_tracker.files.record_text import is_canonical
    from mlops_tracker.files.validating import record_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    data = as_toml(text, path)
    record = record_of(data, text, path)
    return remembered(RecordFile(path, content, record, is_canonical(text, data)), cache)


def remembered(file: RecordFile, cache: Cache) -> RecordFile:
    """Keep the compiled form of a record file in the cache, and give the file back."""
    form = [file.is_canonical, *compiling.compiled_record(file.record)]
    cache.put(file.path, file.content or b"", [RECORD, form])
    return file
