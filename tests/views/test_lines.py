"""Plain lines are for scripts: a record a line, a tab between cells, nothing cut."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.search import Hit
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from mlops_tracker.views.lines import Cell, hit_lines, item_lines, note_lines, report_lines, table

LONG = "A Title That Is Far Longer Than Any Terminal Is Wide " * 5
SYLLABUS = Syllabus(
    "small",
    "Small",
    (
        Course(
            "1",
            "Models",
            (
                Week(
                    "1.1",
                    "Overview",
                    (
                        Item("1.1.1", "video", "Welcome", minutes=5),
                        Item("1.1.2", "reading", LONG, optional=True),
                        Item("1.1.3", "graded", "Quiz"),
                    ),
                ),
            ),
        ),
        Course("2", "Pipelines", (Week("2.1", "Flow", (Item("2.1.1", "video", "Pipes"),)),)),
    ),
)
RECORD = StudyRecord(
    "small",
    items={
        "1.1.1": ItemRecord(
            "Welcome", "done", datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC), 7, 66.67, (), "note"
        ),
        "1.1.3": ItemRecord("Quiz", "doing"),
    },
    weeks={"1.1": WeekRecord("a week")},
    courses={"2": CourseRecord("dropped", note="a note")},
)


def rows(*cells: list[str]) -> str:
    return "".join("\t".join(row) + "\n" for row in cells)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("text", "text", id="text"),
        pytest.param("", "", id="no text"),
        pytest.param(None, "", id="unknown"),
        pytest.param(True, "yes", id="yes"),
        pytest.param(False, "no", id="no"),
        pytest.param(0, "0", id="nought is not unknown"),
        pytest.param(1_000_000, "1000000", id="a large number"),
        pytest.param(90.0, "90", id="no empty decimals"),
        pytest.param(66.67, "66.67", id="two places"),
        pytest.param(66.666667, "66.666667", id="nothing cut of a number written by hand"),
        pytest.param("a\tb\nc\rd", "a^Ib^Jc^Md", id="no tab or line end within a cell"),
        pytest.param("\x1b[2J\u202e", "^[[2J\\u202e", id="nothing that drives a terminal"),
        pytest.param("[red]x", "[red]x", id="markup is text"),
    ],
)
def test_a_cell_is_written_so_that_a_script_can_read_it(cell: Cell, written: str) -> None:
    assert table([("1", cell, "end")], ("a", "b", "c"), header=False) == f"1\t{written}\tend\n"


@pytest.mark.parametrize(
    ("header", "text"),
    [
        pytest.param(False, "", id="nothing, where none is asked for"),
        pytest.param(True, "a\tb\n", id="the names of the columns alone, where they are"),
    ],
)
def test_no_rows_are(header: bool, text: str) -> None:
    assert table([], ("a", "b"), header=header) == text


@given(st.lists(st.tuples(st.text(), st.text() | st.integers() | st.none()), max_size=5))
def test_there_are_as_many_lines_as_rows_and_as_many_cells_as_columns(
    cells: list[tuple[str, str | int | None]],
) -> None:
    text = table(cells, ("a", "b"), header=False)
    lines = text.split("\n")
    assert len(lines) == len(cells) + 1
    assert lines[-1] == ""
    assert [line.count("\t") for line in lines[:-1]] == [1] * len(cells)


def test_items_are_lines() -> None:
    assert item_lines(SYLLABUS.places.values(), RECORD, header=False) == rows(
        [
            "1.1.1",
            "done",
            "video",
            "5",
            "no",
            "Welcome",
            "2026-11-20T21:14:05Z",
            "66.67",
            "7",
            "yes",
        ],
        ["1.1.2", "todo", "reading", "", "yes", LONG, "", "", "", "no"],
        ["1.1.3", "doing", "graded", "", "no", "Quiz", "", "", "", "no"],
        ["2.1.1", "todo", "video", "", "no", "Pipes", "", "", "", "no"],
    )


def test_items_may_stand_under_the_names_of_their_columns() -> None:
    assert item_lines([SYLLABUS.places["2.1.1"]], RECORD, header=True) == rows(
        [
            *("id", "status", "kind", "minutes", "optional", "title"),
            *("done_at", "score", "spent_minutes", "has_note"),
        ],
        ["2.1.1", "todo", "video", "", "no", "Pipes", "", "", "", "no"],
    )


def test_a_report_gives_courses_each_followed_by_its_weeks_and_the_total() -> None:
    half = ["1", "2", "50", "0", "1", "0", "5", "0", "1"]
    none = ["0", "0", "", "0", "0", "0", "0", "0", "0"]
    report = measure_all(SYLLABUS, RECORD)
    expected = [
        ["1", "Models", "active", *half, "no"],
        ["1.1", "Overview", "", *half, "yes"],
        ["2", "Pipelines", "dropped", *none, "yes"],
        ["2.1", "Flow", "", *none, "no"],
        ["total", "Small", "", *half, ""],
    ]
    names = [
        *("id", "title", "status", "done", "total", "percent", "optional_done"),
        *("optional_total", "skipped", "minutes_done", "minutes_left"),
        *("items_without_minutes", "has_note"),
    ]
    assert report_lines(report, SYLLABUS, header=False) == rows(*expected)
    assert report_lines(report, SYLLABUS, header=True) == rows(names, *expected)


def test_hits_are_lines() -> None:
    hits = [
        Hit("1", "course", "Models", None, "Models"),
        Hit("1.1.1", "item", "Welcome", 2, "a\tline"),
    ]
    expected = [
        ["1", "course", "Models", "", "Models"],
        ["1.1.1", "item", "Welcome", "2", "a^Iline"],
    ]
    assert hit_lines(hits, header=False) == rows(*expected)
    assert hit_lines(hits, header=True) == rows(["id", "where", "title", "line", "text"], *expected)


def test_notes_are_given_line_by_line_counted_from_one() -> None:
    notes = [
        Hit("1.1", "week", "Overview", None, "first\n\nthird\n"),
        Hit("1.1.1", "item", "Welcome", None, "only"),
    ]
    expected = [
        ["1.1", "week", "Overview", "1", "first"],
        ["1.1", "week", "Overview", "2", ""],
        ["1.1", "week", "Overview", "3", "third"],
        ["1.1.1", "item", "Welcome", "1", "only"],
    ]
    assert note_lines(iter(notes), header=False) == rows(*expected)
    assert note_lines(notes, header=True) == rows(
        ["id", "where", "title", "line", "text"], *expected
    )
