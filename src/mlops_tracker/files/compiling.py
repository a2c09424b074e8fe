"""Values <-> the compiled forms that the cache keeps: plain lists and texts.

Named tuples become lists by themselves; what is here turns them back.
"""

from datetime import datetime
from typing import Any

from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week


def compiled_syllabus(syllabus: Syllabus) -> list[Any]:
    """Give a syllabus as lists."""
    return [syllabus.id, syllabus.title, syllabus.courses, syllabus.url, syllabus.last]


def syllabus_from(form: list[Any]) -> Syllabus:
    """Give the syllabus that was compiled to `form`."""
    id, title, courses, url, last = form
    return Syllabus(id, title, tuple(map(_course_from, courses)), url, last)


def _course_from(form: list[Any]) -> Course:
    id, title, weeks, also, url, last = form
    return Course(id, title, tuple(map(_week_from, weeks)), tuple(also), url, last)


def _week_from(form: list[Any]) -> Week:
    id, title, items, also, summary, url, last = form
    return Week(id, title, tuple(map(Item._make, items)), tuple(also), summary, url, last)


def compiled_record(record: StudyRecord) -> list[Any]:
    """Give a record as lists, its times as ISO texts."""
    items = {
        id: (*item[:2], item.done_at and item.done_at.isoformat(), *item[3:])
        for id, item in record.items.items()
    }
    return [record.syllabus, items, record.weeks, record.courses]


def record_from(form: list[Any]) -> StudyRecord:
    """Give the record that was compiled to `form`."""
    syllabus, items, weeks, courses = form
    return StudyRecord(
        syllabus,
        {id: _item_from(item) for id, item in items.items()},
        {id: WeekRecord._make(week) for id, week in weeks.items()},
        {id: CourseRecord._make(course) for id, course in courses.items()},
    )


def _item_from(form: list[Any]) -> ItemRecord:
    title, status, done_at, spent_minutes, score, links, note = form
    when = datetime.fromisoformat(done_at) if done_at else None
    return ItemRecord(title, status, when, spent_minutes, score, tuple(links), note)
