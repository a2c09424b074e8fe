"""Both streams: stdout is data, in the shape that is asked for, stderr is talk; and the prompt."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from mlops_tracker.errors import NotSavedError, RefusedError, TrackerError
from mlops_tracker.views.marks import Glyphs, glyphs_for, shown_lines

if TYPE_CHECKING:
    from mlops_tracker.views.tables import Screen


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
