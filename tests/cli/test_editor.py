"""The editor: whatever it does, what was typed is saved or its place is told."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.phrases import UNDO, failure

Editor = Callable[[str], str]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Return a way to make an editor of some Python code, in which `path` is the file."""

    def make(code: str, name: str = "editor") -> str:
        script = tmp_path / name
        script.write_text(
            f"#!{sys.executable}\nimport sys, pathlib, os\n"
            f"path = pathlib.Path(sys.argv[-1])\n{code}\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(script))
        return str(script)

    return make


def drafts(home: Path) -> list[Path]:
    """Return the drafts that are kept."""
    return list((home / ".local/state/tracker/drafts").glob("*/*"))


def test_what_is_written_in_the_editor_is_the_note(tracker, toml, editor, home) -> None:
    editor("path.write_text('# Week 1\\n\\nDrift.\\n')")
    assert tracker("note", "1.1").err == (
        f"note on 1.1 Overview of the ML Lifecycle and Deployment: 3 lines\n{UNDO}"
    )
    assert toml()["weeks"]["1.1"]["note"] == "# Week 1\n\nDrift.\n"
    assert drafts(home) == []


def test_the_editor_is_given_the_note_in_a_private_file(tracker, toml, editor) -> None:
    tracker("note", "1.1", "Before.")
    editor(
        "assert path.name == 'note on 1.1.md'\n"
        "assert path.parent.stat().st_mode & 0o777 == 0o700\n"
        "path.write_text(path.read_text() + 'After.\\n')"
    )
    tracker("note", "1.1")
    assert toml()["weeks"]["1.1"]["note"] == "Before.\nAfter.\n"


def test_visual_comes_before_editor_and_may_have_arguments(
    tracker, toml, editor, monkeypatch
) -> None:
    script = editor("path.write_text(' '.join(sys.argv[1:-1]))", name="my editor")
    monkeypatch.setenv("VISUAL", f"'{script}' --wait 'two words'")
    monkeypatch.setenv("EDITOR", "false")
    tracker("note", "1.1")
    assert toml()["weeks"]["1.1"]["note"] == "--wait two words"


def test_a_path_with_spaces_is_run_as_it_is(tracker, toml, editor) -> None:
    editor("path.write_text('x')", name="an editor with spaces")
    tracker("note", "1.1")
    assert toml()["weeks"]["1.1"]["note"] == "x"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="unchanged"),
        pytest.param("path.write_text(path.read_text())", id="written unchanged"),
    ],
)
def test_unchanged_is_no_change(tracker, record, editor, home, code) -> None:
    tracker("note", "1.1", "Before.")
    before = record.read_bytes()
    editor(code)
    assert tracker("note", "1.1").err == "nothing changed\n"
    assert (record.read_bytes(), drafts(home)) == (before, [])


def test_an_editor_that_is_back_at_once_gets_a_hint_and_its_draft_stays(
    tracker, editor, home
) -> None:
    """An editor with a window, run without `--wait`, saves when the command has ended."""
    editor("")
    said = tracker("note", "1.1", terminal=True).err
    [draft] = drafts(home)
    assert said == (
        "nothing changed\n"
        "the editor was back at once; some need `--wait` to wait\n"
        f"if it is still open: save there, then `tracker note 1.1 --replace - < '{draft}'`\n"
    )


@pytest.mark.parametrize("before", ["", "Before."], ids=["empty", "the note"])
def test_a_draft_without_new_words_is_no_text_and_does_not_stay_for_good(
    tracker, editor, home, before
) -> None:
    if before:
        tracker("note", "1.1", before)
    editor("")
    tracker("note", "1.1", terminal=True)
    [draft] = drafts(home)
    assert json.loads(tracker("check", "--json").out)["texts"] == []

    tracker("note", "1.1", terminal=True)
    assert draft in drafts(home)  # the editor may still be open
    os.utime(draft, (0, 0))
    tracker("note", "1.1", terminal=True)
    assert draft not in drafts(home)


def test_a_draft_with_words_that_are_nowhere_else_stays(tracker, editor, home) -> None:
    editor("")
    tracker("note", "1.1", terminal=True)
    [draft] = drafts(home)
    draft.write_text("Written late.")
    os.utime(draft, (0, 0))
    tracker("note", "1.1", terminal=True)
    assert json.loads(tracker("check", "--json").out)["texts"] == [str(draft)]


