"""What was done when, and the versions of a record, as tables."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from mlops_tracker.local_time import local
from mlops_tracker.study.log import Entry
from mlops_tracker.study.quantities import in_hours, in_percent
from mlops_tracker.views.grid import Column, Grid, Styled
from mlops_tracker.views.tables import STYLES, WRAPPED, Screen, text

STATUSES = {"taken back": "todo"}
"""The status after what was done, where it is not called so."""


def draw_log(screen: Screen, entries: Sequence[Entry]) -> None:
    """Draw what was done, each local day under its date."""

    def day(entry: Entry) -> str:
        return f"{local(entry.at):%Y-%m-%d %a}" if entry.at else "nobody knows when"

    columns = Column(len(screen.glyphs.done)), Column(), WRAPPED
    for heading, in_day in groupby(entries, key=day):
        rows = [_row(screen, entry) for entry in in_day]
        screen.draw(text(heading, "bold"), Grid(columns, rows), "")


def _row(screen: Screen, entry: Entry) -> Sequence[Styled]:
    """Give mark, id and title, with what else there is to know."""
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
