"""The program's own files: private, plain, and of the right owner."""

import os
import stat
from pathlib import Path

import pytest

from mlops_tracker.store import safe_write
from mlops_tracker.store.safe_write import make_private_folder, open_new, open_plain, replace_file

SOMEBODY, THEIR_GROUP = 12_345, 23_456
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")


def owner_of(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_folders_are_for_nobody_else(tmp_path: Path, umask: int) -> None:
    former = os.umask(umask)
    try:
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(former)

    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_another_command_makes_meanwhile_is_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = os.path.isdir, list[Path]()

    def isdir(path: Path) -> bool:
        found = real(path)
        if not found and path.name == "a" and not made:
            made.append(path)
            os.makedirs(path)
        return found

    monkeypatch.setattr(os.path, "isdir", isdir)
    make_private_folder(tmp_path / "a" / "b")

    assert made
    assert (tmp_path / "a" / "b").is_dir()


def test_a_new_file_takes_the_place_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").symlink_to("nowhere")

    with pytest.raises(FileExistsError):
        open_new(tmp_path / "there")


@pytest.mark.parametrize("what", ["pipe", "folder", "link"])
def test_what_is_no_plain_file_is_not_opened(tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    make = {"pipe": os.mkfifo, "folder": os.mkdir, "link": lambda p: os.symlink("x", p)}
    make[what](path)

    with pytest.raises(OSError):
        open_plain(path)


@needs_root
def test_what_root_makes_belongs_to_the_owner_of_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, THEIR_GROUP)

    make_private_folder(home / "state" / "tracker")
    os.close(open_new(home / "state" / "new"))
    os.close(open_plain(home / "state" / "lock", os.O_RDWR | os.O_CREAT))
    replace_file(home / "record.toml", b"new", None)

    made = ("state", "state/tracker", "state/new", "state/lock", "record.toml")
    assert {owner_of(home / name) for name in made} == {(SOMEBODY, THEIR_GROUP)}


@needs_root
def test_root_keeps_the_owner_and_the_group_of_what_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "record.toml"
    path.write_bytes(b"old")
    os.chown(path, SOMEBODY, THEIR_GROUP)
    path.chmod(0o640)

    saved = replace_file(path, b"new", b"old")

    assert saved.kept_group
    assert owner_of(path) == (SOMEBODY, THEIR_GROUP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@needs_root
def test_a_group_that_cannot_be_kept_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.toml"
    path.write_bytes(b"old")
    os.chown(path, -1, THEIR_GROUP)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)

    assert not replace_file(path, b"new", b"old").kept_group
    assert path.read_bytes() == b"new"


def test_a_plain_user_gives_nothing_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "chown", lambda *_: pytest.fail("a file is given away"))

    safe_write.give_to_owner_of_folder(tmp_path / "file")
