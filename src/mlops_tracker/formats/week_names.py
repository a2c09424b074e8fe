"""The headings that count weeks, by number and title: a list before them names the same weeks."""

from collections.abc import Iterable

from mlops_tracker.formats.candidates import Leaf
from mlops_tracker.formats.markers import Marker
from mlops_tracker.study.letters import folded

WeekNames = dict[tuple[int, int, bool], dict[str, int]]
"""The lines of headings by their titles, by what counts them."""


def week_names(leaves: Iterable[Leaf]) -> WeekNames:
    """Give the headings over candidates that have a number."""
    found: WeekNames = {}
    for leaf in leaves:
        for node in leaf.path:
            if node.is_section and node.marker:
                lines = found.setdefault(_key(node.marker), {})
                lines.setdefault(folded(node.marker.title), node.block.line)
    return found


def line_of(marker: Marker, names: WeekNames) -> int | None:
    """Give the line of the heading that a numbered word means: its number, and no other title."""
    lines = names.get(_key(marker), {})
    if not marker.title:
        return next(iter(lines.values()), None)
    return lines.get(folded(marker.title), lines.get(""))


def _key(marker: Marker) -> tuple[int, int, bool]:
    return marker.rank, marker.number, marker.is_range
