"""Candidates: what could be an item, and within what it stands.

What is found in a document while its tree is walked, and what became of each line.
"""

from typing import NamedTuple

from mlops_tracker.formats.lists.blocks import Block
from mlops_tracker.formats.lists.counters import without_ordinal
from mlops_tracker.formats.lists.noise import is_fact
from mlops_tracker.formats.lists.sections import Node
from mlops_tracker.formats.lists.titles import item_of
from mlops_tracker.formats.outline import Account, Became, OutlineItem
from mlops_tracker.formats.words import plain

FEWEST = 3
"""Numbered or linked headings that read like a list."""


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
