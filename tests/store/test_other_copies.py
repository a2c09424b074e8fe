"""Copies that sync tools leave beside a record are seen; nobody else's files are taken for one."""

from pathlib import Path

import pytest

from mlops_tracker.store.places import conflict_copies

COPIES = [
    pytest.param("tracker.sync-conflict-20261120-211405-ABCDEFG.toml", id="Syncthing"),
    pytest.param("tracker (conflicted copy 2026-11-20 211405).toml", id="Nextcloud"),
    pytest.param("tracker (Ann's conflicted copy 2026-11-20).toml", id="Dropbox"),
    pytest.param("tracker (Ann's conflicted copy 2026-11-20) (1).toml", id="Dropbox, the second"),
]
OTHERS = [
    pytest.param("tracker.toml.bak", id="a backup"),
    pytest.param("tracker-2.toml", id="another record"),
    pytest.param("notes.sync-conflict-20261120-211405-ABCDEFG.toml", id="a copy of another file"),
    pytest.param("tracker.sync-conflict-20261120-211405-ABCDEFG.md", id="a copy of another kind"),
    pytest.param(".~tracker.toml.42.tmp", id="a draft"),
    pytest.param(".stversions", id="Syncthing's own"),
]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record alone in its folder."""
    path = tmp_path / "study" / "tracker.toml"
    path.parent.mkdir()
    path.write_text("format = 1\n")
    return path


def test_a_record_alone_has_none(record: Path) -> None:
    assert conflict_copies(record) == []


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_seen(record: Path, name: str) -> None:
    record.with_name(name).write_text("format = 1\n")

    assert conflict_copies(record) == [record.with_name(name)]


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_none(record: Path, name: str) -> None:
    record.with_name(name).write_text("format = 1\n")

    assert conflict_copies(record) == []


def test_several_come_by_name(record: Path) -> None:
    names = [f"tracker.sync-conflict-2026112{n}-211405-ABCDEFG.toml" for n in (3, 1, 2)]
    for name in names:
        record.with_name(name).write_text("")

    assert [copy.name for copy in conflict_copies(record)] == sorted(names)


def test_they_lie_beside_the_real_file_behind_links(record: Path, tmp_path: Path) -> None:
    copy = record.with_name("tracker.sync-conflict-20261120-211405-ABCDEFG.toml")
    copy.write_text("format = 1\n")
    (tmp_path / "mine.toml").symlink_to("study/tracker.toml")

    assert conflict_copies(tmp_path / "mine.toml") == [copy]


def test_a_record_that_is_gone_still_has_them(record: Path) -> None:
    copy = record.with_name("tracker (conflicted copy 2026-11-20 211405).toml")
    record.rename(copy)

    assert conflict_copies(record) == [copy]


@pytest.mark.parametrize("place", ["gone/tracker.toml", "study/tracker.toml/tracker.toml"])
def test_where_no_folder_is_there_are_none(record: Path, tmp_path: Path, place: str) -> None:
    assert record.exists()
    assert conflict_copies(tmp_path / place) == []


def test_a_copy_of_a_record_whose_name_begins_alike_is_none(record: Path) -> None:
    record.with_name("tracker-2.sync-conflict-20261120-211405-ABCDEFG.toml").write_text("")

    assert conflict_copies(record) == []


def test_a_copy_is_no_copy_of_itself(record: Path) -> None:
    copy = record.with_name("tracker.sync-conflict-20261120-211405-ABCDEFG.toml")
    record.rename(copy)

    assert conflict_copies(copy) == []
