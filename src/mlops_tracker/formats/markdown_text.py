"""Pieces of Markdown that a CommonMark parser gives back exactly as they went in.

A title, a reason or an address may hold anything. What would be read as markup
is escaped, white space that a parser would drop becomes a character reference.
What no escape can carry (nothing at all, NUL) stands as a JSON string in code.
"""

import json
import re
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
    """Give Markdown that reads as exactly `text`, on one line, wherever text may stand."""
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
    """Give a paragraph that reads as exactly `text`, and as no list, line or heading."""
    safe = exact(text)
    if start := _BLOCK_START.match(safe):
        safe = f"{start[2] or ''}\\{safe[start.end(2) if start[2] else 0 :]}"
    return safe


def is_plain_address(url: str) -> bool:
    """Whether a parser gives an address back as it was written, with a scheme that is safe."""
    return _PLAIN_ADDRESS.fullmatch(url) is not None


def titled_link(title: str, url: str | None) -> str:
    """Give a title, as a link where its address is plain."""
    if url is None or not is_plain_address(url):
        return exact(title)
    return f"[{exact(title)}]({_destination(url)})"


def address(url: str) -> str:
    """Give an address or a path, its own text a link; in bold what no link should lead to."""
    if is_plain_address(url):
        return f"[{escaped(url)}]({_destination(url)})"
    if not url or _SCHEME.match(url):
        return exact(url, "**")
    return f"[{escaped(url)}]({_destination(quote(url, safe='/'))})"


def _destination(url: str) -> str:
    """Give an address as it stands in the parentheses of a link."""
    return re.sub(r"[()*_~\\]|&(?=[#A-Za-z])", lambda found: "\\" + found[0], url)


def table(rows: list[list[str]], columns: list[str]) -> str:
    """Give a table of pieces of Markdown; columns whose name ends in `:` are aligned right."""
    names = [name.removesuffix(":") for name in columns]
    rule = ["--:" if name.endswith(":") else "---" for name in columns]
    return "\n".join("| " + " | ".join(row) + " |" for row in [names, rule, *rows])
