"""The examples in the documents: run, compared, and written anew.

    python docs/console.py

runs every `console` block of README.md, docs/*.md and tests/cli/expected.md and puts
its real output in place of the one that is there; a test does the same and compares. The
examples of one document are one session, on a Friday evening, 80 columns wide.
"""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from mlops_tracker import clock
from mlops_tracker.cli.app import main as tracker
from mlops_tracker.store.places import shipped_syllabus

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
HISTORY = re.compile(r"(history/[\w.]+)-[0-9a-f]{16}")
"""The folder of a record's history; the number stands for where the record is."""
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """Return the documents that hold examples."""
    expected = HERE.parent / "tests" / "cli" / "expected.md"
    return [HERE.parent / "README.md", *sorted(HERE.glob("*.md")), expected]


def refreshed(text: str) -> str:
    """Return a document with the real output of its examples."""
    with session():
        return BLOCK.sub(lambda block: "".join(played(block[0])), text)


@contextlib.contextmanager
def session() -> Iterator[None]:
    """Be in a new folder, with nothing of the user's, on the evening of the examples."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        names = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        homes = (place / "home" / name for name in ("", ".cache", ".local/share", ".local/state"))
        variables = {**dict(zip(names, map(str, homes), strict=True)), "COLUMNS": "80", "TZ": "UTC"}
        inherited = {"PATH": os.environ["PATH"]}
        with (
            mock.patch.dict(os.environ, {**inherited, **variables}, clear=True),
            mock.patch.object(clock, "now", return_value=NOW),
        ):
            (place / "study").mkdir()
            os.chdir(place / "study")
            time.tzset()
            try:
                yield
            finally:
                os.chdir(before)
    time.tzset()


def played(block: str) -> Iterator[str]:
    """Return the commands of a block, each with what it prints."""
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            yield line
            yield output_of(line[2:].rstrip("\n"))


def output_of(line: str) -> str:
    """Return what a line prints: the tracker, a few other programs, a pipe, a file."""
    left, _, right = line.partition(" | ")
    if right:
        piped = output_of(left)
        return run(shlex.split(right), piped)
    command, _, target = line.partition(" > ")
    printed = run(shlex.split(command), "")
    if target:
        Path(target).write_text(printed, encoding="utf-8")
        return ""
    return printed


def run(words: list[str], stdin: str) -> str:
    """Return what one command prints, on both streams. Raises ValueError for another program."""
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8")
    if words[0] == "head":
        lines = Path(words[2]).read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(lines[: int(words[1].removeprefix("-"))])
    if words[0] == "cp":
        Path(words[2]).write_bytes(Path(words[1]).read_bytes())
        return ""
    if words[0] == "printf":
        return words[1].replace("\\n", "\n")
    if words[0] == "echo":
        return " ".join(words[1:]) + "\n"
    if words[0] != "tracker":
        raise ValueError(f"examples run no `{words[0]}`")
    screen = io.StringIO()
    keyboard = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    with (
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        mock.patch.object(sys, "stdin", keyboard),
    ):
        tracker(words[1:])
    return as_at_home(screen.getvalue())


def as_at_home(printed: str) -> str:
    """Return a text with the folders of this session as a reader would see them."""
    home = os.environ["HOME"]
    folders = {
        str(Path.cwd()): "~/study",
        home: "~",
        str(shipped_syllabus()): "~/.venv/.../data/syllabus.toml",
    }
    for folder, name in folders.items():
        printed = printed.replace(folder, name)
    return HISTORY.sub(r"\1-...", printed)


if __name__ == "__main__":
    for document in documents():
        text = document.read_text(encoding="utf-8")
        document.write_text(refreshed(text), encoding="utf-8")
