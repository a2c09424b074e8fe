"""A page in HTML to show to others: one file, no script, nothing from the network.

Texts of files and people are shown in it and never obeyed. A calendar of shaded days
shows when items were finished; what the record keeps of what the syllabus no longer
has is shown at the end, and counted nowhere else.
"""

from calendar import Calendar, month_name
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from mlops_tracker.clock import local_day
from mlops_tracker.formats.markdown_source import spelt
from mlops_tracker.formats.outline import Study
from mlops_tracker.formats.own.archive_page import GONE
from mlops_tracker.formats.own.facts import facts, percent, stars
from mlops_tracker.formats.own.markdown import is_plain_address
from mlops_tracker.formats.own.page_style import STYLE
from mlops_tracker.study.progress import CourseProgress, Progress, Report, WeekProgress
from mlops_tracker.study.quantities import amount, in_hours_at_least
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, gone_part
from mlops_tracker.study.syllabus import Item

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
COURSE_LEVEL, WEEK_LEVEL, GONE_LEVEL, DEEPEST = 2, 3, 3, 6
"""Levels of headings: of what notes stand below, and the last that there is."""
ANCHOR = "gone"
"""Where the part is that tells of what the syllabus no longer has."""
SHADES = 4
MOST_MONTHS = 18
"""Of a longer time, months in which nothing was finished are left out."""
MARKS = {"done": "✓", "doing": "▸", "skipped": "–", "todo": "·"}


def page(study: Study) -> str:
    """Return the whole page as it is on a day."""
    syllabus, record, report, today, _ = study
    title, gone = safe(syllabus.title), gone_part(syllabus, record)
    courses = "".join(_course(course, record) for course in report.courses)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<p class=over>Study record</p>\n<h1>{link(syllabus.title, syllabus.url)}</h1>\n"
        f"{_total(report.total)}</header>\n"
        f"<section>\n<h2>Courses</h2>\n{_contents(report, gone)}</section>\n"
        f"<section>\n<h2>Days</h2>\n{calendar(record)}\n</section>\n{courses}"
        f"{gone_section(gone)}"
        f"<footer>As of <time>{today}</time>. Only required items count; optional and skipped ones "
        f"and dropped courses never move the percent.{_unknown(report.total)}</footer>\n"
        "</main>\n</body>\n</html>\n"
    )


def _total(total: Progress) -> str:
    """Return the ring and the numbers at the top."""
    numbers = {
        "required items done": f"{total.done} of {total.total}",
        "optional items done": f"{total.optional_done} of {total.optional_total}",
        "skipped": str(total.skipped),
    }
    if total.has_minutes:
        numbers["of study done"] = in_hours_at_least(total.minutes_done, total.unknown_done)
        numbers["of study left"] = in_hours_at_least(total.minutes_left, total.unknown_left)
    tiles = "".join(f"<div><dt>{name}</dt><dd>{n}</dd></div>" for name, n in numbers.items())
    return (
        f'<div class=total>\n<div class=ring style="--part:{total.percent or 0}">'
        f"<b>{percent(total)}</b></div>\n<dl>{tiles}</dl>\n</div>\n"
    )


def _unknown(total: Progress) -> str:
    """Say what `+?` means, where it stands."""
    is_there = total.has_minutes and bool(total.items_without_minutes)
    return " <b>+?</b>: some items state no minutes." * is_there


def _contents(report: Report, gone: StudyRecord) -> str:
    """Return the courses with their bars, leading to each, and to what is no longer in them."""
    rows = "".join(
        f'<li class=row><a href="#c{safe(course.id)}">{safe(course.title)}</a>'
        f"{_bar(progress, status)}</li>"
        for course, status, _, _, progress, _ in report.courses
    )
    return f"<ul class=all>{rows}{gone_contents(gone)}</ul>\n"


def _bar(progress: Progress, status: str = "") -> str:
    """Return counts and a bar; the counts say all that the bar shows."""
    if progress.percent is None:
        dropped = "dropped" if status == "dropped" else percent(progress)
        return f"<span class=counts>{dropped}</span>"
    counts = f"{progress.done} of {progress.total} · <b>{progress.percent}%</b>"
    return (
        f"<span class=counts>{counts}</span>"
        f'<span class=bar aria-hidden=true><i style="width:{progress.percent}%"></i></span>'
    )


def _course(measured: CourseProgress, record: StudyRecord) -> str:
    """Return a course: how far it is, what the learner thought, its weeks."""
    course, about = measured.course, record.course(measured.course.id)
    state = "" if measured.status == "active" else f" · <b class=state>{measured.status}</b>"
    return (
        f'<section class="course {measured.status}" id="c{safe(course.id)}">\n'
        f"<p class=over>Course {safe(course.id)}{state}</p>\n"
        f"<h2>{link(course.title, course.url)}</h2>\n{shown_stars(about)}"
        f"<div class=row><span class=facts>{_extras(measured.progress)}</span>"
        f"{_bar(measured.progress)}</div>\n"
        + opinions(about, COURSE_LEVEL)
        + "".join(_week(week, record) for week in measured.weeks)
        + "</section>\n"
    )


