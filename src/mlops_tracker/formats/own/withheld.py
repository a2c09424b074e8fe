"""What an archive is without, in a sentence that people read and `import` reads back."""

import re

from mlops_tracker.study.quantities import amount
from mlops_tracker.study.solutions import HeldBack

LABEL = "Held back"
_ON_GRADED = "graded items"
_ON_GONE = "items that are graded or no longer in the syllabus"
_TOLD = re.compile(
    r"(?:(?P<notes>\d{1,9}) notes?)?(?: and )?(?:(?P<links>\d{1,9}) links?)?"
    rf" on (?P<which>{_ON_GRADED}|{_ON_GONE})",
    re.ASCII,
)


def told(held: HeldBack) -> str:
    """Return what was held back: `2 notes and 1 link on graded items`."""
    counts = {"note": held.notes, "link": held.links}
    them = " and ".join(amount(count, what) for what, count in counts.items() if count)
    return f"{them} on {_ON_GONE if held.has_gone else _ON_GRADED}"


def paragraph(held: HeldBack) -> str:
    """Return the paragraph of an archive that says what it is without."""
    return f"**{LABEL}**: {told(held)}"


def held_back_in(words: str) -> HeldBack | None:
    """Return what the words behind the label say, None where they are not as `told` has them."""
    found = _TOLD.fullmatch(words.removeprefix(": "))
    if found is None:
        return None
    notes, links = int(found["notes"] or 0), int(found["links"] or 0)
    held = HeldBack(notes, links, found["which"] == _ON_GONE)
    return held if told(held) == words.removeprefix(": ") else None


def repeated(held: HeldBack) -> str:
    """Return what whoever imports an archive is told of what it is without."""
    was = "was" if held.notes + held.links == 1 else "were"
    return f"{told(held)} {was} held back when this archive was made"
