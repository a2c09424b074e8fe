"""Two records in one: nothing that was written goes, what was done goes by time, whoever merges."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlops_tracker.study.merge import Choice, joined_texts, merged
from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
)

STATE = ("status", "done_at", "spent_minutes", "score")
TEXTS_OF = ("note", "why", "review")
NOTHING = {"items": NOTHING_DONE, "weeks": NOTHING_WRITTEN, "courses": NOTHING_DECIDED}
EIGHT = datetime(2026, 11, 20, 20, tzinfo=UTC)
NINE = datetime(2026, 11, 20, 21, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 22, tzinfo=UTC)

PARAGRAPHS = ["drift", "skew", "two\nlines", "lines", " indented", "```\ncode\n```", "drift more"]
PARTS = st.lists(st.sampled_from(PARAGRAPHS), max_size=3)
BETWEEN = st.sampled_from(["\n\n", "\n\n\n", "\n"])
TEXTS = st.builds(
    lambda parts, between, end: between.join(parts) + end * bool(parts),
    PARTS,
    BETWEEN,
    st.sampled_from(["", "\n", "\n\n"]),
) | st.text("ab\n #é\u2028", max_size=12)
ITEMS = st.builds(
    ItemRecord,
    st.just("T"),
    st.sampled_from(["todo", "doing", "done", "done", "skipped"]),
    st.sampled_from([None, EIGHT, NINE, TEN]),
    st.sampled_from([None, 0, 5, 90]),
    st.sampled_from([None, 0.0, 80.0, 100.0]),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple),
    TEXTS,
)
WEEKS = st.builds(WeekRecord, TEXTS)
COURSES = st.builds(
    CourseRecord,
    st.sampled_from(["active", "completed", "dropped"]),
    TEXTS,
    st.sampled_from([None, 1, 5]),
    TEXTS,
    TEXTS,
)
ENTRIES = {"items": ITEMS, "weeks": WEEKS, "courses": COURSES}
IDS = {"items": ["1.1.1", "1.1.2", "9.9.9"], "weeks": ["1.1", "9.9"], "courses": ["1", "9"]}


def says_something(entry: Any) -> bool:
    return bool(untitled(entry) not in NOTHING.values())


def untitled(entry: Any) -> Any:
    return entry._replace(title="") if isinstance(entry, ItemRecord) else entry


def record_of(sections: Mapping[str, Mapping[str, Any]]) -> StudyRecord:
    return StudyRecord(
        "mlops",
        **{
            name: {id: entry for id, entry in entries.items() if says_something(entry)}
            for name, entries in sections.items()
        },
    )


@st.composite
def records(draw: st.DrawFn) -> StudyRecord:
    """Return a record."""
    return record_of(
        {
            name: draw(st.dictionaries(st.sampled_from(ids), ENTRIES[name]))
            for name, ids in IDS.items()
        }
    )


@st.composite
def changed_records(draw: st.DrawFn, base: StudyRecord) -> StudyRecord:
    """Return what a person makes of a record: things left, removed, added, changed in part."""
    sections: dict[str, dict[str, Any]] = {name: {} for name in IDS}
    for name, ids in IDS.items():
        for id in ids:
            nothing: Any = NOTHING[name]
            was = getattr(base, name).get(id)
            how = draw(st.sampled_from(["left", "left", "removed", "new", "in part", "added to"]))
            entry: Any = None
            if how == "left":
                entry = was
            elif how == "new":
                entry = draw(ENTRIES[name])
            elif how == "in part":
                new = draw(ENTRIES[name])
                field = draw(st.sampled_from(sorted(set(nothing._fields) - {"title"})))
                entry = (was or nothing)._replace(**{field: getattr(new, field)})
            elif how == "added to":
                note = (was or nothing).note
                entry = (was or nothing)._replace(
                    note=f"{note}\n\n{draw(TEXTS)}" if note else "new"
                )
            if entry is not None:
                is_item = isinstance(entry, ItemRecord)
                sections[name][id] = entry._replace(title="T") if is_item else entry
    return record_of(sections)


@st.composite
def forks(draw: st.DrawFn) -> tuple[StudyRecord, StudyRecord, StudyRecord]:
    """Return a record and what became of it on two machines."""
    base = draw(records())
    return base, draw(changed_records(base)), draw(changed_records(base))


FORKS = forks()


def of_items(**entries: ItemRecord) -> StudyRecord:
    """Return a record of some items."""
    return StudyRecord("mlops", {f"1.1.{name[1:]}": entry for name, entry in entries.items()})


def joined(base: StudyRecord | None, ours: StudyRecord, theirs: StudyRecord) -> StudyRecord:
    return merged(base, ours, theirs).record


def state(record: StudyRecord, id: str) -> tuple[Any, ...]:
    return tuple(getattr(record.item(id), name) for name in STATE)


def all_entries(*sides: StudyRecord) -> list[tuple[str, str, list[Any]]]:
    """Return each thing that one of the records knows, with what each says of it."""
    return [
        (section, id, [getattr(side, section).get(id, nothing) for side in sides])
        for section, nothing in NOTHING.items()
        for id in dict.fromkeys(id for side in sides for id in getattr(side, section))
    ]


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in text.split("\n\n") if part.strip("\n")]


def stands_in(paragraph: str, text: str) -> bool:
    return f"\n{paragraph}\n" in f"\n{text}\n"


# One side alone


@given(records())
def test_with_itself_nothing_changes(record: StudyRecord) -> None:
    assert merged(None, record, record) == (record, [])
    assert merged(record, record, record) == (record, [])
    assert merged(StudyRecord("mlops"), record, record) == (record, [])


@given(records())
def test_with_an_empty_one_all_of_the_other_is_there(record: StudyRecord) -> None:
    nothing = StudyRecord("mlops")
    assert merged(None, record, nothing) == (record, [])
    assert merged(None, nothing, record) == (record, [])


@given(FORKS)
def test_what_one_side_alone_did_is_taken_exactly(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, _ = fork
    assert merged(base, ours, base) == (ours, [])
    assert merged(base, base, ours) == (ours, [])


@given(FORKS)
def test_each_field_that_one_side_left_is_as_the_other_has_it(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    record = joined(*fork)
    for section, id, (was, mine, other) in all_entries(*fork):
        now = getattr(record, section).get(id, NOTHING[section])
        groups = [STATE, ("links",), ("note",)]
        if section != "items":
            groups = [(name,) for name in now._fields]
        for names in groups:
            old, here, there, found = (
                tuple(getattr(entry, name) for name in names) for entry in (was, mine, other, now)
            )
            if there == old:
                assert found == here
            if here == old:
                assert found == there


@given(FORKS)
def test_what_one_side_alone_removed_goes(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    record = joined(*fork)
    for section, id, (was, mine, other) in all_entries(*fork):
        sides = {untitled(mine), untitled(other)}
        if sides == {NOTHING[section], untitled(was)} or sides == {NOTHING[section]}:
            assert id not in getattr(record, section)


@given(FORKS)
def test_what_one_side_removed_and_the_other_changed_stays(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for one, two in ((ours, theirs), (theirs, ours)):
        record = joined(base, one, two)
        for section, id, (was, mine, other) in all_entries(base, ours, theirs):
            nothing = NOTHING[section]
            kept = mine if untitled(other) == nothing else other
            if nothing not in (untitled(mine), untitled(other)):
                continue
            now = getattr(record, section).get(id, nothing)
            for name, old, new, empty in zip(kept._fields, was, kept, nothing, strict=True):
                if name in STATE and section == "items":
                    continue
                if name != "title" and new not in (old, empty):
                    found = getattr(now, name)
                    assert found == new or (name == "links" and set(found) == {*new} - {*old})
            if section == "items" and state(record, id) != state(StudyRecord(""), id):
                assert state(record, id) == tuple(getattr(kept, name) for name in STATE)
            elif section == "items":
                as_it_was = {name: getattr(was, name) for name in STATE}
                gone = {name: getattr(kept, name) for name in STATE}
                todo = {name: getattr(nothing, name) for name in STATE}
                assert gone in (as_it_was, todo)


# Both sides


@given(records(), records())
def test_no_item_of_either_side_vanishes(ours: StudyRecord, theirs: StudyRecord) -> None:
    record = joined(None, ours, theirs)
    for section in NOTHING:
        ids = {*getattr(ours, section), *getattr(theirs, section)}
        assert getattr(record, section).keys() == ids


@given(FORKS)
def test_nothing_comes_of_nowhere(fork: tuple[StudyRecord, StudyRecord, StudyRecord]) -> None:
    base, ours, theirs = fork
    for start in (None, base):
        record = joined(start, ours, theirs)
        for section, id, (mine, other, now) in all_entries(ours, theirs, record):
            for name, here, there, value in zip(now._fields, mine, other, now, strict=True):
                if name in TEXTS_OF:
                    assert {*lines(value)} <= {*lines(here), *lines(there)}, (section, id)
                elif name == "links":
                    assert {*value} <= {*here, *there}
                else:
                    assert value in (here, there)


@given(FORKS)
def test_how_far_an_item_is_does_not_depend_on_who_merges(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for start in (None, base):
        one, two = joined(start, ours, theirs), joined(start, theirs, ours)
        assert one.items.keys() == two.items.keys()
        assert one.weeks.keys() == two.weeks.keys()
        assert one.courses.keys() == two.courses.keys()
        for id in one.items:
            assert state(one, id) == state(two, id)
            assert {*one.item(id).links} == {*two.item(id).links}


@given(FORKS)
@example((StudyRecord("mlops"), StudyRecord("mlops", courses={"1": CourseRecord("dropped")}),
          StudyRecord("mlops", courses={"1": CourseRecord("completed")})))  # fmt: skip
def test_what_was_decided_about_a_course_does_not_depend_on_who_merges(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for start in (None, base):
        one, two = joined(start, ours, theirs), joined(start, theirs, ours)
        for id in one.courses:
            assert (one.course(id).status, one.course(id).stars) == (
                two.course(id).status,
                two.course(id).stars,
            )


@given(records(), records())
def test_every_paragraph_of_both_is_there(ours: StudyRecord, theirs: StudyRecord) -> None:
    record = joined(None, ours, theirs)
    for section, id, sides in all_entries(ours, theirs):
        now = getattr(record, section)[id]
        for name in set(TEXTS_OF) & set(now._fields):
            for side in sides:
                for paragraph in paragraphs(getattr(side, name)):
                    assert stands_in(paragraph, getattr(now, name))


@given(FORKS)
def test_every_line_that_either_side_added_or_kept_is_there(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    record = joined(*fork)
    for section, id, (was, mine, other) in all_entries(*fork):
        now = getattr(record, section).get(id, NOTHING[section])
        for name in set(TEXTS_OF) & set(now._fields):
            old, here, there, found = (
                lines(getattr(entry, name)) for entry in (was, mine, other, now)
            )
            written = {*here, *there} - {*old}
            kept_by_both = {*here} & {*there}
            assert written | kept_by_both <= {*found}
            if getattr(was, name) not in (getattr(mine, name), getattr(other, name)):
                assert {*here, *there} <= {*found}


@given(FORKS)
def test_every_link_that_either_side_added_is_there(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    with_base, without = joined(base, ours, theirs), joined(None, ours, theirs)
    for id in {*ours.items, *theirs.items}:
        was, mine, other = ({*side.item(id).links} for side in (base, ours, theirs))
        assert {*without.item(id).links} == mine | other
        assert {*with_base.item(id).links} == (mine & other) | (mine - was) | (other - was)


def newest(*entries: ItemRecord) -> datetime | None:
    return max((entry.done_at for entry in entries if entry.done_at), default=None)


@given(FORKS)
def test_of_two_that_are_done_the_newer_date_stays_and_all_that_is_known(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for start in (None, base):
        record = joined(start, ours, theirs)
        for id in {*ours.items, *theirs.items}:
            was, mine, other = (
                (side.item(id) if side else NOTHING_DONE) for side in (start, ours, theirs)
            )
            states = [tuple(getattr(entry, name) for name in STATE) for entry in (mine, other)]
            was_state = tuple(getattr(was, name) for name in STATE)
            if was_state in states or {mine.status, other.status} != {"done"}:
                continue
            now = record.item(id)
            assert (now.status, now.done_at) == ("done", newest(mine, other))
            for name in ("spent_minutes", "score"):
                known = {getattr(mine, name), getattr(other, name)} - {None}
                assert (getattr(now, name) in known) is bool(known)
                if mine.done_at != other.done_at and None not in (mine.done_at, other.done_at):
                    newer = mine if mine.done_at == now.done_at else other
                    assert getattr(now, name) in (getattr(newer, name), *known)
                    if getattr(newer, name) is not None:
                        assert getattr(now, name) == getattr(newer, name)


ORDER = ("todo", "skipped", "doing", "done")


@given(records(), records())
def test_the_more_that_was_done_stays_where_the_statuses_differ(
    ours: StudyRecord, theirs: StudyRecord
) -> None:
    record = joined(None, ours, theirs)
    for id in {*ours.items, *theirs.items}:
        statuses = [side.item(id).status for side in (ours, theirs)]
        assert record.item(id).status == max(statuses, key=ORDER.index)


@given(FORKS)
def test_choices_name_all_that_was_dropped_and_nothing_else(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for start in (StudyRecord("mlops"), base):
        record, choices = merged(start, ours, theirs)
        said = {(choice.id, choice.what, choice.dropped) for choice in choices}
        assert len(said) == len(choices)
        for section, id, (was, mine, other) in all_entries(start, ours, theirs):
            names = {"items": STATE, "weeks": (), "courses": ("status", "stars")}[section]
            now = getattr(record, section).get(id, NOTHING[section])
            for name in names:
                old, found = getattr(was, name), getattr(now, name)
                nothing = {old, found, None, "todo"}
                lost = {getattr(side, name) for side in (mine, other)} - nothing
                told = {dropped for whose, what, dropped in said if (whose, what) == (id, name)}
                assert told - {"active", None} == lost - {"active"}
        for choice in choices:
            section = "items" if choice.id.count(".") == 2 else "courses"
            now = getattr(record, section).get(choice.id, NOTHING[section])
            assert choice.kept == getattr(now, choice.what) != choice.dropped


# Once more


@given(FORKS)
@example((StudyRecord("mlops"), StudyRecord("mlops", weeks={"1": WeekRecord("A\n\nB")}),
          StudyRecord("mlops", weeks={"1": WeekRecord("A\n\nC")})))  # fmt: skip
@example((StudyRecord("mlops"), StudyRecord("mlops", weeks={"1": WeekRecord("a\n\nb\n\n")}),
          StudyRecord("mlops", weeks={"1": WeekRecord("a\n\nc\n\n")})))  # fmt: skip
def test_the_same_other_once_more_changes_nothing(
    fork: tuple[StudyRecord, StudyRecord, StudyRecord],
) -> None:
    base, ours, theirs = fork
    for start in (None, base):
        once = joined(start, ours, theirs)
        assert joined(None, once, joined(None, once, theirs)) == joined(None, once, theirs)
    once = joined(None, ours, theirs)
    assert joined(None, once, theirs) == once
    assert joined(None, once, ours) == once


@given(TEXTS, TEXTS)
@example("A\n\nB", "A\n\nC")
def test_machines_that_merge_each_other_come_to_an_end(ours: str, theirs: str) -> None:
    here, there = joined_texts("", ours, theirs), joined_texts("", theirs, ours)
    for _ in range(3):
        here, there = joined_texts("", here, there), joined_texts("", there, here)
    assert joined_texts("", here, there) == here
    assert joined_texts("", there, here) == there


@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["a\n\nx", "a\n\nc\n", "d"])
@example(["drift\n\ndrift\n\n", "skew\n\ndrift\n\n"])
def test_the_same_others_once_more_change_nothing(texts: list[str]) -> None:
    here = ""
    for text in texts:
        here = joined_texts("", here, text)
    for text in texts:
        assert joined_texts("", here, text) == here


# Texts, one by one


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both"),
    [
        pytest.param("", "here", "there", "here\n\nthere", id="two texts"),
        pytest.param("", "same", "same", "same", id="the same"),
        pytest.param("", "same\n", "same", "same\n", id="the same but for its end"),
        pytest.param("", "a\n\nb", "b", "a\n\nb", id="theirs is within ours"),
        pytest.param("", "b", "a\n\nb", "a\n\nb", id="ours is within theirs"),
        pytest.param("", "drift is", "drift", "drift is\n\ndrift", id="a word is no paragraph"),
        pytest.param("", "a\n\nb", "a\n\nc", "a\n\nb\n\nc", id="they begin alike"),
        pytest.param("a", "a\n\nb", "a\n\nc", "a\n\nb\n\nc", id="both added a paragraph"),
        pytest.param("a", "a\nb", "a\nc", "a\nb\n\nc", id="both added a line"),
        pytest.param("a\n", "a\nb\n", "a\nc\n", "a\nb\n\nc\n", id="both added behind a line end"),
        pytest.param(
            "Data drif", "Data drift", "Data drif\n\nMore.", "Data drift\n\nMore.",
            id="a word finished here, a paragraph added there",
        ),
        pytest.param(
            "Data drif", "Data drif\n\nMore.", "Data drift", "Data drif\n\nMore.\n\nData drift",
            id="a paragraph added here, a word finished there",
        ),
        pytest.param("a\n\nb", "a\n\nB", "A\n\nb", "a\n\nB\n\nA\n\nb", id="both wrote anew"),
        pytest.param("a", "", "a b", "a b", id="taken out here, changed there"),
        pytest.param(
            "a", "a b", "", "a b", id="changed here, taken out there",
        ),
        pytest.param("a\n", "a b\n", "c", "a b\n\nc", id="both wrote anew what had a line end"),
        pytest.param("", "  a\n\n\n  b", "c", "  a\n\n\n  b\n\nc", id="blanks stay"),
    ],
)  # fmt: skip
def test_texts_are_joined(base: str, ours: str, theirs: str, both: str) -> None:
    assert joined_texts(base, ours, theirs) == both


# Items and courses, one by one


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both", "dropped"),
    [
        pytest.param(
            None, ItemRecord("T", "done", EIGHT, 5, 80.0), ItemRecord("T", "done", NINE),
            ItemRecord("T", "done", NINE, 5, 80.0), {("done_at", EIGHT)},
            id="the older knows minutes and score",
        ),
        pytest.param(
            None, ItemRecord("T", "done", EIGHT, 5, 80.0), ItemRecord("T", "done", NINE, 9, 70.0),
            ItemRecord("T", "done", NINE, 9, 70.0),
            {("done_at", EIGHT), ("spent_minutes", 5), ("score", 80.0)},
            id="both know all",
        ),
        pytest.param(
            None, ItemRecord("T", "doing", spent_minutes=90), ItemRecord("T", "done", EIGHT),
            ItemRecord("T", "done", EIGHT), {("status", "doing"), ("spent_minutes", 90)},
            id="doing here, done there",
        ),
        pytest.param(
            None, ItemRecord("T", "skipped"), ItemRecord("T", "doing"),
            ItemRecord("T", "doing"), {("status", "skipped")}, id="skipped here, doing there",
        ),
        pytest.param(
            None, ItemRecord("T", "done"), ItemRecord("T", "done", EIGHT),
            ItemRecord("T", "done", EIGHT), set(), id="a date is known to one",
        ),
        pytest.param(
            ItemRecord("T", "done", EIGHT), NOTHING_DONE, ItemRecord("T", "done", EIGHT),
            None, set(), id="undone here",
        ),
        pytest.param(
            ItemRecord("T", "done", EIGHT), NOTHING_DONE, ItemRecord("T", "done", NINE, 5),
            ItemRecord("T", "done", NINE, 5), set(), id="undone here, done again there",
        ),
        pytest.param(
            ItemRecord("T", "doing"), ItemRecord("T", "done", NINE), ItemRecord("T", "skipped"),
            ItemRecord("T", "done", NINE), {("status", "skipped")}, id="two ways from doing",
        ),
        pytest.param(
            ItemRecord("T", note="n"), ItemRecord("T", "done", NINE, note="n"),
            ItemRecord("T", note="n\n\nm", links=("a",)),
            ItemRecord("T", "done", NINE, links=("a",), note="n\n\nm"), set(),
            id="done here, noted there",
        ),
    ],
)  # fmt: skip
def test_an_item_of_both(
    base: ItemRecord | None,
    ours: ItemRecord,
    theirs: ItemRecord,
    both: ItemRecord | None,
    dropped: set[tuple[str, object]],
) -> None:
    start = of_items(i1=base) if base else None
    for one, two in ((ours, theirs), (theirs, ours)):
        record, choices = merged(start, of_items(i1=one), of_items(i1=two))
        assert record.items.get("1.1.1") == both
        assert {(choice.what, choice.dropped) for choice in choices} == dropped


def test_a_course_decided_two_ways_is_told() -> None:
    ours = StudyRecord("mlops", courses={"1": CourseRecord("dropped", "dull", 1)})
    theirs = StudyRecord("mlops", courses={"1": CourseRecord("completed", "", 5, "great")})
    record, choices = merged(None, ours, theirs)
    kept = record.courses["1"]
    assert (kept.why, kept.review) == ("dull", "great")
    dropped = {"dropped", "completed", 1, 5} - {kept.status, kept.stars}
    assert {choice.dropped for choice in choices} == dropped
    assert all(isinstance(choice, Choice) and choice.id == "1" for choice in choices)


def test_links_taken_out_on_one_side_go_and_new_ones_of_both_stay() -> None:
    base, ours, theirs = (
        of_items(i1=ItemRecord("T", links=links)) for links in (("a", "b"), ("b", "c"), ("a", "d"))
    )
    assert joined(base, ours, theirs).item("1.1.1").links == ("c", "d")
    assert joined(None, ours, theirs).item("1.1.1").links == ("b", "c", "a", "d")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both"),
    [
        pytest.param("mlops", "a.toml", "mlops", "a.toml", id="moved here"),
        pytest.param("mlops", "mlops", "b.toml", "b.toml", id="moved there"),
        pytest.param("mlops", "a.toml", "b.toml", "a.toml", id="moved by both"),
    ],
)
def test_a_syllabus_that_moved(base: str, ours: str, theirs: str, both: str) -> None:
    assert joined(StudyRecord(base), StudyRecord(ours), StudyRecord(theirs)).syllabus == both


def test_a_title_alone_is_no_item() -> None:
    base, ours = of_items(i1=ItemRecord("T", "done")), of_items(i1=ItemRecord("T"))
    assert joined(base, ours, base).items == {}
