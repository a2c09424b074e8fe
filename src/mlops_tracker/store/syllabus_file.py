"""A syllabus -> the TOML that people could have written, known to be read back as it is meant."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli_w

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.store.lock import locked
from mlops_tracker.store.output_file import WAYS_ON, Replaced, replace_copied
from mlops_tracker.store.reading import as_toml, read_bytes
from mlops_tracker.store.record_text import FORMAT
from mlops_tracker.store.schema import syllabus_of
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week


def save_syllabus(path: Path, content: bytes, *, replace: bool) -> Replaced:
    """Write a syllabus file; return what became of the one that was there, and its copy.

    Raises RefusedError where another is there and is not to be replaced,
    DamagedFileError, NotSavedError.
    """
    with locked(path):
        before = read_bytes(path)
        if before is not None and before != content and not replace:
            raise _existing(path)
        if before == content:
            return Replaced(was_there=True)
        return replace_copied(path, content, before)


def is_there(path: Path, content: bytes, *, replace: bool) -> bool:
    """Whether there is a file already. Raises RefusedError for one that is not to be replaced."""
    before = read_bytes(path)
    if before is not None and before != content and not replace:
        raise _existing(path)
    return before is not None


def _existing(path: Path) -> RefusedError:
    return RefusedError(f"`{path}` is there already; it was left as it is", hint=WAYS_ON)


def content_of(syllabus: Syllabus, path: Path, about: str = "") -> bytes:
    """Return the bytes of a syllabus file that begins with comments `about` it.

    Raises NotSavedError where it would say something else than is meant.
    """
    text = "".join(_lines(syllabus, about))
    found = syllabus_of(as_toml(text, path), text, path)
    if _parts(found) != _parts(syllabus):
        raise NotSavedError(f"`{path}` would not be read back as it is; nothing was saved")
    return text.encode()


def _parts(syllabus: Syllabus) -> tuple[Any, ...]:
    return syllabus.id, syllabus.title, syllabus.url, syllabus.last, syllabus.courses


def _lines(syllabus: Syllabus, about: str) -> Iterator[str]:
    """Return the text in pieces."""
    for line in about.splitlines():
        comment = "".join(char if char.isprintable() else "?" for char in line)
        yield f"# {comment}".rstrip() + "\n"
    about_it = {"id": syllabus.id, "title": syllabus.title, "url": syllabus.url}
    yield _pairs({"format": FORMAT, **about_it, "last": syllabus.last or None})
    for course in syllabus.courses:
        yield "\n[[courses]]\n" + _pairs(_written(course))
        for week in course.weeks:
            yield "\n[[courses.weeks]]\n" + _pairs(_written(week))
            yield "items = [\n" + "".join(f"  {_inline(item)},\n" for item in week.items) + "]\n"


def _written(entry: Course | Week | Item) -> Mapping[str, Any]:
    """Return what stands of a course, a week or an item: what it holds has tables of its own."""
    pairs = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in entry._asdict().items()
        if name not in {"weeks", "items"} and value != entry._field_defaults.get(name)
    }
    return {name: value for name, value in pairs.items() if value is not None}


def _inline(item: Item) -> str:
    """Return an item as a table on one line."""
    return (
        "{ " + ", ".join(f"{key} = {_value(told)}" for key, told in _written(item).items()) + " }"
    )


def _value(value: Any) -> str:
    """Return a value on one line; tomli-w would spread a list over several."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return tomli_w.dumps({"k": value}).removeprefix("k = ").removesuffix("\n")


def _pairs(values: Mapping[str, Any]) -> str:
    """Return keys and values, a line each, without those that say nothing."""
    return tomli_w.dumps({k: v for k, v in values.items() if v is not None and v != []})
