"""Ids of courses, weeks and items, completed by the shell with their titles as help."""

import re
from collections.abc import Collection, Iterator

import typer

from mlops_tracker.asking.session import session_of
from mlops_tracker.errors import TrackerError
from mlops_tracker.study.letters import folded
from mlops_tracker.study.naming import ALL_LEVELS
from mlops_tracker.study.syllabus import level_of
from mlops_tracker.views.marks import shown

Completions = list[tuple[str, str]]


def complete_any(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses and weeks, and items once their week is begun.

    Nobody reads 294 items to choose one.
    """
    is_begun = re.match(r"\d+\.\d", incomplete) is not None
    levels = ALL_LEVELS if is_begun else ("week", "course")
    return list(_completed(context, incomplete, levels))


def complete_kind(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the kinds of the syllabus, in any case and Unicode form."""
    try:
        kinds = dict.fromkeys(item.kind for item in session_of(context).tracker.syllabus.items())
    except TrackerError:
        return []
    # The shell would obey a control character.
    ended = (_ended(incomplete, kind) for kind in kinds if kind.isprintable())
    return list(dict.fromkeys(filter(None, ended)))


def _ended(incomplete: str, word: str) -> str | None:
    """Return a word as it goes on from what was typed, as shells keep that; None for another."""
    if word.startswith(incomplete):
        return word
    begun, small = folded(incomplete), folded(word)
    return incomplete + small[len(begun) :] if small.startswith(begun) else None


def complete_course_or_week(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses and weeks."""
    return list(_completed(context, incomplete, ("week", "course")))


def complete_course(context: typer.Context, incomplete: str) -> Completions:
    """Complete courses."""
    return list(_completed(context, incomplete, ("course",)))


def _completed(
    context: typer.Context, incomplete: str, levels: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Return the ids of these levels that begin as `incomplete` does, with their titles.

    A file that cannot be read completes nothing: this is no place to complain.
    """
    try:
        targets = session_of(context).tracker.syllabus.targets
    except TrackerError:
        return
    for id, target in targets.items():
        if id.startswith(incomplete) and level_of(target) in levels:
            # Typer takes the help for rich markup.
            yield id, shown(target.title).replace("[", r"\[")
