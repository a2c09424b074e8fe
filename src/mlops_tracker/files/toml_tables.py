"""A TOML text as the blocks of its tables, and the comments in it.

Where one table ends and the next begins is asked of `tomllib`, not of a grammar of
our own. TOML is read from top to bottom, so behind a part that is TOML by itself
nothing is open, no text and no list, and a line there that begins with `[` is a
header. In a part that is not, such a line belongs to a text or to a list.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from mlops_tracker.files.toml_writing import TablePath

MOST_TRIED, MOST_READ = 20, 10
"""So many lines within one text or list are tried; so often may all be read in the end."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADER = re.compile(r'\[(\w+)\."([^"\\\n]+)"\]\r?\n')
"""A header as the program writes it."""
_LEADING_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*\n)*")
_LONG_TEXT_ENDS = ('"""', "'''")


@cache
def _texts_and_comments() -> re.Pattern[str]:
    """Return the pattern of the texts and comments in TOML: 1 ms, and seldom needed."""
    return re.compile(
        r"""
          (?P<long>"{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5})
        | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | (?P<comment>\#[^\n]*)
        """,
        re.VERBOSE | re.DOTALL,
    )


def blocks(text: str) -> list[str]:
    """Return the parts of a text: what stands before all tables, then one for each table.

    A block begins with the comments right above its header. Raises ValueError for what
    is not TOML, or so odd that it would take too long.
    """
    found: list[str] = []
    waiting: list[str] = []
    budget = MOST_READ * len(text)
    for piece in _pieces(text):
        waiting.append(piece)
        if len(waiting) > MOST_TRIED and not any(end in piece for end in _LONG_TEXT_ENDS):
            continue  # a long note with many such lines: it cannot end here
        block = "".join(waiting)
        budget -= len(block)
        if budget < 0:
            raise ValueError("the tables cannot be told apart")
        if _is_toml(block):
            found.append(block)
            waiting = []
    if waiting:
        raise ValueError("not TOML")
    return found


def cut(text: str, lengths: Iterable[int]) -> list[str]:
    """Return a text cut into blocks that are so long."""
    ends = list(accumulate(lengths, initial=0))
    return [text[start:end] for start, end in pairwise(ends)]


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that end where a header may begin."""
    start, comments_start = 0, None
    for line in _LINE.finditer(text):
        bare = line[0].lstrip(" \t")
        if bare.startswith("["):
            cut = line.start() if comments_start is None else comments_start
            yield text[start:cut]
            start = cut
        if not bare.startswith("#"):
            comments_start = None
        elif comments_start is None:
            comments_start = line.start()
    yield text[start:]


def path_of(block: str) -> TablePath:
    """Return the keys of the header of a block; none for what stands before all tables."""
    if written := _HEADER.match(block):
        return written[1], written[2]
    header = block[leading_end(block) :].partition("\n")[0].lstrip(" \t")
    if not header.startswith("["):
        return ()
    import tomllib  # 5 ms, and only where a person wrote the header

    nested: Any = tomllib.loads(header.rstrip("\r"))
    path = []
    while isinstance(nested, dict) and nested:
        [(key, nested)] = nested.items()
        path.append(key)
    return tuple(path)


def leading_end(block: str) -> int:
    """Return where the comments end with which a block begins."""
    match = _LEADING_COMMENTS.match(block)
    return match.end() if match else 0


def body_end(block: str) -> int:
    """Return where the last line of a block ends that is neither blank nor a comment."""
    last, odd = 0, list[int]()
    for line in _LINE.finditer(block):
        bare = line[0].strip()
        if bare and not bare.startswith("#"):
            last, odd = line.end(), []
        elif any(end in bare for end in (*_LONG_TEXT_ENDS, "]")):
            odd.append(line.end())  # perhaps no comment, but the end of a text or a list
    return next((end for end in (last, *odd) if _is_toml(block[:end])), last) if odd else last


def _is_toml(text: str) -> bool:
    """Return whether a text is TOML by itself."""
    import tomllib  # 5 ms, and only where a file was changed by hand

    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def table_texts(text: str) -> dict[TablePath, str]:
    """Return the tables of a text as they are written, with the comments right above each.

    Raises ValueError.
    """
    return {path_of(block): block[: body_end(block)] for block in blocks(text)[1:]}


def comments(written: str) -> list[str]:
    """Return the comments in a text."""
    tokens = _texts_and_comments().finditer(written)
    return [token["comment"].rstrip() for token in tokens if token["comment"]]


def comment_starts(text: str, comment: str) -> list[int]:
    """Return where a comment stands on a line of its own."""
    if comment not in text:
        return []
    tokens = _texts_and_comments().finditer(text)
    starts = (token.start() for token in tokens if (token["comment"] or "").rstrip() == comment)
    return [start for start in starts if not start or text[start - 1] == "\n"]


def without_long_texts(text: str) -> str:
    """Return a text with the texts of several lines blanked out, its lines as they were."""

    def blanked(token: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", token[0]) if token["long"] else token[0]

    return _texts_and_comments().sub(blanked, text)
