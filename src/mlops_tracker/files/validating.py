"""TOML data -> values, through the Pydantic models."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlops_tracker.files import schema
from mlops_tracker.files.problems import validated
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week


def syllabus_of(data: Mapping[str, Any], text: str, path: Path) -> Syllabus:
    """Give the syllabus in a file's data. Raises DamagedFileError with every problem."""
    file = validated(schema.SyllabusFile, data, text, path)
    courses = tuple(
        Course(c.id, c.title, tuple(map(_week_of, c.weeks)), c.also, c.url, c.last)
        for c in file.courses
    )
    return Syllabus(file.id, file.title, courses, file.url, file.last)


def _week_of(week: schema.WeekEntry) -> Week:
    items = tuple(Item(i.id, i.kind, i.title, i.optional, i.minutes, i.url) for i in week.items)
    return Week(week.id, week.title, items, week.also, week.summary, week.url, week.last)


def record_of(data: Mapping[str, Any], text: str, path: Path) -> StudyRecord:
    """Give the record in a file's data. Raises DamagedFileError with every problem."""
    file = validated(schema.RecordFile, data, text, path)
    return StudyRecord(
        file.syllabus,
        {id: ItemRecord(**dict(table)) for id, table in file.items.items()},
        {id: WeekRecord(**dict(table)) for id, table in file.weeks.items()},
        {id: CourseRecord(**dict(table)) for id, table in file.courses.items()},
    )
