"""A syllabus and a record that were read exactly -> outline, as any source has one."""

from collections.abc import Iterable, Mapping

from mlops_tracker.formats.outline import (
    Account,
    Exact,
    Outline,
    OutlineCourse,
    OutlineItem,
    OutlineWeek,
)
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Item, Week


def outline_of(
    exact: Exact, lines: Mapping[str, int], accounts: Iterable[Account], text: str
) -> Outline:
    """Give an outline of what was read, with an account of each line that is not blank.

    `lines` tells where items stand, by id.
    """
    syllabus, record = exact.syllabus, exact.record
    courses = tuple(
        OutlineCourse(
            course.title,
            tuple(_week(week, record, lines) for week in course.weeks),
            course.url,
        )
        for course in syllabus.courses
    )
    whole = tuple(_whole(accounts, text))
    return Outline(syllabus.title, courses, whole, exact=exact)


def _week(week: Week, record: StudyRecord, lines: Mapping[str, int]) -> OutlineWeek:
    items = tuple(_item(item, record, lines.get(item.id, 0)) for item in week.items)
    return OutlineWeek(week.title, items, week.summary, week.url)


def _item(item: Item, record: StudyRecord, line: int) -> OutlineItem:
    did = record.item(item.id)
    is_done = did.status == "done"
    facts = (item.optional, item.minutes, is_done, did.score, item.url)
    return OutlineItem(item.title, item.kind, line, *facts)


def _whole(accounts: Iterable[Account], text: str) -> list[Account]:
    """Give accounts in the order of the lines, with one for each line that has none.

    What was not taken stands in them as it stands in the source.
    """
    lines = text.split("\n")
    found = [
        account._replace(text=lines[account.line - 1].strip())
        if account.became in {"left out", "unsure"}
        else account
        for account in accounts
    ]
    named = {n for account in found for n in range(account.line, account.last + 1)}
    for number, line in enumerate(lines, start=1):
        if line.strip() and number not in named:
            found.append(Account(number, number, "left out", line.strip(), "not read"))
    return sorted(found, key=lambda account: account.line)
