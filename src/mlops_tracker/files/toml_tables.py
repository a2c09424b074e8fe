"""The tables of a TOML text: where each lies; some added, changed or taken out.

A change touches the lines of its own table only, so everything else a person
wrote stays byte for byte. A table that reads just as the program would write
it is written anew with tomli-w; any other is edited with tomlkit, which keeps
comments and layout (and costs 9 ms to import).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import tomli_w

TablePath = tuple[str, ...]
Values = Mapping[str, Any]
"""New values by key; None takes a key out."""
Rank = Callable[[TablePath], Any]
"""Where a table belongs: the less, the further up."""

# What is in between, strings of one line included, is passed over in one go:
# to look at each string of 10,000 items took 50 ms of a save.
_TOKEN = re.compile(
    r"""
    (?: [^"'\#\[\]{}]++ | "(?!"")(?:\\.|[^"\\\n])*+" | '(?!'')[^'\n]*+' )*+
    (?: (?P<header>\[(?P<section>\w+)\."(?P<id>[^"\\\n]+)"\](?=\r?\n))
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comment>\#[^\n]*)
      | (?P<string>"{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5}) )
    """,
    re.VERBOSE | re.DOTALL,
)


class Span(NamedTuple):
    """The lines of one table, from its header up to the next header."""

    path: TablePath
    start: int
    last_string: int
    """Where its last string of several lines ends: no line before that is a comment."""
    end: int


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
    written = tomli_w.dumps(nested, multiline_strings=_can_be_multiline(values))
    bare = f"[{'.'.join(path)}]\n"
    if len(path) == 2 and written.startswith(bare):  # `[courses.3]`: ids stand in quotes
        written = f'[{path[0]}."{path[1]}"]\n' + written.removeprefix(bare)
    return written


def _writable(value: Any) -> Any:
    """Give a value in the form that tomli-w writes as people do."""
    if isinstance(value, datetime) and value.tzinfo and not value.utcoffset():
        return _UtcTime.combine(value.date(), value.timetz())
    return value


def _can_be_multiline(values: Values) -> bool:
    """Whether every text is safe on lines of its own.

    A carriage return would be read back as a line feed, and a line that looks
    like a merge conflict would be taken for one.
    """
    return not any(re.search(r"\r|^(?:<{7}|>{7})", t, re.MULTILINE) for t in _texts(values))


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def spans(text: str) -> list[Span]:
    """Find the tables of a TOML text, in the order they stand in."""
    found: list[Span] = []
    depth = 0
    path: TablePath = ()
    start = last_string = -1
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        header: TablePath = ()
        if kind == "header":
            header = (token["section"], token["id"])
        elif kind == "open":
            header = _odd_header(text, token.end() - 1) if not depth else ()
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "string":
            last_string = token.end()
        if header:
            line_start = text.rfind("\n", 0, token.end()) + 1
            found.append(Span(path, start, last_string, line_start))
            path, start, last_string = header, line_start, token.end()
    found.append(Span(path, start, last_string, len(text)))
    return found[1:]


def _odd_header(text: str, at: int) -> TablePath:
    """Give the keys of a header that the program would write otherwise; none for a value.

    A header that cannot be read stands for itself.
    """
    line_start = text.rfind("\n", 0, at) + 1
    if text[line_start:at].strip():
        return ()
    import tomllib

    line = text[at : _line_end(text, at, len(text))]
    try:
        nested: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return (line,)
    path = []
    while isinstance(nested, dict) and nested:
        [(key, nested)] = nested.items()
        path.append(key)
    return tuple(path)


def changed_text(
    text: str,
    changes: Mapping[TablePath, Values],
    order: Sequence[str],
    rank: Rank,
) -> str:
    """Give `text` with some tables changed, their keys in `order`.

    A table that is not there yet stands before the first one that `rank` puts
    behind it. A table of which nothing but its title would be left goes.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text += "" if text.endswith("\n") else newline
    there = spans(text)
    by_path = {span.path: span for span in there}
    pieces: list[tuple[int, int, str]] = []
    for path in sorted(changes, key=rank):
        if span := by_path.get(path):
            start, end = span.start, _body_end(text, span)
            new = _changed_table(text[start:end], path, changes[path], order)
            end += 0 if new else _blank(text, end)
        else:
            start = end = _place_for(path, text, there, rank)
            new = _checked(path, changes[path])
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
    except (TOMLKitError, KeyError, TypeError) as error:
        raise ValueError(f"tomlkit: {error}") from error
    # tomlkit takes a comment out with the key before it.
    lost = (Counter(_comments(text)) - Counter(_comments(changed))).elements()
    newline = "\r\n" if "\r\n" in text else "\n"
    changed = "".join([changed, *(f"{comment}\n" for comment in lost)])
    return changed.replace("\r\n", "\n").replace("\n", newline)


def _changed_table(written: str, path: TablePath, values: Values, order: Sequence[str]) -> str:
    """Give the text of one table changed; an empty text when nothing is left of it."""
    import tomllib

    table: Any = tomllib.loads(written)
    for key in path:
        table = table[key]
    after = {**table, **values}
    after = {key: after[key] for key in (*order, *after) if after.get(key) is not None}
    is_ours = rendered(path, table) == written
    if after.keys() <= {"title"} and (is_ours or not _comments(written)):
        return ""
    return _checked(path, after) if is_ours else changed_document(written, {path: values})


def _checked(path: TablePath, values: Values) -> str:
    """Give a table as the program writes it, known to be read back as it is meant.

    Raises ValueError where it is not.
    """
    import tomllib

    text = rendered(path, values)
    found: Any = tomllib.loads(text)
    for key in path:
        found = found.get(key, {})
    if found != {key: value for key, value in values.items() if value is not None}:
        raise ValueError(f"{path[-1]} would not be read back as it is")
    return text


def _assign(table: Any, values: Values) -> None:
    """Change the keys of a tomlkit table."""
    import tomlkit

    multiline = _can_be_multiline(values)
    for key, value in values.items():
        if value is None:
            if key in table:
                del table[key]
        elif isinstance(value, str) and "\n" in value and multiline:
            table[key] = tomlkit.string(value, multiline=True)
        else:
            table[key] = value


def without_long_strings(text: str) -> str:
    """Give a text with the strings of several lines blanked out, its lines as they were."""

    def blanked(token: re.Match[str]) -> str:
        blank = re.sub(r"[^\n]", " ", token["string"] or "")
        return token[0].removesuffix(token["string"] or "") + blank

    return _TOKEN.sub(blanked, text)


def _comments(written: str) -> list[str]:
    """Give the comments in a text."""
    tokens = _TOKEN.finditer(written)
    return [token["comment"].rstrip() for token in tokens if token["comment"]]


def _body_end(text: str, span: Span) -> int:
    """Give where the last line of a table ends that is neither blank nor a comment."""
    body_end = start = _line_end(text, span.last_string, span.end)
    while start < span.end:
        end = _line_end(text, start, span.end)
        if (bare := text[start:end].strip()) and not bare.startswith("#"):
            body_end = end
        start = end
    return body_end


def _line_end(text: str, start: int, end: int) -> int:
    """Give where the line at `start` ends, behind its line end."""
    return text.find("\n", start, end) + 1 or end


def _blank(text: str, start: int) -> int:
    """Give the length of the blank lines at `start`."""
    match = re.compile(r"(?:[ \t]*\r?\n)*").match(text, start)
    return len(match[0]) if match else 0


def _place_for(path: TablePath, text: str, there: list[Span], rank: Rank) -> int:
    """Give where the first table begins that ranks behind, with the comments right above it."""
    mine = rank(path)
    number = next((n for n, span in enumerate(there) if rank(span.path) > mine), None)
    if number is None:
        return len(text)
    start = there[number].start
    floor = _body_end(text, there[number - 1]) if number else 0
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
