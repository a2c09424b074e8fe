"""There is always a way back, byte for byte, and it leaves alone what others wrote."""

import os
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.errors import (
    DamagedFileError,
    NotFoundError,
    NotSavedError,
    RefusedError,
    TrackerError,
)
from mlops_tracker.store import lock
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import Cause, History
from mlops_tracker.store.losses import Missing
from mlops_tracker.store.reading import load_record
from mlops_tracker.store.record_text import with_last_line, without_last_line
from mlops_tracker.store.saving import Saved, save_record
from mlops_tracker.store.way_back import Accepted, accept, redo, restore, undo
from mlops_tracker.study.record import CourseRecord, ItemRecord, ItemStatus, StudyRecord, WeekRecord

NO_CACHE = Cache(Path("/dev/null/none"))
NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
ORDER = ("1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2", "1.2.1", "2")
NEW_RECORD = 'format = 1\nsyllabus = "mlops"\n# end of tracker record\n'
BY_HAND = """\
# Mine, since 2026.
format = 1 # as it was

  [items."1.1.2"] # hard
  status   =   'done'
  note = '''
Old words.'''

[mine]
theme = "dark"
"""
DONE = ItemRecord("Steps", "done", NOW)
Change = Callable[[StudyRecord], StudyRecord]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The place of a record, which is not there yet."""
    file = tmp_path / "study" / "tracker.toml"
    file.parent.mkdir()
    return file


def with_items(record: StudyRecord, **items: ItemRecord | None) -> StudyRecord:
    """Return a record with items, named `i1_1_1` for `1.1.1`, changed or taken out."""
    named = {name[1:].replace("_", "."): item for name, item in items.items()}
    entries = {id: item for id, item in {**record.items, **named}.items() if item}
    return record._replace(items=entries)


def save(path: Path, change: Change, what: str = "a step") -> bytes:
    """Change a record, and return what is there then."""
    file = load_record(path, NO_CACHE)
    _, saved = save_record(file, change(file.record), ORDER, NO_CACHE, Cause(what, NOW))
    assert saved == Saved()
    return path.read_bytes()


def mark(path: Path, id: str = "1.1.1", item: ItemRecord = DONE) -> bytes:
    """Mark an item, and return what is there then."""
    return save(path, lambda r: with_items(r, **{f"i{id}".replace(".", "_"): item}), f"done {id}")


def kinds(path: Path) -> list[str]:
    return [version.cause.kind for version in History(path).versions()]


def refused(deed: Callable[[], object]) -> tuple[str, str | None]:
    """Return what a way back that makes no sense is refused with."""
    with pytest.raises(RefusedError) as refusal:
        deed()
    return refusal.value.message, refusal.value.hint


CHANGES: list[tuple[str, Change]] = [
    ("done", lambda r: with_items(r, i1_1_1=DONE)),
    ("done with all", lambda r: with_items(r, i1_1_1=DONE._replace(score=80.0, spent_minutes=5))),
    ("several", lambda r: with_items(r, i1_1_1=DONE, i1_1_3=DONE, i1_2_1=ItemRecord("", "doing"))),
    ("changed", lambda r: with_items(r, i1_1_2=ItemRecord("T", "skipped", note="Other words."))),
    ("taken out", lambda r: with_items(r, i1_1_2=None)),
    ("links", lambda r: with_items(r, i1_1_2=ItemRecord("T", links=("https://a", "b")))),
    ("a week", lambda r: r._replace(weeks={"1.1": WeekRecord("One.\n\nTwo.\n")})),
    ("a course", lambda r: r._replace(courses={"1": CourseRecord("dropped", "w", 3, "r", "n")})),
    ("orphans", lambda r: with_items(r, i9_9_9=DONE)._replace(weeks={"9.9": WeekRecord("x")})),
    (
        "nasty",
        lambda r: with_items(r, i1_1_1=DONE._replace(note='"""\\\x00\x1b[2J\u202e\n<<<<<<< x')),
    ),
]
FORMS = [
    pytest.param(b"", id="no file"),
    pytest.param(NEW_RECORD.encode(), id="new"),
    pytest.param(BY_HAND.encode(), id="by hand"),
    pytest.param(BY_HAND.replace("\n", "\r\n").encode(), id="CRLF"),
    pytest.param(b"\xef\xbb\xbf" + BY_HAND.encode(), id="byte order mark"),
    pytest.param(BY_HAND.encode().rstrip(b"\n"), id="no last line end"),
    pytest.param(b'format = 1\nitems."1.1.2".note = "x"\n', id="dotted"),
]


