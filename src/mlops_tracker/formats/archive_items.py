"""A line of an archive -> an item and what was done with it."""

import re
from datetime import date
from typing import Any, NamedTuple

from mlops_tracker.formats.archive_pieces import (
    Piece,
    UnfollowedError,
    is_blank,
    pieces,
    words_of,
)
from mlops_tracker.local_time import EARLIEST, LATEST, noon
from mlops_tracker.study.record import ItemRecord
from mlops_tracker.study.syllabus import Item

_FACT = re.compile(
    r"(?P<optional>optional)|(?P<minutes>\d{1,4000}) min|(?P<status>doing|skipped)"
    r"|done (?P<done_at>\d{4}-\d\d-\d\d)|score (?P<score>[\d.e+-]{1,40})%"
    r"|took (?P<spent_minutes>\d{1,4000}) min",
    re.ASCII,
)
_PARTS = re.compile(r"(.*?)(?: \*(\([^*]*\))\*)?( — (?:page )?[\[*`].*)?", re.DOTALL)
"""The words of an item, its facts, and the addresses behind the dash."""
_BOX = re.compile(r"\[([ xX])\](?: |$)")
_DASH, _PAGE = " — ", "page "
_ADDRESSES = frozenset({"link", "strong", "json"})


class ReadItem(NamedTuple):
    """What a line says of an item."""

    item: Item
    did: ItemRecord
    doubts: list[str]
    """What of the line could not be read, and so was left out."""


class _Named(NamedTuple):
    kind: str
    title: str
    url: str | None
    rest: list[Piece]
    """What stands behind the title."""


def item_of(source: str, id: str, line: int) -> ReadItem:
    """Return the item on a line. Raises UnfollowedError for one without any words."""
    box = _BOX.match(source)
    words = source[box.end() :] if box else source
    doubts = [] if box else ["an item begins with a box, `[ ]` or `[x]`"]
    kind, title, url, rest = _named_or_words(words, line, doubts)
    known = _facts(rest.pop(0).text, doubts) if rest and rest[0].style == "em" else {}
    page, links = _addresses(rest, doubts)
    if url and page:
        doubts.append("an item has one address at most")
    item = Item(
        id, kind, title, bool(known.pop("optional", None)), known.pop("minutes", None), url or page
    )
    if box and box[1] in "xX":
        known["status"] = "done"
    return ReadItem(item, ItemRecord(title, links=links, **known), doubts)


def _named_or_words(source: str, line: int, doubts: list[str]) -> _Named:
    """Return kind, title and the pieces behind them.

    Where a person put markup into the title, its words are the title. Raises UnfollowedError
    where there are none at all.
    """
    try:
        named = _named(pieces(source, line))
        if is_blank(named.kind) or is_blank(named.title) or not _is_behind_title(named.rest):
            raise UnfollowedError(line, "an item has a kind and a title, and no markup in them")
    except UnfollowedError as error:
        doubts.append(f"{error.why}; its words were taken")
        return _words_and_rest(source, line, doubts)
    return named


def _words_and_rest(source: str, line: int, doubts: list[str]) -> _Named:
    """Return kind and title in plain words, and what is behind them. Raises UnfollowedError."""
    parts = _PARTS.fullmatch(source)
    before, facts, behind = parts.groups() if parts else (source, None, None)
    words = words_of(before, line).strip()
    if is_blank(words):
        raise UnfollowedError(line, "an item has a title")
    rest = [Piece("em", facts)] if facts else []
    try:
        rest += pieces(behind or "", line)
    except UnfollowedError as error:
        doubts.append(f"what is behind the title is left out: {error.why}")
    kind, title, *_ = _named([Piece("", words)])
    if is_blank(kind) or is_blank(title):
        kind, title = "item", words
    return _Named(kind, title, None, rest)


def _is_behind_title(rest: list[Piece]) -> bool:
    """Return whether what stands there is facts, or addresses behind a dash."""
    first = rest[0] if rest else Piece("em", "()")
    if first.style == "em":
        return (first.text[:1], first.text[-1:]) == ("(", ")")
    return not first.style and first.text in {_DASH, _DASH + _PAGE}


def _facts(told: str, doubts: list[str]) -> dict[str, Any]:
    """Return what is known of an item, by the field that it is kept in."""
    known: dict[str, Any] = {}
    for words in filter(None, told[1:-1].split(", ")):
        found = _FACT.fullmatch(words)
        field = found.lastgroup if found else None
        try:
            if found is None or field is None or field in known:
                raise ValueError("no fact is written so, or it is there already")
            known[field] = _value(field, found[field])
        except (ValueError, OverflowError) as error:
            doubts.append(f"`{words}` is left out: {error}")
    return known


def _value(field: str, told: str) -> object:
    """Return the value of a fact. Raises ValueError, OverflowError for what is out of range."""
    if field == "done_at":
        moment = noon(date.fromisoformat(told))
        if not EARLIEST <= moment <= LATEST:
            raise ValueError("a record cannot hold that day")
        return moment
    if field == "score":
        score = float(told)
        if not 0 <= score <= 100:
            raise ValueError("a score is a percent from 0 to 100")
        return score
    return int(told) if field in {"minutes", "spent_minutes"} else told


def _named(found: list[Piece]) -> _Named:
    """Take kind and title off the pieces of an item. What is told of none is an `item`."""
    kind, first, rest = "item", Piece("", ""), list(found)
    if rest and rest[0].style in {"strong", "json"}:
        kind = rest.pop(0).text
        first = rest.pop(0) if rest else first
        first = first._replace(text=first.text.removeprefix(": "))
    elif rest and not rest[0].style:
        first = rest.pop(0)
        label, colon, after = first.text.partition(": ")
        if colon:
            kind, first = label.lower().replace(" ", "-"), Piece("", after)
    if not first.text and rest and rest[0].style in {"link", "json"}:
        link = rest.pop(0)
        return _Named(kind, link.text, link.url, _without_space(rest))
    return _Named(kind, *_title_of(first.text, rest))


def _without_space(rest: list[Piece]) -> list[Piece]:
    """Give the pieces behind a title without the space between it and its facts."""
    if len(rest) > 1 and rest[0] == Piece("", " ") and rest[1].style == "em":
        return rest[1:]
    return rest


def _title_of(text: str, rest: list[Piece]) -> tuple[str, None, list[Piece]]:
    """Give a title that is no link, and what stands behind it.

    Its text runs on into the space before the facts, or the dash before addresses.
    """
    if rest and rest[0].style == "em":
        return text.removesuffix(" "), None, rest
    for end in (_DASH + _PAGE, _DASH) if rest else ():
        if text.endswith(end):
            return text.removesuffix(end), None, [Piece("", end), *rest]
    return text, None, rest


def _addresses(rest: list[Piece], doubts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the page of an item, where no link leads there, and the learner's links."""
    page: str | None = None
    links: list[str] = []
    before = _DASH
    while len(rest) > 1 and rest[0].text in {before, before + _PAGE}:
        joint, value, *rest = rest
        if joint.style or value.style not in _ADDRESSES:
            break
        if joint.text.endswith(_PAGE):
            page = value.text
        else:
            links.append(value.text)
        before = ", "
    if rest:
        doubts.append("links stand behind a dash, commas between; what is there else is left out")
    return page, tuple(links)
