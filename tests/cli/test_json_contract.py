"""The JSON documents are promises: every key, always there, in this order."""

import json
import shlex

import pytest

from mlops_tracker.cli.commands import COMMANDS, Access

PROGRESS = [
    *("done", "total", "percent", "optional_done", "optional_total"),
    *("skipped", "minutes_done", "minutes_left", "items_without_minutes"),
]
ITEM = [
    *("id", "course", "week", "kind", "title", "optional", "minutes", "status", "done_at"),
    *("score", "spent_minutes", "url", "links", "has_note"),
]
HIT = ["id", "where", "title", "line", "text"]
REVIEW = ["id", "title", "status", "stars", "why", "review"]
FILE = ["path", "why", "exists"]
ENTRY = ["at", "what", "id", "title", "score", "spent_minutes"]
VERSION = ["number", "at", "what", "kind", "done", "bytes", "is_current"]


def shape(value: object) -> object:
    """Return the keys of a document, level by level; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def keys(names: list[str], **inner: object) -> dict[str, object]:
    """Return the shape of an object with these keys."""
    return {**dict.fromkeys(names), **inner}


DOCUMENTS = [
    pytest.param(["list", "1.1.1"], {"items": [keys(ITEM, links=[])]}, id="list"),
    pytest.param(["next", "1"], {"items": [keys(ITEM, links=[])]}, id="next"),
    pytest.param(
        ["report"],
        {
            "syllabus": keys(["id", "title"]),
            "total": keys(PROGRESS),
            "courses": [
                {
                    **keys(["id", "title", "status", "stars"]),
                    "progress": keys(PROGRESS),
                    "weeks": [
                        {
                            **keys(["id", "title"]),
                            "progress": keys(PROGRESS),
                            "has_note": None,
                        }
                    ],
                }
            ],
        },
        id="report",
    ),
    pytest.param(["report", "--reviews"], {"reviews": [keys(REVIEW)]}, id="report --reviews"),
    pytest.param(["review", "1", "--show"], {"reviews": [keys(REVIEW)]}, id="review"),
    pytest.param(["search", "drift"], {"hits": [keys(HIT)]}, id="search"),
    pytest.param(["notes"], {"hits": [keys(HIT)]}, id="notes"),
    pytest.param(["note", "1.1", "--show"], {"hits": [keys(HIT)]}, id="note"),
    pytest.param(
        ["path"],
        {name: keys(FILE) for name in ("record", "syllabus", "cache", "history", "state")},
        id="path",
    ),
    pytest.param(
        ["check"],
        {"problems": [], "orphans": [], "texts": [], "hints": [], "advice": []},
        id="check",
    ),
    pytest.param(["log"], {"entries": [keys(ENTRY)]}, id="log"),
    pytest.param(["history"], {"versions": [keys(VERSION)], "dropped": []}, id="history"),
    pytest.param(
        [],
        {
            "syllabus": keys(["id", "title"]),
            "total": keys(PROGRESS),
            "last": keys(ITEM, links=[]),
            "next": [keys(ITEM, links=[])],
        },
        id="tracker alone",
    ),
]


@pytest.mark.parametrize(("command", "content"), DOCUMENTS)
def test_every_document_has_its_keys_in_order(tracker, command, content) -> None:
    tracker("note", "1.1", "Data drift.")
    tracker("done", "1.1.2")
    document = json.loads(tracker(*command, "--json").out)
    assert document["format"] == 1
    assert json.dumps(shape(document)) == json.dumps({"format": None, **content})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_keys_of_every_command_that_reads_are_held(tracker, command) -> None:
    """A command that nothing is said of here gives a document of a known shape."""
    known = {one.id.partition(" ")[0] for one in DOCUMENTS if isinstance(one.id, str)}
    if command.access is not Access.READS or "--json" not in tracker(command.name, "-h").out:
        return
    if command.name not in known:
        tracker("done", "1.1.2")
        document = json.loads(tracker(*shlex.split(command.example)[1:], "--json").out)
        assert document.pop("format") == 1
        assert json.dumps(shape(document)) in [json.dumps(one.values[1]) for one in DOCUMENTS], (
            f"add the keys of `tracker {command.name} --json` to DOCUMENTS in "
            "tests/cli/test_json_contract.py"
        )


def test_an_item_in_full(tracker, record) -> None:
    record.write_text(
        'format = 1\n[items."1.1.9"]\nstatus = "done"\ndone_at = 2026-11-20T22:14:05+01:00\n'
        'score = 80\nspent_minutes = 25\nlinks = ["a.ipynb", "b"]\nnote = "x"\n'
    )
    assert json.loads(tracker("list", "1.1.9", "--json").out) == {
        "format": 1,
        "items": [
            {
                "id": "1.1.9",
                "course": "1",
                "week": "1.1",
                "kind": "graded",
                "title": "The Machine Learning Project Lifecycle",
                "optional": False,
                "minutes": None,
                "status": "done",
                "done_at": "2026-11-20T21:14:05Z",
                "score": 80.0,
                "spent_minutes": 25,
                "url": None,
                "links": ["a.ipynb", "b"],
                "has_note": True,
            }
        ],
    }


def test_percent_is_null_where_nothing_counts(tracker, record) -> None:
    record.write_text('format = 1\n[courses."4"]\nstatus = "dropped"\nstars = 2\n')
    course = json.loads(tracker("report", "4", "--json").out)["courses"][0]
    assert (course["status"], course["stars"]) == ("dropped", 2)
    assert course["progress"] == {**dict.fromkeys(PROGRESS, 0), "percent": None}


def test_texts_are_exact_in_json(tracker) -> None:
    text = 'a "quote" \\ \x1b[31m \x9b \u202e é 日本 🙂 \x00'
    tracker("note", "1.1", text)
    out = tracker("notes", "--json").out
    assert json.loads(out)["hits"][0]["text"] == text
    assert all(character.isprintable() or character == "\n" for character in out)
