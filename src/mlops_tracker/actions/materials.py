"""The use cases around the learner's own files: to link them to items, to find and to open them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.store.folder import MOST_NAMES, Walk, own_files
from mlops_tracker.store.places import is_own_work, named_text, path_of, stored_path
from mlops_tracker.study import links
from mlops_tracker.study.links import Link
from mlops_tracker.study.scan import Found, Unsure, propose
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Item, Target

NO_NAME = "a record cannot name it"


def links_of(tracker: Tracker, item: Item) -> list[Link]:
    """Return the links of an item, the newest last."""
    return [_followed(tracker, link) for link in tracker.record.item(item.id).links]


def link(tracker: Tracker, item: Item, typed: str, folder: Path) -> Step:
    """Keep where a file or a page lies, as it was typed in `folder`.

    Raises UsageError for an address of another scheme, RefusedError for a file
    that is not there.
    """
    typed = named_text(typed)
    kept = _kept(tracker, typed, folder)
    if not links.is_web(kept) and not is_own_work(folder / typed):
        raise RefusedError(
            f"there is no file `{typed}`", hint="an address in the web begins with `https://`"
        )
    return links.linked(tracker.record, [(item, kept)])


def unlink(tracker: Tracker, item: Item, typed: str, folder: Path) -> Step:
    """Take a link away, as the record has it or as it was typed in `folder`."""
    has_it = typed in tracker.record.item(item.id).links
    kept = typed if has_it else _kept(tracker, named_text(typed), folder)
    return links.unlinked(tracker.record, item, kept)


class Scan(NamedTuple):
    """What was found in a folder."""

    proposed: list[Found]
    linked: list[Found]
    """Those that some item has a link to already; the learner may know better."""
    unsure: list[Unsure]
    walk: Walk
    most_names: int
    """How many names are looked at."""


def scan(tracker: Tracker, folder: Path) -> Scan:
    """Look for work on items in a folder, by the names of files and folders.

    Raises RefusedError where there is no such folder.
    """
    walk = own_files(folder)
    around = Path(os.path.realpath(folder)).parts[-2:]
    files = {
        file: stored_path(file, folder, tracker.record_location.path)
        for file in walk.files
        if file.isprintable()
    }
    plan = propose(tracker.syllabus, files, around)
    known = _linked_items(tracker)
    odd = (Unsure(file, NO_NAME) for file in walk.files if file not in files)
    return Scan(
        [Found(item, f, files[f]) for item, f in plan.proposed if files[f] not in known],
        [Found(known[link], file, link) for file, link in files.items() if link in known],
        [*(one for one in plan.unsure if files[one.file] not in known), *odd],
        walk,
        MOST_NAMES,
    )


def _linked_items(tracker: Tracker) -> dict[str, Item]:
    """Return every link that is kept, with the item it is kept with."""
    places = tracker.syllabus.places
    return {
        link: places[id].item if id in places else Item(id, "", did.title)
        for id, did in tracker.record.items.items()
        for link in did.links
    }


def link_all(tracker: Tracker, found: Iterable[Found]) -> Step:
    """Link files to the items that they are work on."""
    return links.linked(tracker.record, ((one.item, one.link) for one in found))


def to_open(tracker: Tracker, target: Target) -> Iterator[Link]:
    """Return what to open for `target`, the best first: own links, the newest first, then pages.

    A syllabus, which may be anybody's, opens no files.
    """
    if isinstance(target, Item):
        yield from reversed(links_of(tracker, target))
    for url in links.pages(tracker.syllabus, target):
        yield Link(url, url if links.is_web(url) else None, None)


def _kept(tracker: Tracker, typed: str, folder: Path) -> str:
    """Return a link as the record keeps it."""
    if links.is_web(typed):
        return typed
    if not links.is_path(typed):
        raise UsageError(
            f"`{typed}` is neither a file nor an http or https address",
            hint=links.hint_about(typed),
        )
    return stored_path(typed, folder, tracker.record_location.path)


def _followed(tracker: Tracker, link: str) -> Link:
    """Return what a link leads to."""
    if links.is_web(link):
        return Link(link, link, None)
    if not links.is_path(link):
        return Link(link, None, None)
    path = path_of(link, tracker.record_location.path)
    return Link(link, str(path), is_own_work(path))
