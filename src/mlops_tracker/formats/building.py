"""Candidates with their roles -> courses, weeks and items, and an account of each."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mlops_tracker.formats.candidates import Found, Leaf, account, heading_item
from mlops_tracker.formats.markers import COURSE, is_date, without_ordinal
from mlops_tracker.formats.outline import (
    Account,
    Became,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
)
from mlops_tracker.formats.roles import Role, role_of, rules_for
from mlops_tracker.formats.sections import Node
from mlops_tracker.formats.week_names import line_of, week_names
from mlops_tracker.formats.wording import boxed, plain
from mlops_tracker.study.letters import folded


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
        self._leaves = [leaf for leaf in found.leaves if leaf.why != "bare"]
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
            if leaf.why != "bare" and not role.is_outside
        }
        for leaf, role in roles:
            if leaf.why == "bare":
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
        """Give the week of a role, a new one where it is not there yet."""
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
        """Give the title of a course."""
        return title_of(course) if course is not None else self.title

    def courses(self) -> tuple[OutlineCourse, ...]:
        """Give the courses with all their weeks."""
        return tuple(
            OutlineCourse(
                self._name(node),
                tuple(self._finished(week) for week in _without_empty(weeks, node)),
                self._url(node),
            )
            for node, weeks in self._courses.values()
        )

    def _url(self, node: Node | None) -> str | None:
        """Give the page of a course: its title's, else the address below it."""
        return (node.block.words.url or self._found.pages.get(node.block.line)) if node else None

    def _finished(self, week: _Week) -> OutlineWeek:
        """Give a week; one that lists nothing is one item to be ticked."""
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
        """Give the prose that comes first in a week."""
        blocks = self._found.summaries.pop(week.node.block.line, []) if week.node else []
        if not blocks:
            return None
        for block in blocks:
            self._accounts.append(account(block, "summary", f"about the week `{week.title}`"))
        return " ".join(" ".join(block.text.split()) for block in blocks)

    def accounts(self) -> list[Account]:
        """Give the account of all that was read."""
        for blocks in self._found.summaries.values():
            self._accounts += [account(block, "left out", "prose") for block in blocks]
        if self._title_node:
            self._accounts.append(account(self._title_node.block, "title", "the first heading"))
        used = {
            id(node): node
            for leaf in self._found.leaves
            for node in (leaf.path[:-1] if leaf.why == "bare" else leaf.path)
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
    """Give what makes a course the same as another: its number and title, else its place."""
    if node is None:
        return None
    if node.marker and node.marker.rank == COURSE:
        return node.marker.rank, node.marker.number, folded(node.marker.title)
    return id(node)


def _without_empty(weeks: Mapping[object, _Week], course: Node | None) -> list[_Week]:
    """Give the weeks of a course without the course itself, where it has others."""
    found = [
        w for w in weeks.values() if w.items or w.bare or w.node is not course or course is None
    ]
    return found or list(weeks.values())


def _is_untitled(node: Node | None) -> bool:
    """Whether a week is known by its number alone."""
    return bool(node and node.marker and not node.marker.title)


def _week_key(node: Node | None, weeks: Iterable[object]) -> object:
    """Give what makes a week the same as another within one course."""
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
    """Give the title of a course or a week without its number."""
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
