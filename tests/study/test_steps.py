"""What a learner does with items changes those items, and nothing that was written about them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mlops_tracker.errors import RefusedError
from mlops_tracker.study.record import (
    NOTHING_DONE,
    CourseRecord,
    ItemRecord,
    ItemStatus,
    StudyRecord,
    WeekRecord,
)
from mlops_tracker.study.steps import (
    Completion,
    MarkedItem,
    Step,
    mark_done,
    mark_skipped,
    mark_started,
    mark_undone,
    mark_unskipped,
)
from mlops_tracker.study.syllabus import Item

NOW = datetime(2026, 3, 4, 21, 14, 5, tzinfo=UTC)
BEFORE = datetime(2026, 3, 2, 12, tzinfo=UTC)

WELCOME = Item("1.1.1", "video", "Welcome")
QUIZ = Item("1.1.2", "graded", "Quiz")
LAB = Item("1.1.3", "ungraded-lab", "Lab")
MAP = Item("1.1.4", "reading", "Map")

DONE = ItemRecord("Welcome", "done", BEFORE, 25, 80.0, ("https://example.org/a",), "kept")
DOING = ItemRecord("Quiz", "doing", note="half way")
SKIPPED = ItemRecord("Lab", "skipped", links=("https://example.org/b",))
RECORD = StudyRecord(
    "small",
    items={"1.1.1": DONE, "1.1.2": DOING, "1.1.3": SKIPPED, "9.9.9": ItemRecord("Gone", "done")},
    weeks={"1.1": WeekRecord("a week")},
    courses={"1": CourseRecord("active", stars=4)},
)


def step(*marked: MarkedItem, unchanged: tuple[Item, ...] = ()) -> Step:
    """Return the step in which these items change, and all else stays."""
    items = {**RECORD.items, **{pair.item.id: pair.after for pair in marked}}
    return Step(RECORD._replace(items=items), marked, unchanged)


def after_title(record: ItemRecord, item: Item) -> ItemRecord:
    return record._replace(title=item.title)


def done(*items: Item, completion: Completion = Completion()) -> Step:  # noqa: B008
    return mark_done(RECORD, items, completion, NOW)


class TestDone:
    def test_an_untouched_item_is_done_now(self) -> None:
        result = done(MAP)
        assert result.record == RECORD._replace(
            items={**RECORD.items, "1.1.4": ItemRecord("Map", "done", NOW)}
        )
        assert result.marked == (
            MarkedItem(MAP, NOTHING_DONE, ItemRecord(status="done", done_at=NOW)),
        )
        assert result.unchanged == ()

    def test_what_is_known_of_the_completion_comes_along(self) -> None:
        completion = Completion(on=BEFORE, score=90.0, spent_minutes=70, note="it was hard")
        assert done(QUIZ, completion=completion) == step(
            MarkedItem(
                QUIZ,
                DOING,
                ItemRecord("Quiz", "done", BEFORE, 70, 90.0, (), "half way\n\nit was hard"),
            )
        )

    def test_a_skipped_item_that_is_done_counts_again_and_keeps_its_links(self) -> None:
        assert done(LAB) == step(
            MarkedItem(LAB, SKIPPED, SKIPPED._replace(status="done", done_at=NOW))
        )

    def test_an_item_that_is_done_already_keeps_its_date(self) -> None:
        assert done(WELCOME) == step(unchanged=(WELCOME,))

    def test_an_item_done_on_an_unknown_day_stays_so(self) -> None:
        record = StudyRecord("small", items={"1.1.1": ItemRecord("Welcome", "done")})
        result = mark_done(record, [WELCOME], Completion(score=70.0), NOW)
        assert result.record.items == {"1.1.1": ItemRecord("Welcome", "done", None, score=70.0)}

    @pytest.mark.parametrize(
        ("completion", "after"),
        [
            pytest.param(Completion(on=NOW), DONE._replace(done_at=NOW), id="date"),
            pytest.param(Completion(score=0.0), DONE._replace(score=0.0), id="score, even of none"),
            pytest.param(Completion(spent_minutes=30), DONE._replace(spent_minutes=30), id="time"),
            pytest.param(Completion(note="more"), DONE._replace(note="kept\n\nmore"), id="note"),
        ],
    )
    def test_of_a_done_item_only_what_is_given_changes(
        self, completion: Completion, after: ItemRecord
    ) -> None:
        assert done(WELCOME, completion=completion) == step(MarkedItem(WELCOME, DONE, after))

    def test_the_same_completion_again_changes_nothing(self) -> None:
        completion = Completion(on=BEFORE, score=80.0, spent_minutes=25)
        assert done(WELCOME, completion=completion) == step(unchanged=(WELCOME,))

    def test_a_note_is_added_to_each_of_several_items(self) -> None:
        result = done(QUIZ, MAP, completion=Completion(note="both"))
        assert [result.record.item(i.id).note for i in (QUIZ, MAP)] == ["half way\n\nboth", "both"]


class TestUndone:
    def test_date_score_and_time_go_and_words_stay(self) -> None:
        assert mark_undone(RECORD, [WELCOME]) == step(
            MarkedItem(
                WELCOME,
                DONE,
                ItemRecord("Welcome", links=("https://example.org/a",), note="kept"),
            )
        )

    def test_an_item_with_nothing_else_to_say_leaves_the_record(self) -> None:
        result = mark_undone(done(MAP).record, [MAP])
        assert result.record == RECORD

    def test_an_item_that_was_only_started_is_no_longer_started(self) -> None:
        assert mark_undone(RECORD, [QUIZ]) == step(
            MarkedItem(QUIZ, DOING, ItemRecord("Quiz", note="half way"))
        )

    def test_what_is_not_done_needs_no_change(self) -> None:
        assert mark_undone(RECORD, [LAB, MAP]) == step(unchanged=(LAB, MAP))


class TestSkipped:
    def test_items_are_left_out_and_keep_their_words(self) -> None:
        result = mark_skipped(RECORD, [QUIZ, LAB])
        assert result == step(
            MarkedItem(QUIZ, DOING, DOING._replace(status="skipped")), unchanged=(LAB,)
        )

    def test_an_untouched_item_comes_into_the_record(self) -> None:
        assert mark_skipped(RECORD, [MAP]).record.item("1.1.4") == ItemRecord("Map", "skipped")

    def test_what_is_done_cannot_be_skipped(self) -> None:
        with pytest.raises(RefusedError) as caught:
            mark_skipped(RECORD, [QUIZ, WELCOME])
        assert caught.value.message == "cannot skip what is done: 1.1.1"
        assert caught.value.hint == "`tracker undone 1.1.1` takes that back"

    def test_all_that_is_in_the_way_is_named(self) -> None:
        with pytest.raises(RefusedError) as caught:
            mark_skipped(done(MAP).record, (i for i in (MAP, QUIZ, WELCOME)))
        assert caught.value.message == "cannot skip what is done: 1.1.4 1.1.1"
        assert caught.value.hint == "`tracker undone 1.1.4 1.1.1` takes that back"


class TestUnskipped:
    def test_a_skipped_item_is_to_do_again(self) -> None:
        assert mark_unskipped(RECORD, [LAB]) == step(
            MarkedItem(LAB, SKIPPED, SKIPPED._replace(status="todo"))
        )

    def test_what_is_not_skipped_needs_no_change(self) -> None:
        items = [WELCOME, QUIZ, MAP]
        assert mark_unskipped(RECORD, items) == step(unchanged=(WELCOME, QUIZ, MAP))


class TestStarted:
    @pytest.mark.parametrize(
        ("item", "before"),
        [
            pytest.param(LAB, SKIPPED, id="skipped"),
            pytest.param(MAP, NOTHING_DONE, id="untouched"),
        ],
    )
    def test_an_item_is_being_worked_on(self, item: Item, before: ItemRecord) -> None:
        after = before._replace(status="doing")
        result = mark_started(RECORD, [item])
        assert result.marked == (MarkedItem(item, before, after),)
        assert result.record.items == {**RECORD.items, item.id: after_title(after, item)}

    def test_an_item_that_is_started_needs_no_change(self) -> None:
        assert mark_started(RECORD, [QUIZ]) == step(unchanged=(QUIZ,))

    def test_what_is_done_cannot_be_started(self) -> None:
        with pytest.raises(RefusedError) as caught:
            mark_started(RECORD, [WELCOME])
        assert caught.value.message == "cannot start what is done: 1.1.1"
        assert caught.value.hint == "`tracker undone 1.1.1` takes that back"


MARKS: list[tuple[str, Callable[[StudyRecord, list[Item]], Step], ItemStatus]] = [
    ("done", lambda record, items: mark_done(record, items, Completion(), NOW), "done"),
    ("undone", mark_undone, "todo"),
    ("skip", mark_skipped, "skipped"),
    ("unskip", mark_unskipped, "todo"),
    ("start", mark_started, "doing"),
]


@pytest.mark.parametrize(
    ("mark", "status"), [pytest.param(mark, status, id=name) for name, mark, status in MARKS]
)
def test_what_changes_comes_to_one_status_and_a_second_time_changes_nothing(
    mark: Callable[[StudyRecord, list[Item]], Step], status: ItemStatus
) -> None:
    items = [QUIZ, LAB, MAP]
    once = mark(RECORD, items)
    assert {pair.after.status for pair in once.marked} == {status}
    twice = mark(once.record, items)
    assert twice == Step(once.record, (), (QUIZ, LAB, MAP))


@pytest.mark.parametrize("mark", [pytest.param(mark, id=name) for name, mark, _ in MARKS])
def test_marking_no_items_changes_nothing(
    mark: Callable[[StudyRecord, list[Item]], Step],
) -> None:
    assert mark(RECORD, []) == Step(RECORD)


@pytest.mark.parametrize("mark", [pytest.param(mark, id=name) for name, mark, _ in MARKS])
def test_the_record_before_a_step_stays_as_it_was(
    mark: Callable[[StudyRecord, list[Item]], Step],
) -> None:
    items = dict(RECORD.items)
    mark(RECORD, [QUIZ, LAB, MAP])
    assert RECORD.items == items


def test_what_was_done_at_a_time_that_nobody_wrote_down_has_none() -> None:
    marked = mark_done(RECORD, [WELCOME, MAP], Completion(score=90.0), None).record
    assert (marked.item("1.1.4").status, marked.item("1.1.4").done_at) == ("done", None)
    assert (marked.item("1.1.1").score, marked.item("1.1.1").done_at) == (90.0, BEFORE)
    dated = StudyRecord("s", {"1.1.4": ItemRecord("Map", "doing", BEFORE)})
    assert mark_done(dated, [MAP], Completion(), None).record.item("1.1.4").done_at == BEFORE
