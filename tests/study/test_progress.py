"""How far the learner is: sums over what counts, and a percent that never flatters."""

import pytest

from mlops_tracker.study.progress import (
    CourseProgress,
    Progress,
    Report,
    WeekProgress,
    limited,
    measure,
    measure_all,
    measure_course,
    measure_week,
    sum_of,
)
from mlops_tracker.study.record import (
    CourseRecord,
    CourseStatus,
    ItemRecord,
    ItemStatus,
    StudyRecord,
    WeekRecord,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week

WELCOME = Item("1.1.1", "video", "Welcome", minutes=5)
MAP = Item("1.1.2", "reading", "Map", optional=True, minutes=10)
QUIZ = Item("1.1.3", "graded", "Quiz")
DRIFT = Item("1.2.1", "video", "Drift", minutes=7)
LAB = Item("1.2.2", "ungraded-lab", "Lab", minutes=30)
PIPES = Item("2.1.1", "video", "Pipes", minutes=4)
EXTRA = Item("2.1.2", "reading", "Extra", optional=True)

OVERVIEW = Week("1.1", "Overview", (WELCOME, MAP, QUIZ))
DATA = Week("1.2", "Data", (DRIFT, LAB))
FLOW = Week("2.1", "Flow", (PIPES, EXTRA))
MODELS = Course("1", "Models", (OVERVIEW, DATA))
PIPELINES = Course("2", "Pipelines", (FLOW,))
SYLLABUS = Syllabus("small", "Small", (MODELS, PIPELINES))


def record_of(
    *, dropped: tuple[str, ...] = (), noted: bool = False, **statuses: ItemStatus
) -> StudyRecord:
    """Return a record with the statuses of items, named `i1_1_1` for `1.1.1`."""
    items = {
        name[1:].replace("_", "."): ItemRecord(status=status) for name, status in statuses.items()
    }
    return StudyRecord(
        "small",
        items=items,
        weeks={"1.1": WeekRecord("a note")} if noted else {},
        courses={id: CourseRecord("dropped") for id in dropped},
    )


NEW = record_of()
BUSY = record_of(i1_1_1="done", i1_1_2="done", i1_1_3="doing", i1_2_1="skipped", i2_1_1="done")


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [
        pytest.param(0, 0, None, id="nothing to do has no percent"),
        pytest.param(0, 3, 0, id="none done"),
        pytest.param(1, 3, 33, id="rounded down"),
        pytest.param(2, 3, 66, id="rounded down, not to the nearest"),
        pytest.param(1, 101, 1, id="one done is 1 at least"),
        pytest.param(1, 10_000, 1, id="one of very many too"),
        pytest.param(0, 10_000, 0, id="but none of them is 0"),
        pytest.param(199, 200, 99, id="99.5 is not 100"),
        pytest.param(9_999, 10_000, 99, id="nor is all but one"),
        pytest.param(3, 3, 100, id="all is 100"),
    ],
)
def test_the_percent_is_rounded_down(done: int, total: int, percent: int | None) -> None:
    assert Progress(done=done, total=total).percent == percent


@pytest.mark.parametrize(
    ("progress", "complete"),
    [
        pytest.param(Progress(), False, id="nothing to do is not complete"),
        pytest.param(Progress(done=2, total=3), False, id="one is left"),
        pytest.param(Progress(done=3, total=3), True, id="all done"),
        pytest.param(Progress(3, 3, 0, 5, 2), True, id="whatever is optional or skipped"),
    ],
)
def test_complete_is_where_all_that_counts_is_done(progress: Progress, complete: bool) -> None:
    assert progress.is_complete is complete


def test_counts_add_up_one_by_one() -> None:
    first = Progress(1, 2, 3, 4, 5, 6, 7, 8, 9)
    second = Progress(10, 20, 30, 40, 50, 60, 70, 80, 90)
    assert first.plus(second) == Progress(11, 22, 33, 44, 55, 66, 77, 88, 99)
    assert sum_of([first, second, first]) == Progress(12, 24, 36, 48, 60, 72, 84, 96, 108)
    assert sum_of([]) == Progress()


def test_the_percent_of_a_sum_is_not_the_average_of_percents() -> None:
    assert sum_of([Progress(done=1, total=1), Progress(done=0, total=9)]).percent == 10


@pytest.mark.parametrize(
    ("items", "record", "progress"),
    [
        pytest.param((), NEW, Progress(), id="no items"),
        pytest.param(
            (WELCOME, MAP, QUIZ, DRIFT),
            NEW,
            Progress(done=0, total=3, optional_total=1, minutes_left=12, unknown_left=1),
            id="all to do",
        ),
        pytest.param((WELCOME,), BUSY, Progress(1, 1, minutes_done=5), id="one done"),
        pytest.param(
            (QUIZ,), BUSY, Progress(0, 1, unknown_left=1), id="one started counts as to do"
        ),
        pytest.param(
            (QUIZ,),
            record_of(i1_1_3="done"),
            Progress(1, 1, unknown_done=1),
            id="one done whose minutes nobody states",
        ),
        pytest.param(
            (MAP,),
            BUSY,
            Progress(optional_done=1, optional_total=1),
            id="an optional one, done, adds no minutes",
        ),
        pytest.param((DRIFT,), BUSY, Progress(skipped=1), id="a skipped one adds no minutes"),
        pytest.param(
            (MAP,),
            record_of(i1_1_2="skipped"),
            Progress(skipped=1),
            id="a skipped optional one is skipped, not optional",
        ),
        pytest.param(
            (Item("1.1.1", "video", "Short", minutes=0),),
            NEW,
            Progress(total=1),
            id="no minutes at all are stated minutes",
        ),
    ],
)
def test_items_are_counted(
    items: tuple[Item, ...], record: StudyRecord, progress: Progress
) -> None:
    assert measure(items, record) == progress