@pytest.mark.parametrize(
    ("code", "exit_code", "message"),
    [
        pytest.param(
            "path.write_text('words'); sys.exit(3)",
            1,
            "the editor failed (exit 3); nothing was saved",
            id="exit code",
        ),
        pytest.param(
            "path.write_text('words'); os.kill(os.getpid(), 9)",
            1,
            "the editor failed (exit -9); nothing was saved",
            id="killed",
        ),
        pytest.param(
            "path.write_bytes(b'caf\\xe9 words')",
            6,
            "the text is not UTF-8 at byte 4; nothing was saved",
            id="not UTF-8",
        ),
        pytest.param(
            "path.write_text('words' * 300_000)",
            2,
            "a note of 1,500,000 characters is too long",
            id="too long",
        ),
    ],
)
def test_on_failure_the_text_is_kept_and_its_place_told(
    tracker, record, editor, home, code, exit_code, message
) -> None:
    tracker("note", "1.1", "Before.")
    before = record.read_bytes()
    editor(code)
    said = tracker("note", "1.1", code=exit_code).err
    [draft] = drafts(home)
    assert said.startswith(f"your text is in `{draft}`\nerror: {message}\n")
    assert b"words" in draft.read_bytes()
    assert stat.S_IMODE(draft.parent.stat().st_mode) == 0o700
    assert record.read_bytes() == before


OTHER = "import subprocess\nsubprocess.run([sys.executable, '-m', 'mlops_tracker', {}], check=True)"


def test_a_note_that_was_written_anew_meanwhile_is_not_overwritten(
    tracker, toml, editor, home
) -> None:
    tracker("note", "1.1", "Before.")
    other = OTHER.format("'note', '1.1', 'Theirs.', '--replace'")
    editor(f"path.write_text('words')\n{other}")
    said = tracker("note", "1.1", code=6).err
    [draft] = drafts(home)
    assert said.startswith(
        f"your text is in `{draft}`\n"
        "error: the note of `1.1` was changed by someone else just now; nothing was saved\n"
    )
    assert draft.read_text() == "words"
    assert toml()["weeks"]["1.1"]["note"] == "Theirs."


def test_what_is_done_in_another_terminal_while_the_editor_is_open_is_kept(
    tracker, toml, editor
) -> None:
    tracker("note", "1.1", "Before.")
    editor(f"path.write_text('words')\n{OTHER.format(repr('done') + ', ' + repr('1.1.1'))}")
    tracker("note", "1.1")
    assert toml()["weeks"]["1.1"]["note"] == "words"
    assert toml()["items"]["1.1.1"]["status"] == "done"


def test_a_failure_without_words_leaves_nothing_behind(tracker, editor, home) -> None:
    editor("sys.exit(1)")
    assert tracker("note", "1.1", code=1).err == (
        "error: the editor failed (exit 1); nothing was saved\n"
    )
    editor("path.unlink()")
    assert tracker("note", "1.1", code=1).err == (
        "error: the editor left no file; nothing was saved\n"
    )
    assert drafts(home) == []


def test_a_note_that_is_emptied_is_asked_about(tracker, toml, editor) -> None:
    tracker("note", "1.1", "Before.")
    editor("path.write_text('')")
    refused = tracker("note", "1.1", code=1).err
    assert refused == (
        failure("this removes the note on 1.1; nothing was changed", "add `--replace ''` to do it")
    )
    tracker("note", "1.1", terminal=True, stdin="n\n", code=1)
    assert toml()["weeks"]["1.1"]["note"] == "Before."
    tracker("note", "1.1", terminal=True, stdin="y\n")
    assert "weeks" not in toml()


def test_an_editor_that_replaces_the_file_by_renaming_is_read(tracker, toml, editor) -> None:
    editor("new = path.with_name('new'); new.write_text('renamed'); new.replace(path)")
    tracker("note", "1.1")
    assert toml()["weeks"]["1.1"]["note"] == "renamed"


@pytest.mark.parametrize(
    ("command", "exit_code", "message"),
    [
        pytest.param("/nowhere/editor", 1, "the editor `/nowhere/editor` cannot be run", id="gone"),
        pytest.param("'unclosed", 2, "`'unclosed` cannot be read as a command", id="quote"),
        pytest.param("", 2, "there is no editor\nhint: set `EDITOR`, or give TEXT", id="none"),
    ],
)
def test_without_an_editor_it_says_what_to_do(
    tracker, record, monkeypatch, home, command, exit_code, message
) -> None:
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert f"error: {message}" in tracker("note", "1.1", code=exit_code).err
    assert not record.exists()
    assert drafts(home) == []


def test_without_a_terminal_there_is_none_for_an_editor(tracker, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert tracker("note", "1.1", code=2).err == (
        failure(
            "no text was given, and there is no terminal for the editor `/usr/bin/nano`",
            "give TEXT or `-`",
        )
    )


def test_no_input_never_opens_an_editor(tracker, editor) -> None:
    editor("path.write_text('x')")
    assert tracker("--no-input", "note", "1.1", code=2).err == (
        failure("no text was given, and `--no-input` forbids an editor", "give TEXT")
    )


def test_what_was_cut_in_the_editor_can_be_brought_back(tracker, record, editor, home) -> None:
    tracker("note", "1.1", "Long and dear.")
    before = record.read_bytes()
    editor("path.write_text('Short.')")
    assert tracker("note", "1.1").err.splitlines(keepends=True)[-1] == UNDO
    assert drafts(home) == []
    tracker("undo")
    assert record.read_bytes() == before
