"""An archive in Markdown -> the syllabus and the record in it, by its own syntax.

The syntax is told in `markdown_page`, which writes archives. A course and a
week keep their numbers; items are counted, for they have none.
"""

import re
from typing import Any

from mlops_tracker.formats.archive_items import item_of
from mlops_tracker.formats.archive_pieces import (
    NOTE_INDENT,
    Block,
    Piece,
    UnfollowedError,
    blocks,
    pieces,
)
from mlops_tracker.formats.markdown_page import BELOW_COURSE, BELOW_WEEK, GONE, SIGNATURE
from mlops_tracker.formats.outline import Account, Became, Exact, Outline
from mlops_tracker.formats.outline_exact import outline_of
from mlops_tracker.formats.quoting import unquoted
from mlops_tracker.study.record import (
    NOTHING_DECIDED,
    NOTHING_DONE,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
)
from mlops_tracker.study.syllabus import Course, Syllabus, Week

_NUMBERED = re.compile(r"(Course|Week) ([1-9]\d{0,5}(?:\.[1-9]\d{0,5})?)\. ", re.ASCII)
_QUOTED = {"Review": "review", "Notes": "note", "Dropped": "why"} | {
    "Completed": "why",
    "Active": "why",
}
"""What a quote is in a course, by the label above it."""
_COMPUTED: tuple[Became, str] = ("left out", "progress, which is computed anew")
_UNKNOWN: tuple[Became, str] = ("unsure", "an archive has no such line; it was left out")


def is_archive(text: str) -> bool:
    """Whether a text says of itself that it is an archive."""
    return text.partition("\n")[0].rstrip() == SIGNATURE


def read_archive(text: str) -> Outline:
    """Give the outline of an archive, with the syllabus and the record in it.

    Raises UnfollowedError where a line is not as an archive has it.
    """
    reader = _Reader()
    for block in blocks(text):
        if reader.is_over:
            reader.tell(block, "left out", f"under `{GONE}`")
        else:
            reader.take(block)
    exact = Exact(reader.syllabus(), reader.record(), is_to_the_day=True)
    return outline_of(exact, reader.lines, reader.accounts, text)


