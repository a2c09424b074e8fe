"""The titles in an HTML block: `<h2>`, and the `<summary>` of a `<details>`.

Markdown inside `<details>` is Markdown of its own; what is only HTML stays
unread, and is said to be.
"""

from html.parser import HTMLParser
from typing import NamedTuple

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
    """Give the titles of an HTML block, and where its details end."""
    parser = _Titles()
    parser.feed(html)
    parser.close()
    parser.finish()
    return parser.found
