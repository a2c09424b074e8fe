"""What one run works with: the options that stand anywhere, and the files."""

import os
from functools import cached_property
from pathlib import Path

import typer

from mlops_tracker.cli.output import Output
from mlops_tracker.errors import RefusedError
from mlops_tracker.files import locations
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.tracker import Tracker


class Session:
    """The files that are meant, opened when they are first needed, and the output."""

    def __init__(self, record: Path | None, syllabus: Path | None, output: Output) -> None:
        """Use the files that were named, else those found from here."""
        self.named_record = record
        self.named_syllabus = syllabus
        self.output = output

    @property
    def program(self) -> str:
        """How to run the program on the same files: `tracker --file other.toml`."""
        named = {"--file": self.named_record, "--syllabus": self.named_syllabus}
        words = [word for name, path in named.items() if path for word in (name, str(path))]
        if not words:
            return "tracker"
        import shlex  # 1 ms

        return shlex.join(["tracker", *words])

    @cached_property
    def record_location(self) -> locations.Location:
        """The record in use. Raises RefusedError in a folder that was deleted."""
        return locations.record_location(self.named_record, os.environ, self.folder)

    @property
    def folder(self) -> Path:
        """The folder that the program runs in. Raises RefusedError if it was deleted."""
        try:
            return Path.cwd()
        except FileNotFoundError as error:
            raise RefusedError("this folder is no longer there", hint="`cd` elsewhere") from error

    @cached_property
    def tracker(self) -> Tracker:
        """Both files, opened. Raises DamagedFileError."""
        return Tracker(self.record_location, self.syllabus_location, locations.cache_folder())

    def syllabus_location(self, record: StudyRecord) -> locations.Location:
        """Give the syllabus in use with a record."""
        path = self.record_location.path
        return locations.syllabus_location(self.named_syllabus, os.environ, record.syllabus, path)


def session_of(context: typer.Context) -> Session:
    """Give the session of a command, also where the shell only asks for completions."""
    if isinstance(context.obj, Session):
        return context.obj
    named = context.find_root().params
    record, syllabus = (Path(path) if path else None for path in (named["file"], named["syllabus"]))
    return Session(record, syllabus, Output(quiet=True))
