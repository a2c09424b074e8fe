"""A flat list of blocks -> the tree that a reader sees: sections, and bullets within bullets.

Which parts of it are no part of any course is decided here, before anything else.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mlops_tracker.formats.lists.blocks import SUMMARY, Block
from mlops_tracker.formats.lists.noise import (
    anchors_in,
    is_contents,
    is_noise_section,
    is_review,
    names_no_course,
    reason_of,
)
from mlops_tracker.formats.lists.titles import LESSON, WEEK, Marker, marker_of
from mlops_tracker.formats.words import KINDS, boxed, kind_named, plain

BOLD = 7.9
"""The level of a bold paragraph that stands as a heading; one with a number is above it."""
LEAD = 8.5
"""The level of a line such as `Videos:`, which heads the one list that follows."""
LONGEST_LABEL, LONGEST_NUMBERED = 120, 200
"""Characters of bold words that head what follows, and of those with a number: `Lecture 3: ...`."""


class Node(NamedTuple):
    """A block with all that stands in it."""

    block: Block
    level: float
    marker: Marker | None
    children: list["Node"]

    @property
    def is_section(self) -> bool:
        """Whether it is a heading or stands as one."""
        return self.level < BULLET

    def walk(self) -> Iterator["Node"]:
        """Return it and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


BULLET = 100.0
"""From this level on: bullets, rows and lines, which are no sections."""


def tree_of(blocks: Sequence[Block]) -> Node:
    """Return the root of the tree of a document."""
    return _Grower(blocks).grown()


