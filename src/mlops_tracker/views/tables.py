"""Values -> rich tables for people. To import rich takes 25 ms: only where one is drawn.

Texts of files and people go through `shown` into `Text`, so that neither rich
markup nor escape sequences in them do anything.
"""

import io
from collections.abc import Sequence
from itertools import chain, groupby, repeat
from typing import IO

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from mlops_tracker.local_time import local
from mlops_tracker.study.planning import Overview
from mlops_tracker.study.progress import Progress, Report
from mlops_tracker.study.quantities import amount, in_hours, in_percent
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.search import Hit
from mlops_tracker.study.syllabus import Item, Place, Syllabus
from mlops_tracker.views.marks import UNICODE, Glyphs
from mlops_tracker.views.sentences import counted, nothing_next
from mlops_tracker.views.shown import shown

STYLES = {"done": "green", "doing": "yellow", "skipped": "dim"}
"""What a status looks like beside its mark."""
WIDE = 100_000
"""Columns of an output that is no terminal: nothing is wrapped."""
NARROW_BAR, WIDE_BAR, ROOMY = 8, 16, 120
"""Columns of a progress bar, without and with that much room."""
WIDEST_KIND = 16
NARROW = 60
"""Columns below which a list shows neither kinds nor minutes."""
SIMPLE_ASCII = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


class Screen:
    """Where tables are drawn."""

    def __init__(self, file: IO[str], glyphs: Glyphs, width: int | None, color: bool) -> None:
        """Draw on `file`; without a `width` lines are as long as they need to be."""
        self._file = file
        self.glyphs = glyphs
        self.width = width or WIDE
        self.box = SIMPLE_HEAD if glyphs == UNICODE else SIMPLE_ASCII
        self.bar_width = WIDE_BAR if self.width >= ROOMY else NARROW_BAR
        self.cuts = width is not None
        """Whether a long title may be cut in a report, where it is an ornament."""
        self._console = Console(
            file=io.StringIO(),
            width=self.width,
            height=100,  # given both, rich takes no other size, whatever TERM says
            color_system="standard" if color else None,
            force_terminal=color,
            no_color=not color,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
            soft_wrap=False,
        )

    def draw(self, *parts: RenderableType) -> None:
        """Print parts one below the other."""
        with self._console.capture() as capture:
            for part in parts:
                self._console.print(part)
        # rich pads the last column to its width.
        self._file.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def text(content: str, style: str = "") -> Text:
    """Give a text from a file or a person as rich draws it, and as nothing else."""
    return Text(shown(content), style=style)


def draw_items(
    screen: Screen, places: Sequence[Place], record: StudyRecord, report: Report
) -> None:
    """Draw items under their courses and weeks, each week with its whole progress."""
    progress = {week.week.id: week.progress for course in report.courses for week in course.weeks}
    id_width = max((len(place.item.id) for place in places), default=0)
    kind_width = _kind_width(screen, places)
    for course, in_course in groupby(places, key=lambda place: place.course):
        screen.draw(_heading(course.id, text(course.title, "bold")))
        for week, in_week in groupby(in_course, key=lambda place: place.week):
            title = text(week.title, "bold cyan")
            title.append(f"  {counted(progress[week.id])}", "not bold")
            table = grid()
            table.add_column(width=len(screen.glyphs.done))
            table.add_column(min_width=id_width, no_wrap=True)
            if kind_width:
                table.add_column(width=kind_width, overflow="fold")
                table.add_column(min_width=5, justify="right", no_wrap=True)
            table.add_column(overflow="fold")
            for place in in_week:
                mark, id, *about, item = _item_row(place.item, record, screen.glyphs)
                table.add_row(mark, id, *(about if kind_width else []), item)
            screen.draw("", _heading(week.id, title), table)
        screen.draw("")


def _kind_width(screen: Screen, places: Sequence[Place]) -> int:
    """Give the columns of kinds: as they need where nothing is cut, none on a narrow screen."""
    if screen.width < NARROW:
        return 0
    widest = max((cell_len(shown(place.item.kind)) for place in places), default=0)
    return min(widest, WIDEST_KIND) if screen.cuts else widest


def _heading(id: str, title: Text) -> Table:
    """Give a heading whose title goes on below itself, not below its id."""
    table = grid()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text(id, title.style), title)
    return table


