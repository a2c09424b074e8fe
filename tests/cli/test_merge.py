"""One record out of those of two machines: by hand, from a sync tool's copies, and in real git."""

import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.clones import Clone, git_environment, needs_git
from tests.phrases import UNDO

HEAD = 'format = 1\nsyllabus = "mlops"\n'
MANUAL = Path(__file__).parents[2] / "docs" / "manual.md"
COPIES = [
    pytest.param("record.sync-conflict-20261120-211405-ABCDEFG.toml", id="Syncthing"),
    pytest.param("record (Jane's conflicted copy 2026-11-20).toml", id="Dropbox"),
    pytest.param("record (conflicted copy 2026-11-20 211405).toml", id="Nextcloud"),
]


def item(id: str, body: str = 'status = "done"\n') -> str:
    return f'\n[items."{id}"]\n{body}'


@pytest.fixture
def laptop(record: Path, tracker) -> Path:
    """A record that went on elsewhere from where ours is."""
    tracker("done", "1.1.1", "--score", "80")
    tracker("note", "1.1", "Here.")
    other = record.with_name("laptop.toml")
    shutil.copy(record, other)
    tracker("done", "1.1.2", "--took", "7m", "--file", "laptop.toml")
    tracker("done", "1.1.1", "--took", "5m", "--file", "laptop.toml")
    tracker("note", "1.1", "There.", "--file", "laptop.toml")
    tracker("done", "1.1.3")
    return other


# By hand


def test_both_are_in_one(tracker, toml, laptop: Path) -> None:
    before = laptop.read_bytes()

    result = tracker("merge", "laptop.toml")

    assert result.out == ""
    assert result.err == (
        "note on 1.1 Overview of the ML Lifecycle and Deployment: 3 lines, was 1 "
        "line\n✓ 1.1.1 Steps of an ML Project  (time 5m)\n✓ 1.1.2 Case study: speech "
        "recognition  (time 7m)\nweek 1.1: 3 of 10 (30%) · in all: 3 of 286 (1%)\n"
        f"{UNDO}"
    )
    data = toml()
    assert list(data["items"]) == ["1.1.1", "1.1.2", "1.1.3"]
    assert data["items"]["1.1.1"]["spent_minutes"] == 5
    assert data["weeks"]["1.1"]["note"] == "Here.\n\nThere."
    assert laptop.read_bytes() == before


def test_it_is_one_step_that_can_be_taken_back(tracker, record: Path, laptop: Path) -> None:
    before = record.read_bytes()
    tracker("merge", str(laptop))
    after = record.read_bytes()
    assert after != before

    tracker("undo")
    assert record.read_bytes() == before
    tracker("redo")
    assert record.read_bytes() == after
    assert "merge laptop.toml" in tracker("history", "--plain").out


def test_twice_says_that_all_is_there(tracker, record: Path, laptop: Path) -> None:
    tracker("merge", str(laptop))
    before = (record.read_bytes(), tracker("history", "--plain").out)

    result = tracker("merge", str(laptop))

    assert result.err == "all of it is in your record already\n"
    assert (record.read_bytes(), tracker("history", "--plain").out) == before


def test_quiet_says_nothing(tracker, laptop: Path) -> None:
    assert tracker("merge", str(laptop), "-q").err == ""


def test_what_only_one_could_have_is_told(tracker, record: Path) -> None:
    record.write_text(f'{HEAD}{item("1.1.1")}score = 80\n\n[courses."1"]\nstars = 3\n')
    other = record.with_name("other.toml")
    other.write_text(f'{HEAD}{item("1.1.1")}score = 90\n\n[courses."1"]\nstars = 5\n')

    told = tracker("merge", str(other)).err

    assert "score of 1.1.1: kept 90.0, the other record says 80.0\n" in told
    assert "stars of 1: kept 5, the other record says 3\n" in told


