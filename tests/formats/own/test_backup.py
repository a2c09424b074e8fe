"""The backup: exact, complete, and restored as it was."""

import json

import pytest
from hypothesis import given

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.own.backup import backup, read
from tests.formats.worlds import SMALL_RECORD, SMALL_SYLLABUS, Pair, study_of, worlds

SMALL = backup(study_of(SMALL_SYLLABUS, SMALL_RECORD))


@given(worlds())
def test_a_backup_is_restored_as_it_was(pair: Pair) -> None:
    syllabus, record = pair
    back = read(backup(study_of(syllabus, record)))
    assert vars(back.syllabus) == {
        "id": syllabus.id,
        "title": syllabus.title,
        "courses": syllabus.courses,
        "url": syllabus.url,
        "last": syllabus.last,
    }
    assert back.record == record
    assert backup(study_of(*back)) == backup(study_of(*pair))


def test_a_backup_has_every_key() -> None:
    document = json.loads(SMALL)
    assert list(document) == ["format", "syllabus", "record"]
    assert list(document["syllabus"]) == ["id", "title", "url", "courses", "last"]
    course = document["syllabus"]["courses"][0]
    assert list(course) == ["id", "title", "weeks", "also", "url", "last"]
    week_keys = ["id", "title", "items", "also", "summary", "url", "last"]
    assert list(course["weeks"][0]) == week_keys
    keys = ["id", "kind", "title", "optional", "minutes", "url"]
    assert list(course["weeks"][0]["items"][0]) == keys
    assert document["record"]["items"]["1.1.1"] == {
        "title": "Steps",
        "status": "done",
        "done_at": "2026-11-19T21:14:05Z",
        "spent_minutes": 5,
        "score": None,
        "links": ["labs/steps.ipynb"],
        "note": "# Mine\n\nok",
    }
    assert document["record"]["courses"]["2"] == {
        "status": "dropped",
        "why": "Too *long*.",
        "stars": None,
        "review": "",
        "note": "",
    }
    assert "9.9.9" in document["record"]["items"]


def test_a_backup_drives_no_terminal() -> None:
    record = SMALL_RECORD._replace(syllabus="\x1b[2J\x7f\x9b\u202e")
    text = backup(study_of(SMALL_SYLLABUS, record))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert read(text).record.syllabus == record.syllabus


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is no backup: invalid JSON: EOF while parsing an object at line 1 column 1"),
        ("{}", "this is no backup: `format`: field required"),
        (SMALL.replace('"format": 1', '"format": 2'), "this backup has format 2; expected 1"),
        (
            SMALL.replace('"doing"', '"gone"'),
            (
                "this is no backup: `record.items.1.1.2.status`: "
                "input should be 'todo', 'doing', 'done' or 'skipped'"
            ),
        ),
    ],
)
def test_damage_is_told(text, message) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read(text)
    assert caught.value.message == message
