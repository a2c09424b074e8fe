"""`path`, `check`, `init`, and which files a command uses."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from mlops_tracker.store.record_text import new_text
from tests.phrases import failure

SYLLABUS = """\
format = 1
id = "mine"
title = "My course"

[[courses]]
id = "1"
title = "One"

[[courses.weeks]]
id = "1.1"
title = "First"
items = [{ id = "1.1.1", kind = "book", title = "A book" }]
"""


@pytest.fixture
def syllabus(folder: Path) -> Path:
    """Return a syllabus file of one item."""
    path = folder / "mine.toml"
    path.write_text(SYLLABUS)
    return path


def why(result, name: str) -> tuple[str, str]:
    """Return the path of a file and why it is in use."""
    file = json.loads(result.out)[name]
    return file["path"], file["why"]


def test_the_record_is_the_one_named_first(tracker, folder, monkeypatch, home) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    data = home / ".local/share/tracker/progress.toml"
    assert why(tracker("path", "--json"), "record") == (str(data), "in the user's data directory")
    (folder / "tracker.toml").write_text("format = 1\n")
    assert why(tracker("path", "--json"), "record") == (
        str(folder / "tracker.toml"),
        "in a folder above this one",
    )
    (below / "tracker.toml").symlink_to("not there yet")
    assert why(tracker("path", "--json"), "record") == (
        str(below / "tracker.toml"),
        "in this folder",
    )
    monkeypatch.setenv("TRACKER_FILE", "env.toml")
    assert why(tracker("path", "--json"), "record") == (str(below / "env.toml"), "TRACKER_FILE")
    for args in (
        ["--file", "x.toml", "path"],
        ["path", "--file", "x.toml"],
        ["path", "--file=x.toml"],
    ):
        assert why(tracker(*args, "--json"), "record") == (str(below / "x.toml"), "--file")


def test_the_syllabus_is_the_one_named_first(tracker, record, syllabus, monkeypatch) -> None:
    assert why(tracker("path", "--json"), "syllabus")[1] == "shipped with tracker"
    record.write_text('format = 1\nsyllabus = "mine.toml"\n')
    assert why(tracker("path", "--json"), "syllabus") == (str(syllabus), "named by record.toml")
    assert tracker("list", "--plain").out.startswith("1.1.1\ttodo\tbook")
    monkeypatch.setenv("TRACKER_SYLLABUS", "env.toml")
    Path("env.toml").write_text(SYLLABUS)
    assert why(tracker("path", "--json"), "syllabus")[1] == "TRACKER_SYLLABUS"
    assert why(tracker("path", "--syllabus", "mine.toml", "--json"), "syllabus")[1] == "--syllabus"


def test_path_says_what_is_not_there_yet(tracker, folder) -> None:
    assert tracker("path").out.splitlines()[0] == (
        f"record    {folder}/record.toml  (TRACKER_FILE; not there yet)"
    )
    lines = tracker("path", "--plain", "--header").out.splitlines()
    assert lines[:2] == [
        "file\tpath\twhy\texists",
        f"record\t{folder}/record.toml\tTRACKER_FILE\tno",
    ]
    names = ["record", "syllabus", "cache", "history", "state"]
    assert [line.split("\t")[0] for line in lines[1:]] == names


def test_path_works_with_damaged_files(tracker, record) -> None:
    record.write_text("damaged")
    line = tracker("path").out.splitlines()[1]
    assert line.endswith("syllabus.toml  (not known: the record is damaged)")
    said = tracker("path", "--json", "--syllabus", "mine.toml")
    assert why(said, "syllabus")[1] == "--syllabus"


def test_path_names_a_syllabus_that_is_not_there(tracker, record, folder) -> None:
    record.write_text('format = 1\nsyllabus = "gone.toml"\n')
    assert "`tracker path` says who names it" in tracker("list", code=5).err
    assert tracker("path").out.splitlines()[1] == (
        f"syllabus  {folder}/gone.toml  (named by record.toml; not there yet)"
    )


def test_the_own_record_is_made_with_its_folder_and_private(tracker, monkeypatch, home) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    tracker("done", "1.1.1")
    record = home / ".local/share/tracker/progress.toml"
    assert record.stat().st_mode & 0o777 == 0o600
    assert record.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_a_person_names_is_not_made(tracker, folder) -> None:
    assert tracker("done", "1.1.1", "--file", "typo/record.toml", code=6).err == (
        failure(
            f"`typo/record.toml` could not be saved: there is no folder `{folder}/typo`",
            "make it: `mkdir -p typo`",
        )
    )
    assert not (folder / "typo").exists()
    tracker("list", "--file", "typo/record.toml")
    (folder / "typo").write_text("a file")
    assert "rights, then try again" in tracker("init", "--file", "typo/in/x.toml", code=6).err


def test_the_hint_makes_the_folder_of_a_file(tracker, folder) -> None:
    (folder / "link.toml").symlink_to("behind it/link.toml")
    for name in ("my notes/x.toml", "link.toml"):
        hint = tracker("done", "1.1.1", "--file", name, code=6).err.splitlines()[1]
        subprocess.run(hint.split("`")[1], shell=True, check=True)  # noqa: S602 - as it is pasted
        tracker("done", "1.1.1", "--file", name)
        assert (folder / name).is_file()


def test_check_of_good_files(tracker) -> None:
    tracker("done", "1.1.1")
    assert tracker("check") == (0, "", "both files can be read\n")
    assert json.loads(tracker("check", "--json").out) == {
        "format": 1,
        "problems": [],
        "orphans": [],
        "texts": [],
        "hints": [],
        "advice": [],
    }


def test_check_lists_what_the_syllabus_no_longer_has(tracker, record) -> None:
    record.write_text(
        'format = 1\n[items."9.9.9"]\ntitle = "Gone"\nstatus = "done"\n[weeks."9.9"]\nnote = "x"\n'
    )
    checked = tracker("check")
    assert checked.out == (
        "orphan: 9.9.9 Gone (kept, not counted, no longer in the syllabus)\n"
        "orphan: 9.9 (kept, not counted, no longer in the syllabus)\n"
    )
    assert json.loads(tracker("check", "--json").out)["orphans"] == [
        {"id": "9.9.9", "title": "Gone"},
        {"id": "9.9", "title": ""},
    ]
    assert json.loads(tracker("report", "--json").out)["total"]["done"] == 0
    tracker("done", "1.1.1")
    assert 'title = "Gone"' in record.read_text()


def test_check_gives_the_problems_of_both_files(tracker, record, syllabus) -> None:
    syllabus.write_text(SYLLABUS.replace('"book"', '""'))
    record.write_text('format = 1\n[items."1.1.1"]\nstatus = "finished"\nscore = 120\n')
    checked = tracker("check", "--syllabus", "mine.toml", code=5)
    assert checked.out == (
        "problem: `record.toml`, line 3: item `1.1.1`: `status` is `'finished'`; "
        "expected `todo`, `doing`, `done` or `skipped`\n"
        "problem: `record.toml`, line 4: item `1.1.1`: `score` is `120`; "
        "expected a percent from 0 to 100\n"
        "problem: `mine.toml`, line 12: item `1.1.1`: `kind` is empty; "
        "expected a text that is not empty\n"
    )
    assert checked.err == "hint: mend the file; it was left as it is\n"
    found = json.loads(tracker("check", "--json", code=5).out)
    assert (len(found["problems"]), found["hints"]) == (2, ["mend the file; it was left as it is"])
    assert tracker("check", "--plain", code=5).out.startswith("problem\t\t`record.toml`, line 3")


def test_check_says_how_to_bring_a_damaged_record_back(tracker, record) -> None:
    tracker("done", "1.1.1")
    record.write_text("damaged")
    checked = tracker("check", "--file", "record.toml", code=5)
    assert checked.out.startswith("problem: `record.toml`, line 1: not TOML")
    assert checked.err == (
        "hint: it was left as it is; `tracker --file record.toml restore 2` puts version 2 in "
        "its place, and keeps this one in the history\n"
    )


@pytest.mark.parametrize("is_gone", [False, True], ids=["cut", "gone"])
def test_check_finds_what_a_record_lost(tracker, record, is_gone) -> None:
    tracker("done", "1.1.1")
    tracker("done", "1.1.2")
    if is_gone:
        record.unlink()
    else:
        record.write_bytes(record.read_bytes().partition(b'\n[items."1.1.2"]')[0])
    refused = tracker("list").err.splitlines()
    checked = tracker("check", code=5)
    assert checked.out == refused[0].replace("warning", "problem") + "\n"
    assert checked.err == refused[1] + "\n"
    found = json.loads(tracker("check", "--json", code=5).out)
    assert (found["problems"], found["hints"]) == (
        [refused[0].removeprefix("warning: ")],
        [refused[1].removeprefix("hint: ")],
    )


@pytest.mark.usefixtures("syllabus")
def test_check_finds_a_syllabus_of_another_course(tracker) -> None:
    tracker("done", "1.1.1")
    checked = tracker("check", "--syllabus", "mine.toml", code=5)
    assert "problem: `record.toml` is about another course than `mine.toml`" in checked.out
    assert checked.err.startswith("hint: leave --syllabus out")


def test_init_begins_a_record_here(tracker, folder, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    assert tracker("init").err == (
        f"`{folder}/tracker.toml` is the record here now\ntake back: rm {folder}/tracker.toml\n"
    )
    assert (folder / "tracker.toml").read_text() == new_text("mlops")
    assert tracker("init", code=1).err == (
        failure(f"`{folder}/tracker.toml` is there already", "it was left as it is")
    )


@pytest.mark.usefixtures("syllabus")
def test_init_names_the_syllabus_from_where_the_record_is(tracker, folder, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    below = folder / "study"
    below.mkdir()
    monkeypatch.chdir(below)
    tracker("init", "--syllabus", "../mine.toml")
    assert (below / "tracker.toml").read_text() == new_text("../mine.toml")
    assert tracker("next", "--plain").out == "1.1.1\ttodo\tbook\t\tno\tA book\t\t\t\tno\n"


def test_init_refuses_a_syllabus_that_cannot_be_read(tracker, folder, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    assert tracker("init", "--syllabus", "nowhere.toml", code=5).err == (
        failure(
            "there is no syllabus at `nowhere.toml`",
            "`tracker --syllabus nowhere.toml path` says who names it",
        )
    )
    assert not (folder / "tracker.toml").exists()


def test_a_folder_that_was_deleted_is_no_crash(tracker, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert tracker("list", code=1).err == (
        failure("this folder is no longer there", "`cd` elsewhere")
    )


@pytest.mark.usefixtures("syllabus")
def test_a_new_record_names_the_syllabus_it_was_begun_with(tracker, record) -> None:
    tracker("done", "1.1.1", "--syllabus", "mine.toml")
    assert record.read_text().startswith('format = 1\nsyllabus = "mine.toml"\n')
    assert tracker("list", "--plain").out.startswith("1.1.1\tdone\tbook")


def test_ids_at_the_wrong_level_are_orphans(tracker, record) -> None:
    record.write_text('format = 1\n[items."1.1"]\nstatus = "done"\n[weeks."1.1.1"]\nnote = "odd"\n')
    orphans = json.loads(tracker("check", "--json").out)["orphans"]
    assert [orphan["id"] for orphan in orphans] == ["1.1", "1.1.1"]
    assert tracker("search", "odd", "--plain").out == "1.1.1\tweek\t\t1\todd\n"


def test_check_says_that_there_is_no_record_yet(tracker) -> None:
    assert tracker("check").err == (
        "the syllabus can be read; there is no record yet at `record.toml`\n"
    )


def test_init_says_when_another_record_stays_in_use(tracker, folder) -> None:
    assert tracker("init").err.splitlines()[0] == (
        f"`{folder}/tracker.toml` is begun; in use here is still `record.toml` (TRACKER_FILE)"
    )


@pytest.mark.usefixtures("syllabus")
def test_the_syllabus_is_found_from_where_the_real_record_is(tracker, folder, monkeypatch) -> None:
    (folder / "elsewhere").mkdir()
    tracker("done", "1.1.1", "--syllabus", "mine.toml")
    (folder / "elsewhere" / "link.toml").symlink_to(folder / "record.toml")
    monkeypatch.chdir(folder / "elsewhere")
    listed = tracker("list", "--plain", "--file", "link.toml").out
    assert listed.startswith("1.1.1\tdone\tbook")


def test_a_syllabus_that_no_record_can_name_is_refused(tracker, folder) -> None:
    path = os.fsdecode(b"s\xff.toml")
    Path(path).write_text(SYLLABUS)
    assert "cannot name" in tracker("init", "--syllabus", path, code=2).err
    assert not (folder / "tracker.toml").exists()
