"""A syllabus that the program writes: what people could have written, and never over another."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.errors import RefusedError
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.reading import load_syllabus
from mlops_tracker.store.syllabus_file import content_of, is_there, save_syllabus
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

NO_CACHE = Cache(Path("/dev/null/none"))
TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def syllabus(title: str, url: str | None = None, minutes: int | None = None) -> Syllabus:
    item = Item("1.1.1", "video", title, optional=True, minutes=minutes, url=url)
    week = Week("1.1", title, (item,), (title,), title, url)
    return Syllabus("own", title, (Course("1", title, (week,), url=url),), url)


@given(
    TITLES, st.none() | st.text(st.characters(exclude_categories=["Cs"])), st.none() | st.just(5)
)
def test_any_titles_are_read_back_as_they_are(title, url, minutes) -> None:
    content = content_of(syllabus(title, url, minutes), Path("own.toml"), f"about {title}")
    assert b"\r" not in content


def test_it_is_read_as_a_file(tmp_path) -> None:
    path = tmp_path / "own.toml"
    save_syllabus(path, content_of(syllabus("T"), path, "a page\x1b"), replace=False)
    assert path.read_text(encoding="utf-8").startswith("# a page?\nformat = 1\n")
    assert load_syllabus(path, NO_CACHE).courses == syllabus("T").courses


def test_another_file_is_not_replaced_unless_that_is_asked_for(tmp_path) -> None:
    path = tmp_path / "own.toml"
    content = content_of(syllabus("T"), path)
    assert not is_there(path, content, replace=False)
    path.write_text("mine", encoding="utf-8")
    for check in (is_there, save_syllabus):
        with pytest.raises(RefusedError, match="is there already"):
            check(path, content, replace=False)
    assert path.read_text(encoding="utf-8") == "mine"
    save_syllabus(path, content, replace=True)
    assert path.read_bytes() == content
    save_syllabus(path, content, replace=False)
    assert is_there(path, content, replace=False)


def test_numbers_that_are_gone_are_written_and_read_back(tmp_path: Path) -> None:
    week = Week("1.1", "W", (Item("2.7.3", "video", "Moved here"),), last=9)
    meant = Syllabus("own", "Own", (Course("1", "C", (week,), last=4),), last=2)
    path = tmp_path / "own.toml"
    save_syllabus(path, content_of(meant, path), replace=False)
    for _ in range(2):  # from the text, then from the cache
        found = load_syllabus(path, Cache(tmp_path / "cache"))
        assert vars(found) == vars(meant)
