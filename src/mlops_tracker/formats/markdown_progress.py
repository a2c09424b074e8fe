"""How far a study is, in Markdown: a line, and a table of its courses."""

from mlops_tracker.formats.facts import NO_PERCENT, hours, percent, stars
from mlops_tracker.formats.markdown_text import exact, table
from mlops_tracker.study.progress import CourseProgress, Progress, Report

_COLUMNS = ["Course", "Done:", "Percent:", "Optional:", "Skipped:", "Time:", "Left:", "Status"]


def progress_line(total: Progress) -> str:
    """Give the counts in one line."""
    parts = [
        f"**{percent(total)}**",
        f"{total.done} of {total.total} required items done",
        f"{total.optional_done} of {total.optional_total} optional" * bool(total.optional_total),
        f"{total.skipped} skipped" * bool(total.skipped),
    ]
    if total.has_minutes:
        parts.append(f"{hours(total.minutes_done, total.unknown_done)} of study done")
        parts.append(f"{hours(total.minutes_left, total.unknown_left)} left")
    return " · ".join(filter(None, parts))


def progress_table(report: Report) -> str:
    """Give the counts of each course, and of all."""
    rows = [_row(f"{c.course.id}. {exact(c.course.title)}", c.progress, c) for c in report.courses]
    return table([*rows, _row(f"**{report.scope.capitalize()}**", report.total, None)], _COLUMNS)


def _row(title: str, progress: Progress, course: CourseProgress | None) -> list[str]:
    times = [
        hours(progress.minutes_done, progress.unknown_done),
        hours(progress.minutes_left, progress.unknown_left),
    ]
    return [
        title,
        f"{progress.done} of {progress.total}" if progress.total else NO_PERCENT,
        percent(progress),
        f"{progress.optional_done} of {progress.optional_total}",
        str(progress.skipped),
        *(times if progress.has_minutes else [NO_PERCENT] * 2),
        " ".join(filter(None, [course.status, stars(course.stars) if course.stars else ""]))
        if course
        else "",
    ]
