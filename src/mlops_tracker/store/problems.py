"""TOML data -> values, or all that is wrong with them at once, in a person's words.

Pydantic counts from nought (`courses.0.weeks.2.items.3`); people know ids. So
each error is told with the line and the id of the course, week or item it is
in, what was found there and what was expected.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.store import schema
from mlops_tracker.store.reading import as_text, as_toml, read_bytes
from mlops_tracker.store.record_text import FORMAT
from mlops_tracker.store.toml_text import without_long_texts
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

Model = TypeVar("Model", bound=BaseModel)
SHOWN_PROBLEMS = 50
ALIKE = 0.75
"""How much a key and a known one have in common where it may be misspelt."""
LEVELS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "courses": ("course", schema.CourseEntry),
    "weeks": ("week", schema.WeekEntry),
    "items": ("item", schema.ItemEntry),
}
TABLES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "courses": ("course", schema.CourseTable),
    "weeks": ("week", schema.WeekTable),
    "items": ("item", schema.ItemTable),
}


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    line: int | None
    message: str


class _Spot(NamedTuple):
    """Where in the data an error is."""

    place: str
    """In words: "item `1.2.3`"; empty for the file itself."""
    line: int | None
    key: str
    model: type[BaseModel]
    is_named: bool
    """Whether what the key is in has an id, by which its line is known."""


def validated(model: type[Model], data: Mapping[str, Any], text: str, path: Path) -> Model:
    """Return `data` as a model. Raises DamagedFileError with every problem."""
    refuse_newer(data, path)
    problems: list[Problem] = []
    checked = None
    try:
        checked = model.model_validate(data)
    except ValidationError as error:
        problems += _field_problems(error, model, data, text)
    if model is schema.SyllabusFile:
        problems += _id_problems(data, text)
    if checked is None or problems:
        raise _error(path, problems)
    return checked


def refuse_newer(data: Mapping[str, Any], path: Path) -> None:
    """Raise DamagedFileError for a file of a newer format."""
    found = data.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise DamagedFileError(
            f"`{path}` has format {found}, newer than this tracker reads ({FORMAT})",
            hint="upgrade tracker; the file was left as it is",
        )


def _error(path: Path, problems: list[Problem]) -> DamagedFileError:
    """Return one error that tells every problem, in the order of the lines."""
    problems = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    lines = [
        f"`{path}`" + (f", line {problem.line}" if problem.line else "") + f": {problem.message}"
        for problem in problems
    ]
    told = lines[:SHOWN_PROBLEMS]
    if told != lines:
        told.append(f"and {len(lines) - len(told)} more; `tracker check` tells all")
    hint = "mend the file; it was left as it is"
    return DamagedFileError("\n".join(told), hint=hint, problems=tuple(lines))


def _field_problems(
    error: ValidationError, model: type[BaseModel], data: Mapping[str, Any], text: str
) -> Iterator[Problem]:
    """Return an error's problems with single values."""
    for detail in error.errors(include_url=False, include_context=False):
        spot = _spot(detail["loc"], model, data, text)
        line = _line_of_key(spot.key, spot.line, text) if spot.is_named else spot.line
        message = _message(detail["type"], _found(detail["input"]), spot)
        yield Problem(line, f"{spot.place}: {message}" if spot.place else message)


def _message(error: str, found: str, spot: _Spot) -> str:
    """Return what was found at a spot, and what was expected there."""
    if error == "value_error" and not spot.key:
        return schema.BARE_ID
    if not spot.key:
        return f"is {found}; expected a table"
    field = spot.model.model_fields.get(spot.key)
    expected = field.description if field else None
    if error == "missing":
        return f"`{spot.key}` is missing; expected {expected}"
    return f"`{spot.key}` is {found}; expected {expected or 'a table'}"


def _spot(
    loc: Sequence[str | int], model: type[BaseModel], data: Mapping[str, Any], text: str
) -> _Spot:
    """Follow an error's location into the data, noting the innermost id on the way."""
    names = LEVELS if model is schema.SyllabusFile else TABLES
    place, is_named = "", True
    line: int | None = None
    found: Any = data
    rest = list(loc)
    while len(rest) > 1 and rest[0] in names:
        level, model = names[str(rest[0])]
        outer = found[rest[0]]
        found = outer[rest[1]]
        is_key = isinstance(rest[1], str)
        id = str(rest[1]) if is_key else _id_of(found)
        is_named = is_key or bool(id)
        if is_named:
            before = _same_before(id, rest[1], outer)
            place, line = f"{level} `{id}`", next(islice(_lines_of(id, text), before, None), None)
        else:
            place = f"{level} number {int(rest[1]) + 1}" + (f" of {place}" if place else "")
        rest = rest[2:]
    return _Spot(place, line, str(rest[0]) if rest else "", model, is_named)


def _same_before(id: str, position: str | int, entries: Any) -> int:
    """Count the entries of the same id that stand before one in a list."""
    earlier = entries[:position] if isinstance(position, int) else []
    return sum(_id_of(entry) == id for entry in earlier)


def _id_problems(data: Mapping[str, Any], text: str) -> Iterator[Problem]:
    """Return the ids of a syllabus that are used twice."""
    seen: set[str] = set()
    for level, id in _ids(data):
        if id in seen:
            lines = list(dict.fromkeys(_lines_of(id, text)))[:2]
            places = f" (lines {lines[0]} and {lines[1]})" if lines[1:] else ""
            yield Problem(min(lines, default=None), f"{level} `{id}` is there twice{places}")
        seen.add(id)


