"""The use cases around the record as a whole: the way back, what was done when, two machines.

Each works on files alone, so that a record which cannot be read any more can
still be brought back.
"""

import os
import shlex
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.errors import DamagedFileError, NotFoundError, RefusedError
from mlops_tracker.files.history import History
from mlops_tracker.files.reading import read_bytes
from mlops_tracker.files.version import Cause, Version, undoable
from mlops_tracker.local_time import local
from mlops_tracker.study.log import Deed, Entry, log
from mlops_tracker.study.merging import Choice
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Target, ids_within
from mlops_tracker.tracker import Tracker

if TYPE_CHECKING:
    from mlops_tracker.files.merging import Source

STAGES = {"base": 1, "ours": 2, "theirs": 3}
"""Where git keeps the sides of a file that it could not merge."""


class Kept(NamedTuple):
    """The versions of a record that are kept."""

    folder: Path
    versions: list[Version]
    """Newest first."""
    current: int | None
    """The one that the record is now; None where it was changed since, or is gone."""


def kept_versions(record: Path) -> Kept:
    """Give the versions of a record. Raises DamagedFileError for what is no file."""
    history = History(record)
    versions = history.versions()
    current = None
    if versions:
        with suppress(NotFoundError):
            is_current = history.content(versions[-1].number) == read_bytes(record)
            current = versions[-1].number if is_current else None
    return Kept(history.folder, versions[::-1], current)


def study_log(tracker: Tracker, target: Target | None, since: date | None) -> list[Entry]:
    """Give what was done, newest first: on `target` and what it holds, `since` a local day."""
    steps = undoable(History(tracker.record_location.path).versions())
    deeds = [Deed(step.cause.at, what, id) for step in steps for id, what in step.deeds]
    entries: Iterable[Entry] = log(tracker.syllabus, tracker.record, deeds)
    if target is not None:
        within = ids_within(target)
        entries = (entry for entry in entries if entry.id in within)
    if since is not None:
        entries = (e for e in entries if e.at and local(e.at).date() >= since)
    return list(entries)


class Join(NamedTuple):
    """What came of joining records."""

    before: StudyRecord
    after: StudyRecord
    choices: list[Choice]
    notices: list[str]


def merge(record: Path, others: Sequence[Path], now: datetime, order: Iterable[str]) -> Join:
    """Join other records into this one, in one step; new tables stand in the `order` of ids.

    Raises RefusedError, NotSavedError, and DamagedFileError for any of them.
    """
    from mlops_tracker.files.conflict_copies import remember_joined
    from mlops_tracker.files.keeping import Content, refuse_lost, replace_kept
    from mlops_tracker.files.lock import locked
    from mlops_tracker.files.merging import joined, source
    from mlops_tracker.files.record_text import changes_between, deeds, new_text

    order = list(order)
    with locked(record):
        present = read_bytes(record)
        contents = [_existing(other) for other in others]
        first = source(contents[0], others[0]).record
        begun = new_text(first.syllabus).encode()
        content, choices = begun if present is None else present, list[Choice]()
        before = after = source(content, record).record
        for other, theirs in zip(others, contents, strict=True):
            if os.path.realpath(other) == os.path.realpath(record):
                raise RefusedError(f"`{other}` is the record itself", hint="name another one")
            both = source(content, record), source(theirs, other)
            content, _, after, chosen = joined(None, *both, order)
            choices += chosen
        if content == present:
            remember_joined(record, contents)
            return Join(before, after, choices, [])
        refuse_lost(record, content)
        changes = changes_between(before, after)
        cause = Cause(f"merge {' '.join(other.name for other in others)}", now)
        new = Content(content, after.number_done, deeds(changes))
        notices = replace_kept(record, present, new, cause, begun, despite_losses=True)
        remember_joined(record, contents)
        return Join(before, after, choices, notices)


def merge_three(base: Path, ours: Path, theirs: Path, path: str | None = None) -> list[Choice]:
    """Join the files that git hands to a merge driver for `path` into `ours`.

    Gives what only one side could have. Raises DamagedFileError, NotSavedError.
    """
    from mlops_tracker.files.merging import joined
    from mlops_tracker.files.safe_write import replace_file

    contents = [_existing(file) for file in (base, ours, theirs)]
    start = _side("base", contents[0], path) if contents[0] else None  # both have begun one
    result = joined(start, _side("ours", contents[1], path), _side("theirs", contents[2], path))
    replace_file(ours, result.content, contents[1])
    return result.choices


def _side(name: str, content: bytes, path: str | None) -> "Source":
    """Give one side of a merge. Git removes its file, so the error says where it is kept."""
    from mlops_tracker.files.merging import source

    try:
        return source(content, Path(f"{path} ({name})" if path else name))
    except DamagedFileError as error:
        staged = shlex.quote(f":{STAGES[name]}:{path or 'PATH'}")
        error.hint = f"yours was left as it was; `git show {staged}` shows this side"
        raise


def _existing(path: Path) -> bytes:
    """Give the content of a file. Raises DamagedFileError where there is none."""
    content = read_bytes(path)
    if content is None:
        raise DamagedFileError(f"there is no file `{path}`", hint="name a record to join")
    return content
