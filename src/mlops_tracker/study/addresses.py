"""Addresses as they are compared: two spellings of one address are one."""

import re
from functools import lru_cache

_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_FILM = re.compile(
    r"^(?:m\.)?(?:youtube\.com/watch\?(?:.*&)?v=|youtu\.be/|youtube\.com/embed/)([\w-]+)"
)
_OWN_TRACES = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|ref|referrer)=[^&#]*&?")
_BRANCH = re.compile(r"^(github\.com/[^/]+/[^/]+/(?:blob|tree|raw))/(?:master|main)(?=/|$)")


@lru_cache(20_000)
def compared_address(url: str) -> str:
    """Give an address without what does not say where it leads.

    That is the scheme, `www.`, a slash at the end, what advertisers add, the place in
    a film, and whether the branch that a repository begins with is called master.
    """
    host, slash, rest = _SCHEME.sub("", url.strip()).partition("/")
    bare = f"{host.lower()}{slash}{rest}"
    if film := _FILM.match(bare):
        return f"youtu.be/{film[1]}"
    bare = _OWN_TRACES.sub("", bare).rstrip("?&")
    return _BRANCH.sub(r"\1/main", bare).rstrip("/")
