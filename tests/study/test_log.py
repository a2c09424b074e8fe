"""What was done when: on the day it is marked for, newest first."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.log import Deed, Event, log
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
ITEMS = tuple(Item(f"1.1.{n}", "video", f"Lesson {n}") for n in (2, 1, 3))
SYLLABUS = Syllabus("small", "Small", (Course("1", "Models", (Week("1.1", "Overview", ITEMS),)),))


def record(**items: ItemRecord) -> StudyRecord:
    """Return a record of items, named `i1_1_1` for `1.1.1`."""
    return StudyRecord("s", {n[1:].replace("_", "."): item for n, item in items.items()})


def done(at: datetime | None, **more: object) -> ItemRecord:
    return ItemRecord("Old title", "done", at)._replace(**more)  # type: ignore[arg-type]


def told(entries: list[Event]) -> list[tuple[datetime | None, str, str]]:
    return [(entry.at, entry.what, entry.id) for entry in entries]


def test_of_nothing_there_is_nothing() -> None:
    assert log(SYLLABUS, record(), []) == []


def test_completions_stand_on_the_day_they_are_marked_for() -> None:
    """Whenever that was typed: the deeds say Friday, the record says Monday."""
    deeds = [Deed(FRIDAY, "done", "1.1.1"), Deed(FRIDAY, "marked", "1.1.1")]
    found = log(SYLLABUS, record(i1_1_1=done(MONDAY), i1_1_2=done(TUESDAY)), deeds)
    assert told(found) == [(TUESDAY, "done", "1.1.2"), (MONDAY, "done", "1.1.1")]


def test_a_completion_is_told_in_full() -> None:
    [entry] = log(SYLLABUS, record(i1_1_1=done(MONDAY, score=80.0, spent_minutes=25)), [])
    assert entry == (MONDAY, "done", "1.1.1", "Lesson 1", 80.0, 25)


def test_whatever_else_was_done_stands_when_it_was_typed() -> None:
    deeds = [
        Deed(MONDAY, "note", "1.1"),
        Deed(TUESDAY, "skipped", "1.1.3"),
        Deed(FRIDAY, "taken back", "1.1.2"),
        Deed(FRIDAY, "review", "1"),
    ]
    found = log(SYLLABUS, record(i1_1_1=done(TUESDAY)), deeds)
    assert found == [
        Event(FRIDAY, "taken back", "1.1.2", "Lesson 2"),
        Event(FRIDAY, "review", "1", "Models"),
        Event(TUESDAY, "skipped", "1.1.3", "Lesson 3"),
        Event(TUESDAY, "done", "1.1.1", "Lesson 1"),
        Event(MONDAY, "note", "1.1", "Overview"),
    ]


def test_of_one_moment_what_comes_later_in_the_course_comes_first() -> None:
    items = record(i1_1_1=done(MONDAY), i1_1_2=done(MONDAY), i1_1_3=done(MONDAY))
    assert [entry.id for entry in log(SYLLABUS, items, [])] == ["1.1.3", "1.1.1", "1.1.2"]


def test_what_a_hand_marked_without_a_date_comes_last() -> None:
    items = record(i1_1_3=done(None, score=90.0), i1_1_1=done(datetime(1970, 1, 1, tzinfo=UTC)))
    assert told(log(SYLLABUS, items, [])) == [
        (datetime(1970, 1, 1, tzinfo=UTC), "done", "1.1.1"),
        (None, "done", "1.1.3"),
    ]


def test_what_is_not_done_is_no_completion() -> None:
    items = record(
        i1_1_1=ItemRecord("T", "doing"),
        i1_1_2=ItemRecord("T", "skipped"),
        i1_1_3=ItemRecord("T", "todo", MONDAY, note="x"),
    )
    notes = items._replace(weeks={"1.1": WeekRecord("x")}, courses={"1": CourseRecord("dropped")})
    assert log(SYLLABUS, notes, []) == []


def test_what_the_syllabus_does_not_have_is_called_as_the_record_remembers_it() -> None:
    items = record(i9_9_9=done(MONDAY))
    deeds = [Deed(FRIDAY, "note", "9.9.9"), Deed(FRIDAY, "note", "9.9")]
    assert {(entry.id, entry.title) for entry in log(SYLLABUS, items, deeds)} == {
        ("9.9.9", "Old title"),
        ("9.9", ""),
    }


@given(
    st.lists(st.sampled_from([None, MONDAY, TUESDAY, FRIDAY]), max_size=3),
    st.lists(
        st.builds(
            Deed,
            st.sampled_from([MONDAY, TUESDAY, FRIDAY]),
            st.sampled_from(["note", "done", "marked", "skipped", "links"]),
            st.sampled_from(["1", "1.1", "1.1.1", "9.9.9"]),
        )
    ),
)
def test_newest_first_and_each_once(moments: list[datetime | None], deeds: list[Deed]) -> None:
    items = {item.id: done(at) for item, at in zip(ITEMS, moments, strict=False)}
    found = log(SYLLABUS, StudyRecord("s", items), deeds)
    days = [entry.at for entry in found]
    dated = [day for day in days if day]
    assert days[: len(dated)] == dated == sorted(dated, reverse=True)
    other = [deed for deed in deeds if deed.what not in {"done", "marked"}]
    assert sorted(told(found), key=str) == sorted(
        [*((at, "done", id) for id, (_, _, at, *_) in items.items()), *map(tuple, other)], key=str
    )
