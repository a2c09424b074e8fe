"""What was given away comes back: exports, read and saved as `import` reads and saves them."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.actions import imports
from mlops_tracker.actions.exports import export
from mlops_tracker.actions.imports import Wanted
from mlops_tracker.clock import local_day
from mlops_tracker.formats.registry import format_named
from mlops_tracker.store import reading
from mlops_tracker.store.cache import Cache
from mlops_tracker.study.record import ItemRecord, StudyRecord, gone_part
from mlops_tracker.study.solutions import without_solutions
from mlops_tracker.study.syllabus import Syllabus
from tests.formats.worlds import (
    SMALL_SYLLABUS,
    Pair,
    odd_worlds,
    study_of,
    worlds,
    worlds_with_gone,
)

NOTHING = ItemRecord()
NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)


def there_and_back(pair: Pair, name: str) -> Pair:
    """Export a study, import it with progress into an empty folder, and read what is there."""
    format = format_named(name)
    text = export(study_of(*pair), format, include_graded=True).text
    outline = imports.read(text, format, f"back.{name}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        cache, path, kept = folder / "cache", folder / "back.toml", folder / "tracker.toml"
        wanted = Wanted(path, kept, use=True, progress=True, replace=False)
        plan = imports.plan(outline, wanted, cache)
        imports.save_syllabus(plan)
        imports.begin_record(plan, cache, NOW)
        imports.save_progress(plan, cache, NOW)
        read = reading.load_record(kept, Cache(cache)).record
        assert read.syllabus == "back.toml"
        return reading.load_syllabus(path, Cache(cache)), read


def same_but_for_name(one: StudyRecord, other: StudyRecord) -> bool:
    return one._replace(syllabus="") == other._replace(syllabus="")


def parts(syllabus: Syllabus) -> tuple[object, ...]:
    return syllabus.title, syllabus.url, syllabus.courses


@given(worlds())
def test_an_archive_gives_back_the_syllabus_and_the_record(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "markdown")
    assert parts(syllabus) == parts(pair[0])
    assert same_but_for_name(record, pair[1])


@given(odd_worlds())
def test_an_archive_gives_back_whatever_the_files_can_hold(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "markdown")
    assert parts(syllabus) == parts(pair[0])
    assert same_but_for_name(record, pair[1])


@given(st.one_of(odd_worlds(), worlds_with_gone()))
def test_an_archive_for_others_is_without_solutions_and_says_so(pair: Pair) -> None:
    """What it says is what it is without: all else comes back."""
    syllabus, record = pair
    shown, held = without_solutions(syllabus, record)
    format = format_named("markdown")
    made = export(study_of(*pair), format, include_graded=False)
    exact = imports.read(made.text, format, "a.md").exact
    assert exact
    assert (made.held_back, exact.held_back) == (held, held)
    assert held.notes + held.links == solutions(pair)
    gone = gone_part(syllabus, shown)
    kept = {id: did for id, did in shown.items.items() if id not in gone.items}
    assert exact.record.items == {i: d for i, d in kept.items() if d._replace(title="") != NOTHING}


def solutions(pair: Pair) -> int:
    """Return how many notes and links are on items that are graded, or are not in the syllabus."""
    graded = {item.id: item.kind == "graded" for item in pair[0].items()}
    held = [did for id, did in pair[1].items.items() if graded.get(id, True)]
    return sum(bool(did.note) + len(did.links) for did in held)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("America/New_York", datetime(1970, 1, 1, 3, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(9998, 12, 31, 23, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(9998, 12, 31, 23, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
    ],
)
def test_every_day_of_a_record_comes_back_as_that_day(monkeypatch, zone, moment) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    did = ItemRecord("Steps", "done", moment)
    _, record = there_and_back((SMALL_SYLLABUS, StudyRecord("s", {"1.1.1": did})), "markdown")
    there = record.items["1.1.1"].done_at
    assert there
    assert local_day(there) == local_day(moment)


@given(worlds_with_gone())
def test_what_the_syllabus_lost_is_in_an_archive_and_in_nobodys_way(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "markdown")
    gone = gone_part(*pair)
    known = [
        {id: did for id, did in kept.items() if id not in lost}
        for kept, lost in zip(pair[1][1:], gone[1:], strict=True)
    ]
    assert parts(syllabus) == parts(pair[0])
    assert list(record[1:]) == known


@given(worlds())
def test_a_backup_gives_back_the_syllabus_and_the_record(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "json")
    assert (syllabus.id, *parts(syllabus)) == (pair[0].id, *parts(pair[0]))
    assert same_but_for_name(record, pair[1])


def contents(syllabus: Syllabus) -> list[tuple[object, ...]]:
    """Return all that a table has a place for: what holds no item is not in it."""
    return [
        (course.id, course.title, week.id, week.title, week.items)
        for course in syllabus.courses
        for week in course.weeks
        if week.items
    ]


@st.composite
def later_editions(draw: st.DrawFn) -> Pair:
    """Return a study in which weeks and items stand elsewhere than their ids say."""
    syllabus, record = draw(worlds().filter(lambda pair: bool(pair[0].places)))
    items = iter(draw(st.permutations(list(syllabus.items()))))
    filled = [
        week._replace(items=tuple(next(items) for _ in week.items))
        for course in syllabus.courses
        for week in course.weeks
    ]
    weeks = iter(draw(st.permutations(filled)))
    courses = tuple(
        course._replace(weeks=tuple(next(weeks) for _ in course.weeks))
        for course in syllabus.courses
    )
    return Syllabus(syllabus.id, syllabus.title, courses, syllabus.url), record


@given(later_editions())
def test_an_archive_gives_back_what_an_edition_moved(pair: Pair) -> None:
    """Items are counted anew; what was done and written stays with them."""

    def told(syllabus: Syllabus, record: StudyRecord) -> list[object]:
        return [
            (course.id, week.id, record.note(week), item._replace(id=""), record.item(item.id))
            for course in syllabus.courses
            for week in course.weeks
            for item in week.items
        ]

    assert told(*there_and_back(pair, "markdown")) == told(*pair)


@given(st.one_of(worlds().filter(lambda pair: bool(pair[0].places)), later_editions()))
def test_a_table_gives_back_the_items_and_what_was_done(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "csv")
    assert contents(syllabus) == contents(pair[0])
    for id in pair[0].places:
        did = pair[1].item(id)
        # A cell holds a link a line, and no note.
        links = tuple(line for link in did.links for line in link.split("\n"))
        assert record.item(id)._replace(title="") == did._replace(title="", note="", links=links)
