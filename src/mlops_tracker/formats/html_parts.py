"""Parts of the page that courses share with what is no longer in them."""

from mlops_tracker.formats.facts import facts, stars
from mlops_tracker.formats.html_text import link, rendered, safe
from mlops_tracker.study.record import CourseRecord, ItemRecord
from mlops_tracker.study.syllabus import Item

MARKS = {"done": "✓", "doing": "▸", "skipped": "–", "todo": "·"}


def words(title: str, markdown: str, below: int, kind: str = "note") -> str:
    """Give what the learner wrote, under a title."""
    if not markdown:
        return ""
    return (
        f'<div class="words {kind}"><p class=over>{safe(title)}</p>'
        f"<div class=text>{rendered(markdown, below)}</div></div>\n"
    )


def shown_stars(about: CourseRecord) -> str:
    """Give the stars of a course, said in words as well."""
    if not about.stars:
        return ""
    told = f"{about.stars} of 5 stars"
    return f'<p class=stars role=img aria-label="{told}">{stars(about.stars)}</p>\n'


def opinions(about: CourseRecord, below: int) -> str:
    """Give what the learner wrote about a course: why, the review, notes."""
    return (
        words("Why it was dropped" if about.status == "dropped" else "Why", about.why, below)
        + words("Review", about.review, below, "review")
        + words("Notes", about.note, below)
    )


def _name(path: str) -> str:
    """Give a path as others may read it: where it lies on this machine is not their business."""
    is_relative = not path.startswith(("/", "~", "\\")) and path[1:2] != ":"
    return path if is_relative else path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def item_row(item: Item, did: ItemRecord) -> str:
    """Give an item as an entry of a list, with what is known of it and the learner's links."""
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
