"""The process: `tracker`, or `python -m mlops_tracker`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130


def run() -> NoReturn:
    """Run one command in a process of its own, which ends with it.

    To look for garbage while modules are imported, and to take the interpreter
    apart in the end, would add a fifth to the cost of every command.
    """
    gc.disable()
    code = INTERRUPTED
    with suppress(KeyboardInterrupt):
        from mlops_tracker.cli.app import main

        code = main()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
