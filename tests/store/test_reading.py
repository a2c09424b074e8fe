"""Bytes that cannot be a TOML file are told apart, with the line, and never taken for nothing."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlops_tracker.errors import ConflictError, DamagedFileError
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.reading import (
    MOST_BYTES,
    as_text,
    as_toml,
    load_record,
    load_syllabus,
    read_bytes,
)
from mlops_tracker.study.record import StudyRecord

NO_CACHE = Cache(Path("/dev/null/none"))
MEND = "it was left as it is; mend it, or bring back an earlier copy"
PART = "it was left as it is; take out the lines that begin with `<<<<<<<`, `=======` or `>>>>>>>`"
ANEW = "bring back an earlier copy; to start anew, delete the file first"
BOM = b"\xef\xbb\xbf"
NOBODY = 65534


@pytest.fixture
def patience() -> Iterator[None]:
    """End a test that waits for ever, as a reader of a pipe does."""

    def stop(*_: object) -> None:
        pytest.fail("it waits for ever")

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anyone can look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


DAMAGE = [
    pytest.param(b"", "`{path}` is empty", ANEW, id="empty"),
    pytest.param(b" \n\t\r\n \n", "`{path}` is empty", ANEW, id="blanks only"),
    pytest.param(BOM, "`{path}` is empty", ANEW, id="a byte order mark only"),
    pytest.param(
        b"format = 1\nnote = \0\0\0\0",
        "`{path}`, line 2: holds NUL bytes, as after a power cut",
        MEND,
        id="zeros where words were",
    ),
    pytest.param(
        b"\0" * 4096,
        "`{path}`, line 1: holds NUL bytes, as after a power cut",
        MEND,
        id="zeros only",
    ),
    pytest.param(
        b"format = 1\r\n<<<<<<<\r\nx = 1\r\n",
        "`{path}`, line 2: holds part of a merge conflict",
        PART,
        id="the first marker alone, with no name and CRLF",
    ),
    pytest.param(
        b"format = 1\nx = 2\n=======\n>>>>>>> theirs\n",
        "`{path}`, line 3: holds part of a merge conflict",
        PART,
        id="the last markers alone",
    ),
    pytest.param(
        b'format = 1\n\nx = "caf\xe9"\n',
        "`{path}`, line 3: is not UTF-8 (byte 0xe9)",
        MEND,
        id="Latin-1",
    ),
    pytest.param(
        BOM + b'format = 1\nx = "\xff"\n',
        "`{path}`, line 2: is not UTF-8 (byte 0xff)",
        MEND,
        id="not UTF-8 behind a byte order mark",
    ),
    pytest.param(
        b'format = 1\nx = "\xed\xa0\x80"\n',
        "`{path}`, line 2: is not UTF-8 (byte 0xed)",
        MEND,
        id="a surrogate",
    ),
    pytest.param(
        b'format = 1\nx = "abc\xf0\x9f',
        "`{path}`, line 2: is not UTF-8 (byte 0xf0)",
        MEND,
        id="cut inside a character",
    ),
    pytest.param(
        b"format = 1\nx = \n",
        "`{path}`, line 2: not TOML: Invalid value",
        MEND,
        id="no value",
    ),
    pytest.param(
        b'format = 1\n\n[items."1.1.1"]\nnote = """\ncut of',
        "`{path}`, line 5: not TOML: Unterminated string",
        MEND,
        id="cut inside a note",
    ),
    pytest.param(
        b"format = 1\nformat = 1\n",
        "`{path}`, line 2: not TOML: Cannot overwrite a value",
        MEND,
        id="a key there twice",
    ),
    pytest.param(
        b"format = 1\rx = 1\n",
        "`{path}`, line 1: not TOML: Expected newline or end of document after a statement",
        MEND,
        id="line ends of an old Macintosh",
    ),
    pytest.param(
        "x = “1”\n".encode(),
        "`{path}`, line 1: not TOML: Invalid value",
        MEND,
        id="typographic quotes",
    ),
    pytest.param(
        b"x = " + b"[" * 5000,
        "`{path}`: not TOML: lists or tables too deep within each other",
        MEND,
        id="5,000 brackets deep",
    ),
    pytest.param(
        b"x = " + b"9" * 5000,
        "`{path}`: not TOML: a number too long",
        MEND,
        id="a number of 5,000 digits",
    ),
]


