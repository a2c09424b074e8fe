"""The Pydantic models of both TOML files; `description` says what a key may hold.

The models stand at the file edge: they check what people wrote by hand, and
`compiling` turns what they accept into plain values. Importing this module
costs more than a whole `tracker done`, so it is imported only where nothing
compiled is at hand.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from mlops_tracker.store.places import SHIPPED_ID
from mlops_tracker.store.record_text import FORMAT, in_utc
from mlops_tracker.study.record import CourseStatus, ItemStatus

BARE_ID = 'is within other tables; expected an id in quotes, such as `[items."1.2.3"]`'

Format = Annotated[int, Field(ge=FORMAT, le=FORMAT, description=f"`{FORMAT}`")]
Title = Annotated[str, Field(pattern=r"\S", description="a text that is not empty")]
Titles = Annotated[tuple[Title, ...], Field(strict=False, description="a list of titles")]
Text = Annotated[str, Field(description="a text")]
OptionalText = Annotated[str | None, Field(description="a text")]
Last = Annotated[int, Field(ge=0, description="the highest number that was ever in use")]
Minutes = Annotated[int | None, Field(ge=0, description="a whole number of minutes, 0 or more")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ItemEntry(_Strict):
    """One item of a syllabus file."""

    id: Annotated[
        str,
        Field(
            pattern=r"^[1-9][0-9]*\.[1-9][0-9]*\.[1-9][0-9]*$",
            description="an id in quotes, such as `1.2.3`",
        ),
    ]
    kind: Title
    title: Title
    optional: Annotated[bool, Field(description="`true` or `false`")] = False
    minutes: Minutes = None
    url: OptionalText = None


class WeekEntry(_Strict):
    """One week of a syllabus file."""

    id: Annotated[
        str,
        Field(pattern=r"^[1-9][0-9]*\.[1-9][0-9]*$", description="an id in quotes, such as `1.2`"),
    ]
    title: Title
    also: Titles = ()
    summary: OptionalText = None
    url: OptionalText = None
    last: Last = 0
    items: Annotated[list[ItemEntry], Field(description="a list of items")] = []


class CourseEntry(_Strict):
    """One course of a syllabus file."""

    id: Annotated[str, Field(pattern=r"^[1-9][0-9]*$", description="an id in quotes, such as `1`")]
    title: Title
    also: Titles = ()
    url: OptionalText = None
    last: Last = 0
    weeks: Annotated[list[WeekEntry], Field(description="a list of weeks")] = []


class SyllabusFile(_Strict):
    """A syllabus file."""

    format: Format
    id: Title
    title: Title
    url: OptionalText = None
    last: Last = 0
    courses: Annotated[
        list[CourseEntry], Field(min_length=1, description="a list of at least one course")
    ]


class _Kept(BaseModel):
    """A table of the record: keys that a person added are theirs, and stay."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Quoted(_Kept):
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


class ItemTable(_Quoted):
    """What a record file says of one item."""

    title: Text = ""
    status: Annotated[
        ItemStatus,
        Field(description="`todo`, `doing`, `done` or `skipped`"),
    ] = "todo"
    done_at: Annotated[
        datetime | date | None,
        AfterValidator(in_utc),
        Field(description="a date and time such as 2026-11-20T21:14:05Z"),
    ] = None
    spent_minutes: Minutes = None
    score: Annotated[float | None, Field(ge=0, le=100, description="a percent from 0 to 100")] = (
        None
    )
    links: Annotated[tuple[str, ...], Field(strict=False, description="a list of texts")] = ()
    note: Text = ""


class WeekTable(_Quoted):
    """What a record file says of one week."""

    note: Text = ""


class CourseTable(_Kept):
    """What a record file says of one course."""

    status: Annotated[
        CourseStatus,
        Field(description="`active`, `completed` or `dropped`"),
    ] = "active"
    why: Text = ""
    stars: Annotated[int | None, Field(ge=1, le=5, description="a whole number, 1 to 5")] = None
    review: Text = ""
    note: Text = ""


class RecordFile(_Kept):
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
