"""What may hold solutions that platforms forbid to share, and a record without it."""

import re
from typing import NamedTuple

from mlops_tracker.study.letters import folded
from mlops_tracker.study.record import ItemRecord, StudyRecord, gone_part
from mlops_tracker.study.syllabus import Item, Syllabus

GRADED = frozenset(
    {
        *("graded", "assignment", "assignments", "exam", "exams", "midterm", "homework"),
        *("quiz", "quizzes", "test", "tests"),
    }
)
"""Words in the kind of an item that a platform grades."""
UNGRADED = frozenset({"ungraded", "nongraded", "non", "not", "practice", "practise"})
"""Words that say the opposite: `practice-quiz`."""


class HeldBack(NamedTuple):
    """How much was left out of what is meant for others."""

    notes: int = 0
    links: int = 0
    has_gone: bool = False
    """Whether some of it is about items that the syllabus no longer has."""

    @property
    def is_any(self) -> bool:
        """Whether anything was left out."""
        return bool(self.notes or self.links)


NOTHING_HELD_BACK = HeldBack()


class ForOthers(NamedTuple):
    """A record as others may see it, and what it is without."""

    record: StudyRecord
    held_back: HeldBack


def is_graded(item: Item) -> bool:
    """Return whether a platform grades the item, and forbids sharing how it is solved."""
    kind = folded(item.kind)
    words = set(re.findall(r"[^\W_]+", kind))
    return kind.startswith("graded") or bool(words & GRADED and not words & UNGRADED)


def without_solutions(syllabus: Syllabus, record: StudyRecord) -> ForOthers:
    """Return a record without the notes and links that may be solutions, and their number.

    They are those on graded items, and on all items that the syllabus no longer has: a
    record does not say of what kind those were.
    """
    graded = {item.id for item in syllabus.items() if is_graded(item)}
    gone = gone_part(syllabus, record).items
    held = {id: did for id, did in record.items.items() if id in graded or id in gone}
    return ForOthers(
        record._replace(
            items={
                id: did._replace(note="", links=()) if id in held else did
                for id, did in record.items.items()
            }
        ),
        HeldBack(
            sum(bool(did.note) for did in held.values()),
            sum(len(did.links) for did in held.values()),
            any(id in gone and _says_any(did) for id, did in held.items()),
        ),
    )


def _says_any(did: ItemRecord) -> bool:
    return bool(did.note or did.links)
