"""`import`: a course list becomes a syllabus.

`import --update` and `syllabus update`: a new edition in place of the syllabus in use.
"""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mlops_tracker import clock
from mlops_tracker.actions import imports, updates
from mlops_tracker.actions.checks import command_to_begin
from mlops_tracker.actions.imports import JoinedProgress, Plan, Wanted
from mlops_tracker.asking.session import Session
from mlops_tracker.asking.streams import STDIN, read_stdin
from mlops_tracker.cli.options import (
    PATH,
    AsJson,
    DryRun,
    Replace,
    Yes,
    command_on,
    complete_source_format,
    session_of,
)
from mlops_tracker.errors import TrackerError, UsageError
from mlops_tracker.formats.outline import Outline, with_line_feeds
from mlops_tracker.formats.own.facts import held_back_repeated
from mlops_tracker.formats.registry import READ, source_format
from mlops_tracker.study.edition import Edition, effect_of
from mlops_tracker.study.quantities import either
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views import documents
from mlops_tracker.views.differences import (
    edition_document,
    edition_lines,
    edition_total,
    progress_sentences,
    standing,
)
from mlops_tracker.views.marks import shown


class Given(NamedTuple):
    """What is imported."""

    file: str
    """`-` for stdin."""
    wanted: str | None
    """The name of its format, where a person told it."""
    title: str | None

    @property
    def is_syllabus(self) -> bool:
        """Whether it is a syllabus file, which has ids of its own."""
        return self.wanted is None and self.file.lower().endswith(".toml")


class Saving(NamedTuple):
    """Whether anything is saved, where, and what is told."""

    out: Path | None = None
    """The syllabus file; None for one that is named after the source or the former."""
    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="OUT.toml", help="The syllabus file to write."),
]
File = Annotated[
    str, typer.Argument(metavar="FILE", help="A course list, or - for stdin.", click_type=PATH)
]
Title = Annotated[str | None, typer.Option(metavar="TITLE", help="Its title.")]
Use = Annotated[bool, typer.Option("--use", help="Make it this folder's syllabus.")]
WithProgress = Annotated[
    bool, typer.Option("--with-progress", help="Take over ticks, scores and reviews.")
]
Explain = Annotated[
    int | None, typer.Option(metavar="LINE", help="Tell what one line became; save nothing.")
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help=f"{either(READ)}.",
        autocompletion=complete_source_format,
    ),
]
Update = Annotated[bool, typer.Option("--update", help="Put it in place of the syllabus in use.")]


