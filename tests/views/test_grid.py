"""Grids: to the letter as rich draws them, whatever is in them and however narrow the screen."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from mlops_tracker.views.grid import Column, Grid, Styled, cell_width
from mlops_tracker.views.marks import UNICODE
from mlops_tracker.views.tables import Screen

styles = st.sampled_from(["", "dim", "green", "bold cyan", "bold"])
signs = st.sampled_from([*"ab -—é漢", "e\u0301", "👩\u200d🔬", "❤\ufe0f"])
"""Whole ones: of a part that ends in a joiner rich loses what follows."""
words = st.lists(signs, max_size=24).map("".join)
texts = st.one_of(words, st.text(alphabet="abc  ", max_size=60), st.just("漢字 " * 20))
extras = st.tuples(texts.map(str.rstrip).filter(bool), st.sampled_from(["", "dim", "not bold"]))
styled = st.builds(Styled, texts, styles, st.lists(extras, max_size=2).map(tuple))


def column(width, min_width, justify, wraps, style) -> st.SearchStrategy[Column]:
    drawn = (width, min_width, justify, wraps, style)
    return st.builds(Column, *(one if hasattr(one, "map") else st.just(one) for one in drawn))


columns = st.one_of(
    column(None, 0, "left", True, st.sampled_from(["", "dim"])),
    column(None, st.integers(0, 9), st.sampled_from(["left", "right"]), False, ""),
    column(st.integers(6, 16), 0, "left", True, ""),
)
rooms = st.one_of(st.integers(1, 60), st.integers(60, 300), st.just(100_000))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Return some columns, and some rows of them."""
    found = draw(st.lists(columns, min_size=1, max_size=4))
    numbers = words.map(lambda text: Styled(text.strip(), "dim"))  # nothing else stands right
    row = st.tuples(*[numbers if one.justify == "right" else styled for one in found])
    return Grid(found, draw(st.lists(row, min_size=1, max_size=4)))


def drawn(part: Grid | Styled, room: int, *, color: bool) -> list[str]:
    """Return the lines of a part as the program draws it."""
    file = io.StringIO()
    Screen(file, UNICODE, room, color).draw(part)
    return file.getvalue().split("\n")[:-1]


def by_rich(part: Grid | Styled, room: int, *, color: bool) -> list[str]:
    """Return the lines of a part as rich draws it, without the spaces at their ends."""
    console = Console(
        file=io.StringIO(),
        width=room,
        height=100,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(part.as_rich())
    return [line.rstrip() for line in capture.get().split("\n")[:-1]]


@given(grids(), rooms, st.booleans())
def test_a_grid_is_drawn_as_rich_draws_it(grid: Grid, room: int, color: bool) -> None:
    assert drawn(grid, room, color=color) == by_rich(grid, room, color=color)


@given(styled, rooms, st.booleans())
def test_a_text_alone_is_drawn_as_rich_draws_it(part: Styled, room: int, color: bool) -> None:
    assert drawn(part, room, color=color) == by_rich(part, room, color=color)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=3), rooms)
def test_a_cell_of_several_lines_is_drawn_as_rich_draws_it(rows, room: int) -> None:
    cells = [(Styled(one), Styled(f"{one}\n{two}\tx")) for one, two in rows]
    grid = Grid((Column(), Column(wraps=True)), cells)
    assert drawn(grid, room, color=False) == by_rich(grid, room, color=False)


def test_what_fits_is_drawn_without_rich() -> None:
    row = (Styled("1.1.1", "dim"), Styled("a title").append("  (note)", "dim"))
    lines = Grid((Column(), Column(wraps=True)), [row]).lines(80, color=True)
    assert lines is not None
    assert list(lines) == ["\x1b[2m1.1.1\x1b[0m  a title\x1b[2m  (note)\x1b[0m"]
    assert [cell_width(text) for text in ("a", "漢", "e\u0301")] == [1, 2, 1]