class TestUndo:
    @pytest.mark.parametrize("written", FORMS)
    @pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in CHANGES])
    def test_then_redo_lead_exactly_back_and_forth(
        self, path: Path, written: bytes, change: Change
    ) -> None:
        if written:
            path.write_bytes(written)
        before = load_record(path, NO_CACHE)
        if change(before.record) == before.record:
            return
        after = save(path, change)
        start = written or NEW_RECORD.encode()
        assert after != start
        then = load_record(path, NO_CACHE).record

        turn = undo(path, NOW)
        assert path.read_bytes() == start
        assert (turn.version.cause.what, turn.saved) == ("a step", Saved())
        assert turn.before == then
        assert turn.after == load_record(path, NO_CACHE).record

        redo(path, NOW)
        assert path.read_bytes() == after
        assert os.listdir(path.parent) == ["tracker.toml"]

    def test_goes_back_step_by_step_to_the_beginning_and_forth_again(self, path: Path) -> None:
        states = [mark(path, f"1.1.{number}") for number in range(1, 6)]
        states.insert(0, NEW_RECORD.encode())
        for state in reversed(states[:-1]):
            undo(path, NOW)
            assert path.read_bytes() == state
        assert refused(lambda: undo(path, NOW)) == (
            "there is nothing to undo",
            "`tracker history` lists versions",
        )
        for state in states[1:]:
            redo(path, NOW)
            assert path.read_bytes() == state
        assert refused(lambda: redo(path, NOW)) == (
            "there is nothing to redo",
            "`tracker undo` comes first",
        )

    def test_of_nothing_at_all_is_refused(self, path: Path) -> None:
        for deed in (undo, redo):
            assert refused(partial(deed, path, NOW))[0].startswith("there is nothing to")
        path.write_text(NEW_RECORD)
        assert refused(lambda: undo(path, NOW))[0] == "there is nothing to undo"
        assert not History(path).folder.exists()

    def test_a_new_step_ends_what_can_be_made_again(self, path: Path) -> None:
        mark(path, "1.1.1")
        undo(path, NOW)
        mark(path, "1.1.2")

        assert refused(lambda: redo(path, NOW))[0] == "there is nothing to redo"

    def test_of_50_steps_is_possible(self, path: Path) -> None:
        states = [
            mark(path, "1.1.1", DONE._replace(spent_minutes=number)) for number in range(1, 62)
        ]
        for state in reversed(states[-51:-1]):
            undo(path, NOW)
            assert path.read_bytes() == state

    def test_of_a_step_whose_beginning_is_not_kept_is_refused(self, path: Path) -> None:
        mark(path, "1.1.1")
        after = mark(path, "1.1.2")
        (History(path).folder / "2.toml").unlink()

        assert refused(lambda: undo(path, NOW)) == (
            "`done 1.1.2` is too long ago to be taken back",
            "`tracker history` lists the versions that are kept",
        )
        assert path.read_bytes() == after

    def test_of_a_step_whose_version_is_damaged_changes_nothing(self, path: Path) -> None:
        mark(path, "1.1.1")
        after = mark(path, "1.1.2")
        version = History(path).folder / "2.toml"
        version.write_bytes(version.read_bytes()[:-1])

        with pytest.raises(DamagedFileError) as refusal:
            undo(path, NOW)

        assert refusal.value.message == f"version 2 is damaged: `{version}`"
        assert path.read_bytes() == after

    def test_of_a_record_that_is_gone_is_refused(self, path: Path) -> None:
        mark(path)
        path.unlink()
        for force in (False, True):
            assert refused(partial(undo, path, NOW, force=force)) == (
                f"`{path}` is gone",
                "`tracker history`, then `tracker restore N`",
            )
        assert os.listdir(path.parent) == []

    def test_waits_for_another_command(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lock, "PATIENCE", 0.0)
        after = mark(path)
        with lock.locked(path), pytest.raises(NotSavedError):
            undo(path, NOW)
        assert path.read_bytes() == after

    def test_goes_through_links_and_keeps_the_mode(self, path: Path, tmp_path: Path) -> None:
        mark(path)
        path.chmod(0o640)
        link = tmp_path / "link.toml"
        link.symlink_to("study/tracker.toml")

        undo(link, NOW)

        assert path.read_text() == NEW_RECORD
        assert (link.is_symlink(), path.stat().st_mode & 0o777) == (True, 0o640)

    def test_of_one_record_leaves_another_alone(self, path: Path) -> None:
        other = path.with_name("other.toml")
        mark(path, "1.1.1")
        theirs = mark(other, "1.1.2")

        undo(path, NOW)

        assert other.read_bytes() == theirs
        assert refused(lambda: undo(path, NOW))[0] == "there is nothing to undo"
        assert kinds(other) == ["begun", "step"]


