"""Streams and looks: data on stdout, talk on stderr, colours and widths by convention."""

import sys

import pytest

from mlops_tracker.views.marks import ASCII

ESC = "\x1b"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Have stdout pass for a terminal of 80 columns."""
    assert capsys
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("variables", "options", "is_colored"),
    [
        pytest.param({}, [], True, id="a terminal"),
        pytest.param({"NO_COLOR": "1"}, [], False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, [], True, id="NO_COLOR without a value says nothing"),
        pytest.param({"TERM": "dumb"}, [], False, id="a dumb terminal"),
        pytest.param({}, ["--no-color"], False, id="--no-color"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False, id="NO_COLOR wins"),
        pytest.param({"FORCE_COLOR": "1"}, ["--no-color"], False, id="--no-color wins"),
    ],
)
@pytest.mark.usefixtures("terminal")
def test_colours_on_a_terminal(tracker, monkeypatch, variables, options, is_colored) -> None:
    tracker("done", "1.1.1")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (ESC in tracker("list", "1.1", *options).out) is is_colored
    assert (ESC in tracker("report", *options).out) is is_colored


def test_a_pipe_has_no_colours_unless_they_are_forced(tracker, monkeypatch) -> None:
    assert ESC not in tracker("report").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ESC in tracker("report").out
    monkeypatch.setenv("TERM", "dumb")
    assert max(map(len, tracker("list", "4.3").out.splitlines())) > 80


def test_a_pipe_cuts_and_wraps_nothing(tracker) -> None:
    longest = (
        "Implementing Canary Releases of TensorFlow Model Deployments with Kubernetes and "
        "Anthos Service Mesh"
    )
    for shape in ([], ["--plain"], ["--json"]):
        assert longest in tracker("list", *shape).out
    week = "Advanced Labeling, Augmentation and Data Preprocessing"
    assert week in tracker("report").out


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("command", ["report", "list", "next", "notes", "search"])
def test_columns_are_kept_to(tracker, monkeypatch, columns, command) -> None:
    tracker("note", "1.1", "drift")
    tracker("done", "1.1", "4.3", "--yes")
    monkeypatch.setenv("COLUMNS", str(columns))
    out = tracker(command, *(["drift"] if command == "search" else [])).out
    lines = out.splitlines()
    assert max(map(len, lines)) <= columns or command == "notes"
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.usefixtures("terminal")
def test_a_title_is_cut_in_a_report_on_a_terminal_and_whole_in_a_list(tracker) -> None:
    reported = tracker("report", "--no-color").out
    assert "2.4  Advanced Labeling, Augmentation and D…   0/14" in reported
    listed = tracker("list", "2.4", "--no-color").out
    assert "2.4  Advanced Labeling, Augmentation and Data Preprocessing" in listed


def test_an_encoding_without_the_glyphs_gets_ascii(tracker, monkeypatch) -> None:
    monkeypatch.setattr("mlops_tracker.cli.output.glyphs_for", lambda _: ASCII)
    tracker("start", "1.1.2")
    tracker("skip", "1.1.3")
    tracker("done", "1", "--yes", "-q")
    tracker("undone", "1.1.2", "1.1.1", "-q")
    tracker("start", "1.1.2", "-q")
    assert tracker("list", "1.1.1-1.1.4").out.splitlines()[3:7] == [
        ".  1.1.1  video     3m  Steps of an ML Project",
        ">  1.1.2  video    12m  Case study: speech recognition",
        "-  1.1.3  video    14m  Key challenges",
        "x  1.1.4  video    11m  Deployment patterns",
    ]
    for command in (["report"], ["list"], []):
        assert tracker(*command).out.isascii()


def test_notes_and_names_from_the_command_line_cannot_drive_the_terminal(tracker) -> None:
    evil = f"{ESC}]52;c;x\x07 [bold]b[/bold] [/] \x9b2J \u202egnp.exe"
    shown = r"^[]52;c;x^G [bold]b[/bold] [/] \x9b2J \u202egnp.exe"
    tracker("note", "1.1", evil)
    tracker("note", "1.1.1", evil)
    for command in (["notes"], ["search", "bold"], ["note", "1.1", "--show"]):
        for shape in ([], ["--plain"]):
            assert shown in tracker(*command, *shape).out
    assert f"`{shown}`" in tracker("done", evil, code=3).err
    assert f"`{shown}`" in tracker("list", "--kind", evil, code=2).err
    assert f"`{shown}`" in tracker("done", "1.1.1", "--score", evil, code=2).err
    assert f"`{shown}`" in tracker("list", "--syllabus", evil, code=5).err


def test_talk_goes_to_stderr_and_data_to_stdout(tracker) -> None:
    assert tracker("done", "1.1.1").out == ""
    assert tracker("list", "1.1.1").err == ""
    assert tracker("report").err == ""
    assert tracker("done", "nowhere at all", code=3).out == ""