def test_choices_are_told_up_to_ten(tracker, record: Path) -> None:
    ids = [f"1.1.{n}" for n in range(1, 11)] + ["1.2.1", "1.2.2"]
    record.write_text(HEAD + "".join(item(id) + "score = 80\n" for id in ids))
    other = record.with_name("other.toml")
    other.write_text(HEAD + "".join(item(id) + "score = 90\n" for id in ids))

    told = tracker("merge", str(other)).err

    assert told.count("kept 90.0, the other record says 80.0\n") == 10
    assert "and 2 more that the other record says otherwise\n" in told


def test_keys_and_comments_of_others_come_along(tracker, record: Path, laptop: Path) -> None:
    laptop.write_text(f"# theirs\nplan = 3\n{laptop.read_text()}\n[own]\nx = 1 # why\n")
    record.write_text(f"{record.read_text()}# ours\n")

    tracker("merge", str(laptop))

    text = record.read_text()
    assert all(f"# {word}\n" in text for word in ("theirs", "ours", "why"))
    data = tomllib.loads(text)
    assert (data["plan"], data["own"]) == (3, {"x": 1})


def test_keys_of_others_alone_are_a_step_too(tracker, record: Path) -> None:
    record.write_text(HEAD)
    other = record.with_name("other.toml")
    other.write_text(f"{HEAD}own = 1 # why\n")

    tracker("merge", str(other))
    assert tomllib.loads(record.read_text())["own"] == 1
    tracker("undo")
    assert record.read_text() == HEAD


def test_several_come_in_one_step(tracker, toml, record: Path) -> None:
    record.write_text(HEAD + item("1.1.1"))
    names = ["b.toml", "c.toml", "d.toml"]
    for number, name in enumerate(names, 2):
        record.with_name(name).write_text(HEAD + item(f"1.1.{number}"))

    tracker("merge", *names)

    assert list(toml()["items"]) == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]
    tracker("undo")
    assert record.read_text() == HEAD + item("1.1.1")


def test_a_record_can_begin_with_a_merge(tracker, toml, record: Path) -> None:
    other = record.with_name("other.toml")
    other.write_text(HEAD + item("1.1.1"))

    tracker("merge", "other.toml")

    assert toml()["items"] == {"1.1.1": {"status": "done"}}


# What is refused


DAMAGED = "1.1.9 is not in here\n"


@pytest.mark.parametrize(
    ("named", "code", "said"),
    [
        pytest.param(["gone.toml"], 5, "there is no file `gone.toml`", id="no such file"),
        pytest.param(["good.toml", "gone.toml"], 5, "no file `gone.toml`", id="the second is not"),
        pytest.param(["record.toml"], 1, "`record.toml` is the record itself", id="itself"),
        pytest.param(["link.toml"], 1, "`link.toml` is the record itself", id="itself by a link"),
        pytest.param(["good.toml", "record.toml"], 1, "is the record itself", id="itself second"),
        pytest.param(["."], 5, "`.` is a folder", id="a folder"),
        pytest.param(["bad.toml"], 5, "`bad.toml`, line 1: not TOML", id="damaged"),
        pytest.param(["good.toml", "bad.toml"], 5, "`bad.toml`, line 1", id="the second damaged"),
        pytest.param(["empty.toml"], 5, "`empty.toml` is empty", id="empty"),
        pytest.param(["own.toml"], 1, "the records are for two syllabi", id="another syllabus"),
    ],
)
def test_nothing_changes(tracker, record: Path, named: list[str], code: int, said: str) -> None:
    files = {
        "record.toml": HEAD + item("1.1.1"),
        "good.toml": HEAD + item("1.1.2"),
        "bad.toml": DAMAGED,
        "empty.toml": "",
        "own.toml": 'format = 1\nsyllabus = "own.toml"\n' + item("1.1.2"),
    }
    for name, text in files.items():
        record.with_name(name).write_text(text)
    record.with_name("link.toml").symlink_to("record.toml")

    result = tracker("merge", *named, code=code)

    assert said in result.err
    assert result.err.startswith("error: ")
    assert {name: record.with_name(name).read_text() for name in files} == files


