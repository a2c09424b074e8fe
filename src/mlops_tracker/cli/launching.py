"""A file or a page in the program that the system has for it, where there is one."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

import typer

PATIENCE = 2.0
"""Seconds. A launcher that is not back by then is the program itself, and runs."""


def launch(address: str) -> str | None:
    """Open an http address or an absolute path; give why not, where that cannot be done."""
    if sys.platform not in {"darwin", "win32", "cygwin"}:
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return "there is no display"
        if not shutil.which("xdg-open"):
            return "there is no `xdg-open`"
    codes: list[int] = []
    waiting = Thread(target=_run, args=(address, codes), daemon=True)
    with _silence():
        waiting.start()
        waiting.join(PATIENCE)
    return f"the launcher failed (exit {codes[0]})" if any(codes) else None


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


def _run(address: str, codes: list[int]) -> None:
    """Run the launcher, and say how it ended; without waiting, Typer would not know."""
    try:
        codes.append(typer.launch(address, wait=True))
    except OSError as error:
        codes.append(error.errno or 1)
