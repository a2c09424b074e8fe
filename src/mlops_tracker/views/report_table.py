"""A report -> a table of progress, numbers set in columns."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_tracker.study.progress import CourseProgress, Progress, Report
from mlops_tracker.study.quantities import in_hours_at_least
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.grid import Styled, cell_width, cut
from mlops_tracker.views.marks import UNICODE, Glyphs
from mlops_tracker.views.tables import NOTHING, ROOMY, Screen, text

WIDEST = 120
NARROWEST_TITLE = 16
SHORTEST_TITLE = 3
HEADER = 2
"""Lines above the first row: the names of the columns, and a rule."""
EXPENDABLE = ("progress", "done", "opt", "left", "skip", "note")
"""The columns of a report that go, in this order, where there is no room for titles."""


def draw_report(screen: Screen, report: Report, syllabus: Syllabus) -> None:
    """Draw progress per course and week, totals at the foot.

    Skipped items and notes have columns only where there are any. On a terminal
    titles are cut where there is no room for them.
    """
    rows = [row for course in report.courses for row in _course_rows(course, screen.glyphs)]
    rows.append(_Row("", text(report.scope).plain, report.total, has_note=False, is_heading=True))
    names, *numbers = _number_lines(rows, screen)
    ids = max(len(row.id) for row in rows) + 1
    titles = max(cell_width(row.title) for row in rows)
    if screen.cuts:
        room = min(screen.width, WIDEST) - ids - len(names.plain) - 2
        titles = max(room, SHORTEST_TITLE)
    rule = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" if screen.glyphs == UNICODE else "-"
    lines = [
        _line("", "", names, (ids, titles), "bold"),
        Styled(rule * (ids + titles + len(names.plain) + 2)),
    ]
    for row, line in zip(rows, numbers, strict=True):
        if row.is_heading and len(lines) > HEADER:
            lines.append(NOTHING)
        style = "bold" if row.is_heading else ""
        lines.append(_line(row.id, row.title, line, (ids, titles), style))
    screen.draw(text(syllabus.title, "bold"), NOTHING, *lines)


def _line(id: str, title: str, numbers: Styled, widths: tuple[int, int], style: str) -> Styled:
    """Return a line of a report, its id and its title as wide as their columns."""
    ids, titles = widths
    title = cut(title, titles)
    start = f"{id:{ids}} {title}{' ' * (titles - cell_width(title))} "
    return Styled(start, style, ((numbers.first, ""), *numbers.more))


class _Row(NamedTuple):
    """A line of a report."""

    id: str
    title: str
    progress: Progress
    has_note: bool
    is_heading: bool = False


def _course_rows(course: CourseProgress, glyphs: Glyphs) -> Iterator[_Row]:
    """Return the lines for a course and its weeks."""
    decided = {"active": "", "completed": f"{glyphs.done} ", "dropped": "(dropped) "}
    title = text(decided[course.status] + course.course.title).plain
    yield _Row(course.course.id, title, course.progress, course.has_note, is_heading=True)
    for week in course.weeks:
        yield _Row(week.week.id, text(week.week.title).plain, week.progress, week.has_note)


def _number_lines(rows: Sequence[_Row], screen: Screen) -> Iterator[Styled]:
    """Return the numbers of a report set in columns, the names of the columns first."""
    columns = {name: cells for name, cells in _number_columns(rows, screen) if any(cells)}
    widths = {name: max(map(len, [name, *cells])) for name, cells in columns.items()}
    gap = " " * (2 if screen.width >= ROOMY else 1)
    room = screen.width - max(len(row.id) for row in rows) - NARROWEST_TITLE
    for name in EXPENDABLE:
        if sum(widths.values()) + len(gap) * len(widths) > room:
            widths.pop(name, None)
    bar_start = widths["items"] + 2 * len(gap)
    for line in zip(*([name, *columns[name]] for name in widths), strict=True):
        cells = zip(line, widths.items(), strict=True)
        set_cells = [c.ljust(w) if name == "progress" else c.rjust(w) for c, (name, w) in cells]
        numbers = gap + gap.join(set_cells)
        bar_end = bar_start + numbers.count(screen.glyphs.full)
        bar = numbers[bar_start:bar_end]
        yield Styled(numbers[:bar_start], "", ((bar, "green"), (numbers[bar_end:], "")))


def _number_columns(rows: Sequence[_Row], screen: Screen) -> Iterator[tuple[str, list[str]]]:
    """Return the columns of a report by name; a dash where there is nothing to count."""
    counts = [row.progress for row in rows]
    yield "items", [f"{p.done}/{p.total}" if p.total else "-" for p in counts]
    yield "progress", [screen.glyphs.bar(p.percent, screen.bar_width) for p in counts]
    yield "%", [f"{p.percent}%" if p.total else "-" for p in counts]
    yield "opt", [f"{p.optional_done}/{p.optional_total}" * bool(p.optional_total) for p in counts]
    yield "skip", [str(p.skipped or "") for p in counts]
    yield "done", [_time(p, p.minutes_done, p.unknown_done) for p in counts]
    yield "left", [_time(p, p.minutes_left, p.unknown_left) for p in counts]
    yield "note", [screen.glyphs.done if row.has_note else "" for row in rows]


def _time(progress: Progress, minutes: int, unknown: int) -> str:
    """Return a time; nothing where no item states any."""
    return in_hours_at_least(minutes, unknown) * progress.has_minutes
