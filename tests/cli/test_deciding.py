"""`drop`, `resume`, `review`, `report --reviews`: decisions with their words."""

import json
from pathlib import Path

import pytest

from tests.phrases import UNDO, failure

FIRST = "Introduction to Machine Learning in Production"
SECOND = "Machine Learning Data Lifecycle in Production"
THIRD = "Machine Learning Modeling Pipelines in Production"


def test_a_course_is_dropped_with_a_reason_and_taken_up_again(tracker, toml) -> None:
    tracker("done", "3.1.1")
    assert tracker("drop", "3", "--why", "too theoretical").err == (
        f"– 3 {THIRD}: dropped  (reason added)\nin all: 0 of 189 (0%)\n{UNDO}"
    )
    assert toml()["courses"] == {"3": {"status": "dropped", "why": "too theoretical"}}
    assert tracker("resume", "modeling pipelines in production").err == (
        f"· 3 {THIRD}: taken up again  (reason kept)\nin all: 1 of 286 (1%)\n{UNDO}"
    )
    assert toml()["courses"] == {"3": {"why": "too theoretical"}}


def test_dropping_again_changes_the_reason_or_nothing(tracker, record) -> None:
    tracker("drop", "3", "--why", "old")
    before = record.read_bytes()
    assert tracker("drop", "3").err == f"– 3 {THIRD} is dropped already\n"
    assert record.read_bytes() == before
    assert tracker("drop", "3", "--why", "-", stdin="new\r\n").err == (
        f"– 3 {THIRD}: reason changed\n{UNDO}"
    )
    assert 'why = """\nnew\n"""' in record.read_text()


def test_what_is_not_dropped_needs_no_resuming(tracker, record) -> None:
    assert tracker("resume", "3").err == f"· 3 {THIRD} is not dropped\n"
    assert not record.exists()


def test_a_dry_run_shows_the_total_and_saves_nothing(tracker, record) -> None:
    assert tracker("drop", "3", "--dry-run").err == (
        f"– 3 {THIRD}: dropped\nin all: 0 of 189 (0%)\ndry run: nothing was saved\n"
    )
    assert not record.exists()


def test_a_course_is_completed_by_itself_and_can_be_dropped_still(tracker) -> None:
    tracker("done", "1", "--yes")
    [review] = json.loads(tracker("report", "--reviews", "1", "--json").out)["reviews"]
    assert review["status"] == "completed"
    assert "in all: 0 of 239 (0%)\n" in tracker("drop", "1").err
    assert "in all: 47 of 286 (16%)\n" in tracker("resume", "1").err


def test_undo_of_a_decision_says_the_total(tracker) -> None:
    tracker("drop", "3", "--why", "no time")
    assert tracker("undo").err == (
        "took back `drop 3` of 2026-11-20 21:14\n"
        f"status on 3 {THIRD}: active, was dropped\n"
        f"reason on 3 {THIRD}: removed, was 1 line\n"
        "in all: 0 of 286 (0%)\n"
        "make it again: tracker redo\n"
    )


def test_the_log_tells_decisions(tracker) -> None:
    tracker("drop", "3", "--why", "no time")
    tracker("resume", "3")
    tracker("review", "3", "--stars", "2")
    tracker("done", "3.1.1")
    tracker("undone", "3.1.1")
    lines = tracker("log", "--plain").out.splitlines()
    assert sorted(tuple(line.split("\t")[1:3]) for line in lines) == [
        ("dropped", "3"),
        ("reason", "3"),
        ("resumed", "3"),
        ("review", "3"),
        ("taken back", "3.1.1"),
    ]


def test_a_review_grows_by_paragraphs_and_stars_are_apart(tracker, toml) -> None:
    assert tracker("review", "2", "--stars", "4").err == (f"stars of 2 {SECOND}: ★★★★☆ 4/5\n{UNDO}")
    assert tracker("review", "2", "- decent").err == (f"review of 2 {SECOND}: 1 line\n{UNDO}")
    assert tracker("review", "2", "-", "--stars", "3", stdin="more\r\n").err == (
        f"stars of 2 {SECOND}: ★★★☆☆ 3/5, was 4/5\nreview of 2 {SECOND}: 3 lines\n{UNDO}"
    )
    assert toml()["courses"]["2"] == {"stars": 3, "review": "- decent\n\nmore\n"}
    tracker("review", "2", "New.", "--replace")
    assert toml()["courses"]["2"] == {"stars": 3, "review": "New."}
    assert tracker("review", "2", "", "--replace").err.startswith(f"review of 2 {SECOND}: removed")


def test_a_review_that_is_like_that_already_is_no_change(tracker, record) -> None:
    tracker("review", "2", "Fine.", "--stars", "4")
    before = record.read_bytes()
    assert tracker("review", "2", "Fine.", "--stars", "4", "--replace").err == (
        f"nothing to do: the review of 2 {SECOND} is like that already\n"
    )
    assert record.read_bytes() == before


def test_show_prints_the_review_and_nothing_else(tracker) -> None:
    assert tracker("review", "2", "--show") == (0, "", f"no review of 2 {SECOND} yet\n")
    tracker("review", "2", "Fine.\n\x1b[31m")
    assert tracker("review", "2", "--show").out == "Fine.\n^[[31m\n"
    assert tracker("review", "2", "--show", "--plain").out == (
        f"2\t{SECOND}\tactive\t\t\tFine.^J^[[31m\n"
    )


def test_show_does_not_deny_stars(tracker) -> None:
    tracker("review", "2", "--stars", "4")
    assert tracker("review", "2", "--show") == (
        *(0, ""),
        f"stars of 2 {SECOND}: ★★★★☆ 4/5; no words yet\n",
    )


