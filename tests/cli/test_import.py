"""`import`: what it writes, what it says, and what it refuses."""

import json
import tomllib
from pathlib import Path

import pytest

from mlops_tracker.store import reading

DATA = Path(__file__).parents[1] / "data"
COURSE = """\
# Rust

## Week 1: Ownership

Who owns a value.

- [x] Video: Moves (5 min)
- [ ] Quiz: Borrows (Score: 8/10)
- Reading: Drop (optional)

## Contributing

- Fork it
"""


@pytest.fixture
def source(folder: Path) -> Path:
    path = folder / "rust.md"
    path.write_text(COURSE, encoding="utf-8")
    return path


@pytest.mark.usefixtures("source")
def test_it_writes_a_syllabus_and_says_how_it_read_every_line(tracker) -> None:
    done = tracker("import", "rust.md")
    assert done.out == (
        "read 13 lines as 1 course, 1 week, 3 items\n"
        "title: Rust\n"
        "minutes known for 1 (5 in all); optional 1; ticked 1; scored 1; linked 0\n"
        "\n"
        "1  Rust: 3 items\n"
        "1.1  Ownership: 1 video, 1 quiz, 1 reading\n"
        "\n"
        "left out: 2 lines\n"
        "      11-13  in the section `Contributing`: ## Contributing\n"
    )
    assert done.err == (
        "`rust.toml` is the syllabus Rust\n"
        "take back: rm rust.toml\n"
        "use it: tracker --file record.toml init --syllabus rust.toml\n"
    )
    assert Path("rust.toml").read_text(encoding="utf-8") == (
        'format = 1\nid = "rust"\ntitle = "Rust"\n\n'
        '[[courses]]\nid = "1"\ntitle = "Rust"\n\n'
        '[[courses.weeks]]\nid = "1.1"\ntitle = "Ownership"\nsummary = "Who owns a value."\n'
        "items = [\n"
        '  { id = "1.1.1", kind = "video", title = "Moves", minutes = 5 },\n'
        '  { id = "1.1.2", kind = "quiz", title = "Borrows" },\n'
        '  { id = "1.1.3", kind = "reading", title = "Drop (optional)", optional = true },\n'
        "]\n"
    )
    assert not Path("record.toml").exists()
    listed = json.loads(tracker("list", "--syllabus", "rust.toml", "--json").out)["items"]
    assert [item["status"] for item in listed] == ["todo"] * 3


@pytest.mark.usefixtures("source")
def test_a_dry_run_gives_the_whole_document_and_writes_nothing(tracker, folder) -> None:
    before = sorted(folder.iterdir())
    document = json.loads(tracker("import", "rust.md", "--dry-run", "--json").out)
    assert document == {
        "format": 1,
        "title": "Rust",
        "courses": [
            {
                "title": "Rust",
                "url": None,
                "weeks": [
                    {
                        "title": "Ownership",
                        "summary": "Who owns a value.",
                        "items": [
                            item("Moves", "video", 7, minutes=5, ticked=True),
                            item("Borrows", "quiz", 8, score=80.0),
                            item("Drop (optional)", "reading", 9, optional=True),
                        ],
                    }
                ],
            }
        ],
        "left_out": [
            {"line": 11, "text": "## Contributing", "reason": "in the section `Contributing`"},
            {"line": 13, "text": "- Fork it", "reason": "in the section `Contributing`"},
        ],
        "unsure": [],
        "headings": [],
        "held_back": None,
    }
    assert sorted(folder.iterdir()) == before


def item(title: str, kind: str, line: int, **facts: object) -> dict[str, object]:
    unknown = {"optional": False, "minutes": None, "ticked": False, "score": None, "url": None}
    return {"title": title, "kind": kind, "line": line, **unknown, **facts}


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1", "line 1: # Rust\nthe title of the whole: the first heading\n"),
        (
            "7",
            (
                "line 7: - [x] Video: Moves (5 min)\n"
                "an item: a bullet with a box: video in the week `Ownership`\n"
                "title: Moves\nkind: video; ticked; 5 minutes\n"
            ),
        ),
        ("4", "line 4: \nblank\n"),
        ("13", "line 13: - Fork it\nleft out: in the section `Contributing`\n"),
    ],
)
def test_a_line_is_explained(tracker, line, told) -> None:
    assert tracker("import", "rust.md", "--explain", line).out == told
    assert not Path("rust.toml").exists()


@pytest.mark.usefixtures("source")
def test_a_line_that_is_not_there_is_wrong_usage(tracker) -> None:
    assert "there is no line 99" in tracker("import", "rust.md", "--explain", "99", code=2).err


