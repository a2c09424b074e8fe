"""The use case of `import`: a source becomes a syllabus, and what was done in it a record.

A source is read, and what the tool itself wrote is checked, so that whatever comes out
of here can be kept in files. All is worked out first, so that it can be shown and asked
about before any of it is saved. Nothing here prints or asks.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlops_tracker.actions.tracker import Tracker, create
from mlops_tracker.clock import local_day
from mlops_tracker.errors import DamagedFileError, RefusedError, TrackerError, UsageError
from mlops_tracker.formats.outline import Exact, Outline, OutlineCourse, OutlineReview
from mlops_tracker.formats.registry import Format, is_own, read_outline
from mlops_tracker.store import reading
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.places import Location, Why, is_same_file, name_for_record
from mlops_tracker.store.saving import Saved
from mlops_tracker.study.merge import Choice, merged
from mlops_tracker.study.progress import Report, measure_all
from mlops_tracker.study.record import StudyRecord, appended
from mlops_tracker.study.steps import (
    Completion,
    Difference,
    MarkedItem,
    Step,
    difference,
    mark_done,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

if TYPE_CHECKING:
    from mlops_tracker.store.output_file import Replaced

NO_NAMES = frozenset({"readme", "index", "stdin", ""})
"""File names that say nothing about the course."""
NO_ID = "imported"
"""The id of a syllabus whose title gives none."""


class Wanted(NamedTuple):
    """What is to be saved, where, and how freely."""

    path: Path
    """The syllabus file."""
    record: Path
    use: bool
    """Whether the syllabus becomes that of the record, which is begun where there is none."""
    progress: bool
    replace: bool


class JoinedProgress(NamedTuple):
    """What a record becomes by the progress in a source."""

    before: StudyRecord
    after: StudyRecord
    choices: list[Choice]
    """What both say and only one can."""
    changed: Difference
    report: Report
    """How far the learner then is."""

    @property
    def is_change(self) -> bool:
        """Whether the source says anything that the record does not have."""
        return self.after != self.before


class Plan(NamedTuple):
    """What an import saves: worked out and allowed, and nothing of it saved yet."""

    wanted: Wanted
    outline: Outline
    syllabus: Syllabus
    content: bytes
    """Of the syllabus file."""
    is_new: bool
    """Whether there is no syllabus file yet."""
    begins_record: bool
    joined: JoinedProgress | None
    """None where no progress is to be saved."""


def source_text(file: Path | None, format: Format, stdin: Callable[[int], bytes]) -> str:
    """Return the text of a source, with its line ends as they are.

    `stdin` gives so many bytes of what is read where there is no file. Raises DamagedFileError.
    """

    def is_ours(beginning: str) -> bool:
        return is_own(beginning, format)

    if file is None:
        return reading.source_text(stdin, "stdin", is_ours)
    return reading.read_source(file, is_ours)


def read(
    text: str, format: Format, file: str, title: str | None = None, name: str | None = None
) -> Outline:
    """Return the outline of a source; `file` is `-` for stdin. Raises DamagedFileError naming it.

    Where it has no title it goes by its `name`, or by that of its file.
    """
    stem = name or ("" if file == "-" else Path(file).stem)
    try:
        outline = read_outline(text, format, "" if stem.lower() in NO_NAMES else stem)
    except DamagedFileError as error:
        where = "stdin" if file == "-" else f"`{file}`"
        raise DamagedFileError(f"{where}: {error.message}", hint=error.hint) from error
    if outline.exact is not None:
        path = Path("stdin" if file == "-" else file)
        outline = outline._replace(exact=_checked(outline.exact, path))
    return outline._replace(title=title.strip()) if title else outline


def _checked(exact: Exact, path: Path) -> Exact:
    """Return what was read exactly as files can hold it. Raises DamagedFileError if they cannot."""
    from mlops_tracker.store.schema import record_of, syllabus_of  # loads Pydantic, 70 ms

    syllabus, record = exact.syllabus, exact.record
    id = syllabus.id or NO_ID
    whole = {"id": id, "title": syllabus.title, "url": syllabus.url, "courses": syllabus.courses}
    found = syllabus_of(_plain({"format": 1, **whole}), "", path)
    tables = {"items": record.items, "weeks": record.weeks, "courses": record.courses}
    kept = record_of(_plain({"format": 1, "syllabus": id, **tables}), "", path)
    checked = Syllabus(syllabus.id, found.title, found.courses, found.url)
    return exact._replace(syllabus=checked, record=kept._replace(syllabus=record.syllabus))


def _plain(value: Any) -> Any:
    """Return a value as TOML has it: tables and lists, without what says nothing."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def syllabus_from(outline: Outline, title: str | None = None) -> Syllabus:
    """Return an outline as a syllabus: ids are counted in study order, where none are known."""
    title = title or outline.title
    id = slug(title) or NO_ID
    if outline.exact is not None:
        known = outline.exact.syllabus
        return Syllabus(known.id or id, title, known.courses, known.url)
    courses = tuple(
        _course(course, str(number)) for number, course in enumerate(outline.courses, start=1)
    )
    return Syllabus(id, title, courses, next(iter(outline.links), None))