def _ids(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return level and id of everything in a syllabus that has one."""
    for course in _tables(data, "courses"):
        course_id = _id_of(course)
        if course_id:
            yield "course", course_id
        for week in _tables(course, "weeks"):
            week_id = _id_of(week)
            if week_id:
                yield "week", week_id
            for item in _tables(week, "items"):
                if item_id := _id_of(item):
                    yield "item", item_id


def unknown_keys(path: Path) -> list[str]:
    """Return the keys of a syllabus file that are not known: misspelt, or of a later version.

    None where it cannot be read at all. Each is a sentence with its line.
    """
    with suppress(DamagedFileError):
        content = read_bytes(path) or b""
        text = as_text(content, path)
        data = as_toml(text, path)
        return [
            f"`{path}`" + (f", line {problem.line}" if problem.line else "") + problem.message
            for problem in islice(_unknown_keys(data, text), SHOWN_PROBLEMS)
        ]
    return []


def _unknown_keys(data: Mapping[str, Any], text: str) -> Iterator[Problem]:
    """Yield the keys of a syllabus that are not known, in the order of the file."""
    yield from _unknown(data, schema.SyllabusFile, "", text)
    for course in _tables(data, "courses"):
        yield from _unknown(course, schema.CourseEntry, "course", text)
        for week in _tables(course, "weeks"):
            yield from _unknown(week, schema.WeekEntry, "week", text)
            for item in _tables(week, "items"):
                yield from _unknown(item, schema.ItemEntry, "item", text)


def _unknown(
    table: Mapping[str, Any], model: type[BaseModel], level: str, text: str
) -> Iterator[Problem]:
    """Yield the keys of one table that are not known, each with the one that may be meant."""
    known = list(model.model_fields)
    unknown = [key for key in table if key not in known]
    if not unknown:
        return
    id = _id_of(table) if level else ""
    start = next(iter(_lines_of(id, text)), None) if id else None
    for key in unknown:
        near = get_close_matches(key, known, n=1, cutoff=ALIKE)
        meant = f"did you mean `{near[0]}`?" if near else "this version does not read it"
        where = f"{level} `{id}`: " if id else ""
        line = _line_of_key(key, start, text) if id or not level else None
        yield Problem(line, f": {where}unknown key `{key}`; {meant}")


def _tables(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the tables in a list, whatever else may be there."""
    entries = data.get(key)
    return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []


def _id_of(entry: object) -> str:
    """Return the id of a table, if it has one that can be shown."""
    id = entry.get("id") if isinstance(entry, dict) else ""
    return id if isinstance(id, str) else ""


def _lines_of(id: str, text: str) -> list[int]:
    """Return the lines where an id stands, in quotes or in a header, outside comments."""
    name = re.escape(id)
    spot = re.compile(rf"""^[^#\n]*?(?:["']{name}["']|\[\w+\.{name}[.\]])""", re.MULTILINE)
    return [text.count("\n", 0, match.end()) + 1 for match in spot.finditer(text)]


def _line_of_key(key: str, line: int | None, text: str) -> int | None:
    """Return the line where a key is set in the table that begins at `line`, else `line`.

    An item on a line of its own, `{ id = "1.2.3", ... }`, has all its keys there.
    """
    lines = without_long_texts(text).split("\n")
    if line and "{" in lines[line - 1]:
        return line
    for number, written in enumerate(lines[line or 0 :], start=(line or 0) + 1):
        if written.lstrip().startswith("["):
            break
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", written):
            return number
    return line


def _found(value: object) -> str:
    """Return a value as a person wrote it, shortened."""
    if isinstance(value, str) and not value.strip():
        return "empty"
    if isinstance(value, date | time):
        written = str(value)
    else:
        written = repr(value).lower() if isinstance(value, bool) else repr(value)
    return f"`{written if len(written) <= 40 else written[:37] + '...'}`"


def syllabus_of(data: Mapping[str, Any], text: str, path: Path) -> Syllabus:
    """Return the syllabus in a file's data. Raises DamagedFileError with every problem."""
    file = validated(schema.SyllabusFile, data, text, path)
    courses = tuple(_course_of(dict(course)) for course in file.courses)
    return Syllabus(file.id, file.title, courses, file.url, file.last)


def _course_of(told: dict[str, Any]) -> Course:
    return Course(**{**told, "weeks": tuple(_week_of(dict(week)) for week in told["weeks"])})


def _week_of(told: dict[str, Any]) -> Week:
    return Week(**{**told, "items": tuple(Item(**dict(item)) for item in told["items"])})


def record_of(data: Mapping[str, Any], text: str, path: Path) -> StudyRecord:
    """Return the record in a file's data. Raises DamagedFileError with every problem."""
    file = validated(schema.RecordFile, data, text, path)
    return StudyRecord(
        file.syllabus,
        {id: ItemRecord(**dict(table)) for id, table in file.items.items()},
        {id: WeekRecord(**dict(table)) for id, table in file.weeks.items()},
        {id: CourseRecord(**dict(table)) for id, table in file.courses.items()},
    )