def import_course(
    context: typer.Context,
    file: File,
    out: Out = None,
    title: Title = None,
    use: Use = False,
    with_progress: WithProgress = False,
    explain: Explain = None,
    source: From = None,
    force: Replace = False,
    update: Update = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read a course list and write it as a syllabus."""
    session, saving = session_of(context), Saving(out, dry_run, yes, as_json)
    given = Given(file, source, title)
    _refuse_odd(title, explain, as_json=as_json)
    if update:
        _refuse_with_update(use or with_progress or force or explain is not None)
        _update(session, given, saving)
        return
    outline, text = _read(given)
    if explain is not None:
        _explain(session, outline, explain, text)
        return
    _report(session, outline, text, as_json=as_json)
    path = out or Path(imports.file_for("stdin" if file == STDIN else file, outline.title))
    wanted = Wanted(path, _record_path(session), use, with_progress, force)
    _import(session, outline, wanted, saving)


def _refuse_odd(title: str | None, explain: int | None, *, as_json: bool) -> None:
    """Raise UsageError for options that make no sense."""
    if title is not None and not (title.strip() and title.isprintable()):
        raise UsageError("the title is empty or cannot be printed", hint="give `--title TITLE`")
    if explain is not None and as_json:
        raise UsageError("`--explain` tells of one line in words", hint="leave `--json` out")


def _refuse_with_update(is_more: bool) -> None:
    """Raise UsageError where `--update` is given with what goes without it."""
    if is_more:
        raise UsageError(
            "`--update` goes without `--use`, `--with-progress`, `--force` and `--explain`",
            hint="update first",
        )


def _read(source: Given, name: str | None = None) -> tuple[Outline, str]:
    """Return the outline of a source, and its text with line feeds; `name` is that of the study."""
    format = source_format(source.wanted, source.file)
    path = None if source.file == STDIN else Path(source.file)
    text = imports.source_text(path, format, lambda size: read_stdin(size - 1))
    outline = imports.read(text, format, source.file, source.title, name)
    return outline, with_line_feeds(text)


def _import(session: Session, outline: Outline, wanted: Wanted, saving: Saving) -> None:
    """Make a syllabus of an outline, or join its progress with the record of the same study."""
    if outline.exact and outline.exact.held_back.is_any:
        session.output.warn(held_back_repeated(outline.exact.held_back))
    joins = wanted.progress and not (wanted.use or saving.out)
    if joins and (own := _of_study(session, outline)):
        _join(session, own, f"import {wanted.path.stem}", saving)
    elif saving.dry_run:
        _preview(session, outline, wanted)
    else:
        imports.refuse_record(wanted.path, wanted.record, session.found_record.path)
        _save(session, imports.plan(outline, wanted, session.cache), yes=saving.yes)


def _report(session: Session, outline: Outline, text: str, *, as_json: bool) -> None:
    """Say how the source was read."""
    if as_json:
        from mlops_tracker.formats.sources.json import outline_document

        session.output.data(documents.document(**outline_document(outline)))
        return
    from mlops_tracker.formats.explanation import report

    for line in report(outline, _number_of_lines(text)):
        session.output.data(f"{shown(line)}\n")


def _number_of_lines(text: str) -> int:
    return text.removesuffix("\n").count("\n") + 1


def _explain(session: Session, outline: Outline, line: int, text: str) -> None:
    """Say what one line became."""
    from mlops_tracker.formats.explanation import explained

    for sentence in explained(outline, line, text.split("\n")):
        session.output.data(f"{shown(sentence)}\n")


def _of_study(session: Session, outline: Outline) -> Outline | None:
    """Return a source that the tool itself wrote of the study in use, with the ids of that."""
    return imports.of_study(outline, session.tracker.syllabus) if outline.exact else None


def _join(session: Session, outline: Outline, what: str, saving: Saving) -> None:
    """Join the progress in a source with the record in use, whose syllabus stays."""
    tracker, record = session.tracker, session.record_location.path
    joined = imports.joined(outline, tracker.syllabus, tracker.record)
    if saving.dry_run:
        _show_progress(session, tracker.syllabus, joined)
        session.output.say(f"dry run: nothing was saved; without it: `{record}`")
        return
    _ask(session, tracker.syllabus, joined, yes=saving.yes)
    session.save(Step(joined.after), what)
    if joined.is_change:
        _tell_saved(session, record)


def _preview(session: Session, outline: Outline, wanted: Wanted) -> None:
    """Say what would be saved."""
    if wanted.progress:
        preview = imports.preview(outline, wanted, session.cache)
        _show_progress(session, *preview)
    session.output.say(f"dry run: nothing was saved; without it: `{wanted.path}`")


def _save(session: Session, plan: Plan, *, yes: bool) -> None:
    """Write the syllabus, then the record; all that can be refused was refused before."""
    if plan.joined:
        _ask(session, plan.syllabus, plan.joined, yes=yes)
    session.output.flush_before_save()
    replaced = imports.save_syllabus(plan)
    path, record = plan.wanted.path, plan.wanted.record
    session.output.say(f"`{path}` is the syllabus {shown(plan.syllabus.title)}")
    session.output.warn(*replaced.notices)
    if replaced.copy:
        session.output.say(f"take back: {command_on('cp', replaced.copy, path)}")
    _save_record(session, plan)
    made = [path] * plan.is_new + [record] * plan.begins_record
    if made:
        session.output.say(f"take back: rm {shlex.join(map(str, made))}")
    if not imports.is_used(plan, session.cache):
        session.output.say(f"use it: {command_to_begin(session.found_record, path)}")


def _save_record(session: Session, plan: Plan) -> None:
    """Begin the record where there is none, and save the progress in it."""
    cache, record, path = session.cache, plan.wanted.record, plan.wanted.path
    if plan.begins_record:
        with _telling(f"`{path}` is saved, its record is not"):
            session.tell_saved(imports.begin_record(plan, cache, clock.now()))
        session.output.say(f"`{record}` is its record")
    if plan.joined and plan.joined.is_change:
        with _telling(f"`{path}` is saved, the progress is not"):
            session.tell_saved(imports.save_progress(plan, cache, clock.now()))
        _tell_saved(session, record)


@contextmanager
def _telling(what: str) -> Iterator[None]:
    """Have an error say first what was saved before it and what was not."""
    try:
        yield
    except TrackerError as error:
        error.message = f"{what}: {error.message}"
        raise


def _tell_saved(session: Session, record: Path) -> None:
    """Say where progress was saved, and how to take that back."""
    back = f"; take back: {session.program} undo" if session.has_way_back else ""
    session.output.say(f"progress saved in `{record}`{back}")


def _record_path(session: Session) -> Path:
    """Return the record that `--use` means: the one in use here, else one of this folder."""
    location = session.found_record
    if location.why.is_of_this_folder:
        return location.path
    return session.record_here


def _ask(session: Session, syllabus: Syllabus, joined: JoinedProgress, *, yes: bool) -> None:
    """Show what the progress in the source changes; on a terminal, ask whether to go on."""
    _show_progress(session, syllabus, joined)
    if joined.is_change and not yes and session.output.can_ask:
        session.output.confirm("this would be saved as your progress", "--yes")


def _show_progress(session: Session, syllabus: Syllabus, joined: JoinedProgress) -> None:
    """Say what the progress in the source changes."""
    output = session.output
    told = (joined.changed, joined.report, joined.choices)
    output.say(*progress_sentences(*told, syllabus, output.talk_glyphs))
    if not joined.is_change:
        output.say("no progress in the source that the record does not have")


def _update(session: Session, source: Given, saving: Saving) -> None:
    """Put the source in place of the syllabus in use."""
    if source.is_syllabus:
        new = updates.load_edition(Path(source.file))
        new = Syllabus(new.id, source.title or new.title, new.courses, new.url, new.last)
    else:
        outline, text = _read(source, session.tracker.syllabus.title)
        _tell_read(session, outline, text)
        new = imports.syllabus_from(outline)
    found = updates.compare(session.tracker, new, has_ids=source.is_syllabus)
    _replace(session, found, shlex.join(["import", source.file, "--update"]), saving)


def _tell_read(session: Session, outline: Outline, text: str) -> None:
    """Say how much of a course list was read."""
    from mlops_tracker.formats.explanation import report

    session.output.say(next(iter(report(outline, _number_of_lines(text)))))
    doubts = len(outline.of("left out")), len(outline.of("unsure"))
    if any(doubts):
        session.output.say(
            f"entries left out: {doubts[0]}, unsure: {doubts[1]}; "
            "the same command without `--update`, with `--dry-run`, tells which"
        )


def syllabus(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="update", help="The word `update`.")],
    out: Out = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring a syllabus that was made from the shipped one up to date."""
    session = session_of(context)
    if action != "update":
        raise UsageError(f"`{action}` is nothing to do", hint="it is `tracker syllabus update`")
    found = updates.compare_with_shipped(session.tracker)
    if updates.is_shipped(session.tracker.syllabus_location.path) and not as_json:
        session.output.say(
            "nothing changed: the syllabus in use is the one shipped with this tracker",
            f"`{session.program} check` lists what it no longer has",
        )
        return
    _replace(session, found, "syllabus update", Saving(out, dry_run, yes, as_json))


def _replace(session: Session, found: Edition, what: str, saving: Saving) -> None:
    """Show what a new edition changes, ask, and save it as a step that is called `what`."""
    output, tracker = session.output, session.tracker
    effect = effect_of(found, tracker.syllabus, tracker.record)
    if saving.as_json:
        output.data(documents.document(**edition_document(found)))
    else:
        output.data("".join(f"{line}\n" for line in edition_lines(effect)))
    if not found.is_change:
        output.say(f"nothing changed: `{tracker.syllabus_location.path}` says all of it already")
        return
    output.say(edition_total(found), standing(effect))
    if effect.is_another:
        session.tell(["it lists nothing that the syllabus in use lists: is it another course?"])
    if saving.dry_run:
        output.say("dry run: nothing was saved")
        return
    if not saving.yes:
        output.confirm("this changes the syllabus", "--yes")
    output.flush_before_save()
    saved = updates.save(tracker, found, saving.out, lambda step: session.save(step, what))
    _tell(session, saved, effect.number_kept)


def _tell(session: Session, saved: updates.SavedEdition, kept: int) -> None:
    """Say what was saved where, and what to know about it."""
    output, tracker = session.output, session.tracker
    former = tracker.syllabus_location
    name = "the shipped one" if updates.is_shipped(former.path) else f"`{former.path}`"
    output.say(f"`{saved.path}` is the syllabus now; {name} stays as it was")
    if saved.left_comments:
        output.say(f"comments that stay in `{former.path}` alone: {saved.left_comments}")
    if former.why.is_for_this_run:
        output.say(f"{former.why.value} names the former one; have it name `{saved.path}`")
    if kept:
        output.say(f"gone but kept in your record: {kept}; `{session.program} check` lists it")
    session.say_way_back()
