"""A folder -> the files in it that may be a learner's own work."""

import os
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import RefusedError

MOST_NAMES = 10_000
"""How many names of files and folders are looked at."""
SUFFIXES = frozenset(
    {
        *(".ipynb", ".py", ".r", ".rmd", ".qmd", ".jl", ".scala", ".java", ".sql", ".sh", ".m"),
        *(".js", ".ts", ".go", ".rs", ".c", ".cpp", ".md", ".pdf", ".html", ".htm", ".docx"),
        *(".odt", ".pptx", ".txt", ".tex"),
    }
)
"""What people hand in and keep, in small letters; data and models are none of it."""
PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "env"})
MARKS_OF_ENVIRONMENTS = ("pyvenv.cfg", "conda-meta")


class Walk(NamedTuple):
    """What was found in a folder."""

    files: list[str]
    """Paths within the folder, with slashes, in order."""
    is_cut: bool
    """Whether there is more than was looked at."""
    unreadable: list[str]
    """Folders within it that could not be read."""


def own_files(folder: Path) -> Walk:
    """Return the files in a folder and below that may be own work.

    Links to folders are not followed. Raises RefusedError where there is no such folder.
    """
    if not os.path.isdir(folder):
        raise RefusedError(f"there is no folder `{folder}`", hint="name one that is there")
    walk = Walk([], is_cut=False, unreadable=[])
    waiting, looked_at = [""], 0
    while waiting:
        inside = waiting.pop()
        try:
            entries = sorted(os.scandir(folder / inside), key=lambda entry: entry.name)
        except OSError:
            walk.unreadable.append(inside or ".")
            continue
        entries = [entry for entry in entries if not entry.name.startswith(".")]
        looked_at += len(entries)
        if looked_at > MOST_NAMES:
            entries = entries[: MOST_NAMES - looked_at]
        folders = [f"{inside}{e.name}/" for e in entries if _is_searched(e)]
        walk.files.extend(f"{inside}{e.name}" for e in entries if _may_be_work(e))
        waiting += folders[::-1]
        if looked_at > MOST_NAMES:
            walk = walk._replace(is_cut=True)
            break
    walk.files.sort()
    return walk


def _is_searched(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder in which people keep their work."""
    return (
        entry.is_dir(follow_symlinks=False)
        and entry.name not in PASSED_OVER
        and not any(os.path.lexists(os.path.join(entry, mark)) for mark in MARKS_OF_ENVIRONMENTS)
    )


def _may_be_work(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file of a kind that people hand in or keep."""
    return os.path.splitext(entry.name)[1].lower() in SUFFIXES and os.path.isfile(entry)
