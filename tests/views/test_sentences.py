"""A change says what changed, how far the learner then is, and what it is called."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.naming import select_items, select_targets
from mlops_tracker.study.progress import Progress, measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord
from mlops_tracker.study.steps import (
    Completion,
    Step,
    mark_done,
    mark_skipped,
    mark_started,
    mark_undone,
    mark_unskipped,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from mlops_tracker.views.marks import ASCII, UNICODE, Glyphs
from mlops_tracker.views.sentences import counted, step_label, step_sentences

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
PLAINLY = Completion()


def items_of(*names: str) -> list[Item]:
    return select_items(SYLLABUS, select_targets(SYLLABUS, names), lambda _: True)


def record_with(**items: ItemRecord) -> StudyRecord:
    """Return a record of items, named `i1_1_1` for `1.1.1`."""
    kept = {name[1:].replace("_", "."): item for name, item in items.items()}
    return NEW.with_items((SYLLABUS.places[id].item, item) for id, item in kept.items())


def said(verb: str, step: Step, glyphs: Glyphs = UNICODE) -> list[str]:
    report = measure_all(SYLLABUS, step.record)
    return list(step_sentences(verb, step, report, SYLLABUS, glyphs))


def done(record: StudyRecord, *names: str, completion: Completion = PLAINLY) -> Step:
    return mark_done(record, items_of(*names), completion, NOW)


class TestWhatChanged:
    def test_one_item_is_named_with_the_new_totals(self) -> None:
        assert said("done", done(NEW, "1.1.2")) == [
            "✓ 1.1.2 Lesson 2",
            "week 1.1: 1 of 4 (25%) · in all: 1 of 21 (4%)",
        ]

    def test_ascii_marks_stand_in_where_the_encoding_lacks_the_glyphs(self) -> None:
        assert said("done", done(NEW, "1.1.2"), ASCII) == [
            "x 1.1.2 Lesson 2",
            "week 1.1: 1 of 4 (25%) | in all: 1 of 21 (4%)",
        ]

    def test_several_items_over_several_weeks(self) -> None:
        assert said("skip", mark_skipped(NEW, items_of("1.1.4-1.2.1", "2.2.1"))) == [
            "– 1.1.4 Lesson 4",
            "– 1.2.1 Lesson 1",
            "– 2.2.1 Lesson 1",
            (
                "week 1.1: 0 of 3 (0%) · week 1.2: 0 of 3 (0%) · week 2.2: nothing counts"
                " · in all: 0 of 18 (0%)"
            ),
        ]

    def test_in_many_weeks_only_the_total_is_given(self) -> None:
        step = mark_started(NEW, items_of("1.1.1", "1.2.1", "2.1.1", "2.2.1"))
        assert said("start", step) == [
            "▸ 1.1.1 Lesson 1",
            "▸ 1.2.1 Lesson 1",
            "▸ 2.1.1 Lesson 1",
            "▸ 2.2.1 Lesson 1",
            "in all: 0 of 21 (0%)",
        ]

    def test_of_many_items_ten_are_named_and_the_rest_is_counted(self) -> None:
        assert said("done", done(NEW, "2.1")) == [
            *(f"✓ 2.1.{n} Lesson {n}" for n in range(1, 11)),
            "  and 2 more",
            "week 2.1: 12 of 12 (100%) · in all: 12 of 21 (57%)",
        ]

    def test_ten_items_are_all_named(self) -> None:
        step = done(NEW, "2.1.1-2.1.10")
        assert said("done", step)[:-1] == [f"✓ 2.1.{n} Lesson {n}" for n in range(1, 11)]
        again = done(step.record, "2.1.1-2.1.10")
        assert said("done", again) == [
            f"✓ 2.1.{n} Lesson {n} is done already" for n in range(1, 11)
        ]

    def test_undone_items_are_to_do(self) -> None:
        assert said("undone", mark_undone(done(NEW, "1.1").record, items_of("1.1.1"))) == [
            "· 1.1.1 Lesson 1",
            "week 1.1: 3 of 4 (75%) · in all: 3 of 21 (14%)",
        ]

    def test_where_the_course_is_dropped_nothing_is_to_do(self) -> None:
        record = NEW._replace(courses={"1": CourseRecord("dropped")})
        assert said("done", done(record, "1.1.1"))[-1] == (
            "week 1.1: nothing counts · in all: 0 of 13 (0%)"
        )

    def test_a_title_cannot_drive_the_terminal(self) -> None:
        item = Item("1.1.1", "video", "\x1b[31mRed\u202e [bold]")
        other = Syllabus("other", "Other", (Course("1", "A", (Week("1.1", "B", (item,)),)),))
        step = mark_done(NEW, [item], Completion(), NOW)
        report = measure_all(other, step.record)
        named, _ = step_sentences("done", step, report, other, UNICODE)
        assert named == "✓ 1.1.1 ^[[31mRed\\u202e [bold]"
        again = mark_done(step.record, [item], Completion(), NOW)
        (unchanged,) = step_sentences("done", again, report, other, UNICODE)
        assert unchanged == "✓ 1.1.1 ^[[31mRed\\u202e [bold] is done already"


class TestWhatDidNotChange:
    @pytest.mark.parametrize(
        ("verb", "step", "sentence"),
        [
            pytest.param(
                "done",
                done(record_with(i1_1_1=ItemRecord(status="done")), "1.1.1"),
                "✓ 1.1.1 Lesson 1 is done already",
                id="done",
            ),
            pytest.param(
                "undone",
                mark_undone(NEW, items_of("1.1.1")),
                "· 1.1.1 Lesson 1 is not done",
                id="undone",
            ),
            pytest.param(
                "skip",
                mark_skipped(record_with(i1_1_1=ItemRecord(status="skipped")), items_of("1.1.1")),
                "– 1.1.1 Lesson 1 is skipped already",
                id="skip",
            ),
            pytest.param(
                "unskip",
                mark_unskipped(record_with(i1_1_1=ItemRecord(status="doing")), items_of("1.1.1")),
                "▸ 1.1.1 Lesson 1 is not skipped",
                id="unskip",
            ),
            pytest.param(
                "start",
                mark_started(record_with(i1_1_1=ItemRecord(status="doing")), items_of("1.1.1")),
                "▸ 1.1.1 Lesson 1 is started already",
                id="start",
            ),
        ],
    )
    def test_is_said_in_words_and_without_totals(
        self, verb: str, step: Step, sentence: str
    ) -> None:
        assert said(verb, step) == [sentence]

    def test_stands_after_what_changed(self) -> None:
        record = record_with(i1_1_1=ItemRecord(status="done"))
        assert said("done", done(record, "1.1.1", "1.1.2")) == [
            "✓ 1.1.2 Lesson 2",
            "✓ 1.1.1 Lesson 1 is done already",
            "week 1.1: 2 of 4 (50%) · in all: 2 of 21 (9%)",
        ]

    def test_is_counted_where_it_is_much(self) -> None:
        record = done(NEW, "2.1").record
        assert said("done", done(record, "2.1")) == [
            *(f"✓ 2.1.{n} Lesson {n} is done already" for n in range(1, 11)),
            "  and 2 more that need no change",
        ]

    def test_of_no_items_at_all_nothing_is_said(self) -> None:
        assert said("done", Step(NEW)) == []


FINISHED = ItemRecord("Lesson 1", "done", EARLIER, 25, 80.0, (), "a note")


@pytest.mark.parametrize(
    ("before", "completion", "details"),
    [
        pytest.param(ItemRecord(), PLAINLY, "", id="nothing more"),
        pytest.param(
            ItemRecord(),
            Completion(score=66.67, spent_minutes=70, note="hard"),
            "  (score 66.67%, time 1h10m, note added)",
            id="all at once",
        ),
        pytest.param(
            FINISHED, Completion(score=90.0), "  (score 90%, was 80%)", id="another score"
        ),
        pytest.param(
            FINISHED, Completion(score=0.0), "  (score 0%, was 80%)", id="a score of none"
        ),
        pytest.param(
            FINISHED, Completion(spent_minutes=125), "  (time 2h5m, was 25m)", id="another time"
        ),
        pytest.param(
            FINISHED, Completion(on=NOW), "  (on 2026-03-04, was 2026-03-02)", id="another day"
        ),
        pytest.param(
            FINISHED._replace(done_at=None), Completion(on=NOW), "  (on 2026-03-04)", id="a day"
        ),
        pytest.param(FINISHED, Completion(note="more"), "  (note added)", id="another note"),
        pytest.param(
            FINISHED,
            Completion(on=NOW, score=90.0, note="more"),
            "  (score 90%, was 80%, on 2026-03-04, was 2026-03-02, note added)",
            id="several",
        ),
    ],
)
def test_what_comes_with_being_done_is_told(
    before: ItemRecord, completion: Completion, details: str
) -> None:
    named, *_ = said("done", done(record_with(i1_1_1=before), "1.1.1", completion=completion))
    assert named == f"✓ 1.1.1 Lesson 1{details}"


@pytest.mark.parametrize(
    ("before", "on", "details"),
    [
        pytest.param(ItemRecord(), NOW, "", id="today goes without saying"),
        pytest.param(ItemRecord(), EARLIER, "  (on 2026-03-02)", id="another day does not"),
        pytest.param(
            FINISHED, NOW, "  (on 2026-03-04, was 2026-03-02)", id="today in place of another"
        ),
        pytest.param(
            FINISHED._replace(done_at=NOW),
            EARLIER,
            "  (on 2026-03-02, was 2026-03-04)",
            id="another in place of today",
        ),
    ],
)
def test_the_day_is_told_where_it_is_news(before: ItemRecord, on: datetime, details: str) -> None:
    step = done(record_with(i1_1_1=before), "1.1.1", completion=Completion(on=on))
    report = measure_all(SYLLABUS, step.record)
    named, _ = step_sentences("done", step, report, SYLLABUS, UNICODE, NOW.date())
    assert named == f"✓ 1.1.1 Lesson 1{details}"


def test_what_goes_with_being_undone_is_told() -> None:
    named, *_ = said("undone", mark_undone(record_with(i1_1_1=FINISHED), items_of("1.1.1")))
    assert named == "· 1.1.1 Lesson 1  (score taken back, was 80%, time taken back, was 25m)"


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        pytest.param(Progress(done=6, total=19), "6 of 19 (31%)", id="rounded down"),
        pytest.param(Progress(done=1, total=1000), "1 of 1000 (1%)", id="one is 1%"),
        pytest.param(Progress(optional_total=3, skipped=2), "nothing counts", id="nothing counts"),
    ],
)
def test_progress_is_counted_in_words(progress: Progress, text: str) -> None:
    assert counted(progress) == text


@pytest.mark.parametrize(
    ("verb", "step", "label"),
    [
        pytest.param("done", done(NEW, "1.1.2"), "done 1.1.2", id="one item"),
        pytest.param(
            "done",
            done(NEW, "1.1.1", "1.1.2", "1.1.4"),
            "done 1.1.1 1.1.2 1.1.4",
            id="two neighbours are no range",
        ),
        pytest.param(
            "done",
            done(NEW, "1.1.2-1.2.1", "2.1.1", "2.1.3"),
            "done 1.1.2-1.2.1 2.1.1 2.1.3",
            id="three neighbours are, over the end of a week too",
        ),
        pytest.param(
            "done",
            done(NEW, "1.1.2", "1.1.3", "1.1.4"),
            "done 1.1.2-1.1.4",
            id="three neighbours alone",
        ),
        pytest.param(
            "skip", mark_skipped(NEW, items_of("1.1")), "skip 1.1.1-1.1.4", id="a whole week"
        ),
        pytest.param(
            "done",
            done(record_with(i1_1_2=FINISHED), "1.1"),
            "done 1.1.1 1.1.3 1.1.4",
            id="only what changed",
        ),
    ],
)
def test_a_step_is_called_by_what_could_be_typed(verb: str, step: Step, label: str) -> None:
    assert step_label(verb, step, SYLLABUS) == label
    typed_verb, *names = label.split()
    assert typed_verb == verb
    assert items_of(*names) == [pair.item for pair in step.marked]


def scattered(number: int) -> Syllabus:
    """Return a syllabus of which every second item can be named apart from the others."""
    return Syllabus("s", "S", (Course("1", "A", (week("1.1", 2 * number),)),))


@pytest.mark.parametrize(("number", "more"), [(10, ""), (11, " ..."), (25, " ...")])
def test_of_many_names_ten_are_in_the_label(number: int, more: str) -> None:
    syllabus = scattered(number)
    items = [place.item for place in syllabus.places.values()][::2]
    step = mark_done(StudyRecord("s"), items, PLAINLY, NOW)
    names = " ".join(item.id for item in items[:10])
    assert step_label("done", step, syllabus) == f"done {names}{more}"
