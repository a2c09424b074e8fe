"""An archive in Markdown -> the syllabus and the record in it, by its own syntax.

The syntax is told in `archive_page`, which writes archives. A course and a
week keep their numbers; items are counted, for they have none. What a person
changed so that the syntax does not know it is left out, line by line, and told.
"""

import re
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import unquote

from mlops_tracker.clock import EARLIEST, LATEST, noon
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Became,
    Exact,
    Outline,
    UnfollowedError,
    outline_of,
    with_line_feeds,
)
from mlops_tracker.formats.own.archive_page import BELOW_COURSE, BELOW_WEEK, GONE, PLAIN, SIGNATURE
from mlops_tracker.formats.own.archive_pieces import (
    NOTE_INDENT,
    Block,
    Piece,
    blocks,
    is_blank,
    pieces,
    words_of,
)
from mlops_tracker.formats.own.facts import HELD_BACK, held_back_in
from mlops_tracker.formats.own.markdown import text_in_json, unquoted
from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    NOTHING_WRITTEN,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
    appended,
    plain_fields,
    plain_values,
)
from mlops_tracker.study.solutions import NOTHING_HELD_BACK
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

_NUMBERED = re.compile(r"(Course|Week) ([1-9]\d*(?:\.[1-9]\d*)?)\. ", re.ASCII)
_EXACT_STYLES = frozenset({"strong", "json"})
_MOST_STARS = 5
_QUOTED = {"Review": "review", "Notes": "note", "Dropped": "why"} | {
    "Completed": "why",
    "Active": "why",
}
"""What a quote is in a course, by the label above it."""
_COMPUTED: tuple[Became, str] = ("left out", "progress, which is computed anew")
_UNKNOWN: tuple[Became, str] = ("unsure", "an archive has no such line; it was left out")


def is_own(text: str) -> bool:
    """Whether a text that begins like this says of itself that it is an archive."""
    return with_line_feeds(text).partition("\n")[0].rstrip() == SIGNATURE


def read_archive(text: str, name: str) -> Outline:
    """Return the outline of an archive, with the syllabus and the record in it.

    Where its title is gone it goes by `name`. Raises UnfollowedError where there is no course.
    """
    text, reader = with_line_feeds(text), _Archive()
    for block in blocks(text):
        if reader.is_over:
            reader.tell(block, "left out", f"under `{GONE}`")
        else:
            reader.take(block)
    exact = Exact(reader.syllabus(name), reader.record(), True, reader.held_back)
    return outline_of(exact, reader.lines, reader.accounts, text)


