"""Promise 13: text of files and people cannot drive the terminal.

Every field that a file or a person can fill holds escape sequences, control
characters, bidi controls and rich markup. Every command is run on that in every
shape, and says nothing on either stream that a terminal would obey; what is
text in it is all there. A new command fails here until it has its `Case`.
"""

import csv
import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tomli_w

from mlops_tracker import clock
from mlops_tracker.cli import materials
from mlops_tracker.cli.app import main
from mlops_tracker.cli.commands import COMMANDS, Access, Command
from mlops_tracker.formats.registry import WRITTEN
from mlops_tracker.views.marks import shown_lines

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
CONTROLS = (
    "\x1b[2J\x1b]8;;evil\x1b\\\x1b]52;c;eA==\x07\x1b[31m\x08\x0b\x0c\r\x00\x7f"
    "\x85\x9b2J\x9d\x9c\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u2028\u2029\ufeff"
)
IN_A_NAME = CONTROLS.replace("\x00", "")
"""As a command line and a file's name can hold it."""
VISIBLE = "[bold]x[/] [/home/me] [link=http://evil]y[/link] :smile:"
IN_A_FILE_NAME = f"{IN_A_NAME}[bold]x[red] [link=evil]y :smile: \\"
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
"""Also a lone carriage return is obeyed; line feeds and tabs are ours."""
OBEYED_IN_JSON = re.compile("[^\n -~]")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def evil(field: str) -> str:
    """Return what a field holds: something to be seen, something to be obeyed, a backslash."""
    return f"<{field}> {VISIBLE} {CONTROLS} <{field}>\\"


def typed(field: str) -> str:
    """Return what is typed, which has no NUL."""
    return evil(field).replace("\x00", "")


SYLLABUS: dict[str, Any] = {
    "format": 1,
    "id": evil("syllabus id"),
    "title": evil("syllabus title"),
    "url": evil("syllabus url"),
    "courses": [
        {
            "id": "1",
            "title": evil("course title"),
            "also": [evil("course also")],
            "url": evil("course url"),
            "weeks": [
                {
                    "id": "1.1",
                    "title": evil("week title"),
                    "also": [evil("week also")],
                    "summary": evil("week summary"),
                    "url": evil("week url"),
                    "items": [
                        {
                            "id": f"1.1.{number}",
                            "kind": evil("kind"),
                            "title": evil(f"item title {number}"),
                            "url": evil("item url"),
                            "minutes": 5,
                        }
                        for number in range(1, 23)
                    ]
                    + [
                        {"id": "1.1.23", "kind": "lab", "title": evil("lab title")},
                        *(
                            {
                                "id": f"1.1.{number}",
                                "kind": f"{sign}{evil('formula kind')}",
                                "title": f"{sign}{evil('formula title')}",
                                "url": f"{sign}{evil('formula url')}",
                            }
                            for number, sign in enumerate("=+-@\t\r", 24)
                        ),
                    ],
                }
            ],
        },
        {"id": "2", "title": evil("dropped course")},
    ],
}
WORK = "[bold]x[red] [link=evil]y :smile:.ipynb"
"""The name of a file that can be linked."""
GONE = evil("id that is gone")
RECORD: dict[str, Any] = {
    "format": 1,
    "syllabus": IN_A_FILE_NAME,
    "mine": {evil("my key"): evil("my value")},
    "items": {
        "1.1.1": {
            "title": evil("title then"),
            "status": "done",
            "done_at": NOW,
            "score": 80.0,
            "links": [WORK, evil("link")],
            "note": evil("item note"),
        },
        "1.1.2": {"title": evil("title then"), "status": "skipped"},
        "1.1.3": {"title": evil("title then"), "status": "doing", evil("key"): evil("value")},
        "1.1.5": {"title": evil("title then"), "links": [f"={evil('formula link')}"]},
        "9.9.9": {"title": evil("title of what is gone"), "note": evil("note on what is gone")},
        GONE: {"title": evil("gone"), "status": "done", "done_at": NOW, "note": evil("gone note")},
    },
    "weeks": {"1.1": {"note": evil("week note")}, GONE: {"note": evil("gone week note")}},
    "courses": {
        "1": {"note": evil("course note"), "review": evil("review"), "why": evil("why")},
        "2": {"status": "dropped", "why": evil("why dropped")},
        GONE: {"note": evil("gone course note"), "review": evil("gone review")},
    },
}

