"""What a person writes into the record while commands save is never lost.

Promise 7. An editor adds a comment every few moments, each with a number of its
own, in place or by a rename, while commands save without a pause. An edit is
lost if, in the end, its comment is neither in the record, nor in a version of
the history, nor in a file that a message has named. It counts as made once the
editor has closed a file that still had a name: what is written to a file that
was deleted meanwhile, no program on earth can keep.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from tests.crash.processes import Ended, Place, Traced

EDITS = 1_000
"""In each of two ways."""
COMMENT = re.compile(rb"^# edit (\d+)$", re.MULTILINE)
NAMED = re.compile(r"that text is in `(.+?)`")
ROUNDS = 20
"""Of commands, at a time."""
PAUSE = 0.0005
DELAY = 300_000
"""Microseconds between the last look and the replacement, instead of some ten."""


def in_place(record: Path, content: bytes) -> bool:
    """Write a file as most editors do; give whether it had a name until the end."""
    with open(record, "wb", buffering=0) as file:
        file.write(content)
        return os.fstat(file.fileno()).st_nlink > 0


def by_rename(record: Path, content: bytes) -> bool:
    """Put a new file in the place of the old one, as careful editors do."""
    draft = record.with_name("4913~")
    draft.write_bytes(content)
    draft.replace(record)
    return True


Edit = Callable[[Path, bytes], bool]


def with_comment(content: bytes, number: int) -> bytes:
    """Return a record with one comment more."""
    return b"# edit %d\n" % number + content


def found_edits(place: Place, ended: list[Ended]) -> set[int]:
    """Return the numbers of the edits that can be found."""
    files = [place.record, *place.history.glob("[0-9]*.toml")]
    files += [Path(name) for end in ended for name in NAMED.findall(end.err)]
    return {int(number) for file in files for number in COMMENT.findall(file.read_bytes())}


@pytest.mark.parametrize("edit", [in_place, by_rename])
def test_no_edit_is_lost(begun, edit) -> None:
    ended: list[Ended] = []
    are_made = [False]

    def save() -> None:
        while not are_made[0]:
            ended.extend(begun.quick(*[("note", "1.2", "words", "-q"), ("accept", "-q")] * ROUNDS))

    saver = Thread(target=save)
    saver.start()
    made: set[int] = set()
    number = 0
    try:
        while len(made) < EDITS:
            number += 1
            if edit(begun.record, with_comment(begun.record.read_bytes(), number)):
                made.add(number)
            time.sleep(PAUSE)
    finally:
        are_made[0] = True
        saver.join()

    assert [end.code for end in ended].count(0) > 10
    assert {end.code for end in ended} <= {0, 5, 6}
    assert made - found_edits(begun, ended) == set()


def edit_in_the_gap(place: Place, edit: Edit, *injections: str) -> Traced:
    """Run a command whose replacement is late, and edit before it."""
    linked = place.history / f"replaced-{len(place.versions) + 1}.toml"

    def write() -> None:
        while not linked.exists():
            time.sleep(0.001)
        time.sleep(DELAY / 3_000_000)
        edit(place.record, with_comment(place.record.read_bytes(), 7))

    editor = Thread(target=write)
    editor.start()
    late = f"rename:delay_enter={DELAY}:when=1"
    calls = ["rename", "unlink", "openat"]
    traced = place.quickly_traced(("done", "1.1.2"), late, *injections, calls=calls)
    editor.join()
    return traced


def test_an_edit_in_place_right_before_the_replacement_is_kept(begun) -> None:
    """The moment between the last look and the rename, which strace makes long."""
    traced = edit_in_the_gap(begun, in_place)

    assert traced.code == 0, traced
    assert "was changed by another program" in traced.err
    assert found_edits(begun, [Ended(*traced[:3])]) == {7}


@pytest.mark.xfail(strict=True, reason="what a rename replaces, nobody can see in time")
def test_an_edit_by_rename_right_before_the_replacement_is_kept(begun) -> None:
    traced = edit_in_the_gap(begun, by_rename)

    assert found_edits(begun, [Ended(*traced[:3])]) == {7}


def test_an_edit_that_was_overtaken_by_a_save_that_was_killed_is_kept(begun) -> None:
    """The old file is all that holds it; the next save must not take it for a leftover."""
    traced = edit_in_the_gap(begun, in_place, "rename:signal=KILL:when=2")
    assert traced.code == -9, traced

    ended = begun.quick(("done", "1.1.6"), ("check",))

    assert found_edits(begun, ended) == {7}


def test_a_record_that_was_cut_is_not_written_over(begun) -> None:
    """Wherever a record is cut between two lines, it is TOML, and less than was saved."""
    lines = begun.record.read_bytes().splitlines(keepends=True)
    for number in range(3, len(lines)):
        cut = b"".join(lines[:number])
        begun.record.write_bytes(cut)

        [ended] = begun.quick(("done", "1.1.6"))

        assert ended.code == 5, (number, ended)
        assert begun.record.read_bytes() == cut


def test_a_record_that_was_cut_within_a_line_is_not_written_over(begun) -> None:
    """It is no longer TOML, or it is and has lost its last line."""
    content = begun.record.read_bytes()
    for end in range(len(b"format = 1\n"), len(content.rstrip()), 7):
        begun.record.write_bytes(content[:end])

        [ended] = begun.quick(("done", "1.1.6"))

        assert ended.code == 5, (end, ended)
        assert begun.record.read_bytes() == content[:end]


def append(file: IO[bytes], id: bytes) -> None:
    """Write a table to a file that is open, and close it."""
    file.write(b'\n[items."%s"]\nstatus = "done"\nnote = "By hand."\n' % id)
    file.close()


@pytest.mark.parametrize("saves", [1, 2])
def test_what_is_appended_to_a_file_that_was_open_before_a_save_is_told(begun, saves) -> None:
    """The record has long another file in its place by then."""
    file = begun.record.open("ab")
    for number in range(saves):
        [ended] = begun.quick(("note", "1.2", f"words {number}"))
        assert ended.code == 0, ended
    append(file, b"1.1.6")

    [read] = begun.quick(("list", "1.1.6"))
    [written] = begun.quick(("done", "-q", "1.1.3"))
    [merged] = begun.quick(("merge",))

    for ended in (read, written):
        [name] = NAMED.findall(ended.err)
        assert b"By hand." in Path(name).read_bytes()
    assert merged.code == 0, merged
    assert b'note = "By hand."' in begun.record.read_bytes()
    assert [NAMED.findall(end.err) for end in begun.quick(("list",), ("done", "1.1.2"))] == [[], []]


def test_what_an_editor_writes_after_it_emptied_the_file_is_told(begun) -> None:
    """It empties the file right before the replacement, and writes when the save has ended."""
    files: list[tuple[IO[bytes], bytes]] = []

    def emptied(record: Path, content: bytes) -> bool:
        files.append((record.open("wb"), content))
        return True

    traced = edit_in_the_gap(begun, emptied)
    assert traced.code == 0, traced
    [(file, content)] = files
    file.write(content)
    file.close()

    [ended] = begun.quick(("note", "1.2", "later"))

    assert found_edits(begun, [ended]) == {7}


def test_where_the_old_file_cannot_be_linked_the_save_waits_for_who_writes_to_it(begun) -> None:
    """Its history is on another file system."""
    shm = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        begun.environment["XDG_STATE_HOME"] = str(shm)
        before = begun.record.read_bytes()
        with begun.record.open("ab"):
            [refused] = begun.quick(("done", "1.1.6"))
        assert refused.code == 6, refused
        assert f"another program has `{begun.record}` open for writing" in refused.err
        assert begun.record.read_bytes() == before
        assert begun.others == []

        [ended] = begun.quick(("done", "1.1.6"))
        assert ended.code == 0, ended
        assert begun.others == []
    finally:
        shutil.rmtree(shm)
