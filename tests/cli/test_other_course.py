"""A syllabus of another course, named for one run, leaves the record alone."""

import shlex
from pathlib import Path

import pytest

from mlops_tracker.store.places import shipped_syllabus

OTHER = """\
format = 1
id = "rust"
title = "Rust"
courses = [{ id = "1", title = "R", weeks = [{ id = "1.1", title = "W", items = [
    { id = "1.1.1", kind = "video", title = "Moves" },
    { id = "1.1.2", kind = "video", title = "Borrows" },
] }] }]
"""
REFUSAL = (
    "`record.toml` is about another course than `rust.toml`, which --syllabus names: "
    "`mlops` (Machine Learning Engineering for Production (MLOps)) there, `rust` (Rust) here\n"
    "hint: leave --syllabus out; a record of its own begins with "
    "`tracker --file rust-record.toml init --syllabus rust.toml`\n"
)
WRITERS = [
    ("done", "1.1.2", "--score", "80"),
    ("undone", "1.1.1"),
    ("skip", "1.1.2"),
    ("start", "1.1.2"),
    ("note", "1.1", "x"),
    ("review", "1", "--stars", "3"),
    ("drop", "1"),
    ("link", "1.1.2", "https://example.org"),
]


@pytest.fixture
def rust(folder: Path) -> Path:
    """Return a syllabus of another course."""
    path = folder / "rust.toml"
    path.write_text(OTHER)
    return path


@pytest.mark.usefixtures("rust")
@pytest.mark.parametrize("command", WRITERS, ids=lambda command: command[0])
def test_nothing_is_written_into_the_record(tracker, record, command) -> None:
    tracker("done", "1.1.1")
    before = record.read_bytes()
    assert tracker("--syllabus", "rust.toml", *command, code=1).err == f"error: {REFUSAL}"
    assert record.read_bytes() == before


@pytest.mark.usefixtures("rust")
def test_the_variable_is_no_other_way_in(tracker, record, monkeypatch) -> None:
    tracker("done", "1.1.1")
    before = record.read_bytes()
    monkeypatch.setenv("TRACKER_SYLLABUS", "rust.toml")
    assert "than `rust.toml`, which TRACKER_SYLLABUS names" in tracker("done", "1.1.2", code=1).err
    assert record.read_bytes() == before


@pytest.mark.usefixtures("rust")
@pytest.mark.parametrize("command", [[], ["list"], ["report", "--json"], ["-q", "next"]], ids=str)
def test_reading_warns_once(tracker, command) -> None:
    tracker("done", "1.1.1")
    assert tracker("--syllabus", "rust.toml", *command).err.startswith(f"warning: {REFUSAL}")
    assert tracker("--syllabus", "rust.toml", *command).err.count("warning") == 1


@pytest.mark.usefixtures("rust")
def test_nobody_types_a_note_that_cannot_be_saved(tracker, monkeypatch) -> None:
    tracker("done", "1.1.1")
    monkeypatch.setenv("EDITOR", "touch opened")
    assert tracker("--syllabus", "rust.toml", "note", "1.1", code=1).err == f"error: {REFUSAL}"
    assert not Path("opened").exists()


@pytest.mark.usefixtures("rust")
def test_the_hint_begins_a_record_of_its_own(tracker) -> None:
    tracker("done", "1.1.1")
    said = tracker("--syllabus", "rust.toml", "done", "1.1.2", code=1).err
    command = shlex.split(said.split("`")[-2])
    tracker(*command[1:])
    assert "✓ 1.1.2 Borrows" in tracker("done", "1.1.2", "--file", "rust-record.toml").err


@pytest.mark.usefixtures("rust")
@pytest.mark.parametrize("source", ["--syllabus", "TRACKER_SYLLABUS"])
def test_a_record_that_was_just_begun_is_of_its_course_too(
    tracker, record, monkeypatch, source
) -> None:
    tracker("init", "--file", "record.toml")
    before = record.read_bytes()
    options = ["--syllabus", "rust.toml"]
    if source == "TRACKER_SYLLABUS":
        monkeypatch.setenv("TRACKER_SYLLABUS", "rust.toml")
        options = []
    said = tracker(*options, "done", "1.1.1", code=1).err
    assert f"which {source} names: `mlops`" in said
    assert record.read_bytes() == before


def test_a_title_in_common_makes_no_course_the_same(tracker, rust, record) -> None:
    tracker("done", "1.1.1")
    before = record.read_bytes()
    rust.write_text(OTHER.replace("Moves", "Steps of an ML Project"))
    tracker("--syllabus", "rust.toml", "done", "1.1.2", code=1)
    assert record.read_bytes() == before


def test_a_record_is_begun_for_the_syllabus_that_the_variable_names(
    tracker, rust, record, toml, monkeypatch
) -> None:
    monkeypatch.setenv("TRACKER_SYLLABUS", str(rust))
    tracker("init", "--file", "record.toml")
    assert toml()["syllabus"] == "rust.toml"
    tracker("done", "1.1.1")
    monkeypatch.delenv("TRACKER_SYLLABUS")
    assert "1.1.1\tdone\tvideo" in tracker("list", "1.1", "--plain").out
    assert record.exists()