@pytest.mark.parametrize(("content", "message", "hint"), DAMAGE)
@pytest.mark.parametrize(
    "load", [pytest.param(load_record, id="record"), pytest.param(load_syllabus, id="syllabus")]
)
def test_damage_is_named_and_the_file_left_as_it_is(
    tmp_path: Path,
    load: Callable[[Path, Cache], object],
    content: bytes,
    message: str,
    hint: str,
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(content)

    with pytest.raises(DamagedFileError) as refusal:
        load(path, NO_CACHE)

    assert refusal.value.message == message.format(path=path)
    assert refusal.value.hint == hint
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["tracker.toml"]


@pytest.mark.parametrize(
    ("encoding", "what"),
    [
        pytest.param("utf-16", "is UTF-16, not UTF-8", id="with a byte order mark"),
        pytest.param("utf-16-le", "holds NUL bytes, as after a power cut", id="little-endian"),
        pytest.param("utf-16-be", "holds NUL bytes, as after a power cut", id="big-endian"),
    ],
)
def test_utf_16_is_refused_in_its_first_line(tmp_path: Path, encoding: str, what: str) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes("format = 1\n".encode(encoding))

    with pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    assert refusal.value.message == f"`{path}`, line 1: {what}"
    assert refusal.value.hint == MEND


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"x = " + b"9" * 5000, id="a number of 5,000 digits"),
        pytest.param(b"x = " + b"[" * 5000, id="5,000 brackets deep"),
    ],
)
def test_damage_in_line_3_is_not_told_to_be_in_line_1(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(b"format = 1\n# fine so far\n" + line + b"\n")

    with pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    assert "line 1:" not in refusal.value.message
    assert refusal.value.hint == MEND


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(tmp_path)

    assert refusal.value.message == f"`{tmp_path}` is a folder"
    assert refusal.value.hint == "name a TOML file"


@pytest.mark.usefixtures("patience")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(path)

    assert refusal.value.message == f"`{path}` is not a regular file"
    assert refusal.value.hint == "name a TOML file"


@pytest.mark.usefixtures("patience")
def test_a_device_is_refused() -> None:
    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(Path("/dev/zero"))

    assert refusal.value.message == "`/dev/zero` is not a regular file"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.touch()
    os.truncate(path, MOST_BYTES + 1)

    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(path)

    assert refusal.value.message == f"`{path}` is larger than 64 MB"
    assert refusal.value.hint == "name a TOML file"


def test_a_file_without_the_right_to_read_it_is_refused(open_folder: Path) -> None:
    path = open_folder / "tracker.toml"
    path.write_bytes(b"format = 1\n")
    path.chmod(0)

    with without_root(), pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    assert refusal.value.message == f"`{path}` cannot be read: Permission denied"


def test_a_file_in_a_folder_without_the_right_to_enter_is_not_taken_for_none(
    open_folder: Path,
) -> None:
    path = open_folder / "private" / "tracker.toml"
    path.parent.mkdir()
    path.write_bytes(b"format = 1\n")
    path.parent.chmod(0)

    with without_root(), pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    path.parent.chmod(0o700)
    assert refusal.value.message == f"`{path}` cannot be read: Permission denied"


def test_a_failing_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(b"format = 1\n")

    def fail(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)

    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(path)

    assert refusal.value.message == f"`{path}` cannot be read: Input/output error"


def test_links_in_a_circle_are_not_taken_for_nothing(tmp_path: Path) -> None:
    path, other = tmp_path / "tracker.toml", tmp_path / "other.toml"
    path.symlink_to(other)
    other.symlink_to(path)

    with pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    assert refusal.value.message == f"`{path}` cannot be read: Too many levels of symbolic links"


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a\0b.toml"

    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(path)

    assert refusal.value.message == f"`{path}` cannot be read: no file can be called that"


def test_a_refusal_to_read_says_what_to_do_next(tmp_path: Path) -> None:
    path = tmp_path / "file" / "tracker.toml"
    path.parent.touch()

    with pytest.raises(DamagedFileError) as refusal:
        read_bytes(path)

    assert refusal.value.message == f"`{path}` cannot be read: Not a directory"
    assert refusal.value.hint


def test_no_file_is_an_empty_record(tmp_path: Path) -> None:
    found = load_record(tmp_path / "tracker.toml", NO_CACHE)

    assert (found.content, found.record) == (None, StudyRecord("mlops"))
    assert os.listdir(tmp_path) == []


def test_no_syllabus_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"

    with pytest.raises(DamagedFileError) as refusal:
        load_syllabus(path, NO_CACHE)

    assert refusal.value.message == f"there is no syllabus at `{path}`"
    assert refusal.value.hint == "`tracker path` says who names it"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(BOM + b'format = 1\r\nsyllabus = "own.toml"\r\n')

    found = load_record(path, NO_CACHE)

    assert found.record == StudyRecord("own.toml")
    assert found.content == BOM + b'format = 1\r\nsyllabus = "own.toml"\r\n'


CONFLICTS = [
    pytest.param("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n", id="with names"),
    pytest.param("<<<<<<<\nx = 1\n=======\nx = 2\n>>>>>>>\n", id="without names"),
    pytest.param("<<<<<<< a\r\nx = 1\r\n=======\r\nx = 2\r\n>>>>>>> b\r\n", id="CRLF"),
    pytest.param("<<<<<<< a\nx=1\n||||||| c\n=======\nx=2\n>>>>>>> b", id="diff3"),
]


@pytest.mark.parametrize("conflict", CONFLICTS)
@pytest.mark.parametrize(
    ("load", "way_out"),
    [
        pytest.param(load_record, "`tracker merge` joins both sides", id="record"),
        pytest.param(
            load_syllabus, "join both sides by hand, and take out the markers", id="syllabus"
        ),
    ],
)
def test_a_merge_conflict_is_named_by_its_first_line(
    tmp_path: Path, load: Callable[[Path, Cache], object], way_out: str, conflict: str
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(f"format = 1\n\n{conflict}".encode())

    with pytest.raises(ConflictError) as refusal:
        load(path, NO_CACHE)

    assert refusal.value.message == f"`{path}`, line 3: holds a merge conflict"
    assert refusal.value.hint == f"it was left as it is; {way_out}"
    assert refusal.value.has_both_sides


NOTES = [
    pytest.param("<<<<<<<< eight\n", 0, id="eight"),
    pytest.param("Heading\n=======\n", 0, id="a heading underlined"),
    pytest.param(" <<<<<<< a\n =======\n >>>>>>> b\n", 0, id="indented"),
    pytest.param(">>>>>>> quoted mail\n", 0, id="a quoted mail"),
    pytest.param("<<<<<<< HEAD\nhalf\n=======\n", 0, id="half a conflict"),
    pytest.param(">>>>>>> b\n=======\n<<<<<<< a\n", 0, id="in another order"),
    pytest.param("<<<<<<< a\none\n=======\ntwo\n>>>>>>> b\n", 4, id="a conflict"),
    pytest.param("<<<<<<< a\n|||||||\n=======\n>>>>>>> b\n", 4, id="an empty one, as diff3"),
]


@pytest.mark.parametrize(("note", "line"), NOTES)
def test_a_record_that_is_toml_is_read_whatever_its_notes_quote(
    tmp_path: Path, note: str, line: int
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text(f"format = 1\n[items.'1.1.1']\nnote = '''\n{note}'''\n")
    cache = Cache(tmp_path / "cache")

    for _ in ("read", "from the cache"):
        found = load_record(path, cache)

        assert found.record.items["1.1.1"].note == note
        assert found.quoted_conflict == line


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@example("\ufefftwo marks")
@settings(deadline=None, database=None, max_examples=100)
def test_every_utf_8_text_with_something_in_it_is_read_as_it_is(text: str) -> None:
    content = ("x" + text).encode()

    assert as_text(content, Path("x")) == "x" + text
    assert as_text(BOM + content, Path("x")) == "x" + text


@given(st.binary(max_size=60))
@settings(deadline=None, database=None, max_examples=300)
def test_no_bytes_end_in_anything_but_data_or_a_refusal(content: bytes) -> None:
    path = Path("x.toml")
    found: object
    try:
        found = as_toml(as_text(content, path), path)
    except DamagedFileError as refusal:
        found = refusal

    if isinstance(found, DamagedFileError):
        assert found.message.startswith("`x.toml`")
        assert found.hint in {MEND, PART, ANEW}
    else:
        assert isinstance(found, dict)


@pytest.mark.parametrize(
    ("load", "hint"),
    [
        pytest.param(
            load_record,
            "it was left as it is; `tracker merge` joins the tables that stand twice",
            id="record",
        ),
        pytest.param(load_syllabus, MEND, id="syllabus"),
    ],
)
def test_a_table_that_stands_twice_can_be_joined_in_a_record(
    tmp_path: Path, load: Callable[[Path, Cache], object], hint: str
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_bytes(b'format = 1\n[items."1.1.1"]\n[items."1.1.1"]\n')

    with pytest.raises(DamagedFileError) as refusal:
        load(path, NO_CACHE)

    twice = "line 3: not TOML: Cannot declare ('items', '1.1.1') twice"
    assert refusal.value.message == f"`{path}`, {twice}"
    assert refusal.value.hint == hint
