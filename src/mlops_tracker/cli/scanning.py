"""`scan`: links for a whole folder of work."""

from pathlib import Path
from typing import Annotated

import typer

from mlops_tracker import links
from mlops_tracker.cli.options import AsJson, DryRun, Yes
from mlops_tracker.cli.session import Session, session_of
from mlops_tracker.errors import UsageError
from mlops_tracker.files.walking import MOST_NAMES
from mlops_tracker.views.scanning import links_in_words, scan_document, scan_sentences
from mlops_tracker.views.shown import shown


def scan(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where your work lies.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Link work in a folder."""
    session = session_of(context)
    if as_json and not dry_run:
        raise UsageError("`--json` gives what would be linked", hint="add `--dry-run`")
    tracker, output = session.tracker, session.output
    found = links.scan(tracker, session.folder / folder)
    for name in found.walk.unreadable:
        output.warn(f"`{shown(name)}` cannot be read")
    if found.walk.is_cut:
        output.warn(f"only the first {MOST_NAMES:,} names were looked at; scan a folder within")
    if as_json:
        is_cut = found.walk.is_cut
        output.data(scan_document(found.proposed, found.linked, found.unsure, is_cut=is_cut))
        return
    output.say(*scan_sentences(found.proposed, found.linked, found.unsure))
    _link(session, folder, found, yes, dry_run)


def _link(session: Session, folder: Path, found: links.Scan, yes: bool, dry_run: bool) -> None:
    """Link what was found, after asking."""
    output, words = session.output, links_in_words(found.proposed)
    if not found.proposed:
        output.say("nothing to link: no name tells an item that is not linked already")
    elif dry_run:
        output.say("dry run: nothing was saved")
    else:
        if not yes:
            output.confirm(f"this links {words}", "--yes")
        session.save(links.link_all(session.tracker, found.proposed), f"scan {shown(str(folder))}")
        output.say(f"linked {words}")
        session.say_way_back()
