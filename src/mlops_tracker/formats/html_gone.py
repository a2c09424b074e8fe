"""What the record keeps of what the syllabus no longer has: shown, and counted nowhere."""

from collections.abc import Iterator

from mlops_tracker.formats.html_parts import item_row, opinions, shown_stars, words
from mlops_tracker.formats.html_text import safe
from mlops_tracker.formats.markdown_page import GONE
from mlops_tracker.study.record import CourseRecord, StudyRecord
from mlops_tracker.study.syllabus import Item

ANCHOR = "gone"
LEVEL = 3


def gone_contents(gone: StudyRecord) -> str:
    """Give an entry of the contents that leads there, where anything is."""
    if not _is_any(gone):
        return ""
    done = f"<span class=counts>{gone.number_done} done</span>" * bool(gone.number_done)
    return f'<li class=row><a href="#{ANCHOR}">{GONE}</a>{done}</li>'


def gone_section(gone: StudyRecord) -> str:
    """Give the items with what was done, then all that was written."""
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
    """Give the notes on items, weeks and courses. Only items have titles in a record."""
    for id, did in gone.items.items():
        yield words(did.title or id, did.note, LEVEL)
    for id, wrote in gone.weeks.items():
        yield words(f"Week {id}", wrote.note, LEVEL)
    for id, about in gone.courses.items():
        yield _course(id, about)


def _course(id: str, about: CourseRecord) -> str:
    """Give what was decided and thought about a course."""
    state = "" if about.status == "active" else f" · <b class=state>{about.status}</b>"
    return (
        f"<article class=week><h3>Course {safe(id)}{state}</h3>\n"
        f"{shown_stars(about)}{opinions(about, LEVEL)}</article>\n"
    )
