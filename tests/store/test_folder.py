"""A folder of work is looked through, not what tools keep in it, and never without end."""

import os
import subprocess
from pathlib import Path

import pytest

from mlops_tracker.errors import RefusedError
from mlops_tracker.store import folder
from mlops_tracker.store.folder import own_files


def made(folder: Path, *files: str) -> Path:
    """Make empty files, with the folders they are in."""
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_work_is_found_in_order(tmp_path: Path) -> None:
    made(tmp_path, "b/x.IPYNB", "b.py", "a/c/d.md", "data.csv", "model.h5", "a.py")
    assert own_files(tmp_path).files == ["a.py", "a/c/d.md", "b.py", "b/x.IPYNB"]


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(".git/x.py", id="hidden folder"),
        pytest.param(".x.py", id="hidden file"),
        pytest.param("__pycache__/x.py", id="cache"),
        pytest.param("node_modules/p/x.js", id="packages"),
        pytest.param("venv/lib/x.py", id="environment by name"),
    ],
)
def test_what_tools_keep_is_passed_over(tmp_path: Path, file: str) -> None:
    assert own_files(made(tmp_path, file)).files == []


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_environments_are_known_by_their_marks(tmp_path: Path, mark: str) -> None:
    made(tmp_path, "a.py", "mine/lib/x.py", f"mine/{mark}")
    assert own_files(tmp_path).files == ["a.py"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    made(tmp_path, "study/a.py", "elsewhere/b.py")
    (tmp_path / "study" / "way").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "study" / "round").symlink_to(tmp_path / "study")
    (tmp_path / "study" / "b.py").symlink_to(tmp_path / "elsewhere" / "b.py")
    (tmp_path / "study" / "gone.py").symlink_to(tmp_path / "nowhere")
    assert own_files(tmp_path / "study").files == ["a.py", "b.py"]


def test_only_so_many_names_are_looked_at(tmp_path: Path, monkeypatch) -> None:
    made(tmp_path, "a.py", "b/c.py", "b/d.py", "e.py")
    monkeypatch.setattr(folder, "MOST_NAMES", 4)
    assert own_files(tmp_path) == (["a.py", "b/c.py", "e.py"], True, [])
    monkeypatch.setattr(folder, "MOST_NAMES", 5)
    assert own_files(tmp_path) == (["a.py", "b/c.py", "b/d.py", "e.py"], False, [])


def test_folders_in_folders_in_folders(tmp_path: Path, monkeypatch) -> None:
    depth = 1200  # deeper than Python calls functions
    monkeypatch.chdir(tmp_path)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("x.py").touch()
        assert own_files(tmp_path).files == ["d/" * depth + "x.py"]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)  # pytest cannot


def test_a_folder_that_goes_meanwhile_is_told(tmp_path: Path, monkeypatch) -> None:
    made(tmp_path, "a.py", "b/c.py")
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "b":
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert own_files(tmp_path) == (["a.py"], False, ["b/"])


@pytest.mark.parametrize("name", ["nowhere", "file.py", "a\udce9"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    made(tmp_path, "file.py")
    with pytest.raises(RefusedError):
        own_files(tmp_path / name)
