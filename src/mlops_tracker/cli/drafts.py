"""A person's words in private files, until they are saved or for good if they cannot be.

The folder outlives a crash and a restart, unlike those for temporary files.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlops_tracker.cli.output import Output
from mlops_tracker.errors import DamagedFileError, NotSavedError, TrackerError
from mlops_tracker.files.locations import state_folder


def new_draft(name: str, text: str) -> Path:
    """Put a text into a new private file called `name`, and give its path."""
    try:
        drafts = state_folder() / "drafts"
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(dir=drafts)
    except OSError:
        folder = tempfile.mkdtemp(prefix="tracker-")
    draft = Path(folder) / name
    draft.write_bytes(text.encode(errors="surrogateescape"))
    return draft


def remove_draft(draft: Path) -> None:
    """Remove a draft and its folder."""
    with suppress(OSError):
        draft.unlink(missing_ok=True)
        draft.parent.rmdir()


@contextmanager
def kept_on_failure(output: Output, text: str, *, is_typed: bool) -> Iterator[None]:
    """Keep a text in a file and say where, if what is done with it fails.

    A text that was typed is still in the shell's history when only a name was
    wrong; one from a pipe is nowhere.
    """
    try:
        yield
    except TrackerError as error:
        if text.strip() and (not is_typed or isinstance(error, DamagedFileError | NotSavedError)):
            output.warn(f"your text is in `{new_draft('note.md', text)}`")
        raise
