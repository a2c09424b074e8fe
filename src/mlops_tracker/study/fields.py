"""The fields of a record: how two values of one are joined, and what it is called.

Names, types and defaults stand in the named tuples of `record` and `syllabus`, which the
files, the cache, tables and backups go by; here stands what else is asked of a field of a
record. One that only has its name is written and told in a general form everywhere.
"""

from collections.abc import Mapping
from enum import Enum, auto
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints


class Rule(Enum):
    """What becomes of two new values of one field."""

    TITLE = auto()
    """Either: it is the syllabus that says it."""
    STATE = auto()
    """That of the side which got further or is newer, as all others that say how far it is."""
    TEXT = auto()
    """Every paragraph of both."""
    LIST = auto()
    """All that is in either."""
    GREATER = auto()
    """The greater one; the other is told, for the learner to choose."""


class Field(NamedTuple):
    """A field of what a record says about an item, a week or a course."""

    name: str
    rule: Rule = Rule.GREATER
    deed: str = "marked"
    """What a change of it is called in the log; empty for what is called by its new value."""
    word: str = ""
    """What it is called in sentences, where that is not its name."""


FIELDS = {
    field.name: field
    for field in (
        Field("title", Rule.TITLE, ""),
        Field("status", Rule.STATE, ""),
        Field("done_at", Rule.STATE),
        Field("spent_minutes", Rule.STATE),
        Field("score", Rule.STATE),
        Field("links", Rule.LIST, "links"),
        Field("why", Rule.TEXT, "reason", "reason"),
        Field("stars", Rule.GREATER, "review"),
        Field("review", Rule.TEXT, "review"),
        Field("note", Rule.TEXT, "note"),
    )
}
"""Every field by its name."""
KEY_ORDER = tuple(FIELDS)
"""The names of the fields, as they stand in a file."""
STATE = tuple(name for name in FIELDS if FIELDS[name].rule is Rule.STATE)
"""What says how far an item is: one thing, whatever it is written as."""
WORDS_OF_THEIR_OWN = frozenset(
    {
        *("id", "kind", "title", "optional", "minutes", "url"),
        *("status", "done_at", "spent_minutes", "score", "links", "note"),
        *("why", "stars", "review", "items", "weeks", "also", "summary", "last"),
    }
)
"""The fields that sentences, tables and archives each say in a way of their own."""


def rule_of(name: str) -> Rule:
    """Return what becomes of two new values of a field. Raises KeyError for an unknown one."""
    return FIELDS[name].rule


def word_for(name: str) -> str:
    """Return what a field is called in sentences."""
    return FIELDS[name].word or name


def named_by(entry: Any, rule: Rule) -> list[str]:
    """Return the fields of an entry, or of a kind of entry, that have this rule."""
    return [name for name in entry._fields if FIELDS[name].rule is rule]


def plain_fields(entry: Any) -> list[str]:
    """Return the fields of an entry, or of a kind of entry, that are said in the general form."""
    return [name for name in entry._fields if name not in WORDS_OF_THEIR_OWN]


def plain_text(entry: Any, name: str) -> str:
    """Return the value of a field in the general form; empty where it says nothing."""
    value = getattr(entry, name)
    return "" if value == entry._field_defaults[name] else str(value)


def plain_values(entry: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of fields from texts in the general form, for a kind of entry.

    Those that say nothing are left out. Raises ValueError for another type of value.
    """
    hints = get_type_hints(entry)
    return {name: _read(hints[name], text) for name, text in texts.items() if text}


def _read(hint: Any, text: str) -> Any:
    """Return a value from its text: a number, `True` or `False`, or the text itself."""
    kinds = {one for one in get_args(hint) or [hint] if one is not NoneType}
    if bool in kinds:
        return text == str(True)
    number = next((kind for kind in (int, float) if kind in kinds), None)
    return number(text) if number else text
