"""Earlier versions of a record, a file each, in the state directory where no sync tool looks.

A version is the bytes of the record below a first line that says when and by
what they came to be. It is written and flushed as `42.new` before the record is
replaced and becomes `42.toml` behind it, so that whatever kills a save, the next
one can tell whether it took place. The first lines alone tell which steps stand, and
which versions are worth keeping. Whoever changes a history holds the record's lock.

The files that saves have replaced lie beside the versions as long as somebody may write to
them: a program that has the record open goes on writing to the file it opened, whatever
stands in its place by then. So each save links the old file here, and every later command
looks at it once more. What was written to it by then stays in that file and is told until
it is joined; the others are removed once a few more were replaced.
"""

import errno
import json
import os
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from mlops_tracker.errors import DamagedFileError, NotFoundError
from mlops_tracker.store import safe_write
from mlops_tracker.store.places import conflict_copies, state_folder
from mlops_tracker.store.safe_write import make_private_folder, open_new, open_plain

LAST, DAYS = 50, 30
"""So many steps can be undone; for so many days one version of each day is kept."""
NEWEST, MOST_BYTES = 10, 64 * 1024 * 1024
"""So many versions are kept however large they are; the older ones take so much together."""
Kind = Literal["begun", "step", "undo", "redo", "found"]
"""What makes a version: a beginning, a command, taking one back, doing it again, others."""
Deed = tuple[str, str]
"""An id, and in a word what was done with it."""
_MERGE_OF = "merge "
MAGIC = b"# tracker version 1 "
KEPT, PENDING, OLD = ".toml", ".new", "replaced-"
"""What the names of versions end with, and those of replaced files begin with."""
OLD_FILES = 3
"""So many of these are looked at again; an editor holds one open for a moment only."""
LONGEST_NAME = 40
"""Characters of a record's name in that of its history's folder, of up to four bytes each."""
THIN_EVERY = 10
"""So many versions are written between two looks at which to keep."""
LARGE = 1024 * 1024
"""In bytes: behind a version as large as this there is a look each time."""
LONGEST_HEAD = 1024 * 1024
"""In bytes: what does not end within this is not the first line of a version."""


class Cause(NamedTuple):
    """What makes a version."""

    what: str
    """In words that can be typed, such as `done 1.1.3`."""
    at: datetime
    """In UTC."""
    kind: Kind = "step"
    of: int = 0
    """The version that an undo takes back, or a redo makes again."""
    joins_files: bool = False
    """Whether files were joined, which `other_copies` remembers."""

    @classmethod
    def merge_of(cls, files: Iterable[Path], at: datetime) -> "Cause":
        """Return the cause of a step that joins files."""
        return cls(_MERGE_OF + " ".join(file.name for file in files), at, joins_files=True)

    @classmethod
    def stored(cls, said: Mapping[str, Any]) -> "Cause":
        """Return a cause from the first line of a version, where `what` alone tells a merge."""
        what, at = said["what"], datetime.fromisoformat(said["at"])
        return cls(what, at, said["kind"], said["of"], what.startswith(_MERGE_OF))


class Version(NamedTuple):
    """What is known of a version without reading it whole."""

    number: int
    cause: Cause
    deeds: tuple[Deed, ...]
    done: int | None
    """How many items are done in it; None where it cannot be read as a record."""
    size: int
    """In bytes."""
    checksum: int
    before: int | None
    """The checksum of the record before; None where there was none."""


def undoable(versions: Iterable[Version]) -> list[Version]:
    """Return the steps that stand, the one to take back first last."""
    return _standing_and_undone(versions)[0]


def redoable(versions: Iterable[Version]) -> list[Version]:
    """Return the steps that were taken back, the one to make again first last."""
    return _standing_and_undone(versions)[1]


def _standing_and_undone(versions: Iterable[Version]) -> tuple[list[Version], list[Version]]:
    """Follow the steps, and what was taken back and made again."""
    standing: dict[int, Version] = {}
    undone: dict[int, Version] = {}
    for version in versions:
        kind, of = version.cause.kind, version.cause.of
        if kind == "begun":
            standing.clear()
        if kind == "step":
            standing[version.number] = version
        if kind in {"begun", "step"}:
            undone.clear()
        if kind == "undo" and of in standing:
            undone[of] = standing.pop(of)
        if kind == "redo" and of in undone:
            standing[of] = undone.pop(of)
    return list(standing.values()), list(undone.values())


