"""The text of a file that somebody else wrote, or of an export: what is to be imported."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from mlops_tracker.errors import DamagedFileError

MOST_BYTES = 16 * 1024 * 1024
"""Of a course list: a larger one is another file."""
MOST_OWN_BYTES = 1024 * 1024 * 1024
"""Of an export: a record and a syllabus of 64 MB each grow to less than that in any format."""
MOST_BEGINNING = 4096
"""Bytes by which an export is recognized."""
HINT = "name a course list in Markdown, CSV or JSON"


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
    content = read(MOST_BYTES + 1)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if len(content) > MOST_BYTES:
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
