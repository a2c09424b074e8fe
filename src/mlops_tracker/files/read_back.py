"""What a text that is about to be saved says, by a parser of its own.

`toml_rs` (Rust) shares no code with `tomllib`, which finds the tables of a text, nor with
tomli-w and tomlkit, which write it. It reads 10,000 tables in 31 ms (tomllib: 700), and
costs 3 ms to import. It is asked for TOML 1.0, which is what `tomllib` reads, and only for
texts that `tomllib` has read before a change of ours: lists within lists, 20,000 deep, would
crash it, and `tomllib` refuses those.
"""

from collections.abc import Mapping
from typing import Any, Literal

import toml_rs

from mlops_tracker.files.record_text import in_utc
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

VERSION: Literal["1.0.0"] = "1.0.0"


def data_in(text: str) -> dict[str, Any]:
    """Return the data in a TOML text. Raises ValueError for what is not TOML."""
    return toml_rs.loads(text, toml_version=VERSION)


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