@pytest.mark.parametrize("content", [DAMAGED, ""])
def test_a_damaged_record_of_ours_is_told_and_left(tracker, record: Path, content: str) -> None:
    record.write_text(content)
    record.with_name("good.toml").write_text(HEAD + item("1.1.2"))

    assert "`record.toml`" in tracker("merge", "good.toml", code=5).err.replace(
        f"{record.parent}{os.sep}", ""
    )
    assert record.read_text() == content


def test_without_a_copy_there_is_nothing_to_join(tracker, record: Path) -> None:
    record.write_text(HEAD)

    told = tracker("merge").err

    assert told == (
        "`record.toml` is not in conflict, and there is no conflict copy beside it; "
        "name a file to join\n"
    )
    assert record.read_text() == HEAD


# The copies of sync tools


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_joined_and_then_no_longer_needed(tracker, toml, record: Path, name: str) -> None:
    record.write_text(HEAD + item("1.1.1"))
    copy = record.with_name(name)
    copy.write_text(HEAD + item("1.1.2"))

    result = tracker("merge")

    assert list(toml()["items"]) == ["1.1.1", "1.1.2"]
    [line] = [line for line in result.err.splitlines() if "rm " in line]
    told = line.partition("they are no longer needed: ")[2]
    assert shlex.split(told) == ["rm", str(copy)]
    subprocess.run(told, shell=True, check=True)  # noqa: S602 - as a person would run it
    assert not copy.exists()
    assert "conflict copy" not in tracker("next", "--plain").err


def test_all_copies_are_joined_at_once(tracker, toml, record: Path) -> None:
    record.write_text(HEAD)
    for number, param in enumerate(COPIES, 1):
        record.with_name(str(param.values[0])).write_text(HEAD + item(f"1.1.{number}"))

    told = tracker("merge").err

    assert list(toml()["items"]) == ["1.1.1", "1.1.2", "1.1.3"]
    assert told.count("rm ") == 1


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize(
    "command",
    [
        [],
        ["next", "--plain"],
        ["list", "--json"],
        ["report"],
        ["check"],
        ["done", "1.1.2"],
        ["note", "1.1", "x"],
        ["undone", "1.1.1"],
        ["search", "x"],
    ],
    ids=" ".join,
)
def test_every_command_names_a_copy_once(
    tracker, record: Path, command: list[str], name: str
) -> None:
    record.write_text(HEAD + item("1.1.1"))
    copy = record.with_name(name)
    copy.write_text(HEAD)

    result = tracker(*command)

    assert result.err.count(f"`{copy}` is a conflict copy; `tracker merge` joins it\n") == 1
    assert name not in result.out


def told_copies(tracker) -> list[str]:
    """Return the lines in which a command tells of conflict copies."""
    return [line for line in tracker("next", "--plain").err.splitlines() if "conflict copy" in line]


@pytest.mark.parametrize("adds", [True, False], ids=["something", "nothing"])
def test_a_copy_that_was_joined_is_told_no_more(tracker, record: Path, adds: bool) -> None:
    record.write_text(HEAD + item("1.1.1"))
    copy = record.with_name("record (conflicted copy 2026-11-20).toml")
    copy.write_text(HEAD + item("1.1.2") * adds)
    assert len(told_copies(tracker)) == 1

    assert "conflict copy" not in tracker("merge").err
    assert told_copies(tracker) == []

    copy.write_text(HEAD + item("1.1.3"))
    assert len(told_copies(tracker)) == 1
    tracker("merge", copy.name)
    assert told_copies(tracker) == []
    assert "no longer needed: rm" in tracker("merge").err


def test_a_copy_is_told_again_when_its_merge_was_taken_back(tracker, record: Path) -> None:
    record.write_text(HEAD + item("1.1.1"))
    copy = record.with_name("record (conflicted copy 2026-11-20).toml")
    copy.write_text(HEAD + item("1.1.2"))
    tracker("merge")
    tracker("done", "1.1.3")
    tracker("undo")
    assert told_copies(tracker) == []
    tracker("undo")
    assert len(told_copies(tracker)) == 1
    tracker("merge")
    tracker("restore", "1")
    assert len(told_copies(tracker)) == 1


