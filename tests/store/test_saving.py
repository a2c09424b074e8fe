"""A record that is saved is what is read again, and a save that cannot be done changes nothing."""

import os
import subprocess
import sys
import tempfile
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.store import saving
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import Cause, History
from mlops_tracker.store.reading import RecordFile, load_record
from mlops_tracker.store.record_text import LAST_LINE, without_last_line
from mlops_tracker.store.saving import Saved, create_record, make_folder, save_record
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

NO_CACHE = Cache(Path("/dev/null/none"))
ORDER = ("1", "1.1", "1.1.1", "1.1.3", "1.1.2", "1.2", "1.2.1", "2", "2.1", "2.1.1")
UTC_NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
CAUSE = Cause("done 1.1.1", UTC_NOW)
DONE = ItemRecord("Steps of an ML Project", "done", UTC_NOW)
NEW_RECORD = 'format = 1\nsyllabus = "mlops"\n'
DONE_TABLE = (
    '[items."1.1.1"]\n'
    'title = "Steps of an ML Project"\n'
    'status = "done"\n'
    "done_at = 2026-11-20T21:14:05Z\n"
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40)
MOMENTS = st.integers(0, 10**10).map(lambda s: datetime.fromtimestamp(s, UTC))
ITEMS = st.builds(
    ItemRecord,
    st.sampled_from(["T", 'A "title"', "\u202e\x1b"]),
    st.sampled_from(["todo", "doing", "done", "skipped"]),
    st.none() | MOMENTS,
    st.none() | st.integers(0, 10**6),
    st.none() | st.floats(0, 100),
    st.lists(st.sampled_from(["https://a", 'x"y', "#"]), max_size=2).map(tuple),
    TEXTS,
).filter(lambda item: item._replace(title="") != ItemRecord())
COURSES = st.builds(
    CourseRecord,
    st.sampled_from(["active", "completed", "dropped"]),
    TEXTS,
    st.none() | st.integers(1, 5),
    TEXTS,
    TEXTS,
).filter(lambda course: course != CourseRecord())
RECORDS = st.builds(
    StudyRecord,
    st.just("mlops"),
    st.dictionaries(st.sampled_from(["1.1.1", "1.1.3", "1.1.2", "9.9.9"]), ITEMS),
    st.dictionaries(
        st.sampled_from(["1.1", "1.2", "9.9"]),
        st.builds(WeekRecord, TEXTS.filter(bool)),
    ),
    st.dictionaries(st.sampled_from(["1", "2", "9"]), COURSES),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new record, alone in its folder."""
    file = tmp_path / "study" / "tracker.toml"
    file.parent.mkdir()
    file.write_text(NEW_RECORD)
    return file


def save(file: RecordFile, new: StudyRecord, cache: Cache = NO_CACHE) -> RecordFile:
    """Save a record, with nothing that is to be told."""
    saved, told = save_record(file, new, ORDER, cache, CAUSE)
    assert told == Saved()
    return saved


END = f"{LAST_LINE}\n"


def with_item(file: RecordFile, id: str, item: ItemRecord) -> StudyRecord:
    return file.record._replace(items={**file.record.items, id: item})


def test_a_new_record_is_written(tmp_path: Path) -> None:
    assert create_record(tmp_path / "tracker.toml", "../own.toml", UTC_NOW) == Saved()

    assert (tmp_path / "tracker.toml").read_text() == (
        f'format = 1\nsyllabus = "../own.toml"\n{END}'
    )


def test_a_record_that_is_there_is_not_written_over(path: Path) -> None:
    with pytest.raises(NotSavedError) as refusal:
        create_record(path, "own.toml", UTC_NOW)

    assert (
        refusal.value.message == f"`{path}` was changed by someone else just now; nothing was saved"
    )
    assert path.read_text() == NEW_RECORD


def test_the_first_save_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    file = load_record(path, NO_CACHE)

    saved = save(file, with_item(file, "1.1.1", DONE))

    assert path.read_text() == f"{NEW_RECORD}\n{DONE_TABLE}{END}"
    assert saved._replace(lengths=None) == load_record(path, NO_CACHE)
    assert os.listdir(tmp_path) == ["tracker.toml"]


@given(RECORDS, RECORDS)
@settings(deadline=None, database=None, max_examples=80)
def test_what_is_saved_is_what_is_read_again(first: StudyRecord, second: StudyRecord) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "tracker.toml"
        file = load_record(path, NO_CACHE)
        for record in (first, second):
            file = save(file, record)

            assert file.record == record
            assert load_record(path, NO_CACHE).record == record
            if path.exists():
                assert load_record(path, NO_CACHE) == file._replace(lengths=None)
                assert os.listdir(name) == ["tracker.toml"]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"", id="no file"),
        pytest.param(NEW_RECORD.encode(), id="canonical"),
        pytest.param(b"\xef\xbb\xbf" + NEW_RECORD.encode(), id="byte order mark"),
        pytest.param(NEW_RECORD.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(
            b"format = 1 # mine\n\n  [items.\"1.1.1\"] # own\n  note = '''x'''\n",
            id="in another hand",
        ),
        pytest.param(b'format = 1\nitems."1.1.1".note = "x"\n', id="dotted"),
        pytest.param(b'format = 1\nitems = { "1.1.1" = { note = "x" } }\n', id="inline"),
    ],
)
@given(note=TEXTS)
@example(note='"')
@example(note='a"""b""""c')
@example(note="'''\n'")
@example(note="\\")
@example(note="a\\\n  b\\")
@example(note="\n")
@example(note="\n\nfirst")
@example(note=" \n\t\n ")
@example(note="\x00\x01\x08\x1b[2J\x7f\x80\x9f")
@example(note="\u202eRTL\u2066 \u05d0\u0628\u200f")
@example(note="\u2028\u2029\x85\x0b\x0c")
@example(note="\ufeff")
@example(note="\U0001f600\n\U0001f468\u200d\U0001f469\u200d\U0001f467")
@example(note="<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n")
@example(note='\n[items."1.1.2"]\nstatus = "done"\n')
@example(note="# a\n#b")
@example(note="a\n" * 3000)
@settings(deadline=None, database=None, max_examples=40)
def test_any_note_comes_back_exactly(written: bytes, note: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "tracker.toml"
        if written:
            path.write_bytes(written)
        file = load_record(path, NO_CACHE)
        item = file.record.item("1.1.1")._replace(note=note)

        save(file, with_item(file, "1.1.1", item))

        assert load_record(path, NO_CACHE).record.item("1.1.1").note == note


def test_nothing_is_written_when_nothing_changed(path: Path) -> None:
    os.utime(path, ns=(1, 1))
    before = path.stat()
    file = load_record(path, NO_CACHE)
    same = file.record._replace(weeks={"1.1": WeekRecord("")}, courses={"1": CourseRecord()})

    assert save(file, file.record) is file
    assert save(file, same) is file

    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (1, before.st_ino)


def test_no_file_is_made_when_nothing_changed(tmp_path: Path) -> None:
    file = load_record(tmp_path / "tracker.toml", NO_CACHE)

    save(file, file.record)

    assert os.listdir(tmp_path) == []


def test_a_link_is_followed_and_the_mode_kept(path: Path) -> None:
    real = path.with_name("real.toml")
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to("real.toml")
    file = load_record(path, NO_CACHE)

    save(file, with_item(file, "1.1.1", DONE))

    assert os.readlink(path) == "real.toml"
    assert real.read_text() == f"{NEW_RECORD}\n{DONE_TABLE}{END}"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_link_to_a_record_that_is_not_there_makes_it_there(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.symlink_to("synced.toml")
    file = load_record(path, NO_CACHE)

    save(file, with_item(file, "1.1.1", DONE))

    assert os.readlink(path) == "synced.toml"
    assert (tmp_path / "synced.toml").read_text() == f"{NEW_RECORD}\n{DONE_TABLE}{END}"


def test_what_someone_else_saved_meanwhile_is_kept(path: Path) -> None:
    file = load_record(path, NO_CACHE)
    path.write_text('format = 1\n# theirs\n\n[items."1.1.2"]\nstatus = "skipped"\n')

    saved = save(file, with_item(file, "1.1.1", DONE))

    assert path.read_text() == (
        f'format = 1\n# theirs\n\n{DONE_TABLE}\n[items."1.1.2"]\nstatus = "skipped"\n{END}'
    )
    assert saved._replace(lengths=None) == load_record(path, NO_CACHE)


def test_what_someone_else_removed_meanwhile_is_not_begun_anew(path: Path) -> None:
    file = load_record(path, NO_CACHE)
    path.unlink()

    with pytest.raises(NotSavedError) as refusal:
        save(file, with_item(file, "1.1.1", DONE))

    assert (
        refusal.value.message == f"`{path}` was removed by someone else just now; nothing was saved"
    )
    assert refusal.value.hint == "bring it back, or run the command again to begin a new one"
    assert os.listdir(path.parent) == []


OTHER_COMMAND = """\
import sys
from pathlib import Path
from mlops_tracker.errors import NotSavedError
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import History
from mlops_tracker.store.history import Cause
from mlops_tracker.store.record_file import save_record
from mlops_tracker.store.record_file import load_record
from mlops_tracker.study.record import ItemRecord
cache = Cache(Path("/dev/null/none"))
file = load_record(Path(sys.argv[1]), cache)
new = file.record._replace(items={**file.record.items, "1.1.2": ItemRecord("B", "done")})
try:
    cause = Cause("done 1.1.2", datetime(2026, 11, 20, tzinfo=UTC))
    save_record(file, new, ["1.1.1", "1.1.2"], cache, cause)
except NotSavedError:
    sys.exit(6)
"""


def test_two_commands_at_once_lose_nothing_that_was_said_to_be_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = load_record(path, NO_CACHE)
    replace = os.replace
    others: list[subprocess.Popen[bytes]] = []

    def replace_with_another_command_in_between(draft: Path, real: Path) -> None:
        if not others and real == path:
            others.append(subprocess.Popen([sys.executable, "-c", OTHER_COMMAND, str(path)]))
            with suppress(subprocess.TimeoutExpired):  # it may well wait for this one to end
                others[0].wait(timeout=2)
        replace(draft, real)

    monkeypatch.setattr(os, "replace", replace_with_another_command_in_between)
    told_saved = set()
    with suppress(NotSavedError):
        save(file, with_item(file, "1.1.1", DONE))
        told_saved.add("1.1.1")
    if others[0].wait() == 0:
        told_saved.add("1.1.2")

    assert told_saved
    assert set(load_record(path, NO_CACHE).record.items) == told_saved


NO_HISTORY = "no history can be kept in `{history}`: {why}; nothing was saved"


@pytest.mark.parametrize(
    ("number", "what", "why"),
    [
        pytest.param(1, NO_HISTORY, "Input/output error", id="the version found"),
        pytest.param(2, NO_HISTORY, "the disk did not confirm it", id="its name"),
        pytest.param(3, NO_HISTORY, "Input/output error", id="the new version"),
        pytest.param(4, NO_HISTORY, "the disk did not confirm it", id="the name of that"),
        pytest.param(
            5, "`{path}` could not be saved: {why}", "Input/output error", id="the record"
        ),
    ],
)
def test_a_failing_disk_keeps_the_old_record_and_leaves_the_cache_right(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, what: str, why: str
) -> None:
    cache = Cache(path.parent.parent / "cache")
    file = load_record(path, cache)
    history = History(path)
    calls = iter(range(1, 10))
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if next(calls) == number:
            raise OSError(5, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(NotSavedError) as refusal:
        save_record(file, with_item(file, "1.1.1", DONE), ORDER, cache, CAUSE)
    monkeypatch.setattr(os, "fsync", fsync)

    assert refusal.value.message == what.format(history=history.folder, path=path, why=why)
    assert path.read_text() == NEW_RECORD
    assert os.listdir(path.parent) == ["tracker.toml"]
    assert load_record(path, cache) == file
    assert [version.cause.kind for version in history.versions()] == ["found"] * (number > 2)

    saved, told = save_record(file, with_item(file, "1.1.1", DONE), ORDER, cache, CAUSE)
    assert (saved._replace(lengths=None), told) == (load_record(path, NO_CACHE), Saved())
    assert [version.cause.kind for version in history.versions()] == ["found", "step"]


def test_a_cache_that_cannot_be_written_does_not_fail_the_save(path: Path) -> None:
    file = load_record(path, NO_CACHE)

    save(file, with_item(file, "1.1.1", DONE))

    assert path.read_text() == f"{NEW_RECORD}\n{DONE_TABLE}{END}"


def test_a_change_that_no_way_of_writing_leads_to_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("format = 1 # mine\n")
    file = load_record(path, NO_CACHE)

    monkeypatch.setattr(saving, "changed_blocks", lambda parts, *_: [*parts, "[items]\n"])
    monkeypatch.setattr(saving, "changed_document", lambda text, _: text + "[items]\n")
    with pytest.raises(NotSavedError) as refusal:
        save(file, with_item(file, "1.1.1", DONE))

    assert refusal.value.message == f"`{path}` is written in a way that cannot be changed safely"
    assert refusal.value.hint == 'give each item a table of its own, such as `[items."1.1.1"]`'
    assert path.read_text() == "format = 1 # mine\n"
    assert os.listdir(path.parent) == ["tracker.toml"]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("format = 1 # mine\n[items\n", id="no TOML"),
        pytest.param('format = 1 # mine\n[items."1.1.1"]\nstatus = "doing"\n', id="other data"),
        pytest.param(f"{DONE_TABLE}", id="a key lost"),
        pytest.param(f"format = 1 # mine\nx = 1\n\n{DONE_TABLE}", id="a key too many"),
    ],
)
def test_a_text_that_does_not_say_what_is_meant_is_never_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path.write_text("format = 1 # mine\n")
    file = load_record(path, NO_CACHE)
    monkeypatch.setattr(saving, "changed_blocks", lambda *_: [broken])

    save(file, with_item(file, "1.1.1", DONE))

    assert "# mine" in path.read_text()
    assert tomllib.loads(path.read_text()) == tomllib.loads(f"format = 1\n\n{DONE_TABLE}")


@pytest.mark.parametrize("year", [1969, 9999])
def test_a_time_that_could_not_be_read_is_not_saved(path: Path, year: int) -> None:
    file = load_record(path, NO_CACHE)
    at = datetime(year, 6, 1, tzinfo=UTC)

    with pytest.raises(RefusedError, match=f"`{year}-06-01` cannot be kept"):
        save(file, with_item(file, "1.1.1", ItemRecord("T", "done", at)))

    assert path.read_text() == NEW_RECORD


def test_folders_are_made_private(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        make_folder(tmp_path / "data" / "tracker")
        make_folder(tmp_path / "data" / "tracker")
    finally:
        os.umask(umask)

    assert (tmp_path / "data" / "tracker").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    folder = tmp_path / "data" / "tracker"

    with pytest.raises(NotSavedError) as refusal:
        make_folder(folder)

    assert refusal.value.message == f"the folder `{folder}` cannot be made: Not a directory"
    assert (
        refusal.value.hint
        == "set `HOME` to your home folder, or name a record: `tracker --file FILE`"
    )


@pytest.mark.parametrize(
    "text",
    [
        'format = 1\nsyllabus = "a.toml"\n\n[items."1.1.1"]\nstatus = "done"\n',
        'format = 1\n# mine\nsyllabus = "a.toml" # which\nown = 1\n',
        'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n',
        '\ufeffformat = 1\r\nsyllabus = "a.toml"\r\nitems = { "1.1.1" = { status = "done" } }\r\n',
    ],
)
def test_a_record_is_given_another_syllabus_and_nothing_else_changes(tmp_path, text) -> None:
    path, cache = tmp_path / "record.toml", Cache(tmp_path / "cache")
    path.write_bytes(text.encode())
    file = load_record(path, cache)
    new = file.record._replace(syllabus="a-2.toml")
    saved, _ = save_record(file, new, [], cache, CAUSE)
    assert load_record(path, cache) == saved
    assert load_record(path, Cache(tmp_path / "other")) == saved._replace(lengths=None)
    after = without_last_line(path.read_bytes().decode())
    assert after.replace("a-2.toml", "a.toml") == text.replace(
        "format = 1\n\n[", 'format = 1\nsyllabus = "a.toml"\n\n['
    )
