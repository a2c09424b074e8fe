"""Paths are kept from the record's folder, so that the record and the work can move together."""

import os
from pathlib import Path

import pytest

from mlops_tracker.errors import UsageError
from mlops_tracker.store.places import is_own_work, path_from, path_of, stored_path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return the folder of a record, with a notebook in it and a link to a folder elsewhere."""
    (tmp_path / "study" / "labs").mkdir(parents=True)
    (tmp_path / "study" / "labs" / "a.ipynb").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "study" / "big").symlink_to(tmp_path / "data")
    (tmp_path / "way").symlink_to(tmp_path / "study")
    return tmp_path / "study"


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        pytest.param("labs/a.ipynb", "labs/a.ipynb", id="from here"),
        pytest.param("./labs/../labs/", "labs", id="a folder, the long way"),
        pytest.param("{}/study/labs/a.ipynb", "labs/a.ipynb", id="absolute"),
        pytest.param("{}/way/labs/a.ipynb", "labs/a.ipynb", id="through a link"),
        pytest.param("big/model.h5", "big/model.h5", id="a link within the folder"),
        pytest.param("../data/x.csv", "{}/data/x.csv", id="outside"),
        pytest.param("-x", "./-x", id="like an option"),
        pytest.param(".", ".", id="the folder itself"),
    ],
)
def test_paths_as_they_are_kept(study: Path, typed: str, link: str) -> None:
    record = study / "tracker.toml"
    kept = stored_path(typed.format(study.parent), study, record)
    assert kept == link.format(study.parent)
    assert os.path.realpath(path_of(kept, record)) == os.path.realpath(
        study / typed.format(study.parent)
    )


def test_a_record_that_is_a_link_stands_where_the_real_one_is(study: Path) -> None:
    (study / "tracker.toml").touch()
    elsewhere = study.parent / "data" / "tracker.toml"
    elsewhere.symlink_to(study / "tracker.toml")
    assert stored_path("labs/a.ipynb", study, elsewhere) == "labs/a.ipynb"
    assert path_of("labs/a.ipynb", elsewhere) == study / "labs" / "a.ipynb"


def test_an_absolute_path_has_one_slash(study: Path) -> None:
    assert stored_path("//etc/hosts", study, study / "tracker.toml") == "/etc/hosts"


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "caf\udce9"])
def test_a_name_that_no_record_can_hold_is_refused(study: Path, name: str) -> None:
    with pytest.raises(UsageError):
        stored_path(name, study, study / "tracker.toml")


def test_a_home_that_a_hand_wrote_is_understood(study: Path, home: Path) -> None:
    assert path_of("~/a.ipynb", study / "tracker.toml") == home / "a.ipynb"


def test_own_work_is_files_and_folders(study: Path) -> None:
    os.mkfifo(study / "pipe")
    names = ["labs", "labs/a.ipynb", "pipe", "gone", "x" * 5000]
    assert [is_own_work(study / name) for name in names] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("readme", "link", "expected"),
    [
        ("README.md", "nb/a b.ipynb", "nb/a b.ipynb"),
        ("docs/README.md", "nb/a.ipynb", "../nb/a.ipynb"),
        ("nb/README.md", "nb/-a.ipynb", "./-a.ipynb"),
        ("../README.md", "nb/a.ipynb", "study/nb/a.ipynb"),
        ("README.md", "{0}/study/a.ipynb", "a.ipynb"),
        ("README.md", "{0}/private/a.ipynb", None),
        ("README.md", "~/a.ipynb", None),
        ("docs/README.md", ".", ".."),
    ],
)
def test_a_readme_names_a_path_from_its_own_folder(study, readme, link, expected) -> None:
    (study / ".git").mkdir()
    link = link.format(study.parent)
    if readme.startswith(".."):
        (study.parent / ".git").mkdir()
    assert path_from(study / readme, link, study / "tracker.toml") == expected


def test_a_readme_outside_of_a_repository_names_what_lies_in_its_folder(study) -> None:
    record = study / "tracker.toml"
    assert path_from(study / "README.md", "nb/a.ipynb", record) == "nb/a.ipynb"
    assert path_from(study / "docs" / "README.md", "nb/a.ipynb", record) is None
