"""A full disk, a failing disk or a missing right changes nothing, and the message says so.

Promises 3 and 12. Errors are injected into single calls of a save by strace,
which says so in its log; a limit on the size of files, a disk of 16 kilobytes
and a plain user without rights are real.
"""

import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.processes import (
    CHANGING,
    LONGEST_RUN,
    TRACKER,
    Call,
    Ended,
    Place,
    Traced,
)

STRERROR = {
    "ENOSPC": "No space left on device",
    "EIO": "Input/output error",
    "EACCES": "Permission denied",
    "EXDEV": "Invalid cross-device link",
    "EROFS": "Read-only file system",
    "EPERM": "Operation not permitted",
    "EDQUOT": "Disk quota exceeded",
}
NO_PLACE = {"EACCES", "EROFS", "EPERM"}
"""Errors of a home in which no history can be kept at all."""
DONE = ("done", "1.1.2")
NOTE = ("note", "1.1", "what was typed")
LIMIT = 5_000
"""Bytes that a file may have; the record has more."""
KEPT_IN = re.compile(r"your text is in `(.+?)`")
ON_A_TINY_DISK = """
mount -t tmpfs -o size=16k none "$1" || exit 77
cp "$2" "$1/record.toml" || exit 78
cd "$1"
shift 2
"$@"
echo "code $?" >&2
ls -A
cat record.toml
"""


def traced_calls(place: Place, args: tuple[str, ...]) -> list[Call]:
    """Run a command whole, take it back, and return its calls."""
    start = place.remember()
    traced = place.quickly_traced(args, calls=("openat", "close", "flock", *CHANGING))
    assert traced.code == 0, traced
    place.come_back(start)
    return traced.calls


def call_on(calls: list[Call], name: str, text: str) -> Call:
    """Return the first call of a name whose arguments hold some text."""
    return next(call for call in calls if call.name == name and text in call.arguments)


def with_error(place: Place, args: tuple[str, ...], call: Call, error: str) -> Traced:
    """Run a command in which one call fails, and prove that it did."""
    injection = f"{call.name}:error={error}:when={call.number}"
    traced = place.quickly_traced(args, injection, calls=[call.name])
    [injected] = [made for made in traced.calls if made.is_injected]
    assert error in injected.text
    assert injected.arguments == call.arguments
    return traced


def nothing_changed(place: Place, before: bytes, versions: list[list[str]]) -> None:
    """See that all is as it was, with nothing left behind."""
    assert place.record.read_bytes() == before
    assert place.others == []
    assert place.versions == versions
    assert not [file for file in place.history.iterdir() if file.suffix != ".toml"]


def refused(place: Place, ended: Ended | Traced, why: str) -> None:
    """See that a command told in a sentence that it could not save, and why."""
    assert ended.code == 6, ended
    assert ended.out == ""
    assert f"error: `{place.record}` could not be saved: {why}\n" in ended.err
    assert "hint: it was left as it was" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("name", ["openat", "write", "fchmod", "fsync", "close", "rename"])
def test_a_draft_that_fails_leaves_the_record_alone(begun, name) -> None:
    start, before, versions = begun.remember(), begun.record.read_bytes(), begun.versions
    call = call_on(traced_calls(begun, DONE), name, ".~record.toml")
    for error, why in STRERROR.items():
        ended = with_error(begun, DONE, call, error)

        refused(begun, ended, why)
        nothing_changed(begun, before, versions)
        begun.come_back(start)  # the same to the letter, so that the calls are counted the same


def test_the_real_command_on_a_failing_disk(begun) -> None:
    before, versions = begun.record.read_bytes(), begun.versions

    ended = begun.traced(DONE, "rename:error=EIO:when=1", calls=["rename"])

    assert [call.is_injected for call in ended.calls] == [True]
    refused(begun, ended, STRERROR["EIO"])
    nothing_changed(begun, before, versions)


@pytest.mark.parametrize("name", ["openat", "write", "fsync"])
def test_a_version_that_fails_on_a_full_or_failing_disk_stops_the_save(begun, name) -> None:
    start, before, versions = begun.remember(), begun.record.read_bytes(), begun.versions
    call = call_on(traced_calls(begun, DONE), name, f"{len(versions) + 1}.new")
    for error in STRERROR.keys() - NO_PLACE:
        ended = with_error(begun, DONE, call, error)

        assert ended.code == 6, ended
        assert f"no history can be kept in `{begun.history}`: {STRERROR[error]}" in ended.err
        assert "nothing was saved" in ended.err
        assert "Traceback" not in ended.err
        nothing_changed(begun, before, versions)
        begun.come_back(start)


