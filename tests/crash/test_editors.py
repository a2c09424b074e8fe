"""Promise 12: what was typed in the editor survives any failure.

Whatever an editor does, and whatever then becomes of the save, the text is in
the record, or it is in a file whose path is told, byte for byte, and the record
is as it was. `tests/cli/test_editor.py` shows it for an editor with arguments,
in a path with spaces, that fails, is killed, replaces the file by renaming,
writes no UTF-8 or far too much, changes nothing, empties the note or is back at
once, and for a note that was changed by another command meanwhile. Here are the
other ways in which an editor ends, and the saves that fail under it.
"""

import os
import re
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from mlops_tracker.cli.app import main

TRACKER = [sys.executable, "-m", "mlops_tracker"]
NOBODY = 65534
BEFORE = b'# mine\nformat = 1\n\n[weeks."1.1"]\nnote = "Before."\n# end of tracker record\n'
WORDS = "Drift \N{SNOWMAN}\r\n\r\n\\ \"\"\" ''' \x1b[2J\ttab  \n".encode()
"""What is typed in the editor."""
TYPED = f"path.write_bytes({WORDS!r})\n"
AS_STORED = WORDS.decode().replace("\r\n", "\n")


class Ended(NamedTuple):
    """How a command ended, and its talk."""

    code: int
    err: str


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a record in a folder of its own, with a note in it."""
    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TRACKER_FILE", "tracker.toml")
    (folder / "tracker.toml").write_bytes(BEFORE)
    return folder / "tracker.toml"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a way to make an editor of Python code: `path` is its file, `record` the record."""

    def make(code: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import os, pathlib, signal, sys\n"
            "path, record = pathlib.Path(sys.argv[-1]), pathlib.Path('tracker.toml')\n"
            f"{code}\n"
        )
        monkeypatch.setenv("EDITOR", f"'{sys.executable}' -S '{script}' --wait")

    return make


def edit(**options) -> Ended:
    """Edit the note of week 1.1 in a process of its own."""
    ended = subprocess.run(
        [*TRACKER, "note", "1.1"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert "Traceback" not in ended.stderr
    return Ended(ended.returncode, ended.stderr)


def assert_words_are_told(said: str, words: bytes = WORDS) -> Path:
    """See that the path of a private file is told, and the words are in it byte for byte."""
    [place] = re.findall(r"^your text is in `(.*)`$", said, re.MULTILINE)
    draft = Path(place)
    assert draft.read_bytes() == words
    assert stat.S_IMODE(draft.parent.stat().st_mode) == 0o700
    return draft


def note_in(record: Path) -> str:
    """Return the note that a record holds."""
    note = tomllib.loads(record.read_bytes().decode("utf-8-sig"))["weeks"]["1.1"]["note"]
    assert isinstance(note, str)
    return note


def drafts(home: Path) -> list[Path]:
    """Return the drafts that are kept."""
    return list((home / ".local/state/tracker/drafts").glob("*/note on*"))


def test_the_words_are_saved_and_the_draft_is_gone(record, editor, home) -> None:
    """The failures below fail for what they do, not for how they are run."""
    editor(TYPED)
    assert edit().code == 0
    assert note_in(record) == AS_STORED
    assert drafts(home) == []


@pytest.mark.parametrize(
    ("end", "code"),
    [
        pytest.param("sys.exit(1)", 1, id="exit 1"),
        pytest.param("sys.exit(127)", 1, id="exit 127"),
        *(
            pytest.param(f"os.kill(os.getpid(), signal.{name})", code, id=name)
            for name, code in {
                "SIGHUP": 1,
                "SIGTERM": 1,
                "SIGKILL": 1,
                "SIGSEGV": 1,
                "SIGINT": 130,
            }.items()
        ),
    ],
)
def test_an_editor_that_fails_leaves_the_words_in_a_file(record, editor, end, code) -> None:
    reset = "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
    editor(TYPED + reset + end)
    ended = edit()
    assert ended.code == code
    assert_words_are_told(ended.err)
    assert record.read_bytes() == BEFORE


def test_words_that_an_editor_put_in_place_by_renaming_are_kept_when_it_fails(
    record, editor
) -> None:
    editor(
        "path.rename(f'{path}~')\n"
        f"new = path.with_name('new'); new.write_bytes({WORDS!r}); new.replace(path)\n"
        "sys.exit(1)"
    )
    ended = edit()
    assert_words_are_told(ended.err)
    assert record.read_bytes() == BEFORE


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("path.unlink()", id="deletes the file"),
        pytest.param("path.unlink(); path.parent.rmdir()", id="deletes the folder"),
        pytest.param("path.unlink(); path.mkdir()", id="makes a folder of it"),
        pytest.param("path.unlink(); path.symlink_to('nowhere')", id="makes a dead link of it"),
    ],
)
def test_an_editor_that_leaves_no_file_changes_nothing(record, editor, code) -> None:
    editor(TYPED + code)
    assert edit() == (1, "error: the editor left no file; nothing was saved\n")
    assert record.read_bytes() == BEFORE


