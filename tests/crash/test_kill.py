"""Old or new, never half: a save that is killed at any moment has either taken place or not.

Promises 1, 10 and 15. strace kills a command right before a chosen call.
Of a call that is never made nothing is left, so that each test begins with a
run in which the calls are counted, and ends by looking at the last one that was
made: it is the chosen one, and the command died of it.

What a person finds afterwards must be what they would find had the command
never been run, or had it ended: the record, what the next commands do, what
`undo` takes back, what `history` lists.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from tests.crash.processes import CHANGING, MOMENT, WRITERS, Call, Giver, Place, Traced, Writer

AT_ONCE = 2
PENDING = ".new"
AFTERWARDS = (
    ("check",),
    ("note", "1.2", "What came after it."),
    ("undo",),
    ("undo",),
    ("redo",),
    ("history", "--plain"),
)
"""What is run after a command that was killed."""


class Sweep(NamedTuple):
    """A way to kill a command again and again."""

    trace: Callable[..., Traced]
    choose: Callable[[Place, list[Call]], list[Call]]


class Aftermath(NamedTuple):
    """What a person finds after a command."""

    record: bytes | None
    codes: list[int]
    versions: list[tuple[str, str, str, str]]
    """What made each version, and whether it is the record now."""
    then: bytes | None
    others: list[str]


def aftermath(place: Place) -> Aftermath:
    """Go on after a command as if nothing had been."""
    record = place.content
    ended = place.quick(*AFTERWARDS)
    assert not any("Traceback" in end.err for end in ended), ended
    lines = [line.split("\t") for line in ended[-1].out.splitlines()]
    versions = [(what, kind, done, now) for _, _, what, kind, done, _, now in lines]
    return Aftermath(record, [end.code for end in ended], versions, place.content, place.others)


def outcomes(place: Place, writer: Writer) -> tuple[Aftermath, Aftermath]:
    """Return what a person finds if a command was never run, and if it was."""
    start = place.remember()
    never = aftermath(place)
    place.come_back(start)
    [ended] = place.quick(writer.args)
    assert ended.code == 0, ended
    whole = aftermath(place)
    place.come_back(start)
    return never, whole


def every_call(place: Place, calls: list[Call]) -> list[Call]:
    """Return the calls that touch the record, its folder, its history or the cache."""
    return [call for call in calls if place.concerns(call)]


def calls_that_matter(place: Place, calls: list[Call]) -> list[Call]:
    """Return those of them that change something, up to the first for the cache."""
    chosen = [
        call
        for call in every_call(place, calls)
        if (call.name in CHANGING and not call.has_failed) or opens_folder(place, call)
    ]
    is_over = [str(place.cache) in call.text for call in chosen]
    return chosen[: is_over.index(True) + 1] if any(is_over) else chosen


def calls_of(sweep: Sweep, place: Place, writer: Writer | Giver) -> list[Call]:
    """Run a command whole, and return the calls at which it is to be killed."""
    start = place.remember()
    traced = sweep.trace(place, writer.args)
    assert traced.code == 0, traced.err
    place.come_back(start)
    begun = next((n for n, call in enumerate(traced.calls) if call.name == "flock"), 0)
    return sweep.choose(place, traced.calls[begun:])


def opens_folder(place: Place, call: Call) -> bool:
    """Whether a call opens the record's folder."""
    return call.name == "openat" and call.arguments.endswith(
        f'"{place.folder}", O_RDONLY|O_CLOEXEC'
    )


def killed_at(sweep: Sweep, place: Place, writer: Writer | Giver, call: Call) -> None:
    """Kill a command right before a call, and prove it."""
    injection = f"{call.name}:signal=KILL:when={call.number}"
    traced = sweep.trace(place, writer.args, injection, calls=[call.name])
    assert traced.code == -9, (call, traced)
    last = traced.calls[-1]
    assert (last.name, last.number, last.arguments) == (call.name, call.number, call.arguments)


def kill(sweep: Sweep, places: list[Place], writer: Writer) -> list[Aftermath]:
    """Kill a command at each of its calls, and return what is found each time."""
    for place in places:
        place.begin(writer)
    never, whole = outcomes(places[0], writer)
    calls = [calls_of(sweep, place, writer) for place in places]
    assert len(calls[0]) == len(calls[1])

    def broken_off(worker: int) -> list[tuple[Call, Aftermath]]:
        place, found = places[worker], []
        start, beside = place.remember(), place.others
        for call in calls[worker][worker::AT_ONCE]:
            place.come_back(start)
            killed_at(sweep, place, writer, call)
            assert all(is_draft(name) for name in place.others if name not in beside)
            found.append((call, aftermath(place)))
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [each for some in pool.map(broken_off, range(AT_ONCE)) for each in some]
    for call, after in found:
        assert after in (never, whole), (call, after, never, whole)
    return [after for _, after in found]


