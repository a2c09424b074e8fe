"""Files that are there: what is replaced by `export -o` and `import -o`, and the way back."""

import os
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from mlops_tracker.formats.registry import WRITTEN
from tests.phrases import failure

COURSE = "# Rust\n\n## Week 1\n\n- [x] Video: Moves\n"
HINT = "hint: name another file with `-o`, or add `--force`, which keeps a copy of it\n"


@pytest.fixture
def state(home: Path) -> Path:
    """Return the state folder of the program."""
    return home / ".local" / "state" / "tracker"


def copies(state: Path) -> list[bytes]:
    """Return what the copies hold, the oldest first."""
    found = sorted((state / "replaced").glob("*"), key=lambda p: int(p.name.partition("-")[0]))
    return [copy.read_bytes() for copy in found]


def way_back(told: str) -> list[str]:
    """Return the command that brings back what was there."""
    (line,) = [line for line in told.splitlines() if line.startswith("take back: cp ")]
    return shlex.split(line.removeprefix("take back: "))


@pytest.mark.parametrize("format", WRITTEN)
def test_a_file_of_somebody_else_stays(tracker, folder, state, format) -> None:
    keep = folder / "keep.html"
    keep.write_bytes(b"years of work\xff")
    for _ in range(2):
        refused = tracker("export", format, "-o", "keep.html", code=1)
        assert refused.err == (
            "error: `keep.html` is there and is not from tracker; it was left as it is\n" + HINT
        )
        assert keep.read_bytes() == b"years of work\xff"
    assert copies(state) == []


def test_an_export_is_written_anew_as_long_as_nobody_changed_it(tracker, folder) -> None:
    page = folder / "study.md"
    tracker("export", "markdown", "-o", "study.md")
    tracker("done", "1.1.1")
    assert "written anew" in tracker("export", "markdown", "-o", "study.md").err
    assert "written anew" in tracker("export", "html", "-o", "../" + folder.name + "/study.md").err
    mine = page.read_bytes() + b"my words\n"
    page.write_bytes(mine)
    refused = tracker("export", "html", "-o", "study.md", code=1)
    assert refused.err == (
        "error: `study.md` is there and was changed since tracker wrote it; "
        "it was left as it is\n" + HINT
    )
    assert page.read_bytes() == mine


def test_an_earlier_export_that_was_put_back_is_no_longer_ours(tracker, folder) -> None:
    page = folder / "study.csv"
    tracker("export", "csv", "-o", "study.csv")
    first = page.read_bytes()
    tracker("done", "1.1.1")
    tracker("export", "csv", "-o", "study.csv")
    page.write_bytes(first)
    tracker("done", "1.1.2")
    tracker("export", "csv", "-o", "study.csv", code=1)
    assert page.read_bytes() == first


def test_a_copy_of_an_export_elsewhere_is_not_ours(tracker, folder) -> None:
    tracker("export", "csv", "-o", "a.csv")
    shutil.copy(folder / "a.csv", folder / "b.csv")
    tracker("done", "1.1.1")
    tracker("export", "csv", "-o", "b.csv", code=1)
    (folder / "link.csv").symlink_to("a.csv")
    tracker("export", "csv", "-o", "link.csv")
    assert (folder / "link.csv").is_symlink()


@pytest.mark.parametrize("force", ["--force", "-f"])
def test_force_replaces_it_and_keeps_a_copy(tracker, folder, state, force) -> None:
    keep = folder / "-my page.html"
    for number, words in enumerate([b"one\n", b"two\n"], start=1):
        keep.write_bytes(words)
        keep.chmod(0o644)
        told = tracker("export", "html", force, "--output=-my page.html").err
        assert told.startswith("`-my page.html` is written anew: 294 items\n")
        program, copy, target = way_back(told)
        assert (program, target) == ("cp", "./-my page.html")
        assert Path(copy) == state / "replaced" / f"{number}--my page.html"
        assert Path(copy).stat().st_mode & 0o777 == 0o600
        assert Path(copy).parent.stat().st_mode & 0o777 == 0o700
        subprocess.run(["cp", copy, target], check=True)
        assert keep.read_bytes() == words
    assert copies(state) == [b"one\n", b"two\n"]


def test_force_where_nothing_is_there_or_the_same_needs_no_copy(tracker, folder, state) -> None:
    for _ in range(2):
        tracker("export", "csv", "-o", "a.csv", "--force")
    assert not (state / "replaced").exists()
    assert (folder / "a.csv").exists()


def test_copies_are_bounded_and_the_oldest_go(tracker, folder, state) -> None:
    for number in range(53):
        (folder / "keep.csv").write_text(str(number), encoding="utf-8")
        tracker("export", "csv", "1.1", "-o", "keep.csv", "--force", "-q")
    assert copies(state) == [str(number).encode() for number in range(3, 53)]
    assert sorted(os.listdir(folder)) == ["keep.csv"]


def test_a_name_as_long_as_names_may_be_can_be_copied(tracker, folder, state) -> None:
    name = "é" * 110 + ".csv"
    (folder / name).write_text("mine", encoding="utf-8")
    tracker("export", "csv", "-o", name, "--force")
    assert copies(state) == [b"mine"]
    assert [copy.suffix for copy in (state / "replaced").iterdir()] == [".csv"]


