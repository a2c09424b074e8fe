"""What was given away comes back: exports, read and saved as `import` reads and saves them."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker import importing, sources
from mlops_tracker.exporting import Study, export
from mlops_tracker.files import store
from mlops_tracker.files.cache import Cache
from mlops_tracker.importing import Wanted
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import StudyRecord, gone_part
from mlops_tracker.study.syllabus import Syllabus
from tests.formats.worlds import Pair, worlds, worlds_with_gone

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)


def there_and_back(pair: Pair, format: Literal["markdown", "csv", "json"]) -> Pair:
    """Export a study, import it with progress into an empty folder, and read what is there."""
    syllabus, record = pair
    text = export(Study(syllabus, record, measure_all(syllabus, record)), format, TODAY)
    outline = sources.read(text, format, f"back.{format}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache, path, kept = folder / "cache", folder / "back.toml", folder / "tracker.toml"
        wanted = Wanted(path, kept, use=True, progress=True, replace=False)
        plan = importing.plan(outline, wanted, cache)
        importing.save_syllabus(plan)
        importing.begin_record(plan, cache, NOW)
        importing.save_progress(plan, cache, NOW)
        read = store.load_record(kept, Cache(cache)).record
        assert read.syllabus == "back.toml"
        return store.load_syllabus(path, Cache(cache)), read


def same_but_for_name(one: StudyRecord, other: StudyRecord) -> bool:
    return one._replace(syllabus="") == other._replace(syllabus="")


def parts(syllabus: Syllabus) -> tuple[object, ...]:
    return syllabus.title, syllabus.url, syllabus.courses


@given(worlds())
def test_an_archive_gives_back_the_syllabus_and_the_record(pair: Pair) -> None:
    syllabus, record = there_and_back(pair, "markdown")
    assert parts(syllabus) == parts(pair[0])
    assert same_but_for_name(record, pair[1])


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
    """Give all that a table has a place for: what holds no item is not in it."""
    return [
        (course.id, course.title, week.id, week.title, week.items)
        for course in syllabus.courses
        for week in course.weeks
        if week.items
    ]


@st.composite
def later_editions(draw: st.DrawFn) -> Pair:
    """Give a study in which weeks and items stand elsewhere than their ids say."""
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
