"""The sides of a record in conflict: from git where it has them, else from the record file.

Git's own are taken first: they are what each machine saved, while what stands
around the markers is a mixture that git made line by line. Where git saw no conflict
and put the tables of both sides one below the other, those are the sides.
"""

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, RefusedError
from mlops_tracker.store import conflicts, git
from mlops_tracker.store.conflicts import conflicts_in, is_marker, line_of, sides_of
from mlops_tracker.store.history import History
from mlops_tracker.store.joined_text import Joined, Source, joined, source
from mlops_tracker.store.reading import as_text, read_bytes

OWN_IS_LOWER = {"rebase", "stash"}
"""What git brings the learner's own changes back by, on top of those of others."""


class RecordSides(NamedTuple):
    """What is to be joined where a record is in conflict."""

    present: bytes
    """What the record file holds."""
    base: Source | None
    """What both began from, if that is known."""
    own: Source
    other: Source
    edited: tuple[Source, ...]
    """The record file itself, where somebody wrote into it what no side has: as one
    text, or as two where the markers are still there."""
    before: bytes
    """The record of this machine as it was before the merge."""
    has_more_to_come: bool = False
    """Whether git has yet to bring back other changes of this machine."""


def record_sides(path: Path) -> RecordSides | None:
    """Return the sides of a record that is in conflict; None for one that is not.

    Raises DamagedFileError for a side that cannot be read, RefusedError where there
    is only one.
    """
    present = read_bytes(path)
    if present is None:
        return None
    if stages := git.stages(path):
        return _from_git(path, present, stages)
    text = as_text(present, path)
    if conflicts_in(text):
        return _between_markers(path, present, text)
    return _doubled(path, present, text)


def joined_sides(sides: RecordSides, order: Iterable[str]) -> Joined:
    """Join the sides of a record; new tables stand in the `order` of ids.

    Raises RefusedError, and NotSavedError where that cannot be done safely.
    """
    order = list(order)
    both = joined(sides.base, sides.own, sides.other, order)
    if not sides.edited:
        return both
    edited = sides.edited[0]
    if len(sides.edited) > 1:
        content = joined(sides.base, edited, sides.edited[1], order).content
        edited = source(content, Path("the record"))
    result = joined(sides.base, edited, source(both.content, Path("the record")), order)
    return result._replace(before=both.before, choices=[*both.choices, *result.choices])


def _from_git(path: Path, present: bytes, stages: git.Stages) -> RecordSides:
    """Return the sides that git has. Raises DamagedFileError, RefusedError."""
    upper, lower = stages.ours, stages.theirs
    if upper is None or lower is None:
        raise RefusedError(
            f"git has only one side of `{path}`: the other one removed or renamed it",
            hint=f"`{git.add_command(path)}` keeps the record as it is here",
        )
    operation = git.operation(path)
    is_lower = operation in OWN_IS_LOWER
    if operation is None:
        is_lower = _known_last(path, [upper, lower]) == 1
    names = {upper: "ours", lower: "theirs"}
    own, other = (lower, upper) if is_lower else (upper, lower)
    return RecordSides(
        present,
        _base(stages.base, path),
        _side(own, names[own], path),
        _side(other, names[other], path),
        _edited(path, present, [upper, lower, stages.base or b""]),
        own,
        operation == "rebase",
    )


def _side(content: bytes, name: str, path: Path) -> Source:
    """Return a side that git has. Raises DamagedFileError, which says how to see it."""
    try:
        return source(content, Path(f"{path} ({name})"))
    except DamagedFileError as error:
        real = git.real_file(path)
        number = {"ours": 2, "theirs": 3}[name]
        shown = git.command(path, "show", f":{number}:./{real.name}")
        error.hint = f"nothing was changed; `{shown}` shows this side"
        raise


def _base(content: bytes | None, path: Path) -> Source | None:
    """Return what both sides began from.

    Git makes one up where there are several, with conflicts of its own: without it
    both sides are joined all the same, and nothing is taken out.
    """
    try:
        return source(content, path) if content else None
    except DamagedFileError:
        return None


