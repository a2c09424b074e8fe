"""Addresses as they are compared, two spellings of one being one, and as they are handed over."""

import re
from functools import lru_cache

_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
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
