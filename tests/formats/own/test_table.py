"""The table for spreadsheets: safe to open, and readable again."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.own.table import COLUMNS, is_own, read, table
from mlops_tracker.formats.registry import format_named, read_outline
from mlops_tracker.study.record import ItemRecord, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from tests.formats.worlds import SMALL, SMALL_RECORD, SMALL_SYLLABUS, Pair, study_of, worlds

FORMULA_STARTS = "=+-@\t\r\n"


def one_item(title: str) -> str:
    week = Week("1.1", title, (Item("1.1.1", title, title, url=title),))
    syllabus = Syllabus("s", "S", (Course("1", title, (week,)),))
    record = StudyRecord("s", {"1.1.1": ItemRecord(title, links=(title,))})
    return table(study_of(syllabus, record))


def test_a_row_is_an_item() -> None:
    assert table(SMALL) == (
        "id,course,week,kind,title,optional,minutes,status,done_at,score,spent_minutes,url,links,"
        "has_note,course_title,week_title\n"
        "1.1.1,1,1.1,video,Steps,false,3,done,2026-11-19T21:14:05Z,,5,https://example.org/steps,"
        "labs/steps.ipynb,true,First,Overview\n"
        "1.1.2,1,1.1,ungraded-lab,Try it *now*,true,65,doing,,,,,,false,First,Overview\n"
        "1.1.3,1,1.1,graded,The quiz,false,,done,2026-11-19T21:14:05Z,80.0,,,,true,"
        "First,Overview\n"
        "1.1.4,1,1.1,reading,More,false,10,skipped,,,,,,false,First,Overview\n"
        "2.1.1,2,2.1,video,Long,false,,todo,,,,,,false,Second,Gone\n"
    )


@given(worlds())
def test_a_table_comes_back(pair: Pair) -> None:
    syllabus, record = pair
    rows = read(table(study_of(syllabus, record)))
    assert [row.item for row in rows] == list(syllabus.items())
    assert [(row.course, row.course_title, row.week, row.week_title) for row in rows] == [
        (place.course.id, place.course.title, place.week.id, place.week.title)
        for place in syllabus.places.values()
    ]
    for row in rows:
        # A cell holds a link a line.
        expected = record.item(row.item.id)._replace(title=row.item.title, note="")
        links = tuple(line for link in expected.links for line in link.split("\n"))
        assert row.did == expected._replace(links=links)


@given(st.text(alphabet="=+-@\t\r\n'＝ab,\" ", min_size=1, max_size=6))
def test_no_cell_is_a_formula_and_every_text_comes_back(title) -> None:
    text = one_item(title)
    cells = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert not any(cell.startswith(tuple(FORMULA_STARTS)) for cell in cells)
    (row,) = read(text)
    found = (row.item.title, row.item.url, row.course_title, row.week_title)
    assert found == (title,) * 4


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
def test_a_formula_gets_a_quote_in_front(title) -> None:
    cells = list(csv.reader(io.StringIO(one_item(title), newline="")))[1]
    assert cells[COLUMNS.index("title")] == f"'{title}"


def test_what_a_spreadsheet_saved_is_read() -> None:
    head = "\ufefftitle,id,kind,minutes,optional,score,week\r\n"
    saved = head + 'A,1.10.2,video,5.0,TRUE,"80,5",1.1\r\n'
    (row,) = read(saved)
    assert row.week == "1.10"
    assert (row.item, row.did.score) == (Item("1.10.2", "video", "A", True, 5), 80.5)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_saved_where_a_comma_is_part_of_a_number_is_read(delimiter) -> None:
    exported = table(SMALL)
    cells = list(csv.reader(io.StringIO(exported, newline="")))
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=delimiter).writerows(cells)
    assert is_own(saved.getvalue())
    assert read(f"\ufeff{saved.getvalue()}") == read(exported)


def test_line_ends_that_another_program_changed_within_cells_are_ours_again() -> None:
    record = SMALL_RECORD.with_items(
        (item, SMALL_RECORD.item(item.id)._replace(links=("a", "b")))
        for item in SMALL_SYLLABUS.items()
    )
    exported = table(study_of(SMALL_SYLLABUS, record))
    for changed in ("\r\n", "\r"):
        rows = read(exported.replace("\n", changed))
        assert [row[:3] + row[6:] for row in rows] == [row[:3] + row[6:] for row in read(exported)]
        assert {row.did.links for row in rows} == {("a", "b")}


def test_where_a_table_does_not_say_where_an_item_stands_its_id_does() -> None:
    rows = read("id,kind,title,course,week\n1.2.3,v,A,,\n1.2.4,v,B,one,1 Feb\n1.2.5,v,C,3,2.1\n")
    assert [(row.course, row.week) for row in rows] == [("1", "1.2"), ("1", "1.2"), ("3", "2.1")]
    assert {(row.course_title, row.week_title) for row in rows} == {("", "")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the table is empty"),
        ("title\nA\n", "line 1: there is no column `id`, `kind`"),
        ("id,kind,title\n1.1,video,A\n", "line 2: `1.1` is no id; expected one such as `1.2.3`"),
        ("id,kind,title,status\n1.1.1,v,A,gone\n", "line 2: `gone` is no status"),
        ("id,kind,title,minutes\n1.1.1,v,A,many\n", "line 2: `many` is no number of minutes"),
        ("id,kind,title,score\n1.1.1,v,A,all\n", "line 2: `all` is not a score"),
        (
            "id,kind,title,done_at\n1.1.1,v,A,may\n",
            "line 2: `may` is not a time",
        ),
        ('id,kind,title\n1.1.1,v,"A\n', "line 2: a quote is opened and never closed"),
    ],
)
def test_damage_is_told_with_its_line(text, message) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read(text)
    assert caught.value.message == message


def test_a_table_is_known_by_its_columns_in_any_letters() -> None:
    text = "ID,Kind,Title,Status,DONE_AT\n1.1.1,video,Hello,done,2026-01-02T10:00:00Z\n"
    exact = read_outline(text, format_named("csv"), "").exact
    assert exact is not None
    assert exact.record.items["1.1.1"].done_at == datetime(2026, 1, 2, 10, tzinfo=UTC)
