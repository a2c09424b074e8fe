"""What a line of a paragraph is: an item, an address, or prose."""

import re
from typing import NamedTuple

from mlops_tracker.formats.grouping import has_prefix
from mlops_tracker.formats.markers import CHAPTER
from mlops_tracker.formats.noise import is_fact
from mlops_tracker.formats.sections import Node
from mlops_tracker.formats.titles import Words, is_material, item_of

SHORT = 60
"""Characters that a line has at most whose words alone make it an item: `Homework 1`."""


_NUMBERED = re.compile(r"^\d{1,2}[.\-]\d{1,2}[.)]?\s+\S")


class Habits(NamedTuple):
    """How a document writes the lines of its paragraphs."""

    prefixes_lines: bool
    """Whether several begin with a kind or a number: `Video: ...`."""
    numbers_lines: bool
    """Whether many begin as `2.1 Trees` does."""


def habits_of(root: Node) -> Habits:
    """Give the habits of a document."""
    return Habits(_count_prefixed(root) >= 3, _count_numbered(root) >= 5)


def line_item(node: Node, path: tuple[Node, ...], kind: str | None, habits: Habits) -> Words | None:
    """Give the item that a line of a paragraph is, if it is one."""
    words = item_of(node.block.words, node.block.line, kind)
    if not words or is_fact(node.block.text):
        return None
    is_within = any(step.marker for step in path)
    starts = has_prefix(node.block.text) or bool(node.marker and node.marker.rank >= CHAPTER)
    if words.has_box or (starts and (is_within or habits.prefixes_lines)):
        return None if words.is_long else words
    links = node.block.words.links
    if links and all(map(is_material, links)):
        return None
    if habits.numbers_lines and is_within and _NUMBERED.match(node.block.text):
        return None if words.is_long else words
    if words.told and is_within and len(node.block.text) < SHORT and not words.is_long:
        return words
    is_listed = node.block.words.is_link and len(path) > (0 if is_within else 1)
    return words if is_listed and not node.block.words.has_picture else None


def _count_numbered(root: Node) -> int:
    """Count the lines of paragraphs that begin as `2.1 Trees` does."""
    lines = (node for node in root.walk() if node.block.shape == "line" and not node.is_section)
    return sum(_NUMBERED.match(node.block.text) is not None for node in lines)


def _count_prefixed(root: Node) -> int:
    """Count the lines of paragraphs that begin with a kind or a number."""
    lines = (node for node in root.walk() if node.block.shape == "line" and not node.is_section)
    return sum(
        has_prefix(node.block.text) or bool(node.marker and node.marker.rank >= CHAPTER)
        for node in lines
    )
