"""What may be a solution, and a record without it."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.solutions import HeldBack, is_graded, without_solutions
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

EVENING = datetime(2026, 11, 19, 21, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "graded"),
    [
        *(("graded", True), ("Graded Lab", True), ("gradedlab", True), ("exam", True)),
        *(("assignment", True), ("quiz", True), ("Quizzes", True), ("peer-graded review", True)),
        *(("Programming Assignment", True), ("final_exam", True), ("test", True)),
        *(("ungraded-lab", False), ("practice-quiz", False), ("Practice test", False)),
        *(("Peer Review", True), ("HW", True), ("Prüfung", True), ("测验", True), ("quiz1", True)),
        *(("Gra\u00added", True), ("quiz (not optional)", True), ("midterms", True)),
        *(("non-graded quiz", False), ("video", False), ("latest", False), ("My kind", False)),
    ],
)
def test_it_goes_by_the_words_of_the_kind_whether_an_item_is_graded(kind, graded) -> None:
    assert is_graded(Item("1.1.1", kind, "T")) is graded


def world(record: StudyRecord) -> tuple[Syllabus, StudyRecord]:
    items = (Item("1.1.1", "video", "V"), Item("1.1.2", "graded", "G"))
    return Syllabus("s", "S", (Course("1", "C", (Week("1.1", "W", items),)),)), record


DID = ItemRecord("T", "done", EVENING, 5, 80.0, ("a.py", "b.py"), "it is B")


def test_notes_and_links_on_graded_items_and_on_lost_ones_are_held_back() -> None:
    record = StudyRecord(
        "s",
        {"1.1.1": DID, "1.1.2": DID, "9.9.9": DID},
        {"1.1": WeekRecord("w"), "9.9": WeekRecord("w")},
        {"1": CourseRecord(note="c"), "9": CourseRecord(note="c")},
    )
    shown, held = without_solutions(*world(record))
    bare = DID._replace(note="", links=())
    assert shown == record._replace(items={"1.1.1": DID, "1.1.2": bare, "9.9.9": bare})
    assert held == HeldBack(2, 4, has_gone=True)


def test_what_says_nothing_is_not_counted() -> None:
    bare = DID._replace(note="", links=())
    record = StudyRecord("s", {"1.1.1": DID, "1.1.2": bare, "9.9.9": bare})
    shown, held = without_solutions(*world(record))
    assert (shown, held.is_any, held.has_gone) == (record, False, False)
