"""Values -> tables for people.

Texts of files and people go through `shown`, so that escape sequences in them do nothing.

What the learner thinks of the courses, as people read it.

What was done when, and the versions of a record, as tables.
"""

import io
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, groupby, repeat
from typing import IO, TYPE_CHECKING, Any

from mlops_tracker.clock import local
from mlops_tracker.study.log import Event
from mlops_tracker.study.plan import Overview
from mlops_tracker.study.progress import Progress, Report
from mlops_tracker.study.quantities import amount, in_hours, in_hours_at_least, in_percent
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.search import Hit
from mlops_tracker.study.steps import Review
from mlops_tracker.study.syllabus import Item, Place, Syllabus
from mlops_tracker.views.grid import NARROWEST, Column, Grid, Styled, cell_width, wrapped
from mlops_tracker.views.marks import Glyphs, shown, shown_lines
from mlops_tracker.views.sentences import counted, nothing_next

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

STYLES = {"done": "green", "doing": "yellow", "skipped": "dim"}
"""What a status looks like beside its mark."""
WIDE = 100_000
"""Columns of an output that is no terminal: nothing is wrapped."""
NARROW_BAR, WIDE_BAR, ROOMY = 8, 16, 120
"""Columns of a progress bar, without and with that much room."""
WIDEST_KIND = 16
NARROW = 60
"""Columns below which a list shows neither kinds nor minutes."""
NOTHING = Styled("")
WRAPPED = Column(wraps=True)


class Screen:
    """Where tables are drawn."""

    def __init__(self, file: IO[str], glyphs: Glyphs, width: int | None, color: bool) -> None:
        """Draw on `file`; without a `width` lines are as long as they need to be."""
        self._file = file
        self._color = color
        self.glyphs = glyphs
        self.width = width or WIDE
        self.bar_width = WIDE_BAR if self.width >= ROOMY else NARROW_BAR
        self.cuts = width is not None
        """Whether a long title may be cut in a report, where it is an ornament."""

    @cached_property
    def _console(self) -> "Console":
        from rich.console import Console  # 25 ms, only for what rich draws

        return Console(
            file=io.StringIO(),
            width=self.width,
            height=100,  # given both, rich takes no other size, whatever TERM says
            color_system="standard" if self._color else None,
            force_terminal=self._color,
            no_color=not self._color,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
            soft_wrap=False,
        )

    def draw(self, *parts: "Grid | Styled | RenderableType") -> None:
        """Print parts one below the other; an empty text is an empty line."""
        for part in parts:
            lines: Iterable[str] | None = None
            if isinstance(part, Grid):
                lines = part.lines(self.width, color=self._color)
            elif isinstance(part, Styled) and self.width >= NARROWEST:
                lines = wrapped(part, self.width, color=self._color)
            elif part == "":
                lines = [""]
            if lines is None:
                lines = self._by_rich(part.as_rich() if isinstance(part, Grid | Styled) else part)
            # The last column is filled up to its width.
            self._file.writelines(f"{line.rstrip()}\n" for line in lines)

    def _by_rich(self, part: "RenderableType") -> Sequence[str]:
        """Return the lines of what rich draws."""
        with self._console.capture() as capture:
            self._console.print(part)
        return capture.get().splitlines()


def text(content: str, style: str = "") -> Styled:
    """Return a text from a file or a person as it is drawn."""
    return Styled(shown(content), style)


def draw_items(
    screen: Screen, places: Sequence[Place], record: StudyRecord, report: Report
) -> None:
    """Draw items under their courses and weeks, each week with its whole progress."""
    progress = {week.week.id: week.progress for course in report.courses for week in course.weeks}
    id_width = max((len(place.item.id) for place in places), default=0)
    kind_width = _kind_width(screen, places)
    about = Column(kind_width, wraps=True), Column(min_width=5, justify="right")
    columns = (
        *(Column(len(screen.glyphs.done)), Column(min_width=id_width)),
        *(about if kind_width else ()),
        WRAPPED,
    )
    for course, in_course in groupby(places, key=lambda place: place.course):
        screen.draw(_heading(course.id, text(course.title, "bold")))
        for week, in_week in groupby(in_course, key=lambda place: place.week):
            title = text(week.title, "bold cyan")
            title = title.append(f"  {counted(progress[week.id])}", "not bold")
            rows = [_item_row(place.item, record, screen.glyphs, kind_width) for place in in_week]
            screen.draw("", _heading(week.id, title), Grid(columns, rows))
        screen.draw("")


