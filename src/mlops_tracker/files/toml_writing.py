"""One table -> TOML text, as the program writes it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import tomli_w

TablePath = tuple[str, ...]
Values = Mapping[str, Any]
"""New values by key; None takes a key out."""


class _UtcTime(datetime):
    """A time that TOML writers write as `2026-11-20T21:14:05Z`."""

    def __str__(self) -> str:
        """Give the time as RFC 3339 does."""
        return self.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def rendered(path: TablePath, values: Values) -> str:
    """Give a table as the program writes it."""
    nested: Any = {k: _writable(v) for k, v in values.items() if v is not None}
    for key in reversed(path):
        nested = {key: nested}
    written = tomli_w.dumps(nested, multiline_strings=can_be_multiline(values))
    bare = f"[{'.'.join(path)}]\n"
    if len(path) == 2 and written.startswith(bare):  # `[courses.3]`: ids stand in quotes
        written = f'[{path[0]}."{path[1]}"]\n' + written.removeprefix(bare)
    return written


def _writable(value: Any) -> Any:
    """Give a value in the form that tomli-w writes as people do."""
    if isinstance(value, datetime) and value.tzinfo and not value.utcoffset():
        return _UtcTime.combine(value.date(), value.timetz())
    return value


def can_be_multiline(values: Values) -> bool:
    """Whether every text is safe on lines of its own.

    A carriage return would be read back as a line feed, and a line that looks
    like a merge conflict would be taken for one.
    """
    return not any(map(_is_unsafe, _texts(values)))


def _is_unsafe(text: str) -> bool:
    """Whether a text on lines of its own would be read otherwise than it was meant."""
    if "\r" in text:
        return True
    has_marker = "<<<<<<<" in text or ">>>>>>>" in text
    return has_marker and re.search(r"^(?:<{7}|>{7})", text, re.MULTILINE) is not None


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
