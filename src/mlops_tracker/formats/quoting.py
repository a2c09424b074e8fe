"""What a learner wrote, put under a heading of someone else's, and taken out again.

A text of the learner stands in a block quote. Whatever it leaves open (a code
fence, a comment, a list) ends with the quote, and each of its lines can be had
back by taking `> ` away. Its headings are moved down, below the one they stand
under. Where that cannot be seen from the heading itself, because there is none
below the sixth or because it was underlined, a comment keeps the former level.

`unquoted(quoted(text, n), n)` is `text`, but for line ends, which become line feeds. A text
whose carriage returns or NULs would be lost so stands as a JSON string in a code block.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

DEEPEST = 6
JSON = "json"
"""What a code block of such a text says that it holds."""
_BEYOND_QUOTES = re.compile(r"[\r\0]")
_MAYBE_HEADING = re.compile(r"#|^[ >\-+*\d.)]*[=-]+[ \t]*$", re.MULTILINE)
_FORMER = re.compile(r" <!-- level ([1-6])(?:, underlined (\d+))? -->$")


def quoted(text: str, down: int, indent: str = "") -> str:
    """Give a text as a block quote, its headings moved `down` some levels."""
    moved = _moved(text.replace("\r\n", "\n").replace("\r", "\n"), down)
    return "\n".join(f"{indent}> {line}" if line else f"{indent}>" for line in moved.split("\n"))


def written(text: str, down: int, indent: str = "") -> str:
    """Return a text as a block quote, or as a code block where no quote can hold it."""
    if not _BEYOND_QUOTES.search(text):
        return quoted(text, down, indent)
    lines = [f"```{JSON}", json.dumps(text, ensure_ascii=False), "```"]
    return "\n".join(f"{indent}{line}" for line in lines)


def unquoted(quote: str, down: int, indent: str = "") -> str:
    """Give the text in a block quote that `quoted` made."""
    lines = [line.removeprefix(indent)[1:].removeprefix(" ") for line in quote.split("\n")]
    return _moved_back("\n".join(lines), down)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # 80 ms, only for texts that may have headings

    # Headings are blocks; what stands in a line is not looked at, and can keep nobody busy.
    return MarkdownIt("commonmark").disable("inline")


class _Heading(NamedTuple):
    line: int
    level: int
    is_underlined: bool
    """Whether it is a line of text over a line of `=` or `-`, and nothing around them."""
    is_marked: bool
    """Whether it begins with `#`."""


def _headings(text: str) -> Iterator[_Heading]:
    """Give the headings of a text, the last one first."""
    if not _MAYBE_HEADING.search(text):
        return
    lines = text.split("\n")
    for token in reversed(_parser().parse(text)):
        if token.type == "heading_open" and token.map:
            first, end = token.map
            is_marked = token.markup.startswith("#")
            is_underlined = (
                not is_marked
                and token.level == 0
                and end - first == 2
                and re.fullmatch("=+|-+", lines[end - 1]) is not None
            )
            yield _Heading(first, int(token.tag[1:]), is_underlined, is_marked)


def _moved(text: str, down: int) -> str:
    """Give a text with its headings moved down, in a way that can be taken back."""
    lines = text.split("\n")
    for number, level, is_underlined, is_marked in _headings(text):
        line = lines[number]
        marks = "#" * min(level + down, DEEPEST)
        if is_underlined:
            former = f" <!-- level {level}, underlined {len(lines[number + 1])} -->"
            lines[number : number + 2] = [f"{marks} {line}{former}"]
        elif is_marked:
            at = line.index("#")
            is_told = level + down > DEEPEST or _FORMER.search(line)
            former = f" <!-- level {level} -->" if is_told else ""
            lines[number] = line[:at] + marks + line[at + level :] + former
    return "\n".join(lines)


def _moved_back(text: str, down: int) -> str:
    """Give a text with its headings where they were."""
    lines = text.split("\n")
    for number, level, _, is_marked in _headings(text):
        if not is_marked:
            continue
        line = lines[number]
        at = line.index("#")
        former = _FORMER.search(line)
        if former and former[2]:
            underline = "=-"[int(former[1]) - 1] * int(former[2])
            lines[number : number + 1] = [line[at + level + 1 : former.start()], underline]
        elif former:
            lines[number] = line[:at] + "#" * int(former[1]) + line[at + level : former.start()]
        elif level > down:
            lines[number] = line[:at] + line[at + down :]
    return "\n".join(lines)