def _kind_width(screen: Screen, places: Sequence[Place]) -> int:
    """Return the columns of kinds: as they need where nothing is cut, none on a narrow screen."""
    if screen.width < NARROW:
        return 0
    widest = max((cell_width(kind) for kind in {shown(p.item.kind) for p in places}), default=0)
    return min(widest, WIDEST_KIND) if screen.cuts else widest


def _heading(id: str, title: Styled) -> Grid:
    """Return a heading whose title goes on below itself, not below its id."""
    return Grid((Column(), WRAPPED), [(Styled(id, title.style), title)])


def _item_row(item: Item, record: StudyRecord, glyphs: Glyphs, kind_width: int) -> Sequence[Styled]:
    """Return mark, id, kind and minutes (where kinds have a width), and title with the rest."""
    did = record.item(item.id)
    style = STYLES.get(did.status, "")
    title = text(item.title, style)
    remarks = ["optional"] * item.optional + ["note"] * bool(did.note)
    remarks += [amount(len(did.links), "link")] if did.links else []
    remarks += [in_percent(did.score)] if did.score is not None else []
    remarks += [f"took {in_hours(did.spent_minutes)}"] if did.spent_minutes else []
    if remarks:
        title = title.append(f"  ({', '.join(remarks)})", "dim")
    about = (text(item.kind, "dim"), Styled("".join(_minutes(item)))) if kind_width else ()
    return Styled(glyphs.mark(did.status), style), Styled(item.id, style), *about, title


def _times(total: Progress) -> str:
    """Return the minutes that are done and left, where any are known."""
    done = in_hours_at_least(total.minutes_done, total.unknown_done)
    left = in_hours_at_least(total.minutes_left, total.unknown_left)
    return f"   {done} done, {left} left" * total.has_minutes


def draw_overview(
    screen: Screen, overview: Overview, syllabus: Syllabus, record: StudyRecord
) -> None:
    """Draw where the learner is and what is next, on one screen."""
    total, last = overview.report.total, overview.last
    bar = screen.glyphs.bar(total.percent, WIDE_BAR)
    full = bar.count(screen.glyphs.full)
    rest = f"{bar[full:]}  {counted(total)}{_times(total)}"
    screen.draw(
        text(syllabus.title, "bold"),
        Styled("").append(bar[:full], "green").append(rest),
    )
    rows: list[Sequence[Styled]] = []
    if last:
        did = record.item(last.item.id)
        day = f"{local(did.done_at):%Y-%m-%d}" if did.done_at else ""
        rows.append((Styled("last"), *_short_row(last, record, screen), Styled(day, "dim")))
    for place, label in zip(overview.upcoming, chain(["next"], repeat("")), strict=False):
        rows.append((Styled(label), *_short_row(place, record, screen), _about(place.item)))
    if not overview.upcoming:
        nothing = text(nothing_next(total))
        rows.append((Styled("next"), NOTHING, NOTHING, nothing, NOTHING))
    screen.draw("", Grid((Column(style="dim"), WRAPPED, WRAPPED, WRAPPED, WRAPPED), rows))


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
        title = text(first.item.title)
        row = Styled("first", "dim"), Styled(first.item.id), title, _about(first.item)
        screen.draw("", Grid((WRAPPED,) * 4, [row]))


def _about(item: Item) -> Styled:
    """Return kind and minutes of an item."""
    return text(", ".join([item.kind, *_minutes(item)]), "dim")


def _short_row(place: Place, record: StudyRecord, screen: Screen) -> Sequence[Styled]:
    """Return mark, id and title of an item."""
    status = record.item(place.item.id).status
    style = STYLES.get(status, "")
    mark = Styled(screen.glyphs.mark(status), style)
    return mark, Styled(place.item.id), text(place.item.title)


