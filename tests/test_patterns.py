"""No regular expression means something else on another Python that is supported.

Possessive quantifiers and atomic groups came with 3.11, where up to some release they
match otherwise inside of repeats: a save was wrong with them on 3.11.2.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import mlops_tracker

FUNCTIONS = {"compile", "search", "match", "fullmatch", "finditer", "findall", "split", "sub"}
DIFFERENT = {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}


def patterns() -> Iterator[tuple[str, str]]:
    """Yield every pattern in the program, with where it stands."""
    folder = Path(mlops_tracker.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_of_re(node.func) and node.args:
                for text in texts_in(node.args[0]):
                    yield f"{path.relative_to(folder)}:{node.lineno}", text


def is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and (function.value.id, function.attr) in {("re", name) for name in FUNCTIONS}
    )


def texts_in(node: ast.expr) -> Iterator[str]:
    """Yield the text of a pattern; `x` stands for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    elif isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "x" for v in node.values)
        yield "".join(map(str, parts))


def operations(parsed: Any) -> Iterator[str]:
    """Yield the names of all that a parsed pattern does."""
    if isinstance(parsed, parser.SubPattern):
        for operation, argument in parsed:
            yield str(operation)
            yield from operations(argument)
    elif isinstance(parsed, tuple | list):
        for inner in parsed:
            yield from operations(inner)


def differs(pattern: str) -> bool:
    flags = re.VERBOSE if "\n" in pattern else 0
    return bool(DIFFERENT & set(operations(parser.parse(pattern, flags))))


def test_no_pattern_in_the_program_differs_between_pythons() -> None:
    found = list(patterns())

    assert len(found) > 50
    assert [where for where, pattern in found if differs(pattern)] == []


@pytest.mark.parametrize("pattern", ["a++", "(?:ab|[c]*+)*", "x(?>y)", "(?=a{2}+)", "(a|b?+)+"])
def test_the_check_can_fail(pattern: str) -> None:
    assert differs(pattern)