def _known_last(path: Path, contents: list[bytes]) -> int | None:
    """Return which of some records this machine had last; None where it had none of them."""
    marks = [(len(content), zlib.crc32(content)) for content in contents]
    for version in reversed(History(path).versions()):
        if (version.size, version.checksum) in marks:
            return marks.index((version.size, version.checksum))
    return None


def _edited(path: Path, present: bytes, sides: list[bytes]) -> tuple[Source, ...]:
    """Return the record file as one or two texts, if it has a line that no side has.

    Raises DamagedFileError where it cannot be read then.
    """
    try:
        text = as_text(present, path)
    except DamagedFileError:  # the sides are whole, and the history keeps this
        return ()
    known = {line.rstrip() for side in sides for line in _decoded(side).split("\n")}
    lines = (line.rstrip() for line in text.split("\n"))
    if all(line in known or is_marker(line) or not line for line in lines):
        return ()
    if conflicts_in(text):
        split = _split(path, present, text)
        return split.own, split.other
    return (source(present, path),)


def _decoded(content: bytes) -> str:
    """Return the text of a side, which may be damaged."""
    return content.decode("utf-8-sig", errors="replace")


class _Split(NamedTuple):
    """A record file cut at its markers."""

    base: Source | None
    own: Source
    other: Source


def _between_markers(path: Path, present: bytes, text: str) -> RecordSides:
    """Return the sides that stand between markers. Raises DamagedFileError."""
    split = _split(path, present, text)
    if git.has_repository(path) and git.operation(path) in OWN_IS_LOWER:
        split = split._replace(own=split.other, other=split.own)
    before = present
    if not _is_record(present, path):
        before = _last_record(path) or split.own.mark + split.own.text.encode()
    return RecordSides(present, *split, (), before)


def _split(path: Path, present: bytes, text: str) -> _Split:
    """Return the sides between the markers of a text. Raises DamagedFileError."""
    unclear = next((found for found in conflicts_in(text) if not found.is_clear), None)
    if unclear:
        raise DamagedFileError(
            f"`{path}`, line {line_of(text, unclear)}: a merge conflict of which no one can say "
            "where its sides end, as lines of the record look like markers",
            hint="it was left as it is; put a space before those lines, then run the command again",
        )
    mark = present[: len(present) - len(text.encode())]
    sides = sides_of(text)
    base = None if sides.base is None else _base(mark + sides.base.encode(), path)
    own, other = (
        _upper_or_lower(mark + side.encode(), name, path)
        for side, name in ((sides.ours, "upper"), (sides.theirs, "lower"))
    )
    return _Split(base, own, other)


def _doubled(path: Path, present: bytes, text: str) -> RecordSides | None:
    """Return the sides whose tables stand in one text; None where none is there twice."""
    sides = conflicts.doubled_sides(text)
    if sides is None:
        return None
    mark = present[: len(present) - len(text.encode())]
    own, other = (source(mark + side.encode(), path) for side in sides)
    return RecordSides(present, None, own, other, (), _last_record(path) or present)


def _upper_or_lower(content: bytes, name: str, path: Path) -> Source:
    """Return a side between markers. Raises DamagedFileError."""
    try:
        return source(content, Path(f"{path} (the {name} sides of its conflicts)"))
    except DamagedFileError as error:
        error.hint = "nothing was changed; mend the lines between the markers by hand"
        raise


def _is_record(content: bytes, path: Path) -> bool:
    """Whether some bytes are a record as they stand."""
    try:
        source(content, path)
    except DamagedFileError:
        return False
    return True


def _last_record(path: Path) -> bytes | None:
    """Return the newest version of a record that can be read and has no conflict."""
    history = History(path)
    for version in reversed(history.versions()):
        if version.done is not None:
            content = history.content(version.number)
            if not conflicts_in(_decoded(content)):
                return content
    return None
