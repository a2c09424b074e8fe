"""A record that git could not merge: `tracker merge` joins it, and not one word is missing."""

import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_tracker.store import git
from mlops_tracker.store.joined_text import source
from mlops_tracker.study.merge import merged
from tests.cli.clones import Clone, git_environment, needs_git

HEAD = 'format = 1\nsyllabus = "mlops"\n'
WAYS = ["merge", "rebase", "cherry-pick", "stash"]
STYLES = ["merge", "diff3", "zdiff3"]
FINISH = {
    "merge": ("git", "commit", "--no-edit", "--quiet"),
    "rebase": ("git", "rebase", "--continue"),
    "cherry-pick": ("git", "cherry-pick", "--continue"),
}


def item(id: str, body: str = 'status = "done"\n') -> str:
    return f'\n[items."{id}"]\n{body}'


START = (
    HEAD
    + item("1.1.1", 'title = "Steps of an ML Project"\nstatus = "done"\n')
    + item("1.1.2", 'title = "Case study: speech recognition"\nstatus = "done"\n')
    + item("1.1.3", 'title = "Key challenges"\nstatus = "doing"\n')
    + '\n[weeks."1.1"]\nnote = """\nBoth.\n"""\n'
)
MINE = (
    ("done", "1.1.3", "--took", "7m", "--score", "80", "--on", "2026-01-02"),
    ("undone", "1.1.2"),
    ("skip", "1.1.5"),
    ("note", "1.1", "Mine on the week."),
    ("note", "1.1.1", "Mine on the item: `>>>>>>> x`"),
    ("review", "1", "Mine.", "--stars", "3"),
)
OTHERS = (
    ("done", "1.1.3", "--score", "90", "--on", "2026-01-03"),
    ("undone", "1.1.1"),
    ("done", "1.1.4", "--took", "9m", "--on", "2026-01-03"),
    ("note", "1.1", "Theirs on the week."),
    ("note", "1.1.1", "Theirs on the item."),
    ("review", "1", "Theirs.", "--stars", "5"),
)
Begun = Callable[..., "Pair"]


class Pair:
    """This machine and another one, whose clones have no merge driver."""

    def __init__(self, tmp_path: Path, name: str, start: str | None, style: str) -> None:
        environment = git_environment(tmp_path) | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "merge.conflictStyle",
            "GIT_CONFIG_VALUE_0": style,
        }
        self.other, self.mine = (Clone(tmp_path / n, environment, name) for n in ("other", "mine"))
        self.other.record.parent.mkdir(parents=True)
        self.other.git("init", "--quiet", "--initial-branch", "main")
        (self.other.folder / "readme").write_text("x\n")
        if start is not None:
            self.other.record.write_text(start)
        self.other.commit("begin")
        self.mine.folder.mkdir()
        self.mine.git("clone", "--quiet", str(self.other.folder), ".")
        self.way = "merge"
        self.sides: tuple[bytes, bytes, bytes] = (b"", b"", b"")
        """What both began from, and what each machine had."""

    def differ(self, way: str = "merge") -> None:
        """Commit what both machines have, and have git meet a conflict between them."""
        self.way = way
        place = self.mine.record.relative_to(self.mine.folder)
        start = self.mine.git("show", f"HEAD:./{place}", code=None)
        self.sides = (
            start.stdout.encode(),
            self.mine.record.read_bytes(),
            self.other.record.read_bytes(),
        )
        self.other.commit()
        if way == "stash":
            self.mine.git("stash", "--quiet")
        else:
            self.mine.commit()
        words = {
            "merge": ("pull", "--quiet", "--no-rebase", "--no-edit"),
            "rebase": ("pull", "--quiet", "--rebase"),
            "cherry-pick": ("fetch", "--quiet"),
            "stash": ("pull", "--quiet", "--ff-only"),
        }
        ended = self.mine.git(*words[way], code=None)
        if way == "cherry-pick":
            ended = self.mine.git("cherry-pick", "FETCH_HEAD", code=None)
        if way == "stash":
            ended = self.mine.git("stash", "pop", "--quiet", code=None)
        assert ended.returncode != 0, ended
        assert self.status.startswith(("UU", "AA")), ended

    @property
    def status(self) -> str:
        """What git says of files that are changed."""
        return self.mine.git("status", "--porcelain").stdout

    def command(self, *words: str, code: int = 0) -> str:
        """Return what the tracker says to a person on this machine."""
        place = str(self.mine.record.relative_to(self.mine.folder))
        return self.mine.quick("--file", place, *words, code=code).stderr

    def finish(self, told: str) -> None:
        """Do what was told to be left to do."""
        lines = [line.partition(": ") for line in told.splitlines()]
        commands = [rest for start, _, rest in lines if start in {"tell git", "then go on"}]
        assert len(commands) == 2 - (self.way == "stash"), told
        for command in commands:
            self.mine.run("sh", "-c", command)
        assert "UU" not in self.status
        if self.way != "stash":
            assert self.status == ""


