"""A change to items or courses -> what is said of it: what changed, its name, the new total."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from mlops_tracker.clock import local
from mlops_tracker.study.progress import Progress, Report
from mlops_tracker.study.quantities import amount, in_hours, in_percent, number_of_lines
from mlops_tracker.study.record import CourseRecord, ItemRecord, plain_fields, word_for
from mlops_tracker.study.steps import MarkedItem, Review, Step
from mlops_tracker.study.syllabus import Course, Syllabus
from mlops_tracker.views.marks import Glyphs, shown

ASKS_ABOVE = 20
"""How many items a command changes without asking, unless it is told not to ask."""
NAMED = 10
"""How many items are named before the rest is only counted."""
FEW_WEEKS = 3
"""In how many weeks something may have changed for each to be summed up."""
UNCHANGED = {
    "done": "is done already",
    "undone": "is not done",
    "skip": "is skipped already",
    "unskip": "is not skipped",
    "start": "is started already",
}
"""What is said of an item that a command leaves as it is."""


def step_sentences(
    verb: str,
    step: Step,
    report: Report,
    syllabus: Syllabus,
    glyphs: Glyphs,
    today: date | None = None,
) -> Iterator[str]:
    """Say what the command `verb` changes, and how far the learner then is, a line each.

    The day of a completion is told where it changes; else unless it is `today`,
    if somebody says what day that is.
    """
    for pair in step.marked[:NAMED]:
        details = f"  ({text})" if (text := ", ".join(_details(pair, today))) else ""
        mark = glyphs.mark(pair.after.status)
        yield f"{mark} {pair.item.id} {shown(pair.item.title)}{details}"
    if len(step.marked) > NAMED:
        yield f"  and {len(step.marked) - NAMED} more"
    for item in step.unchanged[:NAMED]:
        mark = glyphs.mark(step.record.item(item.id).status)
        yield f"{mark} {item.id} {shown(item.title)} {UNCHANGED[verb]}"
    if len(step.unchanged) > NAMED:
        yield f"  and {len(step.unchanged) - NAMED} more that need no change"
    if step.marked:
        yield _totals(step, report, syllabus, glyphs)


def _details(pair: MarkedItem, today: date | None) -> Iterator[str]:
    """Say what else changes than the status."""
    before, after = pair.before, pair.after
    yield from _shift("score", before.score, after.score, in_percent)
    yield from _shift("time", before.spent_minutes, after.spent_minutes, in_hours)
    yield from _day_shift(before, after, today)
    if after.note != before.note:
        yield "note " + _fate(before.note, after.note)
    if after.links != before.links:
        yield f"links {len(after.links)}, were {len(before.links)}"
    for name in plain_fields(after):
        yield from _shift(word_for(name), getattr(before, name), getattr(after, name), str)


def _fate(before: str, after: str) -> str:
    """Say in a word what becomes of a text."""
    if not after:
        return "removed"
    return "added" if after.startswith(before) else "changed"


def _shift(name: str, before: Any, after: Any, written: Callable[[Any], str]) -> Iterator[str]:
    """Say how a number changes, if it does."""
    if after != before:
        was = "" if before is None else f", was {written(before)}"
        yield f"{name} taken back{was}" if after is None else f"{name} {written(after)}{was}"


def _day_shift(before: ItemRecord, after: ItemRecord, today: date | None) -> Iterator[str]:
    """Say on which day an item was done, where that is news."""
    was_done, was, day = before.status == "done", _day(before), _day(after)
    if day is None or after.done_at == before.done_at:
        return
    if was_done and was and was != day:
        yield f"on {day}, was {was}"
    elif was_done or day != (today or day):
        yield f"on {day}"


def _day(did: ItemRecord) -> date | None:
    """Return the day on which an item was done, where the learner is."""
    return local(did.done_at).date() if did.done_at else None


def _totals(step: Step, report: Report, syllabus: Syllabus, glyphs: Glyphs) -> str:
    """Return the progress of the weeks that changed, where they are few, and of everything."""
    weeks = {week.week.id: week for course in report.courses for week in course.weeks}
    places = (syllabus.places.get(pair.item.id) for pair in step.marked)
    touched = dict.fromkeys(place.week.id for place in places if place)
    parts = [f"week {id}: {counted(weeks[id].progress)}" for id in touched]
    shown_parts = parts if len(parts) <= FEW_WEEKS else []
    return f" {glyphs.dot} ".join([*shown_parts, f"in all: {counted(report.total)}"])


def counted(progress: Progress) -> str:
    """Return done of total with the percent: `6 of 19 (31%)`."""
    if progress.percent is None:
        return "nothing counts"
    return f"{progress.done} of {progress.total} ({progress.percent}%)"


def nothing_next(total: Progress, kinds: Iterable[str] = (), open_kinds: Iterable[str] = ()) -> str:
    """Say why nothing is next: nothing of the `kinds` asked for, or nothing at all."""
    asked, others = (
        [f"`{shown(kind)}`" for kind in dict.fromkeys(names)] for names in (kinds, open_kinds)
    )
    if asked and others:
        return f"no open item of kind {' or '.join(asked)}; open are {', '.join(others)}"
    if total.is_complete:
        return "nothing: all there is to do is done"
    return "nothing: every item is optional or skipped, or its course is not in progress"


def step_label(verb: str, step: Step, syllabus: Syllabus) -> str:
    """Return a step as it could be typed: `done 1.2.3-1.2.7`."""
    places = {id: number for number, id in enumerate(syllabus.places)}
    names = list(_ranges([pair.item.id for pair in step.marked], places))
    more = " ..." if len(names) > NAMED else ""
    return f"{verb} {' '.join(names[:NAMED])}{more}"


def _ranges(ids: Sequence[str], places: Mapping[str, int]) -> Iterator[str]:
    """Return ids with neighbours written as ranges: `1.2.3-1.2.7`."""
    for _, run in groupby(enumerate(ids), lambda pair: places[pair[1]] - pair[0]):
        neighbours = [id for _, id in run]
        yield from neighbours if len(neighbours) < 3 else [f"{neighbours[0]}-{neighbours[-1]}"]


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
        number = number_of_lines(after.review)
        yield f"review of {about}: {amount(number, 'line') if after.review else 'removed'}"


def wordless_sentence(review: Review, glyphs: Glyphs) -> str:
    """Say that a review has no words, and what stars it has."""
    about = f"{review.id} {shown(review.title)}"
    if review.stars is None:
        return f"no review of {about} yet"
    return f"stars of {about}: {glyphs.stars(review.stars)}; no words yet"
