"""A course list in Markdown -> outline: its blocks, sections, candidates and courses in turn.

Every line gets its account here, and what a learner wrote about courses is found, in a
section such as `My review`.
"""

import re

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.lists.blocks import Block, blocks_of
from mlops_tracker.formats.lists.candidates import Found, Leaf, headings_as_items
from mlops_tracker.formats.lists.courses import Building
from mlops_tracker.formats.lists.inline import Line
from mlops_tracker.formats.lists.leaves import find_leaves
from mlops_tracker.formats.lists.noise import GENERIC, title_key
from mlops_tracker.formats.lists.sections import REVIEW, Node, skipped_in, tree_of, without_contents
from mlops_tracker.formats.lists.titles import COURSE, without_ordinal
from mlops_tracker.formats.markdown_source import published_lines
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Outline,
    OutlineReview,
    with_line_feeds,
)
from mlops_tracker.formats.words import boxed, plain


def read_markdown(text: str, name: str = "") -> Outline:
    """Return the outline of a Markdown document; `name` is its title where it has none.

    Raises DamagedFileError for a document that lists nothing.
    """
    text = with_line_feeds(text).removeprefix("\ufeff")
    blocks = _without_published(blocks_of(text), text)
    root = tree_of(blocks)
    skipped = skipped_in(root)
    found = find_leaves(root, skipped)
    if not _lists_any(found):
        skipped = without_contents(root, skipped)
        found = find_leaves(root, skipped)
    if not _lists_any(found):
        found = headings_as_items(found)
    title = _title_node(root, [leaf for leaf in found.leaves if not leaf.is_bare])
    building = Building(found, title, _title(title, root, name))
    courses = building.courses()
    if not any(week.items for course in courses for week in course.weeks):
        only_html = all(block.shape in {"html", "end", "heading"} for block in blocks)
        raise DamagedFileError(
            "it holds only HTML" if only_html and blocks else "it lists nothing to learn",
            hint="name a file with headings, lists or tables in Markdown",
        )
    reviews = reviews_in(root, skipped, len(courses))
    accounts = _whole(building.accounts(), text)
    links = _intro_links(root)
    return Outline(building.title, courses, accounts, tuple(reviews), links)


def _lists_any(found: Found) -> bool:
    """Whether anything was found but bare headings."""
    return not all(leaf.is_bare for leaf in found.leaves)


def _without_published(blocks: list[Block], text: str) -> list[Block]:
    """Return the blocks of a README with what `tracker publish` wrote into it as one."""
    lines = published_lines(text)
    if lines is None:
        return blocks
    begin, end = lines
    before = [block for block in blocks if block.line < begin]
    section = Block("other", begin, end, Line("what tracker published", 0))
    return [*before, section, *(block for block in blocks if block.line > end)]


def _title_node(root: Node, leaves: list[Leaf]) -> Node | None:
    """Return the heading that is the title of the whole."""
    headings = [node for node in root.children if node.block.shape == "heading"]
    if not headings:
        return None
    first = headings[0]
    holding = {id(leaf.path[0]) for leaf in leaves if leaf.path}
    if id(first) in holding and holding != {id(first)}:
        tops = sum(node.level <= first.level for node in headings)
        return first if not first.marker and tops == 1 else None
    return first


def _title(node: Node | None, root: Node, name: str) -> str:
    """Return the title of the whole: the heading's, else the page's it links to, else the name."""
    headings = [child for child in root.children if child.block.shape == "heading"]
    if not node and headings and not headings[0].marker and headings[0].level <= 1:
        node = headings[0]
    if node:
        title = without_ordinal(boxed(node.block.text)[1])
        if node.marker and node.marker.rank == COURSE and node.marker.title:
            title = node.marker.title
        if title and title_key(title) not in GENERIC:
            return title
    linked = _intro_line(root)
    return linked or (plain(node.block.text) if node and not name else name) or UNNAMED


