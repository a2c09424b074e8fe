"""The use case of `import`: a source becomes a syllabus, and what was done in it a record.

Everything is worked out first, so that it can be shown and asked about before
any of it is saved. Nothing here prints or asks.
"""

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from mlops_tracker.errors import RefusedError
from mlops_tracker.files import store
from mlops_tracker.files.cache import Cache
from mlops_tracker.files.locations import name_for_record
from mlops_tracker.formats.outline import Outline, OutlineCourse, OutlineReview
from mlops_tracker.study.marking import Completion, MarkedItem, Step, mark_done
from mlops_tracker.study.record import StudyRecord, appended
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

NO_NAMES = frozenset({"readme", "index", "stdin", ""})
"""File names that say nothing about the course."""

_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Taken out again: nobody wrote down when."""


def syllabus_from(outline: Outline, title: str | None = None) -> Syllabus:
    """Give an outline as a syllabus: ids are counted in study order."""
    title = title or outline.title
    courses = tuple(
        _course(course, str(number)) for number, course in enumerate(outline.courses, start=1)
    )
    return Syllabus(slug(title) or "imported", title, courses, next(iter(outline.links), None))


def _course(course: OutlineCourse, id: str) -> Course:
    weeks = []
    for number, week in enumerate(course.weeks, start=1):
        week_id = f"{id}.{number}"
        items = tuple(
            Item(f"{week_id}.{at}", item.kind, item.title, item.optional, item.minutes, item.url)
            for at, item in enumerate(week.items, start=1)
        )
        weeks.append(Week(week_id, week.title, items, summary=week.summary, url=week.url))
    return Course(id, course.title, tuple(weeks), url=course.url)


def slug(title: str) -> str:
    """Give a title as part of a file's name: `machine-learning`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def file_for(source: str, title: str) -> str:
    """Give the name of the syllabus file for a source."""
    stem = slug(Path(source).stem)
    name = slug(title) if stem in NO_NAMES else stem
    return f"{name or 'syllabus'}.toml"


def progress_step(outline: Outline, syllabus: Syllabus, record: StudyRecord) -> Step:
    """Give what the source says was done: ticks, scores, reviews, dropped courses.

    The source does not say when, so nothing is dated. What the record knows
    already stays.
    """
    marked: dict[str, MarkedItem] = {}
    for item, read in zip(syllabus.items(), outline.items(), strict=True):
        before = record.item(item.id)
        is_known = before.status == "done" and before.score is not None
        if (read.ticked or read.score is not None) and not is_known:
            step = mark_done(record, [item], Completion(score=read.score), _NO_DATE)
            for pair in step.marked:
                after = pair.after._replace(done_at=pair.before.done_at)
                if after != pair.before:
                    marked[item.id] = pair._replace(after=after)
    changed = record.with_items((pair.item, pair.after) for pair in marked.values())
    for review in outline.reviews:
        changed = _with_review(changed, review, syllabus)
    return Step(changed, tuple(marked.values()))


def _with_review(record: StudyRecord, review: OutlineReview, syllabus: Syllabus) -> StudyRecord:
    """Give a record with what was thought of courses added to it."""
    courses = dict(record.courses)
    for number in review.courses:
        id = syllabus.courses[number - 1].id
        before = record.course(id)
        if review.is_dropped and before.why != review.text:
            courses[id] = before._replace(status="dropped", why=review.text)
        elif not review.is_dropped and review.text not in before.review:
            courses[id] = before._replace(review=appended(before.review, review.text))
    return record._replace(courses=courses)


def record_for(record: Path, syllabus: Path, cache: Path) -> StudyRecord:
    """Give the record that a syllabus file is used with, which need not be there yet.

    Raises RefusedError for one that belongs to another syllabus.
    """
    name = name_for_record(syllabus, record)
    known = store.load_record(record, Cache(cache))
    if known.content is None:
        return StudyRecord(name)
    if known.record.syllabus != name:
        raise RefusedError(
            f"`{record}` is the record of another syllabus, `{known.record.syllabus}`",
            hint="import in a folder of its own, or name a new record with `--file`",
        )
    return known.record
