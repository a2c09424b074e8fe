"""`tracker merge-driver --install` sets up a clone, and `check` says where that was not done."""

import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mlops_tracker
from tests.cli.clones import Clone, git_environment, needs_git

DRIVER = "tracker merge-driver -- %O %A %B %P"
RECORD = 'format = 1\nsyllabus = "mlops"\n\n[items."1.1.1"]\nstatus = "done"\n'


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Return a repository with a record."""
    needs_git()
    clone = Clone(tmp_path / "study", git_environment(tmp_path), "tracker.toml")
    clone.folder.mkdir()
    clone.git("init", "--quiet", "--initial-branch", "main")
    clone.record.write_text(RECORD)
    return clone


@pytest.fixture
def install(clone: Clone) -> Callable[..., str]:
    """Return the command, which says what it did."""
    return lambda *words, code=0: (
        clone.run("tracker", "merge-driver", "--install", *words, code=code).stderr
    )


def driver(clone: Clone) -> str:
    return clone.git("config", "--get", "merge.tracker.driver", code=None).stdout.rstrip("\n")


def test_it_says_what_it_wrote_and_how_to_take_it_back(clone: Clone, install) -> None:
    attributes = clone.folder / ".gitattributes"
    before = (clone.folder / ".git" / "config").read_bytes()

    told = install()

    assert told == (
        f"set `merge.tracker.driver` of this clone to `{DRIVER}`\n"
        "take back: git config --unset merge.tracker.driver\n"
        f"added to `{attributes}`: /tracker.toml merge=tracker\n"
        f"take back: rm {attributes}\n"
        "commit that file; each other clone needs `tracker merge-driver --install` too\n"
    )
    assert driver(clone) == DRIVER
    assert attributes.read_text() == "/tracker.toml merge=tracker\n"
    for line in told.splitlines():
        if line.startswith("take back: "):
            clone.run("sh", "-c", line.removeprefix("take back: "))
    assert not attributes.exists()
    assert (clone.folder / ".git" / "config").read_bytes() == before


def test_twice_is_once(clone: Clone, install) -> None:
    install()
    places = [clone.folder / ".gitattributes", clone.folder / ".git" / "config"]
    before = [place.read_bytes() for place in places]

    assert install() == f"git joins `{clone.record}` already, by `{DRIVER}`\n"
    assert [place.read_bytes() for place in places] == before
    assert install("-q") == ""


@pytest.mark.parametrize(
    ("there", "after"),
    [
        pytest.param(b"*.png binary\n", b"*.png binary\n/tracker.toml merge=tracker\n", id="lines"),
        pytest.param(b"# \xff", b"# \xff\n/tracker.toml merge=tracker\n", id="no line end"),
        pytest.param(b"a b\r\n", b"a b\r\n/tracker.toml merge=tracker\r\n", id="CRLF"),
        pytest.param(
            b"*.toml merge=union\n",
            b"*.toml merge=union\n/tracker.toml merge=tracker\n",
            id="another rule",
        ),
        pytest.param(b"*.toml merge=tracker\n", b"*.toml merge=tracker\n", id="known already"),
    ],
)
def test_what_is_there_stays(clone: Clone, install, there: bytes, after: bytes) -> None:
    attributes = clone.folder / ".gitattributes"
    attributes.write_bytes(there)

    told = install()

    assert attributes.read_bytes() == after
    assert ("take back: remove that line\n" in told) is (there != after)
    assert install().startswith("git joins ")


def test_a_driver_of_ones_own_stays(clone: Clone, install) -> None:
    clone.git("config", "merge.tracker.driver", "true %O")
    clone.git("config", "merge.own.driver", "true")
    install()
    assert driver(clone) == "true %O"

    (clone.folder / ".gitattributes").write_text("tracker.toml merge=own\n")
    assert install().endswith("already, by `true %O`\n")
    assert (clone.folder / ".gitattributes").read_text() == "tracker.toml merge=own\n"


def test_a_driver_whose_program_is_gone_is_set_anew(clone: Clone, install) -> None:
    clone.git("config", "merge.tracker.driver", "/gone/tracker merge-driver %O %A %B %P")
    install()
    assert driver(clone) == DRIVER


@pytest.mark.parametrize("way", ["as a program", "as a module"])
def test_a_program_that_the_shell_does_not_find_goes_by_its_path(clone: Clone, way: str) -> None:
    source = Path(mlops_tracker.__file__).parents[1]
    clone.environment["PYTHONPATH"] = str(source)
    clone.environment["PATH"] = os.pathsep.join(
        folder
        for folder in clone.environment["PATH"].split(os.pathsep)
        if not Path(folder, "tracker").exists()
    )
    program = clone.folder.with_name("100% it's here") / "tracker"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom mlops_tracker.__main__ import run\nrun()\n")
    program.chmod(0o755)

    run = [str(program)] if way == "as a program" else [sys.executable, "-m", "mlops_tracker"]
    clone.run(*run, "merge-driver", "--install")

    expected = shlex.join(run).replace("%", "%%").replace(" -m ", " -P -m ")
    assert driver(clone) == f"{expected} merge-driver -- %O %A %B %P"
    clone.commit()
    clone.git("branch", "side")
    for branch, id in (("main", "1.1.2"), ("side", "1.1.3")):
        clone.git("checkout", "--quiet", branch)
        clone.record.write_text(f'{RECORD}\n[items."{id}"]\nstatus = "done"\n')
        clone.commit()
    clone.git("merge", "--quiet", "--no-edit", "main")
    assert clone.record.read_text().count("[items.") == 3
    assert clone.run(*run, "merge-driver", "--install").stderr.startswith("git joins ")


def test_another_attributes_file_that_says_otherwise_is_told(clone: Clone, install) -> None:
    (clone.folder / ".git" / "info").mkdir(exist_ok=True)
    (clone.folder / ".git" / "info" / "attributes").write_text("tracker.toml merge=union\n")

    told = install()

    assert f"warning: git still merges `{clone.record}` otherwise" in told
    command = told.rpartition("hint: `")[2].partition("`")[0]
    assert clone.run(*shlex.split(command)).stdout == "tracker.toml: merge: union\n"


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_attributes_that_cannot_be_written(clone: Clone, install, kind: str) -> None:
    attributes = clone.folder / ".gitattributes"
    if kind == "link":
        (clone.folder / "elsewhere").write_text("")
        attributes.symlink_to("elsewhere")
    else:
        attributes.mkdir()

    told = install(code=6)

    assert told.startswith(f"error: `{attributes}` ")
    assert "the line `/tracker.toml merge=tracker`" in told
    assert kind == "folder" or (clone.folder / "elsewhere").read_text() == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["--install", "a", "b", "c"], 2, "`--install` takes no files", id="files"),
        pytest.param([], 2, "git names three files", id="nothing"),
        pytest.param(["a", "b"], 2, "git names three files", id="two files"),
        pytest.param(
            ["--install"], 1, "`record.toml` is not in the work tree of a git", id="no git"
        ),
    ],
)
def test_wrong_use(tracker, words: list[str], code: int, said: str) -> None:
    assert tracker("merge-driver", *words, code=code).err.startswith(f"error: {said}")


# What `check` says


def checked(clone: Clone) -> list[str]:
    out = clone.run("tracker", "check", "--plain").stdout
    return [line for line in out.splitlines() if line.startswith("advice")]


def test_check_advises_a_driver_until_there_is_one(clone: Clone, install) -> None:
    [line] = checked(clone)
    assert line == (
        f"advice\t\tgit would merge `{clone.record}` line by line; "
        "`tracker merge-driver --install` has it join both records"
    )
    document = json.loads(clone.run("tracker", "check", "--json").stdout)
    assert (document["problems"], len(document["advice"])) == ([], 1)

    install()
    assert checked(clone) == []
    clone.git("config", "--unset", "merge.tracker.driver")  # as in a clone that has only the line
    assert len(checked(clone)) == 1


@pytest.mark.parametrize("why", ["it is ignored", "there is no repository", "there is no record"])
def test_check_advises_nothing_where(clone: Clone, why: str) -> None:
    if why == "it is ignored":
        (clone.folder / ".gitignore").write_text("tracker.toml\n")
    elif why == "there is no repository":
        (clone.folder / ".git").rename(clone.folder / "git")
    else:
        clone.record.unlink()
    assert checked(clone) == []
