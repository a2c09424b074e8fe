"""A cell of a table -> its lines, each as the one thing that it names."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_tracker.formats.kind_words import KINDS
from mlops_tracker.formats.markdown_inline import Line
from mlops_tracker.formats.noise import title_key
from mlops_tracker.formats.titles import is_material
from mlops_tracker.formats.wording import plain

_OPTIONAL = frozenset(
    (
        "optional supplementary additional recommended extra bonus opcional facultatif fakultativ"
        " 选读 可选 任意 선택"
    ).split()
)


class Piece(NamedTuple):
    """What may be an item."""

    line: Line
    is_optional: bool
    """Whether a label above it says so: `**Optional**`."""


def pieces_of(cell: Sequence[Line]) -> Iterator[Piece]:
    """Give the pieces of a cell: a line each, or a link each where a line is only links."""
    is_optional = False
    for line in cell:
        if len(cell) > 1 and line.is_bold and not line.links:
            is_optional = bool(_OPTIONAL & set(title_key(line.text).split()[:1]))
        else:
            yield from (Piece(part, is_optional) for part in _parts(line))


def _parts(line: Line) -> list[Line]:
    """Give a line of several links with titles of their own as one line for each."""
    if len(line.links) < 2 or not line.is_link or any(map(is_material, line.links)):
        return [line]
    return [
        Line(link.text, line.offset, (link._replace(start=0, end=len(link.text)),))
        for link in line.links
    ]


def names_material(line: Line) -> bool:
    """Whether all that a line says is where to find the slides, the video and so on."""
    rest = line.text
    for link in line.links:
        rest = rest.replace(link.text, "", 1)
    if not all(is_material(link) for link in line.links):
        return False
    words = plain(rest).strip(" ,;|/()[]-–—:.").casefold()
    return not words or words in KINDS or words in {"link", "pdf", "yes", "✓"}
