"""The process: `tracker`, or `python -m mlops_tracker`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130
NOT_LOADED = 6


def run() -> NoReturn:
    """Run one command in a process of its own, which ends with it.

    To look for garbage while modules are imported, and to take the interpreter
    apart in the end, would add a fifth to the cost of every command.
    """
    gc.disable()
    _read_utf8()
    code = INTERRUPTED
    try:
        from mlops_tracker.cli.app import main

        code = main()
    except KeyboardInterrupt:
        pass
    except (ImportError, MemoryError, OSError) as error:  # what is loaded needs memory
        why = f"{error}" or "there is not enough memory"
        sys.stderr.write(f"error: the program cannot be loaded: {why}\n")
        code = NOT_LOADED
    with suppress(OSError):  # nobody is left to tell
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _read_utf8() -> None:
    """Run anew in the UTF-8 mode of Python where it would take all that is read for ASCII.

    That is in the C locale with `PYTHONUTF8=0`: any other letter that is typed, or stands
    in the name of a file, would arrive as bytes without a meaning. Only what is written
    stays ASCII there.
    """
    if os.name != "posix" or sys.getfilesystemencoding() != "ascii":
        return
    options = ["-X", "utf8", "-X", "ascii-output"]
    with suppress(OSError):  # then it goes on as it is
        os.execv(sys.executable, [sys.executable, *options, *sys.orig_argv[1:]])  # noqa: S606


if __name__ == "__main__":
    run()
