"""What differs between two records is said item by item, text by text."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.steps import difference
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from mlops_tracker.views.differences import difference_sentences
from mlops_tracker.views.marks import UNICODE, Glyphs

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
EARLIER = datetime(2026, 3, 2, 12, tzinfo=UTC)  # noon: the same day in every time zone


def week(id: str, count: int) -> Week:
    items = tuple(Item(f"{id}.{n}", "video", f"Lesson {n}") for n in range(1, count + 1))
    return Week(id, f"Week {id}", items)


SYLLABUS = Syllabus(
    "small",
    "Small",
    (
        Course("1", "Models", (week("1.1", 4), week("1.2", 4))),
        Course("2", "Pipelines", (week("2.1", 12), week("2.2", 1))),
    ),
)
NEW = StudyRecord("small")
FINISHED = ItemRecord("Lesson 1", "done", EARLIER, 25, 80.0, (), "a note")


def record_with(**items: ItemRecord) -> StudyRecord:
    """Return a record of items, named `i1_1_1` for `1.1.1`."""
    kept = {name[1:].replace("_", "."): item for name, item in items.items()}
    return NEW.with_items((SYLLABUS.places[id].item, item) for id, item in kept.items())


def differs(before: StudyRecord, after: StudyRecord, glyphs: Glyphs = UNICODE) -> list[str]:
    """Return what is said of two records that differ."""
    report = measure_all(SYLLABUS, after)
    changed = difference(before, after, SYLLABUS)
    return list(difference_sentences(changed, report, SYLLABUS, glyphs))


NOTED = NEW._replace(weeks={"1.1": WeekRecord("one\ntwo\n")})
JUDGED = NEW._replace(courses={"2": CourseRecord("dropped", "No time.", 4, "Fine.\nWell.")})


class TestWhatDiffers:
    @pytest.mark.parametrize(
        ("before", "after", "sentences"),
        [
            pytest.param(NEW, NEW, [], id="nothing"),
            pytest.param(NEW, NOTED, ["note on 1.1 Week 1.1: 2 lines"], id="a note there"),
            pytest.param(NOTED, NEW, ["note on 1.1 Week 1.1: removed, was 2 lines"], id="gone"),
            pytest.param(
                NOTED,
                NEW._replace(weeks={"1.1": WeekRecord("three")}),
                ["note on 1.1 Week 1.1: 1 line, was 2 lines"],
                id="another note",
            ),
            pytest.param(
                NEW,
                JUDGED,
                [
                    "status on 2 Pipelines: dropped, was active",
                    "reason on 2 Pipelines: 1 line",
                    "stars on 2 Pipelines: 4, was none",
                    "review on 2 Pipelines: 2 lines",
                    "in all: 0 of 8 (0%)",
                ],
                id="a course judged",
            ),
            pytest.param(
                JUDGED,
                NEW,
                [
                    "status on 2 Pipelines: active, was dropped",
                    "reason on 2 Pipelines: removed, was 1 line",
                    "stars on 2 Pipelines: none, was 4",
                    "review on 2 Pipelines: removed, was 2 lines",
                    "in all: 0 of 21 (0%)",
                ],
                id="a judgement taken back",
            ),
            pytest.param(
                NEW,
                NEW._replace(weeks={"9.9": WeekRecord("x")}),
                ["note on 9.9: 1 line"],
                id="a week that the syllabus does not have",
            ),
            pytest.param(
                NEW,
                record_with(i1_1_1=FINISHED),
                [
                    "✓ 1.1.1 Lesson 1  (score 80%, time 25m, note added)",
                    "week 1.1: 1 of 4 (25%) · in all: 1 of 21 (4%)",
                ],
                id="an item done",
            ),
            pytest.param(
                record_with(i1_1_1=FINISHED),
                record_with(i1_1_1=FINISHED._replace(note="other", links=("a", "b"))),
                [
                    "✓ 1.1.1 Lesson 1  (note changed, links 2, were 0)",
                    "week 1.1: 1 of 4 (25%) · in all: 1 of 21 (4%)",
                ],
                id="words and links of an item",
            ),
            pytest.param(
                record_with(i1_1_1=FINISHED._replace(links=("a",))),
                record_with(i1_1_1=FINISHED._replace(note="")),
                [
                    "✓ 1.1.1 Lesson 1  (note removed, links 0, were 1)",
                    "week 1.1: 1 of 4 (25%) · in all: 1 of 21 (4%)",
                ],
                id="words and links of an item gone",
            ),
            pytest.param(
                NEW,
                NEW._replace(items={"9.9.9": ItemRecord("Gone", "done", EARLIER)}),
                ["✓ 9.9.9 Gone", "in all: 0 of 21 (0%)"],
                id="an item that the syllabus does not have",
            ),
            pytest.param(
                record_with(i1_1_1=FINISHED),
                record_with(i1_1_1=FINISHED._replace(done_at=NOW)),
                [
                    "✓ 1.1.1 Lesson 1  (on 2026-03-04, was 2026-03-02)",
                    "week 1.1: 1 of 4 (25%) · in all: 1 of 21 (4%)",
                ],
                id="another day",
            ),
        ],
    )
    def test_is_said_item_by_item(
        self, before: StudyRecord, after: StudyRecord, sentences: list[str]
    ) -> None:
        assert differs(before, after) == sentences

    def test_of_many_texts_ten_are_named(self) -> None:
        after = NEW._replace(weeks={f"9.{n:02}": WeekRecord("x") for n in range(1, 14)})
        assert differs(NEW, after) == [
            *(f"note on 9.{n:02}: 1 line" for n in range(1, 11)),
            "and 3 more of weeks and courses",
        ]

    def test_a_title_cannot_drive_the_terminal(self) -> None:
        title = "\x1b[31mRed\u202e [bold]"
        other = Syllabus("o", "O", (Course("1", title, (Week("1.1", title, ()),)),))
        after = NEW._replace(weeks={"1.1": WeekRecord("x")}, courses={"1": CourseRecord(stars=3)})
        changed = difference(NEW, after, other)
        said = list(difference_sentences(changed, measure_all(other, after), other, UNICODE))
        assert said == [
            "stars on 1 ^[[31mRed\\u202e [bold]: 3, was none",
            "note on 1.1 ^[[31mRed\\u202e [bold]: 1 line",
        ]
