"""A file put in place of another that is no record: whether it may be, and a copy of the former.

A checksum in the state folder says which bytes the program last wrote to a place. An
export replaces a file only if it still holds those. Whatever else is replaced because a
person said so is copied first, beside the checksums, where no sync tool looks.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.errors import NotSavedError, RefusedError
from mlops_tracker.store import safe_write
from mlops_tracker.store.lock import locked
from mlops_tracker.store.places import state_folder
from mlops_tracker.store.safe_write import make_private_folder, open_new, open_plain, replace_file

MOST_COPIES = 50
"""So many copies are kept; the oldest go first."""
MOST_KNOWN = 500
"""Of so many files it is known what the program last wrote to them; the oldest are forgotten."""
LONGEST_NAME = 40
"""Characters of a file's name in that of its copy, the last ones, of up to four bytes each."""
WAYS_ON = "name another file with `-o`, or add `--force`, which keeps a copy of it"
"""The hint where a file is there that is not to be replaced."""
_COPY = re.compile(r"([1-9][0-9]*)-.*", re.DOTALL)


class Replaced(NamedTuple):
    """What became of the file that was there."""

    was_there: bool
    copy: Path | None = None
    """Where the former bytes are, if a copy of them was kept."""
    notices: tuple[str, ...] = ()
    """What the user is to be told."""


def replace_own(path: Path, content: bytes, *, force: bool) -> Replaced:
    """Write an export, in place of another only if it is unchanged since the program wrote it.

    With `force` any regular file is replaced, and a copy of it kept. Raises
    RefusedError for a file of somebody else, NotSavedError; it stays as it was.
    """
    with locked(path):
        before = _content(path)
        known = _Known(path)
        if before not in {None, content} and not force:
            known.refuse_other(before or b"")
        copied = before is not None and before != content and force
        copy = keep_copy(path, before or b"") if copied else None
        # Whichever of both texts is there if the program is killed, the next export knows it.
        known.remember(content, before if before is not None and known.has(before) else content)
        notices = put(path, content, before)
        known.remember(content)
        return Replaced(before is not None, copy, (*notices, *known.notices))


def replace_copied(path: Path, content: bytes, before: bytes | None) -> Replaced:
    """Put `content` in place of a file that held `before`, of which a copy is kept.

    Who calls holds the file's lock. Raises NotSavedError.
    """
    copy = None if before is None else keep_copy(path, before)
    return Replaced(before is not None, copy, put(path, content, before))


def put(path: Path, content: bytes, before: bytes | None) -> tuple[str, ...]:
    """Put `content` in place of a file that held `before`; return what the user is to be told.

    What somebody wrote right before the replacement is kept. Raises NotSavedError.
    """
    found = replace_file(path, content, before).overtaken
    if found is None:
        return ()
    try:
        copy = keep_copy(path, found)
    except NotSavedError:  # the file is replaced already: any other place is better than none
        import tempfile  # 2 ms, and hardly ever needed

        descriptor, name = tempfile.mkstemp("", "tracker-overtaken-")
        copy = Path(name)
        with open(descriptor, "wb") as file:
            file.write(found)
    return (
        f"`{path}` was changed by another program while it was saved; that text is in `{copy}`",
    )


def keep_copy(path: Path, content: bytes) -> Path:
    """Keep a copy of what the file at `path` held, and return where it is.

    It takes the place of no earlier copy; of more than MOST_COPIES the oldest go.
    Raises NotSavedError.
    """
    folder = _folder_of_copies()
    try:
        make_private_folder(folder)
        copy = _written_anew(folder, os.path.basename(path)[-LONGEST_NAME:], content)
        _thin(_copies(folder)[:-MOST_COPIES])
    except OSError as error:
        raise NotSavedError(
            f"no copy of `{path}` can be kept in `{folder}`: {error.strerror or error}; "
            "it was left as it is",
            hint="name another file",
        ) from error
    return copy


def _folder_of_copies() -> Path:
    return state_folder() / "replaced"


