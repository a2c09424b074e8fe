"""Records to crash on, and the commands to do it with: whole, traced, broken off, many at once.

The command that crashes is always the real one, a Python of its own under
strace. What is run before and after it comes from `quick.py`, which is faster.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import pytest

from mlops_tracker.cli.commands import COMMANDS, Access
from mlops_tracker.formats.registry import WRITTEN

TRACKER = (sys.executable, "-m", "mlops_tracker")
QUICK = Path(__file__).with_name("quick.py")
CHANGING = ("mkdir", "write", "fchmod", "fsync", "link", "rename", "unlink", "ftruncate")
TRACED = ("openat", "close", "flock", *CHANGING)
"""The calls in a save, without those that only look at a file that is open (read, fstat, lseek)."""
LONGEST_RUN = 60
MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")
CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
PROCESS_ID = re.compile(r"\.\d+(?=[.>\"])")
NOBODY = 65534


Files = dict[Path, tuple[bytes, int]]
"""What files hold, and their modes."""


class Ended(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


class Call(NamedTuple):
    """A system call of a traced command."""

    name: str
    text: str
    """What strace wrote of its arguments and its result."""
    number: int
    """Counted among the calls of this name, from the start of the process."""

    @property
    def arguments(self) -> str:
        """What the call was given, the same in every run, as far as it is known before its end."""
        given = re.split(r"\) += | <unfinished", self.text)[0]
        if self.name == "write":
            given = given.partition(",")[0]  # how long it is depends on the moment
        return PROCESS_ID.sub(".PID", given)

    @property
    def has_failed(self) -> bool:
        """Whether it gave an error."""
        return " = -1 " in self.text

    @property
    def is_injected(self) -> bool:
        """Whether strace made it fail."""
        return "(INJECTED)" in self.text


class Traced(NamedTuple):
    """How a traced command ended, and its calls."""

    code: int
    out: str
    err: str
    calls: list[Call]


class Writer(NamedTuple):
    """A command that writes, and what it needs."""

    title: str
    args: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    """Commands that go before it."""
    by_hand: Callable[[bytes], bytes] | None = None
    """What a person does to the record before it."""
    begins: bool = False
    """Whether there is no record before it."""
    beside: Mapping[str, bytes] = {}
    """Files that lie beside the record, by name."""


SHAPES: tuple[tuple[str, ...], ...] = ((), ("--json",), ("--plain",))
AS_IT_IS = SHAPES[:1]


class Reader(NamedTuple):
    """A command that only reads."""

    args: tuple[str, ...]
    shapes: tuple[tuple[str, ...], ...] = SHAPES


class Giver(NamedTuple):
    """A command that writes files for others, and not the record that there is."""

    title: str
    args: tuple[str, ...]
    files: tuple[str, ...]
    """Their names, in the order in which they are written."""
    before: tuple[tuple[str, str], ...] = ()
    """Files that lie there before it, by name, and what they hold."""
    first: tuple[tuple[str, ...], ...] = ()
    """Commands that do a part of it: it makes a record, and then a step in it."""


def without_first_item(content: bytes) -> bytes:
    """Cut the first item out of a record, as a person may do."""
    head, _, rest = content.partition(b'[items."1.1.1"]')
    return head + rest[rest.index(b"[") :]


BEGUN = (
    ("done", "1.1.1", "--took", "5m"),
    ("note", "1.1", "The words of a person."),
    ("done", "1.1.4", "--score", "8/10"),
)
"""What every record has seen before."""

LAPTOP = b"""format = 1
syllabus = "mlops"

[items."1.1.7"] # on the train
status = "done"
done_at = 2026-01-05T10:00:00Z

[weeks."1.1"]
note = "The words of another machine."
"""

COURSE = "course.md"
"""A course list, which lies above the record's folder, out of the way."""
COURSE_TEXT = "# Rust\n\n## Week 1\n\n- [x] Video: Moves\n- [ ] Quiz: Borrows (Score: 8/10)\n"
LAB, LINK = "1.2.17", "https://example.org/old.ipynb"

