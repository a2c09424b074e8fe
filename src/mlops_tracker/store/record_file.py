"""The files in use -> values, and a changed record -> its file.

Each content is validated once, then read from the cache; so the syllabus is read here too.
Of a record only what changed is written, and it is read back before it replaces anything.

That is done by a parser of its own: `toml_rs` (Rust) shares no code with `tomllib`, which
finds the tables of a text, nor with tomli-w and tomlkit, which write it. It reads 10,000
tables in 31 ms (tomllib: 700), and costs 3 ms to import. It is asked for TOML 1.0, which is
what `tomllib` reads, and only for texts that `tomllib` has read before a change of ours:
lists within lists, 20,000 deep, would crash it, and `tomllib` refuses those.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import toml_rs

from mlops_tracker.errors import ConflictError, DamagedFileError, NotSavedError, RefusedError
from mlops_tracker.store.cache import (
    Cache,
    compiled_record,
    compiled_syllabus,
    record_from,
    syllabus_from,
)
from mlops_tracker.store.history import Cause, History
from mlops_tracker.store.keeping import Content, Saved, replace_kept
from mlops_tracker.store.lock import locked
from mlops_tracker.store.places import SET_HOME, SHIPPED_ID
from mlops_tracker.store.reading import BOM, as_text, as_toml, read_bytes
from mlops_tracker.store.record_text import (
    changes_between,
    deeds,
    in_utc,
    is_complete,
    meaning,
    new_text,
    patched,
    rank_in,
    same_data,
    with_last_line,
    without_last_line,
)
from mlops_tracker.store.safe_write import make_private_folder
from mlops_tracker.store.toml_text import (
    TablePath,
    Values,
    blocks,
    changed_blocks,
    changed_document,
    cut,
)
from mlops_tracker.study.fields import KEY_ORDER
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Syllabus

SYLLABUS, RECORD = "syllabus", "record"
"""What a compiled form is of: one file may be named as both."""
Lengths = tuple[int, ...] | None
JOINS = "it was left as it is; `tracker merge` joins"
"""How the hint begins about a record that holds two."""


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
        return syllabus_from(form)
    from mlops_tracker.store.problems import syllabus_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    syllabus = syllabus_of(as_toml(text, path), text, path)
    cache.put(path, content, [SYLLABUS, compiled_syllabus(syllabus)])
    return syllabus


def load_record(path: Path, cache: Cache) -> RecordFile:
    """Read a record file, which need not be there yet.

    Raises DamagedFileError, which says how to join the sides of a conflict, or else
    how to bring back what was last saved.
    """
    try:
        return _record_file(path, cache)
    except DamagedFileError as error:
        error.hint = _way_out(path, error)
        raise


def _way_out(path: Path, error: DamagedFileError) -> str | None:
    """Return what to do about a record that cannot be read."""
    from mlops_tracker.store.git import is_unmerged

    if is_unmerged(path) or (isinstance(error, ConflictError) and error.has_both_sides):
        return f"{JOINS} both sides"
    if _has_doubles(path):
        return f"{JOINS} the tables that stand twice"
    if isinstance(error, ConflictError) or not os.path.isfile(path):
        return error.hint
    return _way_back(path) or error.hint


def _has_doubles(path: Path) -> bool:
    """Return whether a record that cannot be read holds the tables of two."""
    from mlops_tracker.store.conflicts import doubled_sides

    with suppress(DamagedFileError):
        content = read_bytes(path)
        return bool(content and doubled_sides(as_text(content, path)))
    return False


def _way_back(path: Path) -> str | None:
    """Return what brings a damaged record back; None where no version is kept, or can be read."""
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
        return RecordFile(path, content, record_from(record_form), lengths and tuple(lengths))
    record = valid_record(content, path)
    line = first_conflict(content)
    quoted = _quoted(line, path) if line else 0
    return remembered(RecordFile(path, content, record, quoted_conflict=quoted), cache)


def valid_record(content: bytes, path: Path) -> StudyRecord:
    """Return the record in some bytes. Raises DamagedFileError with every problem."""
    from mlops_tracker.store.problems import record_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    return record_of(as_toml(text, path), text, path)


def remembered(file: RecordFile, cache: Cache) -> RecordFile:
    """Keep the compiled form of a record file in the cache, and return the file back.

    What looks like a conflict is not kept: what it is may change without the file.
    """
    if first_conflict(file.content or b""):
        return file
    form = [file.lengths, *compiled_record(file.record)]
    cache.put(file.path, file.content or b"", [RECORD, form])
    return file


def first_conflict(content: bytes) -> int:
    """Return the line of the first merge conflict in a record; 0 where there is none."""
    if b"<<<<<<<" not in content:
        return 0
    from mlops_tracker.store.conflicts import conflict_line  # 1 ms, seldom needed

    return conflict_line(content.decode("utf-8", errors="replace"))


def _quoted(line: int, path: Path) -> int:
    """Return the line of a conflict that can be read as part of a note.

    Two sides of one note leave a record that is TOML, so only git knows whether
    somebody quotes a conflict or has one. Raises ConflictError where git has two
    sides of the record, and where git cannot be asked about its repository.
    """
    from mlops_tracker.store.git import is_unmerged

    if is_unmerged(path) is False:
        return line
    raise ConflictError(
        f"`{path}`, line {line}: holds a merge conflict",
        hint=f"{JOINS} both sides",
        has_both_sides=True,
    )


def data_in(text: str) -> dict[str, Any]:
    """Return the data in a TOML text. Raises ValueError for what is not TOML."""
    return toml_rs.loads(text, toml_version="1.0.0")


def record_in(data: Mapping[str, Any], syllabus: str) -> StudyRecord:
    """Return the record in the data of a record file that is known to be valid.

    `syllabus` is what it is for where it does not say. Raises ValueError for a time
    that no record can hold.
    """
    return StudyRecord(
        data.get("syllabus", syllabus),
        {id: _item_in(table) for id, table in data.get("items", {}).items()},
        {
            id: WeekRecord(**_known(WeekRecord, table))
            for id, table in data.get("weeks", {}).items()
        },
        {
            id: CourseRecord(**_known(CourseRecord, table))
            for id, table in data.get("courses", {}).items()
        },
    )


def _item_in(table: Mapping[str, Any]) -> ItemRecord:
    """Return what a table says of an item."""
    item = ItemRecord(**_known(ItemRecord, table))
    return item._replace(
        done_at=item.done_at and in_utc(item.done_at),
        score=None if item.score is None else float(item.score),
        links=tuple(item.links),
    )


def _known(entry: Any, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table says without the keys that people added."""
    return {key: table[key] for key in entry._fields if key in table}


