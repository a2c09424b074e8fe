"""An outline -> how the source was read, in sentences."""

from collections import Counter
from collections.abc import Iterator

from mlops_tracker.errors import UsageError
from mlops_tracker.formats.outline import Account, Became, Outline, OutlineItem, OutlineWeek
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.record import StudyRecord

BECAME = {
    "title": "the title of the whole",
    "course": "a course",
    "week": "a week",
    "summary": "a week's summary",
    "item": "an item",
    "record": "what the learner did or wrote",
    "group": "a heading within a week; what stands below it is in that week",
    "left out": "left out",
    "unsure": "unsure",
}
LONGEST = 70
"""Characters of a line that are shown."""
MOST = 40
"""How many parts that became nothing are named before the rest is only counted."""
_NO_PLURAL = ("graded", "homework", "s")


def report(outline: Outline, lines: int) -> Iterator[str]:
    """Say how a source of so many lines was read: counts, what was left out, what is unsure."""
    weeks = [week for course in outline.courses for week in course.weeks]
    items = list(outline.items())
    yield (
        f"read {amount(lines, 'line')} as {amount(len(outline.courses), 'course')}, "
        f"{amount(len(weeks), 'week')}, {amount(len(items), 'item')}"
    )
    yield f"title: {outline.title}"
    yield from (f"page: {url}" for url in outline.links)
    yield _facts(items)
    if outline.exact:
        yield _kept(outline.exact.record)
    yield ""
    for number, course in enumerate(outline.courses, start=1):
        count = sum(len(week.items) for week in course.weeks)
        yield f"{number}  {course.title}: {amount(count, 'item')}"
        for at, week in enumerate(course.weeks, start=1):
            yield f"{number}.{at}  {week.title}: {_kinds(week)}"
    yield from _not_taken(outline)


def _facts(items: list[OutlineItem]) -> str:
    """Count what is known of items."""
    minutes = [item.minutes for item in items if item.minutes is not None]
    links, optional = sum(item.url is not None for item in items), sum(i.optional for i in items)
    ticked, scored = sum(i.ticked for i in items), sum(item.score is not None for item in items)
    return (
        f"minutes known for {len(minutes)} ({sum(minutes)} in all); optional {optional}; "
        f"ticked {ticked}; scored {scored}; linked {links}"
    )


def _not_taken(outline: Outline) -> Iterator[str]:
    """Say what was left out, what only groups items, and what is unsure."""
    titles: dict[Became, str] = {
        "left out": "left out",
        "group": "headings within weeks",
        "unsure": "unsure",
    }
    for became, title in titles.items():
        if found := outline.of(became):
            lines_told = sum(account.last - account.line + 1 for account in found)
            yield ""
            yield f"{title}: {amount(lines_told, 'line')}"
            spans = list(_spans(found))
            shown = spans if became == "unsure" else spans[:MOST]
            yield from shown
            if len(spans) > len(shown):
                yield f"  and {len(spans) - len(shown)} more; `--dry-run --json` tells all"
    if any(outline.of("unsure")):
        line = outline.of("unsure")[0].line
        yield f"`--explain {line}` tells more about line {line}"


def _kept(record: StudyRecord) -> str:
    """Count what else a source of the tool's own holds."""
    items, weeks, about = record.items.values(), record.weeks.values(), record.courses.values()
    notes = [*(i.note for i in items), *(w.note for w in weeks), *(c.note for c in about)]
    counts = {
        "skipped": sum(did.status == "skipped" for did in items),
        "notes": sum(map(bool, notes)),
        "links": sum(len(did.links) for did in items),
        "reviews": sum(bool(course.review or course.stars) for course in about),
        "dropped": sum(course.status == "dropped" for course in about),
    }
    return "; ".join(f"{name} {count}" for name, count in counts.items())


def _kinds(week: OutlineWeek) -> str:
    """Return the number of items of a week by kind."""
    if [item.kind for item in week.items] == ["week"]:
        return "lists nothing, so it is one item"
    counts = Counter(item.kind for item in week.items)
    return ", ".join(_of_kind(n, kind) for kind, n in counts.most_common()) or "no items"


def _of_kind(number: int, kind: str) -> str:
    """Return a number of items of one kind: `1 video`, `2 quizzes`, `3 graded`."""
    if not kind.isascii() or kind.endswith(_NO_PLURAL):
        return f"{number} {kind}"
    if kind.endswith("quiz") and number != 1:
        return f"{number} {kind}zes"
    return amount(number, kind)


def _spans(accounts: list[Account]) -> Iterator[str]:
    """Return accounts a line each, neighbours of one reason together."""
    at = 0
    while at < len(accounts):
        end = at
        while (
            end + 1 < len(accounts)
            and accounts[end + 1].why == accounts[at].why
            and accounts[end + 1].line <= accounts[end].last + 2
        ):
            end += 1
        first, last = accounts[at], accounts[end]
        where = f"{first.line}" if first.line == last.last else f"{first.line}-{last.last}"
        yield f"  {where:>9}  {first.why}: {_short(first.text)}"
        at = end + 1


def _short(text: str) -> str:
    """Return a text on one line, shortened."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def explained(outline: Outline, line: int, source: list[str]) -> Iterator[str]:
    """Say what one line of the source became, and why. Raises UsageError for no such line."""
    if not 0 < line <= len(source):
        raise UsageError(
            f"there is no line {line}", hint=f"the source has {amount(len(source), 'line')}"
        )
    yield f"line {line}: {source[line - 1].strip()}"
    found = [account for account in outline.accounts if account.line <= line <= account.last]
    if not found:
        yield "blank"
    for account in found:
        yield f"{BECAME[account.became]}: {account.why}"
        if account.became in {"item", "course", "week"}:
            yield f"title: {account.text}"
    for item in outline.items():
        if item.line == line:
            facts = [f"kind: {item.kind}"]
            facts += ["optional"] * item.optional + ["ticked"] * item.ticked
            facts += [f"{item.minutes} minutes"] if item.minutes is not None else []
            facts += [f"score: {item.score:.10g}%"] if item.score is not None else []
            facts += [f"page: {item.url}"] if item.url else []
            yield "; ".join(facts)
