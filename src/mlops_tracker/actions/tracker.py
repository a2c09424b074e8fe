"""The use cases: what a learner can do, one method each.

A step is worked out first and saved by a second call, so that it can be shown
and asked about in between. Nothing here prints or asks.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mlops_tracker.errors import DamagedFileError, RefusedError, UsageError
from mlops_tracker.store import reading, saving
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import Cause
from mlops_tracker.store.places import Location, name_for_record, refuse_unwritable
from mlops_tracker.store.saving import Saved, why_not_saved
from mlops_tracker.study import progress, steps
from mlops_tracker.study.naming import (
    ALL_LEVELS,
    Filter,
    find,
    known_kinds,
    select_items,
    select_places,
    select_targets,
)
from mlops_tracker.study.record import OPEN, StudyRecord, appended
from mlops_tracker.study.steps import Completion, Opinion, Review, Step
from mlops_tracker.study.syllabus import Course, Item, Level, Place, Syllabus, Target, ids_within

if TYPE_CHECKING:
    from mlops_tracker.study.plan import Overview
    from mlops_tracker.study.search import Hit

ITEM_ONLY: tuple[Level, ...] = ("item",)
COURSE_ONLY: tuple[Level, ...] = ("course",)
LONGEST_NOTE = 1_000_000
"""In characters: a megabyte of notes on one item is a mistake, not a note."""


class Tracker:
    """A syllabus and a record, opened together."""

    def __init__(
        self, record: Location, syllabus_for: Callable[[StudyRecord], Location], cache: Path
    ) -> None:
        """Open a record, and the syllabus that `syllabus_for` finds for it.

        Raises DamagedFileError for either.
        """
        self._cache = Cache(cache)
        self._file = reading.load_record(record.path, self._cache)
        self.record_location = record
        self.syllabus_location = syllabus_for(self.record)
        self.syllabus: Syllabus = reading.load_syllabus(self.syllabus_location.path, self._cache)
        if self.is_new:
            name = name_for_record(self.syllabus_location.path, record.path)
            self._file = self._file._replace(record=self.record._replace(syllabus=name))

    @property
    def record(self) -> StudyRecord:
        """What the learner did so far."""
        return self._file.record

    @property
    def is_new(self) -> bool:
        """Whether there is no record file yet."""
        return self._file.content is None

    def loss(self) -> DamagedFileError | None:
        """Return why the record cannot be saved to as it is, if it cannot."""
        return why_not_saved(self.record_location.path, self._file.content)

    def quoted_conflict(self) -> str | None:
        """Return what is to be said of lines in a note that look like a merge conflict."""
        if not self._file.quoted_conflict:
            return None
        from mlops_tracker.actions.checks import quoted_conflict  # 1 ms, seldom needed

        return quoted_conflict(self.record_location.path, self._file.quoted_conflict)

    def other_course(self) -> RefusedError | None:
        """Return why the record cannot be saved, if a syllabus of another course was named."""
        here, there = self.record_location, self.syllabus_location
        if not there.why.is_for_this_run:
            return None
        from mlops_tracker.actions.checks import other_course  # 1 ms, seldom needed

        return other_course(here, self.record, there, self.syllabus, self._cache)

    def places(self, names: Iterable[str], wanted: Filter) -> list[Place]:
        """Return the items that are named (all where none is) and asked for."""
        targets = select_targets(self.syllabus, names)
        return select_places(self.syllabus, self.record, targets, wanted)

    def next(self, count: int, kinds: Collection[str] = ()) -> list[Place]:
        """Return the next open required items."""
        from mlops_tracker.study import plan  # 1 ms

        wanted = known_kinds(self.syllabus, kinds)
        return plan.next_places(self.syllabus, self.record, count, wanted)

    def overview(self, count: int) -> "Overview":
        """Return where the learner is, with the next `count` items."""
        from mlops_tracker.study import plan  # 1 ms

        return plan.overview(self.syllabus, self.record, count)

    def report(self, name: str | None = None) -> progress.Report:
        """Return how far the learner is, in all or in one course or week."""
        report = progress.measure_all(self.syllabus, self.record)
        if name is None:
            return report
        return progress.limited(report, self.find(name, ("course", "week")))

    def search(self, words: Sequence[str]) -> "list[Hit]":
        """Return the titles and the learner's own lines that hold every word."""
        from mlops_tracker.study import search  # 1 ms

        return list(search.search(self.syllabus, self.record, words))

    def notes(self, name: str | None = None) -> "list[Hit]":
        """Return notes whole: all, or those on one target and on what it holds."""
        from mlops_tracker.study import search  # 1 ms

        notes = list(search.all_notes(self.syllabus, self.record))
        if name is None:
            return notes
        within = ids_within(self.find(name))
        return [note for note in notes if note.id in within]

    def find(self, name: str, levels: Collection[Level] = ALL_LEVELS) -> Target:
        """Return the one item, week or course that is named."""
        return find(self.syllabus, name, levels)

    def save(self, step: Step, what: str, now: datetime) -> Saved:
        """Save a step that is called `what`; write nothing where it changes nothing.

        Raises NotSavedError, RefusedError for a record of another course, LostItemsError
        for one that has lost something.
        """
        if step.record == self.record:
            return Saved()
        if refusal := self.other_course():
            raise refusal
        if self.record_location.is_own:
            saving.make_folder(self.record_location.path.parent)
            refuse_unwritable(self.record_location.path.parent)
        self._file, saved = saving.save_record(
            self._file, step.record, self.syllabus.targets, self._cache, Cause(what, now)
        )
        return saved

    def done(self, names: Iterable[str], completion: Completion, now: datetime) -> Step:
        """Mark items as done; of a week or a course those that are open and required."""
        completion = completion._replace(note=storable(completion.note))
        return steps.mark_done(self.record, self._items(names, OPEN), completion, now)

    def undone(self, names: Iterable[str]) -> Step:
        """Take completion back; of a week or a course that of every done item."""
        return steps.mark_undone(self.record, self._items(names, {"done"}))

    def skip(self, names: Iterable[str]) -> Step:
        """Leave items out of the percent; of a week or a course the open required ones."""
        return steps.mark_skipped(self.record, self._items(names, OPEN))

    def unskip(self, names: Iterable[str]) -> Step:
        """Count items again; of a week or a course every skipped one."""
        return steps.mark_unskipped(self.record, self._items(names, {"skipped"}))

    def start(self, name: str) -> Step:
        """Note that an item is being worked on."""
        return steps.mark_started(self.record, [self._item(name)])

    def write_note(self, target: Target, text: str) -> Step:
        """Put `text` in place of the note on `target`."""
        return Step(self.record.with_note(target, storable(text)))

    def append_note(self, target: Target, paragraph: str) -> Step:
        """Add a paragraph to the note on `target`."""
        longer = appended(self.record.note(target), storable(paragraph))
        return self.write_note(target, longer)

    def course(self, name: str) -> Course:
        """Return the one course that is named; a week or an item is none."""
        return cast("Course", self.find(name, COURSE_ONLY))

    def drop(self, course: Course, why: str | None) -> Step:
        """Give a course up. Raises UsageError for a reason without a word."""
        if why is not None and not why.strip():
            raise UsageError("there is no reason in that", hint="leave `--why` out")
        reason = None if why is None else storable(why, "reason")
        return Step(steps.dropped(self.record, course, reason))

    def resume(self, course: Course) -> Step:
        """Take a course up again."""
        return Step(steps.resumed(self.record, course))

    def review(self, course: Course, opinion: Opinion, *, replaces: bool) -> Step:
        """Add to the review of a course, or put a text in its place; set its stars."""
        text = None if opinion.text is None else storable(opinion.text, "review")
        opinion = opinion._replace(text=text)
        longer = steps.reviewed(self.record, course, opinion, replaces=replaces)
        if text is not None:
            storable(longer.course(course.id).review, "review")
        return Step(longer)

    def reviews(self, name: str | None = None) -> list[Review]:
        """Return what is thought of every course, or of the one that is named."""
        found = steps.reviews(self.syllabus, self.record)
        if name is None:
            return found
        id = self.course(name).id
        return [review for review in found if review.id == id]

    def _item(self, name: str) -> Item:
        """Return the one item that is named; a week or a course is none."""
        target = self.find(name, ITEM_ONLY)
        return cast("Item", target)

    def _items(self, names: Iterable[str], statuses: Collection[str]) -> list[Item]:
        """Return the items that are named; of a week or a course those in `statuses`.

        Optional ones are meant only by name, unless something was done with them.
        """

        def in_group(item: Item) -> bool:
            status = self.record.item(item.id).status
            return status in statuses and not (item.optional and status in OPEN)

        return select_items(self.syllabus, select_targets(self.syllabus, names), in_group)


def create(record: Path, syllabus: Path, cache: Path, now: datetime) -> Saved:
    """Write a new record, for a syllabus that is read first.

    Raises RefusedError where a record is there already, DamagedFileError for the
    syllabus, NotSavedError.
    """
    if os.path.lexists(record):
        raise RefusedError(f"`{record}` is there already", hint="it was left as it is")
    reading.load_syllabus(syllabus, Cache(cache))
    return saving.create_record(record, name_for_record(syllabus, record), now)


def load_syllabus(path: Path, cache: Path) -> Syllabus:
    """Return a syllabus file, read. Raises DamagedFileError."""
    return reading.load_syllabus(path, Cache(cache))


def storable(text: str, what: str = "note") -> str:
    """Return a text as it can be stored: line ends as line feeds.

    Raises UsageError for a text that is too long, or that is not Unicode (a
    stray byte of another encoding arrives as a lone surrogate).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_NOTE:
        raise UsageError(
            f"a {what} of {len(text):,} characters is too long",
            hint=f"{LONGEST_NOTE:,} are kept at most; keep the rest in a file of its own",
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"the text is not UTF-8 at character {error.start + 1}",
            hint="write it in UTF-8; nothing was saved",
        ) from error
    return text