def _extras(progress: Progress) -> str:
    """Return the counts that do not move the bar, and the time."""
    parts = [
        f"{progress.optional_done} of {progress.optional_total} optional"
        * bool(progress.optional_total),
        f"{progress.skipped} skipped" * bool(progress.skipped),
        f"{in_hours_at_least(progress.minutes_left, progress.unknown_left)} left"
        * (progress.has_minutes and bool(progress.minutes_left or progress.unknown_left)),
    ]
    return " · ".join(filter(None, parts))


def _week(measured: WeekProgress, record: StudyRecord) -> str:
    """Return a week: how far it is, the learner's notes, its items folded away."""
    week = measured.week
    summary = f"<p>{safe(week.summary)}</p>\n" if week.summary else ""
    notes = "".join(words(item.title, record.item(item.id).note, WEEK_LEVEL) for item in week.items)
    return (
        f'<article class=week id="w{safe(week.id)}">\n<div class=row><h3>{safe(week.id)} '
        f"{link(week.title, week.url)}</h3>{_bar(measured.progress)}</div>\n{summary}"
        f"{words('Notes', record.note(week), WEEK_LEVEL)}{notes}{_items(week.items, record)}"
        "</article>\n"
    )


def _items(items: Iterable[Item], record: StudyRecord) -> str:
    """Return the items of a week, folded away."""
    rows = [item_row(item, record.item(item.id)) for item in items]
    if not rows:
        return ""
    return (
        f"<details><summary>{amount(len(rows), 'item')}</summary>"
        f"<ul class=items>{''.join(rows)}</ul></details>\n"
    )


def calendar(record: StudyRecord) -> str:
    """Return a small sheet for each month, and the same as a list of days."""
    finished = _finished(record)
    if not finished:
        return "<p class=soft>No finished item has a date yet.</p>"
    most = max(finished.values())
    sheets = "".join(_sheet(year, month, finished, most) for year, month in _months(finished))
    days = "".join(
        f"<li><time>{day}</time> {amount(finished[day], 'item')}</li>" for day in sorted(finished)
    )
    shades = "".join(f'<i class="day s{shade}"></i>' for shade in range(SHADES + 1))
    return (
        f"<p class=soft>{amount(finished.total(), 'item')} on {amount(len(finished), 'day')}, "
        f"at most {most} on one.</p>"
        f"<div class=sheets>{sheets}</div><p class=legend aria-hidden=true>less {shades} more</p>"
        f"<details><summary>The days as a list</summary><ol class=days>{days}</ol></details>"
    )


def _finished(record: StudyRecord) -> Counter[date]:
    """Return how many items were finished on each day, whether or not the syllabus has them."""
    done = record.items.values()
    return Counter(local_day(d.done_at) for d in done if d.status == "done" and d.done_at)


