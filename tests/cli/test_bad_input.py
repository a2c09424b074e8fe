"""Whatever is wrong gets its exit code and a sentence, and every file stays as it was."""

import shlex
from pathlib import Path

import pytest

from mlops_tracker.cli.app import main
from mlops_tracker.cli.commands import COMMANDS, Access
from tests.phrases import failure

SYLLABUS = """\
format = 1
id = "mine"
title = "My course"

[[courses]]
id = "1"
title = "One"

[[courses.weeks]]
id = "1.1"
title = "Nothing yet"

[[courses.weeks]]
id = "1.2"
title = "Brackets"
items = [
  { id = "1.2.1", kind = "video", title = "[bold]Lists [/] [part 1]" },
  { id = "1.2.2", kind = "video", title = "\\u001b[31mred\\u001b]0;x\\u0007 \\u202eevil" },
]
"""


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        pytest.param(
            ["done", "pipeline montoring"],
            3,
            "error: no item, week or course `pipeline montoring`\n"
            "hint: the nearest are\n"
            "1.1.6  Pipeline monitoring (video)\n"
            "3  Machine Learning Modeling Pipelines in Production (course)\n"
            "2.2.9  Feature Engineering Pipeline (ungraded-lab)\n",
            id="misspelt title",
        ),
        pytest.param(
            ["done", "1.1.11"],
            3,
            "error: no item, week or course `1.1.11`\n"
            "hint: the nearest are\n"
            "1.1.10  Deployment (graded)\n"
            "1.1.9  The Machine Learning Project Lifecycle (graded)\n"
            "1.1.8  Ungraded Lab - Deploying a Deep Learning model (ungraded-lab)\n",
            id="no such id",
        ),
        pytest.param(
            ["done", "pruning"],
            4,
            "error: `pruning` fits 2 titles\n"
            "hint: name one by its id:\n"
            "3.2.18  Pruning (video)\n"
            "3.2.19  Pruning (reading)\n",
            id="ambiguous",
        ),
        pytest.param(
            ["done", "1.1.1", "pruning"],
            4,
            "error: `pruning` fits 2 titles\n"
            "hint: name one by its id:\n"
            "3.2.18  Pruning (video)\n"
            "3.2.19  Pruning (reading)\n",
            id="one of several is ambiguous",
        ),
        pytest.param(
            ["done", "1.2.3-1.2.1"],
            2,
            failure("`1.2.3-1.2.1` runs backwards", "write `1.2.1-1.2.3`"),
            id="range backwards",
        ),
        pytest.param(
            ["done", "1.2-1.2.3"],
            2,
            failure(
                "`1.2-1.2.3` goes from a week to an item",
                "name two of a kind, such as `1.2.3-1.2.7` or `1.1-1.3`",
            ),
            id="range of different things",
        ),
        pytest.param(
            ["start", "1.1"],
            2,
            failure("`1.1` is a week; name an item", "`tracker list 1.1` shows its items"),
            id="a week where an item is wanted",
        ),
        pytest.param(
            ["done", "1.1.1", "--score", "11/10"],
            2,
            failure("`11/10` is no score", "write `8/10`, `80` or `80%`, at most all of it"),
            id="score above all",
        ),
        pytest.param(
            ["done", "1.1.1", "--took", "-5m"],
            2,
            failure("`-5m` is no duration", "write `25m`, `1h10m` or `2h`"),
            id="negative time",
        ),
        pytest.param(
            ["done", "1.1.1", "--on", "2026-02-30"],
            2,
            failure("`2026-02-30` is no day", "write `2026-03-02`, `today`, `yesterday` or `mon`"),
            id="no day",
        ),
        pytest.param(
            ["done", "1.1.1", "--on", "2026-11-21"],
            1,
            failure("`2026-11-21` is in the future", "name today or a day before it"),
            id="future",
        ),
        pytest.param(
            ["done", "1.1.1", "--note", "caf\udce9"],
            2,
            failure("the text is not UTF-8 at character 4", "write it in UTF-8; nothing was saved"),
            id="lone surrogate in a note",
        ),
        pytest.param(
            ["done", "caf\udce9"],
            3,
            "error: no item, week or course `caf\\udce9`\n",
            id="lone surrogate in a name",
        ),
        pytest.param(
            ["list", "--kind", "lab"],
            2,
            failure(
                "there is no kind `lab`",
                (
                    "there are `video`, `reading`, `ungraded-lab`, `graded`, `practice-quiz`, "
                    "`app-item`"
                ),
            ),
            id="no such kind",
        ),
        pytest.param(
            ["done", ""],
            3,
            failure("an empty name names nothing", "give an id or a title"),
            id="an empty name",
        ),
        pytest.param(
            ["--header", "list", "1.1", "--plain"],
            2,
            failure(
                "`--json`, `--plain` and `--header` stand behind the command",
                "such as `tracker list --plain --header`",
            ),
            id="a header before its command",
        ),
        pytest.param(
            ["--json", "list"],
            2,
            failure(
                "`--json`, `--plain` and `--header` stand behind the command",
                "such as `tracker list --json`",
            ),
            id="json before the command",
        ),
        pytest.param(["done"], 2, "Usage: tracker done", id="no item"),
        pytest.param(["lst"], 2, "Usage: tracker", id="no such command"),
        pytest.param(["done", "1.1.1", "--wrong"], 2, "Usage: tracker done", id="no such option"),
        pytest.param(
            ["list", "--file"],
            2,
            failure("`--file` needs a file", "`tracker --file FILE`"),
            id="no value",
        ),
        pytest.param(
            ["done", "0"],
            3,
            "error: no item, week or course `0`\n"
            "hint: the nearest are\n"
            "1  Introduction to Machine Learning in Production (course)\n"
            "2  Machine Learning Data Lifecycle in Production (course)\n"
            "3  Machine Learning Modeling Pipelines in Production (course)\n",
            id="a number is no part of a title",
        ),
        pytest.param(
            ["done", "1.1.1", "--on", ""],
            2,
            failure("`` is no day", "write `2026-03-02`, `today`, `yesterday` or `mon`"),
            id="an empty day",
        ),
        pytest.param(
            ["done", "1.1.1", "--score", ""],
            2,
            failure("`` is no score", "write `8/10`, `80` or `80%`, at most all of it"),
            id="an empty score",
        ),
        pytest.param(
            ["done", "1.1.1", "--note", " "],
            2,
            failure("there is no text to add", "leave `--note` out"),
            id="an empty note",
        ),
        pytest.param(
            ["search", ""],
            2,
            failure("there is nothing to look for", "`tracker search drift`"),
            id="an empty search",
        ),
        pytest.param(
            ["done", "1.1.1", "--on", "tomorrow"],
            1,
            failure("`tomorrow` is in the future", "name today or a day before it"),
            id="tomorrow",
        ),
    ],
)
def test_wrong_requests(tracker, record, args, code, said) -> None:
    tracker("done", "1.2.1")
    before = record.read_bytes()
    failed = tracker(*args, code=code)
    assert failed.err.startswith(said)
    assert failed.out == ""
    assert record.read_bytes() == before