@pytest.mark.usefixtures("source")
def test_with_use_and_progress_one_goes_on_where_one_was(tracker, toml) -> None:
    done = tracker("import", "rust.md", "--use", "--with-progress")
    assert "✓ 1.1.1 Moves\n✓ 1.1.2 Borrows  (score 80%)\n" in done.err
    assert toml() == {
        "format": 1,
        "syllabus": "rust.toml",
        "items": {
            "1.1.1": {"title": "Moves", "status": "done"},
            "1.1.2": {"title": "Borrows", "status": "done", "score": 80.0},
        },
    }
    again = tracker("import", "rust.md", "--use", "--with-progress")
    assert "no progress in the source that the record does not have" in again.err


@pytest.mark.usefixtures("source")
def test_progress_is_asked_about_on_a_terminal(tracker) -> None:
    args = ("import", "rust.md", "--use", "--with-progress")
    refused = tracker(*args, stdin="n\n", terminal=True, code=1)
    assert "this would be saved as your progress; go on? [y/N]" in refused.err
    assert not Path("rust.toml").exists()
    assert not Path("record.toml").exists()
    tracker(*args, "--yes", terminal=True)
    assert Path("record.toml").exists()


@pytest.mark.usefixtures("source")
def test_progress_needs_a_record_of_its_own(tracker) -> None:
    done = tracker("import", "rust.md", "--with-progress", code=2)
    assert "add `--use`" in done.err
    tracker("done", "1.1.1")
    refused = tracker("import", "rust.md", "--use", code=1)
    assert "is the record of another syllabus, `mlops`" in refused.err
    assert not Path("rust.toml").exists()


def test_about_gives_reviews_and_dropped_courses(tracker, toml) -> None:
    tracker("import", str(DATA / "seed_about.md"), "-o", "about.toml", "--use", "--with-progress")
    courses = toml()["courses"]
    assert list(courses) == ["1", "2", "3", "4"]
    assert courses["1"]["review"].startswith("Course 1 is decent and Andrew Ng")
    assert courses["2"]["review"].startswith("Course 2 is decent if you want")
    why = "Due to these experiences, I did not continue with course 3 and course 4."
    assert courses["3"] == courses["4"] == {"status": "dropped", "why": why}
    written = Path("about.toml").read_text(encoding="utf-8")
    assert "https://www.deeplearning.ai/program/" in written
    assert "https://www.coursera.org/specializations/" in written


def test_what_the_learner_wrote_stays_where_progress_is_taken_over(tracker, toml) -> None:
    args = ("import", str(DATA / "seed_about.md"), "-o", "about.toml", "--use")
    tracker(*args)
    tracker("note", "1", "My note.")
    tracker("review", "1", "My review.")
    tracker("drop", "3", "--why", "My reason.")
    for _ in range(2):
        tracker(*args, "--with-progress")
    courses = toml()["courses"]
    assert courses["1"]["note"] == "My note."
    assert courses["1"]["review"].startswith("My review.\n\nCourse 1 is decent")
    assert courses["3"]["why"] == f"My reason.\n\n{courses['4']['why']}"


@pytest.mark.usefixtures("source")
def test_a_file_that_is_there_is_replaced_only_if_that_is_asked_for(tracker) -> None:
    Path("rust.toml").write_text("mine", encoding="utf-8")
    refused = tracker("import", "rust.md", code=1)
    assert "`rust.toml` is there already" in refused.err
    assert Path("rust.toml").read_text(encoding="utf-8") == "mine"
    tracker("import", "rust.md", "--force", "--title", "Rust in a month")
    assert tomllib.loads(Path("rust.toml").read_text())["title"] == "Rust in a month"


