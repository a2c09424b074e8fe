"""Characters that nobody sees and that screens obey."""

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    r"|\r(?!\n)"
)


def spelt(text: str) -> str:
    """Give a text whose control characters, and those that turn its direction, are spelt out."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
