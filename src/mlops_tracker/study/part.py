"""A course or a week by itself, with what was done in it."""

from mlops_tracker.study.record import CourseRecord, StudyRecord
from mlops_tracker.study.syllabus import Course, Syllabus, Target, Week, ids_within


def syllabus_part(syllabus: Syllabus, target: Target) -> Syllabus:
    """Give a syllabus of one course, or of one week in its course.

    Raises KeyError for an item, or for what the syllabus does not hold.
    """
    if isinstance(target, Course):
        courses = (target,)
    elif isinstance(target, Week):
        course, week = syllabus.weeks[target.id]
        courses = (course._replace(weeks=(week,)),)
    else:
        raise KeyError(target.id)
    return Syllabus(syllabus.id, syllabus.title, courses, syllabus.url)


def record_part(record: StudyRecord, syllabus: Syllabus, target: Target) -> StudyRecord:
    """Give what was done within a course or a week.

    Around a week, what counts of its course is kept, and what was written about it left out.
    """
    ids = ids_within(target)
    courses = {id: about for id, about in record.courses.items() if id in ids}
    if isinstance(target, Week):
        course = syllabus.weeks[target.id][0]
        about = record.course(course.id)
        counts = CourseRecord(about.status, stars=about.stars)
        courses = {course.id: counts} if counts != CourseRecord() else {}
    return record._replace(
        items={id: did for id, did in record.items.items() if id in ids},
        weeks={id: wrote for id, wrote in record.weeks.items() if id in ids},
        courses=courses,
    )
