"""Shell completion: ids of courses, weeks and items, their titles as help."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mlops_tracker.formats.registry import READ, WRITTEN

BASH_WEEK = ["1.1.1", "1.1.10", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.1.6"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def completed(shell: str, line: str, **variables: str) -> str:
    """Return what a shell is answered about a line that is being typed."""
    words = line.split(" ")
    asked = {
        "_TRACKER_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    ended = subprocess.run(
        [Path(sys.executable).with_name("tracker")],
        env={**os.environ, **asked, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == ""
    return ended.stdout


def test_items_are_offered_once_their_week_is_begun() -> None:
    weeks = [f"1.{number}" for number in (1, 2, 3)]
    assert completed("bash", "tracker done ").split()[:4] == ["1", *weeks]
    assert len(completed("bash", "tracker done ").split()) == 20
    assert completed("bash", "tracker done 1").split() == ["1", *weeks]
    assert completed("bash", "tracker done 1.1.1").split() == ["1.1.1", "1.1.10"]
    assert len(completed("bash", "tracker list 4.3.").split()) == 24


def test_a_report_is_offered_courses_and_weeks_only() -> None:
    assert completed("bash", "tracker report 1.1").split() == ["1.1"]


def test_formats_are_offered() -> None:
    assert completed("bash", "tracker export ").split() == list(WRITTEN)
    assert completed("bash", "tracker export h").split() == ["html"]
    assert completed("bash", "tracker import a.md --from ").split() == list(READ)
    assert completed("bash", "tracker import a.md --from c").split() == ["csv"]


def test_titles_are_the_help_as_they_are() -> None:
    fish = completed("fish", "tracker done 3.4.21")
    assert fish == "3.4.21\t[IMPORTANT] Information about the Week 4 assignment\n"
    assert '"1.1.1":"Steps of an ML Project"' in completed("zsh", "tracker note 1.1.1")
    assert "Steps of an ML Project" in completed("powershell", "tracker start 1.1.1")


def test_the_files_named_on_the_line_are_used(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text(
        'format = 1\nid = "x"\ntitle = "X"\n[[courses]]\nid = "7"\ntitle = "Seven"\n'
    )
    for line in ("tracker --syllabus mine.toml done ", "tracker done --syllabus mine.toml "):
        assert completed("bash", line).split() == ["7"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("zsh", "tracker --syllabus=~/mine.toml done "),
        ("zsh", "tracker done --syllabus ~/mine.toml "),
        ("bash", "tracker --syllabus = ~/mine.toml done "),
        ("bash", "tracker done --syllabus = ~/mine.toml "),
        ("fish", "tracker --syllabus='~/mine.toml' done "),
    ],
)
def test_a_tilde_that_the_shell_leaves_is_the_home(home, shell, line) -> None:
    (home / "mine.toml").write_text(
        'format = 1\nid = "x"\ntitle = "X"\n[[courses]]\nid = "7"\ntitle = "Seven"\n'
    )
    assert re.findall(r"[0-9]", completed(shell, line)) == ["7"]


def test_kinds_are_completed_in_any_case(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text(
        'format = 1\nid = "x"\ntitle = "X"\n[[courses]]\nid = "7"\ntitle = "Seven"\n'
        '[[courses.weeks]]\nid = "7.1"\ntitle = "W"\n'
        '[[courses.weeks.items]]\nid = "7.1.1"\nkind = "\u00c9tude"\ntitle = "I"\n'
    )
    for typed, offered in {
        "\u00c9": "\u00c9tude",
        "\u00e9t": "\u00e9tude",
        "e\u0301T": "e\u0301Tude",
    }.items():
        line = f"tracker --syllabus mine.toml list --kind {typed}"
        assert completed("bash", line).split() == [offered]


def test_where_a_course_is_meant_only_courses_are_offered() -> None:
    assert completed("bash", "tracker drop ").split() == ["1", "2", "3", "4"]
    assert completed("bash", "tracker review 1").split() == ["1"]


def test_kinds_are_completed() -> None:
    assert completed("bash", "tracker list --kind ").split() == [
        *("video", "reading", "ungraded-lab", "graded", "practice-quiz", "app-item"),
    ]
    assert completed("bash", "tracker next --kind gr").split() == ["graded"]


def test_commands_are_completed_with_their_summaries() -> None:
    assert completed("bash", "tracker unsk").split() == ["unskip"]
    assert completed("fish", "tracker unsk") == "unskip\tCount skipped items again.\n"


def test_damaged_files_complete_nothing(tmp_path) -> None:
    (tmp_path / "tracker.toml").write_text("damaged")
    assert completed("bash", "tracker done 1.1.") == "\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_its_script(shell) -> None:
    command = Path(sys.executable).with_name("tracker")
    environment = {**os.environ, "_TRACKER_COMPLETE": f"source_{shell}"}
    ended = subprocess.run([command], env=environment, capture_output=True, text=True, check=True)
    assert "_TRACKER_COMPLETE" in ended.stdout


@pytest.mark.parametrize("line", ["tracker --file ", "tracker list --syllabus "])
def test_an_option_that_waits_for_its_file_is_no_error(line) -> None:
    assert "error" not in completed("bash", line)


def test_titles_cannot_drive_the_shell(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text(
        'format = 1\nid = "x"\ntitle = "X"\n[[courses]]\nid = "7"\ntitle = "a\\nb\\u202e"\n'
    )
    offered = completed("fish", "tracker --syllabus mine.toml done ")
    assert offered == "7\ta^Jb\\u202e\n"
