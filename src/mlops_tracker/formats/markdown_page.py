"""An archive in Markdown: what there was to learn, and what the learner made of it.

A person reads it as it stands, GitHub draws it, and a CommonMark parser finds
in it all of the syllabus and of the record but ids and times of day:

    <!-- tracker:archive 1 -->

    # [Title of all](address)

    Progress: a line and a table. They are computed, so nothing needs to read them.

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
  the title. A title that is a link carries the address.
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
  levels down in a course, 3 in a week or item.
- `## No longer in the syllabus` is for eyes: what the record keeps of items that
  went. It has no number, and so it is no course.

The box is read from the source, not from the parsed text: `[x]: y` in a note
makes `[x]` a link everywhere.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from mlops_tracker.formats.facts import NO_PERCENT, facts, hours, percent, stars
from mlops_tracker.formats.markdown_text import (
    address,
    escaped,
    is_plain_address,
    paragraph,
    table,
    titled_link,
)
from mlops_tracker.formats.quoting import quoted
from mlops_tracker.study.progress import CourseProgress, Progress, Report
from mlops_tracker.study.record import (
    CourseRecord,
    ItemRecord,
    StudyRecord,
    orphans,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

SIGNATURE = "<!-- tracker:archive 1 -->"
GONE = "No longer in the syllabus"
BELOW_COURSE, BELOW_WEEK = 2, 3
"""How far headings of notes are moved down, to stand below those of the archive."""
_PLAIN_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COLUMNS = ["Course", "Done:", "Percent:", "Optional:", "Skipped:", "Time:", "Left:", "Status"]


def archive(syllabus: Syllabus, record: StudyRecord, report: Report, today: date) -> str:
    """Give the whole archive as it is on a day."""
    blocks = [
        SIGNATURE,
        f"# {titled_link(syllabus.title, syllabus.url)}",
        *_odd_page(syllabus.url),
        f"{progress_line(report.total)} · {today}",
        progress_table(report),
    ]
    for course in syllabus.courses:
        blocks += _course_blocks(course, record)
    return "\n\n".join([*blocks, *_gone(syllabus, record)]) + "\n"


def progress_line(total: Progress) -> str:
    """Give the counts in one line."""
    parts = [
        f"**{percent(total)}**",
        f"{total.done} of {total.total} required items done",
        f"{total.optional_done} of {total.optional_total} optional" * bool(total.optional_total),
        f"{total.skipped} skipped" * bool(total.skipped),
    ]
    if total.has_minutes:
        parts.append(f"{hours(total.minutes_done, total.unknown_done)} of study done")
        parts.append(f"{hours(total.minutes_left, total.unknown_left)} left")
    return " · ".join(filter(None, parts))


def progress_table(report: Report) -> str:
    """Give the counts of each course, and of all."""
    rows = [
        _row(f"{c.course.id}. {escaped(c.course.title)}", c.progress, c) for c in report.courses
    ]
    return table([*rows, _row(f"**{report.scope.capitalize()}**", report.total, None)], _COLUMNS)


def _numbered(course: Course) -> str:
    return f"{course.id}. {escaped(course.title)}"


def _row(title: str, progress: Progress, course: CourseProgress | None) -> list[str]:
    times = [
        hours(progress.minutes_done, progress.unknown_done),
        hours(progress.minutes_left, progress.unknown_left),
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


def _course_blocks(course: Course, record: StudyRecord) -> Iterator[str]:
    """Give a course: its heading, what was decided and thought about it, its weeks."""
    yield f"## Course {course.id}. {titled_link(course.title, course.url)}"
    yield from _odd_page(course.url)
    yield from _also(course.also)
    yield from decision_blocks(record.course(course.id), BELOW_COURSE)
    if note := record.course(course.id).note:
        yield from ["**Notes**", quoted(note, BELOW_COURSE)]
    for week in course.weeks:
        yield from _week_blocks(week, record)


def decision_blocks(about: CourseRecord, down: int) -> Iterator[str]:
    """Give what was decided about a course, and its review."""
    if about.status != "active" or about.why:
        yield f"**{about.status.capitalize()}**"
    if about.why:
        yield quoted(about.why, down)
    if about.review or about.stars:
        yield f"**Review** {stars(about.stars) if about.stars else ''}".rstrip()
    if about.review:
        yield quoted(about.review, down)


def _week_blocks(week: Week, record: StudyRecord) -> Iterator[str]:
    """Give a week: its heading and summary, the note on it, its items."""
    yield f"### Week {week.id.split('.')[-1]}. {titled_link(week.title, week.url)}"
    yield from _odd_page(week.url)
    yield from _also(week.also)
    if week.summary:
        yield paragraph(week.summary)
    if note := record.note(week):
        yield quoted(note, BELOW_WEEK)
    if week.items:
        yield "\n".join(item_lines(item, record.item(item.id)) for item in week.items)


def _odd_page(url: str | None) -> list[str]:
    """Give a line for an address that no link should lead to."""
    return [] if url is None or is_plain_address(url) else [f"Page: **{escaped(url)}**"]


def _also(spellings: Iterable[str]) -> list[str]:
    """Give a line for other spellings of a title."""
    titles = ", ".join(f"**{escaped(title)}**" for title in spellings)
    return [f"Also: {titles}"] if titles else []


def item_lines(item: Item, did: ItemRecord) -> str:
    """Give an item as a task, with its note under it."""
    box = "x" if did.status == "done" else " "
    known = ", ".join(facts(item, did))
    links = [address(link) for link in did.links if link]
    if item.url is not None and not is_plain_address(item.url):
        links.insert(0, f"page **{escaped(item.url)}**")
    line = (
        f"- [{box}] {_kind(item.kind)}: {titled_link(item.title, item.url)}"
        + f" *({known})*" * bool(known)
        + f" — {', '.join(links)}" * bool(links)
    )
    return f"{line}\n{quoted(did.note, BELOW_WEEK, '  ')}" if did.note else line


def _kind(kind: str) -> str:
    """Give a kind as people write it, in bold where only that is exact."""
    if not _PLAIN_KIND.fullmatch(kind):
        return f"**{escaped(kind)}**"
    return " ".join(word.capitalize() for word in kind.split("-"))


def _gone(syllabus: Syllabus, record: StudyRecord) -> Iterator[str]:
    """Give what the record keeps of what the syllabus no longer has."""
    kept = orphans(syllabus, record)
    if kept:
        yield f"## {GONE}"
    for orphan in kept:
        id = orphan.id
        if did := record.items.get(id):
            yield item_lines(Item(id, "item", f"{orphan.title} ({id})"), did)
        elif wrote := record.weeks.get(id):
            yield f"- Week {escaped(id)}\n{quoted(wrote.note, BELOW_WEEK, '  ')}"
        else:
            about = record.course(id)
            yield f"### {escaped(id)}"
            yield from decision_blocks(about, BELOW_WEEK)
            if about.note:
                yield quoted(about.note, BELOW_WEEK)
