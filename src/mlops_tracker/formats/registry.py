"""Which reader a source needs, by its name or by what a person says."""

from mlops_tracker.errors import DamagedFileError, UsageError
from mlops_tracker.formats.outline import Account, Outline, with_line_feeds

NAMES = ("markdown", "csv", "json")
_ENDINGS = {"csv": "csv", "tsv": "csv", "json": "json"}


def format_named(wanted: str | None, file: str) -> str:
    """Return the format that is wanted, else the one that a name tells. Raises UsageError."""
    if wanted is not None and wanted not in NAMES:
        raise UsageError(f"`{wanted}` is no format", hint=f"it is one of {', '.join(NAMES)}")
    ending = file.lower().rpartition(".")[2]
    return wanted or _ENDINGS.get(ending, "markdown")


def read_outline(text: str, source_format: str, name: str) -> Outline:
    """Return the outline of a source, whose line ends are as they came.

    What the tool itself wrote is read exactly; where a person changed it so that it
    cannot be, it is read as any other source, and says so. Raises DamagedFileError
    for a source that lists nothing, and for a table that does not add up.
    """
    # Each reader is imported where it is used: Markdown's alone loads a parser, 30 ms.
    if source_format == "csv":
        return _read_csv(text, name)
    text = with_line_feeds(text)
    if source_format == "json":
        from mlops_tracker.formats.sources.json import read_json

        return read_json(text, name)
    return _read_markdown(text, name)


def is_own(beginning: str, source_format: str) -> bool:
    """Whether a source that begins like this says that the tool itself wrote it."""
    if source_format == "csv":
        from mlops_tracker.formats.own.table import begins_own_table

        return begins_own_table(beginning)
    if source_format == "json":
        from mlops_tracker.formats.own.backup import begins_backup

        return begins_backup(beginning)
    from mlops_tracker.formats.own.archive import is_archive

    return is_archive(with_line_feeds(beginning))


def _read_csv(text: str, name: str) -> Outline:
    """Return the outline of a table."""
    from mlops_tracker.formats.own.table import is_own_table, read_own_table
    from mlops_tracker.formats.rows import read_table
    from mlops_tracker.formats.sources.csv import read_csv

    table, lines = read_table(text), with_line_feeds(text)
    if not is_own_table(table):
        return read_csv(table, lines, name)
    try:
        return read_own_table(table, lines, name)
    except DamagedFileError as error:
        why = f"not as `tracker export csv` writes it ({error.message})"
        doubt = f"{why}: no ids, dates and links are read"
        return _doubted(read_csv(table, lines, name), lines, table.head.line, doubt)


def _read_markdown(text: str, name: str) -> Outline:
    """Return the outline of a Markdown document."""
    from mlops_tracker.formats.lists.markdown import read_markdown
    from mlops_tracker.formats.own.archive import is_archive, read_archive
    from mlops_tracker.formats.own.archive_pieces import UnfollowedError

    if not is_archive(text):
        return read_markdown(text, name)
    try:
        return read_archive(text, name)
    except UnfollowedError as error:
        why = f"not as `tracker export markdown` writes it ({error.why})"
        outline = read_markdown(text, name)
        return _doubted(outline, text, error.line, f"{why}: no notes, dates and links are read")


def _doubted(outline: Outline, text: str, line: int, why: str) -> Outline:
    """Return an outline that says which line kept its source from being read exactly."""
    source = text.split("\n")[line - 1].strip()
    accounts = [*outline.accounts, Account(line, line, "unsure", source, why)]
    return outline._replace(accounts=tuple(sorted(accounts, key=lambda a: a.line)))