@pytest.fixture
def pair(tmp_path: Path) -> Begun:
    needs_git()

    def begun(start: str | None = START, style: str = "merge", name: str = "tracker.toml") -> Pair:
        return Pair(tmp_path, name, start, style)

    return begun


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("way", WAYS)
def test_not_one_word_is_missing(pair: Begun, way: str, style: str) -> None:
    both = pair(style=style)
    for clone, steps in ((both.mine, MINE), (both.other, OTHERS)):
        for step in steps:
            clone.tracker(*step)
    both.differ(way)
    base, mine, other = both.sides
    conflict = both.mine.record.read_bytes()
    assert b"\n<<<<<<< " in conflict

    for command in (["list"], ["done", "1.1.6"], ["report", "--json"], []):
        said = both.command(*command, code=5)
        assert "holds a merge conflict\nhint: it was left as it is; `tracker --file" in said
        assert "merge` joins both sides\n" in said
        assert "restore" not in said
    assert both.mine.record.read_bytes() == conflict

    told = both.command("merge")

    joined = both.mine.record.read_bytes()
    records = [source(text, Path(name)).record for name, text in (("b", base), ("m", mine))]
    theirs = source(other, Path("theirs")).record
    expected = merged(records[0], records[1], theirs).record
    found = source(joined, Path("joined")).record
    assert merged(found, found, found).record == expected
    for word in ("Both.", "Mine on the week.", "Theirs on the week.", "Mine.", "Theirs."):
        assert joined.count(word.encode()) == 1
    assert found.items["1.1.1"].note == "Mine on the item: `>>>>>>> x`\n\nTheirs on the item."
    assert found.items["1.1.1"].status == "todo"
    assert "1.1.2" not in found.items
    assert "score of 1.1.3: kept 90.0, the other record says 80.0\n" in told
    assert "stars of 1: kept 5, the other record says 3\n" in told

    both.command("undo")
    assert both.mine.record.read_bytes() == mine
    both.command("redo")
    assert both.mine.record.read_bytes() == joined
    both.finish(told)
    assert both.mine.record.read_bytes() == joined
    assert both.command("list") == ""


COMMANDS = [
    *("list", "next", "report --json", "notes", "search x", "log", "check"),
    *("done 1.1.6", "undone 1.1.1", "note 1.1 x", "note 1.1 --show", "review 1 x", "drop 1"),
    *("undo", "undo --force", "redo", "accept", "merge other.toml", "export json", "scan ."),
]


