"""What differs -> what is said about it.

Between two records, by the progress in a source, and by an edition of the syllabus; the
latter two are told before they are saved.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mlops_tracker.clock import local
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.progress import Report
from mlops_tracker.study.quantities import amount, number_of_lines
from mlops_tracker.study.steps import ChangedText, Difference
from mlops_tracker.study.syllabus import Item, Syllabus, Target, level_of
from mlops_tracker.views.marks import Glyphs, shown
from mlops_tracker.views.sentences import NAMED, counted, step_sentences

if TYPE_CHECKING:
    from mlops_tracker.study.edition import Edition, Effect, Listed, Moved

LONGEST = 200
"""Characters of a text that are shown."""
NAMED_IDS = 5
"""How many ids of one sort are named."""


def difference_sentences(
    changed: Difference, report: Report, syllabus: Syllabus, glyphs: Glyphs
) -> Iterator[str]:
    """Say what changes from one record to another, and how far the learner then is."""
    for text in changed.texts[:NAMED]:
        yield _text_sentence(text, syllabus)
    if len(changed.texts) > NAMED:
        yield f"and {len(changed.texts) - NAMED} more of weeks and courses"
    yield from step_sentences("", changed.step, report, syllabus, glyphs)
    if not changed.step.marked and any(text.what == "status" for text in changed.texts):
        yield f"in all: {counted(report.total)}"


def _text_sentence(text: ChangedText, syllabus: Syllabus) -> str:
    """Say what becomes of something that was written or decided."""
    target = syllabus.targets.get(text.id)
    about = f"{text.what} on {text.id}{' ' * bool(target)}{shown(target.title) if target else ''}"
    if text.what in {"status", "stars"}:
        return f"{about}: {text.after or 'none'}, was {text.before or 'none'}"
    if not text.after:
        return f"{about}: removed, was {_lines(text.before)}"
    was = f", was {_lines(text.before)}" if text.before else ""
    return f"{about}: {_lines(text.after)}{was}"


def _lines(text: str) -> str:
    """Say how long a text is."""
    return amount(number_of_lines(text), "line")


def choice_sentences(choices: Iterable[Choice]) -> Iterator[str]:
    """Say what of two joined records only one could have; a matter of seconds is none."""
    for choice in choices:
        kept, dropped = _said(choice.kept), _said(choice.dropped)
        if kept != dropped:
            about = f" of {choice.id}" if choice.id else ""
            name = choice.what.replace("_", " ") + about
            yield f"{name}: kept {kept}, the other record says {dropped}"


def _said(value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    return "nothing" if value is None else str(value)


def progress_sentences(
    changed: Difference,
    report: Report,
    choices: Sequence[Choice],
    syllabus: Syllabus,
    glyphs: Glyphs,
) -> Iterator[str]:
    """Say what a record becomes, and what of it only one of two records could say."""
    yield from step_sentences("done", changed.step, report, syllabus, glyphs)
    for text in changed.texts[:NAMED]:
        yield _words_sentence(text, syllabus)
    if len(changed.texts) > NAMED:
        yield f"and {len(changed.texts) - NAMED} more of weeks and courses"
    told = list(choice_sentences(choices))
    yield from told[:NAMED]
    if len(told) > NAMED:
        yield f"and {len(told) - NAMED} more that the source says otherwise"


def _words_sentence(text: ChangedText, syllabus: Syllabus) -> str:
    """Say what becomes of something that was written or decided, in its own words."""
    target = syllabus.targets.get(text.id)
    words = " ".join(text.after.split())
    if len(words) > LONGEST:
        words = f"{words[: LONGEST - 1]}…"
    title = f" {shown(target.title)}" if target else ""
    return f"{text.what} of {text.id}{title}: {shown(words)}"


def edition_lines(effect: "Effect") -> Iterator[str]:
    """Return the plan: a line for each thing that is new, renamed, moved or gone.

    Items that come or go with their week are counted there, but for those that the
    record has something of.
    """
    found = effect.edition
    yield from _side("+", effect.new, "back")
    for target, was in found.renamed:
        yield f"~ {target.id}  {shown(was)} -> {shown(target.title)}"
    for moved in found.moved:
        yield f"> {_named(moved.target)}: {_way(moved)}"
    yield from _side("-", effect.gone, "kept")
    if found.syllabus.title != found.was_titled:
        yield f"title: {shown(found.was_titled)} -> {shown(found.syllabus.title)}"
    if found.retouched:
        ids = [target.id for target in found.retouched]
        more = f" and {len(ids) - NAMED_IDS} more" if len(ids) > NAMED_IDS else ""
        yield f"other minutes, kinds, addresses or summaries: {', '.join(ids[:NAMED_IDS])}{more}"


def edition_total(found: "Edition") -> str:
    """Return the plan in one line."""
    numbers = {
        "new": found.new,
        "renamed": found.renamed,
        "moved": found.moved,
        "gone": found.gone,
    }
    return ", ".join(f"{len(targets)} {what}" for what, targets in numbers.items())


def edition_document(found: "Edition") -> dict[str, Any]:
    """Return the plan as the document of `--json` has it."""
    titles = {"from": found.was_titled, "to": found.syllabus.title}
    return {
        "new": [_entry(target) for target in found.new],
        "renamed": [_entry(target, was=was) for target, was in found.renamed],
        "moved": [
            _entry(moved.target, **{"from": moved.before, "to": moved.after})
            for moved in found.moved
        ],
        "gone": [_entry(target) for target in found.gone],
        "retouched": [_entry(target) for target in found.retouched],
        "title": titles if titles["from"] != titles["to"] else None,
    }


def _entry(target: Target, **more: str) -> dict[str, str | None]:
    """Return something of the plan, with what else is said of it; only items have a kind."""
    kind = target.kind if isinstance(target, Item) else None
    return {"id": target.id, "title": target.title, **more, "kind": kind}


def standing(effect: "Effect") -> str:
    """Say how far the learner is with a new edition, and was without."""
    return f"in all: {counted(effect.after)}, was {counted(effect.before)}"


def _side(sign: str, listed: "Iterable[Listed]", how: str) -> Iterator[str]:
    """Return a line for each thing on one side of the plan."""
    for one in listed:
        more = f", {amount(one.folded, 'item')}" if one.folded else ""
        yield f"{sign} {_named(one.target)}{more}{_known(one, how)}"


def _named(target: Target) -> str:
    """Return an id with its title."""
    return f"{target.id}  {shown(target.title)} ({_sort(target)})"


def _sort(target: Target) -> str:
    """Say what a target is: the kind of an item, week or course."""
    return shown(target.kind) if isinstance(target, Item) else level_of(target)


def _way(moved: "Moved") -> str:
    """Say where something was moved to."""
    if moved.before != moved.after:
        return f"{moved.before} -> {moved.after}"
    return f"another place in {moved.after}" if moved.after else "another place"


def _known(one: "Listed", how: str) -> str:
    """Say what the record has of something that is gone, or that is back."""
    if not one.is_known:
        return ""
    words = [one.status] * bool(one.status) + ["note"] * one.has_note
    return f", {how}: {', '.join(words) or 'what you did'}"