Line = tuple[str, ...]


class Case(NamedTuple):
    """How a command is run, and what is then to be seen."""

    right: tuple[Line, ...] = ((),)
    """Arguments with which it does what it is for."""
    wrong: tuple[Line, ...] = ()
    """Arguments that are refused."""
    before: tuple[Line, ...] = ()
    """Whole commands that come first."""
    sees: tuple[str, ...] = ()
    """The fields that it shows in any shape."""
    sees_plain: tuple[str, ...] = ()
    """The fields that it shows in lines alone."""
    tells: tuple[str, ...] = ()
    """The fields that it tells of on stderr."""
    stdin: str = ""
    exact: tuple[Line, ...] = ()
    """Those of `right` that give a document, which a pipe gets as it is."""


ITEM_TITLE = typed("item title 1")
ITEMS_WRONG: tuple[Line, ...] = (
    (typed("name"),),
    ("[bold]x",),
    ("1.1.1", typed("name")),
    (f"1.1.1-{typed('name')}",),
    ("-",),
)
COURSES_WRONG: tuple[Line, ...] = ((typed("name"),), ("[bold]x",), ("1.1",), ())
ON_ONE_LINE = re.sub("[\r\x0b\x0c\x85\u2028\u2029]", "", IN_A_NAME)
COURSE = "\n".join(
    part.replace("*", f"{VISIBLE} {ON_ONE_LINE} \\")
    for part in (
        *("# Title *", "", "About *", "", "- [Contents *](#week-1)", "", "## Week 1: *", ""),
        *("Words *", "", "- [x] Video: Moves * (5 min)", "- [ ] Quiz * (Score: 8/10)"),
        *("- [Lab *](http://evil/*)", "- [Lab](javascript:*)", "- <http://evil/*>", "- ![*](*)"),
        *("- Reading: * (optional)", "", "* | kind *", "--- | ---", "* | *", "", "### My review"),
        *("", "* Not for me.", "", "## Week 2: *", "", "<summary>*</summary>", "", "## License"),
        *("", "*", IN_A_NAME, "", "```*", "*", "```", ""),
    )
)
"""A course list in which nothing is harmless."""
OUTLINE = {
    "title": evil("outline title"),
    "courses": [
        {
            "title": evil("outline course"),
            "url": evil("outline url"),
            "weeks": [
                {
                    "title": evil("outline week"),
                    "summary": evil("outline summary"),
                    "items": [{"title": evil("outline item"), "kind": evil("outline kind")}],
                }
            ],
        }
    ],
}
A_CHANGE: tuple[Line, ...] = (("note", "1.1", typed("new note")), ("done", "1.1.4"))
CASES: dict[str, Case] = {
    "list": Case(
        right=((), ("1.1",), ("--done",), ("2",)),
        wrong=(*ITEMS_WRONG, ("--kind", typed("kind typed"))),
        sees=("item title 1", "item title 2"),
        sees_plain=("kind",),
    ),
    "done": Case(
        right=(
            *(("1.1.4", "--note", typed("note")), (ITEM_TITLE,)),
            *(("1", "--dry-run"), ("1", "--yes")),
        ),
        wrong=(
            *ITEMS_WRONG,
            *(("1.1.4", option, typed("value")) for option in ("--score", "--on", "--took")),
            ("1.1.4", "--note", "-", "--on", typed("value")),
        ),
        tells=("item title 4",),
        stdin=evil("stdin"),
    ),
    "undone": Case(
        right=(("1.1.1",), ("1",), (ITEM_TITLE,)), wrong=ITEMS_WRONG, tells=("item title 1",)
    ),
    "skip": Case(
        right=(("1.1.4",), ("1", "--yes"), ("1.1.2",)), wrong=ITEMS_WRONG, tells=("item title 4",)
    ),
    "unskip": Case(
        right=(("1.1.2",), ("1",), ("1.1.1",)), wrong=ITEMS_WRONG, tells=("item title 2",)
    ),
    "start": Case(
        right=(("1.1.4",), ("1.1.3",)), wrong=(*ITEMS_WRONG, ("1.1",)), tells=("item title 4",)
    ),
    "next": Case(
        wrong=((typed("count"),), ("--kind", typed("kind typed"))), sees=("item title 3",)
    ),
    "note": Case(
        right=(
            ("1.1.1", "--show"),
            ("1.1.1", typed("paragraph")),
            ("1.1", "--replace", typed("text")),
            (ITEM_TITLE, "--show"),
            ("2", "--show"),
            ("1.1.5", "-"),
        ),
        wrong=((typed("name"), typed("text")), ("[bold]x", "--show"), ("1.1", "--show", VISIBLE)),
        sees=("item note",),
        stdin=evil("stdin"),
    ),
    "notes": Case(
        right=((), ("1",), (ITEM_TITLE,), ("2",)),
        wrong=((typed("name"),), ("[bold]x",)),
        sees=(
            *("course note", "week note", "item note", "course title", "item title 1"),
            *("note on what is gone", "title of what is gone", "gone note", "gone course note"),
            "id that is gone",
        ),
    ),
    "search": Case(
        right=(("bold",), (typed("item title 1"),), ("nowhere", typed("words")), ("smile", "why")),
        wrong=((" ",), ()),
        sees=(
            *("course title", "week title", "item title 22", "course note", "review", "why"),
            *("why dropped", "gone review", "gone note", "id that is gone"),
        ),
    ),
    "report": Case(
        right=((), ("1",), ("1.1",), (typed("week title"),), ("--reviews",)),
        wrong=((typed("name"),), ("[bold]x",), ("1.1.1",)),
        sees=("syllabus title", "course title", "week title", "dropped course"),
    ),
    "path": Case(),
    "syllabus": Case(
        right=(("update", "--file", "fresh.toml"),),
        wrong=((), (typed("word"),), ("update",), ("update", "--dry-run")),
    ),
    "check": Case(sees=("gone", "title of what is gone", "id that is gone")),
    "init": Case(
        right=((), ("--file", f"{IN_A_FILE_NAME} to be")),
        wrong=(("--syllabus", IN_A_FILE_NAME),),
    ),
    "undo": Case(
        right=((), ("--force",)),
        wrong=((typed("name"),),),
        before=A_CHANGE,
        tells=("item title 4",),
    ),
    "redo": Case(wrong=((typed("name"),),), before=(*A_CHANGE, ("undo",)), tells=("item title 4",)),
    "log": Case(
        right=((), ("1",), (ITEM_TITLE,), ("--since", "2026-01-01")),
        wrong=((typed("name"),), ("[bold]x",), ("--since", typed("day"))),
        before=A_CHANGE,
        sees=("item title 1", "item title 4"),
    ),
    "history": Case(wrong=((typed("name"),),), before=A_CHANGE),
    "restore": Case(
        right=(("1",), ("2",)), wrong=((typed("number"),), ("99",), ()), before=A_CHANGE
    ),
    "accept": Case(wrong=((typed("name"),),), before=A_CHANGE),
    "merge": Case(
        right=(("other.toml",), (), ("base.toml", "other.toml")),
        wrong=((typed("file"),), ("damaged.toml",)),
        before=A_CHANGE,
    ),
    "merge-driver": Case(
        right=(("base.toml", "ours.toml", "other.toml"),),
        wrong=((typed("file"), "ours.toml", "other.toml"), ("base.toml", "damaged.toml"), ()),
    ),
    "drop": Case(
        right=(
            ("1", "--why", typed("new why")),
            *(("1",), ("2",), (typed("course title"),), ("1", "--why", "-"), ("1", "--dry-run")),
        ),
        wrong=(*COURSES_WRONG, (typed("name"), "--why", typed("new why"))),
        tells=("course title",),
        stdin=evil("stdin"),
    ),
    "resume": Case(
        right=(("2",), ("1",), (typed("dropped course"),), ("2", "--dry-run")),
        wrong=COURSES_WRONG,
        tells=("dropped course",),
    ),
    "review": Case(
        right=(
            ("1", "--show"),
            ("1", typed("paragraph")),
            ("1", "--stars", "4"),
            ("1", "--replace", typed("text")),
            (typed("course title"), "--show"),
            ("2", "--show"),
            ("2", "-"),
        ),
        wrong=(
            *COURSES_WRONG,
            ("1", "--stars", typed("stars")),
            (typed("name"), typed("text")),
            ("1", "--show", VISIBLE),
        ),
        sees=("review",),
        stdin=evil("stdin"),
    ),
    "link": Case(
        right=(
            ("1.1.1",),
            ("1.1.4", WORK),
            ("1.1.4", "https://[bold].example/[link=evil]:smile:"),
            ("1.1.1", WORK, "--remove"),
            (ITEM_TITLE,),
            ("1.1.2",),
        ),
        wrong=(
            *ITEMS_WRONG,
            *(("1.1.1", to) for to in (typed("path"), IN_A_FILE_NAME, f"no {WORK}")),
            *(("1.1.1", f"{scheme}:{typed('to')}") for scheme in ("https", "javascript")),
            ("1.1.1", typed("link"), "--remove"),
        ),
        sees=("link",),
    ),
    "open": Case(
        right=(("1.1.1", "--print"), ("1.1.1",), (ITEM_TITLE,)),
        wrong=(*ITEMS_WRONG, ("1.1.2",), ("1.1.5", "--print"), ("1.1",), ("1",), ("2",)),
        tells=("link",),
    ),
    "scan": Case(
        right=(("work", "--yes"), ("work", "--dry-run"), ("work", "--dry-run", "--json")),
        wrong=((typed("folder"),), (IN_A_FILE_NAME,), ("work",)),
        tells=("lab title",),
    ),
    "export": Case(
        right=(
            *((format,) for format in WRITTEN),
            *(("markdown", "1.1"), ("csv", typed("week title"))),
            *((format, "-o", f"{IN_A_FILE_NAME}.{format}") for format in WRITTEN),
        ),
        wrong=(
            (typed("format"),),
            *(("html", name) for name in (typed("name"), "[bold]x", "1.1.1")),
            *(("html", "-o", out) for out in (f"{IN_A_NAME}/x", "record.toml", IN_A_FILE_NAME)),
        ),
        exact=(("markdown",), ("csv",), ("markdown", "1.1"), ("csv", typed("week title"))),
    ),
    "publish": Case(
        right=(
            *(("README.md",), ("README.md", "--include-graded"), ("new.md", "--create")),
            (f"{IN_A_FILE_NAME}.md", "--create"),
        ),
        wrong=(
            *(("README.md", "--check"), ("record.toml",), (IN_A_FILE_NAME,), ("markers.md",)),
            *(("latin.md",), (f"{IN_A_NAME}/x",)),
        ),
    ),
    "import": Case(
        right=(
            ("outline.json", "--dry-run"),
            ("outline.json",),
            ("course.md", "--dry-run"),
            ("course.md", "--dry-run", "--json"),
            ("course.md", "--dry-run", "--with-progress", "--title", VISIBLE),
            ("course.md", "-o", f"{IN_A_FILE_NAME}.new"),
            ("course.md", "--use", "--with-progress", "--yes", "--file", f"{IN_A_FILE_NAME}.mine"),
            ("table.csv",),
            ("-", "--dry-run"),
            *(("course.md", "--explain", f"{line}") for line in range(1, COURSE.count("\n"))),
        ),
        wrong=(
            (typed("file"),),
            ("course.md", "--from", typed("format")),
            ("course.md", "--title", typed("title")),
            ("course.md", "-o", f"{IN_A_NAME}/x"),
            ("course.md", "-o", IN_A_FILE_NAME),
            ("course.md", "--use"),
            ("course.md", "--explain", typed("line")),
            ("course.md", "--from", "json"),
            ("latin.md",),
            ("record.toml", "--from", "json"),
            ("damaged.csv",),
        ),
        sees=("outline course", "outline week"),
        stdin=COURSE,
    ),
}
WRONG_ANYWHERE: tuple[Line, ...] = (
    (f"--{typed('option')}",),
    (typed("one"), typed("two"), typed("three"), typed("four")),
    ("--file", IN_A_FILE_NAME),
    ("--file", "damaged.toml"),
    ("--file", f"{IN_A_NAME}/nowhere/tracker.toml"),
    ("--syllabus", f"{IN_A_FILE_NAME} that is not there"),
    ("--syllabus", "damaged.toml"),
    ("--syllabus", "unknown.toml"),
    ("--file", "conflict.toml"),
)
SHAPES: tuple[Line, ...] = ((), ("--json",), ("--plain",), ("--plain", "--header"), ("-h",))


