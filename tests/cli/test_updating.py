"""`import --update` and `syllabus update`: a new edition, and nothing of the learner's is lost."""

import json
import tomllib
from pathlib import Path

import pytest

from mlops_tracker.store.places import shipped_syllabus
from mlops_tracker.store.record_text import with_last_line
from tests.phrases import UNDO, failure

FORMER = """\
# Rust

## Week 1: Ownership

- Video: Moves (5 min)
- Quiz: Borrows
- Reading: Drop

## Week 2: Traits

- Video: Generics
- Quiz: Check
"""
LATER = """\
# Rust

## Week 1: Ownership

- Video: Hello
- Quiz: Borrowing
- Reading: Pin

## Week 2: Traits

- Video: Moves (5 min)
- Video: Generics (7 min)
- Quiz: Check
"""
PLAN = """\
+ 1.1.4  Hello (video)
+ 1.1.5  Pin (reading)
~ 1.1.2  Borrows -> Borrowing
> 1.1.1  Moves (video): 1.1 -> 1.2
- 1.1.3  Drop (reading), kept: done, note
other minutes, kinds, addresses or summaries: 1.2.1
"""
READ = "read 13 lines as 1 course, 2 weeks, 6 items\n"
TOTAL = "2 new, 1 renamed, 1 moved, 1 gone\nin all: 1 of 6 (16%), was 2 of 5 (40%)\n"
RECORD = """\
format = 1
syllabus = "rust.toml" # which

[items."1.1.1"]
title = "Moves"
status = "done"
score = 80.0

[items."1.1.2"]
title = "Borrows"
note = "what & means"

[items."1.1.3"]
title = "Drop"
status = "done"
note = "mine"

[weeks."1.1"]
note = "A week."
"""


