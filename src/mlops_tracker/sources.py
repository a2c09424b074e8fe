"""A source that is to be imported: read, and what the tool itself wrote checked.

Whatever comes out of here can be kept in files. Nothing here prints or asks.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import Exact, Outline
from mlops_tracker.formats.reading import read_outline
from mlops_tracker.study.syllabus import Syllabus

NO_NAMES = frozenset({"readme", "index", "stdin", ""})
"""File names that say nothing about the course."""

NO_ID = "imported"
"""The id of a syllabus whose title gives none."""


def read(
    text: str, source_format: str, file: str, title: str | None = None, name: str | None = None
) -> Outline:
    """Give the outline of a source; `file` is `-` for stdin. Raises DamagedFileError naming it.

    Where it has no title it goes by its `name`, or by that of its file.
    """
    stem = name or ("" if file == "-" else Path(file).stem)
    try:
        outline = read_outline(text, source_format, "" if stem.lower() in NO_NAMES else stem)
    except DamagedFileError as error:
        where = "stdin" if file == "-" else f"`{file}`"
        raise DamagedFileError(f"{where}: {error.message}", hint=error.hint) from error
    if outline.exact is not None:
        path = Path("stdin" if file == "-" else file)
        outline = outline._replace(exact=_checked(outline.exact, path))
    return outline._replace(title=title.strip()) if title else outline


def _checked(exact: Exact, path: Path) -> Exact:
    """Give what was read exactly as files can hold it. Raises DamagedFileError if they cannot."""
    from mlops_tracker.files.validating import record_of, syllabus_of  # loads Pydantic, 70 ms

    syllabus, record = exact.syllabus, exact.record
    id = syllabus.id or NO_ID
    whole = {"id": id, "title": syllabus.title, "url": syllabus.url, "courses": syllabus.courses}
    found = syllabus_of(_plain({"format": 1, **whole}), "", path)
    tables = {"items": record.items, "weeks": record.weeks, "courses": record.courses}
    kept = record_of(_plain({"format": 1, "syllabus": id, **tables}), "", path)
    checked = Syllabus(syllabus.id, found.title, found.courses, found.url)
    return exact._replace(syllabus=checked, record=kept._replace(syllabus=record.syllabus))


def _plain(value: Any) -> Any:
    """Give a value as TOML has it: tables and lists, without what says nothing."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def of_study(outline: Outline, syllabus: Syllabus) -> Outline | None:
    """Give what was read exactly with the ids of the syllabus in use, if it is of that one.

    It may be of a course or a week alone. All its items must be there: with their
    ids and titles, or, where a source has no ids, in the same weeks and order. None
    for what is of another syllabus.
    """
    exact = outline.exact
    if exact is None or not exact.syllabus.places:
        return None
    known = {item.id: item.title for item in syllabus.items()}
    ids: dict[str, str | None] = {item.id: item.id for item in exact.syllabus.items()}
    if exact.is_to_the_day:
        ids = _ids_by_place(exact.syllabus, syllabus)
    for item in exact.syllabus.items():
        if known.get(ids[item.id] or "") != item.title:
            return None
    items = {ids.get(id) or id: did for id, did in exact.record.items.items()}
    return outline._replace(exact=exact._replace(record=exact.record._replace(items=items)))


def _ids_by_place(counted: Syllabus, syllabus: Syllabus) -> dict[str, str | None]:
    """Give the id in the syllabus for each counted one: of the next item called the same."""
    ids: dict[str, str | None] = {}
    for week_id, (_, week) in counted.weeks.items():
        _, there = syllabus.weeks.get(week_id, (None, None))
        rest = iter(there.items if there else ())
        for item in week.items:
            ids[item.id] = next((other.id for other in rest if other.title == item.title), None)
    return ids
