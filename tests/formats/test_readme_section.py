"""What a README tells of a study, and what it keeps to itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given

from mlops_tracker.formats.readme_markers import published
from mlops_tracker.formats.readme_section import section
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import ItemRecord, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from tests.formats.worlds import SMALL_RECORD, SMALL_REPORT, SMALL_SYLLABUS, Pair, worlds

EXPECTED = Path(__file__).parents[1] / "data" / "section.md"


def test_a_section_reads_well() -> None:
    told = section(SMALL_SYLLABUS, SMALL_RECORD, SMALL_REPORT, include_graded=False)
    assert told.text == EXPECTED.read_text(encoding="utf-8")


def test_notes_on_graded_items_are_held_back_and_counted() -> None:
    without = section(SMALL_SYLLABUS, SMALL_RECORD, SMALL_REPORT, include_graded=False)
    having = section(SMALL_SYLLABUS, SMALL_RECORD, SMALL_REPORT, include_graded=True)
    assert "The answer is B." not in without.text
    assert "The answer is B." in having.text
    assert (without.held_back, having.held_back) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "is_held_back"),
    [
        *(("graded", True), ("Graded Lab", True), ("exam", True), ("assignment", True)),
        *(("ungraded-lab", False), ("practice-quiz", False), ("video", False), ("quiz", True)),
    ],
)
def test_it_goes_by_the_kind_whether_an_item_is_graded(kind, is_held_back) -> None:
    syllabus = Syllabus(
        "s", "S", (Course("1", "C", (Week("1.1", "W", (Item("1.1.1", kind, "T"),)),)),)
    )
    did = ItemRecord("T", "done", datetime(2026, 3, 2, tzinfo=UTC), links=("a.py",), note="secret")
    record = StudyRecord("s", {"1.1.1": did})
    told = section(syllabus, record, measure_all(syllabus, record), include_graded=False)
    assert ("secret" in told.text) is not is_held_back
    assert (told.held_back, told.graded_links) == (int(is_held_back), int(is_held_back))
    assert "- 1.1.1 T: [a.py](a.py)" in told.text


@given(worlds())
def test_whatever_a_study_holds_it_is_published_once_and_can_be_taken_out(pair: Pair) -> None:
    syllabus, record = pair
    told = section(syllabus, record, measure_all(syllabus, record), include_graded=True).text
    once = published("# A\n", told)
    assert published(once, told) == once
    assert published(once, "") == published("# A\n", "")


def test_what_nobody_sees_is_spelt_out() -> None:
    """The section is never read back, and a README is shown in terminals, too."""
    syllabus = Syllabus(
        "s",
        "S",
        (Course("1", "C\x1b[2J", (Week("1.1", "W", (Item("1.1.1", "video", "T\u202e"),)),)),),
    )
    record = StudyRecord("s", {"1.1.1": ItemRecord("T", "done", note="a\x9b2Jb")})
    told = section(syllabus, record, measure_all(syllabus, record), include_graded=False)
    assert not [sign for sign in told.text if sign != "\n" and not sign.isprintable()]
    assert "T\\u202e" in told.text
    assert "a\\u009b2Jb" in told.text