class _Grower:
    """Puts each block where it belongs."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._sizes = Counter(block.paragraph for block in blocks if block.shape == "line")
        self._root = Node(Block("other", 0, 0), -1, None, [])
        self._sections = [self._root]
        self._bullets: list[Node] = []

    def grown(self) -> Node:
        """Return the root, with everything in its place."""
        for at, block in enumerate(self._blocks):
            following = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
            self._place(block, following)
        return self._root

    def _place(self, block: Block, following: Block | None) -> None:
        """Put one block in its place."""
        level = self._section_level(block, following)
        if level is not None:
            self._open(Node(block, level, marker_of(boxed(block.text)[1]), []))
        elif block.shape == "bullet" or (block.shape == "line" and block.level):
            self._hang(block)
        else:
            if self._sections[-1].level == LEAD:
                self._sections.pop()
            if block.shape == "end":
                self._end_details()
            self._bullets.clear()
            self._sections[-1].children.append(Node(block, BULLET, _marker(block), []))

    def _section_level(  # noqa: PLR0911 - a case a line
        self, block: Block, following: Block | None
    ) -> float | None:
        """Return the level at which a block opens a section, if it does."""
        if block.shape == "heading":
            if block.level == SUMMARY:
                return min(self._sections[-1].level, 6) + 0.5
            return block.level
        if block.shape == "bullet":
            return self._bullet_level(block, following)
        if block.shape != "line" or block.level or self._sizes[block.paragraph] > 1:
            return None
        text = boxed(block.text)[1]
        marker = marker_of(text)
        is_list = following is not None and following.shape in {"bullet", "header", "heading"}
        longest = LONGEST_NUMBERED if marker else LONGEST_LABEL
        if not following or len(text) > longest or (block.words.url and not marker):
            return None
        begins_bold = (
            bool(block.words.bold) and not block.words.text[: block.words.bold[0][0]].strip()
        )
        if marker and marker.rank <= WEEK and (begins_bold or is_list):
            return 7 + marker.rank / 10
        if block.words.is_bold and (marker or _is_label(text)) and not block.words.is_link:
            return 7 + marker.rank / 10 if marker else BOLD
        if following.shape == "bullet" and _is_lead(text):
            return LEAD
        return None

    def _bullet_level(self, block: Block, following: Block | None) -> float | None:
        """Return the level of a bullet that heads the paragraphs behind it: `- [Week 1](w1.md)`."""
        marker = marker_of(boxed(block.text)[1])
        heads = following is not None and following.shape == "line" and not following.level
        if not heads or block.level > 1 or not marker or marker.rank > WEEK:
            return None
        return 7 + marker.rank / 10

    def _open(self, node: Node) -> None:
        """Open a section, after closing those that it is not part of."""
        self._bullets.clear()
        while len(self._sections) > 1 and not self._holds(self._sections[-1], node):
            self._sections.pop()
        self._sections[-1].children.append(node)
        self._sections.append(node)

    def _holds(self, outer: Node, node: Node) -> bool:
        """Whether an open section holds a new one.

        A deeper one is held; so is a week that stands at the level of its course.
        """
        if outer.level < node.level:
            return True
        if not (outer.marker and node.marker) or outer.marker.rank >= node.marker.rank:
            return False
        # Only if the outer one would else be left without any week.
        return outer.marker.rank < WEEK and node.marker.rank <= LESSON

    def _hang(self, block: Block) -> None:
        """Hang a bullet, or a line of one, on the bullet that holds it."""
        depth = block.level if block.shape == "bullet" else block.level + 1
        while len(self._bullets) >= depth:
            self._bullets.pop()
        outer = self._bullets[-1] if self._bullets else self._sections[-1]
        node = Node(block, BULLET + depth, _marker(block), [])
        outer.children.append(node)
        if block.shape == "bullet":
            self._bullets.append(node)

    def _end_details(self) -> None:
        """Close the section that a summary opened."""
        for at, section in enumerate(self._sections):
            if section.block.level == SUMMARY and section.block.shape == "heading":
                del self._sections[at:]
                return


def _marker(block: Block) -> Marker | None:
    """Return the numbered word at the edge of a block."""
    return marker_of(boxed(block.text)[1]) if block.shape in {"bullet", "line"} else None


def _is_label(text: str) -> bool:
    """Whether bold words stand as a heading: short, no sentence, no item by themselves."""
    words = plain(text).rstrip(":：")
    kind = words.partition(":")[0].strip().casefold()
    return (
        len(words) <= 80
        and not words.endswith((".", "!", "。", "！"))
        and (kind_named(words) is not None or kind not in KINDS or ":" not in words)
    )


def _is_lead(text: str) -> bool:
    """Whether a line heads the list that follows: `Videos:`."""
    is_lead = plain(text).rstrip("*_ ").endswith((":", "：")) and len(text) <= LONGEST_LABEL
    return is_lead or any(is_noise_section(text, LEAD)) or kind_named(text) is not None


REVIEW = "a review"
_OUTCOMES = re.compile(
    r"^(?:by\s+the\s+end|you\s+will|you'll|in\s+this\s+(?:course|module|week|specialization|section)"
    r"|after\s+(?:this|completing)|this\s+(?:course|module|repo|repository|specialization)|what\s+you"
    r"|learning\s+(?:goals|objectives|outcomes)|al\s+final|ao\s+final|à\s+la\s+fin|read\s+more\s+about"
    r"|to\s+get\s+the\s+most|you\s+need|you\s+should|skills)\b",
    re.IGNORECASE,
)


def skipped_in(root: Node) -> dict[int, str]:
    """Return why parts are out, by the `id` of their node; what they hold is out with them."""
    skipped: dict[int, str] = {}
    _skip_blocks(root, skipped)
    _skip_contents(root, skipped)
    _skip_sections(root, root, skipped)
    return skipped


def without_contents(root: Node, skipped: dict[int, str]) -> dict[int, str]:
    """Return what is out but for lists of contents: in some documents they are all there is."""
    contents = {id(n) for n in root.walk() if n.is_section and is_contents(n.block.text)}
    return {id: why for id, why in skipped.items() if id not in contents}


def _skip_blocks(root: Node, skipped: dict[int, str]) -> None:
    """Note what is out by itself: HTML, code, badges, links within the page."""
    for node in root.walk():
        if node is not root and (reason := reason_of(node.block)):
            has_more = node.block.shape in {"heading", "bullet"} and node.children
            if not has_more or reason in {"contents list", "sponsor"}:
                skipped[id(node)] = reason


def _skip_contents(node: Node, skipped: dict[int, str]) -> None:
    """Note the lists of which most lead to other places of the same page."""
    for _, group in groupby(node.children, lambda child: child.block.paragraph):
        bullets = [child for child in group if child.block.shape == "bullet"]
        whole = [inner.block for child in bullets for inner in child.walk()]
        anchors = sum(map(anchors_in, whole))
        if anchors > 1 and anchors * 10 >= len(whole) * 6:
            skipped.update((id(child), "contents list") for child in bullets)
    for child in node.children:
        if child.is_section:
            _skip_contents(child, skipped)


def _skip_sections(root: Node, node: Node, skipped: dict[int, str]) -> None:
    """Note the sections that are about the page, or that only describe the course."""
    for child in node.children:
        if not child.is_section:
            continue
        reason = _section_reason(child, skipped)
        holds_all = child.level <= 1 and _holds_most(root, child, skipped)
        if reason and not (holds_all and reason != REVIEW):
            listing = _listing_sections(child, reason)
            out = [one for one in child.children if one not in listing] if listing else [child]
            skipped.update((id(one), reason) for one in out)
            for section in listing:
                _skip_sections(root, section, skipped)
        else:
            _skip_sections(root, child, skipped)


def _listing_sections(node: Node, reason: str) -> list[Node]:
    """Return the sections within one that only describes a course which list what to do."""
    if reason == REVIEW or is_noise_section(node.block.text, node.level)[0]:
        return []
    return [
        inner
        for inner in node.children
        if inner.is_section
        and inner.block.shape == "heading"
        and (kind_named(inner.block.text) or names_no_course(inner.block.text))
    ]


def _section_reason(node: Node, skipped: dict[int, str]) -> str | None:
    """Return why a section is out, or None."""
    text = node.block.text
    if is_review(text) and not any(inner.is_section and inner.marker for inner in node.walk()):
        return REVIEW
    is_never, is_seldom = is_noise_section(text, node.level)
    if _has_weeks(node, skipped):
        return None
    if is_never:
        return f"in the section `{text[:40]}`"
    is_outcome = node.level == LEAD and _OUTCOMES.match(text)
    if (is_seldom or is_outcome) and not _has_boxes(node, skipped):
        return f"in the section `{text[:40]}`"
    return None


def _has_weeks(node: Node, skipped: dict[int, str]) -> bool:
    """Whether something in a section names a week, a module or a course."""
    return any(
        inner.marker
        and inner.marker.rank <= WEEK
        and inner.block.shape in {"heading", "bullet", "line"}
        for inner in _kept(node.children, skipped)
    ) or any(inner.is_section and inner.marker for inner in _kept(node.children, skipped))


def _has_boxes(node: Node, skipped: dict[int, str]) -> bool:
    """Whether something in a section can be ticked."""
    return any(
        inner.block.shape == "bullet" and boxed(inner.block.text)[0] is not None
        for inner in _kept(node.children, skipped)
    )


def _kept(nodes: Sequence[Node], skipped: dict[int, str]) -> list[Node]:
    """Return nodes and all they hold, without what is out."""
    found = []
    for node in nodes:
        if id(node) not in skipped:
            found += [node, *_kept(node.children, skipped)]
    return found


def _holds_most(root: Node, node: Node, skipped: dict[int, str]) -> bool:
    """Whether most of a document's bullets and rows stand in one section of it."""

    def count(nodes: Sequence[Node]) -> int:
        return sum(inner.block.shape in {"bullet", "row"} for inner in _kept(nodes, skipped))

    has_sections = any(child.is_section for child in node.children)
    whole = count(root.children)
    return has_sections and whole > 0 and count(node.children) * 10 >= whole * 6
