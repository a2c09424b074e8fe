"""One saver at a time, and never a file left beside the record for it."""

import fcntl
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlops_tracker.errors import NotSavedError
from mlops_tracker.store import lock
from mlops_tracker.store.history import Cause, History
from mlops_tracker.store.lock import locked
from mlops_tracker.store.saving import Content, replace_kept


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of its own, and no patience."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    monkeypatch.setattr(lock, "PAUSE", 0.0)
    return tmp_path / "state" / "tracker" / "locks"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with something in it, alone in its folder."""
    file = tmp_path / "study" / "tracker.toml"
    file.parent.mkdir()
    file.write_bytes(b"old\n")
    return file


def save(path: Path, content: bytes, expected: bytes | None) -> tuple[str, ...]:
    """Save as the program does, and return what is to be told."""
    cause = Cause("a change", datetime(2026, 11, 20, tzinfo=UTC))
    with locked(path):
        return replace_kept(path, expected, Content(content, None), cause).notices


def test_who_comes_second_is_refused_once_patience_ends(path: Path) -> None:
    with locked(path), pytest.raises(NotSavedError) as refusal, locked(path):
        pytest.fail("two are in at once")

    assert refusal.value.message == f"another command has been saving `{path}` for 0 seconds"
    assert refusal.value.hint == "wait for it to end, then run this one again"


def test_a_save_is_refused_while_another_is_going_on(path: Path) -> None:
    with locked(path), pytest.raises(NotSavedError) as refusal:
        save(path, b"new\n", b"old\n")

    assert refusal.value.message == f"another command has been saving `{path}` for 0 seconds"
    assert path.read_bytes() == b"old\n"
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_save_through_a_link_meets_the_lock_of_the_real_file(path: Path) -> None:
    link = path.parent.parent / "link.toml"
    link.symlink_to(path)

    with locked(path), pytest.raises(NotSavedError):
        save(link, b"new\n", b"old\n")

    assert path.read_bytes() == b"old\n"


def test_a_folder_by_another_name_meets_the_same_lock(path: Path) -> None:
    (path.parent.parent / "other").symlink_to(path.parent)

    with (
        locked(path),
        pytest.raises(NotSavedError),
        locked(path.parent.parent / "other" / path.name),
    ):
        pytest.fail("two are in at once")


def test_another_file_in_the_same_folder_is_free(path: Path) -> None:
    with locked(path):
        save(path.with_name("other.toml"), b"new\n", None)

    assert path.with_name("other.toml").read_bytes() == b"new\n"


def test_the_lock_is_free_again_afterwards_even_after_a_failure(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), locked(path):
        raise KeyboardInterrupt

    save(path, b"new\n", b"old\n")

    assert path.read_bytes() == b"new\n"


def test_the_lock_is_private_stays_and_lies_in_the_state_directory(path: Path, state: Path) -> None:
    umask = os.umask(0)
    try:
        save(path, b"new\n", b"old\n")
    finally:
        os.umask(umask)

    [file] = state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert file.read_bytes() == b""
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_link_in_the_locks_place_is_not_followed(path: Path, state: Path) -> None:
    save(path, b"new\n", b"old\n")
    [file] = state.iterdir()
    victim = path.with_name("victim")
    file.unlink()
    file.symlink_to(victim)

    save(path, b"newer\n", b"new\n")

    assert path.read_bytes() == b"newer\n"
    assert not victim.exists()


def test_where_no_lock_file_can_be_made_the_save_goes_on(path: Path, state: Path) -> None:
    state.parents[1].write_text("a file in the state directory's place")

    told = save(path, b"new\n", b"old\n")

    assert path.read_bytes() == b"new\n"
    [notice] = told
    assert notice == (
        f"no history can be kept in `{History(path).folder}`: Not a directory; "
        "`tracker undo` cannot take this back"
    )
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_where_the_system_has_no_locks_the_save_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)

    assert save(path, b"new\n", b"old\n") == ()

    assert path.read_bytes() == b"new\n"
