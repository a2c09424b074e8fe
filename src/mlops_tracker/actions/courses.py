"""The use cases around a course as a whole: to drop it, to take it up again, to review it.

Like the others they work a step out; saving it is a second call.
"""

from typing import cast

from mlops_tracker.actions.tracker import Tracker, storable
from mlops_tracker.errors import UsageError
from mlops_tracker.study import steps
from mlops_tracker.study.steps import Opinion, Review, Step
from mlops_tracker.study.syllabus import Course, Level

COURSE_ONLY: tuple[Level, ...] = ("course",)


def course_named(tracker: Tracker, name: str) -> Course:
    """Return the one course that is named; a week or an item is none."""
    return cast("Course", tracker.find(name, COURSE_ONLY))


def drop(tracker: Tracker, course: Course, why: str | None) -> Step:
    """Give up a course. Raises UsageError for a reason without a word."""
    if why is not None and not why.strip():
        raise UsageError("there is no reason in that", hint="leave `--why` out")
    reason = None if why is None else storable(why, "reason")
    return Step(steps.dropped(tracker.record, course, reason))


def resume(tracker: Tracker, course: Course) -> Step:
    """Take a course up again."""
    return Step(steps.resumed(tracker.record, course))


def review(tracker: Tracker, course: Course, opinion: Opinion, *, replaces: bool) -> Step:
    """Add to the review of a course, or put a text in its place; set its stars."""
    text = None if opinion.text is None else storable(opinion.text, "review")
    longer = steps.reviewed(tracker.record, course, opinion._replace(text=text), replaces=replaces)
    if text is not None:
        storable(longer.course(course.id).review, "review")
    return Step(longer)


def reviews(tracker: Tracker, name: str | None = None) -> list[Review]:
    """Return what is thought of every course, or of the one that is named."""
    found = steps.reviews(tracker.syllabus, tracker.record)
    if name is None:
        return found
    course = course_named(tracker, name)
    return [review for review in found if review.id == course.id]
