"""The use cases around the learner's own files: to link them to items, and what to open."""

from collections.abc import Iterator
from pathlib import Path

from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.files.own_work import is_own_work, path_of, stored_path
from mlops_tracker.study import linking
from mlops_tracker.study.linking import Link
from mlops_tracker.study.marking import Step
from mlops_tracker.study.syllabus import Item, Target
from mlops_tracker.tracker import Tracker


def links_of(tracker: Tracker, item: Item) -> list[Link]:
    """Give the links of an item, the newest last."""
    return [_followed(tracker, link) for link in tracker.record.item(item.id).links]


def link(tracker: Tracker, item: Item, typed: str, folder: Path) -> Step:
    """Keep where a file or a page lies, as it was typed in `folder`.

    Raises UsageError for an address of another scheme, RefusedError for a file
    that is not there.
    """
    kept = _kept(tracker, typed, folder)
    if not linking.is_web(kept) and not is_own_work(folder / typed):
        raise RefusedError(
            f"there is no file `{typed}`", hint="an address in the web begins with `https://`"
        )
    return linking.linked(tracker.record, [(item, kept)])


def unlink(tracker: Tracker, item: Item, typed: str, folder: Path) -> Step:
    """Take a link away, as the record has it or as it was typed in `folder`."""
    has_it = typed in tracker.record.item(item.id).links
    kept = typed if has_it else _kept(tracker, typed, folder)
    return linking.unlinked(tracker.record, item, kept)


def to_open(tracker: Tracker, target: Target) -> Iterator[Link]:
    """Give what to open for `target`, the best first: own links, the newest first, then pages.

    A syllabus, which may be anybody's, opens no files.
    """
    if isinstance(target, Item):
        yield from reversed(links_of(tracker, target))
    for url in linking.pages(tracker.syllabus, target):
        yield Link(url, url if linking.is_web(url) else None, None)


def _kept(tracker: Tracker, typed: str, folder: Path) -> str:
    """Give a link as the record keeps it."""
    if linking.is_web(typed):
        return typed
    if not linking.is_path(typed):
        raise UsageError(
            f"`{typed}` is neither a file nor an http or https address",
            hint="a file that is called like that is `./...`",
        )
    return stored_path(typed, folder, tracker.record_location.path)


def _followed(tracker: Tracker, link: str) -> Link:
    """Give what a link leads to."""
    if linking.is_web(link):
        return Link(link, link, None)
    if not linking.is_path(link):
        return Link(link, None, None)
    path = path_of(link, tracker.record_location.path)
    return Link(link, str(path), is_own_work(path))
