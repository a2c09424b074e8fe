"""How much work something is, counted and not timed: the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls_of(run: Callable[[], object]) -> int:
    """Return how many functions are called, those written in C among them."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    former = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(former)
    return calls


def steps_of(run: Callable[[], object]) -> int:
    """Return how many lines are run and functions called: a loop without calls counts too.

    It takes several times as long as to count calls alone.
    """
    lines = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    former = sys.gettrace()  # what measures coverage goes on behind it
    sys.settrace(count)
    try:
        calls = calls_of(run)
    finally:
        sys.settrace(former)
    return lines + calls