@pytest.mark.parametrize("error", sorted(NO_PLACE))
def test_a_home_that_can_hold_no_history_does_not_stop_a_save_but_is_told(begun, error) -> None:
    call = call_on(traced_calls(begun, DONE), "openat", f"{len(begun.versions) + 1}.new")

    ended = with_error(begun, DONE, call, error)

    assert ended.code == 0, ended
    assert f"no history can be kept in `{begun.history}`: {STRERROR[error]}" in ended.err
    assert "`tracker undo` cannot take this back" in ended.err
    assert b'[items."1.1.2"]' in begun.record.read_bytes()
    assert begun.others == []
    assert [end.code for end in begun.quick(("done", "1.1.6"), ("undo",))] == [0, 0]


def test_a_history_that_cannot_be_listed_is_left_alone(open_place) -> None:
    """Nobody can say which number is free, nor what the record has lost."""
    place = open_place
    place.begin()
    before, kept = place.record.read_bytes(), {f: f.read_bytes() for f in place.history.iterdir()}
    folder = place.history
    folder.chmod(0o300)
    try:
        ended = place.quick(("note", "1.1", "one"), ("list",), ("undo",), ("history",), ("log",))
    finally:
        folder.chmod(0o700)

    assert [end.code for end in ended] == [6, 0, 5, 5, 5], ended
    for end in ended:
        assert f"the history in `{folder}` cannot be read: Permission denied" in end.err
        assert "Traceback" not in end.err
    assert place.record.read_bytes() == before
    assert {file: file.read_bytes() for file in folder.iterdir()} == kept


def test_a_version_that_cannot_be_confirmed_is_by_the_next_command(begun) -> None:
    number = len(begun.versions) + 1
    call = call_on(traced_calls(begun, DONE), "rename", f"{number}.new")

    ended = with_error(begun, DONE, call, "EIO")

    assert ended.code == 0, ended
    assert "the record itself is saved" in ended.err
    assert [end.code for end in begun.quick(("done", "1.1.6"), ("undo",), ("undo",))] == [0, 0, 0]
    assert b'[items."1.1.2"]' not in begun.record.read_bytes()


@pytest.mark.parametrize("error", ["EPERM", "EMLINK", "EXDEV", "EOPNOTSUPP"])
def test_a_link_that_fails_is_no_harm(begun, error) -> None:
    call = call_on(traced_calls(begun, DONE), "link", "replaced-")

    ended = with_error(begun, DONE, call, error)

    assert ended.code == 0, ended
    assert b'[items."1.1.2"]' in begun.record.read_bytes()
    assert begun.others == []


@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EDQUOT"])
def test_a_folder_that_the_disk_does_not_confirm_is_told(begun, error) -> None:
    """The new record is in place by then: saved, but not certain."""
    call = call_on(traced_calls(begun, DONE), "fsync", f"<{begun.folder}>")

    ended = with_error(begun, DONE, call, error)

    assert ended.code == 0, ended
    assert f"`{begun.record}` is saved, but the disk did not confirm it" in ended.err
    assert b'[items."1.1.2"]' in begun.record.read_bytes()


@pytest.mark.parametrize("error", ["EINVAL", "EOPNOTSUPP"])
def test_a_system_that_confirms_no_folders_is_not_told(begun, error) -> None:
    call = call_on(traced_calls(begun, DONE), "fsync", f"<{begun.folder}>")

    ended = with_error(begun, DONE, call, error)

    assert ended.code == 0, ended
    assert "confirm" not in ended.err


