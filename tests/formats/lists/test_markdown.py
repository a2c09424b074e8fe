"""Each shape of a course list that people write, with the whole tree that it means.

A shape is a pair of files: `shapes/NAME.md` and `shapes/NAME.tree`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_tracker.formats.lists.markdown import read_markdown
from mlops_tracker.formats.outline import Outline, OutlineItem

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.md"))
SEEDS = sorted((Path(__file__).parents[2] / "data").glob("seed_*.md"))


def tree(outline: Outline) -> str:
    """Return all that an outline says, a line each."""
    return "".join(f"{line}\n" for line in _lines(outline))


def _lines(outline: Outline) -> Iterator[str]:
    yield outline.title
    for course in outline.courses:
        yield f"course: {course.title}" + (f" <{course.url}>" if course.url else "")
        for week in course.weeks:
            yield f"  week: {week.title}" + (f" <{week.url}>" if week.url else "")
            if week.summary:
                yield f"    about: {week.summary}"
            yield from map(_item, week.items)
    for account in outline.accounts:
        if account.became in {"left out", "unsure"}:
            yield f"{account.became} {account.line}: {account.why}"


def _item(item: OutlineItem) -> str:
    facts = ["optional"] * item.optional + ["ticked"] * item.ticked
    facts += [f"{item.minutes}m"] if item.minutes is not None else []
    facts += [f"{item.score:g}%"] if item.score is not None else []
    facts += [f"<{item.url}>"] if item.url else []
    return " ".join([f"    {item.line} {item.kind}: {item.title}", *facts])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_the_whole_tree_of_a_shape(shape) -> None:
    expected = shape.with_suffix(".tree").read_text(encoding="utf-8")
    assert tree(read_markdown(shape.read_text(encoding="utf-8"), "a file")) == expected


@pytest.mark.parametrize("source", [*SHAPES, *SEEDS], ids=lambda path: path.stem)
def test_no_line_vanishes(source) -> None:
    text = source.read_text(encoding="utf-8")
    outline = read_markdown(text)
    told = {n for account in outline.accounts for n in range(account.line, account.last + 1)}
    lines = text.removeprefix("\ufeff").split("\n")
    assert [n for n, line in enumerate(lines, 1) if line.strip() and n not in told] == []
    assert all(account.why for account in outline.accounts)
    assert not [account for account in outline.accounts if account.why == "not read"]


@pytest.mark.parametrize("source", SHAPES, ids=lambda path: path.stem)
def test_line_ends_and_a_mark_at_the_top_change_nothing(source) -> None:
    text = source.read_text(encoding="utf-8").removeprefix("\ufeff")
    plain = read_markdown(text)
    assert read_markdown(text.replace("\n", "\r\n")) == plain
    assert tree(read_markdown("\ufeff" + text)) == tree(plain)
