"""`import`: a course list becomes a syllabus."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker import importing, sources
from mlops_tracker.checks import NAMED_HERE, command_to_begin
from mlops_tracker.cli import clock
from mlops_tracker.cli.command import PATH
from mlops_tracker.cli.options import AsJson, DryRun, Replace, Yes, command_on, read_stdin
from mlops_tracker.cli.session import Session, session_of
from mlops_tracker.errors import TrackerError, UsageError
from mlops_tracker.files import locations, source_text
from mlops_tracker.formats import withheld
from mlops_tracker.formats.outline import Outline, with_line_feeds
from mlops_tracker.formats.reading import format_named, is_own
from mlops_tracker.importing import Joined, Plan, Wanted
from mlops_tracker.study.marking import Step
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views import documents
from mlops_tracker.views.importing import progress_sentences
from mlops_tracker.views.shown import shown


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
    outline = sources.read(text, source_format, file, title)
    text = with_line_feeds(text)
    if explain is not None:
        _explain(session, outline, explain, text)
        return
    _report(session, outline, text, as_json=as_json)
    if outline.exact and outline.exact.held_back.is_any:
        session.output.warn(withheld.repeated(outline.exact.held_back))
    path = out or Path(importing.file_for("stdin" if file == "-" else file, outline.title))
    wanted = Wanted(path, _record_path(session), use, with_progress, force)
    if with_progress and not (use or out) and (own := _of_study(session, outline)):
        _join(session, own, f"import {path.stem}", dry_run=dry_run, yes=yes)
    elif dry_run:
        _preview(session, outline, wanted)
    else:
        importing.refuse_record(path, wanted.record, session.found_record.path)
        _save(session, importing.plan(outline, wanted, locations.cache_folder()), yes=yes)


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
    from mlops_tracker.cli import updating

    request = updating.Request(shlex.join(["import", file, "--update"]), out, *how)
    if updating.is_syllabus(file, source):
        updating.update_from_syllabus(session, file, title, request)
        return
    source_format = format_named(source, file)
    text = _source(file, source_format)
    known = session.tracker.syllabus.title
    outline = sources.read(text, source_format, file, title, name=known)
    lines = with_line_feeds(text).removesuffix("\n").count("\n") + 1
    updating.update_from_outline(session, outline, lines, request)


def _source(file: str, source_format: str) -> str:
    """Give the text of the source, with its line ends as they are."""

    def is_ours(beginning: str) -> bool:
        return is_own(beginning, source_format)

    if file != "-":
        return source_text.read_source(Path(file), is_ours)
    return source_text.source_text(lambda size: read_stdin(size - 1), "stdin", is_ours)


def _report(session: Session, outline: Outline, text: str, *, as_json: bool) -> None:
    """Say how the source was read."""
    if as_json:
        from mlops_tracker.formats.json_outline import outline_document

        session.output.data(documents.document(**outline_document(outline)))
        return
    from mlops_tracker.formats.explaining import report

    for line in report(outline, text.removesuffix("\n").count("\n") + 1):
        session.output.data(f"{shown(line)}\n")


def _explain(session: Session, outline: Outline, line: int, text: str) -> None:
    """Say what one line became."""
    from mlops_tracker.formats.explaining import explained

    for sentence in explained(outline, line, text.split("\n")):
        session.output.data(f"{shown(sentence)}\n")


def _of_study(session: Session, outline: Outline) -> Outline | None:
    """Give a source that the tool itself wrote of the study in use, with the ids of that."""
    return sources.of_study(outline, session.tracker.syllabus) if outline.exact else None


def _join(session: Session, outline: Outline, what: str, *, dry_run: bool, yes: bool) -> None:
    """Join the progress in a source with the record in use, whose syllabus stays."""
    tracker, record = session.tracker, session.record_location.path
    joined = importing.joined(outline, tracker.syllabus, tracker.record)
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
        preview = importing.preview(outline, wanted, locations.cache_folder())
        _show_progress(session, *preview)
    session.output.say(f"dry run: nothing was saved; without it: `{wanted.path}`")


def _save(session: Session, plan: Plan, *, yes: bool) -> None:
    """Write the syllabus, then the record; all that can be refused was refused before."""
    if plan.joined:
        _ask(session, plan.syllabus, plan.joined, yes=yes)
    session.output.flush_before_save()
    replaced = importing.save_syllabus(plan)
    path, record = plan.wanted.path, plan.wanted.record
    session.output.say(f"`{path}` is the syllabus {shown(plan.syllabus.title)}")
    session.output.warn(*replaced.notices)
    if replaced.copy:
        session.output.say(f"take back: {command_on('cp', replaced.copy, path)}")
    _save_record(session, plan)
    made = [path] * plan.is_new + [record] * plan.begins_record
    if made:
        session.output.say(f"take back: rm {shlex.join(map(str, made))}")
    if not importing.is_used(plan, locations.cache_folder()):
        session.output.say(f"use it: {command_to_begin(session.found_record, path)}")


def _save_record(session: Session, plan: Plan) -> None:
    """Begin the record where there is none, and save the progress in it."""
    cache, record, path = locations.cache_folder(), plan.wanted.record, plan.wanted.path
    if plan.begins_record:
        with _telling(f"`{path}` is saved, its record is not"):
            session.tell(importing.begin_record(plan, cache, clock.now()))
        session.output.say(f"`{record}` is its record")
    if plan.joined and plan.joined.after != plan.joined.before:
        with _telling(f"`{path}` is saved, the progress is not"):
            session.tell(importing.save_progress(plan, cache, clock.now()))
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
    """Give the record that `--use` means: the one in use here, else one of this folder."""
    location = session.found_record
    if location.why in NAMED_HERE:
        return location.path
    return session.folder / locations.PROJECT_RECORD


def _ask(session: Session, syllabus: Syllabus, joined: Joined, *, yes: bool) -> None:
    """Show what the progress in the source changes; on a terminal, ask whether to go on."""
    _show_progress(session, syllabus, joined)
    if joined.after != joined.before and not yes and session.output.can_ask:
        session.output.confirm("this would be saved as your progress", "--yes")


def _show_progress(session: Session, syllabus: Syllabus, joined: Joined) -> None:
    """Say what the progress in the source changes."""
    glyphs = session.output.talk_glyphs
    session.output.say(*progress_sentences(*joined, syllabus, glyphs))
