"""Markdown -> a flat list of blocks: what stands there, not yet what it means.

The lines of a paragraph that belong together are one block. Of HTML the titles are read
(`<h2>`, and the `<summary>` of a `<details>`), and Markdown inside `<details>` is Markdown
of its own; what is only HTML stays unread, and is said to be.
"""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from textwrap import dedent
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.lists.inline import Line, Link, lines_of
from mlops_tracker.formats.markdown_source import bounded
from mlops_tracker.formats.words import kind_named, plain

FEWEST_BULLETS = 2
"""An indented text of fewer bullets may be code that begins with a dash."""
_KEY = re.compile(r"[a-z_]+:\s")
"""What begins a line of YAML."""
Shape = Literal["heading", "end", "bullet", "line", "row", "header", "html", "code", "other"]
DEEPEST = 100
"""How many lists and quotes may stand within each other, each counting twice."""
SUMMARY = 7


class Block(NamedTuple):
    """A piece of a document."""

    shape: Shape
    line: int
    """Where it begins, counted from 1."""
    last: int
    """Its last line."""
    words: Line = Line("", 0)
    level: int = 0
    """Of a heading 1 to 6 (7: a summary), of a bullet how many lists hold it, of a line also."""
    paragraph: int = 0
    """The paragraph, list or table that it is part of, by number."""
    cells: tuple[tuple[Line, ...], ...] = ()
    header: tuple[str, ...] = ()
    """Of a row: what stands above its cells."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.words.text.strip()


def blocks_of(text: str, *, is_within: bool = False) -> list[Block]:
    """Return the blocks of a Markdown document. Raises DamagedFileError for a bottomless one.

    Indented text that is a list is one, but not `is_within` such a list.
    """
    parser = bounded(MarkdownIt("commonmark", {"maxNesting": DEEPEST}))
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "front_matter", _front_matter)
    environment: dict[str, dict[str, dict[str, list[int]]]] = {}
    tokens = parser.parse(text, environment)
    if any(token.level >= DEEPEST - 2 for token in tokens):
        raise DamagedFileError(
            "its lists or quotes stand too deep within each other",
            hint="name a list that people can read",
        )
    walk = _Tokens(tokens, is_within)
    blocks = list(walk.blocks())
    for reference in environment.get("references", {}).values():
        first, end = reference["map"]
        blocks.append(Block("other", first + 1, end, Line("a link's address", 0)))
    return sorted(blocks, key=lambda block: block.line)


def _front_matter(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take `---` ... `---` at the top of a file for front matter, which is no Markdown."""
    fence = _source(state, 0).rstrip()
    if first or state.level or fence not in {"---", "+++"} or silent:
        return False
    sign = ":" if fence == "---" else "="
    for line in range(1, min(last, 200)):
        if _source(state, line).rstrip() in {fence, "..."}:
            if not any(sign in _source(state, at) for at in range(1, line)):
                return False
            state.line = line + 1
            token = state.push("front_matter", "", 0)
            token.map = [0, line + 1]
            token.content = state.getLines(1, line, 0, keepLastLF=False)
            return True
    return False


def _source(state: StateBlock, line: int) -> str:
    """Return a line of the source."""
    return state.src[state.bMarks[line] : state.eMarks[line]]


