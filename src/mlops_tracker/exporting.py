"""The use cases of giving a study away: exports, and a section of a README."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from mlops_tracker.errors import DamagedFileError, RefusedError
from mlops_tracker.files.lock import locked
from mlops_tracker.files.own_work import path_from
from mlops_tracker.files.reading import BOM, read_bytes
from mlops_tracker.files.safe_write import overwrite_file, replace_file
from mlops_tracker.study.linking import is_path
from mlops_tracker.study.part import record_part, syllabus_part
from mlops_tracker.study.progress import Report
from mlops_tracker.study.record import StudyRecord, gone_part, perhaps_graded
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.tracker import Tracker

if TYPE_CHECKING:
    from mlops_tracker.formats.readme_section import Section

Format = Literal["markdown", "csv", "json", "html"]


class Study(NamedTuple):
    """What is given away: all, or a course or a week of it."""

    syllabus: Syllabus
    record: StudyRecord
    report: Report

    @property
    def has_gone(self) -> bool:
        """Whether there are items that the syllabus no longer has: they may have been graded."""
        return bool(gone_part(self.syllabus, self.record).items)


def study_of(tracker: Tracker, name: str | None) -> Study:
    """Give all of a study, or the course or week that is named."""
    report = tracker.report(name)
    if name is None:
        return Study(tracker.syllabus, tracker.record, report)
    target = tracker.find(name, ("course", "week"))
    part = syllabus_part(tracker.syllabus, target)
    return Study(part, record_part(tracker.record, tracker.syllabus, target), report)


def export(study: Study, format: Format, today: date) -> str:
    """Give a study in a format, as it is on a day."""
    syllabus, record, report = study
    if format == "csv":
        from mlops_tracker.formats.csv_table import table

        return table(syllabus, record)
    if format == "json":
        from mlops_tracker.formats.json_backup import backup

        return backup(syllabus, record)
    if format == "html":
        from mlops_tracker.formats.html_page import page

        return page(syllabus, record, report, today)
    from mlops_tracker.formats.markdown_page import archive

    return archive(syllabus, record, report, today)


def graded_notes(study: Study, format: Format) -> int:
    """Give how many notes on items that are graded, or may have been, an export shows."""
    if format not in {"markdown", "html"}:
        return 0
    ids = perhaps_graded(study.syllabus, study.record)
    return sum(bool(study.record.item(id).note) for id in ids)


def write_export(tracker: Tracker, path: Path, text: str) -> bool:
    """Write an export to a file, and say whether it took the place of an earlier one.

    Raises RefusedError for the study's own files, NotSavedError.
    """
    _refuse_own_files(tracker, path)
    with locked(path):
        return overwrite_file(path, text.encode())


class Publication(NamedTuple):
    """What a README will be, and what is to be said about it."""

    path: Path
    before: bytes | None
    """What the file holds now; None where there is none."""
    after: bytes
    changed_lines: int
    told: "Section"
    left_out: int
    """How many links lead to files that nobody finds from there."""


def publication(tracker: Tracker, path: Path, include_graded: bool) -> Publication:
    """Work out what a README becomes by publishing. Raises DamagedFileError, RefusedError."""
    from mlops_tracker.formats.markdown_text import escaped
    from mlops_tracker.formats.readme_markers import published
    from mlops_tracker.formats.readme_section import section

    _refuse_own_files(tracker, path)
    before = read_bytes(path, "name a Markdown file", "look at its rights")
    record, left_out = _seen_from(path, tracker.record, tracker.record_location.path)
    told = section(tracker.syllabus, record, tracker.report(), include_graded)
    mark = BOM if before and before.startswith(BOM) else b""
    old = _text(before, path) if before is not None else f"# {escaped(tracker.syllabus.title)}\n"
    try:
        new = published(old, told.text)
    except DamagedFileError as error:
        raise DamagedFileError(f"`{path}`, {error.message}", hint=error.hint) from error
    changed = _changed_lines("" if before is None else old, new)
    after = mark + new.encode()
    return Publication(path, before, after, changed, told, left_out)


def _seen_from(readme: Path, record: StudyRecord, place: Path) -> tuple[StudyRecord, int]:
    """Give a record whose paths lead there from a README, and how many links lead nobody."""
    items, left_out = dict(record.items), 0
    for id, did in record.items.items():
        ways = [path_from(readme, link, place) if is_path(link) else link for link in did.links]
        left_out += ways.count(None)
        items[id] = did._replace(links=tuple(filter(None, ways)))
    return record._replace(items=items), left_out


def publish(publication: Publication) -> None:
    """Write a README, where it changes. Raises NotSavedError."""
    if publication.after != publication.before:
        with locked(publication.path):
            # Another command may have published the same meanwhile.
            if read_bytes(publication.path) != publication.after:
                replace_file(publication.path, publication.after, publication.before)


def _text(content: bytes, path: Path) -> str:
    """Give the text of a README. Raises DamagedFileError for what is not UTF-8."""
    try:
        return content.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DamagedFileError(
            f"`{path}`, line {line}: is not UTF-8", hint="convert it; it was left as it is"
        ) from error


def _changed_lines(old: str, new: str) -> int:
    """Give how many lines differ, from the first that does to the last."""
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
        is_same = os.path.realpath(path) == os.path.realpath(kept)
        if is_same or (path.exists() and kept.exists() and os.path.samefile(path, kept)):
            raise RefusedError(
                f"`{path}` is the {name} itself", hint="name another file; it was left as it is"
            )
