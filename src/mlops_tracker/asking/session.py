"""What one run works with: the options that stand anywhere, and the files."""

import os
import re
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from mlops_tracker import clock
from mlops_tracker.actions.tracker import Tracker, load_syllabus
from mlops_tracker.asking.streams import Output
from mlops_tracker.errors import DamagedFileError, LostItemsError, RefusedError
from mlops_tracker.store import places
from mlops_tracker.store.history import History
from mlops_tracker.store.saving import Saved
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Syllabus

ZONE_FOLDERS = (
    *("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"),
)
NAMES_OF_UTC = frozenset({"GMT", "GMT0", "GREENWICH", "UCT", "UNIVERSAL", "UTC", "ZULU"})

_RULE = re.compile(r"<|[A-Za-z]{3,}[+-]?\d")
"""How a time zone begins that is written as a rule: `EST5EDT`, `<+0530>-5:30`."""


class Session:
    """The files that are meant, opened when they are first needed, and the output."""

    def __init__(self, record: Path | None, syllabus: Path | None, output: Output) -> None:
        """Use the files that were named, else those found from here."""
        self.named_record = record
        self.named_syllabus = syllabus
        self.output = output
        self.joins_copies = False
        """Whether this run is about conflict copies, so that nobody need be told of them."""
        self.has_way_back = True
        """Whether what was saved can be undone."""

    @property
    def program(self) -> str:
        """How to run the program on the same files: `tracker --file other.toml`."""
        named = {"--file": self.named_record, "--syllabus": self.named_syllabus}
        words = [word for name, path in named.items() if path for word in (name, str(path))]
        if not words:
            return "tracker"
        import shlex  # 1 ms

        return shlex.join(["tracker", *words])

    def as_run(self, advice: str) -> str:
        """Return an advice with its commands as they are run on the same files.

        Those that name files themselves stay as they are.
        """
        return re.sub(r"`tracker (?!--|[^`]* --syllabus )", lambda _: f"`{self.program} ", advice)

    def tell(self, notices: Sequence[str]) -> None:
        """Say what is to be known, with commands that are about the same files."""
        self.output.warn(*map(self.as_run, notices))

    def tell_saved(self, saved: Saved) -> None:
        """Say what is to be known of a save."""
        self.has_way_back = self.has_way_back and saved.can_be_undone
        self.tell(saved.notices)
        if not self.has_way_back and places.is_nowhere(places.state_folder()):
            self.output.warn("hint: set `HOME` to your home folder; its history is kept there")

    def say_way_back(self, command: str = "undo", label: str = "take back") -> None:
        """Say how the last save is taken back, where it can be."""
        if self.has_way_back:
            self.output.say(f"{label}: {self.program} {command}")

    @property
    def cache(self) -> Path:
        """The folder of what was validated before."""
        return places.cache_folder()

    @cached_property
    def found_record(self) -> places.Location:
        """The record in use, which has no place where there is no home. Raises RefusedError."""
        return places.record_location(self.named_record, os.environ, self.folder)

    @property
    def record_location(self) -> places.Location:
        """The same where it has a place, else raises NoHomeError.

        Raises RefusedError in a folder that was deleted.
        """
        places.refuse_nowhere(self.found_record)
        return self.found_record

    @property
    def folder(self) -> Path:
        """The folder that the program runs in. Raises RefusedError if it was deleted."""
        try:
            return Path.cwd()
        except FileNotFoundError as error:
            raise RefusedError("this folder is no longer there", hint="`cd` elsewhere") from error

    @cached_property
    def tracker(self) -> Tracker:
        """Both files, opened; conflict copies of the record are told. Raises DamagedFileError."""
        if not self.joins_copies:
            self.tell_conflict_copies()
        tracker = Tracker(self.record_location, self.syllabus_location, self.cache)
        if doubt := tracker.quoted_conflict():
            self.output.warn(f"warning: {self.as_run(doubt)}")
        return tracker

    def reopen(self) -> None:
        """Forget what was opened, as the record names another syllabus now."""
        self.__dict__.pop("tracker", None)

    def tell_conflict_copies(self) -> None:
        """Name the conflict copies beside the record that nobody joined yet."""
        record = self.record_location.path
        history = History(record)
        copies = history.copies()
        if not copies:
            return
        from mlops_tracker.store.other_copies import copies_to_join, notice_of  # seldom needed

        for copy in copies_to_join(record, copies):
            if copy.parent == history.folder:
                self.output.warn(self.as_run(notice_of(copy, record)))
            else:
                self.output.say(f"`{copy}` is a conflict copy; `{self.program} merge` joins it")

    @cached_property
    def loss(self) -> DamagedFileError | None:
        """Why the record cannot be saved to as it is, if it cannot."""
        return self.tracker.loss()

    @cached_property
    def tracker_to_read(self) -> Tracker:
        """The same for a command that only reads, and so must itself tell why nothing is saved."""
        for doubt in filter(None, (self.loss, self.tracker.other_course())):
            self.output.warn(f"warning: {doubt.message}", self.as_run(f"hint: {doubt.hint}"))
        return self.tracker

    def save(self, step: Step, what: str) -> None:
        """Save a step that is called `what`, and tell what there is to be told about it.

        Where the record has lost something since it was last saved, only if a person
        says that it is right like this. Raises TrackerError.
        """
        self.output.flush_before_save()
        try:
            saved = self.tracker.save(step, what, clock.now())
        except LostItemsError as error:
            if not self.output.can_ask:
                raise
            self.output.confirm(error.statement, "tracker accept")
            from mlops_tracker.store.way_back import accept

            accept(self.record_location.path, clock.now())
            saved = self.tracker.save(step, what, clock.now())
        self.tell_saved(saved)

    def syllabus_location(self, record: StudyRecord | None = None) -> places.Location:
        """Return the syllabus in use with a record; without one, with a new one."""
        path = self.found_record.path
        record = record or StudyRecord(places.SHIPPED_ID)
        return places.syllabus_location(self.named_syllabus, os.environ, record.syllabus, path)

    def syllabus_for(self, record: StudyRecord) -> Syllabus:
        """Return the syllabus in use with a record, read. Raises DamagedFileError."""
        return load_syllabus(self.syllabus_location(record).path, self.cache)

    @property
    def record_here(self) -> Path:
        """The record that this folder would have, there or not. Raises RefusedError."""
        return self.folder / places.PROJECT_RECORD

    def record_found_here(self) -> places.Location:
        """Return the record in use where no option names one. Raises RefusedError."""
        return places.record_location(None, os.environ, self.folder)


def broken_zone() -> str | None:
    """Return the time zone that counts as UTC because it does not work."""
    name = os.environ.get("TZ", "")
    if clock.system_zone() is not None:
        return name or time.tzname[0]
    if not name or time.timezone or time.altzone or not hasattr(time, "tzset"):
        return None
    return None if _is_zone(name.removeprefix(":")) else name


def _is_zone(name: str) -> bool:
    """Whether the system knows a zone; any other it takes for UTC without a word."""
    if name.rpartition("/")[2].upper() in NAMES_OF_UTC or _RULE.match(name):
        return True
    folders = [os.environ.get("TZDIR", ""), *ZONE_FOLDERS]
    return any(_is_zone_file(os.path.join(folder, name)) for folder in folders if folder)


def _is_zone_file(path: str) -> bool:
    """Whether a file holds a time zone; one that cannot be read is none to the system either."""
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"TZif"
    except (OSError, ValueError):  # as said above
        return False
