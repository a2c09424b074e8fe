"""`drop`, `resume`, `review`: what a learner decides about a course, and thinks of it."""

from typing import Annotated

import typer

from mlops_tracker.actions import courses
from mlops_tracker.asking.drafts import kept_on_failure
from mlops_tracker.asking.session import Session, session_of
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    DryRun,
    Header,
    OneCourse,
    Shape,
    bytes_of,
    read_stdin,
    shape_of,
    text_of,
)
from mlops_tracker.errors import UsageError
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.steps import Opinion, Review, Step
from mlops_tracker.study.syllabus import Course
from mlops_tracker.views import sentences as views
from mlops_tracker.views.marks import shown_lines


def drop(
    context: typer.Context,
    course: OneCourse,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reason, or - for stdin.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Return a course up."""
    session, is_typed = session_of(context), why != "-"
    content = bytes_of(why or "") if is_typed else read_stdin()
    with kept_on_failure(session.output, content, is_typed=is_typed, what="reason"):
        meant = courses.course_named(session.tracker, course)
        reason = why if is_typed else text_of(content)
        _decide(session, "drop", meant, courses.drop(session.tracker, meant, reason), dry_run)


def resume(context: typer.Context, course: OneCourse, dry_run: DryRun = False) -> None:
    """Take a course up again."""
    session = session_of(context)
    meant = courses.course_named(session.tracker, course)
    _decide(session, "resume", meant, courses.resume(session.tracker, meant), dry_run)


def _decide(session: Session, verb: str, course: Course, step: Step, dry_run: bool) -> None:
    """Save what was decided, and say what changed."""
    tracker, output = session.tracker, session.output
    before, record = tracker.record.course(course.id), step.record
    is_changed = record != tracker.record
    if not dry_run:
        session.save(step, f"{verb} {course.id}")
        record = tracker.record
    report, after = measure_all(tracker.syllabus, record), step.record.course(course.id)
    output.say(*views.status_sentences(course, before, after, report, output.talk_glyphs))
    if dry_run:
        output.say("dry run: nothing was saved")
    elif is_changed:
        session.say_way_back()


def review(
    context: typer.Context,
    course: OneCourse,
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="A paragraph to add, or - to read it from stdin."),
    ] = None,
    stars: Annotated[
        int | None, typer.Option(metavar="1-5", min=1, max=5, help="How good it was.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Print the review.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the text in place of the review.")
    ] = False,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Add to a review, edit it, or print it."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    if show and (text is not None or stars or replace):
        raise UsageError("`--show` only prints a review", hint="leave text and options out")
    if not show and (as_json or plain):
        raise UsageError("`--json` and `--plain` print a review", hint="add `--show`")
    if show:
        _show(session, courses.reviews(session.tracker_to_read, course), shape)
    elif text is None and stars is None:
        _edit(session, courses.course_named(session.tracker, course))
    else:
        _write(session, course, text, stars, replace)


def _show(session: Session, reviews: list[Review], shape: Shape) -> None:
    """Print the review of one course, and nothing around it; stars alone are said."""
    if shape.is_json or shape.is_plain:
        show_reviews(session, reviews, shape)
        return
    for review in reviews:
        if review.review:
            session.output.data(shown_lines(review.review).removesuffix("\n") + "\n")
        else:
            session.output.say(views.wordless_sentence(review, session.output.talk_glyphs))


def show_reviews(session: Session, reviews: list[Review], shape: Shape) -> None:
    """Print reviews in the shape that is asked for."""
    output = session.output
    if shape.is_json:
        output.data(views.reviews_document(reviews))
    elif shape.is_plain:
        output.data(views.review_lines(reviews, shape.header))
    else:
        from mlops_tracker.views.tables import draw_reviews

        draw_reviews(output.screen(), reviews, session.tracker.syllabus)


def _write(
    session: Session, course: str, text: str | None, stars: int | None, replace: bool
) -> None:
    """Add a paragraph to a review, or put it in the review's place; set stars."""
    is_typed = text != "-"
    content = bytes_of(text or "") if is_typed else read_stdin()
    with kept_on_failure(session.output, content, is_typed=is_typed, what="review"):
        words = text if is_typed else text_of(content)
        meant = courses.course_named(session.tracker, course)
        if words is not None and not words.strip() and not replace:
            hint = f"`tracker review {meant.id}` opens it"
            raise UsageError("there is no text to add", hint=hint)
        _save(session, meant, Opinion(stars, words), replaces=replace)


def _edit(session: Session, course: Course) -> None:
    """Open a review in the editor and save what comes back."""
    from mlops_tracker.asking.editor import Subject, edited_text

    before = session.tracker.record.course(course.id).review
    subject = Subject(f"review of {course.id}", f"review {course.id}")
    with edited_text(session, subject, before) as after:
        if after == before:
            session.output.say("nothing changed")
            return
        if not after.strip():
            session.output.confirm(f"this removes the review of {course.id}", "--replace ''")
        _save(session, course, Opinion(text=after), replaces=True)


def _save(session: Session, course: Course, opinion: Opinion, *, replaces: bool) -> None:
    """Save what is thought of a course, and say what changed and how to take it back."""
    tracker, output = session.tracker, session.output
    step = courses.review(tracker, course, opinion, replaces=replaces)
    before = tracker.record
    session.save(step, f"review {course.id}")
    was, now = before.course(course.id), tracker.record.course(course.id)
    output.say(*views.review_sentences(course, was, now, output.talk_glyphs))
    if tracker.record != before:
        session.say_way_back()
