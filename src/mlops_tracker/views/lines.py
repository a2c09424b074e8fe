"""Values -> plain lines for scripts: one record a line, tab separated, nothing cut.

Notes whole are lines of Markdown.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mlops_tracker.study.progress import Progress, Report
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.search import Hit
from mlops_tracker.study.steps import Review
from mlops_tracker.study.syllabus import Place, Syllabus
from mlops_tracker.views.documents import utc
from mlops_tracker.views.marks import shown, shown_lines

if TYPE_CHECKING:
    from mlops_tracker.study.log import Event

ITEM_COLUMNS = (
    *("id", "status", "kind", "minutes", "optional", "title"),
    *("done_at", "score", "spent_minutes", "has_note"),
)
HIT_COLUMNS = ("id", "where", "title", "line", "text")
LOG_COLUMNS = ("at", "what", "id", "title", "score", "spent_minutes")
REPORT_COLUMNS = (
    *("id", "title", "status", "done", "total", "percent", "optional_done", "optional_total"),
    *("skipped", "minutes_done", "minutes_left", "items_without_minutes", "has_note"),
)

Cell = str | int | float | bool | None


def table(rows: Iterable[Sequence[Cell]], columns: Sequence[str], header: bool) -> str:
    """Return rows as lines, under a line of column names if asked for."""
    lines = ["\t".join(_cell(cell) for cell in row) for row in rows]
    return "".join(f"{line}\n" for line in (["\t".join(columns)] if header else []) + lines)


def _cell(cell: Cell) -> str:
    """Return a cell: empty where unknown, `yes` or `no`, never a tab or a line end."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.15g}" if isinstance(cell, float) else shown(str(cell))


def item_lines(places: Iterable[Place], record: StudyRecord, header: bool) -> str:
    """Return items and what was done with them, a line each."""

    def row(place: Place) -> Sequence[Cell]:
        item, did = place.item, record.item(place.item.id)
        return (
            *(item.id, did.status, item.kind, item.minutes, item.optional, item.title),
            *(utc(did.done_at), did.score, did.spent_minutes, bool(did.note)),
        )

    return table(map(row, places), ITEM_COLUMNS, header)


def report_lines(report: Report, syllabus: Syllabus, header: bool) -> str:
    """Return courses, each followed by its weeks, and the total, a line each."""
    rows: list[Sequence[Cell]] = []
    for course in report.courses:
        counts = _counts(course.progress)
        title = course.course.title
        rows.append((course.course.id, title, course.status, *counts, course.has_note))
        for week in course.weeks:
            counts = _counts(week.progress)
            rows.append((week.week.id, week.week.title, None, *counts, week.has_note))
    rows.append(("total", syllabus.title, None, *_counts(report.total), None))
    return table(rows, REPORT_COLUMNS, header)


def _counts(progress: Progress) -> Sequence[Cell]:
    return (
        *(progress.done, progress.total, progress.percent),
        *(progress.optional_done, progress.optional_total, progress.skipped),
        *(progress.minutes_done, progress.minutes_left, progress.items_without_minutes),
    )


def hit_lines(hits: Iterable[Hit], header: bool) -> str:
    """Return hits, a line each."""
    return table(hits, HIT_COLUMNS, header)


def review_lines(reviews: Iterable[Review], header: bool) -> str:
    """Return what is thought of courses, a line each."""
    return table(reviews, Review._fields, header)


def log_lines(entries: "Iterable[Event]", header: bool) -> str:
    """Return what was done, a line each."""
    return table(((utc(entry.at), *entry[1:]) for entry in entries), LOG_COLUMNS, header)


def note_lines(notes: Iterable[Hit], header: bool) -> str:
    """Return whole notes line by line, the lines counted from 1."""
    rows = [
        note._replace(line=number, text=line)
        for note in notes
        for number, line in enumerate(note.text.removesuffix("\n").split("\n"), start=1)
    ]
    return table(rows, HIT_COLUMNS, header)


LEVELS = {"course": "#", "week": "##", "item": "###"}


def notes_page(notes: Iterable[Hit]) -> str:
    """Return notes under headings with id and title, in study order."""
    blocks = [
        f"{LEVELS[note.where]} {shown(note.id)} {shown(note.title)}".rstrip()
        + f"\n\n{shown_lines(note.text).strip(chr(10))}\n"
        for note in notes
    ]
    return "\n".join(blocks)
