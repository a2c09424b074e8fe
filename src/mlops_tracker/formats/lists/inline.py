"""Inline Markdown -> lines of plain text that remember their links and bold parts."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from markdown_it.token import Token

_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TAG = re.compile(r"^<\s*(/?)\s*([a-zA-Z][a-zA-Z0-9]*)")
_LINE_ENDS = frozenset({"br", "li", "ul", "ol", "p", "div"})
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BARE = re.compile(r"<?((?:https?://|www\.)[^\s<>]+)>?")


class Link(NamedTuple):
    """A link, and where its words stand in the line."""

    text: str
    url: str
    start: int
    end: int


class Line(NamedTuple):
    """One line of a text."""

    text: str
    offset: int
    """How many lines of the source stand before it in the same paragraph."""
    links: tuple[Link, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    """Where bold parts begin and end."""
    has_picture: bool = False
    is_broken: bool = False
    """Whether the line before it ended on purpose, not only for the page's width."""

    @property
    def url(self) -> str | None:
        """The first page that it links to."""
        return self.links[0].url if self.links else None

    @property
    def is_bold(self) -> bool:
        """Whether all its words are bold."""
        bold = sum(len(self.text[start:end].strip()) for start, end in self.bold)
        words = self.text.strip().rstrip(":：").strip()
        return bool(words) and bold >= len(words) - 1

    @property
    def is_link(self) -> bool:
        """Whether all its words are links."""
        linked = sum(len(link.text) for link in self.links)
        words = self.text.strip(" .,;|•·-–—*")
        # Between links stands a comma, a bar or a dot, with its spaces.
        return bool(self.links) and linked + 3 * len(self.links) >= len(words) + 2

    @property
    def is_address(self) -> bool:
        """Whether it is one address and nothing else."""
        return len(self.links) == 1 and self.links[0].text == self.links[0].url and self.is_link


class _Collector:
    """Gathers text until a line ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.length = 0
        self.offset = 0
        self.started_at = 0
        self.links: list[Link] = []
        self.open_links: list[tuple[int, str]] = []
        self.bold: list[tuple[int, int]] = []
        self.open_bold: list[int] = []
        self.has_picture = False
        self.is_broken = False

    def add(self, text: str) -> None:
        """Add words."""
        text = _UNSEEN.sub("", text.replace("\u00a0", " "))
        self.parts.append(text)
        self.length += len(text)

    def open_link(self, url: str) -> None:
        """Note that a link begins."""
        self.open_links.append((self.length, url))

    def close_link(self) -> None:
        """Note that a link ends."""
        if self.open_links:
            start, url = self.open_links.pop()
            text = "".join(self.parts)[start:]
            self.links.append(Link(text.strip(), url, start, self.length))

    def close_bold(self) -> None:
        """Note that a bold part ends."""
        if self.open_bold:
            self.bold.append((self.open_bold.pop(), self.length))

    def end_line(self, is_hard: bool) -> None:
        """End a line; what is still open goes on in the next one."""
        pending = [url for _, url in self.open_links]
        still_bold = len(self.open_bold)
        while self.open_links:
            self.close_link()
        while self.open_bold:
            self.close_bold()
        text = _without_angles("".join(self.parts), self.links)
        if text.strip() or self.has_picture:
            links = tuple(_with_bare_links(text, self.links))
            line = Line(text, self.started_at, links, tuple(self.bold), self.has_picture)
            self.lines.append(line._replace(is_broken=self.is_broken))
        self.parts, self.length, self.links, self.bold = [], 0, [], []
        self.has_picture, self.is_broken, self.started_at = False, is_hard, self.offset
        self.open_links = [(0, url) for url in pending]
        self.open_bold = [0] * still_bold


def _without_angles(text: str, links: Iterable[Link]) -> str:
    """Return a text with blanks for the `<` and `>` that hug a link: `<[Slides](s.pdf)>`."""
    chars = list(text) if "<" in text else []
    for link in links:
        before, behind = link.start - 1, link.end
        if chars[max(0, before) : before + 1] == ["<"] and chars[behind : behind + 1] == [">"]:
            chars[before] = chars[behind] = " "
    return "".join(chars) or text


def _with_bare_links(text: str, links: Iterable[Link]) -> list[Link]:
    """Return the links of a line with the addresses that stand in it as they are."""
    found = [link for link in links if link.text]
    if "://" in text or "www." in text:
        for match in _BARE.finditer(text):
            if not any(link.start <= match.start() < link.end for link in found):
                url = match[1].rstrip(".,;:!?'\"")
                if url.endswith(")") and url.count("(") < url.count(")"):
                    url = url[:-1]
                found.append(Link(url, url, match.start(1), match.start(1) + len(url)))
    return sorted(found, key=lambda link: link.start)


def lines_of(inline: Token) -> list[Line]:
    """Return the lines of a paragraph, a heading or a cell."""
    lines = _Collector()
    for token in inline.children or ():
        _take(token, lines)
    lines.end_line(is_hard=False)
    return lines.lines


def _take(token: Token, lines: _Collector) -> None:
    """Add one token to the line that is being gathered."""
    if token.type in {"softbreak", "hardbreak"}:
        lines.offset += 1
        lines.end_line(is_hard=token.type == "hardbreak")
    elif token.type in {"text", "code_inline", "text_special"}:
        lines.add(token.content)
    elif token.type == "image":
        lines.has_picture = True
    elif token.type == "link_open":
        lines.open_link(str(token.attrs.get("href", "")))
    elif token.type == "link_close":
        lines.close_link()
    elif token.type == "strong_open":
        lines.open_bold.append(lines.length)
    elif token.type == "strong_close":
        lines.close_bold()
    elif token.type == "html_inline":
        _take_tag(token.content, lines)


def _take_tag(tag: str, lines: _Collector) -> None:
    """Add what an HTML tag means to the line that is being gathered."""
    match = _TAG.match(tag)
    is_end, name = (bool(match[1]), match[2].lower()) if match else (False, "")
    lines.offset += tag.count("\n")
    if name in _LINE_ENDS:
        lines.end_line(is_hard=True)
    elif name == "img":
        lines.has_picture = True
    elif name == "a" and is_end:
        lines.close_link()
    elif name == "a" and (href := _HREF.search(tag)):
        lines.open_link(href[1])
    elif name in {"b", "strong"} and is_end:
        lines.close_bold()
    elif name in {"b", "strong"}:
        lines.open_bold.append(lines.length)
    elif name == "input" and "checkbox" in tag:
        lines.add("[x] " if "checked" in tag else "[ ] ")
