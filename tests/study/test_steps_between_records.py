"""What differs between two records: every item and every text, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.steps import ChangedText, MarkedItem, difference
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ITEMS = tuple(Item(id, "video", f"Title of {id}") for id in ("1.1.2", "1.1.10", "1.1.1"))
SYLLABUS = Syllabus(
    "small",
    "Small",
    (
        Course("2", "Two", (Week("2.1", "Later first"),)),
        Course("1", "One", (Week("1.1", "First", ITEMS), Week("1.2", "Second"))),
    ),
)
NEW = StudyRecord("small")
DONE = ItemRecord("Old title", "done", NOON, 5, 80.0, ("a",), "words")


def with_items(**items: ItemRecord) -> StudyRecord:
    """Return a record of items, named `i1_1_1` for `1.1.1`."""
    return NEW._replace(items={n[1:].replace("_", "."): item for n, item in items.items()})


def test_of_the_same_there_is_none() -> None:
    record = with_items(i1_1_1=DONE, i9_9_9=DONE)._replace(weeks={"1.1": WeekRecord("x")})
    found = difference(record, record, SYLLABUS)
    assert (found.step, found.texts) == ((record, (), ()), ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "skipped"),
        ("done_at", None),
        ("spent_minutes", 6),
        ("score", None),
        ("links", ()),
        ("note", ""),
    ],
)
def test_every_field_of_an_item_tells(field: str, value: Any) -> None:
    other = DONE._replace(**{field: value})
    found = difference(with_items(i1_1_1=DONE), with_items(i1_1_1=other), SYLLABUS)
    assert found.step.marked == (MarkedItem(ITEMS[2], DONE, other),)
    assert found.texts == ()


def test_another_title_alone_tells_nothing() -> None:
    renamed = DONE._replace(title="New title")
    found = difference(with_items(i1_1_1=DONE), with_items(i1_1_1=renamed), SYLLABUS)
    assert (found.step.marked, found.texts) == ((), ())


def test_items_that_come_and_go_in_study_order_those_of_nobody_last() -> None:
    before = with_items(i9_9_9=DONE, i1_1_1=DONE, i1_1_10=DONE)
    after = with_items(i9_9_8=DONE, i1_1_2=DONE, i1_1_10=DONE)
    nothing = ItemRecord()
    assert difference(before, after, SYLLABUS).step.marked == (
        MarkedItem(ITEMS[0], nothing, DONE),
        MarkedItem(ITEMS[2], DONE, nothing),
        MarkedItem(Item("9.9.8", "", "Old title"), nothing, DONE),
        MarkedItem(Item("9.9.9", "", "Old title"), DONE, nothing),
    )


def test_an_item_of_nobody_is_called_as_it_is_now() -> None:
    after = with_items(i9_9_9=DONE._replace(title="Now", note=""))
    [pair] = difference(with_items(i9_9_9=DONE), after, SYLLABUS).step.marked
    assert pair.item == Item("9.9.9", "", "Now")


def test_the_record_after_it_is_at_hand_for_the_totals() -> None:
    after = with_items(i1_1_1=DONE)
    assert difference(NEW, after, SYLLABUS).step.record is after


def test_texts_courses_before_weeks_each_in_study_order() -> None:
    before = NEW._replace(
        weeks={"1.2": WeekRecord("gone"), "2.1": WeekRecord("same")},
        courses={"1": CourseRecord(note="old")},
    )
    after = NEW._replace(
        weeks={"9.9": WeekRecord("x"), "1.1": WeekRecord("new"), "2.1": WeekRecord("same")},
        courses={
            "1": CourseRecord("dropped", "why", None, "", "new"),
            "2": CourseRecord(stars=4, review="r"),
        },
    )
    assert difference(before, after, SYLLABUS).texts == (
        ChangedText("2", "stars", "", "4"),
        ChangedText("2", "review", "", "r"),
        ChangedText("1", "status", "active", "dropped"),
        ChangedText("1", "reason", "", "why"),
        ChangedText("1", "note", "old", "new"),
        ChangedText("1.1", "note", "", "new"),
        ChangedText("1.2", "note", "gone", ""),
        ChangedText("9.9", "note", "", "x"),
    )


TEXTS = st.sampled_from(["", "x", "y"])
STATUSES = st.sampled_from(["todo", "doing", "done"])
IDS = st.sampled_from(["1.1.1", "1.1.2", "9.9.9"])
RECORDS = st.builds(
    lambda items, weeks: NEW._replace(items=items, weeks=weeks),
    st.dictionaries(IDS, st.builds(lambda s, n: ItemRecord("T", s, note=n), STATUSES, TEXTS)),
    st.dictionaries(st.sampled_from(["1.1", "9.9"]), st.builds(WeekRecord, TEXTS)),
)


@given(RECORDS, RECORDS)
def test_there_and_back_is_the_same_turned_around(one: StudyRecord, other: StudyRecord) -> None:
    there, back = difference(one, other, SYLLABUS), difference(other, one, SYLLABUS)
    assert [(id, what, new, old) for id, what, old, new in there.texts] == list(back.texts)
    turned = [(pair.item.id, pair.after, pair.before) for pair in there.step.marked]
    assert turned == [(pair.item.id, pair.before, pair.after) for pair in back.step.marked]
    differs = {
        id
        for id in one.items.keys() | other.items.keys()
        if one.item(id)._replace(title="") != other.item(id)._replace(title="")
    }
    assert {id for id, _, _ in turned} == differs