def _months(finished: Counter[date]) -> Iterator[tuple[int, int]]:
    """Return the months to show, from the first to the last."""
    first, last = (day.year * 12 + day.month - 1 for day in (min(finished), max(finished)))
    busy = {(day.year, day.month) for day in finished}
    for number in range(first, last + 1):
        month = (number // 12, number % 12 + 1)
        if month in busy or last - first < MOST_MONTHS:
            yield month


def _sheet(year: int, month: int, finished: Counter[date], most: int) -> str:
    """Return one month, a row a week, Monday first."""
    cells = "".join(
        _day(day, finished[day], most) if day.month == month else "<i></i>"
        for day in Calendar().itermonthdates(year, month)
    )
    here = [count for day, count in finished.items() if (day.year, day.month) == (year, month)]
    name = f"{month_name[month]} {year}"
    told = f"{name}: {amount(sum(here), 'item')} on {amount(len(here), 'day')}"
    return (
        f"<figure><figcaption aria-hidden=true>{name[:3]} {year}</figcaption>"
        f'<div class=month role=img aria-label="{told}">{cells}</div></figure>'
    )


def _day(day: date, count: int, most: int) -> str:
    """Return one day, the darker the more was finished."""
    shade = -(-count * SHADES // most)
    return f'<i class="day s{shade}" title="{day}: {amount(count, "item")}"></i>'


def gone_contents(gone: StudyRecord) -> str:
    """Return an entry of the contents that leads there, where anything is."""
    if not _is_any(gone):
        return ""
    done = f"<span class=counts>{gone.number_done} done</span>" * bool(gone.number_done)
    return f'<li class=row><a href="#{ANCHOR}">{GONE}</a>{done}</li>'


def gone_section(gone: StudyRecord) -> str:
    """Return the items with what was done, then all that was written."""
    if not _is_any(gone):
        return ""
    rows = "".join(item_row(Item(id, "", did.title or id), did) for id, did in gone.items.items())
    items = f"<ul class=items>{rows}</ul>\n" * bool(rows)
    return (
        f"<section class=course id={ANCHOR}>\n<h2>{GONE}</h2>\n"
        f"<p class=soft>Kept, and counted in no percent.</p>\n{items}{''.join(_written(gone))}"
        "</section>\n"
    )


def _is_any(gone: StudyRecord) -> bool:
    return bool(gone.items or gone.weeks or gone.courses)


def _written(gone: StudyRecord) -> Iterator[str]:
    """Return the notes on items, weeks and courses. Only items have titles in a record."""
    for id, did in gone.items.items():
        yield words(did.title or id, did.note, GONE_LEVEL)
    for id, wrote in gone.weeks.items():
        yield words(f"Week {id}", wrote.note, GONE_LEVEL)
    for id, about in gone.courses.items():
        yield _gone_course(id, about)


def _gone_course(id: str, about: CourseRecord) -> str:
    """Return what was decided and thought about a course."""
    state = "" if about.status == "active" else f" · <b class=state>{about.status}</b>"
    return (
        f"<article class=week><h3>Course {safe(id)}{state}</h3>\n"
        f"{shown_stars(about)}{opinions(about, GONE_LEVEL)}</article>\n"
    )


def words(title: str, markdown: str, below: int, kind: str = "note") -> str:
    """Return what the learner wrote, under a title."""
    if not markdown:
        return ""
    return (
        f'<div class="words {kind}"><p class=over>{safe(title)}</p>'
        f"<div class=text>{rendered(markdown, below)}</div></div>\n"
    )


def shown_stars(about: CourseRecord) -> str:
    """Return the stars of a course, said in words as well."""
    if not about.stars:
        return ""
    told = f"{about.stars} of 5 stars"
    return f'<p class=stars role=img aria-label="{told}">{stars(about.stars)}</p>\n'


def opinions(about: CourseRecord, below: int) -> str:
    """Return what the learner wrote about a course: why, the review, notes."""
    return (
        words("Why it was dropped" if about.status == "dropped" else "Why", about.why, below)
        + words("Review", about.review, below, "review")
        + words("Notes", about.note, below)
    )


def _name(path: str) -> str:
    """Return a path as others may read it: where it lies on this machine is not their business."""
    is_relative = not path.startswith(("/", "~", "\\")) and path[1:2] != ":"
    return path if is_relative else path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def item_row(item: Item, did: ItemRecord) -> str:
    """Return an item as an entry of a list, with what is known of it and the learner's links."""
    known = ", ".join(filter(None, [safe(item.kind), *facts(item, did)]))
    links = " ".join(
        link(url, url) if url.startswith("http") else f"<code>{safe(_name(url))}</code>"
        for url in did.links
    )
    return (
        f"<li class={did.status}><span class=mark aria-hidden=true>{MARKS[did.status]}</span>"
        f"<span><span class=unseen>{did.status}: </span>"
        f"<span class=title>{link(item.title, item.url)}</span> "
        f"<span class=facts>{known}</span>{' ' * bool(links)}{links}</span></li>"
    )


def safe(text: str) -> str:
    """Return a text for any place in a page, also within quotes."""
    return escape(spelt(text), quote=True)


def link(text: str, url: str | None) -> str:
    """Return a text, linked where its address is one of the web; any other is shown."""
    if not url:
        return safe(text)
    if is_plain_address(url):
        return f'<a href="{safe(url)}" rel="noreferrer">{safe(text)}</a>'
    return f"{safe(text)} <code>{safe(url)}</code>"


def rendered(markdown: str, below: int) -> str:
    """Return a note as HTML, its headings below those of level `below`.

    HTML within it is shown as text; an image is a link to it, so that the page
    asks nobody for anything.
    """
    parser = _parser()
    tokens = parser.parse(spelt(markdown))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + below, DEEPEST)}"
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> "MarkdownIt":
    """Return the parser of notes."""
    from markdown_it import MarkdownIt  # 80 ms, only where a note is rendered

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    setattr(parser, "validateLink", is_plain_address)  # noqa: B010 - else a type error: it is a method
    parser.add_render_rule("link_open", _open_link)
    parser.add_render_rule("image", _image)
    return parser


def _open_link(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """Open a link that does not tell where it stood; one that leads nowhere is none."""
    address = tokens[index].attrs
    if is_plain_address(address["href"]):
        address["rel"] = "noreferrer"
    else:  # `[]()` comes here with an empty address
        del address["href"]
    return str(self.renderToken(tokens, index, options, env))


def _image(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """Return a link to an image, with its description."""
    token = tokens[index]
    words = self.renderInlineAsText(token.children, options, env) or token.attrs["src"]
    return link(words, str(token.attrs["src"]))
