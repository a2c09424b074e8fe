"""Links -> what is said of them.

What was found in a folder -> what is said about it, and a document for scripts.
"""

from collections.abc import Iterable, Iterator, Sequence

from mlops_tracker.study.links import Link
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.scan import Found, Unsure
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Item
from mlops_tracker.views.documents import document
from mlops_tracker.views.marks import shown


def link_sentence(item: Item, step: Step, typed: str, *, removes: bool) -> str:
    """Say what became of the links of an item, if anything did of the one that was typed."""
    about = f"{item.id} {shown(item.title)}"
    if not step.marked:
        has_it = "has no link" if removes else "is linked already to"
        return f"nothing to do: {about} {has_it} `{shown(typed)}`"
    before, after = step.marked[0].before.links, step.marked[0].after.links
    [changed] = set(before) ^ set(after)
    verb = "linked to" if changed in after else "no longer linked to"
    return f"{about}: {verb} `{shown(changed)}`  ({amount(len(after), 'link')})"


def links_page(links: Iterable[Link]) -> str:
    """Return links, a line each, with what is wrong with one."""
    return "".join(f"{shown(link.link)}{_remark(link)}\n" for link in links)


def _remark(link: Link) -> str:
    """Say what is wrong with a link, if anything is."""
    if link.address is None:
        return "  (never opened: neither a file nor an http address)"
    return "  (not there)" if link.is_there is False else ""


def refusal(link: str, *, is_gone: bool) -> str:
    """Say why a link is not opened."""
    why = "is not there" if is_gone else "is neither a file nor an http or https address"
    return f"`{shown(link)}` {why}; it was not opened"


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
    """Return how much there is to link: `3 files to 2 items`."""
    items = {found.item for found in proposed}
    return f"{amount(len(proposed), 'file')} to {amount(len(items), 'item')}"


def scan_document(
    proposed: Iterable[Found], linked: Iterable[Found], unsure: Iterable[Unsure], *, is_cut: bool
) -> str:
    """Return what was found in a folder."""
    return document(
        proposed=[_found(one) for one in proposed],
        linked=[_found(one) for one in linked],
        unsure=[one._asdict() for one in unsure],
        is_cut=is_cut,
    )


def _found(found: Found) -> dict[str, str]:
    """Return a file that is work on an item."""
    item = found.item
    return {"id": item.id, "title": item.title, "file": found.file, "link": found.link}
