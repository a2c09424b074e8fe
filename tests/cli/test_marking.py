"""`done`, `undone`, `skip`, `unskip`, `start`: what they change, say and refuse."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.phrases import UNDO, failure

DONE_AT = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)


def statuses(data) -> dict[str, str]:
    """Return the statuses in a record file."""
    return {id: table["status"] for id, table in data.get("items", {}).items()}


def test_a_week_means_its_open_required_items(tracker, toml) -> None:
    tracker("done", "1.3.1")
    tracker("skip", "1.3.2")
    tracker("done", "1.3")
    done = {f"1.3.{number}": "done" for number in (1, *range(3, 17), 19, 20)}
    assert statuses(toml()) == {**done, "1.3.2": "skipped"}


def test_an_optional_item_is_done_when_it_is_named(tracker, toml) -> None:
    assert tracker("done", "1.3.17").err.splitlines()[1] == (
        "week 1.3: 0 of 18 (0%) · in all: 0 of 286 (0%)"
    )
    assert statuses(toml()) == {"1.3.17": "done"}


def test_a_range_means_every_item_in_it_across_weeks(tracker, toml) -> None:
    said = tracker("done", "1.1.9-1.2.2").err
    assert list(statuses(toml())) == ["1.1.9", "1.1.10", "1.2.1", "1.2.2"]
    assert said.endswith(UNDO)


def test_ids_are_read_from_stdin(tracker, toml) -> None:
    tracker("done", "-", stdin="1.1.1\n\n  c1w1i2  \nKey challenges and more", code=3)
    tracker("done", "-", "1.1.5", stdin="1.1.1\n\n  c1w1i2  \n")
    assert statuses(toml()) == dict.fromkeys(["1.1.1", "1.1.2", "1.1.5"], "done")


def test_what_list_prints_plainly_can_be_piped_into_done(tracker, toml) -> None:
    lines = tracker("list", "1.1", "--kind", "graded", "--plain").out
    tracker("done", "-", stdin=lines)
    assert statuses(toml()) == {"1.1.9": "done", "1.1.10": "done"}


def test_done_again_is_no_error_and_changes_nothing(tracker, record) -> None:
    tracker("done", "1.1.1")
    before = record.read_bytes(), record.stat().st_mtime_ns
    assert tracker("done", "1.1.1").err == "✓ 1.1.1 Steps of an ML Project is done already\n"
    assert (record.read_bytes(), record.stat().st_mtime_ns) == before


def test_done_again_can_add_a_score_and_keeps_the_date(tracker, toml) -> None:
    tracker("done", "1.1.9", "--on", "2026-03-02", "--score", "70")
    said = tracker("done", "1.1.9", "--score", "9/10").err.splitlines(keepends=True)
    assert said[0] == "✓ 1.1.9 The Machine Learning Project Lifecycle  (score 90%, was 70%)\n"
    assert said[2] == UNDO
    assert toml()["items"]["1.1.9"] == {
        "title": "The Machine Learning Project Lifecycle",
        "status": "done",
        "done_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
        "score": 90.0,
    }


@pytest.mark.parametrize(
    ("day", "done_at"),
    [
        pytest.param("2026-03-02", datetime(2026, 3, 2, 12, tzinfo=UTC), id="ISO"),
        pytest.param("yesterday", datetime(2026, 11, 19, 12, tzinfo=UTC), id="yesterday"),
        pytest.param("mon", datetime(2026, 11, 16, 12, tzinfo=UTC), id="last monday"),
        pytest.param("Friday", DONE_AT, id="a weekday is today if it can be"),
        pytest.param("today", DONE_AT, id="today is now"),
    ],
)
def test_done_on_a_day(tracker, toml, day, done_at) -> None:
    tracker("done", "1.1.1", "--on", day)
    assert toml()["items"]["1.1.1"]["done_at"] == done_at


def test_a_note_is_added_to_what_was_noted_before(tracker, toml) -> None:
    tracker("note", "1.1.1", "Watch again.")
    tracker("done", "1.1.1", "--note", "Watched again.")
    assert toml()["items"]["1.1.1"]["note"] == "Watch again.\n\nWatched again."


def test_a_dry_run_says_all_and_saves_nothing(tracker, record) -> None:
    said = tracker("done", "1.1", "--dry-run").err
    assert said.endswith(
        "week 1.1: 10 of 10 (100%) · in all: 10 of 286 (3%)\ndry run: nothing was saved\n"
    )
    assert not record.exists()


def test_more_than_twenty_items_are_asked_about(tracker, record, toml) -> None:
    refused = tracker("done", "1", code=1)
    assert refused.err == (
        failure("`done` would change 47 items; nothing was changed", "add `--yes` to do it")
    )
    declined = tracker("done", "1", terminal=True, stdin="n\n", code=1)
    assert declined.err == "`done` would change 47 items; go on? [y/N] error: left as it was\n"
    tracker("--no-input", "done", "1", terminal=True, stdin="y\n", code=1)
    assert not record.exists()
    tracker("done", "1", terminal=True, stdin="y\n")
    assert len(statuses(toml())) == 47


def test_twenty_items_are_not_asked_about(tracker, toml) -> None:
    tracker("done", "1.1.1-1.2.10")
    assert len(statuses(toml())) == 20


def test_undone_takes_date_score_and_time_and_leaves_the_note(tracker, toml) -> None:
    tracker("done", "1.1.9", "--score", "80", "--took", "25m", "--note", "Keep me.")
    said = tracker("undone", "1.1.9").err
    assert toml()["items"] == {
        "1.1.9": {"title": "The Machine Learning Project Lifecycle", "note": "Keep me."}
    }
    assert said == (
        "· 1.1.9 The Machine Learning Project Lifecycle  (score taken back, was 80%, "
        "time taken back, was 25m)\nweek 1.1: 0 of 10 (0%) · in all: 0 of 286 (0%)\n"
        f"{UNDO}"
    )


def test_done_then_undone_leaves_the_file_as_it_was(tracker, record) -> None:
    tracker("note", "1.1", "A note.")
    before = record.read_bytes()
    tracker("done", "1.1", "1.2.3")
    tracker("undone", "1.1", "1.2.3")
    assert record.read_bytes() == before


def test_undone_of_what_is_not_done_says_so(tracker, record) -> None:
    assert tracker("undone", "1.1.1").err == "· 1.1.1 Steps of an ML Project is not done\n"
    assert tracker("undone", "1.1").err == (
        "nothing to do: there is nothing that `undone` would change\n"
    )
    assert not record.exists()


def test_skipped_items_leave_the_percent_and_come_back(tracker, toml) -> None:
    assert tracker("skip", "1.1.8").err == (
        "– 1.1.8 Ungraded Lab - Deploying a Deep Learning model\nweek 1.1: 0 of 9 "
        "(0%) · in all: 0 of 285 (0%)\n"
        f"{UNDO}"
    )
    assert statuses(toml()) == {"1.1.8": "skipped"}
    assert tracker("unskip", "1.1").err == (
        "· 1.1.8 Ungraded Lab - Deploying a Deep Learning model\nweek 1.1: 0 of 10 "
        "(0%) · in all: 0 of 286 (0%)\n"
        f"{UNDO}"
    )
    assert statuses(toml()) == {}


@pytest.mark.parametrize("verb", ["skip", "start"])
def test_what_is_done_is_neither_skipped_nor_started(tracker, record, verb) -> None:
    tracker("done", "1.1.1")
    before = record.read_bytes()
    assert tracker(verb, "1.1.1", code=1).err == (
        failure(f"cannot {verb} what is done: 1.1.1", "`tracker undone 1.1.1` takes that back")
    )
    assert record.read_bytes() == before


def test_start_shows_what_is_being_worked_on(tracker, toml) -> None:
    assert tracker("start", "tfdv exercise").err == (
        f"▸ 2.1.15 TFDV Exercise\nweek 2.1: 0 of 16 (0%) · in all: 0 of 286 (0%)\n{UNDO}"
    )
    assert statuses(toml()) == {"2.1.15": "doing"}
    assert tracker("start", "2.1.15").err == "▸ 2.1.15 TFDV Exercise is started already\n"
    tracker("undone", "2.1.15")
    assert statuses(toml()) == {}


def test_quiet_says_nothing_and_still_saves(tracker, toml) -> None:
    assert tracker("done", "1.1.1", "-q") == (0, "", "")
    assert statuses(toml()) == {"1.1.1": "done"}


def test_many_items_are_named_by_the_first_ten(tracker) -> None:
    said = tracker("done", "1.2").err.splitlines(keepends=True)
    assert said[9:] == [
        "✓ 1.2.10 Data-centric AI development\n",
        "  and 9 more\n",
        "week 1.2: 19 of 19 (100%) · in all: 19 of 286 (6%)\n",
        UNDO,
    ]


def test_the_way_back_names_the_same_files(tracker) -> None:
    said = tracker("--file", "other file.toml", "done", "1.1.1").err
    assert said.endswith("take back: tracker --file 'other file.toml' undo\n")


def test_the_way_back_of_many_items_does_not_ask(tracker, record) -> None:
    tracker("note", "1.1", "Before.")
    before = record.read_bytes()
    said = tracker("done", "1", "--yes").err
    assert said.endswith(UNDO)
    tracker("--no-input", "undo")
    assert record.read_bytes() == before


def test_a_remark_can_come_from_stdin(tracker, toml) -> None:
    tracker("done", "1.1.8", "--note", "-", stdin="From a pipe.\n")
    assert toml()["items"]["1.1.8"]["note"] == "From a pipe.\n"


def test_a_piped_remark_is_kept_when_the_name_is_wrong(tracker) -> None:
    said = tracker("done", "nowhere at all", "--note", "-", stdin="words", code=3).err
    place = said.removeprefix("your text is in `").partition("`\n")[0]
    assert Path(place).read_text() == "words"


def test_stdin_is_not_asked_for_two_things(tracker, record) -> None:
    assert tracker("done", "-", "--note", "-", stdin="1.1.1", code=2).err == (
        failure("stdin cannot hold both ids and the note", "type one of them")
    )
    assert not record.exists()


def test_the_way_back_leads_also_to_what_could_not_be_typed(tracker, record) -> None:
    record.write_text(
        'format = 1\n[items."1.1.1"]\nstatus = "done"\n'
        "done_at = 2026-11-20T12:00:00Z\nspent_minutes = 0\n"
    )
    before = record.read_bytes()
    assert tracker("undone", "1.1.1").err.endswith(UNDO)
    assert record.read_bytes() != before
    tracker("undo")
    assert record.read_bytes() == before