def _minutes(item: Item) -> Sequence[str]:
    """Return how long an item takes, if somebody says."""
    return [] if item.minutes is None else [in_hours(item.minutes)]


def draw_hits(screen: Screen, hits: Sequence[Hit]) -> None:
    """Draw what was found: id, title and the line it is in."""
    screen.draw(Grid((Column(), WRAPPED, WRAPPED), [_hit_row(hit) for hit in hits]))


def _hit_row(hit: Hit) -> Sequence[Styled]:
    """Return id, title and the line, if it is one of a note."""
    is_title = hit.line is None and hit.text == hit.title
    found = f"line {hit.line}: " * bool(hit.line) + shown(hit.text) * (not is_title)
    return text(hit.id), text(hit.title, "cyan"), Styled(found, "dim")


COURSE_STATUSES = {"active": "in progress", "completed": "completed", "dropped": "dropped"}


def draw_reviews(screen: Screen, reviews: Iterable[Review], syllabus: Syllabus) -> None:
    """Draw each course with its stars and status, the reason why it was dropped, and the review."""
    screen.draw(text(syllabus.title, "bold"))
    for review in reviews:
        rows = [
            (text(review.id, "bold"), text(review.title, "bold")),
            (NOTHING, _verdict(screen, review)),
        ]
        if review.review:
            rows.append((NOTHING, NOTHING))
            rows.append((NOTHING, Styled(shown_lines(review.review).strip("\n"))))
        screen.draw("", Grid((Column(), WRAPPED), rows))


def _verdict(screen: Screen, review: Review) -> Styled:
    """Return stars, status and reason."""
    mark = {"completed": screen.glyphs.done, "dropped": screen.glyphs.skipped}
    stars = f"{screen.glyphs.stars(review.stars)}  " if review.stars else ""
    said = f"{mark.get(review.status, screen.glyphs.todo)} {COURSE_STATUSES[review.status]}"
    verdict = Styled(stars, "yellow").append(said, "dim")
    if review.why:
        words = shown_lines(review.why).strip("\n")
        verdict = verdict.append(
            f": {words}" if review.status == "dropped" else f", was dropped: {words}"
        )
    return verdict


STATUSES = {"taken back": "todo"}
"""The status after what was done, where it is not called so."""


def draw_log(screen: Screen, entries: Sequence[Event]) -> None:
    """Draw what was done, each local day under its date."""

    def day(entry: Event) -> str:
        return f"{local(entry.at):%Y-%m-%d %a}" if entry.at else "nobody knows when"

    columns = Column(len(screen.glyphs.done)), Column(), WRAPPED
    for heading, in_day in groupby(entries, key=day):
        rows = [_row(screen, entry) for entry in in_day]
        screen.draw(text(heading, "bold"), Grid(columns, rows), "")


def _row(screen: Screen, entry: Event) -> Sequence[Styled]:
    """Return mark, id and title, with what else there is to know."""
    is_status = entry.what in {*STATUSES, "done", "doing", "skipped"}
    status = STATUSES.get(entry.what, entry.what)
    mark = screen.glyphs.mark(status) if is_status else ""
    remarks = [] if entry.what in {"done", "doing", "skipped"} else [entry.what]
    remarks += [in_percent(entry.score)] if entry.score is not None else []
    remarks += [f"took {in_hours(entry.spent_minutes)}"] if entry.spent_minutes else []
    style = STYLES.get(status, "")
    title = text(entry.title, style)
    if remarks:
        title = title.append(f"  ({', '.join(remarks)})", "dim")
    return text(mark, style), text(entry.id, style), title


def draw_versions(screen: Screen, versions: Sequence[tuple[Sequence[Any], str]]) -> None:
    """Draw versions, each with the local time at which it came to be."""
    rows = []
    for (number, _, what, _, done, _, is_current), moment in versions:
        now = Styled(screen.glyphs.doing if is_current else "", "yellow")
        count = "unreadable" if done is None else f"{done} done"
        rows.append((Styled(str(number)), Styled(moment), text(what), Styled(count, "dim"), now))
    right = Column(justify="right", wraps=True)
    screen.draw(Grid((right, WRAPPED, WRAPPED, right, WRAPPED), rows))
