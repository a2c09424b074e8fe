"""What a README tells of a study: progress, reviews, notes, the learner's own work.

Nothing in it depends on the day or on where it is published, so that it changes only
when the study does.
"""

from collections.abc import Iterator
from datetime import UTC

from mlops_tracker.formats.markdown_source import spelt, without_markers
from mlops_tracker.formats.own.archive_page import GONE, decision_blocks, gone_blocks, progress_line
from mlops_tracker.formats.own.facts import NO_PERCENT, percent
from mlops_tracker.formats.own.markdown import address, escaped, quoted, table, titled_link
from mlops_tracker.study.progress import CourseProgress, Progress, Report
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, gone_part
from mlops_tracker.study.syllabus import Item, Syllabus, Target

BELOW = 4
"""How far headings of notes are moved down, to stand below the title of an item."""
WIDTH = 20


def section(syllabus: Syllabus, record: StudyRecord, report: Report) -> str:
    """Return what stands between the markers, of a record as others may see it."""
    gone = gone_part(syllabus, record)
    parts = {
        "Progress": [_badge(report.total), _table(report)],
        "Reviews": list(_reviews(syllabus, record)),
        "Notes": list(_notes(syllabus, record)),
        "My work": list(_work(syllabus, record)),
        GONE: list(gone_blocks(_fit_to_show(gone), BELOW, UTC)),
    }
    blocks = [block for name, found in parts.items() if found for block in (f"## {name}", *found)]
    return spelt("\n\n".join(blocks)) + "\n"


def _badge(total: Progress) -> str:
    """Return the counts behind a bar."""
    return f"`{_bar(total, WIDTH)}` {progress_line(total)}"


def _bar(progress: Progress, width: int) -> str:
    """Return a bar that is full at 100 percent only, and not empty from 1 on."""
    filled = max((progress.percent or 0) * width // 100, bool(progress.percent))
    return "█" * filled + "░" * (width - filled)


def _table(report: Report) -> str:
    """Return courses and their weeks with counts and bars."""
    rows: list[list[str]] = []
    for measured in report.courses:
        course = measured.course
        rows.append(
            [f"**{course.id}**", f"**{_title(course)}**", *_counts(measured.progress, measured)]
        )
        rows += [[w.week.id, _title(w.week), *_counts(w.progress)] for w in measured.weeks]
    return table(rows, ["", "Course and week", "Done:", "Percent:", "Progress"])


def _title(target: Target) -> str:
    return titled_link(target.title, target.url)


def _counts(progress: Progress, course: CourseProgress | None = None) -> list[str]:
    if progress.percent is None:
        dropped = "dropped" if course and course.status == "dropped" else ""
        return [NO_PERCENT, NO_PERCENT, dropped]
    done = f"{progress.done} of {progress.total}"
    return [done, percent(progress), f"`{_bar(progress, WIDTH // 2)}`"]


def _reviews(syllabus: Syllabus, record: StudyRecord) -> Iterator[str]:
    """Return what the learner decided and thought about courses."""
    for course in syllabus.courses:
        about = record.course(course.id)
        if about._replace(note="") != CourseRecord():
            yield f"### {course.id}. {escaped(course.title)}"
            yield from decision_blocks(_unmarked(about)._replace(note=""), BELOW)


def _unmarked(about: CourseRecord) -> CourseRecord:
    """Return what is said of a course in words that hold no marker."""
    why, review, note = map(without_markers, (about.why, about.review, about.note))
    return about._replace(why=why, review=review, note=note)


def _fit_to_show(gone: StudyRecord) -> StudyRecord:
    """Return what the syllabus no longer has, in words that hold no marker."""

    def item(did: ItemRecord) -> ItemRecord:
        shown = tuple(filter(None, did.links))
        return did._replace(note=without_markers(did.note), links=shown)

    return gone._replace(
        items={id: item(did) for id, did in gone.items.items()},
        weeks={
            id: wrote._replace(note=without_markers(wrote.note)) for id, wrote in gone.weeks.items()
        },
        courses={id: _unmarked(about) for id, about in gone.courses.items()},
    )


def _notes(syllabus: Syllabus, record: StudyRecord) -> Iterator[str]:
    """Return the notes under their course, week and item."""
    for course in syllabus.courses:
        yield from _note(f"### {course.id}. {escaped(course.title)}", record.note(course))
        for week in course.weeks:
            items = [(item, record.note(item)) for item in week.items]
            if record.note(week) or any(note for _, note in items):
                yield f"### {week.id} {escaped(week.title)}"
            yield from _note("", record.note(week))
            for item, note in items:
                yield from _note(f"#### {escaped(item.title)}", note)


def _note(heading: str, note: str) -> Iterator[str]:
    if note:
        yield from filter(None, [heading, quoted(without_markers(note), BELOW)])


def _work(syllabus: Syllabus, record: StudyRecord) -> Iterator[str]:
    """Return the learner's links, a line an item."""
    lines = [line for item in syllabus.items() for line in _links(item, record)]
    if lines:
        yield "\n".join(lines)


def _links(item: Item, record: StudyRecord) -> Iterator[str]:
    links = ", ".join(address(link) for link in record.item(item.id).links if link)
    if links:
        yield f"- {item.id} {escaped(item.title)}: {links}"
