"""A backup in JSON -> outline, all of it included."""

import re
from collections.abc import Iterator

from mlops_tracker.formats.json_backup import Backup, read
from mlops_tracker.formats.outline import Account, Became, Exact, Outline
from mlops_tracker.formats.outline_exact import outline_of

_ID = re.compile(r'\s*"id": "([1-9][0-9.]*)",?\s*')
_RECORD = re.compile(r'  "record": \{\s*')


def read_backup(text: str) -> Outline:
    """Give the outline of a backup. Raises DamagedFileError for what is none."""
    backup = read(text)
    lines = text.split("\n")
    starts = list(_starts(lines, backup))
    ends = [line - 1 for line, *_ in starts[1:]] + [len(lines)]
    accounts = [
        Account(line, end, became, title, "an object of the backup")
        for (line, became, _, title), end in zip(starts, ends, strict=True)
    ]
    places = {id: line for line, became, id, _ in starts if became == "item"}
    return outline_of(Exact(backup.syllabus, backup.record), places, accounts, text)


def _starts(lines: list[str], backup: Backup) -> Iterator[tuple[int, Became, str, str]]:
    """Give the lines where something begins: what it is, its id and its title.

    A backup that another program wrote on one line is one thing.
    """
    levels: dict[int, Became] = {0: "course", 1: "week", 2: "item"}
    targets = backup.syllabus.targets
    yield 1, "title", "", backup.syllabus.title
    for number, line in enumerate(lines, start=1):
        if (found := _ID.fullmatch(line)) and found[1] in targets:
            yield number, levels[found[1].count(".")], found[1], targets[found[1]].title
        elif _RECORD.fullmatch(line):
            yield number, "record", "", "record"
