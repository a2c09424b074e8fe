"""Earlier versions are kept whole, and what can be undone follows from them alone."""

import errno
import os
import stat
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.errors import DamagedFileError, NotFoundError
from mlops_tracker.store.history import (
    PENDING,
    Cause,
    History,
    Kind,
    Version,
    redoable,
    undoable,
    worth_keeping,
)

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
TODAY = NOW.date()
ONE, TWO, THREE = b"format = 1\n", b"format = 1\n# two\n", b"format = 1\n# three\n"
FULL = ONE + b'[items."1.1.1"]\nstatus = "done"\n'


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The place of a record, which is not there yet."""
    path = tmp_path / "study" / "tracker.toml"
    path.parent.mkdir()
    return path


@pytest.fixture
def history(record: Path) -> History:
    """The history of that record."""
    return History(record)


def prepare(history: History, content: bytes, what: str = "done 1.1.1") -> int:
    """Write a version that does not count yet, of a record that is as the last one says."""
    latest = history.latest()
    return history.prepare(content, Cause(what, NOW), (), 0, latest[1] if latest else None)


def add(history: History, content: bytes, what: str = "done 1.1.1") -> int:
    """Keep a version."""
    number = prepare(history, content, what)
    history.confirm(number, TODAY)
    return number


def names(history: History) -> list[str]:
    """Return the files of a history."""
    return sorted(os.listdir(history.folder)) if history.folder.exists() else []


class TestVersions:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\n", id="a line end"),
            pytest.param(b"\n\n\nformat = 1", id="no last line end"),
            pytest.param(b"\xef\xbb\xbfformat = 1\r\n# caf\xc3\xa9\r\n", id="as on Windows"),
            pytest.param(b"\xff\xfe\0f\0\n", id="UTF-16"),
            pytest.param(b'# tracker version 1 {"at": 1}\n', id="like a first line"),
            pytest.param(b"x = 1\n" * 200_000, id="a megabyte"),
        ],
    )
    def test_come_back_byte_for_byte(self, history: History, content: bytes) -> None:
        number = add(history, content)

        assert history.content(number) == content
        assert history.latest() == (number, content)

    def test_are_known_with_all_that_was_said_of_them(self, history: History) -> None:
        cause = Cause('note 1.1 "é\u202e\n', NOW, "undo", 7)
        deeds = (("1.1", "note"), ("1.1.1", "taken back"))
        history.confirm(history.prepare(TWO, cause, deeds, 12, ONE), TODAY)
        history.confirm(history.prepare(b"\0", Cause("found", NOW, "found"), (), None, None), TODAY)

        assert history.versions() == [
            Version(1, cause, deeds, 12, len(TWO), crc32(TWO), crc32(ONE)),
            Version(2, Cause("found", NOW, "found"), (), None, 1, crc32(b"\0"), None),
        ]

    def test_tell_by_their_words_whether_files_were_joined(self, history: History) -> None:
        causes = [
            Cause.merge_of([Path("/a/b.toml"), Path("c.toml")], NOW),
            Cause("merge", NOW),
            Cause("done 1.1.1", NOW),
        ]
        for number, cause in enumerate(causes):
            history.confirm(history.prepare(b"%d" % number, cause, (), 0, None), TODAY)

        assert [version.cause for version in history.versions()] == causes
        assert [cause.joins_files for cause in causes] == [True, False, False]
        assert causes[0].what == "merge b.toml c.toml"

    def test_are_numbered_in_their_order_beyond_nine(self, history: History) -> None:
        numbers = [add(history, b"%d" % number) for number in range(12)]

        assert numbers == list(range(1, 13))
        assert [version.number for version in history.versions()] == numbers
        assert history.latest() == (12, b"11")

    def test_in_a_folder_that_cannot_be_listed_are_damage_and_no_copies(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(history, ONE)

        def refuse(_: object) -> list[str]:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(os, "listdir", refuse)

        damage = history.damage()
        assert damage is not None
        assert (
            damage.message == f"the history in `{history.folder}` cannot be read: Permission denied"
        )
        assert history.copies() == []
        history.forget_old_files()

    def test_of_a_record_without_any_there_are_none(self, history: History) -> None:
        assert history.versions() == []
        assert history.latest() is None
        assert not history.folder.exists()

    def test_that_are_not_there_are_told(self, history: History) -> None:
        add(history, ONE)
        with pytest.raises(NotFoundError) as refusal:
            history.content(2)
        assert refusal.value.message == "there is no version 2"
        assert refusal.value.hint == "`tracker history` lists those kept"

    def test_do_not_count_before_they_are_confirmed(self, history: History) -> None:
        add(history, ONE)
        number = prepare(history, TWO)

        assert [version.number for version in history.versions()] == [1]
        assert history.latest() == (1, ONE)
        history.confirm(number, TODAY)
        assert history.latest() == (2, TWO)

    def test_that_are_withdrawn_leave_nothing_behind(self, history: History) -> None:
        add(history, ONE)
        number = prepare(history, TWO)
        history.withdraw(number)
        history.withdraw(number)

        assert names(history) == ["1.toml"]
        assert add(history, THREE) == number

    def test_are_on_the_disk_before_they_count(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        flushed: list[tuple[str, int]] = []

        def watched(descriptor: int) -> None:
            path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
            flushed.append((path.name, path.stat().st_size))

        monkeypatch.setattr(os, "fsync", watched)
        prepare(history, TWO)

        [content, names] = flushed
        assert content == ("1.new", (history.folder / "1.new").stat().st_size)
        assert names[0] == history.folder.name
        assert (history.folder / "1.new").read_bytes().endswith(b"\n" + TWO)

    def test_other_files_in_the_folder_are_let_be(self, history: History) -> None:
        add(history, ONE)
        strange = ["x.toml", "2", "3.toml.bak", "overtaken-4.toml", "\u0665.toml", "-6.toml"]
        for name in strange:
            (history.folder / name).write_bytes(b"strange")
        history.settle(ONE)

        assert [version.number for version in history.versions()] == [1]
        assert add(history, TWO) == 2
        assert set(strange) < set(names(history))


class TestPlace:
    def test_is_private(self, history: History) -> None:
        umask = os.umask(0)
        try:
            add(history, ONE)
            prepare(history, TWO)
        finally:
            os.umask(umask)

        assert stat.S_IMODE(history.folder.stat().st_mode) == 0o700
        modes = {stat.S_IMODE(file.stat().st_mode) for file in history.folder.iterdir()}
        assert (names(history), modes) == (["1.toml", "2.new"], {0o600})

    def test_leaves_what_another_saver_is_writing(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(history, ONE)
        prepare(history, TWO)
        theirs = history.path(2, PENDING).read_bytes()
        monkeypatch.setattr(History, "_numbers", lambda *_: [1])

        with pytest.raises(FileExistsError):
            prepare(history, ONE)

        assert history.path(2, PENDING).read_bytes() == theirs

    def test_is_private_all_the_way(self, history: History) -> None:
        umask = os.umask(0o022)
        try:
            add(history, ONE)
        finally:
            os.umask(umask)

        folders = [history.folder, *list(history.folder.parents)[:2]]
        assert [folder.name for folder in folders[1:]] == ["history", "tracker"]
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3

    def test_is_in_the_state_directory_and_named_after_the_record(
        self, history: History, home: Path
    ) -> None:
        assert history.folder.parent == home / ".local/state/tracker/history"
        assert history.folder.name.startswith("tracker.toml-")

    def test_is_another_for_each_record(self, record: Path, tmp_path: Path) -> None:
        others = [
            record.with_name("other.toml"),
            tmp_path / "tracker.toml",
            record / "tracker.toml",
        ]
        folders = {History(path).folder for path in (record, *others)}

        assert len(folders) == 4

    def test_is_the_same_whatever_links_lead_to_the_record(
        self, record: Path, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "link.toml").symlink_to("study/tracker.toml")
        (tmp_path / "again.toml").symlink_to("link.toml")
        (tmp_path / "folder").symlink_to("study")
        monkeypatch.chdir(record.parent)
        ways = [
            *(tmp_path / "link.toml", tmp_path / "again.toml", tmp_path / "folder/tracker.toml"),
            *(Path("tracker.toml"), Path("../study/./tracker.toml")),
        ]

        assert {History(path).folder for path in ways} == {history.folder}

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("x" * 200 + ".toml", id="long"),
            pytest.param("\U0001f600" * 50 + ".toml", id="long in bytes"),
            pytest.param("a\nb\x1b[2J.toml", id="control characters"),
            pytest.param("caf\udce9.toml", id="not UTF-8"),
            pytest.param(".toml", id="hidden"),
        ],
    )
    def test_is_there_for_every_name(self, record: Path, name: str) -> None:
        history = History(record.with_name(name))

        assert history.content(add(history, ONE)) == ONE

    def test_no_version_takes_the_place_of_another(self, history: History) -> None:
        add(history, ONE)
        number = prepare(history, TWO)
        history.path(number).write_bytes(b"somebody else's")

        with pytest.raises(FileExistsError):
            history.confirm(number, NOW.date())

        assert history.path(number).read_bytes() == b"somebody else's"

    def test_a_link_laid_where_a_version_goes_is_not_followed(
        self, history: History, tmp_path: Path
    ) -> None:
        victim = tmp_path / "victim"
        victim.write_bytes(b"precious")
        add(history, ONE)
        (history.folder / "2.new").symlink_to(victim)

        prepare(history, TWO)

        assert victim.read_bytes() == b"precious"
        assert (history.folder / "3.new").is_file()


class TestDamage:
    def test_wherever_the_content_is_hurt_it_is_told(self, history: History) -> None:
        file = history.folder / f"{add(history, TWO)}.toml"
        whole = file.read_bytes()
        for place in range(whole.index(b"\n") + 1, len(whole)):
            hurt = bytearray(whole)
            hurt[place] ^= 0x20
            file.write_bytes(hurt)
            with pytest.raises(DamagedFileError) as refusal:
                history.content(1)
            assert refusal.value.message == f"version 1 is damaged: `{file}`"
            assert refusal.value.hint == "`tracker history` lists the others"

    def test_wherever_a_version_is_cut_it_is_told(self, history: History) -> None:
        file = history.folder / f"{add(history, TWO)}.toml"
        whole = file.read_bytes()
        for length in range(len(whole)):
            file.write_bytes(whole[:length])
            with pytest.raises(DamagedFileError):
                history.content(1)
            assert history.latest() is None

    @pytest.mark.parametrize(
        "head",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"\0" * 100, id="NUL bytes"),
            pytest.param(b"# tracker version 1 {}", id="nothing said"),
            pytest.param(b"# tracker version 1 []", id="no table"),
            pytest.param(b"# tracker version 1 3", id="a number"),
            pytest.param(b'# tracker version 1 {"at": 1}', id="no time"),
            pytest.param(b"# tracker version 1 \xff", id="not UTF-8"),
            pytest.param(b"format = 1", id="no first line at all"),
        ],
    )
    def test_a_first_line_that_says_nothing_is_no_version(
        self, history: History, head: bytes
    ) -> None:
        add(history, ONE)
        file = history.folder / f"{add(history, TWO)}.toml"
        file.write_bytes(head + b"\n" + TWO)

        assert [version.number for version in history.versions()] == [1]
        assert history.latest() == (1, ONE)
        with pytest.raises(DamagedFileError):
            history.content(2)
        assert add(history, THREE) == 3

    def test_the_last_one_that_is_whole_stands_in(self, history: History) -> None:
        for content in (ONE, TWO, THREE):
            add(history, content)
        (history.folder / "3.toml").write_bytes(b"")
        file = history.folder / "2.toml"
        file.write_bytes(file.read_bytes()[:-1])

        assert history.latest() == (1, ONE)


class TestSettling:
    """What becomes of a version whose save was cut short."""

    def test_it_counts_where_the_record_is_as_it_says(self, history: History) -> None:
        add(history, ONE)
        prepare(history, TWO)

        history.settle(TWO)

        assert names(history) == ["1.toml", "2.toml"]
        assert history.latest() == (2, TWO)

    def test_it_is_forgotten_where_the_record_is_as_before(self, history: History) -> None:
        add(history, ONE)
        prepare(history, TWO)

        history.settle(ONE)

        assert names(history) == ["1.toml"]

    def test_it_is_forgotten_wherever_it_was_cut(self, history: History) -> None:
        add(history, ONE)
        pending = history.folder / f"{prepare(history, TWO)}.new"
        whole = pending.read_bytes()
        for length in range(len(whole)):
            pending.write_bytes(whole[:length])
            history.settle(TWO)
            assert names(history) == ["1.toml"], length

    @pytest.mark.parametrize(
        "current", [pytest.param(THREE, id="changed since"), pytest.param(None, id="gone since")]
    )
    def test_it_counts_where_nobody_can_tell(self, history: History, current: bytes | None) -> None:
        """Rather a version too many than one that was there and is gone."""
        add(history, ONE)
        prepare(history, TWO)

        history.settle(current)

        assert history.latest() == (2, TWO)

    def test_it_counts_where_it_changed_nothing(self, history: History) -> None:
        add(history, ONE)
        prepare(history, ONE)

        history.settle(ONE)

        assert names(history) == ["1.toml", "2.toml"]

    def test_the_first_version_of_all_counts_once_it_is_the_record(self, history: History) -> None:
        prepare(history, ONE)

        history.settle(ONE)

        assert history.latest() == (1, ONE)

    def test_the_first_version_of_all_is_forgotten_where_no_record_came_to_be(
        self, history: History
    ) -> None:
        prepare(history, ONE)

        history.settle(None)

        assert names(history) == []

    @pytest.mark.parametrize(("current", "counts"), [(ONE, False), (TWO, True)])
    def test_of_a_history_that_is_damaged_it_is_told_all_the_same(
        self, history: History, current: bytes, counts: bool
    ) -> None:
        add(history, ONE)
        prepare(history, TWO)
        (history.folder / "1.toml").write_bytes(b"")

        history.settle(current)

        assert names(history) == ["1.toml"] + ["2.toml"] * counts

    @pytest.mark.parametrize(
        ("current", "counts"),
        [
            pytest.param(FULL + b"# by hand\n", True, id="edited after the save"),
            pytest.param(ONE + b"# by hand\n", False, id="edited, and the save never was"),
            pytest.param(b"\0", True, id="damaged: rather a version too many"),
        ],
    )
    def test_after_an_edit_it_counts_where_nothing_of_it_is_missing(
        self, history: History, current: bytes, counts: bool
    ) -> None:
        add(history, ONE)
        prepare(history, FULL)

        history.settle(current)

        assert names(history) == ["1.toml"] + ["2.toml"] * counts

    def test_settling_again_changes_nothing(self, history: History) -> None:
        add(history, ONE)
        prepare(history, TWO)
        history.settle(TWO)
        before = names(history), history.versions()

        history.settle(TWO)

        assert (names(history), history.versions()) == before

    def test_the_next_number_is_free_again(self, history: History) -> None:
        add(history, ONE)
        assert prepare(history, TWO) == 2
        history.settle(ONE)

        assert add(history, THREE) == 2
        assert history.content(2) == THREE


KINDS: tuple[Kind, ...] = ("step", "step", "step", "undo", "redo", "found", "begun")


@st.composite
def made_versions(draw: st.DrawFn) -> list[Version]:
    """Return versions as they are made: numbered without a gap, in the order of their days."""
    chance = draw(st.randoms(use_true_random=False))
    day = date(2026, 1, 1)
    versions = []
    for number in range(1, draw(st.integers(1, 150)) + 1):
        day += timedelta(days=max(0, chance.randint(-15, 5)))
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        cause = Cause("x", at, chance.choice(KINDS))
        done = chance.choice((None, 1, 1, 1))
        versions.append(Version(number, cause, (), done, chance.randint(0, 50), 0, None))
    return versions


def day_of(version: Version) -> date:
    return version.cause.at.date()


def is_fullest(version: Version, among: Sequence[Version]) -> bool:
    """Whether no readable version of a group is fuller."""
    sizes = [other.size for other in among if other.done is not None]
    return version.done is not None and version.size == max(sizes)


class TestThinning:
    @given(made_versions())
    def test_keeps_the_last_50_steps_and_what_was_before_each(
        self, versions: list[Version]
    ) -> None:
        keep = worth_keeping(versions, day_of(versions[-1]))
        steps = [version.number for version in versions if version.cause.kind != "found"]

        for number in steps[-50:]:
            assert {number, max(1, number - 1)} <= keep

    def test_keeps_the_last_50_steps_however_many_of_them_were_undone(self) -> None:
        steps: list[tuple[Kind, int]] = [("step", 0)] * 60
        undone: list[tuple[Kind, int]] = [("undo", 60 - number) for number in range(40)]
        keep = worth_keeping(made([*steps, *undone]), TODAY)

        assert set(range(10, 61)) <= keep

    @given(made_versions())
    def test_keeps_the_fullest_of_each_of_30_days_of_each_month_and_of_all(
        self, versions: list[Version]
    ) -> None:
        today = day_of(versions[-1])
        keep = worth_keeping(versions, today)
        last_days = [v for v in versions if (today - day_of(v)).days < 30]
        groups = [
            versions,
            *([v for v in last_days if day_of(v) == day] for day in map(day_of, last_days)),
            *(
                [v for v in versions if day_of(v).strftime("%Y-%m") == month]
                for month in {f"{day_of(v):%Y-%m}" for v in versions}
            ),
        ]
        for group in groups:
            if any(version.done is not None for version in group):
                kept = [version for version in group if version.number in keep]
                assert any(is_fullest(version, group) for version in kept)

    @given(made_versions())
    def test_keeps_nothing_without_a_reason(self, versions: list[Version]) -> None:
        today = day_of(versions[-1])
        keep = worth_keeping(versions, today)
        steps = [version.number for version in versions if version.cause.kind == "step"]
        undoable_from = steps[-50] - 1 if len(steps) > 50 else 0
        for version in versions:
            day = day_of(version)
            month = [
                v for v in versions if (day_of(v).year, day_of(v).month) == (day.year, day.month)
            ]
            same_day = [v for v in versions if day_of(v) == day] if (today - day).days < 30 else []
            reasons = [
                version.number >= undoable_from,
                *(is_fullest(version, group) for group in (versions, month, same_day) if group),
            ]
            assert any(reasons) or version.number not in keep

    @given(made_versions())
    def test_done_again_at_every_version_loses_no_more(self, versions: list[Version]) -> None:
        """As it happens: after each version, on what was left the last time."""
        left: list[Version] = []
        for version in versions:
            left.append(version)
            keep = worth_keeping(left, day_of(version))
            left = [old for old in left if old.number in keep]
        readable = [version for version in versions if version.done is not None]
        fullest = max((version.size for version in readable), default=0)
        assert max((v.size for v in left if v.done is not None), default=0) == fullest
        steps = [version.number for version in versions if version.cause.kind != "found"]
        assert set(steps[-50:]) <= {version.number for version in left}

    def test_takes_no_account_of_garbage_however_much(self) -> None:
        cause = Cause("x", NOW - timedelta(days=1), "step")
        full = Version(1, cause, (), 100, 5_000, 0, None)
        garbage = Version(2, cause, (), None, 1_000_000, 0, None)
        later = [Version(n, Cause("x", NOW), (), 1, 10, 0, None) for n in range(3, 60)]

        keep = worth_keeping([full, garbage, *later], TODAY)

        assert keep == {1, *range(9, 60)}

    def test_a_file_that_shrinks_never_pushes_out_the_last_full_one(self, history: History) -> None:
        full = b"format = 1\n" + b"# words\n" * 200
        add(history, full)
        for left in range(120, 0, -1):
            history.confirm(
                history.prepare(full[: 10 * left], Cause("x", NOW), (), left // 10, b""), TODAY
            )

        numbers = [version.number for version in history.versions()]
        assert numbers[:2] == [1, 70]
        assert history.content(1) == full
        assert numbers[1:] == list(range(70, 122))

    def test_takes_place_every_ten_versions(self, history: History) -> None:
        for size in range(1, 60):
            add(history, b"#" * size)
        assert len(history.versions()) == 59
        add(history, b"#" * 60)
        assert [version.number for version in history.versions()] == list(range(10, 61))

    def test_that_fails_loses_nothing(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Path, "unlink", fail)
        for size in range(1, 61):
            add(history, b"#" * size)

        assert len(history.versions()) == 60


def made(causes: Sequence[tuple[Kind, int]]) -> list[Version]:
    """Return versions with these causes."""
    return [
        Version(number, Cause("x", NOW, kind, of), (), 0, 0, 0, None)
        for number, (kind, of) in enumerate(causes, 1)
    ]


class Model:
    """What undo and redo mean, without versions: two piles of steps."""

    def __init__(self) -> None:
        self.standing: list[int] = []
        self.undone: list[int] = []

    def cause(self, kind: Kind, number: int) -> tuple[Kind, int] | None:
        """Do something, and return what its version says of it; None where it makes no sense."""
        of = 0
        if kind == "undo":
            if not self.standing:
                return None
            of = self.standing.pop()
            self.undone.append(of)
        elif kind == "redo":
            if not self.undone:
                return None
            of = self.undone.pop()
            self.standing.append(of)
        elif kind == "step":
            self.standing.append(number)
            self.undone.clear()
        elif kind == "begun":
            self.standing.clear()
            self.undone.clear()
        return kind, of


class TestUndoingAndRedoing:
    @given(st.lists(st.sampled_from(["step", "step", "undo", "undo", "redo", "found", "begun"])))
    def test_are_two_piles(self, kinds: list[Kind]) -> None:
        model = Model()
        causes: list[tuple[Kind, int]] = []
        for kind in kinds:
            if cause := model.cause(kind, len(causes) + 1):
                causes.append(cause)
            versions = made(causes)
            assert [version.number for version in undoable(versions)] == model.standing
            assert [version.number for version in redoable(versions)] == model.undone

    def test_a_beginning_and_what_was_found_are_no_steps(self) -> None:
        versions = made([("found", 0), ("begun", 0), ("found", 0)])
        assert (undoable(versions), redoable(versions)) == ([], [])

    def test_what_was_found_leaves_what_can_be_redone(self) -> None:
        versions = made([("step", 0), ("undo", 1), ("found", 0)])
        assert [version.number for version in redoable(versions)] == [1]

    def test_a_step_that_was_taken_back_never_stands_again_by_thinning(self) -> None:
        later: list[tuple[Kind, int]] = [("step", 0)] * 60
        versions = made([("begun", 0), ("step", 0), ("undo", 2), *later])
        versions[1] = versions[1]._replace(size=1_000)
        keep = worth_keeping(versions, TODAY)

        kept = [version for version in versions if version.number in keep]
        # What was there before the first of the last 50 is a step as well.
        assert [step.number for step in undoable(kept)] == list(range(13, 64))
