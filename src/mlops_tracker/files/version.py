"""What is known of a version of a record; which steps stand, which versions are worth keeping."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

LAST, DAYS = 50, 30
"""So many steps can be undone; for so many days one version of each day is kept."""
NEWEST, MOST_BYTES = 10, 64 * 1024 * 1024
"""So many versions are kept however large they are; the older ones take so much together."""
Kind = Literal["begun", "step", "undo", "redo", "found"]
"""What makes a version: a beginning, a command, taking one back, doing it again, others."""
Deed = tuple[str, str]
"""An id, and in a word what was done with it."""


class Cause(NamedTuple):
    """What makes a version."""

    what: str
    """In words that can be typed, such as `done 1.1.3`."""
    at: datetime
    """In UTC."""
    kind: Kind = "step"
    of: int = 0
    """The version that an undo takes back, or a redo makes again."""


class Version(NamedTuple):
    """What is known of a version without reading it whole."""

    number: int
    cause: Cause
    deeds: tuple[Deed, ...]
    done: int | None
    """How many items are done in it; None where it cannot be read as a record."""
    size: int
    """In bytes."""
    checksum: int
    before: int | None
    """The checksum of the record before; None where there was none."""


def undoable(versions: Iterable[Version]) -> list[Version]:
    """Give the steps that stand, the one to take back first last."""
    return _standing_and_undone(versions)[0]


def redoable(versions: Iterable[Version]) -> list[Version]:
    """Give the steps that were taken back, the one to make again first last."""
    return _standing_and_undone(versions)[1]


def _standing_and_undone(versions: Iterable[Version]) -> tuple[list[Version], list[Version]]:
    """Follow the steps, and what was taken back and made again."""
    standing: dict[int, Version] = {}
    undone: dict[int, Version] = {}
    for version in versions:
        kind, of = version.cause.kind, version.cause.of
        if kind == "begun":
            standing.clear()
        if kind == "step":
            standing[version.number] = version
        if kind in {"begun", "step"}:
            undone.clear()
        if kind == "undo" and of in standing:
            undone[of] = standing.pop(of)
        if kind == "redo" and of in undone:
            standing[of] = undone.pop(of)
    return list(standing.values()), list(undone.values())


def worth_keeping(versions: Sequence[Version], today: date) -> set[int]:
    """Return the numbers of the versions to keep.

    The last 50 steps with what was there before them, the fullest version of
    each of the last 30 days and of each month, and the fullest of all: a file
    that shrinks must not push out the last one that was complete. Of these the oldest
    go where they take too much room.
    """
    steps = [version.number for version in versions if version.cause.kind == "step"]
    first = steps[-LAST] - 1 if len(steps) > LAST else 0
    keep = {version.number for version in versions if version.number >= first}
    fullest: dict[object, Version] = {}
    for version in versions:
        if version.done is None:
            continue  # garbage, however much of it
        day = version.cause.at.date()
        periods: list[object] = ["ever", (day.year, day.month)]
        if (today - day).days < DAYS:
            periods.append(day)
        for period in periods:
            if period not in fullest or version.size >= fullest[period].size:
                fullest[period] = version
    keep |= {version.number for version in fullest.values()}
    # A step that was taken back would stand again without the version that says so.
    keep |= {version.number for version in versions if version.cause.of in keep}
    return keep - _too_large(versions, keep, fullest.get("ever"))


def _too_large(versions: Sequence[Version], keep: set[int], fullest: Version | None) -> set[int]:
    """Return the versions for which there is no room, the oldest of those to `keep`."""
    older = [version for version in versions if version.number in keep][:-NEWEST]
    room = MOST_BYTES
    dropped = set()
    for version in sorted(older, key=lambda version: (version == fullest, version.number))[::-1]:
        room -= version.size
        if room < 0 and version != fullest:
            dropped.add(version.number)
    return dropped
