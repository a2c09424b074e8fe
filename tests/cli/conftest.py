"""The program as a test runs it: whole commands, their output and exit code."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mlops_tracker import clock
from mlops_tracker.cli.app import main

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
"""A Friday evening."""


class Result(NamedTuple):
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


class Stdin(io.TextIOWrapper):
    """A stdin that holds some bytes, and may pass for a terminal."""

    def __init__(self, content: bytes, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", errors="surrogateescape")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


Tracker = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the record that commands use, which is not there yet."""
    monkeypatch.setenv("TRACKER_FILE", "record.toml")
    return folder / "record.toml"


@pytest.fixture
def tracker(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tracker:
    """Return the program; it must succeed unless another code is expected."""
    assert record
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def run(*args: str, stdin: bytes | str = b"", terminal: bool = False, code: int = 0) -> Result:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", Stdin(content, terminal))
        capsys.readouterr()
        ended = main(list(args))
        result = Result(ended, *capsys.readouterr())
        assert result.code == code, result
        return result

    return run


@pytest.fixture
def toml(record: Path) -> Callable[[], dict[str, Any]]:
    """Return what the record file holds."""
    import tomllib

    return lambda: tomllib.loads(record.read_text(encoding="utf-8"))
