"""Records joined into one, in one step: other files, both sides of a conflict, git's three files.

Each leads back by an undo, except the last: git keeps what it hands over.
"""

import os
import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, RefusedError
from mlops_tracker.store.history import Cause, History
from mlops_tracker.store.joined_text import Source, joined, source
from mlops_tracker.store.lock import locked
from mlops_tracker.store.losses import lost_ids
from mlops_tracker.store.other_copies import remember_joined
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.store.record_text import changes_between, deeds, new_text
from mlops_tracker.store.safe_write import replace_file
from mlops_tracker.store.saving import Content, Saved, keep, refuse_lost, replace_kept
from mlops_tracker.store.sides import RecordSides, joined_sides
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.record import StudyRecord

STAGES = {"base": 1, "ours": 2, "theirs": 3}
"""Where git keeps the sides of a file that it could not merge."""


class Join(NamedTuple):
    """What came of joining records."""

    before: StudyRecord
    after: StudyRecord
    choices: list[Choice]
    saved: Saved


def merge(path: Path, others: Sequence[Path], at: datetime, *, order: Iterable[str] = ()) -> Join:
    """Join other records into this one; new tables stand in the `order` of ids.

    Raises RefusedError, NotSavedError, and DamagedFileError for any of them.
    """
    order = list(order)
    with locked(path):
        present = read_bytes(path)
        contents = [_existing(other) for other in others]
        begun = new_text(source(contents[0], others[0]).record.syllabus).encode()
        content, choices = begun if present is None else present, list[Choice]()
        before = after = source(content, path).record
        for other, theirs in zip(others, contents, strict=True):
            if os.path.realpath(other) == os.path.realpath(path):
                raise RefusedError(f"`{other}` is the record itself", hint="name another one")
            both = source(content, path), source(theirs, other)
            content, _, after, chosen = joined(None, *both, order)
            choices += chosen
        saved = Saved()
        if content != present:
            refuse_lost(path, present, content)
            new = Content(content, after.number_done, deeds(changes_between(before, after)))
            cause = Cause.merge_of(others, at)
            saved = replace_kept(path, present, new, cause, begun, despite_losses=True)
        remember_joined(path, contents)
        return Join(before, after, choices, saved)


def merge_sides(
    path: Path, sides: RecordSides, at: datetime, *, order: Iterable[str] = ()
) -> Join | None:
    """Join both sides of a record in conflict; None where the record says so already.

    New tables stand in the `order` of ids. The way back leads to our own side, never
    to the markers. Raises RefusedError, NotSavedError.
    """
    result = joined_sides(sides, order)
    with locked(path):
        if result.content == sides.present == read_bytes(path):
            return None
        history = History(path)
        forgotten = _forgotten(history.latest(), sides, result.content)
        new = Content(result.content, result.after.number_done)
        # The record as it is with the markers is kept right before this version.
        found = Cause("both sides of a conflict", at, "found")
        saved = replace_kept(path, sides.present, new, found, despite_losses=True)
        step = new._replace(deeds=deeds(changes_between(result.before, result.after)))
        notice = _keep_way_back(history, sides.before, step, Cause("merge", at))
    if notice:
        saved = Saved((*saved.notices, notice), can_be_undone=False)
    if forgotten:
        notice = (
            f"`{path}` had {', '.join(forgotten)} when it was last saved, and neither side has; "
            "`tracker history` lists that version"
        )
        saved = saved._replace(notices=(*saved.notices, notice))
    return Join(result.before, result.after, result.choices, saved)


def merge_files(base: Path, ours: Path, theirs: Path, name: str | None = None) -> list[Choice]:
    """Join the files that git hands to a merge driver for `name` into `ours`.

    Returns what only one side could have. Raises DamagedFileError, NotSavedError.
    """
    contents = [_existing(file) for file in (base, ours, theirs)]
    start = _side("base", contents[0], name) if contents[0] else None  # both have begun one
    result = joined(start, _side("ours", contents[1], name), _side("theirs", contents[2], name))
    replace_file(ours, result.content, contents[1])
    return result.choices


def _existing(path: Path) -> bytes:
    """Return the content of a file. Raises DamagedFileError where there is none."""
    content = read_bytes(path)
    if content is None:
        raise DamagedFileError(f"there is no file `{path}`", hint="name a record to join")
    return content


def _forgotten(latest: tuple[int, bytes] | None, sides: RecordSides, after: bytes) -> list[str]:
    """Return the ids that were in the last version and that no side took out on purpose.

    In the midst of a rebase that is what later commits bring.
    """
    if latest is None or sides.has_more_to_come:
        return []
    begun = [sides.base.text.encode()] if sides.base else []
    texts = (sides.own.text.encode(), sides.other.text.encode())
    taken_out = {id for base in begun for text in texts for id in lost_ids(base, text)}
    return [id for id in lost_ids(latest[1], after) if id not in taken_out]


def _keep_way_back(history: History, before: bytes, after: Content, cause: Cause) -> str | None:
    """Have the history say that a step led from `before` to the record as it is now.

    Returns what is to be told where it cannot be kept. Without a version of the record
    as it is there is no history here at all, which has been told.
    """
    latest = history.latest()
    if latest is None or latest[1] != after.bytes:
        return None
    try:
        keep(history, before, Cause("your side of a conflict", cause.at, "found"))
        number = history.prepare(after.bytes, cause, after.deeds, after.done, after.bytes)
        history.confirm(number, cause.at.date())
    except OSError as error:
        reason = error.strerror or error
        return f"`{history.folder}`: {reason}; `tracker undo` cannot take this back"
    return None


def _side(side: str, content: bytes, name: str | None) -> Source:
    """Return one side of a merge. Git removes its file, so the error says where it is kept."""
    try:
        return source(content, Path(f"{name} ({side})" if name else side))
    except DamagedFileError as error:
        staged = shlex.quote(f":{STAGES[side]}:{name or 'PATH'}")
        error.hint = f"yours was left as it was; `git show {staged}` shows this side"
        raise