def test_what_cannot_be_copied_is_not_replaced(tracker, folder, state) -> None:
    state.mkdir(parents=True)
    (state / "replaced").write_text("in the way", encoding="utf-8")
    (folder / "keep.csv").write_text("mine", encoding="utf-8")
    refused = tracker("export", "csv", "-o", "keep.csv", "--force", code=6).err
    assert refused.startswith(
        f"error: no copy of `keep.csv` can be kept in `{state / 'replaced'}`: "
    )
    assert refused.endswith("; it was left as it is\nhint: name another file\n")
    (folder / "rust.md").write_text(COURSE, encoding="utf-8")
    (folder / "rust.toml").write_text("mine", encoding="utf-8")
    tracker("import", "rust.md", "--force", code=6)
    assert (folder / "keep.csv").read_text() == (folder / "rust.toml").read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"sha256": 1}', b"\xff", None])
def test_a_checksum_that_cannot_be_read_is_none(tracker, folder, state, content) -> None:
    tracker("export", "csv", "-o", "a.csv")
    (known,) = (state / "exports").iterdir()
    if content is None:
        known.unlink()
        known.mkdir()
    else:
        known.write_bytes(content)
    before = (folder / "a.csv").read_bytes()
    tracker("done", "1.1.1")
    refused = tracker("export", "csv", "-o", "a.csv", code=1).err
    assert f"tracker cannot tell whether it wrote it: `{known}` cannot be read: " in refused
    assert refused.endswith(HINT)
    assert (folder / "a.csv").read_bytes() == before
    told = tracker("export", "csv", "-o", "a.csv", "--force").err
    assert copies(state) == [before]
    if content is None:
        assert "; the next export to it needs `--force`\n" in told
    else:
        tracker("done", "1.1.2")
        tracker("export", "csv", "-o", "a.csv")


def test_an_export_that_cannot_be_remembered_is_written_and_says_so(tracker, folder, state) -> None:
    state.mkdir(parents=True)
    (state / "exports").write_text("in the way", encoding="utf-8")
    told = tracker("export", "csv", "-o", "a.csv").err
    assert f"it cannot be noted in `{state / 'exports'}` that tracker wrote `a.csv`: " in told
    assert (folder / "a.csv").exists()
    tracker("done", "1.1.1")
    tracker("export", "csv", "-o", "a.csv", code=1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_regular_file_is_neither_read_nor_replaced(tracker, folder) -> None:
    os.mkfifo(folder / "pipe")
    for name in ("pipe", "."):
        for options in ([], ["--force"]):
            tracker("export", "csv", "-o", name, *options, code=6)


@pytest.fixture
def source(folder: Path) -> Path:
    """Return a course list."""
    (folder / "rust.md").write_text(COURSE, encoding="utf-8")
    return folder / "rust.md"


@pytest.mark.usefixtures("source")
def test_an_import_replaces_nothing_not_even_what_it_wrote(tracker, folder, state) -> None:
    tracker("import", "rust.md")
    before = (folder / "rust.toml").read_bytes()
    refused = tracker("import", "rust.md", "--title", "Other", code=1)
    assert refused.err == "error: `rust.toml` is there already; it was left as it is\n" + HINT
    assert (folder / "rust.toml").read_bytes() == before
    told = tracker("import", "rust.md", "--title", "Other", "-f").err
    assert tomllib.loads((folder / "rust.toml").read_text())["title"] == "Other"
    assert copies(state) == [before]
    subprocess.run(way_back(told), check=True)
    assert (folder / "rust.toml").read_bytes() == before


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize("options", [[], ["--force"], ["--use"], ["--use", "--force"]], ids=str)
def test_no_syllabus_takes_the_place_of_the_record(tracker, folder, record, options) -> None:
    refused = failure(
        "`{}` is the place of the record itself; nothing was saved",
        "name another file for the syllabus with `-o`",
    )
    told = tracker("import", "rust.md", "-o", "record.toml", *options, code=1)
    assert told.err == refused.format("record.toml")
    assert not record.exists()
    tracker("done", "1.1.1")
    before = record.read_bytes()
    os.link(record, folder / "link.toml")
    for name in ("record.toml", "link.toml"):
        told = tracker("import", "rust.md", "-o", name, *options, code=1)
        assert told.err == refused.format(name)
    assert record.read_bytes() == before


def test_no_syllabus_takes_the_name_of_the_record_that_it_begins(
    tracker, folder, monkeypatch
) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    (folder / "tracker.md").write_text(COURSE, encoding="utf-8")
    tracker("import", "tracker.md", "--use", code=1)
    assert os.listdir(folder) == ["tracker.md"]
    tracker("import", "tracker.md", "--use", "-o", "rust.toml")


@pytest.mark.usefixtures("source")
def test_no_syllabus_takes_the_place_of_the_record_in_use_elsewhere(
    tracker, home, monkeypatch
) -> None:
    monkeypatch.delenv("TRACKER_FILE")
    tracker("done", "1.1.1")
    record = home / ".local" / "share" / "tracker" / "progress.toml"
    before = record.read_bytes()
    tracker("import", "rust.md", "-o", str(record), "--force", code=1)
    tracker("import", "rust.md", "-o", str(record), code=1)
    assert record.read_bytes() == before


def test_no_new_edition_takes_the_place_of_the_record(tracker, source, record) -> None:
    tracker("import", "rust.md", "--use")
    before = record.read_bytes()
    source.write_text(COURSE + "- [ ] Video: More\n", encoding="utf-8")
    told = tracker("import", "rust.md", "--update", "--yes", "-o", "record.toml", code=1)
    assert "error: `record.toml` is the place of the record itself" in told.err
    assert record.read_bytes() == before
