"""The careful save: whatever happens, the file is the old or the new one, and alone."""

import os
import signal
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from mlops_tracker.errors import NotSavedError
from mlops_tracker.store import safe_write
from mlops_tracker.store.safe_write import Written, replace_file

OLD, NEW = b"old\n", b"new \xc3\xa9\r\n\0"
AGAIN = "it was left as it was; look at the disk and the rights, then try again"
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
    """A folder in which anyone can do anything, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, NOBODY if not os.getuid() else -1, -1)
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with something in it, alone in its folder."""
    file = tmp_path / "study" / "tracker.toml"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(path: Path, why: str, expected: bytes | None = OLD, hint: str = AGAIN) -> None:
    """Save, and see it refused because of `why`."""
    with pytest.raises(NotSavedError) as refusal:
        replace_file(path, NEW, expected)
    assert refusal.value.message == f"`{path}` could not be saved: {why}"
    assert refusal.value.hint == hint


def test_the_new_content_takes_the_place_of_the_old(path: Path) -> None:
    assert replace_file(path, NEW, OLD) == Written(is_confirmed=True, overtaken=None)

    assert path.read_bytes() == NEW
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_new_file_is_private(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        saved = replace_file(tmp_path / "tracker.toml", NEW, None)
    finally:
        os.umask(umask)
    assert saved == Written(is_confirmed=True, overtaken=None)

    assert (tmp_path / "tracker.toml").read_bytes() == NEW
    assert mode_of(tmp_path / "tracker.toml") == 0o600
    assert os.listdir(tmp_path) == ["tracker.toml"]


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o664, 0o755])
def test_the_mode_is_kept(path: Path, mode: int) -> None:
    path.chmod(mode)

    replace_file(path, NEW, OLD)

    assert mode_of(path) == mode


