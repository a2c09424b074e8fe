"""Candidates -> courses, weeks and items, and an account of each.

Which of the things around an item is its course, and which its week, is decided from the
document as a whole: where it counts weeks (or modules, days, lessons), those are the weeks
and what stands around them are the courses; where it counts nothing, the headings' own
levels say it. Headings that count weeks are known by number and title: a list before them
names the same weeks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from mlops_tracker.formats.lists.candidates import FEWEST, Found, Leaf, account, heading_item
from mlops_tracker.formats.lists.noise import GENERIC, names_no_course, title_key
from mlops_tracker.formats.lists.sections import LEAD, Node
from mlops_tracker.formats.lists.titles import (
    CHAPTER,
    COURSE,
    LESSON,
    MODULE,
    PHASE,
    WEEK,
    Marker,
    is_date,
    without_ordinal,
)
from mlops_tracker.formats.outline import Account, Became, OutlineCourse, OutlineItem, OutlineWeek
from mlops_tracker.formats.words import boxed, kind_named, plain
from mlops_tracker.study.letters import folded

WeekNames = dict[tuple[int, int, bool], dict[str, int]]
"""The lines of headings by their titles, by what counts them."""


def week_names(leaves: Iterable[Leaf]) -> WeekNames:
    """Return the headings over candidates that have a number."""
    found: WeekNames = {}
    for leaf in leaves:
        for node in leaf.path:
            if node.is_section and node.marker:
                lines = found.setdefault(_key(node.marker), {})
                lines.setdefault(folded(node.marker.title), node.block.line)
    return found


def line_of(marker: Marker, names: WeekNames) -> int | None:
    """Return the line of the heading that a numbered word means: its number, and no other title."""
    lines = names.get(_key(marker), {})
    if not marker.title:
        return next(iter(lines.values()), None)
    return lines.get(folded(marker.title), lines.get(""))


def _key(marker: Marker) -> tuple[int, int, bool]:
    return marker.rank, marker.number, marker.is_range


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
    """Return the rules of a document, from all of its candidates."""
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
    """Return the titles of unmarked sections that come again under most headings that hold any."""
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
    """Return the rank of the words that count a document's weeks."""
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
    """Return the course and the week of one candidate."""
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
    """Return the role of what is in no week, in a document that counts something."""
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
    """Return the course of a week from what stands around it."""
    ranks = [node.marker.rank for node in path if node.marker]
    if ranks:
        return next(node for node in path if node.marker and node.marker.rank == min(ranks))
    named = [node for node in path if _is_named(node) and node is not rules.title]
    return named[-1] if named else None


def _containers(path: Sequence[Node], rules: Rules) -> list[Node]:
    """Return what of the things around an item can be a course or a week."""
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


class _Week(NamedTuple):
    """A week that is being filled."""

    node: Node | None
    title: str
    items: list[OutlineItem]
    seen: dict[tuple[str, str, str, int], int]
    """The line of each item, by what makes it the same as another."""
    bare: list[Leaf]


