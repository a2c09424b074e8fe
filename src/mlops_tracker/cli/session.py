"""What one run works with: the options that stand anywhere, the files, the clock."""

import os
from datetime import UTC, date, datetime, time
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

    @cached_property
    def record_location(self) -> locations.Location:
        """The record in use. Raises RefusedError in a folder that was deleted."""
        try:
            folder = Path.cwd()
        except FileNotFoundError as error:
            raise RefusedError("this folder is no longer there", hint="`cd` elsewhere") from error
        return locations.record_location(self.named_record, os.environ, folder)

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
    options = context.find_root().params
    return Session(options.get("file"), options.get("syllabus"), Output(quiet=True))


def now() -> datetime:
    """Give the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment_of(day: date) -> datetime:
    """Give the time that stands for a day: now for today, else its local noon, in UTC.

    Noon is on the same day for a reader anywhere within eleven hours.
    """
    if day == today():
        return now()
    return datetime.combine(day, time(12)).astimezone(UTC)


def today() -> date:
    """Give the day it is here."""
    return now().astimezone().date()