def test_the_file_is_private_until_it_has_its_mode(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o644)
    modes = []
    fchmod = os.fchmod

    def watched(descriptor: int, mode: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fchmod(descriptor, mode)

    monkeypatch.setattr(os, "fchmod", watched)
    umask = os.umask(0)
    try:
        replace_file(path, NEW, OLD)
    finally:
        os.umask(umask)

    assert modes == [0o600]
    assert mode_of(path) == 0o644


@pytest.mark.parametrize(
    "links",
    [
        pytest.param({"tracker.toml": "{folder}/real/mine.toml"}, id="whole path"),
        pytest.param({"tracker.toml": "real/mine.toml"}, id="relative"),
        pytest.param(
            {
                "tracker.toml": "links/second.toml",
                "links/second.toml": "third.toml",
                "links/third.toml": "../real/mine.toml",
            },
            id="chain of three",
        ),
    ],
)
@pytest.mark.parametrize("content", [pytest.param(OLD, id="there"), pytest.param(None, id="not")])
def test_links_are_followed_and_stay_links(
    tmp_path: Path, links: dict[str, str], content: bytes | None
) -> None:
    for name in ("real", "links"):
        (tmp_path / name).mkdir()
    for name, target in links.items():
        (tmp_path / name).symlink_to(target.format(folder=tmp_path))
    real = tmp_path / "real" / "mine.toml"
    if content is not None:
        real.write_bytes(content)

    replace_file(tmp_path / "tracker.toml", NEW, content)

    assert real.read_bytes() == NEW
    assert not real.is_symlink()
    for name, target in links.items():
        assert os.readlink(tmp_path / name) == target.format(folder=tmp_path)
    assert os.listdir(real.parent) == ["mine.toml"]


def test_a_link_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.symlink_to("gone/mine.toml")

    made = f"make it: `mkdir -p {tmp_path / 'gone'}`"
    refused(path, f"there is no folder `{tmp_path / 'gone'}`", expected=None, hint=made)

    assert os.readlink(path) == "gone/mine.toml"
    assert os.listdir(tmp_path) == ["tracker.toml"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    path, other = tmp_path / "tracker.toml", tmp_path / "other.toml"
    path.symlink_to("other.toml")
    other.symlink_to("tracker.toml")

    refused(path, "its links run in a circle", expected=None)

    assert sorted(os.listdir(tmp_path)) == ["other.toml", "tracker.toml"]


@pytest.mark.usefixtures("patience")
def test_a_pipe_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    os.mkfifo(path)

    refused(path, "it is not a regular file")

    assert stat.S_ISFIFO(path.stat().st_mode)
    assert os.listdir(tmp_path) == ["tracker.toml"]


def test_a_folder_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.mkdir()

    refused(path, "it is not a regular file")

    assert os.listdir(tmp_path) == ["tracker.toml"]
    assert os.listdir(path) == []


def test_a_read_only_file_is_refused_though_its_folder_could_be_written(open_folder: Path) -> None:
    path = open_folder / "tracker.toml"
    with without_root():
        path.write_bytes(OLD)
        path.chmod(0o444)

        refused(path, "it is read-only")

    assert (path.read_bytes(), mode_of(path)) == (OLD, 0o444)
    assert os.listdir(open_folder) == ["tracker.toml"]


def test_a_read_only_file_behind_a_link_is_refused(open_folder: Path) -> None:
    path = open_folder / "tracker.toml"
    with without_root():
        (open_folder / "real.toml").write_bytes(OLD)
        (open_folder / "real.toml").chmod(0o444)
        path.symlink_to("real.toml")

        refused(path, "it is read-only")

    assert (open_folder / "real.toml").read_bytes() == OLD


def test_a_folder_that_cannot_be_written_is_refused(open_folder: Path) -> None:
    path = open_folder / "study" / "tracker.toml"
    with without_root():
        path.parent.mkdir()
        path.write_bytes(OLD)
        path.parent.chmod(0o555)

        refused(path, "Permission denied")

        path.parent.chmod(0o755)
    assert path.read_bytes() == OLD
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "gone"

    made = f"make it: `mkdir -p {folder}`"
    refused(folder / "tracker.toml", f"there is no folder `{folder}`", expected=None, hint=made)

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("expected", "now"),
    [
        pytest.param(b"read before\n", OLD, id="changed"),
        pytest.param(None, OLD, id="made"),
        pytest.param(OLD, None, id="deleted"),
        pytest.param(OLD, OLD + b"\n", id="grown by a line"),
        pytest.param(OLD, b"", id="emptied"),
        pytest.param(b"", None, id="an empty file deleted"),
    ],
)
def test_what_someone_else_changed_meanwhile_is_kept(
    path: Path, expected: bytes | None, now: bytes | None
) -> None:
    if now is None:
        path.unlink()
    else:
        path.write_bytes(now)

    with pytest.raises(NotSavedError) as refusal:
        replace_file(path, NEW, expected)

    assert (
        refusal.value.message == f"`{path}` was changed by someone else just now; nothing was saved"
    )
    assert refusal.value.hint == "run the command again"
    if now is None:
        assert os.listdir(path.parent) == []
    else:
        assert os.listdir(path.parent) == ["tracker.toml"]
        assert path.read_bytes() == now


def test_what_changes_while_the_draft_is_written_is_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def slow(descriptor: int) -> None:
        path.write_bytes(b"theirs\n")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)

    with pytest.raises(NotSavedError) as refusal:
        replace_file(path, NEW, OLD)

    assert (
        refusal.value.message == f"`{path}` was changed by someone else just now; nothing was saved"
    )
    assert path.read_bytes() == b"theirs\n"
    assert os.listdir(path.parent) == ["tracker.toml"]


class FullFile:
    """A file on a disk that has no room."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> int:
        self._file.write(content[:1])
        raise OSError(28, "No space left on device")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
@pytest.mark.parametrize(
    ("number", "why"),
    [
        pytest.param(5, "Input/output error", id="EIO"),
        pytest.param(28, "No space left on device", id="ENOSPC"),
        pytest.param(13, "Permission denied", id="EACCES"),
        pytest.param(1, "Operation not permitted", id="EPERM"),
    ],
)
def test_a_step_that_fails_leaves_the_old_file_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, why: str
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(number, why)

    monkeypatch.setattr(os, step, fail)

    refused(path, why)

    assert path.read_bytes() == OLD
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_disk_that_fills_up_leaves_the_old_file_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "builtins.open", lambda *args, _open=open, **kwargs: FullFile(_open(*args, **kwargs))
    )

    refused(path, "No space left on device")

    monkeypatch.undo()
    assert path.read_bytes() == OLD
    assert os.listdir(path.parent) == ["tracker.toml"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interrupt_leaves_the_old_file_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, interrupt: type[BaseException]
) -> None:
    def stop(*_: Any) -> None:
        raise interrupt

    monkeypatch.setattr(os, step, stop)

    with pytest.raises(interrupt):
        replace_file(path, NEW, OLD)

    assert path.read_bytes() == OLD
    assert os.listdir(path.parent) == ["tracker.toml"]


@pytest.mark.parametrize(
    ("number", "is_confirmed"),
    [
        pytest.param(22, True, id="a system that cannot flush folders"),
        pytest.param(5, False, id="a disk that fails"),
        pytest.param(28, False, id="a full disk"),
    ],
)
def test_a_folder_that_cannot_be_flushed_is_no_failure(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_confirmed: bool
) -> None:
    fsync = os.fsync

    def fail_for_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_for_folders)

    assert replace_file(path, NEW, OLD) == Written(is_confirmed, overtaken=None)

    assert path.read_bytes() == NEW
    assert os.listdir(path.parent) == ["tracker.toml"]


def in_the_last_moment(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Have something done between the last look at the file and its replacement."""
    replace = safe_write.replace

    def replace_after(draft: Path, real: Path) -> None:
        deed()
        replace(draft, real)

    monkeypatch.setattr(safe_write, "replace", replace_after)


