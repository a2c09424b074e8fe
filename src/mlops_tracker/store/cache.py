"""Compiled forms of files, so that what was validated once is not validated again.

An entry holds the exact bytes it was compiled from, so a hit is certain and
needs no hash; a checksum guards the compiled form itself. A missing, damaged,
outdated or unwritable entry costs time, never correctness. The forms are plain lists and
texts: named tuples become lists by themselves, and are turned back here.
"""

import json
import os
import zlib
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from mlops_tracker import __version__
from mlops_tracker.store.safe_write import make_private_folder, open_plain
from mlops_tracker.study.record import (
    CourseRecord,
    ItemRecord,
    StudyRecord,
    Texts,
    WeekRecord,
    typed_as,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

COMPILED_FORM = 4
"""Raise it whenever a compiled form changes otherwise than by a field."""

_KINDS = (Course, Week, Item, CourseRecord, WeekRecord, ItemRecord)
_FIELDS = [kind._fields for kind in _KINDS]
TIMES = {kind: [kind._fields.index(n) for n in typed_as(kind, datetime)] for kind in _KINDS}
LISTS = {kind: [kind._fields.index(n) for n in typed_as(kind, Texts)] for kind in _KINDS}
"""Where times and lists stand among the fields of each: JSON has no times, and no tuples."""
_SHAPE = f"{COMPILED_FORM}-{zlib.crc32(repr(_FIELDS).encode()):08x}"
_MAGIC = f"tracker {__version__}/{_SHAPE}".encode().ljust(32)
_NUMBER = 8
_HEAD = len(_MAGIC) + 2 * _NUMBER


class Cache:
    """Compiled forms in a folder, one for each file they were compiled from."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist."""
        self._folder = folder

    def get(self, source: Path, content: bytes) -> Any | None:
        """Return the compiled form of `source` if it was made from `content`, else None."""
        try:
            with open(open_plain(self._entry(source)), "rb") as file:
                entry = file.read()
        except OSError:  # not there or unreadable: it costs time, never correctness
            return None
        start = _HEAD + len(content)
        length, checksum = entry[len(_MAGIC) : _HEAD - _NUMBER], entry[_HEAD - _NUMBER : _HEAD]
        compiled = entry[start:]
        if (
            entry[: len(_MAGIC)] != _MAGIC
            or int.from_bytes(length) != len(content)
            or entry[_HEAD:start] != content
            or int.from_bytes(checksum) != zlib.crc32(compiled)
        ):
            return None
        return json.loads(compiled)

    def put(self, source: Path, content: bytes, form: Any) -> None:
        """Keep the compiled form of `source`; do nothing where that is impossible."""
        compiled = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
        numbers = (len(content), zlib.crc32(compiled))
        head = _MAGIC + b"".join(number.to_bytes(_NUMBER) for number in numbers)
        # Written in place, without a draft that a kill would leave behind: what is not
        # there to its end, or is of two writers, does not pass the checksum.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with suppress(OSError):  # as above
            make_private_folder(self._folder)
            with open(open_plain(self._entry(source), flags), "wb") as file:
                file.write(head + content + compiled)

    def _entry(self, source: Path) -> Path:
        """Return the file that holds the compiled form of `source`."""
        name = os.fsencode(os.path.abspath(source))
        return self._folder / f"{zlib.crc32(name):08x}.json"


def compiled_syllabus(syllabus: Syllabus) -> list[Any]:
    """Return a syllabus as lists."""
    return [syllabus.id, syllabus.title, syllabus.courses, syllabus.url, syllabus.last]


def syllabus_from(form: list[Any]) -> Syllabus:
    """Return the syllabus that was compiled to `form`."""
    id, title, courses, url, last = form
    return Syllabus(id, title, tuple(map(_course_from, courses)), url, last)


def _course_from(form: list[Any]) -> Course:
    course = _made(Course, form)
    made: Course = course._replace(weeks=tuple(map(_week_from, course.weeks)))
    return made


def _week_from(form: list[Any]) -> Week:
    week = _made(Week, form)
    has_plain_items = not (TIMES[Item] or LISTS[Item])  # the usual case, and there are many
    item_from = Item._make if has_plain_items else partial(_made, Item)
    made: Week = week._replace(items=tuple(map(item_from, week.items)))
    return made


def compiled_record(record: StudyRecord) -> list[Any]:
    """Return a record as lists, its times as ISO texts."""
    sections = (record.items, record.weeks, record.courses)
    return [record.syllabus, *({id: _form_of(e) for id, e in one.items()} for one in sections)]


def record_from(form: list[Any]) -> StudyRecord:
    """Return the record that was compiled to `form`."""
    syllabus, items, weeks, courses = form
    return StudyRecord(
        syllabus,
        {id: _made(ItemRecord, item) for id, item in items.items()},
        {id: _made(WeekRecord, week) for id, week in weeks.items()},
        {id: _made(CourseRecord, course) for id, course in courses.items()},
    )


def _form_of(entry: Any) -> list[Any]:
    form = list(entry)
    for at in TIMES[type(entry)]:
        form[at] = form[at] and form[at].isoformat()
    return form


def _made(kind: Any, form: list[Any]) -> Any:
    """Return a value of a kind from its form, in which times become times and lists tuples."""
    for at in TIMES[kind]:
        form[at] = datetime.fromisoformat(form[at]) if form[at] else None
    for at in LISTS[kind]:
        form[at] = tuple(form[at])
    return kind._make(form)
