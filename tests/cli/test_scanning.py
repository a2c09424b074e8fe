"""`scan`: the plan is shown and asked about, and is one step."""

import json
from pathlib import Path

import pytest

from mlops_tracker.store import folder
from tests.phrases import UNDO, failure

PLAN = (
    "1.2.17  labs/C1W2_Ungraded_Lab.ipynb  (A journey through Data)\n"
    "2.3.4   course2/week3/ML_Metadata.ipynb  (ML Metadata)\n"
    "not sure, and left out: 1 file\n"
    "  C1W1_lab.ipynb: 2 items of week 1.1 may be meant: 1.1.7, 1.1.8\n"
)
LINKED = f"linked 2 files to 2 items\n{UNDO}"


@pytest.fixture(autouse=True)
def work(folder: Path) -> Path:
    """Return a folder of work beside the record."""
    for file in (
        *("labs/C1W2_Ungraded_Lab.ipynb", "course2/week3/ML_Metadata.ipynb"),
        *("C1W1_lab.ipynb", "data.csv", ".git/C1W3_lab.py"),
    ):
        path = folder / "work" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder / "work"


def test_the_plan_is_shown_and_applied_on_yes(tracker, toml) -> None:
    question = "this links 2 files to 2 items; go on? [y/N] "
    assert tracker("scan", "work", terminal=True, stdin="y\n").err == PLAN + question + LINKED
    assert {id: item["links"] for id, item in toml()["items"].items()} == {
        "1.2.17": ["work/labs/C1W2_Ungraded_Lab.ipynb"],
        "2.3.4": ["work/course2/week3/ML_Metadata.ipynb"],
    }


def test_yes_answers_and_one_undo_takes_it_back(tracker, toml) -> None:
    assert tracker("scan", "work", "--yes").err == PLAN + LINKED
    assert tracker("undo").err == (
        "took back `scan work` of 2026-11-20 21:14\n"
        "· 1.2.17 A journey through Data  (links 0, were 1)\n"
        "· 2.3.4 ML Metadata  (links 0, were 1)\n"
        "week 1.2: 0 of 19 (0%) · week 2.3: 0 of 14 (0%) · in all: 0 of 286 (0%)\n"
        "make it again: tracker redo\n"
    )
    assert "items" not in toml()


@pytest.mark.parametrize(
    ("options", "terminal", "stdin"),
    [
        pytest.param([], False, "", id="nobody to ask"),
        pytest.param(["--no-input"], True, "y\n", id="never ask"),
    ],
)
def test_without_an_answer_nothing_is_linked(tracker, record, options, terminal, stdin) -> None:
    assert tracker("scan", "work", *options, terminal=terminal, stdin=stdin, code=1).err == (
        PLAN + failure("this links 2 files to 2 items; nothing was changed", "add `--yes` to do it")
    )
    assert not record.exists()


def test_no_is_no(tracker, record) -> None:
    tracker("scan", "work", terminal=True, stdin="n\n", code=1)
    assert not record.exists()


def test_a_dry_run_saves_nothing(tracker, record) -> None:
    assert tracker("scan", "work", "-n").err == PLAN + "dry run: nothing was saved\n"
    assert not record.exists()


def test_what_is_linked_already_is_left(tracker, record) -> None:
    tracker("scan", "work", "--yes")
    tracker("link", "1.1.8", "work/C1W1_lab.ipynb")
    before = record.read_bytes()
    assert tracker("scan", "work").err == (
        "linked already: 3 files\n"
        "nothing to link: no name tells an item that is not linked already\n"
    )
    assert record.read_bytes() == before


def test_a_file_that_is_linked_to_another_item_stays_there(tracker, toml) -> None:
    tracker("link", "1.1.1", "work/labs/C1W2_Ungraded_Lab.ipynb")
    tracker("scan", "work", "--yes")
    assert sorted(toml()["items"]) == ["1.1.1", "2.3.4"]


def test_the_folder_itself_may_name_the_week(tracker, toml, work, monkeypatch) -> None:
    monkeypatch.chdir(work / "course2" / "week3")
    monkeypatch.setenv("TRACKER_FILE", "../../../record.toml")
    assert tracker("scan", ".", "--yes").err.startswith("2.3.4  ML_Metadata.ipynb  (ML Metadata)\n")
    assert list(toml()["items"]) == ["2.3.4"]


def test_the_plan_as_a_document(tracker) -> None:
    tracker("link", "1.2.17", "work/labs/C1W2_Ungraded_Lab.ipynb")
    document = json.loads(tracker("scan", "work", "--dry-run", "--json").out)
    assert list(document) == ["format", "proposed", "linked", "unsure", "is_cut"]
    assert document == {
        "format": 1,
        "proposed": [
            {
                "id": "2.3.4",
                "title": "ML Metadata",
                "file": "course2/week3/ML_Metadata.ipynb",
                "link": "work/course2/week3/ML_Metadata.ipynb",
            }
        ],
        "linked": [
            {
                "id": "1.2.17",
                "title": "A journey through Data",
                "file": "labs/C1W2_Ungraded_Lab.ipynb",
                "link": "work/labs/C1W2_Ungraded_Lab.ipynb",
            }
        ],
        "unsure": [
            {
                "file": "C1W1_lab.ipynb",
                "reason": "2 items of week 1.1 may be meant: 1.1.7, 1.1.8",
            }
        ],
        "is_cut": False,
    }


def test_names_are_shown_and_not_obeyed(tracker, toml, work) -> None:
    (work / "C1W2_lab_\x1b[31m.ipynb").touch()
    (work / "[bold]C1W3_lab.ipynb").touch()
    said = tracker("scan", "work", "--yes").err
    assert "  C1W2_lab_^[[31m.ipynb: a record cannot name it\n" in said
    assert "1.3.19  [bold]C1W3_lab.ipynb  (Data Labeling)\n" in said
    assert len(toml()["items"]) == 3


def test_many_that_are_unsure_are_counted(tracker, work) -> None:
    for number in range(25):
        (work / f"notes {number:02}.md").touch()
    said = tracker("scan", "work", "-n").err
    assert "not sure, and left out: 26 files\n" in said
    assert "  notes 18.md: its path names no course\n  and 6 more; --dry-run --json " in said


def test_a_limit_is_told(tracker, monkeypatch) -> None:
    monkeypatch.setattr(folder, "MOST_NAMES", 3)
    monkeypatch.setattr("mlops_tracker.actions.materials.MOST_NAMES", 3)
    assert tracker("scan", "work", "-n").err.startswith(
        "only the first 3 names were looked at; scan a folder within\n"
    )


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        pytest.param(
            ["nowhere"],
            1,
            failure("there is no folder `{}/nowhere`", "name one that is there"),
            id="no such folder",
        ),
        pytest.param(
            ["work", "--json"],
            2,
            failure("`--json` gives what would be linked", "add `--dry-run`"),
            id="json of a change",
        ),
    ],
)
def test_what_cannot_be_scanned_is_refused(tracker, folder, record, args, code, said) -> None:
    assert tracker("scan", *args, code=code).err == said.format(folder)
    assert not record.exists()