def create_record(path: Path, syllabus: str, at: datetime) -> Saved:
    """Write a record in which nothing was done yet. Raises NotSavedError."""
    with locked(path):
        new = Content(new_text(syllabus).encode(), 0)
        return replace_kept(path, None, new, Cause("init", at, "begun"))


def save_record(
    file: RecordFile, new: StudyRecord, order: Iterable[str], cache: Cache, cause: Cause
) -> tuple[RecordFile, Saved]:
    """Save `new` in place of the record in `file`; write nothing where nothing changed.

    What others saved since `file` was read stays. Tables stand in the `order` of
    the ids. Returns the file as it was read back, and what is to be said of the save. Raises
    NotSavedError, RefusedError, or DamagedFileError for what others made of it; the
    file is as it was.
    """
    with locked(file.path):
        if read_bytes(file.path) != file.content:
            from mlops_tracker.study.rebase import rebased  # 1 ms, seldom needed

            theirs = _changed_meanwhile(file, cache)
            file, new = theirs, rebased(file.record, new, theirs.record)
        changes = changes_between(file.record, new)
        if not changes:
            return file, Saved()
        begun = new_text(file.record.syllabus).encode() if file.content is None else b""
        old = file if file.content else file._replace(content=begun)
        after = changed_file(old, changes, order)
        version = Content(after.content or b"", new.number_done, deeds(changes))
        saved = replace_kept(file.path, file.content, version, cause, begun)
        return remembered(after, cache), saved


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
