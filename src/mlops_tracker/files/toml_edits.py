"""Some tables of a TOML text added, changed or taken out.

A change touches the lines of its own table only, so everything else a person
wrote stays byte for byte. A table that reads just as the program would write
it is written anew with tomli-w; any other is edited with tomlkit, which keeps
comments and layout (and costs 9 ms to import).
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mlops_tracker.files.toml_tables import blocks, body_end, comments, leading_end, path_of
from mlops_tracker.files.toml_writing import TablePath, Values, can_be_multiline, rendered

Rank = Callable[[TablePath], Any]
"""Where a table belongs: the less, the further up."""

_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


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
) -> list[str]:
    """Return the blocks of a text with some tables changed, their keys in `order`.

    A table that is not there yet stands before the first one that `rank` puts
    behind it, as the program writes it unless it is `written` already. A table
    of which nothing but its title would be left goes. Raises ValueError.
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
            parts[number], is_left = _changed_block(parts[number], path, changes[path], order)
            gone |= set() if is_left else {number}
            continue
        ranks = ranks or list(map(rank, paths[1:]))
        mine = rank(path)
        behind = (number for number, other in enumerate(ranks, 1) if other > mine)
        new = (written.get(path) or rendered(path, changes[path])).replace("\r\n", "\n")
        added.setdefault(next(behind, len(parts)), []).append(new)
    return _assembled(parts, added, gone, newline)


def _changed_block(
    block: str, path: TablePath, values: Values, order: Sequence[str]
) -> tuple[str, bool]:
    """Return a block with its table changed, and whether the table is still in it."""
    start, end = leading_end(block), body_end(block)
    newline = "\r\n" if "\r\n" in block else "\n"
    new = _changed_table(block[start:end], path, values, order)
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


def _changed_table(written: str, path: TablePath, values: Values, order: Sequence[str]) -> str:
    """Return the text of one table changed; an empty text when nothing is left of it."""
    import tomllib  # 5 ms, and not needed for a new table

    table: Any = tomllib.loads(written)
    for key in path:
        table = table[key]
    after = {**table, **values}
    after = {key: after[key] for key in (*order, *after) if after.get(key) is not None}
    is_ours = rendered(path, table) == written
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
