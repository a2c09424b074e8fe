"""Streams and looks: data on stdout, talk on stderr, colours and widths by convention."""

import re
import sys

import pytest
from rich.cells import cell_len

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


WIDE = """\
format = 1
id = "wide"
title = "宽"

[[courses]]
id = "1"
title = "机器学习工程的生产环境部署与持续监控机器学习工程的生产环境部署与持续监控机器学习工程"

[[courses.weeks]]
id = "1.1"
title = "数据漂移与概念漂移的检测方法以及对应的处理策略数据漂移与概念漂移的检测"
items = [
    { id = "1.1.1", kind = "KIND", title = "One" },
    { id = "1.1.2", kind = "视频", title = "Two" },
]
"""


@pytest.fixture
def listed(folder, tracker):
    """Return what `list` shows of a syllabus with such titles and a kind."""

    def lines(kind: str) -> list[str]:
        (folder / "wide.toml").write_text(WIDE.replace("KIND", kind), encoding="utf-8")
        shown: list[str] = tracker("list", "--syllabus", "wide.toml").out.splitlines()
        return shown

    return lines


@pytest.mark.parametrize("kind", ["k" * 40, "视频讲座与实验课程视频讲座与实验课程"])
def test_a_pipe_wraps_no_kind_either(listed, kind) -> None:
    *_, one, two, _ = listed(kind)
    assert one == f"·  1.1.1  {kind}         One"
    assert two.endswith("  Two")
    assert cell_len(one) == cell_len(two)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("视频讲座", ["·  1.1.1  视频讲座         One"], id="a wide kind in one line"),
        pytest.param(
            "k" * 40,
            [f"·  1.1.1  {'k' * 16}         One", f"          {'k' * 16}", f"          {'k' * 8}"],
            id="a long one folded",
        ),
    ],
)
@pytest.mark.usefixtures("terminal")
def test_a_terminal_gives_kinds_some_room(listed, kind, expected) -> None:
    lines = listed(kind)
    first = next(n for n, line in enumerate(lines) if "1.1.1" in line)
    plain = [re.sub("\x1b\\[[0-9;]*m", "", line).rstrip() for line in lines]
    assert plain[first : first + len(expected)] == expected


@pytest.mark.parametrize("columns", ["40", "60", "80"])
def test_a_wide_heading_goes_on_beside_its_id(listed, monkeypatch, columns) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    course, below, *_ = lines = listed("video")
    assert (course[:4], below[:3]) == ("1  机", "   ")
    week = next(n for n, line in enumerate(lines) if line.startswith("1.1  "))
    assert (lines[week][:6], lines[week + 1][:5]) == ("1.1  数", "     ")
    assert max(map(cell_len, lines)) <= int(columns)
    assert "(0%)" in "".join(lines)


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
    monkeypatch.setattr("mlops_tracker.asking.streams.glyphs_for", lambda _: ASCII)
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