class _Reader:
    """What was read so far."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.lines: dict[str, int] = {}
        """Where each item stands, by id."""
        self.is_over = False
        self._top: dict[str, Any] = {}
        self._courses: list[dict[str, Any]] = []
        self._now = self._top
        """What paragraphs are about: all, a course, or a week."""
        self._label = ""
        self._items: dict[str, ItemRecord] = {}
        self._weeks: dict[str, WeekRecord] = {}
        self._about: dict[str, dict[str, Any]] = {}

    def syllabus(self) -> Syllabus:
        """Give the syllabus. Its id is not in an archive. Raises UnfollowedError for none."""
        if "title" not in self._top or not self._courses:
            raise UnfollowedError(1, "there is no title or no course below it")
        courses = (
            Course(**{**course, "weeks": tuple(_week(week) for week in course["weeks"])})
            for course in self._courses
        )
        return Syllabus("", self._top["title"], tuple(courses), self._top["url"])

    def record(self) -> StudyRecord:
        """Give the record, without what says nothing."""
        items = {i: d for i, d in self._items.items() if d._replace(title="") != NOTHING_DONE}
        about = {id: CourseRecord(**known) for id, known in self._about.items()}
        kept = {id: known for id, known in about.items() if known != NOTHING_DECIDED}
        return StudyRecord("", items, self._weeks, kept)

    def take(self, block: Block) -> None:
        """Read one block. Raises UnfollowedError."""
        takes = {
            "signature": self._take_signature,
            "heading 1": self._take_title,
            "heading 2": self._take_course,
            "heading 3": self._take_week,
            "paragraph": self._take_paragraph,
            "quote": self._take_quote,
            "item": self._take_item,
        }
        takes[block.sort](block)

    def tell(self, block: Block, became: Became, why: str, text: str = "") -> None:
        """Account for the lines of a block."""
        shown = text or block.source.partition("\n")[0]
        self.accounts.append(Account(block.line, block.last, became, shown, why))

    def _take_signature(self, block: Block) -> None:
        self.tell(block, "left out", "it says that this is an archive")

    def _take_title(self, block: Block) -> None:
        title, *rest = pieces(block.source, block.line) or [Piece("", "")]
        if self._top or rest or not title.text.strip():
            raise UnfollowedError(block.line, "an archive has one title, alone in its heading")
        self._top.update(title=title.text, url=title.url)
        self.tell(block, "title", "the title of the archive", title.text)

    def _take_course(self, block: Block) -> None:
        if block.source == GONE:
            self.is_over = True
            self.tell(block, "left out", "what the syllabus lost is not taken over")
            return
        number, title = self._numbered(block, "Course")
        if "." in number:
            raise UnfollowedError(block.line, "a heading here begins with `Course 1. `")
        self._now = {**title, "id": number, "weeks": []}
        self._refuse_twice(block, self._courses)
        self._courses.append(self._now)
        self._label = ""
        self.tell(block, "course", "a course of the archive", title["title"])

    def _take_week(self, block: Block) -> None:
        if not self._courses:
            raise UnfollowedError(block.line, "a week stands in a course")
        course = self._courses[-1]
        number, title = self._numbered(block, "Week")
        id = number if "." in number else f"{course['id']}.{number}"
        self._now = {**title, "id": id, "items": [], "summary": None}
        self._refuse_twice(block, [week for course in self._courses for week in course["weeks"]])
        course["weeks"].append(self._now)
        self.tell(block, "week", "a week of the archive", title["title"])

    def _numbered(self, block: Block, word: str) -> tuple[str, dict[str, Any]]:
        """Give the number of a course or a week, and its title with its address."""
        first, *rest = pieces(block.source, block.line) or [Piece("", "")]
        prefix = _NUMBERED.match(first.text)
        if first.style or prefix is None or prefix[1] != word:
            raise UnfollowedError(block.line, f"a heading here begins with `{word} 1. `")
        after = first.text[prefix.end() :]
        title, *more = [Piece("", after)] * bool(after) + rest or [Piece("", "")]
        if more or not title.text.strip() or title.style not in {"", "link"}:
            raise UnfollowedError(block.line, "a title is a text or a link")
        return prefix[2], {"title": title.text, "url": title.url, "also": ()}

    def _refuse_twice(self, block: Block, known: list[dict[str, Any]]) -> None:
        if any(one["id"] == self._now["id"] for one in known):
            raise UnfollowedError(block.line, f"the number of `{self._now['id']}` is there twice")

    def _take_paragraph(self, block: Block) -> None:
        found = pieces(block.source, block.line)
        bold = [piece.text for piece in found if piece.style == "strong"]
        first = found[0] if found else Piece("", "")
        if bold and first == Piece("", "Also: ") and "also" in self._now:
            self._now["also"] = tuple(bold)
            self.tell(block, "title", "other spellings of a title")
        elif bold and first == Piece("", "Page: "):
            self._now["url"] = bold[0]
            self.tell(block, "title", "the page of what stands above")
        elif not self._courses:
            is_ours = first.style == "strong" or block.source.startswith("| Course | Done |")
            self.tell(block, *(_COMPUTED if is_ours else _UNKNOWN))
        elif first.style == "strong" and "weeks" in self._now:
            self._take_label(block, found)
        else:
            self._take_summary(block, found)

    def _take_summary(self, block: Block, found: list[Piece]) -> None:
        is_first = "items" in self._now and self._now["summary"] is None and not self._now["items"]
        if not is_first or len(found) != 1 or found[0].style:
            self.tell(block, *_UNKNOWN)
            return
        self._now["summary"] = found[0].text
        self.tell(block, "summary", "a week's summary", found[0].text)

    def _take_label(self, block: Block, found: list[Piece]) -> None:
        """Take what was decided about a course, or what the next quote is."""
        label = found[0].text
        if label not in _QUOTED:
            self.tell(block, *_UNKNOWN)
            return
        self._label = label
        about = self._about.setdefault(self._now["id"], {})
        if _QUOTED[label] == "why":
            about["status"] = label.lower()
        if label == "Review" and len(found) > 1:
            about["stars"] = found[1].text.count("★") or None
        self.tell(block, "record", f"the course: {label.lower()}")

    def _take_quote(self, block: Block) -> None:
        if block.is_within:
            id = f"{self._now['id']}.{len(self._now['items'])}"
            did, note = self._items[id], unquoted(block.source, BELOW_WEEK, NOTE_INDENT)
            self._refuse_second(block, did.note)
            self._items[id] = did._replace(note=note)
            self.tell(block, "record", "the note on the item above")
        elif "items" in self._now:
            self._refuse_second(block, self._now["id"] in self._weeks)
            self._weeks[self._now["id"]] = WeekRecord(unquoted(block.source, BELOW_WEEK))
            self.tell(block, "record", "the note on the week")
        else:
            self._take_words(block)

    def _take_words(self, block: Block) -> None:
        """Take what was written about a course."""
        if self._label not in _QUOTED:
            raise UnfollowedError(block.line, "nothing says what this quote is about")
        about, key = self._about[self._now["id"]], _QUOTED[self._label]
        self._refuse_second(block, key in about)
        about[key] = unquoted(block.source, BELOW_COURSE)
        self.tell(block, "record", f"the course: {self._label.lower()}")

    def _refuse_second(self, block: Block, is_there: object) -> None:
        if is_there:
            raise UnfollowedError(block.line, "there is a quote above it already")

    def _take_item(self, block: Block) -> None:
        if "items" not in self._now:
            raise UnfollowedError(block.line, "an item stands in a week")
        id = f"{self._now['id']}.{len(self._now['items']) + 1}"
        item, did = item_of(block.source, id, block.line)
        self._now["items"].append(item)
        self._items[id] = did
        self.lines[id] = block.line
        self.tell(block, "item", f"a task of the archive: {item.kind}", item.title)


def _week(week: dict[str, Any]) -> Week:
    return Week(**{**week, "items": tuple(week["items"])})
