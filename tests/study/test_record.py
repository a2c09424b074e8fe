"""What the learner did is a value; a change gives a new one and loses no word."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.record import (
    CourseRecord,
    CourseStatus,
    ItemRecord,
    Orphan,
    StudyRecord,
    WeekRecord,
    appended,
    orphans,
    utc_text,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week

WELCOME = Item("1.1.1", "video", "Welcome")
QUIZ = Item("1.1.2", "graded", "Quiz")
WEEK = Week("1.1", "Overview", (WELCOME, QUIZ))
COURSE = Course("1", "Models", (WEEK,))
SYLLABUS = Syllabus("small", "Small", (COURSE,))

FULL = ItemRecord(
    title="Welcome",
    status="done",
    done_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    spent_minutes=5,
    score=90.0,
    links=("https://example.org/a",),
    note="first",
)
NEW = StudyRecord("small")
BUSY = StudyRecord(
    "small",
    items={"1.1.1": FULL},
    weeks={"1.1": WeekRecord("a week")},
    courses={"1": CourseRecord("dropped", "no time", 2, "dull", "a course")},
)


def test_a_new_record_says_nothing_of_anything() -> None:
    assert NEW.item("1.1.1") == ItemRecord("", "todo", None, None, None, (), "")
    assert NEW.course("1") == CourseRecord("active", "", None, "", "")
    assert [NEW.note(target) for target in (WELCOME, WEEK, COURSE)] == ["", "", ""]
    assert not NEW.is_dropped(COURSE)


def test_a_record_gives_what_it_holds() -> None:
    assert BUSY.item("1.1.1") == FULL
    assert BUSY.course("1") == CourseRecord("dropped", "no time", 2, "dull", "a course")
    notes = [BUSY.note(target) for target in (WELCOME, WEEK, COURSE)]
    assert notes == ["first", "a week", "a course"]


@pytest.mark.parametrize(
    ("status", "dropped"),
    [
        pytest.param("active", False, id="active"),
        pytest.param("completed", False, id="completed"),
        pytest.param("dropped", True, id="dropped"),
    ],
)
def test_only_a_dropped_course_was_given_up(status: CourseStatus, dropped: bool) -> None:
    record = NEW._replace(courses={"1": CourseRecord()._replace(status=status)})
    assert record.is_dropped(COURSE) is dropped


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param(
            WELCOME, BUSY._replace(items={"1.1.1": FULL._replace(note="new")}), id="an item"
        ),
        pytest.param(WEEK, BUSY._replace(weeks={"1.1": WeekRecord("new")}), id="a week"),
        pytest.param(
            COURSE,
            BUSY._replace(courses={"1": CourseRecord("dropped", "no time", 2, "dull", "new")}),
            id="a course",
        ),
        pytest.param(
            QUIZ,
            BUSY._replace(items={"1.1.1": FULL, "1.1.2": ItemRecord("Quiz", note="new")}),
            id="an item nothing was said of",
        ),
    ],
)
def test_a_new_note_changes_nothing_but_the_note(target: Target, expected: StudyRecord) -> None:
    assert BUSY.with_note(target, "new") == expected


def test_a_change_leaves_the_record_it_started_from_as_it_was() -> None:
    before = BUSY._replace(items=dict(BUSY.items), weeks=dict(BUSY.weeks))
    BUSY.with_note(WELCOME, "other")
    BUSY.with_note(WEEK, "other")
    BUSY.with_items([(WELCOME, ItemRecord()), (QUIZ, FULL)])
    assert before == BUSY


def test_an_item_that_changes_takes_its_title_along() -> None:
    changed = NEW.with_items([(QUIZ, ItemRecord("an older title", "doing"))])
    assert changed == NEW._replace(items={"1.1.2": ItemRecord("Quiz", "doing")})


def test_an_item_that_does_not_change_keeps_even_its_older_title() -> None:
    old = NEW._replace(items={"1.1.2": ItemRecord("an older title", "doing")})
    assert old.with_items([(QUIZ, old.item("1.1.2"))]) == old


def test_an_item_of_which_nothing_is_left_to_say_leaves_the_record() -> None:
    assert BUSY.with_items([(WELCOME, ItemRecord("Welcome"))]) == BUSY._replace(items={})
    assert NEW.with_items([(WELCOME, ItemRecord("Welcome"))]) == NEW


def test_an_item_of_which_a_link_is_left_stays() -> None:
    linked = ItemRecord("Welcome", links=("https://example.org/a",))
    assert BUSY.with_items([(WELCOME, linked)]).items == {"1.1.1": linked}


@pytest.mark.parametrize(
    ("note", "paragraph", "together"),
    [
        pytest.param("", "b", "b", id="nothing was there"),
        pytest.param("a", "b", "a\n\nb", id="no line end"),
        pytest.param("a\n", "b", "a\n\nb", id="a line end"),
        pytest.param("a\n\n", "b\n", "a\n\nb\n", id="a blank line"),
        pytest.param("a\n\n\n", "b", "a\n\n\nb", id="more blank lines stay"),
        pytest.param("a  ", "  b", "a  \n\n  b", id="spaces stay"),
        pytest.param("\n", "b", "\n\nb", id="only a line end"),
    ],
)
def test_a_paragraph_is_added_after_one_blank_line(
    note: str, paragraph: str, together: str
) -> None:
    assert appended(note, paragraph) == together


def test_orphans_are_what_the_syllabus_no_longer_has() -> None:
    record = StudyRecord(
        "small",
        items={"1.1.1": FULL, "1.1.7": ItemRecord("Gone", "done"), "9.9.9": ItemRecord("Other")},
        weeks={"1.1": WeekRecord("here"), "1.8": WeekRecord("a note")},
        courses={"1": CourseRecord(), "7": CourseRecord("dropped")},
    )
    assert orphans(SYLLABUS, record) == [
        Orphan("1.1.7", "Gone"),
        Orphan("9.9.9", "Other"),
        Orphan("1.8", ""),
        Orphan("7", ""),
    ]


def test_an_id_at_a_level_the_syllabus_does_not_have_it_at_is_an_orphan() -> None:
    record = StudyRecord(
        "small",
        items={"1.1": ItemRecord("Overview", "done")},
        weeks={"1": WeekRecord("a note")},
        courses={"1.1.1": CourseRecord("dropped")},
    )
    assert orphans(SYLLABUS, record) == [
        Orphan("1.1", "Overview"),
        Orphan("1", ""),
        Orphan("1.1.1", ""),
    ]


def test_a_record_of_this_syllabus_has_no_orphans() -> None:
    assert orphans(SYLLABUS, BUSY) == []


def test_done_items_are_counted_also_those_the_syllabus_does_not_have() -> None:
    items = {
        "1.1.1": ItemRecord("A", "done"),
        "1.1.2": ItemRecord("B", "skipped"),
        "1.1.3": ItemRecord("C", "doing"),
        "9.9.9": ItemRecord("D", "done"),
    }
    assert StudyRecord("mlops", items).number_done == 2
    assert StudyRecord("mlops").number_done == 0


def test_a_time_is_written_in_utc_to_the_second() -> None:
    moment = datetime(2026, 11, 20, 21, 14, 5, 9, tzinfo=UTC)
    assert utc_text(moment) == "2026-11-20T21:14:05Z"