def test_stdin_and_other_formats(tracker) -> None:
    assert json.loads(tracker("import", "-", "-n", "--json", stdin=COURSE).out)["title"] == "Rust"
    rows = "course,week,title,kind,minutes,status\nRust,Ownership,'=Moves,video,5,done\n"
    document = json.loads(tracker("import", "-", "-n", "--json", "--from", "csv", stdin=rows).out)
    assert document["courses"][0]["weeks"][0]["items"] == [
        item("=Moves", "video", 2, minutes=5, ticked=True)
    ]
    rows = "week,week_title,title\n1,Start,Moves\n2,Start,Drop\n1,Start,Pin\n"
    document = json.loads(tracker("import", "-", "-n", "--json", "--from", "csv", stdin=rows).out)
    weeks = [(w["title"], len(w["items"])) for w in document["courses"][0]["weeks"]]
    assert weeks == [("Start", 2), ("Start", 1)]
    whole = tracker("import", "-", "-n", "--json", stdin=COURSE).out
    again = tracker("import", "-", "-n", "--json", "--from", "json", stdin=whole).out
    assert json.loads(again)["courses"] == json.loads(whole)["courses"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("title,week\nOne; two,A\n", id="commas"),
        pytest.param('week;title\r\nA;"One; two"\r\n', id="Excel"),
        pytest.param('\ufeff"week, or day";"Title";week\n1;"One; two";A\n', id="quotes, a mark"),
        pytest.param("week\ttitle\nA\tOne; two\n", id="tabs"),
        pytest.param("title\nOne; two\n", id="one column"),
    ],
)
def test_columns_may_be_split_by_other_signs_than_commas(tracker, rows) -> None:
    said = tracker("import", "-", "-n", "--json", "--from", "csv", stdin=rows).out
    [week] = json.loads(said)["courses"][0]["weeks"]
    assert [item["title"] for item in week["items"]] == ["One; two"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param(
            'title,kind\n"Moves,video\nPin,video\n',
            "line 2: a quote is opened and never closed",
            id="a quote that is not closed",
        ),
        pytest.param(
            'title,kind\n"Moves,video\nPin,"video"\n',
            "line 2: cell 1 goes on behind its closing quote",
            id="a quote that swallows a row",
        ),
        pytest.param(
            'title,kind\n"Two\nlines",video\nA 5" disk,video\n',
            "line 4: cell 1 holds a lone quote",
            id="a lone quote",
        ),
        pytest.param(
            "title,kind\nMoves,video\nDrop, or not,video\n",
            "line 3: the row has 3 cells; expected 2",
            id="too many cells",
        ),
        pytest.param(
            "sep=;\ntitle;kind\nMoves;video\n\nDrop\n",
            "line 5: the row has 1 cell; expected 2",
            id="too few cells",
        ),
        pytest.param(
            "title,kind,Title\nMoves,video,Drop\n",
            "line 1: two columns are called `title`",
            id="a column twice",
        ),
    ],
)
def test_a_table_that_does_not_add_up_is_refused_as_a_whole(
    tracker, folder, rows, sentence
) -> None:
    for line_end in ("\n", "\r\n", "\r"):
        (folder / "in.csv").write_text(rows, encoding="utf-8", newline=line_end)
        refused = tracker("import", "in.csv", "--use", "--with-progress", code=5)
        assert refused.err.startswith(f"error: `in.csv`: {sentence}\nhint: ")
        assert refused.out == ""
        assert [path.name for path in folder.iterdir()] == ["in.csv"]


def test_a_first_line_that_says_what_separates_the_cells_is_told(tracker) -> None:
    rows = "sep=;\r\ntitle;week\r\nMoves, or not;A\r\n;\r\n"
    said = tracker("import", "-", "-n", "--json", "--from", "csv", stdin=rows).out
    document = json.loads(said)
    [week] = document["courses"][0]["weeks"]
    assert week["items"] == [item("Moves, or not", "item", 3)]
    assert document["left_out"] == [{"line": 4, "text": "", "reason": "an empty row"}]
    explained = tracker("import", "-", "--explain", "1", "--from", "csv", stdin=rows).out
    assert "what separates the cells" in explained


def test_a_title_may_be_as_long_as_a_note(tracker) -> None:
    rows = f"{'x' * 200_000},title\n1,{'y' * 900_000}\n"
    said = tracker("import", "-", "-n", "--json", "--from", "csv", stdin=rows).out
    assert said.count("y" * 900_000) == 1


def test_a_table_without_titles_is_refused_however_it_is_split(tracker) -> None:
    for rows in ("week;name\nA;title\n", "week,name\nA,title\n", "week\n"):
        refused = tracker("import", "-", "--from", "csv", stdin=rows, code=5)
        assert "it has no column `title`" in refused.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"\x7fELF\0\0", "`in.md` is no text: it holds NUL bytes", id="a binary"),
        pytest.param(b"caf\xe9\n", "`in.md`, line 1: is not UTF-8", id="Latin-1"),
        pytest.param(b" \n", "`in.md` is empty", id="empty"),
        pytest.param(b"words\n", "`in.md`: it lists nothing to learn", id="no list"),
        pytest.param(b"<p>a</p>\n", "`in.md`: it holds only HTML", id="HTML"),
        pytest.param(b"- " * 5000 + b"a", "`in.md`: its lists or quotes", id="5,000 deep"),
        pytest.param(b"a" * 17_000_000, "`in.md` is larger than 16 MB", id="17 MB"),
    ],
)
def test_what_is_no_course_list_is_refused_in_a_sentence(
    tracker, folder, content, sentence
) -> None:
    (folder / "in.md").write_bytes(content)
    refused = tracker("import", "in.md", "--use", code=5)
    assert refused.err.startswith(f"error: {sentence}")
    assert refused.out == ""
    assert [path.name for path in folder.iterdir()] == ["in.md"]


