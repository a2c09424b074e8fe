"""A record <-> its TOML text: what one looks like, what a change means there, and its last line.

The last line is constant. A file that was cut off at the end of a line is still TOML, but
it has lost this line, which every save writes; whoever changed the record in earnest has
not. It says nothing else, no count and no checksum, so that git joins two records without
a conflict in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import tomli_w

from mlops_tracker.clock import EARLIEST, LATEST, utc
from mlops_tracker.store.toml_text import Rank, TablePath, Values, comment_starts
from mlops_tracker.study.record import (
    FIELDS,
    KEY_ORDER,
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
)

FORMAT = 1
Entry = ItemRecord | WeekRecord | CourseRecord
NOTHING: dict[str, Entry] = {
    "items": NOTHING_DONE,
    "weeks": NOTHING_WRITTEN,
    "courses": NOTHING_DECIDED,
}
"""An entry of each section that says nothing."""
SECTIONS = tuple(NOTHING)
LAST_LINE = "# end of tracker record"


def in_utc(moment: datetime | date) -> datetime:
    """Return a moment in UTC, to the second; a day alone stands for its noon.

    A time without a zone is taken to be in UTC like all others, so that a file
    means the same wherever it is read. Raises ValueError outside the years that
    every system can show in local time.
    """
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12))
    moment = utc(moment)
    if moment.microsecond:
        moment = moment.replace(microsecond=0)
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("out of range")
    return moment


def new_text(syllabus: str) -> str:
    """Return the text of a record in which nothing was done yet."""
    return with_last_line(tomli_w.dumps({"format": FORMAT, "syllabus": syllabus}))


def changes_between(old: StudyRecord, new: StudyRecord) -> dict[TablePath, Values]:
    """Return the keys that change from `old` to `new`, by table; `()` is the file itself."""
    changes: dict[TablePath, Values] = {}
    if old.syllabus != new.syllabus:
        changes[()] = {"syllabus": new.syllabus}
    for section, empty in NOTHING.items():
        before: Mapping[str, Entry] = getattr(old, section)
        after: Mapping[str, Entry] = getattr(new, section)
        for id in before.keys() | after.keys():
            was, now = before.get(id, empty), after.get(id, empty)
            if was != now:
                changes[section, id] = _changed_keys(was, now)
    return changes


def _changed_keys(was: Entry, now: Entry) -> Values:
    """Return the keys that change; a title is never taken out alone."""
    before, after = _written(was), _written(now)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {
        key: after.get(key)
        for key in KEY_ORDER
        if key in changed and not (key == "title" and key not in after)
    }


def _written(entry: Entry) -> dict[str, Any]:
    """Return what a table says of an entry: only what is not as if nothing had been done."""
    empty = type(entry)()
    pairs = zip(entry._fields, entry, empty, strict=True)
    written = {key: value for key, value, default in pairs if value != default}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in written.items()}


def deeds(changes: Mapping[TablePath, Values]) -> list[tuple[str, str]]:
    """Return what changes come to in words, an id and a word each; a title says nothing."""
    found = []
    for path, values in changes.items():
        if not path:
            continue
        section, id = path
        undone = "resumed" if section == "courses" else "taken back"
        for key, value in values.items():
            if key == "status":
                found.append((id, value or undone))
            elif deed := FIELDS[key].deed:
                found.append((id, deed))
    return list(dict.fromkeys(found))


def rank_in(order: Iterable[str]) -> Rank:
    """Return the function that ranks the tables of a record whose ids come in `order`.

    Ids that are not in it come behind those that are, by their numbers, and tables
    of others last.
    """
    places = {id: number for number, id in enumerate(order)}

    def rank(path: TablePath) -> tuple[int, int, Sequence[tuple[int, str]]]:
        section = SECTIONS.index(path[0]) if path[0] in SECTIONS else len(SECTIONS)
        id = path[1] if len(path) > 1 else ""
        if id in places:
            return section, places[id], ()
        parts = id.split(".")
        numbers = tuple((int(p) if p.isascii() and p.isdigit() else 0, p) for p in parts)
        return section, len(places), numbers

    return rank


def patched(data: Mapping[str, Any], changes: Mapping[TablePath, Values]) -> dict[str, Any]:
    """Return a record's data as it is meant to be after `changes`."""
    tables = {path: values for path, values in changes.items() if path}
    sections = {section for section, _ in tables}
    meant = {**data, **changes.get((), {})}
    meant.update({section: dict(data.get(section, {})) for section in sections})
    for (section, id), values in tables.items():
        table = {**meant[section].get(id, {}), **values}
        meant[section][id] = {key: value for key, value in table.items() if value is not None}
    return meant


def meaning(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's data without the tables that say nothing."""
    says = dict(data)
    for section in SECTIONS:
        tables = says.pop(section, {})
        kept = {id: table for id, table in tables.items() if table.keys() - {"title"}}
        if kept:
            says[section] = kept
    return says


def same_data(one: object, other: object) -> bool:
    """Whether two values are the same; not-a-number is the same as itself."""
    if one == other:
        return True  # the usual case, and forty times as fast with 10,000 tables
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_data(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_data, one, other))
    return one == other or (one != one and other != other)  # noqa: PLR0124 - so NaN is told


def is_complete(text: str) -> bool:
    """Return whether a record has its last line, whatever a person wrote below it."""
    return bool(_starts(text))


def with_last_line(text: str) -> str:
    """Return the text of a record with its last line, once and as the last.

    No blank line stands before it: git then sees a conflict where both sides add a
    table at the end, and does not put one below the other.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    body = without_last_line(text)
    body += "" if body.endswith("\n") else newline
    return f"{body}{LAST_LINE}{newline}"


def without_last_line(text: str) -> str:
    """Return the text of a record without its last line, wherever a person wrote below it."""
    for start in reversed(_starts(text)):
        below = text[start + len(LAST_LINE) :]
        text = text[:start] + below.removeprefix("\r").removeprefix("\n")
    return text


def _starts(text: str) -> list[int]:
    """Return where the last line stands in the text of a record: once, and last, unless odd."""
    written = text.rstrip()
    is_last = written == LAST_LINE or written.endswith(f"\n{LAST_LINE}")
    if is_last and text.count(LAST_LINE) == 1:
        return [len(written) - len(LAST_LINE)]
    return comment_starts(text, LAST_LINE)
