"""The use cases of giving a study away: exports, and a section of a README."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.errors import DamagedFileError, RefusedError
from mlops_tracker.formats.outline import Study
from mlops_tracker.formats.registry import Format, format_named, written
from mlops_tracker.store.lock import locked
from mlops_tracker.store.places import is_same_file, path_from
from mlops_tracker.store.reading import BOM, read_bytes
from mlops_tracker.study.links import is_path
from mlops_tracker.study.record import StudyRecord, gone_part, record_part, syllabus_part
from mlops_tracker.study.solutions import NOTHING_HELD_BACK, HeldBack, without_solutions

if TYPE_CHECKING:
    from mlops_tracker.store.output_file import Replaced

MARKDOWN = format_named("markdown").endings


def study_of(tracker: Tracker, name: str | None, today: date) -> Study:
    """Return all of a study as it is on a day, or the course or week that is named."""
    report = tracker.report(name)
    if name is None:
        return Study(tracker.syllabus, tracker.record, report, today)
    target = tracker.find(name, ("course", "week"))
    part = syllabus_part(tracker.syllabus, target)
    return Study(part, record_part(tracker.record, tracker.syllabus, target), report, today)


class Export(NamedTuple):
    """A study in a format, and what it is without."""

    text: str
    held_back: HeldBack
    only_shown: int
    """How many items the syllabus no longer has; they are in it, but not to be read back."""
    items: int
    """How many the syllabus has."""


def export(study: Study, format: Format, *, include_graded: bool) -> Export:
    """Return a study in a format.

    What is meant for others is without notes and links that may be solutions, unless they
    are asked for; the learner's own formats have everything.
    """
    if format.is_for_others and not include_graded:
        record, held = without_solutions(study.syllabus, study.record)
        study = study._replace(record=record, held_back=held)
    gone = gone_part(study.syllabus, study.record).items if format.only_shows_gone else ()
    items = sum(1 for _ in study.syllabus.items())
    return Export(written(study, format), study.held_back, len(gone), items)


def write_export(tracker: Tracker, path: Path, text: str, *, force: bool) -> "Replaced":
    """Write an export to a file, and return what became of the one that was there.

    Raises RefusedError for the study's own files, and without `force` for any other that
    is not as the program wrote it, NotSavedError.
    """
    _refuse_own_files(tracker, path)
    from mlops_tracker.store.output_file import replace_own  # 3 ms, only where a file is written

    return replace_own(path, text.encode(), force=force)


class Publication(NamedTuple):
    """What a README will be, and what is to be said about it."""

    path: Path
    before: bytes | None
    """What the file holds now; None where there is none."""
    after: bytes
    changed_lines: int
    held_back: HeldBack
    left_out: int
    """How many links lead to files that nobody finds from there."""


def publication(tracker: Tracker, path: Path, *, include_graded: bool, create: bool) -> Publication:
    """Work out what a README becomes by publishing. Raises DamagedFileError, RefusedError."""
    from mlops_tracker.formats.markdown_source import published
    from mlops_tracker.formats.own.markdown import escaped
    from mlops_tracker.formats.own.readme import section

    _refuse_own_files(tracker, path)
    before = read_bytes(path, "name a Markdown file", "look at its rights")
    if before is None and not create:
        raise _no_readme(path)
    record, held = tracker.record, NOTHING_HELD_BACK
    if not include_graded:
        record, held = without_solutions(tracker.syllabus, record)
    record, left_out = _seen_from(path, record, tracker.record_location.path)
    told = section(tracker.syllabus, record, tracker.report())
    mark = BOM if before and before.startswith(BOM) else b""
    old = _text(before, path) if before is not None else f"# {escaped(tracker.syllabus.title)}\n"
    try:
        new = published(old, told)
    except DamagedFileError as error:
        raise DamagedFileError(f"`{path}`, {error.message}", hint=error.hint) from error
    changed = _changed_lines("" if before is None else old, new)
    after = mark + new.encode()
    return Publication(path, before, after, changed, held, left_out)


def _no_readme(path: Path) -> RefusedError:
    """Return the error for a README that is not there, with the nearest one that is."""
    import shlex  # 1 ms

    def command(name: Path, *options: str) -> str:
        return f"`{shlex.join(['tracker', 'publish', str(name), *options])}`"

    create = f"{command(path, '--create')} makes it"
    if not path.parent.is_dir():
        create = f"`{shlex.join(['mkdir', '-p', str(path.parent)])}`, then {create}"
    near = _near(path)
    if near is None:
        return RefusedError(f"there is no file `{path}`", hint=create)
    found = path.with_name(near)
    return RefusedError(
        f"there is no file `{path}`; did you mean `{found}`?",
        hint=f"{command(found)}, or {command(path, '--create')} makes a new file",
    )


def _near(path: Path) -> str | None:
    """Return the name of the Markdown file in the same folder that is nearest to one."""
    try:
        names = [
            entry.name
            for entry in os.scandir(path.parent)
            if entry.is_file() and entry.name.casefold().endswith(MARKDOWN)
        ]
    except OSError:  # a folder that cannot be read has nothing to suggest
        return None
    from difflib import get_close_matches  # 2 ms, and seldom needed

    known = {name.casefold(): name for name in sorted(names)}
    wanted = path.name.casefold()
    near = get_close_matches(wanted, known, n=1) or get_close_matches(
        wanted + MARKDOWN[0], known, 1
    )
    return known[near[0]] if near else None


def _seen_from(readme: Path, record: StudyRecord, place: Path) -> tuple[StudyRecord, int]:
    """Return a record whose paths lead there from a README, and how many links lead nobody."""
    items, left_out = dict(record.items), 0
    for id, did in record.items.items():
        ways = [path_from(readme, link, place) if is_path(link) else link for link in did.links]
        left_out += ways.count(None)
        items[id] = did._replace(links=tuple(filter(None, ways)))
    return record._replace(items=items), left_out


def publish(publication: Publication) -> tuple[str, ...]:
    """Write a README, where it changes, and return what is to be told. Raises NotSavedError."""
    if publication.after == publication.before:
        return ()
    from mlops_tracker.store.output_file import put  # 3 ms, only where a file is written

    with locked(publication.path):
        # Another command may have published the same meanwhile.
        if read_bytes(publication.path) == publication.after:
            return ()
        return put(publication.path, publication.after, publication.before)


def _text(content: bytes, path: Path) -> str:
    """Return the text of a README. Raises DamagedFileError for what is not UTF-8."""
    try:
        return content.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DamagedFileError(
            f"`{path}`, line {line}: is not UTF-8", hint="convert it; it was left as it is"
        ) from error


def _changed_lines(old: str, new: str) -> int:
    """Return how many lines differ, from the first that does to the last."""
    before, after = old.splitlines(), new.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return max(len(before), len(after))


def _refuse_own_files(tracker: Tracker, path: Path) -> None:
    """Raise RefusedError for a file that the study itself is kept in."""
    own = {"record": tracker.record_location.path, "syllabus": tracker.syllabus_location.path}
    for name, kept in own.items():
        if is_same_file(path, kept):
            raise RefusedError(
                f"`{path}` is the {name} itself", hint="name another file; it was left as it is"
            )
