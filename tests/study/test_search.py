"""Words are found in titles and in all that the learner wrote."""

import pytest

from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.search import Hit, all_notes, search
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

SYLLABUS = Syllabus(
    "small",
    "Small",
    (
        Course(
            "1",
            "Models in Production",
            (
                Week(
                    "1.1",
                    "Overview",
                    (
                        Item("1.1.1", "video", "Data Drift"),
                        Item("1.1.2", "reading", "Great Straße"),
                    ),
                    also=("Week 1: Shipping", "Week 1: Shipping Models"),
                ),
            ),
        ),
        Course("2", "Pipelines", (Week("2.1", "Flow"),), also=("Data Pipelines",)),
    ),
)
RECORD = StudyRecord(
    "small",
    items={
        "1.1.2": ItemRecord("Great Straße", note="Nothing here.\nDrift of data,\nagain DRIFT\n"),
        "1.1.9": ItemRecord("Gone", "done", note="an old drift\nof data"),
        "1.1.8": ItemRecord("Gone too", "done"),
    },
    weeks={"1.1": WeekRecord("how to ship"), "3.1": WeekRecord("drifting away")},
    courses={
        "1": CourseRecord("dropped", "too much drift", 2, "good\nbut drifts", "drift notes"),
        "4": CourseRecord(note="drift no more"),
    },
)


def hits(*words: str) -> list[Hit]:
    return list(search(SYLLABUS, RECORD, words))


def test_words_are_found_in_titles_and_in_lines_of_notes_in_study_order() -> None:
    assert hits("drift", "data") == [
        Hit("1.1.1", "item", "Data Drift", None, "Data Drift"),
        Hit("1.1.2", "item", "Great Straße", 2, "Drift of data,"),
    ]


def test_a_word_is_found_in_notes_reviews_and_reasons_and_in_what_the_syllabus_lost() -> None:
    assert hits("drift") == [
        Hit("1", "course", "Models in Production", 1, "drift notes"),
        Hit("1", "course", "Models in Production", 2, "but drifts"),
        Hit("1", "course", "Models in Production", 1, "too much drift"),
        Hit("1.1.1", "item", "Data Drift", None, "Data Drift"),
        Hit("1.1.2", "item", "Great Straße", 2, "Drift of data,"),
        Hit("1.1.2", "item", "Great Straße", 3, "again DRIFT"),
        Hit("1.1.9", "item", "Gone", 1, "an old drift"),
        Hit("3.1", "week", "", 1, "drifting away"),
        Hit("4", "course", "", 1, "drift no more"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            ["overview"], [Hit("1.1", "week", "Overview", None, "Overview")], id="own title"
        ),
        pytest.param(
            ["SHIPPING"],
            [Hit("1.1", "week", "Overview", None, "Week 1: Shipping")],
            id="another spelling, once",
        ),
        pytest.param(
            ["shipping models"],
            [Hit("1.1", "week", "Overview", None, "Week 1: Shipping Models")],
            id="words with a space are looked for as they stand",
        ),
        pytest.param(
            ["strasse"],
            [Hit("1.1.2", "item", "Great Straße", None, "Great Straße")],
            id="case folded as Unicode folds it",
        ),
        pytest.param(
            ["ship"],
            [
                Hit("1.1", "week", "Overview", None, "Week 1: Shipping"),
                Hit("1.1", "week", "Overview", 1, "how to ship"),
            ],
            id="title and note of a week",
        ),
        pytest.param(["data", "overview"], [], id="words in different places are no hit"),
        pytest.param(["nothing here. drift"], [], id="nor are words on different lines"),
        pytest.param(["dr.ft"], [], id="and a dot is a dot"),
    ],
)
def test_every_word_must_be_in_one_title_or_line(words: list[str], expected: list[Hit]) -> None:
    assert hits(*words) == expected


def test_the_reasons_about_a_course_that_the_syllabus_lost_are_found_too() -> None:
    record = StudyRecord("small", courses={"4": CourseRecord("dropped", "too dear", 1, "so dear")})
    assert list(search(SYLLABUS, record, ["dear"])) == [
        Hit("4", "course", "", 1, "so dear"),
        Hit("4", "course", "", 1, "too dear"),
    ]


def test_notes_are_given_whole_in_study_order_and_then_those_without_a_place() -> None:
    assert list(all_notes(SYLLABUS, RECORD)) == [
        Hit("1", "course", "Models in Production", None, "drift notes"),
        Hit("1.1", "week", "Overview", None, "how to ship"),
        Hit(
            "1.1.2",
            "item",
            "Great Straße",
            None,
            "Nothing here.\nDrift of data,\nagain DRIFT\n",
        ),
        Hit("1.1.9", "item", "Gone", None, "an old drift\nof data"),
        Hit("3.1", "week", "", None, "drifting away"),
        Hit("4", "course", "", None, "drift no more"),
    ]


def test_notes_at_a_level_the_syllabus_does_not_have_are_found_as_well() -> None:
    record = StudyRecord(
        "small",
        items={"1.1": ItemRecord("Overview", note="an item's note")},
        weeks={"1": WeekRecord("a week's note")},
        courses={"1.1.1": CourseRecord(note="a course's note")},
    )
    expected = [
        Hit("1.1", "item", "Overview", None, "an item's note"),
        Hit("1", "week", "", None, "a week's note"),
        Hit("1.1.1", "course", "", None, "a course's note"),
    ]
    assert list(all_notes(SYLLABUS, record)) == expected
    found = list(search(SYLLABUS, record, ["note"]))
    assert found == [hit._replace(line=1) for hit in expected]


def test_where_nothing_was_written_there_are_no_notes() -> None:
    assert list(all_notes(SYLLABUS, StudyRecord("small"))) == []


def test_a_word_is_found_in_either_form_of_its_letters() -> None:
    written = StudyRecord("small", weeks={"1.1": WeekRecord("Un cafe\u0301\n\u00c9TUDES")})
    for word in ("caf\u00e9", "CAFE\u0301", "\u00e9tudes", "e\u0301TUDES"):
        assert len(list(search(SYLLABUS, written, [word]))) == 1
    assert list(search(SYLLABUS, written, ["cafe"])) == []
