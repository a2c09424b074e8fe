"""`import`: a course list becomes a syllabus.

`import --update` and `syllabus update`: a new edition in place of the syllabus in use.
"""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mlops_tracker.actions import imports, updates
from mlops_tracker.actions.checks import command_to_begin
from mlops_tracker.actions.imports import Joined, Plan, Wanted
from mlops_tracker.asking import clock
from mlops_tracker.asking.session import Session
from mlops_tracker.asking.words import read_stdin
from mlops_tracker.cli.commands import PATH
from mlops_tracker.cli.options import (
    AsJson,
    DryRun,
    Replace,
    Yes,
    command_on,
    session_of,
)
from mlops_tracker.errors import TrackerError, UsageError
from mlops_tracker.formats.outline import Outline, with_line_feeds
from mlops_tracker.formats.own import withheld
from mlops_tracker.formats.registry import format_named, is_own
from mlops_tracker.store import places, reading
from mlops_tracker.study.edition import Edition
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.steps import Step
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views import documents
from mlops_tracker.views.marks import shown
from mlops_tracker.views.previews import (
    edition_document,
    edition_lines,
    edition_total,
    is_another,
    number_kept,
    progress_sentences,
    standing,
)


def import_course(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A course list, or - for stdin.", click_type=PATH),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT.toml", help="The syllabus file to write."),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="Its title.")] = None,
    use: Annotated[bool, typer.Option("--use", help="Make it this folder's syllabus.")] = False,
    with_progress: Annotated[
        bool, typer.Option("--with-progress", help="Take over ticks, scores and reviews.")
    ] = False,
    explain: Annotated[
        int | None, typer.Option(metavar="LINE", help="Tell what one line became; save nothing.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="markdown, csv or json.")
    ] = None,
    force: Replace = False,
    update: Annotated[
        bool, typer.Option("--update", help="Put it in place of the syllabus in use.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read a course list and write it as a syllabus."""
    session = session_of(context)
    _refuse_odd(title, explain, as_json=as_json)
    if update:
        if use or with_progress or force or explain is not None:
            raise UsageError(
                "`--update` goes without `--use`, `--with-progress`, `--force` and `--explain`",
                hint="update first",
            )
        _update(session, file, source, title, out, (dry_run, yes, as_json))
        return
    source_format = format_named(source, file)
    text = _source(file, source_format)
    outline = imports.read(text, source_format, file, title)
    text = with_line_feeds(text)
    if explain is not None:
        _explain(session, outline, explain, text)
        return
    _report(session, outline, text, as_json=as_json)
    if outline.exact and outline.exact.held_back.is_any:
        session.output.warn(withheld.repeated(outline.exact.held_back))
    path = out or Path(imports.file_for("stdin" if file == "-" else file, outline.title))
    wanted = Wanted(path, _record_path(session), use, with_progress, force)
    if with_progress and not (use or out) and (own := _of_study(session, outline)):
        _join(session, own, f"import {path.stem}", dry_run=dry_run, yes=yes)
    elif dry_run:
        _preview(session, outline, wanted)
    else:
        imports.refuse_record(path, wanted.record, session.found_record.path)
        _save(session, imports.plan(outline, wanted, places.cache_folder()), yes=yes)


def _refuse_odd(title: str | None, explain: int | None, *, as_json: bool) -> None:
    """Raise UsageError for options that make no sense."""
    if title is not None and not (title.strip() and title.isprintable()):
        raise UsageError("the title is empty or cannot be printed", hint="give `--title TITLE`")
    if explain is not None and as_json:
        raise UsageError("`--explain` tells of one line in words", hint="leave `--json` out")


def _update(
    session: Session,
    file: str,
    source: str | None,
    title: str | None,
    out: Path | None,
    how: tuple[bool, bool, bool],
) -> None:
    """Put the source in place of the syllabus in use."""
    request = Request(shlex.join(["import", file, "--update"]), out, *how)
    if is_syllabus(file, source):
        update_from_syllabus(session, file, title, request)
        return
    source_format = format_named(source, file)
    text = _source(file, source_format)
    known = session.tracker.syllabus.title
    outline = imports.read(text, source_format, file, title, name=known)
    lines = with_line_feeds(text).removesuffix("\n").count("\n") + 1
    update_from_outline(session, outline, lines, request)


def _source(file: str, source_format: str) -> str:
    """Return the text of the source, with its line ends as they are."""

    def is_ours(beginning: str) -> bool:
        return is_own(beginning, source_format)

    if file != "-":
        return reading.read_source(Path(file), is_ours)
    return reading.source_text(lambda size: read_stdin(size - 1), "stdin", is_ours)


def _report(session: Session, outline: Outline, text: str, *, as_json: bool) -> None:
    """Say how the source was read."""
    if as_json:
        from mlops_tracker.formats.sources.json import outline_document

        session.output.data(documents.document(**outline_document(outline)))
        return
    from mlops_tracker.formats.explanation import report

    for line in report(outline, text.removesuffix("\n").count("\n") + 1):
        session.output.data(f"{shown(line)}\n")


def _explain(session: Session, outline: Outline, line: int, text: str) -> None:
    """Say what one line became."""
    from mlops_tracker.formats.explanation import explained

    for sentence in explained(outline, line, text.split("\n")):
        session.output.data(f"{shown(sentence)}\n")


def _of_study(session: Session, outline: Outline) -> Outline | None:
    """Return a source that the tool itself wrote of the study in use, with the ids of that."""
    return imports.of_study(outline, session.tracker.syllabus) if outline.exact else None


def _join(session: Session, outline: Outline, what: str, *, dry_run: bool, yes: bool) -> None:
    """Join the progress in a source with the record in use, whose syllabus stays."""
    tracker, record = session.tracker, session.record_location.path
    joined = imports.joined(outline, tracker.syllabus, tracker.record)
    if dry_run:
        _show_progress(session, tracker.syllabus, joined)
        session.output.say(f"dry run: nothing was saved; without it: `{record}`")
        return
    _ask(session, tracker.syllabus, joined, yes=yes)
    session.save(Step(joined.after), what)
    if joined.after != joined.before:
        _tell_saved(session, record)


def _preview(session: Session, outline: Outline, wanted: Wanted) -> None:
    """Say what would be saved."""
    if wanted.progress:
        preview = imports.preview(outline, wanted, places.cache_folder())
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
    if not imports.is_used(plan, places.cache_folder()):
        session.output.say(f"use it: {command_to_begin(session.found_record, path)}")


def _save_record(session: Session, plan: Plan) -> None:
    """Begin the record where there is none, and save the progress in it."""
    cache, record, path = places.cache_folder(), plan.wanted.record, plan.wanted.path
    if plan.begins_record:
        with _telling(f"`{path}` is saved, its record is not"):
            session.tell_saved(imports.begin_record(plan, cache, clock.now()))
        session.output.say(f"`{record}` is its record")
    if plan.joined and plan.joined.after != plan.joined.before:
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
    return session.folder / places.PROJECT_RECORD


def _ask(session: Session, syllabus: Syllabus, joined: Joined, *, yes: bool) -> None:
    """Show what the progress in the source changes; on a terminal, ask whether to go on."""
    _show_progress(session, syllabus, joined)
    if joined.after != joined.before and not yes and session.output.can_ask:
        session.output.confirm("this would be saved as your progress", "--yes")


def _show_progress(session: Session, syllabus: Syllabus, joined: Joined) -> None:
    """Say what the progress in the source changes."""
    glyphs = session.output.talk_glyphs
    session.output.say(*progress_sentences(*joined, syllabus, glyphs))


class Request(NamedTuple):
    """What is wanted of an update."""

    what: str
    """The command, as the history calls it."""
    out: Path | None = None
    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


def is_syllabus(file: str, source: str | None) -> bool:
    """Whether a source is a syllabus file, which has ids of its own."""
    return source is None and file.lower().endswith(".toml")


def update_from_syllabus(session: Session, file: str, title: str | None, request: Request) -> None:
    """Put a syllabus file in place of the syllabus in use."""
    new = updates.load_edition(Path(file))
    new = Syllabus(new.id, title or new.title, new.courses, new.url, new.last)
    _replace(session, updates.compare(session.tracker, new, has_ids=True), request)


def update_from_outline(session: Session, outline: Outline, lines: int, request: Request) -> None:
    """Put a course list in place of the syllabus in use."""
    from mlops_tracker.formats.explanation import report

    session.output.say(next(iter(report(outline, lines))))
    doubts = len(outline.of("left out")), len(outline.of("unsure"))
    if any(doubts):
        session.output.say(
            f"entries left out: {doubts[0]}, unsure: {doubts[1]}; "
            "the same command without `--update`, with `--dry-run`, tells which"
        )
    new = imports.syllabus_from(outline)
    _replace(session, updates.compare(session.tracker, new, has_ids=False), request)


def syllabus(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="update", help="The word `update`.")],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT.toml", help="The syllabus file to write."),
    ] = None,
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
    _replace(session, found, Request("syllabus update", out, dry_run, yes, as_json))


def _replace(session: Session, found: Edition, request: Request) -> None:
    """Show what a new edition changes, ask, and save it."""
    output, tracker = session.output, session.tracker
    if request.as_json:
        output.data(documents.document(**edition_document(found)))
    else:
        lines = list(edition_lines(found, tracker.record))
        output.data("".join(f"{line}\n" for line in lines))
    if not found.is_change:
        output.say(f"nothing changed: `{tracker.syllabus_location.path}` says all of it already")
        return
    output.say(edition_total(found))
    former, record = tracker.syllabus, tracker.record
    totals = [measure_all(syllabus, record).total for syllabus in (former, found.syllabus)]
    output.say(standing(*totals))
    if is_another(found, former):
        session.tell(["it lists nothing that the syllabus in use lists: is it another course?"])
    if request.dry_run:
        output.say("dry run: nothing was saved")
        return
    if not request.yes:
        output.confirm("this changes the syllabus", "--yes")
    output.flush_before_save()
    saved = updates.save(tracker, found, request.out, lambda step: session.save(step, request.what))
    _tell(session, found, saved)


def _tell(session: Session, found: Edition, saved: updates.Saved) -> None:
    """Say what was saved where, and what to know about it."""
    output, tracker = session.output, session.tracker
    former = tracker.syllabus_location
    name = "the shipped one" if updates.is_shipped(former.path) else f"`{former.path}`"
    output.say(f"`{saved.path}` is the syllabus now; {name} stays as it was")
    if saved.left_comments:
        output.say(f"comments that stay in `{former.path}` alone: {saved.left_comments}")
    if former.why.is_for_this_run:
        output.say(f"{former.why.value} names the former one; have it name `{saved.path}`")
    if kept := number_kept(found, tracker.record):
        output.say(f"gone but kept in your record: {kept}; `{session.program} check` lists it")
    session.say_way_back()
