"""Links are texts with an item; what is no http address and no path is never opened."""

import pytest

from mlops_tracker.study.links import is_path, is_web, linked, pages, unlinked, unmistakable
from mlops_tracker.study.record import ItemRecord, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

LAB = Item("1.1.1", "lab", "Lab", url="https://example.org/lab")
QUIZ = Item("1.1.2", "quiz", "Quiz")
WEEK = Week("1.1", "Week", (LAB, QUIZ), url="https://example.org/week")
COURSE = Course("1", "Course", (WEEK,), url="https://example.org/course")
SYLLABUS = Syllabus("small", "Small", (COURSE,))
NEW = StudyRecord("small")
BUSY = StudyRecord("small", {"1.1.1": ItemRecord("Lab", "done", links=("a", "b"), note="kept")})


@pytest.mark.parametrize(
    ("link", "web", "path"),
    [
        pytest.param("https://example.org/a?b#c", True, False, id="https"),
        pytest.param("HTTP://localhost:8888", True, False, id="http in capitals"),
        pytest.param("https://", False, False, id="no host"),
        pytest.param("https://a b", False, False, id="a space"),
        pytest.param("https://a/\x1b]0;x\x07", False, False, id="an escape sequence"),
        pytest.param("https://a/\u202e", False, False, id="a bidi control"),
        pytest.param("javascript:alert(1)", False, False, id="javascript"),
        pytest.param("file:///etc/passwd", False, False, id="file"),
        pytest.param("FILE:x", False, False, id="file in capitals"),
        pytest.param("mailto:me@example.org", False, False, id="mailto"),
        pytest.param("//host/share", False, False, id="another machine"),
        pytest.param("\\\\host\\share", False, False, id="another Windows machine"),
        pytest.param("", False, False, id="nothing"),
        pytest.param("labs/\x1b[31m", False, False, id="a path with an escape sequence"),
        pytest.param("labs/a b.ipynb", False, True, id="a path"),
        pytest.param("C:\\labs\\a.ipynb", False, True, id="a drive"),
        pytest.param("--help", False, True, id="an option is a path, from some folder"),
    ],
)
def test_what_a_link_can_be(link: str, web: bool, path: bool) -> None:
    assert (is_web(link), is_path(link)) == (web, path)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        pytest.param("labs/a.ipynb", "labs/a.ipynb", id="plain"),
        pytest.param("-rf", "./-rf", id="an option"),
        pytest.param("~me", "./~me", id="a home"),
        pytest.param("javascript:1", "./javascript:1", id="a scheme"),
    ],
)
def test_paths_are_written_so_that_nobody_mistakes_them(path: str, link: str) -> None:
    assert unmistakable(path) == link
    assert is_path(link)


def test_links_are_added_behind_those_that_are_there() -> None:
    step = linked(BUSY, [(LAB, "c"), (LAB, "a"), (LAB, "d"), (QUIZ, "a")])
    assert step.record.items == {
        "1.1.1": BUSY.items["1.1.1"]._replace(links=("a", "b", "c", "d")),
        "1.1.2": ItemRecord("Quiz", links=("a",)),
    }
    assert [marked.item for marked in step.marked] == [LAB, QUIZ]


def test_a_link_that_is_there_is_no_change() -> None:
    assert linked(BUSY, [(LAB, "a")]) == (BUSY, (), (LAB,))


def test_a_link_is_taken_away_and_nothing_else() -> None:
    assert unlinked(BUSY, LAB, "a").record.items == {
        "1.1.1": BUSY.items["1.1.1"]._replace(links=("b",))
    }
    assert unlinked(BUSY, LAB, "c") == (BUSY, (), (LAB,))
    alone = linked(NEW, [(QUIZ, "a")]).record
    assert unlinked(alone, QUIZ, "a").record == NEW


def test_pages_begin_with_the_nearest() -> None:
    names = [[url.rpartition("/")[2] for url in pages(SYLLABUS, t)] for t in (LAB, QUIZ, WEEK)]
    assert names == [["lab", "week", "course"], ["week", "course"], ["week", "course"]]
    assert pages(SYLLABUS, COURSE) == ["https://example.org/course"]