def is_draft(name: str, files: Iterable[str] = ("record.toml",)) -> bool:
    """Whether a file is one that sync tools leave alone and that the next save removes."""
    return name.startswith(tuple(f".~{file}." for file in files)) and name.endswith(".tmp")


@pytest.fixture
def places(new_place: Callable[[str], Place]) -> list[Place]:
    """Return a place for each of those that work at once."""
    return [new_place(name) for name in ("one", "two")]


def test_the_real_command_killed_where_it_matters(places) -> None:
    """A process of its own each time."""
    found = kill(Sweep(Place.traced, calls_that_matter), places, WRITERS[0])

    assert len(found) > 8
    assert len({after.record for after in found}) == 2


def test_a_save_killed_at_any_of_its_calls(places) -> None:
    """The command in a child of a process that has imported it; all that it calls is the same."""
    found = kill(Sweep(Place.quickly_traced, every_call), places, WRITERS[0])

    assert len(found) > 30
    assert len({after.record for after in found}) == 2


def test_every_writing_command_killed_where_it_matters(places, writer) -> None:
    found = kill(Sweep(Place.quickly_traced, calls_that_matter), places, writer)

    assert len(found) >= 3


def calls_that_write(place: Place, calls: list[Call]) -> list[Call]:
    """Return the calls that change something, the cache aside."""
    return [
        call
        for call in every_call(place, calls)
        if (call.name in CHANGING and not call.has_failed and str(place.cache) not in call.text)
        or opens_folder(place, call)
    ]


def given(place: Place, giver: Giver) -> list[bytes | None]:
    """Return what the files of a command hold, any moment in them made the same."""
    files = [place.folder / name for name in giver.files]
    return [MOMENT.sub(b"MOMENT", f.read_bytes()) if f.exists() else None for f in files]


def test_a_file_that_is_given_away_is_old_or_new(begun, giver) -> None:
    """Killed anywhere, and run again: then all is there.

    An import of several files writes them one after the other.
    """
    sweep = Sweep(Place.quickly_traced, calls_that_write)
    begun.lay(giver)
    start, stages = begun.remember(), [given(begun, giver)]
    for command in (*giver.first, giver.args):
        [ended] = begun.quick(command)
        assert ended.code == 0, ended
        stages.append(given(begun, giver))
    begun.come_back(start)
    old, *_, new = stages
    found = []
    for call in calls_of(sweep, begun, giver):
        begun.come_back(start)
        killed_at(sweep, begun, giver, call)
        found.append(given(begun, giver))
        assert begun.record.read_bytes() == start[begun.record][0]
        [ended] = begun.quick(giver.args)
        assert ended.code == 0, ended
        assert given(begun, giver) == new
        assert all(is_draft(n, giver.files) for n in {*begun.others}.difference(giver.files))

    assert None not in new
    assert len(found) >= 4
    assert old in found
    assert new in found
    for states, whole in zip(zip(*found, strict=True), zip(*stages, strict=True), strict=True):
        assert set(states) <= set(whole)


@pytest.mark.parametrize(
    ("at", "has_happened"),
    [pytest.param(0, False, id="before the record"), pytest.param(1, True, id="behind it")],
)
def test_an_edit_by_hand_after_a_save_that_was_killed(begun, at, has_happened) -> None:
    """The next command finds out by what is in the record whether the save took place."""
    sweep = Sweep(Place.quickly_traced, calls_that_matter)
    rename = [call for call in calls_of(sweep, begun, WRITERS[0]) if call.name == "rename"][at]
    killed_at(sweep, begun, WRITERS[0], rename)
    begun.record.write_bytes(b"# by hand\n" + begun.record.read_bytes())

    ended = begun.quick(("done", "1.1.6"), ("undo",), ("list", "1.1.2", "--done", "--plain"))

    assert [end.code for end in ended] == [0, 0, 0], ended
    assert bool(ended[2].out) == has_happened
    assert begun.record.read_bytes().startswith(b"# by hand\n")
    assert ("done 1.1.2" in {version[2] for version in begun.versions}) == has_happened


def test_half_a_version_is_none(begun) -> None:
    """A version that was never finished is told from one that was."""
    before = begun.versions
    (begun.history / f"{len(before) + 1}{PENDING}").write_bytes(b"# tracker version 1 {")

    [ended] = begun.quick(("done", "1.1.6"))

    assert ended.code == 0
    assert [version[2] for version in begun.versions] == [
        *(version[2] for version in before),
        "done 1.1.6",
    ]
    assert not [name for name in begun.history.iterdir() if name.suffix == PENDING]