GOOD = 'format = 1\nsyllabus = "mlops"\n\n[items."1.1.1"]\ntitle = "Steps"\nstatus = "done"\n'
LEFT = "it was left as it is; mend it, or bring back an earlier copy"
DAMAGED = [
    pytest.param(
        b"",
        "`record.toml` is empty\n"
        "hint: bring back an earlier copy; to start anew, delete the file first",
        id="empty",
    ),
    pytest.param(
        GOOD[:-3].encode(),
        f"`record.toml`, line 6: not TOML: Unterminated string\nhint: {LEFT}",
        id="cut",
    ),
    pytest.param(
        GOOD.encode() + b"\0\0",
        f"`record.toml`, line 7: holds NUL bytes, as after a power cut\nhint: {LEFT}",
        id="NUL",
    ),
    pytest.param(
        GOOD.encode() + b'note = "caf\xe9"\n',
        f"`record.toml`, line 7: is not UTF-8 (byte 0xe9)\nhint: {LEFT}",
        id="Latin-1",
    ),
    pytest.param(
        GOOD.encode("utf-16"),
        f"`record.toml`, line 1: is UTF-16, not UTF-8\nhint: {LEFT}",
        id="UTF-16",
    ),
    pytest.param(
        GOOD.encode() + b"<<<<<<< HEAD\nscore = 1.0\n=======\n>>>>>>> other\n",
        "`record.toml`, line 7: holds a merge conflict\n"
        "hint: it was left as it is; `tracker merge` joins both sides",
        id="conflict",
    ),
    pytest.param(
        b"format = 2\nnew = true\n",
        "`record.toml` has format 2, newer than this tracker reads (1)\n"
        "hint: upgrade tracker; the file was left as it is",
        id="newer format",
    ),
    pytest.param(
        b'syllabus = "mlops"\n',
        "`record.toml`: `format` is missing; expected `1`\n"
        "hint: mend the file; it was left as it is",
        id="no format",
    ),
]
TELLING_OF_DAMAGE = {"check", "history", "path"}
"""Commands that read and have something to say all the same where the record is damaged."""
NEEDING_A_RECORD = [
    *(["list"], ["next"], ["report"], ["search", "x"], ["notes"], []),
    *(["done", "1.1.2"], ["undone", "1.1.1"], ["skip", "1.1.2"], ["unskip", "1.1.2"]),
    *(["start", "1.1.2"], ["note", "1.1", "--show"]),
    *(
        shlex.split(command.example)[1:]
        for command in COMMANDS
        if command.access is Access.READS and command.name not in TELLING_OF_DAMAGE
    ),
]


