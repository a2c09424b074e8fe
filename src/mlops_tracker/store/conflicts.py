"""The two sides that a text was merged from by lines, as far as the text itself tells.

A conflict is `<<<<<<<`, `=======` and `>>>>>>>` in this order, each at the start of a
line; `|||||||` may stand between the first two, above what both sides began from.
Any one of them alone is a line like others: a quoted mail, an underlined heading.

Where both sides added the same table at places that do not quite meet, git has no
conflict, and leaves a file in which it stands twice, which is not TOML.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mlops_tracker.store.toml_text import blocks, path_of

_MARKER = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?: [^\n]*)?|={7})\r?$", re.MULTILINE)
_CLEAR = {"<=>", "<|=>"}


class Conflict(NamedTuple):
    """The markers of one conflict."""

    start: re.Match[str]
    base: re.Match[str] | None
    separator: re.Match[str]
    end: re.Match[str]
    is_clear: bool
    """Whether no line within or right behind it could be one of its markers as well."""


class Sides(NamedTuple):
    """The texts that were merged, whole."""

    ours: str
    """With the upper part of each conflict."""
    base: str | None
    """With what both began from; None where not every conflict shows it."""
    theirs: str
    """With the lower part of each conflict."""


class DoubledSides(NamedTuple):
    """Two texts, each with one of the tables that stood twice."""

    upper: str
    lower: str


def conflicts_in(text: str) -> list[Conflict]:
    """Return the conflicts in a text, in order."""
    if "<<<<<<<" not in text:
        return []
    found: list[Conflict] = []
    marks: list[re.Match[str]] = []
    is_restarted = False
    for mark in _MARKER.finditer(text):
        if mark[0].startswith("<"):
            is_restarted, marks = bool(marks), [mark]
        elif marks:
            marks.append(mark)
            if mark[0].startswith(">") and "=" in _kinds(marks):
                found.append(_conflict(marks, is_restarted))
                is_restarted, marks = False, []
        elif found and mark[0].startswith(">"):
            found[-1] = found[-1]._replace(is_clear=False)
    return found


def _kinds(marks: list[re.Match[str]]) -> str:
    """Return the first characters of some markers."""
    return "".join(mark[0][0] for mark in marks)


def _conflict(marks: list[re.Match[str]], is_restarted: bool) -> Conflict:
    """Return the conflict that some markers make."""
    kinds = _kinds(marks)
    base = marks[kinds.index("|")] if "|" in kinds[: kinds.index("=")] else None
    is_clear = kinds in _CLEAR and not is_restarted
    return Conflict(marks[0], base, marks[kinds.index("=")], marks[-1], is_clear)


def conflict_line(text: str) -> int:
    """Return the line of the first conflict in a text; 0 where there is none."""
    found = conflicts_in(text)
    return line_of(text, found[0]) if found else 0


def line_of(text: str, conflict: Conflict) -> int:
    """Return the line in which a conflict begins, counted from 1."""
    return text.count("\n", 0, conflict.start.start()) + 1


def is_marker(line: str) -> bool:
    """Whether a line could be a marker of a conflict."""
    return _MARKER.fullmatch(line) is not None


def sides_of(text: str) -> Sides:
    """Return the sides of all conflicts in a text, each with all that stands around them."""
    conflicts = conflicts_in(text)
    has_base = all(conflict.base for conflict in conflicts)
    return Sides(
        "".join(_side(text, conflicts, "start")),
        "".join(_side(text, conflicts, "base")) if has_base else None,
        "".join(_side(text, conflicts, "separator")),
    )


def _side(text: str, conflicts: list[Conflict], first: str) -> Iterator[str]:
    """Return the parts of a text of which one side consists: that below each `first` marker."""
    at = 0
    for conflict in conflicts:
        yield text[at : conflict.start.start()]
        marks = [mark for mark in conflict[:4] if mark]
        number = marks.index(getattr(conflict, first))
        yield text[_behind(marks[number]) : marks[number + 1].start()]
        at = _behind(conflict.end)
    yield text[at:]


def _behind(mark: re.Match[str]) -> int:
    """Return where the line below a marker begins."""
    return mark.end() + 1


def doubled_sides(text: str) -> DoubledSides | None:
    """Return the two records in a text; None where no table stands twice, or one more often."""
    try:
        parts = blocks(text)
    except ValueError:  # not even its tables are TOML
        return None
    numbers: dict[tuple[str, ...], int] = {}
    upper: list[str] = []
    lower: list[str] = []
    doubled: set[tuple[str, ...]] = set()
    for part in parts:
        path = path_of(part)
        if path not in numbers or part.lstrip().startswith("[["):
            numbers[path] = len(lower)
            upper.append(part)
            lower.append(part)
        elif path in doubled:
            return None
        else:
            lower[numbers[path]] = part
            doubled.add(path)
    return DoubledSides("".join(upper), "".join(lower)) if doubled else None
