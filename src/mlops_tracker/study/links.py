"""Where the learner's own work lies: addresses and paths, kept as texts with an item.

Two spellings of one address are one where they are compared, and where one is handed over
nothing is left in it that a shell obeys.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.steps import MarkedItem, Step
from mlops_tracker.study.syllabus import Item, Syllabus, Target

_WEB = re.compile(r"https?://[^\s/?#][^\s]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.ASCII | re.IGNORECASE)
_START = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_FILM = re.compile(
    r"^(?:m\.)?(?:youtube\.com/watch\?(?:.*&)?v=|youtu\.be/|youtube\.com/embed/)([\w-]+)"
)
_OWN_TRACES = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|ref|referrer)=[^&#]*&?")
_BRANCH = re.compile(r"^(github\.com/[^/]+/[^/]+/(?:blob|tree|raw))/(?:master|main)(?=/|$)")
_PARTS = re.compile(r"(https?://)([^/?#]*)([^?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_PLAIN = r"A-Za-z0-9._~:@=+,/\-"
_NOT_IN_PATH = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_PLAIN}%]")
_NOT_BEHIND_PATH = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_PLAIN}%?#&;]")
_NOT_IN_HOST = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~:@%\[\]-]")


class Link(NamedTuple):
    """A link as the record keeps it, and what it leads to."""

    link: str
    address: str | None
    """An absolute path or an http address; None for what is never opened."""
    is_there: bool | None
    """Whether there is such a file; None where that is not looked up."""

    @property
    def can_be_opened(self) -> bool:
        """Whether it leads somewhere, as far as is known."""
        return self.address is not None and self.is_there is not False


def is_web(link: str) -> bool:
    """Whether a link is an http or https address, and one that does nothing to a terminal."""
    return bool(_WEB.fullmatch(link)) and link.isprintable()


def is_path(link: str) -> bool:
    """Whether a link can be meant as the path of a file here.

    A text that has a scheme (`javascript:`) or names another machine is none. A
    single letter before a colon is a drive.
    """
    return link.isprintable() and not _SCHEME.match(link) and link[:2] not in {"//", "\\\\", ""}


def hint_about(link: str) -> str:
    """Say how to write what is neither an address nor a path."""
    scheme = _SCHEME.match(link)
    if not link:
        return "name a file, a folder or an address such as `https://example.org`"
    if not link.isprintable():
        return "it holds a control character; leave that out"
    if scheme and scheme[0].casefold() not in {"http:", "https:"}:
        return f"`{scheme[0]}` is not opened; a file that is called like that is `./{link}`"
    if scheme and " " in link:
        return f"it holds a space; write `{link.strip().replace(' ', '%20')}`"
    if scheme:
        return "it names no site; an address begins like `https://example.org`"
    return "it names another machine; name a file of this one, or its `https://` address"


def unmistakable(path: str) -> str:
    """Return a relative path so that nobody takes it for an option, an address or a home."""
    is_plain = is_path(path) and not path.startswith(("-", "~"))
    return path if is_plain else f"./{path}"


def linked(record: StudyRecord, links: Iterable[tuple[Item, str]]) -> Step:
    """Add links to items, the newest last; a link that is there already stays where it is."""
    changed: dict[Item, tuple[str, ...]] = {}
    items: dict[Item, None] = {}
    for item, link in links:
        items[item] = None
        before = changed.get(item, record.item(item.id).links)
        if link not in before:
            changed[item] = (*before, link)
    marked = tuple(_marked(record, item, after) for item, after in changed.items())
    unchanged = tuple(item for item in items if item not in changed)
    return Step(record.with_items((m.item, m.after) for m in marked), marked, unchanged)


def unlinked(record: StudyRecord, item: Item, link: str) -> Step:
    """Take a link from an item, if it has it."""
    before = record.item(item.id).links
    if link not in before:
        return Step(record, unchanged=(item,))
    marked = _marked(record, item, tuple(one for one in before if one != link))
    return Step(record.with_items([(item, marked.after)]), (marked,))


def _marked(record: StudyRecord, item: Item, links: tuple[str, ...]) -> MarkedItem:
    """Return an item with other links."""
    before = record.item(item.id)
    return MarkedItem(item, before, before._replace(links=links))


def pages(syllabus: Syllabus, target: Target) -> list[str]:
    """Return the pages of `target` in the web, its own first, then its week's and its course's."""
    if isinstance(target, Item):
        place = syllabus.places[target.id]
        urls = [target.url, place.week.url, place.course.url]
    elif target.id in syllabus.weeks:
        course, week = syllabus.weeks[target.id]
        urls = [week.url, course.url]
    else:
        urls = [target.url]
    return [url for url in urls if url]


@lru_cache(20_000)
def compared_address(url: str) -> str:
    """Return an address without what does not say where it leads.

    That is the scheme, `www.`, a slash at the end, what advertisers add, the place in
    a film, and whether the branch that a repository begins with is called master.
    """
    host, slash, rest = _START.sub("", url.strip()).partition("/")
    bare = f"{host.lower()}{slash}{rest}"
    if film := _FILM.match(bare):
        return f"youtu.be/{film[1]}"
    bare = _OWN_TRACES.sub("", bare).rstrip("?&")
    return _BRANCH.sub(r"\1/main", bare).rstrip("/")


def escaped_address(url: str) -> str:
    """Return an http address that opens the same page, with escapes for what a shell obeys.

    Some open pages through a shell. Nothing is left in it that means anything within
    the quotes of one: what RFC 3986 calls unreserved stays, what separates the parts of
    an address, and what is escaped already. `&` and `;` separate the parts of a query,
    where an escape would open another page, so behind the path they stay; whoever hands
    the address to a shell without quotes must add them.
    """
    parts = _PARTS.fullmatch(url)
    if not parts:
        return url
    scheme, host, path, rest = parts.groups()
    return "".join(
        (
            scheme,
            _host(host),
            _NOT_IN_PATH.sub(_escape, path),
            _NOT_BEHIND_PATH.sub(_escape, rest),
        )
    )


def _host(host: str) -> str:
    """Return a host in the letters that every program looks up."""
    if not host.isascii():
        try:
            return _NOT_IN_HOST.sub(_escape, host.encode("idna").decode())
        except UnicodeError:  # no name of a host, which the browser may say
            pass
    return _NOT_IN_HOST.sub(_escape, host)


def _escape(found: re.Match[str]) -> str:
    """Return a character percent-encoded in UTF-8."""
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace"))
