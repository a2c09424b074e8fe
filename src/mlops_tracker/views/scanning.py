"""What was found in a folder -> what is said about it, and a document for scripts."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_tracker.study.quantities import amount
from mlops_tracker.study.scanning import Found, Unsure
from mlops_tracker.views.documents import document
from mlops_tracker.views.shown import shown

NAMED = 20
"""How many unsure files are named before the rest is only counted."""


def scan_sentences(
    proposed: Sequence[Found], linked: Sequence[Found], unsure: Sequence[Unsure]
) -> Iterator[str]:
    """Say which files are work on which items, which may be, and which are linked already."""
    width = max((len(found.item.id) for found in proposed), default=0)
    for found in proposed:
        title = shown(found.item.title)
        yield f"{found.item.id:{width}}  {shown(found.file)}  ({title})"
    if unsure:
        yield f"not sure, and left out: {amount(len(unsure), 'file')}"
    for file, reason in unsure[:NAMED]:
        yield f"  {shown(file)}: {reason}"
    if len(unsure) > NAMED:
        yield f"  and {len(unsure) - NAMED} more; --dry-run --json lists them"
    if linked:
        yield f"linked already: {amount(len(linked), 'file')}"


def links_in_words(proposed: Sequence[Found]) -> str:
    """Give how much there is to link: `3 files to 2 items`."""
    items = {found.item for found in proposed}
    return f"{amount(len(proposed), 'file')} to {amount(len(items), 'item')}"


def scan_document(
    proposed: Iterable[Found], linked: Iterable[Found], unsure: Iterable[Unsure], *, is_cut: bool
) -> str:
    """Give what was found in a folder."""
    return document(
        proposed=[_found(one) for one in proposed],
        linked=[_found(one) for one in linked],
        unsure=[one._asdict() for one in unsure],
        is_cut=is_cut,
    )


def _found(found: Found) -> dict[str, str]:
    """Give a file that is work on an item."""
    item = found.item
    return {"id": item.id, "title": item.title, "file": found.file, "link": found.link}
