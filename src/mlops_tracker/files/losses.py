"""What a record has lost since it was last seen.

A record cut at the end of a line is still TOML and still a record; only the
memory of what was there tells that something is missing.
"""

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.files.reading import as_text
from mlops_tracker.files.record_text import SECTIONS, meaning


def lost_ids(before: bytes, now: bytes) -> list[str]:
    """Give the ids of items, weeks and courses of which `now` says nothing any more.

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
    """Give what a record says; None for what is none."""
    with suppress(DamagedFileError, ValueError, RecursionError, AttributeError):
        return meaning(tomllib.loads(as_text(content, Path())))
    return None


def says_something(content: bytes) -> bool:
    """Whether a record says anything of an item, a week or a course; one that is damaged may."""
    says = _meaning(content)
    return says is None or any(says.get(section) for section in SECTIONS)


def number_done(content: bytes) -> int | None:
    """Give how many items are done in a record; None for what is none."""
    says = _meaning(content)
    if says is None:
        return None
    statuses = [item.get("status") for item in says.get("items", {}).values()]
    return statuses.count("done")
