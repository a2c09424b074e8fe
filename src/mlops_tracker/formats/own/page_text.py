"""Text of files and people as HTML: shown, never obeyed."""

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from mlops_tracker.formats.own.markdown import is_plain_address
from mlops_tracker.formats.readme_markers import spelt

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

DEEPEST = 6


def safe(text: str) -> str:
    """Return a text for any place in a page, also within quotes."""
    return escape(spelt(text), quote=True)


def link(text: str, url: str | None) -> str:
    """Return a text, linked where its address is one of the web; any other is shown."""
    if not url:
        return safe(text)
    if is_plain_address(url):
        return f'<a href="{safe(url)}" rel="noreferrer">{safe(text)}</a>'
    return f"{safe(text)} <code>{safe(url)}</code>"


def rendered(markdown: str, below: int) -> str:
    """Return a note as HTML, its headings below those of level `below`.

    HTML within it is shown as text; an image is a link to it, so that the page
    asks nobody for anything.
    """
    parser = _parser()
    tokens = parser.parse(spelt(markdown))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + below, DEEPEST)}"
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> "MarkdownIt":
    """Return the parser of notes."""
    from markdown_it import MarkdownIt  # 80 ms, only where a note is rendered

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    setattr(parser, "validateLink", is_plain_address)  # noqa: B010 - else a type error: it is a method
    parser.add_render_rule("link_open", _open_link)
    parser.add_render_rule("image", _image)
    return parser


def _open_link(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """Open a link that does not tell where it stood; one that leads nowhere is none."""
    address = tokens[index].attrs
    if is_plain_address(address["href"]):
        address["rel"] = "noreferrer"
    else:  # `[]()` comes here with an empty address
        del address["href"]
    return str(self.renderToken(tokens, index, options, env))


def _image(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """Return a link to an image, with its description."""
    token = tokens[index]
    words = self.renderInlineAsText(token.children, options, env) or token.attrs["src"]
    return link(words, str(token.attrs["src"]))
