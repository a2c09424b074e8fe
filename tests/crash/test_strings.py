"""Promise 5: every note comes back exactly, line ends as line feeds.

Thousands of nasty texts, the same in every run, go through the command line,
stdin, `done --note` and the editor into records of several kinds, and come back
through `--json`. A text that cannot be stored is refused with exit code 2, and
not a byte of the record changes. A byte order mark that opens a stream or a
file, unlike one that was typed, is no part of the text.
"""

import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

from mlops_tracker.cli.app import LazyCommands, main
from mlops_tracker.cli.commands import COMMANDS
from mlops_tracker.store.record_text import without_last_line

SEED = 20_261_120
ON_THE_COMMAND_LINE = 5_000
ELSEWHERE = 240
"""Texts for each of the other ways in."""
WHOLE_PROCESSES = 16

PIECES = (
    *("\r\n", "\r", "\n", "\r\r\n", "\n\n\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"),
    *("\x01", "\x07", "\x08", "\x7f", "\x1b[2J", "\x1b]52;c;eA==\x07", "\x80", "\x9b2J", "\x9f"),
    *("'", "''", "'''", "''''", '"', '""', '"""', '""""', '"""""', "`", "'\"'"),
    *("\\", "\\\\", "\\\n", "\\  \n", "\\r\\n", "\\u0041", "\\U0001f600", "\\x1b", "\\e", '\\"'),
    *("\ufeff", "\u202e", "\u2066", "\u2069", "\u061c", "\u200f", "\u00ad", "\u200b", "\u200d"),
    *("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7", "\u2764\ufe0f"),
    *("e\u0301", "\u0301", "Z\u0361\u0336\u0310a", "نص", "日本語", "ﬁ", "İ", "ß", "\ufffd"),
    *("\U0010ffff", "\uffff", "\ue000", "\ud7ff"),
    *("\n<<<<<<< mine\n", "\n=======\n", "\n>>>>>>> theirs\n", "<<<<<<<", ">>>>>>> x", "|||||||"),
    *('\n[items."1.1.1"]\n', '\nnote = """\n', "\nformat = 2\n", "# no comment", "{ a = 1 }"),
    *("\n[[courses]]\n", 'status = "done"\n', "= ", "\n'''\n[weeks]\n", "2026-11-20T21:14:05Z"),
    *(" ", "  \n", "\t", "\n\t", "\u00a0", "\u3000", "word", "drift", "1.2.3", "a" * 99),
    *("--replace", "- a list", "-- ", "[bold]x[/]", ":smile:", "$(id)", "%s", "{}", "/", "nan"),
)
WHITE_SPACE = (" ", "\t", "\n", "\r\n", "\r", "\x0b", "\u2028", "\u3000", "\x85")
SURROGATES = ("\udc80", "\udce9", "\udcff")
"""As stray bytes arrive on a command line."""
SURROGATES_IN_UTF_8 = (b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xff", b"\xc3", b"\xc0\x80")

ITEMS = 6
IDS = ("1", "1.1", *(f"1.1.{number}" for number in range(1, ITEMS + 1)))
SYLLABUS = (
    'format = 1\nid = "x"\ntitle = "X"\n'
    '[[courses]]\nid = "1"\ntitle = "Course"\n[[courses.weeks]]\nid = "1.1"\ntitle = "Week"\n'
) + "".join(
    f'[[courses.weeks.items]]\nid = "1.1.{number}"\nkind = "video"\ntitle = "Item {number}"\n'
    for number in range(1, ITEMS + 1)
)
BY_HAND = b"# mine\nformat = 1 # the first\nsyllabus = \"x.toml\"\n\n[mine]\nkey = '''\nkept\n'''\n"
RECORDS = {
    "none yet": None,
    "written by hand": BY_HAND,
    "line ends of Windows": BY_HAND.replace(b"\n", b"\r\n"),
    "a byte order mark": b"\xef\xbb\xbf" + BY_HAND,
}


def nasty(seed: int, number: int, *, may_be_blank: bool = True) -> Iterator[str]:
    """Return so many nasty texts, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - chance that comes back
    while number:
        kind = chance.random()
        if kind < 0.04:
            text = "".join(chance.choices(WHITE_SPACE, k=chance.randint(1, 5)))
        elif kind < 0.05:
            text = "".join(chance.choices(PIECES, k=5)) * chance.randint(20, 400)
        else:
            text = "".join(chance.choices(PIECES, k=chance.randint(1, 9)))
        if chance.random() < 0.1:
            text += "\\" * chance.randint(1, 3)
        if text.strip() or may_be_blank:
            number -= 1
            yield text


def with_surrogates(seed: int, number: int) -> Iterator[str]:
    """Return nasty texts with a stray byte somewhere."""
    chance = random.Random(seed)  # noqa: S311
    for text in nasty(seed, number):
        at = chance.randint(0, len(text))
        yield text[:at] + chance.choice(SURROGATES) + text[at:]


def as_stored(text: str) -> str:
    """Return a text with line feeds as line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def batched(texts: Iterable[Any], number: int) -> Iterator[list[Any]]:
    """Return so many texts at a time."""
    waiting = iter(texts)
    return iter(lambda: list(islice(waiting, number)), [])


def as_paragraphs(first: str, second: str) -> str:
    """Return two texts with at least one blank line between them."""
    newlines = len(first) - len(first.rstrip("\n"))
    return first + "\n" * max(0, 2 - newlines) + second


class Ended(NamedTuple):
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]

