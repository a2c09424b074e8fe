"""The text of a TOML file, of which some tables are added, changed or taken out.

A change touches the lines of its own table only, so everything else a person
wrote stays byte for byte. A table that reads just as the program would write
it is written anew with tomli-w; any other is edited with tomlkit, which keeps
comments and layout (and costs 9 ms to import).

Where one table ends and the next begins is asked of `tomllib`, not of a grammar of
our own. TOML is read from top to bottom, so behind a part that is TOML by itself
nothing is open, no text and no list, and a line there that begins with `[` is a
header. In a part that is not, such a line belongs to a text or to a list.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

import tomli_w

from mlops_tracker.study.record import utc_text

TablePath = tuple[str, ...]
Values = Mapping[str, Any]
"""New values by key; None takes a key out."""
MOST_TRIED, MOST_READ = 20, 10
"""So many lines within one text or list are tried; so often may all be read in the end."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADER = re.compile(r'\[(\w+)\."([^"\\\n]+)"\]\r?\n')
"""A header as the program writes it."""
_LEADING_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*\n)*")
_LONG_TEXT_ENDS = ('"""', "'''")
Rank = Callable[[TablePath], Any]
"""Where a table belongs: the less, the further up."""
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


class _UtcTime(datetime):
    """A time that TOML writers write as `2026-11-20T21:14:05Z`."""

    def __str__(self) -> str:
        """Return the time as RFC 3339 does."""
        return utc_text(self)


def rendered(path: TablePath, values: Values) -> str:
    """Return a table as the program writes it."""
    nested: Any = {k: _writable(v) for k, v in values.items() if v is not None}
    for key in reversed(path):
        nested = {key: nested}
    written = tomli_w.dumps(nested, multiline_strings=can_be_multiline(values))
    bare = f"[{'.'.join(path)}]\n"
    if len(path) == 2 and written.startswith(bare):  # `[courses.3]`: ids stand in quotes
        written = f'[{path[0]}."{path[1]}"]\n' + written.removeprefix(bare)
    return written


def _writable(value: Any) -> Any:
    """Return a value in the form that tomli-w writes as people do."""
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
    """Return every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


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


def changed_text(
    text: str,
    changes: Mapping[TablePath, Values],
    order: Sequence[str],
    rank: Rank,
    written: Mapping[TablePath, str] = MappingProxyType({}),
) -> str:
    """Return `text` with some tables changed, as `changed_blocks` does. Raises ValueError."""
    return "".join(changed_blocks(blocks(text), changes, order, rank, written))


def changed_blocks(
    there: Sequence[str],
    changes: Mapping[TablePath, Values],
    order: Sequence[str],
    rank: Rank,
    written: Mapping[TablePath, str] = MappingProxyType({}),
    known: Mapping[TablePath, Values | None] = MappingProxyType({}),
) -> list[str]:
    """Return the blocks of a text with some tables changed, their keys in `order`.

    A table that is not there yet stands before the first one that `rank` puts
    behind it, as the program writes it unless it is `written` already. A table
    of which nothing but its title would be left goes. What is `known` of a table
    need not be read again, where the program would write just what stands there.
    Raises ValueError.
    """
    newline = "\r\n" if any("\r\n" in block for block in there) else "\n"
    parts = [*there]
    if not parts[-1].endswith("\n"):
        parts[-1] += newline
    paths = list(map(path_of, parts))
    numbers = {path: number for number, path in enumerate(paths)}
    added: dict[int, list[str]] = {}
    gone: set[int] = set()
    ranks: list[Any] = []
    for path in sorted(changes, key=rank):
        number = numbers.get(path)
        if number is not None:
            told = _Change(path, changes[path], order, known.get(path))
            parts[number], is_left = _changed_block(parts[number], told)
            gone |= set() if is_left else {number}
            continue
        ranks = ranks or list(map(rank, paths[1:]))
        mine = rank(path)
        behind = (number for number, other in enumerate(ranks, 1) if other > mine)
        new = (written.get(path) or rendered(path, changes[path])).replace("\r\n", "\n")
        added.setdefault(next(behind, len(parts)), []).append(new)
    return _assembled(parts, added, gone, newline)


class _Change(NamedTuple):
    """What changes of a table, the order of its keys, and what is known of it."""

    path: TablePath
    values: Values
    order: Sequence[str]
    known: Values | None


def _changed_block(block: str, change: _Change) -> tuple[str, bool]:
    """Return a block with its table changed, and whether the table is still in it."""
    start, end = leading_end(block), body_end(block)
    newline = "\r\n" if "\r\n" in block else "\n"
    new = _changed_table(block[start:end], change)
    new = new.replace("\r\n", "\n").replace("\n", newline)
    if not new:
        blank = _BLANK_LINES.match(block, end)
        end = blank.end() if blank else end
    return block[:start] + new + block[end:], bool(new)


def _assembled(
    parts: list[str], added: Mapping[int, Sequence[str]], gone: set[int], newline: str
) -> list[str]:
    """Return the blocks of a text with new ones among them, each followed by a blank line.

    What is left of a table that went belongs to the block before. At the end the blank
    line stands before a new block.
    """
    assembled: list[str] = []
    for number, part in enumerate(parts):
        assembled += [f"{new}\n".replace("\n", newline) for new in added.get(number, ())]
        if number in gone:
            assembled[-1] += part
        else:
            assembled.append(part)
    if len(parts) - 1 in gone and not parts[-1]:
        assembled[-1] = assembled[-1].rstrip("\r\n") + newline
    for new in added.get(len(parts), ()):
        assembled[-1] += newline
        assembled.append(new.replace("\n", newline))
    return assembled


def changed_document(text: str, changes: Mapping[TablePath, Values]) -> str:
    """Return `text` with tables changed wherever and however they are written.

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


def _changed_table(written: str, change: _Change) -> str:
    """Return the text of one table changed; an empty text when nothing is left of it."""
    path, values, order, known = change
    table: Any = known
    is_ours = known is not None and rendered(path, known) == written
    if not is_ours:
        import tomllib  # 5 ms, and only where a person wrote the table

        table = tomllib.loads(written)
        for key in path:
            table = table[key]
        is_ours = rendered(path, table) == written
    after = {**table, **values}
    after = {key: after[key] for key in (*order, *after) if after.get(key) is not None}
    if after.keys() <= {"title"} and (is_ours or not comments(written)):
        return ""
    return rendered(path, after) if is_ours else changed_document(written, {path: values})


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
