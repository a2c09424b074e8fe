"""Exports and publishing, as whole commands."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest

from mlops_tracker.formats.own import backup
from mlops_tracker.formats.registry import WRITTEN, format_named
from tests.phrases import failure

SECTION_HEAD = "<!-- tracker:begin -->\n\n## Progress\n"


@pytest.fixture
def studied(tracker):
    """Return the program after an evening: two items done, one graded, notes on three things."""
    tracker("done", "1.1.1", "--took", "5m", "--note", "# Steps\n\nok")
    tracker("done", "1.1.9", "--score", "80", "--note", "The answer is B.")
    tracker("note", "1.1", "Drift: the inputs change.")
    return tracker


GRADED = "held back 1 note on graded items; `--include-graded` exports it\n"


def test_an_archive_goes_to_stdout_and_what_is_held_back_to_stderr(studied) -> None:
    told = studied("export", "markdown", "1.1")
    assert told.err == GRADED
    assert "The answer" not in told.out
    assert "\n\n**Held back**: 1 note on graded items\n\n## Course 1. " in told.out
    assert studied("export", "markdown", "1.2").err == ""
    whole = studied("export", "markdown", "1.1", "--include-graded")
    assert whole.err == ""
    assert "  > The answer is B.\n" in whole.out
    assert "Held back" not in whole.out
    assert told.out.startswith("<!-- tracker:archive 1 -->\n\n# [Machine Learning Engineering")
    assert (
        "### Week 1. Overview of the ML Lifecycle and Deployment\n\nFollow one project" in told.out
    )
    assert (
        "- [x] Video: Steps of an ML Project *(3 min, done 2026-11-20, took 5 min)*\n"
        "  > #### Steps\n  >\n  > ok\n"
        "- [ ] Video: Case study: speech recognition *(12 min)*\n"
    ) in told.out
    assert "> Drift: the inputs change.\n" in told.out
    assert "Week 2." not in told.out


def test_a_part_holds_what_is_within_it_and_its_own_numbers(studied) -> None:
    studied("note", "1.2", "elsewhere")
    studied("note", "1", "on the course")
    part = backup.read(studied("export", "json", "1.1").out)
    assert [week.id for course in part.syllabus.courses for week in course.weeks] == ["1.1"]
    assert set(part.record.items) == {"1.1.1", "1.1.9"}
    assert (set(part.record.weeks), part.record.courses) == ({"1.1"}, {})
    whole = backup.read(studied("export", "json", "1").out).record
    assert (set(whole.weeks), whole.courses["1"].note) == ({"1.1", "1.2"}, "on the course")
    assert backup.read(studied("export", "json", "2").out).record.items == {}
    page = studied("export", "html", "1.1").out
    assert "<dd>2 of 10</dd>" in page
    percent = json.loads(studied("report", "1.1", "--json").out)["total"]["percent"]
    assert f"<b>{percent}%</b></div>" in page


def test_the_table_has_the_keys_of_the_document_and_titles(studied) -> None:
    rows = list(csv.DictReader(io.StringIO(studied("export", "csv").out)))
    items = json.loads(studied("list", "--json").out)["items"]
    assert list(rows[0]) == [*items[0], "course_title", "week_title"]
    assert rows[0]["week_title"] == "Overview of the ML Lifecycle and Deployment"
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert rows[8]["score"] == "80.0"


def test_a_backup_is_the_whole_study(studied, toml) -> None:
    document = json.loads(studied("export", "json").out)
    assert document["format"] == 1
    assert sum(len(w["items"]) for c in document["syllabus"]["courses"] for w in c["weeks"]) == 294
    kept = toml()
    assert document["record"]["weeks"] == kept["weeks"]
    assert document["record"]["items"]["1.1.9"]["note"] == "The answer is B."
    assert document["record"]["items"]["1.1.1"]["done_at"] == "2026-11-20T21:14:05Z"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_holds_what_stdout_would(studied, folder, name) -> None:
    out = studied("export", name).out
    told = studied("export", name, "-o", "study.out")
    assert (folder / "study.out").read_text() == out
    care = GRADED if format_named(name).is_for_others else ""
    assert told == (0, "", "`study.out` is written: 294 items\ntake back: rm study.out\n" + care)
    studied("done", "1.1.2")
    assert studied("export", name, "--output", "study.out").err == (
        "`study.out` is written anew: 294 items\n" + care
    )
    assert (folder / "study.out").read_text() != out
    assert studied("export", name, "-o", "-").out == (folder / "study.out").read_text()


@pytest.mark.parametrize(
    "args", [("export", "csv", "-o", "page.md", "--force"), ("publish", "page.md")]
)
def test_a_file_that_is_written_anew_keeps_its_link_and_its_rights(studied, folder, args) -> None:
    real = folder / "pages" / "real.md"
    real.parent.mkdir()
    real.write_text("# Mine\n")
    real.chmod(0o640)
    (folder / "page.md").symlink_to(Path("pages", "real.md"))
    studied(*args)
    assert (folder / "page.md").readlink() == Path("pages", "real.md")
    assert real.stat().st_mode & 0o777 == 0o640
    assert "1.1.9" in real.read_text() or "tracker:end" in real.read_text()
    assert os.listdir(real.parent) == ["real.md"]


def test_an_export_never_takes_the_place_of_the_study_itself(studied, folder, record) -> None:
    (folder / "mine.toml").write_text(
        'format = 1\nid = "m"\ntitle = "M"\n[[courses]]\nid = "1"\ntitle = "C"\n'
    )
    os.link(record, folder / "link.toml")
    (folder / "soft.toml").symlink_to(record)
    before = record.read_bytes()
    for name in ("record.toml", "link.toml", "soft.toml"):
        told = studied("export", "json", "-o", name, code=1)
        assert told.err == (
            failure(f"`{name}` is the record itself", "name another file; it was left as it is")
        )
        assert studied("export", "json", "-o", name, "--force", code=1).err == told.err
        studied("publish", name, code=1)
    told = studied("export", "csv", "-o", "mine.toml", "--syllabus", "mine.toml", code=1)
    assert "is the syllabus itself" in told.err
    assert record.read_bytes() == before


def test_what_cannot_be_written_is_told(studied, folder) -> None:
    told = studied("export", "csv", "-o", "no/study.csv", code=6)
    assert told.err.startswith("error: `no/study.csv` could not be saved: there is no folder")
    studied("export", "csv", "-o", ".", code=6)
    studied("export", "xml", code=2)
    studied("export", "csv", "no such week", code=3)
    assert sorted(path.name for path in folder.iterdir()) == ["record.toml"]


def test_a_terminal_is_shown_control_characters_and_a_pipe_gets_them(studied, monkeypatch) -> None:
    studied("note", "1.2", "\x1b[2J")
    assert "\x1b[2J" in studied("export", "markdown", "1.2").out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = studied("export", "markdown", "1.2").out
    assert "^[[2J" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("options", [[], ["--check"]], ids=str)
def test_nothing_is_published_to_stdout(tracker, folder, options) -> None:
    assert tracker("publish", "-", *options, code=2).err == (
        failure(
            "a section is kept up to date in a file, not on stdout",
            "name a Markdown file: `tracker publish README.md`",
        )
    )
    assert not (folder / "-").exists()


def test_publishing_adds_a_section_and_then_keeps_it(studied, folder) -> None:
    readme = folder / "README.md"
    readme.write_bytes(b"\xef\xbb\xbf# Mine\r\n\r\ntext \xc3\xa9\r\n")
    told = studied("publish", "README.md")
    text = readme.read_bytes().decode("utf-8")
    start = "\ufeff# Mine\r\n\r\ntext é\r\n\r\n" + SECTION_HEAD.replace("\n", "\r\n")
    assert text.startswith(start)
    assert "Drift: the inputs change." in text
    assert "The answer is B." not in text
    assert text.count("\n") == text.count("\r\n")
    assert told.out == ""
    assert told.err == (
        f"`README.md` changed: {text.count(chr(10)) - 3} lines\n"
        "held back 1 note on graded items; `--include-graded` publishes it\n"
        "take back: remove what stands between the markers\n"
    )
    assert studied("publish", "README.md").err.startswith("`README.md` is up to date\n")
    assert readme.read_bytes().decode("utf-8") == text
    studied("publish", "README.md", "--include-graded")
    assert b"The answer is B." in readme.read_bytes()


def test_a_check_writes_nothing_and_says_by_its_code_whether_it_would(studied, folder) -> None:
    readme = folder / "README.md"
    readme.write_text("# Mine\n")
    told = studied("publish", "README.md", "--check", code=1)
    assert told.err.startswith("`README.md` would change: ")
    assert "take back" not in told.err
    assert readme.read_text() == "# Mine\n"
    studied("publish", "README.md")
    assert studied("publish", "README.md", "--check", "-q") == (0, "", "")
    studied("done", "1.1.2")
    studied("publish", "README.md", "--check", code=1)


def test_a_readme_is_made_only_where_that_is_asked_for(studied, folder) -> None:
    for options in ([], ["--check"]):
        assert studied("publish", "README.md", *options, code=1).err == (
            failure("there is no file `README.md`", "`tracker publish README.md --create` makes it")
        )
    told = studied("publish", "README.md", "--check", "--create", code=1)
    assert told.err.startswith("`README.md` would change: ")
    assert not (folder / "README.md").exists()
    told = studied("publish", "README.md", "--create")
    assert told.err.endswith("take back: rm README.md\n")
    title = "# Machine Learning Engineering for Production (MLOps)\n\n"
    assert (folder / "README.md").read_text().startswith(title + SECTION_HEAD)
    assert studied("publish", "README.md", "--create").err.startswith("`README.md` is up to date")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        *(("REDME.md", "README.md"), ("readme.md", "README.md"), ("README", "README.md")),
        *(("docs/note.md", "docs/notes.md"), ("docs/notes", "docs/notes.md")),
        *(("other.md", None), ("script.p", None), ("docs/README.md", None)),
    ],
)
def test_the_nearest_markdown_file_of_the_folder_is_suggested(studied, folder, typed, near) -> None:
    (folder / "docs").mkdir()
    for name in ("README.md", "docs/notes.md", "script.py"):
        (folder / name).write_text("# Mine\n", encoding="utf-8")
    (folder / "other").mkdir()
    told = studied("publish", typed, code=1).err
    create = f"`tracker publish {typed} --create` makes"
    if near:
        assert told == (
            failure(
                f"there is no file `{typed}`; did you mean `{near}`?",
                f"`tracker publish {near}`, or {create} a new file",
            )
        )
        studied("publish", near)
    else:
        assert told == failure(f"there is no file `{typed}`", f"{create} it")
    studied("publish", typed, "--create")
    assert (folder / typed).is_file()


def test_a_hint_for_a_readme_works_where_its_folder_is_not_there(studied, folder) -> None:
    assert studied("publish", "a b/README.md", code=1).err == (
        failure(
            "there is no file `a b/README.md`",
            "`mkdir -p 'a b'`, then `tracker publish 'a b/README.md' --create` makes it",
        )
    )
    (folder / "a b").mkdir()
    studied("publish", "a b/README.md", "--create")


def test_a_readme_that_cannot_be_kept_whole_is_left_alone(studied, folder) -> None:
    readme = folder / "README.md"
    for content, problem in [
        (b"a\n<!-- tracker:begin -->\n", "line 2: `<!-- tracker:begin -->` has no"),
        (b"a\nb\xff\n", "line 2: is not UTF-8"),
    ]:
        readme.write_bytes(content)
        told = studied("publish", "README.md", code=5)
        assert told.err.startswith(f"error: `README.md`, {problem}")
        assert readme.read_bytes() == content
    assert studied("publish", ".", code=5).err == (
        failure("`.` is a folder", "name a Markdown file")
    )


def test_a_note_that_holds_a_marker_does_no_harm(studied, folder) -> None:
    studied("note", "1.1", "<!-- tracker:end -->\n\n<!-- tracker:begin -->")
    (folder / "README.md").write_text(
        "# Mine\n\n<!-- tracker:begin -->\n<!-- tracker:end -->\nend\n"
    )
    studied("publish", "README.md")
    once = (folder / "README.md").read_text()
    studied("publish", "README.md", "--check")
    studied("note", "1.1", "gone", "--replace")
    studied("publish", "README.md")
    now = Path("README.md").read_text()
    assert "gone" in now
    assert (now.count("tracker:end"), once.count("tracker:end")) == (1, 1)
    assert now.endswith("<!-- tracker:end -->\nend\n")


def test_links_on_graded_items_are_held_back_with_the_notes(studied, folder, record) -> None:
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("score = 80.0", 'score = 80.0\nlinks = ["c1w1.ipynb", "b.py"]'))
    held = "held back 1 note and 2 links on graded items; `--include-graded` {} them\n"
    readme = folder / "README.md"
    readme.write_text("# Mine\n", encoding="utf-8")
    assert held.format("publishes") in studied("publish", "README.md").err
    pages = [readme.read_text(encoding="utf-8")]
    for format in ("markdown", "html"):
        told = studied("export", format)
        assert told.err == held.format("exports")
        pages.append(told.out)
    for page in pages:
        assert "ipynb" not in page
        assert "The answer" not in page
        assert "80%" in page or "README" not in page
    assert "**Held back**: 1 note and 2 links on graded items\n" in pages[1]
    for format in ("csv", "json"):
        assert "c1w1.ipynb" in studied("export", format).out
        assert studied("export", format).err == ""
    studied("publish", "README.md", "--include-graded")
    whole = [studied("export", format, "--include-graded").out for format in ("markdown", "html")]
    for page in (readme.read_text(encoding="utf-8"), *whole):
        assert "c1w1.ipynb" in page


def test_an_archive_says_again_what_it_is_without(studied, toml) -> None:
    studied("export", "markdown", "-o", "a.md", "-q")
    held = "1 note on graded items was held back when this archive was made\n"
    there = ("--file", "there.toml")
    told = studied(*there, "import", "a.md", "-o", "s.toml", "--use", "--with-progress", "-q")
    assert told.err == held
    document = json.loads(studied("import", "a.md", "--dry-run", "--json").out)
    assert document["held_back"] == {"notes": 1, "links": 0}
    # What is known here stays.
    studied("import", "a.md", "--with-progress")
    assert toml()["items"]["1.1.9"]["note"] == "The answer is B."
    studied("export", "markdown", "-o", "a.md", "-q", "--include-graded")
    told = studied("import", "a.md", "--dry-run", "--json")
    assert json.loads(told.out)["held_back"] is None
    assert "held back" not in told.err


def test_links_lead_there_from_the_readme_and_tell_nobody_where_files_lie(
    studied, folder, record
) -> None:
    (folder / "docs" / ".git").mkdir(parents=True)
    links = f'["nb/a b.ipynb", "docs/c.md", "{folder.parent}/secret/d.md", "https://e.org/x"]'
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("spent_minutes = 5", f"spent_minutes = 5\nlinks = {links}"))
    told = studied("publish", "docs/README.md", "--create").err
    assert "left out 2 links to files that do not lie where `docs/README.md` is published" in told
    page = (folder / "docs" / "README.md").read_text(encoding="utf-8")
    assert ": [c.md](c.md), [https://e.org/x](https://e.org/x)\n" in page
    assert "left out 1 link" in studied("publish", "README.md", "--create").err
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "[nb/a b.ipynb](nb/a%20b.ipynb), [docs/c.md](docs/c.md), [https://e" in page
    html = studied("export", "html").out
    assert "secret" not in page + html
    assert "<code>d.md</code>" in html


def test_nothing_is_said_of_time_where_no_item_states_minutes(tracker, folder) -> None:
    (folder / "rust.md").write_text("# Rust\n\n- Video: Moves\n- Video: Drop\n")
    tracker("import", "rust.md", "--use")
    tracker("done", "1.1.1")
    tracker("publish", "README.md", "--create")
    pages = [tracker("export", format).out for format in ("markdown", "html")]
    pages += [(folder / "README.md").read_text(), tracker().out, tracker("report").out]
    for page in pages:
        assert re.search("1 of 2|1/2", page)
        assert not re.search(r"\b0m|\+\?|of study", page)


MAYBE = "items that are graded or no longer in the syllabus"


@pytest.fixture
def lost(tracker, folder):
    """Return the program after an edition that has nothing any more of what was done."""
    (folder / "rust.md").write_text("# Rust\n\n- Quiz: Moves\n- Video: Drop\n", encoding="utf-8")
    tracker("import", "rust.md", "--use")
    tracker("done", "1.1.1", "--score", "80", "--note", "The answer is B.")
    tracker("done", "1.1.2")
    (folder / "rust.md").write_text("# Rust\n\n- Video: Pinning\n", encoding="utf-8")
    tracker("import", "rust.md", "--update", "--yes")
    return tracker


def test_what_an_edition_took_away_is_published_but_for_notes(lost, folder) -> None:
    told = lost("publish", "README.md", "--create")
    assert f"held back 1 note on {MAYBE}; `--include-graded` publishes it\n" in told.err
    section = (
        "## No longer in the syllabus\n\n"
        "- [x] Item: Moves (1.1.1) *(done 2026-11-20, score 80%)*\n"
        "- [x] Item: Drop (1.1.2) *(done 2026-11-20)*\n"
    )
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert section in text
    assert "**0%** · 0 of 1 required items done" in text
    lost("publish", "README.md", "--include-graded")
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "score 80%)*\n  > The answer is B.\n- [x]" in text


def test_what_an_edition_took_away_is_exported(lost) -> None:
    not_back = (
        "2 items no longer in the syllabus can be read in it, but not imported; "
        "`export json` keeps everything\n"
    )
    for format, more in (("markdown", not_back), ("html", "")):
        told = lost("export", format)
        assert told.err == f"held back 1 note on {MAYBE}; `--include-graded` exports it\n{more}"
        assert "The answer is B." not in told.out
        for words in ("No longer in the syllabus", "score 80%", "Drop"):
            assert words in told.out
        told = lost("export", format, "--include-graded")
        assert told.err == more
        assert "The answer is B." in told.out
    assert "2 items on 1 day" in told.out
    assert "No longer" not in lost("export", "html", "1").out
    assert f"**Held back**: 1 note on {MAYBE}\n" in lost("export", "markdown").out
