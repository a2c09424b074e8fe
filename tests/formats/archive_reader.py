"""A reader of archives that goes by their documented syntax alone: it proves that one can be."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

from mlops_tracker.formats.quoting import unquoted
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

PARSER = MarkdownIt("commonmark")


class Piece(NamedTuple):
    """A run of text, in emphasis, in bold, or of a link."""

    style: str
    text: str
    url: str | None = None


def pieces(source: str) -> list[Piece]:
    """Give the runs of a line of Markdown."""
    found: list[Piece] = []
    style = ""
    for token in PARSER.parseInline(source)[0].children or []:
        if token.type.endswith("_open"):
            style = token.type.removesuffix("_open")
            found.append(Piece(style, "", str(token.attrs["href"]) if style == "link" else None))
        elif token.type.endswith("_close"):
            style = ""
        elif found and found[-1].style == style:
            found[-1] = found[-1]._replace(text=found[-1].text + token.content)
        elif token.content:
            found.append(Piece(style, token.content))
    return found


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Give the blocks that matter: headings by level, paragraphs, quotes, items, in order."""
    lines = text.split("\n")
    tokens = PARSER.parse(text)
    for token, inside in pairwise(tokens):
        first, end = token.map or (0, 0)
        if token.type == "heading_open" and token.level == 0:
            yield token.tag, inside.content
        elif token.type == "paragraph_open" and token.level == 0:
            yield "p", inside.content
        elif token.type == "list_item_open" and token.level == 1:
            yield "item", lines[first].removeprefix("- ")
        elif token.type == "blockquote_open" and token.level in {0, 2}:
            indent = "  " if token.level else ""
            quote = [line for line in lines[first:end] if line.startswith(f"{indent}>")]
            yield "quote" if not token.level else "item quote", "\n".join(quote)


