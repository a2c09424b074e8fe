"""What the crash tests share: places to crash in, and the tables of commands.

pytest imports test modules by their path, so modules beside them are none that
they could import; here `processes.py` and `mutants.py` are made some.
"""

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import mlops_tracker
from mlops_tracker.store.places import shipped_syllabus


def _shared(name: str) -> ModuleType:
    """Import the module beside this one under the name that tests import it by."""
    full = f"tests.crash.{name}"
    spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = sys.modules[full] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_shared("processes")
_shared("mutants")

from tests.crash.processes import GIVERS, NOBODY, WRITERS, Place, Quick, readings  # noqa: E402 - see above


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a `writer`, a `giver` or a `reading` with every one there is."""
    if "giver" in metafunc.fixturenames:
        metafunc.parametrize("giver", GIVERS, ids=[giver.title for giver in GIVERS])
    if "writer" in metafunc.fixturenames:
        metafunc.parametrize("writer", WRITERS, ids=[writer.title for writer in WRITERS])
    if "reading" in metafunc.fixturenames:
        names = [" ".join(args) or "tracker alone" for args in readings()]
        metafunc.parametrize("reading", readings(), ids=names)


@pytest.fixture(scope="session")
def quick() -> Iterator[Callable[[str], Quick]]:
    """Return processes that have imported the tracker once, by name."""
    started: dict[str, Quick] = {}

    def named(name: str) -> Quick:
        if name not in started:
            started[name] = Quick()
        return started[name]

    yield named
    for process in started.values():
        process.end()


@pytest.fixture
def new_place(tmp_path: Path, quick: Callable[[str], Quick]) -> Callable[[str], Place]:
    """Return places by name."""
    return lambda name: Place(tmp_path / name, quick(name))


@pytest.fixture
def place(new_place: Callable[[str], Place]) -> Place:
    """Return a place."""
    return new_place("one")


@pytest.fixture
def begun(place: Place) -> Place:
    """Return a place with a record that has seen something."""
    place.begin()
    return place


@pytest.fixture(scope="session")
def plain_quick(quick: Callable[[str], Quick]) -> Iterator[Quick]:
    """Return a process for a user without special rights, who may not even see root's checkout."""
    if os.getuid():
        yield quick("one")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        package = Path(mlops_tracker.__file__).parent
        shutil.copytree(package, folder / "src" / package.name)
        (folder / "data").mkdir()
        shutil.copy(shipped_syllabus(), folder / "data")
        process = Quick(folder / "src")
        yield process
        process.end()


@pytest.fixture
def open_place(plain_quick: Quick) -> Iterator[Place]:
    """Return a place of a user without special rights, who runs its commands."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name), plain_quick)
        if not os.getuid():
            place.user = NOBODY
            for folder in (place.root, *place.root.rglob("*")):
                os.chown(folder, NOBODY, -1)
        yield place