class Ended(NamedTuple):
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


class Keyboard(io.TextIOWrapper):
    """A stdin that may pass for a terminal, at which somebody says yes."""

    def __init__(self, content: str, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(content.encode()), encoding="utf-8")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an evil name, in which nothing is yet."""
    folder = tmp_path / IN_A_FILE_NAME
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TRACKER_FILE", "record.toml")
    monkeypatch.setattr(materials, "launch", lambda *_: "there is no display")
    return folder


def contents() -> Iterator[tuple[str, str]]:
    """Return every file, by name."""
    record = tomli_w.dumps(RECORD)
    for name in ("record.toml", "base.toml", "ours.toml", "record.sync-conflict-20261120.toml"):
        yield name, record
    yield "other.toml", record.replace("<item note>", "<their note>")
    yield "damaged.toml", f"{record}\nx = {IN_A_NAME}\n"
    yield "conflict.toml", f"<<<<<<< {IN_A_NAME}\n{record}"
    yield IN_A_FILE_NAME, tomli_w.dumps(SYLLABUS)
    courses = [{"id": evil("id"), "title": 1}]
    yield "unknown.toml", tomli_w.dumps({**SYLLABUS, evil("unknown key"): 1, "courses": courses})
    yield "README.md", README
    yield "markers.md", f"{README}\n<!-- tracker:begin -->\n{README}"
    yield "course.md", COURSE
    yield "outline.json", json.dumps(OUTLINE)
    cells = [typed(f"cell {column}").replace('"', "") for column in range(4)]
    yield "table.csv", "course,week,title,kind\n" + ",".join(f'"{cell}"' for cell in cells) + "\n"
    yield "damaged.csv", f"{IN_A_NAME},week\n"
    for name in (WORK, f"C1W1_Lab_{WORK}", f"C1W1_{WORK}", IN_A_FILE_NAME[:-1] + ".py"):
        yield f"work/{name}", ""
    yield WORK, ""


README = f"# Mine {typed('readme')}\n\n{typed('words')}\n"
FILES = dict(contents())


def fill(place: Path, home: Path) -> None:
    """Have every file hold what is evil, as if nothing had been run before."""
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (place / "work").mkdir()
    for name, content in FILES.items():
        (place / name).write_text(content)
    (place / "latin.md").write_bytes(README.encode() + b"\xff")
    shutil.rmtree(home / ".local", ignore_errors=True)


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the program; whatever it raises fails the test."""
    assert place.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def run(*args: str, stdin: str = "", terminal: bool = False) -> Ended:
        with monkeypatch.context() as now:
            now.setattr(sys, "stdin", Keyboard(stdin, terminal))
            for stream in (sys.stdout, sys.stderr):
                now.setattr(type(stream), "isatty", lambda _: terminal)
            if terminal:
                now.setenv("COLUMNS", "80")
            capsys.readouterr()
            return Ended(main(list(args)), *capsys.readouterr())

    return run