WRITERS = (
    Writer("done", ("done", "1.1.2", "--note", "what was typed")),
    Writer("undone", ("undone", "1.1.1")),
    Writer("skip", ("skip", "1.1.3")),
    Writer("unskip", ("unskip", "1.1.3"), before=(("skip", "1.1.3"),)),
    Writer("start", ("start", "1.1.5")),
    Writer("note", ("note", "1.1", "what was typed")),
    Writer("note --replace", ("note", "1.1", "what was typed", "--replace")),
    Writer("drop", ("drop", "3", "--why", "what was typed")),
    Writer("resume", ("resume", "3"), before=(("drop", "3"),)),
    Writer("review", ("review", "2", "what was typed", "--stars", "4")),
    Writer("link", ("link", "1.1.2", "https://example.org/lab.ipynb")),
    Writer("link --remove", ("link", LAB, LINK, "--remove"), before=(("link", LAB, LINK),)),
    Writer("scan", ("scan", ".", "--yes"), beside={"C1W2_Ungraded_Lab.ipynb": b"{}"}),
    Writer("undo", ("undo",)),
    Writer("redo", ("redo",), before=(("undo",),)),
    Writer("restore", ("restore", "2")),
    Writer("accept", ("accept",), by_hand=without_first_item),
    Writer("merge", ("merge", "laptop.toml"), beside={"laptop.toml": LAPTOP}),
    Writer(
        "merge-driver",
        ("merge-driver", "base.toml", "record.toml", "laptop.toml"),
        beside={"base.toml": b"", "laptop.toml": LAPTOP},
    ),
    Writer("init", ("init",), begins=True),
    Writer("the first done", ("done", "1.1.2"), begins=True),
)
"""Every command that changes a record, in every way in which it does."""

README = "# Mine\n\nwords\n"
IMPORT_IN_USE = (
    *("import", f"../{COURSE}", "--use", "--file", "rust-record.toml", "-o", "rust.toml"),
)
GIVERS = (
    *(
        Giver(f"export {format}", ("export", format, "-o", "study"), ("study",))
        for format in WRITTEN
    ),
    Giver(
        "export --force",
        ("export", "csv", "-o", "study", "--force"),
        ("study",),
        (("study", "old\n"),),
    ),
    Giver("publish", ("publish", "README.md"), ("README.md",), (("README.md", README),)),
    Giver("publish --create", ("publish", "README.md", "--create"), ("README.md",)),
    Giver("import", ("import", f"../{COURSE}"), ("course.toml",)),
    Giver(
        "import --force",
        ("import", f"../{COURSE}", "--force"),
        ("course.toml",),
        (("course.toml", "old\n"),),
    ),
    Giver(
        "import --use",
        (*IMPORT_IN_USE, "--with-progress", "--yes"),
        ("rust.toml", "rust-record.toml"),
        first=(IMPORT_IN_USE,),
    ),
)
"""Every command that writes other files, in every way in which it does."""

READERS: tuple[Reader, ...] = (
    Reader(()),
    Reader(("list",)),
    Reader(("list", "1.1", "--done")),
    Reader(("next",)),
    Reader(("note", "1.1", "--show")),
    Reader(("notes",)),
    Reader(("search", "words")),
    Reader(("report",)),
    Reader(("report", "--reviews")),
    Reader(("review", "2", "--show")),
    Reader(("link", "1.1.1")),
    Reader(("open", "1.1.1", "--print"), AS_IT_IS),
    Reader(("scan", ".", "--dry-run"), SHAPES[:2]),
    Reader(("drop", "3", "--dry-run"), AS_IT_IS),
    *(Reader(("export", format), AS_IT_IS) for format in WRITTEN),
    Reader(("import", f"../{COURSE}", "--dry-run", "--with-progress"), SHAPES[:2]),
    Reader(("syllabus", "update", "--dry-run"), SHAPES[:2]),
    Reader(("log",)),
    Reader(("history",)),
    Reader(("path",)),
    Reader(("check",)),
    Reader(("done", "1.1.2", "--dry-run"), AS_IT_IS),
    Reader(("--version",), AS_IT_IS),
    Reader(("done", "--help"), AS_IT_IS),
)
"""Every command that only reads, in every way in which it does."""
READERS += tuple(
    Reader(tuple(shlex.split(command.example)[1:]))
    for command in COMMANDS
    if command.access is Access.READS
    and not any(reader.args[:1] == (command.name,) for reader in READERS)
)