@pytest.fixture
def course(tracker, record: Path, folder: Path) -> Path:
    """Return the folder of a course that something was done in."""
    for name, text in {"rust.md": FORMER, "new.md": LATER}.items():
        (folder / name).write_text(text, encoding="utf-8")
    tracker("import", "rust.md", "-q")
    record.write_text(RECORD, encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_edition_is_shown_saved_beside_the_former_and_taken_back(tracker, course, toml) -> None:
    before = files(course)
    done = tracker("import", "new.md", "--update", "--yes")
    assert done.out == PLAN
    assert done.err == READ + TOTAL + (
        f"`{course}/rust-2.toml` is the syllabus now; `{course}/rust.toml` stays as "
        "it was\ngone but kept in your record: 1; `tracker check` lists it\n"
        f"{UNDO}"
    )
    text = RECORD.replace("rust.toml", "rust-2.toml").replace('"Borrows"', '"Borrowing"')
    assert (course / "record.toml").read_text(encoding="utf-8") == with_last_line(text)
    later = files(course)
    assert {name: later[name] for name in before if name != "record.toml"} == {
        name: text for name, text in before.items() if name != "record.toml"
    }
    listed = json.loads(tracker("list", "--json").out)["items"]
    assert [(i["id"], i["week"], i["status"]) for i in listed] == [
        ("1.1.4", "1.1", "todo"),
        ("1.1.2", "1.1", "todo"),
        ("1.1.5", "1.1", "todo"),
        ("1.1.1", "1.2", "done"),
        ("1.2.1", "1.2", "todo"),
        ("1.2.2", "1.2", "todo"),
    ]
    assert tracker("check").out == (
        "orphan: 1.1.3 Drop (kept, not counted, no longer in the syllabus)\n"
    )
    again = tracker("import", "new.md", "--update")
    assert (again.out, again.err) == (
        "",
        READ + f"nothing changed: `{course}/rust-2.toml` says all of it already\n",
    )
    back = tracker("undo")
    assert back.err == (
        "took back `import new.md --update` of 2026-11-20 21:14\n"
        "the syllabus is `rust.toml`\n"
        "in all: 2 of 5 (40%)\n"
        "make it again: tracker redo\n"
    )
    assert (course / "record.toml").read_bytes() == before["record.toml"]
    assert tracker("check").out == ""
    assert "the syllabus is `rust-2.toml`" in tracker("redo").err
    assert toml()["syllabus"] == "rust-2.toml"


def test_a_dry_run_shows_all_and_writes_nothing(tracker, course) -> None:
    before = files(course)
    done = tracker("import", "new.md", "--update", "--dry-run")
    assert (done.out, done.err) == (PLAN, READ + TOTAL + "dry run: nothing was saved\n")
    document = json.loads(tracker("import", "new.md", "--update", "--dry-run", "--json").out)
    assert document == {
        "format": 1,
        "new": [
            {"id": "1.1.4", "title": "Hello", "kind": "video"},
            {"id": "1.1.5", "title": "Pin", "kind": "reading"},
        ],
        "renamed": [{"id": "1.1.2", "title": "Borrowing", "was": "Borrows", "kind": "quiz"}],
        "moved": [{"id": "1.1.1", "title": "Moves", "from": "1.1", "to": "1.2", "kind": "video"}],
        "gone": [{"id": "1.1.3", "title": "Drop", "kind": "reading"}],
        "retouched": [{"id": "1.2.1", "title": "Generics", "kind": "video"}],
        "title": None,
    }
    assert files(course) == before


def test_a_document_tells_a_new_title_and_the_kind_of_items_alone(tracker, course) -> None:
    later = LATER.replace("# Rust", "# Rust again", 1) + "\n## Week 3: Later\n\n- Video: Last\n"
    (course / "new.md").write_text(later, encoding="utf-8")
    document = json.loads(tracker("import", "new.md", "--update", "--dry-run", "--json").out)
    assert document["title"] == {"from": "Rust", "to": "Rust again"}
    assert {entry["id"]: entry["kind"] for entry in document["new"]} == {
        "1.1.4": "video",
        "1.1.5": "reading",
        "1.3": None,
        "1.3.1": "video",
    }


def test_nobody_is_asked_without_a_terminal_and_no_is_no(tracker, course) -> None:
    before = files(course)
    refused = tracker("import", "new.md", "--update", code=1)
    assert refused.err == READ + TOTAL + (
        failure("this changes the syllabus; nothing was changed", "add `--yes` to do it")
    )
    no = tracker("import", "new.md", "--update", stdin="n\n", terminal=True, code=1)
    assert (no.out, no.err) == (
        PLAN,
        READ + TOTAL + "this changes the syllabus; go on? [y/N] error: left as it was\n",
    )
    assert files(course) == before
    tracker("import", "new.md", "--update", stdin="y\n", terminal=True)
    assert (course / "rust-2.toml").exists()


def test_an_edition_of_the_shipped_syllabus_lies_beside_the_record(tracker, folder, toml) -> None:
    text = shipped_syllabus().read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(True) if 'id = "1.1.2"' not in line]
    (folder / "later.toml").write_text("".join(lines).replace("Steps of", "All steps of"))
    done = tracker("import", "later.toml", "--update", "--yes")
    assert done.out == (
        "~ 1.1.1  Steps of an ML Project -> All steps of an ML Project\n"
        "- 1.1.2  Case study: speech recognition (video)\n"
    )
    assert done.err == (
        "0 new, 1 renamed, 0 moved, 1 gone\nin all: 0 of 285 (0%), was 0 of 286 "
        f"(0%)\n`{folder}/mlops.toml` is the syllabus now; the shipped one stays as "
        "it was\n"
        f"{UNDO}"
    )
    assert toml() == {"format": 1, "syllabus": "mlops.toml"}
    found = tomllib.loads((folder / "mlops.toml").read_text(encoding="utf-8"))
    assert found["id"] == "mlops"
    tracker("undo")
    assert toml() == {"format": 1, "syllabus": "mlops"}


def test_syllabus_update_takes_over_what_the_shipped_one_says_now(tracker, folder, toml) -> None:
    text = shipped_syllabus().read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(True) if 'id = "1.1.10"' not in line]
    own = "".join(lines).replace("Steps of", "All steps of")
    (folder / "own.toml").write_text(own)
    (folder / "record.toml").write_text('format = 1\nsyllabus = "own.toml"\n')
    done = tracker("syllabus", "update", "-y", "-o", "newer.toml")
    assert done.out == (
        "+ 1.1.10  Deployment (graded)\n"
        "~ 1.1.1  All steps of an ML Project -> Steps of an ML Project\n"
    )
    assert done.err == (
        "1 new, 1 renamed, 0 moved, 0 gone\nin all: 0 of 286 (0%), was 0 of 285 "
        f"(0%)\n`newer.toml` is the syllabus now; `{folder}/own.toml` stays as it "
        "was\n"
        f"{UNDO}"
    )
    assert toml()["syllabus"] == "newer.toml"
    assert tracker("syllabus", "update").err == (
        f"nothing changed: `{folder}/newer.toml` says all of it already\n"
    )


def test_the_shipped_syllabus_is_up_to_date(tracker) -> None:
    assert tracker("syllabus", "update").err == (
        "nothing changed: the syllabus in use is the one shipped with this tracker\n"
        "`tracker check` lists what it no longer has\n"
    )
    document = json.loads(tracker("syllabus", "update", "--json").out)
    sorts = ("new", "renamed", "moved", "gone", "retouched")
    assert document == {"format": 1, **{sort: [] for sort in sorts}, "title": None}
    assert "`tracker syllabus update`" in tracker("syllabus", "grade", code=2).err


