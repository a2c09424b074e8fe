"""Links -> what is said of them."""

from collections.abc import Iterable

from mlops_tracker.study.linking import Link
from mlops_tracker.study.marking import Step
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.syllabus import Item
from mlops_tracker.views.shown import shown


def link_sentence(item: Item, step: Step, typed: str, *, removes: bool) -> str:
    """Say what became of the links of an item, if anything did of the one that was typed."""
    about = f"{item.id} {shown(item.title)}"
    if not step.marked:
        has_it = "has no link" if removes else "is linked already to"
        return f"nothing to do: {about} {has_it} `{shown(typed)}`"
    before, after = step.marked[0].before.links, step.marked[0].after.links
    [changed] = set(before) ^ set(after)
    verb = "linked to" if changed in after else "no longer linked to"
    return f"{about}: {verb} `{shown(changed)}`  ({amount(len(after), 'link')})"


def links_page(links: Iterable[Link]) -> str:
    """Give links, a line each, with what is wrong with one."""
    return "".join(f"{shown(link.link)}{_remark(link)}\n" for link in links)


def _remark(link: Link) -> str:
    """Say what is wrong with a link, if anything is."""
    if link.address is None:
        return "  (never opened: neither a file nor an http address)"
    return "  (not there)" if link.is_there is False else ""


def refusal(link: str, *, is_gone: bool) -> str:
    """Say why a link is not opened."""
    why = "is not there" if is_gone else "is neither a file nor an http or https address"
    return f"`{shown(link)}` {why}; it was not opened"
