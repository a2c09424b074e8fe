"""The time, which the rooms below are told and never look up."""

import os
import re
import time
from datetime import UTC, date, datetime

from mlops_tracker.local_time import local, noon, system_zone

ZONE_FOLDERS = (
    *("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"),
)
NAMES_OF_UTC = frozenset({"GMT", "GMT0", "GREENWICH", "UCT", "UNIVERSAL", "UTC", "ZULU"})

_RULE = re.compile(r"<|[A-Za-z]{3,}[+-]?\d")
"""How a time zone begins that is written as a rule: `EST5EDT`, `<+0530>-5:30`."""


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment_of(day: date) -> datetime:
    """Return the time that stands for a day: now for today, else its local noon, in UTC."""
    return now() if day == today() else noon(day)


def today() -> date:
    """Return the day it is here."""
    return local(now()).date()


def broken_zone() -> str | None:
    """Return the time zone that counts as UTC because it does not work."""
    name = os.environ.get("TZ", "")
    if system_zone() is not None:
        return name or time.tzname[0]
    if not name or time.timezone or time.altzone or not hasattr(time, "tzset"):
        return None
    return None if _is_zone(name.removeprefix(":")) else name


def _is_zone(name: str) -> bool:
    """Whether the system knows a zone; any other it takes for UTC without a word."""
    if name.rpartition("/")[2].upper() in NAMES_OF_UTC or _RULE.match(name):
        return True
    folders = [os.environ.get("TZDIR", ""), *ZONE_FOLDERS]
    return any(_is_zone_file(os.path.join(folder, name)) for folder in folders if folder)


def _is_zone_file(path: str) -> bool:
    """Whether a file holds a time zone; one that cannot be read is none to the system either."""
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"TZif"
    except (OSError, ValueError):  # as said above
        return False
