"""Days, durations and scores, as people write them and read them.

Locale-free: days are ISO dates, `today`, `yesterday` or a weekday's name;
durations are `25m`, `1h10m` or plain minutes; scores are `8/10`, `80` or `80%`.
"""

import re
from collections.abc import Collection
from datetime import date, timedelta

from mlops_tracker.errors import RefusedError, UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
EARLIEST = date(1970, 1, 1)
"""Before it, not every system can tell the local time."""
MOST_MINUTES = 7 * 24 * 60
"""The longest time one item can take: a week without sleep."""
NEXT_TO_ALL = 99.99
"""The highest score that is less than all, as it is kept and told."""


def parse_day(text: str, today: date) -> date:
    """Return the day that `text` names; a weekday is the last one, today included.

    Raises UsageError for what is no day, RefusedError for one in the future.
    """
    word = text.strip().lower()
    if word in RELATIVE_DAYS:
        day = today + timedelta(days=RELATIVE_DAYS[word])
    elif (weekday := _weekday(word)) is not None:
        day = today - timedelta(days=(today.weekday() - weekday) % 7)
    else:
        day = _iso_day(text)
    if day > today:
        raise RefusedError(f"`{text}` is in the future", hint="name today or a day before it")
    return day


def _weekday(word: str) -> int | None:
    """Return the number of the weekday that `word` begins, in three letters or more."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(WEEKDAYS) if name.startswith(word)), None)


def _iso_day(text: str) -> date:
    """Return the day of `2026-03-02`."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
            day = date.fromisoformat(text.strip())
            if day < EARLIEST:
                raise UsageError(f"`{text}` is before 1970", hint="name a day since then")
            return day
    except ValueError:
        pass
    raise UsageError(
        f"`{text}` is no day", hint="write `2026-03-02`, `today`, `yesterday` or `mon`"
    )


def parse_minutes(text: str) -> int:
    """Return the whole minutes of `25m`, `1h10m`, `2 hours` or `25`. Raises UsageError."""
    hour, minute = "h(?:(?:ou)?rs?)?", "m(?:in(?:ute)?s?)?"
    match = re.fullmatch(
        rf"(?:(\d{{1,4}})\s*{hour})?\s*(?:(\d{{1,5}})\s*(?:{minute})?)?",
        text.strip().lower(),
        re.ASCII,
    )
    hours, minutes = match.groups() if match else (None, None)
    if hours is None and minutes is None:
        raise UsageError(f"`{text}` is no duration", hint="write `25m`, `1h10m` or `2h`")
    total = int(hours or 0) * 60 + int(minutes or 0)
    if not 0 < total <= MOST_MINUTES:
        raise UsageError(
            f"`{text}` is no time that one item takes", hint="write `25m`, `1h10m` or `2h`"
        )
    return total


def parse_score(text: str) -> float:
    """Return the percent of `8/10`, `80` or `80%`, to two places. Raises UsageError.

    It is 100 only where it is all.
    """
    number = r"(\d{1,6}(?:\.\d{1,6})?)"
    match = re.fullmatch(rf"{number}\s*(?:%|/\s*{number})?", text.strip(), re.ASCII)
    if match:
        points = float(match[1])
        most = float(match[2]) if match[2] else 100.0
        if points <= most and most > 0:
            return 100.0 if points == most else min(round(points * 100 / most, 2), NEXT_TO_ALL)
    raise UsageError(f"`{text}` is no score", hint="write `8/10`, `80` or `80%`, at most all of it")


def parse_count(text: str) -> int:
    """Return the number of things that are asked for, at least one. Raises UsageError."""
    if re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII) and int(text):
        return int(text)
    raise UsageError(f"`{text}` is no number of items", hint="write a whole number from 1 on")


def in_hours(minutes: int) -> str:
    """Return minutes as people read them: `45m`, `1h`, `2h5m`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest}m" if rest else f"{hours}h"


def in_hours_at_least(minutes: int, unknown: int = 0) -> str:
    """Return minutes as people read them, with `+?` where some items do not state any."""
    return in_hours(minutes) + "+?" * bool(unknown)


def number_of_lines(text: str) -> int:
    """Return how many lines a text has; one that is empty has none."""
    return len(text.removesuffix("\n").split("\n")) if text else 0


def in_percent(score: float) -> str:
    """Return a score as people read it: `80%`, `66.67%`; `100%` only where it is all."""
    return f"{score if score == 100 else min(score, NEXT_TO_ALL):.10g}%"


def either(words: Collection[str]) -> str:
    """Return words as a choice: `item, week or course`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def amount(number: int, noun: str) -> str:
    """Return a number with its noun: `1 line`, `3 lines`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
