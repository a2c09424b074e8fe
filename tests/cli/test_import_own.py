"""`import` of what the tool itself wrote: archives, backups, tables."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from mlops_tracker.actions import imports
from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.own.backup import backup
from mlops_tracker.formats.own.table import table
from mlops_tracker.store import reading
from tests.formats.worlds import SMALL
from tests.phrases import UNDO, failure

ARCHIVE = (Path(__file__).parents[1] / "data" / "archive.md").read_text(encoding="utf-8")
NOON, EVENING = "2026-11-19 12:00:00+00:00", "2026-11-19 21:14:05+00:00"


@pytest.fixture
def written(folder: Path) -> Path:
    """Return a folder with what a study was exported to."""
    (folder / "a.md").write_text(ARCHIVE, encoding="utf-8")
    (folder / "b.json").write_text(backup(SMALL), encoding="utf-8")
    (folder / "c.csv").write_text(table(SMALL), encoding="utf-8")
    return folder


@pytest.mark.usefixtures("written")
def test_an_archive_says_what_is_in_it_and_comes_back(tracker, toml) -> None:
    done = tracker("import", "a.md", "--use", "--with-progress")
    assert done.out == (
        "read 55 lines as 2 courses, 3 weeks, 5 items\n"
        "title: Small things\n"
        "minutes known for 3 (78 in all); optional 1; ticked 2; scored 1; linked 1\n"
        "skipped 1; notes 3; links 1; reviews 1; dropped 1\n"
        "\n"
        "1  First: 4 items\n"
        "1.1  Overview: 1 video, 1 ungraded-lab, 1 graded, 1 reading\n"
        "1.2  Later: no items\n"
        "2  Second: 1 item\n"
        "2.1  Gone: 1 video\n"
        "\n"
        "left out: 10 lines\n"
        "          1  it says that this is an archive: <!-- tracker:archive 1 -->\n"
        "       5-11  progress, which is computed anew: **100%** · 2 of 2 required items done · "
        "0 of 1 optional · 1 skipped ·…\n"
        "         52  what the syllabus lost is not taken over: ## No longer in the syllabus\n"
        "      54-55  under `No longer in the syllabus`: - [x] Item: Old (9.9.9) "
        "*(done 2026-11-19)*\n"
    )
    assert done.err == (
        "✓ 1.1.1 Steps  (time 5m, note added, links 1, were 0)\n▸ 1.1.2 Try it "
        "*now*\n✓ 1.1.3 The quiz  (score 80%, note added)\n– 1.1.4 More\nweek 1.1: 2 "
        "of 2 (100%) · in all: 2 of 2 (100%)\nstars of 1 First: 4\nreview of 1 "
        "First: Worth it.\nstatus of 2 Second: dropped\nreason of 2 Second: Too "
        "*long*.\nnote of 1.1 Overview: Drift. ```py x = 1\n`a.toml` is the syllabus "
        "Small things\n`record.toml` is its record\nprogress saved in `record.toml`; "
        f"{UNDO}take back: rm a.toml record.toml\n"
    )
    found = toml()
    assert found["items"]["1.1.1"].pop("done_at").isoformat(" ") == NOON
    assert found["items"]["1.1.1"] == {
        "title": "Steps",
        "status": "done",
        "spent_minutes": 5,
        "links": ["labs/steps.ipynb"],
        "note": "# Mine\n\nok",
    }
    assert found["weeks"] == {"1.1": {"note": "Drift.\n\n```py\nx = 1\n"}}
    assert found["courses"]["2"] == {"status": "dropped", "why": "Too *long*."}
    tracker("undo")
    assert toml().keys() == {"format", "syllabus"}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        (
            "a.md",
            "31",
            (
                "an item: a task of the archive: video\ntitle: Steps\n"
                "kind: video; ticked; 3 minutes; page: https://example.org/steps\n"
            ),
        ),
        ("a.md", "33", "what the learner did or wrote: the note on the item above\n"),
        ("a.md", "44", "what the learner did or wrote: the course: dropped\n"),
        ("a.md", "15", "the title of the whole: other spellings of a title\n"),
        ("a.md", "12", "blank\n"),
        (
            "c.csv",
            "3",
            ("an item: a row\ntitle: Try it *now*\nkind: ungraded-lab; optional; 65 minutes\n"),
        ),
        ("b.json", "1", "the title of the whole: an object of the backup\n"),
    ],
)
def test_a_line_of_it_is_explained(tracker, file, line, told) -> None:
    assert tracker("import", file, "--explain", line).out.partition("\n")[2] == told


@pytest.mark.usefixtures("written")
def test_every_line_of_an_archive_is_accounted_for(tracker) -> None:
    for number, line in enumerate(ARCHIVE.splitlines(), start=1):
        told = tracker("import", "a.md", "--explain", str(number)).out
        assert told.endswith("\nblank\n") is not bool(line.strip())
        assert "not read" not in told


@pytest.mark.usefixtures("written")
def test_a_backup_comes_back_whole(tracker, toml) -> None:
    tracker("import", "b.json", "--use", "--with-progress")
    assert toml()["items"]["1.1.1"]["done_at"].isoformat(" ") == EVENING
    assert toml()["items"]["9.9.9"]["note"] == "kept"
    again = json.loads(tracker("export", "json").out)
    meant = json.loads(Path("b.json").read_text())
    assert again["record"].pop("syllabus") == "b.toml"
    del meant["record"]["syllabus"]
    assert again == meant


@pytest.mark.usefixtures("written")
def test_a_table_comes_back(tracker) -> None:
    tracker("import", "c.csv", "--use", "--with-progress")
    back = tracker("export", "csv").out
    # Notes are not in a table, nor that there are some.
    assert back == Path("c.csv").read_text().replace(",true,First", ",false,First")


def test_a_table_of_a_later_edition_has_each_item_where_it_stands_now(tracker, folder) -> None:
    former = "# Rust\n\n## Week 1: A\n\n- Moves\n- Drop\n\n## Week 2: B\n\n- Pin\n"
    later = "# Rust\n\n## Week 1: A\n\n- Drop\n\n## Week 2: B\n\n- Pin\n- Moves\n"
    for text, args in [(former, ["--use"]), (later, ["--update", "--yes"])]:
        (folder / "rust.md").write_text(text, encoding="utf-8")
        tracker("import", "rust.md", *args)
    tracker("export", "csv", "-o", "t.csv")
    tracker("--file", "there.toml", "import", "t.csv", "--use")
    listed = tracker("--file", "there.toml", "list").out
    assert listed == tracker("list").out
    assert listed.index("1.2  B") < listed.index("1.1.1")


@pytest.mark.parametrize("file", ["a.md", "b.json", "c.csv"])
def test_progress_is_joined_with_that_of_the_study_in_use(tracker, toml, folder, file) -> None:
    tracker("done", "1.1.1", "1.1.2", "-q")
    for format in ("markdown", "json", "csv"):
        name = {"markdown": "a.md", "json": "b.json", "csv": "c.csv"}[format]
        tracker("export", format, "-o", name, "-q")
    tracker("undone", "1.1.2", "-q")
    tracker("note", "1.1.3", "mine", "-q")
    before = toml()
    args = ("import", file, "--with-progress")
    dry = tracker(*args, "--dry-run")
    assert dry.err == (
        "✓ 1.1.2 Case study: speech recognition\n"
        "week 1.1: 2 of 10 (20%) · in all: 2 of 286 (0%)\n"
        "dry run: nothing was saved; without it: `record.toml`\n"
    ).replace("(0%)", "(1%)")
    refused = tracker(*args, stdin="n\n", terminal=True, code=1)
    assert "this would be saved as your progress; go on? [y/N]" in refused.err
    assert toml() == before
    done = tracker(*args)
    assert done.err.endswith(f"progress saved in `record.toml`; {UNDO}")
    assert toml()["items"]["1.1.2"]["status"] == "done"
    assert toml()["items"]["1.1.3"]["note"] == "mine"
    assert toml()["items"]["1.1.1"] == before["items"]["1.1.1"]
    assert not list(folder.glob("[abc].toml"))
    again = tracker(*args)
    assert again.err == "no progress in the source that the record does not have\n"
    tracker("undo")
    assert toml() == before


def test_notes_of_both_are_kept(tracker, toml) -> None:
    tracker("note", "1.1.1", "theirs", "-q")
    tracker("export", "markdown", "1.1", "-o", "a.md", "-q")
    tracker("undo")
    tracker("note", "1.1.1", "ours", "-q")
    tracker("import", "a.md", "--with-progress")
    assert toml()["items"]["1.1.1"]["note"] == "ours\n\ntheirs"


def test_an_archive_finds_the_items_of_a_syllabus_with_gaps(tracker, toml, folder) -> None:
    rows = "id,kind,title,status,done_at\n1.1.2,video,A,,\n1.1.5,video,B,,\n1.2.1,video,C,,\n"
    (folder / "gaps.csv").write_text(rows, encoding="utf-8")
    tracker("import", "gaps.csv", "--use")
    tracker("note", "1.1.5", "mine", "-q")
    tracker("done", "1.2.1", "-q")
    tracker("export", "markdown", "-o", "a.md", "-q")
    was = toml()
    tracker("undo", "-q")
    tracker("undo", "-q")
    assert toml().keys() == {"format", "syllabus"}
    tracker("import", "a.md", "--with-progress")
    done_at = was["items"]["1.2.1"].pop("done_at")
    found = toml()
    assert found["items"]["1.2.1"].pop("done_at").date() == done_at.date()
    assert found == was


def test_an_archive_of_another_study_is_not_joined(tracker, toml, written) -> None:
    tracker("done", "1.1.1", "-q")
    before = toml()
    refused = tracker("import", "a.md", "--with-progress", code=1)
    assert refused.err == (
        failure(
            "`record.toml` is the record of another syllabus, `mlops`",
            "import in a folder of its own, or name a new record with `--file`",
        )
    )
    assert toml() == before
    assert not (written / "a.toml").exists()


EDITS = [
    (
        "## Course 2.",
        "# Again\n\n## Course 2.",
        "an archive has one title, alone in its heading",
        42,
    ),
    ("- [ ] Video: Long", "- [ ] Video: Long\n  - a point", "an archive has no such line", 51),
    ("- [ ] Video: Long", "- Video: Long", "an item begins with a box, `[ ]` or `[x]`", 50),
    ("(3 min, done", "(3 minutes, done", "`3 minutes` is left out: no fact is written so", 31),
    ("done 2026-11-19, took", "done 2026-02-30, took", "`done 2026-02-30` is left out: day", 31),
    ("done 2026-11-19, took", "done 1269-02-03, took", "`done 1269-02-03` is left out: a r", 31),
    ("score 80%", "score 800%", "`score 800%` is left out: a score is a percent from 0 to", 36),
    ("took 5 min", f"took {'9' * 4400} min", "`took 999", 31),
    ("## Course 2. Second", "## Second", "a heading here begins with `Course 1. `; it was", 42),
    ("## Course 2.", "## Course 1.", "the number of `1` is there twice; it was left out", 42),
    ("### Week 2. Later", "### Later", "a heading here begins with `Week 1. `; it was left", 40),
    ("# [Small things](https://example.org)", "Gone", "", 0),
    ("More *(", "![a](b) *(", "a picture, code, HTML or markup within markup; its words", 38),
    ("More *(", "a `b` c *(", "code that is no JSON string; its words were taken", 38),
    ("More *(", "More <!-- --> *(", "a picture, code, HTML or markup within markup; its", 38),
    ("[labs/steps.ipynb](labs/steps.ipynb)", "see below", "links stand behind a dash", 31),
    ("**Review** ★★★★☆", "**Review** ★★★★★★★", "", 0),
    ("> Too *long*.", "Too long.", "an archive has no such line", 46),
]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(("was", "now", "why", "line"), EDITS)
def test_an_edit_that_cannot_be_followed_costs_no_more_than_its_line(
    tracker, toml, was, now, why, line
) -> None:
    """All else comes back: here what stands in lines that no edit is in."""
    changed = ARCHIVE.replace(was, now, 1)
    Path("a.md").write_text(changed, encoding="utf-8")
    document = json.loads(tracker("import", "a.md", "--dry-run", "--json").out)
    told = [entry for entry in document["unsure"] if entry["line"] == line]
    assert not line or any(entry["reason"].startswith(why) for entry in told)
    tracker("import", "a.md", "--use", "--with-progress")
    found = toml()
    assert found["items"]["1.1.1"]["note"] == "# Mine\n\nok"
    assert found["items"]["1.1.3"]["note"] == "The answer is B."
    assert found["weeks"]["1.1"] == {"note": "Drift.\n\n```py\nx = 1\n"}
    assert found["courses"]["1"]["review"] == "Worth it."


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("was", "now", "where", "words"),
    [
        ("> The answer is B.", "> The\nanswer", ("items", "1.1.3", "note"), "The\nanswer"),
        ("  > The answer", "    > The answer", ("items", "1.1.3", "note"), "The answer is B."),
        ("  > The answer is B.", "  > A\n\n  > B", ("items", "1.1.3", "note"), "A\n\nB"),
        (
            "> Worth it.",
            "> Worth it.\n\n> Or not.",
            ("courses", "1", "review"),
            "Worth it.\n\nOr not.",
        ),
        ("- [ ] Reading: More", "* [ ] Reading: More", ("items", "1.1.4", "status"), "skipped"),
        ("Reading: More *(", "Reading: More\n  *(", ("items", "1.1.4", "status"), "skipped"),
    ],
)
def test_a_quote_or_an_item_may_be_wrapped_or_split(tracker, toml, was, now, where, words) -> None:
    assert ARCHIVE.count(was) == 1
    Path("a.md").write_text(ARCHIVE.replace(was, now), encoding="utf-8")
    document = json.loads(tracker("import", "a.md", "--dry-run", "--json").out)
    assert document["unsure"] == []
    tracker("import", "a.md", "--use", "--with-progress")
    table, id, key = where
    assert toml()[table][id][key] == words


@pytest.mark.usefixtures("written")
def test_markup_in_a_title_costs_neither_facts_nor_links(tracker, toml) -> None:
    changed = ARCHIVE.replace("Video: [Steps](https://example.org/steps)", "Video: A *b* `c` <d>")
    Path("a.md").write_text(changed, encoding="utf-8")
    document = json.loads(tracker("import", "a.md", "--dry-run", "--json").out)
    item = document["courses"][0]["weeks"][0]["items"][0]
    assert (item["kind"], item["title"], item["minutes"]) == ("video", "A b c", 3)
    tracker("import", "a.md", "--use", "--with-progress")
    did = toml()["items"]["1.1.1"]
    assert (did["spent_minutes"], did["links"]) == (5, ["labs/steps.ipynb"])
    assert did["note"] == "# Mine\n\nok"


@pytest.mark.usefixtures("written")
def test_words_below_a_line_that_was_left_out_go_to_nothing_else(tracker, toml) -> None:
    changed = ARCHIVE.replace("- [x] Graded: The quiz", "- [x]").replace("## Course 2.", "## Mine")
    Path("a.md").write_text(re.sub(r"(?m)^- \[x\] \*.*", "- [x]", changed), encoding="utf-8")
    document = json.loads(tracker("import", "a.md", "--dry-run", "--json").out)
    assert len(document["courses"]) == 1
    told = [entry["text"] for entry in document["unsure"] + document["left_out"]]
    assert "> The answer is B." in told
    assert "> Too *long*." in told
    tracker("import", "a.md", "--use", "--with-progress")
    assert toml()["items"]["1.1.1"]["note"] == "# Mine\n\nok"
    assert "The answer" not in Path("record.toml").read_text()
    assert toml()["courses"].keys() == {"1"}


@pytest.mark.usefixtures("written")
def test_what_a_parser_takes_silently_is_told(tracker) -> None:
    Path("a.md").write_text(f"{ARCHIVE}\n[a]: https://example.org\n", encoding="utf-8")
    document = json.loads(tracker("import", "a.md", "--dry-run", "--json").out)
    assert document["left_out"][-1] == {
        "line": 57,
        "text": "[a]: https://example.org",
        "reason": "not read",
    }


@pytest.mark.usefixtures("written")
def test_words_added_to_an_archive_are_told_and_the_rest_is_read(tracker, toml) -> None:
    added = ARCHIVE.replace("### Week 2.", "A word of mine.\n\n### Week 2.")
    Path("a.md").write_text(added.replace("[ ] Reading", "[x] Reading"), encoding="utf-8")
    done = tracker("import", "a.md", "--use", "--with-progress")
    assert (
        "unsure: 1 line\n"
        "         40  an archive has no such line; it was left out: A word of mine.\n"
    ) in done.out
    assert toml()["items"]["1.1.4"] == {"title": "More", "status": "done"}


@pytest.mark.parametrize(
    ("file", "was", "now", "sentence"),
    [
        ("b.json", '"score": 80.0', '"score": 800.0', "`b.json`: item `1.1.3`: `score` is `800.0`"),
        ("b.json", '"id": "1.1.2"', '"id": "1.1.1"', "`b.json`: item `1.1.1` is there twice"),
        ("b.json", '"doing"', '"gone"', "`b.json`: this is no backup: `record.items.1.1.2.st"),
        ("c.csv", ",80.0,", ",nan,", "`c.csv`: item `1.1.3`: `score` is `nan`"),
    ],
)
def test_what_no_record_can_hold_is_refused(tracker, written, file, was, now, sentence) -> None:
    path = written / file
    path.write_text(path.read_text().replace(was, now, 1))
    refused = tracker("import", file, "--use", "--with-progress", code=5)
    assert refused.err.startswith(f"error: {sentence}")
    assert not Path("record.toml").exists()


@pytest.mark.usefixtures("written")
def test_a_table_that_a_person_changed_is_read_as_any_table(tracker) -> None:
    text = Path("c.csv").read_text().replace("2.1.1,2,2.1,", "new,2,2.1,")
    Path("c.csv").write_text(text)
    document = json.loads(tracker("import", "c.csv", "--dry-run", "--json").out)
    course = document["courses"][1]
    assert (course["title"], course["weeks"][0]["title"]) == ("Second", "Gone")
    assert course["weeks"][0]["items"][0]["title"] == "Long"
    assert document["unsure"] == [
        {
            "line": 1,
            "text": text.partition("\n")[0],
            "reason": "not as `tracker export csv` writes it (line 6: `new` is no id; expected "
            "one such as `1.2.3`): no ids, dates and links are read",
        }
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_our_table_that_lost_a_quote_is_not_read_as_another(tracker, written, line_end) -> None:
    text = Path("c.csv").read_text()
    assert "Try it *now*" in text
    damaged = text.replace("Try it *now*", 'Try, it"').replace("\n", line_end)
    (written / "c.csv").write_bytes(damaged.encode())
    refused = tracker("import", "c.csv", "--use", "--with-progress", code=5)
    assert refused.err.startswith("error: `c.csv`: line 3: cell 6 holds a lone quote\n")
    assert not Path("record.toml").exists()


@pytest.fixture
def low_limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """Lower the limit of course lists: to write 16 MB as TOML takes ten seconds."""
    monkeypatch.setattr(reading, "MOST_BYTES_OF_SOURCE", 1000)
    return reading.MOST_BYTES_OF_SOURCE


@pytest.mark.parametrize("source", ["a.md", "b.json", "c.csv"])
@pytest.mark.parametrize("is_piped", [True, False])
def test_an_export_over_the_limit_is_read_back(
    tracker, written, low_limit, source, is_piped
) -> None:
    content = (written / source).read_bytes()
    assert len(content) > low_limit // 2
    text = content.replace(b"Steps", b"Steps" * low_limit)
    (written / source).write_bytes(text)
    form = {"a.md": "markdown", "b.json": "json", "c.csv": "csv"}[source]
    file, stdin = ("-", text) if is_piped else (source, b"")
    tracker("import", file, "--from", form, "-o", "back.toml", "--use", stdin=stdin)
    back = tomllib.loads((written / "back.toml").read_text())
    items = back["courses"][0]["weeks"][0]["items"]
    assert items[0]["title"] == "Steps" * low_limit
    assert len(items) == 4


@pytest.mark.parametrize(
    ("file", "beginning"),
    [
        ("a.md", "# Course\n\n"),
        ("b.json", '{"title": "Course", "courses": []}'),
        ("c.csv", "id,kind,title\n"),
    ],
)
def test_a_course_list_of_others_has_a_limit(tracker, folder, file, beginning) -> None:
    content = beginning + " " * reading.MOST_BYTES_OF_SOURCE
    (folder / file).write_text(content)
    assert f"`{file}` is larger than 16 MB" in tracker("import", file, code=5).err
    form = {"a.md": "markdown", "b.json": "json", "c.csv": "csv"}[file]
    refused = tracker("import", "-", "--from", form, stdin=content, code=5)
    assert "stdin is larger than 16 MB" in refused.err


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("begin_record", "`a.toml` is saved, its record is not: `x` cannot be read"),
        ("save_progress", "`a.toml` is saved, the progress is not: `x` cannot be read"),
    ],
)
def test_an_import_that_fails_half_way_says_what_is_saved(
    tracker, monkeypatch, step, sentence
) -> None:
    def fail(*_: object) -> None:
        raise DamagedFileError("`x` cannot be read", hint="it was left as it is")

    monkeypatch.setattr(imports, step, fail)
    refused = tracker("-q", "import", "a.md", "--use", "--with-progress", code=5)
    assert f"error: {sentence}\n" in refused.err
    assert Path("a.toml").exists()
    assert Path("record.toml").exists() == (step == "save_progress")
