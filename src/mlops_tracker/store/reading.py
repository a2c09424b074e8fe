"""Files -> values: bytes, text, TOML, and what is in it, with damage named in words.

Damage is never taken for "nothing there": whatever cannot be read as it was written is an
error that names the file and the line, and says what to do. Each content is validated
once, then read from the cache. What is to be imported is read by other rules: it may be in
UTF-16, and an own export of any size.
"""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from mlops_tracker.errors import ConflictError, DamagedFileError
from mlops_tracker.store.cache import (
    Cache,
    compiled_record,
    compiled_syllabus,
    record_from,
    syllabus_from,
)
from mlops_tracker.store.history import History
from mlops_tracker.store.places import SHIPPED_ID
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 64 * 1024 * 1024
LEFT_ALONE = "it was left as it is; mend it, or bring back an earlier copy"
MOST_BYTES_OF_SOURCE = 16 * 1024 * 1024
"""Of a course list: a larger one is another file."""
MOST_OWN_BYTES = 1024 * 1024 * 1024
"""Of an export: a record and a syllabus of 64 MB each grow to less than that in any format."""
MOST_BEGINNING = 4096
"""Bytes by which an export is recognized."""
HINT = "name a course list in Markdown, CSV or JSON"


def read_bytes(
    path: Path,
    if_no_file: str = "name a TOML file",
    if_unreadable: str = "`tracker path` says who names it",
) -> bytes | None:
    """Return the content of a file, or None where there is none; the other texts are hints.

    Raises DamagedFileError for what is no regular file or cannot be read.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise DamagedFileError(f"`{path}` is {what}", hint=if_no_file)
        if status.st_size > MOST_BYTES:
            raise DamagedFileError(f"`{path}` is larger than 64 MB", hint=if_no_file)
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file can be called that"
        raise DamagedFileError(f"`{path}` cannot be read: {reason}", hint=if_unreadable) from error


def as_text(content: bytes, path: Path) -> str:
    """Return the text of a file, without its byte order mark.

    Raises DamagedFileError for an empty file, NUL bytes, and what is not UTF-8.
    """
    if not content.removeprefix(BOM).strip():
        raise DamagedFileError(
            f"`{path}` is empty",
            hint="bring back an earlier copy; to start anew, delete the file first",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _damaged(path, content, 0, "is UTF-16, not UTF-8")
    if (at := content.find(b"\0")) >= 0:
        raise _damaged(path, content, at, "holds NUL bytes, as after a power cut")
    try:
        return content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + (len(BOM) if content.startswith(BOM) else 0)
        raise _damaged(path, content, at, f"is not UTF-8 (byte 0x{content[at]:02x})") from error


def as_toml(text: str, path: Path) -> dict[str, Any]:
    """Return the data of a TOML text. Raises DamagedFileError with the line.

    Conflict markers are looked for only where the text is not TOML: in a text that
    is, they can only stand inside a string, where people quote them as well.
    """
    import tomllib  # 5 ms, only where nothing compiled was at hand

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"\(at line (\d+), column \d+\)$", message)
        line = int(place[1]) if place else text.count("\n") + 1
        if conflict := _conflict(text, line, path):
            raise conflict from error
        reason = message.partition(" (at ")[0]
        raise DamagedFileError(
            f"`{path}`, line {line}: not TOML: {reason}", hint=LEFT_ALONE
        ) from error
    except (RecursionError, ValueError) as error:
        is_deep = isinstance(error, RecursionError)
        reason = "lists or tables too deep within each other" if is_deep else "a number too long"
        raise DamagedFileError(f"`{path}`: not TOML: {reason}", hint=LEFT_ALONE) from error


def _conflict(text: str, line: int, path: Path) -> ConflictError | None:
    """Return the error for a text that is not TOML from `line` on because of a merge conflict."""
    from mlops_tracker.store.conflicts import conflict_line, is_marker  # 1 ms, seldom needed

    if first := conflict_line(text):
        has_both, what = True, "holds a merge conflict"
        hint = "join both sides by hand, and take out the markers"
    elif is_marker(text.split("\n")[line - 1]):
        has_both, first, what = False, line, "holds part of a merge conflict"
        hint = "take out the lines that begin with `<<<<<<<`, `=======` or `>>>>>>>`"
    else:
        return None
    hint = f"it was left as it is; {hint}"
    return ConflictError(f"`{path}`, line {first}: {what}", hint=hint, has_both_sides=has_both)


def _damaged(path: Path, content: bytes, at: int, what: str) -> DamagedFileError:
    """Return the error for damage at a place in `content`."""
    line = content.count(b"\n", 0, at) + 1
    return DamagedFileError(f"`{path}`, line {line}: {what}", hint=LEFT_ALONE)


def read_source(path: Path, is_own: Callable[[str], bool]) -> str:
    """Return the text of a file, as `source_text` does.

    Raises DamagedFileError for a file without text, for one that cannot be read and
    for one that is too large.
    """
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            raise DamagedFileError(f"`{path}` is a folder", hint=HINT)
        with path.open("rb") as file:
            return source_text(file.read, f"`{path}`", is_own)
    except FileNotFoundError as error:
        raise DamagedFileError(f"there is no file `{path}`", hint=HINT) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file can be called that"
        raise DamagedFileError(f"`{path}` cannot be read: {reason}", hint=HINT) from error


def source_text(read: Callable[[int], bytes], name: str, is_own: Callable[[str], bool]) -> str:
    """Return the text that `read` gives in pieces, with its line ends as they are.

    `is_own` says by the beginning of a large one whether the program itself wrote it.
    Raises DamagedFileError for what is not text or too large, and OSError.
    """
    content = read(MOST_BYTES_OF_SOURCE + 1)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if len(content) > MOST_BYTES_OF_SOURCE:
        if not is_own(content[:MOST_BEGINNING].decode(encoding, errors="replace")):
            raise DamagedFileError(f"{name} is larger than 16 MB", hint=HINT)
        content += read(MOST_OWN_BYTES + 1 - len(content))
        if len(content) > MOST_OWN_BYTES:
            raise DamagedFileError(f"{name} is larger than 1 GB", hint=HINT)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DamagedFileError(f"{name}, line {line}: is not UTF-8", hint=HINT) from error
    if "\0" in text:
        raise DamagedFileError(f"{name} is no text: it holds NUL bytes", hint=HINT)
    if not text.strip():
        raise DamagedFileError(f"{name} is empty", hint=HINT)
    return text


SYLLABUS, RECORD = "syllabus", "record"
"""What a compiled form is of: one file may be named as both."""
Lengths = tuple[int, ...] | None
JOINS = "it was left as it is; `tracker merge` joins"
"""How the hint begins about a record that holds two."""


class RecordFile(NamedTuple):
    """A record, with the file it was read from."""

    path: Path
    content: bytes | None
    """The exact bytes that were read; None where there is no file yet."""
    record: StudyRecord
    lengths: Lengths = None
    """How long the blocks of its tables are, in characters; None where nobody has looked.

    They are found once, and kept with the record: to find them takes `tomllib` a second
    with 10,000 tables. A save that they mislead is not read back as it is meant.
    """
    quoted_conflict: int = 0
    """The line in which its notes hold what looks like a merge conflict; 0 for none."""


def load_syllabus(path: Path, cache: Cache) -> Syllabus:
    """Read a syllabus file. Raises DamagedFileError with every problem."""
    content = read_bytes(path)
    if content is None:
        raise DamagedFileError(
            f"there is no syllabus at `{path}`", hint="`tracker path` says who names it"
        )
    kind, form = cache.get(path, content) or ("", [])
    if kind == SYLLABUS:
        return syllabus_from(form)
    from mlops_tracker.store.schema import syllabus_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    syllabus = syllabus_of(as_toml(text, path), text, path)
    cache.put(path, content, [SYLLABUS, compiled_syllabus(syllabus)])
    return syllabus


def load_record(path: Path, cache: Cache) -> RecordFile:
    """Read a record file, which need not be there yet.

    Raises DamagedFileError, which says how to join the sides of a conflict, or else
    how to bring back what was last saved.
    """
    try:
        return _record_file(path, cache)
    except DamagedFileError as error:
        error.hint = _way_out(path, error)
        raise


def _way_out(path: Path, error: DamagedFileError) -> str | None:
    """Return what to do about a record that cannot be read."""
    from mlops_tracker.store.git import is_unmerged

    if is_unmerged(path) or (isinstance(error, ConflictError) and error.has_both_sides):
        return f"{JOINS} both sides"
    if _has_doubles(path):
        return f"{JOINS} the tables that stand twice"
    if isinstance(error, ConflictError) or not os.path.isfile(path):
        return error.hint
    return _way_back(path) or error.hint


def _has_doubles(path: Path) -> bool:
    """Return whether a record that cannot be read holds the tables of two."""
    from mlops_tracker.store.conflicts import doubled_sides

    with suppress(DamagedFileError):
        content = read_bytes(path)
        return bool(content and doubled_sides(as_text(content, path)))
    return False


def _way_back(path: Path) -> str | None:
    """Return what brings a damaged record back; None where no version is kept, or can be read."""
    with suppress(DamagedFileError):
        if latest := History(path).latest():
            return (
                f"it was left as it is; `tracker restore {latest[0]}` puts version {latest[0]} in "
                "its place, and keeps this one in the history"
            )
    return None


def _record_file(path: Path, cache: Cache) -> RecordFile:
    """Read a record file."""
    content = read_bytes(path)
    if content is None:
        return RecordFile(path, None, StudyRecord(SHIPPED_ID))
    kind, form = cache.get(path, content) or ("", [])
    if kind == RECORD:
        lengths, *record_form = form
        return RecordFile(path, content, record_from(record_form), lengths and tuple(lengths))
    record = valid_record(content, path)
    line = first_conflict(content)
    quoted = _quoted(line, path) if line else 0
    return remembered(RecordFile(path, content, record, quoted_conflict=quoted), cache)


def valid_record(content: bytes, path: Path) -> StudyRecord:
    """Return the record in some bytes. Raises DamagedFileError with every problem."""
    from mlops_tracker.store.schema import record_of  # loads Pydantic, 70 ms

    text = as_text(content, path)
    return record_of(as_toml(text, path), text, path)


def remembered(file: RecordFile, cache: Cache) -> RecordFile:
    """Keep the compiled form of a record file in the cache, and return the file back.

    What looks like a conflict is not kept: what it is may change without the file.
    """
    if first_conflict(file.content or b""):
        return file
    form = [file.lengths, *compiled_record(file.record)]
    cache.put(file.path, file.content or b"", [RECORD, form])
    return file


def first_conflict(content: bytes) -> int:
    """Return the line of the first merge conflict in a record; 0 where there is none."""
    if b"<<<<<<<" not in content:
        return 0
    from mlops_tracker.store.conflicts import conflict_line  # 1 ms, seldom needed

    return conflict_line(content.decode("utf-8", errors="replace"))


def _quoted(line: int, path: Path) -> int:
    """Return the line of a conflict that can be read as part of a note.

    Two sides of one note leave a record that is TOML, so only git knows whether
    somebody quotes a conflict or has one. Raises ConflictError where git has two
    sides of the record, and where git cannot be asked about its repository.
    """
    from mlops_tracker.store.git import is_unmerged

    if is_unmerged(path) is False:
        return line
    raise ConflictError(
        f"`{path}`, line {line}: holds a merge conflict",
        hint=f"{JOINS} both sides",
        has_both_sides=True,
    )
