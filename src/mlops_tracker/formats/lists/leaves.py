"""The tree of a document -> its candidates: bullets, lines of paragraphs, rows of tables.

Here it is decided whether a bullet is an item or holds items, and whether a
line is an item, a summary or prose. Which of the things around an item is its week and
which its course is decided afterwards, from all of them together.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from mlops_tracker.formats.lists.candidates import (
    Found,
    Habits,
    Leaf,
    Ledger,
    account,
    announced_kind,
    group_tick,
    habits_of,
    has_box,
    is_group,
    line_item,
    weeks_in_titles,
    with_address,
    with_leading_weeks,
)
from mlops_tracker.formats.lists.inline import Line
from mlops_tracker.formats.lists.noise import is_denial, is_fact, is_topic, title_key
from mlops_tracker.formats.lists.sections import BULLET, Node
from mlops_tracker.formats.lists.titles import (
    COURSE,
    LESSON,
    MODULE,
    WEEK,
    Words,
    is_material,
    item_of,
)
from mlops_tracker.formats.outline import Account, OutlineItem
from mlops_tracker.formats.words import boxed, kind_named


def find_leaves(root: Node, skipped: dict[int, str]) -> Found:
    """Return the candidates of a document; `skipped` says which lines are out, and why."""
    finder = _Finder(root, skipped)
    finder.visit(root, (), None, None)
    return finder.found


class _Finder:
    def __init__(self, root: Node, skipped: dict[int, str]) -> None:
        self._ledger = Ledger(skipped)
        self.found = self._ledger.found
        self._skipped = skipped
        self._habits = habits_of(root)

    def visit(
        self, node: Node, path: tuple[Node, ...], kind: str | None, ticked: bool | None
    ) -> None:
        """Look for candidates in everything that a node holds."""
        children = self._ledger.kept(node)
        for paragraph, group in groupby(children, _group):
            nodes = list(group)
            if paragraph[0] == "row":
                take_rows(self._ledger, nodes, path, kind)
            elif paragraph[0] == "line":
                take_lines(self._ledger, self._habits, nodes, Around(path, kind, ticked))
            else:
                nodes = nodes if any(n.marker for n in path) else with_leading_weeks(nodes)
                weekly = weeks_in_titles(nodes)
                for child in nodes:
                    self._one(child, path, kind, ticked, weekly=weekly)

    def _one(
        self,
        node: Node,
        path: tuple[Node, ...],
        kind: str | None,
        ticked: bool | None,
        *,
        weekly: bool,
    ) -> None:
        """Take a heading or a bullet."""
        if node.is_section:
            self._section(node, path, kind, ticked)
        elif node.block.shape == "bullet":
            self._bullet(node, path, kind, ticked, weekly=weekly)
        else:
            self._ledger.out(node, _REASONS.get(node.block.shape, "no part of a list"))

    def _section(
        self, node: Node, path: tuple[Node, ...], kind: str | None, ticked: bool | None
    ) -> None:
        """Take a heading: what it holds, or itself where it holds nothing."""
        before = len(self.found.leaves)
        key = title_key(node.block.text)
        self.visit(
            node, (*path, node), kind_named(node.block.text) or kind, group_tick(key, ticked)
        )
        mine = self.found.leaves[before:]
        if not mine:
            self._bare_section(node, path)
        elif len(mine) == 1 and mine[0].item and mine[0].path[-1] is node:
            item = mine[0].item
            if item.url == item.title and node.marker and node.marker.title:
                titled = mine[0]._replace(item=item._replace(title=node.marker.title))
                self.found.leaves[before] = titled
            elif item.url == item.title and not node.marker:
                self._address_below(node, path, mine[0], item)

    def _bare_section(self, node: Node, path: tuple[Node, ...]) -> None:
        """Take a heading that holds no item."""
        rank = node.marker.rank if node.marker else None
        is_within = any(step.marker and step.marker.rank == rank for step in path)
        if rank is not None and rank <= WEEK and not is_within:
            why = f"a {_level_name(node)} that lists no items"
            self.found.leaves.append(Leaf((*path, node), None, node.block.last, why, told=True))
        elif node.marker and (words := item_of(node.block.words, node.block.line)):
            why = "a numbered heading that lists nothing below it"
            self.found.leaves.append(Leaf(path, words.item, node.block.last, why, told=True))
        else:
            self.found.leaves.append(Leaf((*path, node), None, node.block.last, "a heading alone"))

    def _address_below(
        self, node: Node, path: tuple[Node, ...], leaf: Leaf, item: OutlineItem
    ) -> None:
        """Make an item of a heading with nothing but an address below it."""
        words = item_of(node.block.words, node.block.line)
        if words:
            self.found.leaves.remove(leaf)
            merged = words.item._replace(
                url=item.url, kind=words.item.kind if words.told else item.kind
            )
            why = "a heading with an address below it"
            self.found.leaves.append(Leaf(path, merged, node.block.last, why, told=True))
            self.found.accounts.append(
                Account(
                    item.line, leaf.last, "item", item.title, f"the address of line {merged.line}"
                )
            )

    def _bullet(
        self,
        node: Node,
        path: tuple[Node, ...],
        kind: str | None,
        ticked: bool | None,
        *,
        weekly: bool,
    ) -> None:
        """Take a bullet: a week, a group of items, an item, or none of them."""
        bullets = [
            c for c in node.children if c.block.shape == "bullet" and id(c) not in self._skipped
        ]
        words = item_of(node.block.words, node.block.line, kind)
        marker = node.marker
        if addressed := with_address(node, words):
            below = node.children[0].block
            why = f"the address of line {node.block.line}"
            self.found.accounts.append(account(below, "item", why))
            self._item(node, path, addressed, ticked)
        elif bullets and is_group(node, bullets, words):
            box = boxed(node.block.text)[0] if not any(has_box(b) for b in bullets) else None
            key = title_key(boxed(node.block.text)[1])
            tick = group_tick(key, ticked if box is None else box)
            if words and marker and marker.rank == LESSON and words.told:
                # A lecture with its exercises below it is one of the items, too.
                why = "a bullet that says its kind, with more items below it"
                leaf = Leaf((*path, node), words.item, node.block.last, why, told=True)
                self.found.leaves.append(leaf)
            self.visit(node, (*path, node), kind_named(key) or announced_kind(node) or kind, tick)
        elif _is_fact(node, path) and not (words and words.told):
            self._ledger.out(node, "a fact about the course")
        elif marker and marker.rank in {WEEK, MODULE} and words:
            self._numbered(node, path, kind, ticked, weekly=weekly)
        elif words is None:
            self._ledger.out(node, "no words")
        elif is_denial(words.item.title):
            self._ledger.out(node, "says that there is nothing")
        else:
            self._item(node, path, words, ticked)

    def _numbered(
        self,
        node: Node,
        path: tuple[Node, ...],
        kind: str | None,
        ticked: bool | None,
        *,
        weekly: bool,
    ) -> None:
        """Take a bullet that names its week: the week itself, or an item in it."""
        if not weekly or not node.marker:
            self._ledger.leftovers(node, "about the week above")
            self.found.leaves.append(
                Leaf((*path, node), None, node.block.last, "a week that lists no items", told=True)
            )
            return
        words = node.block.words
        start = words.text.find(node.marker.title) if node.marker.title else -1
        rest = words._replace(text=node.marker.title) if start < 0 else _cut(node, start)
        found = item_of(rest, node.block.line, kind)
        title_box = boxed(node.block.text)[0]
        if found:
            item = found.item._replace(
                url=node.block.words.url,
                ticked=bool(title_box if title_box is not None else ticked),
            )
            block = node.block._replace(words=words._replace(links=()))
            virtual = node._replace(block=block, marker=node.marker._replace(title=""), children=[])
            why = f"its week is taken from its title: {node.block.text[:60]}"
            leaf = Leaf((*path, virtual), item, node.block.last, why, why, told=True)
            self.found.leaves.append(leaf)
            self._ledger.leftovers(node, f"about the item of line {node.block.line}")
        else:
            self.found.leaves.append(
                Leaf((*path, node), None, node.block.last, "a week that lists no items", told=True)
            )

    def _item(self, node: Node, path: tuple[Node, ...], words: Words, ticked: bool | None) -> None:
        """Take a bullet that is an item, or prose."""
        if words.is_long and not path:
            self._ledger.out(node, "prose")
            return
        if words.is_long:
            self.found.accounts.append(
                account(node.block, "unsure", "left out: it reads like prose, not like a title")
            )
            self._ledger.leftovers(node, "about the line above it")
            return
        item = words.item
        if not words.has_box and ticked is not None:
            item = item._replace(ticked=ticked)
        why = "a bullet" + (" with a box" if words.has_box else "")
        self.found.leaves.append(Leaf(path, item, node.block.last, why, told=words.told))
        self._ledger.leftovers(node, f"about the item of line {node.block.line}")


_REASONS = {"html": "HTML", "code": "code", "other": "no words", "end": "HTML"}


def _is_fact(node: Node, path: tuple[Node, ...]) -> bool:
    """Whether a bullet is a fact about what it stands in; in a week it may be a topic."""
    is_within = any(step.marker for step in path)
    return is_fact(node.block.text) and not (is_within and is_topic(node.block.text))


def _cut(node: Node, start: int) -> Line:
    """Return the words of a bullet from a place on."""
    words = node.block.words
    links = tuple(
        link._replace(start=max(0, link.start - start), end=link.end - start)
        for link in words.links
        if link.end > start
    )
    links = tuple(link._replace(text=words.text[start:][link.start : link.end]) for link in links)
    return words._replace(text=words.text[start:], links=links, bold=())


def _group(node: Node) -> tuple[str, int]:
    """Return what children are taken together: a table's rows, a paragraph's lines, a list."""
    if node.block.shape in {"row", "header"}:
        return "row", node.block.paragraph
    if node.block.shape == "line" and not node.is_section:
        return "line", node.block.paragraph
    if node.block.shape == "bullet":
        return "bullet", node.block.paragraph
    return "other", id(node)


def _level_name(node: Node) -> str:
    """Return the word for what a marked heading is."""
    return "course" if node.marker and node.marker.rank == COURSE else "week"


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
    """Return the candidate of a line, under the title that stands above its address."""
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
    """Return the first thing in a section that has words."""
    words = (c for c in section.children if c.block.shape not in {"html", "other", "end"})
    return next(words, None)


def _has_sections(node: Node) -> bool:
    """Whether a section holds sections."""
    return any(child.is_section for child in node.children)


def take_rows(
    ledger: Ledger, nodes: Sequence[Node], path: tuple[Node, ...], kind: str | None
) -> None:
    """Take the rows of one table."""
    rows = [node.block for node in nodes if node.block.shape == "row"]
    for node in nodes:
        if node.block.shape == "header":
            ledger.out(node, "the head of a table")
    if not rows:
        return
    from mlops_tracker.formats.lists.tables import rows_of  # 3 ms, and few lists have a table

    by_block = {id(node.block): node for node in nodes}
    is_within = any(step.marker for step in path)
    for row in rows_of(rows, kind, is_within=is_within):
        node = by_block[id(row.block)]
        inner = path
        if row.week:
            words = row.block.words._replace(links=())
            block = row.block._replace(words=words)
            inner = (*path, Node(block, BULLET, row.week, []))
        for item in row.items:
            leaf = Leaf(inner, item, row.block.last, "a row of a table")
            ledger.found.leaves.append(leaf)
        if row.why:
            ledger.out(node, row.why)
        elif row.week and not row.items:
            why = "a row that names a week"
            ledger.found.leaves.append(Leaf(inner, None, row.block.last, why, told=True))
