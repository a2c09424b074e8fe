"""The constant last line of a record, which one that was cut off has lost.

A file that was cut off at the end of a line is still TOML. It has lost this line, which
every save writes; whoever changed the record in earnest has not. The line says nothing
else, no count and no checksum, so that git joins two records without a conflict in it.
"""

from mlops_tracker.files.toml_tables import comment_starts

LAST_LINE = "# end of tracker record"


def is_complete(text: str) -> bool:
    """Return whether a record has its last line, whatever a person wrote below it."""
    return bool(_starts(text))


def with_last_line(text: str) -> str:
    """Return the text of a record with its last line, once and as the last.

    No blank line stands before it: git then sees a conflict where both sides add a
    table at the end, and does not put one below the other.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    body = without_last_line(text)
    body += "" if body.endswith("\n") else newline
    return f"{body}{LAST_LINE}{newline}"


def without_last_line(text: str) -> str:
    """Return the text of a record without its last line, wherever a person wrote below it."""
    for start in reversed(_starts(text)):
        below = text[start + len(LAST_LINE) :]
        text = text[:start] + below.removeprefix("\r").removeprefix("\n")
    return text


def _starts(text: str) -> list[int]:
    """Return where the last line stands in the text of a record: once, and last, unless odd."""
    written = text.rstrip()
    is_last = written == LAST_LINE or written.endswith(f"\n{LAST_LINE}")
    if is_last and text.count(LAST_LINE) == 1:
        return [len(written) - len(LAST_LINE)]
    return comment_starts(text, LAST_LINE)
