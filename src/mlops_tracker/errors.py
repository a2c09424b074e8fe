"""The ways a request can fail: each a sentence, an optional hint, an exit code.

Raised deep, spoken once at the edge. The codes are promised in the README.
"""


class TrackerError(Exception):
    """Something a person can act on: what happened, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Keep the sentence `message` and the advice `hint`."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class RefusedError(TrackerError):
    """The request makes no sense now: a date in the future, a prompt declined."""

    exit_code = 1


class UsageError(TrackerError):
    """The request is not one the program knows how to read."""

    exit_code = 2


class NotFoundError(TrackerError):
    """No item, week or course goes by what was typed."""

    exit_code = 3


class AmbiguousError(TrackerError):
    """Several items, weeks or courses go by what was typed."""

    exit_code = 4


class DamagedFileError(TrackerError):
    """A file is damaged, too new, or cannot be read; it was left as it is."""

    exit_code = 5

    def __init__(
        self, message: str, *, hint: str | None = None, problems: tuple[str, ...] = ()
    ) -> None:
        """Keep all the `problems` of a file; by default the message is the one."""
        super().__init__(message, hint=hint)
        self.problems = problems or (message,)


class LostItemsError(DamagedFileError):
    """A record was cut off since it was last saved; a person may say that this is intended."""

    def __init__(self, statement: str, question: str, *, hint: str) -> None:
        """Keep what is so as `statement`; the message asks a `question` about it."""
        super().__init__(f"{statement}; {question}?", hint=hint)
        self.statement = statement


class ConflictError(DamagedFileError):
    """A file holds the markers of a merge that somebody has yet to finish."""

    def __init__(self, message: str, *, hint: str, has_both_sides: bool) -> None:
        """Keep whether both sides can be told apart by the markers."""
        super().__init__(message, hint=hint)
        self.has_both_sides = has_both_sides


class NotSavedError(TrackerError):
    """A file could not be written; what was there before is untouched."""

    exit_code = 6


class NoHomeError(NotSavedError):
    """There is no home folder, and nobody said where else to look or to write."""
