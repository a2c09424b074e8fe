"""What differs between two records -> what is said about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from mlops_tracker.local_time import local
from mlops_tracker.study.difference import ChangedText, Difference
from mlops_tracker.study.merge import Choice
from mlops_tracker.study.progress import Report
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.marks import Glyphs, shown
from mlops_tracker.views.sentences import NAMED, counted, step_sentences


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
    return amount(len(text.removesuffix("\n").split("\n")), "line")


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