def worth_keeping(versions: Sequence[Version], today: date) -> set[int]:
    """Return the numbers of the versions to keep.

    The last 50 steps with what was there before them, the fullest version of
    each of the last 30 days and of each month, and the fullest of all: a file
    that shrinks must not push out the last one that was complete. Of these the oldest
    go where they take too much room.
    """
    steps = [version.number for version in versions if version.cause.kind == "step"]
    first = steps[-LAST] - 1 if len(steps) > LAST else 0
    keep = {version.number for version in versions if version.number >= first}
    fullest: dict[object, Version] = {}
    for version in versions:
        if version.done is None:
            continue  # garbage, however much of it
        day = version.cause.at.date()
        periods: list[object] = ["ever", (day.year, day.month)]
        if (today - day).days < DAYS:
            periods.append(day)
        for period in periods:
            if period not in fullest or version.size >= fullest[period].size:
                fullest[period] = version
    keep |= {version.number for version in fullest.values()}
    # A step that was taken back would stand again without the version that says so.
    keep |= {version.number for version in versions if version.cause.of in keep}
    return keep - _too_large(versions, keep, fullest.get("ever"))


def _too_large(versions: Sequence[Version], keep: set[int], fullest: Version | None) -> set[int]:
    """Return the versions for which there is no room, the oldest of those to `keep`."""
    older = [version for version in versions if version.number in keep][:-NEWEST]
    room = MOST_BYTES
    dropped = set()
    for version in sorted(older, key=lambda version: (version == fullest, version.number))[::-1]:
        room -= version.size
        if room < 0 and version != fullest:
            dropped.add(version.number)
    return dropped


