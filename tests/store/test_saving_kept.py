"""What was there before is kept whatever replaces it, and a loss is not written over."""

import errno
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mlops_tracker.errors import LostItemsError, NotSavedError
from mlops_tracker.store import safe_write, saving
from mlops_tracker.store.history import Cause, History, undoable
from mlops_tracker.store.reading import MOST_BYTES
from mlops_tracker.store.saving import Content, refuse_lost, replace_kept

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
CAUSE = Cause("done 1.1.3", NOW)
BEGUN = b'format = 1\nsyllabus = "mlops"\n'


def with_items(*ids: str) -> bytes:
    """Return a record in which these items are done."""
    return BEGUN + b"".join(b'\n[items."%s"]\nstatus = "done"\n' % id.encode() for id in ids)


OLD, NEW = with_items("1.1.1", "1.1.2"), with_items("1.1.1", "1.1.2", "1.1.3")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record with two items, alone in its folder."""
    file = tmp_path / "study" / "tracker.toml"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


def save(path: Path, old: bytes | None, new: bytes = NEW, **options: Any) -> list[str]:
    """Replace a record, and return what is to be told."""
    saved = replace_kept(path, old, Content(new, 3, [("1.1.3", "done")]), CAUSE, **options)
    assert saved.can_be_undone == bool(History(path).versions())
    return [*saved.notices]


def kept(path: Path) -> list[tuple[str, str, bytes]]:
    """Return kind, cause and content of all that is kept, oldest first."""
    of = History(path)
    return [(v.cause.kind, v.cause.what, of.content(v.number)) for v in of.versions()]


def pending(path: Path) -> list[str]:
    """Return the versions that do not count yet."""
    return [name for name in os.listdir(History(path).folder) if name.endswith(".new")]


class TestASave:
    def test_keeps_what_was_there_and_what_is_there_now(self, path: Path) -> None:
        assert save(path, OLD) == []

        assert path.read_bytes() == NEW
        assert kept(path) == [
            ("found", "as it was found", OLD),
            ("step", "done 1.1.3", NEW),
        ]
        assert [version.done for version in History(path).versions()] == [2, 3]
        assert History(path).versions()[1].deeds == (("1.1.3", "done"),)
        assert pending(path) == []

    def test_after_another_keeps_each_version_once(self, path: Path) -> None:
        save(path, OLD)
        assert save(path, NEW, with_items("1.1.1", "1.1.2", "1.1.3", "1.1.4")) == []

        assert [kind for kind, _, _ in kept(path)] == ["found", "step", "step"]

    def test_that_begins_a_record_has_the_beginning_before_it(self, path: Path) -> None:
        path.unlink()

        assert save(path, None, begun=BEGUN) == []

        assert kept(path) == [("begun", "begun", BEGUN), ("step", "done 1.1.3", NEW)]
        assert [version.done for version in History(path).versions()] == [0, 3]

    def test_keeps_what_a_hand_made_of_it_in_between(self, path: Path) -> None:
        save(path, OLD)
        by_hand = NEW + b"# mine\n"
        path.write_bytes(by_hand)

        assert save(path, by_hand, NEW + b"# mine\n# more\n") == []

        assert kept(path)[2] == ("found", "changed elsewhere", by_hand)
        assert len(kept(path)) == 4

    def test_of_a_file_that_is_no_record_keeps_it_too(self, path: Path) -> None:
        path.write_bytes(b"\0\xff")

        assert save(path, b"\0\xff") == []

        assert kept(path)[0] == ("found", "as it was found", b"\0\xff")
        assert History(path).versions()[0].done is None

    def test_where_the_record_is_gone_says_how_to_bring_it_back(self, path: Path) -> None:
        save(path, OLD)
        path.unlink()

        [notice] = save(path, None, begun=BEGUN)

        assert notice == (
            f"`{path}` is gone since it was last saved; a new one begins here, and "
            "`tracker restore 2` puts the former in its place"
        )
        assert History(path).content(2) == NEW
        assert [kind for kind, _, _ in kept(path)] == ["found", "step", "begun", "step"]

    def test_that_begins_a_record_and_was_killed_is_begun_again_without_a_word(
        self, path: Path
    ) -> None:
        path.unlink()
        save(path, None, begun=BEGUN)
        path.unlink()
        version = History(path).folder / "2.toml"
        version.rename(version.with_suffix(".new"))

        assert save(path, None, begun=BEGUN) == []

        assert [content for _, _, content in kept(path)] == [BEGUN, NEW]
        assert pending(path) == []


class TestALoss:
    @pytest.mark.parametrize(
        ("left", "lost"),
        [
            pytest.param(["1.1.2", "1.1.3"], "1.1.1 is missing from {path}: it", id="one"),
            pytest.param([], "1.1.1, 1.1.2, 1.1.3 are missing from {path}: them", id="three"),
        ],
    )
    def test_is_not_written_over(self, path: Path, left: list[str], lost: str) -> None:
        save(path, OLD)
        cut = with_items(*left)
        path.write_bytes(cut)
        before = kept(path)

        with pytest.raises(LostItemsError) as refusal:
            save(path, cut, with_items(*left, "1.1.4"))

        what, _, it = lost.format(path=f"`{path}`").rpartition(": ")
        assert refusal.value.message == f"{what}; did you or a sync remove {it}?"
        assert refusal.value.hint == (
            "`tracker restore 2` brings version 2 back and takes nothing away; `tracker accept` if "
            "that is intended"
        )
        assert (path.read_bytes(), kept(path), pending(path)) == (cut, before, [])
        assert os.listdir(path.parent) == ["tracker.toml"]

    def test_of_many_names_three_and_counts_the_rest(self, path: Path) -> None:
        full = with_items(*(f"1.1.{number}" for number in range(1, 9)))
        path.write_bytes(full)
        save(path, full, full + b"# more\n")
        path.write_bytes(BEGUN)

        with pytest.raises(
            LostItemsError, match=r"1\.1\.1, 1\.1\.2, 1\.1\.3 and 5 more are missing"
        ):
            save(path, BEGUN)

    def test_is_written_over_by_who_says_so(self, path: Path) -> None:
        save(path, OLD)
        path.write_bytes(BEGUN)

        assert save(path, BEGUN, NEW, despite_losses=True) == []

        assert [content for _, _, content in kept(path)] == [OLD, NEW, BEGUN, NEW]

    def test_is_told_to_who_only_reads_and_nothing_is_written(self, path: Path) -> None:
        save(path, OLD)
        files = {file.name: file.read_bytes() for file in History(path).folder.iterdir()}

        with pytest.raises(LostItemsError, match=r"1\.1\.1, 1\.1\.2, 1\.1\.3 are missing"):
            refuse_lost(path, BEGUN, BEGUN)
        refuse_lost(path, BEGUN, NEW)
        refuse_lost(path, NEW, NEW)
        refuse_lost(path, NEW + b"# more\n", NEW)
        refuse_lost(path, None, BEGUN)

        assert {f.name: f.read_bytes() for f in History(path).folder.iterdir()} == files

    def test_of_which_nothing_is_remembered_cannot_be_told(self, path: Path) -> None:
        refuse_lost(path, BEGUN, BEGUN)

        assert not History(path).folder.exists()


def failing(
    monkeypatch: pytest.MonkeyPatch, name: str, number: int, only: Callable[[str], bool]
) -> None:
    """Have a system call fail on the paths that are meant."""
    real = getattr(os, name)

    def call(path: Any, *args: Any, **options: Any) -> Any:
        if only(os.fspath(path) if not isinstance(path, int) else "a descriptor"):
            raise OSError(number, os.strerror(number))
        return real(path, *args, **options)

    monkeypatch.setattr(os, name, call)


def in_a_history(path: str) -> bool:
    return "/tracker/history" in path


NOWHERE = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP"]
FAILING = ["ENOSPC", "EIO", "EDQUOT", "EFBIG", "EMFILE", "ENFILE", "ENOMEM", "ESTALE", "ETIMEDOUT"]


class TestAHomeWithoutAPlaceForHistory:
    @pytest.mark.parametrize("name", NOWHERE)
    @pytest.mark.parametrize("step", ["mkdir", "open"])
    def test_saves_and_says_that_this_cannot_be_undone(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: str
    ) -> None:
        number = getattr(errno, name)
        failing(monkeypatch, step, number, in_a_history)

        [notice] = save(path, OLD)

        assert notice == (
            f"no history can be kept in `{History(path).folder}`: {os.strerror(number)}; "
            "`tracker undo` cannot take this back"
        )
        assert path.read_bytes() == NEW
        assert os.listdir(path.parent) == ["tracker.toml"]


class TestADiskThatFails:
    @pytest.mark.parametrize("name", FAILING)
    @pytest.mark.parametrize("step", ["mkdir", "open"])
    def test_refuses_to_save(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: str
    ) -> None:
        number = getattr(errno, name)
        failing(monkeypatch, step, number, in_a_history)

        with pytest.raises(NotSavedError) as refusal:
            save(path, OLD)

        assert refusal.value.message == (
            f"no history can be kept in `{History(path).folder}`: {os.strerror(number)}; "
            "nothing was saved"
        )
        assert refusal.value.hint == "look at the disk, then try again"
        assert path.read_bytes() == OLD
        assert os.listdir(path.parent) == ["tracker.toml"]

    def test_that_is_full_for_the_version_refuses_to_save(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save(path, OLD)

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(safe_write, "flush_file", full)
        with pytest.raises(NotSavedError, match=r"No space left on device; nothing was saved"):
            save(path, NEW, NEW + b"# more\n")
        assert path.read_bytes() == NEW
        assert [kind for kind, _, _ in kept(path)] == ["found", "step"]

        monkeypatch.setattr(safe_write, "flush_file", os.fsync)
        assert save(path, NEW, NEW + b"# more\n") == []
        assert [kind for kind, _, _ in kept(path)] == ["found", "step", "step"]

    def test_for_the_record_takes_its_version_back(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save(path, OLD)

        def refuse(*_: object) -> None:
            raise NotSavedError("no")

        monkeypatch.setattr(saving, "replace_file", refuse)
        with pytest.raises(NotSavedError, match=r"^no$"):
            save(path, NEW, NEW + b"# more\n")

        assert (len(kept(path)), pending(path)) == (2, [])

    def test_after_the_record_was_replaced_says_that_it_is_saved(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save(path, OLD)
        newer = NEW + b"# more\n"

        def fail(*_: object) -> None:
            raise OSError(errno.EIO, "Input/output error")

        confirm = History.confirm
        monkeypatch.setattr(History, "confirm", fail)
        [notice] = save(path, NEW, newer)
        monkeypatch.setattr(History, "confirm", confirm)

        assert notice == (
            f"no history can be kept in `{History(path).folder}`: Input/output error; "
            "the record itself is saved"
        )
        assert path.read_bytes() == newer
        assert save(path, newer, newer + b"# still more\n") == []
        contents = [content for _, _, content in kept(path)]
        assert contents == [OLD, NEW, newer, newer + b"# still more\n"]

    def test_to_confirm_the_name_says_so(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(safe_write, "flush_folder", lambda folder: folder != path.parent)

        assert save(path, OLD) == [
            f"`{path}` is saved, but the disk did not confirm it; look at the disk"
        ]
        assert path.read_bytes() == NEW
        assert len(kept(path)) == 2


def in_the_last_moment(monkeypatch: pytest.MonkeyPatch, path: Path, content: bytes) -> None:
    """Have somebody write to a record right before it is replaced."""
    replace = safe_write.replace

    def replace_after(draft: Path, real: Path) -> None:
        path.write_bytes(content)
        replace(draft, real)

    monkeypatch.setattr(safe_write, "replace", replace_after)


class TestWhatSomebodyWroteInTheLastMoment:
    def test_is_kept_and_its_place_is_told(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_the_last_moment(monkeypatch, path, OLD + b"# theirs\n")

        [notice] = save(path, OLD)

        [place] = History(path).folder.glob("replaced-*.toml")
        assert notice == (
            f"`{path}` was changed by another program while it was saved; that text is in "
            f"`{place}`, and `tracker merge` joins it"
        )
        assert place.read_bytes() == OLD + b"# theirs\n"
        assert path.read_bytes() == NEW
        assert [content for _, _, content in kept(path)] == [OLD, NEW]
        assert os.listdir(path.parent) == ["tracker.toml"]

    def test_is_private(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        in_the_last_moment(monkeypatch, path, OLD + b"# theirs\n")
        umask = os.umask(0)
        try:
            save(path, OLD)
        finally:
            os.umask(umask)

        [place] = History(path).folder.glob("replaced-*.toml")
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700

    def test_is_kept_also_where_no_history_can_be(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        theirs = OLD + b"# theirs\n"
        failing(monkeypatch, "mkdir", errno.EROFS, in_a_history)
        in_the_last_moment(monkeypatch, path, theirs)

        told = save(path, OLD)

        assert any("by another program" in notice for notice in told)
        places = [Path(word) for notice in told for word in notice.split("`")[1::2]]
        assert theirs in [place.read_bytes() for place in places if place.is_file()]


def test_a_record_that_could_not_be_read_is_not_saved(path: Path) -> None:
    with pytest.raises(NotSavedError) as refusal:
        save(path, OLD, b"x" * (MOST_BYTES + 1))

    assert refusal.value.message == f"`{path}` would be larger than 64 MB; nothing was saved"
    assert path.read_bytes() == OLD
    assert not History(path).is_there


def test_what_is_kept_is_on_the_disk_before_the_record_changes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a power cut leaves, what was there before is there."""
    steps: list[str] = []

    def flushed(descriptor: int) -> None:
        name = os.readlink(f"/proc/self/fd/{descriptor}").rpartition("/")[2]
        steps.append("a draft" if name.startswith(".~") else name)

    replace = os.replace

    def replaced(old: Path, new: Path) -> None:
        steps.append(f"-> {Path(new).name}")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", replaced)
    save(path, OLD)

    assert [step for step in steps if step != History(path).folder.name] == [
        *("1.new", "-> 1.toml", "2.new", "a draft", "-> tracker.toml", "study", "-> 2.toml"),
    ]


def test_only_the_first_line_is_read_of_the_versions_that_are_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, OLD)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a version is read whole"))

    assert [version.size for version in History(path).versions()] == [len(OLD), len(NEW)]
    assert undoable(History(path).versions())[0].cause == CAUSE