class TestAfterAHandEdit:
    def test_undo_is_refused_and_shows_the_difference(self, path: Path) -> None:
        after = mark(path, "1.1.1")
        edited = after.replace(b'title = "Steps"', b'title = "Mine"') + b"# mine\n"
        path.write_bytes(edited)
        versions = kinds(path)

        assert refused(lambda: undo(path, NOW)) == (
            f"`{path}` was changed elsewhere since `done 1.1.1`; nothing was taken back",
            (
                "`tracker undo --force` takes back that step alone; the rest stays:\n"
                "--- as the step left it\n"
                "+++ as it is now\n"
                "@@ -4,3 +4,3 @@\n"
                ' [items."1.1.1"]\n'
                '-title = "Steps"\n'
                '+title = "Mine"\n'
                ' status = "done"\n'
                "@@ -8 +8,2 @@\n"
                " # end of tracker record\n"
                "+# mine"
            ),
        )
        assert (path.read_bytes(), kinds(path)) == (edited, versions)

    def test_a_long_difference_is_cut(self, path: Path) -> None:
        path.write_bytes(mark(path) + b"# mine\n" * 100)
        hint = refused(lambda: undo(path, NOW))[1]
        assert hint
        assert len(hint.splitlines()) == 32
        assert hint.endswith("\nand 74 lines more")

    def test_redo_is_refused_and_shows_the_difference(self, path: Path) -> None:
        mark(path, "1.1.1")
        undo(path, NOW)
        edited = path.read_bytes() + b"# mine\n"
        path.write_bytes(edited)

        message, hint = refused(lambda: redo(path, NOW))

        assert message == (
            f"`{path}` was changed elsewhere since `done 1.1.1` was taken back; "
            "nothing was made again"
        )
        assert hint
        assert hint.endswith("\n # end of tracker record\n+# mine")
        assert path.read_bytes() == edited

    def test_force_takes_back_the_step_alone(self, path: Path) -> None:
        path.write_text(BY_HAND)
        mark(path, "1.1.1")
        edited = path.read_text().replace("dark", "light") + "# the end\n"
        path.write_text(edited)

        turn = undo(path, NOW, force=True, order=ORDER)

        now = without_last_line(path.read_text())
        assert now == BY_HAND.replace("dark", "light") + "# the end\n"
        assert turn.after == load_record(path, NO_CACHE).record
        assert kinds(path) == ["found", "step", "found", "undo"]
        assert History(path).content(3) == edited.encode()

    def test_force_makes_the_step_again_beside_the_edit(self, path: Path) -> None:
        path.write_text(BY_HAND)
        after = mark(path, "1.1.1")
        undo(path, NOW)
        path.write_text(BY_HAND.replace("dark", "light") + "# the end\n")

        redo(path, NOW, force=True, order=ORDER)

        now = without_last_line(path.read_text())
        expected = without_last_line(after.decode()).replace("dark", "light")
        assert now == expected + "# the end\n"

    def test_force_has_its_way_where_both_changed_the_same(self, path: Path) -> None:
        path.write_text(BY_HAND)
        mark(path, "1.1.2", ItemRecord("", "skipped", note="Newer words."))
        edited = path.read_text().replace("Newer words.", "Newest words.").replace("dark", "light")
        path.write_text(edited + "# the end\n")

        undo(path, NOW, force=True, order=ORDER)

        item = load_record(path, NO_CACHE).record.items["1.1.2"]
        assert (item.status, item.note) == ("done", "Old words.")
        for words in ("# Mine, since 2026.", "# as it was", "# hard", '"light"', "# the end"):
            assert path.read_text().count(words) == 1
        newest = History(path).versions()[-2]
        assert History(path).content(newest.number) == f"{edited}# the end\n".encode()

    def test_force_brings_back_what_was_taken_out_where_it_stood_in_study_order(
        self, path: Path
    ) -> None:
        mark(path, "1.1.1")
        mark(path, "1.1.3")
        before = mark(path, "1.1.2")
        save(path, lambda record: with_items(record, i1_1_2=None), "undone 1.1.2")
        path.write_bytes(path.read_bytes() + b"# mine\n")

        undo(path, NOW, force=True, order=ORDER)

        assert path.read_text() == with_last_line(before.decode() + "# mine\n")

    @pytest.mark.parametrize(
        "damage",
        [b"", b"\0\0", b"format = 1\n[items", b"<<<<<<< HEAD\nformat = 1\n"],
        ids=["empty", "NUL", "no TOML", "conflict"],
    )
    def test_a_damaged_record_is_not_guessed_at(self, path: Path, damage: bytes) -> None:
        mark(path)
        path.write_bytes(damage)
        refused(lambda: undo(path, NOW))
        with pytest.raises(DamagedFileError):
            undo(path, NOW, force=True)
        assert path.read_bytes() == damage

    def test_the_step_before_it_asks_again(self, path: Path) -> None:
        """What lies between two steps is not of either."""
        first = mark(path, "1.1.1")
        path.write_bytes(first + b"# mine\n")
        mark(path, "1.1.2")

        undo(path, NOW)
        assert path.read_bytes() == first + b"# mine\n"
        refused(lambda: undo(path, NOW))
        undo(path, NOW, force=True)
        assert path.read_text() == with_last_line(without_last_line(NEW_RECORD) + "\n# mine\n")