def _intro(root: Node) -> list[Block]:
    """Return the prose at the top of a document."""
    top = root.children
    while top and top[0].is_section and len([c for c in top if c.is_section]) == 1:
        top = top[0].children
    lines = [node.block for node in top if node.block.shape == "line"]
    return [block for block in lines if block.paragraph == lines[0].paragraph]


def _intro_line(root: Node) -> str:
    """Return the words of the first link at the top of a document."""
    url, words = None, []
    for block in _intro(root):
        for link in block.words.links:
            if url in {None, link.url}:
                url = link.url
                words.append(link.text)
    return " ".join(words) if len(" ".join(words)) > 8 else ""


def _intro_links(root: Node) -> tuple[str, ...]:
    """Return the pages that the top of a document links to."""
    urls = [link.url for block in _intro(root) for link in block.words.links]
    return tuple(dict.fromkeys(url for url in urls if url.startswith(("https://", "http://"))))


def _whole(accounts: list[Account], text: str) -> tuple[Account, ...]:
    """Return one account for every line that is not blank, with what stands there.

    What became something comes before what only names the line as left out.
    """
    lines = text.split("\n")
    named: set[int] = set()
    kept: list[Account] = []
    rank = {"item": 0, "unsure": 1, "week": 2, "course": 3, "title": 4, "summary": 5, "group": 6}
    for entry in sorted(accounts, key=lambda a: rank.get(a.became, 9)):
        if entry.became == "left out":
            span = range(max(entry.line, 1), min(entry.last, len(lines)) + 1)
            free = [n for n in span if n not in named and lines[n - 1].strip()]
            kept += [Account(n, n, "left out", lines[n - 1].strip(), entry.why) for n in free]
        elif entry.line:
            source = lines[entry.line - 1].strip() if entry.line <= len(lines) else ""
            kept.append(entry._replace(text=source) if entry.became == "unsure" else entry)
        named.update(range(entry.line, entry.last + 1))
    for number, line in enumerate(lines, start=1):
        if line.strip() and number not in named:
            why = "not read" if any(map(str.isalnum, line)) else "no words"
            kept.append(Account(number, number, "left out", line.strip(), why))
    return tuple(sorted(kept, key=lambda a: (a.line, rank.get(a.became, 9))))


_COURSES = re.compile(
    r"\b(?:course|curso|cours|kurs)s?\s*#?((?:\d{1,2}\s*(?:,|and|&|y|e|et|und|or|to|[-–])?\s*)+)",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"\b(?:did\s*n[o']t\s+(?:continue|finish|complete|take|do)|did\s+not\s+(?:continue|finish|complete|take|do)"
    r"|drop(?:ped)?|gave\s+up|stopped|abandoned|quit|skipped|will\s+not\s+(?:continue|take)|won't\s+(?:continue|take)"
    r"|no\s+(?:continué|terminé)|abandoné|abbruch|abgebrochen|abandonné)\b",
    re.IGNORECASE,
)


def reviews_in(root: Node, skipped: dict[int, str], courses: int) -> list[OutlineReview]:
    """Return the reviews in a document that has so many courses."""
    found = []
    for section in root.walk():
        if skipped.get(id(section)) == REVIEW:
            for node in section.children:
                text = " ".join(node.block.text.split())
                if node.block.shape in {"bullet", "line"} and (
                    review := _review(text, node.block.line)
                ):
                    found.append(review)
    return [review for review in found if all(1 <= course <= courses for course in review.courses)]


def _review(text: str, line: int) -> OutlineReview | None:
    """Return what a text says of the courses that it names."""
    mentions = list(_COURSES.finditer(text))
    if not mentions:
        return None
    dropped = _DROPPED.search(text)
    if dropped:
        told = [match for match in mentions if match.start() >= dropped.start()] or mentions
    else:
        told = mentions[:1]
    numbers = [int(number) for match in told for number in re.findall(r"\d{1,2}", match[1])]
    return OutlineReview(tuple(dict.fromkeys(numbers)), text, bool(dropped), line)
