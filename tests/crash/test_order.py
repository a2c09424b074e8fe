"""A power cut does not undo a save; reading never writes; nothing leaves the machine.

Promises 2, 11 and 15. No test here cuts the power. What is looked at is the
order of the calls in strace's log: nothing is put in the record's place that
the disk has not confirmed, and the new name is confirmed behind it.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from mlops_tracker.cli.commands import COMMANDS, Access
from tests.crash.processes import (
    CHANGING,
    GIVERS,
    READERS,
    WRITERS,
    Call,
    Files,
    Giver,
    Place,
    Reader,
    Writer,
    readings,
)

NETWORK = ("socket", "connect", "bind", "sendto")
WRITING = (
    *("open", "openat", "creat", "write", "writev", "pwrite64", "truncate", "ftruncate", "flock"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink"),
    *("unlinkat", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "chown", "fchown"),
    *("lchown", "fchownat", "utimensat", "fsync", "fdatasync", "setxattr", "fsetxattr"),
)
"""Calls by which a file, a folder or a lock could be changed."""
FOR_WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND")
STREAMS = ("1<", "2<")
ORDERED = ("openat", "close", "flock", *CHANGING, *NETWORK)


def disorder(place: Place, calls: Sequence[Call]) -> Iterator[str]:
    """Return what is wrong with the order of the calls of a save."""
    for call in calls:
        if call.name in NETWORK:
            yield f"the network is used: {call.name}({call.arguments})"
        if call.name == "unlink" and ".lock" in call.arguments:
            yield "the lock file is removed"
        if call.name == "openat" and f'"{place.record}"' in call.arguments and is_writing(call):
            yield f"the record is opened for writing: {call.arguments}"
    replacing = [n for n, call in enumerate(calls) if replaces(call, place.record)]
    if len(replacing) == 1:
        before, [rename, *behind] = calls[: replacing[0]], calls[replacing[0] :]
        yield from disorder_before(before, rename)
        yield from disorder_behind(behind, place)
    else:
        yield f"the record is replaced {len(replacing)} times"


def disorder_before(calls: Sequence[Call], rename: Call) -> Iterator[str]:
    """Return what is wrong with the calls before the record is replaced."""
    if not is_confirmed(rename.arguments.split('"')[1], calls):
        yield "the record is replaced by a file that the disk has not confirmed"
    if not any(call.name == "flock" for call in calls):
        yield "the record is replaced without a lock"
    opened = {call.arguments.split('"')[1] for call in calls if call.name == "openat"}
    counted = {call.arguments.split('"')[1] for call in calls if call.name == "rename"}
    versions = {path for path in opened if path.endswith(".new")}
    if not all(is_confirmed(path, calls) for path in versions):
        yield "the disk has not confirmed a version"
    if not any(call.name == "link" and "replaced-" in call.arguments for call in calls):
        yield "the record that is replaced has no other name"
    if len(versions - counted) != 1:
        yield f"not one version waits for the record, but {len(versions - counted)}"


def disorder_behind(calls: Sequence[Call], place: Place) -> Iterator[str]:
    """Return what is wrong with the calls after the record was replaced."""
    if not is_confirmed(str(place.folder), calls):
        yield "the name of the new record is not confirmed"


def is_writing(call: Call) -> bool:
    """Whether a call opens a file for writing."""
    return any(flag in call.arguments for flag in FOR_WRITING)


def replaces(call: Call, file: Path) -> bool:
    """Whether a call puts something in the place of a file."""
    return call.name == "rename" and call.arguments.endswith(f'"{file}"')


def is_confirmed(path: str, calls: Iterable[Call]) -> bool:
    """Whether the disk has confirmed all that was written to a file, or the names in a folder."""
    about = [call.name for call in calls if f"<{path}>" in call.arguments.partition(",")[0]]
    return "fsync" in about and "write" not in about[about.index("fsync") :]


def test_the_order_of_the_real_save(begun) -> None:
    traced = begun.traced(WRITERS[0].args, calls=ORDERED)

    assert traced.code == 0, traced
    assert list(disorder(begun, traced.calls)) == []


def test_the_order_of_every_save(place, writer) -> None:
    place.begin(writer)

    traced = place.quickly_traced(writer.args, calls=ORDERED)

    assert traced.code == 0, traced
    assert set(disorder(place, traced.calls)) <= excused(writer)


def disorder_of_files(place: Place, giver: Giver, calls: Sequence[Call]) -> Iterator[str]:
    """Return what is wrong with the order of the calls by which files are given away."""
    files = [place.folder / name for name in giver.files]
    for call in calls:
        if call.name in NETWORK:
            yield f"the network is used: {call.name}({call.arguments})"
        if call.name == "openat" and is_writing(call) and any(f'"{f}"' in call.text for f in files):
            yield f"a file is opened for writing: {call.arguments}"
        if call.name == "rename" and call.arguments.endswith(f'"{place.record}"'):
            yield "the record is replaced"
    for file in files:
        yield from disorder_of_file(place, file, calls)


def disorder_of_file(place: Place, file: Path, calls: Sequence[Call]) -> Iterator[str]:
    """Return what is wrong with the calls by which a file is replaced, once or again."""
    replacing = [n for n, call in enumerate(calls) if replaces(call, file)]
    if not replacing:
        yield f"{file.name} is not replaced"
    for since, at in pairwise([0, *replacing]):
        if not is_confirmed(calls[at].arguments.split('"')[1], calls[since:at]):
            yield f"{file.name} is replaced by what the disk has not confirmed"
        if not is_confirmed(str(place.folder), calls[at:]):
            yield f"the name of {file.name} is not confirmed"
        if not any(call.name == "flock" for call in calls[:at]):
            yield f"{file.name} is replaced without a lock"


def test_the_order_in_which_files_are_given_away(begun, giver) -> None:
    """Nothing takes a file's place that the disk has not confirmed; the record is left alone."""
    begun.lay(giver)
    record = begun.record.read_bytes()

    traced = begun.quickly_traced(giver.args, calls=ORDERED)

    assert traced.code == 0, traced
    assert list(disorder_of_files(begun, giver, traced.calls)) == []
    assert begun.record.read_bytes() == record
    assert set(begun.others) == set(giver.files)