class TestRestore:
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_brings_any_version_back_and_undo_leads_to_the_start(
        self, path: Path, number: int
    ) -> None:
        path.write_text(BY_HAND)
        contents = [
            path.read_bytes(),
            mark(path, "1.1.1"),
            mark(path, "1.1.3"),
            mark(path, "1.2.1"),
        ]

        turn = restore(path, number, NOW)
        assert path.read_bytes() == contents[number - 1]
        assert (turn.version.number, turn.saved) == (number, Saved())

        undo(path, NOW)
        assert path.read_bytes() == contents[-1]
        redo(path, NOW)
        assert path.read_bytes() == contents[number - 1]

    def test_of_what_is_there_writes_nothing(self, path: Path) -> None:
        mark(path)
        before = path.stat()

        turn = restore(path, 2, NOW)

        assert turn.before == turn.after
        assert (path.stat().st_ino, kinds(path)) == (before.st_ino, ["begun", "step"])

    def test_keeps_what_was_changed_by_hand_before(self, path: Path) -> None:
        mark(path)
        edited = path.read_bytes() + b"# mine\n"
        path.write_bytes(edited)

        restore(path, 1, NOW)

        assert path.read_text() == NEW_RECORD
        undo(path, NOW)
        assert path.read_bytes() == edited

    def test_of_a_version_that_is_not_kept_changes_nothing(self, path: Path) -> None:
        after = mark(path)
        for number in (0, 3, -1, 10**30):
            with pytest.raises(NotFoundError, match=f"there is no version {number}$"):
                restore(path, number, NOW)
        assert (path.read_bytes(), kinds(path)) == (after, ["begun", "step"])

    def test_of_a_version_that_is_damaged_changes_nothing(self, path: Path) -> None:
        after = mark(path)
        version = History(path).folder / "1.toml"
        version.write_bytes(version.read_bytes()[:-1])
        with pytest.raises(DamagedFileError, match="version 1 is damaged"):
            restore(path, 1, NOW)
        assert (path.read_bytes(), kinds(path)) == (after, ["begun", "step"])

    def test_of_a_version_that_is_no_record_changes_nothing(self, path: Path) -> None:
        mark(path)
        path.write_bytes(b"\0garbage")
        restore(path, 2, NOW)
        after = path.read_bytes()
        with pytest.raises(DamagedFileError):
            restore(path, 3, NOW)
        assert path.read_bytes() == after

    DAMAGE = pytest.mark.parametrize(
        "damage",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\0" * 50, id="NUL bytes"),
            pytest.param(b"format = 1\n[items", id="no TOML"),
            pytest.param(b"<<<<<<< HEAD\nformat = 1\n", id="a merge conflict"),
            pytest.param(b"\xff\xfef\0", id="UTF-16"),
            pytest.param(NEW_RECORD.encode(), id="cut"),
        ],
    )

    @DAMAGE
    def test_mends_a_damaged_record_and_keeps_the_damage(self, path: Path, damage: bytes) -> None:
        mark(path, "1.1.1")
        whole = mark(path, "1.1.2")
        path.write_bytes(damage)

        turn = restore(path, 3, NOW)

        assert path.read_bytes() == whole
        assert turn.saved == Saved()
        assert kinds(path) == ["begun", "step", "step", "found", "step"]
        assert History(path).content(4) == damage

    @DAMAGE
    def test_of_a_damaged_record_can_be_undone(self, path: Path, damage: bytes) -> None:
        mark(path)
        path.write_bytes(damage)
        restore(path, 2, NOW)

        undo(path, NOW)

        assert path.read_bytes() == damage

    def test_brings_back_what_is_gone(self, path: Path) -> None:
        first, last = mark(path, "1.1.1"), mark(path, "1.1.2")
        path.unlink()

        turn = restore(path, 2, NOW)

        assert (path.read_bytes(), turn.before, turn.saved) == (first, None, Saved())
        assert path.stat().st_mode & 0o777 == 0o600
        undo(path, NOW)
        assert path.read_bytes() == last


