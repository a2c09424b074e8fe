"""A record in which tables stand twice, and the two records that it was made of.

Git joins two sides line by line. Where both added the same table at places that do not
quite meet, it has no conflict, and leaves a file that is not TOML.
"""

from typing import NamedTuple

from mlops_tracker.files.toml_tables import blocks, path_of


class Sides(NamedTuple):
    """Two texts, each with one of the tables that stood twice."""

    upper: str
    lower: str


def sides_of(text: str) -> Sides | None:
    """Return the two records in a text; None where no table stands twice, or one more often."""
    try:
        parts = blocks(text)
    except ValueError:  # not even its tables are TOML
        return None
    numbers: dict[tuple[str, ...], int] = {}
    upper: list[str] = []
    lower: list[str] = []
    doubled: set[tuple[str, ...]] = set()
    for part in parts:
        path = path_of(part)
        if path not in numbers or part.lstrip().startswith("[["):
            numbers[path] = len(lower)
            upper.append(part)
            lower.append(part)
        elif path in doubled:
            return None
        else:
            lower[numbers[path]] = part
            doubled.add(path)
    return Sides("".join(upper), "".join(lower)) if doubled else None
