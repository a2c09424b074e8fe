"""The learner's words as they come: typed, or piped into stdin.

What cannot be saved is kept in a draft, as nobody else may have it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlops_tracker.errors import DamagedFileError, NotSavedError, TrackerError, UsageError

if TYPE_CHECKING:
    from mlops_tracker.asking.output import Output

STDIN = "-"
"""What is typed for words that are piped."""
LONGEST_INPUT = 4_000_000
"""Bytes read from stdin at most: every note that is short enough to be kept."""
PIECE = 64 * 1024
"""Bytes read from stdin at once."""
MOST_KEPT = 64 * 1024 * 1024
"""Bytes of stdin that are kept at most where there is no memory to do anything with them."""
RESERVE = 1024 * 1024
"""Bytes of memory that are set aside to keep what was read."""
KEPT_AFTER = (DamagedFileError, NotSavedError)
"""The errors after which also a text that was typed is kept."""


@contextmanager
def words_given(output: "Output", typed: str | None, what: str = "note") -> Iterator[str | None]:
    """Yield a text that was typed, or what stdin holds in place of a `-`; None where none is.

    If what is done with it fails, it is kept in a file called after `what` it is.
    Raises UsageError for a text on stdin that is not UTF-8 or too long.
    """
    is_typed = typed != STDIN
    if not is_typed:
        pass  # while there is memory to load it
    content = _bytes_of(typed or "") if is_typed else read_stdin()
    with _kept_on_failure(output, content, is_typed=is_typed, what=what):
        yield typed if is_typed else text_of(content)


def read_stdin(most: int = MOST_KEPT) -> bytes:
    """Return what stdin holds, up to one byte more than `most`.

    Raises NotSavedError where memory runs out, as nobody has the words but whoever
    read them: all that was piped is then in a file, which the message names.
    """
    reserve = bytearray(RESERVE)
    pieces = []
    try:
        for piece in pieces_of_stdin(most + 1):
            pieces.append(piece)  # noqa: PERF402 - what was read must outlive the error
        return b"".join(pieces)
    except MemoryError:
        del reserve
        raise NotSavedError(
            f"there is not enough memory to read stdin; {_where_kept(pieces)}",
            hint="end other programs, then give it again",
        ) from None


def pieces_of_stdin(left: int) -> Iterator[bytes]:
    """Yield what stdin holds, `left` bytes at most."""
    while left and (piece := sys.stdin.buffer.read(min(left, PIECE))):
        left -= len(piece)
        yield piece


def _where_kept(pieces: list[bytes]) -> str:
    """Keep what was read from stdin and what is left in it, and say where."""
    from mlops_tracker.asking.drafts import new_draft

    try:
        draft = new_draft("stdin", *pieces)
        pieces.clear()
        with draft.open("ab") as file:
            file.writelines(pieces_of_stdin(MOST_KEPT))
    except (OSError, MemoryError) as error:
        return f"what it held could not be kept: {error}"
    return f"what it held is in `{draft}`"


def _bytes_of(typed: str) -> bytes:
    """Return a text that was typed as bytes, those that are no Unicode as they came."""
    try:
        return typed.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # half a character, as a Windows command line may hold
        return typed.encode(errors="surrogatepass")


def text_of(content: bytes) -> str:
    """Return the text on stdin. Raises UsageError for what is not UTF-8 or far too long."""
    if len(content) > LONGEST_INPUT:
        raise UsageError(f"stdin holds more than {LONGEST_INPUT:,} bytes", hint="give less of it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"stdin is not UTF-8 at byte {error.start + 1}", hint="convert it; nothing was saved"
        ) from error


@contextmanager
def _kept_on_failure(
    output: "Output", content: bytes, *, is_typed: bool, what: str
) -> Iterator[None]:
    """Keep a text in a file called after `what` it is and say where, if what is done with it fails.

    A text that was typed is still in the shell's history when only a name was
    wrong; one from a pipe is nowhere.
    """
    try:
        yield
    except BaseException as error:
        error.__traceback__ = None  # where memory ran out, it holds what would be needed here
        is_lost = not is_typed or not isinstance(error, TrackerError | KeyboardInterrupt)
        if content and not content.isspace() and (is_lost or isinstance(error, KEPT_AFTER)):
            from mlops_tracker.asking.drafts import new_draft

            try:
                output.warn(f"your text is in `{new_draft(f'{what}.md', content)}`")
            except OSError:
                output.warn("your text could not be kept:", content.decode(errors="replace"))
        raise