def test_a_copy_that_says_the_same_is_not_told_and_one_that_cannot_be_read_is(
    tracker, record: Path
) -> None:
    record.write_text(HEAD + item("1.1.1"))
    copy = record.with_name("record (conflicted copy 2026-11-20).toml")
    shutil.copy(record, copy)
    assert told_copies(tracker) == []
    copy.unlink()
    os.mkfifo(copy)
    assert len(told_copies(tracker)) == 1


def test_a_choice_that_several_copies_ask_for_is_told_once(tracker, record: Path) -> None:
    record.write_text(HEAD + item("1.1.1") + "score = 90\n")
    for day in (20, 21):
        copy = record.with_name(f"record (conflicted copy 2026-11-{day}).toml")
        copy.write_text(HEAD + item("1.1.1") + f"score = 80\n# {day}\n")
    assert tracker("merge").err.count("score of 1.1.1: kept 90.0") == 1


@pytest.mark.parametrize(
    "name",
    [
        "notes.sync-conflict-20261120-211405-ABCDEFG.toml",
        "notes (Jane's conflicted copy 2026-11-20).toml",
        "record.sync-conflict-20261120-211405-ABCDEFG.md",
        "my record (conflicted copy 2026-11-20).toml",
        "record.toml.bak",
    ],
)
def test_copies_of_other_files_are_none_of_ours(tracker, record: Path, name: str) -> None:
    record.write_text(HEAD + item("1.1.1"))
    record.with_name(name).write_text(HEAD + item("1.1.2"))

    assert "there is no conflict copy beside it" in tracker("merge").err
    assert tracker("next", "--plain").err == ""
    assert record.read_text() == HEAD + item("1.1.1")


def test_a_damaged_copy_stops_no_other_command(tracker, record: Path) -> None:
    record.write_text(HEAD + item("1.1.1"))
    record.with_name("record (conflicted copy 2026-11-20).toml").write_text(DAMAGED)

    tracker("done", "1.1.2")
    before = record.read_bytes()
    assert "conflicted copy 2026-11-20).toml`, line 1: not TOML" in tracker("merge", code=5).err
    assert record.read_bytes() == before


def test_a_record_that_lost_something_is_healed_by_a_copy_that_has_it(
    tracker, toml, record: Path
) -> None:
    tracker("done", "1.1.1", "1.1.2", "1.1.3")
    whole = record.read_text()
    record.write_text(whole[: whole.index('\n[items."1.1.2"]')])
    tracker("done", "1.1.4", code=5)

    record.with_name("record (conflicted copy 2026-11-20).toml").write_text(whole)
    tracker("merge")

    assert record.read_text() == whole
    tracker("done", "1.1.4")
    assert list(toml()["items"]) == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]


def test_a_record_that_lost_something_is_not_written_over_by_one_that_has_it_not(
    tracker, record: Path
) -> None:
    tracker("done", "1.1.1", "1.1.2", "1.1.3")
    cut = record.read_text()
    cut = cut[: cut.index('\n[items."1.1.2"]')]
    record.write_text(cut)
    record.with_name("other.toml").write_text(HEAD + item("1.1.2"))

    said = tracker("merge", "other.toml", code=5).err
    assert "1.1.2 (title, done_at), 1.1.3 are missing from `record.toml`" in said
    assert record.read_text() == cut


# git


def setup() -> list[str]:
    """Return the words of the command by which the manual sets up a clone."""
    section = MANUAL.read_text(encoding="utf-8").partition("\n## Two machines\n")[2]
    [line] = section.partition("```sh\n")[2].partition("\n```")[0].splitlines()
    return line.split()[1:]