def test_an_editor_that_makes_a_link_of_the_file_is_read_through_it(
    record, editor, tmp_path
) -> None:
    target = tmp_path / "elsewhere"
    editor(f"path.unlink(); path.symlink_to({str(target)!r})\n{TYPED}")
    assert edit().code == 0
    assert note_in(record) == AS_STORED
    assert target.read_bytes() == WORDS


def test_bytes_that_are_no_text_are_kept_as_they_are(record, editor) -> None:
    words = b"caf\xe9 \xff\xfe\x00 \xed\xa0\x80 \r\n"
    editor(f"path.write_bytes({words!r})")
    ended = edit()
    assert ended.code == 6
    assert_words_are_told(ended.err, words)
    assert record.read_bytes() == BEFORE


@pytest.mark.parametrize(
    "content", [pytest.param(b"", id="empty"), pytest.param(b" \n\t\r\n", id="white space")]
)
def test_an_emptied_note_is_not_removed_unasked(record, editor, content) -> None:
    editor(f"path.write_bytes({content!r})")
    ended = edit()
    assert ended.code == 1
    assert "--replace ''" in ended.err
    assert record.read_bytes() == BEFORE


@pytest.mark.parametrize(
    "done", [pytest.param("pass", id="nothing"), pytest.param("path.touch()", id="touched")]
)
def test_an_editor_that_changes_nothing_changes_nothing(record, editor, home, done) -> None:
    editor(done)
    assert edit() == (0, "nothing changed\n")
    assert record.read_bytes() == BEFORE
    assert drafts(home) == []


MEANWHILE = {
    "damaged": "record.write_bytes(record.read_bytes()[:-3])",
    "emptied": "record.write_bytes(b'')",
    "filled with NUL": "record.write_bytes(b'\\0' * 60)",
    "in conflict": "record.write_bytes(b'<<<<<<< mine\\n' + record.read_bytes())",
    "not UTF-8": "record.write_bytes(b'# \\xff\\n' + record.read_bytes())",
    "of a newer format": "record.write_bytes(b'format = 99\\n')",
    "removed": "record.unlink()",
    "a folder": "record.unlink(); record.mkdir()",
    "a dead link": "record.unlink(); record.symlink_to('nowhere/at/all.toml')",
    "a circle of links": "record.unlink(); record.symlink_to('tracker.toml')",
    "with another note": (
        "record.write_bytes(record.read_bytes().replace(b'Before.', b'By hand.'))"
    ),
    "without the note": "record.write_bytes(b'format = 1\\n')",
}


@pytest.mark.parametrize("change", [pytest.param(v, id=k) for k, v in MEANWHILE.items()])
def test_a_record_that_is_lost_to_the_save_meanwhile_is_left_and_the_words_are_told(
    record, editor, tmp_path, change
) -> None:
    twin = tmp_path / "twin"
    twin.mkdir()
    (twin / "tracker.toml").write_bytes(BEFORE)
    changed = f"import os, pathlib\nrecord = pathlib.Path('tracker.toml')\n{change}"
    subprocess.run([sys.executable, "-c", changed], cwd=twin, check=True)

    editor(TYPED + change)
    ended = edit()
    assert ended.code in {5, 6}
    assert_words_are_told(ended.err)
    assert looks(record) == looks(twin / "tracker.toml") != ("file", BEFORE)
    assert os.listdir(record.parent) == os.listdir(twin)


def looks(path: Path) -> tuple[str, object]:
    """Return all there is to see of a path."""
    if path.is_symlink():
        return "link", os.readlink(path)
    if path.is_dir():
        return "folder", os.listdir(path)
    return ("file", path.read_bytes()) if path.exists() else ("nothing", None)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("record.write_bytes(record.read_bytes() + b'# by hand\\n')", id="a comment"),
        pytest.param(
            'record.write_bytes(record.read_bytes() + b\'\\n[weeks."1.2"]\\nnote = "Mine."\\n\')',
            id="another note",
        ),
        pytest.param(
            "new = record.with_name('new'); new.write_bytes(b'# by hand\\n' + record.read_bytes());"
            "new.replace(record)",
            id="replaced",
        ),
    ],
)
def test_what_was_written_elsewhere_by_hand_meanwhile_is_kept_beside_the_words(
    record, editor, home, change
) -> None:
    editor(TYPED + change)
    assert edit().code == 0
    assert note_in(record) == AS_STORED
    assert b"by hand" in record.read_bytes() or b"Mine." in record.read_bytes()
    assert record.read_bytes().startswith((b"# mine\n", b"# by hand\n# mine\n"))
    assert drafts(home) == []


