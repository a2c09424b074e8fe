"""A line of an archive -> an item and what was done with it."""

import re
from datetime import date
from typing import NamedTuple, cast

from mlops_tracker.formats.archive_pieces import Piece, UnfollowedError, pieces
from mlops_tracker.local_time import noon
from mlops_tracker.study.record import ItemRecord, ItemStatus
from mlops_tracker.study.syllabus import Item

_FACTS = re.compile(
    r"(?P<optional>optional)?(?:(?:^|, )(?P<minutes>\d{1,9}) min)?"
    r"(?:(?:^|, )(?P<status>doing|skipped))?"
    r"(?:(?:^|, )done (?P<done>\d{4}-\d\d-\d\d))?"
    r"(?:(?:^|, )score (?P<score>[\d.e+-]+)%)?(?:(?:^|, )took (?P<took>\d{1,9}) min)?",
    re.ASCII,
)
_BOXES = {"[x] ": True, "[X] ": True, "[ ] ": False}
_DASH, _PAGE = " — ", "page "


class _Named(NamedTuple):
    kind: str
    title: str
    url: str | None
    rest: list[Piece]
    """What stands behind the title."""


def item_of(source: str, id: str, line: int) -> tuple[Item, ItemRecord]:
    """Give the item on a line, and what was done with it. Raises UnfollowedError."""
    if source[:4] not in _BOXES:
        raise UnfollowedError(line, "an item begins with a box, `[ ]` or `[x]`")
    kind, title, url, rest = _named(pieces(source[4:], line))
    facts = rest.pop(0).text if rest and rest[0].style == "em" else "()"
    page, links = _addresses(rest, line)
    if not (kind.strip() and title.strip()) or (url and page):
        raise UnfollowedError(line, "an item has a kind and a title, and one address at most")
    found = _FACTS.fullmatch(facts[1:-1])
    if found is None or (facts[0], facts[-1]) != ("(", ")"):
        raise UnfollowedError(line, f"facts are not written like `{facts}`")
    status = "done" if _BOXES[source[:4]] else found["status"] or "todo"
    item = Item(id, kind, title, bool(found["optional"]), _whole(found["minutes"]), url or page)
    return item, _did(item, cast("ItemStatus", status), found, links, line)


def _did(
    item: Item, status: ItemStatus, found: re.Match[str], links: tuple[str, ...], line: int
) -> ItemRecord:
    """Give what was done with an item. Raises UnfollowedError."""
    try:
        done_at = noon(date.fromisoformat(found["done"])) if found["done"] else None
        score = float(found["score"]) if found["score"] else None
    except (ValueError, OverflowError) as error:
        raise UnfollowedError(line, f"no day or score is written so: {error}") from error
    return ItemRecord(item.title, status, done_at, _whole(found["took"]), score, links)


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _named(found: list[Piece]) -> _Named:
    """Take kind and title off the pieces of an item. What is told of none is an `item`."""
    kind, first, rest = "item", Piece("", ""), list(found)
    if rest and rest[0].style == "strong":
        kind = rest.pop(0).text
        first = rest.pop(0) if rest else first
        first = first._replace(text=first.text.removeprefix(": "))
    elif rest and not rest[0].style:
        first = rest.pop(0)
        label, colon, after = first.text.partition(": ")
        if colon:
            kind, first = label.lower().replace(" ", "-"), Piece("", after)
    if not first.text and rest and rest[0].style == "link":
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


def _addresses(rest: list[Piece], line: int) -> tuple[str | None, tuple[str, ...]]:
    """Give the page of an item, where no link leads there, and the learner's links."""
    page: str | None = None
    links: list[str] = []
    joints = [piece.text for piece in rest[::2]]
    values = rest[1::2]
    for number, (joint, value) in enumerate(zip(joints, values, strict=False)):
        before = _DASH if number == 0 else ", "
        if value.style not in {"link", "strong"} or joint not in {before, before + _PAGE}:
            raise UnfollowedError(line, "links stand behind a dash, commas between")
        if joint.endswith(_PAGE):
            page = value.text
        else:
            links.append(value.text)
    if len(joints) != len(values):
        raise UnfollowedError(line, "something stands behind the title, the facts or the links")
    return page, tuple(links)
