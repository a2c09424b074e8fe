"""Which parts of a document are no part of any course, decided before anything else."""

import re
from collections.abc import Sequence
from itertools import groupby

from mlops_tracker.formats.markers import WEEK
from mlops_tracker.formats.noise import (
    anchors_in,
    is_contents,
    is_noise_section,
    is_review,
    names_no_course,
    reason_of,
)
from mlops_tracker.formats.sections import LEAD, Node
from mlops_tracker.formats.wording import boxed, kind_named

REVIEW = "a review"
_OUTCOMES = re.compile(
    r"^(?:by\s+the\s+end|you\s+will|you'll|in\s+this\s+(?:course|module|week|specialization|section)"
    r"|after\s+(?:this|completing)|this\s+(?:course|module|repo|repository|specialization)|what\s+you"
    r"|learning\s+(?:goals|objectives|outcomes)|al\s+final|ao\s+final|à\s+la\s+fin|read\s+more\s+about"
    r"|to\s+get\s+the\s+most|you\s+need|you\s+should|skills)\b",
    re.IGNORECASE,
)


def skipped_in(root: Node) -> dict[int, str]:
    """Give why parts are out, by the `id` of their node; what they hold is out with them."""
    skipped: dict[int, str] = {}
    _skip_blocks(root, skipped)
    _skip_contents(root, skipped)
    _skip_sections(root, root, skipped)
    return skipped


def without_contents(root: Node, skipped: dict[int, str]) -> dict[int, str]:
    """Give what is out but for lists of contents: in some documents they are all there is."""
    contents = {id(n) for n in root.walk() if n.is_section and is_contents(n.block.text)}
    return {id: why for id, why in skipped.items() if id not in contents}


def _skip_blocks(root: Node, skipped: dict[int, str]) -> None:
    """Note what is out by itself: HTML, code, badges, links within the page."""
    for node in root.walk():
        if node is not root and (reason := reason_of(node.block)):
            has_more = node.block.shape in {"heading", "bullet"} and node.children
            if not has_more or reason in {"contents list", "sponsor"}:
                skipped[id(node)] = reason


def _skip_contents(node: Node, skipped: dict[int, str]) -> None:
    """Note the lists of which most lead to other places of the same page."""
    for _, group in groupby(node.children, lambda child: child.block.paragraph):
        bullets = [child for child in group if child.block.shape == "bullet"]
        whole = [inner.block for child in bullets for inner in child.walk()]
        anchors = sum(map(anchors_in, whole))
        if anchors > 1 and anchors * 10 >= len(whole) * 6:
            skipped.update((id(child), "contents list") for child in bullets)
    for child in node.children:
        if child.is_section:
            _skip_contents(child, skipped)


def _skip_sections(root: Node, node: Node, skipped: dict[int, str]) -> None:
    """Note the sections that are about the page, or that only describe the course."""
    for child in node.children:
        if not child.is_section:
            continue
        reason = _section_reason(child, skipped)
        holds_all = child.level <= 1 and _holds_most(root, child, skipped)
        if reason and not (holds_all and reason != REVIEW):
            listing = _listing_sections(child, reason)
            out = [one for one in child.children if one not in listing] if listing else [child]
            skipped.update((id(one), reason) for one in out)
            for section in listing:
                _skip_sections(root, section, skipped)
        else:
            _skip_sections(root, child, skipped)


def _listing_sections(node: Node, reason: str) -> list[Node]:
    """Give the sections within one that only describes a course which list what to do."""
    if reason == REVIEW or is_noise_section(node.block.text, node.level)[0]:
        return []
    return [
        inner
        for inner in node.children
        if inner.is_section
        and inner.block.shape == "heading"
        and (kind_named(inner.block.text) or names_no_course(inner.block.text))
    ]


def _section_reason(node: Node, skipped: dict[int, str]) -> str | None:
    """Give why a section is out, or None."""
    text = node.block.text
    if is_review(text) and not any(inner.is_section and inner.marker for inner in node.walk()):
        return REVIEW
    is_never, is_seldom = is_noise_section(text, node.level)
    if _has_weeks(node, skipped):
        return None
    if is_never:
        return f"in the section `{text[:40]}`"
    is_outcome = node.level == LEAD and _OUTCOMES.match(text)
    if (is_seldom or is_outcome) and not _has_boxes(node, skipped):
        return f"in the section `{text[:40]}`"
    return None


def _has_weeks(node: Node, skipped: dict[int, str]) -> bool:
    """Whether something in a section names a week, a module or a course."""
    return any(
        inner.marker
        and inner.marker.rank <= WEEK
        and inner.block.shape in {"heading", "bullet", "line"}
        for inner in _kept(node.children, skipped)
    ) or any(inner.is_section and inner.marker for inner in _kept(node.children, skipped))


def _has_boxes(node: Node, skipped: dict[int, str]) -> bool:
    """Whether something in a section can be ticked."""
    return any(
        inner.block.shape == "bullet" and boxed(inner.block.text)[0] is not None
        for inner in _kept(node.children, skipped)
    )


def _kept(nodes: Sequence[Node], skipped: dict[int, str]) -> list[Node]:
    """Give nodes and all they hold, without what is out."""
    found = []
    for node in nodes:
        if id(node) not in skipped:
            found += [node, *_kept(node.children, skipped)]
    return found


def _holds_most(root: Node, node: Node, skipped: dict[int, str]) -> bool:
    """Whether most of a document's bullets and rows stand in one section of it."""

    def count(nodes: Sequence[Node]) -> int:
        return sum(inner.block.shape in {"bullet", "row"} for inner in _kept(nodes, skipped))

    has_sections = any(child.is_section for child in node.children)
    whole = count(root.children)
    return has_sections and whole > 0 and count(node.children) * 10 >= whole * 6
