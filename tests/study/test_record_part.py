"""A course or a week by itself, and what was done in it."""

import pytest

from mlops_tracker.study.progress import limited, measure_all
from mlops_tracker.study.record import (
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
    record_part,
    syllabus_part,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

ITEM, OTHER = Item("1.1.1", "video", "A"), Item("1.2.1", "video", "B")
WEEK, LATER = Week("1.1", "First", (ITEM,)), Week("1.2", "Later", (OTHER,))
COURSE = Course("1", "Course", (WEEK, LATER))
ALL = Syllabus("s", "S", (COURSE, Course("2", "Second")), "https://example.org")
ABOUT = CourseRecord("dropped", "why", 3, "review", "note")
RECORD = StudyRecord(
    "s",
    {"1.1.1": ItemRecord("A", "done"), "1.2.1": ItemRecord("B", "done"), "9.9.9": ItemRecord("C")},
    {"1.1": WeekRecord("note"), "1.2": WeekRecord("later")},
    {"1": ABOUT, "2": CourseRecord(stars=5)},
)


def test_a_course_is_all_of_it_and_nothing_else() -> None:
    part = syllabus_part(ALL, COURSE)
    assert (part.id, part.title, part.url, part.courses) == ("s", "S", ALL.url, (COURSE,))
    did = record_part(RECORD, ALL, COURSE)
    assert (set(did.items), set(did.weeks)) == ({"1.1.1", "1.2.1"}, {"1.1", "1.2"})
    assert did.courses == {"1": ABOUT}


def test_around_a_week_stands_its_course_with_what_counts_of_it() -> None:
    assert syllabus_part(ALL, WEEK).courses == (COURSE._replace(weeks=(WEEK,)),)
    did = record_part(RECORD, ALL, WEEK)
    assert (set(did.items), set(did.weeks)) == ({"1.1.1"}, {"1.1"})
    assert did.courses == {"1": CourseRecord("dropped", stars=3)}


def test_the_numbers_of_a_part_are_those_of_the_whole() -> None:
    part, did = syllabus_part(ALL, WEEK), record_part(RECORD, ALL, WEEK)
    assert measure_all(part, did).total == limited(measure_all(ALL, RECORD), WEEK).total


def test_an_item_is_no_part() -> None:
    with pytest.raises(KeyError):
        syllabus_part(ALL, ITEM)
