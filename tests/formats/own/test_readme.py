"""What a README tells of a study, and what it keeps to itself."""

import time
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given

from mlops_tracker.formats.markdown_source import published
from mlops_tracker.formats.own.readme import section
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.solutions import without_solutions
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from tests.formats.worlds import SMALL_RECORD, SMALL_REPORT, SMALL_SYLLABUS, Pair, worlds_with_gone

EVENING = datetime(2026, 11, 19, 21, 14, 5, tzinfo=UTC)
EXPECTED = Path(__file__).parents[2] / "data" / "section.md"


def test_a_section_reads_well() -> None:
    record, _ = without_solutions(SMALL_SYLLABUS, SMALL_RECORD)
    told = section(SMALL_SYLLABUS, record, SMALL_REPORT)
    assert told == EXPECTED.read_text(encoding="utf-8")


def test_what_the_syllabus_lost_is_shown_apart() -> None:
    did = ItemRecord("Old", "done", EVENING, score=80.0, links=("a.py", ""), note="it is B\r\nok")
    record = StudyRecord(
        "small",
        {"8.1.1": did, "8.1.2": ItemRecord(note="none")},
        {"8.1": WeekRecord("# On <!-- tracker:end --> a week")},
        {"8": CourseRecord("dropped", "too long", note="on a course <!--")},
    )
    text = section(SMALL_SYLLABUS, record, measure_all(SMALL_SYLLABUS, record))
    assert text.partition("## No longer in the syllabus\n\n")[2] == (
        "- [x] Item: Old (8.1.1) *(done 2026-11-19, score 80%)* — [a.py](a.py)\n"
        "  > it is B\n"
        "  > ok\n"
        "- [ ] Item: 8.1.2\n"
        "  > none\n"
        "- Week 8.1\n"
        "  > ##### On <!-- tracker: end --> a week\n\n"
        "### Course 8\n\n**Dropped**\n\n> too long\n\n**Notes**\n\n> on a course &lt;!--\n"
    )


def test_a_section_is_the_same_wherever_it_is_published(monkeypatch) -> None:
    there = []
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        there.append(section(SMALL_SYLLABUS, SMALL_RECORD, SMALL_REPORT))
    assert there[0] == there[1]
    assert "done 2026-11-19" in there[0]


@given(worlds_with_gone())
def test_whatever_a_study_holds_it_is_published_once_and_can_be_taken_out(pair: Pair) -> None:
    syllabus, record = pair
    told = section(syllabus, record, measure_all(syllabus, record))
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
    told = section(syllabus, record, measure_all(syllabus, record))
    assert not [sign for sign in told if sign != "\n" and not sign.isprintable()]
    assert "T\\u202e" in told
    assert "a\\u009b2Jb" in told
