"""What is said of an item, of counts and of what is held back, in the words all pages share.

What an archive is without stands in it in a sentence that `import` reads back.
"""

import re
from datetime import tzinfo
from urllib.parse import quote

from mlops_tracker.clock import local_day
from mlops_tracker.study.progress import Progress
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.record import ItemRecord, plain_fields, plain_text
from mlops_tracker.study.solutions import HeldBack
from mlops_tracker.study.syllabus import Item

NO_PERCENT = "–"
HELD_BACK = "Held back"
_ON_GRADED = "graded items"
_ON_GONE = "items that are graded or no longer in the syllabus"
_TOLD_HELD_BACK = re.compile(
    r"(?:(?P<notes>\d{1,9}) notes?)?(?: and )?(?:(?P<links>\d{1,9}) links?)?"
    rf" on (?P<which>{_ON_GRADED}|{_ON_GONE})",
    re.ASCII,
)


def percent(progress: Progress) -> str:
    """Return a percent, or a dash where nothing counts."""
    return NO_PERCENT if progress.percent is None else f"{progress.percent}%"


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
    plain = [
        f"{name} {quote(text)}"
        for entry in (item, did)
        for name in plain_fields(entry)
        if (text := plain_text(entry, name))
    ]
    return [*(words for words, is_known in known.items() if is_known), *plain]


def held_back_told(held: HeldBack) -> str:
    """Return what was held back: `2 notes and 1 link on graded items`."""
    counts = {"note": held.notes, "link": held.links}
    them = " and ".join(amount(count, what) for what, count in counts.items() if count)
    return f"{them} on {_ON_GONE if held.has_gone else _ON_GRADED}"


def held_back_paragraph(held: HeldBack) -> str:
    """Return the paragraph of an archive that says what it is without."""
    return f"**{HELD_BACK}**: {held_back_told(held)}"


def held_back_in(words: str) -> HeldBack | None:
    """Return what the words behind the label say, None where they are not so told."""
    found = _TOLD_HELD_BACK.fullmatch(words.removeprefix(": "))
    if found is None:
        return None
    notes, links = int(found["notes"] or 0), int(found["links"] or 0)
    held = HeldBack(notes, links, found["which"] == _ON_GONE)
    return held if held_back_told(held) == words.removeprefix(": ") else None


def held_back_repeated(held: HeldBack) -> str:
    """Return what whoever imports an archive is told of what it is without."""
    was = "was" if held.notes + held.links == 1 else "were"
    return f"{held_back_told(held)} {was} held back when this archive was made"
