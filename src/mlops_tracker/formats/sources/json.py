"""The document of `import --json` -> outline, and an outline -> that document."""

import json
from collections.abc import Mapping
from typing import Any

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import (
    UNNAMED,
    Account,
    Outline,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
    with_line_feeds,
)
from mlops_tracker.study.solutions import NOTHING_HELD_BACK


def outline_document(outline: Outline) -> Mapping[str, Any]:
    """Return the content of the JSON document about an outline; every key is always there."""
    return {
        "title": outline.title,
        "courses": [_course(course) for course in outline.courses],
        "left_out": [_line(account) for account in outline.of("left out")],
        "unsure": [_line(account) for account in outline.of("unsure")],
        "headings": [_line(account) for account in outline.of("group")],
        "held_back": _held_back(outline),
    }


def _held_back(outline: Outline) -> Mapping[str, int] | None:
    """Return what an archive says that it is without; null where it is whole, or no archive."""
    held = outline.exact.held_back if outline.exact else NOTHING_HELD_BACK
    return {"notes": held.notes, "links": held.links} if held.is_any else None


def _course(course: OutlineCourse) -> Mapping[str, Any]:
    weeks = [
        {
            "title": week.title,
            "summary": week.summary,
            "items": [_item(item) for item in week.items],
        }
        for week in course.weeks
    ]
    return {"title": course.title, "url": course.url, "weeks": weeks}


def _item(item: OutlineItem) -> Mapping[str, Any]:
    return {
        "title": item.title,
        "kind": item.kind,
        "optional": item.optional,
        "minutes": item.minutes,
        "ticked": item.ticked,
        "score": item.score,
        "url": item.url,
        "line": item.line,
    }


def _line(account: Account) -> Mapping[str, Any]:
    return {"line": account.line, "text": account.text, "reason": account.why}


def read_json(text: str, name: str) -> Outline:
    """Return the outline of such a document. Raises DamagedFileError."""
    try:
        data = json.loads(with_line_feeds(text).removeprefix("\ufeff"))
        courses = tuple(
            OutlineCourse(
                str(course["title"]), tuple(map(_week_of, course["weeks"])), _text(course, "url")
            )
            for course in data["courses"]
        )
        title = _text(data, "title") or name or UNNAMED
    except RecursionError as error:
        raise DamagedFileError("not JSON: lists or objects too deep within each other") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{error}" if isinstance(error, ValueError) else "it has no `courses` with `weeks`"
        raise DamagedFileError(f"not a course list in JSON: {why}") from error
    accounts = tuple(
        Account(item.line, item.line, "item", item.title, "an object")
        for course in courses
        for week in course.weeks
        for item in week.items
    )
    if not accounts:
        raise DamagedFileError("it lists nothing to learn")
    return Outline(title, courses, accounts)


def _week_of(week: Mapping[str, Any]) -> OutlineWeek:
    return OutlineWeek(
        str(week["title"]), tuple(map(_item_of, week["items"])), _text(week, "summary")
    )


def _item_of(item: Mapping[str, Any]) -> OutlineItem:
    minutes, score = item.get("minutes"), item.get("score")
    is_score = isinstance(score, int | float) and 0 <= score <= 100
    return OutlineItem(
        title=str(item["title"]).strip() or "?",
        kind=str(item.get("kind") or "item"),
        line=item["line"] if isinstance(item.get("line"), int) else 0,
        optional=item.get("optional") is True,
        minutes=minutes if isinstance(minutes, int) and 0 <= minutes <= 10_080 else None,
        ticked=item.get("ticked") is True,
        score=float(score) if score is not None and is_score else None,
        url=_text(item, "url"),
    )


def _text(data: Mapping[str, Any], key: str) -> str | None:
    """Return a text that may be missing."""
    value = data.get(key)
    return value if isinstance(value, str) and value.strip() else None
