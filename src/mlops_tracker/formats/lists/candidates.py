"""Candidates: what could be an item, within what it stands, and what became of each line.

Here it is told what the bullets of a list are (weeks, groups of items, or items), and what
a line of a paragraph is: an item, an address, or prose.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mlops_tracker.formats.lists.blocks import Block
from mlops_tracker.formats.lists.noise import is_fact, is_prose, is_review
from mlops_tracker.formats.lists.sections import Node
from mlops_tracker.formats.lists.titles import (
    ANY_KIND,
    CHAPTER,
    MODULE,
    WEEK,
    Marker,
    Words,
    is_material,
    item_of,
    without_ordinal,
)
from mlops_tracker.formats.outline import Account, Became, OutlineItem
from mlops_tracker.formats.words import boxed, kind_named, kind_of_url, plain, read_marks

FEWEST = 3
"""Numbered or linked headings that read like a list."""
SHORT = 60
"""Characters that a line has at most whose words alone make it an item: `Homework 1`."""
STEPPED = frozenset({"project", "assignment", "graded", "lab", "ungraded-lab", "exercise", "book"})
"""Kinds of items whose bullets below are their steps, not items."""
_LEADING = re.compile(r"^(\d{1,2})[-.](\d{1,2})[.:]?\s+(?=\S)")
_ASIDE = re.compile(r"\([^()]*\)")
_DONE_GROUP = frozenset(
    "completed|done|finished|completed courses|已完成|完成|completado"
    "|terminado|terminé|erledigt|concluído|완료".split("|")
)
_OPEN_GROUP = frozenset(
    "in progress|to do|todo|remaining|not started|pending|upcoming|planned".split("|")
)
_NUMBERED = re.compile(r"^\d{1,2}[.\-]\d{1,2}[.)]?\s+\S")


class Leaf(NamedTuple):
    """A candidate."""

    path: tuple[Node, ...]
    """What it stands in, the outermost first."""
    item: OutlineItem | None
    """None where the innermost of the path is all there is: a week without items."""
    last: int
    """The last line of the source that belongs to it."""
    why: str
    unsure: str = ""
    told: bool = False
    """Whether it says of itself that it is an item: by a kind, a box, or a place in a table."""

    @property
    def is_bare(self) -> bool:
        """Whether it is a heading, of which nothing says what it is."""
        return self.item is None and not self.told


class Found(NamedTuple):
    """All candidates, and an account of what is none."""

    leaves: list[Leaf]
    accounts: list[Account]
    summaries: dict[int, list[Block]]
    """Prose that comes first in a section, by the section's line."""
    pages: dict[int, str]
    """The address that stands below a section's title, by the section's line."""


def account(block: Block, became: Became, why: str, text: str = "") -> Account:
    """Return the account of a block."""
    return Account(block.line, block.last, became, text or block.text, why)


def headings_as_items(found: Found) -> Found:
    """Return the headings of a document without any list as items, if they read like a list.

    They do where several are numbered or linked; else they head prose.
    """
    bare = [leaf for leaf in found.leaves if leaf.is_bare]
    listed = [leaf for leaf in bare if _is_listed(leaf.path[-1])]
    if len(listed) < FEWEST:
        return found
    leaves = []
    for leaf in listed:
        node = leaf.path[-1]
        if item := heading_item(node):
            why = "a heading in a list of headings"
            leaves.append(Leaf(leaf.path[:-1], item, node.block.last, why))
    return found._replace(leaves=[*leaves, *(leaf for leaf in bare if leaf not in listed)])


def heading_item(node: Node) -> OutlineItem | None:
    """Return a heading as the item that it names; None where it names none."""
    block = node.block
    words = item_of(block.words._replace(text=block.text), block.line)
    return words.item._replace(title=without_ordinal(words.item.title)) if words else None


def _is_listed(node: Node) -> bool:
    """Whether a heading is linked, or begins with a number."""
    is_counted = without_ordinal(node.block.text) != plain(node.block.text)
    return (bool(node.block.words.links) or is_counted) and not is_fact(node.block.text)


class Ledger:
    """Candidates, and an account of each block that is none."""

    def __init__(self, skipped: dict[int, str]) -> None:
        """Begin with nothing found; `skipped` says which nodes are out, and why."""
        self.found = Found([], [], {}, {})
        self._skipped = skipped

    def kept(self, node: Node) -> list[Node]:
        """Return the children that are not out, and account for those that are."""
        kept = []
        for child in node.children:
            if reason := self._skipped.get(id(child)):
                for inner in child.walk():
                    why = self._skipped.get(id(inner)) or reason
                    self.found.accounts.append(account(inner.block, "left out", why))
            else:
                kept.append(child)
        return kept

    def leftovers(self, node: Node, why: str) -> None:
        """Account for all that stands below an item."""
        for child in node.children:
            for inner in child.walk():
                self.found.accounts.append(
                    account(inner.block, "left out", self._skipped.get(id(inner)) or why)
                )

    def out(self, node: Node, why: str) -> None:
        """Leave a node out, with all that it holds."""
        self.found.accounts.append(account(node.block, "left out", why))
        self.leftovers(node, why)


