"""Where there is no home: a sentence says so, and nothing lands in the current folder."""

import os
import pwd
from pathlib import Path

import pytest

from mlops_tracker.store import places
from tests.phrases import UNDO

HINT = "hint: set `HOME` to your home folder, or name a record: `tracker --file FILE`\n"


def nobody(uid: int) -> None:
    raise KeyError(uid)


@pytest.fixture(params=[None, "", "relative", "~", "a file"], ids=str)
def homeless(request, folder: Path, monkeypatch) -> Path:
    """Take the home away, and return the folder in which commands run."""
    for kind in ("DATA", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    if request.param is None:
        monkeypatch.delenv("HOME")
    elif request.param == "a file":
        monkeypatch.setenv("HOME", os.devnull)
    else:
        monkeypatch.setenv("HOME", request.param)
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["done", "1.1.1"],
        ["note", "1.1", "text"],
        ["list"],
        ["undo"],
        ["history"],
        ["check"],
        ["--file", "~/x.toml", "done", "1.1.1"],
        ["--file", "x.toml", "--syllabus=~/s.toml", "list"],
        ["import", "~/x.md"],
    ],
    ids=" ".join,
)
def test_a_sentence_names_the_variable_and_the_option(
    tracker, homeless, monkeypatch, command
) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    said = tracker(*command, code=6).err
    assert "`HOME` is " in said
    assert said.endswith(HINT)
    assert not list(homeless.iterdir())


def test_a_variable_that_begins_in_the_home_is_told_too(tracker, homeless, monkeypatch) -> None:
    monkeypatch.setenv("TRACKER_FILE", "~/x.toml")
    assert "`~/x.toml` is in the home folder" in tracker("done", "1.1.1", code=6).err
    assert not list(homeless.iterdir())


def test_with_a_record_that_is_named_commands_work(tracker, homeless) -> None:
    said = tracker("done", "1.1.1").err
    assert "no history can be kept" in said
    assert "hint: set `HOME` to your home folder; its history is kept there" in said
    assert "take back" not in said
    tracker("note", "1.1", "text")
    assert "done" in tracker("list", "1.1.1", "--plain").out
    assert "nothing to undo" in tracker("undo", code=1).err
    assert [path.name for path in homeless.iterdir()] == ["record.toml"]


def test_a_record_begins_in_this_folder(tracker, homeless, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    tracker("init")
    tracker("done", "1.1.1")
    assert [path.name for path in homeless.iterdir()] == ["tracker.toml"]


def test_a_list_is_imported_and_the_files_in_use_are_told(tracker, homeless, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    (homeless / "x.md").write_text("# O\n\n## Week 1\n\n- Video: Opening\n")
    tracker("import", "x.md")
    assert "record    /dev/null/tracker/progress.toml  (there is no home" in tracker("path").out
    said = tracker("--file", "r.toml", "init").err
    assert "`r.toml` is begun; `tracker --file r.toml` uses it" in said


def test_a_text_that_is_piped_is_kept(tracker, homeless, monkeypatch, tmp_path_factory) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("drafts")))
    said = tracker("note", "1.1", "-", stdin="words", code=6).err
    draft = Path(said.split("`")[1])
    assert draft.read_text() == "words"
    assert not list(homeless.iterdir())


def test_folders_that_are_named_are_used_without_a_home(
    tracker, homeless, monkeypatch, tmp_path_factory
) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    place = tmp_path_factory.mktemp("elsewhere")
    for kind in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(place / kind))
    assert UNDO in tracker("done", "1.1.1").err
    tracker("undo")
    assert (place / "DATA" / "tracker" / "progress.toml").exists()
    assert not list(homeless.iterdir())


@pytest.mark.parametrize("home", [None, ""])
def test_without_the_variable_the_system_knows_the_home(monkeypatch, home) -> None:
    monkeypatch.setenv("HOME", home or "")
    if home is None:
        monkeypatch.delenv("HOME")
    assert places.home_folder() == Path(pwd.getpwuid(os.getuid()).pw_dir)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder that nobody writes to")
def test_a_home_that_cannot_be_written_to_is_told(tracker, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/proc/self")
    said = tracker("done", "1.1.1", code=6).err
    assert said.startswith("error: the folder `/proc/self/.local/share/tracker` cannot be made")
    assert said.endswith(HINT)


def test_a_folder_in_it_that_cannot_be_written_to_is_told(tracker, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: "share" not in str(path) and access(path, mode)
    )
    said = tracker("done", "1.1.1", code=6).err
    assert said.startswith("error: nothing can be kept in the folder `")
    assert said.endswith(HINT)


@pytest.mark.parametrize("way", ["--file=~/x.toml", "TRACKER_FILE"])
def test_a_tilde_is_the_home_however_a_record_is_named(
    tracker, home, folder, monkeypatch, way
) -> None:
    options = [way]
    if way == "TRACKER_FILE":
        monkeypatch.setenv("TRACKER_FILE", "~/x.toml")
        options = []
    tracker(*options, "done", "1.1.1")
    tracker("done", *options, "1.1.2")
    assert (home / "x.toml").read_text().count("[items") == 2
    assert not list(folder.iterdir())


def test_a_tilde_is_the_home_in_every_path(tracker, home, folder, record, toml) -> None:
    (home / "x.md").write_text("# O\n\n## Week 1\n\n- Video: Opening\n")
    (home / "lab.ipynb").touch()
    (home / "R.md").write_text("# Mine\n")
    tracker("import", "~/x.md", "--output=~/o.toml")
    tracker("export", "html", "-o", "~/o.html")
    tracker("publish", "~/R.md")
    tracker("link", "1.2.17", "~/lab.ipynb")
    assert toml()["items"]["1.2.17"]["links"] == [str(home / "lab.ipynb")]
    assert "lab.ipynb" in tracker("open", "1.2.17", "--print").out
    tracker("link", "1.2.17", "~/lab.ipynb", "--remove")
    assert "items" not in toml()
    tracker("scan", "~", "-n")
    tracker("--file=~/copy.toml", "done", "1.1.2")
    tracker("merge", "~/copy.toml")
    assert toml()["items"]["1.1.2"]["status"] == "done"
    assert (home / "o.toml").exists()
    assert (home / "o.html").exists()
    assert len((home / "R.md").read_text().splitlines()) > 5
    record.write_text('format = 1\nsyllabus = "~/o.toml"\n')
    assert "Opening" in tracker("list").out
    assert [path.name for path in folder.iterdir()] == ["record.toml"]


def test_a_file_that_is_called_like_a_home_is_named_with_its_folder(tracker, folder, toml) -> None:
    (folder / "~").mkdir()
    (folder / "~" / "x.md").write_text("# O\n\n## Week 1\n\n- Video: Opening\n")
    tracker("import", "./~/x.md", "-o", "./~/o.toml")
    tracker("init", "--file", "record.toml", "--syllabus", "./~/o.toml")
    assert toml()["syllabus"] == "./~/o.toml"
    assert "Opening" in tracker("list").out
