"""What is found in a document while its tree is walked, and what became of each line."""

from mlops_tracker.formats.candidates import Found, account
from mlops_tracker.formats.sections import Node


class Ledger:
    """Candidates, and an account of each block that is none."""

    def __init__(self, skipped: dict[int, str]) -> None:
        """Begin with nothing found; `skipped` says which nodes are out, and why."""
        self.found = Found([], [], {}, {})
        self._skipped = skipped

    def kept(self, node: Node) -> list[Node]:
        """Give the children that are not out, and account for those that are."""
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
