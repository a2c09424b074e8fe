"""The use cases of a new edition: worked out first, then saved as a file beside the former.

The former file stays as it is, and the record changes the one line that names
its syllabus: that is a step of the record like any other, so `undo` takes it back.
Nothing here prints or asks.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.actions.imports import refuse_record, slug
from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.errors import DamagedFileError, RefusedError, TrackerError, UsageError
from mlops_tracker.store import places, reading, saving
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.reading import as_text, read_bytes
from mlops_tracker.store.toml_text import comments
from mlops_tracker.study.edition import Edition, edition, with_titles
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Syllabus


class SavedEdition(NamedTuple):
    """Where a new edition is, and what it could not take along."""

    path: Path
    left_comments: int
    """Comments that stay in the former file alone."""


def load_edition(path: Path) -> Syllabus:
    """Return the syllabus in a TOML file. Raises DamagedFileError."""
    if read_bytes(path) is None:
        raise DamagedFileError(
            f"there is no file `{path}`", hint="name a syllabus or a course list"
        )
    return reading.load_syllabus(path, Cache(places.cache_folder()))


def compare(tracker: Tracker, new: Syllabus, *, has_ids: bool) -> Edition:
    """Hold a new edition against the syllabus in use.

    Raises UsageError where the record does not name the syllabus that is in use.
    """
    location, record = tracker.syllabus_location, tracker.record_location.path
    if location.why.is_for_this_run:
        named = places.syllabus_location(None, {}, tracker.record.syllabus, record)
        if os.path.realpath(named.path) != os.path.realpath(location.path):
            raise UsageError(
                f"the syllabus in use is named by {location.why.value}, not by `{record}`",
                hint=f"leave {location.why.value} out to update the one that the record names",
            )
    return edition(tracker.syllabus, new, tracker.record, has_ids=has_ids)


def compare_with_shipped(tracker: Tracker) -> Edition:
    """Hold the shipped syllabus against one that was made from it. Raises RefusedError."""
    shipped = reading.load_syllabus(places.shipped_syllabus(), Cache(places.cache_folder()))
    if tracker.syllabus.id != shipped.id:
        raise RefusedError(
            f"`{tracker.syllabus_location.path}` was not made from the shipped syllabus",
            hint="`tracker import FILE --update` compares it with a course list",
        )
    return compare(tracker, shipped, has_ids=True)


def is_shipped(path: Path) -> bool:
    """Whether a syllabus is the shipped one."""
    return os.path.realpath(path) == os.path.realpath(places.shipped_syllabus())


def save(
    tracker: Tracker, found: Edition, out: Path | None, save_step: Callable[[Step], object]
) -> SavedEdition:
    """Write a new edition as a file of its own and have the record name it, by `save_step`.

    Raises RefusedError where `out` is there already, NotSavedError, DamagedFileError.
    """
    from mlops_tracker.store import syllabus_file  # loads Pydantic, 70 ms

    former, record = tracker.syllabus_location.path, tracker.record_location
    if out is not None:
        refuse_record(out, record.path)
    head, others = _comments(former)
    content = syllabus_file.content_of(found.syllabus, out or former, head)
    path = out or _free_path(former, record.path, found.syllabus, content)
    name = places.name_for_record(path, record.path)
    if out is not None and syllabus_file.is_there(path, content, replace=True):
        raise RefusedError(f"`{path}` is there already", hint="`-o` names a new file")
    is_new = read_bytes(path) is None
    if record.is_own:
        saving.make_folder(record.path.parent)
    syllabus_file.save_syllabus(path, content, replace=False)
    try:
        save_step(Step(with_titles(tracker.record, found.renamed)._replace(syllabus=name)))
    except TrackerError:
        if is_new:
            path.unlink(missing_ok=True)
        raise
    return SavedEdition(path, others)


def _free_path(former: Path, record: Path, syllabus: Syllabus, content: bytes) -> Path:
    """Return the file of a new edition: beside the former, of the shipped one beside the record."""
    if is_shipped(former):
        stem, number = slug(syllabus.id) or "syllabus", 1
        folder, suffix = places.folder_of(record), ".toml"
    else:
        match = re.fullmatch(r"(.*?)(?:-([1-9][0-9]{0,5}))?", former.stem, re.DOTALL)
        stem, digits = (match[1], match[2]) if match and match[1] else (former.stem, None)
        number, folder, suffix = int(digits or 1) + 1, former.parent, former.suffix
    while True:
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        if not os.path.lexists(path) or (path.is_file() and read_bytes(path) == content):
            return path
        number += 1


def _comments(former: Path) -> tuple[str, int]:
    """Return the comments that a syllabus begins with, and how many others there are.

    Those of the shipped one are about that file.
    """
    if is_shipped(former):
        return "", 0
    text = as_text(read_bytes(former) or b"", former)
    head = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        head.append(line.removeprefix("#").strip())
    return "\n".join(head), len(comments(text)) - len(head)