def test_a_folder_and_a_missing_file_are_refused(tracker, folder) -> None:
    assert "is a folder" in tracker("import", str(folder), code=5).err
    assert "there is no file `none.md`" in tracker("import", "none.md", code=5).err
    assert "`pdf` is no format" in tracker("import", "none.md", "--from", "pdf", code=2).err


def test_17_megabytes_on_stdin_are_refused(tracker) -> None:
    content = b"a" * (reading.MOST_BYTES_OF_SOURCE + 1)
    assert "stdin is larger than 16 MB" in tracker("import", "-", stdin=content, code=5).err


def test_control_characters_are_stored_and_shown_but_never_obeyed(tracker, folder) -> None:
    (folder / "in.md").write_text("# A\x1b[31m\n\n- [x] b\x1b]0;c\x07 \u202e\x9b\n- d\n")
    done = tracker("import", "in.md", "--use", "--with-progress")
    explained = tracker("import", "in.md", "--explain", "3")
    listed = tracker("list")
    for text in (done.out, done.err, explained.out, listed.out):
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\x9b"}
    items = tomllib.loads(Path("in.toml").read_text(encoding="utf-8"))["courses"][0]["weeks"][0]
    assert items["items"][0]["title"].startswith("b\x1b]0;c\x07")


def test_kinds_are_counted_as_people_count(tracker, folder) -> None:
    items = [
        *("Video: a", "Video: b", "Quiz: c", "Quiz: d", "Practice Quiz: e", "Practice Quiz: f"),
        *("Graded: g", "Graded: h", "Slides: i", "Slides: j", "k", "l", "Reading: m"),
    ]
    (folder / "list.md").write_text("# L\n\n## Week 1\n\n" + "".join(f"- {i}\n" for i in items))
    assert (
        "1.1  Week 1: 2 videos, 2 quizzes, 2 practice-quizzes, 2 graded, 2 slides, 2 items,"
        " 1 reading\n"
    ) in tracker("import", "list.md", "--dry-run").out


def test_of_much_that_was_left_out_the_first_parts_are_named(tracker, folder) -> None:
    text = "# L\n\n## Week 1\n\n- Video: a\n" + "\n---\n\n```\ncode\n```\n" * 30
    (folder / "list.md").write_text(text)
    told = tracker("import", "list.md", "--dry-run").out.splitlines()
    at = told.index("left out: 120 lines")
    assert len(told) == at + 42
    assert told[at + 1].endswith("a rule: ---")
    assert told[-1] == "  and 20 more; `--dry-run --json` tells all"
    left_out = json.loads(tracker("import", "list.md", "--dry-run", "--json").out)["left_out"]
    assert len(left_out) == 120


def test_a_heading_within_a_week_is_told(tracker, folder) -> None:
    shorts = "- [ ] Shorts\n  - [ ] [A](a)\n  - [ ] [B](b)\n"
    (folder / "go.md").write_text(f"# Go\n\n## Week 1\n\n### Extra\n\n- Video: Hello\n{shorts}")
    assert (
        "headings within weeks: 2 lines\n"
        "          5  a heading over items: Extra\n"
        "          8  a heading over items: [ ] Shorts\n"
    ) in tracker("import", "go.md", "--dry-run").out
    headings = json.loads(tracker("import", "go.md", "--dry-run", "--json").out)["headings"]
    assert [one["line"] for one in headings] == [5, 8]


def test_a_table_on_stdin_that_names_no_course_is_one_all_the_same(tracker) -> None:
    tracker("import", "-", "--from", "csv", "-o", "new.toml", stdin="title;week\nMoves;1\n")
    assert tomllib.loads(Path("new.toml").read_text())["title"] == "Imported course"


def test_an_import_without_progress_says_that_none_was_saved(tracker, folder) -> None:
    (folder / "c.md").write_text("# C\n\n## W\n\n- [ ] a\n")

    said = tracker("import", "c.md", "-o", "s.toml", "--use", "--with-progress", "-y").err

    assert "no progress in the source" in said
    assert "progress saved" not in said


def test_cells_of_which_nothing_was_taken_over_are_told(tracker, folder) -> None:
    rows = "C,W,A,video,abc,donee,zz,maybe\nC,W,B,video,10,done,80%,no\nC,W,D,video,,todo,,\n"
    (folder / "f.csv").write_text(f"course,week,title,kind,minutes,status,score,optional\n{rows}")

    told = json.loads(tracker("import", "f.csv", "-n", "--json").out)

    assert [(line["line"], line["reason"]) for line in told["unsure"]] == [
        (2, "a row, without minutes `abc`, score `zz`, status `donee`, optional `maybe`")
    ]
