"""Values -> TOML files: only what changed is written, and checked before it replaces anything."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.keeping import Content, replace_kept
from mlops_tracker.files.last_line import is_complete, with_last_line, without_last_line
from mlops_tracker.files.locations import SET_HOME
from mlops_tracker.files.lock import locked
from mlops_tracker.files.private import make_private_folder
from mlops_tracker.files.read_back import data_in, record_in
from mlops_tracker.files.reading import BOM, as_text, read_bytes
from mlops_tracker.files.record_text import (
    KEY_ORDER,
    changes_between,
    deeds,
    in_utc,
    meaning,
    new_text,
    patched,
    rank_in,
    same_data,
)
from mlops_tracker.files.store import Lengths, RecordFile, load_record, remembered
from mlops_tracker.files.toml_edits import changed_blocks, changed_document
from mlops_tracker.files.toml_tables import blocks, cut
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
    the ids. Returns the file as it was read back, and what is to be told. Raises
    NotSavedError, RefusedError, or DamagedFileError for what others made of it; the
    file is as it was.
    """
    with locked(file.path):
        if read_bytes(file.path) != file.content:
            theirs = _changed_meanwhile(file, cache)
            file, new = theirs, rebased(file.record, new, theirs.record)
        changes = changes_between(file.record, new)
        if not changes:
            return file, []
        begun = new_text(file.record.syllabus).encode() if file.content is None else b""
        old = file if file.content else file._replace(content=begun)
        saved = changed_file(old, changes, order)
        version = Content(saved.content or b"", new.number_done, deeds(changes))
        notices = replace_kept(file.path, file.content, version, cause, begun)
        return remembered(saved, cache), notices


def _changed_meanwhile(file: RecordFile, cache: Cache) -> RecordFile:
    """Return what others made of a record since it was read.

    Raises NotSavedError where they removed it or cut it off, DamagedFileError.
    """
    theirs = load_record(file.path, cache)
    if theirs.content is None:
        raise NotSavedError(
            f"`{file.path}` was removed by someone else just now; nothing was saved",
            hint="bring it back, or run the command again to begin a new one",
        )
    was_complete = file.content is not None and is_complete(as_text(file.content, file.path))
    if was_complete and not is_complete(as_text(theirs.content, file.path)):
        raise NotSavedError(
            f"`{file.path}` was cut off by someone else just now; nothing was saved",
            hint="look at the end of the file, then run the command again",
        )
    return theirs


def changed_file(
    old: RecordFile, changes: Mapping[TablePath, Values], order: Iterable[str]
) -> RecordFile:
    """Return a record file with `changes` made, read back and found to say what is meant.

    Raises RefusedError for what no record can hold, NotSavedError where no way of writing
    the changes leads there.
    """
    _refuse_unreadable(changes)
    content = old.content or b""
    text = as_text(content, old.path)
    mark = BOM if content.startswith(BOM) else b""
    meant = meaning(patched(data_in(text), changes))
    for written in (_by_table, _by_document):
        with suppress(ValueError):
            parts = written(text, old.lengths, changes, order)
            new = with_last_line("".join(parts))
            data = data_in(new)
            if same_data(meaning(data), meant):
                record = record_in(data, old.record.syllabus)
                lengths = tuple(map(len, parts)) if parts[1:] else None
                return RecordFile(old.path, mark + new.encode(), record, lengths)
    raise NotSavedError(
        f"`{old.path}` is written in a way that cannot be changed safely",
        hint='give each item a table of its own, such as `[items."1.1.1"]`',
    )


def _by_table(
    text: str, lengths: Lengths, changes: Mapping[TablePath, Values], order: Iterable[str]
) -> list[str]:
    """Return the blocks of a text with tables changed where each has a header of its own.

    They are as long as `lengths` says, if it does. Raises ValueError.
    """
    bare = without_last_line(text)
    parts = cut(bare, lengths) if lengths and sum(lengths) == len(bare) else blocks(bare)
    if () in changes:
        parts[0] = changed_document(parts[0], {(): changes[()]})
    tables = {table: values for table, values in changes.items() if table}
    return changed_blocks(parts, tables, KEY_ORDER, rank_in(order))


def _by_document(
    text: str, _: Lengths, changes: Mapping[TablePath, Values], __: Iterable[str]
) -> list[str]:
    """Return a text with tables changed however they are written. Raises ValueError."""
    return [changed_document(without_last_line(text), changes)]


def _refuse_unreadable(changes: Mapping[TablePath, Values]) -> None:
    """Raise RefusedError for a time that would be refused when the record is read."""
    for values in changes.values():
        if done_at := values.get("done_at"):
            try:
                in_utc(done_at)
            except ValueError as error:
                raise RefusedError(
                    f"`{done_at:%Y-%m-%d}` cannot be kept",
                    hint="use a day between 1970-01-02 and 9998-12-30",
                ) from error


def make_folder(folder: Path) -> None:
    """Make a private folder and those around it. Raises NotSavedError."""
    try:
        make_private_folder(folder)
    except OSError as error:
        raise NotSavedError(
            f"the folder `{folder}` cannot be made: {error.strerror}",
            hint=SET_HOME,
        ) from error
