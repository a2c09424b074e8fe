"""`note` and `notes`: a person's words come back as they were written."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_tracker.asking import streams
from tests.phrases import UNDO, failure


def test_texts_are_added_as_paragraphs(tracker, toml) -> None:
    assert tracker("note", "1.1", "One.").err == (
        f"note on 1.1 Overview of the ML Lifecycle and Deployment: 1 line\n{UNDO}"
    )
    tracker("note", "overview of the ml lifecycle", "Two.")
    tracker("note", "1", "Of the course.")
    tracker("note", "1.1.3", "Of the item.")
    data = toml()
    assert data["weeks"]["1.1"] == {"note": "One.\n\nTwo."}
    assert data["courses"]["1"] == {"note": "Of the course."}
    assert data["items"]["1.1.3"] == {"title": "Key challenges", "note": "Of the item."}


def test_stdin_is_taken_as_it_is_with_line_feeds(tracker, toml) -> None:
    tracker("note", "1.1", "-", stdin=b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert toml()["weeks"]["1.1"]["note"] == "one\ntwo\nthree\n"


def test_replace_puts_a_text_in_place_of_the_note(tracker, toml) -> None:
    tracker("note", "1.1", "Old.")
    tracker("note", "1.1", "New.", "--replace")
    assert toml()["weeks"]["1.1"]["note"] == "New."


def test_replace_with_nothing_removes_the_note_and_its_table(tracker, toml) -> None:
    tracker("note", "1.1", "Old.")
    said = tracker("note", "1.1", "", "--replace").err
    assert said.splitlines()[0].endswith("Deployment: removed")
    assert "weeks" not in toml()


def test_a_text_may_begin_with_a_dash(tracker, toml) -> None:
    tracker("note", "1.1", "--", "--file is an option")
    tracker("note", "1.1", "- an item of a list", "-q")
    tracker("done", "1.1.1", "--note", "- another")
    assert toml()["weeks"]["1.1"]["note"] == "--file is an option\n\n- an item of a list"
    assert toml()["items"]["1.1.1"]["note"] == "- another"
    assert tracker("note", "1.1", "--shwo", code=2).err.count("No such option: --shwo") == 1


def test_show_prints_one_note_and_nothing_else(tracker) -> None:
    tracker("note", "1", "Of the course.")
    tracker("note", "1.1", "Of the week.")
    assert tracker("note", "1", "--show").out == "Of the course.\n"
    assert tracker("note", "1.2", "--show") == (
        0,
        "",
        "no note on 1.2 Select and Train a Model yet\n",
    )
    assert json.loads(tracker("note", "1", "--show", "--json").out)["hits"] == [
        {
            "id": "1",
            "where": "course",
            "title": "Introduction to Machine Learning in Production",
            "line": None,
            "text": "Of the course.",
        }
    ]


def test_notes_are_printed_as_markdown_in_study_order(tracker) -> None:
    tracker("note", "1.1.3", "Of the item.")
    tracker("note", "2.1", "Elsewhere.")
    tracker("note", "1.1", "- a list\n- of two\n")
    tracker("note", "1", "Of the course.")
    assert tracker("notes", "1").out == (
        "# 1 Introduction to Machine Learning in Production\n"
        "\n"
        "Of the course.\n"
        "\n"
        "## 1.1 Overview of the ML Lifecycle and Deployment\n"
        "\n"
        "- a list\n"
        "- of two\n"
        "\n"
        "### 1.1.3 Key challenges\n"
        "\n"
        "Of the item.\n"
    )
    assert tracker("notes", "1.1.3").out == "### 1.1.3 Key challenges\n\nOf the item.\n"
    assert tracker("notes").out.endswith("Elsewhere.\n")


def test_notes_plain_is_a_line_for_each_line(tracker) -> None:
    tracker("note", "1.1", "-", stdin="one\n\ttwo\n")
    assert tracker("notes", "--plain", "--header").out == (
        "id\twhere\ttitle\tline\ttext\n"
        "1.1\tweek\tOverview of the ML Lifecycle and Deployment\t1\tone\n"
        "1.1\tweek\tOverview of the ML Lifecycle and Deployment\t2\t^Itwo\n"
    )


def test_notes_on_what_is_gone_from_the_syllabus_are_still_printed(tracker, record) -> None:
    record.write_text(
        'format = 1\n[items."9.9.9"]\ntitle = "Gone"\nnote = "Still here."\n'
        '[weeks."9.9"]\nnote = "This too."\n'
    )
    assert tracker("notes").out == "### 9.9.9 Gone\n\nStill here.\n\n## 9.9\n\nThis too.\n"
    assert tracker("search", "still here").out == "9.9.9  Gone  line 1: Still here.\n"


def test_without_notes_it_says_how_to_write_one(tracker) -> None:
    assert tracker("notes") == (0, "", "no notes yet; `tracker note 1.1 TEXT` writes one\n")


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        pytest.param(["  "], b"", "there is no text to add", id="blank text"),
        pytest.param(["-"], b"\n", "there is no text to add", id="blank stdin"),
        pytest.param(["-"], b"caf\xe9", "stdin is not UTF-8 at byte 4", id="Latin-1 on stdin"),
        pytest.param(["caf\udce9"], b"", "the text is not UTF-8 at character 4", id="surrogate"),
        pytest.param(
            ["-"], b"x" * 1_000_001, "a note of 1,000,001 characters is too long", id="too long"
        ),
        pytest.param(["-"], b"x" * 5_000_000, "stdin holds more than 4,000,000 bytes", id="5 MB"),
        pytest.param(["--show", "text"], b"", "`--show` only prints a note", id="show and text"),
        pytest.param(["--json"], b"", "`--json` and `--plain` print a note", id="json, no show"),
    ],
)
def test_what_cannot_be_a_note_is_refused_and_nothing_changes(
    tracker, record, args, stdin, message
) -> None:
    tracker("note", "1.1", "Before.")
    before = record.read_bytes()
    assert f"error: {message}\n" in tracker("note", "1.1", *args, stdin=stdin, code=2).err
    assert record.read_bytes() == before


def test_a_note_does_not_grow_beyond_what_is_kept(tracker, record) -> None:
    tracker("note", "1.1", "-", stdin="x" * 999_990)
    before = record.read_bytes()
    tracker("note", "1.1", "ten more chars", code=2)
    assert record.read_bytes() == before


@pytest.mark.parametrize(
    "stdin",
    [pytest.param(b"bad \xff words", id="Latin-1"), pytest.param(b"x" * 4_000_001, id="4 MB")],
)
def test_refused_stdin_is_kept_byte_for_byte(tracker, stdin) -> None:
    said = tracker("note", "1.1", "-", stdin=stdin, code=2).err
    place = said.removeprefix("your text is in `").partition("`\n")[0]
    assert Path(place).read_bytes() == stdin


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(["Newer."], id="added to"),
        pytest.param(["Newer.", "--replace"], id="replaced"),
        pytest.param(["", "--replace"], id="removed"),
    ],
)
def test_the_former_note_can_be_brought_back(tracker, record, change) -> None:
    tracker("note", "1.1", "Former.")
    before = record.read_bytes()
    assert tracker("note", "1.1", *change).err.splitlines(keepends=True)[-1] == UNDO
    assert record.read_bytes() != before
    tracker("undo")
    assert record.read_bytes() == before


def test_a_note_that_is_the_same_has_no_way_back(tracker, record) -> None:
    tracker("note", "1.1", "Same.")
    before = record.read_bytes(), record.stat().st_mtime_ns
    assert tracker("note", "1.1", "Same.", "--replace").err == (
        "note on 1.1 Overview of the ML Lifecycle and Deployment: 1 line\n"
    )
    assert (record.read_bytes(), record.stat().st_mtime_ns) == before


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_a_text_that_is_kept_is_private_whatever_the_umask(tracker, home, umask) -> None:
    former = os.umask(umask)
    try:
        tracker("note", "9.9.9", "-", stdin="Words.", code=3)
    finally:
        os.umask(former)
    [draft] = (home / ".local/state/tracker/drafts").glob("*/*")
    assert draft.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", [["note", "1.1", "-"], ["import", "-"], ["done", "-"]], ids=str)
def test_what_was_piped_is_kept_where_memory_runs_out_while_it_is_read(
    tracker, monkeypatch, record, command
) -> None:
    pieces = streams.pieces_of_stdin

    def starved(left: int) -> Iterator[bytes]:
        for piece in pieces(left):
            monkeypatch.setattr(streams, "pieces_of_stdin", pieces)
            yield piece
            raise MemoryError

    monkeypatch.setattr(streams, "PIECE", 10)
    monkeypatch.setattr(streams, "pieces_of_stdin", starved)
    said = tracker(*command, stdin="the first, and what comes behind it", code=6).err
    assert said.startswith("error: there is not enough memory to read stdin; what it held is in `")
    assert Path(said.split("`")[1]).read_text() == "the first, and what comes behind it"
    assert not record.exists()


@pytest.mark.parametrize("stdin", ["", "words"])
def test_a_text_is_kept_where_memory_runs_out_later(tracker, monkeypatch, stdin) -> None:
    def starved(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("mlops_tracker.actions.tracker.Tracker.append_note", starved)
    said = tracker("note", "1.1", "-" if stdin else "words", stdin=stdin, code=6).err
    assert Path(said.split("`")[1]).read_text() == "words"
    assert said.endswith(failure("there is not enough memory", "end other programs"))


def test_piped_words_that_are_too_many_are_all_kept(tracker) -> None:
    text = "w " * 2_500_000 + "LAST"

    said = tracker("note", "1.1.1", "-", stdin=text, code=2).err

    place = said.partition("your text is in `")[2].partition("`\n")[0]
    assert Path(place).read_text() == text
