"""Text in titles and notes -> hits."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mlops_tracker.study.letters import folded
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Course, Level, Syllabus, Target, level_of, spellings


class Hit(NamedTuple):
    """A title, a line of a note, or a whole note."""

    id: str
    where: Level
    title: str
    line: int | None
    """Which line of the note, counted from 1; None for a title or a whole note."""
    text: str


def search(syllabus: Syllabus, record: StudyRecord, words: Sequence[str]) -> Iterator[Hit]:
    """Return the titles, and the lines that the learner wrote, that hold every word.

    Case and Unicode form are ignored. A title that is spelt in two ways is found by either.
    """
    wanted = [folded(word) for word in words]

    def fits(text: str) -> bool:
        here = folded(text)
        return all(word in here for word in wanted)

    for target in syllabus.targets.values():
        spelling = next(filter(fits, spellings(target)), None)
        if spelling:
            yield Hit(target.id, level_of(target), target.title, None, spelling)
        for text in _written_about(target, record):
            yield from _lines(Hit(target.id, level_of(target), target.title, None, text), fits)
    for orphan in _orphans(syllabus, record):
        yield from _lines(orphan, fits)
    for id in record.courses.keys() - {course.id for course in syllabus.courses}:
        for text in (record.course(id).review, record.course(id).why):
            yield from _lines(Hit(id, "course", "", None, text), fits)


def all_notes(syllabus: Syllabus, record: StudyRecord) -> Iterator[Hit]:
    """Return every note whole, in study order, then those the syllabus has no place for."""
    for target in syllabus.targets.values():
        if note := record.note(target):
            yield Hit(target.id, level_of(target), target.title, None, note)
    yield from _orphans(syllabus, record)


def _written_about(target: Target, record: StudyRecord) -> Iterator[str]:
    """Return what the learner wrote about `target`: its note, and a course's review."""
    yield record.note(target)
    if isinstance(target, Course):
        yield record.course(target.id).review
        yield record.course(target.id).why


def _lines(written: Hit, fits: Callable[[str], bool]) -> Iterator[Hit]:
    """Return the lines of a text that fit."""
    for number, line in enumerate(written.text.split("\n"), start=1):
        if fits(line):
            yield written._replace(line=number, text=line)


def _orphans(syllabus: Syllabus, record: StudyRecord) -> Iterator[Hit]:
    """Return the notes on what the syllabus no longer has."""
    for id, item in record.items.items():
        if item.note and id not in syllabus.places:
            yield Hit(id, "item", item.title, None, item.note)
    for id, week in record.weeks.items():
        if week.note and id not in syllabus.weeks:
            yield Hit(id, "week", "", None, week.note)
    known = {course.id for course in syllabus.courses}
    for id, course in record.courses.items():
        if course.note and id not in known:
            yield Hit(id, "course", "", None, course.note)
