"""Which of the things around an item is its course, and which its week.

Decided from the document as a whole: where it counts weeks (or modules, days,
lessons), those are the weeks and what stands around them are the courses;
where it counts nothing, the headings' own levels say it.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mlops_tracker.formats.candidates import FEWEST, Leaf
from mlops_tracker.formats.markers import CHAPTER, COURSE, LESSON, MODULE, PHASE, WEEK
from mlops_tracker.formats.noise import GENERIC, names_no_course, title_key
from mlops_tracker.formats.sections import LEAD, Node
from mlops_tracker.formats.wording import kind_named, plain

FEW = 0.3
"""The share of a document that must be marked (or nested) for it to be the rule there."""


class Role(NamedTuple):
    """The course and the week that a candidate belongs to; None: the whole document."""

    course: Node | None
    week: Node | None
    is_outside: bool = False
    """Whether it stands apart from all weeks of a document that has some."""


class Rules(NamedTuple):
    """How one document is built."""

    week_rank: int | None
    """The rank of the numbered words that are its weeks."""
    is_marked: bool
    """Whether numbered words structure it."""
    is_nested: bool
    """Whether unmarked headings stand two deep: courses and their weeks."""
    title: Node | None
    week_parents: frozenset[int]
    """The `id` of what weeks stand in."""
    split: frozenset[int] = frozenset()
    """The `id` of the unmarked courses of which most stands in parts: their weeks."""
    has_heading_weeks: bool = False
    """Whether headings are its weeks."""
    labels: frozenset[str] = frozenset()
    """The titles that stand under each of its headings again: `Warming up`."""

    @property
    def summary(self) -> str:
        """What these rules say, in words."""
        if self.week_rank is not None:
            names = {
                WEEK: "weeks",
                MODULE: "modules",
                CHAPTER: "chapters or days",
                LESSON: "lessons",
            }
            return f"the document counts {names.get(self.week_rank, 'parts')}"
        if self.is_marked:
            return "the document counts courses"
        return "headings stand in two levels" if self.is_nested else "headings stand in one level"


def rules_for(leaves: Sequence[Leaf], title: Node | None) -> Rules:
    """Give the rules of a document, from all of its candidates."""
    marked = [leaf for leaf in leaves if any(node.marker for node in leaf.path)]
    is_marked = bool(leaves) and len(marked) >= FEW * len(leaves)
    week_rank = _week_rank(leaves) if is_marked else None
    rules = Rules(week_rank, is_marked, False, title, frozenset(), labels=_labels(leaves))
    depths = [len(_containers(leaf.path, rules)) for leaf in leaves]
    deep = sum(depth > 1 for depth in depths)
    parents = frozenset(
        id(leaf.path[at - 1]) if at else 0
        for leaf in leaves
        for at, node in enumerate(leaf.path)
        if _is_week(node, week_rank)
    )
    tops = [containers for leaf in leaves if (containers := _containers(leaf.path, rules))]
    whole = Counter(id(containers[0]) for containers in tops)
    parts = Counter(id(containers[0]) for containers in tops if len(containers) > 1)
    weeks = {id(n): n for leaf in leaves for n in leaf.path if _is_week(n, week_rank)}
    return rules._replace(
        is_nested=deep >= FEW * max(1, len(leaves)),
        week_parents=parents,
        split=frozenset(key for key, count in parts.items() if count * 10 >= whole[key] * 6),
        has_heading_weeks=sum(node.is_section for node in weeks.values()) > 1,
    )


def _labels(leaves: Sequence[Leaf]) -> frozenset[str]:
    """Give the titles of unmarked sections that come again under most headings that hold any."""
    held: dict[int, set[str]] = {}
    for leaf in leaves:
        for outer, node in pairwise(leaf.path):
            if node.is_section and not node.marker:
                held.setdefault(id(outer), set()).add(title_key(node.block.text))
    counts = Counter(key for keys in held.values() for key in keys)
    often = {key for key, n in counts.items() if n >= FEWEST and n * 2 > len(held)}
    # `Exercises` among sections that differ is one of them; where all come again, none is.
    alone = Counter(key for keys in held.values() if keys <= often for key in keys)
    return frozenset(key for key in often if alone[key] * 10 >= counts[key] * 8)


def _week_rank(leaves: Sequence[Leaf]) -> int | None:
    """Give the rank of the words that count a document's weeks."""
    counts = dict.fromkeys(range(COURSE, LESSON + 1), 0)
    for leaf in leaves:
        for rank in {node.marker.rank for node in leaf.path if node.marker}:
            counts[rank] += 1
    most = max(counts[rank] for rank in (WEEK, MODULE, CHAPTER, LESSON))
    for rank in (WEEK, MODULE, CHAPTER, LESSON):
        if counts[rank] and counts[rank] * 3 >= most:
            return rank
    if counts[PHASE] and not counts[COURSE]:
        inner = sum(_has_section_below(leaf.path) for leaf in leaves)
        return None if inner >= FEW * len(leaves) else PHASE
    return None


