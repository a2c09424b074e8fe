"""A record's text: whatever a learner does, it stays as the program writes it, in study order."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.store.record_text import (
    SECTIONS,
    changes_between,
    deeds,
    meaning,
    new_text,
    patched,
    rank_in,
    without_last_line,
)
from mlops_tracker.store.toml_text import changed_text, rendered
from mlops_tracker.study.record import KEY_ORDER, CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Week

ITEMS = tuple(Item(id, "video", f"Title of {id}") for id in ("1.1.1", "1.1.3", "1.1.2", "1.2.1"))
WEEKS = (Week("1.1", "First", ITEMS[:3]), Week("1.2", "Second", ITEMS[3:]))
COURSES = (Course("1", "One", WEEKS), Course("2", "Two"))
ORDER = ("1", "1.1", "1.1.1", "1.1.3", "1.1.2", "1.2", "1.2.1", "2")
"""Study order, which is not that of the numbers."""
UTC_NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
Change = Callable[[StudyRecord], StudyRecord]

NASTY = st.sampled_from(
    [
        *("", "a", "a\nb\n", "\n", "\nfirst", 'a"""\n', "\\", "a\\\nb", "'''\n", "\x00\x1b[2J\x7f"),
        *("<<<<<<< HEAD\nx", "\n>>>>>>> y\n", '\n[items."1.1.1"]\nstatus = "done"\n', "# x\n"),
        *("\u2028\u202e\u2066\ufeff", "\U0001f600\n", " \n\t\n", "a\r\nb"),
    ]
)
TEXTS = NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.integers(-(10**10), 10**10).map(lambda s: datetime.fromtimestamp(s, UTC))
ITEM_RECORDS = st.builds(
    ItemRecord,
    st.just(""),
    st.sampled_from(["todo", "doing", "done", "skipped"]),
    st.none() | MOMENTS,
    st.none() | st.integers(0, 10**6),
    st.none() | st.floats(0, 100),
    st.lists(st.sampled_from(["https://a", 'x"\\y', "#"]), max_size=2).map(tuple),
    TEXTS,
)
COURSE_RECORDS = st.builds(
    CourseRecord,
    st.sampled_from(["active", "completed", "dropped"]),
    TEXTS,
    st.none() | st.integers(1, 5),
    TEXTS,
    TEXTS,
)


def item_change(item: Item, now: ItemRecord) -> Change:
    return lambda record: record.with_items([(item, now)])


def note_change(target: Item | Week | Course, note: str) -> Change:
    return lambda record: record.with_note(target, note)


def course_change(course: Course, now: CourseRecord) -> Change:
    return lambda record: record._replace(courses={**record.courses, course.id: now})


CHANGES = st.one_of(
    st.builds(item_change, st.sampled_from(ITEMS), ITEM_RECORDS | st.just(ItemRecord())),
    st.builds(note_change, st.sampled_from([*ITEMS, *WEEKS, *COURSES]), TEXTS),
    st.builds(course_change, st.sampled_from(COURSES), COURSE_RECORDS | st.just(CourseRecord())),
)


def data_meant(record: StudyRecord) -> dict[str, Any]:
    """Return the data that says a record, in study order, spelt out without the code's help."""
    meant: dict[str, Any] = {"format": 1, "syllabus": record.syllabus}
    for section in ("items", "weeks", "courses"):
        tables: dict[str, Any] = {}
        entries: dict[str, Any] = getattr(record, section)
        for id in sorted(entries, key=ORDER.index):
            entry = entries[id]._asdict()
            table = {
                key: list(entry[key]) if key == "links" else entry[key]
                for key in KEY_ORDER
                if key in entry and entry[key] not in (None, "", (), "todo", "active")
            }
            if table.keys() - {"title"}:
                tables[id] = table
        if tables:
            meant[section] = tables
    return meant


BEGUN = without_last_line(new_text("mlops"))


def in_order(data: Any) -> Any:
    """Return data so that two are equal only with their keys in the same order."""
    if isinstance(data, dict):
        return [(key, in_order(value)) for key, value in data.items()]
    return data


def as_people_see_it(data: Mapping[str, Any]) -> str:
    """Return data as the program writes it when it writes all of it at once."""
    tables = {
        (section, id): table for section in SECTIONS for id, table in data.get(section, {}).items()
    }
    root = {key: value for key, value in data.items() if key not in SECTIONS}
    return "\n".join([tomli_w.dumps(root), *(rendered(*table) for table in tables.items())])


@given(st.lists(CHANGES, max_size=12))
@settings(deadline=None, database=None, max_examples=150)
def test_any_steps_leave_the_text_canonical_in_study_order_and_say_what_was_done(
    changes: list[Change],
) -> None:
    record, text = StudyRecord("mlops"), BEGUN

    for change in changes:
        new = change(record)
        text = changed_text(text, changes_between(record, new), KEY_ORDER, rank_in(ORDER))
        record = new

        data = tomllib.loads(text)
        assert in_order(data) == in_order(data_meant(record))
        assert text == as_people_see_it(data)


@given(st.lists(CHANGES, max_size=8))
@settings(deadline=None, database=None, max_examples=60)
def test_all_steps_at_once_give_the_text_that_one_by_one_give(changes: list[Change]) -> None:
    start = StudyRecord("mlops")
    record, text = start, BEGUN
    for change in changes:
        new = change(record)
        text = changed_text(text, changes_between(record, new), KEY_ORDER, rank_in(ORDER))
        record = new

    at_once = changed_text(BEGUN, changes_between(start, record), KEY_ORDER, rank_in(ORDER))

    assert at_once == text