class Machines:
    """Two clones of one repository, set up as the manual says."""

    def __init__(self, tmp_path: Path, name: str, start: str | None) -> None:
        environment = git_environment(tmp_path)
        self.one, self.two = (Clone(tmp_path / n, environment, name) for n in ("one", "two"))
        self.one.folder.mkdir()
        self.one.git("init", "--quiet", "--initial-branch", "main")
        self.one.install(*setup())
        if start is not None:
            self.one.record.write_text(start)
        self.one.commit("begin")
        self.two.folder.mkdir()
        self.two.git("clone", "--quiet", str(self.one.folder), ".")
        self.two.install(*setup())

    def meet(self, way: str = "merge", code: int = 0) -> None:
        """Have the first take over what the second did, and the second the outcome."""
        for clone in (self.one, self.two):
            if clone.git("status", "--porcelain").stdout:
                clone.commit()
        self.one.git("fetch", "--quiet", str(self.two.folder), "main")
        words = {
            "merge": ("merge", "--quiet", "--no-edit", "FETCH_HEAD"),
            "rebase": ("rebase", "--quiet", "FETCH_HEAD"),
            "cherry-pick": ("cherry-pick", "FETCH_HEAD"),
        }
        ended = self.one.git(*words[way], code=None)
        assert bool(ended.returncode) is bool(code), ended
        if code:
            return
        assert self.one.is_clean
        if way != "cherry-pick":
            self.two.git("pull", "--quiet", "--ff-only", str(self.one.folder), "main")
            assert self.two.record.read_bytes() == self.one.record.read_bytes()
            assert self.two.is_clean


START = HEAD + item("1.1.1", 'title = "Steps of an ML Project"\nstatus = "done"\n')


@pytest.fixture
def machines(tmp_path: Path) -> Callable[..., Machines]:
    """Return two machines. Without git a test is skipped, and fails where CI is set."""
    needs_git()

    def begun(start: str | None = START, name: str = "tracker.toml") -> Machines:
        return Machines(tmp_path, name, start)

    return begun


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
def test_git_different_items(machines, way: str) -> None:
    both = machines()
    both.one.tracker("done", "1.1.2")
    both.two.tracker("done", "1.1.3", "--took", "5m")

    both.meet(way)

    items = both.one.data["items"]
    assert list(items) == ["1.1.1", "1.1.2", "1.1.3"]
    assert items["1.1.3"]["spent_minutes"] == 5


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
def test_git_the_same_items(machines, way: str) -> None:
    both = machines()
    both.one.tracker("done", "1.1.2", "--on", "2026-01-01", "--score", "80")
    both.two.tracker("done", "1.1.2", "--on", "2026-01-02", "--took", "5m")
    both.one.tracker("start", "1.1.3")
    both.two.tracker("done", "1.1.3")
    both.one.tracker("skip", "1.1.4")

    both.meet(way)

    items = both.one.data["items"]
    assert (items["1.1.2"]["score"], items["1.1.2"]["spent_minutes"]) == (80, 5)
    assert items["1.1.2"]["done_at"].date().isoformat() == "2026-01-02"
    assert [items[id]["status"] for id in ("1.1.3", "1.1.4")] == ["done", "skipped"]


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
def test_git_notes_on_the_same_week_and_reviews_of_the_same_course(machines, way: str) -> None:
    both = machines(START + '\n[weeks."1.1"]\nnote = "Both."\n')
    for clone, words in ((both.one, "Here.\n\n# No comment"), (both.two, 'There. """')):
        clone.tracker("note", "1.1", words)
        clone.tracker("note", "1", words)
        clone.tracker("note", "1.1.1", words)

    both.meet(way)

    data = both.one.data
    week = data["weeks"]["1.1"]["note"]
    assert week.startswith("Both.\n\n")
    for note in (week, data["courses"]["1"]["note"], data["items"]["1.1.1"]["note"]):
        assert sorted(note.removeprefix("Both.\n\n").split("\n\n")) == [
            "# No comment",
            "Here.",
            'There. """',
        ]


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
@pytest.mark.parametrize("side", ["one", "two"])
def test_git_undone_on_one_side(machines, way: str, side: str) -> None:
    both = machines(START + item("1.1.2") + item("1.1.3"))
    undoes, goes_on = (both.one, both.two)[:: 1 if side == "one" else -1]
    undoes.tracker("undone", "1.1.1", "1.1.2")
    goes_on.tracker("done", "1.1.2", "--score", "90")
    goes_on.tracker("note", "1.1.3", "More.")

    both.meet(way)

    items = both.one.data["items"]
    assert "1.1.1" not in items
    assert (items["1.1.2"]["status"], items["1.1.2"]["score"]) == ("done", 90)
    assert items["1.1.3"] | {"title": ""} == {"title": "", "status": "done", "note": "More."}


