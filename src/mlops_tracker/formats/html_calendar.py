"""The days on which items were finished, as a calendar of shaded days."""

from calendar import Calendar, month_name
from collections import Counter
from collections.abc import Iterator
from datetime import date

from mlops_tracker.formats.facts import local_day
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.record import StudyRecord

SHADES = 4
MOST_MONTHS = 18
"""Of a longer time, months in which nothing was finished are left out."""


def calendar(record: StudyRecord) -> str:
    """Give a small sheet for each month, and the same as a list of days."""
    finished = _finished(record)
    if not finished:
        return "<p class=soft>No finished item has a date yet.</p>"
    most = max(finished.values())
    sheets = "".join(_sheet(year, month, finished, most) for year, month in _months(finished))
    days = "".join(
        f"<li><time>{day}</time> {amount(finished[day], 'item')}</li>" for day in sorted(finished)
    )
    shades = "".join(f'<i class="day s{shade}"></i>' for shade in range(SHADES + 1))
    return (
        f"<p class=soft>{amount(finished.total(), 'item')} on {amount(len(finished), 'day')}, "
        f"at most {most} on one.</p>"
        f"<div class=sheets>{sheets}</div><p class=legend aria-hidden=true>less {shades} more</p>"
        f"<details><summary>The days as a list</summary><ol class=days>{days}</ol></details>"
    )


def _finished(record: StudyRecord) -> Counter[date]:
    """Give how many items were finished on each day, whether or not the syllabus has them."""
    done = record.items.values()
    return Counter(local_day(d.done_at) for d in done if d.status == "done" and d.done_at)


def _months(finished: Counter[date]) -> Iterator[tuple[int, int]]:
    """Give the months to show, from the first to the last."""
    first, last = (day.year * 12 + day.month - 1 for day in (min(finished), max(finished)))
    busy = {(day.year, day.month) for day in finished}
    for number in range(first, last + 1):
        month = (number // 12, number % 12 + 1)
        if month in busy or last - first < MOST_MONTHS:
            yield month


def _sheet(year: int, month: int, finished: Counter[date], most: int) -> str:
    """Give one month, a row a week, Monday first."""
    cells = "".join(
        _day(day, finished[day], most) if day.month == month else "<i></i>"
        for day in Calendar().itermonthdates(year, month)
    )
    here = [count for day, count in finished.items() if (day.year, day.month) == (year, month)]
    name = f"{month_name[month]} {year}"
    told = f"{name}: {amount(sum(here), 'item')} on {amount(len(here), 'day')}"
    return (
        f"<figure><figcaption aria-hidden=true>{name[:3]} {year}</figcaption>"
        f'<div class=month role=img aria-label="{told}">{cells}</div></figure>'
    )


def _day(day: date, count: int, most: int) -> str:
    """Give one day, the darker the more was finished."""
    shade = -(-count * SHADES // most)
    return f'<i class="day s{shade}" title="{day}: {amount(count, "item")}"></i>'