@given(st.lists(CHANGES, max_size=8))
@settings(deadline=None, database=None, max_examples=60)
def test_going_back_leads_to_the_text_one_came_from(changes: list[Change]) -> None:
    start = StudyRecord("mlops")
    record = start
    for change in changes:
        record = change(record)
    there = changed_text(BEGUN, changes_between(start, record), KEY_ORDER, rank_in(ORDER))

    back = changed_text(there, changes_between(record, start), KEY_ORDER, rank_in(ORDER))

    assert back == BEGUN


def test_the_text_of_a_new_record_is_two_lines_and_the_last() -> None:
    assert new_text("mlops") == ('format = 1\nsyllabus = "mlops"\n# end of tracker record\n')
    assert 'syllabus = "a \\"b\\"\\\\c.toml"\n' in new_text('a "b"\\c.toml')


def test_only_keys_that_changed_are_changes() -> None:
    old = StudyRecord("mlops", {"1.1.1": ItemRecord("T", "doing", note="n", links=("a",))})
    done = ItemRecord("T", "done", UTC_NOW, 5, 90.0, ("a", "b"), "")
    new = old._replace(items={"1.1.1": done}, courses={"1": CourseRecord(stars=3)})

    assert changes_between(old, new) == {
        ("items", "1.1.1"): {
            "status": "done",
            "done_at": UTC_NOW,
            "spent_minutes": 5,
            "score": 90.0,
            "links": ["a", "b"],
            "note": None,
        },
        ("courses", "1"): {"stars": 3},
    }


def test_a_record_changes_nothing_into_itself() -> None:
    record = StudyRecord("mlops", {"1.1.1": ItemRecord("T", "done")}, {"1.1": WeekRecord("W")})

    assert changes_between(record, record) == {}


def test_an_entry_that_says_nothing_is_no_change() -> None:
    new = StudyRecord("mlops", {}, {"1.1": WeekRecord("")}, {"1": CourseRecord()})

    assert changes_between(StudyRecord("mlops"), new) == {}


def test_the_title_of_an_item_that_is_undone_is_left_for_the_table_to_go_with() -> None:
    old = StudyRecord("mlops", {"1.1.1": ItemRecord("T", "done")})

    assert changes_between(old, StudyRecord("mlops")) == {("items", "1.1.1"): {"status": None}}


def test_tables_rank_by_section_then_study_order_then_unknown_ids_then_those_of_others() -> None:
    tables = [
        ("items", "1.1.1"),
        ("items", "1.1.3"),
        ("items", "1.1.2"),
        ("items", "8.1.1"),
        ("items", "9.1.1"),
        ("weeks", "1.1"),
        ("weeks", "1.2"),
        ("courses", "1"),
        ("courses", "2"),
        ("habits",),
    ]

    assert sorted(set(tables), key=rank_in(ORDER)) == tables


def test_what_is_patched_keeps_what_is_not_meant() -> None:
    data = {"format": 1, "mine": 1, "items": {"1.1.1": {"status": "doing", "mine": 2}}}

    after = patched(data, {("items", "1.1.1"): {"status": None, "note": "n"}, ("weeks", "1.1"): {}})

    assert after == {
        "format": 1,
        "mine": 1,
        "items": {"1.1.1": {"mine": 2, "note": "n"}},
        "weeks": {"1.1": {}},
    }
    assert data == {"format": 1, "mine": 1, "items": {"1.1.1": {"status": "doing", "mine": 2}}}


def test_tables_with_no_more_than_a_title_mean_nothing() -> None:
    data = {
        "format": 1,
        "items": {"1.1.1": {"title": "T"}, "1.1.2": {}, "1.2.1": {"title": "T", "mine": 1}},
        "weeks": {"1.1": {}},
        "habits": {"title": "mine"},
    }

    assert meaning(data) == {
        "format": 1,
        "items": {"1.2.1": {"title": "T", "mine": 1}},
        "habits": {"title": "mine"},
    }


@pytest.mark.parametrize(
    ("before", "after", "done"),
    [
        pytest.param(ItemRecord(), ItemRecord("T", "done", UTC_NOW), ["done", "marked"], id="done"),
        pytest.param(
            ItemRecord("T", "done", UTC_NOW, 5, 80.0),
            ItemRecord(),
            ["taken back", "marked"],
            id="taken back",
        ),
        pytest.param(ItemRecord(), ItemRecord("T", "skipped"), ["skipped"], id="skipped"),
        pytest.param(ItemRecord(), ItemRecord("T", "doing"), ["doing"], id="started"),
        pytest.param(
            ItemRecord("T", "done", UTC_NOW),
            ItemRecord("T", "done", UTC_NOW, 5, 80.0),
            ["marked"],
            id="marked otherwise, said once",
        ),
        pytest.param(ItemRecord(note="a"), ItemRecord(note="b"), ["note"], id="a note"),
        pytest.param(ItemRecord(), ItemRecord(links=("a",)), ["links"], id="links"),
        pytest.param(
            ItemRecord("T", note="a"), ItemRecord("U", note="a"), [], id="a title says nothing"
        ),
    ],
)
def test_a_change_of_an_item_comes_to_deeds(
    before: ItemRecord, after: ItemRecord, done: list[str]
) -> None:
    records = [StudyRecord("mlops", {"1.1.1": item}) for item in (before, after)]
    assert deeds(changes_between(*records)) == [("1.1.1", deed) for deed in done]


def test_a_change_of_weeks_and_courses_comes_to_deeds() -> None:
    after = StudyRecord(
        "mlops", {}, {"1.1": WeekRecord("x")}, {"1": CourseRecord("dropped", "w", 3, "r", "n")}
    )
    found = deeds(changes_between(StudyRecord("mlops"), after))
    of_course = [("1", what) for what in ("dropped", "reason", "review", "note")]
    assert found == [("1.1", "note"), *of_course]