class _Tokens:
    """The tokens of a document, walked once."""

    def __init__(self, tokens: Sequence[Token], is_within: bool) -> None:
        self._tokens = tokens
        self._is_within = is_within
        self._bullets: list[bool] = []
        """For each list item that is open: whether its own words were read."""
        self._paragraph = 0
        self._list = 0
        self._header: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Return the blocks in the order of the document."""
        for at, token in enumerate(self._tokens):
            if token.type == "inline":
                yield from self._texts(token, self._tokens[at - 1])
            elif token.type == "tr_open":
                yield self._row(at)
            else:
                yield from self._other(token)

    def _other(self, token: Token) -> Iterator[Block]:
        """Return the blocks of a token that is no text."""
        first, end = token.map or (0, 0)
        if token.type == "list_item_open":
            self._bullets.append(False)
        elif token.type == "list_item_close":
            self._bullets.pop()
        elif token.type in {"bullet_list_open", "ordered_list_open", "table_open"}:
            if not self._bullets:
                self._list += 1
            self._header = ()
        elif token.type == "html_block":
            yield from _html(token)
        elif token.type in {"fence", "code_block"}:
            yield from self._code(token)
        elif token.type in {"hr", "front_matter"}:
            what = "a rule" if token.type == "hr" else "front matter"
            yield Block("other", first + 1, end, Line(what, 0))
            if token.type == "front_matter":
                yield from _front_title(token)

    def _code(self, token: Token) -> Iterator[Block]:
        """Return a block of code, or the bullets of a list that is only indented like one."""
        may_list = token.type == "code_block" and not (self._bullets or self._is_within)
        bullets = _list_in(token) if may_list else []
        if bullets:
            self._list += 1
            yield from (block._replace(paragraph=-self._list) for block in bullets)
        else:
            first = token.map[0] if token.map else 0
            yield Block("code", first + 1, _last(token), Line("code", 0))

    def _texts(self, token: Token, before: Token) -> Iterator[Block]:
        """Return the blocks of a paragraph, a heading or a bullet's words."""
        if before.type in {"th_open", "td_open"}:
            return
        first, end = token.map or (0, 1)
        self._paragraph += 1
        lines = lines_of(token)
        if before.type == "heading_open":
            end = before.map[1] if before.map else end
        if not self._bullets and before.type == "heading_open":
            words = joined(lines)
            if plain(words.text):
                level = int(before.tag[1])
                yield Block("heading", first + 1, end, words, level, self._paragraph)
            else:
                # `#` alone, or a picture: it names no section.
                yield Block("line", first + 1, end, words, 0, self._paragraph)
            return
        depth = len(self._bullets)
        source = token.content.split("\n")
        groups = grouped(lines, bool(self._bullets))
        if not groups:
            yield Block("html", first + 1, end, Line("a tag without words", 0))
        for number, group in enumerate(groups):
            starts = first + 1 + group[0].offset
            last = first + groups[number + 1][0].offset if number + 1 < len(groups) else end
            is_own = bool(self._bullets) and not self._bullets[-1]
            words, is_glued = unglued(joined(group))
            shape: Shape = "bullet" if is_own or is_glued else "line"
            # A bullet without its space is indented below the bullet whose words it follows.
            is_below = is_glued and not is_own and depth and _is_indented(source, group[0].offset)
            level = max(depth + bool(is_below), int(is_glued))
            yield Block(shape, starts, max(last, starts), words, level, self._number())
            if self._bullets:
                self._bullets[-1] = True

    def _number(self) -> int:
        """Return the number of the paragraph, or of the outermost list."""
        return -self._list if self._bullets else self._paragraph

    def _row(self, at: int) -> Block:
        """Return a row of a table."""
        first, end = self._tokens[at].map or (0, 1)
        cells = []
        for token in self._tokens[at + 1 :]:
            if token.type == "tr_close":
                break
            if token.type == "inline":
                cells.append(tuple(lines_of(token)))
        texts = tuple(" ".join(line.text.strip() for line in cell) for cell in cells)
        words = Line(" | ".join(texts), 0)
        if not self._header:
            self._header = texts if any(texts) else ("",) * max(1, len(texts))
            # The line of dashes below belongs to it.
            return Block("header", first + 1, end + 1, words, 0, -self._list, header=texts)
        return Block("row", first + 1, end, words, 0, -self._list, tuple(cells), self._header)


def _is_indented(source: Sequence[str], offset: int) -> bool:
    """Whether a line of a paragraph's source begins with a space."""
    return offset < len(source) and source[offset][:1].isspace()


def _list_in(token: Token) -> list[Block]:
    """Return the bullets of a list that is indented as code is; nothing for real code."""
    first = token.map[0] if token.map else 0
    try:
        blocks = blocks_of(dedent(token.content), is_within=True)
    except DamagedFileError:
        return []
    if len(blocks) < FEWEST_BULLETS or any(block.shape != "bullet" for block in blocks):
        return []
    if any(_KEY.match(block.text) for block in blocks):
        return []
    return [b._replace(line=b.line + first, last=b.last + first) for b in blocks]


def _last(token: Token) -> int:
    """Return the last line of a block of code, with its fence."""
    return token.map[1] if token.map else 1


def _html(token: Token) -> Iterator[Block]:
    """Return the titles in an HTML block, and the rest of it as HTML."""
    first, end = token.map or (0, 1)
    lines = token.content.rstrip("\n").split("\n")
    titles = html_titles(token.content)
    taken = {title.offset for title in titles if title.level}
    for title in titles:
        line = first + 1 + title.offset
        shape: Shape = "heading" if title.level else "end"
        yield Block(
            shape, line, line, Line(title.text, 0, _links(title.text, title.url)), title.level
        )
    for offset, text in enumerate(lines):
        if offset not in taken and text.strip() and first + offset < end:
            yield Block("html", first + 1 + offset, first + 1 + offset, Line(text, 0))


