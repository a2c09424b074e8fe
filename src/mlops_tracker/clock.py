"""The clock, and local time: what people read, from the UTC that is stored, and back.

Nothing else asks the system for the time or for its zone. A zone that does not work
counts as UTC everywhere, so that a day that was written down is read as the same day.
Only `asking` and `cli` ask what time it is; the rooms below are told.
"""

import time
from datetime import UTC, date, datetime, tzinfo
from datetime import time as time_of_day

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The first and the last moment that a record can hold."""
A_DAY = 24 * 60 * 60
"""Seconds. Python knows no offset from UTC as long as that."""


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is in UTC already."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # in the first year or the last, which no record can hold anyway
        return moment.replace(tzinfo=UTC)


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Return a moment in a zone, or in local time."""
    try:
        return moment.astimezone(zone or system_zone())
    except (OSError, OverflowError, ValueError):  # a moment that the system cannot place
        return moment.astimezone(UTC)


def local_day(moment: datetime, zone: tzinfo | None = None) -> date:
    """Return the day that a moment is on in a zone, or in local time."""
    return local(moment, zone).date()


def noon(day: date) -> datetime:
    """Return the local noon of a day, in UTC.

    That is on the same day for a reader anywhere within eleven hours. For a day that
    a record can hold it is a moment that a record can hold.
    """
    naive = datetime.combine(day, time_of_day(12))
    try:
        zone = system_zone()
        moment = naive.astimezone(UTC) if zone is None else naive.replace(tzinfo=zone)
    except (OSError, OverflowError, ValueError):
        moment = naive.replace(tzinfo=UTC)
    nearest = min(max(moment, EARLIEST), LATEST)
    can_be_held = EARLIEST.date() <= day <= LATEST.date() or local(nearest).date() == day
    return nearest if can_be_held else moment


def system_zone() -> tzinfo | None:
    """Return None for the zone of the system, UTC where that does not work."""
    return UTC if max(abs(time.timezone), abs(time.altzone)) >= A_DAY else None


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment_of(day: date) -> datetime:
    """Return the time that stands for a day: now for today, else its local noon, in UTC."""
    return now() if day == today() else noon(day)


def today() -> date:
    """Return the day it is here."""
    return local_day(now())