@pytest.mark.parametrize("command", NEEDING_A_RECORD, ids=" ".join)
@pytest.mark.parametrize(("content", "message"), DAMAGED)
def test_damaged_records_are_named_and_never_written_to(
    tracker, record, folder, command, content, message
) -> None:
    """One that reads, and has something to say all the same, is named in TELLING_OF_DAMAGE."""
    record.write_bytes(content)
    failed = tracker(*command, code=5)
    assert (failed.out, failed.err) == ("", f"error: {message}\n")
    assert record.read_bytes() == content
    assert [path.name for path in folder.iterdir()] == ["record.toml"]


def test_words_that_cannot_be_saved_are_kept_and_their_place_told(tracker, record, home) -> None:
    record.write_bytes(b"damaged")
    texts = {"typed": ["note", "1.1", "typed"], "piped": ["note", "1.1", "-"]}
    texts["remark"] = ["done", "1.1.1", "--note", "remark"]
    for text, command in texts.items():
        said = tracker(*command, stdin="piped", code=5).err
        place = said.removeprefix("your text is in `").partition("`\n")[0]
        assert Path(place).read_text() == text
        assert Path(place).is_relative_to(home / ".local/state/tracker/drafts")


def test_a_piped_note_survives_a_wrong_name(tracker, home) -> None:
    said = tracker("note", "nowhere at all", "-", stdin="piped", code=3).err
    assert said.startswith(f"your text is in `{home}/.local/state/tracker/drafts/")
    assert tracker("note", "nowhere at all", "typed", code=3).err.startswith("error: ")


def test_every_problem_of_a_syllabus_is_told_at_once(tracker, folder) -> None:
    bad = SYLLABUS.replace('title = "Nothing yet"', 'title = " "').replace(
        'id = "1.2.2", kind = "video"', 'id = "1.2.1", kind = 7, minutes = -5'
    )
    (folder / "bad.toml").write_text(bad)
    expected = failure(
        (
            "`bad.toml`, line 11: week `1.1`: `title` is empty; expected a text that is "
            "not empty\n`bad.toml`, line 17: item `1.2.1` is there twice (lines 17 and "
            "18)\n`bad.toml`, line 18: item `1.2.1`: `kind` is `7`; expected a text that "
            "is not empty\n`bad.toml`, line 18: item `1.2.1`: `minutes` is `-5`; "
            "expected a whole number of minutes, 0 or more"
        ),
        "mend the file; it was left as it is",
    )
    assert tracker("list", "--syllabus", "bad.toml", code=5).err == expected