class Building:
    """Puts candidates in their weeks and courses, and keeps account."""

    def __init__(self, found: Found, title: Node | None, whole: str) -> None:
        self.title = whole
        self._found = found
        self._leaves = [leaf for leaf in found.leaves if not leaf.is_bare]
        self._rules = rules_for(self._leaves, title)
        self._accounts = list(found.accounts)
        self._courses: dict[object, tuple[Node | None, dict[object, _Week]]] = {}
        self._title_node = title
        self._names = week_names(self._leaves)
        self._repeated: set[int] = set()
        """The `id` of what only names a week that stands elsewhere."""
        self._fill()

    def _fill(self) -> None:
        """Put every candidate in its place."""
        roles = [(leaf, role_of(leaf, self._rules)) for leaf in self._found.leaves]
        homes = {
            _course_key(role.course)
            for leaf, role in roles
            if not leaf.is_bare and not role.is_outside
        }
        for leaf, role in roles:
            if leaf.is_bare:
                self._bare(leaf, role)
            elif role.is_outside and not (leaf.told and leaf.item):
                self._apart(leaf)
            else:
                course = role.course
                if role.is_outside and len(homes) > 1:
                    course = role.week
                self._put(leaf, Role(course, role.week))

    def _apart(self, leaf: Leaf) -> None:
        """Account for a candidate that stands apart from all weeks."""
        text = leaf.item.title if leaf.item else leaf.path[-1].block.text
        line = leaf.item.line if leaf.item else leaf.last
        marker = leaf.path[-1].marker if leaf.path and not leaf.item else None
        if marker and (named := line_of(marker, self._names)):
            self._repeated.add(id(leaf.path[-1]))
            self._account(line, leaf.last, "left out", text, f"names the week of line {named}")
        else:
            why = "left out: it stands apart from the weeks"
            self._account(line, leaf.last, "unsure", text, why)

    def _put(self, leaf: Leaf, role: Role) -> None:
        """Put one candidate in its week."""
        week = self._week(role)
        if leaf.item is None:
            return
        inner = id(leaf.path[-1]) if leaf.path else 0
        key = (leaf.item.kind, folded(leaf.item.title), leaf.item.url or "", inner)
        if key in week.seen:
            why = f"duplicate of line {week.seen[key]}"
            self._account(leaf.item.line, leaf.last, "left out", leaf.item.title, why)
            return
        week.seen[key] = leaf.item.line
        week.items.append(leaf.item)
        why = f"{leaf.why}: {leaf.item.kind} in the week `{week.title}`"
        self._account(leaf.item.line, leaf.last, "item", leaf.item.title, why)
        if leaf.unsure:
            self._account(leaf.item.line, leaf.item.line, "unsure", leaf.item.title, leaf.unsure)

    def _week(self, role: Role) -> _Week:
        """Return the week of a role, a new one where it is not there yet."""
        course_key = _course_key(role.course)
        if course_key not in self._courses:
            self._courses[course_key] = (role.course, {})
        weeks = self._courses[course_key][1]
        key = _week_key(role.week, weeks)
        if key not in weeks:
            title = title_of(role.week) if role.week else self._name(role.course)
            weeks[key] = _Week(role.week, title, [], {}, [])
        elif role.week and not _is_untitled(role.week) and _is_untitled(weeks[key].node):
            weeks[key] = weeks[key]._replace(node=role.week, title=title_of(role.week))
        return weeks[key]

    def _bare(self, leaf: Leaf, role: Role) -> None:
        """Keep a heading without items, in case its week lists nothing else."""
        node = leaf.path[-1]
        outer = role.week
        if outer is not None and outer is not node and outer.marker and outer in leaf.path:
            self._week(role).bare.append(leaf)
        else:
            self._accounts.append(account(node.block, "left out", "a heading without items"))

    def _name(self, course: Node | None) -> str:
        """Return the title of a course."""
        return title_of(course) if course is not None else self.title

    def courses(self) -> tuple[OutlineCourse, ...]:
        """Return the courses with all their weeks."""
        return tuple(
            OutlineCourse(
                self._name(node),
                tuple(self._finished(week) for week in _without_empty(weeks, node)),
                self._url(node),
            )
            for node, weeks in self._courses.values()
        )

    def _url(self, node: Node | None) -> str | None:
        """Return the page of a course: its title's, else the address below it."""
        return (node.block.words.url or self._found.pages.get(node.block.line)) if node else None

    def _finished(self, week: _Week) -> OutlineWeek:
        """Return a week; one that lists nothing is one item to be ticked."""
        items = list(week.items)
        for leaf in week.bare:
            node = leaf.path[-1]
            item = None if week.items else heading_item(node)
            if item is None:
                self._accounts.append(account(node.block, "left out", "a heading without items"))
            else:
                items.append(item)
                why = "a heading in a week that lists nothing else"
                self._accounts.append(account(node.block, "item", why))
        url = self._url(week.node)
        if not items and week.node:
            ticked = bool(boxed(week.node.block.text)[0])
            line = week.node.block.line
            items = [OutlineItem(week.title, "week", line, ticked=ticked, url=url)]
        return OutlineWeek(week.title, tuple(items), self._summary(week), url)

    def _summary(self, week: _Week) -> str | None:
        """Return the prose that comes first in a week."""
        blocks = self._found.summaries.pop(week.node.block.line, []) if week.node else []
        if not blocks:
            return None
        for block in blocks:
            self._accounts.append(account(block, "summary", f"about the week `{week.title}`"))
        return " ".join(" ".join(block.text.split()) for block in blocks)

    def accounts(self) -> list[Account]:
        """Return the account of all that was read."""
        for blocks in self._found.summaries.values():
            self._accounts += [account(block, "left out", "prose") for block in blocks]
        if self._title_node:
            self._accounts.append(account(self._title_node.block, "title", "the first heading"))
        used = {
            id(node): node
            for leaf in self._found.leaves
            for node in (leaf.path[:-1] if leaf.is_bare else leaf.path)
            if id(node) not in self._repeated
        }
        courses = {id(node) for node, _ in self._courses.values()}
        weeks = {id(week.node) for _, weeks in self._courses.values() for week in weeks.values()}
        for key, node in used.items():
            if key in weeks:
                why = f"a week, because {self._rules.summary}"
                self._accounts.append(account(node.block, "week", why, title_of(node)))
            elif key in courses:
                why = f"a course, because {self._rules.summary}"
                self._accounts.append(account(node.block, "course", why, title_of(node)))
            elif node is not self._title_node:
                self._accounts.append(account(node.block, "group", "a heading over items"))
        return self._accounts

    def _account(self, line: int, last: int, became: Became, text: str, why: str) -> None:
        self._accounts.append(Account(line, last, became, text, why))


