"""The three streams: stdin gives words, stdout is data, stderr is talk; and the prompt.

Words that were piped or typed and cannot be saved are kept in a draft, as nobody else
may have them.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.errors import (
    DamagedFileError,
    NotSavedError,
    RefusedError,
    TrackerError,
    UsageError,
)
from mlops_tracker.views.marks import Glyphs, glyphs_for, shown_lines

if TYPE_CHECKING:
    from mlops_tracker.views.tables import Screen


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


class Shape(NamedTuple):
    """The shape of a result: a table for people unless a script asks for another."""

    is_json: bool = False
    is_plain: bool = False
    header: bool = False
    """Whether the lines begin with the names of their columns."""

    @property
    def is_for_people(self) -> bool:
        """Whether a person is to read it."""
        return not (self.is_json or self.is_plain)


class Output:
    """What the program says, where and in which colours.

    Results are held back and written at once, so that a reader who closes the
    pipe (`| head`) is met in one place.
    """

    def __init__(self, *, quiet: bool = False, color: bool = True, asks: bool = True) -> None:
        """Say less if `quiet`, plainly without `color`, and never ask without `asks`."""
        self._quiet = quiet
        self._color = color
        self.asks = asks
        """Whether a person may be asked anything."""
        self._results = io.StringIO()

    def data(self, text: str) -> None:
        """Return a result."""
        self._results.write(text)

    def show(
        self,
        shape: Shape,
        *,
        document: Callable[[], str],
        lines: Callable[[bool], str],
        people: Callable[[], None],
    ) -> None:
        """Give a result in the shape that is asked for; only that one is worked out.

        `lines` is told whether they begin with the names of their columns; `people`
        draws, or says that there is nothing.
        """
        if shape.is_json:
            self.data(document())
        elif shape.is_plain:
            self.data(lines(shape.header))
        else:
            people()

    def flush(self, hint: str | None = None) -> None:
        """Write the results given so far. A pipe that was closed is no error.

        Raises NotSavedError where they cannot be written, which without any is no matter.
        """
        results, self._results = self._results.getvalue(), io.StringIO()
        if not results:
            return
        try:
            sys.stdout.write(results)
            sys.stdout.flush()
        except BrokenPipeError:
            discard_stdout()
        except OSError as error:
            discard_stdout()
            why = f"the output cannot be written: {error.strerror}"
            raise NotSavedError(why, hint=hint) from error

    def flush_before_save(self) -> None:
        """Write the results given so far, so that nothing is saved of which they cannot tell."""
        self.flush("nothing was saved")

    def say(self, *lines: str) -> None:
        """Confirm, hint: whatever a script need not read."""
        if not self._quiet:
            self.warn(*lines)

    def warn(self, *lines: str) -> None:
        """Say what must not be missed."""
        self.flush()
        with suppress(OSError):  # what was done stays done when it cannot be told
            sys.stderr.write("".join(f"{shown_lines(line)}\n" for line in lines))
            sys.stderr.flush()

    def fail(self, error: TrackerError) -> None:
        """Say what went wrong and what to do next."""
        self.warn(f"error: {error.message}", *([f"hint: {error.hint}"] if error.hint else []))

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody who can be asked."""
        return self.asks and sys.stdin.isatty()

    def confirm(self, change: str, flag: str) -> None:
        """Ask whether to go on with a change, and go on if the answer is yes.

        Raises RefusedError for any other answer, and where nobody can be asked.
        """
        if not self.can_ask:
            raise RefusedError(f"{change}; nothing was changed", hint=f"add `{flag}` to do it")
        try:
            sys.stderr.write(f"{shown_lines(change)}; go on? [y/N] ")
            sys.stderr.flush()
            answer = sys.stdin.readline()
        except KeyboardInterrupt:
            self.warn("")  # what comes next begins on a line of its own
            raise
        if not answer:
            self.warn("")
        if answer.strip().lower() not in {"y", "yes"}:
            raise RefusedError("left as it was")

    @property
    def glyphs(self) -> Glyphs:
        """The glyphs that stdout can carry."""
        return glyphs_for(sys.stdout.encoding)

    @property
    def talk_glyphs(self) -> Glyphs:
        """The glyphs that stderr can carry."""
        return glyphs_for(sys.stderr.encoding)

    def screen(self) -> "Screen":
        """Return the place where tables are drawn."""
        from mlops_tracker.views.tables import Screen  # 3 ms, only where a table is drawn

        return Screen(self._results, self.glyphs, _width(), self._color and _wants_color())


def discard_stdout() -> None:
    """Have what Python would still write to stdout go nowhere."""
    with suppress(OSError, ValueError):  # a stream that is closed needs no end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _wants_color() -> bool:
    """Whether stdout takes colours, by the conventions of NO_COLOR and FORCE_COLOR."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width() -> int | None:
    """Return the columns of the terminal; None for a file or pipe, which has no end."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return int(columns)
    if not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or 80


@contextmanager
def words_given(output: Output, typed: str | None, what: str = "note") -> Iterator[str | None]:
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


def typed_path(text: str) -> str:
    """Return a path that was typed, `~` at its start being the home folder. Raises NoHomeError."""
    from mlops_tracker.store.places import named_text

    return named_text(text)


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
    output: Output, content: bytes, *, is_typed: bool, what: str
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