def assert_harmless(ended: Ended, *, is_json: bool = False) -> None:
    """See that no terminal would obey what a command wrote."""
    for stream in (ended.out, ended.err):
        found = OBEYED.search(stream)
        assert not found, (found, stream[max(0, found.start() - 80) : found.end() + 40])
    if is_json and ended.out:
        assert not OBEYED_IN_JSON.search(ended.out)
        json.loads(ended.out)
    assert "Traceback" not in ended.err


def is_seen(field: str, out: str) -> bool:
    """Whether a field's text is there as it was written, neither styled nor swallowed."""
    text = re.escape(f"<{field}> {VISIBLE} ")
    return re.search(rf"{text}(?:(?!<{field}>).)*<{field}>\\(?!\\)", out, re.DOTALL) is not None


def texts_in(document: object) -> Iterator[str]:
    """Return every text in a JSON document."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from texts_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from texts_in(value)


def prepared(run: Run, place: Path, home: Path, case: Case) -> None:
    """Fill every field, and run what comes before."""
    fill(place, home)
    for line in case.before:
        ended = run(*line)
        assert ended.code == 0, ended
        assert_harmless(ended)


every_command = pytest.mark.parametrize("command", [command.name for command in COMMANDS])


def to_add(name: str) -> str:
    """Return what is missing where a command cannot be run here."""
    return (
        f"add a case for `{name}` to CASES in tests/crash/test_fields.py: how it is run so that "
        "it shows and takes texts that a screen would obey"
    )


def case_of(command: Command) -> Case:
    """Return how a command is run; one that reads, if nothing more is said, as its example."""
    case = CASES.get(command.name)
    if case is None and command.access is Access.READS:
        return Case(right=(tuple(map(id_here, shlex.split(command.example)[2:])),))
    assert case is not None, to_add(command.name)
    return case


def id_here(arg: str) -> str:
    """Return an id of the syllabus here for one of the shipped syllabus."""
    if re.fullmatch(r"\d+\.\d+(\.\d+)?", arg):
        return "1.1.1" if arg.count(".") > 1 else "1.1"
    return arg


EXAMPLES = {command.name: command for command in COMMANDS}


def test_every_command_has_a_case() -> None:
    for command in COMMANDS:
        assert case_of(command).right


def test_what_is_harmless_is_told_from_what_is_not() -> None:
    for control in "\x00\x07\x08\r\x1b\x7f\x85\x9b\u061c\u200f\u2028\u202e\u2066\ufeff":
        with pytest.raises(AssertionError):
            assert_harmless(Ended(0, "", control))
    assert_harmless(Ended(0, f"{VISIBLE}\t\n", "\u200d"))
    assert is_seen("a", evil("a"))
    assert not is_seen("a", evil("a").replace("[bold]", ""))
    assert not is_seen("a", evil("a") + "\\")


@every_command
def test_a_command_shows_all_and_obeys_nothing(run, place, home, command) -> None:
    case = case_of(EXAMPLES[command])
    for line in case.right:
        for shape in SHAPES:
            prepared(run, place, home, case)
            ended = run(command, *line, *shape, stdin=case.stdin)
            is_run = ended.code == 0 or (shape and ended.code == 2)
            assert is_run, ended if command in CASES else f"{to_add(command)}\n{ended}"
            if line in case.exact and not shape:
                ended = ended._replace(out="")
            assert_harmless(ended, is_json="--json" in (*line, *shape) and "-h" not in shape)


@every_command
def test_a_command_on_a_terminal_styles_nothing_of_its_own_accord(
    run, place, home, monkeypatch, command
) -> None:
    case = case_of(EXAMPLES[command])
    for line in case.right:
        outs = []
        for is_plain in (True, False):
            prepared(run, place, home, case)
            monkeypatch.setenv("NO_COLOR", "1" if is_plain else "")
            ended = run(command, *line, stdin=f"y\n{case.stdin}", terminal=True)
            out = ended.out if is_plain else STYLE.sub("", ended.out)
            assert_harmless(ended._replace(out=out))
            # What is styled up to the margin is padded.
            outs.append([line.rstrip() for line in out.splitlines()])
        assert outs[0] == outs[1]


@every_command
def test_a_command_that_is_mistyped_obeys_nothing(run, place, home, command) -> None:
    case = case_of(EXAMPLES[command])
    prepared(run, place, home, case)
    lines = [*case.wrong, *((*case.right[0], *wrong) for wrong in WRONG_ANYWHERE)]
    for line in lines:
        for shape, terminal in (((), True), (("--json",), False)):
            ended = run(command, *line, *shape, stdin=case.stdin, terminal=terminal)
            assert_harmless(ended._replace(out=STYLE.sub("", ended.out)))
    assert any(run(command, *line, stdin=case.stdin).code for line in lines)


@every_command
def test_what_a_command_shows_is_all_there(run, place, home, command) -> None:
    case = case_of(EXAMPLES[command])
    for shape in ((), ("--plain",)):
        prepared(run, place, home, case)
        ended = run(command, *case.right[0], *shape)
        if shape and ended.code == 2:
            continue  # it has no such shape
        for field in (*case.sees, *(case.sees_plain if shape else ())):
            assert is_seen(field, ended.out), (field, ended)
        for field in () if shape else case.tells:
            assert is_seen(field, ended.err), (field, ended)


@every_command
def test_what_a_command_gives_in_json_is_exact(run, place, home, command) -> None:
    case = case_of(EXAMPLES[command])
    prepared(run, place, home, case)
    ended = run(command, *case.right[0], "--json")
    if case.sees:
        texts = set(texts_in(json.loads(ended.out)))
        assert {evil(field) for field in case.sees} <= texts


@pytest.mark.parametrize("format", WRITTEN)
def test_a_document_is_exact_in_a_pipe_and_obeyed_nowhere(run, place, home, format) -> None:
    """A pipe gets what `-o` writes; a terminal gets the same, made harmless."""
    fill(place, home)
    assert run("export", format, "-o", "written").code == 0
    written = (place / "written").read_bytes().decode()

    assert run("export", format).out == written
    assert run("export", format, terminal=True).out == shown_lines(written)


def test_a_page_and_a_backup_are_harmless_also_in_a_pipe(run, place, home) -> None:
    """Only what is meant for an editor or a spreadsheet has the characters as they are."""
    fill(place, home)
    assert_harmless(run("export", "html"))
    assert_harmless(run("export", "json"), is_json=True)


def test_a_backup_has_every_text_as_it_is(run, place, home) -> None:
    fill(place, home)
    found = set(texts_in(json.loads(run("export", "json").out)))
    wanted = set(texts_in(SYLLABUS)) | set(texts_in({**RECORD, "mine": {}, "syllabus": "x"}))
    assert {text for text in wanted if "<" in text} - {evil("value")} <= found


def test_no_cell_of_a_table_is_a_formula(run, place, home) -> None:
    fill(place, home)
    heads, *rows = csv.reader(io.StringIO(run("export", "csv").out, newline=""), strict=True)
    titles = {row[heads.index("title")] for row in rows}

    assert len(rows) == len(SYLLABUS["courses"][0]["weeks"][0]["items"])
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n")]
    assert {evil("item title 1"), f"'={evil('formula title')}"} <= titles


class Page(HTMLParser):
    """The tags, the attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_value_in_a_page_is_text(run, place, home) -> None:
    """What is between angle brackets in a field is no tag."""
    fill(place, home)
    page = Page(run("export", "html", "--include-graded").out)
    fields = {field.split()[0] for field in re.findall(r"<([a-z ]+)>", str([SYLLABUS, RECORD]))}

    assert {"item", "course", "review", "formula", "lab"} <= fields
    assert page.tags & fields <= {"title"}
    assert all(
        address.startswith(("http://", "https://", "#c", "#gone")) for address in page.addresses
    )
    shown = ["syllabus title", "course title", "week title", "item title 1", "lab title"]
    lost = ["gone", "gone note", "gone week note", "id that is gone", "gone review"]
    for field in [*shown, *lost, "gone course note"]:
        assert is_seen(field, page.text), field


