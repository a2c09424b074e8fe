"""Many editions one after another on real files: every step leads back, and nothing is lost."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.actions import updates
from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.store import way_back
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.places import Location, Why, syllabus_location
from mlops_tracker.store.reading import load_record, load_syllabus
from mlops_tracker.store.saving import create_record
from mlops_tracker.store.syllabus_file import content_of, save_syllabus
from mlops_tracker.study.edition import Edition
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.steps import Completion, mark_done
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
TITLES = ("Moves", "Quiz", "Traits", "Borrowing things", "Borrowed things", "\u202e[red]\n")
lists = st.lists(st.lists(st.sampled_from(TITLES), max_size=4), min_size=1, max_size=3)


def syllabus(weeks: list[list[str]]) -> Syllabus:
    """Return a syllabus of one course, counted from its beginning."""
    made = []
    for number, titles in enumerate(weeks, start=1):
        ids = (f"1.{number}.{at}" for at in range(1, 100))
        items = tuple(Item(id, "video", title) for id, title in zip(ids, titles, strict=False))
        made.append(Week(f"1.{number}", f"Week {number}", items))
    return Syllabus("own", "Own", (Course("1", "Course", tuple(made)),))


@contextmanager
def course(weeks: list[list[str]]) -> Iterator[Path]:
    """Return the record of a course in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        record, path = Path(folder) / "tracker.toml", Path(folder) / "own.toml"
        save_syllabus(path, content_of(syllabus(weeks), path), replace=False)
        create_record(record, "own.toml", NOW)
        yield record


def opened(record: Path) -> Tracker:
    def syllabus_for(known: StudyRecord) -> Location:
        return syllabus_location(None, {}, known.syllabus, record)

    return Tracker(Location(record, Why.FILE), syllabus_for, record.parent / "cache")


def save(tracker: Tracker, found: Edition) -> None:
    updates.save(tracker, found, None, lambda step: tracker.save(step, "up", NOW))


def write(record: Path, ids: list[str]) -> None:
    """Do some items, with a note on each."""
    tracker = opened(record)
    for id in ids:
        done = mark_done(
            tracker.record, [tracker.syllabus.places[id].item], Completion(note=f"on {id}"), NOW
        )
        tracker.save(done, f"done {id}", NOW)


@settings(max_examples=25)
@given(lists, st.lists(lists, min_size=1, max_size=4), st.data())
def test_every_edition_keeps_all_and_every_undo_leads_back(first, later, data) -> None:
    with course(first) as record:
        states = []
        used = set(opened(record).syllabus.targets)
        for weeks in later:
            undone = [
                item.id
                for item in opened(record).syllabus.items()
                if item.id not in opened(record).record.items and data.draw(st.booleans())
            ]
            write(record, undone)
            tracker = opened(record)
            found = updates.compare(tracker, syllabus(weeks), has_ids=False)
            if not found.is_change:
                continue
            states.append((record.read_bytes(), tracker.syllabus.courses))
            save(tracker, found)
            after = opened(record)
            assert after.syllabus.courses == found.syllabus.courses
            assert {id: did.note for id, did in after.record.items.items()} == {
                id: did.note for id, did in tracker.record.items.items()
            }
            assert after.record.number_done == len(after.record.items)
            back = {t.id: t.title for t in found.new if t.id in tracker.record.items}
            assert {id: tracker.record.items[id].title for id in back} == back
            fresh = {target.id for target in found.new} - back.keys()
            assert not fresh & used
            used |= fresh
            again = updates.compare(after, syllabus(weeks), has_ids=False)
            assert not again.is_change
        lead_back(record, states)


def lead_back(record: Path, states: list[tuple[bytes, tuple[Course, ...]]]) -> None:
    """Undo edition after edition, and what was done between them."""
    while states:
        content, courses = states.pop()
        while record.read_bytes() != content:
            way_back.undo(record, NOW)
        assert opened(record).syllabus.courses == courses


def test_two_machines_join_though_one_has_a_new_edition(tmp_path: Path) -> None:
    from mlops_tracker.store.joined_text import joined, source

    with course([["Moves", "Quiz"]]) as record:
        base = source(record.read_bytes(), record)
        tracker = opened(record)
        found = updates.compare(tracker, syllabus([["Hello", "Moves", "Quiz"]]), has_ids=False)
        save(tracker, found)
        ours = source(record.read_bytes(), record)
        text = base.text + '\n[items."1.1.2"]\ntitle = "Quiz"\nstatus = "done"\n'
        theirs = source(text.encode(), tmp_path / "theirs.toml")
        for one, other in ((ours, theirs), (theirs, ours)):
            both = joined(base, one, other)
            assert both.after.syllabus == "own-2.toml"
            assert both.after.item("1.1.2").status == "done"


def test_undo_by_force_takes_back_the_edition_alone(tmp_path: Path) -> None:
    with course([["Moves", "Quiz"]]) as record:
        tracker = opened(record)
        found = updates.compare(tracker, syllabus([["Hello", "Moves", "Quiz"]]), has_ids=False)
        save(tracker, found)
        record.write_text(record.read_text() + '\n[weeks."1.1"]\nnote = "by hand"\n')
        way_back.undo(record, NOW, force=True)
        known = load_record(record, Cache(tmp_path)).record
        assert (known.syllabus, known.weeks["1.1"].note) == ("own.toml", "by hand")
        assert load_syllabus(record.parent / "own-2.toml", Cache(tmp_path)).places["1.1.3"]
