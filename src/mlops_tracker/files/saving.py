"""Values -> TOML files: only what changed is written, and checked before it replaces anything."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mlops_tracker.errors import DamagedFileError, NotSavedError
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.keeping import Content, replace_kept
from mlops_tracker.files.locations import SET_HOME, make_private_folder
from mlops_tracker.files.lock import locked
from mlops_tracker.files.reading import BOM, as_text, as_toml, read_bytes
from mlops_tracker.files.record_text import (
    KEY_ORDER,
    changes_between,
    deeds,
    is_canonical,
    meaning,
    new_text,
    patched,
    rank_in,
    same_data,
)
from mlops_tracker.files.store import RecordFile, load_record, remembered
from mlops_tracker.files.toml_edits import changed_document, changed_text
from mlops_tracker.files.toml_writing import TablePath, Values
from mlops_tracker.files.version import Cause
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import StudyRecord


def create_record(path: Path, syllabus: str, at: datetime) -> list[str]:
    """Write a record in which nothing was done yet, and give what is to be told.

    Raises NotSavedError.
    """
    with locked(path):
        new = Content(new_text(syllabus).encode(), 0)
        return replace_kept(path, None, new, Cause("init", at, "begun"))


def save_record(
    file: RecordFile, new: StudyRecord, order: Iterable[str], cache: Cache, cause: Cause
) -> tuple[RecordFile, list[str]]:
    """Save `new` in place of the record in `file`; write nothing where nothing changed.

    What others saved since `file` was read stays. Tables stand in the `order` of
    the ids. Gives the file as it is now, and what is to be told. Raises
    NotSavedError, or DamagedFileError for what others made of it; the file is as
    it was.
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
        if not changes:
            return file, []
        begun = new_text(file.record.syllabus).encode() if file.content is None else b""
        content = changed_content(
            file.path, file.content or begun, changes, order, file.is_canonical
        )
        version = Content(content, new.number_done, deeds(changes))
        notices = replace_kept(file.path, file.content, version, cause, begun)
        is_ours = file.is_canonical and (() not in changes or _is_canonical(content, file.path))
        saved = RecordFile(file.path, content, new, is_ours)
        return remembered(saved, cache), notices


def changed_content(
    path: Path,
    old: bytes,
    changes: dict[TablePath, Values],
    order: Iterable[str],
    is_ours: bool = False,
) -> bytes:
    """Give the bytes of a record file with `changes` made, known to say what is meant.

    Raises NotSavedError where no way of writing the changes leads there.
    """
    text = as_text(old, path)
    mark = BOM if old.startswith(BOM) else b""
    tables = {table: values for table, values in changes.items() if table}
    with suppress(ValueError):
        new = changed_text(_rooted(text, changes), tables, KEY_ORDER, rank_in(order))
        # Of a text that is all ours, the changed tables have been checked already.
        if (is_ours and tables == changes) or _says(new, text, changes, path):
            return mark + new.encode()
    with suppress(ValueError):
        new = changed_document(text, changes)
        if _says(new, text, changes, path):
            return mark + new.encode()
    raise NotSavedError(
        f"`{path}` is written in a way that cannot be changed safely",
        hint='give each item a table of its own, such as `[items."1.1.1"]`',
    )


def _rooted(text: str, changes: dict[TablePath, Values]) -> str:
    """Give a text with what changes outside of all tables. Raises ValueError."""
    return changed_document(text, {(): changes[()]}) if () in changes else text


def _says(new: str, old: str, changes: dict[TablePath, Values], path: Path) -> bool:
    """Whether `new` is what `old` becomes by `changes`."""
    try:
        found = as_toml(new, path)
    except DamagedFileError:
        return False
    return same_data(meaning(found), meaning(patched(as_toml(old, path), changes)))


def _is_canonical(content: bytes, path: Path) -> bool:
    """Whether a record is as the program itself would write it."""
    text = as_text(content, path)
    return is_canonical(text, as_toml(text, path))


def make_folder(folder: Path) -> None:
    """Make a private folder and those around it. Raises NotSavedError."""
    try:
        make_private_folder(folder)
    except OSError as error:
        raise NotSavedError(
            f"the folder `{folder}` cannot be made: {error.strerror}",
            hint=SET_HOME,
        ) from error
