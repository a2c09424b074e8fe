"""What may hold solutions that platforms forbid to share, and a record without it."""

import re
import unicodedata
from typing import NamedTuple

from mlops_tracker.study.letters import folded
from mlops_tracker.study.record import (
    NOTHING_DONE,
    ItemRecord,
    Rule,
    StudyRecord,
    gone_part,
    named_by,
)
from mlops_tracker.study.syllabus import Item, Syllabus

GRADED_KINDS: dict[str, str] = {
    "quiz": "quiz|quizzes|quizz|test|tests|cuestionario|questionário|测验|測驗|クイズ|小テスト|퀴즈",
    "graded": (
        "graded|graded quiz|graded assignment|graded lab|graded programming|graded app item"
        "|graded programming assignment|graded external tool|graded assessment"
    ),
    "assignment": (
        "assignment|assignments|programming assignment|programming assignments|pa|homework"
        "|homeworks|hw|problem set|problem sets|pset|peer-graded assignment|peer review|tarea"
        "|tareas|tarefa|tarefas|devoir|devoirs|hausaufgabe|hausaufgaben|aufgabe|作业|作業|課題|宿題"
        "|编程作业|編程作業|课后作业|과제|숙제"
    ),
    "exam": "exam|exams|final exam|midterm|midterm exam|examen|prova|klausur|prüfung|考试|試験|시험",
}
"""The kinds that a platform grades, each with the words for it in several languages."""
GRADED = frozenset(
    {
        *(word for words in GRADED_KINDS.values() for word in words.split("|") if " " not in word),
        *("midterms", "peer", "peergraded", "autograded", "final", "finals"),
    }
)
"""Words of which one in the kind of an item says that a platform grades it."""
_PHRASES = frozenset(word for words in GRADED_KINDS.values() for word in words.split("|"))
UNGRADED = frozenset({"ungraded", "nongraded", "non", "practice", "practise"})
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
TEXTS, LISTS = named_by(ItemRecord, Rule.TEXT), named_by(ItemRecord, Rule.LIST)
MAY_SOLVE = {name: getattr(NOTHING_DONE, name) for name in (*TEXTS, *LISTS)}
"""The fields of an item in which a solution may stand, with nothing in them."""


class ForOthers(NamedTuple):
    """A record as others may see it, and what it is without."""

    record: StudyRecord
    held_back: HeldBack


def is_graded(item: Item) -> bool:
    """Return whether a platform grades the item, and forbids sharing how it is solved."""
    kind = "".join(char for char in folded(item.kind) if unicodedata.category(char) != "Cf")
    words = set(re.findall(r"[^\W\d_]+", kind))
    is_said = bool(words & GRADED) or kind in _PHRASES
    return kind.startswith("graded") or (is_said and not words & UNGRADED)


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
                id: did._replace(**MAY_SOLVE) if id in held else did
                for id, did in record.items.items()
            }
        ),
        HeldBack(
            sum(bool(getattr(did, name)) for did in held.values() for name in TEXTS),
            sum(len(getattr(did, name)) for did in held.values() for name in LISTS),
            any(id in gone and _says_any(did) for id, did in held.items()),
        ),
    )


def _says_any(did: ItemRecord) -> bool:
    return any(getattr(did, name) for name in MAY_SOLVE)
