"""What differs between systems, by substitution: the ways of macOS and of Windows."""

import fcntl
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_tracker.store.safe_write import flush_file, flush_folder, replace

FULL_FSYNC = 51
"""The number of F_FULLFSYNC on macOS."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with something in it."""
    path = tmp_path / "tracker.toml"
    path.write_bytes(b"old\n")
    return path


@pytest.fixture
def fsyncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The descriptors that fsync is asked for."""
    asked: list[int] = []
    monkeypatch.setattr(os, "fsync", asked.append)
    return asked


def test_on_linux_a_file_is_flushed_by_fsync(fsyncs: list[int]) -> None:
    flush_file(7)

    assert fsyncs == [7]


def on_macos(monkeypatch: pytest.MonkeyPatch, fully: Callable[[int, int], None]) -> None:
    """Have a system that knows F_FULLFSYNC."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_FSYNC, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", fully)


def test_on_macos_the_drive_itself_is_flushed(
    monkeypatch: pytest.MonkeyPatch, fsyncs: list[int]
) -> None:
    asked: list[tuple[int, int]] = []
    on_macos(monkeypatch, lambda *call: asked.append(call))

    flush_file(7)

    assert (asked, fsyncs) == ([(7, FULL_FSYNC)], [])


@pytest.mark.parametrize("number", [45, 25, 22], ids=["ENOTSUP", "ENOTTY", "EINVAL"])
def test_on_a_network_drive_of_macos_fsync_stands_in(
    monkeypatch: pytest.MonkeyPatch, fsyncs: list[int], number: int
) -> None:
    def unsupported(*_: int) -> None:
        raise OSError(number, "not on this drive")

    on_macos(monkeypatch, unsupported)

    flush_file(7)

    assert fsyncs == [7]


def test_on_macos_a_disk_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: int) -> None:
        raise OSError(5, "Input/output error")

    on_macos(monkeypatch, fail)
    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="Input/output error"):
        flush_file(7)


def test_on_windows_a_file_is_flushed_without_fcntl(
    monkeypatch: pytest.MonkeyPatch, fsyncs: list[int]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "fcntl", None)

    flush_file(7)

    assert fsyncs == [7]


def test_a_folder_is_flushed_and_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    flushed: list[str] = []
    descriptors = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, "fsync", lambda fd: flushed.append(os.readlink(f"/proc/self/fd/{fd}")))

    assert flush_folder(tmp_path)

    assert flushed == [str(tmp_path)]
    assert len(os.listdir("/proc/self/fd")) == descriptors


@pytest.mark.parametrize(
    ("number", "is_confirmed"),
    [
        pytest.param(22, True, id="EINVAL"),
        pytest.param(95, True, id="ENOTSUP"),
        pytest.param(13, True, id="EACCES"),
        pytest.param(1, True, id="EPERM"),
        pytest.param(21, True, id="EISDIR"),
        pytest.param(5, False, id="EIO"),
        pytest.param(28, False, id="ENOSPC"),
        pytest.param(122, False, id="EDQUOT"),
        pytest.param(30, False, id="EROFS"),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync"])
def test_only_a_system_that_cannot_flush_folders_needs_it_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str, number: int, is_confirmed: bool
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, fail)

    assert flush_folder(tmp_path) is is_confirmed


def held_open(code: int) -> OSError:
    """Return the error of Windows for a file that cannot be replaced."""
    error = PermissionError(13, "Access is denied")
    vars(error)["winerror"] = code  # an attribute that there is on Windows alone
    return error


class Windows:
    """A system that refuses to replace a file for a number of times."""

    def __init__(self, refusals: int, error: OSError) -> None:
        self.left = refusals
        self.tries = 0
        self._error = error

    def replace(self, draft: Path, target: Path) -> None:
        self.tries += 1
        if self.left:
            self.left -= 1
            raise self._error
        Path(draft).rename(target)


def on_windows(monkeypatch: pytest.MonkeyPatch, system: Windows) -> list[float]:
    """Have that system, and return the pauses that are made."""
    pauses: list[float] = []
    monkeypatch.setattr(os, "replace", system.replace)
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("code", [5, 32, 33])
@pytest.mark.parametrize("refusals", range(1, 7))
def test_on_windows_a_file_that_is_held_open_for_a_moment_is_replaced(
    monkeypatch: pytest.MonkeyPatch, file: Path, code: int, refusals: int
) -> None:
    draft = file.with_name("draft")
    draft.write_bytes(b"new\n")
    system = Windows(refusals, held_open(code))
    pauses = on_windows(monkeypatch, system)

    replace(draft, file)

    assert file.read_bytes() == b"new\n"
    assert system.tries == refusals + 1
    assert pauses == [0.01, 0.02, 0.04, 0.08, 0.16, 0.32][:refusals]


def test_on_windows_a_file_that_stays_held_open_is_told_in_the_end(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    system = Windows(100, held_open(32))
    pauses = on_windows(monkeypatch, system)

    with pytest.raises(PermissionError, match="Access is denied"):
        replace(file.with_name("draft"), file)

    assert (system.tries, len(pauses)) == (7, 6)
    assert file.read_bytes() == b"old\n"


@pytest.mark.parametrize(
    "error",
    [
        *(pytest.param(held_open(code), id=f"code {code}") for code in (2, 3, 6, 17, 112, 1224)),
        pytest.param(PermissionError(13, "Permission denied"), id="no code: another system"),
        pytest.param(OSError(18, "Invalid cross-device link"), id="EXDEV"),
    ],
)
def test_no_other_error_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, file: Path, error: OSError
) -> None:
    system = Windows(1, error)
    pauses = on_windows(monkeypatch, system)

    with pytest.raises(OSError) as raised:
        replace(file.with_name("draft"), file)

    assert raised.value is error
    assert (system.tries, pauses) == (1, [])


def test_elsewhere_a_file_is_replaced_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("there is nothing to wait for"))
    draft = file.with_name("draft")
    draft.write_bytes(b"new\n")

    replace(draft, file)

    assert (file.read_bytes(), draft.exists()) == (b"new\n", False)
