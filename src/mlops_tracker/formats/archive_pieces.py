"""The text of an archive -> its blocks, each with its lines, and the pieces of a line.

Nothing is guessed here: what the syntax of an archive does not know raises
`UnfollowedError`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.markdown_bounds import MOST_LINES, bounded

Sort = Literal["signature", "heading 1", "heading 2", "heading 3", "paragraph", "quote", "item"]
_OPENS = {"bullet_list_open", "list_item_open"}
_UNREAD = {"image", "html_inline", "code_inline"}
NOTE_INDENT = "  "


class UnfollowedError(Exception):
    """A line is not as an archive has it."""

    def __init__(self, line: int, why: str) -> None:
        """Keep the line, counted from 1, and what is wrong with it."""
        super().__init__(why)
        self.line = line
        self.why = why


class Block(NamedTuple):
    """A block of an archive, from its first line to its last, counted from 1."""

    sort: Sort
    source: str
    """Its Markdown without the marks of its sort; of a quote the whole of it."""
    line: int
    last: int
    is_within: bool = False
    """Whether it belongs to the item before it."""


class Piece(NamedTuple):
    """A run of text: plain, in emphasis (`em`), bold (`strong`), or of a link."""

    style: str
    text: str
    url: str | None = None


@cache
def _block_parser() -> MarkdownIt:
    # What stands in a line is parsed by itself, for a note may define links for the whole text.
    return MarkdownIt("commonmark").disable("inline")


@cache
def _line_parser() -> MarkdownIt:
    return bounded(MarkdownIt("commonmark"))


def blocks(text: str) -> Iterator[Block]:
    """Give the blocks of an archive in order. Raises UnfollowedError."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise UnfollowedError(1, "it is longer than any archive")
    tokens = _block_parser().parse(text)
    end = 0
    """The line, counted from 0, behind the block whose insides are not looked at."""
    for at, token in enumerate(tokens):
        if token.map and token.map[0] >= end and token.type not in {"inline", "bullet_list_open"}:
            block = _block(token, tokens[at + 1 :], lines)
            yield block
            end = token.map[0] + 1 if block.sort == "item" else token.map[1]


def _block(token: Token, rest: Sequence[Token], lines: list[str]) -> Block:
    """Give the block that begins with a token."""
    first, end = token.map or (0, 0)
    last = _last(lines, first, end)
    if token.type == "html_block" and token.level == 0 and first == 0:
        return Block("signature", lines[0], 1, last)
    if token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2", "h3"}:
        sort: Sort = {"1": "heading 1", "2": "heading 2"}.get(token.tag[1], "heading 3")  # type: ignore[assignment]
        return Block(sort, rest[0].content, first + 1, last)
    if token.type == "paragraph_open" and token.level == 0:
        return Block("paragraph", rest[0].content, first + 1, last)
    if token.type == "list_item_open" and token.level == 1 and token.markup == "-":
        return _item(first, rest, lines)
    if token.type == "blockquote_open" and token.level in {0, 2}:
        return _quote(first, last, token.level, lines)
    raise UnfollowedError(first + 1, "it is no part of an archive")


def _item(first: int, rest: Sequence[Token], lines: list[str]) -> Block:
    """Give the line of an item, without what stands below it."""
    own = rest[0].map or (first, first + 1)
    if rest[0].type != "paragraph_open" or own != [first, first + 1]:
        raise UnfollowedError(first + 1, "an item is one line")
    return Block("item", lines[first].removeprefix("- "), first + 1, first + 1)


def _quote(first: int, last: int, level: int, lines: list[str]) -> Block:
    """Give a quote, which is written as such in each of its lines."""
    indent = NOTE_INDENT if level else ""
    quote = lines[first:last]
    for number, line in enumerate(quote, start=first + 1):
        if not line.startswith(f"{indent}>"):
            raise UnfollowedError(number, "a line of a quote begins with `>`")
    return Block("quote", "\n".join(quote), first + 1, last, is_within=bool(level))


def _last(lines: list[str], first: int, end: int) -> int:
    """Give the last line of a block that is not blank."""
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _tokens(source: str, line: int) -> Sequence[Token]:
    """Give the tokens of a line of Markdown. Raises UnfollowedError for one that is too much."""
    try:
        return _line_parser().parseInline(source)[0].children or []
    except DamagedFileError as error:
        raise UnfollowedError(line, error.message) from error


def pieces(source: str, line: int) -> list[Piece]:
    """Give the runs of a line of Markdown. Raises UnfollowedError for what cannot be one."""
    found: list[Piece] = []
    style = ""
    for token in _tokens(source, line):
        if token.type in _UNREAD or (token.type.endswith("_open") and style):
            raise UnfollowedError(line, "a picture, code, HTML or markup within markup")
        if token.type.endswith("_open"):
            style = token.type.removesuffix("_open")
            found.append(Piece(style, "", str(token.attrs["href"]) if style == "link" else None))
        elif token.type.endswith("_close"):
            style = ""
        elif text := " " if token.type.endswith("break") else token.content:
            if found and found[-1].style == style:
                found[-1] = found[-1]._replace(text=found[-1].text + text)
            else:
                found.append(Piece(style, text))
    return found
