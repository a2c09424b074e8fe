"""A syllabus -> the TOML that people could have written, known to be read back as it is meant."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli_w

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.files.lock import locked
from mlops_tracker.files.reading import as_toml, read_bytes
from mlops_tracker.files.record_text import FORMAT
from mlops_tracker.files.safe_write import replace_file
from mlops_tracker.files.validating import syllabus_of
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week


def save_syllabus(syllabus: Syllabus, path: Path, *, replace: bool, about: str = "") -> None:
    """Write a syllabus file that begins with comments `about` it.

    Raises RefusedError where a file is there and is not to be replaced,
    NotSavedError, or DamagedFileError.
    """
    content = checked_text(syllabus, path, about).encode()
    with locked(path):
        before = read_bytes(path)
        if before is not None and before != content and not replace:
            raise existing(path)
        if before != content:
            replace_file(path, content, before)


def existing(path: Path) -> RefusedError:
    """Give the error for a file that is there already."""
    return RefusedError(
        f"`{path}` is there already; it was left as it is",
        hint="name another with `-o`, or add `--force` to replace it",
    )


def checked_text(syllabus: Syllabus, path: Path, about: str = "") -> str:
    """Give the text of a syllabus file. Raises NotSavedError where it would say something else."""
    text = "".join(_lines(syllabus, about))
    found = syllabus_of(as_toml(text, path), text, path)
    if (found.id, found.title, found.url, found.courses) != (
        *(syllabus.id, syllabus.title, syllabus.url),
        syllabus.courses,
    ):
        raise NotSavedError(f"`{path}` would not be read back as it is; nothing was saved")
    return text


def _lines(syllabus: Syllabus, about: str) -> Iterator[str]:
    """Give the text in pieces."""
    for line in about.splitlines():
        yield "# " + "".join(char if char.isprintable() else "?" for char in line) + "\n"
    yield _pairs({"format": FORMAT, "id": syllabus.id, "title": syllabus.title, "url": syllabus.url})
    for course in syllabus.courses:
        yield "\n[[courses]]\n" + _pairs(_course(course))
        for week in course.weeks:
            yield "\n[[courses.weeks]]\n" + _pairs(_week(week))
            yield "items = [\n" + "".join(f"  {_inline(item)},\n" for item in week.items) + "]\n"


def _course(course: Course) -> Mapping[str, Any]:
    return {"id": course.id, "title": course.title, "also": list(course.also), "url": course.url}


def _week(week: Week) -> Mapping[str, Any]:
    return {
        "id": week.id,
        "title": week.title,
        "also": list(week.also),
        "summary": week.summary,
        "url": week.url,
    }


def _inline(item: Item) -> str:
    """Give an item as a table on one line."""
    values = {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "optional": item.optional or None,
        "minutes": item.minutes,
        "url": item.url,
    }
    return "{ " + ", ".join(_pairs(values).splitlines()) + " }"


def _pairs(values: Mapping[str, Any]) -> str:
    """Give keys and values, a line each, without those that say nothing."""
    return tomli_w.dumps({k: v for k, v in values.items() if v is not None and v != []})
