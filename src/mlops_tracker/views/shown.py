"""Text of files and people, made harmless: shown, never obeyed.

rich lets escape sequences, C1 codes and bidi controls through to the terminal
wherever they come from, so every text passes here before it is printed. The
two joiners that emoji and Persian need (U+200C, U+200D) stay.
"""

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff"
_UNSAFE = rf"\x7f-\x9f{_BIDI}\ud800-\udfff"


def shown(text: str) -> str:
    r"""Give `text` on one line, its control characters spelt out (`^[`, `\u202e`)."""
    return text if text.isprintable() else re.sub(rf"[\x00-\x1f{_UNSAFE}]", _spelt, text)


def shown_lines(text: str) -> str:
    """Give `text` with its line feeds and tabs, all other control characters spelt out."""
    if text.isprintable():
        return text
    return re.sub(rf"[\x00-\x08\x0b-\x1f{_UNSAFE}]", _spelt, text)


def _spelt(match: re.Match[str]) -> str:
    """Give a control character as people write it: in caret form or as an escape."""
    code = ord(match[0])
    if code < 0x20 or code == 0x7F:
        return f"^{chr(code ^ 0x40)}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
