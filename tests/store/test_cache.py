"""What was validated once is not validated again, for the very same bytes only."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.store import cache as cache_module
from mlops_tracker.store import schema
from mlops_tracker.store.cache import (
    Cache,
    compiled_record,
    compiled_syllabus,
    record_from,
    syllabus_from,
)
from mlops_tracker.store.history import Cause
from mlops_tracker.store.places import shipped_syllabus
from mlops_tracker.store.reading import RecordFile, load_record, load_syllabus
from mlops_tracker.store.record_text import with_last_line
from mlops_tracker.store.saving import save_record
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

SOURCE = Path("/study/tracker.toml")
CONTENT = b"format = 1\n"
FORM = ["mlops", {"1.1.1": ["T", "done", None, 5, 90.0, [], "n\u00f6te \U0001f600"]}, {}, {}]
NO_CACHE = Cache(Path("/dev/null/none"))
NOBODY = 65534
CAUSE = Cause("a change", datetime(2026, 1, 2, tzinfo=UTC))


@contextmanager
def without_root() -> Iterator[None]:
    """Do what is inside as a user who has no special rights."""
    if os.getuid():
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def entry_in(folder: Path) -> Path:
    [entry] = folder.iterdir()
    return entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache folder with one entry."""
    Cache(tmp_path / "cache").put(SOURCE, CONTENT, FORM)
    return tmp_path / "cache"


def test_what_was_put_for_these_bytes_comes_back(folder: Path) -> None:
    assert Cache(folder).get(SOURCE, CONTENT) == FORM


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(b"", id="none"),
        pytest.param(CONTENT + b"\n", id="one more"),
        pytest.param(CONTENT[:-1], id="one fewer"),
        pytest.param(CONTENT.replace(b"1", b"2"), id="one other"),
    ],
)
def test_other_bytes_are_no_hit(folder: Path, other: bytes) -> None:
    assert Cache(folder).get(SOURCE, other) is None


def test_another_file_is_no_hit(folder: Path) -> None:
    assert Cache(folder).get(SOURCE.with_name("other.toml"), CONTENT) is None


def test_an_empty_cache_is_no_hit(tmp_path: Path) -> None:
    assert Cache(tmp_path / "cache").get(SOURCE, CONTENT) is None
    assert not (tmp_path / "cache").exists()


def test_the_same_file_is_hit_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Cache(tmp_path / "cache").put(Path("tracker.toml"), CONTENT, FORM)

    assert Cache(tmp_path / "cache").get(tmp_path / "tracker.toml", CONTENT) == FORM


def test_a_newer_content_takes_the_place_of_the_older(folder: Path) -> None:
    Cache(folder).put(SOURCE, b"new", [1])

    assert Cache(folder).get(SOURCE, b"new") == [1]
    assert Cache(folder).get(SOURCE, CONTENT) is None
    assert len(list(folder.iterdir())) == 1


def test_an_entry_cut_anywhere_is_no_hit(folder: Path) -> None:
    entry = entry_in(folder)
    whole = entry.read_bytes()

    hits = []
    for length in range(len(whole)):
        entry.write_bytes(whole[:length])
        if Cache(folder).get(SOURCE, CONTENT) is not None:
            hits.append(length)

    assert hits == []
    assert len(whole) > 100


def test_an_entry_with_any_bit_flipped_is_no_hit(folder: Path) -> None:
    entry = entry_in(folder)
    whole = entry.read_bytes()

    hits = []
    for place in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            entry.write_bytes(flipped)
            if Cache(folder).get(SOURCE, CONTENT) is not None:
                hits.append((place, bit))

    assert hits == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 4096, id="zeros"),
        pytest.param(b"not an entry", id="something else"),
    ],
)
def test_a_damaged_entry_is_no_hit_and_is_mended(folder: Path, damage: bytes) -> None:
    entry_in(folder).write_bytes(damage)
    cache = Cache(folder)

    assert cache.get(SOURCE, CONTENT) is None
    cache.put(SOURCE, CONTENT, FORM)
    assert cache.get(SOURCE, CONTENT) == FORM


