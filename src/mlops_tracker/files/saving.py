"""Values -> TOML files: only what changed is written, and checked before it replaces anything."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlops_tracker.errors import DamagedFileError, NotSavedError
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.lock import locked
from mlops_tracker.files.reading import BOM, as_text, as_toml, read_bytes
from mlops_tracker.files.record_text import (
    KEY_ORDER,
    changes_between,
    meaning,
    new_text,
    patched,
    rank_in,
)
from mlops_tracker.files.safe_write import replace_file
from mlops_tracker.files.store import RecordFile, load_record, remembered
from mlops_tracker.files.toml_edits import changed_document, changed_text
from mlops_tracker.files.toml_writing import TablePath, Values
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import StudyRecord


def create_record(path: Path, syllabus: str) -> None:
    """Write a record in which nothing was done yet. Raises NotSavedError."""
    with locked(path):
        replace_file(path, new_text(syllabus).encode(), None)


def save_record(
    file: RecordFile, new: StudyRecord, order: Iterable[str], cache: Cache
) -> RecordFile:
    """Save `new` in place of the record in `file`; write nothing where nothing changed.

    What others saved since `file` was read stays. Tables stand in the `order` of
    the ids. Raises NotSavedError, or DamagedFileError for what others made of it;
    the file is as it was.
    """
    with locked(file.path):
        if read_bytes(file.path) != file.content:
            theirs = load_record(file.path, cache)
            if theirs.content is None:
                raise NotSavedError(
                    f"`{file.path}` was removed by someone else just now; nothing was saved",
                    hint="bring it back, or run the command again to begin a new one",
                )
            file, new = theirs, rebased(file.record, new, theirs.record)
        changes = changes_between(file.record, new)
        if changes:
            content = _changed_content(file, changes, order)
            replace_file(file.path, content, file.content)
            file = remembered(file._replace(content=content, record=new), cache)
    return file


def _changed_content(
    file: RecordFile, changes: dict[TablePath, Values], order: Iterable[str]
) -> bytes:
    """Give the new bytes of a record file, known to say what is meant.

    Raises NotSavedError where no way of writing the changes leads there.
    """
    if file.content is None:
        old, mark = new_text(file.record.syllabus), b""
    else:
        old = as_text(file.content, file.path)
        mark = BOM if file.content.startswith(BOM) else b""
    with suppress(ValueError):
        new = changed_text(old, changes, KEY_ORDER, rank_in(order))
        # Of a text that is all ours, the changed tables have been checked already.
        if file.is_canonical or _says(new, old, changes, file.path):
            return mark + new.encode()
    with suppress(ValueError):
        new = changed_document(old, changes)
        if _says(new, old, changes, file.path):
            return mark + new.encode()
    raise NotSavedError(
        f"`{file.path}` is written in a way that cannot be changed safely",
        hint='give each item a table of its own, such as `[items."1.1.1"]`',
    )


def _says(new: str, old: str, changes: dict[TablePath, Values], path: Path) -> bool:
    """Whether `new` is what `old` becomes by `changes`."""
    try:
        found = as_toml(new, path)
    except DamagedFileError:
        return False
    return _same(meaning(found), meaning(patched(as_toml(old, path), changes)))


def _same(one: object, other: object) -> bool:
    """Whether two values are the same; not-a-number is the same as itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other or (one != one and other != other)  # noqa: PLR0124 - so NaN is told


def make_folder(folder: Path) -> None:
    """Make a private folder and those around it. Raises NotSavedError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotSavedError(
            f"the folder `{folder}` cannot be made: {error.strerror}",
            hint="`tracker --file FILE` keeps the record elsewhere",
        ) from error
