"""Notes -> a Markdown page."""

from collections.abc import Iterable

from mlops_tracker.study.search import Hit
from mlops_tracker.views.shown import shown, shown_lines

LEVELS = {"course": "#", "week": "##", "item": "###"}


def notes_page(notes: Iterable[Hit]) -> str:
    """Give notes under headings with id and title, in study order."""
    blocks = [
        f"{LEVELS[note.where]} {shown(note.id)} {shown(note.title)}".rstrip()
        + f"\n\n{shown_lines(note.text).strip(chr(10))}\n"
        for note in notes
    ]
    return "\n".join(blocks)
