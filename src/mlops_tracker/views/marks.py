"""The marks and bars that stand beside colours, with a form for plain ASCII."""

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
        """Give the mark of a status."""
        marks = {"done": self.done, "doing": self.doing, "skipped": self.skipped}
        return marks.get(status, self.todo)

    def stars(self, number: int) -> str:
        """Give stars of five, with the number beside them."""
        return f"{self.star * number}{self.no_star * (5 - number)} {number}/5"

    def bar(self, percent: int | None, width: int) -> str:
        """Give a bar that is full at 100 percent only, and not empty from 1 on."""
        filled = (percent or 0) * width // 100
        filled = max(filled, 1) if percent else 0
        return self.full * filled + self.empty * (width - filled)


UNICODE = Glyphs("✓", "▸", "\N{EN DASH}", "·", "━", "─", "·", "…", "★", "☆")
ASCII = Glyphs("x", ">", "-", ".", "#", "-", "|", "...", "*", "-")


def glyphs_for(encoding: str | None) -> Glyphs:
    """Give the glyphs that an encoding can carry; without one, any text is carried."""
    try:
        "".join(UNICODE).encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE
