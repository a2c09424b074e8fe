"""The Pydantic models of both TOML files; `description` says what a key may hold.

The models stand at the file edge: they check what people wrote by hand, and `problems`
turns what they accept into plain values. Their fields are those of the named tuples in
`study`; what is checked of a field besides its type stands here. Importing this module
costs more than a whole `tracker done`, so it is imported only where nothing compiled is
at hand.
"""

from datetime import date, datetime
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from mlops_tracker.store.places import SHIPPED_ID
from mlops_tracker.store.record_text import FORMAT, in_utc
from mlops_tracker.study.record import (
    CourseRecord,
    CourseStatus,
    ItemRecord,
    ItemStatus,
    WeekRecord,
)
from mlops_tracker.study.syllabus import Course, Item, Week

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
    "datetime": "a date and time",
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
    """Return a type with a description of what it takes."""
    named = [one for one in get_args(hint) or [hint] if one is not type(None)]
    what = DESCRIBED.get(getattr(named[0], "__name__", ""), "another value")
    return Annotated[hint, Field(description=what)]


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
    done_at=Annotated[
        datetime | date | None,
        AfterValidator(in_utc),
        Field(description="a date and time such as 2026-11-20T21:14:05Z"),
    ],
    spent_minutes=Minutes,
    score=Annotated[float | None, Field(ge=0, le=100, description="a percent from 0 to 100")],
    links=Annotated[tuple[str, ...], Field(strict=False, description="a list of texts")],
)
WeekTable: Any = model_of(WeekRecord, _Quoted)
CourseTable: Any = model_of(
    CourseRecord,
    _Table,
    status=Annotated[CourseStatus, Field(description="`active`, `completed` or `dropped`")],
    stars=Annotated[int | None, Field(ge=1, le=5, description="a whole number, 1 to 5")],
)


class RecordFile(_Table):
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
