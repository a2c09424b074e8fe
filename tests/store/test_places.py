"""Which files are in use, and why: the first of the places that the manual lists."""

from pathlib import Path

import pytest

from mlops_tracker.store import places
from mlops_tracker.store.places import Location, Why

FLAG = Path("/flag/mine.toml")


@pytest.fixture(autouse=True)
def directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder two below one that may hold a record."""
    inner = tmp_path / "study" / "mlops" / "week"
    inner.mkdir(parents=True)
    return inner


def test_the_flag_beats_everything(folder: Path) -> None:
    (folder / "tracker.toml").touch()

    found = places.record_location(FLAG, {"TRACKER_FILE": "/env/mine.toml"}, folder)

    assert found == Location(FLAG, Why.FILE)
    assert not found.is_own


def test_the_environment_beats_a_record_in_this_folder(folder: Path) -> None:
    (folder / "tracker.toml").touch()

    found = places.record_location(None, {"TRACKER_FILE": "/env/mine.toml"}, folder)

    assert found == Location(Path("/env/mine.toml"), Why.FILE_VARIABLE)
    assert not found.is_own


def test_a_tilde_in_the_environment_is_the_home(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    environment = {"TRACKER_FILE": "~/mine.toml", "TRACKER_SYLLABUS": "~/own.toml"}

    record = places.record_location(None, environment, folder)
    syllabus = places.syllabus_location(None, environment, "mlops", record.path)

    assert record == Location(Path("/home/ada/mine.toml"), Why.FILE_VARIABLE)
    assert not record.is_own
    assert syllabus == Location(Path("/home/ada/own.toml"), Why.SYLLABUS_VARIABLE)
    assert not syllabus.is_own


def test_an_empty_variable_is_none(folder: Path) -> None:
    (folder / "tracker.toml").touch()

    found = places.record_location(None, {"TRACKER_FILE": ""}, folder)

    assert found == Location(folder / "tracker.toml", Why.FOLDER)
    assert not found.is_own


def test_the_nearest_folder_with_a_record_wins(folder: Path) -> None:
    (folder.parent / "tracker.toml").touch()
    (folder.parents[1] / "tracker.toml").touch()

    found = places.record_location(None, {}, folder)

    assert found == Location(folder.parent / "tracker.toml", Why.FOLDER_ABOVE)
    assert not found.is_own


def test_a_link_to_a_record_that_is_not_there_yet_is_meant(folder: Path) -> None:
    (folder / "tracker.toml").symlink_to("synced/tracker.toml")

    found = places.record_location(None, {}, folder)

    assert found == Location(folder / "tracker.toml", Why.FOLDER)
    assert not found.is_own


def test_without_any_the_record_is_the_users_own(folder: Path, directories: Path) -> None:
    found = places.record_location(None, {}, folder)

    assert found == Location(directories / "data" / "tracker" / "progress.toml", Why.USER_FOLDER)
    assert found.is_own


@pytest.mark.parametrize(
    ("flag", "environment", "named", "expected"),
    [
        pytest.param(
            FLAG, {"TRACKER_SYLLABUS": "/env/s.toml"}, "own.toml", (FLAG, Why.SYLLABUS), id="flag"
        ),
        pytest.param(
            None,
            {"TRACKER_SYLLABUS": "/env/s.toml"},
            "own.toml",
            (Path("/env/s.toml"), Why.SYLLABUS_VARIABLE),
            id="environment",
        ),
        pytest.param(
            None,
            {"TRACKER_SYLLABUS": ""},
            "own.toml",
            (Path("/study/own.toml"), Why.RECORD),
            id="named by the record",
        ),
        pytest.param(
            None,
            {},
            "../shared/own.toml",
            (Path("/study/../shared/own.toml"), Why.RECORD),
            id="named from the record's folder",
        ),
        pytest.param(
            None,
            {},
            "/abs/own.toml",
            (Path("/abs/own.toml"), Why.RECORD),
            id="named by a whole path",
        ),
        pytest.param(
            None,
            {},
            "mlops",
            (places.shipped_syllabus(), Why.SHIPPED),
            id="shipped",
        ),
    ],
)
def test_the_syllabus_is_the_first_that_applies(
    flag: Path | None, environment: dict[str, str], named: str, expected: tuple[Path, Why]
) -> None:
    found = places.syllabus_location(flag, environment, named, Path("/study/tracker.toml"))

    assert found == Location(*expected)
    assert not found.is_own


@pytest.mark.parametrize(
    ("syllabus", "name"),
    [
        pytest.param("/study/own.toml", "own.toml", id="beside"),
        pytest.param("/study/sub/own.toml", "sub/own.toml", id="below"),
        pytest.param("/shared/own.toml", "../shared/own.toml", id="elsewhere"),
    ],
)
def test_what_a_record_names_is_found_again(syllabus: str, name: str) -> None:
    record = Path("/study/tracker.toml")

    assert places.name_for_record(Path(syllabus), record) == name
    found = places.syllabus_location(None, {}, name, record)
    assert found.path.resolve() == Path(syllabus)


def test_the_shipped_syllabus_is_the_one_of_the_checkout() -> None:
    root = Path(__file__).parents[2]

    assert places.shipped_syllabus().read_bytes() == (root / "data/syllabus.toml").read_bytes()


def test_a_checkout_ships_the_syllabus_at_its_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "src" / "mlops_tracker" / "store" / "places.py"
    monkeypatch.setattr(places, "__file__", str(module))

    assert places.shipped_syllabus() == tmp_path / "data" / "syllabus.toml"


def test_an_installed_package_ships_the_syllabus_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "mlops_tracker"
    (package / "data").mkdir(parents=True)
    (package / "data" / "syllabus.toml").touch()
    monkeypatch.setattr(places, "__file__", str(package / "store" / "places.py"))

    assert places.shipped_syllabus() == package / "data" / "syllabus.toml"


def test_cache_and_state_are_folders_of_their_own(directories: Path) -> None:
    assert places.user_data_folder() == directories / "data" / "tracker"
    assert places.cache_folder() == directories / "cache" / "tracker"
    assert places.state_folder() == directories / "state" / "tracker"