def test_git_comments_and_keys_of_both(machines) -> None:
    both = machines("# head\nown = 1\n" + START + "# last\n")
    for clone, word in ((both.one, "ours"), (both.two, "theirs")):
        text = clone.record.read_text().replace(
            "# last\n", f"# {word}\n{word} = 1 # beside {word}\n"
        )
        clone.record.write_text(f"{text}\n[{word}s]\nx = 1\n")
    both.two.record.write_text(both.two.record.read_text().replace("own = 1", "own = 2"))

    both.meet()

    data = both.one.data
    assert (data["own"], data["ourss"], data["theirss"]) == (2, {"x": 1}, {"x": 1})
    assert (data["items"]["1.1.1"]["ours"], data["items"]["1.1.1"]["theirs"]) == (1, 1)
    text = both.one.record.read_text()
    for comment in ("# head", "# ours", "# theirs", "# beside ours", "# beside theirs"):
        assert text.count(f"{comment}\n") == 1
    assert "# last" not in text


@pytest.mark.parametrize("way", ["merge", "cherry-pick"])
def test_git_begun_on_both_sides(machines, way: str) -> None:
    both = machines(None)
    both.one.tracker("done", "1.1.1")
    both.two.tracker("done", "1.1.1", "--score", "70")
    both.two.tracker("done", "1.1.2")
    both.two.tracker("note", "1.1", "There.")

    both.meet(way)

    data = both.one.data
    assert data["items"]["1.1.1"]["score"] == 70
    assert list(data["items"]) == ["1.1.1", "1.1.2"]
    assert data["weeks"] == {"1.1": {"note": "There."}}


@pytest.mark.parametrize("name", ["progress.toml", "my-study.toml"])
def test_git_a_record_of_another_name(machines, name: str) -> None:
    both = machines(name=name)
    both.one.tracker("done", "1.1.2")
    both.two.tracker("done", "1.1.3")

    both.meet()

    assert list(both.one.data["items"]) == ["1.1.1", "1.1.2", "1.1.3"]


def test_git_a_record_that_one_side_renamed(machines) -> None:
    both = machines(START + "".join(item(f"1.2.{n}") for n in range(1, 9)))
    attributes = both.one.folder / ".gitattributes"
    attributes.write_text(attributes.read_text() + "study.toml merge=tracker\n")
    both.one.commit("name both")
    both.two.git("pull", "--quiet", "--ff-only", str(both.one.folder), "main")
    both.one.tracker("done", "1.1.2", "1.1.4")
    both.two.tracker("done", "1.1.3", "1.1.4")
    both.two.git("mv", "tracker.toml", "study.toml")
    both.one.record = both.one.folder / "study.toml"
    both.two.record = both.two.folder / "study.toml"

    both.meet()

    assert list(both.one.data["items"]) == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"] + [
        f"1.2.{number}" for number in range(1, 9)
    ]


def test_git_new_tables_stand_by_their_ids(machines) -> None:
    both = machines()
    both.one.tracker("done", "1.1.2", "1.1.9")
    both.two.tracker("done", "1.1.10", "1.1.3", "1.2.1")

    both.meet()

    assert list(both.one.data["items"]) == ["1.1.1", "1.1.2", "1.1.3", "1.1.9", "1.1.10", "1.2.1"]


