"""`note`, `notes`, `review`: what the learner writes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from mlops_tracker.asking.session import Session
from mlops_tracker.asking.streams import Shape, words_given
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    Header,
    OneCourse,
    OptionalWhere,
    Where,
    session_of,
    shape_of,
)
from mlops_tracker.errors import UsageError
from mlops_tracker.study.quantities import amount, number_of_lines
from mlops_tracker.study.steps import Opinion, Review, Step
from mlops_tracker.study.syllabus import Course, Target
from mlops_tracker.views.marks import shown, shown_lines
from mlops_tracker.views.sentences import review_sentences, wordless_sentence

if TYPE_CHECKING:
    from mlops_tracker.study.search import Hit

Text = Annotated[
    str | None,
    typer.Argument(metavar="[TEXT]", help="A paragraph to add, or - to read it from stdin."),
]


def note(
    context: typer.Context,
    where: Where,
    text: Text = None,
    show: Annotated[bool, typer.Option("--show", help="Print the note.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the text in place of the note.")
    ] = False,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Add to a note, edit it, or print it."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    if show and (text is not None or replace):
        raise UsageError("`--show` only prints a note", hint="leave the text and `--replace` out")
    _refuse_shape(shape, show, "a note")
    if show:
        _show_note(session, session.tracker_to_read.find(where), shape)
        return
    with words_given(session.output, text) as words:
        target = session.tracker.find(where)
        command = f"note {target.id}"
        if words is None:
            before = session.tracker.record.note(target)
            _edit(session, "note on", command, before, lambda after: _note(session, target, after))
        elif replace:
            _note(session, target, words)
        else:
            _refuse_empty(words, command)
            _save_note(session, target, session.tracker.append_note(target, words))


def review(
    context: typer.Context,
    course: OneCourse,
    text: Text = None,
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
    _refuse_shape(shape, show, "a review")
    if show:
        _show_review(session, session.tracker_to_read.reviews(course), shape)
        return
    with words_given(session.output, text, "review") as words:
        meant = session.tracker.course(course)
        command = f"review {meant.id}"
        if words is None and stars is None:
            before = session.tracker.record.course(meant.id).review

            def save(after: str) -> None:
                _save_review(session, meant, Opinion(text=after), replaces=True)

            _edit(session, "review of", command, before, save)
        else:
            if words is not None and not replace:
                _refuse_empty(words, command)
            _save_review(session, meant, Opinion(stars, words), replaces=replace)


def notes(
    context: typer.Context,
    where: OptionalWhere = None,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Print notes as Markdown."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    from mlops_tracker.views.lines import notes_page

    found = session.tracker_to_read.notes(where)
    if not found and shape.is_for_people:
        session.output.say("no notes yet; `tracker note 1.1 TEXT` writes one")
    _print(session, found, shape, notes_page(found))


def _refuse_shape(shape: Shape, show: bool, what: str) -> None:
    """Raise UsageError for the shape of a result where nothing is to be printed."""
    if not (show or shape.is_for_people):
        raise UsageError(f"`--json` and `--plain` print {what}", hint="add `--show`")


def _refuse_empty(words: str, command: str) -> None:
    """Raise UsageError for a text in which nothing stands."""
    if not words.strip():
        raise UsageError("there is no text to add", hint=f"`tracker {command}` opens it")


def _edit(
    session: Session, label: str, command: str, before: str, save: Callable[[str], None]
) -> None:
    """Open a text in the editor, and save what comes back."""
    from mlops_tracker.asking.editor import Subject, edited_text

    name = f"{label} {command.rsplit(maxsplit=1)[-1]}"
    with edited_text(session, Subject(name, command), before) as after:
        if after == before:
            session.output.say("nothing changed")
            return
        if not after.strip():
            session.output.confirm(f"this removes the {name}", "--replace ''")
        save(after)


def _note(session: Session, target: Target, text: str) -> None:
    """Put a text in place of a note."""
    _save_note(session, target, session.tracker.write_note(target, text))


def _save_note(session: Session, target: Target, step: Step) -> None:
    """Save a note, and say how long it now is and how to take that back."""
    tracker, output = session.tracker, session.output
    before = tracker.record
    session.save(step, f"note {target.id}")
    note = tracker.record.note(target)
    number = number_of_lines(note)
    length = amount(number, "line") if note else "removed"
    output.say(f"note on {target.id} {shown(target.title)}: {length}")
    if tracker.record != before:
        session.say_way_back()


def _save_review(session: Session, course: Course, opinion: Opinion, *, replaces: bool) -> None:
    """Save what is thought of a course, and say what changed and how to take it back."""
    tracker, output = session.tracker, session.output
    step = tracker.review(course, opinion, replaces=replaces)
    before = tracker.record
    session.save(step, f"review {course.id}")
    was, now = before.course(course.id), tracker.record.course(course.id)
    output.say(*review_sentences(course, was, now, output.talk_glyphs))
    if tracker.record != before:
        session.say_way_back()


def _show_note(session: Session, target: Target, shape: Shape) -> None:
    """Print the note on one target, and nothing around it."""
    found = [hit for hit in session.tracker.notes(target.id) if hit.id == target.id]
    if not found and shape.is_for_people:
        session.output.say(f"no note on {target.id} {shown(target.title)} yet")
    _print(session, found, shape, "".join(map(_alone, (hit.text for hit in found))))


def _print(session: Session, found: "list[Hit]", shape: Shape, text: str) -> None:
    """Print notes in the shape that is asked for."""
    from mlops_tracker.views import documents, lines  # which writing a note does not need

    session.output.show(
        shape,
        document=lambda: documents.hits_document(found),
        lines=lambda header: lines.note_lines(found, header),
        people=lambda: session.output.data(text),
    )


def _show_review(session: Session, reviews: list[Review], shape: Shape) -> None:
    """Print the review of one course, and nothing around it; stars alone are said."""
    if not shape.is_for_people:
        from mlops_tracker.cli.reports import show_reviews

        show_reviews(session, reviews, shape)
        return
    for one in reviews:
        if one.review:
            session.output.data(_alone(one.review))
        else:
            session.output.say(wordless_sentence(one, session.output.talk_glyphs))


def _alone(text: str) -> str:
    """Return a text as it is printed by itself."""
    return shown_lines(text).removesuffix("\n") + "\n"
