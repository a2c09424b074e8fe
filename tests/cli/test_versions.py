"""`undo`, `redo`, `log`, `history`, `restore`, `accept`: what they change, say and refuse."""

import json
import os
from pathlib import Path

import pytest

from mlops_tracker.store import history, lock
from mlops_tracker.store.history import History
from mlops_tracker.store.record_text import new_text, with_last_line, without_last_line
from mlops_tracker.store.saving import why_not_saved
from tests.phrases import UNDO, failure

STEPS = "Steps of an ML Project"
BY_HAND = """\
# Mine.
format = 1 # as it was

  [items."1.1.1"] # in every state
{state}

[items."1.1.2"]
{state}
"""
STATES = {
    "untouched": "# nothing",
    "noted": "note = '''words'''",
    "doing": "status   =   'doing'",
    "skipped": 'status = "skipped"\nlinks = ["https://example.org"]',
    "done": 'status = "done"\ndone_at = 2026-03-02T12:00:00+01:00\nscore = 80\nspent_minutes = 0',
    "done on an unknown day": 'status = "done" # once\nscore = 66.67',
}
COMMANDS = {
    "done": ["done", "1.1.1-1.1.3"],
    "done with all": [*("done", "1.1.1", "--score", "9/10", "--took", "5m"), "--note", "More."],
    "undone": ["undone", "1.1.1", "1.1.2"],
    "skip": ["skip", "1.1.1-1.1.3"],
    "unskip": ["unskip", "1.1"],
    "start": ["start", "1.1.1"],
    "note": ["note", "1.1.1", "Newer."],
    "replace": ["note", "1.1.1", "Newer.", "--replace"],
    "remove": ["note", "1.1.1", "", "--replace"],
    "note on a week": ["note", "1.1", "-"],
}