def excused(writer: Writer) -> set[str]:
    """Return what is in order for a command, for its own reasons."""
    if writer.title == "accept":
        return {"the record is replaced 0 times"}
    if writer.title == "merge-driver":  # git waits for it and keeps what was before
        return {
            "the record is replaced without a lock",
            "not one version waits for the record, but 0",
            "the record that is replaced has no other name",
        }
    if writer.begins:
        return {"the record that is replaced has no other name"}
    return set()


@pytest.mark.parametrize(
    ("without", "problem"),
    [
        pytest.param(
            "fsync .~record.toml.",
            "the record is replaced by a file that the disk has not confirmed",
            id="draft",
        ),
        pytest.param("fsync study>", "the name of the new record is not confirmed", id="folder"),
        pytest.param("fsync .new>", "the disk has not confirmed a version", id="version"),
        pytest.param("link replaced-", "the record that is replaced has no other name", id="link"),
        pytest.param("flock .lock", "the record is replaced without a lock", id="lock"),
        pytest.param("rename record.toml", "the record is replaced 0 times", id="rename"),
    ],
)
def test_the_check_of_the_order_can_fail(begun, without, problem) -> None:
    """A log in which a call is missing is found out."""
    name, text = without.split()
    calls = begun.quickly_traced(WRITERS[0].args, calls=ORDERED).calls

    rest = [call for call in calls if not (call.name == name and text in call.arguments)]

    assert len(rest) < len(calls)
    assert problem in list(disorder(begun, rest))


def changes(place: Place, calls: Iterable[Call]) -> list[Call]:
    """Return the calls by which a command changes or sends anything, outside of the cache."""
    return [
        call
        for call in calls
        if not call.arguments.startswith(STREAMS)
        and str(place.cache) not in call.arguments
        and (call.name not in {"open", "openat"} or is_writing(call))
    ]


def traced_for_changes(place: Place, args: Iterable[str]) -> list[Call]:
    """Run a command, its cache being empty, and return what it changes."""
    shutil.rmtree(place.cache, ignore_errors=True)
    traced = place.quickly_traced(tuple(args), calls=[f"?{name}" for name in (*WRITING, *NETWORK)])
    assert traced.code == 0, traced
    assert traced.calls
    return changes(place, traced.calls)


def test_reading_never_writes(begun) -> None:
    """No command that reads, in any shape, whatever it finds."""
    before = files_of(begun)
    for reading in readings():
        assert traced_for_changes(begun, reading) == [], reading
    assert files_of(begun) == before


def files_of(place: Place) -> Files:
    """Return what lies in the record's folder and in the state directory."""
    kept = (place.folder, place.state)
    files = place.remember().items()
    return {path: held for path, held in files if any(folder in path.parents for folder in kept)}


def test_the_check_of_reading_can_fail(begun) -> None:
    names = {call.name for call in traced_for_changes(begun, WRITERS[0].args)}

    assert {"openat", "write", "rename", "link", "unlink", "fsync", "flock"} <= names


def test_the_real_command_reads_without_writing(begun) -> None:
    begun.environment["PYTHONDONTWRITEBYTECODE"] = "1"  # Python's own files, not the tracker's

    traced = begun.traced((), calls=[f"?{name}" for name in (*WRITING, *NETWORK)])

    assert traced.code == 0, traced
    assert "1.1.2" in traced.out
    assert changes(begun, traced.calls) == []


def test_reading_of_a_record_that_lost_something_never_writes(begun) -> None:
    """The loss is told, and nothing is done about it."""
    lines = begun.record.read_bytes().splitlines(keepends=True)
    begun.record.write_bytes(b"".join(lines[: len(lines) // 2]))

    for args in (("list",), ("report",), ("history",), ()):
        assert traced_for_changes(begun, args) == []


@pytest.fixture
def read_only(open_place: Place) -> Iterator[Place]:
    """Return a place in which a plain user can read everything and write nothing."""
    open_place.begin()
    folders = [path for path in open_place.root.rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    yield open_place
    for folder in folders:
        folder.chmod(0o755)


def test_reading_works_where_nothing_can_be_written(read_only) -> None:
    """A plain user, a read-only folder, a home with no room for a cache."""
    shown = read_only.quick(*readings())
    [refused] = read_only.quick(("done", "1.1.2"))

    assert [ended.code for ended in shown] == [0] * len(readings())
    assert not any("Traceback" in ended.err for ended in shown)
    assert refused.code == 6


def test_the_suite_knows_how_every_command_is_run() -> None:
    """One that reads is run as its example says, unless a table says more."""
    tables: dict[Access, tuple[str, Iterable[Writer | Giver | Reader]]] = {
        Access.CHANGES: ("WRITERS", WRITERS),
        Access.GIVES: ("GIVERS", GIVERS),
        Access.READS: ("READERS", READERS),
    }
    for command in COMMANDS:
        name, table = tables[command.access]
        known = {one.args[0] for one in (*table, *READERS) if one.args}
        assert command.name in known, (
            f"add to {name} in tests/crash/processes.py how `tracker {command.name}` is run"
        )


def test_a_plain_user_is_one(read_only) -> None:
    """Root may write anywhere, which would prove nothing."""
    assert read_only.user or os.getuid()
