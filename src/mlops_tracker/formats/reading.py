"""Which reader a source needs, by its name or by what a person says."""

from mlops_tracker.errors import UsageError
from mlops_tracker.formats.outline import Outline

NAMES = ("markdown", "csv", "json")
_ENDINGS = {"csv": "csv", "tsv": "csv", "json": "json"}


def format_named(wanted: str | None, file: str) -> str:
    """Give the format that is wanted, else the one that a file's name tells. Raises UsageError."""
    if wanted is not None and wanted not in NAMES:
        raise UsageError(f"`{wanted}` is no format", hint=f"it is one of {', '.join(NAMES)}")
    ending = file.lower().rpartition(".")[2]
    return wanted or _ENDINGS.get(ending, "markdown")


def read_outline(text: str, source_format: str, name: str) -> Outline:
    """Give the outline of a source. Raises DamagedFileError for one that lists nothing."""
    # Each reader is imported where it is used: Markdown's alone loads a parser, 30 ms.
    if source_format == "csv":
        from mlops_tracker.formats.csv_outline import read_csv

        return read_csv(text, name)
    if source_format == "json":
        from mlops_tracker.formats.json_outline import read_json

        return read_json(text, name)
    from mlops_tracker.formats.markdown_outline import read_markdown

    return read_markdown(text, name)
