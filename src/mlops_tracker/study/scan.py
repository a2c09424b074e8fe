"""Paths of the learner's files -> the items they are work on, where their names leave no doubt.

Names say what they can: `C1W2_Ungraded_Lab`, `c2_w3_lab_1_ml_metadata`, `Course 2 - Data`,
`W2A1`, `module-3`. Course and week come from the whole path, the item from the words of its
title and from its sort (lab, assignment, quiz, reading). What is unsure is given with
the reason, never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from mlops_tracker.study.letters import folded
from mlops_tracker.study.syllabus import Item, Syllabus, Target, Week, spellings

SORTS = {
    **dict.fromkeys(("lab", "labs", "l"), "lab"),
    **dict.fromkeys(("assignment", "assignments", "homework", "hw", "project", "a"), "assignment"),
    **dict.fromkeys(("quiz", "quizzes", "exam", "q"), "quiz"),
    **dict.fromkeys(("reading", "readings"), "reading"),
}
"""The sorts of work, by the words that tell them; a single letter does so behind a week alone."""
SAY_NOTHING = frozenset(
    {
        *("a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "my"),
        *("graded", "ungraded", "practice", "programming", "optional", "coursera", "colab"),
        *("solution", "solutions", "solved", "answers", "final", "submission", "copy", "notebook"),
    }
)
"""Words that tell no item from another."""
HIGHEST = 99
"""The highest number behind a sort that counts items, and is no year."""
_COURSE = r"(?<![^\W\d_])(?:course[\s_.-]*0*(\d{1,2})(?!\d)|c0*(\d{1,2})(?=$|[\W_]|[wm]\d))"
_AFTER = r"(?=$|[\W_]|[alq]\d)"
_WEEK = (
    r"(?<![^\W\d_])(?:(?:week|wk|module|mod|unit)[\s_.-]*0*(\d{1,2})(?!\d)"
    rf"|w0*(\d{{1,2}}){_AFTER}|(?<=\d)m0*(\d{{1,2}}){_AFTER})"
)
_PLACE = re.compile(f"{_COURSE}|{_WEEK}")
_SHORT = re.compile(rf"(?:{_WEEK})[\s_.-]?([alq])(\d{{1,2}})(?=$|[\W_])")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
NAMED = 5
"""How many items a reason names."""
Titles = Mapping[frozenset[str], set[str]]
"""The ids of courses and weeks by the words of their titles."""


class Clues(NamedTuple):
    """What a name says."""

    courses: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    sorts: frozenset[str] = frozenset()
    number: int | None = None
    """The 2 of `lab_2`."""
    words: tuple[str, ...] = ()
    """Whatever else it says."""


class Proposal(NamedTuple):
    """A file, and the item it is work on."""

    item: Item
    file: str


class Found(NamedTuple):
    """A file that is work on an item, and the link that is kept of it."""

    item: Item
    file: str
    link: str


class Unsure(NamedTuple):
    """A file that may be work on some item, and why that is not sure."""

    file: str
    reason: str


class Proposals(NamedTuple):
    """What the names of files come to."""

    proposed: list[Proposal]
    unsure: list[Unsure]


class _Match(NamedTuple):
    """A file's item, and whether nothing in its name speaks of anything else."""

    proposal: Proposal
    is_clear: bool


class _DoubtError(Exception):
    """The reason why the item of a file is not sure."""


def clues_in(name: str) -> Clues:
    """Return what the name of a file (without its suffix), of a folder or of an item says."""
    small = folded(_spaced(normalize("NFC", name)))
    tokens = _TOKEN.findall(_PLACE.sub(" ", _SHORT.sub(" ", small)))
    sorts = [
        (SORTS[token], _number(following))
        for token, following in zip(tokens, [*tokens, ""][1:], strict=True)
        if token in SORTS and len(token) > 1
    ]
    sorts += [(SORTS[letter], int(number)) for *_, letter, number in _SHORT.findall(small)]
    told = {sort for sort, _ in sorts}
    if not told and "graded" in tokens:
        told = {"assignment", "quiz"}
    return Clues(
        _numbers(_COURSE, small),
        _numbers(_WEEK, small),
        frozenset(told),
        next((number for _, number in sorts if number), None),
        tuple(t for t in tokens if not t.isdecimal() and t not in SORTS and t not in SAY_NOTHING),
    )


