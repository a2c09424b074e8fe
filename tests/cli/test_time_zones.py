"""Every time zone: days are read as they were written down, and one that does not work is told."""

import shlex
import time
from datetime import date

import pytest

from mlops_tracker.asking import session
from mlops_tracker.cli.commands import COMMANDS, Access
from mlops_tracker.clock import LATEST, local, noon

BROKEN = ["IST-0530", "XXX24", "XXX-24", "XXX-24:59:59", "XXX23YYY-24,J1,J300"]
WORKING = [
    "UTC",
    "XXX23:59:59",
    "XXX-23:59:59",
    "Pacific/Kiritimati",
    "America/New_York",
    "Etc/GMT",
]
RULES = ["", ":UTC", "EST5EDT", "<+0530>-5:30", "Africa/Abidjan"]
UNKNOWN = ["Nowhere/City", ":Nowhere", "IST"]
WITH_DAYS = [
    *(shlex.split(command.example)[1:] for command in COMMANDS if command.access is Access.READS),
    *(["list"], ["list", "--json"], ["report"], ["log"], ["log", "--since", "1970-01-01"]),
    *(["history"], ["export", "csv"], ["export", "markdown"], ["export", "html"], []),
    *(["done", "1.1.3"], ["undone", "1.1.1"], ["undo"], ["done", "1.1.4", "--on", "today"]),
]


@pytest.fixture
def zone(monkeypatch):
    """Return what sets the time zone."""

    def set_zone(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    return set_zone


@pytest.mark.parametrize("name", [*BROKEN, *WORKING, *UNKNOWN])
@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "9998-12-31T23:59:59Z"])
def test_every_command_survives_the_edges_of_what_is_stored(
    tracker, record, zone, name, moment
) -> None:
    zone(name)
    record.write_text(
        f'format = 1\n[items."1.1.1"]\nstatus = "done"\ndone_at = {moment}\n'
        f'[items."1.1.2"]\nstatus = "done"\ndone_at = {moment}\n'
    )
    for command in WITH_DAYS:
        tracker(*command)


@pytest.mark.parametrize("name", [*BROKEN, *WORKING])
@pytest.mark.parametrize("day", ["1970-01-01", "2026-03-02"])
def test_a_day_that_was_written_down_is_the_day_that_is_read(tracker, zone, name, day) -> None:
    zone(name)
    tracker("done", "1.1.1", "--on", day)
    assert f"done {day}" in tracker("export", "markdown", "1.1").out
    assert tracker("check").code == 0


@pytest.mark.parametrize("name", [*BROKEN, *WORKING])
@pytest.mark.parametrize("day", [date(1970, 1, 1), date(9998, 12, 31)])
def test_a_noon_can_be_stored_and_is_on_its_day(zone, name, day) -> None:
    zone(name)
    assert noon(day) <= LATEST
    assert noon(day).year >= 1970
    assert local(noon(day)).date() == day


@pytest.mark.parametrize("name", [*BROKEN, *UNKNOWN])
def test_a_zone_that_does_not_work_counts_as_utc_and_is_told_once(tracker, zone, name) -> None:
    zone(name)
    warning = f"warning: the time zone `{name}` does not work; days and times are in UTC\n"
    said = tracker("done", "1.1.1", "-q").err
    assert said == warning
    assert tracker("done", "1.1.2").err.count("warning") == 1
    assert "2026-11-20 Fri" in tracker("log").out


@pytest.mark.parametrize("name", [*WORKING, *RULES])
def test_a_zone_that_works_is_not_told(zone, name) -> None:
    zone(name)
    assert session.broken_zone() is None


@pytest.mark.parametrize(
    "moment",
    ["9998-12-31T23:00:00-05:00", "9999-12-31T23:00:00-05:00", "1970-01-01T00:00:00+05:00"],
)
def test_a_moment_that_is_outside_in_utc_is_refused_while_it_can_be_mended(
    tracker, record, moment
) -> None:
    record.write_text(f'format = 1\n[items."1.1.1"]\nstatus = "done"\ndone_at = {moment}\n')
    assert "`done_at` is" in tracker("list", code=5).err


@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize("moment", ["9999-12-31T23:00:00-05:00", "1969-12-31T23:00:00Z"])
def test_a_source_with_a_moment_that_no_record_holds_is_refused(
    tracker, folder, record, format, moment
) -> None:
    tracker("done", "1.1.1")
    text = tracker("export", format, "1.1").out.replace("2026-11-20T21:14:05Z", moment)
    (folder / f"other.{format}").write_text(text)
    before = record.read_bytes()
    assert "`done_at` is" in tracker("import", f"other.{format}", "--with-progress", code=5).err
    assert record.read_bytes() == before