@pytest.mark.parametrize("is_toml", [False, True], ids=["no TOML", "TOML"])
def test_every_command_names_the_way_out_and_writes_nothing(pair: Begun, is_toml: bool) -> None:
    both = pair()
    both.mine.tracker("done", "1.1.1", "--score", "80")
    for clone, words in ((both.mine, "Mine."), (both.other, "Theirs.")):
        text = clone.record.read_text().replace("Both.\n", f"Both.\n\n{words}\n")
        clone.record.write_text(text if is_toml else text + item(f"1.1.{len(words)}"))
    both.differ()
    (both.mine.folder / "other.toml").write_text(START)
    before = both.mine.record.read_bytes()

    for command in COMMANDS:
        ended = both.mine.quick("--file", "tracker.toml", *command.split(), code=5)

        assert "holds a merge conflict" in ended.stderr + ended.stdout, command
        assert "; `tracker --file tracker.toml merge` joins both sides\n" in ended.stderr, command
        assert "restore" not in ended.stderr, command
        assert both.mine.record.read_bytes() == before, command


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("way", WAYS)
def test_two_sides_of_one_note_are_never_taken_for_its_text(
    pair: Begun, way: str, style: str
) -> None:
    both = pair(style=style)
    for clone, words in ((both.mine, "Mine."), (both.other, "Theirs.")):
        clone.record.write_text(START.replace("Both.\n", f"Both.\n\n{words}\n"))
    both.mine.tracker("list")
    both.differ(way)
    conflict = both.mine.record.read_text()
    assert "\n<<<<<<< " in tomllib.loads(conflict)["weeks"]["1.1"]["note"]

    said = both.command("note", "1.1", "--show", code=5)
    assert "holds a merge conflict\n" in said
    assert "merge` joins both sides\n" in said
    both.command("note", "1.1", "More.", code=5)
    assert both.mine.record.read_text() == conflict

    told = both.command("merge")

    note = both.mine.data["weeks"]["1.1"]["note"]
    assert note == "Both.\n\nMine.\n\nTheirs.\n"
    joined = both.mine.record.read_bytes()
    both.command("undo")
    assert both.mine.record.read_bytes() == both.sides[1]
    both.command("redo")
    assert both.mine.record.read_bytes() == joined
    both.finish(told)


@pytest.mark.parametrize("way", WAYS)
def test_what_only_one_can_have_is_that_of_this_machine(pair: Begun, way: str) -> None:
    both = pair(START + "\n[own]\nmood = 0\n")
    for clone, mood in ((both.mine, 1), (both.other, 2)):
        clone.record.write_text(clone.record.read_text().replace("mood = 0", f"mood = {mood}"))
        clone.tracker("done", "1.1.4" if mood == 1 else "1.1.5")
    both.differ(way)

    told = both.command("merge")

    assert both.mine.data["own"] == {"mood": 1}
    assert "mood: kept 1, the other record says 2\n" in told


def test_a_rebase_of_several_commits_stops_and_goes_on(pair: Begun) -> None:
    both = pair()
    both.other.tracker("note", "1.1", "Theirs.")
    both.other.tracker("note", "1", "Theirs.")
    both.mine.tracker("note", "1.1", "First.")
    both.mine.commit()
    first = both.mine.record.read_bytes()
    both.mine.tracker("note", "1", "Second.")
    both.differ("rebase")

    told = both.command("merge")
    assert "then go on: git rebase --continue\n" in told
    both.command("undo")
    assert both.mine.record.read_bytes() == first
    both.command("redo")
    both.mine.git("add", "tracker.toml")
    both.mine.git("rebase", "--continue", code=1)
    second = both.command("merge")
    both.finish(second)

    data = both.mine.data
    assert data["weeks"]["1.1"]["note"] == "Both.\n\nFirst.\n\nTheirs."
    assert data["courses"]["1"]["note"] == "Second.\n\nTheirs."


@pytest.mark.parametrize("way", ["merge", "cherry-pick"])
def test_begun_on_both_machines(pair: Begun, way: str) -> None:
    both = pair(None)
    both.mine.tracker("done", "1.1.1")
    both.other.tracker("done", "1.1.2")
    both.differ(way)

    told = both.command("merge")

    assert list(both.mine.data["items"]) == ["1.1.1", "1.1.2"]
    both.finish(told)


