"""What is said of an item and of counts, in the words that every page shares."""

from datetime import date, datetime, tzinfo

from mlops_tracker.local_time import local
from mlops_tracker.study.progress import Progress
from mlops_tracker.study.quantities import in_hours
from mlops_tracker.study.record import ItemRecord
from mlops_tracker.study.syllabus import Item

NO_PERCENT = "–"


def local_day(moment: datetime, zone: tzinfo | None = None) -> date:
    """Return the day that a time is on in a zone, or where the reader is."""
    return local(moment, zone).date()


def percent(progress: Progress) -> str:
    """Return a percent, or a dash where nothing counts."""
    return NO_PERCENT if progress.percent is None else f"{progress.percent}%"


def hours(minutes: int, unknown: int = 0) -> str:
    """Return minutes as hours; `+?` where some items state none."""
    return in_hours(minutes) + "+?" * bool(unknown)


def number(value: float) -> str:
    """Return a number exactly, without a point where it is whole."""
    return repr(value).removesuffix(".0")


def stars(count: int) -> str:
    """Return one to five stars: `★★★☆☆`."""
    return "★" * count + "☆" * (5 - count)


def facts(item: Item, did: ItemRecord, zone: tzinfo | None = None) -> list[str]:
    """Return what is known of an item besides kind, title and addresses, a few words each.

    Days are those of a zone, or of where the reader is.
    """
    known = {
        "optional": item.optional,
        f"{item.minutes} min": item.minutes is not None,
        did.status: did.status in {"doing", "skipped"},
        f"done {did.done_at and local_day(did.done_at, zone)}": did.done_at is not None,
        f"score {number(did.score or 0.0)}%": did.score is not None,
        f"took {did.spent_minutes} min": did.spent_minutes is not None,
    }
    return [words for words, is_known in known.items() if is_known]
