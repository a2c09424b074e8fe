"""`note` and `notes`: what the learner writes."""

from typing import Annotated

import typer

from mlops_tracker.asking.drafts import kept_on_failure
from mlops_tracker.asking.session import Session, session_of
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    Header,
    OptionalWhere,
    Shape,
    Where,
    bytes_of,
    read_stdin,
    shape_of,
    text_of,
)
from mlops_tracker.errors import UsageError
from mlops_tracker.study.quantities import amount
from mlops_tracker.study.search import Hit
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Target
from mlops_tracker.views import documents, lines
from mlops_tracker.views.lines import notes_page
from mlops_tracker.views.marks import shown, shown_lines


def note(
    context: typer.Context,
    where: Where,
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="A paragraph to add, or - to read it from stdin."),
    ] = None,
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
    if not show and (as_json or plain):
        raise UsageError("`--json` and `--plain` print a note", hint="add `--show`")
    if show:
        _show(session, session.tracker_to_read.find(where), shape)
    elif text is None:
        _edit(session, session.tracker.find(where))
    else:
        is_typed = text != "-"
        content = bytes_of(text) if is_typed else read_stdin()
        with kept_on_failure(session.output, content, is_typed=is_typed):
            words = text if is_typed else text_of(content)
            _write(session, session.tracker.find(where), words, replace)


def notes(
    context: typer.Context,
    where: OptionalWhere = None,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Print notes as Markdown."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    found = session.tracker_to_read.notes(where)
    if not (found or as_json or plain):
        session.output.say("no notes yet; `tracker note 1.1 TEXT` writes one")
    _print(session, found, shape, notes_page(found))


def _show(session: Session, target: Target, shape: Shape) -> None:
    """Print the note on one target, and nothing around it."""
    found = [hit for hit in session.tracker.notes(target.id) if hit.id == target.id]
    if not (found or shape.is_json or shape.is_plain):
        session.output.say(f"no note on {target.id} {shown(target.title)} yet")
    text = "".join(shown_lines(hit.text).removesuffix("\n") + "\n" for hit in found)
    _print(session, found, shape, text)


def _print(session: Session, found: list[Hit], shape: Shape, text: str) -> None:
    """Print notes in the shape that is asked for."""
    if shape.is_json:
        session.output.data(documents.hits_document(found))
    elif shape.is_plain:
        session.output.data(lines.note_lines(found, shape.header))
    else:
        session.output.data(text)


def _write(session: Session, target: Target, text: str, replace: bool) -> None:
    """Add a paragraph to a note, or put it in the note's place."""
    tracker = session.tracker
    if not text.strip() and not replace:
        raise UsageError("there is no text to add", hint=f"`tracker note {target.id}` opens it")
    step = tracker.write_note(target, text) if replace else tracker.append_note(target, text)
    _save(session, target, step)


def _edit(session: Session, target: Target) -> None:
    """Open a note in the editor and save what comes back."""
    from mlops_tracker.asking.editor import Subject, edited_text

    before = session.tracker.record.note(target)
    subject = Subject(f"note on {target.id}", f"note {target.id}")
    with edited_text(session, subject, before) as after:
        if after == before:
            session.output.say("nothing changed")
            return
        if not after.strip():
            session.output.confirm(f"this removes the note on {target.id}", "--replace ''")
        _save(session, target, session.tracker.write_note(target, after))


def _save(session: Session, target: Target, step: Step) -> None:
    """Save a note, and say how long it now is and how to take that back."""
    tracker, output = session.tracker, session.output
    before = tracker.record
    session.save(step, f"note {target.id}")
    note = tracker.record.note(target)
    number = len(note.removesuffix("\n").split("\n")) if note else 0
    lines = amount(number, "line") if note else "removed"
    output.say(f"note on {target.id} {shown(target.title)}: {lines}")
    if tracker.record != before:
        session.say_way_back()