def test_minutes_are_those_of_what_counts_and_unknown_ones_are_counted_apart() -> None:
    nobody_says = tuple(Item(f"3.1.{n}", "app-item", "App") for n in range(1, 6))
    optional = Item("3.1.6", "reading", "Extra", optional=True)
    record = record_of(i1_1_1="done", i1_2_1="skipped", i3_1_1="done", i3_1_2="skipped")
    progress = measure((WELCOME, MAP, DRIFT, LAB, *nobody_says, optional), record)
    assert (progress.minutes_done, progress.minutes_left) == (5, 30)
    assert (progress.unknown_done, progress.unknown_left) == (1, 3)
    assert progress.items_without_minutes == 4


def test_a_week_counts_its_items() -> None:
    assert measure_week(MODELS, OVERVIEW, BUSY) == Progress(
        done=1, total=2, optional_done=1, optional_total=1, minutes_done=5, unknown_left=1
    )


def test_nothing_counts_in_a_course_that_was_dropped() -> None:
    record = BUSY._replace(courses={"1": CourseRecord("dropped", stars=1, note="why")})
    assert measure_week(MODELS, OVERVIEW, record) == Progress()
    assert measure_course(MODELS, record) == CourseProgress(
        MODELS,
        "dropped",
        1,
        True,
        Progress(),
        (WeekProgress(OVERVIEW, Progress(), False), WeekProgress(DATA, Progress(), False)),
    )


def test_a_course_is_the_sum_of_its_weeks() -> None:
    record = BUSY._replace(weeks={"1.2": WeekRecord("a note")})
    overview = Progress(
        done=1, total=2, optional_done=1, optional_total=1, minutes_done=5, unknown_left=1
    )
    data = Progress(done=0, total=1, skipped=1, minutes_left=30)
    assert measure_course(MODELS, record) == CourseProgress(
        course=MODELS,
        status="active",
        stars=None,
        has_note=False,
        progress=Progress(
            done=1,
            total=3,
            optional_done=1,
            optional_total=1,
            skipped=1,
            minutes_done=5,
            minutes_left=30,
            unknown_left=1,
        ),
        weeks=(WeekProgress(OVERVIEW, overview, False), WeekProgress(DATA, data, True)),
    )


@pytest.mark.parametrize(
    ("decided", "pipes", "status"),
    [
        pytest.param("active", "todo", "active", id="active while something is left"),
        pytest.param("active", "done", "completed", id="completed by itself when all is done"),
        pytest.param("active", "skipped", "active", id="not by skipping everything"),
        pytest.param("completed", "todo", "completed", id="completed where the learner says so"),
        pytest.param("dropped", "done", "dropped", id="dropped stays dropped"),
    ],
)
def test_a_course_has_a_status(
    decided: CourseStatus, pipes: ItemStatus, status: CourseStatus
) -> None:
    record = record_of(i2_1_1=pipes)._replace(courses={"2": CourseRecord(decided)})
    assert measure_course(PIPELINES, record).status == status


def test_the_report_is_the_sum_of_the_courses() -> None:
    report = measure_all(SYLLABUS, BUSY)
    assert report.scope == "in all"
    assert report.courses == (measure_course(MODELS, BUSY), measure_course(PIPELINES, BUSY))
    assert report.total == Progress(
        done=2,
        total=4,
        optional_done=1,
        optional_total=2,
        skipped=1,
        minutes_done=9,
        minutes_left=30,
        unknown_left=1,
    )


def test_a_dropped_course_is_left_out_of_the_total() -> None:
    dropped = BUSY._replace(courses={"1": CourseRecord("dropped")})
    assert measure_all(SYLLABUS, dropped).total == Progress(
        done=1, total=1, optional_total=1, minutes_done=4
    )


def test_done_items_that_the_syllabus_no_longer_has_are_not_counted() -> None:
    record = BUSY._replace(items={**BUSY.items, "1.1.99": ItemRecord("Gone", "done")})
    assert measure_all(SYLLABUS, record) == measure_all(SYLLABUS, BUSY)


def test_a_syllabus_without_items_has_no_percent() -> None:
    empty = Syllabus("empty", "Empty", (Course("1", "Soon", (Week("1.1", "Soon"),)),))
    report = measure_all(empty, NEW)
    assert report.total == Progress()
    assert report.total.percent is None
    assert report.courses[0].status == "active"


REPORT = measure_all(SYLLABUS, BUSY)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param(
            PIPELINES,
            Report(REPORT.courses[1].progress, (REPORT.courses[1],), "course 2"),
            id="a course, with its own total",
        ),
        pytest.param(
            DATA,
            Report(
                REPORT.courses[0].weeks[1].progress,
                (REPORT.courses[0]._replace(weeks=(REPORT.courses[0].weeks[1],)),),
                "week 1.2",
            ),
            id="a week, with its own total, in its whole course",
        ),
    ],
)
def test_a_report_may_be_about_a_part(target: Target, expected: Report) -> None:
    assert limited(REPORT, target) == expected