def _spaced(name: str) -> str:
    """Return a name with the words apart that only capitals tell: `Week2DataLab`."""
    parts = re.sub(r"(?<=\d)(?=[A-Z][a-z])", " ", name)
    has_separators = re.search(r"[\W_]", name)
    return parts if has_separators else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", parts)


def _numbers(pattern: str, name: str) -> frozenset[int]:
    """Return the numbers that a pattern finds, each in one of its groups."""
    found = re.finditer(pattern, name)
    return frozenset(int(number) for match in found for number in match.groups() if number)


def _number(token: str) -> int | None:
    """Return the number that follows a sort of work, if one does."""
    return int(token) if token.isdecimal() and int(token[:9]) <= HIGHEST else None


def propose(syllabus: Syllabus, files: Iterable[str], around: Sequence[str] = ()) -> Proposals:
    """Return the items that files are work on.

    `files` are paths within a folder, whose own name and those above it are
    `around`; these count where a path names no course or no week.
    """
    titles = _titles(syllabus)
    matches: list[_Match] = []
    unsure: list[Unsure] = []
    for file in files:
        try:
            week = _week(syllabus, file, around, titles)
            item, is_clear = _item(week, file)
            matches.append(_Match(Proposal(item, file), is_clear))
        except _DoubtError as doubt:
            unsure.append(Unsure(file, str(doubt)))
    proposed, doubtful = _surest(matches)
    order = {id: number for number, id in enumerate(syllabus.places)}
    proposed.sort(key=lambda proposal: (order[proposal.item.id], proposal.file))
    return Proposals(proposed, sorted([*unsure, *doubtful]))


def _surest(matches: Iterable[_Match]) -> tuple[list[Proposal], list[Unsure]]:
    """Return the matches that stand, and those that other files of an item put in doubt."""
    by_item: dict[Item, list[_Match]] = defaultdict(list)
    for match in matches:
        by_item[match.proposal.item].append(match)
    proposed: list[Proposal] = []
    unsure: list[Unsure] = []
    for item, found in by_item.items():
        clear = [match.proposal for match in found if match.is_clear]
        others = [match.proposal for match in found if not match.is_clear]
        if not clear and len({_stem(other.file) for other in others}) == 1:
            clear, others = others, []
        reason = "another file is more surely" if clear else "several files may be"
        proposed += clear
        unsure += (Unsure(other.file, f"{reason} work on {item.id}") for other in others)
    return proposed, unsure


def _stem(file: str) -> str:
    """Return the name of a file without its suffix."""
    return file.rpartition("/")[2].rpartition(".")[0]


def _titles(syllabus: Syllabus) -> Titles:
    """Return the ids of courses and weeks by the words of their titles, where these are several."""
    targets: list[Target] = [t for t in syllabus.targets.values() if not isinstance(t, Item)]
    titles: dict[frozenset[str], set[str]] = defaultdict(set)
    for target in targets:
        for title in spellings(target):
            words = frozenset(clues_in(title).words)
            if len(words) > 1:
                titles[words].add(target.id)
    return titles


def _week(syllabus: Syllabus, file: str, around: Iterable[str], titles: Titles) -> Week:
    """Return the week that a path names. Raises _DoubtError."""
    own = clues_in(_stem(file))._replace(words=())  # a title in it is an item's
    path = [*(_folder_clues(name) for name in file.split("/")[:-1]), own]
    courses, weeks = _named(path, titles)
    courses_around, weeks_around = _named(map(_folder_clues, around), titles)
    if len(syllabus.courses) == 1:
        courses_around = courses_around or {int(syllabus.courses[0].id)}
    course = _only("course", courses or courses_around)
    week = _only("week", weeks or weeks_around)
    target = syllabus.targets.get(f"{course}.{week}")
    if not isinstance(target, Week):
        raise _DoubtError(f"there is no week {course}.{week}")
    return target