class TestAccept:
    def test_takes_a_loss_for_right(self, path: Path) -> None:
        mark(path, "1.1.1")
        path.write_text(without_last_line(NEW_RECORD))
        with pytest.raises(DamagedFileError):
            mark(path, "1.1.2")

        accepted = accept(path, NOW)

        assert accepted.loss
        assert (accepted.is_new, accepted.loss.missing) == (True, [Missing("1.1.1")])
        assert path.read_text() == without_last_line(NEW_RECORD)
        mark(path, "1.1.2")
        assert kinds(path) == ["begun", "step", "found", "step"]

    def test_of_what_is_not_in_question_changes_nothing(self, path: Path) -> None:
        mark(path)
        assert accept(path, NOW) == Accepted(is_new=False)
        assert kinds(path) == ["begun", "step"]

    def test_of_nothing_is_refused(self, path: Path) -> None:
        assert refused(lambda: accept(path, NOW)) == (
            f"there is no record at `{path}`",
            "`tracker init` begins one",
        )

    def test_of_damage_is_refused(self, path: Path) -> None:
        mark(path)
        path.write_bytes(b"format = 1\n[items")
        with pytest.raises(DamagedFileError):
            accept(path, NOW)
        assert kinds(path) == ["begun", "step"]


def random_record(chance: random.Random, record: StudyRecord) -> StudyRecord:
    """Return a record that differs."""
    id = f"1.1.{chance.randint(1, 9)}"
    statuses: list[ItemStatus] = ["done", "doing", "skipped"]
    status = chance.choice(statuses)
    words = "".join(chance.choices('ab"\\\n \u202eé', k=chance.randint(1, 30)))
    if id in record.items and chance.random() < 0.3:
        return record._replace(items={i: v for i, v in record.items.items() if i != id})
    if chance.random() < 0.2:
        return record._replace(weeks={**record.weeks, "1.1": WeekRecord(words)})
    item = ItemRecord("T", status, NOW if status == "done" else None, note=words)
    return record._replace(items={**record.items, id: item})