def test_a_syllabus_of_ones_own_was_not_made_from_the_shipped_one(tracker, course) -> None:
    refused = tracker("syllabus", "update", code=1)
    assert refused.err == (
        failure(
            f"`{course}/rust.toml` was not made from the shipped syllabus",
            "`tracker import FILE --update` compares it with a course list",
        )
    )


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("option", ["--use", "--with-progress", "--force", "--explain=3"])
def test_update_goes_alone(tracker, option) -> None:
    assert "`--update` goes without" in tracker("import", "new.md", "--update", option, code=2).err


def test_what_cannot_be_read_changes_nothing(tracker, course) -> None:
    (course / "bad.toml").write_text("format = 1\n")
    before = files(course)
    assert "there is no file `no.toml`" in tracker("import", "no.toml", "--update", code=5).err
    assert "there is no file `no.md`" in tracker("import", "no.md", "--update", code=5).err
    assert "`id` is missing" in tracker("import", "bad.toml", "--update", code=5).err
    assert files(course) == before


def test_no_file_is_written_over(tracker, course) -> None:
    (course / "rust-2.toml").write_text("# mine\n")
    before = files(course)
    for name in ("rust.toml", "rust-2.toml"):
        refused = tracker("import", "new.md", "--update", "-y", "-o", name, code=1)
        assert failure(f"`{name}` is there already", "`-o` names a new file") in refused.err
    assert files(course) == before
    tracker("import", "new.md", "--update", "-y", "-q")
    assert (course / "rust-3.toml").exists()
    assert (course / "rust-2.toml").read_text() == "# mine\n"


def test_a_record_that_cannot_be_saved_leaves_no_syllabus_behind(tracker, course) -> None:
    tracker("done", "1.1.2", "-q")
    cut = RECORD.partition('[items."1.1.3"]')[0]
    (course / "record.toml").write_text(cut)
    before = files(course)
    assert "missing from `record.toml`" in tracker("import", "new.md", "--update", "-y", code=5).err
    assert files(course) == before


def test_a_syllabus_that_the_record_does_not_name_is_not_updated(
    tracker, course, monkeypatch
) -> None:
    (course / "other.toml").write_bytes((course / "rust.toml").read_bytes())
    refused = tracker("--syllabus", "other.toml", "import", "new.md", "--update", code=2)
    assert "error: the syllabus in use is named by --syllabus, not by `record.toml`" in refused.err
    monkeypatch.setenv("TRACKER_SYLLABUS", "rust.toml")
    done = tracker("import", "new.md", "--update", "-y")
    assert "TRACKER_SYLLABUS names the former one; have it name `rust-2.toml`" in done.err


def test_comments_that_a_syllabus_begins_with_go_along(tracker, course) -> None:
    former = (course / "rust.toml").read_text()
    (course / "rust.toml").write_text(f"# Mine.\n#\n# Really.\n{former}# the end\n")
    done = tracker("import", "new.md", "--update", "-y", "--title", "Rust 2")
    assert f"comments that stay in `{course}/rust.toml` alone: 1\n" in done.err
    assert "title: Rust -> Rust 2\n" in done.out
    later = (course / "rust-2.toml").read_text()
    assert later.startswith('# Mine.\n#\n# Really.\nformat = 1\nid = "rust"\ntitle = "Rust 2"\n')


def test_titles_of_a_source_are_shown_not_obeyed(tracker, course) -> None:
    (course / "evil.md").write_text(LATER.replace("Hello", "\x1b[2J\u202eHello [red]"))
    out = tracker("import", "evil.md", "--update", "--dry-run").out
    assert "\x1b" not in out
    assert "+ 1.1.4  ^[[2JHello [red] (video)\n" in out


def test_what_someone_else_did_meanwhile_stays(tracker, course, monkeypatch) -> None:
    from mlops_tracker.store import syllabus_file

    save = syllabus_file.save_syllabus

    def saves_while_another_writes(*args, **options) -> None:
        record = course / "record.toml"
        record.write_text(record.read_text() + '\n[weeks."1.2"]\nnote = "theirs"\n')
        save(*args, **options)

    monkeypatch.setattr(syllabus_file, "save_syllabus", saves_while_another_writes)
    tracker("import", "new.md", "--update", "-y")
    found = tomllib.loads((course / "record.toml").read_text())
    assert (found["syllabus"], found["weeks"]["1.2"]["note"]) == ("rust-2.toml", "theirs")


