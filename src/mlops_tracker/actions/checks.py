"""What speaks against saving a record, and what `check` finds wrong with the files in use."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import DamagedFileError, RefusedError, TrackerError
from mlops_tracker.store import reading
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.places import SHIPPED_ID, Location, syllabus_location
from mlops_tracker.store.reading import read_bytes
from mlops_tracker.store.saving import why_not_saved
from mlops_tracker.study.letters import compared
from mlops_tracker.study.record import Orphan, StudyRecord, orphans
from mlops_tracker.study.syllabus import Syllabus


def other_course(
    record: Location, known: StudyRecord, syllabus: Location, listed: Syllabus, cache: Cache
) -> RefusedError | None:
    """Return why a record is not saved with a syllabus if that was named for this run alone.

    What is done there would be done to the items of another course. A course is known
    by the id of its syllabus, which another edition keeps, wherever its file is.
    """
    if not syllabus.why.is_for_this_run:
        return None
    own = syllabus_location(None, {}, known.syllabus, record.path).path
    if os.path.realpath(own) == os.path.realpath(syllabus.path):
        return None
    difference = _difference(own, known, listed, cache)
    if difference is None:
        return None
    named = syllabus.why.value
    return RefusedError(
        f"`{record.path}` is about another course than `{syllabus.path}`, which {named} names: "
        f"{difference}",
        hint=f"leave {named} out; a record of its own begins with "
        f"`{command_to_begin(record, syllabus.path)}`",
    )


def _difference(own: Path, known: StudyRecord, listed: Syllabus, cache: Cache) -> str | None:
    """Return how a syllabus differs from that of a record, if it lists another course.

    Where the record's own cannot be read, that is if no item that both know has the same title.
    """
    try:
        begun_for = reading.load_syllabus(own, cache)
    except DamagedFileError:
        return _other_titles(known, listed)
    if begun_for.id == listed.id:
        return None
    return f"`{begun_for.id}` ({begun_for.title}) there, `{listed.id}` ({listed.title}) here"


def _other_titles(known: StudyRecord, listed: Syllabus) -> str | None:
    """Return an item that has another title in a record, if all that both know have."""
    first = None
    for id, did in known.items.items():
        if did.title and id in listed.places:
            here = listed.places[id].item.title
            if _are_alike(did.title, here):
                return None
            first = first or f"{id} is `{did.title}` there and `{here}` here"
    return first


def _are_alike(title: str, other: str) -> bool:
    """Whether two titles may be of one thing."""
    one, two = compared(title), compared(other)
    if one == two:
        return True
    from mlops_tracker.study.likeness import likeness  # 3 ms, and seldom needed

    return likeness(one, two) > 0


def command_to_begin(record: Location, syllabus: Path) -> str:
    """Return the command that begins a record for a syllabus, beside the record in use."""
    import shlex  # 1 ms, and seldom needed

    words = ["init", "--syllabus", str(syllabus)]
    if record.why.is_of_this_folder:
        is_taken = os.path.lexists(record.path)
        words = ["--file", f"{syllabus.stem}-record.toml" if is_taken else str(record.path), *words]
    return shlex.join(["tracker", *words])


def refuse_conflict(path: Path, cache: Path) -> None:
    """Raise DamagedFileError where a record is in conflict; no version leads out of that."""
    content = read_bytes(path)
    if content and reading.first_conflict(content):
        reading.load_record(path, Cache(cache))


def quoted_conflict(path: Path, line: int) -> str:
    """Return what is to be said of a note whose `line` begins what looks like a conflict."""
    return (
        f"`{path}`, line {line}: a note holds the markers of a merge conflict; `tracker merge` "
        "joins both sides; if you quote one, put a space before each marker"
    )


class Check(NamedTuple):
    """What is wrong with both files, and what the record knows but the syllabus does not."""

    problems: list[str]
    hints: list[str]
    """What to do about them."""
    orphans: list[Orphan]
    has_record: bool
    record: StudyRecord
    """Nothing in it where it cannot be read."""
    advice: list[str]
    """What could be better, though nothing is wrong."""


def check(record: Location, syllabus_for: Callable[[StudyRecord], Location], cache: Path) -> Check:
    """Read both files and return all that is wrong with them, and why nothing can be saved."""
    found: list[TrackerError | None] = []
    file, syllabus = None, None
    try:
        file = reading.load_record(record.path, Cache(cache))
        found.append(why_not_saved(record.path, file.content))
    except DamagedFileError as error:
        found.append(error)
    known = file.record if file else StudyRecord(SHIPPED_ID)
    at = syllabus_for(known)
    try:
        syllabus = reading.load_syllabus(at.path, Cache(cache))
        found.append(other_course(record, known, at, syllabus, Cache(cache)))
    except DamagedFileError as error:
        found.append(error)
    errors = [error for error in found if error]
    problems = [problem for error in errors for problem in _problems(error)]
    hints = list(dict.fromkeys(error.hint for error in errors if error.hint))
    strays = orphans(syllabus, known) if syllabus else []
    has_record = os.path.lexists(record.path)
    advice = _advice(file) if file and has_record else []
    advice += _unknown_keys(at.path)
    return Check(problems, hints, strays, has_record, known, advice)


def _unknown_keys(syllabus: Path) -> list[str]:
    """Return the keys of a syllabus that nothing reads."""
    from mlops_tracker.store.schema import unknown_keys  # loads Pydantic, 70 ms

    return unknown_keys(syllabus)


def _advice(file: reading.RecordFile) -> list[str]:
    """Return what could be better about a record that can be read."""
    from mlops_tracker.store.git import is_unmerged, lacks_driver

    line = file.quoted_conflict
    advice = [quoted_conflict(file.path, line)] if line else []
    if is_unmerged(file.path):
        advice.append(f"git has two sides of `{file.path}`; `tracker merge` joins them")
    if lacks_driver(file.path):
        advice.append(
            f"git would merge `{file.path}` line by line; `tracker merge-driver --install` has it "
            "join both records"
        )
    return advice


def _problems(error: TrackerError) -> Sequence[str]:
    """Return the sentences of an error, one for each thing that is wrong."""
    return error.problems if isinstance(error, DamagedFileError) else (error.message,)
