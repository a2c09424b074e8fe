"""Names of files and folders say a course, a week, a sort of work and the words of a title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.scan import Clues, clues_in


def says(
    course: int | None = None,
    week: int | None = None,
    sort: str = "",
    number: int | None = None,
    words: str = "",
) -> Clues:
    """Return what a name says."""
    courses, weeks = (frozenset() if n is None else frozenset({n}) for n in (course, week))
    return Clues(courses, weeks, frozenset(sort.split()), number, tuple(words.split()))


@pytest.mark.parametrize(
    ("name", "clues"),
    [
        pytest.param("C1W2_Ungraded_Lab", says(1, 2, "lab"), id="Coursera's lab"),
        pytest.param("c2_w3_lab_1_ML_Metadata", says(2, 3, "lab", 1, "ml metadata"), id="numbered"),
        pytest.param("C2W4 Lab-02 Images", says(2, 4, "lab", 2, "images"), id="zeros, spaces"),
        pytest.param("W2A1", says(None, 2, "assignment", 1), id="week and assignment"),
        pytest.param("C4W2Q3", says(4, 2, "quiz", 3), id="week and quiz"),
        pytest.param("c4_w2_l3", says(4, 2, "lab", 3), id="apart"),
        pytest.param("lab2_q3", says(sort="lab", number=2), id="a letter alone behind a week only"),
        pytest.param("C1M2_Assignment", says(1, 2, "assignment"), id="module behind a course"),
        pytest.param("course2", says(2), id="course"),
        pytest.param("Course 2 - Data Lifecycle", says(2, words="data lifecycle"), id="titled"),
        pytest.param("Week 3", says(None, 3), id="week"),
        pytest.param("module-3", says(None, 3), id="module"),
        pytest.param("unit_04", says(None, 4), id="unit"),
        pytest.param("Week2DataLab", says(None, 2, "lab", words="data"), id="capitals"),
        pytest.param("TFX-Week1-quiz", says(None, 1, "quiz", words="tfx"), id="in the middle"),
        pytest.param("Graded Quiz", says(sort="quiz"), id="graded quiz"),
        pytest.param("c1w1 graded", says(1, 1, "assignment quiz"), id="graded something"),
        pytest.param("final project solution", says(sort="assignment"), id="empty words"),
        pytest.param("lab 2021", says(sort="lab"), id="a year is no number of a lab"),
        pytest.param("word2vec", says(words="word vec"), id="no week"),
        pytest.param("w2v", says(words="w v"), id="no week either"),
        pytest.param("m3 notes", says(words="m notes"), id="a module only behind a course"),
        pytest.param("week 100", says(words="week"), id="no week has that number"),
        pytest.param("C3PO", says(words="c po"), id="no course"),
        pytest.param("crashcourse 2", says(words="crashcourse"), id="no course either"),
        pytest.param("", says(), id="nothing"),
        pytest.param("Semana 2", says(words="semana"), id="words of other languages say no week"),
    ],
)
def test_what_a_name_says(name: str, clues: Clues) -> None:
    assert clues_in(name) == clues


@given(st.text())
def test_any_name_says_something_or_nothing(name: str) -> None:
    clues = clues_in(name)
    assert all(0 <= number <= 99 for number in clues.courses | clues.weeks)


def test_a_name_is_read_alike_in_either_form_of_its_letters() -> None:
    composed, apart = "C1W2 \u00c9tude caf\u00e9", "C1W2 E\u0301tude cafe\u0301"
    assert clues_in(composed) == clues_in(apart) == says(1, 2, words="\u00e9tude caf\u00e9")