def test_items_that_moved_go_by_the_week_they_stand_in(tracker, course) -> None:
    tracker("import", "new.md", "--update", "-y")
    plain = tracker("list", "1.2", "--plain").out
    assert [line.split("\t")[0] for line in plain.splitlines()] == ["1.1.1", "1.2.1", "1.2.2"]
    assert tracker("undone", "1.1.1-1.2.1").err.startswith("· 1.1.1 Moves")
    assert "hint: its week is `1.2`" in tracker("report", "1.1.1", code=2).err
    assert "week 1.2" in tracker("done", "1.1.1").err
    assert course.exists()


def test_a_number_that_only_the_record_knows_is_not_given_out(tracker, course) -> None:
    with (course / "record.toml").open("a") as file:
        file.write('\n[items."1.1.8"]\ntitle = "Of old"\nstatus = "done"\n')
    out = tracker("import", "new.md", "--update", "-y").out
    assert out.startswith("+ 1.1.9  Hello (video)\n+ 1.1.10  Pin (reading)\n")
    assert "orphan: 1.1.8 Of old" in tracker("check").out


def test_what_comes_back_in_a_later_edition_is_as_it_was_left(tracker, course) -> None:
    tracker("import", "new.md", "--update", "-y")
    (course / "back.md").write_text(LATER.replace("Quiz: Borrowing", "Reading: Drop"))
    out = tracker("import", "back.md", "--update", "-y").out
    assert "+ 1.1.3  Drop (reading), back: done, note\n" in out
    [found] = [i for i in json.loads(tracker("list", "--json").out)["items"] if i["id"] == "1.1.3"]
    assert (found["status"], found["has_note"]) == ("done", True)
    assert "orphan: 1.1.3" not in tracker("check").out


def test_a_person_says_what_is_what_in_the_syllabus_file(tracker, course) -> None:
    (course / "new.md").write_text(LATER.replace("Reading: Pin", "Reading: How values end"))
    assert "+ 1.1.5  How values end" in tracker("import", "new.md", "--update", "-y").out
    file = course / "rust-2.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"1.1.5"', '"1.1.3"'))
    assert tracker("list", "1.1.3", "--plain").out.startswith("1.1.3\tdone\treading\t")
    assert tracker("check").out == ""
    assert "nothing changed" in tracker("import", "new.md", "--update").err


def test_items_of_weeks_that_come_or_go_are_counted_there(tracker, course) -> None:
    week = "\n## Week 3: Macros\n\n- Video: Hygiene\n- Lab: Derive\n"
    (course / "more.md").write_text(LATER + week)
    added = tracker("import", "more.md", "--update", "-y")
    assert "+ 1.3  Macros (week), 2 items\n" in added.out
    assert "Hygiene" not in added.out
    tracker("note", "1.3.2", "mine", "-q")
    gone = tracker("import", "new.md", "--update", "-y")
    assert gone.out == "- 1.3  Macros (week), 1 item\n- 1.3.2  Derive (lab), kept: note\n"


def test_another_course_is_told(tracker, course) -> None:
    (course / "soup.md").write_text("# Cooking\n\n## Soup\n\n- Leek\n- Onion\n")
    shown = tracker("import", "soup.md", "--update", "--dry-run", "-q").err
    assert shown == "it lists nothing that the syllabus in use lists: is it another course?\n"
    assert "another course" not in tracker("import", "new.md", "--update", "--dry-run").err


@pytest.mark.usefixtures("folder")
def test_what_was_published_into_the_source_is_no_part_of_the_course(tracker) -> None:
    Path("README.md").write_text(LATER, encoding="utf-8")
    tracker("import", "README.md", "--use", "--yes")
    tracker("done", "1.1.1")
    tracker("note", "1.1.3", "- [ ] Video: no item\n\n# Week 3\n\nmine")
    tracker("review", "1", "--stars", "4", "I dropped course 1 once.")
    tracker("publish", "README.md")
    assert "Week 3" in Path("README.md").read_text(encoding="utf-8")
    done = tracker("import", "README.md", "--update", "--yes")
    assert "1 course, 2 weeks, 6 items" in done.out + done.err
    assert "says all of it already" in done.err


def test_taking_an_edition_back_by_force_counts_the_former_one(tracker, course) -> None:
    tracker("import", "new.md", "--update", "-y")
    with (course / "record.toml").open("a") as file:
        file.write('\n[weeks."1.2"]\nnote = "by hand"\n')
    assert "the syllabus is `rust.toml`\nin all: 2 of 5 (40%)\n" in tracker("undo", "--force").err
