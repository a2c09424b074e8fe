"""The git repository around a file: what git keeps of a merge that it could not finish.

Git is asked only where something is odd or somebody wants it, never by an everyday
command. It finds the repository from the folder of the real file, whatever
`GIT_DIR` says: that is set in hooks, and may be about another one.
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError

PATIENCE = 10.0
"""Seconds to wait for git, which has little to do here."""
ENVIRONMENT_KEPT = ("GIT_CONFIG_", "GIT_CEILING", "GIT_DISCOVERY", "GIT_EXEC_PATH")
"""How the variables begin that say how git is set up, not which repository is meant."""


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