def test_the_shipped_syllabus_is_named_as_such_by_whatever_path(tracker, toml, monkeypatch) -> None:
    monkeypatch.setenv("TRACKER_SYLLABUS", str(shipped_syllabus()))
    tracker("init", "--file", "record.toml")
    assert toml()["syllabus"] == "mlops"


@pytest.mark.parametrize("is_begun", [True, False], ids=["begun by init", "begun by done"])
def test_a_record_of_one_own_syllabus_is_closed_to_another(
    tracker, folder, rust, record, is_begun
) -> None:
    (folder / "go.toml").write_text(OTHER.replace("rust", "go"))
    how = ["init", "--file", "record.toml"] if is_begun else ["done", "1.1.2"]
    tracker("--syllabus", "rust.toml", *how)
    before = record.read_bytes()
    said = tracker("--syllabus", "go.toml", "done", "1.1.1", code=1).err
    assert "`rust` (Rust) there, `go` (Rust) here" in said
    assert record.read_bytes() == before
    rust.rename(folder / "moved.toml")
    tracker("--syllabus", "moved.toml", "done", "1.1.1")  # which goes by titles, and has the same


@pytest.mark.parametrize("has_titles", [True, False])
def test_another_edition_of_the_same_course_is_welcome(tracker, rust, record, has_titles) -> None:
    tracker("done", "1.1.1")
    if not has_titles:  # a person need not write titles
        record.write_text(record.read_text().replace('title = "Steps of an ML Project"\n', ""))
    rust.write_text(OTHER.replace('id = "rust"', 'id = "mlops"').replace('"Rust"', '"MLOps 2"'))
    tracker("--syllabus", "rust.toml", "done", "1.1.2")
    assert tracker("--syllabus", "rust.toml", "list").err == ""
    assert 'title = "Borrows"' in record.read_text()


@pytest.mark.parametrize("title", ["Steps of an ML project!", "Steps of ML projects", "Else"])
def test_where_the_record_names_what_is_not_there_titles_tell(tracker, rust, record, title) -> None:
    tracker("done", "1.1.1")
    record.write_text(record.read_text().replace('"mlops"', '"gone.toml"'))
    rust.write_text(OTHER.replace("Moves", title))
    said = tracker("--syllabus", "rust.toml", "done", "1.1.2", code=int(title == "Else")).err
    told = "1.1.1 is `Steps of an ML Project` there and `Else` here"
    assert (told in said) == (title == "Else")


@pytest.mark.usefixtures("rust")
def test_the_syllabus_of_the_record_itself_may_say_anything(tracker, record) -> None:
    record.write_text(
        'format = 1\nsyllabus = "rust.toml"\n[items."1.1.1"]\ntitle = "Steps"\nstatus = "done"\n'
    )
    tracker("--syllabus", "rust.toml", "done", "1.1.2")
    assert 'title = "Borrows"' in record.read_text()


@pytest.mark.usefixtures("rust")
def test_check_tells(tracker) -> None:
    tracker("done", "1.1.1")
    assert "about another course" in tracker("--syllabus", "rust.toml", "check", code=5).out


@pytest.mark.parametrize(
    ("options", "variable", "is_there"),
    [
        pytest.param([], None, False, id="the user's own record"),
        pytest.param(["--file", "new.toml"], None, False, id="--file"),
        pytest.param(["--file", "new.toml"], None, True, id="--file that is there"),
        pytest.param([], "new.toml", False, id="TRACKER_FILE"),
        pytest.param([], "new.toml", True, id="TRACKER_FILE that is there"),
        pytest.param([], "tracker.toml", True, id="a record in this folder"),
    ],
)
def test_the_hint_of_an_import_works_as_pasted(
    tracker, folder, monkeypatch, options, variable, is_there
) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    tracker("done", "1.1.1")
    if variable:
        monkeypatch.setenv("TRACKER_FILE", variable)
    if is_there:
        tracker(*options, "done", "1.1.1")
    if variable == "tracker.toml":
        monkeypatch.delenv("TRACKER_FILE")
    (folder / "o course.md").write_text("# O\n\n## Week 1\n\n- Video: Opening\n")
    said = tracker(*options, "import", "o course.md").err
    command = shlex.split(said.partition("use it: ")[2])
    begun = tracker(*command[1:]).err
    named = command[1:3] if command[1] == "--file" else []
    assert "Opening" in tracker(*named, "done", "1.1.1").err
    assert "take back: rm " in begun


def test_an_import_again_into_the_syllabus_in_use_hints_nothing(tracker, folder) -> None:
    (folder / "o.md").write_text("# O\n\n## Week 1\n\n- Video: Opening\n")
    tracker("import", "o.md", "--use")
    assert "use it" not in tracker("import", "o.md", "--force").err