def test_an_unknown_key_of_a_syllabus_is_a_warning_of_check_alone(tracker, folder) -> None:
    odd = SYLLABUS.replace(
        'id = "1.2.2", kind = "video"', 'id = "1.2.2", kind = "video", minuts = 4, mood = "x"'
    )
    (folder / "odd.toml").write_text(f'colour = "red"\n{odd}')
    tracker("--file", "own.toml", "--syllabus", "odd.toml", "init")
    assert tracker("--file", "own.toml", "list").err == ""
    said, unread = tracker("--file", "own.toml", "check").out, "this version does not read it"
    assert said.replace(f"`{folder}/", "`").splitlines() == [
        f"advice: `odd.toml`, line 1: unknown key `colour`; {unread}",
        "advice: `odd.toml`, line 19: item `1.2.2`: unknown key `minuts`; did you mean `minutes`?",
        f"advice: `odd.toml`, line 19: item `1.2.2`: unknown key `mood`; {unread}",
    ]


def test_a_week_without_items_is_nothing_to_do(tracker, folder, monkeypatch) -> None:
    (folder / "mine.toml").write_text(SYLLABUS)
    monkeypatch.setenv("TRACKER_SYLLABUS", "mine.toml")
    assert tracker("done", "1.1") == (
        0,
        "",
        "nothing to do: there is nothing that `done` would change\n",
    )
    assert tracker("list", "1.1").err == "no item is like that\n"
    assert tracker("report", "1.1", "--plain").out.splitlines()[1] == (
        "1.1\tNothing yet\t\t0\t0\t\t0\t0\t0\t0\t0\t0\tno"
    )


def test_titles_drive_neither_markup_nor_the_terminal(tracker, folder, monkeypatch) -> None:
    (folder / "mine.toml").write_text(SYLLABUS)
    monkeypatch.setenv("TRACKER_SYLLABUS", "mine.toml")
    for args in (["list"], ["list", "--plain"], ["done", "1.2", "-n"], ["next"], ["search", "e"]):
        said = "".join(tracker(*args)[1:])
        assert "[bold]Lists [/] [part 1]" in said or args == ["search", "e"]
        assert r"^[[31mred^[]0;x^G \u202eevil" in said
    tracker("done", "1.2")
    assert r"last  ✓  1.2.2  ^[[31mred^[]0;x^G \u202eevil" in tracker().out


@pytest.mark.parametrize("verb", ["undone", "done", "list"])
def test_dates_at_the_edge_of_the_calendar_are_told(tracker, record, verb) -> None:
    table = '[items."1.1.1"]\nstatus = "done"\ndone_at = 9999-12-31T23:59:59Z\n'
    record.write_text(f"format = 1\n{table}")
    before = record.read_bytes()
    assert tracker(verb, "1.1.1", code=5).err.startswith(
        "error: `record.toml`, line 4: item `1.1.1`: `done_at` is `9999-12-31 23:59:59+00:00`"
    )
    assert record.read_bytes() == before


@pytest.mark.parametrize(
    "layout",
    [
        '[items]\n"1.1.1".status = "done" # c\n"1.1.1".score = 80\n"1.1.2".note = "x"\n',
        'items."1.1.1".status = "done"\nitems."1.1.1".mood = "x"\n',
        'items = {"1.1.1" = {status = "done"}}\n',
        'weeks = {}\n[items]\n"1.1.1" = { status = "done" }\n',
    ],
)
@pytest.mark.parametrize("command", [["undone", "1.1.1"], ["done", "1.1.3"], ["note", "1.1", "x"]])
def test_odd_layouts_are_changed_or_refused_whole(tracker, record, layout, command) -> None:
    """Never a traceback: what cannot be changed safely stays as it is."""
    record.write_text(f"format = 1\n{layout}")
    before = record.read_bytes()
    code = main(command)
    assert code in {0, 6}
    if code:
        assert record.read_bytes() == before
    else:
        tracker("check")
        assert "mood" in record.read_text() or "mood" not in layout
        assert "# c" in record.read_text() or "# c" not in layout