def test_a_disk_that_fills_up_leaves_the_record_and_the_words(record, editor) -> None:
    large = BEFORE + b'\n[weeks."1.2"]\nnote = "' + b"x" * 50_000 + b'"\n'
    record.write_bytes(large)
    editor(TYPED)
    # No process that this one starts can write a file of more bytes.
    limited = (
        "import os, resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(large) - 100},) * 2)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'mlops_tracker', 'note', '1.1'])\n"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    ended = subprocess.run(
        [sys.executable, "-c", limited],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 6
    assert "File too large" in ended.stderr
    assert_words_are_told(ended.stderr)
    assert record.read_bytes() == large
    assert os.listdir(record.parent) == ["tracker.toml"]


def test_the_words_are_there_when_the_command_itself_is_killed_under_the_editor(
    record, editor, home
) -> None:
    editor(TYPED + "os.kill(os.getppid(), signal.SIGKILL)")
    assert edit().code == -signal.SIGKILL
    [draft] = drafts(home)
    assert draft.read_bytes() == WORDS
    assert record.read_bytes() == BEFORE


def test_without_room_in_the_state_folder_the_draft_is_elsewhere(
    record, editor, home, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (home / ".local").write_text("in the way")
    editor(TYPED + "sys.exit(1)")
    ended = edit()
    assert assert_words_are_told(ended.err).is_relative_to(tmp_path)
    assert record.read_bytes() == BEFORE


@contextmanager
def without_root() -> Iterator[None]:
    """Do what is inside as a user who has no special rights."""
    if os.getuid():
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


class Plain(NamedTuple):
    """A folder of a plain user, and a way to edit a note in it as that user."""

    folder: Path
    edit: Callable[[str], Ended]

    @property
    def record(self) -> Path:
        """The record in that folder."""
        return self.folder / "study" / "tracker.toml"


SMALL = """
format = 1
id = "mlops"
title = "X"
[[courses]]
id = "1"
title = "Course"
[[courses.weeks]]
id = "1.1"
title = "Week"
"""


@pytest.fixture
def plain(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Plain]:
    """Return a plain user's folder; the editor there is a script for `sh`.

    The command runs in this process: a plain user may have no right to start
    this Python, and all that it imports has been imported by runs before.
    """
    monkeypatch.setenv("TRACKER_FILE", str(record))
    for editor in ("sh -c 'echo words > \"$0\"'", "sh -c 'echo more > \"$0\"; exit 1'"):
        monkeypatch.setenv("EDITOR", editor)
        main(["note", "1.1"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "study").mkdir()
        (folder / "x.toml").write_text(SMALL)
        (folder / "words").write_bytes(WORDS)
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY if not os.getuid() else -1, -1)
        for kind in ("CACHE", "STATE"):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
        monkeypatch.chdir(folder)
        monkeypatch.setenv("TRACKER_SYLLABUS", str(folder / "x.toml"))
        monkeypatch.setenv("TRACKER_FILE", "study/tracker.toml")
        monkeypatch.setenv("EDITOR", f"sh '{folder / 'editor'}'")

        def edit(script: str) -> Ended:
            with without_root():
                (folder / "editor").write_text(script)
                capsys.readouterr()
                return Ended(main(["note", "1.1"]), capsys.readouterr().err)

        given = Plain(folder, edit)
        with without_root():
            given.record.write_bytes(BEFORE)
        assert edit('cat words > "$1"').code == 0
        assert note_in(given.record) == AS_STORED
        assert edit("exit 1").code == 1
        with without_root():
            given.record.write_bytes(BEFORE)
            yield given
            for path in (given.record.parent, *folder.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o700)


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        pytest.param("chmod 444 study/tracker.toml", "it is read-only", id="record read-only"),
        pytest.param("chmod 555 study", "Permission denied", id="folder read-only"),
        pytest.param("chmod 000 study", "Permission denied", id="folder shut"),
        pytest.param("chmod 000 study/tracker.toml", "Permission denied", id="record shut"),
    ],
)
def test_without_the_right_to_save_the_words_are_told(plain, meanwhile, why) -> None:
    ended = plain.edit(f'cat words > "$1"\n{meanwhile}')
    assert ended.code in {5, 6}
    assert why in ended.err
    with without_root():
        assert_words_are_told(ended.err)
        plain.record.parent.chmod(0o700)
        plain.record.chmod(0o600)
        assert plain.record.read_bytes() == BEFORE
        assert os.listdir(plain.record.parent) == ["tracker.toml"]


def test_words_that_the_editor_made_unreadable_are_not_thrown_away(plain) -> None:
    ended = plain.edit('cat words > "$1"\nchmod 000 "$1"')
    assert ended.code
    assert plain.record.read_bytes() == BEFORE
    [place] = re.findall(r"^your text is in `(.*)`$", ended.err, re.MULTILINE)
    with without_root():
        Path(place).chmod(0o600)
        assert Path(place).read_bytes() == WORDS
