"""`link`, `open`, `scan`: where the learner's own work lies, and to see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, cast

import typer

from mlops_tracker.actions import materials
from mlops_tracker.actions.tracker import ITEM_ONLY
from mlops_tracker.asking.launching import launch
from mlops_tracker.asking.output import Shape
from mlops_tracker.asking.session import Session
from mlops_tracker.cli.options import (
    AsJson,
    AsLines,
    DryRun,
    Header,
    OneItem,
    Where,
    Yes,
    session_of,
    shape_of,
)
from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.store.folder import MOST_NAMES
from mlops_tracker.study.links import Link
from mlops_tracker.study.syllabus import Item
from mlops_tracker.views import documents, lines
from mlops_tracker.views.marks import shown
from mlops_tracker.views.materials import (
    link_sentence,
    links_in_words,
    links_page,
    refusal,
    scan_document,
    scan_sentences,
)


def link(
    context: typer.Context,
    item: OneItem,
    address: Annotated[
        str | None,
        typer.Argument(metavar="[PATH|URL]", help="A file, a folder or an http(s) address."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the link away.")] = False,
    as_json: AsJson = False,
    plain: AsLines = False,
    header: Header = False,
) -> None:
    """Keep where work lies, or list where it does."""
    session, shape = session_of(context), shape_of(as_json, plain, header)
    if address is None and remove:
        raise UsageError("`--remove` needs a link", hint="`tracker link ITEM` lists them")
    if address is not None and (as_json or plain):
        raise UsageError("`--json` and `--plain` list links", hint="leave the link out")
    if address is None:
        _list(session, cast("Item", session.tracker_to_read.find(item, ITEM_ONLY)), shape)
        return
    meant = cast("Item", session.tracker.find(item, ITEM_ONLY))
    change = materials.unlink if remove else materials.link
    step = change(session.tracker, meant, address, session.folder)
    session.save(step, f"link {meant.id}")
    session.output.say(link_sentence(meant, step, address, removes=remove))
    if step.marked:
        session.say_way_back()


def _list(session: Session, item: Item, shape: Shape) -> None:
    """Print the links of an item."""
    found, output = materials.links_of(session.tracker, item), session.output

    def say() -> None:
        if found:
            output.data(links_page(found))
            return
        output.say(
            f"no link on {item.id} {shown(item.title)} yet",
            f"`{session.program} link {item.id} FILE` keeps one",
        )

    output.show(
        shape,
        document=lambda: documents.document(
            id=item.id, title=item.title, links=[link._asdict() for link in found]
        ),
        lines=lambda header: lines.table(found, Link._fields, header),
        people=say,
    )


def open_where(
    context: typer.Context,
    where: Where,
    only_print: Annotated[
        bool, typer.Option("--print", help="Print the path or address, open nothing.")
    ] = False,
) -> None:
    """Open work or a page."""
    session = session_of(context)
    target, output = session.tracker_to_read.find(where), session.output
    about = f"{target.id} {shown(target.title)}"
    address = _address(session, materials.to_open(session.tracker, target))
    if address is None:
        hint = f"`{session.program} link {target.id} FILE` keeps where your work lies"
        raise RefusedError(
            f"there is nothing to open for {about}", hint=hint if isinstance(target, Item) else None
        )
    why_not = None if only_print else launch(address)
    if only_print or why_not:
        output.data(f"{shown(address)}\n")
    if why_not:
        output.say(f"it was not opened: {why_not}")
    elif not only_print:
        output.say(f"opened `{address}` ({about})")


def _address(session: Session, ways: Iterator[Link]) -> str | None:
    """Return the first address that can be opened, and say why others before it cannot."""
    for way in ways:
        if way.can_be_opened:
            return way.address
        session.output.warn(refusal(way.link, is_gone=way.address is not None))
    return None


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
    found = materials.scan(tracker, session.folder / folder)
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


def _link(session: Session, folder: Path, found: materials.Scan, yes: bool, dry_run: bool) -> None:
    """Link what was found, after asking."""
    output, words = session.output, links_in_words(found.proposed)
    if not found.proposed:
        output.say("nothing to link: no name tells an item that is not linked already")
    elif dry_run:
        output.say("dry run: nothing was saved")
    else:
        if not yes:
            output.confirm(f"this links {words}", "--yes")
        session.save(
            materials.link_all(session.tracker, found.proposed), f"scan {shown(str(folder))}"
        )
        output.say(f"linked {words}")
        session.say_way_back()
