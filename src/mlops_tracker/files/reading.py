"""Bytes of a file that people edit -> text -> TOML, with damage named in words.

Damage is never taken for "nothing there": whatever cannot be read as it was
written is an error that names the file and the line, and says what to do.
"""

import os
import re
import stat
from pathlib import Path
from typing import Any

from mlops_tracker.errors import ConflictError, DamagedFileError

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 64 * 1024 * 1024
LEFT_ALONE = "it was left as it is; mend it, or bring back an earlier copy"


def read_bytes(
    path: Path,
    if_no_file: str = "name a TOML file",
    if_unreadable: str = "`tracker path` says who names it",
) -> bytes | None:
    """Give the content of a file, or None where there is none; the other texts are hints.

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
    """Give the text of a file, without its byte order mark.

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
    from mlops_tracker.files.conflicts import conflict_line, is_marker  # 1 ms, seldom needed

    if first := conflict_line(text):
        what, hint = "holds a merge conflict", "join both sides by hand, and take out the markers"
    elif is_marker(text.split("\n")[line - 1]):
        first, what = line, "holds part of a merge conflict"
        hint = "take out the lines that begin with `<<<<<<<`, `=======` or `>>>>>>>`"
    else:
        return None
    has_both = what == "holds a merge conflict"
    hint = f"it was left as it is; {hint}"
    return ConflictError(f"`{path}`, line {first}: {what}", hint=hint, has_both_sides=has_both)


def _damaged(path: Path, content: bytes, at: int, what: str) -> DamagedFileError:
    """Give the error for damage at a place in `content`."""
    line = content.count(b"\n", 0, at) + 1
    return DamagedFileError(f"`{path}`, line {line}: {what}", hint=LEFT_ALONE)
