"""The words of a bullet, a line or a cell -> an item."""

import re
from typing import NamedTuple

from mlops_tracker.formats.lists.counters import CHAPTER, LESSON, Marker, is_date, marker_of
from mlops_tracker.formats.lists.inline import Line, Link
from mlops_tracker.formats.lists.noise import LONG, is_prose
from mlops_tracker.formats.outline import OutlineItem
from mlops_tracker.formats.words import KINDS, boxed, kind_of_url, plain, read_marks

ANY_KIND = "item"
"""The kind of what does not say what it is."""
MATERIAL = frozenset(
    (
        "slides slide pdf ppt pptx notes note code github notebook colab link links here text html"
        " solution solutions recording recordings video videos youtube yt website page web source repo"
        " demo download transcript material materials paper doc docs article blog readme view open"
        " watch ipynb kaggle nbviewer binder jupyter python chat discord alternative mirror lecture"
        " lectures assignments assignment syllabus exams labs homework readings part exercises audio"
        " handout chapter chapters resources resource old exam projects project playlist discussion"
        " crowd sourced lab and y e et und book script handouts 视频 课件 代码 笔记 链接 文档 スライド"
        " 動画 コード 資料 영상 자료 diapositivas presentación código enlace folien go start read"
        " bilibili subtitle subtitles"
    ).split()
)
"""Words of links that name what comes with an item, not the item."""
_DESCRIBES = re.compile(r"\s*(?:[-–—:：|]|\.\s|\(|by\b|from\b|\u2022)")
_EXTRA = re.compile(r"\s*[\[(（|,/·•&+]*\s*$")
_INDEX = re.compile(r"^\[\d{1,3}\]\s+(?=\S)")
"""The number of an item in a list of its own: `[1] Science`."""
_LONG_TITLE = 60


class Words(NamedTuple):
    """An item as its words tell it, and how sure that is."""

    item: OutlineItem
    told: bool
    """Whether the words themselves tell the kind, or have a box."""
    is_long: bool
    has_box: bool


def item_of(words: Line, line: int, default: str | None = None) -> Words | None:
    """Return the item that some words mean; None where they mean none."""
    marks = read_marks(_title_text(words))
    whole = read_marks(words.text)
    title = _INDEX.sub("", marks.title.strip(" \t|;,")).strip()
    marker = marker_of(title)
    # `Chapter 2, sections 1 to 4` is a title; in `Chapter 2: Trees` it is `Trees`.
    is_numbered = marker and not title.removesuffix(marker.title).rstrip().endswith(",")
    is_named = marker and marker.title and not is_date(marker.title)
    if marker and is_numbered and is_named and marker.rank in {CHAPTER, LESSON}:
        title = marker.title
    if not plain(title).strip("-–—_*:.|()[] "):
        return None
    url, is_page = _url(words)
    kind = marks.kind or whole.kind
    told = kind or _kind_of_marker(marker)
    item = OutlineItem(
        title=title,
        kind=told or default or (kind_of_url(url) if is_page else None) or ANY_KIND,
        line=line,
        optional=marks.optional or whole.optional,
        minutes=marks.minutes or whole.minutes,
        ticked=bool(whole.ticked),
        score=whole.score if marks.score is None else marks.score,
        url=url,
    )
    has_box = whole.ticked is not None
    is_long = is_prose(words.text) and not (has_box or told or words.links)
    return Words(item, bool(told) or has_box, is_long, has_box)


def _kind_of_marker(marker: Marker | None) -> str | None:
    """Return the kind that `Lecture 3` or `Chapter 4` tells."""
    if not marker or marker.rank not in {CHAPTER, LESSON}:
        return None
    if marker.word in {"chapter", "capítulo", "capitulo", "chapitre", "kapitel", "章", "장"}:
        return "reading"
    return KINDS.get(marker.word)


def _url(words: Line) -> tuple[str | None, bool]:
    """Return the page of an item, and whether that is what the item is, not only material for it.

    A page of its own comes before one of material.
    """
    links = [link for link in words.links if link.url and link.url != "#"]
    own = [link for link in links if not is_material(link)]
    first = next(iter(own or links), None)
    is_video = first is not None and len(links) == 1 and kind_of_url(first.url) == "video"
    return (first.url if first else None), bool(own) or is_video


def _title_text(words: Line) -> str:
    """Return the part of some words that is the title, marks around it included.

    A link at the beginning that is followed by a description is the title; so
    are bold words before a long one. Links to material at the end are cut off.
    """
    text = _without_material(words)
    start = len(text) - len(boxed(text.lstrip())[1].lstrip())
    if words.links:
        link = words.links[0]
        before = plain(words.text[start : link.start]).strip("*_[( ")
        if not before and not is_material(link):
            behind = text[link.end :]
            if _DESCRIBES.match(behind) or (behind.strip() and is_prose(text)):
                return text[: link.end] + _kept_marks(behind)
    for first, last in words.bold[:1]:
        if not plain(text[start:first]).strip("* ") and last < len(text):
            bold, behind = text[first:last].strip(), text[last:].strip()
            if len(behind) > _LONG_TITLE and bold.rstrip(":").casefold() not in KINDS:
                return text[:last].rstrip(": ") + _kept_marks(behind)
    return _before_description(text)


def _before_description(text: str) -> str:
    """Return a very long text up to the description in it, if that can be told."""
    if len(text) > LONG:
        for sign in (" -- ", " – ", " — ", " - ", ": "):
            title, _, rest = text.partition(sign)
            # `[ ] Article: ...` begins with a kind, which is no title.
            name = boxed(title)[1].strip()
            if rest and 3 < len(name) <= _LONG_TITLE and name.casefold() not in KINDS:
                return title
    return text


def _kept_marks(behind: str) -> str:
    """Return the bracketed words behind a title that say something about it."""
    found = re.findall(r"[\[(（][^\[\]()（）]{1,40}[\])）]", behind[:200])
    kept = [
        part
        for part in found
        if read_marks(f"x {part}")._replace(title="") != read_marks("x")._replace(title="")
    ]
    return " " + " ".join(kept) if kept else ""


def is_material(link: Link) -> bool:
    """Whether a link names what comes with an item: `slides`, `[PDF]`, `video 2`."""
    words = re.sub(r"[\d\W_]+", " ", link.text).casefold().split()
    return all(word in MATERIAL for word in words)


def _without_material(words: Line) -> str:
    """Return a text without the links to material at its end; those alone stay."""
    text, cut = words.text, len(words.text)
    for link in reversed(words.links):
        between = text[link.end : cut].strip(" \t[](){}|,;/·•&+.-–—：:")
        if not is_material(link) or (between and between.casefold() not in {"and", "or", "y", "e"}):
            break
        cut = link.start
    if cut == len(text):
        return text
    left = text[:cut].rstrip(" \t([{|,;/·•&+-–—:：")
    return left if plain(boxed(left)[1]).strip("*_-–—: ") else text
