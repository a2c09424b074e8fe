"""The git repository around a record: what it keeps of a merge, and how it is set up to join.

Git is asked only where something is odd or somebody wants it, never by an everyday
command. It finds the repository from the folder of the real file, whatever
`GIT_DIR` says: that is set in hooks, and may be about another one. To have it join records
takes one value of its configuration and one line of `.gitattributes`.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, NotSavedError, RefusedError

PATIENCE = 10.0
"""Seconds to wait for git, which has little to do here."""
ENVIRONMENT_KEPT = ("GIT_CONFIG_", "GIT_CEILING", "GIT_DISCOVERY", "GIT_EXEC_PATH")
"""How the variables begin that say how git is set up, not which repository is meant."""
NAME = "tracker"
KEY = f"merge.{NAME}.driver"
ARGUMENTS = "merge-driver -- %O %A %B %P"
BUILT_IN = {"", "unspecified", "set", "unset", "text", "binary", "union"}
"""What git says of a file that it merges by lines, or not at all."""
_IGNORED = ("ls-files", "--others", "--ignored", "--exclude-standard")


class Answer(NamedTuple):
    """What git said."""

    code: int | None
    """Its exit code; None where it could not be run, or was not back in time."""
    out: bytes = b""

    @property
    def line(self) -> str:
        """What it said, as one line of text."""
        return os.fsdecode(self.out).removesuffix("\n")


class Stages(NamedTuple):
    """The sides of a file that git could not merge, as they would stand in the work tree."""

    base: bytes | None
    ours: bytes | None
    """What `HEAD` has: in a rebase the commits of the others."""
    theirs: bytes | None


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


def ask(folder: Path, *words: str) -> Answer:
    """Return what git says in a folder; it is never waited for longer than `PATIENCE`."""
    program = shutil.which("git")
    if program is None:
        return Answer(None)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(ENVIRONMENT_KEPT)
    }
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    options = ("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false")
    try:
        ended = subprocess.run(
            [os.path.abspath(program), *options, *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):  # whoever asks is told that git cannot say
        return Answer(None)
    return Answer(ended.returncode, ended.stdout)


def real_file(path: Path) -> Path:
    """Return the file that links lead to, which is the one in a repository."""
    return Path(os.path.realpath(path))


def has_repository(path: Path) -> bool:
    """Whether the real file at `path` is in the work tree of a repository; git is not run."""
    return any(os.path.exists(folder / ".git") for folder in real_file(path).parents)


def is_installed() -> bool:
    """Whether there is a git to ask."""
    return shutil.which("git") is not None


def is_unmerged(path: Path) -> bool | None:
    """Whether git has two sides of a file; None where git cannot read the repository."""
    if not has_repository(path):
        return False
    listed = _unmerged(real_file(path))
    return bool(listed.out) if listed.code == 0 else None


def _unmerged(real: Path) -> Answer:
    """Return what git says about the sides of a file."""
    return ask(real.parent, "ls-files", "--unmerged", "-z", "--", real.name)


def stages(path: Path) -> Stages | None:
    """Return the sides of a file that git could not merge; None where there are none.

    Raises DamagedFileError where git cannot show one of them.
    """
    if not is_unmerged(path):
        return None
    real = real_file(path)
    entries = os.fsdecode(_unmerged(real).out).split("\0")
    numbers = {entry.partition("\t")[0].rpartition(" ")[2] for entry in entries if entry}
    return Stages(*(_stage(real, number) if number in numbers else None for number in "123"))


def _stage(real: Path, number: str) -> bytes:
    """Return one side of a file, with the line ends that it has in the work tree.

    Raises DamagedFileError.
    """
    name = f":{number}:./{real.name}"
    for form in ("--filters", "blob"):  # a filter of the repository may not be there
        answer = ask(real.parent, "cat-file", form, name)
        if answer.code == 0:
            return answer.out
    shown = command(real, "show", name)
    raise DamagedFileError(f"git cannot show a side of `{real}`", hint=f"`{shown}` says why")


def operation(path: Path) -> str | None:
    """Return what git is in the middle of: `rebase`, `cherry-pick`, `revert`, `merge` or `stash`.

    The last is the return of stashed changes of the file, of which git makes no other note.
    """
    real = real_file(path)
    answer = ask(real.parent, "rev-parse", "--absolute-git-dir")
    if answer.code != 0:
        return None
    signs = {
        "rebase-merge": "rebase",
        "rebase-apply/rebasing": "rebase",
        "CHERRY_PICK_HEAD": "cherry-pick",
        "REVERT_HEAD": "revert",
        "MERGE_HEAD": "merge",
    }
    for sign, name in signs.items():
        if Path(answer.line, sign).exists():
            return name
    lower, stashed = (
        ask(real.parent, "rev-parse", "--verify", "--quiet", f"{where}:./{real.name}")
        for where in (":3", "refs/stash")
    )
    return "stash" if lower.code == 0 and lower == stashed else None


def command(path: Path, *words: str) -> str:
    """Return a git command about the repository of a file, as it can be typed here."""
    folder = real_file(path).parent
    try:
        is_here = os.path.samefile(os.curdir, folder)
    except OSError:  # a folder that is gone is not the one we are in
        is_here = False
    return shlex.join(["git", *([] if is_here else ["-C", str(folder)]), *words])


def add_command(path: Path) -> str:
    """Return the command that tells git that a file is merged."""
    name = real_file(path).name
    if any(character in name for character in "*?[\\:"):
        return command(path, "--literal-pathspecs", "add", "--", name)
    return command(path, "add", *(["--"] if name.startswith("-") else []), name)


def lacks_driver(record: Path) -> bool:
    """Whether git carries a record and would merge it by lines.

    False also where that cannot be known, and for a record that git ignores.
    """
    real = real_file(record)
    if not has_repository(record):
        return False
    ignored = ask(real.parent, *_IGNORED, "--", real.name)
    return ignored.code == 0 and not ignored.out and not _driver_in_force(real)


def install(record: Path) -> Installed:
    """Have git join the record of this clone by the tracker; what is there already stays.

    Raises RefusedError where there is no repository, NotSavedError.
    """
    real = real_file(record)
    if not is_installed():
        raise RefusedError(
            "git is not installed", hint="`tracker merge FILE` joins records without git"
        )
    if ask(real.parent, "rev-parse", "--is-inside-work-tree").line != "true":
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
    answer = ask(real.parent, "check-attr", "-z", "merge", "--", real.name)
    return os.fsdecode(answer.out).removesuffix("\0").rpartition("\0")[2]


def _driver_in_force(real: Path) -> str:
    """Return the command by which git merges a file; an empty text where it does so itself."""
    name = _attribute(real)
    return "" if name in BUILT_IN else _configured(real, f"merge.{name}.driver")


def _configured(real: Path, key: str) -> str:
    """Return a value of git's configuration; an empty text where there is none."""
    return ask(real.parent, "config", "--get", key).line


def _set_driver(real: Path) -> tuple[str, bool]:
    """Return the command that git runs, and whether it had to be set. Raises NotSavedError."""
    there = _configured(real, KEY)
    if there and _can_be_run(there):
        return there, False
    driver = f"{_program()} {ARGUMENTS}"
    if ask(real.parent, "config", "--replace-all", KEY, driver).code != 0:
        shown = command(real, "config", KEY, driver)
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