def weeks_in_titles(nodes: Sequence[Node]) -> bool:
    """Whether bullets of one list name their week in their titles, several to a week.

    They do where a number comes twice, or where most say their kind behind it.
    """
    named = [
        node
        for node in nodes
        if node.marker
        and node.marker.rank in {WEEK, MODULE}
        and not any(child.block.shape == "bullet" for child in node.children)
    ]
    numbers = Counter(node.marker.number for node in named if node.marker)
    kinds = sum(read_marks(node.marker.title).kind is not None for node in named if node.marker)
    return any(count > 1 for count in numbers.values()) or (bool(named) and kinds * 2 > len(named))


def with_leading_weeks(nodes: Sequence[Node]) -> list[Node]:
    """Return bullets such as `2-1 Series` with the week (2) that their numbers lead with."""
    found = [_LEADING.match(boxed(node.block.text)[1]) for node in nodes]
    numbers = Counter(match[1] for match in found if match)
    if sum(numbers.values()) < max(3, len(nodes)) or len(numbers) < 2 or max(numbers.values()) < 2:
        return list(nodes)
    return [
        node._replace(
            marker=Marker(WEEK, "week", int(match[1]), boxed(node.block.text)[1][match.end() :])
        )
        if match
        else node
        for node, match in zip(nodes, found, strict=True)
    ]


def is_group(node: Node, bullets: Sequence[Node], words: Words | None) -> bool:  # noqa: PLR0911 - a case a line
    """Whether a bullet with bullets below it holds them as items, and is none itself."""
    if node.marker and node.marker.rank <= WEEK:
        return True
    if words is None or is_review(node.block.text):
        return True
    if any(child.marker and child.marker.rank <= WEEK for child in bullets):
        return True
    if any(map(has_box, bullets)):
        return not (words.item.kind in STEPPED and words.told and has_prefix(node.block.text))
    if kind_named(boxed(node.block.text)[1]):
        return True
    if any(has_prefix(child.block.text) for child in bullets):
        return True
    linked = [child for child in bullets if child.block.words.links]
    materials = sum(all(map(is_material, child.block.words.links)) for child in linked)
    if node.block.words.links and linked and materials * 2 >= len(linked):
        return False
    if announced_kind(node):
        return (len(linked) - materials) * 2 > len(bullets)
    if words.has_box or node.block.words.links or words.item.kind in STEPPED:
        # A title of its own; what stands below is about it unless it has titles of its own.
        return len(linked) * 2 > len(bullets) and not words.has_box
    return not all(is_prose(child.block.text) for child in bullets)


def announced_kind(node: Node) -> str | None:
    """Return the kind that a bullet with a box announces below it: `[x] Watch the videos:`."""
    box, text = boxed(node.block.text)
    words = _ASIDE.sub(" ", plain(text)).rstrip(":： ").split()
    is_title = box is None or node.block.words.links or not words or not words[-1].endswith("s")
    return None if is_title else kind_named(words[-1])


def with_address(node: Node, words: Words | None) -> Words | None:
    """Return the item of a bullet with nothing but one address below it; None for any other."""
    is_alone = len(node.children) == 1 and not node.children[0].children
    page = node.children[0].block.words if is_alone else None
    if not (page and page.is_address and words) or words.item.url or words.is_long:
        return None
    if is_fact(node.block.text) or (node.marker and node.marker.rank <= WEEK):
        return None
    kind = words.item.kind if words.item.kind != ANY_KIND else kind_of_url(page.url) or ANY_KIND
    return words._replace(item=words.item._replace(url=page.url, kind=kind))


def has_prefix(text: str) -> bool:
    """Whether a line begins with a kind that is set apart: `Video: ...`."""
    text = boxed(text)[1]
    marks = read_marks(text)
    return marks.kind is not None and len(marks.title) < len(plain(text)) - 2


def has_box(node: Node) -> bool:
    """Whether a bullet has a box, or a mark for done or open."""
    return boxed(node.block.text)[0] is not None


def group_tick(key: str, inherited: bool | None) -> bool | None:
    """Return whether what a group holds counts as done: `Completed:` says so."""
    if key in _DONE_GROUP:
        return True
    return False if key in _OPEN_GROUP else inherited


class Habits(NamedTuple):
    """How a document writes the lines of its paragraphs."""

    prefixes_lines: bool
    """Whether several begin with a kind or a number: `Video: ...`."""
    numbers_lines: bool
    """Whether many begin as `2.1 Trees` does."""


def habits_of(root: Node) -> Habits:
    """Return the habits of a document."""
    return Habits(_count_prefixed(root) >= 3, _count_numbered(root) >= 5)


def line_item(node: Node, path: tuple[Node, ...], kind: str | None, habits: Habits) -> Words | None:
    """Return the item that a line of a paragraph is, if it is one."""
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
