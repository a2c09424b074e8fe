"""Clones of a git repository in which a record is kept, for tests of real git."""

import atexit
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import mlops_tracker
from tests.crash.processes import Quick

GIT_SETTINGS = """[gc]
auto = 0
[maintenance]
auto = false
[core]
fsync = none
"""
"""What git may leave out where nobody keeps the repository."""


def needs_git() -> None:
    """Skip a test where there is no git, and fail it there in CI."""
    if not shutil.which("git"):
        why = "git is not installed; `apt-get install git` brings it"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)


def git_environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which git and the tracker run, and nothing is the user's."""
    programs = tmp_path / "programs"
    programs.mkdir()
    script = programs / "tracker"
    source = Path(mlops_tracker.__file__).parents[1]
    script.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(source))} "
        f'exec {shlex.quote(sys.executable)} -m mlops_tracker "$@"\n'
    )
    script.chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(GIT_SETTINGS)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ann",
        "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_AUTHOR_DATE": "2026-11-20T21:14:05Z",
        "GIT_COMMITTER_NAME": "Ann",
        "GIT_COMMITTER_EMAIL": "ann@example.org",
        "GIT_COMMITTER_DATE": "2026-11-20T21:14:05Z",
        "GIT_EDITOR": "true",
        "LC_ALL": "C",
    }


@cache
def _quick() -> Quick:
    """Return the tracker, imported once for all clones."""
    process = Quick()
    atexit.register(process.end)
    return process


class Clone:
    """A clone of the repository in which the record is kept."""

    def __init__(self, folder: Path, environment: dict[str, str], name: str) -> None:
        self.folder = folder
        self.environment = environment
        self.record = folder / name

    def run(self, *words: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a program in the clone."""
        ended = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if code is not None:
            assert ended.returncode == code, (words, ended.stdout, ended.stderr)
        return ended

    def quick(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the tracker in the clone, in a process that need not start Python anew."""
        request = {
            "task": "run",
            "env": self.environment,
            "folder": str(self.folder),
            "user": None,
            "commands": [words],
        }
        [[ended, out, err]] = _quick().ask(request)
        assert ended == code, (words, out, err)
        return subprocess.CompletedProcess(words, ended, out, err)

    def tracker(self, *words: str) -> None:
        """Run the tracker on the record of the clone."""
        self.quick("--file", self.record.name, "-q", *words)

    def install(self, *words: str) -> None:
        """Set up the clone in a whole process: git is told how the program was started."""
        place = str(self.record.relative_to(self.folder))
        self.run("tracker", "--file", place, "-q", *words)

    def git(self, *words: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run git in the clone."""
        return self.run("git", *words, code=code)

    def commit(self, message: str = "study") -> None:
        """Commit all there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    @property
    def data(self) -> dict[str, Any]:
        """What the record of the clone says; it can be read."""
        self.quick("--file", self.record.name, "list")
        return tomllib.loads(self.record.read_text())

    @property
    def is_clean(self) -> bool:
        """Whether git has nothing to say, and nothing is left beside the record."""
        names = {path.name for path in self.folder.iterdir()}
        left = names - {".git", ".gitattributes", self.record.name}
        return self.git("status", "--porcelain").stdout == "" and not left

    @property
    def base(self) -> str:
        """The text that the last commit of this clone has of the record."""
        return self.git("show", f"HEAD:{self.record.name}").stdout