class _Archive:
    """What was read so far."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.lines: dict[str, int] = {}
        """Where each item stands, by id."""
        self.is_over = False
        self.held_back = NOTHING_HELD_BACK
        self._top: dict[str, Any] = {}
        self._courses: list[dict[str, Any]] = []
        self._now = self._top
        """What paragraphs are about: all, a course, a week, or nothing that is known."""
        self._course: dict[str, Any] | None = None
        self._item = ""
        """The id of the item that words may stand within."""
        self._label = ""
        self._items: dict[str, ItemRecord] = {}
        self._weeks: dict[str, WeekRecord] = {}
        self._about: dict[str, dict[str, Any]] = {}

    def syllabus(self, name: str) -> Syllabus:
        """Return the syllabus. Its id is not in an archive. Raises UnfollowedError for none."""
        if not self._courses:
            raise UnfollowedError(1, "there is no course in it")
        courses = (
            Course(**{**course, "weeks": tuple(_week(week) for week in course["weeks"])})
            for course in self._courses
        )
        title = self._top.get("title") or name or UNNAMED
        return Syllabus("", title, tuple(courses), self._top.get("url"))

    def record(self) -> StudyRecord:
        """Return the record, without what says nothing."""
        items = {i: d for i, d in self._items.items() if d._replace(title="") != NOTHING_DONE}
        about = {id: CourseRecord(**known) for id, known in self._about.items()}
        kept = {id: known for id, known in about.items() if known != NOTHING_DECIDED}
        return StudyRecord("", items, self._weeks, kept)

    def take(self, block: Block) -> None:
        """Read one block, or tell why it is left out."""
        takes = {
            "signature": self._take_signature,
            "heading 1": self._take_title,
            "heading 2": self._take_course,
            "heading 3": self._take_week,
            "paragraph": self._take_paragraph,
            "quote": self._take_words,
            "json": self._take_words,
            "item": self._take_item,
            "other": self._take_other,
        }
        try:
            takes[block.sort](block)
        except UnfollowedError as error:
            self.tell(block, "unsure", f"{error.why}; it was left out")

    def _take_other(self, block: Block) -> None:
        self.tell(block, *_UNKNOWN)

    def tell(self, block: Block, became: Became, why: str, text: str = "") -> None:
        """Account for the lines of a block."""
        shown = text or block.source.partition("\n")[0]
        self.accounts.append(Account(block.line, block.last, became, shown, why))

    def _take_signature(self, block: Block) -> None:
        self.tell(block, "left out", "it says that this is an archive")

    def _begin(self, *, in_course: bool = False) -> None:
        """Note that a heading ends what stood above it; nothing is known yet of what follows."""
        self._now, self._item, self._label = {}, "", ""
        if not in_course:
            self._course = None

    def _take_title(self, block: Block) -> None:
        self._begin()
        title, *rest = pieces(block.source, block.line) or [Piece("", "")]
        if "title" in self._top or rest or is_blank(title.text):
            raise UnfollowedError(block.line, "an archive has one title, alone in its heading")
        self._top.update(title=title.text, url=title.url)
        self._now = self._top
        self.tell(block, "title", "the title of the archive", title.text)

    def _take_course(self, block: Block) -> None:
        if block.source == GONE:
            self.is_over = True
            self.tell(block, "left out", "what the syllabus lost is not taken over")
            return
        self._begin()
        number, title = self._numbered(block, "Course")
        if "." in number:
            raise UnfollowedError(block.line, "a heading here begins with `Course 1. `")
        self._refuse_twice(block, number, self._courses)
        self._course = self._now = {**title, "id": number, "weeks": []}
        self._courses.append(self._now)
        self.tell(block, "course", "a course of the archive", title["title"])

    def _take_week(self, block: Block) -> None:
        self._begin(in_course=True)
        if self._course is None:
            raise UnfollowedError(block.line, "a week stands in a course")
        number, title = self._numbered(block, "Week")
        id = number if "." in number else f"{self._course['id']}.{number}"
        known = [week for course in self._courses for week in course["weeks"]]
        self._refuse_twice(block, id, known)
        self._now = {**title, "id": id, "items": [], "summary": None}
        self._course["weeks"].append(self._now)
        self.tell(block, "week", "a week of the archive", title["title"])

    def _numbered(self, block: Block, word: str) -> tuple[str, dict[str, Any]]:
        """Return the number of a course or a week, and its title with its address."""
        first, *rest = pieces(block.source, block.line) or [Piece("", "")]
        prefix = _NUMBERED.match(first.text)
        if first.style or prefix is None or prefix[1] != word:
            raise UnfollowedError(block.line, f"a heading here begins with `{word} 1. `")
        after = first.text[prefix.end() :]
        title, *more = [Piece("", after)] * bool(after) + rest or [Piece("", "")]
        if more or is_blank(title.text) or title.style not in {"", "link", "json"}:
            raise UnfollowedError(block.line, "a title is a text or a link")
        return prefix[2], {"title": title.text, "url": title.url, "also": ()}

    def _refuse_twice(self, block: Block, id: str, known: list[dict[str, Any]]) -> None:
        if any(one["id"] == id for one in known):
            raise UnfollowedError(block.line, f"the number of `{id}` is there twice")

    def _take_paragraph(self, block: Block) -> None:
        found = pieces(block.source, block.line)
        given = [piece.text for piece in found if piece.style in _EXACT_STYLES]
        first = found[0] if found else Piece("", "")
        if given and first == Piece("", "Also: ") and "also" in self._now:
            self._now["also"] = tuple(title for title in given if not is_blank(title))
            self.tell(block, "title", "other spellings of a title")
        elif given and first == Piece("", "Page: ") and "title" in self._now:
            self._now["url"] = given[0]
            self.tell(block, "title", "the page of what stands above")
        elif given and first == Piece("", PLAIN) and "id" in self._now:
            self._take_plain(block, given)
        elif self._now is self._top:
            self._take_progress(block, found)
        elif first.style == "strong" and "weeks" in self._now:
            self._take_label(block, found)
        else:
            self._take_summary(block, found)

    def _take_plain(self, block: Block, given: list[str]) -> None:
        """Take the fields of a week or a course that are written by name."""
        id, is_week = self._now["id"], "items" in self._now
        kind = WeekRecord if is_week else CourseRecord
        told = {name: unquote(text) for name, _, text in (one.partition(" ") for one in given)}
        known = {name: text for name, text in told.items() if name in plain_fields(kind)}
        try:
            values = plain_values(kind, known)
        except ValueError as error:
            raise UnfollowedError(block.line, "a value that its field cannot have") from error
        if is_week:
            self._weeks[id] = self._weeks.get(id, NOTHING_WRITTEN)._replace(**values)
        else:
            self._about.setdefault(id, {}).update(values)
        self.tell(block, "record", "fields of the record")

    def _take_progress(self, block: Block, found: list[Piece]) -> None:
        """Take what stands above all courses: counts, and what the archive is without."""
        first = found[0] if found else Piece("", "")
        held = None
        if first == Piece("strong", HELD_BACK):
            held = held_back_in("".join(piece.text for piece in found[1:]))
        if held:
            self.held_back = held
            self.tell(block, "left out", "it says what the archive is without")
        elif first.style == "strong" or block.source.startswith("| Course | Done |"):
            self.tell(block, *_COMPUTED)
        else:
            self.tell(block, *_UNKNOWN)

    def _take_summary(self, block: Block, found: list[Piece]) -> None:
        is_first = "items" in self._now and self._now["summary"] is None and not self._now["items"]
        if not is_first or len(found) != 1 or found[0].style not in {"", "json"}:
            self.tell(block, *_UNKNOWN)
            return
        self._now["summary"] = found[0].text
        self.tell(block, "summary", "a week's summary", found[0].text)

    def _take_label(self, block: Block, found: list[Piece]) -> None:
        """Take what was decided about a course, or what the next quote is."""
        label = found[0].text
        if label not in _QUOTED:
            self._label = ""
            self.tell(block, *_UNKNOWN)
            return
        self._label = label
        about = self._about.setdefault(self._now["id"], {})
        if _QUOTED[label] == "why":
            about["status"] = label.lower()
        if label == "Review" and len(found) > 1:
            stars = found[1].text.count("★")
            about["stars"] = stars if 1 <= stars <= _MOST_STARS else None
        self.tell(block, "record", f"the course: {label.lower()}")

    def _take_words(self, block: Block) -> None:
        """Take what the learner wrote about what stands above it."""
        if block.is_within:
            if not self._item:
                raise UnfollowedError(block.line, "nothing says what these words are about")
            did = self._items[self._item]
            note = appended(did.note, _words(block, BELOW_WEEK))
            self._items[self._item] = did._replace(note=note)
            self.tell(block, "record", "the note on the item above")
        elif "items" in self._now:
            id, note = self._now["id"], _words(block, BELOW_WEEK)
            known = self._weeks.get(id, NOTHING_WRITTEN)
            self._weeks[id] = known._replace(note=appended(known.note, note))
            self.tell(block, "record", "the note on the week")
        else:
            self._take_words_on_course(block)

    def _take_words_on_course(self, block: Block) -> None:
        if self._label not in _QUOTED:
            raise UnfollowedError(block.line, "nothing says what these words are about")
        about, key = self._about[self._now["id"]], _QUOTED[self._label]
        about[key] = appended(about.get(key, ""), _words(block, BELOW_COURSE))
        self.tell(block, "record", f"the course: {self._label.lower()}")

    def _take_item(self, block: Block) -> None:
        self._item = ""
        if "items" not in self._now:
            raise UnfollowedError(block.line, "an item stands in a week")
        id = f"{self._now['id']}.{len(self._now['items']) + 1}"
        item, did, doubts = item_of(block.source, id, block.line)
        self._now["items"].append(item)
        self._items[id], self._item = did, id
        self.lines[id] = block.line
        self.tell(block, "item", f"a task of the archive: {item.kind}", item.title)
        for doubt in doubts:
            self.tell(block, "unsure", doubt)


def _words(block: Block, down: int) -> str:
    """Return what a learner wrote. Raises UnfollowedError for JSON that is no text."""
    if block.sort == "quote":
        return unquoted(block.source, down, NOTE_INDENT if block.is_within else "")
    try:
        return text_in_json(block.source)
    except ValueError as error:
        raise UnfollowedError(block.line, "code that is no JSON string") from error


def _week(week: dict[str, Any]) -> Week:
    return Week(**{**week, "items": tuple(week["items"])})


_PLAIN = (*plain_fields(Item), *plain_fields(ItemRecord))
"""The fields of an item that are written by name, with their value percent-encoded."""
_FACT = re.compile(
    r"(?P<optional>optional)|(?P<minutes>\d{1,4000}) min|(?P<status>doing|skipped)"
    r"|done (?P<done_at>\d{4}-\d\d-\d\d)|score (?P<score>[\d.e+-]{1,40})%"
    r"|took (?P<spent_minutes>\d{1,4000}) min"
    + "".join(rf"|{name} (?P<{name}>\S+)" for name in _PLAIN),
    re.ASCII,
)
_PARTS = re.compile(r"(.*?)(?: \*(\([^*]*\))\*)?( — (?:page )?[\[*`].*)?", re.DOTALL)
"""The words of an item, its facts, and the addresses behind the dash."""
_BOX = re.compile(r"\[([ xX])\](?: |$)")
_DASH, _PAGE = " — ", "page "
_ADDRESSES = frozenset({"link", "strong", "json"})


class ReadItem(NamedTuple):
    """What a line says of an item."""

    item: Item
    did: ItemRecord
    doubts: list[str]
    """What of the line could not be read, and so was left out."""


class _Named(NamedTuple):
    kind: str
    title: str
    url: str | None
    rest: list[Piece]
    """What stands behind the title."""


def item_of(source: str, id: str, line: int) -> ReadItem:
    """Return the item on a line. Raises UnfollowedError for one without any words."""
    box = _BOX.match(source)
    words = source[box.end() :] if box else source
    doubts = [] if box else ["an item begins with a box, `[ ]` or `[x]`"]
    kind, title, url, rest = _named_or_words(words, line, doubts)
    known = _facts(rest.pop(0).text, doubts) if rest and rest[0].style == "em" else {}
    page, links = _addresses(rest, doubts)
    if url and page:
        doubts.append("an item has one address at most")
    optional, minutes = bool(known.pop("optional", None)), known.pop("minutes", None)
    plain = {name: known.pop(name) for name in plain_fields(Item) if name in known}
    item = Item(id, kind, title, optional, minutes, url or page, **plain)
    if box and box[1] in "xX":
        known["status"] = "done"
    return ReadItem(item, ItemRecord(title, links=links, **known), doubts)


def _named_or_words(source: str, line: int, doubts: list[str]) -> _Named:
    """Return kind, title and the pieces behind them.

    Where a person put markup into the title, its words are the title. Raises UnfollowedError
    where there are none at all.
    """
    try:
        named = _named(pieces(source, line))
        if is_blank(named.kind) or is_blank(named.title) or not _is_behind_title(named.rest):
            raise UnfollowedError(line, "an item has a kind and a title, and no markup in them")
    except UnfollowedError as error:
        doubts.append(f"{error.why}; its words were taken")
        return _words_and_rest(source, line, doubts)
    return named


def _words_and_rest(source: str, line: int, doubts: list[str]) -> _Named:
    """Return kind and title in plain words, and what is behind them. Raises UnfollowedError."""
    parts = _PARTS.fullmatch(source)
    before, facts, behind = parts.groups() if parts else (source, None, None)
    words = words_of(before, line).strip()
    if is_blank(words):
        raise UnfollowedError(line, "an item has a title")
    rest = [Piece("em", facts)] if facts else []
    try:
        rest += pieces(behind or "", line)
    except UnfollowedError as error:
        doubts.append(f"what is behind the title is left out: {error.why}")
    kind, title, *_ = _named([Piece("", words)])
    if is_blank(kind) or is_blank(title):
        kind, title = "item", words
    return _Named(kind, title, None, rest)


def _is_behind_title(rest: list[Piece]) -> bool:
    """Return whether what stands there is facts, or addresses behind a dash."""
    first = rest[0] if rest else Piece("em", "()")
    if first.style == "em":
        return (first.text[:1], first.text[-1:]) == ("(", ")")
    return not first.style and first.text in {_DASH, _DASH + _PAGE}


def _facts(told: str, doubts: list[str]) -> dict[str, Any]:
    """Return what is known of an item, by the field that it is kept in."""
    known: dict[str, Any] = {}
    for words in filter(None, told[1:-1].split(", ")):
        found = _FACT.fullmatch(words)
        field = found.lastgroup if found else None
        try:
            if found is None or field is None or field in known:
                raise ValueError("no fact is written so, or it is there already")
            known[field] = _value(field, found[field])
        except (ValueError, OverflowError) as error:
            doubts.append(f"`{words}` is left out: {error}")
    return known


def _value(field: str, told: str) -> object:
    """Return the value of a fact. Raises ValueError, OverflowError for what is out of range."""
    if field == "done_at":
        moment = noon(date.fromisoformat(told))
        if not EARLIEST <= moment <= LATEST:
            raise ValueError("a record cannot hold that day")
        return moment
    if field == "score":
        score = float(told)
        if not 0 <= score <= 100:
            raise ValueError("a score is a percent from 0 to 100")
        return score
    if field in _PLAIN:
        kind = Item if field in Item._fields else ItemRecord
        return plain_values(kind, {field: unquote(told)})[field]
    return int(told) if field in {"minutes", "spent_minutes"} else told


def _named(found: list[Piece]) -> _Named:
    """Take kind and title off the pieces of an item. What is told of none is an `item`."""
    kind, first, rest = "item", Piece("", ""), list(found)
    if rest and rest[0].style in {"strong", "json"}:
        kind = rest.pop(0).text
        first = rest.pop(0) if rest else first
        first = first._replace(text=first.text.removeprefix(": "))
    elif rest and not rest[0].style:
        first = rest.pop(0)
        label, colon, after = first.text.partition(": ")
        if colon:
            kind, first = label.lower().replace(" ", "-"), Piece("", after)
    if not first.text and rest and rest[0].style in {"link", "json"}:
        link = rest.pop(0)
        return _Named(kind, link.text, link.url, _without_space(rest))
    return _Named(kind, *_title_of(first.text, rest))


def _without_space(rest: list[Piece]) -> list[Piece]:
    """Return the pieces behind a title without the space between it and its facts."""
    if len(rest) > 1 and rest[0] == Piece("", " ") and rest[1].style == "em":
        return rest[1:]
    return rest


def _title_of(text: str, rest: list[Piece]) -> tuple[str, None, list[Piece]]:
    """Return a title that is no link, and what stands behind it.

    Its text runs on into the space before the facts, or the dash before addresses.
    """
    if rest and rest[0].style == "em":
        return text.removesuffix(" "), None, rest
    for end in (_DASH + _PAGE, _DASH) if rest else ():
        if text.endswith(end):
            return text.removesuffix(end), None, [Piece("", end), *rest]
    return text, None, rest


def _addresses(rest: list[Piece], doubts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the page of an item, where no link leads there, and the learner's links."""
    page: str | None = None
    links: list[str] = []
    before = _DASH
    while len(rest) > 1 and rest[0].text in {before, before + _PAGE}:
        joint, value, *rest = rest
        if joint.style or value.style not in _ADDRESSES:
            break
        if joint.text.endswith(_PAGE):
            page = value.text
        else:
            links.append(value.text)
        before = ", "
    if rest:
        doubts.append("links stand behind a dash, commas between; what is there else is left out")
    return page, tuple(links)