def test_an_entry_with_something_behind_it_is_no_hit(folder: Path) -> None:
    with entry_in(folder).open("ab") as file:
        file.write(b" ")

    assert Cache(folder).get(SOURCE, CONTENT) is None


def test_an_entry_of_another_version_is_no_hit(folder: Path) -> None:
    entry = entry_in(folder)
    head = entry.read_bytes()[:32]
    assert head.startswith(b"tracker 0.1.0/%d-" % cache_module.COMPILED_FORM)

    entry.write_bytes(entry.read_bytes().replace(head, b"tracker 9.9.9/1".ljust(32), 1))

    assert Cache(folder).get(SOURCE, CONTENT) is None


def test_entries_and_folder_are_private(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        Cache(tmp_path / "a" / "cache").put(SOURCE, CONTENT, FORM)
    finally:
        os.umask(umask)

    folder = tmp_path / "a" / "cache"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry_in(folder).stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_cannot_be_written_costs_time_only(mode: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        folder = Path(name) / "cache"
        folder.mkdir()
        folder.chmod(mode)
        if not os.getuid():
            os.chown(folder, NOBODY, NOBODY)

        with without_root():
            Cache(folder).put(SOURCE, CONTENT, FORM)
            found = Cache(folder).get(SOURCE, CONTENT)

        folder.chmod(0o700)
        assert found is None
        assert list(folder.iterdir()) == []


def test_a_file_in_the_folders_place_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    Cache(tmp_path / "cache").put(SOURCE, CONTENT, FORM)

    assert Cache(tmp_path / "cache").get(SOURCE, CONTENT) is None
    assert (tmp_path / "cache").read_text() == "a file"


def test_an_entry_that_cannot_be_read_is_no_hit(folder: Path) -> None:
    entry = entry_in(folder)
    entry.unlink()
    entry.mkdir()

    assert Cache(folder).get(SOURCE, CONTENT) is None
    Cache(folder).put(SOURCE, CONTENT, FORM)
    assert list(folder.iterdir()) == [entry]


@pytest.mark.parametrize("size", [0, 1, 40, 60])
def test_an_entry_that_was_cut_short_does_not_count(tmp_path: Path, size: int) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put(SOURCE, CONTENT, FORM)
    [entry] = (tmp_path / "cache").iterdir()
    os.truncate(entry, size)

    assert cache.get(SOURCE, CONTENT) is None

    cache.put(SOURCE, CONTENT, FORM)
    assert cache.get(SOURCE, CONTENT) == FORM
    assert list((tmp_path / "cache").iterdir()) == [entry]


def test_what_is_no_plain_file_is_no_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put(SOURCE, CONTENT, FORM)
    [entry] = (tmp_path / "cache").iterdir()
    entry.unlink()
    os.mkfifo(entry)

    assert cache.get(SOURCE, CONTENT) is None
    cache.put(SOURCE, CONTENT, FORM)
    assert cache.get(SOURCE, CONTENT) is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.integers(-(10**10), 10**10).map(lambda s: datetime.fromtimestamp(s, UTC))
ITEMS = st.builds(
    ItemRecord,
    TEXTS,
    st.sampled_from(["todo", "doing", "done", "skipped"]),
    st.none() | MOMENTS,
    st.none() | st.integers(0),
    st.none() | st.floats(0, 100),
    st.lists(TEXTS).map(tuple),
    TEXTS,
)
COURSES = st.builds(
    CourseRecord,
    st.sampled_from(["active", "completed", "dropped"]),
    TEXTS,
    st.none() | st.integers(1, 5),
    TEXTS,
    TEXTS,
)
RECORDS = st.builds(
    StudyRecord,
    TEXTS,
    st.dictionaries(TEXTS, ITEMS, max_size=3),
    st.dictionaries(TEXTS, st.builds(WeekRecord, TEXTS), max_size=3),
    st.dictionaries(TEXTS, COURSES, max_size=3),
)


@given(RECORDS)
@settings(deadline=None, database=None, max_examples=60)
def test_any_record_comes_back_from_the_cache_with_its_types(record: StudyRecord) -> None:
    with tempfile.TemporaryDirectory() as name:
        Cache(Path(name)).put(SOURCE, CONTENT, compiled_record(record))
        form = Cache(Path(name)).get(SOURCE, CONTENT)

    assert form is not None
    found = record_from(form)
    assert repr(found) == repr(record)


def test_the_shipped_syllabus_comes_back_from_the_cache_with_its_types(tmp_path: Path) -> None:
    syllabus = load_syllabus(shipped_syllabus(), NO_CACHE)

    Cache(tmp_path).put(SOURCE, CONTENT, compiled_syllabus(syllabus))
    form = Cache(tmp_path).get(SOURCE, CONTENT)

    assert form is not None
    found = syllabus_from(form)
    assert repr(found.courses) == repr(syllabus.courses)
    assert (found.id, found.title, found.url) == (syllabus.id, syllabus.title, syllabus.url)


def test_a_file_is_validated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "tracker.toml"
    record.write_text('format = 1\n\n[weeks."1.1"]\nnote = "W"\n')
    cache = Cache(tmp_path / "cache")
    first = load_record(record, cache)
    syllabus = load_syllabus(shipped_syllabus(), cache)

    def fail(*_: Any) -> None:
        raise AssertionError("validated again")

    monkeypatch.setattr(schema, "record_of", fail)
    monkeypatch.setattr(schema, "syllabus_of", fail)

    assert load_record(record, cache) == first
    assert load_syllabus(shipped_syllabus(), cache).courses == syllabus.courses


def test_a_damaged_file_is_not_remembered_as_good(tmp_path: Path) -> None:
    record = tmp_path / "tracker.toml"
    record.write_text("format = 1\nx = \n")
    cache = Cache(tmp_path / "cache")

    for _ in range(2):
        with pytest.raises(Exception, match="line 2: not TOML"):
            load_record(record, cache)

    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("format = 1\n", id="as the program writes it"),
        pytest.param("format = 1 # mine\n", id="as a person writes it"),
    ],
)
def test_after_a_save_a_hit_says_what_the_file_says(tmp_path: Path, text: str) -> None:
    record = tmp_path / "tracker.toml"
    record.write_text(text)
    cache = Cache(tmp_path / "cache")
    before = load_record(record, cache)
    new = StudyRecord(
        before.record.syllabus,
        {"1.1.1": ItemRecord("T", "done", datetime(2026, 1, 2, tzinfo=UTC), 5, 90.0, ("l",), "n")},
        {"1.1": WeekRecord("W")},
        {"1": CourseRecord("dropped", "w", 3, "r", "n")},
    )

    after, _ = save_record(before, new, ["1", "1.1", "1.1.1"], cache, CAUSE)

    assert after._replace(lengths=None) == RecordFile(record, record.read_bytes(), new)
    assert load_record(record, cache) == after
    assert load_record(record, NO_CACHE) == after._replace(lengths=None)


def test_a_note_taken_out_is_out_for_a_hit_and_for_a_reader_of_the_file(tmp_path: Path) -> None:
    record = tmp_path / "tracker.toml"
    record.write_text('format = 1\n\n[weeks."1.1"]\nnote = "W"\n\n[weeks."1.2"]\nnote = "V"\n')
    cache = Cache(tmp_path / "cache")
    before = load_record(record, cache)
    [week] = [
        week
        for course in load_syllabus(shipped_syllabus(), NO_CACHE).courses
        for week in course.weeks
        if week.id == "1.1"
    ]

    save_record(before, before.record.with_note(week, ""), ["1.1", "1.2"], cache, CAUSE)

    assert record.read_text() == with_last_line('format = 1\n\n[weeks."1.2"]\nnote = "V"\n')
    assert load_record(record, cache)._replace(lengths=None) == load_record(record, NO_CACHE)
