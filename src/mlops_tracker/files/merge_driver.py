"""Git set up to join records: one value of its configuration, one line of `.gitattributes`."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.files import git

NAME = "tracker"
KEY = f"merge.{NAME}.driver"
ARGUMENTS = "merge-driver -- %O %A %B %P"
BUILT_IN = {"", "unspecified", "set", "unset", "text", "binary", "union"}
"""What git says of a file that it merges by lines, or not at all."""
_IGNORED = ("ls-files", "--others", "--ignored", "--exclude-standard")


class Installed(NamedTuple):
    """What was set up, and what was there already."""

    driver: str
    """The command that git runs."""
    has_set_driver: bool
    attributes: Path
    line: str
    """The line that was written to `attributes`; empty where none had to be."""
    is_new_file: bool
    """Whether `attributes` was not there before."""
    is_in_force: bool
    """Whether git uses the driver for the record now."""


def lacks_driver(record: Path) -> bool:
    """Whether git carries a record and would merge it by lines.

    False also where that cannot be known, and for a record that git ignores.
    """
    real = git.real_file(record)
    if not git.has_repository(record):
        return False
    ignored = git.ask(real.parent, *_IGNORED, "--", real.name)
    return ignored.code == 0 and not ignored.out and not _driver_in_force(real)


def install(record: Path) -> Installed:
    """Have git join the record of this clone by the tracker; what is there already stays.

    Raises RefusedError where there is no repository, NotSavedError.
    """
    real = git.real_file(record)
    if not git.is_installed():
        raise RefusedError(
            "git is not installed", hint="`tracker merge FILE` joins records without git"
        )
    if git.ask(real.parent, "rev-parse", "--is-inside-work-tree").line != "true":
        raise RefusedError(
            f"`{record}` is not in the work tree of a git repository",
            hint="`tracker merge FILE` joins records without git",
        )
    driver, has_set_driver = _set_driver(real)
    attributes = real.parent / ".gitattributes"
    line, is_new_file = "", False
    if _attribute(real) != NAME and not _driver_in_force(real):
        line = f"{pattern(real.name)} merge={NAME}"
        is_new_file = _append_line(attributes, line)
    is_in_force = bool(_driver_in_force(real))
    return Installed(driver, has_set_driver, attributes, line, is_new_file, is_in_force)


def _attribute(real: Path) -> str:
    """Return how git is told to merge a file."""
    answer = git.ask(real.parent, "check-attr", "-z", "merge", "--", real.name)
    return os.fsdecode(answer.out).removesuffix("\0").rpartition("\0")[2]


def _driver_in_force(real: Path) -> str:
    """Return the command by which git merges a file; an empty text where it does so itself."""
    name = _attribute(real)
    return "" if name in BUILT_IN else _configured(real, f"merge.{name}.driver")


def _configured(real: Path, key: str) -> str:
    """Return a value of git's configuration; an empty text where there is none."""
    return git.ask(real.parent, "config", "--get", key).line


def _set_driver(real: Path) -> tuple[str, bool]:
    """Return the command that git runs, and whether it had to be set. Raises NotSavedError."""
    there = _configured(real, KEY)
    if there and _can_be_run(there):
        return there, False
    driver = f"{_program()} {ARGUMENTS}"
    if git.ask(real.parent, "config", "--replace-all", KEY, driver).code != 0:
        shown = git.command(real, "config", KEY, driver)
        raise NotSavedError(f"git could not set `{KEY}`", hint=f"`{shown}` says why")
    return driver, True


def _can_be_run(driver: str) -> bool:
    """Whether the program of a driver is there; what cannot be taken apart is left to the shell."""
    try:
        words = shlex.split(driver)
    except ValueError:
        return True
    return bool(words) and shutil.which(words[0].replace("%%", "%")) is not None


def _program() -> str:
    """Return how git's shell runs this program; by its path only where it needs that."""
    if shutil.which("tracker"):
        return "tracker"
    run = Path(sys.argv[0])
    if run.stem == "tracker" and shutil.which(str(run.absolute())):
        words = [run.absolute().as_posix()]
    else:
        words = [Path(sys.executable).as_posix(), "-P", "-m", "mlops_tracker"]
    return shlex.join(words).replace("%", "%%")


def pattern(name: str) -> str:
    """Return the pattern of `.gitattributes` for a file beside it and no other."""
    escaped = "".join(f"\\{letter}" if letter in "*?[\\" else letter for letter in name)
    if not any(letter.isspace() or letter in '"\\' or not letter.isprintable() for letter in name):
        return f"/{escaped}"
    quoted = "".join(_quoted(byte) for byte in os.fsencode(escaped))
    return f'"/{quoted}"'


def _quoted(byte: int) -> str:
    """Return a byte as git writes it within quotes."""
    letter = chr(byte)
    if letter in '"\\':
        return f"\\{letter}"
    return letter if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _append_line(path: Path, line: str) -> bool:
    """Add a line to a file, and return whether the file is new. Raises NotSavedError."""
    if path.is_symlink():  # git does not read such a file
        raise NotSavedError(
            f"`{path}` is a link, which git does not follow",
            hint=f"make it a file, or add the line `{line}` to `.git/info/attributes`",
        )
    try:
        is_new = not path.exists()
        before = b"" if is_new else path.read_bytes()
        newline = b"\r\n" if b"\r\n" in before else b"\n"
        start = newline if before and not before.endswith(b"\n") else b""
        with open(path, "ab") as file:
            file.write(start + os.fsencode(line) + newline)
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror}",
            hint=f"git also needs the line `{line}` in it",
        ) from error
    return is_new
