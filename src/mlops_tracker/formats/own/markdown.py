"""Pieces of Markdown that a CommonMark parser gives back exactly as they went in.

A title, a reason or an address may hold anything. What would be read as markup
is escaped, white space that a parser would drop becomes a character reference.
What no escape can carry (nothing at all, NUL) stands as a JSON string in code.

What a learner wrote, put under a heading of someone else's, and taken out again.

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
from urllib.parse import quote

_MARKUP = re.compile(
    r"[\\`*\[\]<>~$|]"  # emphasis, code, links, HTML; GitHub's strikes, formulas and tables
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore within a word is no emphasis
    r"|&(?=[#A-Za-z])"  # what may be a character reference
    r"|(?:(?<=\s)|^)#"  # heads and tails of headings
)
_LOST_SPACE = re.compile(r"^ | $|[\t\n\f\r\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_BLOCK_START = re.compile(r"([-+=:])|(\d{1,9})([.)])")
_PLAIN_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#](?:[\w\-.~/?#@!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)
_BEYOND_ESCAPES = re.compile(r"[\0\x0b\x1c-\x1f]")
"""What parsers replace, or take for white space where others do not."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\s|.*[\\\x00-\x1f\x7f]", re.DOTALL)


def escaped(text: str) -> str:
    """Return Markdown that reads as exactly `text`, on one line, wherever text may stand."""
    text = _MARKUP.sub(lambda found: "\\" + found[0], text)
    return _LOST_SPACE.sub(lambda found: f"&#{ord(found[0])};", text)


def exact(text: str, mark: str = "") -> str:
    """Return Markdown that reads as exactly `text` between two marks, or as JSON in code."""
    if text and not _BEYOND_ESCAPES.search(text):
        return f"{mark}{escaped(text)}{mark}"
    written = json.dumps(text, ensure_ascii=False)
    for sign, code in (("`", r"\u0060"), ("|", r"\u007c")):
        written = written.replace(sign, code)
    return f"`{written}`"


def text_in_json(code: str) -> str:
    """Return the text of a JSON string. Raises ValueError for anything else."""
    if not code.startswith('"'):
        raise ValueError("it is not a string")
    text = str(json.loads(code))
    text.encode()  # half a character is in no file
    return text


def paragraph(text: str) -> str:
    """Return a paragraph that reads as exactly `text`, and as no list, line or heading."""
    safe = exact(text)
    if start := _BLOCK_START.match(safe):
        safe = f"{start[2] or ''}\\{safe[start.end(2) if start[2] else 0 :]}"
    return safe


def is_plain_address(url: str) -> bool:
    """Whether a parser gives an address back as it was written, with a scheme that is safe."""
    return _PLAIN_ADDRESS.fullmatch(url) is not None


def titled_link(title: str, url: str | None) -> str:
    """Return a title, as a link where its address is plain."""
    if url is None or not is_plain_address(url):
        return exact(title)
    return f"[{exact(title)}]({_destination(url)})"


def address(url: str) -> str:
    """Return an address or a path, its own text a link; in bold what no link should lead to."""
    if is_plain_address(url):
        return f"[{escaped(url)}]({_destination(url)})"
    if not url or _SCHEME.match(url):
        return exact(url, "**")
    return f"[{escaped(url)}]({_destination(quote(url, safe='/'))})"


def _destination(url: str) -> str:
    """Return an address as it stands in the parentheses of a link."""
    return re.sub(r"[()*_~\\]|&(?=[#A-Za-z])", lambda found: "\\" + found[0], url)


def table(rows: list[list[str]], columns: list[str]) -> str:
    """Return a table of pieces of Markdown; columns whose name ends in `:` are aligned right."""
    names = [name.removesuffix(":") for name in columns]
    rule = ["--:" if name.endswith(":") else "---" for name in columns]
    return "\n".join("| " + " | ".join(row) + " |" for row in [names, rule, *rows])


if TYPE_CHECKING:
    from markdown_it import MarkdownIt

DEEPEST = 6
JSON = "json"
"""What a code block of such a text says that it holds."""
_BEYOND_QUOTES = re.compile(r"[\r\0]")
_MAYBE_HEADING = re.compile(r"#|^[ >\-+*\d.)]*[=-]+[ \t]*$", re.MULTILINE)
_FORMER = re.compile(r" <!-- level ([1-6])(?:, underlined (\d+))? -->$")


def quoted(text: str, down: int, indent: str = "") -> str:
    """Return a text as a block quote, its headings moved `down` some levels."""
    moved = _moved(text.replace("\r\n", "\n").replace("\r", "\n"), down)
    return "\n".join(f"{indent}> {line}" if line else f"{indent}>" for line in moved.split("\n"))


def written(text: str, down: int, indent: str = "") -> str:
    """Return a text as a block quote, or as a code block where no quote can hold it."""
    if not _BEYOND_QUOTES.search(text):
        return quoted(text, down, indent)
    lines = [f"```{JSON}", json.dumps(text, ensure_ascii=False), "```"]
    return "\n".join(f"{indent}{line}" for line in lines)


def unquoted(quote: str, down: int, indent: str = "") -> str:
    """Return the text in a block quote that `quoted` made."""
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
    """Return the headings of a text, the last one first."""
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
    """Return a text with its headings moved down, in a way that can be taken back."""
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
    """Return a text with its headings where they were."""
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
