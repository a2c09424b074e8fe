"""What every test shares: a clean environment, hypothesis profiles, and the order."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

# In CI the draws are always the same, so that a change fails for what it changed; the thorough
# profile, and every run elsewhere, look further.
IN_CI = bool(os.environ.get("CI"))
settings.register_profile("default", deadline=None, max_examples=60, derandomize=IN_CI)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

MEANT_FOR_PEOPLE = (
    *("TRACKER_FILE", "TRACKER_SYLLABUS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"),
    *("VISUAL", "EDITOR", "BROWSER", "PYTHONIOENCODING", "PYTHONDONTWRITEBYTECODE"),
)

SLOW = (
    *("crash/test_mutants.py", "crash/test_strings.py", "crash/test_hand_edits.py"),
    *("crash/test_machine.py", "crash/test_kill.py", "formats/test_untrusted.py"),
)
"""Modules with tests of several seconds, the slowest first."""


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `-n auto` means: half as many again as there are cores.

    A third of the time of the tests goes by in waiting for disks and other processes.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (cores or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left alone with it in the end."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: ranks.get(item.path, len(SLOW)))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return every test a home and a time zone of its own, and nothing of the user's."""
    folder = tmp_path_factory.mktemp("home")
    for name in MEANT_FOR_PEOPLE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for kind, default in {
        "CACHE": ".cache",
        "DATA": ".local/share",
        "STATE": ".local/state",
    }.items():
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / default))
    return folder
