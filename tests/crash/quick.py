"""A program beside the tests: it imports the tracker once and runs each command in a child.

To start Python for each of thousands of commands would take minutes. A child is
forked from here for every series of commands (`run`), for each of those who run
them at once (`storm`), and for every single one that is to be killed or watched.
What it calls is what the real command calls, and it is killed like one. A
request is a line of JSON on stdin, an answer one on stdout.
"""

import ctypes
import gc
import json
import os
import pkgutil
import random
import signal
import sys
import time
from importlib import import_module
from typing import Any

import mlops_tracker
from mlops_tracker.cli.app import main

WANTED_LATER = (
    *("encodings.utf_8_sig", "markdown_it", "rich.console", "rich.table", "tempfile", "tomlkit"),
    *("tomli_w", "tomllib"),
)
PR_SET_PTRACER, ANYBODY = 0x59616D61, -1
"""What lets others than a parent trace a process, where the system asks for it (prctl(2))."""
LONGEST_LIFE = 0.02
"""Seconds after which a command that is to be killed is dead; few take longer."""


def import_all() -> None:
    """Import what commands would import one by one."""
    modules = pkgutil.walk_packages(mlops_tracker.__path__, "mlops_tracker.")
    names = [module.name for module in modules if not module.name.endswith("__main__")]
    for name in (*names, *WANTED_LATER):
        import_module(name)


def forked(task: Any, *args: Any) -> tuple[int, int]:
    """Run a task in a child; return its process id, and the file that its answer is in."""
    answer = os.memfd_create("answer")
    child = os.fork()
    if child:
        return child, answer
    try:
        os.write(answer, json.dumps(task(*args)).encode())
    finally:
        os._exit(0)


def answer_of(child: int, answer: int) -> Any:
    """Wait for a child, and return what it answered."""
    os.waitpid(child, 0)
    with open(answer, "rb") as file:
        file.seek(0)
        return json.load(file)


def enter(request: dict[str, Any]) -> None:
    """Be where a request says, with streams that are none of ours."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["folder"])
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if request["user"]:
        os.setresuid(*[request["user"]] * 3)


def series(request: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Run commands one after the other in this process."""
    enter(request)
    return [spoken(args) for args in request["commands"]]


def spoken(args: list[str]) -> tuple[int, str, str]:
    """Run a command, and return its exit code and what it wrote."""
    files = [os.memfd_create("stream") for _ in range(2)]
    for stream, file in enumerate(files, 1):
        os.dup2(file, stream)
    code = main(args)
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = map(written_to, files)
    return code, out, err


def written_to(file: int) -> str:
    """Return what was written to a file."""
    with open(file, encoding="utf-8") as written:
        written.seek(0)
        return written.read()


def held(request: dict[str, Any]) -> tuple[int, str, str]:
    """Hold a command until somebody watches it and lets it go; return what came of it.

    Its process id is told before.
    """
    output = [os.memfd_create("stream") for _ in range(2)]
    child = os.fork()
    if not child:
        enter(request)
        for stream, file in enumerate(output, 1):
            os.dup2(file, stream)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANYBODY))
        os.kill(os.getpid(), signal.SIGSTOP)
        code = main(request["commands"][0])
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.waitpid(child, os.WUNTRACED)
    print(child, flush=True)  # noqa: T201
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out, err = map(written_to, output)
    return code, out, err


def storm(request: dict[str, Any]) -> list[list[int]]:
    """Run lists of commands at once, a process for each; return the exit codes of each list."""
    enter(request)
    chance = random.Random(request["seed"])  # noqa: S311 - no secret
    workers = [
        forked(in_turn, commands, request["kills"], chance.random())
        for commands in request["workers"]
    ]
    return [answer_of(*worker) for worker in workers]


def in_turn(commands: list[list[str]], kills: float, seed: float) -> list[int]:
    """Run commands one after the other, if any are to be killed each in a child of its own."""
    if not kills:
        return [main(args) for args in commands]
    chance = random.Random(seed)  # noqa: S311 - no secret
    codes = []
    for args in commands:
        child = os.fork()
        if not child:
            os._exit(main(args))
        if chance.random() < kills:
            time.sleep(chance.random() * LONGEST_LIFE)
            os.kill(child, signal.SIGKILL)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    return codes


def serve() -> None:
    """Answer requests until there are no more."""
    import_all()
    gc.disable()
    gc.freeze()  # what is imported stays shared with the children
    tasks = {"run": series, "storm": storm, "held": held}
    for line in sys.stdin:
        request = json.loads(line)
        answer = answer_of(*forked(tasks[request["task"]], request))
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve()
