"""`import`: a course list becomes a syllabus."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mlops_tracker import importing
from mlops_tracker import tracker as use_cases
from mlops_tracker.cli import clock
from mlops_tracker.cli.options import AsJson, DryRun, Yes
from mlops_tracker.cli.session import Session, session_of
from mlops_tracker.errors import DamagedFileError, UsageError
from mlops_tracker.files import locations, source_text
from mlops_tracker.formats.outline import Outline
from mlops_tracker.formats.reading import format_named, read_outline
from mlops_tracker.study.marking import Step
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.tracker import Tracker
from mlops_tracker.views import documents
from mlops_tracker.views.sentences import step_sentences
from mlops_tracker.views.shown import shown

IN_USE_HERE = frozenset({"--file", "TRACKER_FILE", "in this folder"})
"""Why a record is in use that `--use` keeps to."""


class Wanted(NamedTuple):
    """What is to be saved, and how freely."""

    use: bool
    progress: bool
    force: bool
    yes: bool


def import_course(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A course list, or - for stdin.")],
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
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace the file.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Put it in place of the syllabus in use.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read a course list and write it as a syllabus."""
    session = session_of(context)
    if title is not None and not (title.strip() and title.isprintable()):
        raise UsageError("the title is empty or cannot be printed", hint="give `--title TITLE`")
    if update:
        if use or with_progress or force or explain is not None:
            raise UsageError(
                "`--update` goes without `--use`, `--with-progress`, `--force` and `--explain`",
                hint="update first",
            )
        _update(session, file, source, title, out, (dry_run, yes, as_json))
        return
    if explain is not None and as_json:
        raise UsageError("`--explain` tells of one line in words", hint="leave `--json` out")
    source_format = format_named(source, file)
    text = _source(file)
    outline = _outline(text, source_format, file)
    if title:
        outline = outline._replace(title=title.strip())
    if explain is not None:
        _explain(session, outline, explain, text)
        return
    _report(session, outline, text, as_json=as_json)
    path = out or Path(importing.file_for("stdin" if file == "-" else file, outline.title))
    if dry_run:
        if with_progress:
            syllabus = importing.syllabus_from(outline)
            _show_progress(session, outline, syllabus, StudyRecord(str(path)))
        session.output.say(f"dry run: nothing was saved; without it: `{path}`")
    else:
        _save(session, outline, path, Wanted(use, with_progress, force, yes))


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
    text = _source(file)
    known = session.tracker.syllabus.title
    outline = _outline(text, format_named(source, file), file, known)
    if title:
        outline = outline._replace(title=title.strip())
    lines = text.removesuffix("\n").count("\n") + 1
    updating.update_from_outline(session, outline, lines, request)


def _source(file: str) -> str:
    """Give the text of the source."""
    if file != "-":
        return source_text.read_source(Path(file))
    content = sys.stdin.buffer.read(source_text.MOST_BYTES + 1)
    return source_text.source_text(content, "stdin")


def _outline(text: str, source_format: str, file: str, name: str | None = None) -> Outline:
    """Give the outline of the source, which goes by its file's name where it has no title.

    Raises DamagedFileError that names it.
    """
    if name is None:
        name = "" if file == "-" else Path(file).stem
    try:
        return read_outline(text, source_format, "" if name.lower() in importing.NO_NAMES else name)
    except DamagedFileError as error:
        shown_name = "stdin" if file == "-" else f"`{file}`"
        raise DamagedFileError(f"{shown_name}: {error.message}", hint=error.hint) from error


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


def _save(session: Session, outline: Outline, path: Path, wanted: Wanted) -> None:
    """Write the syllabus, then the record; all that can be refused is refused before."""
    from mlops_tracker.files import syllabus_text  # loads Pydantic, 70 ms

    syllabus = importing.syllabus_from(outline)
    record = _record_path(session)
    known = None
    if wanted.use or wanted.progress:
        known = importing.record_for(record, path, locations.cache_folder())
        if not (wanted.use or os.path.lexists(record)):
            raise UsageError(
                "there is no record for this syllabus that progress could be kept in",
                hint="add `--use`, which begins one in this folder",
            )
    content = syllabus_text.content_of(syllabus, path, _about(outline))
    is_new = not syllabus_text.is_there(path, content, replace=wanted.force)
    if known is not None and wanted.progress:
        step = _show_progress(session, outline, syllabus, known)
        if step.record != known and not wanted.yes and session.output.asks and sys.stdin.isatty():
            session.output.confirm("this would be saved as your progress", "--yes")
    syllabus_text.save_syllabus(path, content, replace=wanted.force)
    session.output.say(f"`{path}` is the syllabus {shown(syllabus.title)}")
    made = [path] * is_new
    if wanted.use and not os.path.lexists(record):
        notices = use_cases.create(record, path, locations.cache_folder(), clock.now())
        session.output.warn(*notices)
        session.output.say(f"`{record}` is its record")
        made.append(record)
    if wanted.progress:
        _save_progress(session, outline, record, path)
    if made:
        session.output.say(f"take back: rm {shlex.join(map(str, made))}")
    if not wanted.use:
        session.output.say(f"use it: {session.program} --syllabus {shlex.quote(str(path))}")


def _about(outline: Outline) -> str:
    """Give the comments that a syllabus file begins with."""
    return "\n".join(f"A page that the source names: {url}" for url in outline.links)


def _record_path(session: Session) -> Path:
    """Give the record that `--use` means: the one in use here, else one of this folder."""
    location = session.record_location
    if location.why in IN_USE_HERE:
        return location.path
    return session.folder / locations.PROJECT_RECORD


def _show_progress(
    session: Session, outline: Outline, syllabus: Syllabus, record: StudyRecord
) -> Step:
    """Say what the source's ticks, scores and reviews would change."""
    step = importing.progress_step(outline, syllabus, record)
    glyphs = session.output.talk_glyphs
    report = measure_all(syllabus, step.record)
    session.output.say(*step_sentences("done", step, report, syllabus, glyphs))
    for course in syllabus.courses:
        before, after = record.course(course.id), step.record.course(course.id)
        if after.review != before.review:
            session.output.say(
                f"review of {course.id} {shown(course.title)}: {shown(after.review)}"
            )
        if after.status != before.status or after.why != before.why:
            session.output.say(
                f"{after.status} {course.id} {shown(course.title)}: {shown(after.why)}"
            )
    if step.record == record:
        session.output.say("no progress in the source that the record does not have")
    return step


def _save_progress(session: Session, outline: Outline, record: Path, path: Path) -> None:
    """Save what the source says was done."""
    here = locations.Location(record, "imported")
    opened = Tracker(here, lambda _: locations.Location(path, "imported"), locations.cache_folder())
    step = importing.progress_step(outline, opened.syllabus, opened.record)
    session.output.warn(*opened.save(step, f"import {path.name}", clock.now()))
    session.output.say(f"progress saved in `{record}`; take back: {session.program} undo")
