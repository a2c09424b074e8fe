"""What a record has lost since it was last seen, and whether it was cut off.

A record that was cut off at the end of a line is still TOML and still a record. Its
missing last line tells, and for a record that never had one the memory of what was there.
"""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from mlops_tracker.errors import DamagedFileError, LostItemsError
from mlops_tracker.store.reading import as_text
from mlops_tracker.store.record_text import SECTIONS, is_complete, meaning

NAMED = 3


class Missing(NamedTuple):
    """What one record says of an item, a week or a course, and another does not."""

    id: str
    keys: tuple[str, ...] = ()
    """The keys of which nothing or less is left; none where the table is gone."""


class Loss(NamedTuple):
    """What a record has less than the version that was kept last."""

    version: int
    missing: Sequence[Missing] = ()
    added: Sequence[Missing] = ()
    """What it has more, which to restore the version would take away."""
    is_cut: bool = False
    """Whether the record was cut off, so that nothing may be saved to it."""
    is_gone: bool = False
    """Whether there is no file any more."""

    @property
    def what_is_missing(self) -> str:
        """What is missing, by its ids."""
        return in_words(self.missing)


def loss_since(latest: tuple[int, bytes], present: bytes | None) -> Loss | None:
    """Return what a record has lost since its last version, given as its number and bytes.

    `present` is what it holds (None: it is gone). None where it has lost nothing, or where
    either is not a record.
    """
    number, before = latest
    if present is None:
        return Loss(number, is_gone=True) if says_something(before) else None
    was, is_now = _meaning(before), _meaning(present)
    if before == present or was is None or is_now is None:
        return None
    missing = list(_missing(was, is_now))
    if is_complete(as_text(present, Path())):
        is_cut = False
    elif is_complete(as_text(before, Path())):
        is_cut = True
    else:
        lost = lost_ids(before, present)
        is_cut = bool(lost)
        missing = [Missing(id) for id in lost]
    if not is_cut and not missing:
        return None
    return Loss(number, missing, list(_missing(is_now, was)), is_cut)


def refusal(loss: Loss, path: Path) -> LostItemsError | None:
    """Return why a record that has lost something is not saved to; None where it may be.

    It is gone or was cut off, or it is one of two sides that git has yet to join: to bring
    back a version would drop one of these.
    """
    if loss.is_gone:
        return LostItemsError(
            f"`{path}` is gone since it was last saved",
            "did you or a sync remove it",
            hint=f"`tracker restore {loss.version}` brings it back as it was",
        )
    from mlops_tracker.store.git import is_unmerged  # runs git, and is seldom needed

    has_two_sides = bool(is_unmerged(path))
    if not (loss.is_cut or has_two_sides):
        return None
    what = in_words(loss.missing)
    is_are, it = ("is", "it") if len(loss.missing) == 1 else ("are", "them")
    statement, question = f"`{path}` does not end as it was saved", "was it cut off"
    if what:
        statement = f"{what} {is_are} missing from `{path}`"
        question = f"did you or a sync remove {it}"
    taken = f"takes away {in_words(loss.added)}" if loss.added else "takes nothing away"
    hint = (
        f"`tracker restore {loss.version}` brings version {loss.version} back and {taken}; "
        "`tracker accept` if that is intended"
    )
    if has_two_sides:
        hint = "git has two sides of it; `tracker merge` joins them"
    return LostItemsError(statement, question, hint=hint)


def in_words(missing: Sequence[Missing]) -> str:
    """Return ids, and keys in brackets where the table is still there, the first ones at most."""
    names = [f"{id} ({', '.join(keys)})" if keys else id for id, keys in missing[:NAMED]]
    more = len(missing) - NAMED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _missing(was: dict[str, Any], is_now: dict[str, Any]) -> Iterator[Missing]:
    """Yield what is gone from one record to another; a text that was rewritten is not."""
    for section in SECTIONS:
        for id, table in was.get(section, {}).items():
            left = is_now.get(section, {}).get(id)
            if left is None:
                yield Missing(id)
                continue
            keys = tuple(key for key in table if _is_less(table[key], left.get(key)))
            if keys:
                yield Missing(id, keys)


def _is_less(value: object, left: object) -> bool:
    """Return whether a value is gone, or a part of a text or of a list is left of it."""
    if left is None or (value == "done" and left != "done"):
        return True
    if isinstance(value, str) and isinstance(left, str):
        return value != left and left in value
    if isinstance(value, list) and isinstance(left, list):
        return any(entry not in left for entry in value)
    return False


def lost_ids(before: bytes, now: bytes) -> list[str]:
    """Return the ids of items, weeks and courses of which `now` says nothing any more.

    Of a text that was cut off within a table also the id of that one; of one that
    was cut off in what others keep there `its end`.
    """
    was, is_now = _meaning(before), _meaning(now)
    if was is None or is_now is None or was == is_now:
        return []
    entries = [(section, id) for section in SECTIONS for id in was.get(section, {})]
    is_cut = before.startswith(now)
    lost = [
        id
        for section, id in entries
        if id not in is_now.get(section, {}) or (is_cut and is_now[section][id] != was[section][id])
    ]
    return lost or ["its end"] * is_cut


def _meaning(content: bytes) -> dict[str, Any] | None:
    """Return what a record says; None for what is none."""
    with suppress(DamagedFileError, ValueError, RecursionError, AttributeError):
        return meaning(tomllib.loads(as_text(content, Path())))
    return None


def says_something(content: bytes) -> bool:
    """Return whether a record says anything of an item, a week or a course.

    One that is damaged may.
    """
    says = _meaning(content)
    return says is None or any(says.get(section) for section in SECTIONS)


def number_done(content: bytes) -> int | None:
    """Return how many items are done in a record; None for what is none."""
    says = _meaning(content)
    if says is None:
        return None
    statuses = [item.get("status") for item in says.get("items", {}).values()]
    return statuses.count("done")
