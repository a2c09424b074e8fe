"""A record saved: only what changed is written, read back, and kept as a version before it counts.

What is read back is read by a parser of its own: `toml_rs` (Rust) shares no code with
`tomllib`, which finds the tables of a text, nor with tomli-w and tomlkit, which write it.
It reads 10,000 tables in 31 ms (tomllib: 700). It is asked for TOML 1.0, which is what
`tomllib` reads, and only for texts that `tomllib` has read before a change of ours: lists
within lists, 20,000 deep, would crash it, and `tomllib` refuses those.

A version of the record before and behind goes into its history. A file that has lost
something since the last version is not written over. Who replaces a record holds its lock.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mlops_tracker.errors import DamagedFileError, NotSavedError, RefusedError
from mlops_tracker.store.cache import (
    Cache,
)
from mlops_tracker.store.history import Cause, Deed, History
from mlops_tracker.store.lock import locked
from mlops_tracker.store.places import SET_HOME
from mlops_tracker.store.reading import (
    BOM,
    MOST_BYTES,
    Lengths,
    RecordFile,
    as_text,
    load_record,
    read_bytes,
    remembered,
)
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
from mlops_tracker.store.safe_write import Written, make_private_folder, replace_file
from mlops_tracker.store.toml_text import (
    TablePath,
    Values,
    blocks,
    changed_blocks,
    changed_document,
    cut,
)
from mlops_tracker.study.record import (
    KEY_ORDER,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    Texts,
    WeekRecord,
    typed_as,
)

NO_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP}
"""The errors of a home in which no history can be kept at all."""


class Saved(NamedTuple):
    """What is to be said of a save."""

    notices: tuple[str, ...] = ()
    """What is to be told."""
    can_be_undone: bool = True
    """Whether a version of it could be kept."""


class Content(NamedTuple):
    """The bytes of a record, and what its history says of them."""

    bytes: bytes
    done: int | None
    deeds: Sequence[Deed] = ()


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
    _refuse_unwritable(changes)
    content = old.content or b""
    text = as_text(content, old.path)
    mark = BOM if content.startswith(BOM) else b""
    there = data_in(text)
    meant = meaning(patched(there, changes))
    for written in (_by_table, _by_document):
        with suppress(ValueError):
            parts = written(text, old.lengths, changes, order, there)
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
    text: str,
    lengths: Lengths,
    changes: Mapping[TablePath, Values],
    order: Iterable[str],
    there: Mapping[str, Any],
) -> list[str]:
    """Return the blocks of a text with tables changed where each has a header of its own.

    They are as long as `lengths` says, if it does. Raises ValueError.
    """
    bare = without_last_line(text)
    parts = cut(bare, lengths) if lengths and sum(lengths) == len(bare) else blocks(bare)
    if () in changes:
        parts[0] = changed_document(parts[0], {(): changes[()]})
    tables = {table: values for table, values in changes.items() if table}
    known: dict[TablePath, Any] = {
        (section, id): there.get(section, {}).get(id) for section, id in tables
    }
    return changed_blocks(parts, tables, KEY_ORDER, rank_in(order), {}, known)


def _by_document(text: str, _: Lengths, changes: Mapping[TablePath, Values], *__: Any) -> list[str]:
    """Return a text with tables changed however they are written. Raises ValueError."""
    return [changed_document(without_last_line(text), changes)]


def _refuse_unwritable(changes: Mapping[TablePath, Values]) -> None:
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


def data_in(text: str) -> dict[str, Any]:
    """Return the data in a TOML text. Raises ValueError for what is not TOML."""
    import toml_rs  # 3 ms, where something is saved

    return toml_rs.loads(text, toml_version="1.0.0")


def record_in(data: Mapping[str, Any], syllabus: str) -> StudyRecord:
    """Return the record in the data of a record file that is known to be valid.

    `syllabus` is what it is for where it does not say. Raises ValueError for a time
    that no record can hold.
    """
    return StudyRecord(
        data.get("syllabus", syllabus),
        {id: _entry(ItemRecord, table) for id, table in data.get("items", {}).items()},
        {id: _entry(WeekRecord, table) for id, table in data.get("weeks", {}).items()},
        {id: _entry(CourseRecord, table) for id, table in data.get("courses", {}).items()},
    )


def _entry(kind: Any, table: Mapping[str, Any]) -> Any:
    """Return what a table says, without the keys that people added."""
    known = {key: table[key] for key in kind._fields if key in table}
    for name, made in _conversions(kind):
        if name in known:
            known[name] = made(known[name])
    return kind(**known)


@cache
def _conversions(kind: Any) -> list[tuple[str, Callable[[Any], Any]]]:
    """Return what becomes of the fields of which TOML has another type."""
    types = ((datetime, in_utc), (float, float), (Texts, tuple))
    return [(name, made) for one, made in types for name in typed_as(kind, one)]


def replace_kept(
    path: Path,
    old: bytes | None,
    new: Content,
    cause: Cause,
    begun: bytes = b"",
    *,
    despite_losses: bool = False,
) -> Saved:
    """Put `new` in place of the record at `path`, which held `old` (None: no file).

    A record that begins with this has `begun` as the version before. Raises
    LostItemsError where `old` has lost something since it was last seen, NotSavedError;
    the file is then as it was.
    """
    if len(new.bytes) > MOST_BYTES:
        raise NotSavedError(
            f"`{path}` would be larger than {MOST_BYTES // 1024**2} MB; nothing was saved",
            hint="keep long texts in files of their own, and link them",
        )
    history = History(path)
    number = 0
    try:
        _refuse_unreadable(history)
        notices = [*remember(history, path, old, cause.at, begun, despite_losses=despite_losses)]
        number = history.prepare(new.bytes, cause, new.deeds, new.done, old)
        former = history.place_for_old_file(number)
    except OSError as error:
        history.withdraw(number)
        if error.errno not in NO_PLACE:
            raise NotSavedError(
                f"{_no_history(history, error)}; nothing was saved",
                hint="look at the disk, then try again",
            ) from error
        former, number = None, 0
        notices = [f"{_no_history(history, error)}; `tracker undo` cannot take this back"]
    try:
        written = replace_file(path, new.bytes, old, former)
    except NotSavedError:
        history.withdraw(number)
        raise
    notices += _after(history, number, path, written, cause)
    return Saved(tuple(notices), can_be_undone=bool(number))


def _after(
    history: History, number: int, path: Path, written: Written, cause: Cause
) -> Iterator[str]:
    """Have the version count whose record was saved, and yield what is to be told."""
    try:
        if number:
            history.confirm(number, cause.at.date())
        if written.overtaken is not None:
            from mlops_tracker.store.other_copies import notice_of  # hardly ever needed

            yield notice_of(_old_file(history, number, written.overtaken), path)
        history.forget_old_files()
    except OSError as error:
        yield f"{_no_history(history, error)}; the record itself is saved"
    if not written.is_confirmed:
        yield f"`{path}` is saved, but the disk did not confirm it; look at the disk"
    if not written.kept_group:
        yield f"the group of `{path}` could not be kept; you are not in it"


def _refuse_unreadable(history: History) -> None:
    """Raise NotSavedError where there is a history that this user may not read.

    A version may be overwritten in it, and nobody can say what the record has lost.
    """
    if damage := history.damage():
        raise NotSavedError(f"{damage.message}; nothing was saved", hint=damage.hint)


def remember(
    history: History,
    path: Path,
    present: bytes | None,
    at: datetime,
    begun: bytes = b"",
    *,
    despite_losses: bool = False,
) -> Iterator[str]:
    """Have the history end with the record as it is now, and yield what is to be told.

    Raises LostItemsError where that was cut off, and OSError.
    """
    history.settle(present)
    latest = history.latest()
    if present is None:
        if latest and latest[1] == begun:
            return  # it was begun, and the save was cut short
        if latest and not despite_losses:
            yield (
                f"`{path}` is gone since it was last saved; a new one begins here, and "
                f"`tracker restore {latest[0]}` puts the former in its place"
            )
        if begun:
            keep(history, begun, Cause("begun", at, "begun"))
    elif latest is None:
        keep(history, present, Cause("as it was found", at, "found"))
    elif present != latest[1]:
        if not despite_losses:
            yield from _lost(path, latest, present)
        keep(history, present, Cause("changed elsewhere", at, "found"))


def _lost(path: Path, latest: tuple[int, bytes], present: bytes) -> Iterator[str]:
    """Yield what is to be told of a record that has lost something and may be saved to.

    Raises LostItemsError for one that may not.
    """
    from mlops_tracker.store.losses import in_words, loss_since, refusal  # a TOML reader, 4 ms

    loss = loss_since(latest, present)
    if loss and (error := refusal(loss, path)):
        raise error
    if loss:
        yield (
            f"`{path}` was changed elsewhere; version {loss.version} still has "
            f"{in_words(loss.missing)}"
        )


def keep(history: History, content: bytes, cause: Cause) -> None:
    """Keep a version of a record that is as it is. Raises OSError."""
    from mlops_tracker.store.losses import number_done  # loads a TOML reader, 4 ms

    number = history.prepare(content, cause, (), number_done(content), content)
    history.confirm(number, cause.at.date())


def why_not_saved(path: Path, content: bytes | None) -> DamagedFileError | None:
    """Return why a record that holds `content` cannot be saved to; write nothing.

    It was cut off since it was last saved, or is gone, or its history cannot be read.
    """
    history = History(path)
    if not history.is_there:
        return None
    if damage := history.damage():
        return damage
    latest = history.latest()
    if latest is not None and content != latest[1]:
        latest = history.last_seen(content)
    if latest is None or content == latest[1]:
        return None
    if read_bytes(path) != content:
        return None  # somebody has saved since it was read, and that is no loss
    from mlops_tracker.store.losses import loss_since, refusal  # loads a TOML reader, 4 ms

    loss = loss_since(latest, content)
    return loss and refusal(loss, path)


def refuse_lost(path: Path, present: bytes | None, joined: bytes) -> None:
    """Raise LostItemsError for a record that was cut off, unless `joined` has what is missing.

    That is what it is about to become.
    """
    latest = History(path).latest()
    if latest is None or present is None:
        return
    from mlops_tracker.store.losses import loss_since, refusal  # loads a TOML reader, 4 ms

    loss = loss_since(latest, present)
    if loss is None or not refusal(loss, path):
        return
    left = loss_since(latest, joined)
    if left and left.missing and (error := refusal(left._replace(is_cut=loss.is_cut), path)):
        raise error


def _no_history(history: History, error: OSError) -> str:
    """Return what is wrong with the place for a history."""
    return f"no history can be kept in `{history.folder}`: {error.strerror or error}"


def _old_file(history: History, number: int, content: bytes) -> Path:
    """Return where the old file is that somebody wrote to; a copy where it has no other name.

    Raises OSError.
    """
    linked = history.old_file(number)
    if number and os.path.lexists(linked):
        return linked
    import tempfile  # 2 ms, and hardly ever needed

    folder = history.folder if history.is_there else None
    descriptor, name = tempfile.mkstemp(".toml", "replaced-", folder)
    with open(descriptor, "wb") as file:
        file.write(content)
    return Path(name)
