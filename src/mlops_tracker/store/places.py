"""Which files are in use, and why; paths as they are typed, and as a record keeps them.

Nothing else knows the environment variables, the user's directories, or that
the shipped syllabus lies in two places: inside an installed package, and at
the root of a checkout.
"""

import os
import re
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NoHomeError, UsageError

APP = "tracker"
PROJECT_RECORD = "tracker.toml"
USER_RECORD = "progress.toml"
SHIPPED_ID = "mlops"
"""What a record writes as `syllabus` for the shipped one, which has it as its id."""
COPY = r"\.sync-conflict-|[ _.-]*\(?[^()]*conflicted copy"
"""What follows the name of a file in that of a conflict copy, by the manuals of those who make it.

Syncthing: `progress.sync-conflict-20261120-211405-ABC.toml`; Dropbox and Nextcloud:
`progress (conflicted copy 2026-11-20).toml`.
"""
NOWHERE = Path(os.devnull, APP)
"""The folder of what has no place: nothing is ever found in it, and nobody can make it."""
SET_HOME = "set `HOME` to your home folder, or name a record: `tracker --file FILE`"


class Why(Enum):
    """What makes a file the one in use, in the words that people know it by."""

    FILE = "--file"
    FILE_VARIABLE = "TRACKER_FILE"
    FOLDER = "in this folder"
    FOLDER_ABOVE = "in a folder above this one"
    USER_FOLDER = "in the user's data directory"
    SYLLABUS = "--syllabus"
    SYLLABUS_VARIABLE = "TRACKER_SYLLABUS"
    SHIPPED = "shipped with tracker"
    RECORD = "named by the record"

    @property
    def is_for_this_run(self) -> bool:
        """Whether a syllabus is in use that the record need not name."""
        return self in {Why.SYLLABUS, Why.SYLLABUS_VARIABLE}

    @property
    def is_of_this_folder(self) -> bool:
        """Whether a record is in use that a new one in this folder would not replace."""
        return self in {Why.FILE, Why.FILE_VARIABLE, Why.FOLDER}


class Location(NamedTuple):
    """A file, and what made it the one in use."""

    path: Path
    why: Why

    @property
    def is_own(self) -> bool:
        """Whether it is the program's to make the folder around it."""
        return self.why is Why.USER_FOLDER


def record_location(flag: Path | None, environment: Mapping[str, str], folder: Path) -> Location:
    """Return the record in use from `folder`, whether or not it is there yet.

    That is in NOWHERE if none is named and there is no home. Raises NoHomeError for one
    that is named in it.
    """
    if flag:
        return Location(flag, Why.FILE)
    if named := environment.get("TRACKER_FILE"):
        return Location(named_path(named), Why.FILE_VARIABLE)
    for place in (folder, *folder.parents):
        # lexists: a link whose target is not there yet is still the one meant.
        if os.path.lexists(place / PROJECT_RECORD):
            why = Why.FOLDER if place == folder else Why.FOLDER_ABOVE
            return Location(place / PROJECT_RECORD, why)
    return Location(user_data_folder() / USER_RECORD, Why.USER_FOLDER)


def refuse_nowhere(location: Location) -> None:
    """Raise NoHomeError for a file that has no place."""
    if location.path.parent == NOWHERE:
        raise NoHomeError(f"there is no home folder: {_why_no_home()}", hint=SET_HOME)


def refuse_unwritable(folder: Path) -> None:
    """Raise NoHomeError for a folder of the user's own in which nothing can be kept."""
    if not os.access(folder, os.W_OK):
        raise NoHomeError(f"nothing can be kept in the folder `{folder}`", hint=SET_HOME)


def syllabus_location(
    flag: Path | None, environment: Mapping[str, str], named: str, record: Path
) -> Location:
    """Return the syllabus in use with a record that names `named`."""
    if flag:
        return Location(flag, Why.SYLLABUS)
    if path := environment.get("TRACKER_SYLLABUS"):
        return Location(named_path(path), Why.SYLLABUS_VARIABLE)
    if named == SHIPPED_ID:
        return Location(shipped_syllabus(), Why.SHIPPED)
    return Location(folder_of(record) / with_home(named), Why.RECORD)


def name_for_record(syllabus: Path, record: Path) -> str:
    """Return what a record writes as `syllabus` for a file: its path from the record's folder.

    That is `mlops` for the shipped one. Raises UsageError for a path that no record can hold.
    """
    if os.path.realpath(syllabus) == os.path.realpath(shipped_syllabus()):
        return SHIPPED_ID
    name = Path(os.path.relpath(os.path.realpath(syllabus), folder_of(record))).as_posix()
    if not name.isprintable():
        raise UsageError(f"a record cannot name `{name}`", hint="give the file a plainer name")
    from mlops_tracker.study.links import unmistakable  # 1 ms, where a file is named

    return f"./{name}" if name == SHIPPED_ID else unmistakable(name)


def conflict_copies(record: Path) -> list[Path]:
    """Return the copies that sync tools left beside the real file of a record, by name."""
    real = Path(os.path.realpath(record))
    try:
        names = os.listdir(real.parent)
    except OSError:  # a folder that may be entered but not listed: no copies can be found
        return []
    return sorted(
        real.with_name(name)
        for name in names
        if name.startswith(real.stem)
        and name.endswith(real.suffix)
        and name != real.name
        and re.match(COPY, name[len(real.stem) :])
    )


