"""The time, which the rooms below are told and never look up."""

from datetime import UTC, date, datetime, time


def now() -> datetime:
    """Give the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment_of(day: date) -> datetime:
    """Give the time that stands for a day: now for today, else its local noon, in UTC.

    Noon is on the same day for a reader anywhere within eleven hours.
    """
    if day == today():
        return now()
    return datetime.combine(day, time(12)).astimezone(UTC)


def today() -> date:
    """Give the day it is here."""
    return now().astimezone().date()