def test_the_editor_opens_with_the_review(tracker, toml, tmp_path, monkeypatch) -> None:
    script = tmp_path / "editor"
    script.write_text(
        'case "$1" in *"review of 2.md") printf "%sAfter.\\n" "$(cat "$1") " > "$1" ;; esac\n'
    )
    monkeypatch.setenv("EDITOR", f"sh '{script}'")
    tracker("review", "2", "Before.")
    tracker("review", "2")
    assert toml()["courses"]["2"] == {"review": "Before. After.\n"}


def test_the_editor_that_does_not_wait_is_told_the_command_for_a_review(
    tracker, monkeypatch, home
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    said = tracker("review", "2", terminal=True).err
    [draft] = (home / ".local/state/tracker/drafts").glob("*/*")
    assert said.splitlines()[-1] == (
        f"if it is still open: save there, then `tracker review 2 --replace - < '{draft}'`"
    )


def test_a_review_that_is_emptied_in_the_editor_is_asked_about(tracker, monkeypatch) -> None:
    tracker("review", "2", "Before.")
    monkeypatch.setenv("EDITOR", "sh -c ': > \"$1\"' sh")
    assert tracker("review", "2", code=1).err == (
        failure("this removes the review of 2; nothing was changed", "add `--replace ''` to do it")
    )


def test_reviews_are_reported_for_people(tracker, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    tracker("review", "1", "--stars", "3", "Pleasant to listen to.\n\nIt goes [bold]on and on.")
    tracker("drop", "3", "--why", "too theoretical")
    tracker("drop", "4", "--why", "needs 3")
    tracker("resume", "4")
    assert tracker("report", "--reviews").out == (
        "Machine Learning Engineering for Production (MLOps)\n"
        "\n"
        f"1  {FIRST}\n"
        "   ★★★☆☆ 3/5  · in progress\n"
        "\n"
        "   Pleasant to listen to.\n"
        "\n"
        "   It goes [bold]on and on.\n"
        "\n"
        f"2  {SECOND}\n"
        "   · in progress\n"
        "\n"
        f"3  {THIRD}\n"
        "   – dropped: too theoretical\n"
        "\n"
        "4  Deploying Machine Learning Models in Production\n"
        "   · in progress, was dropped: needs 3\n"
    )


def test_reviews_are_reported_for_scripts(tracker) -> None:
    tracker("review", "1", "--stars", "3", "Fine.")
    assert json.loads(tracker("report", "--reviews", "1", "--json").out) == {
        "format": 1,
        "reviews": [
            {
                "id": "1",
                "title": FIRST,
                "status": "active",
                "stars": 3,
                "why": None,
                "review": "Fine.",
            }
        ],
    }
    assert tracker("report", "--reviews", "1", "--plain", "--header").out == (
        f"id\ttitle\tstatus\tstars\twhy\treview\n1\t{FIRST}\tactive\t3\t\tFine.\n"
    )


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        pytest.param(["drop", "3.1"], 2, "`3.1` is a week; name a course", id="a week"),
        pytest.param(["drop", "9"], 3, "no course `9`", id="no such course"),
        pytest.param(["drop", "3", "--why", " "], 2, "there is no reason in that", id="blank"),
        pytest.param(["review", "2", "--show", "x"], 2, "`--show` only prints a review", id="show"),
        pytest.param(["review", "2", "--json"], 2, "`--json` and `--plain` print", id="json"),
        pytest.param(["review", "2", " "], 2, "there is no text to add", id="blank review"),
        pytest.param(
            ["review", "2", "x" * 1_000_001], 2, "a review of 1,000,001 characters", id="long"
        ),
        pytest.param(["report", "--reviews", "2.1"], 2, "`2.1` is a week", id="reviews of a week"),
        pytest.param(["--no-input", "review", "2"], 2, "no text was given", id="no editor"),
    ],
)
def test_what_makes_no_sense_is_refused(tracker, record, args, code, message) -> None:
    assert tracker(*args, code=code).err.startswith(f"error: {message}")
    assert not record.exists()


def test_a_review_does_not_grow_beyond_what_is_kept(tracker, record) -> None:
    tracker("review", "2", "-", stdin="x" * 999_990)
    before = record.read_bytes()
    tracker("review", "2", "ten more chars", code=2)
    assert record.read_bytes() == before


@pytest.mark.parametrize("stars", ["0", "6", "many"])
def test_stars_are_one_to_five(tracker, record, stars) -> None:
    tracker("review", "2", "--stars", stars, code=2)
    assert not record.exists()


@pytest.mark.parametrize(
    ("args", "name"),
    [
        pytest.param(["drop", "9", "--why", "-"], "reason.md", id="reason"),
        pytest.param(["review", "9", "-"], "review.md", id="review"),
    ],
)
def test_a_piped_text_survives_a_failure(tracker, args, name) -> None:
    said = tracker(*args, stdin="long words", code=3).err
    place = said.removeprefix("your text is in `").partition("`\n")[0]
    assert (Path(place).name, Path(place).read_text()) == (name, "long words")


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["drop", "3", "--why", "typed words"], id="reason"),
        pytest.param(["review", "3", "typed words"], id="review"),
    ],
)
def test_a_typed_text_survives_a_damaged_record(tracker, record, args) -> None:
    record.write_text("format = ")
    said = tracker(*args, code=5).err
    place = said.removeprefix("your text is in `").partition("`\n")[0]
    assert Path(place).read_text() == "typed words"
