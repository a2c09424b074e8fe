"""TOML data -> values, or all that is wrong with them at once, in a person's words.

The Pydantic models check what people wrote by hand. Their fields are those of the named
tuples in `study`; what is checked of a field besides its type stands here, and its
`description` says what it may hold. Pydantic counts from nought
(`courses.0.weeks.2.items.3`); people know ids. So each error is told with the line and the
id of the course, week or item it is in, what was found there and what was expected.

Importing this module costs more than a whole `tracker done`, so it is imported only where
nothing compiled is at hand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.store.places import SHIPPED_ID
from mlops_tracker.store.reading import as_text, as_toml, read_bytes
from mlops_tracker.store.record_text import FORMAT, in_utc
from mlops_tracker.store.toml_text import without_long_texts
from mlops_tracker.study.record import (
    CourseRecord,
    CourseStatus,
    ItemRecord,
    ItemStatus,
    StudyRecord,
    WeekRecord,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

BARE_ID = 'is within other tables; expected an id in quotes, such as `[items."1.2.3"]`'
Format = Annotated[int, Field(ge=FORMAT, le=FORMAT, description=f"`{FORMAT}`")]
Title = Annotated[str, Field(pattern=r"\S", description="a text that is not empty")]
Titles = Annotated[tuple[Title, ...], Field(strict=False, description="a list of titles")]
OptionalText = Annotated[str | None, Field(description="a text")]
Last = Annotated[int, Field(ge=0, description="the highest number that was ever in use")]
Minutes = Annotated[int | None, Field(ge=0, description="a whole number of minutes, 0 or more")]
DESCRIBED = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "datetime": "a date and time such as 2026-11-20T21:14:05Z",
    "tuple": "a list of texts",
}
"""What a field of a type is that says nothing else of itself."""


def model_of(
    entry: type[tuple[Any, ...]], base: type[BaseModel], **known: object
) -> type[BaseModel]:
    """Return a model with the fields of a named tuple, those that are `known` as they are there."""
    defaults = getattr(entry, "_field_defaults", {})
    fields: dict[str, Any] = {
        name: (known.get(name) or _described(hint), defaults.get(name, ...))
        for name, hint in get_type_hints(entry).items()
    }
    return create_model(f"{entry.__name__}Table", __base__=base, __doc__=entry.__doc__, **fields)


def _described(hint: Any) -> Any:
    """Return a type with a description of what it takes. TOML has lists, and times of any zone."""
    if get_origin(hint) is tuple:
        return Annotated[hint, Field(strict=False, description=DESCRIBED["tuple"])]
    named = [one for one in get_args(hint) or [hint] if one is not type(None)]
    what = Field(description=DESCRIBED.get(getattr(named[0], "__name__", ""), "another value"))
    if named == [datetime]:
        return Annotated[datetime | date | None, AfterValidator(in_utc), what]
    return Annotated[hint, what]


def id_like(pattern: str, example: str) -> Any:
    """Return the type of an id."""
    described = f"an id in quotes, such as `{example}`"
    return Annotated[str, Field(pattern=rf"^{pattern}$", description=described)]


class _Table(BaseModel):
    """A table of either file. Keys that are not known are left to `check`, or to a person."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Quoted(_Table):
    """A table of the record whose id has dots in it."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_bare_ids(cls, table: object) -> object:
        """Refuse `[items.1.2.3]`: without quotes it is a table within tables."""
        if isinstance(table, dict) and any(
            key.isdigit() and isinstance(inner, dict) for key, inner in table.items()
        ):
            raise ValueError(BARE_ID)
        return table


_N = "[1-9][0-9]*"
ItemEntry: Any = model_of(
    Item,
    _Table,
    id=id_like(rf"{_N}\.{_N}\.{_N}", "1.2.3"),
    kind=Title,
    title=Title,
    minutes=Minutes,
)
WeekEntry: Any = model_of(
    Week,
    _Table,
    id=id_like(rf"{_N}\.{_N}", "1.2"),
    title=Title,
    items=Annotated[list[ItemEntry], Field(description="a list of items")],
    also=Titles,
    last=Last,
)
CourseEntry: Any = model_of(
    Course,
    _Table,
    id=id_like(_N, "1"),
    title=Title,
    weeks=Annotated[list[WeekEntry], Field(description="a list of weeks")],
    also=Titles,
    last=Last,
)


class SyllabusFile(_Table):
    """A syllabus file."""

    format: Format
    id: Title
    title: Title
    url: OptionalText = None
    last: Last = 0
    courses: Annotated[
        list[CourseEntry], Field(min_length=1, description="a list of at least one course")
    ]


ItemTable: Any = model_of(
    ItemRecord,
    _Quoted,
    status=Annotated[ItemStatus, Field(description="`todo`, `doing`, `done` or `skipped`")],
    spent_minutes=Minutes,
    score=Annotated[float | None, Field(ge=0, le=100, description="a percent from 0 to 100")],
)
WeekTable: Any = model_of(WeekRecord, _Quoted)
CourseTable: Any = model_of(
    CourseRecord,
    _Table,
    status=Annotated[CourseStatus, Field(description="`active`, `completed` or `dropped`")],
    stars=Annotated[int | None, Field(ge=1, le=5, description="a whole number, 1 to 5")],
)


class RecordTables(_Table):
    """A record file."""

    format: Format
    syllabus: Title = SHIPPED_ID
    items: Annotated[
        dict[str, ItemTable], Field(description='tables such as `[items."1.2.3"]`')
    ] = {}
    weeks: Annotated[dict[str, WeekTable], Field(description='tables such as `[weeks."1.2"]`')] = {}
    courses: Annotated[
        dict[str, CourseTable], Field(description='tables such as `[courses."1"]`')
    ] = {}


Model = TypeVar("Model", bound=BaseModel)
SHOWN_PROBLEMS = 50
ALIKE = 0.75
"""How much a key and a known one have in common where it may be misspelt."""
LEVELS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "courses": ("course", CourseEntry),
    "weeks": ("week", WeekEntry),
    "items": ("item", ItemEntry),
}
TABLES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "courses": ("course", CourseTable),
    "weeks": ("week", WeekTable),
    "items": ("item", ItemTable),
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
    if model is SyllabusFile:
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
        return BARE_ID
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
    names = LEVELS if model is SyllabusFile else TABLES
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
    yield from _unknown(data, SyllabusFile, "", text)
    for course in _tables(data, "courses"):
        yield from _unknown(course, CourseEntry, "course", text)
        for week in _tables(course, "weeks"):
            yield from _unknown(week, WeekEntry, "week", text)
            for item in _tables(week, "items"):
                yield from _unknown(item, ItemEntry, "item", text)


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
    file = validated(SyllabusFile, data, text, path)
    courses = tuple(_course_of(dict(course)) for course in file.courses)
    return Syllabus(file.id, file.title, courses, file.url, file.last)


def _course_of(told: dict[str, Any]) -> Course:
    return Course(**{**told, "weeks": tuple(_week_of(dict(week)) for week in told["weeks"])})


def _week_of(told: dict[str, Any]) -> Week:
    return Week(**{**told, "items": tuple(Item(**dict(item)) for item in told["items"])})


def record_of(data: Mapping[str, Any], text: str, path: Path) -> StudyRecord:
    """Return the record in a file's data. Raises DamagedFileError with every problem."""
    file = validated(RecordTables, data, text, path)
    return StudyRecord(
        file.syllabus,
        {id: ItemRecord(**dict(table)) for id, table in file.items.items()},
        {id: WeekRecord(**dict(table)) for id, table in file.weeks.items()},
        {id: CourseRecord(**dict(table)) for id, table in file.courses.items()},
    )
