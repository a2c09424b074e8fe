"""What a learner does with items and courses, from `done` to `resume`."""

from typing import Annotated

import typer

from mlops_tracker.asking import clock
from mlops_tracker.asking.session import Session
from mlops_tracker.asking.words import STDIN, words_given
from mlops_tracker.cli.options import (
    DryRun,
    Items,
    OneCourse,
    OneItem,
    Yes,
    names_from,
    session_of,
)
from mlops_tracker.errors import UsageError
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.quantities import parse_day, parse_minutes, parse_score
from mlops_tracker.study.steps import Completion, Step
from mlops_tracker.study.syllabus import Course
from mlops_tracker.views.sentences import ASKS_ABOVE, status_sentences, step_label, step_sentences


def done(
    context: typer.Context,
    items: Items,
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="When: 2026-03-02, today, yesterday, mon.")
    ] = None,
    score: Annotated[str | None, typer.Option(metavar="SCORE", help="8/10, 80 or 80%.")] = None,
    took: Annotated[str | None, typer.Option(metavar="TIME", help="25m, 1h10m or 2h.")] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Add this, or - for stdin, to the note.")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Mark items as done."""
    session = session_of(context)
    if STDIN in items and note == STDIN:
        raise UsageError("stdin cannot hold both ids and the note", hint="type one of them")
    with words_given(session.output, note) as words:
        if words is not None and not words.strip():
            raise UsageError("there is no text to add", hint="leave `--note` out")
        completion = Completion(
            on=None if on is None else clock.moment_of(parse_day(on, clock.today())),
            score=None if score is None else parse_score(score),
            spent_minutes=None if took is None else parse_minutes(took),
            note=words or "",
        )
        step = session.tracker.done(names_from(items), completion, clock.now())
        _take(session, "done", step, dry_run, yes)


def undone(context: typer.Context, items: Items, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Take back that items are done."""
    session = session_of(context)
    _take(session, "undone", session.tracker.undone(names_from(items)), dry_run, yes)


def skip(context: typer.Context, items: Items, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Leave items out."""
    session = session_of(context)
    _take(session, "skip", session.tracker.skip(names_from(items)), dry_run, yes)


def unskip(context: typer.Context, items: Items, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Count skipped items again."""
    session = session_of(context)
    _take(session, "unskip", session.tracker.unskip(names_from(items)), dry_run, yes)


def start(context: typer.Context, item: OneItem, dry_run: DryRun = False) -> None:
    """Note that an item is being worked on."""
    session = session_of(context)
    _take(session, "start", session.tracker.start(item), dry_run, yes=True)


def _take(session: Session, verb: str, step: Step, dry_run: bool, yes: bool) -> None:
    """Take a step, after asking where it is a large one, and say what changed."""
    tracker, output = session.tracker, session.output
    if len(step.marked) > ASKS_ABOVE and not (yes or dry_run):
        output.confirm(f"`{verb}` would change {len(step.marked)} items", "--yes")
    if not dry_run:
        session.save(step, step_label(verb, step, tracker.syllabus))
    report = measure_all(tracker.syllabus, step.record if dry_run else tracker.record)
    syllabus, glyphs = tracker.syllabus, output.talk_glyphs
    sentences = step_sentences(verb, step, report, syllabus, glyphs, clock.today())
    output.say(*sentences)
    if dry_run:
        output.say("dry run: nothing was saved")
    elif not (step.marked or step.unchanged):
        output.say(f"nothing to do: there is nothing that `{verb}` would change")
    elif step.marked:
        session.say_way_back()


def drop(
    context: typer.Context,
    course: OneCourse,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason, or - for stdin.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Give a course up."""
    session = session_of(context)
    with words_given(session.output, why, "reason") as reason:
        meant = session.tracker.course(course)
        _decide(session, "drop", meant, session.tracker.drop(meant, reason), dry_run)


def resume(context: typer.Context, course: OneCourse, dry_run: DryRun = False) -> None:
    """Take a course up again."""
    session = session_of(context)
    meant = session.tracker.course(course)
    _decide(session, "resume", meant, session.tracker.resume(meant), dry_run)


def _decide(session: Session, verb: str, course: Course, step: Step, dry_run: bool) -> None:
    """Save what was decided, and say what changed."""
    tracker, output = session.tracker, session.output
    before, record = tracker.record.course(course.id), step.record
    is_changed = record != tracker.record
    if not dry_run:
        session.save(step, f"{verb} {course.id}")
        record = tracker.record
    report, after = measure_all(tracker.syllabus, record), step.record.course(course.id)
    output.say(*status_sentences(course, before, after, report, output.talk_glyphs))
    if dry_run:
        output.say("dry run: nothing was saved")
    elif is_changed:
        session.say_way_back()