NAMES = [
    "-x.toml",
    "a b.toml",
    'it\'s "q" $HOME `x`.toml',
    "é ☕.toml",
    "a[1]*?\\.toml",
    ":(top)x.toml",
    "#x.toml",
    "!x.toml",
    "deep/er/tracker.toml",
    "100%P.toml",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_joined_and_told_to_git(pair: Begun, name: str) -> None:
    both = pair(name=name)
    both.mine.tracker("done", "1.1.4") if "/" not in name else None
    for clone, id in ((both.mine, "1.1.4"), (both.other, "1.1.5")):
        clone.record.write_text(START + item(id))
    both.differ()

    told = both.command("merge")

    assert set(tomllib.loads(both.mine.record.read_text())["items"]) >= {"1.1.4", "1.1.5"}
    both.finish(told)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_have_the_driver_and_no_other_file_gets_it(pair: Begun, name: str) -> None:
    both = pair(name=name)
    (both.mine.record.parent / "a1x.toml").write_text("other")
    both.mine.install("merge-driver", "--install")
    asked = both.mine.run(
        *("git", "-C", str(both.mine.record.parent), "check-attr", "merge", "--"),
        *(both.mine.record.name, "a1x.toml"),
    ).stdout
    assert asked.endswith(": merge: tracker\na1x.toml: merge: unspecified\n")
    assert "line by line" not in both.mine.run("tracker", "--file", f"./{name}", "check").stdout
    for clone, id in ((both.mine, "1.1.4"), (both.other, "1.1.5")):
        clone.record.write_text(START + item(id))
        clone.commit()

    both.mine.git("pull", "--quiet", "--no-rebase", "--no-edit")

    assert set(tomllib.loads(both.mine.record.read_text())["items"]) >= {"1.1.4", "1.1.5"}
    assert both.status == ""


def conflict_of(both: Pair, way: str = "merge") -> None:
    """Have both machines do something else, and git not know what to make of it."""
    both.mine.tracker("done", "1.1.4", "--took", "7m")
    both.other.tracker("done", "1.1.5", "--score", "80")
    both.differ(way)


def test_a_link_into_a_repository(pair: Begun, tmp_path: Path) -> None:
    both = pair()
    conflict_of(both)
    link = tmp_path / "link.toml"
    link.symlink_to(both.mine.record)

    ended = both.mine.run("sh", "-c", f"cd .. && tracker --file {link} merge")

    [add] = [line for line in ended.stderr.splitlines() if line.startswith("tell git: ")]
    assert add == f"tell git: git -C {both.mine.folder} add tracker.toml"
    both.mine.run("sh", "-c", "cd .. && " + add.removeprefix("tell git: "))
    assert both.status == "M  tracker.toml\n"


def test_a_second_work_tree(pair: Begun, tmp_path: Path) -> None:
    both = pair()
    tree = Clone(tmp_path / "tree", both.mine.environment, "tracker.toml")
    both.mine.git("worktree", "add", "--quiet", "-b", "side", str(tree.folder))
    tree.tracker("done", "1.1.4")
    tree.commit()
    both.mine.tracker("done", "1.1.5")
    both.mine.commit()
    tree.git("rebase", "main", code=1)

    told = tree.run("tracker", "merge").stderr

    assert "then go on: git rebase --continue\n" in told
    assert list(tree.data["items"])[-2:] == ["1.1.4", "1.1.5"]
    tree.git("add", "tracker.toml")
    tree.run("tracker", "merge-driver", "--install")
    assert "advice" not in tree.run("tracker", "check").stdout


def test_line_ends_of_the_work_tree_stay(pair: Begun) -> None:
    both = pair()
    for clone in (both.mine, both.other):
        clone.git("config", "core.autocrlf", "true")
        clone.record.write_bytes(START.replace("\n", "\r\n").encode())
    conflict_of(both)

    both.command("merge")

    joined = both.mine.record.read_bytes()
    assert joined.count(b"\n") == joined.count(b"\r\n")
    both.command("undo")
    assert both.mine.record.read_bytes() == both.sides[1]


@pytest.mark.parametrize(
    "elsewhere", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_CONFIG"]
)
def test_the_repository_is_that_of_the_record_whatever_the_environment_says(
    pair: Begun, tmp_path: Path, elsewhere: str
) -> None:
    both = pair()
    conflict_of(both)
    conflict = both.mine.record.read_bytes()
    both.mine.environment[elsewhere] = str(tmp_path / "nowhere")

    both.command("merge")
    both.command("undo")

    assert both.mine.record.read_bytes() == both.sides[1] != conflict


# What cannot be joined as it is


@pytest.mark.parametrize("way", ["merge", "rebase"])
@pytest.mark.parametrize("damaged", ["mine", "other"])
def test_a_damaged_side_is_named_and_nothing_is_written(
    pair: Begun, damaged: str, way: str
) -> None:
    both = pair()
    for clone, id in ((both.mine, "1.1.4"), (both.other, "1.1.5")):
        clone.tracker("done", id)
    broken = getattr(both, damaged)
    broken.record.write_text(broken.record.read_text() + '\n[items."1.1.6"\nstatus = done\n')
    both.differ(way)
    conflict = both.mine.record.read_bytes()

    told = both.command("merge", code=5)

    side = "ours" if (damaged == "mine") is (way == "merge") else "theirs"
    assert told.startswith(f"error: `tracker.toml ({side})`, line ")
    command = told.partition("hint: nothing was changed; `")[2].partition("`")[0]
    shown = both.mine.run(*shlex.split(command)).stdout.encode()
    assert shown == both.sides[1 if damaged == "mine" else 2]
    assert both.mine.record.read_bytes() == conflict


def test_a_record_that_the_other_machine_removed(pair: Begun) -> None:
    both = pair()
    both.mine.tracker("done", "1.1.4")
    both.mine.commit()
    both.other.git("rm", "--quiet", "tracker.toml")
    both.other.git("commit", "--quiet", "--message", "away")
    both.mine.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    before = both.mine.record.read_bytes()

    told = both.command("merge", code=1)

    assert "git has only one side of `tracker.toml`" in told
    command = told.partition("hint: `")[2].partition("`")[0]
    both.mine.run(*shlex.split(command))
    assert both.status == ""
    assert both.mine.record.read_bytes() == before


# What somebody wrote into the file since


def test_what_was_written_around_the_markers_is_kept(pair: Begun) -> None:
    both = pair()
    conflict_of(both)
    text = both.mine.record.read_text()
    both.mine.record.write_text(text.replace("Both.\n", "Both.\n\nBy hand.\n"))

    told = both.command("merge")

    data = both.mine.data
    assert data["weeks"]["1.1"]["note"] == "Both.\n\nBy hand.\n"
    assert list(data["items"])[-2:] == ["1.1.4", "1.1.5"]
    both.finish(told)


def test_what_cannot_be_read_around_the_markers_is_left(pair: Begun) -> None:
    both = pair()
    conflict_of(both)
    both.mine.record.write_text("By hand.\n" + both.mine.record.read_text())
    conflict = both.mine.record.read_bytes()

    told = both.command("merge", code=5)

    assert "line 1: not TOML" in told
    assert "hint: nothing was changed; mend the lines between the markers by hand" in told
    assert both.mine.record.read_bytes() == conflict


def test_a_side_that_was_chosen_by_hand_does_not_drop_the_other(pair: Begun) -> None:
    both = pair()
    conflict_of(both)
    both.mine.git("checkout", "--theirs", "tracker.toml")
    for command, code in ((("list",), 0), (("done", "1.1.7"), 5), (("check",), 5)):
        said = both.command(*command, code=code)
        assert "hint: git has two sides of it; `tracker --file tracker.toml merge` joins" in said
        assert "restore" not in said
    both.mine.record.write_text(both.mine.record.read_text() + item("1.1.6"))
    told = both.command("merge")

    assert list(both.mine.data["items"])[-3:] == ["1.1.4", "1.1.5", "1.1.6"]
    both.finish(told)


def test_half_of_the_markers_removed_by_hand(pair: Begun) -> None:
    both = pair()
    conflict_of(both)
    lines = both.mine.record.read_text().splitlines(keepends=True)
    both.mine.record.write_text("".join(line for line in lines if not line.startswith("<<<<<<<")))

    assert "merge` joins both sides" in both.command("list", code=5)
    told = both.command("merge")

    assert list(both.mine.data["items"])[-2:] == ["1.1.4", "1.1.5"]
    both.finish(told)


def test_a_driver_that_failed_leaves_both_sides_to_join(pair: Begun) -> None:
    both = pair()
    both.mine.install("merge-driver", "--install")
    both.mine.git("config", "merge.tracker.driver", "false")
    conflict_of(both)
    assert both.mine.record.read_bytes() == both.sides[1]

    told = both.command("merge")

    assert list(both.mine.data["items"])[-2:] == ["1.1.4", "1.1.5"]
    both.finish(told)


def test_what_was_saved_here_and_is_in_no_side_is_told(pair: Begun) -> None:
    both = pair()
    both.mine.tracker("done", "1.1.6")
    both.mine.git("checkout", "--quiet", "tracker.toml")
    for clone, id in ((both.mine, "1.1.4"), (both.other, "1.1.5")):
        clone.record.write_text(clone.record.read_text().replace(item("1.1.2", ""), item(id, "")))
    both.differ()

    told = both.command("merge")

    assert "`tracker.toml` had 1.1.6 when it was last saved, and neither side has; " in told
    assert "tracker --file tracker.toml history` lists that version\n" in told


def test_twice_is_once(pair: Begun) -> None:
    both = pair()
    conflict_of(both)
    first = both.command("merge")
    joined = both.mine.record.read_bytes()

    again = both.command("merge")

    assert again.startswith("`tracker.toml` has all of both sides already\n")
    assert again.splitlines()[-2:] == first.splitlines()[-2:]
    assert both.mine.record.read_bytes() == joined
    both.command("undo")
    assert both.mine.record.read_bytes() == both.sides[1]


# Without git


@pytest.mark.parametrize("style", STYLES)
def test_markers_alone_are_enough(pair: Begun, style: str) -> None:
    both = pair(style=style)
    for clone, steps in ((both.mine, MINE), (both.other, OTHERS)):
        for step in steps:
            clone.tracker(*step)
    both.differ()
    (both.mine.folder / ".git").rename(both.mine.folder / "git")

    told = both.command("merge")

    assert "git" not in told
    found = source(both.mine.record.read_bytes(), Path("joined")).record
    theirs = source(both.sides[2], Path("theirs")).record
    assert found.items["1.1.4"] == theirs.items["1.1.4"]
    text = both.mine.record.read_text()
    for word in ("Both.", "Mine on the week.", "Theirs on the week.", "Mine.", "Theirs."):
        assert text.count(word) == 1
    both.command("undo")
    assert both.mine.record.read_bytes() == both.sides[1]


@pytest.mark.parametrize("git_is", ["not there", "silent", "failing"])
def test_git_that_cannot_be_asked(
    tracker, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git_is: str
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    if git_is != "not there":
        script = programs / "git"
        script.write_text("#!/bin/sh\n" + ("exec sleep 60\n" if git_is == "silent" else "exit 128"))
        script.chmod(0o755)
    monkeypatch.setenv(
        "PATH", f"{programs}{os.pathsep}/bin" if git_is == "silent" else str(programs)
    )
    if git_is == "silent":
        monkeypatch.setattr(shutil, "which", lambda _: str(programs / "git"))
    monkeypatch.setattr(git, "PATIENCE", 0.1)
    (tmp_path / ".git").mkdir()
    record.write_text(
        f'{HEAD}\n[weeks."1.1"]\nnote = """\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> x\n"""\n'
    )

    said = tracker("list", code=5).err
    assert said.endswith(
        "line 6: holds a merge conflict\nhint: it was left as it is; "
        "`tracker merge` joins both sides\n"
    )
    tracker("merge")
    assert tomllib.loads(record.read_text())["weeks"]["1.1"]["note"] == "One.\n\nTwo.\n"
    assert "line by line" not in tracker("check").out
    why = {"not there": "git is not installed"}.get(git_is, "is not in the work tree")
    assert why in tracker("merge-driver", "--install", code=1).err


def test_markers_that_nobody_can_tell_from_the_text_are_left(tracker, record: Path) -> None:
    text = (
        f'{HEAD}\n<<<<<<< a\n[weeks."1.1"]\nnote = """\nTitle\n=======\nText.\n"""\n'
        '=======\n[weeks."1.2"]\nnote = "x"\n>>>>>>> b\n'
    )
    record.write_text(text)

    told = tracker("merge", code=5).err

    assert told.startswith("error: `record.toml`, line 4: a merge conflict of which no one can say")
    assert record.read_text() == text
    record.write_text(text.replace("Title\n=======", "Title\n ======="))
    tracker("merge")
    weeks = tomllib.loads(record.read_text())["weeks"]
    assert weeks == {"1.1": {"note": "Title\n =======\nText.\n"}, "1.2": {"note": "x"}}


QUOTED = (
    f'{HEAD}\n[weeks."1.1"]\nnote = """\nGit says:\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n'
    '>>>>>>> x\n"""\n'
)


@pytest.mark.parametrize("place", ["outside of git", "merged in git"])
def test_a_quoted_conflict_is_text_and_doubt_about_it_is_said(
    tracker, record: Path, place: str
) -> None:
    record.write_text(QUOTED)
    if place == "merged in git":
        needs_git()
        for words in (["init", "--quiet"], ["add", "record.toml"]):
            subprocess.run(["git", *words], cwd=record.parent, check=True)

    shown = tracker("note", "1.1", "--show")

    assert shown.out == "Git says:\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> x\n"
    assert shown.err == (
        "warning: `record.toml`, line 7: a note holds the markers of a merge conflict; "
        "`tracker merge` joins both sides; if you quote one, put a space before each marker\n"
    )
    assert "a note holds the markers" in tracker("check").out
    tracker("done", "1.1.1")
    assert tomllib.loads(record.read_text())["weeks"] == tomllib.loads(QUOTED)["weeks"]
    record.write_text(record.read_text().replace("<<<<<<<", " <<<<<<<"))
    assert tracker("note", "1.1", "--show").err == ""


def test_a_conflict_that_was_committed_is_joined_and_the_way_back_is_exact(
    tracker, record: Path
) -> None:
    record.write_text(QUOTED)

    told = tracker("merge").err

    assert told.startswith("joined both sides of `record.toml`\n")
    note = tomllib.loads(record.read_text())["weeks"]["1.1"]["note"]
    assert note in {"Git says:\nOne.\n\nTwo.\n", "Git says:\nOne.\n\nGit says:\nTwo.\n"}
    tracker("undo")
    assert record.read_text() == QUOTED


def test_without_a_version_the_way_back_is_the_upper_side(tracker, record: Path) -> None:
    record.write_text(f"{HEAD}<<<<<<< a\n{item('1.1.1')}=======\n{item('1.1.2')}>>>>>>> b\n")
    tracker("merge")
    assert set(tomllib.loads(record.read_text())["items"]) == {"1.1.1", "1.1.2"}
    tracker("undo")
    assert record.read_text() == HEAD + item("1.1.1")


def test_tables_that_git_put_one_below_the_other_are_joined(pair: Begun) -> None:
    """Git has no conflict then, and the record is not TOML."""
    both = pair()
    both.mine.tracker("note", "1", "Mine.")
    mine = both.mine.record.read_bytes()
    doubled = mine.decode() + '\n[courses."1"]\nnote = "Theirs."\nstars = 4\n'
    both.mine.record.write_text(doubled)

    for command in (("list",), ("done", "1.1.7"), ("check",)):
        said = both.command(*command, code=5)
        assert "hint: it was left as it is; `tracker --file tracker.toml merge` joins" in said
    both.command("merge")

    assert both.mine.data["courses"]["1"] == {"stars": 4, "note": "Mine.\n\nTheirs."}
    both.command("undo")
    assert both.mine.record.read_bytes() == mine