def files_below(*folders: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file that is not the cache, with its bytes and the time it was written."""
    return {
        str(file): (file.stat().st_mtime_ns, file.read_bytes())
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".cache" not in file.parts
    }


def history_of(tracker) -> list[dict[str, object]]:
    versions: list[dict[str, object]] = json.loads(tracker("history", "--json").out)["versions"]
    return versions


class TestUndo:
    @pytest.mark.parametrize(
        ("command", "state"),
        [
            pytest.param(command, state, id=f"{name} when {name_of_state}")
            for name, command in COMMANDS.items()
            for name_of_state, state in STATES.items()
            if not (name_of_state.startswith("done") and command[0] in {"skip", "start"})
        ],
    )
    def test_leads_exactly_back_and_redo_forth(self, tracker, record, command, state) -> None:
        record.write_text(BY_HAND.format(state=state))
        before = record.read_bytes()
        tracker(*command, stdin="Words.\n")
        after = record.read_bytes()
        if after == before:
            assert "nothing to undo" in tracker("undo", code=1).err
            return
        tracker("undo")
        assert record.read_bytes() == before
        tracker("redo")
        assert record.read_bytes() == after

    def test_says_what_it_took_back_and_how_to_make_it_again(self, tracker, record) -> None:
        tracker("note", "1.1", "Before.")
        before = record.read_bytes()
        tracker("done", "1.1.1", "1.1.9", "--score", "80")
        assert tracker("undo") == (
            0,
            "",
            (
                "took back `done 1.1.1 1.1.9` of 2026-11-20 21:14\n"
                f"· 1.1.1 {STEPS}  (score taken back, was 80%)\n"
                "· 1.1.9 The Machine Learning Project Lifecycle  (score taken back, was 80%)\n"
                "week 1.1: 0 of 10 (0%) · in all: 0 of 286 (0%)\n"
                "make it again: tracker redo\n"
            ),
        )
        assert record.read_bytes() == before

    def test_of_a_note_says_which(self, tracker) -> None:
        tracker("note", "1.1", "One.\nTwo.")
        assert tracker("undo").err == (
            "took back `note 1.1` of 2026-11-20 21:14\n"
            "note on 1.1 Overview of the ML Lifecycle and Deployment: removed, was 2 lines\n"
            "make it again: tracker redo\n"
        )

    def test_of_the_first_change_ever_leaves_a_new_record(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        tracker("undo")
        assert record.read_text() == new_text("mlops")
        assert tracker("undo", code=1).err == (
            failure("there is nothing to undo", "`tracker history` lists versions")
        )

    def test_of_init_is_not_possible(self, tracker, record) -> None:
        tracker("init", "--file", "record.toml")
        before = record.read_bytes()
        assert "there is nothing to undo" in tracker("undo", code=1).err
        assert record.read_bytes() == before

    def test_is_one_step_for_one_command(self, tracker, record) -> None:
        tracker("note", "1.1", "Before.")
        before = record.read_bytes()
        tracker("done", "1", "--yes")
        tracker("undo")
        assert record.read_bytes() == before

    @pytest.mark.parametrize("command", [["undo"], ["redo"], ["undo", "--force"]])
    def test_of_nothing_makes_no_file(self, tracker, folder, home, command) -> None:
        tracker(*command, code=1)
        assert [name for name in files_below(folder, home) if ".lock" not in name] == []

    def test_quietly_says_nothing(self, tracker, record) -> None:
        tracker("done", "1.1.1", "-q")
        after = record.read_bytes()
        assert tracker("undo", "-q") == (0, "", "")
        assert tracker("-q", "redo") == (0, "", "")
        assert record.read_bytes() == after

    def test_names_the_same_record_in_the_way_back(self, tracker, folder) -> None:
        named = "--file", "other file.toml"
        tracker(*named, "done", "1.1.1")
        assert tracker(*named, "undo").err.splitlines()[-1] == (
            "make it again: tracker --file 'other file.toml' redo"
        )
        assert tracker("redo", *named).err.splitlines()[-1] == (
            "take back: tracker --file 'other file.toml' undo"
        )
        assert tracker("restore", "1", *named).err.splitlines()[-1] == (
            "take back: tracker --file 'other file.toml' undo"
        )
        assert tracker("undo", code=1).err.startswith("error: there is nothing to undo")
        assert (folder / "other file.toml").exists()

    def test_waits_in_vain_for_another_command(self, tracker, record, monkeypatch) -> None:
        monkeypatch.setattr(lock, "PATIENCE", 0.0)
        tracker("done", "1.1.1")
        before = record.read_bytes()
        with lock.locked(record):
            said = tracker("undo", code=6).err
        assert said.startswith("error: another command has been saving `record.toml`")
        assert record.read_bytes() == before

    def test_that_cannot_be_saved_changes_nothing(self, tracker, record, monkeypatch) -> None:
        tracker("done", "1.1.1")
        before = record.read_bytes()

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        said = tracker("undo", code=6).err
        assert "No space left on device; nothing was saved\n" in said
        assert record.read_bytes() == before
        assert len(history_of(tracker)) == 2


class TestAfterAHandEdit:
    def test_undo_shows_the_difference_and_how_to_go_on(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        edited = record.read_text() + "# \x1b[31mmine\u202e [/]\n"
        record.write_text(edited)
        assert tracker("undo", code=1).err == (
            "error: `record.toml` was changed elsewhere since `done 1.1.1`; nothing was taken "
            "back\n"
            "hint: `tracker undo --force` takes back that step alone; the rest stays:\n"
            "--- as the step left it\n"
            "+++ as it is now\n"
            "@@ -8 +8,2 @@\n"
            " # end of tracker record\n"
            "+# ^[[31mmine\\u202e [/]\n"
        )
        assert record.read_text() == edited

    def test_force_keeps_the_edit(self, tracker, record) -> None:
        tracker("note", "1.1.2", "Before.")
        before = record.read_text()
        tracker("done", "1.1.1", "1.1.2")
        record.write_text(record.read_text().replace("Before.", "By hand.") + "# mine\n")
        said = tracker("undo", "--force").err
        assert said.startswith("took back `done 1.1.1 1.1.2` of 2026-11-20 21:14\n")
        assert record.read_text() == with_last_line(
            before.replace("Before.", "By hand.") + "# mine\n"
        )
        assert tracker("redo", code=1).err.startswith(
            "error: `record.toml` was changed elsewhere since `done 1.1.1 1.1.2` was taken back"
        )
        tracker("redo", "--force")
        assert "By hand." in record.read_text()
        assert tracker("list", "1.1.1", "--plain").out.startswith("1.1.1\tdone")

    def test_of_a_record_that_is_gone_points_to_restore(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        record.unlink()
        assert tracker("undo", code=1).err == (
            failure("`record.toml` is gone", "`tracker history`, then `tracker restore N`")
        )
        tracker("restore", "2")
        assert tracker("list", "1.1.1", "--plain").out.startswith("1.1.1\tdone")

    def test_a_change_on_a_gone_record_says_how_to_bring_it_back(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        record.unlink()
        assert tracker("done", "1.1.2").err.splitlines()[0] == (
            "`record.toml` is gone since it was last saved; a new one begins here, and "
            "`tracker restore 2` puts the former in its place"
        )


class TestRestore:
    def test_brings_a_version_back_and_undo_takes_that_back(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        tracker("done", "1.1.2")
        last = record.read_bytes()
        assert tracker("restore", "2") == (
            0,
            "",
            (
                "version 2 of 2026-11-20 21:14 is back\n· 1.1.2 Case study: speech "
                "recognition\nweek 1.1: 1 of 10 (10%) · in all: 1 of 286 (1%)\n"
                f"{UNDO}"
            ),
        )
        assert tracker("undo").err.startswith("took back `restore 2` of 2026-11-20 21:14\n")
        assert record.read_bytes() == last

    @pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
    def test_of_what_is_not_kept_is_not_found(self, tracker, record, number) -> None:
        tracker("done", "1.1.1")
        before = record.read_bytes()
        assert tracker("restore", number, code=3).err == (
            failure(f"there is no version {number}", "`tracker history` lists those kept")
        )
        assert record.read_bytes() == before

    @pytest.mark.parametrize("number", ["x", "1.5", ""])
    def test_of_what_is_no_number_is_wrong_usage(self, tracker, number) -> None:
        assert f"'{number}' is not a valid int" in tracker("restore", number, code=2).err

    def test_of_what_is_there_says_so_and_offers_no_way_back(self, tracker) -> None:
        tracker("done", "1.1.1")
        assert tracker("restore", "2").err == "the record is as in version 2 already\n"

    @pytest.mark.parametrize("damage", [b"", b"\0\0", b"format = 1\n[items"])
    def test_mends_a_damaged_record(self, tracker, record, damage) -> None:
        tracker("done", "1.1.1")
        whole = record.read_bytes()
        record.write_bytes(damage)
        said = tracker("list", code=5).err
        assert said.splitlines()[-1] == (
            "hint: it was left as it is; `tracker restore 2` puts version 2 in its place, and "
            "keeps this one in the history"
        )
        assert tracker("restore", "2").err == (f"version 2 of 2026-11-20 21:14 is back\n{UNDO}")
        assert record.read_bytes() == whole
        assert [v["done"] for v in history_of(tracker)] == [1, None, 1, 0]

    def test_of_a_damaged_version_leaves_the_record(self, tracker, record, home) -> None:
        tracker("done", "1.1.1")
        before = record.read_bytes()
        [history] = (home / ".local/state/tracker/history").glob("*/1.toml")
        history.write_bytes(history.read_bytes()[:-1])
        assert tracker("restore", "1", code=5).err == (
            failure(f"version 1 is damaged: `{history}`", "`tracker history` lists the others")
        )
        assert record.read_bytes() == before


class TestARecordThatIsGone:
    @pytest.fixture
    def gone(self, tracker, record) -> bytes:
        """What a record held that is no longer there."""
        tracker("done", "1.1.1")
        content: bytes = record.read_bytes()
        record.unlink()
        return content

    WARNING = (
        "warning: `record.toml` is gone since it was last saved; did you or a sync remove it?\n"
        "hint: `tracker restore 2` brings it back as it was\n"
    )

    @pytest.mark.parametrize(
        "command",
        [[], ["list"], ["report"], ["-q", "next", "--json"], ["notes"], ["log"], ["export", "csv"]],
        ids=" ".join,
    )
    def test_is_told_by_every_command_that_reads(self, tracker, record, gone, command) -> None:
        assert gone
        assert tracker(*command).err.startswith(self.WARNING)
        assert not record.exists()

    def test_is_no_first_run(self, tracker, record, gone) -> None:
        told = tracker()
        assert told.err == self.WARNING
        assert "Welcome" not in told.out
        tracker("restore", "2")
        assert record.read_bytes() == gone
        assert tracker("list").err == ""

    def test_is_not_accepted_but_restored(self, tracker, gone) -> None:
        assert gone
        assert tracker("accept", code=1).err == (
            failure(
                "there is no record at `record.toml`",
                "`tracker restore 2` brings back what was there",
            )
        )

    def test_one_that_was_only_begun_is_no_loss(self, tracker, record) -> None:
        tracker("--file", "record.toml", "init")
        record.unlink()
        assert tracker("list").err == ""
        assert "Welcome" in tracker().out
        assert "`tracker restore 1` brings back" in tracker("accept", code=1).err


def test_an_undo_that_was_cut_short_behind_the_record_lost_nothing(tracker, home, record) -> None:
    tracker("done", "1.1.1")
    tracker("done", "1.1.2")
    tracker("undo")
    [folder] = (home / ".local/state/tracker/history").iterdir()
    (folder / "4.toml").rename(folder / "4.new")
    assert tracker("list").err == ""
    assert tracker("check").err == "both files can be read\n"
    record.unlink()
    assert "`tracker restore 4` brings it back" in tracker("list").err
    tracker("restore", "4")


def test_what_others_saved_since_the_record_was_read_is_no_loss(tracker, record) -> None:
    tracker("done", "1.1.1")
    tracker("undo")
    read = record.read_bytes()
    tracker("done", "1.1.1")
    assert why_not_saved(record, read) is None
    record.write_bytes(read)
    assert why_not_saved(record, read) is None  # somebody went back, and `done` says what is gone
    cut = without_last_line(read.decode()).encode()
    record.write_bytes(cut)
    assert why_not_saved(record, cut) is not None


class TestALoss:
    @pytest.fixture
    def cut(self, tracker, record) -> bytes:
        """A record that lost an item since it was last saved."""
        tracker("done", "1.1.1")
        tracker("note", "1.1", "Drift.")
        tracker("done", "1.1.2")
        content: bytes = record.read_bytes().partition(b'\n[items."1.1.2"]')[0]
        record.write_bytes(content)
        return content

    WARNING = (
        "warning: 1.1.2, 1.1 are missing from `record.toml`; did you or a sync remove them?\n"
        "hint: `tracker restore 4` brings version 4 back and takes nothing away; "
        "`tracker accept` if that is intended\n"
    )

    @pytest.mark.parametrize(
        "command",
        [
            *([], ["list"], ["next"], ["report"], ["search", "steps"], ["notes"], ["log"]),
            *(["note", "1.1.1", "--show"], ["list", "--json"], ["log", "--plain"]),
        ],
        ids=" ".join,
    )
    def test_is_told_by_every_command_that_reads(self, tracker, record, cut, command) -> None:
        assert tracker(*command).err.startswith(self.WARNING)
        assert tracker(*command).err.count("warning: ") == 1
        assert record.read_bytes() == cut

    @pytest.mark.parametrize(
        "command", [["done", "1.1.3"], ["note", "1.1", "x"], ["start", "1.1.4"]]
    )
    def test_is_not_written_over(self, tracker, record, cut, command) -> None:
        said = tracker(*command, code=5).err
        assert self.WARNING.replace("warning", "error") in said
        assert record.read_bytes() == cut

    def test_is_mended_by_restore(self, tracker, record, cut) -> None:
        tracker("restore", "4")
        assert record.read_bytes() != cut
        assert tracker("list").err == ""
        tracker("undo")
        assert record.read_bytes() == cut

    def test_is_over_when_it_is_accepted(self, tracker, record, cut) -> None:
        assert tracker("accept").err == (
            "accepted `record.toml` as it is\nversion 4 still has 1.1.2, 1.1\n"
        )
        assert tracker("list").err == ""
        tracker("done", "1.1.3")
        tracker("undo")
        assert record.read_bytes() == cut

    def test_is_asked_about_where_somebody_can_be_asked(self, tracker, record, cut) -> None:
        declined = tracker("done", "1.1.3", terminal=True, stdin="n\n", code=1).err
        assert declined == (
            "1.1.2, 1.1 are missing from `record.toml`; go on? [y/N] error: left as it was\n"
        )
        assert record.read_bytes() == cut
        tracker("--no-input", "done", "1.1.3", terminal=True, stdin="y\n", code=5)
        assert record.read_bytes() == cut
        tracker("done", "1.1.3", terminal=True, stdin="y\n")
        assert record.read_bytes().startswith(cut)
        tracker("undo")
        assert record.read_bytes() == cut

    def test_a_text_from_a_pipe_is_kept(self, tracker, cut) -> None:
        said = tracker("note", "1.1", "-", stdin="From a pipe.", code=5).err
        assert cut
        place = said.partition("your text is in `")[2].partition("`\n")[0]
        assert Path(place).read_text() == "From a pipe."

    def test_that_is_none_leaves_nothing_to_accept(self, tracker, record) -> None:
        assert tracker("accept", code=1).err == (
            failure("there is no record at `record.toml`", "`tracker init` begins one")
        )
        tracker("done", "1.1.1")
        assert tracker("accept").err == (
            "`record.toml` is as it was last saved; there is nothing to accept\n"
        )
        record.write_bytes(b"\0")
        assert tracker("accept", code=5).err.startswith("error: `record.toml`, line 1: holds NUL")


class TestLog:
    def test_shows_each_day_newest_first(self, tracker) -> None:
        tracker("done", "1.1.1", "--on", "2026-03-02", "--score", "80", "--took", "25m")
        tracker("done", "1.1.2")
        tracker("note", "1.1", "Drift.")
        tracker("skip", "1.1.8")
        assert tracker("log") == (
            0,
            (
                "2026-11-20 Fri\n"
                "–  1.1.8  Ungraded Lab - Deploying a Deep Learning model\n"
                "✓  1.1.2  Case study: speech recognition\n"
                "   1.1    Overview of the ML Lifecycle and Deployment  (note)\n"
                "\n"
                "2026-03-02 Mon\n"
                f"✓  1.1.1  {STEPS}  (80%, took 25m)\n"
                "\n"
            ),
            "",
        )

    def test_is_a_line_each_for_scripts(self, tracker) -> None:
        tracker("done", "1.1.1", "--on", "2026-03-02", "--score", "80", "--took", "25m")
        tracker("note", "1.1", "Drift.")
        rows = (
            "2026-11-20T21:14:05Z\tnote\t1.1\tOverview of the ML Lifecycle and Deployment\t\t\n"
            f"2026-03-02T12:00:00Z\tdone\t1.1.1\t{STEPS}\t80\t25\n"
        )
        assert tracker("log", "--plain").out == rows
        header = "at\twhat\tid\ttitle\tscore\tspent_minutes\n"
        assert tracker("log", "--plain", "--header").out == header + rows

    def test_begins_with_a_day(self, tracker) -> None:
        tracker("done", "1.1.1", "--on", "2026-11-18")
        tracker("done", "1.1.2", "--on", "yesterday")
        tracker("done", "1.1.3")

        def since(day: str) -> list[str]:
            lines = tracker("log", "--since", day, "--plain").out.splitlines()
            return [line.split("\t")[2] for line in lines]

        assert since("2026-11-18") == ["1.1.3", "1.1.2", "1.1.1"]
        assert since("2026-11-19") == ["1.1.3", "1.1.2"]
        assert since("yesterday") == ["1.1.3", "1.1.2"]
        assert since("fri") == since("today") == ["1.1.3"]
        assert "is in the future" in tracker("log", "--since", "tomorrow", code=1).err
        assert "is no day" in tracker("log", "--since", "soon", code=2).err

    def test_begins_with_a_day_of_the_place_one_is_in(self, tracker, record, monkeypatch) -> None:
        import time

        monkeypatch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        record.write_text(
            'format = 1\n[items."1.1.1"]\nstatus = "done"\ndone_at = 2026-11-17T20:00:00Z\n'
        )
        assert tracker("log", "--since", "2026-11-18").out.startswith("2026-11-18 Wed\n")
        assert tracker("log", "--since", "2026-11-19").out == ""

    def test_is_of_one_course_week_or_item_where_it_is_named(self, tracker) -> None:
        tracker("done", "1.1.1", "1.2.1", "2.1.1")
        tracker("note", "1.1", "Week.")
        tracker("note", "1", "Course.")

        def on(where: str) -> set[str]:
            lines = tracker("log", where, "--plain").out.splitlines()
            return {line.split("\t")[2] for line in lines}

        assert on("1") == {"1", "1.1", "1.1.1", "1.2.1"}
        assert on("1.1") == {"1.1", "1.1.1"}
        assert on("steps of an ml project") == {"1.1.1"}
        assert on("3") == set()
        assert "no item, week or course" in tracker("log", "nowhere", code=3).err
        assert tracker("log", "key challenges", code=4).err.startswith("error: ")

    def test_leaves_out_what_was_undone(self, tracker) -> None:
        tracker("done", "1.1.1")
        tracker("note", "1.1", "Drift.")
        tracker("skip", "1.1.8")
        tracker("undo")
        tracker("undo")
        assert [line.split("\t")[1] for line in tracker("log", "--plain").out.splitlines()] == [
            "done"
        ]
        tracker("redo")
        assert [line.split("\t")[1] for line in tracker("log", "--plain").out.splitlines()] == [
            "done",
            "note",
        ]
        tracker("undone", "1.1.1")
        assert tracker("log", "1.1.1", "--plain").out == (
            f"2026-11-20T21:14:05Z\ttaken back\t1.1.1\t{STEPS}\t\t\n"
        )

    def test_ends_with_what_a_hand_marked_without_a_day(self, tracker, record) -> None:
        record.write_text(
            'format = 1\n[items."1.1.1"]\nstatus = "done"\n'
            '[items."1.1.2"]\nstatus = "done"\ndone_at = 2026-03-02T12:00:00Z\n'
        )
        assert tracker("log").out == (
            "2026-03-02 Mon\n✓  1.1.2  Case study: speech recognition\n\n"
            f"nobody knows when\n✓  1.1.1  {STEPS}\n\n"
        )
        assert tracker("log", "--plain").out.splitlines()[-1] == f"\tdone\t1.1.1\t{STEPS}\t\t"
        assert json.loads(tracker("log", "--json").out)["entries"][-1]["at"] is None
        assert "1.1.1" not in tracker("log", "--since", "1970-01-01").out

    def test_of_nothing_says_so(self, tracker) -> None:
        assert tracker("log") == (0, "", "nothing was done yet\n")
        assert tracker("log", "--since", "mon").err == "nothing was done since 2026-11-16\n"
        assert json.loads(tracker("log", "--json").out) == {"format": 1, "entries": []}
        assert tracker("log", "--plain") == (0, "", "")

    def test_cannot_be_driven_by_a_title(self, tracker, record) -> None:
        record.write_text(
            'format = 1\n[items."9.9.9"]\ntitle = "\\u001b[31m[/]\\u202e\\t"\nstatus = "done"\n'
        )
        for shape in ([], ["--plain"], ["--json"]):
            out = tracker("log", *shape).out
            allowed = "\n\t" if shape == ["--plain"] else "\n"
            assert all(character.isprintable() or character in allowed for character in out)


class TestHistory:
    def test_lists_the_versions_newest_first(self, tracker) -> None:
        tracker("done", "1.1.1")
        tracker("note", "1.1", "Drift.")
        tracker("undo")
        assert tracker("history") == (
            0,
            (
                "4  2026-11-20 21:14  undo of `note 1.1`  1 done  ▸\n"
                "3  2026-11-20 21:14  note 1.1            1 done\n"
                "2  2026-11-20 21:14  done 1.1.1          1 done\n"
                "1  2026-11-20 21:14  begun               0 done\n"
            ),
            "`tracker restore N` brings one back\n",
        )

    def test_is_a_line_each_for_scripts(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        size = record.stat().st_size
        rows = (
            f"2\t2026-11-20T21:14:05Z\tdone 1.1.1\tstep\t1\t{size}\tyes\n"
            "1\t2026-11-20T21:14:05Z\tbegun\tbegun\t0\t54\tno\n"
        )
        assert tracker("history", "--plain").out == rows
        header = "number\tat\twhat\tkind\tdone\tbytes\tis_current\n"
        assert tracker("history", "--plain", "--header").out == header + rows

    def test_marks_none_after_a_hand_edit(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        assert [history["is_current"] for history in history_of(tracker)] == [True, False]
        record.write_text(record.read_text() + "# mine\n")
        assert [history["is_current"] for history in history_of(tracker)] == [False, False]
        record.unlink()
        assert [history["is_current"] for history in history_of(tracker)] == [False, False]

    def test_that_is_empty_says_when_it_begins(self, tracker, record) -> None:
        said = "no versions are kept yet; the first change begins them\n"
        assert tracker("history") == (0, "", said)
        record.write_text("format = 1\n")
        assert tracker("history") == (0, "", said)
        assert history_of(tracker) == []
        assert tracker("history", "--plain") == (0, "", "")

    def test_is_there_also_for_a_damaged_record(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        record.write_bytes(b"\0")
        assert len(history_of(tracker)) == 2

    def test_of_a_folder_in_the_records_place_is_told(self, tracker, record) -> None:
        tracker("done", "1.1.1")
        record.unlink()
        record.mkdir()
        assert tracker("history", code=5).err.startswith("error: `record.toml` is a folder")


@pytest.mark.parametrize(
    "command",
    [
        *(["log"], ["log", "1.1", "--since", "mon"], ["log", "--json"], ["history"]),
        *(["history", "--plain"], ["list"], ["report"], ["search", "x"], ["notes"], []),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("state", ["no record", "a record", "a hand edit", "a loss", "a cut save"])
def test_reading_never_writes(tracker, record, folder, home, command, state) -> None:
    if state != "no record":
        tracker("done", "1.1.1", "1.1.2")
    if state == "a hand edit":
        record.write_text(record.read_text() + "# mine\n")
    if state == "a loss":
        record.write_text("format = 1\n")
    if state == "a cut save":
        [history] = (home / ".local/state/tracker/history").glob("*/2.toml")
        history.rename(history.with_suffix(".new"))
    before = files_below(folder, home)
    tracker(*command)
    assert files_below(folder, home) == before


class TestConflictCopies:
    @pytest.fixture
    def copies(self, tracker, record) -> list[Path]:
        """Two copies that sync tools left beside a record with a history."""
        tracker("done", "1.1.9")
        names = ["record (conflicted copy 2026-11-20).toml", "record.sync-conflict-20261120-A.toml"]
        paths = [record.with_name(name) for name in names]
        for path in paths:
            path.write_text("format = 1\n")
        return paths

    @pytest.mark.parametrize(
        "command",
        [
            *([], ["list"], ["next"], ["report"], ["search", "x"], ["notes"], ["log"]),
            *(
                ["list", "--json"],
                ["note", "1.1.1", "--show"],
                ["done", "1.1.1"],
                ["start", "1.1.2"],
            ),
            *(["note", "1.1", "x"], ["undo"], ["restore", "1"]),
        ],
        ids=" ".join,
    )
    def test_are_told_once_by_each_command(self, tracker, copies, command) -> None:
        said = tracker(*command).err.splitlines()
        told = [line for line in said if "is a conflict copy" in line]
        assert told == [f"`{path}` is a conflict copy; `tracker merge` joins it" for path in copies]

    def test_are_left_as_they_are_and_not_told_quietly(self, tracker, copies) -> None:
        assert tracker("done", "1.1.1", "-q").err == ""
        assert {path.read_text() for path in copies} == {"format = 1\n"}


def test_a_home_without_a_place_for_history_is_told_at_each_save(tracker, home, record) -> None:
    (home / ".local").mkdir()
    (home / ".local/state").write_text("a file in its place")
    Path("rust.md").write_text("# Rust\n\n## Week 1\n\n- [x] Video: Moves\n")
    Path("other.toml").write_text('format = 1\nsyllabus = "mlops"\n[weeks."1.2"]\nnote = "x"\n')
    said = tracker("done", "1.1.1").err.splitlines()
    assert said[0].startswith("no history can be kept in `")
    assert said[0].endswith(": Not a directory; `tracker undo` cannot take this back")
    assert "take back" not in "\n".join(said[1:])
    for command in (
        *(["note", "1.1", "x"], ["drop", "3"], ["review", "2", "--stars", "3"]),
        *(["link", "1.1.1", "https://example.org"], ["merge", "other.toml"]),
        ["import", "rust.md", "--use", "--with-progress", "--file", "rust-record.toml"],
    ):
        assert "take back: tracker" not in tracker(*command).err
    assert tracker("done", "1.1.2", "-q").err.startswith("no history can be kept in `")
    assert record.exists()
    assert tracker("undo", code=1).err.startswith("error: there is nothing to undo")


def test_two_records_do_not_share_a_history(tracker, folder) -> None:
    tracker("done", "1.1.1")
    tracker("done", "1.1.2", "--file", "other.toml")
    before = (folder / "other.toml").read_bytes()
    tracker("undo")
    tracker("undo", code=1)
    assert (folder / "other.toml").read_bytes() == before
    tracker("undo", "--file", "other.toml")


def test_what_was_begun_with_a_syllabus_of_ones_own_is_so_after_undo(tracker, folder) -> None:
    (folder / "mine.toml").write_text(
        'format = 1\nid = "mine"\ntitle = "Mine"\n[[courses]]\nid = "1"\ntitle = "One"\n'
        '[[courses.weeks]]\nid = "1.1"\ntitle = "First"\n'
        'items = [{ id = "1.1.1", kind = "book", title = "A book" }]\n'
    )
    tracker("done", "1.1.1", "--syllabus", "mine.toml")
    tracker("undo")
    assert (folder / "record.toml").read_text() == new_text("mine.toml")


def test_what_is_advised_is_about_the_record_that_was_named(tracker, folder) -> None:
    tracker("--file", "other.toml", "done", "1.1.1", "1.1.2", "-q")
    other = folder / "other.toml"
    whole = other.read_text()
    other.write_text(whole[: whole.index('[items."1.1.2"]')])
    advice = (
        "hint: `tracker --file other.toml restore 2` brings version 2 back and takes nothing "
        "away; `tracker --file other.toml accept` if that is intended\n"
    )
    assert tracker("--file", "other.toml", "done", "1.1.3", code=5).err.endswith(advice)
    assert tracker("list", "1.1.1", "--file", "other.toml").err.endswith(advice)
    other.unlink()
    said = tracker("--file", "other.toml", "done", "1.1.3").err
    assert "`tracker --file other.toml restore 2` puts the former in its place" in said


class TestADamagedHistory:
    """What is in the private folders stops no command."""

    DEEP = b"# tracker version 1 " + b"[" * 100_000 + b"\n"

    @pytest.fixture
    def odd(self, tracker, record) -> Path:
        for id in ("1.1.1", "1.1.2", "1.1.3"):
            tracker("done", id)
        folder = History(record).folder
        (folder / "2.toml").write_bytes(self.DEEP)
        (folder / "3.toml").unlink()
        os.mkfifo(folder / "3.toml")
        (folder / "9.toml").mkdir()
        os.mkfifo(folder / "5.new")
        os.mkfifo(record.with_name(".~record.toml.1.tmp"))
        record.with_name(".~record.toml.2.tmp").mkdir()
        return folder

    def test_names_each_version_that_cannot_be_read(self, tracker, odd) -> None:
        said = tracker("history").err
        for number in (2, 3, 9):
            assert f"warning: `{odd}/{number}.toml` is damaged\n" in said
        assert said.count("is damaged") == 3
        assert "no longer kept: 5-8\n" in said

    def test_stops_no_command(self, tracker, odd) -> None:
        assert tracker("list", "--plain").code == 0
        assert tracker("done", "1.1.4").code == 0
        assert tracker("note", "1.1", "words").code == 0
        assert tracker("undo").code == 0
        assert "version 2 is damaged" in tracker("restore", "2", code=5).err
        assert "version 3 is damaged" in tracker("restore", "3", code=5).err
        assert (odd / "2.toml").read_bytes() == self.DEEP


def test_the_history_takes_so_much_room_and_no_more(
    tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the newest ten, and never without the fullest."""
    monkeypatch.setattr(history, "MOST_BYTES", 20_000)
    monkeypatch.setattr(history, "LARGE", 1_000)
    tracker("note", "1.1", "x" * 5_000)
    for number in range(20):
        tracker("note", "1.2", "y" * 2_000 + str(number), "--replace")

    kept = json.loads(tracker("history", "--json").out)

    sizes = [history["bytes"] for history in kept["versions"]]
    assert len(sizes) < 20
    assert sum(sizes[10:]) <= 20_000
    assert kept["dropped"] == [[1, 22 - len(sizes)]]
    assert "no longer kept: 1-" in tracker("history").err


@pytest.mark.parametrize("command", ["undo", "redo", "restore"])
@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_a_way_back_that_cannot_be_shown_says_that_it_is_saved(
    tracker, folder, record, command, quiet
) -> None:
    source = '[[courses]]\nid = "1"\ntitle = "A"\n[[courses.weeks]]\nid = "1.1"\ntitle = "B"\n'
    items = 'items = [{ id = "1.1.1", kind = "video", title = "C" }]\n'
    syllabus = folder / "mine.toml"
    syllabus.write_text(f'format = 1\nid = "mine"\ntitle = "Mine"\n{source}{items}')
    record.write_text('format = 1\nsyllabus = "mine.toml"\n')
    tracker("note", "1.1.1", "First.")
    tracker("note", "1.1.1", "Second.")
    [before, *_] = json.loads(tracker("history", "--json").out)["versions"][1:]
    if command == "redo":
        tracker("undo")
    syllabus.write_text("damaged\n")
    words = [command, str(before["number"])] if command == "restore" else [command]
    told = tracker(*quiet, *words)
    assert (
        "warning: the record is saved; what changed cannot be shown: "
        f"`{syllabus}`, line 1: not TOML: "
    ) in told.err
    assert "hint: `tracker check` lists what is wrong\n" in told.err
    assert "it was left as it is" not in told.err
    assert ("Second." in record.read_text()) == (command == "redo")
    assert f"`{syllabus}`, line 1: not TOML" in tracker("check", code=5).out
    tracker({"undo": "redo"}.get(command, "undo"))
    assert ("Second." in record.read_text()) != (command == "redo")


def test_an_undo_to_a_syllabus_that_is_gone_says_that_it_is_saved(tracker, folder, record) -> None:
    (folder / "rust.md").write_text("# Rust\n\n## Week 1\n\n- [ ] Video: Moves\n")
    tracker("import", "rust.md", "--use")
    (folder / "rust.md").write_text("# Rust\n\n## Week 1\n\n- [ ] Video: Moves\n- [ ] Pin\n")
    tracker("import", "rust.md", "--update", "--yes")
    (folder / "rust.toml").unlink()
    told = tracker("undo")
    assert "the syllabus is `rust.toml`\nwarning: the record is saved; what changed" in told.err
    assert 'syllabus = "rust.toml"' in record.read_text()