def _has_section_below(path: Sequence[Node]) -> bool:
    """Whether an unmarked section stands within a marked one."""
    at = next((at for at, node in enumerate(path) if node.marker), len(path))
    return any(_is_named(node) and not node.marker for node in path[at + 1 :])


def role_of(leaf: Leaf, rules: Rules) -> Role:
    """Give the course and the week of one candidate."""
    path = leaf.path
    at = next((at for at, node in enumerate(path) if _is_week(node, rules.week_rank)), None)
    if at is not None:
        if rules.has_heading_weeks and not path[at].is_section and leaf.item is None:
            return Role(None, path[at], is_outside=True)
        return Role(_course_around(path[:at], rules), path[at])
    if rules.is_marked:
        return _role_beside_weeks(path, rules)
    containers = _containers(path, rules)
    if not containers:
        # `Books`, `Courses`: where nothing else divides a document, its kinds do.
        kinds = (n for n in path if n is not rules.title and _is_list_title(n))
        return Role(None, next((n for n in kinds if kind_named(n.block.text)), None))
    if rules.is_nested:
        is_split = len(containers) > 1 and id(containers[0]) in rules.split
        return Role(containers[0], containers[1 if is_split else 0])
    return Role(None, containers[0])


def _role_beside_weeks(path: Sequence[Node], rules: Rules) -> Role:
    """Give the role of what is in no week, in a document that counts something."""
    limit = LESSON + 1 if rules.week_rank is None else rules.week_rank
    ranks = [node.marker.rank for node in path if node.marker and node.marker.rank < limit]
    if ranks:
        course = next(n for n in path if n.marker and n.marker.rank == min(ranks))
        below = path[path.index(course) + 1 :]
        week = next((node for node in below if _is_named(node)), course)
        return Role(course, week)
    for at, node in enumerate(path):
        outer = id(path[at - 1]) if at else 0
        is_heading = node.block.shape == "heading"
        if outer in rules.week_parents and (_is_named(node) or is_heading):
            return Role(_course_around(path[:at], rules), node)
    containers = _containers(path, rules)
    is_outside = not any(_is_list_title(node) for node in path if node is not rules.title)
    return Role(None, containers[0] if containers else None, is_outside)


def _is_list_title(node: Node) -> bool:
    """Whether a section says that it lists the course: `Courses`, `Final project`."""
    text = node.block.text
    is_generic = title_key(text) in GENERIC or kind_named(text) is not None
    return is_generic and node.block.shape == "heading"


def _course_around(path: Sequence[Node], rules: Rules) -> Node | None:
    """Give the course of a week from what stands around it."""
    ranks = [node.marker.rank for node in path if node.marker]
    if ranks:
        return next(node for node in path if node.marker and node.marker.rank == min(ranks))
    named = [node for node in path if _is_named(node) and node is not rules.title]
    return named[-1] if named else None


def _containers(path: Sequence[Node], rules: Rules) -> list[Node]:
    """Give what of the things around an item can be a course or a week."""
    named = [node for node in path if node is not rules.title and _is_named(node)]
    return [node for node in named if node.marker or title_key(node.block.text) not in rules.labels]


def _is_named(node: Node) -> bool:
    """Whether a section has a title of its own: not `Syllabus`, not `Videos`, not `Topics:`."""
    text = node.block.text
    return (
        node.level != LEAD
        and not plain(text).rstrip("*_ ").endswith((":", "："))
        and not names_no_course(text)
        and kind_named(text) is None
    ) or bool(node.marker)


def _is_week(node: Node, rank: int | None) -> bool:
    """Whether a node is one of the weeks that a document counts."""
    return rank is not None and node.marker is not None and node.marker.rank == rank
