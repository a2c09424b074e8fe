"""Which files are in use, and why.

Nothing else knows the environment variables, the user's directories, or that
the shipped syllabus lies in two places: inside an installed package, and at
the root of a checkout.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import UsageError

APP = "tracker"
PROJECT_RECORD = "tracker.toml"
USER_RECORD = "progress.toml"
SHIPPED_ID = "mlops"
"""What a record writes as `syllabus` for the shipped one, which has it as its id."""
FROM_OUTSIDE = frozenset({"--syllabus", "TRACKER_SYLLABUS"})
"""Why a syllabus is in use that the record need not name."""


class Location(NamedTuple):
    """A file, and what made it the one in use."""

    path: Path
    why: str
    is_own: bool = False
    """Whether it is the program's to make the folder around it."""


def record_location(flag: Path | None, environment: Mapping[str, str], folder: Path) -> Location:
    """Give the record in use from `folder`, whether or not it is there yet."""
    if flag:
        return Location(flag, "--file")
    if named := environment.get("TRACKER_FILE"):
        return Location(Path(os.path.expanduser(named)), "TRACKER_FILE")
    for place in (folder, *folder.parents):
        # lexists: a link whose target is not there yet is still the one meant.
        if os.path.lexists(place / PROJECT_RECORD):
            why = "in this folder" if place == folder else "in a folder above this one"
            return Location(place / PROJECT_RECORD, why)
    return Location(user_data_folder() / USER_RECORD, "in the user's data directory", is_own=True)


def syllabus_location(
    flag: Path | None, environment: Mapping[str, str], named: str, record: Path
) -> Location:
    """Give the syllabus in use with a record that names `named`."""
    if flag:
        return Location(flag, "--syllabus")
    if path := environment.get("TRACKER_SYLLABUS"):
        return Location(Path(os.path.expanduser(path)), "TRACKER_SYLLABUS")
    if named == SHIPPED_ID:
        return Location(shipped_syllabus(), "shipped with tracker")
    return Location(folder_of(record) / named, f"named by {record}")


def name_for_record(syllabus: Path, record: Path) -> str:
    """Give what a record writes as `syllabus` for a file: its path from the record's folder.

    Raises UsageError for a path that no record can hold.
    """
    name = Path(os.path.relpath(os.path.realpath(syllabus), folder_of(record))).as_posix()
    if not name.isprintable():
        raise UsageError(f"a record cannot name `{name}`", hint="give the file a plainer name")
    return f"./{name}" if name == SHIPPED_ID else name


def folder_of(record: Path) -> Path:
    """Give the folder that the real record lies in, whatever links lead to it."""
    return Path(os.path.realpath(record)).parent


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, there or not, by links of either sort."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one is not there, or nobody can say what it is
        return False


def shipped_syllabus() -> Path:
    """Give the shipped syllabus: inside the package, else in the checkout around it."""
    package = Path(__file__).parents[1]
    packaged = package / "data" / "syllabus.toml"
    return packaged if packaged.exists() else package.parents[1] / "data" / "syllabus.toml"


def user_data_folder() -> Path:
    """Give the folder of the user's own record."""
    return _user_folder("data", "~/.local/share")


def cache_folder() -> Path:
    """Give the folder of what can be computed again."""
    return _user_folder("cache", "~/.cache")


def state_folder() -> Path:
    """Give the folder of what is private and not worth syncing: drafts, locks."""
    return _user_folder("state", "~/.local/state")


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those around it, that nobody else can look into. Raises OSError."""
    if folder.is_dir():
        return
    former = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    finally:
        os.umask(former)


def _user_folder(kind: str, on_linux: str) -> Path:
    """Give the user's folder of a kind.

    On Linux that is one rule (XDG Base Directory Specification 0.8: a variable,
    ignored if relative, else a default), and to import platformdirs for it
    would cost 5 ms of the 25 that `done` may spend above Typer.
    """
    if sys.platform == "linux":
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        return Path(named if os.path.isabs(named) else os.path.expanduser(on_linux), APP)
    import platformdirs

    folder: Path = getattr(platformdirs, f"user_{kind}_path")(APP, appauthor=False)
    return folder
