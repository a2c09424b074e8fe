"""A backup in JSON: the syllabus and the record, exact and complete, and read back as such.

One object: `format`, `syllabus` as in its file, and `record` with `items`,
`weeks` and `courses` by id, as in the record file. Every key is always there,
null where nothing is known. What a person added to the files by hand (comments,
keys of their own) is not in it.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from mlops_tracker.clock import utc
from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import (
    Account,
    Became,
    Exact,
    Outline,
    Study,
    UnfollowedError,
    outline_of,
    with_line_feeds,
)
from mlops_tracker.study.record import StudyRecord, utc_text
from mlops_tracker.study.syllabus import Course, Syllabus

FORMAT = 1
_BEGINNING = re.compile(r'\s*\{\s*"format":\s*\d+,\s*"syllabus":\s*\{')


class Backup(NamedTuple):
    """All that a backup holds."""

    syllabus: Syllabus
    record: StudyRecord


class _SyllabusPart(NamedTuple):
    id: str
    title: str
    url: str | None
    courses: tuple[Course, ...]
    last: int = 0


class _Document(NamedTuple):
    format: int
    syllabus: _SyllabusPart
    record: StudyRecord


def is_own(text: str) -> bool:
    """Whether a text that begins like this is a backup, or one that another program wrote anew."""
    return _BEGINNING.match(text) is not None or _is_whole(text)


def _is_whole(text: str) -> bool:
    """Whether a text is all of an object that has both parts of a backup."""
    if '"syllabus"' not in text or '"record"' not in text:
        return False
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "syllabus" in data and "record" in data


def backup(study: Study) -> str:
    """Return a backup of a syllabus and a record."""
    syllabus, record = study.syllabus, study.record
    part = _SyllabusPart(syllabus.id, syllabus.title, syllabus.url, syllabus.courses, syllabus.last)
    return json.dumps(_plain(_Document(FORMAT, part, record)), indent=2) + "\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: named tuples as objects, times in UTC as ISO texts."""
    if isinstance(value, datetime):
        return utc_text(value.astimezone(UTC))
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def read(text: str) -> Backup:
    """Return what a backup holds. Raises DamagedFileError with the first problem.

    Whether ids are well formed is for the reader of a syllabus to say.
    """
    from pydantic import TypeAdapter, ValidationError  # loads Pydantic, 70 ms

    try:
        found = TypeAdapter(_Document).validate_json(text.removeprefix("\ufeff"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part != "dict")
        where = f"`{place}`: " if place else ""
        raise DamagedFileError(
            f"this is no backup: {where}{first['msg'][:1].lower()}{first['msg'][1:]}",
            hint="`tracker export json` writes one",
        ) from error
    if found.format != FORMAT:
        raise DamagedFileError(
            f"this backup has format {found.format}; expected {FORMAT}",
            hint="a newer tracker wrote it; use that one",
        )
    items = {
        id: did._replace(done_at=did.done_at and utc(did.done_at))
        for id, did in found.record.items.items()
    }
    part = found.syllabus
    syllabus = Syllabus(part.id, part.title, part.courses, part.url, part.last)
    return Backup(syllabus, found.record._replace(items=items))


_ID = re.compile(r'\s*"id": "([1-9][0-9.]*)",?\s*')
_RECORD = re.compile(r'  "record": \{\s*')


def read_backup(text: str, name: str) -> Outline:  # noqa: ARG001 - a backup has a title
    """Return the outline of a backup.

    Raises DamagedFileError for one that holds anything else than a backup does,
    UnfollowedError for what is no whole object.
    """
    text = with_line_feeds(text)
    if not _is_whole(text):
        raise UnfollowedError(1, "it does not hold a syllabus and a record")
    backup = read(text)
    lines = text.split("\n")
    starts = list(_starts(lines, backup))
    ends = [line - 1 for line, *_ in starts[1:]] + [len(lines)]
    accounts = [
        Account(line, end, became, title, "an object of the backup")
        for (line, became, _, title), end in zip(starts, ends, strict=True)
    ]
    places = {id: line for line, became, id, _ in starts if became == "item"}
    return outline_of(Exact(backup.syllabus, backup.record), places, accounts, text)


def _starts(lines: list[str], backup: Backup) -> Iterator[tuple[int, Became, str, str]]:
    """Return the lines where something begins: what it is, its id and its title.

    A backup that another program wrote on one line is one thing.
    """
    levels: dict[int, Became] = {0: "course", 1: "week", 2: "item"}
    targets = backup.syllabus.targets
    yield 1, "title", "", backup.syllabus.title
    for number, line in enumerate(lines, start=1):
        if (found := _ID.fullmatch(line)) and found[1] in targets:
            yield number, levels[found[1].count(".")], found[1], targets[found[1]].title
        elif _RECORD.fullmatch(line):
            yield number, "record", "", "record"