def folder_of(record: Path) -> Path:
    """Return the folder that the real record lies in, whatever links lead to it."""
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
    """Return the shipped syllabus: inside the package, else in the checkout around it."""
    package = Path(__file__).parents[1]
    packaged = package / "data" / "syllabus.toml"
    return packaged if packaged.exists() else package.parents[1] / "data" / "syllabus.toml"


def home_folder() -> Path | None:
    """Return the home folder; None where there is none, as with a path that is relative.

    Where `HOME` is unset or empty, that is the one that the system knows of the user.
    """
    home = os.environ.get("HOME", "")
    if sys.platform == "win32":
        home = os.path.expanduser("~")
    elif not home:
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:  # a user that the system does not know, as in a container
            return None
    is_home = os.path.isabs(home) and (os.path.isdir(home) or not os.path.lexists(home))
    return Path(home) if is_home else None


def with_home(path: str) -> str:
    """Return a path with the home folder in place of a `~` at its start, where there is one."""
    if _is_in_home(path):
        home = home_folder()
        return path if home is None else str(home / path[1:].lstrip(f"/{os.sep}"))
    return os.path.expanduser(path) if path.startswith("~") else path


def named_path(typed: str) -> Path:
    """Return the path that a person named, as `named_text` does."""
    return Path(named_text(typed))


def named_text(typed: str) -> str:
    """Return a path that a person named, with the home folder in place of a `~` at its start.

    Raises NoHomeError where there is none.
    """
    if _is_in_home(typed) and home_folder() is None:
        raise NoHomeError(f"`{typed}` is in the home folder: {_why_no_home()}", hint=SET_HOME)
    return with_home(typed)


def _is_in_home(path: str) -> bool:
    """Whether a path begins with the home folder of whoever runs the program."""
    return path.startswith("~") and path[1:2] in {"", "/", os.sep}


def _why_no_home() -> str:
    """Say what is wrong with the home folder, where there is none."""
    home = os.environ.get("HOME")
    return f"`HOME` is `{home}`, not the absolute path of a folder" if home else "`HOME` is not set"


def user_data_folder() -> Path:
    """Return the folder of the user's own record."""
    return _user_folder("data", ".local/share")


def cache_folder() -> Path:
    """Return the folder of what can be computed again."""
    return _user_folder("cache", ".cache")


def state_folder() -> Path:
    """Return the folder of what is private and not worth syncing: drafts, locks."""
    return _user_folder("state", ".local/state")


def _user_folder(kind: str, on_linux: str) -> Path:
    """Return the user's folder of a kind, NOWHERE where there is no home to have it in.

    On Linux that is one rule (XDG Base Directory Specification 0.8: a variable,
    ignored if relative, else a default), and to import platformdirs for it
    would cost 5 ms of the 25 that `done` may spend above Typer.
    """
    if sys.platform == "linux":
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        return Path(named, APP) if os.path.isabs(named) else _in_home(on_linux)
    if home_folder() is None:
        return NOWHERE
    import platformdirs

    folder: Path = getattr(platformdirs, f"user_{kind}_path")(APP, appauthor=False)
    return folder


def _in_home(folder: str) -> Path:
    """Return the program's folder within a folder of the home, NOWHERE where there is none."""
    home = home_folder()
    return NOWHERE if home is None else home / folder / APP


def stored_path(typed: str, folder: Path, record: Path) -> str:
    """Return a path that was typed in `folder` as a record keeps it.

    That is from the record's folder where it lies within it, so that both can
    move together, else absolute. Raises UsageError for a path that no record can hold.
    """
    from mlops_tracker.study.links import unmistakable  # as above

    path = Path(os.path.abspath(folder / typed))
    home = folder_of(record)
    real = Path(os.path.realpath(path.parent)) / path.name
    within = next((p.relative_to(home) for p in (path, real) if p.is_relative_to(home)), None)
    link = path.as_posix() if within is None else unmistakable(within.as_posix())
    if not link.isprintable():
        raise UsageError(f"a record cannot name `{link}`", hint="give the file a plainer name")
    return "/" + link.lstrip("/") if link.startswith("//") and os.name == "posix" else link


def path_of(link: str, record: Path) -> Path:
    """Return the path that a record keeps as `link`."""
    return folder_of(record) / with_home(link)


def is_own_work(path: Path) -> bool:
    """Whether there is a file or a folder, and not a device or a pipe."""
    return os.path.isfile(path) or os.path.isdir(path)


def path_from(readme: Path, link: str, record: Path) -> str | None:
    """Return the path that a record keeps as `link` as it is written in a README.

    That is from the README's folder. None for what lies outside of the repository that
    the README is in, or outside of its folder if that is in none: it leads nobody
    there, and its name is nobody's business.
    """
    from mlops_tracker.study.links import unmistakable  # as above

    folder = Path(os.path.realpath(readme)).parent
    home = next((f for f in (folder, *folder.parents) if (f / ".git").exists()), folder)
    path = path_of(link, record)
    real = Path(os.path.realpath(path.parent)) / path.name
    if not real.is_relative_to(home):
        return None
    return unmistakable(Path(os.path.relpath(real, folder)).as_posix())