def _item_row(item: Item, record: StudyRecord, glyphs: Glyphs) -> Sequence[RenderableType]:
    """Give mark, id, kind, minutes and title, with what else there is to know."""
    did = record.item(item.id)
    style = STYLES.get(did.status, "")
    title = text(item.title, style)
    remarks = ["optional"] * item.optional + ["note"] * bool(did.note)
    remarks += [amount(len(did.links), "link")] if did.links else []
    remarks += [in_percent(did.score)] if did.score is not None else []
    remarks += [f"took {in_hours(did.spent_minutes)}"] if did.spent_minutes else []
    if remarks:
        title.append(f"  ({', '.join(remarks)})", "dim")
    mark = Text(glyphs.mark(did.status), style=style)
    return mark, Text(item.id, style=style), text(item.kind, "dim"), Text(*_minutes(item)), title


def grid() -> Table:
    """Give a table without lines or header."""
    return Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)


def time_of(minutes: int, unknown: int) -> str:
    """Give minutes in hours, with `+?` where some items do not say how long they take."""
    return in_hours(minutes) + "+?" * bool(unknown)


def _times(total: Progress) -> str:
    """Give the minutes that are done and left, where any are known."""
    done = time_of(total.minutes_done, total.unknown_done)
    left = time_of(total.minutes_left, total.unknown_left)
    return f"   {done} done, {left} left" * total.has_minutes


def draw_overview(
    screen: Screen, overview: Overview, syllabus: Syllabus, record: StudyRecord
) -> None:
    """Draw where the learner is and what is next, on one screen."""
    total, last = overview.report.total, overview.last
    bar = Text(screen.glyphs.bar(total.percent, WIDE_BAR))
    bar.stylize("green", 0, bar.plain.count(screen.glyphs.full))
    screen.draw(
        text(syllabus.title, "bold"),
        bar.append(f"  {counted(total)}{_times(total)}"),
    )
    table = grid()
    table.add_column(no_wrap=True, style="dim")
    for _ in range(4):
        table.add_column(overflow="fold")
    if last:
        did = record.item(last.item.id)
        day = f"{local(did.done_at):%Y-%m-%d}" if did.done_at else ""
        table.add_row("last", *_short_row(last, record, screen), Text(day, "dim"))
    for place, label in zip(overview.upcoming, chain(["next"], repeat("")), strict=False):
        table.add_row(label, *_short_row(place, record, screen), _about(place.item))
    if not overview.upcoming:
        table.add_row("next", "", "", text(nothing_next(total)))
    screen.draw("", table)


def draw_welcome(screen: Screen, syllabus: Syllabus, record: str, first: Place | None) -> None:
    """Draw three lines for somebody who is here for the first time, and the first item."""
    weeks = amount(len(syllabus.weeks), "week")
    items = amount(len(syllabus.places), "item")
    screen.draw(
        text("Welcome. tracker knows the course, keeps what you did, and says what is next."),
        text(f"{syllabus.title}: {weeks}, {items}."),
        text(f"Your record will be {record}; it stays on this machine."),
    )
    if first:
        table = grid()
        table.add_row(
            Text("first", "dim"), Text(first.item.id), text(first.item.title), _about(first.item)
        )
        screen.draw("", table)


def _about(item: Item) -> Text:
    """Give kind and minutes of an item."""
    return text(", ".join([item.kind, *_minutes(item)]), "dim")


def _short_row(place: Place, record: StudyRecord, screen: Screen) -> Sequence[RenderableType]:
    """Give mark, id and title of an item."""
    status = record.item(place.item.id).status
    style = STYLES.get(status, "")
    return Text(screen.glyphs.mark(status), style), Text(place.item.id), text(place.item.title)


def _minutes(item: Item) -> Sequence[str]:
    """Give how long an item takes, if somebody says."""
    return [] if item.minutes is None else [in_hours(item.minutes)]


def draw_hits(screen: Screen, hits: Sequence[Hit]) -> None:
    """Draw what was found: id, title and the line it is in."""
    table = grid()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for hit in hits:
        found = Text("") if hit.line is None and hit.text == hit.title else text(hit.text)
        line = f"line {hit.line}: " if hit.line else ""
        table.add_row(text(hit.id), text(hit.title, "cyan"), Text(line, "dim").append_text(found))
    screen.draw(table)