def _course_key(node: Node | None) -> object:
    """Return what makes a course the same as another: its number and title, else its place."""
    if node is None:
        return None
    if node.marker and node.marker.rank == COURSE:
        return node.marker.rank, node.marker.number, folded(node.marker.title)
    return id(node)


def _without_empty(weeks: Mapping[object, _Week], course: Node | None) -> list[_Week]:
    """Return the weeks of a course without the course itself, where it has others."""
    found = [
        w for w in weeks.values() if w.items or w.bare or w.node is not course or course is None
    ]
    return found or list(weeks.values())


def _is_untitled(node: Node | None) -> bool:
    """Whether a week is known by its number alone."""
    return bool(node and node.marker and not node.marker.title)


def _week_key(node: Node | None, weeks: Iterable[object]) -> object:
    """Return what makes a week the same as another within one course."""
    if node is None:
        return None
    if not node.marker:
        return id(node)
    marker = node.marker
    key = (marker.rank, marker.number, marker.is_range, folded(marker.title))
    same = [w for w in weeks if isinstance(w, tuple) and w[:3] == key[:3]]
    if key in same or not same:
        return key
    # A number alone means the week of that number, whatever its title.
    return same[0] if not marker.title or not same[0][3] else key


def title_of(node: Node) -> str:
    """Return the title of a course or a week without its number."""
    marker = node.marker
    text = boxed(node.block.text)[1]
    if marker and marker.title and not is_date(marker.title):
        return plain(marker.title).strip("*_ ")
    if marker and (node.block.shape == "row" or not (node.is_section or node.children)):
        if not marker.word.isascii():
            return plain(text)[:20]
        word = {"w": "week", "wk": "week", "m": "module", "c": "course"}.get(
            marker.word, marker.word
        )
        return f"{word.removesuffix('s').capitalize()} {marker.number}"
    if marker:
        return plain(text).strip("*_:：-–— ")
    return without_ordinal(text).strip("*_:： ") or plain(text)
