"""What is decided about courses -> what is said about it, and lines and documents for scripts."""

from collections.abc import Iterable, Iterator

from mlops_tracker.study.deciding import Review
from mlops_tracker.study.progress import Report
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.record import CourseRecord
from mlops_tracker.study.syllabus import Course
from mlops_tracker.views import documents, lines
from mlops_tracker.views.marks import Glyphs
from mlops_tracker.views.sentences import counted
from mlops_tracker.views.shown import shown


def status_sentences(
    course: Course, before: CourseRecord, after: CourseRecord, report: Report, glyphs: Glyphs
) -> Iterator[str]:
    """Say that a course was dropped or taken up again, and how far the learner then is."""
    is_dropped = after.status == "dropped"
    about = f"{glyphs.skipped if is_dropped else glyphs.todo} {course.id} {shown(course.title)}"
    if before == after:
        yield f"{about} {'is dropped already' if is_dropped else 'is not dropped'}"
        return
    if before.status == after.status:
        yield f"{about}: reason changed" if before.why else f"{about}: reason added"
        return
    reason = _reason(before, after)
    yield f"{about}: {'dropped' if is_dropped else 'taken up again'}{reason}"
    yield f"in all: {counted(report.total)}"


def _reason(before: CourseRecord, after: CourseRecord) -> str:
    """Say what becomes of a reason, if there is one."""
    if not after.why:
        return ""
    if before.why == after.why:
        return "  (reason kept)"
    return f"  (reason {'changed' if before.why else 'added'})"


def review_sentences(
    course: Course, before: CourseRecord, after: CourseRecord, glyphs: Glyphs
) -> Iterator[str]:
    """Say what becomes of stars and review."""
    about = f"{course.id} {shown(course.title)}"
    if (before.stars, before.review) == (after.stars, after.review):
        yield f"nothing to do: the review of {about} is like that already"
    if before.stars != after.stars and after.stars:
        was = f", was {before.stars}/5" if before.stars else ""
        yield f"stars of {about}: {glyphs.stars(after.stars)}{was}"
    if before.review != after.review:
        number = len(after.review.removesuffix("\n").split("\n"))
        yield f"review of {about}: {amount(number, 'line') if after.review else 'removed'}"


def wordless_sentence(review: Review, glyphs: Glyphs) -> str:
    """Say that a review has no words, and what stars it has."""
    about = f"{review.id} {shown(review.title)}"
    if review.stars is None:
        return f"no review of {about} yet"
    return f"stars of {about}: {glyphs.stars(review.stars)}; no words yet"


def reviews_document(reviews: Iterable[Review]) -> str:
    """Give what is thought of courses."""
    return documents.document(reviews=[review._asdict() for review in reviews])


def review_lines(reviews: Iterable[Review], header: bool) -> str:
    """Give what is thought of courses, a line each."""
    return lines.table(reviews, Review._fields, header)
