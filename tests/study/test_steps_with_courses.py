"""A decision about a course changes that and nothing else; no word of it is lost."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord
from mlops_tracker.study.steps import Opinion, Review, dropped, resumed, reviewed, reviews
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week


def course(id: str, title: str) -> Course:
    """Return a course of one week, with a required and an optional item."""
    items = (
        Item(f"{id}.1.1", "video", "Watch"),
        Item(f"{id}.1.2", "reading", "Read", optional=True),
    )
    return Course(id, title, (Week(f"{id}.1", "Week", items),))


MODELS, PIPELINES = course("1", "Models"), course("2", "Pipelines")
SYLLABUS = Syllabus("small", "Small", (MODELS, PIPELINES))
NEW = StudyRecord("small")
DONE = ItemRecord("Watch", "done", datetime(2026, 3, 2, 12, tzinfo=UTC), note="kept")
FULL = CourseRecord("active", "old", 2, "Fine.", "a note")
BUSY = StudyRecord("small", items={"1.1.1": DONE}, courses={"1": FULL})


def test_a_dropped_course_leaves_the_percent_and_its_progress_stays() -> None:
    record = dropped(BUSY, MODELS, "no time")
    assert record == BUSY._replace(courses={"1": FULL._replace(status="dropped", why="no time")})
    assert [measure_all(SYLLABUS, one).total[:2] for one in (BUSY, record)] == [(1, 2), (0, 1)]


@pytest.mark.parametrize(
    ("before", "why", "after"),
    [
        pytest.param(CourseRecord(), None, CourseRecord("dropped"), id="without a reason"),
        pytest.param(
            CourseRecord("dropped", "old"), None, CourseRecord("dropped", "old"), id="again"
        ),
        pytest.param(
            CourseRecord("dropped", "old"), "new", CourseRecord("dropped", "new"), id="new reason"
        ),
        pytest.param(
            CourseRecord("completed", stars=5),
            None,
            CourseRecord("dropped", stars=5),
            id="a completed one",
        ),
    ],
)
def test_dropping(before: CourseRecord, why: str | None, after: CourseRecord) -> None:
    assert dropped(NEW._replace(courses={"1": before}), MODELS, why).courses == {"1": after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"1": CourseRecord("dropped", "old")},
            {"1": CourseRecord("active", "old")},
            id="the reason stays",
        ),
        pytest.param({"1": CourseRecord("dropped")}, {}, id="nothing is left to say"),
        pytest.param({"1": CourseRecord("completed")}, {}, id="called completed by hand"),
        pytest.param({}, {}, id="never dropped"),
    ],
)
def test_resuming(before: dict[str, CourseRecord], after: dict[str, CourseRecord]) -> None:
    assert resumed(NEW._replace(courses=before), MODELS).courses == after


@pytest.mark.parametrize(
    ("opinion", "replaces", "after"),
    [
        pytest.param(Opinion(5), False, FULL._replace(stars=5), id="stars alone"),
        pytest.param(
            Opinion(text="More."), False, FULL._replace(review="Fine.\n\nMore."), id="a paragraph"
        ),
        pytest.param(Opinion(4, "New."), True, FULL._replace(stars=4, review="New."), id="both"),
        pytest.param(Opinion(text=""), True, FULL._replace(review=""), id="removed"),
    ],
)
def test_reviewing(opinion: Opinion, replaces: bool, after: CourseRecord) -> None:
    assert reviewed(BUSY, MODELS, opinion, replaces=replaces).courses == {"1": after}


def test_reviews_know_what_is_completed_by_itself_and_what_is_gone() -> None:
    record = BUSY._replace(courses={"1": FULL, "9": CourseRecord("dropped", "gone")})
    assert reviews(SYLLABUS, record) == [
        Review("1", "Models", "completed", 2, "old", "Fine."),
        Review("2", "Pipelines", "active", None, None, None),
        Review("9", "", "dropped", None, "gone", None),
    ]
