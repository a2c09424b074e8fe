"""What a learner wrote comes back from a quote, whatever it holds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlops_tracker.formats.own.markdown import quoted, unquoted

lines = st.sampled_from(
    [
        *("", " ", "# A", "## B ##", "###### F", "#", "#no", "a #b", "Title", "===", "---"),
        *("  ---", "- # in a list", "> ## quoted", "```", "~~~ py", "    # code", "\t# tab", "=-"),
        *("<!-- open", "-->", "- a", "1. b", "   # c", "# D <!-- level 5 -->", "[x]: y", "<div>"),
        *("x <!-- level 2, underlined 3 -->", "<!-- tracker:end -->", "| a |", "|---|", "***"),
        *("# e\\", "> lazy", "=", "Ü # ü"),
    ]
)
texts = st.one_of(
    st.lists(lines, min_size=1, max_size=8).map("\n".join),
    st.text(alphabet="ab #>-=`\n\t<!123.\\", min_size=1, max_size=40),
)


@given(texts, st.integers(0, 5), st.sampled_from(["", "  "]))
@example("Title\n=====", 3, "")
@example("# A <!-- level 5 -->", 3, "  ")
def test_a_text_comes_back_from_its_quote(text, down, indent) -> None:
    assert unquoted(quoted(text, down, indent), down, indent) == text


@given(texts, texts)
def test_whatever_a_text_leaves_open_ends_with_the_quote(text, other) -> None:
    page = f"## A\n\n{quoted(text, 3)}\n\n## B\n\n- [x] i\n{quoted(other, 3, '  ')}\n- [ ] j\n"
    lines = page.split("\n")
    levels = {"heading_open": 0, "list_item_open": 1}
    tokens = MarkdownIt("commonmark").parse(page)
    found = [lines[t.map[0]] for t in tokens if t.map and levels.get(t.type) == t.level]
    assert found == ["## A", "## B", "- [x] i", "- [ ] j"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("# A\nb", "> #### A\n> b"),
        ("a\n", "> a\n>"),
        ("#### D", "> ###### D <!-- level 4 -->"),
        ("A\n===", "> #### A <!-- level 1, underlined 3 -->"),
        ("A\nb\n===", "> A\n> b\n> ==="),
        ("```\n# no heading\n```", "> ```\n> # no heading\n> ```"),
        ("a\r\nb\rc", "> a\n> b\n> c"),
    ],
)
def test_headings_go_below_the_one_they_stand_under(text, quote) -> None:
    assert quoted(text, 3) == quote
