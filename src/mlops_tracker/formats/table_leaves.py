"""The rows of a table -> candidates."""

from collections.abc import Sequence

from mlops_tracker.formats.candidates import Leaf
from mlops_tracker.formats.ledger import Ledger
from mlops_tracker.formats.sections import BULLET, Node
from mlops_tracker.formats.table_rows import rows_of


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