def _links(text: str, url: str | None) -> tuple[Link, ...]:
    """Return the links of an HTML title, as a line has them."""
    return (Link(text, url, 0, len(text)),) if url else ()


def _front_title(token: Token) -> Iterator[Block]:
    """Return the title that front matter names, as a heading above all others."""
    for offset, line in enumerate(token.content.split("\n")):
        key, _, value = line.replace("=", ":", 1).partition(":")
        if key.strip().casefold() == "title" and value.strip(" \"'"):
            yield Block("heading", offset + 2, offset + 2, Line(value.strip(" \"'"), 0), 0)


_GLUED = "*-+•◦▪●·–"
"""What begins a bullet also where the space after it was forgotten."""


def grouped(lines: list[Line], is_bullet: bool) -> list[list[Line]]:
    """Return the lines of a paragraph, those of a bullet that only wrap joined into one."""
    groups: list[list[Line]] = []
    for line in lines:
        # A bold first line is a title; so is `Readings:` after a bullet.
        is_apart = bool(groups) and (groups[-1][-1].is_bold and not line.is_bold)
        is_label = line.text.rstrip().endswith(":") and kind_named(line.text) is not None
        begins = not is_bullet or line.is_broken or _is_glued(line.text) or is_apart or is_label
        if begins or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def joined(lines: Sequence[Line]) -> Line:
    """Return several lines as one."""
    if len(lines) == 1:
        return lines[0]
    text, links, bold = "", [], []
    for line in lines:
        text += " " * bool(text)
        shift = len(text)
        links += [
            link._replace(start=link.start + shift, end=link.end + shift) for link in line.links
        ]
        bold += [(start + shift, end + shift) for start, end in line.bold]
        text += line.text
    offset = lines[0].offset if lines else 0
    has_picture = any(line.has_picture for line in lines)
    return Line(text, offset, tuple(links), tuple(bold), has_picture)


def _is_glued(text: str) -> bool:
    """Whether a line begins as a bullet does, the space after the sign forgotten."""
    text = text.lstrip()
    return len(text) > 2 and text[0] in _GLUED and text[1] not in _GLUED and not text[1].isdigit()


def unglued(line: Line) -> tuple[Line, bool]:
    """Return a line without the sign of a bullet, and whether it had one."""
    if not _is_glued(line.text):
        return line, False
    cut = len(line.text) - len(line.text.lstrip()[1:].lstrip())
    links = [link._replace(start=link.start - cut, end=link.end - cut) for link in line.links]
    bold = [(max(0, start - cut), end - cut) for start, end in line.bold]
    return line._replace(text=line.text[cut:], links=tuple(links), bold=tuple(bold)), True


HEADINGS = {f"h{level}": level for level in range(1, 7)}
LONGEST_TITLE = 200


class HtmlTitle(NamedTuple):
    """A title, or (level 0) the end of a `<details>`."""

    text: str
    offset: int
    """How many lines of the block stand before it."""
    level: int
    """1 to 6 for a heading, 7 for a summary."""
    url: str | None = None


class _Titles(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[HtmlTitle] = []
        self._open: HtmlTitle | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        level = 7 if tag == "summary" else HEADINGS.get(tag, 0)
        if self._open and tag == "a":
            self._open = self._open._replace(url=self._open.url or dict(attrs).get("href"))
        elif level and not (self._open and self._open.level == 7):
            self._open = HtmlTitle("", self.getpos()[0] - 1, level)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.found.append(HtmlTitle("", self.getpos()[0] - 1, 0))
        elif self._open and (tag == "summary" if self._open.level == 7 else tag in HEADINGS):
            self.finish()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open = self._open._replace(text=self._open.text + data)

    def finish(self) -> None:
        """Keep the title that is open."""
        if self._open:
            text = " ".join(self._open.text.split())
            if text and len(text) <= LONGEST_TITLE:
                self.found.append(self._open._replace(text=text))
        self._open = None


def html_titles(html: str) -> list[HtmlTitle]:
    """Return the titles of an HTML block, and where its details end."""
    parser = _Titles()
    parser.feed(html)
    parser.close()
    parser.finish()
    return parser.found
