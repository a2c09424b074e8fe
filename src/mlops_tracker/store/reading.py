"""Bytes of a file -> text -> TOML, with damage named in words.

Damage is never taken for "nothing there": whatever cannot be read as it was
written is an error that names the file and the line, and says what to do. What is to be
imported is read by other rules: it may be in UTF-16, and an own export of any size.
"""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mlops_tracker.errors import ConflictError, DamagedFileError

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
