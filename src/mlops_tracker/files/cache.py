"""Compiled forms of files, so that what was validated once is not validated again.

An entry holds the exact bytes it was compiled from, so a hit is certain and
needs no hash; a checksum guards the compiled form itself. A missing, damaged,
outdated or unwritable entry costs time, never correctness.
"""

import json
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlops_tracker import __version__
from mlops_tracker.files.locations import make_private_folder

COMPILED_FORM = 3
"""Raise it whenever a compiled form changes its shape."""

_MAGIC = f"tracker {__version__}/{COMPILED_FORM}".encode().ljust(32)
_NUMBER = 8
_HEAD = len(_MAGIC) + 2 * _NUMBER


class Cache:
    """Compiled forms in a folder, one for each file they were compiled from."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist."""
        self._folder = folder

    def get(self, source: Path, content: bytes) -> Any | None:
        """Give the compiled form of `source` if it was made from `content`, else None."""
        try:
            entry = self._entry(source).read_bytes()
        except OSError:
            return None
        start = _HEAD + len(content)
        length, checksum = entry[len(_MAGIC) : _HEAD - _NUMBER], entry[_HEAD - _NUMBER : _HEAD]
        compiled = entry[start:]
        if (
            entry[: len(_MAGIC)] != _MAGIC
            or int.from_bytes(length) != len(content)
            or entry[_HEAD:start] != content
            or int.from_bytes(checksum) != zlib.crc32(compiled)
        ):
            return None
        return json.loads(compiled)

    def put(self, source: Path, content: bytes, form: Any) -> None:
        """Keep the compiled form of `source`; do nothing where that is impossible."""
        compiled = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
        numbers = (len(content), zlib.crc32(compiled))
        head = _MAGIC + b"".join(number.to_bytes(_NUMBER) for number in numbers)
        entry = self._entry(source)
        draft = entry.with_name(f"{entry.name}.{os.getpid()}")
        with suppress(OSError):
            make_private_folder(self._folder)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with open(descriptor, "wb") as file:
                    file.write(head + content + compiled)
                os.replace(draft, entry)
            except OSError:
                draft.unlink(missing_ok=True)

    def _entry(self, source: Path) -> Path:
        """Give the file that holds the compiled form of `source`."""
        name = os.fsencode(os.path.abspath(source))
        return self._folder / f"{zlib.crc32(name):08x}.json"