class History:
    """The versions of one record."""

    def __init__(self, record: Path) -> None:
        """Use the history of the real file at `record`, which need not be there yet."""
        self.record = Path(os.path.realpath(record))
        path = os.fsencode(self.record)
        key = f"{zlib.crc32(path):08x}{zlib.adler32(path):08x}"
        name = self.record.name[:LONGEST_NAME]
        self.folder = state_folder() / "history" / f"{name}-{key}"

    @property
    def is_there(self) -> bool:
        """Whether a history was begun, as far as this user can see."""
        return os.path.isdir(self.folder)

    def versions(self) -> list[Version]:
        """Return the versions that are kept, oldest first, without those that are damaged.

        Raises DamagedFileError where the history cannot be read.
        """
        found = (self._head(number) for number in self.numbers())
        return [version for version in found if version]

    def damaged(self) -> list[Path]:
        """Return the versions that cannot be read. Raises DamagedFileError as `versions` does."""
        return [self.path(number) for number in self.numbers() if not self._head(number)]

    def numbers(self) -> list[int]:
        """Return the numbers of all versions. Raises DamagedFileError as `versions` does."""
        try:
            return self._numbers(KEPT)
        except OSError as error:
            raise self._unreadable(error) from error

    def damage(self) -> DamagedFileError | None:
        """Return why a history that is there cannot be read; None where it can."""
        try:
            self._numbers(KEPT)
        except OSError as error:
            return self._unreadable(error) if self.is_there else None
        return None

    def _unreadable(self, error: OSError) -> DamagedFileError:
        """Return the error for a history that cannot be listed."""
        return DamagedFileError(
            f"the history in `{self.folder}` cannot be read: {error.strerror}",
            hint="see who may read and list that folder",
        )

    def version(self, number: int) -> tuple[Version, bytes]:
        """Return a version and the bytes of the record. Raises NotFoundError, DamagedFileError."""
        try:
            return self._read(self.path(number))
        except FileNotFoundError as error:
            raise NotFoundError(
                f"there is no version {number}", hint="`tracker history` lists those kept"
            ) from error
        except (OSError, ValueError) as error:
            raise DamagedFileError(
                f"version {number} is damaged: `{self.path(number)}`",
                hint="`tracker history` lists the others",
            ) from error

    def content(self, number: int) -> bytes:
        """Return the bytes of a version. Raises as `version` does."""
        return self.version(number)[1]

    def latest(self) -> tuple[int, bytes] | None:
        """Return the last version that can be read, with its bytes.

        One that is damaged only says less than it might. Raises DamagedFileError where the
        history cannot be read.
        """
        for number in reversed(self.numbers()):
            with suppress(OSError, ValueError):  # damaged, and named by `tracker history`
                return number, self._read(self.path(number))[1]
        return None

    def last_seen(self, current: bytes | None) -> tuple[int, bytes] | None:
        """Return the same, counting a save that was cut short if it took place; write nothing."""
        for number in reversed(self._numbers(PENDING) if self.numbers() else ()):
            with suppress(OSError, ValueError):  # cut short before the record was touched
                version, content = self._read(self.path(number, PENDING))
                if _took_place(version, content, current):
                    return number, content
        return self.latest()

    def has(self, content: bytes) -> bool:
        """Whether a version holds these bytes."""
        return any(version.checksum == zlib.crc32(content) for version in self.versions())

    def settle(self, current: bytes | None) -> None:
        """Find out what became of a save that was cut short, `current` being the record now.

        Raises OSError, also for a version that cannot be read: it may be the only one.
        """
        for number in self._numbers(PENDING):
            pending = self.path(number, PENDING)
            if pending.is_symlink() or not pending.is_file():
                continue  # what else may have that name does no harm
            try:
                took_place = _took_place(*self._read(pending), current)
            except ValueError:
                took_place = False  # it was cut short before the record was touched
            if took_place:
                self._rename(number)
            else:
                pending.unlink(missing_ok=True)

    def prepare(
        self,
        content: bytes,
        cause: Cause,
        deeds: Sequence[Deed],
        done: int | None,
        before: bytes | None,
    ) -> int:
        """Write the next version, which counts once it is confirmed, and return its number.

        The record holds `before` until then (None: there is none). Raises OSError.
        """
        head = {
            "at": cause.at.isoformat(),
            "what": cause.what,
            "kind": cause.kind,
            "of": cause.of,
            "deeds": deeds,
            "done": done,
            "size": len(content),
            "checksum": zlib.crc32(content),
            "before": _checksum(before),
        }
        number = max([*self._numbers(KEPT), *self._numbers(PENDING)], default=0) + 1
        make_private_folder(self.folder)
        # Where it is there already it is another saver's, and is left alone.
        descriptor = open_new(self.path(number, PENDING))
        try:
            with open(descriptor, "wb") as file:
                file.write(MAGIC + json.dumps(head).encode() + b"\n" + content)
                file.flush()
                safe_write.flush_file(file.fileno())
            if not safe_write.flush_folder(self.folder):
                raise OSError(errno.EIO, "the disk did not confirm it")
        except OSError:
            self.withdraw(number)
            raise
        return number

    def confirm(self, number: int, today: date) -> None:
        """Have a version count, now that the record is as it says. Raises OSError."""
        self._rename(number)
        if number % THIN_EVERY == 0 or os.stat(self.path(number)).st_size >= LARGE:
            self._thin(today)

    def old_file(self, number: int) -> Path:
        """Return the name of the file that version `number` has replaced."""
        return self.folder / f"{OLD}{number}{KEPT}"

    def place_for_old_file(self, number: int) -> Path:
        """Return where the file is linked that version `number` is about to replace.

        A save that was killed may have linked one there. Raises OSError.
        """
        place = self.old_file(number)
        if os.path.lexists(place):
            if self._is_changed(number):
                os.rename(place, self.old_file(time.time_ns()))
            else:
                os.unlink(place)
        return place

    def forget_old_files(self) -> None:
        """Remove the old files that nobody wrote to, but for the last few."""
        for number in self._old_numbers()[:-OLD_FILES]:
            if not self._is_changed(number):
                with suppress(OSError):  # it is looked at again next time
                    self.old_file(number).unlink()

    def copies(self) -> list[Path]:
        """Return the files that may hold what the record does not.

        Those are the conflict copies beside it, and the old files that somebody wrote to. One
        that is empty is not among these: an editor may be about to write to it.
        """
        changed = (number for number in self._old_numbers() if self._is_changed(number))
        return [*conflict_copies(self.record), *map(self.old_file, changed)]

    def _old_numbers(self) -> list[int]:
        """Return the numbers of the old files."""
        try:
            return self._numbers(KEPT, OLD)
        except OSError:  # the history itself says that it cannot be read
            return []

    def _is_changed(self, number: int) -> bool:
        """Return whether somebody wrote to the file that version `number` replaced."""
        path = self.old_file(number)
        with suppress(OSError):  # then its content is looked at
            if os.path.samefile(path, self.record):
                return False  # the save was killed before it replaced anything
            if os.stat(path).st_mtime_ns < os.stat(self.path(number)).st_mtime_ns:
                return False  # the version was written before the file was last looked at
        try:
            with open(open_plain(path), "rb") as file:
                content = file.read()
        except FileNotFoundError:
            return False  # another command has removed it
        except OSError:
            return True  # nobody can say that nothing is in it
        return bool(content.strip()) and not self.has(content)

    def _rename(self, number: int) -> None:
        """Have a pending version count. Raises OSError where that would replace another."""
        if os.path.lexists(self.path(number)):
            raise FileExistsError(errno.EEXIST, f"version {number} is there already")
        os.replace(self.path(number, PENDING), self.path(number))

    def withdraw(self, number: int) -> None:
        """Forget a version that did not come to be."""
        with suppress(OSError):  # the next save finds that it did not take place
            self.path(number, PENDING).unlink(missing_ok=True)

    def _thin(self, today: date) -> None:
        """Remove the versions that need not be kept."""
        versions = self.versions()
        keep = worth_keeping(versions, today)
        for version in versions:
            if version.number not in keep:
                with suppress(OSError):  # it stays, and the next look tries again
                    self.path(version.number).unlink()

    def _numbers(self, ending: str, start: str = "") -> list[int]:
        """Return the numbers in the names of files, in order; none where there is no folder.

        Raises OSError for a folder that cannot be listed.
        """
        try:
            names = os.listdir(self.folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        stems = (
            name.removeprefix(start).removesuffix(ending)
            for name in names
            if name.startswith(start) and name.endswith(ending)
        )
        return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit())

    def path(self, number: int, ending: str = KEPT) -> Path:
        """Return the file of a version."""
        return self.folder / f"{number}{ending}"

    def _head(self, number: int) -> Version | None:
        """Return what the first line of a version says; None for one that is damaged."""
        try:
            with open(open_plain(self.path(number)), "rb") as file:
                return _version(number, file.readline(LONGEST_HEAD))
        except (OSError, ValueError):  # named as damaged by who lists the versions
            return None

    def _read(self, path: Path) -> tuple[Version, bytes]:
        """Return a version with its bytes. Raises OSError, and ValueError where it is damaged."""
        with open(open_plain(path), "rb") as file:
            head, _, content = file.read().partition(b"\n")
        version = _version(int(path.stem), head)
        if zlib.crc32(content) != version.checksum:
            raise ValueError(f"{path} is damaged")
        return version, content


def _checksum(content: bytes | None) -> int | None:
    """Return the checksum of a record; None for none."""
    return None if content is None else zlib.crc32(content)


def _took_place(version: Version, content: bytes, current: bytes | None) -> bool:
    """Whether the record came to be as a version says; `current` is what it is now.

    If it is neither that nor what it was before, somebody has edited it since: then
    it did if nothing is missing of what the version holds.
    """
    if current == content or _checksum(current) == version.before:
        return current == content
    from mlops_tracker.store.losses import lost_ids

    return current is None or not lost_ids(content, current)


def _version(number: int, head: bytes) -> Version:
    """Return what the first line of a version says. Raises ValueError."""
    try:
        said = json.loads(head.removeprefix(MAGIC))
        cause = Cause.stored(said)
        deeds = tuple((id, deed) for id, deed in said["deeds"])
        facts = (said[name] for name in ("done", "size", "checksum", "before"))
        return Version(number, cause, deeds, *facts)
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"version {number} has no first line") from error