def _written_anew(folder: Path, name: str, content: bytes) -> Path:
    """Write a file under the next number that is free. Raises OSError, and leaves none then."""
    number = max((_number(copy) for copy in _copies(folder)), default=0) + 1
    while True:
        copy = folder / f"{number}-{name}"
        try:
            descriptor = open_new(copy)
            break
        except FileExistsError:  # another command has just taken the number
            number += 1
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            safe_write.flush_file(file.fileno())
        safe_write.flush_folder(folder)
    except OSError:
        with suppress(OSError):  # half a copy does no harm; the error that is raised says why
            copy.unlink()
        raise
    return copy


def _copies(folder: Path) -> list[Path]:
    """Return the copies in a folder, the oldest first. Raises OSError."""
    found = [folder / name for name in os.listdir(folder) if _COPY.fullmatch(name)]
    return sorted(found, key=_number)


def _number(copy: Path) -> int:
    return int(copy.name.partition("-")[0])


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where there is no regular one. Raises NotSavedError."""
    try:
        # What is no file at all is refused by whoever writes, and may never end when read.
        return path.read_bytes() if stat.S_ISREG(os.stat(path).st_mode) else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotSavedError(
            f"`{path}` could not be saved: {error.strerror}", hint="name another file"
        ) from error


class _Known:
    """What the program last wrote to a place."""

    def __init__(self, path: Path) -> None:
        """Read what is known of the real file behind a path."""
        self._path = path
        real = os.path.realpath(path)
        self._folder = state_folder() / "exports"
        self._place = self._folder / f"{_checksum(os.fsencode(real))[:32]}.json"
        self._real = real
        self._stored: bytes | None = None
        self._checksums: list[str] = []
        self._unreadable = ""
        self.notices: tuple[str, ...] = ()
        """What the user is to be told, once it was remembered."""
        try:
            with open(open_plain(self._place), "rb") as file:
                self._stored = file.read()
            self._checksums = [str(one) for one in json.loads(self._stored)["sha256"]]
        except FileNotFoundError:
            return
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is damaged"
            self._unreadable = f"`{self._place}` cannot be read: {reason}"

    def has(self, content: bytes) -> bool:
        """Return whether the program wrote these bytes there."""
        return _checksum(content) in self._checksums

    def refuse_other(self, content: bytes) -> None:
        """Raise RefusedError for bytes that the program did not write there."""
        if self.has(content):
            return
        why = "was changed since tracker wrote it" if self._checksums else "is not from tracker"
        if self._unreadable:
            why = f"tracker cannot tell whether it wrote it: {self._unreadable}"
        hint = WAYS_ON
        try:
            make_private_folder(_folder_of_copies())
        except OSError as error:
            why = f"tracker cannot tell whether it wrote it: `{self._folder}`: {error.strerror}"
            hint = "name another file with `-o`"
        raise RefusedError(f"`{self._path}` is there and {why}; it was left as it is", hint=hint)

    def remember(self, *contents: bytes) -> None:
        """Keep the checksums of the bytes that the program writes there, or note why not."""
        sums = list(dict.fromkeys(map(_checksum, contents)))
        text = json.dumps({"path": self._real, "sha256": sums}).encode() + b"\n"
        try:
            make_private_folder(self._folder)
            if text != self._stored:
                replace_file(self._place, text, self._stored)
                self._stored = text
                places = sorted(self._folder.glob("*.json"), key=os.path.getmtime)
                _thin(places[:-MOST_KNOWN])
            self.notices = ()
        except (OSError, NotSavedError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.message
            why = f"it cannot be noted in `{self._folder}` that tracker wrote `{self._path}`"
            self.notices = (f"{why}: {reason}; the next export to it needs `--force`",)


def _thin(oldest: Iterable[Path]) -> None:
    """Remove files of the program's own that are too many."""
    for old in oldest:
        with suppress(OSError):  # one more than there need be does no harm
            old.unlink()


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
