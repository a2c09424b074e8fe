"""The progress in a source -> what is said about it before it is saved."""

from collections.abc import Iterator, Sequence

from mlops_tracker.study.difference import ChangedText, difference
from mlops_tracker.study.merging import Choice
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.differences import choice_sentences
from mlops_tracker.views.marks import Glyphs
from mlops_tracker.views.sentences import NAMED, step_sentences
from mlops_tracker.views.shown import shown

LONGEST = 200
"""Characters of a text that are shown."""


def progress_sentences(
    before: StudyRecord,
    after: StudyRecord,
    choices: Sequence[Choice],
    syllabus: Syllabus,
    glyphs: Glyphs,
) -> Iterator[str]:
    """Say what a record becomes, and what of it only one of two records could say."""
    changed = difference(before, after, syllabus)
    yield from step_sentences("done", changed.step, measure_all(syllabus, after), syllabus, glyphs)
    for text in changed.texts[:NAMED]:
        yield _text_sentence(text, syllabus)
    if len(changed.texts) > NAMED:
        yield f"and {len(changed.texts) - NAMED} more of weeks and courses"
    told = list(choice_sentences(choices))
    yield from told[:NAMED]
    if len(told) > NAMED:
        yield f"and {len(told) - NAMED} more that the source says otherwise"
    if before == after:
        yield "no progress in the source that the record does not have"


def _text_sentence(text: ChangedText, syllabus: Syllabus) -> str:
    """Say what becomes of something that was written or decided, in its own words."""
    target = syllabus.targets.get(text.id)
    words = " ".join(text.after.split())
    if len(words) > LONGEST:
        words = f"{words[: LONGEST - 1]}…"
    title = f" {shown(target.title)}" if target else ""
    return f"{text.what} of {text.id}{title}: {shown(words)}"
