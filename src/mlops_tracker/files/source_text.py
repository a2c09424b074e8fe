"""The text of a file that somebody else wrote: a course list to be imported."""

import os
import stat
from pathlib import Path

from mlops_tracker.errors import DamagedFileError

MOST_BYTES = 16 * 1024 * 1024
HINT = "name a course list in Markdown, CSV or JSON"


def read_source(path: Path) -> str:
    """Give the text of a file. Raises DamagedFileError for what holds none."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise DamagedFileError(f"`{path}` is a folder", hint=HINT)
        if stat.S_ISREG(status.st_mode) and status.st_size > MOST_BYTES:
            raise DamagedFileError(f"`{path}` is larger than 16 MB", hint=HINT)
        with path.open("rb") as file:
            return source_text(file.read(MOST_BYTES + 1), f"`{path}`")
    except FileNotFoundError as error:
        raise DamagedFileError(f"there is no file `{path}`", hint=HINT) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file can be called that"
        raise DamagedFileError(f"`{path}` cannot be read: {reason}", hint=HINT) from error


def source_text(content: bytes, name: str) -> str:
    """Give bytes as text, line ends as line feeds. Raises DamagedFileError for what is none."""
    if len(content) > MOST_BYTES:
        raise DamagedFileError(f"{name} is larger than 16 MB", hint=HINT)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DamagedFileError(f"{name}, line {line}: is not UTF-8", hint=HINT) from error
    if "\0" in text:
        raise DamagedFileError(f"{name} is no text: it holds NUL bytes", hint=HINT)
    if not text.strip():
        raise DamagedFileError(f"{name} is empty", hint=HINT)
    return text.replace("\r\n", "\n").replace("\r", "\n")
