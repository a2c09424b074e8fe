"""Sources are written by strangers: nothing in one breaks the reader, and nothing takes long."""

import io
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.actions import imports
from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.lists.markdown import read_markdown
from mlops_tracker.formats.outline import Outline
from mlops_tracker.formats.own.archive_page import SIGNATURE
from mlops_tracker.formats.registry import format_named, read_outline
from mlops_tracker.store import syllabus_file
from mlops_tracker.store.reading import source_text
from tests.counting import calls_of, steps_of

PIECES = st.sampled_from(
    [
        *("# A", "## Week 1: x", "### Course 2", "- [ ] a", "  - [x] b (5 min)", "* *c*", "1. d"),
        *("| a | b |", "|---|---|", "| 1 | [x](y) |", "Video: e", "**Week 2**", "f\n---", "> g"),
        *("```", "<details>", "<summary>Week 3</summary>", "</details>", "<!--", "-->", "", "---"),
        *("#", "## ![p](q)"),
        *("[r]: http://x.y", "- # h", "*i", "\t- j", "第一周", "- ", "|", "![p](q)", "https://x.y"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=25).map("\n".join))
def test_any_text_is_read_or_refused_and_no_line_vanishes(text) -> None:
    try:
        outline = read_markdown(text)
    except DamagedFileError:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    told = {n for account in outline.accounts for n in range(account.line, account.last + 1)}
    assert [n for n, line in enumerate(lines, 1) if line.strip() and n not in told] == []
    for course in outline.courses:
        assert course.title.strip()
        for week in course.weeks:
            assert week.title.strip()
            assert week.items
            assert all(item.title.strip() and item.kind for item in week.items)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("- " * 5000 + "a", "its lists or quotes stand too deep", id="lists"),
        pytest.param(">" * 5000 + " a", "its lists or quotes stand too deep", id="quotes"),
        pytest.param("Just words.\n\nMore of them.\n", "it lists nothing to learn", id="prose"),
        pytest.param("<ul>\n<li>a</li>\n</ul>\n", "it holds only HTML", id="HTML"),
        pytest.param("# Title\n\n```\n- a\n```\n", "it lists nothing to learn", id="code"),
    ],
)
def test_what_is_no_list_is_refused(text, sentence) -> None:
    with pytest.raises(DamagedFileError) as refused:
        read_markdown(text)
    assert str(refused.value).startswith(sentence)


MOST = 4.5
"""What four times as much may cost in steps; what grows with the square costs sixteen times."""


