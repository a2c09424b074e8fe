"""The JSON documents have the keys that were promised, in their order, always."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.plan import overview
from mlops_tracker.study.progress import limited, measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.search import Hit
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from mlops_tracker.views.documents import (
    document,
    hits_document,
    items_document,
    overview_document,
    report_document,
    utc,
)

ITEM_KEYS = [
    *("id", "course", "week", "kind", "title", "optional", "minutes", "status", "done_at"),
    *("score", "spent_minutes", "url", "links", "has_note"),
]
PROGRESS_KEYS = [
    *("done", "total", "percent", "optional_done", "optional_total", "skipped"),
    *("minutes_done", "minutes_left", "items_without_minutes"),
]

SYLLABUS = Syllabus(
    "small",
    "Small: ✓",
    (
        Course(
            "1",
            "Models",
            (
                Week(
                    "1.1",
                    "Overview",
                    (
                        Item(
                            "1.1.1",
                            "video",
                            "Welcome",
                            minutes=5,
                            url="https://example.org/welcome",
                        ),
                        Item("1.1.2", "reading", "Map", optional=True),
                        Item("1.1.3", "graded", "Quiz"),
                    ),
                    also=("Week One",),
                ),
            ),
        ),
        Course("2", "Pipelines", (Week("2.1", "Flow", (Item("2.1.1", "video", "Pipes"),)),)),
    ),
    url="https://example.org",
)
NEW = StudyRecord("small")
BUSY = StudyRecord(
    "small",
    items={
        "1.1.1": ItemRecord(
            "Welcome",
            "done",
            datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC),
            7,
            90.0,
            ("https://example.org/a", "https://example.org/b"),
            "my note",
        )
    },
    weeks={"1.1": WeekRecord("a week")},
    courses={"2": CourseRecord("dropped", "no time", 2, "dull", "a note")},
)

WELCOME_DONE = {
    "id": "1.1.1",
    "course": "1",
    "week": "1.1",
    "kind": "video",
    "title": "Welcome",
    "optional": False,
    "minutes": 5,
    "status": "done",
    "done_at": "2026-11-20T21:14:05Z",
    "score": 90.0,
    "spent_minutes": 7,
    "url": "https://example.org/welcome",
    "links": ["https://example.org/a", "https://example.org/b"],
    "has_note": True,
}
MAP_UNTOUCHED = {
    "id": "1.1.2",
    "course": "1",
    "week": "1.1",
    "kind": "reading",
    "title": "Map",
    "optional": True,
    "minutes": None,
    "status": "todo",
    "done_at": None,
    "score": None,
    "spent_minutes": None,
    "url": None,
    "links": [],
    "has_note": False,
}
QUIZ_UNTOUCHED = {
    **MAP_UNTOUCHED,
    "id": "1.1.3",
    "kind": "graded",
    "title": "Quiz",
    "optional": False,
}
NOTHING_COUNTS = {
    "done": 0,
    "total": 0,
    "percent": None,
    "optional_done": 0,
    "optional_total": 0,
    "skipped": 0,
    "minutes_done": 0,
    "minutes_left": 0,
    "items_without_minutes": 0,
}
HALF_DONE = {
    "done": 1,
    "total": 2,
    "percent": 50,
    "optional_done": 0,
    "optional_total": 1,
    "skipped": 0,
    "minutes_done": 5,
    "minutes_left": 0,
    "items_without_minutes": 1,
}


def keys_at(value: Any, *path: str | int) -> list[str]:
    """Return the keys of an object within a document, in their order."""
    for step in path:
        value = value[step]
    return list(value)


class TestItems:
    def test_say_what_there_is_and_what_was_done(self) -> None:
        places = [SYLLABUS.places["1.1.1"], SYLLABUS.places["1.1.2"]]
        assert json.loads(items_document(places, BUSY)) == {
            "format": 1,
            "items": [WELCOME_DONE, MAP_UNTOUCHED],
        }

    def test_have_every_key_in_order_even_where_nothing_is_known(self) -> None:
        found = json.loads(items_document(SYLLABUS.places.values(), NEW))
        assert list(found) == ["format", "items"]
        assert [list(item) for item in found["items"]] == [ITEM_KEYS] * 4

    def test_of_none_are_an_empty_list(self) -> None:
        assert json.loads(items_document([], BUSY)) == {"format": 1, "items": []}


class TestReport:
    def test_says_how_far_every_course_and_week_is(self) -> None:
        assert json.loads(report_document(measure_all(SYLLABUS, BUSY), SYLLABUS)) == {
            "format": 1,
            "syllabus": {"id": "small", "title": "Small: ✓"},
            "total": HALF_DONE,
            "courses": [
                {
                    "id": "1",
                    "title": "Models",
                    "status": "active",
                    "stars": None,
                    "progress": HALF_DONE,
                    "weeks": [
                        {"id": "1.1", "title": "Overview", "progress": HALF_DONE, "has_note": True}
                    ],
                },
                {
                    "id": "2",
                    "title": "Pipelines",
                    "status": "dropped",
                    "stars": 2,
                    "progress": NOTHING_COUNTS,
                    "weeks": [
                        {
                            "id": "2.1",
                            "title": "Flow",
                            "progress": NOTHING_COUNTS,
                            "has_note": False,
                        }
                    ],
                },
            ],
        }

    @pytest.mark.parametrize(
        "record", [pytest.param(NEW, id="new"), pytest.param(BUSY, id="with work done")]
    )
    def test_has_every_key_in_order(self, record: StudyRecord) -> None:
        found = json.loads(report_document(measure_all(SYLLABUS, record), SYLLABUS))
        assert list(found) == ["format", "syllabus", "total", "courses"]
        assert keys_at(found, "syllabus") == ["id", "title"]
        assert keys_at(found, "total") == PROGRESS_KEYS
        for course in range(2):
            assert keys_at(found, "courses", course) == [
                *("id", "title", "status", "stars", "progress", "weeks")
            ]
            assert keys_at(found, "courses", course, "progress") == PROGRESS_KEYS
            assert keys_at(found, "courses", course, "weeks", 0) == [
                *("id", "title", "progress", "has_note")
            ]
            assert keys_at(found, "courses", course, "weeks", 0, "progress") == PROGRESS_KEYS

    def test_of_one_week_has_the_same_shape(self) -> None:
        report = limited(measure_all(SYLLABUS, BUSY), SYLLABUS.targets["2.1"])
        found = json.loads(report_document(report, SYLLABUS))
        assert found["total"] == NOTHING_COUNTS
        assert [course["id"] for course in found["courses"]] == ["2"]


class TestHits:
    def test_are_titles_lines_and_whole_notes(self) -> None:
        hits = [
            Hit("1", "course", "Models", None, "Models"),
            Hit("1.1.1", "item", "Welcome", 2, "a line"),
        ]
        assert json.loads(hits_document(iter(hits))) == {
            "format": 1,
            "hits": [
                {"id": "1", "where": "course", "title": "Models", "line": None, "text": "Models"},
                {"id": "1.1.1", "where": "item", "title": "Welcome", "line": 2, "text": "a line"},
            ],
        }

    def test_have_every_key_in_order(self) -> None:
        found = json.loads(hits_document([Hit("2.1", "week", "", None, "a\nb")]))
        assert list(found) == ["format", "hits"]
        assert keys_at(found, "hits", 0) == ["id", "where", "title", "line", "text"]

    def test_of_none_are_an_empty_list(self) -> None:
        assert json.loads(hits_document([])) == {"format": 1, "hits": []}


class TestOverview:
    def test_says_the_total_what_was_last_and_what_is_next(self) -> None:
        found = overview_document(overview(SYLLABUS, BUSY, 3), SYLLABUS, BUSY)
        assert json.loads(found) == {
            "format": 1,
            "syllabus": {"id": "small", "title": "Small: ✓"},
            "total": HALF_DONE,
            "last": WELCOME_DONE,
            "next": [QUIZ_UNTOUCHED],
        }

    def test_has_every_key_in_order_where_nothing_was_done(self) -> None:
        found = json.loads(overview_document(overview(SYLLABUS, NEW, 1), SYLLABUS, NEW))
        assert list(found) == ["format", "syllabus", "total", "last", "next"]
        assert found["last"] is None
        assert keys_at(found, "total") == PROGRESS_KEYS
        assert keys_at(found, "next", 0) == ITEM_KEYS


def test_a_document_is_laid_out_for_people_and_ends_its_last_line() -> None:
    assert document(hits=[{"text": "é ✓"}]) == (
        '{\n  "format": 1,\n  "hits": [\n    {\n      "text": "\\u00e9 \\u2713"\n    }\n  ]\n}\n'
    )


def test_a_title_cannot_drive_the_terminal_through_a_document() -> None:
    hit = Hit("1", "course", "\x1b[31m\x9b\u202e", None, "\u2028\x7f")
    text = hits_document([hit])
    assert r'"title": "\u001b[31m\u009b\u202e"' in text
    assert r'"text": "\u2028\u007f"' in text
    assert json.loads(text)["hits"] == [hit._asdict()]


@given(st.text())
def test_every_text_comes_back_from_a_document_as_it_was(text: str) -> None:
    assert json.loads(document(text=text)) == {"format": 1, "text": text}


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        pytest.param(None, None, id="unknown"),
        pytest.param(datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02T00:00:00Z", id="midnight"),
        pytest.param(
            datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC), "2026-11-20T21:14:05Z", id="a moment"
        ),
        pytest.param(
            datetime(987, 6, 5, 4, 3, 2, tzinfo=UTC), "0987-06-05T04:03:02Z", id="four-digit years"
        ),
    ],
)
def test_times_are_written_in_utc_as_iso_writes_them(
    moment: datetime | None, written: str | None
) -> None:
    assert utc(moment) == written
