"""Some tables of a TOML text added, changed or taken out.

A change touches the lines of its own table only, so everything else a person
wrote stays byte for byte. A table that reads just as the program would write
it is written anew with tomli-w; any other is edited with tomlkit, which keeps
comments and layout (and costs 9 ms to import).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mlops_tracker.files.toml_tables import Span, blank_end, body_end, comments, spans
from mlops_tracker.files.toml_writing import (
    TablePath,
    Values,
    can_be_multiline,
    checked,
    rendered,
)

Rank = Callable[[TablePath], Any]
"""Where a table belongs: the less, the further up."""


def changed_text(
    text: str,
    changes: Mapping[TablePath, Values],
    order: Sequence[str],
    rank: Rank,
    written: Mapping[TablePath, str] = MappingProxyType({}),
) -> str:
    """Give `text` with some tables changed, their keys in `order`.

    A table that is not there yet stands before the first one that `rank` puts
    behind it, as the program writes it unless it is `written` already. A table
    of which nothing but its title would be left goes. Raises ValueError.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text += "" if text.endswith("\n") else newline
    there = spans(text)
    by_path = {span.path: span for span in there}
    ranks: list[Any] = []
    pieces: list[tuple[int, int, str]] = []
    for path in sorted(changes, key=rank):
        if span := by_path.get(path):
            start, end = span.start, body_end(text, span)
            new = _changed_table(text[start:end], path, changes[path], order)
            end = end if new else blank_end(text, end)
        else:
            ranks = ranks or [rank(span.path) for span in there]
            mine = rank(path)
            behind = (number for number, other in enumerate(ranks) if other > mine)
            start = end = _place_before(text, there, next(behind, len(there)))
            new = written.get(path) or checked(path, changes[path])
            new += "\n" * (start < len(text))
        pieces.append((start, end, new.replace("\r\n", "\n").replace("\n", newline)))
    return _joined(text, pieces, newline)


def changed_document(text: str, changes: Mapping[TablePath, Values]) -> str:
    """Give `text` with tables changed wherever and however they are written.

    Slow for large texts; for tables without a header of their own, such as
    `items = { "1.1.1" = { status = "done" } }`. Raises ValueError where tomlkit
    cannot do it.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        for path, values in changes.items():
            table: Any = document
            for key in path:
                if key not in table:
                    inline = isinstance(table, tomlkit.items.InlineTable)
                    table[key] = tomlkit.inline_table() if inline else tomlkit.table()
                table = table[key]
            _assign(table, values)
        changed = tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"tomlkit: {error}") from error
    # tomlkit takes a comment out with the key before it.
    lost = (Counter(comments(text)) - Counter(comments(changed))).elements()
    newline = "\r\n" if "\r\n" in text else "\n"
    changed = "".join([changed, *(f"{comment}\n" for comment in lost)])
    return changed.replace("\r\n", "\n").replace("\n", newline)


def table_texts(text: str) -> dict[TablePath, str]:
    """Give the tables of a text as they stand there, the comments right above each included."""
    there = spans(text)
    return {
        span.path: text[_place_before(text, there, number) : body_end(text, span)]
        for number, span in enumerate(there)
    }


def _changed_table(written: str, path: TablePath, values: Values, order: Sequence[str]) -> str:
    """Give the text of one table changed; an empty text when nothing is left of it."""
    import tomllib

    table: Any = tomllib.loads(written)
    for key in path:
        table = table[key]
    after = {**table, **values}
    after = {key: after[key] for key in (*order, *after) if after.get(key) is not None}
    is_ours = rendered(path, table) == written
    if after.keys() <= {"title"} and (is_ours or not comments(written)):
        return ""
    return checked(path, after) if is_ours else changed_document(written, {path: values})


def _assign(table: Any, values: Values) -> None:
    """Change the keys of a tomlkit table."""
    import tomlkit

    multiline = can_be_multiline(values)
    for key, value in values.items():
        if key in table and (value is None or isinstance(value, dict)):
            del table[key]  # also of keys with dots, which are not replaced otherwise
        if value is None:
            continue
        if isinstance(value, str) and "\n" in value and multiline:
            table[key] = tomlkit.string(value, multiline=True)
        else:
            table[key] = value


def _place_before(text: str, there: list[Span], number: int) -> int:
    """Give where a table begins, with the comments right above it; the end if there is none."""
    if number == len(there):
        return len(text)
    start = there[number].start
    floor = body_end(text, there[number - 1]) if number else 0
    while start > floor:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].lstrip().startswith("#"):
            break
        start = line
    return start


def _joined(text: str, pieces: list[tuple[int, int, str]], newline: str) -> str:
    """Give `text` with parts replaced, and new ones behind its end after a blank line each."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        if start == len(text):
            break
        parts += (text[at:start], new)
        at = end
    joined = "".join((*parts, text[at:]))
    if any(end == len(text) and not new for _, end, new in pieces):
        joined = joined.rstrip("\r\n") + newline
    behind = (new for start, _, new in pieces if start == len(text))
    return joined + "".join(newline + new for new in behind)
