"""Markdown that anybody may have written: how much a parser may be asked, what screens obey.

The parser looks for the end of a link from every `[`, and looks again from each `[` on the
way. What people write closes its brackets soon; twenty thousand that are never closed take
minutes. They are counted before the parser sees them.

The part of a README between two markers is found here as well, and nothing else of it. A
marker is an HTML comment alone on its line, where Markdown takes it for one: in a code
block it is an example. What is damaged is refused with its line.
"""

import re
from typing import TYPE_CHECKING

from mlops_tracker.errors import DamagedFileError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
from collections.abc import Iterator
from typing import NamedTuple

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    r"|\r(?!\n)"
)
"""Characters that nobody sees, and those that turn the direction of a text."""
MOST_OPEN = 4000
"""Brackets and comments of a source that are not closed, or stand deep within others."""
LONGEST = 1_000_000
"""Characters of one paragraph."""
MOST_LINES = 200_000
_DEEP = 8
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
"""A bracket, or an escape: an escaped bracket begins no link."""
_STEPS = {"[": 1, "]": -1}


def spelt(text: str) -> str:
    """Return a text whose control characters, and those that turn its direction, are spelt out."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def bounded(parser: "MarkdownIt") -> "MarkdownIt":
    """Return a parser that refuses a source that would keep it busy for long."""
    parser.core.ruler.before("block", "most_lines", _refuse_long)
    parser.core.ruler.before("inline", "most_open", _refuse_endless)
    return parser


def _refuse_long(state: "StateCore") -> None:
    """Raise DamagedFileError for a source of more lines than anybody reads."""
    if state.src.count("\n") > MOST_LINES:
        raise _too_much(MOST_LINES + 1, f"more than {MOST_LINES:,} lines")


def _refuse_endless(state: "StateCore") -> None:
    """Raise DamagedFileError, with its line, for the paragraph that is too much."""
    left = MOST_OPEN
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "inline":
            if len(token.content) > LONGEST:
                raise _too_much(line, f"a paragraph of more than {LONGEST:,} characters")
            left -= _open_brackets(token.content, left)
        if token.type in {"inline", "html_block"}:
            left -= _open_comments(token.content)
        if left < 0:
            raise _too_much(
                line, f"more than {MOST_OPEN:,} brackets or comments that are not closed"
            )


def _open_brackets(text: str, enough: int) -> int:
    """Count the brackets that are not closed or stand deep within others, up to `enough`."""
    depth = count = 0
    for found in _BRACKET.finditer(text):
        depth = max(0, depth + _STEPS.get(found[0], 0))
        count += found[0] == "[" and depth > _DEEP
        if count > enough:
            return count
    return count + min(depth, _DEEP)


def _open_comments(text: str) -> int:
    """Count what hides a text from readers and does not end."""
    pairs = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
    return sum(max(0, text.count(begin) - text.count(end)) for begin, end in pairs)


def _too_much(line: int, what: str) -> DamagedFileError:
    return DamagedFileError(f"line {line}: {what}", hint="name a list that people can read")


BEGIN, END = "<!-- tracker:begin -->", "<!-- tracker:end -->"
_MENTION = re.compile(r"tracker:(?:begin|end)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class _Marker(NamedTuple):
    line: int
    """Counted from 0."""
    text: str


def published(page: str, section: str) -> str:
    """Return a page with `section` between its markers, which are added at its end if it has none.

    Raises DamagedFileError for markers that are no pair.
    """
    # A carriage return alone ends lines only where nothing else does.
    found = re.search(r"\r?\n", page) or re.search(r"\r", page)
    ending = found[0] if found else "\n"
    lines = _LINE.findall(page)
    inside = [ending, *(f"{line}{ending}" for line in section.rstrip("\n").split("\n")), ending]
    pair = _pair(page)
    if pair:
        begin, end = pair
        return "".join([*lines[: begin + 1], *inside, *lines[end:]])
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += ending
    if lines and lines[-1].strip():
        lines.append(ending)
    whole = "".join([*lines, f"{BEGIN}{ending}", *inside, f"{END}{ending}"])
    if _pair(whole) is None:
        raise DamagedFileError(
            f"line {len(lines)}: the end of the page is within a code block",
            hint=f"close it, or put `{BEGIN}` and `{END}` where the section shall stand",
        )
    return whole


def published_lines(page: str) -> tuple[int, int] | None:
    """Return the lines of both markers, counted from 1; None where they are not there as a pair."""
    try:
        pair = _pair(page)
    except DamagedFileError:
        return None
    return (pair[0] + 1, pair[1] + 1) if pair else None


def without_markers(text: str) -> str:
    """Return a learner's text that a page can hold between its markers.

    What reads like a marker gets a space; a comment that is left open, which
    would hide the rest of the page, is shown, and so is what nobody sees.
    """
    text = spelt(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _MENTION.sub(lambda found: found[0].replace(":", ": "), text)
    opened, closed = text.rfind("<!--"), text.rfind("-->")
    return f"{text[:opened]}&lt;{text[opened + 1 :]}" if opened > closed else text


def _pair(page: str) -> tuple[int, int] | None:
    """Return the lines of the two markers, counted from 0. Raises DamagedFileError."""
    markers = list(_markers(page))
    for one, other in zip([None, *markers], [*markers, None], strict=True):
        if other and other.text == END and (one is None or one.text == END):
            raise _damaged(other.line, f"`{END}` has no `{BEGIN}` before it")
        if one and one.text == BEGIN and (other is None or other.text == BEGIN):
            raise _damaged(one.line, f"`{BEGIN}` has no `{END}` after it")
    if len(markers) > 2:
        first = markers[0].line + 1
        raise _damaged(markers[2].line, f"a second `{BEGIN}`; the first is in line {first}")
    return (markers[0].line, markers[1].line) if markers else None


def _markers(page: str) -> Iterator[_Marker]:
    """Return the markers in a page. Raises DamagedFileError for what only resembles one."""
    if not _MENTION.search(page):
        return
    from markdown_it import MarkdownIt  # 80 ms, only for pages that have markers

    lines = [line.rstrip("\r\n") for line in _LINE.findall(page)]
    for token in MarkdownIt("commonmark").parse(page):
        first, end = token.map or (0, 0)
        if token.type == "html_block":
            for number in range(first, min(end, len(lines))):
                if _MENTION.search(lines[number]):
                    if token.level or lines[number].strip() not in {BEGIN, END}:
                        raise _not_alone(number)
                    yield _Marker(number, lines[number].strip())
        elif token.type == "inline" and any(
            child.type == "html_inline" and _MENTION.search(child.content)
            for child in token.children or ()
        ):
            raise _not_alone(next(n for n in range(first, end) if _MENTION.search(lines[n])))


def _not_alone(line: int) -> DamagedFileError:
    return _damaged(line, f"a marker is `{BEGIN}` or `{END}`, alone on its line")


def _damaged(line: int, what: str) -> DamagedFileError:
    return DamagedFileError(f"line {line + 1}: {what}", hint="mend it; it was left as it is")
