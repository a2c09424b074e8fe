"""Whatever stands in a title comes back from a CommonMark parser as it was."""

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlops_tracker.formats.own.markdown import (
    address,
    escaped,
    is_plain_address,
    paragraph,
    titled_link,
)

MARKUP = "ab1 _*`[]()<>#&;:!|~$\\-+=.\n\t\"'/é\u00a0\u3000\u2028中"
titles = st.one_of(
    st.text(alphabet=MARKUP, min_size=1, max_size=25),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=25),
)
nasty = [
    *("C #", "#", "# a", "a & b &amp; &#35; c", "snake_case _x_", "[x] `y` <b>", "![a](b)"),
    *("https://a.example", "1. a", "- a", "+", "***", "> a", "===", "    a", "a\nb", "\\", "a\\"),
]


def inline(text: str) -> list[tuple[str, str]]:
    """Return what a parser makes of one block: its pieces, texts joined."""
    blocks = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"]
    assert len(blocks) == 1, text
    pieces: list[tuple[str, str]] = []
    for token in blocks[0].children or []:
        if pieces and pieces[-1][0] == token.type == "text":
            pieces[-1] = ("text", pieces[-1][1] + token.content)
        elif token.type == "link_open":
            pieces.append((token.type, str(token.attrs["href"])))
        elif token.content or token.type != "text":
            pieces.append((token.type, token.content))
    return pieces


def kinds(text: str) -> list[str]:
    return [token.type for token in MarkdownIt("commonmark").parse(text)]


@given(titles)
@example("C #")
@example("a ##")
def test_a_title_in_a_heading_comes_back(title) -> None:
    assert inline(f"## Course 1. {escaped(title)}") == [("text", f"Course 1. {title}")]
    assert kinds(f"# {escaped(title)}") == ["heading_open", "inline", "heading_close"]
    assert inline(f"# {escaped(title)}") == [("text", title)]


@given(titles)
def test_a_title_in_a_list_comes_back_apart_from_the_facts(title) -> None:
    assert inline(f"- [x] Video: {escaped(title)} *(5 min)*") == [
        ("text", f"[x] Video: {title} "),
        ("em_open", ""),
        ("text", "(5 min)"),
        ("em_close", ""),
    ]


@given(titles)
def test_a_title_is_the_text_of_a_link(title) -> None:
    url = "https://example.org/a_(b)?x=1&amp=2"
    assert inline(f"Video: {titled_link(title, url)}") == [
        ("text", "Video: "),
        ("link_open", url),
        ("text", title),
        ("link_close", ""),
    ]


@given(titles)
def test_a_text_in_bold_comes_back(title) -> None:
    assert inline(f"Also: **{escaped(title)}**, b")[1:4] == [
        ("strong_open", ""),
        ("text", title),
        ("strong_close", ""),
    ]


@given(titles)
def test_a_paragraph_is_a_paragraph(text) -> None:
    assert kinds(paragraph(text)) == ["paragraph_open", "inline", "paragraph_close"]
    assert inline(paragraph(text)) == [("text", text)]


def test_nasty_titles_come_back() -> None:
    for title in nasty:
        assert inline(f"# {escaped(title)}") == [("text", title)]
        assert inline(paragraph(title)) == [("text", title)]


@given(st.text(alphabet="abC1-._~/?#@!$&'()*+,;=:%25lt", max_size=25))
def test_a_plain_address_comes_back(rest) -> None:
    url = f"https://example.org/{rest}"
    if is_plain_address(url):
        assert ("link_open", url) in inline(titled_link("T", url))


@given(titles)
@example("javascript:alert(1)")
@example("JavaScript:alert(1)")
@example("labs/week 1.ipynb")
@example("//example.org")
def test_the_text_of_an_address_is_the_address_and_only_safe_ones_are_links(url) -> None:
    first, text, *_ = inline(address(url))
    assert text == ("text", url)
    if first[0] == "link_open":
        assert first[1].startswith(("http://", "https://")) or ":" not in first[1].split("/")[0]
    else:
        assert first == ("strong_open", "")


def test_a_script_is_no_link() -> None:
    assert address("javascript:alert(1)") == "**javascript:alert(1)**"
    assert titled_link("T", "javascript:alert(1)") == "T"
    assert address("labs/week 1.ipynb") == "[labs/week 1.ipynb](labs/week%201.ipynb)"
