"""The lines of a paragraph: which belong together, and what they are as one."""

from collections.abc import Sequence

from mlops_tracker.formats.markdown_inline import Line
from mlops_tracker.formats.wording import kind_named

_GLUED = "*-+•◦▪●·–"
"""What begins a bullet also where the space after it was forgotten."""


def grouped(lines: list[Line], is_bullet: bool) -> list[list[Line]]:
    """Give the lines of a paragraph, those of a bullet that only wrap joined into one."""
    groups: list[list[Line]] = []
    for line in lines:
        # A bold first line is a title; so is `Readings:` after a bullet.
        is_apart = bool(groups) and (groups[-1][-1].is_bold and not line.is_bold)
        is_label = line.text.rstrip().endswith(":") and kind_named(line.text) is not None
        begins = not is_bullet or line.is_broken or _is_glued(line.text) or is_apart or is_label
        if begins or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def joined(lines: Sequence[Line]) -> Line:
    """Give several lines as one."""
    if len(lines) == 1:
        return lines[0]
    text, links, bold = "", [], []
    for line in lines:
        text += " " * bool(text)
        shift = len(text)
        links += [
            link._replace(start=link.start + shift, end=link.end + shift) for link in line.links
        ]
        bold += [(start + shift, end + shift) for start, end in line.bold]
        text += line.text
    offset = lines[0].offset if lines else 0
    has_picture = any(line.has_picture for line in lines)
    return Line(text, offset, tuple(links), tuple(bold), has_picture)


def _is_glued(text: str) -> bool:
    """Whether a line begins as a bullet does, the space after the sign forgotten."""
    text = text.lstrip()
    return len(text) > 2 and text[0] in _GLUED and text[1] not in _GLUED and not text[1].isdigit()


def unglued(line: Line) -> tuple[Line, bool]:
    """Give a line without the sign of a bullet, and whether it had one."""
    if not _is_glued(line.text):
        return line, False
    cut = len(line.text) - len(line.text.lstrip()[1:].lstrip())
    links = [link._replace(start=link.start - cut, end=link.end - cut) for link in line.links]
    bold = [(max(0, start - cut), end - cut) for start, end in line.bold]
    return line._replace(text=line.text[cut:], links=tuple(links), bold=tuple(bold)), True