_build_program = cache(typer.main.get_command)
_build_command = LazyCommands.__getitem__


@cache
def _command(name: str) -> Any:
    """Return a command, built once."""
    return _build_command(LazyCommands(COMMANDS), name)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], int]:
    """Return the program, its commands built once and not for each of thousands of runs."""
    monkeypatch.setattr(LazyCommands, "__getitem__", lambda _, name: _command(name))
    monkeypatch.setattr(typer.main, "get_command", _build_program)
    # What the disk confirms is shown elsewhere; thousands of waits for it show nothing here.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return main


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the record in use, which is not there yet, beside a small syllabus."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_FILE", "tracker.toml")
    monkeypatch.setenv("TRACKER_SYLLABUS", "x.toml")
    (tmp_path / "x.toml").write_text(SYLLABUS)
    return tmp_path / "tracker.toml"


@pytest.fixture
def run(
    program: Callable[[list[str]], int],
    record: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return the program; it must succeed unless another code is expected."""
    assert record

    def run(*args: str, stdin: bytes = b"", code: int = 0) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        ended = Ended(program(list(args)), *capsys.readouterr())
        assert ended.code == code, (args, ended)
        return ended

    return run


def begin(record: Path, content: bytes | None) -> None:
    """Have the record be as if nothing had ever been noted, also in its history."""
    shutil.rmtree(os.environ["XDG_STATE_HOME"], ignore_errors=True)
    if content is None:
        record.unlink(missing_ok=True)
    else:
        record.write_bytes(content)


def notes(run: Run) -> dict[str, str]:
    """Return all notes that the program tells of, by id."""
    return {hit["id"]: hit["text"] for hit in json.loads(run("notes", "--json").out)["hits"]}


def come_back(
    run: Run,
    record: Path,
    texts: Iterable[str],
    put: Callable[[str, str], object],
    *,
    ids: Sequence[str] = IDS,
    content: bytes | None = None,
) -> int:
    """Put texts into records, one for each id, see them come back, and count them."""
    count = 0
    for batch in batched(texts, len(ids)):
        begin(record, content)
        meant = dict(zip(ids, batch, strict=False))
        for id, text in meant.items():
            put(id, text)
        assert notes(run) == {id: as_stored(text) for id, text in meant.items()}
        count += len(meant)
    return count


def test_the_texts_are_nasty() -> None:
    texts = list(nasty(SEED, ON_THE_COMMAND_LINE))
    for piece in PIECES:
        assert sum(piece in text for text in texts) > 50, repr(piece)
    assert sum(not text.strip() for text in texts) > 100
    assert sum(text.endswith("\\") for text in texts) > 300
    assert max(map(len, texts)) > 10_000
    assert texts == list(nasty(SEED, ON_THE_COMMAND_LINE))


@pytest.mark.parametrize("part", range(4))
def test_texts_from_the_command_line_come_back(run, record, part) -> None:
    texts = list(nasty(SEED, ON_THE_COMMAND_LINE))[part::4]

    def put(id: str, text: str) -> None:
        run("note", id, "--replace", "-q", "--", text)

    assert come_back(run, record, texts, put) == ON_THE_COMMAND_LINE // 4


@pytest.mark.parametrize("content", [pytest.param(v, id=k) for k, v in RECORDS.items() if v])
def test_texts_come_back_from_a_record_that_a_person_wrote(run, record, content) -> None:
    def put(id: str, text: str) -> None:
        run("note", id, "--replace", "-q", "--", text)

    texts = nasty(SEED + 1, ELSEWHERE)
    assert come_back(run, record, texts, put, content=content) == ELSEWHERE
    head, table, tail = content.partition(b"[mine]")
    assert record.read_bytes().startswith(head)
    assert without_last_line(record.read_bytes().decode()).encode().endswith(table + tail)


def test_a_paragraph_that_is_added_leaves_what_was_there(run, record) -> None:
    texts = list(nasty(SEED + 2, 2 * ELSEWHERE, may_be_blank=False))
    pairs = zip(texts[::2], texts[1::2], strict=True)
    for batch in batched(pairs, len(IDS)):
        begin(record, None)
        meant = {}
        for id, (first, second) in zip(IDS, batch, strict=False):
            run("note", id, "-q", "--", first)
            run("note", id, "-q", "--", second)
            meant[id] = as_paragraphs(as_stored(first), as_stored(second))
        assert notes(run) == meant


def test_a_note_by_itself_is_what_all_notes_hold(run, record) -> None:
    for text in nasty(SEED + 3, 50):
        begin(record, None)
        run("note", "1.1.1", "--replace", "-q", "--", text)
        [hit] = json.loads(run("note", "1.1.1", "--show", "--json").out)["hits"]
        assert hit["text"] == as_stored(text)


def test_notes_on_done_items_come_back(run, record) -> None:
    def put(id: str, text: str) -> None:
        run("done", id, "-q", f"--note={text}")

    texts = nasty(SEED + 4, ELSEWHERE, may_be_blank=False)
    assert come_back(run, record, texts, put, ids=IDS[2:]) == ELSEWHERE


def with_nul(texts: Iterable[str]) -> Iterator[str]:
    """Put a NUL into every other text, which no command line can hold."""
    for text, has_nul in zip(texts, cycle((True, False)), strict=False):
        at = len(text) // 2
        yield f"{text[:at]}\0{text[at:]}" if has_nul else text


@pytest.mark.parametrize(
    "command",
    [pytest.param("note {} -q -", id="note"), pytest.param("done {} -q --note -", id="done")],
)
def test_texts_from_stdin_come_back(run, record, command) -> None:
    def put(id: str, text: str) -> None:
        run(*command.format(id).split(), stdin=b"\xef\xbb\xbf" + text.encode())

    texts = with_nul(nasty(SEED + 5, ELSEWHERE, may_be_blank=False))
    assert come_back(run, record, texts, put, ids=IDS[2:]) == ELSEWHERE


def test_texts_from_the_editor_come_back(run, record, monkeypatch) -> None:
    typed = record.with_name("typed")
    monkeypatch.setenv("EDITOR", f"cp '{typed}'")

    def put(id: str, text: str) -> None:
        typed.write_bytes(b"\xef\xbb\xbf" + text.encode())
        run("note", id, "-q")

    texts = with_nul(nasty(SEED + 6, ELSEWHERE, may_be_blank=False))
    assert come_back(run, record, texts, put) == ELSEWHERE


def test_texts_pass_through_the_command_line_of_a_whole_process(run, record) -> None:
    def put(id: str, text: str) -> None:
        command = [sys.executable, "-m", "mlops_tracker", "note", id, "--replace", "-q", "--"]
        subprocess.run([*command, text.encode()], check=True)

    # A thousand times the same is no more of a test, but longer than a line may be.
    texts = [text[:5000] for text in nasty(SEED + 7, WHOLE_PROCESSES)]
    assert come_back(run, record, texts, put) == WHOLE_PROCESSES
    stray = subprocess.run(
        [sys.executable, "-m", "mlops_tracker", "note", "1", b"caf\xe9"],
        capture_output=True,
        check=False,
    )
    assert (stray.returncode, stray.stdout) == (2, b"")


@pytest.mark.parametrize("content", [pytest.param(v, id=k) for k, v in RECORDS.items()])
def test_a_stray_byte_is_refused_before_anything_changes(run, record, content) -> None:
    begin(record, content)
    if content:
        run("note", "1.1.1", "-q", "Before.")
    before = record.read_bytes() if content else None
    for number, text in enumerate(with_surrogates(SEED + 8, 100)):
        commands = (
            ("note", "1.1.1", "--", text),
            ("note", "1.1.1", "--replace", "--", text),
            ("done", "1.1.1", f"--note={text}"),
        )
        run(*commands[number % 3], code=2)
        assert (record.read_bytes() if record.exists() else None) == before


@pytest.mark.parametrize(
    "command", ["note 1.1.1 -", "note 1.1.1 --replace -", "done 1.1.1 --note -"]
)
def test_stdin_that_is_not_utf_8_is_refused_before_anything_changes(run, record, command) -> None:
    run("note", "1.1.1", "-q", "Before.")
    before = record.read_bytes()
    texts = nasty(SEED + 9, 30)
    for text, stray in zip(texts, cycle(SURROGATES_IN_UTF_8), strict=False):
        run(*command.split(), stdin=text.encode() + stray + b" word", code=2)
        assert record.read_bytes() == before
