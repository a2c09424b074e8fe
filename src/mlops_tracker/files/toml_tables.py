"""The tables of a TOML text: where each begins and ends, strings and comments told apart."""

import re
from typing import Any, NamedTuple

from mlops_tracker.files.toml_writing import TablePath

# What is in between, strings of one line included, is passed over in one go:
# to look at each string of 10,000 items took 50 ms of a save. There is a token for
# anything, or the search would begin anew at each character of what has none.
_TOKEN = re.compile(
    r"""
    (?: [^"'\#\[\]{}]++ | "(?!"")(?:\\.|[^"\\\n])*+" | '(?!'')[^'\n]*+' )*+
    (?: (?P<header>\[(?P<section>\w+)\."(?P<id>[^"\\\n]+)"\](?=\r?\n))
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comment>\#[^\n]*)
      | (?P<string>"{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5})
      | (?P<other>.|\Z) )
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

    line = text[at : line_end(text, at, len(text))]
    try:
        nested: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return (line,)
    path = []
    while isinstance(nested, dict) and nested:
        [(key, nested)] = nested.items()
        path.append(key)
    return tuple(path)


def without_long_strings(text: str) -> str:
    """Give a text with the strings of several lines blanked out, its lines as they were."""

    def blanked(token: re.Match[str]) -> str:
        blank = re.sub(r"[^\n]", " ", token["string"] or "")
        return token[0].removesuffix(token["string"] or "") + blank

    return _TOKEN.sub(blanked, text)


def comments(written: str) -> list[str]:
    """Give the comments in a text."""
    tokens = _TOKEN.finditer(written)
    return [token["comment"].rstrip() for token in tokens if token["comment"]]


def body_end(text: str, span: Span) -> int:
    """Give where the last line of a table ends that is neither blank nor a comment."""
    last = start = line_end(text, span.last_string, span.end)
    while start < span.end:
        end = line_end(text, start, span.end)
        if (bare := text[start:end].strip()) and not bare.startswith("#"):
            last = end
        start = end
    return last


def line_end(text: str, start: int, end: int) -> int:
    """Give where the line at `start` ends, behind its line end."""
    return text.find("\n", start, end) + 1 or end


def blank_end(text: str, start: int) -> int:
    """Give where the blank lines that begin at `start` end."""
    match = re.compile(r"(?:[ \t]*\r?\n)*").match(text, start)
    return match.end() if match else start