def test_what_is_published_changes_nothing_around_it(run, place, home) -> None:
    """No text of a study ends the section, or begins another."""
    fill(place, home)
    for _ in range(2):
        assert run("publish", "README.md").code == 0
        published = (place / "README.md").read_bytes().decode()
        assert published.startswith(README)
        assert published.count("<!-- tracker:begin") == published.count("<!-- tracker:end") == 1
        assert published.rstrip().endswith("<!-- tracker:end -->")


def test_an_import_writes_the_file_that_it_names_and_no_other(run, place, home) -> None:
    """Nothing in a source is followed as a path."""
    fill(place, home)
    before = set(place.rglob("*"))
    ended = run("import", "course.md")
    assert ended.code == 0
    assert set(place.rglob("*")) - before == {place / "course.toml"}
    assert (place / "record.toml").read_text() == FILES["record.toml"]
    assert run("--syllabus", "course.toml", "--file", "other", "list").code == 0


@pytest.mark.parametrize("terminal", [pytest.param(False, id="pipe"), pytest.param(True, id="tty")])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param((), id="overview"),
        pytest.param(("--file", "new.toml", "--syllabus", IN_A_FILE_NAME), id="welcome"),
        pytest.param(("--json",), id="overview --json"),
        pytest.param(("--plain",), id="overview --plain"),
        pytest.param((typed("command"),), id="no such command"),
        pytest.param((f"--{typed('option')}",), id="no such option"),
        pytest.param((f"--quiet={typed('option')}",), id="an option that takes no value"),
        pytest.param((f"-{typed('option')}",), id="no such letter"),
        pytest.param(("--file", IN_A_FILE_NAME), id="evil record"),
        pytest.param(("--file", "damaged.toml"), id="damaged record"),
        pytest.param(("--syllabus", "unknown.toml"), id="damaged syllabus"),
        pytest.param(("--help",), id="help"),
        pytest.param(("--version",), id="version"),
    ],
)
def test_without_a_command_nothing_is_obeyed(run, place, home, line, terminal) -> None:
    fill(place, home)
    ended = run(*line, terminal=terminal)
    assert_harmless(ended._replace(out=STYLE.sub("", ended.out)))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize("line", ["done ", "done 1.1.", "report ", "list --kind ", "next --kind "])
def test_completions_obey_nothing(run, place, home, monkeypatch, shell, line) -> None:
    fill(place, home)
    asked = f"tracker {line}"
    monkeypatch.setenv("_TRACKER_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("COMP_WORDS", asked)
    monkeypatch.setenv("COMP_CWORD", str(asked.count(" ")))
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", asked)
    monkeypatch.setenv("_TYPER_COMPLETE_WORD_TO_COMPLETE", asked.rpartition(" ")[2])
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    assert_harmless(run())
