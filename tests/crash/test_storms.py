"""Two commands at once lose nothing, not even if some of them are killed.

Promises 6 and 10. Eight processes make fifteen updates each; what was
acknowledged with exit code 0 is counted against what is there. To start Python
120 times for every command would take a minute each, so the eight are forked
from a process that has imported the tracker (see `quick.py`), as is a child for
each command where some are killed; they share nothing but the files.
"""

import time
import tomllib
from collections.abc import Callable
from itertools import chain
from threading import Thread
from typing import Any, NamedTuple

import pytest

from mlops_tracker.store.history import History
from tests.crash.processes import Place

WORKERS, UPDATES = 8, 15
READERS = 20
KILLS = 0.3
PAGES = "https://example.org"


class Storm(NamedTuple):
    """A command that many run at once."""

    args: Callable[[str], tuple[str, ...]]
    """The command for an item."""
    is_done: Callable[[dict[str, Any], str], bool]
    """Whether a record shows that it was run for an item."""
    before: str = ""
    """The command that is run for all items before it."""


def status(record: dict[str, Any], id: str) -> str | None:
    """Return the status of an item."""
    found: str | None = record.get("items", {}).get(id, {}).get("status")
    return found


def paragraphs(record: dict[str, Any]) -> list[str]:
    """Return the paragraphs of the note on the week that all write to."""
    note: str = record.get("weeks", {}).get("1.1", {}).get("note", "")
    return note.split("\n\n")


STORMS = {
    "done": Storm(lambda item: ("done", item), lambda record, item: status(record, item) == "done"),
    "skip": Storm(
        lambda item: ("skip", item), lambda record, item: status(record, item) == "skipped"
    ),
    "start": Storm(
        lambda item: ("start", item), lambda record, item: status(record, item) == "doing"
    ),
    "undone": Storm(
        lambda item: ("undone", item),
        lambda record, item: status(record, item) is None,
        before="done",
    ),
    "unskip": Storm(
        lambda item: ("unskip", item),
        lambda record, item: status(record, item) is None,
        before="skip",
    ),
    "note": Storm(
        lambda item: ("note", "1.1", f"About {item}."),
        lambda record, item: paragraphs(record).count(f"About {item}.") == 1,
    ),
    "review": Storm(
        lambda item: ("review", "1", f"About {item}."),
        lambda record, item: (
            record["courses"]["1"]["review"].split("\n\n").count(f"About {item}.") == 1
        ),
    ),
    "link": Storm(
        lambda item: ("link", "1.1.1", f"{PAGES}/{item}"),
        lambda record, item: record["items"]["1.1.1"]["links"].count(f"{PAGES}/{item}") == 1,
    ),
}


KILLED = Storm(
    lambda item: ("done", item, "--note", "words"),
    lambda record, item: record["items"].get(item, {}).get("note") == "words",
)


@pytest.fixture
def ids(place: Place) -> list[str]:
    """Return as many ids as there are updates."""
    [ended] = place.quick(("list", "--plain"))
    found = [line.partition("\t")[0] for line in ended.out.splitlines()]
    return found[: WORKERS * UPDATES]


def lists(storm: Storm, ids: list[str]) -> list[list[tuple[str, ...]]]:
    """Return the commands of each worker."""
    return [[(*storm.args(id), "-q") for id in ids[worker::WORKERS]] for worker in range(WORKERS)]


def in_order(codes: list[list[int]]) -> list[int]:
    """Return the exit codes in the order of the ids."""
    return list(chain.from_iterable(zip(*codes, strict=True)))


def see_history(place: Place) -> None:
    """See that no version is damaged, that the last is the record, and that undo works."""
    versions, history = place.versions, History(place.record)
    history.folder = place.history
    present = place.record.read_bytes()
    contents = [history.content(int(version[0])) for version in versions]
    assert contents[-1] == present
    assert len(contents) == len(list(place.history.glob("[0-9]*.toml"))) > 10
    assert [end.code for end in place.quick(("undo",), ("undo",))] == [0, 0]
    assert place.record.read_bytes() == contents[-3]
    assert [end.code for end in place.quick(("redo",), ("redo",))] == [0, 0]
    assert place.record.read_bytes() == present


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS)
def test_every_update_of_a_storm_is_there(place, ids, storm) -> None:
    if storm.before:
        [ended] = place.quick((storm.before, *ids, "--yes"))
        assert ended.code == 0, ended

    codes = in_order(place.storm(lists(storm, ids)))

    record = tomllib.loads(place.record.read_text(encoding="utf-8"))
    assert codes == [0] * WORKERS * UPDATES
    assert sum(storm.is_done(record, id) for id in ids) == 120
    assert place.others == []
    see_history(place)


def test_a_storm_with_kills_loses_nothing_that_was_acknowledged(place, ids) -> None:
    storm = KILLED

    codes = in_order(place.storm(lists(storm, ids), kills=KILLS, seed=7))

    record = tomllib.loads(place.record.read_text(encoding="utf-8"))
    there = {id for id in ids if storm.is_done(record, id)}
    acknowledged = {id for id, code in zip(ids, codes, strict=True) if code == 0}
    assert codes.count(-9) > WORKERS
    assert set(codes) == {0, -9}
    assert acknowledged <= there
    assert place.quick(("done", ids[0], "--score", "1", "-q"))[0].code == 0
    assert place.others == []
    see_history(place)


def test_what_is_given_away_in_a_storm_is_whole(place) -> None:
    """Eight write the same two files again and again: none is in another's way."""
    place.begin()
    exports = [("export", format, "-o", "study", "-q") for format in ("csv", "json")]
    readmes = [("publish", f"{n}.md", "--create", "-q") for n in range(2)]
    expected = [end.out for end in place.quick(("export", "csv"), ("export", "json"))]

    codes = place.storm([[*exports, *readmes]] * WORKERS)

    assert codes == [[0] * 4] * WORKERS
    assert (place.folder / "study").read_text() in expected
    assert place.others == ["0.md", "1.md", "study"]


def test_who_reads_in_a_storm_sees_a_whole_record(place, ids, new_place) -> None:
    """Twenty readers at once: none fails, and all see what was there before."""
    place.begin()
    eyes = new_place("two")
    eyes.environment = place.environment
    reading = [[("check",), ("list", "--json"), (), ("next", "--plain"), ("report", "1")]]
    writers = Thread(target=place.storm, args=(lists(STORMS["skip"], ids),))

    before = place.content
    writers.start()
    while place.content == before:
        time.sleep(0.001)
    codes = eyes.storm(reading * READERS)
    was_during = writers.is_alive()
    writers.join()

    assert was_during
    assert set(chain.from_iterable(codes)) == {0}
