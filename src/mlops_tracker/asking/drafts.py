"""Drafts: a person's words in private files, until they are saved or for good if they cannot be.

The folder outlives a crash and a restart, unlike those for temporary files.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlops_tracker.store.places import state_folder
from mlops_tracker.store.safe_write import make_private_folder, open_new

SURELY_CLOSED = 24 * 60 * 60
"""Seconds. An editor that did not wait may still be open on a draft that is younger."""


def new_draft(name: str, *pieces: bytes) -> Path:
    """Put the pieces of a text into a new private file called `name`, and return its path.

    Raises OSError where there is no room for it anywhere.
    """
    try:
        drafts = state_folder() / "drafts"
        make_private_folder(drafts)
        folder = drafts / os.urandom(8).hex()
        make_private_folder(folder)
        return _written(folder / name, pieces)
    except OSError:
        import tempfile  # 2 ms and a megabyte, which is more than there may be

        return _written(Path(tempfile.mkdtemp(prefix="tracker-")) / name, pieces)


def kept_drafts(saved: Iterable[str]) -> list[Path]:
    """Return the texts that could not be saved, or whose editor was killed.

    What holds no words but those that are `saved` by now is none of them.
    """
    known = {"", *(text.strip() for text in saved)}
    return [draft for draft in _drafts() if _words(draft) not in known]


def clear_drafts(saved: Iterable[str]) -> None:
    """Remove the drafts in which an editor left nothing new, once it is surely closed."""
    drafts = _drafts()
    kept = set(kept_drafts(saved)) if drafts else set()
    for draft in drafts:
        with suppress(OSError):  # it stays, and is listed again
            if draft not in kept and time.time() - draft.stat().st_mtime > SURELY_CLOSED:
                remove_draft(draft)


def _drafts() -> list[Path]:
    """Return all drafts."""
    return sorted(path for path in (state_folder() / "drafts").glob("*/*") if path.is_file())


def _words(draft: Path) -> str | None:
    """Return what a draft holds, without white space around it; None where it cannot be read."""
    with suppress(OSError, UnicodeDecodeError):  # it counts as kept words
        return draft.read_bytes().decode("utf-8-sig").strip()
    return None


def _written(draft: Path, pieces: Iterable[bytes]) -> Path:
    """Write a draft that nobody else can read, whatever the umask."""
    with open(open_new(draft), "wb") as file:
        file.writelines(pieces)
    return draft


def remove_draft(draft: Path) -> None:
    """Remove a draft and its folder."""
    with suppress(OSError):  # it stays, and is listed again
        draft.unlink(missing_ok=True)
        draft.parent.rmdir()
