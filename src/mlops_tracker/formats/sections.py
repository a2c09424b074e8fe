"""A flat list of blocks -> the tree that a reader sees: sections, and bullets within bullets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_tracker.formats.kind_words import KINDS
from mlops_tracker.formats.markdown_blocks import SUMMARY, Block
from mlops_tracker.formats.markers import LESSON, WEEK, Marker, marker_of
from mlops_tracker.formats.noise import is_noise_section
from mlops_tracker.formats.wording import boxed, kind_named, plain

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
        """Give it and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


BULLET = 100.0
"""From this level on: bullets, rows and lines, which are no sections."""


def tree_of(blocks: Sequence[Block]) -> Node:
    """Give the root of the tree of a document."""
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
        """Give the root, with everything in its place."""
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
        """Give the level at which a block opens a section, if it does."""
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
        """Give the level of a bullet that heads the paragraphs behind it: `- [Week 1](w1.md)`."""
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
    """Give the numbered word at the edge of a block."""
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