def _course(course: OutlineCourse, id: str) -> Course:
    weeks = []
    for number, week in enumerate(course.weeks, start=1):
        week_id = f"{id}.{number}"
        items = tuple(
            Item(f"{week_id}.{at}", item.kind, item.title, item.optional, item.minutes, item.url)
            for at, item in enumerate(week.items, start=1)
        )
        weeks.append(Week(week_id, week.title, items, summary=week.summary, url=week.url))
    return Course(id, course.title, tuple(weeks), url=course.url)


def slug(title: str) -> str:
    """Return a title as part of a file's name: `machine-learning`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def file_for(source: str, title: str) -> str:
    """Return the name of the syllabus file for a source."""
    stem = slug(Path(source).stem)
    name = slug(title) if stem in NO_NAMES else stem
    return f"{name or 'syllabus'}.toml"


def of_study(outline: Outline, syllabus: Syllabus) -> Outline | None:
    """Return what was read exactly with the ids of the syllabus in use, if it is of that one.

    It may be of a course or a week alone. All its items must be there: with their
    ids and titles, or, where a source has no ids, in the same weeks and order. None
    for what is of another syllabus.
    """
    exact = outline.exact
    if exact is None or not exact.syllabus.places:
        return None
    known = {item.id: item.title for item in syllabus.items()}
    ids: dict[str, str | None] = {item.id: item.id for item in exact.syllabus.items()}
    if exact.is_to_the_day:
        ids = _ids_by_place(exact.syllabus, syllabus)
    for item in exact.syllabus.items():
        if known.get(ids[item.id] or "") != item.title:
            return None
    items = {ids.get(id) or id: did for id, did in exact.record.items.items()}
    return outline._replace(exact=exact._replace(record=exact.record._replace(items=items)))


def _ids_by_place(counted: Syllabus, syllabus: Syllabus) -> dict[str, str | None]:
    """Return the id in the syllabus for each counted one: of the next item called the same."""
    ids: dict[str, str | None] = {}
    for week_id, (_, week) in counted.weeks.items():
        _, there = syllabus.weeks.get(week_id, (None, None))
        rest = iter(there.items if there else ())
        for item in week.items:
            ids[item.id] = next((other.id for other in rest if other.title == item.title), None)
    return ids


def joined(outline: Outline, syllabus: Syllabus, record: StudyRecord) -> JoinedProgress:
    """Return what a record becomes by the progress in a source; nothing in it is lost.

    What the tool itself wrote is joined as the record of another machine is.
    """
    choices = list[Choice]()
    if outline.exact is None:
        after = with_progress(outline, syllabus, record)
    else:
        theirs = outline.exact.record._replace(syllabus=record.syllabus)
        if outline.exact.is_to_the_day:
            theirs = _with_times(theirs, record)
        found = merged(None, record, theirs)
        after, choices = found.record, found.choices
    changed = difference(record, after, syllabus)
    return JoinedProgress(record, after, choices, changed, measure_all(syllabus, after))


def _with_times(theirs: StudyRecord, ours: StudyRecord) -> StudyRecord:
    """Return a record that knows only days with our times of the same days."""
    items = dict(theirs.items)
    for id, did in theirs.items.items():
        at, known = did.done_at, ours.item(id).done_at
        if at and known and local_day(at) == local_day(known):
            items[id] = did._replace(done_at=known)
    return theirs._replace(items=items)


def with_progress(outline: Outline, syllabus: Syllabus, record: StudyRecord) -> StudyRecord:
    """Return a record with what the source says: ticks, scores, reviews, dropped courses.

    The source does not say when, so nothing is dated. What the record knows
    already stays.
    """
    marked: list[MarkedItem] = []
    for item, read in zip(syllabus.items(), outline.items(), strict=True):
        before = record.item(item.id)
        is_known = before.status == "done" and before.score is not None
        if (read.ticked or read.score is not None) and not is_known:
            marked += mark_done(record, [item], Completion(score=read.score), None).marked
    changed = record.with_items((pair.item, pair.after) for pair in marked)
    for review in outline.reviews:
        changed = _with_review(changed, review, syllabus)
    return changed


def _with_review(record: StudyRecord, review: OutlineReview, syllabus: Syllabus) -> StudyRecord:
    """Return a record with what was thought of courses added to it."""
    courses = dict(record.courses)
    for number in review.courses:
        id = syllabus.courses[number - 1].id
        before = record.course(id)
        if review.is_dropped and review.text not in before.why:
            why = appended(before.why, review.text)
            courses[id] = before._replace(status="dropped", why=why)
        elif not review.is_dropped and review.text not in before.review:
            courses[id] = before._replace(review=appended(before.review, review.text))
    return record._replace(courses=courses)


def plan(outline: Outline, wanted: Wanted, cache: Path) -> Plan:
    """Work out what an import saves.

    Raises all that can be refused: UsageError for progress without a record,
    RefusedError for files that are there, NotSavedError.
    """
    from mlops_tracker.store import syllabus_file  # loads Pydantic, 70 ms

    syllabus = syllabus_from(outline)
    known = _known(wanted, cache) if wanted.use or wanted.progress else None
    content = syllabus_file.content_of(syllabus, wanted.path, _about(outline))
    is_new = not syllabus_file.is_there(wanted.path, content, replace=wanted.replace)
    begins = wanted.use and not os.path.lexists(wanted.record)
    progress = joined(outline, syllabus, known) if known is not None and wanted.progress else None
    return Plan(wanted, outline, syllabus, content, is_new, begins, progress)


def preview(outline: Outline, wanted: Wanted, cache: Path) -> tuple[Syllabus, JoinedProgress]:
    """Return the syllabus and what the progress in a source would change, nothing refused."""
    syllabus = syllabus_from(outline)
    try:
        known = record_for(wanted.record, wanted.path, cache)
    except RefusedError:
        known = StudyRecord(str(wanted.path))
    return syllabus, joined(outline, syllabus, known)


def refuse_record(path: Path, *records: Path) -> None:
    """Raise RefusedError for a syllabus file that would take the place of a record."""
    if any(is_same_file(path, record) for record in records):
        raise RefusedError(
            f"`{path}` is the place of the record itself; nothing was saved",
            hint="name another file for the syllabus with `-o`",
        )


def _known(wanted: Wanted, cache: Path) -> StudyRecord:
    """Return the record that is meant, which `use` alone may begin."""
    if not (wanted.use or os.path.lexists(wanted.record)):
        raise UsageError(
            "there is no record for this syllabus that progress could be kept in",
            hint="add `--use`, which begins one in this folder",
        )
    return record_for(wanted.record, wanted.path, cache)


def record_for(record: Path, syllabus: Path, cache: Path) -> StudyRecord:
    """Return the record that a syllabus file is used with, which need not be there yet.

    Raises RefusedError for one that belongs to another syllabus.
    """
    name = name_for_record(syllabus, record)
    known = reading.load_record(record, Cache(cache))
    if known.content is None:
        return StudyRecord(name)
    if known.record.syllabus != name:
        raise RefusedError(
            f"`{record}` is the record of another syllabus, `{known.record.syllabus}`",
            hint="import in a folder of its own, or name a new record with `--file`",
        )
    return known.record


def is_used(plan: Plan, cache: Path) -> bool:
    """Whether the syllabus is that of the record which `use` would mean."""
    try:
        record_for(plan.wanted.record, plan.wanted.path, cache)
    except TrackerError:
        return False
    return os.path.lexists(plan.wanted.record)


def _about(outline: Outline) -> str:
    """Return the comments that a syllabus file begins with."""
    return "\n".join(f"A page that the source names: {url}" for url in outline.links)


def save_syllabus(plan: Plan) -> "Replaced":
    """Write the syllabus file; return what became of the one there. Raises TrackerError."""
    from mlops_tracker.store import syllabus_file

    return syllabus_file.save_syllabus(plan.wanted.path, plan.content, replace=plan.wanted.replace)


def begin_record(plan: Plan, cache: Path, now: datetime) -> Saved:
    """Begin the record of the syllabus. Raises NotSavedError."""
    return create(plan.wanted.record, plan.wanted.path, cache, now)


def save_progress(plan: Plan, cache: Path, now: datetime) -> Saved:
    """Save what was done in the source as one step.

    What the record holds by now is joined with it. Raises TrackerError.
    """
    path = plan.wanted.path
    syllabus = Location(path, Why.RECORD)
    opened = Tracker(Location(plan.wanted.record, Why.FILE), lambda _: syllabus, cache)
    after = joined(plan.outline, opened.syllabus, opened.record).after
    return opened.save(Step(after), f"import {path.name}", now)