def readings() -> list[tuple[str, ...]]:
    """Return every command that only reads, in every shape."""
    return [(*reader.args, *shape) for reader in READERS for shape in reader.shapes]


def importing_from(source: Path) -> dict[str, str]:
    """Return the environment in which Python imports what is in `source` before all else."""
    paths = [str(source), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


class Quick:
    """The tracker imported once, for commands that need not start a Python of their own."""

    def __init__(self, source: Path | None = None) -> None:
        """Start it, with the tracker from `source` if that is given."""
        self._process = subprocess.Popen(
            [sys.executable, QUICK],
            env=importing_from(source) if source else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = Lock()

    def ask(self, request: dict[str, Any]) -> Any:
        """Have a request answered."""
        assert self._process.stdout
        with self._lock:
            self._tell(request)
            return json.loads(self._process.stdout.readline())

    def watched(self, request: dict[str, Any], watch: Callable[[int], Iterator[None]]) -> Any:
        """Have a command held, watched and let go."""
        assert self._process.stdout
        with self._lock:
            self._tell(request | {"task": "held"})
            child = int(self._process.stdout.readline())
            try:
                with contextmanager(watch)(child):
                    os.kill(child, signal.SIGCONT)
            except BaseException:
                os.kill(child, signal.SIGKILL)
                raise
            return json.loads(self._process.stdout.readline())

    def _tell(self, request: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Stop it."""
        self._process.communicate(timeout=LONGEST_RUN)


class Place:
    """A record of its own, with a home of its own."""

    def __init__(self, root: Path, quick: Quick) -> None:
        """Make the folders; there is no record yet."""
        self.root = root
        self.folder = root / "study"
        self.record = self.folder / "record.toml"
        self.state = root / "home" / "state" / "tracker"
        self.cache = root / "home" / "cache"
        self.user: int | None = None
        """Who runs quick commands, if not who runs the tests."""
        self._quick = quick
        for name in ("study", "home"):
            (root / name).mkdir(parents=True)
        (root / COURSE).write_text(COURSE_TEXT)
        kept = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
        homes = {f"XDG_{kind.upper()}_HOME": kind for kind in ("state", "data", "cache")}
        self.environment = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            **{name: str(root / "home" / kind) for name, kind in homes.items()},
            "HOME": str(root / "home"),
            "TRACKER_FILE": str(self.record),
            "TZ": "UTC",
        }

    def command(self, *args: str) -> list[str]:
        """Return the command line of a command; `init` heeds no environment."""
        return [*TRACKER, *self._args(args)]

    def _args(self, args: Sequence[str]) -> list[str]:
        return ["--file", str(self.record), *args] if "init" in args[:1] else [*args]

    def run(self, *args: str, **options: Any) -> Ended:
        """Run the real command."""
        ended = subprocess.run(
            self.command(*args), **self._options, **options, timeout=LONGEST_RUN, check=False
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "cwd": self.folder,
            "env": self.environment,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
        }

    def quick(self, *commands: Sequence[str]) -> list[Ended]:
        """Run commands one after the other, quickly."""
        lines = [self._args(command) for command in commands]
        return [Ended(*ended) for ended in self._ask("run", commands=lines)]

    def storm(
        self, workers: Iterable[Iterable[Sequence[str]]], kills: float = 0, seed: int = 0
    ) -> list[list[int]]:
        """Run lists of commands at once, some of them killed; give all exit codes."""
        lists = [[[*command] for command in commands] for commands in workers]
        codes: list[list[int]] = self._ask("storm", workers=lists, kills=kills, seed=seed)
        return codes

    def _ask(self, task: str, **details: Any) -> Any:
        return self._quick.ask({"task": task, **self._where, **details})

    @property
    def _where(self) -> dict[str, Any]:
        return {"env": self.environment, "folder": str(self.folder), "user": self.user}

    def traced(
        self,
        args: Sequence[str],
        *injections: str,
        calls: Iterable[str] = TRACED,
        by: Sequence[str] = (),
    ) -> Traced:
        """Run the real command under strace, with what is to be injected, started `by` others."""
        log = self.root / "strace.log"
        strace = [*by, strace_path(), *_strace_options(log, injections, calls)]
        process = subprocess.Popen([*strace, *self.command(*args)], **self._options)
        out, err = process.communicate(timeout=LONGEST_RUN)
        return Traced(process.returncode, out, err, calls_in(log.read_text(errors="replace")))

    def quickly_traced(
        self, args: Sequence[str], *injections: str, calls: Iterable[str] = TRACED
    ) -> Traced:
        """Run a command under strace, in a child of a process that has imported the tracker."""
        log = self.root / "strace.log"
        strace = [strace_path(), *_strace_options(log, injections, calls)]

        def watch(child: int) -> Iterator[None]:
            process = subprocess.Popen([*strace, "-p", str(child)], stderr=subprocess.PIPE)
            assert process.stderr
            first = process.stderr.readline()
            assert b"attached" in first, first
            yield
            process.communicate(timeout=LONGEST_RUN)

        request = {"commands": [self._args(args)], **self._where}
        code, out, err = self._quick.watched(request, watch)
        return Traced(code, out, err, calls_in(log.read_text(errors="replace")))

    def begin(self, writer: Writer | None = None) -> None:
        """Return the record what it has seen, and what a command needs."""
        before = writer.before if writer else ()
        commands = (*BEGUN, *before)
        if writer and writer.begins:
            ended = self.quick(("list", "--plain"))  # so that the syllabus is in the cache
        else:
            ended = self.quick(*commands, ("list", "--plain"))
        assert {end.code for end in ended} == {0}, ended
        for name, content in (writer.beside if writer else {}).items():
            (self.folder / name).write_bytes(content)
        if writer and writer.by_hand:
            self.record.write_bytes(writer.by_hand(self.record.read_bytes()))

    def lay(self, giver: Giver) -> None:
        """Put the files there that lie there before a command that gives files away."""
        for name, content in giver.before:
            (self.folder / name).write_text(content)

    @property
    def content(self) -> bytes | None:
        """What the record holds, any moment in it made the same."""
        try:
            return MOMENT.sub(b"MOMENT", self.record.read_bytes())
        except FileNotFoundError:
            return None

    @property
    def others(self) -> list[str]:
        """The names of what lies beside the record."""
        return sorted(set(os.listdir(self.folder)) - {self.record.name})

    @property
    def versions(self) -> list[list[str]]:
        """What the history says of each version, oldest first."""
        [ended] = self.quick(("history", "--plain"))
        assert ended.code == 0, ended
        return [line.split("\t") for line in ended.out.splitlines()][::-1]

    @property
    def history(self) -> Path:
        """The folder of the history."""
        [folder] = (self.state / "history").iterdir()
        return folder

    def concerns(self, call: Call) -> bool:
        """Whether a call touches this place."""
        return str(self.root) in call.text

    def remember(self) -> Files:
        """Return all that is here, to come back to."""
        files = (path for path in self.root.rglob("*") if path.is_file())
        return {path: (path.read_bytes(), path.stat().st_mode) for path in files}

    def come_back(self, files: Files) -> None:
        """Have all as it was; the folder of the record, by which its lock is named, stays."""
        for folder in (self.folder, self.root / "home"):
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path, (content, mode) in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode)


def _strace_options(log: Path, injections: Iterable[str], calls: Iterable[str]) -> list[str]:
    """Return what strace is told."""
    inject = [f"--inject={injection}" for injection in injections]
    return ["-f", "-y", "-s0", "-o", str(log), "--trace=" + ",".join(calls), *inject]


def calls_in(log: str) -> list[Call]:
    """Return the calls in what strace wrote."""
    calls, counts = [], dict[str, int]()
    for line in log.splitlines():
        if found := CALL.match(line):
            name, text = found.groups()
            counts[name] = counts.get(name, 0) + 1
            calls.append(Call(name, text, counts[name]))
    return calls


@cache
def strace_path() -> str:
    """Return the path of strace. Without it a test is skipped, and fails where CI is set."""
    if path := shutil.which("strace"):
        return path
    why = "strace is not installed; `apt-get install strace` brings it"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
