"""The texts of two records joined, with whatever people wrote between the lines.

Ours is the text that is changed. A table that only theirs has is taken over as
it stands there, keys of others included; comments for which there is no such
place come last.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.store.reading import BOM, as_text, as_toml
from mlops_tracker.store.record_text import (
    NOTHING,
    SECTIONS,
    changes_between,
    meaning,
    patched,
    rank_in,
    same_data,
    with_last_line,
    without_last_line,
)
from mlops_tracker.store.schema import record_of
from mlops_tracker.store.toml_text import (
    Rank,
    TablePath,
    Values,
    blocks,
    changed_document,
    changed_text,
    comments,
    path_of,
    table_texts,
)
from mlops_tracker.study.merge import Choice, joined_values, merged
from mlops_tracker.study.record import KEY_ORDER, StudyRecord

Changes = Mapping[TablePath, Values]


class Source(NamedTuple):
    """A record to be joined: its text, its data, and what they mean."""

    mark: bytes
    """Its byte order mark, or nothing."""
    written: str
    """Its text as it is in the file."""
    text: str
    """The same without the last line of a record."""
    data: Mapping[str, Any]
    record: StudyRecord


class Joined(NamedTuple):
    """Two records in one file."""

    content: bytes
    before: StudyRecord
    """Ours."""
    after: StudyRecord
    choices: list[Choice]


def source(content: bytes, path: Path) -> Source:
    """Return a record that is to be joined. Raises DamagedFileError."""
    text = as_text(content, path)
    data = as_toml(text, path)
    mark = BOM if content.startswith(BOM) else b""
    return Source(mark, text, without_last_line(text), data, record_of(data, text, path))


def joined(base: Source | None, ours: Source, theirs: Source, order: Iterable[str] = ()) -> Joined:
    """Join two records that began as `base`, if that is known; ids come in `order`.

    Raises RefusedError for records of two syllabi, and NotSavedError for texts
    that cannot be joined safely.
    """
    if ours.record.syllabus != theirs.record.syllabus and base is None:
        raise RefusedError(
            f"the records are for two syllabi, `{ours.record.syllabus}` and "
            f"`{theirs.record.syllabus}`",
            hint="if they are the same, have both files say so, in the line `syllabus = `",
        )
    record, choices = merged(base.record if base else None, ours.record, theirs.record)
    changes = dict(changes_between(ours.record, record))
    for path, values in _keys_of_others(base, ours, theirs, choices):
        changes[path] = {**changes.get(path, {}), **values}
    changes.update(_taken_over(record, ours, theirs))
    if record.syllabus != ours.record.syllabus:
        changes[()] = {**changes.get((), {}), "syllabus": record.syllabus}
    text = _joined_text(ours, theirs, changes, rank_in(order)) if changes else ours.text
    newline = "\r\n" if "\r\n" in text else "\n"
    lost = "".join(line + newline for line in _lost_comments(text, base, theirs))
    text += newline * bool(lost and not text.endswith("\n")) + lost
    written = ours.written if text == ours.text else with_last_line(text)
    return Joined(ours.mark + written.encode(), ours.record, record, choices)


def _joined_text(ours: Source, theirs: Source, changes: Changes, rank: Rank) -> str:
    """Return our text with `changes`, known to say what is meant. Raises NotSavedError."""
    tables = {path: values for path, values in changes.items() if path}
    meant = meaning({**patched(ours.data, tables), **changes.get((), {})})
    meant = {key: value for key, value in meant.items() if value is not None}
    headed = _headed(ours.text)
    odd = {p: v for p, v in changes.items() if not p or (p in _paths(ours) and p not in headed)}
    for by_document in (odd, changes):
        by_table = {path: v for path, v in tables.items() if path not in by_document}
        with suppress(ValueError):
            text = changed_document(ours.text, by_document) if by_document else ours.text
            blocks = _blocks(ours, theirs, by_table)
            text = changed_text(text, by_table, KEY_ORDER, rank, blocks) if by_table else text
            if _says(text, meant):
                return text
    raise NotSavedError(
        "one of the records is written in a way that cannot be joined safely",
        hint='give each item a table of its own, such as `[items."1.1.1"]`',
    )


def _headed(text: str) -> set[TablePath]:
    """Return the tables of a text that have a header; none where they cannot be told apart."""
    with suppress(ValueError):  # then tomlkit changes them, wherever they are
        return set(map(path_of, blocks(text)))
    return set()


def _paths(source: Source) -> set[TablePath]:
    """Return the tables that a record has, however they are written."""
    return {(section, id) for section in SECTIONS for id in source.data.get(section, {})}


def _says(text: str, meant: Mapping[str, Any]) -> bool:
    """Whether a text says what is meant. Raises ValueError where it is no TOML."""
    return same_data(meaning(tomllib.loads(text)), meant)


def _keys_of_others(
    base: Source | None, ours: Source, theirs: Source, choices: list[Choice]
) -> Iterator[tuple[TablePath, dict[str, Any]]]:
    """Return what changes of the keys that people added, at the root and in our tables."""
    sides = [base.data if base else {}, ours.data, theirs.data]
    ours_alone = {*SECTIONS, "format", "syllabus"}
    yield from _changed((), [_without(side, ours_alone) for side in sides], choices)
    for section, nothing in NOTHING.items():
        tables = [side.get(section, {}) for side in sides]
        for id in dict.fromkeys([*tables[1], *tables[2]]):
            entries = [_without(table.get(id, {}), nothing._fields) for table in tables]
            yield from _changed((section, id), entries, choices)


def _without(table: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Return a table without some keys."""
    return {key: value for key, value in table.items() if key not in keys}


def _changed(
    path: TablePath, sides: Sequence[Mapping[str, Any]], choices: list[Choice]
) -> Iterator[tuple[TablePath, dict[str, Any]]]:
    """Return what changes in our table at `path`, if anything does; None takes a key out."""
    mine = sides[1]
    after = joined_values(path[-1] if path else "", sides[0], mine, sides[2], choices)
    keys = dict.fromkeys([*mine, *after])
    values = {key: after.get(key) for key in keys if not same_data(mine.get(key), after.get(key))}
    if values:
        yield path, values


def _taken_over(
    record: StudyRecord, ours: Source, theirs: Source
) -> Iterator[tuple[TablePath, dict[str, Any]]]:
    """Return the tables that theirs alone has and that mean what is meant, as they stand there."""
    for section in SECTIONS:
        for id, table in theirs.data.get(section, {}).items():
            meant, found = (getattr(side, section).get(id) for side in (record, theirs.record))
            if meant == found and id not in ours.data.get(section, {}):
                yield (section, id), table


def _blocks(ours: Source, theirs: Source, changes: Changes) -> dict[TablePath, str]:
    """Return the tables that are taken over as they stand in theirs."""
    missing = changes.keys() - _headed(ours.text)
    texts = table_texts(theirs.text)
    return {
        path: texts[path]
        for path in missing & texts.keys()
        if tomllib.loads(texts[path]) == {path[0]: {path[1]: changes[path]}}
    }


def _lost_comments(text: str, base: Source | None, theirs: Source) -> Iterator[str]:
    """Return the comments of theirs that are not in the joined text."""
    known = Counter(comments(base.text)) if base else Counter()
    return (Counter(comments(theirs.text)) - known - Counter(comments(text))).elements()
