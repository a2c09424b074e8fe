"""What a learner decides about a course: to give it up, to take it up again, how good it was."""

from typing import NamedTuple

from mlops_tracker.study.progress import measure_course
from mlops_tracker.study.record import CourseRecord, CourseStatus, StudyRecord, appended
from mlops_tracker.study.syllabus import Course, Syllabus


def dropped(record: StudyRecord, course: Course, why: str | None = None) -> StudyRecord:
    """Give a course up, for a reason that replaces the former one; what was done in it stays."""
    before = record.course(course.id)
    reason = before.why if why is None else why
    return record.with_course(course, before._replace(status="dropped", why=reason))


def resumed(record: StudyRecord, course: Course) -> StudyRecord:
    """Take a course up again; the words of the reason stay.

    One that a hand has called completed is in progress again, too.
    """
    return record.with_course(course, record.course(course.id)._replace(status="active"))


class Opinion(NamedTuple):
    """What is thought of a course; None leaves as it is what was thought before."""

    stars: int | None = None
    text: str | None = None


def reviewed(
    record: StudyRecord, course: Course, opinion: Opinion, *, replaces: bool = False
) -> StudyRecord:
    """Add a paragraph to the review of a course, or put it in the review's place; set stars."""
    before = record.course(course.id)
    review = before.review
    if opinion.text is not None:
        review = opinion.text if replaces else appended(review, opinion.text)
    stars = before.stars if opinion.stars is None else opinion.stars
    return record.with_course(course, before._replace(stars=stars, review=review))


class Review(NamedTuple):
    """What became of a course, and what the learner thinks of it."""

    id: str
    title: str
    status: CourseStatus
    stars: int | None
    why: str | None
    review: str | None


def reviews(syllabus: Syllabus, record: StudyRecord) -> list[Review]:
    """Give what is thought of each course, then of those the syllabus no longer has."""
    known = {course.id for course in syllabus.courses}
    found = [
        _review(course.id, course.title, record.course(course.id))._replace(
            status=measure_course(course, record).status
        )
        for course in syllabus.courses
    ]
    gone = (one for one in record.courses.items() if one[0] not in known)
    return [*found, *(_review(id, "", decided) for id, decided in gone)]


def _review(id: str, title: str, decided: CourseRecord) -> Review:
    """Give what is said of a course."""
    words = decided.why or None, decided.review or None
    return Review(id, title, decided.status, decided.stars, *words)