def test_git_to_and_fro_for_a_week(machines) -> None:
    both = machines()
    for day in range(2, 7):
        for clone in (both.one, both.two):
            clone.tracker("done", f"1.1.{day}", "--on", f"2026-01-0{day}")
            clone.tracker("note", "1.1", f"Day {day} of {clone.folder.name}.")
        both.meet("rebase" if day % 2 else "merge")

    data = both.two.data
    assert list(data["items"]) == [f"1.1.{number}" for number in range(1, 7)]
    paragraphs = data["weeks"]["1.1"]["note"].split("\n\n")
    assert sorted(paragraphs) == sorted(
        f"Day {day} of {name}." for day in range(2, 7) for name in ("one", "two")
    )


def test_git_what_was_joined_is_told(machines) -> None:
    both = machines()
    both.one.tracker("done", "1.1.2", "--on", "2026-01-01", "--score", "80")
    both.two.tracker("done", "1.1.2", "--on", "2026-01-02", "--score", "70")
    both.one.commit()
    both.two.commit()
    both.one.git("fetch", "--quiet", str(both.two.folder), "main")

    told = both.one.git("merge", "--no-edit", "FETCH_HEAD").stderr

    assert "score of 1.1.2: kept 70.0, the other record says 80.0\n" in told
    assert "both records are joined\n" in told


@pytest.mark.parametrize("damaged", ["one", "two"])
def test_git_a_damaged_side_is_a_conflict_and_loses_nothing(machines, damaged: str) -> None:
    both = machines()
    for clone, id in ((both.one, "1.1.2"), (both.two, "1.1.3")):
        clone.tracker("done", id)
    broken = both.one if damaged == "one" else both.two
    broken.record.write_text(broken.record.read_text() + '\n[items."1.1.4"\nstatus = done\n')
    texts = {clone.folder.name: clone.record.read_text() for clone in (both.one, both.two)}

    both.meet(code=1)

    assert both.one.git("status", "--porcelain").stdout == "UU tracker.toml\n"
    assert both.one.git("show", ":2:tracker.toml").stdout == texts["one"]
    assert both.one.git("show", ":3:tracker.toml").stdout == texts["two"]
    assert both.one.record.read_text() == texts["one"]
    both.one.git("merge", "--abort")
    assert both.one.is_clean
    assert both.one.base == texts["one"]


def test_git_a_damaged_side_is_named_with_a_way_to_see_it(machines) -> None:
    both = machines(name="my-study.toml")
    both.one.tracker("done", "1.1.2")
    both.two.record.write_text("broken")
    both.one.commit()
    both.two.commit()
    both.one.git("fetch", "--quiet", str(both.two.folder), "main")

    told = both.one.git("merge", "--no-edit", "FETCH_HEAD", code=1).stderr

    assert "error: `my-study.toml (theirs)`, line 1: not TOML" in told
    assert "hint: yours was left as it was; " in told
    command = told.rpartition("; `")[2].partition("`")[0]
    assert both.one.run(*shlex.split(command)).stdout == "broken"


@pytest.mark.parametrize(("side", "stage"), [("base", 1), ("ours", 2), ("theirs", 3)])
def test_the_driver_names_the_side_also_without_a_path(tracker, record, side, stage) -> None:
    for name in ("base", "ours", "theirs"):
        record.with_name(name).write_text("broken" if name == side else HEAD)
    files = [record.with_name(name) for name in ("base", "ours", "theirs")]
    said = tracker("merge-driver", *map(str, files), code=5).err
    assert said.startswith(f"error: `{side}`, line 1: not TOML")
    assert said.endswith(
        f"\nhint: yours was left as it was; `git show :{stage}:PATH` shows this side\n"
    )


def test_git_without_the_lines_there_is_a_conflict(machines) -> None:
    """The tests above can fail: git alone cannot join these."""
    both = machines()
    both.one.git("config", "--unset", "merge.tracker.driver")
    both.one.tracker("done", "1.1.2")
    both.two.tracker("done", "1.1.3")

    both.meet(code=1)

    assert "<<<<<<<" in both.one.record.read_text()
