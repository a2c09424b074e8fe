"""An archive in Markdown: what there was to learn, and what the learner made of it.

A person reads it as it stands, GitHub draws it, and a CommonMark parser finds
in it all of the syllabus and of the record but ids and times of day:

    <!-- tracker:archive 1 -->

    # [Title of all](address)

    Progress: a line and a table. They are computed, so nothing needs to read them.

    **Held back**: 2 notes and 1 link on graded items

    ## Course 1. [Title](address)

    Also: **Another spelling**, **One more**

    **Dropped**                      or **Completed**, **Active**: what was decided

    > why

    **Review** ★★★☆☆

    > what the learner thought of the course

    **Notes**

    > the note on the course

    ### Week 1. [Title](address)

    Also: **Another spelling**

    The summary of the week, one paragraph.

    > the note on the week

    - [x] Video: [Title](address) *(optional, 5 min, done 2026-11-20, score 80%, took 7 min)*
      > the note on the item
    - [ ] Practice Quiz: Title *(skipped)* — page **odd address**, [work.ipynb](work.ipynb)

What the parts mean, exactly:

- A heading of the first level is the syllabus, of the second a course, of the
  third a week. `Course N. ` and `Week N. ` are taken off once; what is left is
  the title. A title that is a link carries the address. A week that a later
  edition moved here from another course has its whole id: `Week 1.2. `.
- Within an item, the text up to the first `: ` is the kind, in lower case with
  hyphens (`Practice Quiz` is `practice-quiz`). A kind that cannot be written so
  stands in bold, exactly.
- The emphasis in parentheses after the title holds facts, apart by commas, and
  needs no escapes. Where it is missing nothing is known but the tick. A title
  never holds emphasis itself, for its stars are escaped.
- `[x]` is done. A box that is empty is `todo`, but `doing` or `skipped` where
  a fact says so. A day stands for its noon.
- Behind ` — ` stand the learner's links, apart by commas, each by its own text.
  One after the word `page` is the item's address, where no link should lead
  there. What must not be a link is in bold. A paragraph `Page: **...**` is the
  same for syllabus, course and week.
- All that the learner wrote stands in block quotes, made by `quoting`: moved 2
  levels down in a course, 3 in a week or item. A text that no quote can hold is a
  JSON string in a code block there.
- A title, kind, summary, address or link that no Markdown can hold, such as an
  empty one, is a JSON string in code: `""`.
- What was held back is on graded items, or on those that the syllabus no longer has;
  the paragraph is missing where the archive has all.
- `## No longer in the syllabus` is for eyes: what the record keeps of items that
  went. It has no number, and so it is no course.

The box is read from the source, not from the parsed text: `[x]: y` in a note
makes `[x]` a link everywhere.

How far a study is, in Markdown: a line, and a table of its courses.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from urllib.parse import quote

from mlops_tracker.formats.outline import Study
from mlops_tracker.formats.own.facts import (
    NO_PERCENT,
    facts,
    held_back_paragraph,
    percent,
    stars,
)
from mlops_tracker.formats.own.markdown import (
    address,
    exact,
    is_plain_address,
    paragraph,
    table,
    titled_link,
    written,
)
from mlops_tracker.study.progress import CourseProgress, Progress, Report
from mlops_tracker.study.quantities import in_hours_at_least
from mlops_tracker.study.record import (
    NOTHING_WRITTEN,
    CourseRecord,
    ItemRecord,
    StudyRecord,
    WeekRecord,
    gone_part,
    plain_fields,
    plain_text,
)
from mlops_tracker.study.syllabus import Course, Item, Week

SIGNATURE = "<!-- tracker:archive 1 -->"
GONE = "No longer in the syllabus"
BELOW_COURSE, BELOW_WEEK = 2, 3
"""How far headings of notes are moved down, to stand below those of the archive."""
_PLAIN_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
PLAIN = "Kept: "
"""How the line begins with the fields of a week or a course that have no words of their own."""


def archive(study: Study) -> str:
    """Return the whole archive as it is on a day; it says what was held back of it."""
    syllabus, record, report, today, held_back = study
    blocks = [
        SIGNATURE,
        f"# {titled_link(syllabus.title, syllabus.url)}",
        *_odd_page(syllabus.url),
        f"{progress_line(report.total)} · {today}",
        progress_table(report),
        *([held_back_paragraph(held_back)] if held_back.is_any else []),
    ]
    for course in syllabus.courses:
        blocks += _course_blocks(course, record)
    gone = list(gone_blocks(gone_part(syllabus, record), BELOW_WEEK))
    return "\n\n".join([*blocks, *([f"## {GONE}"] if gone else []), *gone]) + "\n"


def _course_blocks(course: Course, record: StudyRecord) -> Iterator[str]:
    """Return a course: its heading, what was decided and thought about it, its weeks."""
    yield f"## Course {course.id}. {titled_link(course.title, course.url)}"
    yield from _odd_page(course.url)
    yield from _also(course.also)
    yield from decision_blocks(record.course(course.id), BELOW_COURSE)
    for week in course.weeks:
        yield from _week_blocks(week, course, record)


def decision_blocks(about: CourseRecord, down: int) -> Iterator[str]:
    """Return what was decided about a course, its review, and the note on it."""
    if about.status != "active" or about.why:
        yield f"**{about.status.capitalize()}**"
    if about.why:
        yield written(about.why, down)
    if about.review or about.stars:
        yield f"**Review** {stars(about.stars) if about.stars else ''}".rstrip()
    if about.review:
        yield written(about.review, down)
    if about.note:
        yield from ["**Notes**", written(about.note, down)]
    yield from _plain(about)


def _plain(entry: CourseRecord | WeekRecord) -> Iterator[str]:
    """Return the line with the fields that have no words of their own, if any says something."""
    texts = {name: plain_text(entry, name) for name in plain_fields(entry)}
    told = [exact(f"{name} {quote(text)}", "**") for name, text in texts.items() if text]
    if told:
        yield PLAIN + ", ".join(told)


def _week_blocks(week: Week, course: Course, record: StudyRecord) -> Iterator[str]:
    """Return a week: its heading and summary, the note on it, its items."""
    number = week.id.removeprefix(f"{course.id}.")
    yield f"### Week {number}. {titled_link(week.title, week.url)}"
    yield from _odd_page(week.url)
    yield from _also(week.also)
    if week.summary is not None:
        yield paragraph(week.summary)
    if note := record.note(week):
        yield written(note, BELOW_WEEK)
    yield from _plain(record.weeks.get(week.id, NOTHING_WRITTEN))
    if week.items:
        yield "\n".join(_item_lines(item, record.item(item.id)) for item in week.items)


def _odd_page(url: str | None) -> list[str]:
    """Return a line for an address that no link should lead to."""
    return [] if url is None or is_plain_address(url) else [f"Page: {exact(url, '**')}"]


def _also(spellings: Iterable[str]) -> list[str]:
    """Return a line for other spellings of a title."""
    titles = ", ".join(exact(title, "**") for title in spellings)
    return [f"Also: {titles}"] if titles else []


def _item_lines(
    item: Item, did: ItemRecord, down: int = BELOW_WEEK, zone: tzinfo | None = None
) -> str:
    """Return an item as a task, with its note under it."""
    box = "x" if did.status == "done" else " "
    known = ", ".join(facts(item, did, zone))
    links = [address(link) for link in did.links]
    if item.url is not None and not is_plain_address(item.url):
        links.insert(0, f"page {exact(item.url, '**')}")
    line = (
        f"- [{box}] {_kind(item.kind)}: {titled_link(item.title, item.url)}"
        + f" *({known})*" * bool(known)
        + f" — {', '.join(links)}" * bool(links)
    )
    return line + _quoted_in_list(did.note, down)


def _quoted_in_list(note: str, down: int) -> str:
    return f"\n{written(note, down, '  ')}" if note else ""


def _kind(kind: str) -> str:
    """Return a kind as people write it, in bold where only that is exact."""
    if not _PLAIN_KIND.fullmatch(kind):
        return exact(kind, "**")
    return " ".join(word.capitalize() for word in kind.split("-"))


def gone_blocks(gone: StudyRecord, down: int, zone: tzinfo | None = None) -> Iterator[str]:
    """Return what a record keeps of what the syllabus no longer has, which no reader takes back.

    Only items have titles in a record. Headings of notes are moved `down`; days are those of
    a zone, or of where the reader is.
    """
    lines = [
        _item_lines(Item(id, "item", f"{did.title} ({id})" if did.title else id), did, down, zone)
        for id, did in gone.items.items()
    ]
    lines += [
        f"- Week {exact(id)}{_quoted_in_list(wrote.note, down)}" for id, wrote in gone.weeks.items()
    ]
    if lines:
        yield "\n".join(lines)
    for id, about in gone.courses.items():
        yield f"### Course {exact(id)}"
        yield from decision_blocks(about, down)


_COLUMNS = ["Course", "Done:", "Percent:", "Optional:", "Skipped:", "Time:", "Left:", "Status"]


def progress_line(total: Progress) -> str:
    """Return the counts in one line."""
    parts = [
        f"**{percent(total)}**",
        f"{total.done} of {total.total} required items done",
        f"{total.optional_done} of {total.optional_total} optional" * bool(total.optional_total),
        f"{total.skipped} skipped" * bool(total.skipped),
    ]
    if total.has_minutes:
        parts.append(f"{in_hours_at_least(total.minutes_done, total.unknown_done)} of study done")
        parts.append(f"{in_hours_at_least(total.minutes_left, total.unknown_left)} left")
    return " · ".join(filter(None, parts))


def progress_table(report: Report) -> str:
    """Return the counts of each course, and of all."""
    rows = [_row(f"{c.course.id}. {exact(c.course.title)}", c.progress, c) for c in report.courses]
    return table([*rows, _row(f"**{report.scope.capitalize()}**", report.total, None)], _COLUMNS)


def _row(title: str, progress: Progress, course: CourseProgress | None) -> list[str]:
    times = [
        in_hours_at_least(progress.minutes_done, progress.unknown_done),
        in_hours_at_least(progress.minutes_left, progress.unknown_left),
    ]
    return [
        title,
        f"{progress.done} of {progress.total}" if progress.total else NO_PERCENT,
        percent(progress),
        f"{progress.optional_done} of {progress.optional_total}",
        str(progress.skipped),
        *(times if progress.has_minutes else [NO_PERCENT] * 2),
        " ".join(filter(None, [course.status, stars(course.stars) if course.stars else ""]))
        if course
        else "",
    ]
