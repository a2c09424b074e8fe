"""Only what stands between two markers of a README is rewritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.markdown_source import BEGIN, END, published, without_markers

NEW = f"{BEGIN}\n\nNEW\n\n{END}\n"


@pytest.mark.parametrize(
    ("page", "after"),
    [
        pytest.param("", NEW, id="empty"),
        pytest.param("# A", f"# A\n\n{NEW}", id="no line end"),
        pytest.param("# A\n", f"# A\n\n{NEW}", id="none yet"),
        pytest.param("# A\n\n", f"# A\n\n{NEW}", id="a blank line is there"),
        pytest.param(f"a\n{BEGIN}\nold\n{END}\nb", f"a\n{NEW}b", id="in place"),
        pytest.param(f"{BEGIN}\n{END}", NEW.removesuffix("\n"), id="nothing else"),
        pytest.param(f"  {BEGIN}\n{END}  \n", f"  {NEW[:-1]}  \n", id="spaces around"),
        pytest.param(
            f"a\r\n{BEGIN}\r\n{END}\r\nb\r\n",
            "a\r\n" + NEW.replace("\n", "\r\n") + "b\r\n",
            id="carriage returns",
        ),
        pytest.param("a\rb\n", f"a\rb\n\n{NEW}", id="a stray carriage return"),
        pytest.param(f"<div>\n{BEGIN}\n{END}\n</div>\n", f"<div>\n{NEW}</div>\n", id="in HTML"),
        pytest.param(
            f"```\n{BEGIN}\nexample\n{END}\n```\n",
            f"```\n{BEGIN}\nexample\n{END}\n```\n\n{NEW}",
            id="an example in a code block",
        ),
        pytest.param(f"Write `{BEGIN}`.\n", f"Write `{BEGIN}`.\n\n{NEW}", id="named in a text"),
    ],
)
def test_the_section_goes_between_the_markers(page, after) -> None:
    assert published(page, "NEW\n") == after
    assert published(after, "NEW\n") == after


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (f"a\n{BEGIN}\n", f"line 2: `{BEGIN}` has no `{END}` after it"),
        (f"a\n\n{END}\n", f"line 3: `{END}` has no `{BEGIN}` before it"),
        (f"{END}\n{BEGIN}\n", f"line 1: `{END}` has no `{BEGIN}` before it"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", f"line 1: `{BEGIN}` has no `{END}` after it"),
        (f"{BEGIN}\n{END}\n{END}\n", f"line 3: `{END}` has no `{BEGIN}` before it"),
        (
            f"{BEGIN}\n{END}\n\n{BEGIN}\n{END}\n",
            f"line 4: a second `{BEGIN}`; the first is in line 1",
        ),
        (f"a\nb {BEGIN}\n{END}\n", f"line 2: a marker is `{BEGIN}` or `{END}`, alone on its line"),
        (f"{BEGIN} a\n{END}\n", f"line 1: a marker is `{BEGIN}` or `{END}`, alone on its line"),
        (
            f"<!-- tracker:begin\n\n{END}\n",
            f"line 1: a marker is `{BEGIN}` or `{END}`, alone on its line",
        ),
        (
            f"- a\n\n  {BEGIN}\n  {END}\n",
            f"line 3: a marker is `{BEGIN}` or `{END}`, alone on its line",
        ),
        ("a\n```\nb\n", "line 4: the end of the page is within a code block"),
    ],
)
def test_markers_that_are_no_pair_are_refused_with_their_line(page, message) -> None:
    with pytest.raises(DamagedFileError) as caught:
        published(page, "NEW\n")
    assert caught.value.message == message


pieces = st.sampled_from(
    [
        "# A",
        "",
        "text",
        "```",
        "- a",
        "<div>",
        "<!-- c -->",
        "<!-- open",
        "\tcode",
        "|a|",
        "> q",
        "\x0c",
    ]
)


@given(st.lists(pieces, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_all_else_stays_and_twice_is_once(lines, ending, is_open) -> None:
    page = ending.join(lines) + ("" if is_open else ending)
    try:
        once = published(page, "NEW\n")
    except DamagedFileError:
        return
    assert once.startswith(page)
    assert published(once, "NEW\n") == once
    other = published(once, "OTHER\nline\n")
    assert other.startswith(page)
    assert published(other, "NEW\n") == once


notes = st.lists(
    st.sampled_from([BEGIN, END, "<!-- open", "-->", "```", "a", "", "tracker:end", "<!--", "- a"])
)


@given(notes)
def test_no_note_can_be_taken_for_a_marker(lines) -> None:
    section = "> " + without_markers("\n".join(lines)).replace("\n", "\n> ")
    once = published("# A\n", section)
    assert published(once, section) == once
    assert published(once, "NEW\n") == f"# A\n\n{NEW}"


def test_a_comment_that_is_left_open_is_shown() -> None:
    assert without_markers("a <!-- b") == "a &lt;!-- b"
    assert without_markers("a <!-- b --> c") == "a <!-- b --> c"
    assert without_markers(END) == "<!-- tracker: end -->"