_folder_clues = cache(clues_in)


def _named(names: Iterable[Clues], titles: Titles) -> tuple[set[int], set[int]]:
    """Return the courses and the weeks that are named, by number or by title."""
    courses: set[int] = set()
    weeks: set[int] = set()
    for clues in names:
        ids = [id.split(".") for id in titles.get(frozenset(clues.words), ())]
        courses |= {*clues.courses, *(int(id[0]) for id in ids)}
        weeks |= {*clues.weeks, *(int(id[1]) for id in ids if len(id) > 1)}
    return courses, weeks


def _only(level: str, numbers: Collection[int]) -> int:
    """Return the one number there is. Raises _DoubtError."""
    if len(numbers) == 1:
        return next(iter(numbers))
    which = " and ".join(f"{level} {number}" for number in sorted(numbers))
    raise _DoubtError(f"its path names {which or f'no {level}'}")


def _item(week: Week, file: str) -> tuple[Item, bool]:
    """Return the item of a week that a file is work on, and whether that is clear.

    Raises _DoubtError. The sort of work may be told by the folder.
    """
    own = clues_in(_stem(file))
    told = own if own.sorts else _folder_clues(file.rpartition("/")[0].rpartition("/")[2])
    works = [item for item in week.items if not _is_watched(item)]
    fitting = [item for item in works if not told.sorts or told.sorts & _sorts(item)]
    if not fitting:
        sorts = " or ".join(sorted(told.sorts))
        raise _DoubtError(f"week {week.id} has no {sorts or 'work'}")
    if own.words:
        return _by_title(week, own, fitting)
    if not told.sorts:
        raise _DoubtError(f"its name says nothing but week {week.id}")
    return _one_of(week, fitting, told), True


def _by_title(week: Week, own: Clues, fitting: Sequence[Item]) -> tuple[Item, bool]:
    """Return the item whose title a file's name has, else the only one of its sort."""
    for is_like in (_is_same, _is_part, lambda words, title: _is_part(title, words)):
        like = [item for item in fitting if is_like(own.words, _title(item).words)]
        if like:
            return like[0] if len(like) == 1 else _one_of(week, like, own), True
    if own.sorts and len(fitting) == 1 and own.number in {None, 1}:
        return fitting[0], False
    raise _DoubtError(f"nothing in week {week.id} is called like that")


def _one_of(week: Week, items: Sequence[Item], told: Clues) -> Item:
    """Return the item that has the number that was told, or that is alone. Raises _DoubtError."""
    numbered = [item for item in items if told.number and _title(item).number == told.number]
    if len(numbered) == 1:
        return numbered[0]
    if len(items) == 1 and told.number in {None, 1}:
        return items[0]
    if len(items) == 1:
        raise _DoubtError(f"week {week.id} has only one such item, {items[0].id}")
    names = ", ".join(item.id for item in items[:NAMED]) + ", ..." * (len(items) > NAMED)
    raise _DoubtError(f"{len(items)} items of week {week.id} may be meant: {names}")


def _is_same(words: Sequence[str], title: Sequence[str]) -> bool:
    """Whether a name has exactly the words of a title; `AutoML` is one word, or two."""
    return set(words) == set(title) or "".join(words) == "".join(title)


def _is_part(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether some words are half or more of others.

    One word alone is too little: `data` is not meant for "Data Validation".
    """
    return set(words) <= set(whole) and len(set(words)) > 1 and 2 * len(set(words)) >= len(whole)


@cache
def _title(item: Item) -> Clues:
    """Return what the title of an item says."""
    return clues_in(item.title)


@cache
def _sorts(item: Item) -> frozenset[str]:
    """Return the sorts of work that an item is, by its kind or by how its title begins."""
    head = clues_in(re.split(r"[:(\N{EN DASH}-]", item.title)[0])
    return clues_in(item.kind).sorts | (frozenset() if head.words else head.sorts)


@cache
def _is_watched(item: Item) -> bool:
    """Whether an item is one that nobody hands anything in for."""
    return not {"video", "lecture"}.isdisjoint(clues_in(item.kind).words)
