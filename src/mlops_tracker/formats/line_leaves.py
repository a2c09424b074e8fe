"""The lines of a paragraph -> candidates, a summary, or prose."""

from collections.abc import Sequence
from typing import NamedTuple

from mlops_tracker.formats.candidates import Leaf
from mlops_tracker.formats.ledger import Ledger
from mlops_tracker.formats.noise import is_fact
from mlops_tracker.formats.paragraphs import Habits, line_item
from mlops_tracker.formats.sections import Node
from mlops_tracker.formats.titles import Words, is_material, item_of


class Around(NamedTuple):
    """What stands around some lines."""

    path: tuple[Node, ...]
    kind: str | None
    """The kind that a heading above them names."""
    ticked: bool | None
    """Whether a heading above them says that they are done."""


def take_lines(ledger: Ledger, habits: Habits, nodes: Sequence[Node], around: Around) -> None:
    """Take the lines of one paragraph."""
    section = around.path[-1] if around.path else None
    if section and len(nodes) == 1 and nodes[0].block.words.is_address and _has_sections(section):
        ledger.found.pages[section.block.line] = nodes[0].block.words.url or ""
        ledger.out(nodes[0], "the page of the section above")
        return
    found = [line_item(node, around.path, around.kind, habits) for node in nodes]
    if not any(found):
        _take_prose(ledger, nodes, section)
        return
    for at, (node, words) in enumerate(zip(nodes, found, strict=True)):
        if words is not None:
            is_titled = node.block.words.is_address and at > 0 and found[at - 1] is None
            title = nodes[at - 1] if is_titled else None
            ledger.found.leaves.append(_leaf(node, words, title, around))
        # Before an address it is the title that the address takes.
        elif at + 1 == len(nodes) or not nodes[at + 1].block.words.is_address:
            ledger.out(node, "prose")


def _leaf(node: Node, words: Words, title: Node | None, around: Around) -> Leaf:
    """Give the candidate of a line, under the title that stands above its address."""
    item, why = words.item, "a line that says what it is"
    named = item_of(title.block.words, node.block.line, around.kind) if title else None
    if title and named:
        item = named.item._replace(url=item.url, line=title.block.line)
        item = item if named.told else item._replace(kind=words.item.kind)
        why = "a line with its address below it"
    if not words.has_box and around.ticked is not None:
        item = item._replace(ticked=around.ticked)
    return Leaf(around.path, item, node.block.last, why, told=words.told)


def _take_prose(ledger: Ledger, nodes: Sequence[Node], section: Node | None) -> None:
    """Keep prose that comes first in a section for its summary; account for the rest."""
    if section and _is_summary(ledger, nodes[0], section):
        ledger.found.summaries[section.block.line] = [node.block for node in nodes]
        return
    for node in nodes:
        links = node.block.words.links
        if node.block.words.is_link and all(map(is_material, links)):
            ledger.out(node, "material for what stands above it")
        else:
            ledger.out(node, "a fact about the course" if is_fact(node.block.text) else "prose")


def _is_summary(ledger: Ledger, first: Node, section: Node) -> bool:
    """Whether a paragraph is the first of a section that has no summary yet."""
    return (
        section.is_section
        and section.block.line not in ledger.found.summaries
        and not is_fact(first.block.text)
        and _first_words(section) is first
    )


def _first_words(section: Node) -> Node | None:
    """Give the first thing in a section that has words."""
    words = (c for c in section.children if c.block.shape not in {"html", "other", "end"})
    return next(words, None)


def _has_sections(node: Node) -> bool:
    """Whether a section holds sections."""
    return any(child.is_section for child in node.children)
