"""Paths of the learner's own files: from what was typed to what a record keeps, and back."""

import os
from pathlib import Path

from mlops_tracker.errors import UsageError
from mlops_tracker.files.locations import folder_of, with_home
from mlops_tracker.study.linking import unmistakable


def stored_path(typed: str, folder: Path, record: Path) -> str:
    """Give a path that was typed in `folder` as a record keeps it.

    That is from the record's folder where it lies within it, so that both can
    move together, else absolute. Raises UsageError for a path that no record can hold.
    """
    path = Path(os.path.abspath(folder / typed))
    home = folder_of(record)
    real = Path(os.path.realpath(path.parent)) / path.name
    within = next((p.relative_to(home) for p in (path, real) if p.is_relative_to(home)), None)
    link = path.as_posix() if within is None else unmistakable(within.as_posix())
    if not link.isprintable():
        raise UsageError(f"a record cannot name `{link}`", hint="give the file a plainer name")
    return "/" + link.lstrip("/") if link.startswith("//") and os.name == "posix" else link


def path_of(link: str, record: Path) -> Path:
    """Give the path that a record keeps as `link`."""
    return folder_of(record) / with_home(link)


def is_own_work(path: Path) -> bool:
    """Whether there is a file or a folder, and not a device or a pipe."""
    return os.path.isfile(path) or os.path.isdir(path)


def path_from(readme: Path, link: str, record: Path) -> str | None:
    """Give the path that a record keeps as `link` as it is written in a README.

    That is from the README's folder. None for what lies outside of the repository that
    the README is in, or outside of its folder if that is in none: it leads nobody
    there, and its name is nobody's business.
    """
    folder = Path(os.path.realpath(readme)).parent
    home = next((f for f in (folder, *folder.parents) if (f / ".git").exists()), folder)
    path = path_of(link, record)
    real = Path(os.path.realpath(path.parent)) / path.name
    if not real.is_relative_to(home):
        return None
    return unmistakable(Path(os.path.relpath(real, folder)).as_posix())