def test_what_is_written_between_the_last_look_and_the_replacement_is_given_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_last_moment(monkeypatch, lambda: path.write_bytes(b"theirs\n"))

    assert replace_file(path, NEW, OLD) == Written(is_confirmed=True, overtaken=b"theirs\n")

    assert path.read_bytes() == NEW
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_where_there_are_no_links_the_save_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", unsupported)

    assert replace_file(path, NEW, OLD) == Written(is_confirmed=True, overtaken=None)

    assert path.read_bytes() == NEW
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_the_draft_is_flushed_before_it_is_put_in_place_and_the_folder_after(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, bytes | str]] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any) -> Any:
            if name == "fsync":
                is_folder = stat.S_ISDIR(os.fstat(args[0]).st_mode)
                size = 0 if is_folder else os.fstat(args[0]).st_size
                steps.append(("flush", "folder" if is_folder else f"{size} bytes"))
            else:
                steps.append(("replace", Path(args[0]).read_bytes()))
            return real(*args)

        return step

    monkeypatch.setattr(os, "fsync", watched("fsync", os.fsync))
    monkeypatch.setattr(os, "replace", watched("replace", os.replace))

    replace_file(path, NEW, OLD)

    assert steps == [
        ("flush", f"{len(NEW)} bytes"),
        ("replace", NEW),
        ("flush", "folder"),
    ]


def test_the_draft_lies_beside_the_real_file_behind_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "mine.toml").write_bytes(OLD)
    (tmp_path / "tracker.toml").symlink_to("real/mine.toml")
    moves = []
    replace = os.replace

    def watched(draft: Path, real: Path) -> None:
        moves.append((Path(draft).parent, Path(real)))
        replace(draft, real)

    monkeypatch.setattr(os, "replace", watched)

    replace_file(tmp_path / "tracker.toml", NEW, OLD)

    assert moves == [(tmp_path / "real", tmp_path / "real" / "mine.toml")]


def test_a_draft_that_a_crash_left_behind_is_no_obstacle(path: Path) -> None:
    leftover = path.with_name(f".~tracker.toml.{os.getpid()}.tmp")
    leftover.write_bytes(b"half")

    replace_file(path, NEW, OLD)

    assert path.read_bytes() == NEW
    assert os.listdir(path.parent) == ["tracker.toml"]


def test_a_link_laid_where_the_draft_goes_is_not_followed(path: Path) -> None:
    victim = path.parent.parent / "victim"
    victim.write_bytes(b"precious")
    path.with_name(f".~tracker.toml.{os.getpid()}.tmp").symlink_to(victim)

    replace_file(path, NEW, OLD)

    assert victim.read_bytes() == b"precious"
    assert path.read_bytes() == NEW
    assert not path.is_symlink()


def test_a_large_file_is_written_whole(path: Path) -> None:
    content = os.urandom(5_000_000)

    replace_file(path, content, OLD)

    assert path.read_bytes() == content


@pytest.mark.parametrize("other", ["tracker.toml.b", "tracker.toml.1", "tracker.toml.md.b"])
def test_the_drafts_of_a_longer_name_are_left_alone(path: Path, other: str) -> None:
    draft = path.with_name(f".~{other}.123.tmp")
    own = path.with_name(f".~{path.name}.123.tmp")
    for file in (draft, own):
        file.write_bytes(b"half")

    replace_file(path, NEW, OLD)

    assert sorted(os.listdir(path.parent)) == sorted([draft.name, path.name])


def test_a_folder_or_a_pipe_named_like_a_draft_stops_nothing(path: Path) -> None:
    path.with_name(f".~{path.name}.1.tmp").mkdir()
    os.mkfifo(path.with_name(f".~{path.name}.2.tmp"))

    replace_file(path, NEW, OLD)

    assert path.read_bytes() == NEW
