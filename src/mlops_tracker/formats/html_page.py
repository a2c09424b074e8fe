"""A page in HTML to show to others: one file, no script, nothing from the network."""

from collections.abc import Iterable
from datetime import date

from mlops_tracker.formats.facts import hours, percent
from mlops_tracker.formats.html_calendar import calendar
from mlops_tracker.formats.html_gone import gone_contents, gone_section
from mlops_tracker.formats.html_parts import item_row, opinions, shown_stars, words
from mlops_tracker.formats.html_style import STYLE
from mlops_tracker.formats.html_text import link, safe
from mlops_tracker.study.progress import CourseProgress, Progress, Report, WeekProgress
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.record import StudyRecord, gone_part
from mlops_tracker.study.syllabus import Item, Syllabus

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
COURSE_LEVEL, WEEK_LEVEL = 2, 3


def page(syllabus: Syllabus, record: StudyRecord, report: Report, today: date) -> str:
    """Give the whole page as it is on a day."""
    title, gone = safe(syllabus.title), gone_part(syllabus, record)
    courses = "".join(_course(course, record) for course in report.courses)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<p class=over>Study record</p>\n<h1>{link(syllabus.title, syllabus.url)}</h1>\n"
        f"{_total(report.total)}</header>\n"
        f"<section>\n<h2>Courses</h2>\n{_contents(report, gone)}</section>\n"
        f"<section>\n<h2>Days</h2>\n{calendar(record)}\n</section>\n{courses}"
        f"{gone_section(gone)}"
        f"<footer>As of <time>{today}</time>. Only required items count; optional and skipped ones "
        f"and dropped courses never move the percent.{_unknown(report.total)}</footer>\n"
        "</main>\n</body>\n</html>\n"
    )


def _total(total: Progress) -> str:
    """Give the ring and the numbers at the top."""
    numbers = {
        "required items done": f"{total.done} of {total.total}",
        "optional items done": f"{total.optional_done} of {total.optional_total}",
        "skipped": str(total.skipped),
    }
    if total.has_minutes:
        numbers["of study done"] = hours(total.minutes_done, total.unknown_done)
        numbers["of study left"] = hours(total.minutes_left, total.unknown_left)
    tiles = "".join(f"<div><dt>{name}</dt><dd>{n}</dd></div>" for name, n in numbers.items())
    return (
        f'<div class=total>\n<div class=ring style="--part:{total.percent or 0}">'
        f"<b>{percent(total)}</b></div>\n<dl>{tiles}</dl>\n</div>\n"
    )


def _unknown(total: Progress) -> str:
    """Say what `+?` means, where it stands."""
    is_there = total.has_minutes and bool(total.items_without_minutes)
    return " <b>+?</b>: some items state no minutes." * is_there


def _contents(report: Report, gone: StudyRecord) -> str:
    """Give the courses with their bars, leading to each, and to what is no longer in them."""
    rows = "".join(
        f'<li class=row><a href="#c{safe(course.id)}">{safe(course.title)}</a>'
        f"{_bar(progress, status)}</li>"
        for course, status, _, _, progress, _ in report.courses
    )
    return f"<ul class=all>{rows}{gone_contents(gone)}</ul>\n"


def _bar(progress: Progress, status: str = "") -> str:
    """Give counts and a bar; the counts say all that the bar shows."""
    if progress.percent is None:
        dropped = "dropped" if status == "dropped" else percent(progress)
        return f"<span class=counts>{dropped}</span>"
    counts = f"{progress.done} of {progress.total} · <b>{progress.percent}%</b>"
    return (
        f"<span class=counts>{counts}</span>"
        f'<span class=bar aria-hidden=true><i style="width:{progress.percent}%"></i></span>'
    )


def _course(measured: CourseProgress, record: StudyRecord) -> str:
    """Give a course: how far it is, what the learner thought, its weeks."""
    course, about = measured.course, record.course(measured.course.id)
    state = "" if measured.status == "active" else f" · <b class=state>{measured.status}</b>"
    return (
        f'<section class="course {measured.status}" id="c{safe(course.id)}">\n'
        f"<p class=over>Course {safe(course.id)}{state}</p>\n"
        f"<h2>{link(course.title, course.url)}</h2>\n{shown_stars(about)}"
        f"<div class=row><span class=facts>{_extras(measured.progress)}</span>"
        f"{_bar(measured.progress)}</div>\n"
        + opinions(about, COURSE_LEVEL)
        + "".join(_week(week, record) for week in measured.weeks)
        + "</section>\n"
    )


def _extras(progress: Progress) -> str:
    """Give the counts that do not move the bar, and the time."""
    parts = [
        f"{progress.optional_done} of {progress.optional_total} optional"
        * bool(progress.optional_total),
        f"{progress.skipped} skipped" * bool(progress.skipped),
        f"{hours(progress.minutes_left, progress.unknown_left)} left"
        * (progress.has_minutes and bool(progress.minutes_left or progress.unknown_left)),
    ]
    return " · ".join(filter(None, parts))


def _week(measured: WeekProgress, record: StudyRecord) -> str:
    """Give a week: how far it is, the learner's notes, its items folded away."""
    week = measured.week
    summary = f"<p>{safe(week.summary)}</p>\n" if week.summary else ""
    notes = "".join(words(item.title, record.item(item.id).note, WEEK_LEVEL) for item in week.items)
    return (
        f'<article class=week id="w{safe(week.id)}">\n<div class=row><h3>{safe(week.id)} '
        f"{link(week.title, week.url)}</h3>{_bar(measured.progress)}</div>\n{summary}"
        f"{words('Notes', record.note(week), WEEK_LEVEL)}{notes}{_items(week.items, record)}"
        "</article>\n"
    )


def _items(items: Iterable[Item], record: StudyRecord) -> str:
    """Give the items of a week, folded away."""
    rows = [item_row(item, record.item(item.id)) for item in items]
    if not rows:
        return ""
    return (
        f"<details><summary>{amount(len(rows), 'item')}</summary>"
        f"<ul class=items>{''.join(rows)}</ul></details>\n"
    )
