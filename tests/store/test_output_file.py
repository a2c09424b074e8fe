"""What the program knows of the files that it wrote, also if it is killed on the way."""

import json
import os
from pathlib import Path

import pytest

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.store import output_file
from mlops_tracker.store.output_file import MOST_KNOWN, replace_copied, replace_own
from mlops_tracker.store.safe_write import Written, replace_file


class KilledError(BaseException):
    """The end of the program at some place."""


@pytest.fixture
def state(home: Path) -> Path:
    return home / ".local" / "state" / "tracker"


@pytest.mark.parametrize("last", range(4))
@pytest.mark.parametrize("is_done", [True, False])
def test_a_program_that_was_killed_knows_its_own_file_again(
    tmp_path, monkeypatch, last, is_done
) -> None:
    """Killed before or behind each replacement: of the notes as of the file itself."""
    path = tmp_path / "a.csv"
    replace_own(path, b"old", force=False)
    calls = []

    def replace_or_die(target: Path, content: bytes, expected: bytes | None) -> Written:
        calls.append(target)
        if len(calls) > last:
            if is_done:
                replace_file(target, content, expected)
            raise KilledError
        return replace_file(target, content, expected)

    with monkeypatch.context() as patch:
        patch.setattr(output_file, "replace_file", replace_or_die)
        try:
            replace_own(path, b"new", force=False)
        except KilledError:
            assert len(calls) == last + 1
        else:
            assert last >= 3
    assert path.read_bytes() in {b"old", b"new"}
    replace_own(path, b"newer", force=False)
    assert path.read_bytes() == b"newer"


def test_bytes_that_somebody_wrote_at_the_last_moment_are_kept(
    tmp_path, monkeypatch, state
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"theirs")
    monkeypatch.setattr(output_file, "replace_file", lambda *_: Written(True, b"in between"))
    done = replace_copied(path, b"new", b"theirs")
    assert done.copy == state / "replaced" / "1-a.csv"
    assert (state / "replaced" / "1-a.csv").read_bytes() == b"theirs"
    (notice,) = done.notices
    assert str(state / "replaced" / "2-a.csv") in notice
    assert (state / "replaced" / "2-a.csv").read_bytes() == b"in between"


def test_no_copy_takes_the_place_of_another(tmp_path, state) -> None:
    folder = state / "replaced"
    folder.mkdir(parents=True)
    for name in ("1-a.csv", "7-b.csv", "08-a.csv", "x-a.csv", "notes"):
        (folder / name).write_bytes(b"there")
    path = tmp_path / "a.csv"
    assert output_file.keep_copy(path, b"one").name == "8-a.csv"
    assert sum(copy.read_bytes() == b"there" for copy in folder.iterdir()) == 5


def test_the_checksums_are_bounded(tmp_path, state) -> None:
    folder = state / "exports"
    folder.mkdir(parents=True)
    for number in range(MOST_KNOWN + 5):
        place = folder / f"{number}.json"
        place.write_text("{}")
        os.utime(place, (number, number))
    replace_own(tmp_path / "a.csv", b"a", force=False)
    assert len(os.listdir(folder)) <= MOST_KNOWN
    replace_own(tmp_path / "a.csv", b"b", force=False)


def test_a_checksum_is_private_and_says_of_what_it_is(tmp_path, state) -> None:
    replace_own(tmp_path / "a.csv", b"a", force=False)
    (place,) = (state / "exports").iterdir()
    assert json.loads(place.read_text())["path"] == os.path.realpath(tmp_path / "a.csv")
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_what_is_refused_and_what_cannot_be_saved_stays(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"theirs")
    with pytest.raises(RefusedError):
        replace_own(path, b"a", force=False)
    with pytest.raises(NotSavedError):
        replace_own(tmp_path / "no" / "a.csv", b"a", force=False)
    assert path.read_bytes() == b"theirs"
