"""The text of an archive -> its blocks, each with its lines, and the pieces of a line.

Nothing is guessed here: a block that the syntax of an archive does not know is
`other`, a line raises `UnfollowedError`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.markdown_source import MOST_LINES, bounded
from mlops_tracker.formats.outline import UnfollowedError
from mlops_tracker.formats.own.markdown import JSON, text_in_json

Sort = Literal[
    "signature",
    "heading 1",
    "heading 2",
    "heading 3",
    "paragraph",
    "quote",
    "json",
    "item",
    "other",
]
_UNREAD = {"image", "html_inline"}
_BULLET = re.compile(r"[-*+][ \t]+")
NOTE_INDENT = "  "


class Block(NamedTuple):
    """A block of an archive, from its first line to its last, counted from 1."""

    sort: Sort
    source: str
    """Its Markdown without the marks of its sort; of a quote all of it."""
    line: int
    last: int
    is_within: bool = False
    """Whether it belongs to the item before it."""


class Piece(NamedTuple):
    """A run of text: plain, in emphasis (`em`), bold (`strong`), of a link, or from `json`."""

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
    """Return the blocks of an archive in order. Raises UnfollowedError."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise UnfollowedError(1, "it is longer than any archive")
    tokens = _block_parser().parse(text)
    end = 0
    """The line, counted from 0, behind the block whose insides are not looked at."""
    for at, token in enumerate(tokens):
        if token.map and token.map[0] >= end and token.type not in {"inline", "bullet_list_open"}:
            block = _block(token, tokens[at + 1 : at + 2], lines)
            yield block
            end = block.last if block.sort == "item" else token.map[1]


def _block(token: Token, rest: Sequence[Token], lines: list[str]) -> Block:  # noqa: PLR0911 - a sort a line
    """Return the block that begins with a token."""
    first, end = token.map or (0, 0)
    last = _last(lines, first, end)
    if token.type == "html_block" and token.level == 0 and first == 0:
        return Block("signature", lines[0], 1, last)
    if token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2", "h3"}:
        sort: Sort = {"1": "heading 1", "2": "heading 2"}.get(token.tag[1], "heading 3")  # type: ignore[assignment]
        return Block(sort, rest[0].content, first + 1, last)
    if token.type == "paragraph_open" and token.level == 0:
        return Block("paragraph", rest[0].content, first + 1, last)
    if token.type == "list_item_open" and token.level == 1 and rest[0].type == "paragraph_open":
        return _item(first, rest, lines)
    if token.type == "blockquote_open" and token.level in {0, 2}:
        return _quote(first, last, token.level, lines)
    if token.type == "fence" and token.level in {0, 2} and token.info == JSON:
        return Block("json", token.content, first + 1, last, is_within=bool(token.level))
    return Block("other", lines[first], first + 1, last)


def _item(first: int, rest: Sequence[Token], lines: list[str]) -> Block:
    """Return the words of an item, without what stands below them."""
    _, end = rest[0].map or (first, first + 1)
    source = "\n".join([_BULLET.sub("", lines[first], count=1), *lines[first + 1 : end]])
    return Block("item", source, first + 1, end)


def _quote(first: int, last: int, level: int, lines: list[str]) -> Block:
    """Return a quote, each of its lines with the mark that a person may have left out."""
    indent = NOTE_INDENT if level else ""
    quote = [
        line if line.startswith(f"{indent}>") else _with_mark(line.lstrip(), indent)
        for line in lines[first:last]
    ]
    return Block("quote", "\n".join(quote), first + 1, last, is_within=bool(level))


def _with_mark(line: str, indent: str) -> str:
    return f"{indent}{line}" if line.startswith(">") else f"{indent}> {line}"


def _last(lines: list[str], first: int, end: int) -> int:
    """Return the last line of a block that is not blank."""
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _tokens(source: str, line: int) -> Sequence[Token]:
    """Return the tokens of a line of Markdown. Raises UnfollowedError for one that is too much."""
    try:
        return _line_parser().parseInline(source)[0].children or []
    except DamagedFileError as error:
        raise UnfollowedError(line, error.message) from error


def pieces(source: str, line: int) -> list[Piece]:
    """Return the runs of a line of Markdown. Raises UnfollowedError for what cannot be one."""
    found: list[Piece] = []
    style = ""
    for token in _tokens(source, line):
        if token.type == "code_inline":
            _take_json(token.content, style, found, line)
            continue
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


def _take_json(code: str, style: str, found: list[Piece], line: int) -> None:
    """Add a text that is written as JSON: alone, or as all the words of a link."""
    try:
        text = text_in_json(code)
    except ValueError as error:
        raise UnfollowedError(line, "code that is no JSON string") from error
    if not style:
        found.append(Piece("json", text))
    elif style == "link" and not found[-1].text:
        found[-1] = found[-1]._replace(text=text)
    else:
        raise UnfollowedError(line, "code within markup")


def words_of(source: str, line: int) -> str:
    """Return the text of a line, whatever markup is in it. Raises UnfollowedError."""
    tokens = [token for token in _tokens(source, line) if token.type != "html_inline"]
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)


def is_blank(text: str) -> bool:
    """Return whether a text is empty or white space, as the files take it."""
    return not any(not sign.isspace() or "\x1c" <= sign <= "\x1f" for sign in text)