class Reader:
    """What was read so far."""

    def __init__(self, text: str) -> None:
        self.title = Piece("", "")
        self.courses: list[dict[str, Any]] = []
        self.about: list[dict[str, Any]] = []
        self.items: dict[str, ItemRecord] = {}
        self.weeks: dict[str, WeekRecord] = {}
        self.label = ""
        self.top: dict[str, Any] = {}
        self.now = self.top
        for kind, source in blocks(text):
            if (kind, source) == ("h2", "No longer in the syllabus"):
                break
            getattr(self, f"read_{kind.replace(' ', '_')}")(source)

    def read_h1(self, source: str) -> None:
        self.now = self.top = {"title": (head := pieces(source)[0]).text, "url": head.url}

    def titled(self, source: str) -> dict[str, Any]:
        first, *rest = pieces(source)
        prefix = re.match(r"(?:Course|Week) \d+\. ", first.text)
        assert prefix
        title = rest[0] if rest else first._replace(text=first.text[prefix.end() :])
        return {"title": title.text, "url": title.url, "also": ()}

    def read_h2(self, source: str) -> None:
        self.now = {**self.titled(source), "id": str(len(self.courses) + 1), "weeks": []}
        self.courses.append(self.now)
        self.about.append({})
        self.label = ""

    def read_h3(self, source: str) -> None:
        weeks = self.courses[-1]["weeks"]
        id = f"{self.courses[-1]['id']}.{len(weeks) + 1}"
        self.now = {**self.titled(source), "id": id, "items": [], "summary": None}
        weeks.append(self.now)

    def read_p(self, source: str) -> None:
        found = pieces(source)
        bold = [piece.text for piece in found if piece.style == "strong"]
        if found[0].style == "strong" and self.about:
            self.label = bold[0].lower()
            if self.label in {"dropped", "completed", "active"}:
                self.about[-1]["status"] = self.label
            if self.label == "review" and len(found) > 1:
                self.about[-1]["stars"] = found[1].text.count("★")
        elif bold and found[0].text == "Also: ":
            self.now["also"] = tuple(bold)
        elif bold and found[0].text == "Page: ":
            self.now["url"] = bold[0]
        elif "items" in self.now:
            self.now["summary"] = found[0].text

    def read_quote(self, source: str) -> None:
        if "items" in self.now:
            self.weeks[self.now["id"]] = WeekRecord(unquoted(source, 3))
        else:
            key = {"review": "review", "notes": "note"}.get(self.label, "why")
            self.about[-1][key] = unquoted(source, 2)

    def read_item(self, source: str) -> None:
        box, rest = source[:4], pieces(source[4:])
        known, links, page = "", [], None
        kind, title = self.kind_and_title(rest)
        while rest:
            piece = rest.pop(0)
            if piece.style == "em":
                known = piece.text.strip("()")
            elif piece.text.endswith("page "):
                page = rest.pop(0).text
            elif piece.style:
                links.append(piece.text)
        self.keep(kind, title._replace(url=title.url or page), box == "[x] ", known, tuple(links))

    def kind_and_title(self, rest: list[Piece]) -> tuple[str, Piece]:
        """Take kind and title off the pieces of an item."""
        if rest[0].style == "strong":
            kind = rest.pop(0).text
            rest[0] = rest[0]._replace(text=rest[0].text.removeprefix(": "))
        else:
            label, _, after = rest[0].text.partition(": ")
            kind, rest[0] = label.lower().replace(" ", "-"), Piece("", after)
        if not rest[0].text:
            rest.pop(0)
            return kind, rest.pop(0)
        title = rest.pop(0)
        if rest and rest[0].style == "em":
            return kind, title._replace(text=title.text.removesuffix(" "))
        if rest and title.text.endswith(" — page "):
            rest.insert(0, Piece("", "page "))
            return kind, title._replace(text=title.text.removesuffix(" — page "))
        return kind, title._replace(text=title.text.removesuffix(" — ")) if rest else title

    def keep(
        self, kind: str, title: Piece, ticked: bool, known: str, links: tuple[str, ...]
    ) -> None:
        id = f"{self.now['id']}.{len(self.now['items']) + 1}"
        words = known.split(", ") if known else []
        minutes = next((int(w.split()[0]) for w in words if re.match(r"\d+ min", w)), None)
        self.now["items"].append(
            Item(id, kind, title.text, "optional" in words, minutes, title.url)
        )
        value = {word.split(" ")[0]: word.split(" ")[-2:] for word in words}
        day = datetime.fromisoformat(value["done"][1]).date() if "done" in value else None
        open_status = "doing" if "doing" in words else "skipped" if "skipped" in words else "todo"
        self.items[id] = ItemRecord(
            title.text,
            "done" if ticked else open_status,  # type: ignore[arg-type]
            datetime.combine(day, time(12), UTC) if day else None,
            int(value["took"][0]) if "took" in value else None,
            float(value["score"][1][:-1]) if "score" in value else None,
            links,
        )

    def read_item_quote(self, source: str) -> None:
        id = f"{self.now['id']}.{len(self.now['items'])}"
        self.items[id] = self.items[id]._replace(note=unquoted(source, 3, "  "))


def read(text: str, id: str) -> tuple[Syllabus, StudyRecord]:
    """Give the syllabus and the record in an archive."""
    reader = Reader(text)
    courses = tuple(
        Course(
            **{**c, "weeks": tuple(Week(**{**w, "items": tuple(w["items"])}) for w in c["weeks"])}
        )
        for c in reader.courses
    )
    items = {id: d for id, d in reader.items.items() if d._replace(title="") != ItemRecord()}
    about = {c.id: CourseRecord(**a) for c, a in zip(courses, reader.about, strict=True)}
    kept = {id: a for id, a in about.items() if a != CourseRecord()}
    syllabus = Syllabus(id, reader.top["title"], courses, reader.top["url"])
    return syllabus, StudyRecord(id, items, reader.weeks, kept)
