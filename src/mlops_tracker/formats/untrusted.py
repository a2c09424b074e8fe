"""Texts that anybody may have written: what screens obey in them, and what they ask of a parser.

The parser of Markdown looks for the end of a link from every `[`, and looks again from
each `[` on the way. What people write closes its brackets soon; twenty thousand that
are never closed take minutes. They are counted before the parser sees them.
"""

import re
from typing import TYPE_CHECKING

from mlops_tracker.errors import DamagedFileError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

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
