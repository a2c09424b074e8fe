"""Every format once: what it is called, how its files end, what reads and writes it.

A format is a file and a line here. The command line, its help, the documents' tests and
the suite of crashes go by this table.
"""

from importlib import import_module
from typing import Any, NamedTuple

from mlops_tracker.errors import UsageError
from mlops_tracker.formats.outline import (
    Account,
    Outline,
    Reader,
    Study,
    UnfollowedError,
    Writer,
    with_line_feeds,
)


class Format(NamedTuple):
    """A format, with the functions behind it as `module:name` in this room."""

    name: str
    """What a person types."""
    title: str
    what: str = ""
    """What an export in it is."""
    endings: tuple[str, ...] = ()
    """How the names of its files end."""
    writer: str = ""
    reader: str = ""
    """Of sources that anybody wrote."""
    own_reader: str = ""
    """Of what `writer` wrote; beside it stands `is_own`, which knows that by how it begins."""
    own_sign: str = ""
    """What any such text holds, in small letters: one without it is another's, seen at once."""
    only_own: str = ""
    """What the reader of others' sources does not read of it."""
    is_for_others: bool = False
    """Whether it is meant to be shown; any other is the learner's own."""
    only_shows_gone: bool = False
    """Whether what the syllabus no longer has is in it, but not read back."""


FORMATS = (
    Format(
        name="markdown",
        title="Markdown",
        what="an archive",
        endings=(".md", ".markdown"),
        writer="own.archive_page:archive",
        reader="lists.markdown:read_markdown",
        own_reader="own.archive:read_archive",
        own_sign="<!-- tracker:archive",
        only_own="notes, dates and links",
        is_for_others=True,
        only_shows_gone=True,
    ),
    Format(
        name="csv",
        title="CSV",
        what="a table",
        endings=(".csv", ".tsv"),
        writer="own.table:table",
        reader="sources.csv:read_csv",
        own_reader="own.table:read_own_table",
        own_sign="done_at",
        only_own="ids, dates and links",
    ),
    Format(
        name="json",
        title="JSON",
        what="a backup",
        endings=(".json",),
        writer="own.backup:backup",
        reader="sources.json:read_json",
        own_reader="own.backup:read_backup",
        own_sign='"syllabus"',
        only_own="ids, notes and dates",
    ),
    Format(
        name="html",
        title="HTML",
        what="a page to show",
        endings=(".html",),
        writer="own.page:page",
        is_for_others=True,
    ),
)
"""In the order of help. A source whose name tells no format is of the first."""
WRITTEN = tuple(format.name for format in FORMATS if format.writer)
READ = tuple(format.name for format in FORMATS if format.reader)


def format_named(name: str) -> Format:
    """Return the format that is called so. Raises KeyError."""
    return {format.name: format for format in FORMATS}[name]


def source_format(wanted: str | None, file: str) -> Format:
    """Return the format that is wanted, else the one that a name tells. Raises UsageError."""
    if wanted is not None and wanted not in READ:
        raise UsageError(f"`{wanted}` is no format", hint=f"it is one of {', '.join(READ)}")
    if wanted is not None:
        return format_named(wanted)
    ending = "." + file.lower().rpartition(".")[2]
    told = (format for format in FORMATS if format.reader and ending in format.endings)
    return next(told, FORMATS[0])


def written(study: Study, format: Format) -> str:
    """Return a study in a format."""
    writer: Writer = _loaded(format.writer)
    return writer(study)


def read_outline(text: str, format: Format, name: str) -> Outline:
    """Return the outline of a source, whose line ends are as they came.

    What the tool itself wrote is read exactly; where a person changed it so that it
    cannot be, it is read as any other source, and says so. Raises DamagedFileError
    for a source that lists nothing, and for a table that does not add up.
    """
    if not is_own(text, format):
        return _read(format.reader, text, name)
    try:
        return _read(format.own_reader, text, name)
    except UnfollowedError as error:
        outline = _read(format.reader, text, name)
        why = f"not as `tracker export {format.name}` writes it ({error.why})"
        doubt = f"{why}: no {format.only_own} are read"
        return _doubted(outline, with_line_feeds(text), error.line, doubt)


def is_own(text: str, format: Format) -> bool:
    """Whether a source that begins like this says that the tool itself wrote it."""
    if not format.own_reader or format.own_sign not in text.casefold():
        return False
    module = format.own_reader.partition(":")[0]
    found: bool = _loaded(f"{module}:is_own")(text)
    return found


def _read(function: str, text: str, name: str) -> Outline:
    """Return the outline that a reader makes of a source."""
    reader: Reader = _loaded(function)
    return reader(text, name)


def _loaded(function: str) -> Any:
    """Return a function of this room, imported now: Markdown's reader loads a parser, 30 ms."""
    module, _, name = function.partition(":")
    return getattr(import_module(f"mlops_tracker.formats.{module}"), name)


def _doubted(outline: Outline, text: str, line: int, why: str) -> Outline:
    """Return an outline that says which line kept its source from being read exactly."""
    source = text.split("\n")[line - 1].strip()
    accounts = [*outline.accounts, Account(line, line, "unsure", source, why)]
    return outline._replace(accounts=tuple(sorted(accounts, key=lambda a: a.line)))