@pytest.mark.parametrize("error", ["ENOLCK", "ENOSYS", "EOPNOTSUPP"])
def test_a_system_without_locks_saves_all_the_same(begun, error) -> None:
    call = call_on(traced_calls(begun, DONE), "flock", ".lock")

    ended = with_error(begun, DONE, call, error)

    assert ended.code == 0, ended
    assert b'[items."1.1.2"]' in begun.record.read_bytes()


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(NOTE, id="note"),
        pytest.param((*NOTE, "--replace"), id="note --replace"),
        pytest.param(("done", "1.1.2", "--note", "what was typed"), id="done --note"),
    ],
)
@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
def test_words_that_cannot_be_saved_are_kept_in_a_file_that_is_told(begun, args, error) -> None:
    before, versions = begun.record.read_bytes(), begun.versions
    call = call_on(traced_calls(begun, args), "rename", ".~record.toml")

    ended = with_error(begun, args, call, error)

    refused(begun, ended, STRERROR[error])
    nothing_changed(begun, before, versions)
    assert kept_words(ended) == "what was typed"


def kept_words(ended: Ended | Traced) -> str:
    """Return what is in the file that a message names."""
    found = KEPT_IN.search(ended.err)
    assert found, ended.err
    return Path(found[1]).read_text(encoding="utf-8")


@pytest.fixture
def large(begun: Place) -> Place:
    """Return a place whose record is larger than a file may be."""
    assert begun.quick(("note", "1.3", "x" * 2 * LIMIT))[0].code == 0
    return begun


def limit_files() -> None:
    """Let files have so many bytes: writing ends in the middle, then fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def test_a_version_that_is_cut_short(large) -> None:
    before, versions = large.record.read_bytes(), large.versions

    ended = large.run(*NOTE, preexec_fn=limit_files)

    assert ended.code == 6, ended
    assert f"no history can be kept in `{large.history}`: File too large" in ended.err
    assert "nothing was saved" in ended.err
    assert kept_words(ended) == "what was typed"
    nothing_changed(large, before, versions)


def test_a_draft_that_is_cut_short(large) -> None:
    """Where no history can be kept, the draft of the record is the first large file."""
    before = large.record.read_bytes()
    shutil.rmtree(large.state)
    large.state.write_text("no folder")

    ended = large.run(*NOTE, preexec_fn=limit_files)

    refused(large, ended, "File too large")
    assert large.record.read_bytes() == before
    assert large.others == []
    assert kept_words(ended) == "what was typed"
    shutil.rmtree(Path(KEPT_IN.findall(ended.err)[0]).parent)


def test_a_disk_that_is_full(large) -> None:
    """A disk of 16 kilobytes holds the record of 10, and no draft beside it."""
    before = large.record.read_bytes()
    disk = large.root / "disk"
    disk.mkdir()
    environment = {**large.environment, "TRACKER_FILE": "record.toml"}

    ended = on_a_tiny_disk(disk, large.record, environment)

    assert "error: `record.toml` could not be saved: No space left on device" in ended.err
    assert "code 6" in ended.err
    assert "Traceback" not in ended.err
    assert kept_words(ended) == "what was typed"
    assert ended.out.encode() == b"record.toml\n" + before


def on_a_tiny_disk(disk: Path, record: Path, environment: dict[str, str]) -> Ended:
    """Run a command on a disk that nobody else sees, and skip where none can be had."""
    command = ["unshare", "-rm", "sh", "-c", ON_A_TINY_DISK, "sh", str(disk), str(record)]
    options: dict[str, Any] = {"env": environment, "capture_output": True, "text": True}
    try:
        ended = subprocess.run(
            [*command, *TRACKER, *NOTE], **options, timeout=LONGEST_RUN, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if ended.returncode == 77 or "unshare" in ended.stderr:
        pytest.skip(f"no disk of its own can be had here: {ended.stderr.strip()}")
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def plain(open_place: Place) -> Iterator[Place]:
    """Return a place that belongs to a user without special rights, who runs the commands."""
    open_place.begin()
    yield open_place
    open_place.folder.chmod(0o755)


@pytest.mark.parametrize(
    ("mode_of_folder", "mode_of_record", "why"),
    [
        pytest.param(0o555, 0o644, "Permission denied", id="folder"),
        pytest.param(0o755, 0o444, "it is read-only", id="record"),
    ],
)
def test_a_plain_user_without_the_right_to_write(
    plain, mode_of_folder, mode_of_record, why
) -> None:
    before, versions = plain.record.read_bytes(), plain.versions
    plain.record.chmod(mode_of_record)
    plain.folder.chmod(mode_of_folder)

    [ended] = plain.quick(NOTE)

    refused(plain, ended, why)
    nothing_changed(plain, before, versions)
    assert kept_words(ended) == "what was typed"
