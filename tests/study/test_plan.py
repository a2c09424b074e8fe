"""Where the learner is, and what comes next."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.plan import (
    Overview,
    is_open,
    last_done,
    next_places,
    open_places,
    overview,
)
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, ItemStatus, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

FIRST = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = datetime(2026, 3, 3, 12, tzinfo=UTC)

SYLLABUS = Syllabus(
    "small",
    "Small",
    (
        Course(
            "1",
            "Models",
            (
                Week(
                    "1.1",
                    "Overview",
                    (
                        Item("1.1.1", "video", "Welcome"),
                        Item("1.1.2", "reading", "Map", optional=True),
                        Item("1.1.4", "video", "Added Later"),
                        Item("1.1.3", "graded", "Quiz"),
                    ),
                ),
                Week("1.2", "Data", (Item("1.2.1", "video", "Drift"),)),
            ),
        ),
        Course("2", "Pipelines", (Week("2.1", "Flow", (Item("2.1.1", "video", "Pipes"),)),)),
    ),
)
NEW = StudyRecord("small")
BUSY = NEW._replace(
    items={
        "1.1.1": ItemRecord("Welcome", "done", FIRST),
        "1.1.4": ItemRecord("Added Later", "doing"),
        "1.2.1": ItemRecord("Drift", "skipped"),
    }
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("todo", True, id="todo"),
        pytest.param("doing", True, id="doing"),
        pytest.param("done", False, id="done"),
        pytest.param("skipped", False, id="skipped"),
    ],
)
def test_an_item_is_open_while_it_waits_to_be_done(status: ItemStatus, expected: bool) -> None:
    record = NEW._replace(items={"1.1.1": ItemRecord(status=status)})
    assert is_open(SYLLABUS.places["1.1.1"], record) is expected


def test_an_optional_item_is_never_open() -> None:
    assert not is_open(SYLLABUS.places["1.1.2"], NEW)


@pytest.mark.parametrize(
    ("record", "ids"),
    [
        pytest.param(NEW, ["1.1.1", "1.1.4", "1.1.3", "1.2.1", "2.1.1"], id="in study order"),
        pytest.param(BUSY, ["1.1.4", "1.1.3", "2.1.1"], id="without the done and the skipped"),
        pytest.param(
            BUSY._replace(courses={"1": CourseRecord("dropped")}),
            ["2.1.1"],
            id="without courses given up",
        ),
        pytest.param(
            BUSY._replace(courses={"1": CourseRecord("completed")}),
            ["2.1.1"],
            id="without courses called complete",
        ),
    ],
)
def test_open_places_are_what_is_left(record: StudyRecord, ids: list[str]) -> None:
    assert [place.item.id for place in open_places(SYLLABUS, record)] == ids


@pytest.mark.parametrize(
    ("count", "kinds", "ids"),
    [
        pytest.param(1, (), ["1.1.4"], id="one"),
        pytest.param(2, (), ["1.1.4", "1.1.3"], id="two"),
        pytest.param(9, (), ["1.1.4", "1.1.3", "2.1.1"], id="more than there are"),
        pytest.param(10**30, (), ["1.1.4", "1.1.3", "2.1.1"], id="more than a machine counts"),
        pytest.param(0, (), [], id="none"),
        pytest.param(2, ("video",), ["1.1.4", "2.1.1"], id="of a kind, counted after choosing"),
        pytest.param(1, ("graded", "video"), ["1.1.4"], id="of either kind"),
        pytest.param(5, ("reading",), [], id="of a kind of which only optional ones are"),
    ],
)
def test_next_are_the_first_that_are_open(
    count: int, kinds: tuple[str, ...], ids: list[str]
) -> None:
    expected = [SYLLABUS.places[id] for id in ids]
    assert next_places(SYLLABUS, BUSY, count, kinds) == expected


def test_last_done_is_the_latest_whatever_its_place() -> None:
    record = NEW._replace(
        items={
            "1.1.1": ItemRecord("Welcome", "done", SECOND),
            "1.1.3": ItemRecord("Quiz", "done", FIRST),
            "2.1.1": ItemRecord("Pipes", "done"),
        }
    )
    assert last_done(SYLLABUS, record) == SYLLABUS.places["1.1.1"]


def test_of_items_done_at_once_the_last_of_the_record_was_done_last() -> None:
    record = NEW._replace(
        items={
            "1.2.1": ItemRecord("Drift", "done", FIRST),
            "1.1.3": ItemRecord("Quiz", "done", FIRST),
        }
    )
    assert last_done(SYLLABUS, record) == SYLLABUS.places["1.1.3"]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param({}, id="nothing was done"),
        pytest.param({"1.1.1": ItemRecord("Welcome", "done")}, id="nobody knows when"),
        pytest.param({"9.9.9": ItemRecord("Gone", "done", FIRST)}, id="not of this syllabus"),
        pytest.param({"1.1.1": ItemRecord("Welcome", "todo", FIRST)}, id="not done any more"),
    ],
)
def test_nothing_was_done_last(items: dict[str, ItemRecord]) -> None:
    assert last_done(SYLLABUS, NEW._replace(items=items)) is None


def test_the_overview_is_the_report_what_was_last_and_what_is_next() -> None:
    assert overview(SYLLABUS, BUSY, 2) == Overview(
        measure_all(SYLLABUS, BUSY),
        SYLLABUS.places["1.1.1"],
        [SYLLABUS.places["1.1.4"], SYLLABUS.places["1.1.3"]],
    )