def grows_as_it_is_long(read: Callable[[int], object], number: int) -> None:
    """Assert that four times the pieces are about four times the work.

    An eighth of them shows it: to count every line of all would take half a minute.
    """

    def steps(number: int) -> int:
        def run() -> None:
            with suppress(DamagedFileError):
                read(number)

        return steps_of(run)

    few, many = steps(number // 32), steps(number // 8)
    assert many < MOST * few, (few, many)


def test_reading_a_list_grows_as_the_list_does() -> None:
    def course(weeks: int) -> str:
        items = "- [x] [Video: A title of some words](https://x.org/a) (5 min)\n" * 30
        return "# C\n\n" + "".join(
            f"## Week {n}: T\n\n{items}- Quiz {n}\n\n" for n in range(1, weeks + 1)
        )

    assert len(course(112)) > 200_000
    few, many = (calls_of(partial(read_markdown, course(weeks))) for weeks in (28, 112))
    assert many < MOST * few


OPEN = "brackets or comments that are not closed"


@pytest.mark.parametrize(
    ("start", "piece", "number", "sentence"),
    [
        pytest.param("- a\n- ", "![", 160_000, f"line 2: more than 4,000 {OPEN}", id="images"),
        pytest.param("- a\n\n", "<!--", 200_000, f"line 3: more than 4,000 {OPEN}", id="comments"),
        pytest.param("- a\n\nb ", "<?", 200_000, f"line 3: more than 4,000 {OPEN}", id="inline"),
        pytest.param("", "[" * 8 + "\n\n", 1, "it lists nothing to learn", id="a few brackets"),
        pytest.param(
            "", "[" * 8 + "\n\n", 501, f"line 1001: more than 4,000 {OPEN}", id="many lines"
        ),
        pytest.param(
            *("- a\n- ", "[", 16_000_000, "line 2: a paragraph of more than 1,000,000 characters"),
            id="16 MB",
        ),
        pytest.param("", "[\n", 8_000_000, "line 200001: more than 200,000 lines", id="lines"),
        pytest.param("", "*a", 100_000, "it lists nothing to learn", id="emphasis"),
    ],
)
def test_a_hostile_source_is_refused(start, piece, number, sentence) -> None:
    with pytest.raises(DamagedFileError) as refused:
        read_markdown(start + piece * number)
    assert refused.value.message == sentence
    grows_as_it_is_long(lambda number: read_markdown(start + piece * number), number)


@pytest.mark.parametrize(
    ("piece", "number"),
    [
        pytest.param("<", 100_000, id="angles"),
        pytest.param("[" * 8 + "]" * 8, 5_000, id="closed brackets"),
        pytest.param("[", 3_900, id="open brackets"),
        pytest.param("[a](", 20_000, id="links that end nowhere"),
    ],
)
def test_what_is_odd_but_readable_is_read(piece, number) -> None:
    outline = read_markdown(f"- a\n- b\n\n{piece * number}")
    assert [item.title for item in outline.items()] == ["a", "b"]
    grows_as_it_is_long(lambda number: read_markdown(f"- a\n- b\n\n{piece * number}"), number)


ARCHIVE = (Path(__file__).parents[1] / "data" / "archive.md").read_text(encoding="utf-8")
ARCHIVE_LINES = ARCHIVE.split("\n")
ODD_LINES = st.sampled_from(
    [
        *(
            "## Course 1. Again",
            "## Mine",
            "### Week 7. New",
            "### W",
            "# Two",
            "- [x]",
            "- [ ] : ",
        ),
        *("- [x] **k**", '- [ ] Video: `"a"` — `""`', '```json\n"a"\n```', "```json\n[1]\n```"),
        *('  ```json\n  "\\ud800"\n  ```', "> quote", "  > within", "**Notes**", "**Review** ★"),
        *('Also: **a**, `" "`', "Page: `1`", "**Held back**: 2 notes on graded items", "1. a"),
        *("- [x] A *(done 9999-12-31, score 1e9%, took 1 min)*", "- [ ] A — [x](y), z", "***"),
        *("- [ ] A: *(5 min)* — page **", "**Held back**: much", "<div>", "    code", "- - [ ] a"),
    ]
)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def edited_archives(draw: st.DrawFn) -> str:
    """Return an archive in which a person changed some lines."""
    lines = list(ARCHIVE_LINES)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(1, len(lines)))
        line = draw(st.one_of(st.none(), ODD_LINES, PIECES, WORDS))
        lines[at : at + draw(st.integers(0, 1))] = [] if line is None else [line]
    content = "\n".join(lines).encode().replace(b"\0", b"")
    return source_text(io.BytesIO(content).read, "it", lambda _: True)


@given(edited_archives())
def test_an_edited_archive_is_read_with_all_its_lines_told(text) -> None:
    """Whatever is read of it can be kept in files."""
    try:
        outline = imports.read(text, format_named("markdown"), "a.md")
    except DamagedFileError:  # a comment that is left open may hide all of it
        return
    told = {n for account in outline.accounts for n in range(account.line, account.last + 1)}
    lines = re.split(r"\r\n|\r|\n", text)  # the line ends of CommonMark
    assert [n for n, line in enumerate(lines, 1) if line.strip() and n not in told] == []
    if outline.exact:
        syllabus_file.content_of(imports.syllabus_from(outline), Path("a.toml"))


@pytest.mark.parametrize(
    ("piece", "number", "end"),
    [("![", 20_000, ""), ("> ", 5_000, "a"), ("- ", 5_000, "# a"), ("# a\n  > ", 20_000, "")],
)
def test_a_hostile_note_in_an_archive_comes_back(piece, number, end) -> None:
    start = f"{SIGNATURE}\n\n# T\n\n## Course 1. C\n\n### Week 1. W\n\n- [ ] Video: A\n  > "

    def read(number: int) -> Outline:
        return read_outline(f"{start}{piece * number}{end}\n", format_named("markdown"), "")

    outline = read(number)
    assert outline.exact
    assert len(outline.exact.record.items["1.1.1"].note) > 10_000
    grows_as_it_is_long(read, number)
