"""Marks and bars stand beside every colour, in ASCII where the encoding has no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.views.marks import ASCII, UNICODE, Glyphs, glyphs_for


@pytest.mark.parametrize(
    ("glyphs", "marks"),
    [
        pytest.param(UNICODE, ["✓", "▸", "–", "·"], id="unicode"),
        pytest.param(ASCII, ["x", ">", "-", "."], id="ascii"),
    ],
)
def test_every_status_has_a_mark_of_its_own(glyphs: Glyphs, marks: list[str]) -> None:
    statuses = ["done", "doing", "skipped", "todo"]
    assert [glyphs.mark(status) for status in statuses] == marks
    assert len(set(marks)) == 4


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [
        pytest.param("utf-8", UNICODE, id="utf-8"),
        pytest.param("UTF-16", UNICODE, id="utf-16"),
        pytest.param("gb18030", UNICODE, id="gb18030"),
        pytest.param("ascii", ASCII, id="ascii"),
        pytest.param("iso-8859-1", ASCII, id="latin-1"),
        pytest.param("cp437", ASCII, id="the first IBM PC"),
        pytest.param("no-such-thing", ASCII, id="unknown"),
        pytest.param(None, UNICODE, id="a stream of text, which carries all"),
    ],
)
def test_glyphs_are_those_an_encoding_can_carry(encoding: str | None, glyphs: Glyphs) -> None:
    assert glyphs_for(encoding) is glyphs


def test_stars_stand_beside_their_number() -> None:
    assert [UNICODE.stars(number) for number in (1, 4)] == ["★☆☆☆☆ 1/5", "★★★★☆ 4/5"]
    assert ASCII.stars(3) == "***-- 3/5"


def test_ascii_glyphs_are_ascii() -> None:
    assert "".join(ASCII).isascii()


@pytest.mark.parametrize(
    ("percent", "bar"),
    [
        pytest.param(None, "----------", id="nothing to do"),
        pytest.param(0, "----------", id="nothing done"),
        pytest.param(1, "#---------", id="a start shows"),
        pytest.param(19, "#---------", id="rounded down"),
        pytest.param(20, "##--------", id="a fifth"),
        pytest.param(99, "#########-", id="almost all is not all"),
        pytest.param(100, "##########", id="all"),
    ],
)
def test_a_bar_is_as_full_as_the_percent(percent: int | None, bar: str) -> None:
    assert ASCII.bar(percent, 10) == bar


def test_a_bar_is_drawn_with_the_glyphs_of_the_encoding() -> None:
    assert UNICODE.bar(50, 4) == "━━──"


@given(st.integers(0, 100), st.integers(2, 60))
def test_a_bar_has_its_width_and_is_full_at_all_and_empty_at_none(percent: int, width: int) -> None:
    bar = ASCII.bar(percent, width)
    filled = bar.count("#")
    assert bar == "#" * filled + "-" * (width - filled)
    assert (filled == width) == (percent == 100)
    assert (filled == 0) == (percent == 0)


@given(st.integers(0, 99), st.integers(2, 60))
def test_more_percent_never_draws_a_shorter_bar(percent: int, width: int) -> None:
    assert ASCII.bar(percent, width).count("#") <= ASCII.bar(percent + 1, width).count("#")
