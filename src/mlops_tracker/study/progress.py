"""How far the learner is: counts, minutes and percent per week, course and all.

Sums, never averages of averages. Optional and skipped items, and items of
dropped courses, never move the percent.
"""

from collections.abc import Iterable
from typing import NamedTuple

from mlops_tracker.study.record import CourseStatus, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Target, Week


class Progress(NamedTuple):
    """Counts over some items: required ones, unless a name says otherwise."""

    done: int = 0
    total: int = 0
    optional_done: int = 0
    optional_total: int = 0
    skipped: int = 0
    """Items left out by the learner, required or optional."""
    minutes_done: int = 0
    minutes_left: int = 0
    unknown_done: int = 0
    """Done items whose minutes nobody states; they add nothing to `minutes_done`."""
    unknown_left: int = 0

    @property
    def percent(self) -> int | None:
        """Done of total, rounded down; 100 only when all is done, None of nothing.

        At least 1 once one item is done.
        """
        if not self.total:
            return None
        return max(self.done * 100 // self.total, 1 if self.done else 0)

    @property
    def items_without_minutes(self) -> int:
        """How many of `total` have no minutes."""
        return self.unknown_done + self.unknown_left

    @property
    def has_minutes(self) -> bool:
        """Whether anything that counts states its minutes; else their sums say nothing."""
        return bool(self.minutes_done or self.minutes_left)

    @property
    def is_complete(self) -> bool:
        """Whether there was something to do and all of it is done."""
        return self.total > 0 and self.done == self.total

    def plus(self, other: "Progress") -> "Progress":
        """Return the counts over both."""
        return Progress(*map(int.__add__, self, other))


class WeekProgress(NamedTuple):
    """A week and how far it is."""

    week: Week
    progress: Progress
    has_note: bool


class CourseProgress(NamedTuple):
    """A course, what the learner decided about it, and how far it is."""

    course: Course
    status: CourseStatus
    stars: int | None
    has_note: bool
    progress: Progress
    weeks: tuple[WeekProgress, ...]


class Report(NamedTuple):
    """How far the learner is, per course and week, and in total."""

    total: Progress
    courses: tuple[CourseProgress, ...]
    scope: str = "in all"
    """What the total is of, in words."""


def measure(items: Iterable[Item], record: StudyRecord) -> Progress:
    """Count some items of courses that were not dropped."""
    done = total = optional_done = optional_total = skipped = 0
    minutes_done = minutes_left = unknown_done = unknown_left = 0
    for item in items:
        status = record.item(item.id).status
        if status == "skipped":
            skipped += 1
        elif item.optional:
            optional_total += 1
            optional_done += status == "done"
        elif status == "done":
            total, done = total + 1, done + 1
            minutes_done += item.minutes or 0
            unknown_done += item.minutes is None
        else:
            total += 1
            minutes_left += item.minutes or 0
            unknown_left += item.minutes is None
    return Progress(
        done,
        total,
        optional_done,
        optional_total,
        skipped,
        minutes_done,
        minutes_left,
        unknown_done,
        unknown_left,
    )


def measure_week(course: Course, week: Week, record: StudyRecord) -> Progress:
    """Count a week; nothing counts where its course was dropped."""
    return Progress() if record.is_dropped(course) else measure(week.items, record)


def measure_course(course: Course, record: StudyRecord) -> CourseProgress:
    """Count a course week by week.

    A course whose required items are all done is completed by itself.
    """
    decided = record.course(course.id)
    weeks = tuple(
        WeekProgress(week, measure_week(course, week, record), bool(record.note(week)))
        for week in course.weeks
    )
    progress = sum_of(week.progress for week in weeks)
    status = decided.status
    if status == "active" and progress.is_complete:
        status = "completed"
    has_note = bool(decided.note)
    return CourseProgress(course, status, decided.stars, has_note, progress, weeks)


def measure_all(syllabus: Syllabus, record: StudyRecord) -> Report:
    """Count the whole specialization."""
    courses = tuple(measure_course(course, record) for course in syllabus.courses)
    return Report(sum_of(course.progress for course in courses), courses)


def sum_of(parts: Iterable[Progress]) -> Progress:
    """Add up counts."""
    total = Progress()
    for part in parts:
        total = total.plus(part)
    return total


def limited(report: Report, target: Target) -> Report:
    """Return the part of a report that is about one course or week, with its own total.

    A course that is shown for the sake of one week keeps its whole progress.
    """
    for course in report.courses:
        if course.course.id == target.id:
            return Report(course.progress, (course,), f"course {course.course.id}")
        for week in course.weeks:
            if week.week.id == target.id:
                scope = f"week {week.week.id}"
                return Report(week.progress, (course._replace(weeks=(week,)),), scope)
    raise KeyError(target.id)
