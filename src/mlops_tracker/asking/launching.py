"""A file or a page in the program that the person or the system has for it, where there is one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

from mlops_tracker.study.links import escaped_address, is_web

_PIECES = re.compile(r"\\.|%s|.", re.DOTALL)
"""What a shell reads at once, as far as quotes are concerned."""
PATIENCE = 2.0
"""Seconds. A launcher that is not back by then is the program itself, and runs."""


def launch(address: str, by_system: Callable[[str], int]) -> str | None:
    """Open an http address or an absolute path; return why not, where that cannot be done.

    `by_system` opens it in the program that the system has for it, and returns its exit code.

    Pages open in `$BROWSER`, and so do files where there is no desktop. A path that is
    absolute begins with no dash, so that nobody takes it for an option.
    """
    if is_web(address):
        address = escaped_address(address)
    no_desktop = _why_no_desktop()
    failures: list[str] = []
    if no_desktop or is_web(address):
        for command, goes_on in _browsers(address):
            # What needs no desktop may draw its pages in the terminal.
            owns_terminal = bool(no_desktop) and not goes_on and _is_terminal()
            failure = _failure_of(command, owns_terminal)
            if failure is None:
                return None
            failures.append(failure)
    if no_desktop:
        return "; ".join(failures) or no_desktop
    code = _started(lambda: by_system(address))
    return f"the launcher failed (exit {code})" if code else None


def _why_no_desktop() -> str | None:
    """Say what is missing for the program that the system has for an address."""
    if sys.platform in {"darwin", "win32", "cygwin"}:
        return None
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "there is no display"
    return None if shutil.which("xdg-open") else "there is no `xdg-open`"


def _browsers(address: str) -> Iterator[tuple[list[str], bool]]:
    """Return the commands of `$BROWSER` with the address, and whether each goes on behind us.

    They are read as Python's own `webbrowser` does: several stand between
    `os.pathsep`, `%s` stands for the address, `&` for going on.
    """
    import shlex  # 1 ms

    url = address if is_web(address) else Path(address).as_uri()
    for command in filter(str.strip, os.environ.get("BROWSER", "").split(os.pathsep)):
        try:
            words = shlex.split(command, posix=os.name != "nt")
        except ValueError:  # a quote that is left open: told as a program that is not there
            words = [command]
        goes_on = words[-1:] == ["&"]
        words = words[:-1] if goes_on else words
        if words:
            with_url = [_filled(word, url) for word in words]
            yield (with_url if with_url != words else [*words, url]), goes_on


def _filled(word: str, url: str) -> str:
    """Return a word of a command with the address in place of `%s`.

    A word with spaces in it is a command of its own, such as that of `sh -c "lynx %s"`:
    a shell would end it at a `&` of the address, which is quoted there unless it is already.
    """
    if os.name == "nt" or not any(map(str.isspace, word)):
        return word.replace("%s", url)
    filled, quote = "", ""
    for piece in _PIECES.findall(word):
        if piece == "%s":
            filled += url if quote else f"'{url}'"
            continue
        if piece == quote:
            quote = ""
        elif piece in {"'", '"'} and not quote:
            quote = piece
        elif quote == "'" and len(piece) > 1 and piece[1] == "'":
            quote = ""  # between such quotes a backslash is one
        filled += piece
    return filled


def _failure_of(command: list[str], owns_terminal: bool) -> str | None:
    """Run a command without a shell, and say why it failed if it did."""
    program = shutil.which(command[0])
    if program is None:
        return f"there is no `{command[0]}`"

    def run() -> int:
        return subprocess.run([program, *command[1:]], check=False).returncode

    code = run() if owns_terminal else _started(run)
    return f"`{command[0]}` failed (exit {code})" if code else None


def _is_terminal() -> bool:
    """Whether a program could draw and be steered here."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _started(run: Callable[[], int]) -> int:
    """Start a program in silence; give its exit code, 0 also where it goes on."""
    codes: list[int] = []
    waiting = Thread(target=_run, args=(run, codes), daemon=True)
    with _silence():
        waiting.start()
        waiting.join(PATIENCE)
    return next(iter(codes), 0)


@contextmanager
def _silence() -> Iterator[None]:
    """Have programs that are started not write to our streams, nor keep a pipe open."""
    with ExitStack() as after:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        after.callback(os.close, nowhere)
        for stream in (1, 2):
            with suppress(OSError):  # a stream that is closed needs no silence
                kept = os.dup(stream)
                after.callback(os.close, kept)
                after.callback(os.dup2, kept, stream)
                os.dup2(nowhere, stream)
        yield


def _run(run: Callable[[], int], codes: list[int]) -> None:
    """Run a launcher, and say how it ended; without waiting, nobody would know."""
    try:
        codes.append(run())
    except OSError as error:
        codes.append(error.errno or 1)
