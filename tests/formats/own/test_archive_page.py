"""The archive: what it looks like. That it comes back is told in `test_round_trip`."""

import time
from datetime import UTC, datetime
from pathlib import Path

from mlops_tracker.formats.own.archive_page import archive
from mlops_tracker.study.record import ItemRecord, StudyRecord
from tests.formats.worlds import SMALL, SMALL_SYLLABUS, study_of

EXPECTED = Path(__file__).parents[2] / "data" / "archive.md"


def test_an_archive_reads_well() -> None:
    text = archive(SMALL)
    assert text == EXPECTED.read_text()


def test_headings_in_notes_stand_below_those_of_the_archive() -> None:
    headings = [line for line in archive(SMALL).split("\n") if line.lstrip(" >").startswith("#")]
    assert headings.index("### Week 1. Overview") < headings.index("  > #### Mine")


def test_an_archive_of_nothing_done_is_the_course_list() -> None:
    text = archive(study_of(SMALL_SYLLABUS, StudyRecord("small")))
    assert "- [ ] Video: [Steps](https://example.org/steps) *(3 min)*\n- [ ] Ungraded" in text
    assert "[x]" not in text
    assert ">" not in text.removeprefix("<!-- tracker:archive 1 -->")


def test_a_day_is_the_day_where_the_reader_is(monkeypatch) -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    record = StudyRecord("small", {"1.1.1": ItemRecord("Steps", "done", late)})
    assert "done 2026-11-19" in archive(study_of(SMALL_SYLLABUS, record))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    assert "done 2026-11-20" in archive(study_of(SMALL_SYLLABUS, record))
