"""What stands on a screen: marks and bars, plain ASCII where need be, and harmless text.

rich lets escape sequences, C1 codes and bidi controls through to the terminal
wherever they come from, so every text of files and people passes here before it is
printed: shown, never obeyed. The two joiners that emoji and Persian need (U+200C,
U+200D) stay.
"""

import re
from typing import NamedTuple


class Glyphs(NamedTuple):
    """Everything drawn that is not text."""

    done: str
    doing: str
    skipped: str
    todo: str
    full: str
    empty: str
    dot: str
    ellipsis: str
    star: str
    no_star: str

    def mark(self, status: str) -> str:
        """Return the mark of a status."""
        marks = {"done": self.done, "doing": self.doing, "skipped": self.skipped}
        return marks.get(status, self.todo)

    def stars(self, number: int) -> str:
        """Return stars of five, with the number beside them."""
        return f"{self.star * number}{self.no_star * (5 - number)} {number}/5"

    def bar(self, percent: int | None, width: int) -> str:
        """Return a bar that is full at 100 percent only, and not empty from 1 on."""
        filled = (percent or 0) * width // 100
        filled = max(filled, 1) if percent else 0
        return self.full * filled + self.empty * (width - filled)


UNICODE = Glyphs("✓", "▸", "\N{EN DASH}", "·", "━", "─", "·", "…", "★", "☆")
ASCII = Glyphs("x", ">", "-", ".", "#", "-", "|", "...", "*", "-")


def glyphs_for(encoding: str | None) -> Glyphs:
    """Return the glyphs that an encoding can carry; without one, any text is carried."""
    try:
        "".join(UNICODE).encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff"
_UNSAFE = rf"\x7f-\x9f{_BIDI}\ud800-\udfff"


def shown(text: str) -> str:
    r"""Return `text` on one line, its control characters spelt out (`^[`, `\u202e`)."""
    return text if text.isprintable() else re.sub(rf"[\x00-\x1f{_UNSAFE}]", _spelt, text)


def shown_lines(text: str) -> str:
    """Return `text` with its line feeds and tabs, all other control characters spelt out."""
    if text.isprintable():
        return text
    return re.sub(rf"[\x00-\x08\x0b-\x1f{_UNSAFE}]", _spelt, text)


def _spelt(match: re.Match[str]) -> str:
    """Return a control character as people write it: in caret form or as an escape."""
    code = ord(match[0])
    if code < 0x20 or code == 0x7F:
        return f"^{chr(code ^ 0x40)}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