class Life:
    """A record that is worked on at random, and what it was at each version."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.history = History(path)
        self.chance = random.Random(seed)  # noqa: S311 - not a secret
        self.was: dict[int, bytes] = {}
        self.now = NOW

    def command(self) -> None:
        """Do something, which may make no sense just then."""
        self.now += timedelta(hours=self.chance.randint(0, 40))
        deed = self.chance.choice(
            (self.save, self.save, self.edit, self.undo, self.redo, self.back)
        )
        before, last = self.content(), max(self.was, default=0)
        with suppress(RefusedError, NotFoundError):
            deed()
        for version in self.history.versions():
            if version.number > last:
                is_found = version.cause.kind == "found"
                self.was[version.number] = before if is_found else self.content()
        if last == 0 and self.was:
            self.was[1] = NEW_RECORD.encode()

    def content(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    def save(self) -> None:
        file = load_record(self.path, NO_CACHE)
        new = random_record(self.chance, file.record)
        save_record(file, new, ORDER, NO_CACHE, Cause("a step", self.now))

    def edit(self) -> None:
        if self.path.exists():
            self.path.write_bytes(self.content() + b"# by hand %d\n" % self.chance.randint(0, 999))

    def undo(self) -> None:
        undo(self.path, self.now, force=self.chance.random() < 0.5, order=ORDER)

    def redo(self) -> None:
        redo(self.path, self.now, force=self.chance.random() < 0.5, order=ORDER)

    def back(self) -> None:
        if versions := self.history.versions():
            restore(self.path, self.chance.choice(versions).number, self.now)

    def put_back(self, files: dict[str, bytes], content: bytes) -> None:
        """Have the history and the record as they were."""
        there = set(os.listdir(self.history.folder))
        for name in there - files.keys():
            (self.history.folder / name).unlink()
        for name in files.keys() - there:
            (self.history.folder / name).write_bytes(files[name])
        self.path.write_bytes(content)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_200_commands_each_version_is_what_the_record_was_then(path: Path, seed: int) -> None:
    life = Life(path, seed)
    for _ in range(200):
        life.command()
    files = {file.name: file.read_bytes() for file in life.history.folder.iterdir()}
    numbers = [version.number for version in life.history.versions()]
    content = life.content()
    assert len(numbers) > 50
    assert len({life.was[number] for number in numbers}) > 30
    assert f"{numbers[-1] + 1}.toml" not in files

    for number in numbers:
        assert life.history.content(number) == life.was[number]
        is_there = content == life.was[number]
        restore(path, number, life.now)
        assert path.read_bytes() == life.was[number]
        if not is_there:
            undo(path, life.now)
        assert path.read_bytes() == content
        life.put_back(files, content)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)
MOMENTS = st.sampled_from([None, NOW])
RECORDS = st.builds(
    StudyRecord,
    st.just("mlops"),
    st.dictionaries(
        st.sampled_from(["1.1.1", "1.1.2", "9.9.9"]),
        st.builds(lambda at, note: ItemRecord("T", "done", at, note=note), MOMENTS, TEXTS),
    ),
    st.dictionaries(st.sampled_from(["1.1", "9.9"]), st.builds(WeekRecord, TEXTS.filter(bool))),
    st.just({}),
)


def replaced_by(record: StudyRecord, _: StudyRecord) -> StudyRecord:
    return record


@given(st.lists(RECORDS, min_size=1, max_size=5))
@settings(deadline=None, database=None, max_examples=25)
def test_any_steps_are_undone_and_redone_exactly(records: list[StudyRecord]) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "tracker.toml"
        path.write_text(NEW_RECORD)
        states = [path.read_bytes()]
        for record in records:
            content = save(path, partial(replaced_by, record))
            if content != states[-1]:
                states.append(content)
        for state in reversed(states[:-1]):
            undo(path, NOW)
            assert path.read_bytes() == state
        with pytest.raises(TrackerError):
            undo(path, NOW)
        for state in states[1:]:
            redo(path, NOW)
            assert path.read_bytes() == state
