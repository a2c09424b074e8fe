"""Files are work on an item where course, week and item leave no doubt; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.scan import Proposals, Unsure, propose
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

WEEKS = (
    Week(
        "1.1",
        "Overview of Models",
        (
            Item("1.1.1", "video", "Data Drift"),
            Item("1.1.2", "reading", "Ungraded Lab - Deploying a Model (local setup)"),
            Item("1.1.3", "ungraded-lab", "Ungraded Lab - Deploying a Model"),
            Item("1.1.4", "graded", "Models"),
        ),
    ),
    Week(
        "1.2",
        "Data",
        (
            Item("1.2.1", "video", "Lab Setup"),
            Item("1.2.2", "ungraded-lab", "A journey through Data"),
            Item("1.2.3", "practice-quiz", "Feature Selection"),
            Item("1.2.4", "practice-quiz", "AutoML"),
            Item("1.2.5", "programming-assignment", "Data Validation"),
            Item("1.2.6", "reading", "Lab Instructions"),
        ),
    ),
    Week(
        "1.3",
        "Numbered Things",
        (
            Item("1.3.1", "lab", "Lab 1: Trees"),
            Item("1.3.2", "lab", "Lab 2: Forests"),
            Item("1.3.3", "reading", "Notes on Trees"),
            Item("1.3.4", "reading", "Training Deep Networks on Large Clusters"),
        ),
    ),
)
MODELS = Course("1", "Introduction to Models", WEEKS)
PIPELINES = Course("2", "Pipelines", (Week("2.1", "Flow", (Item("2.1.1", "lab", "Flow"),)),))
SYLLABUS = Syllabus("small", "Small", (MODELS, PIPELINES))


def planned(*files: str, around: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the id that each file is work on, or why that is not sure."""
    plan = propose(SYLLABUS, files, around)
    return {**{file: item.id for item, file in plan.proposed}, **dict(plan.unsure)}


@pytest.mark.parametrize(
    ("file", "meant"),
    [
        pytest.param("C1W2_Ungraded_Lab.ipynb", "1.2.2", id="the only lab"),
        pytest.param("C1W2_Lab_Birds_and_Cats.ipynb", "1.2.2", id="the only lab, and other words"),
        pytest.param("C1W2_Lab_2.ipynb", "week 1.2 has only one such item, 1.2.2", id="no second"),
        pytest.param(
            "C1W1_Lab.ipynb", "2 items of week 1.1 may be meant: 1.1.2, 1.1.3", id="two labs"
        ),
        pytest.param("C1W1_Deploying_a_Model.ipynb", "1.1.3", id="the whole title"),
        pytest.param("C1W1_Deploying_Model_local.md", "1.1.2", id="words of one title"),
        pytest.param("c1_w2_A1.py", "1.2.5", id="a letter for a sort"),
        pytest.param("C1W2A1.pdf", "1.2.5", id="the only assignment"),
        pytest.param("C1W2_Quiz_AutoML.pdf", "1.2.4", id="a quiz by its title"),
        pytest.param("course1/week2/feature selection.pdf", "1.2.3", id="folders"),
        pytest.param("Course 1/Week 2/labs/notebook.ipynb", "1.2.2", id="a folder's sort"),
        pytest.param("Introduction to Models/module-2/quiz.txt", "2 items", id="a title as folder"),
        pytest.param("Overview of Models/quiz.txt", "1.1.4", id="a week's title as folder"),
        pytest.param("C1W3_lab_2.ipynb", "1.3.2", id="the number in a title"),
        pytest.param("C1W3_lab_3.ipynb", "2 items of week 1.3", id="a number in no title"),
        pytest.param("c1/w3/Notes.md", "nothing in week 1.3 is called like that", id="one word"),
        pytest.param("C1W3_Large_Clusters.md", "nothing in week 1.3", id="few of many words"),
        pytest.param("C1W2_Lab_2_Birds.ipynb", "nothing in week 1.2", id="no second, other words"),
        pytest.param("course1/Data/lab.py", "its path names no week", id="one word is no title"),
        pytest.param("C1W1_Data_Drift.md", "nothing in week 1.1", id="videos are not handed in"),
        pytest.param("C1W2_utils.py", "nothing in week 1.2", id="no title"),
        pytest.param("C1W2_lab/utils.py", "nothing in week 1.2", id="a helper of the only lab"),
        pytest.param("C1W2.ipynb", "its name says nothing but week 1.2", id="a week alone"),
        pytest.param("C2W1_quiz.pdf", "week 2.1 has no quiz", id="no such sort"),
        pytest.param("C2W2_lab.ipynb", "there is no week 2.2", id="no such week"),
        pytest.param("week1/lab.ipynb", "its path names no course", id="no course"),
        pytest.param("course1/lab.ipynb", "its path names no week", id="no week"),
        pytest.param("week1/C1W2_lab.ipynb", "its path names week 1 and week 2", id="two weeks"),
        pytest.param("course2/C1W2_lab.ipynb", "its path names course 1 and course 2", id="two"),
    ],
)
def test_what_a_file_is_work_on(file: str, meant: str) -> None:
    [found] = planned(file).values()
    assert found == meant if "." in meant[:2] else found.startswith(meant)


def test_the_folders_around_count_where_the_path_says_nothing() -> None:
    around = ("course1", "Week 2")
    assert planned("lab.ipynb", "C2W1_lab.ipynb", around=around) == {
        "lab.ipynb": "1.2.2",
        "C2W1_lab.ipynb": "2.1.1",
    }


def test_a_syllabus_of_one_course_needs_no_course_in_a_name() -> None:
    alone = Syllabus("alone", "Alone", (MODELS,))
    assert propose(alone, ["w2/lab.ipynb"]).proposed[0].item.id == "1.2.2"


def test_one_file_that_is_clear_puts_others_in_doubt() -> None:
    assert planned("C1W2_Lab.ipynb", "C1W2_Lab_helper.py", "C1W2_Lab.html") == {
        "C1W2_Lab.ipynb": "1.2.2",
        "C1W2_Lab.html": "1.2.2",
        "C1W2_Lab_helper.py": "another file is more surely work on 1.2.2",
    }


def test_several_that_are_not_clear_put_each_other_in_doubt() -> None:
    assert planned("C1W2_Lab_one.ipynb", "C1W2_Lab_two.ipynb") == {
        "C1W2_Lab_one.ipynb": "several files may be work on 1.2.2",
        "C1W2_Lab_two.ipynb": "several files may be work on 1.2.2",
    }
    assert set(planned("C1W2_Lab_one.ipynb", "C1W2_Lab_one.html").values()) == {"1.2.2"}


def test_a_plan_is_in_study_order() -> None:
    plan = propose(SYLLABUS, ["C2W1_lab.py", "b/C1W2_lab.py", "a/C1W2_lab.py", "z", "y"])
    assert [(item.id, file) for item, file in plan.proposed] == [
        ("1.2.2", "a/C1W2_lab.py"),
        ("1.2.2", "b/C1W2_lab.py"),
        ("2.1.1", "C2W1_lab.py"),
    ]
    reason = "its path names no course"
    assert plan.unsure == [Unsure("y", reason), Unsure("z", reason)]


PIECES = st.sampled_from(
    ["C1", "W2", "week 1", "course2", "lab", "_1", "_", "/", ".py", "quiz", "Data", "A1", "9"]
)


@given(st.lists(st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join), unique=True))
def test_every_file_is_told_once(files: list[str]) -> None:
    plan = propose(SYLLABUS, files)
    told = [file for _, file in plan.proposed] + [file for file, _ in plan.unsure]
    assert sorted(told) == sorted(files)


def test_nothing_comes_to_nothing() -> None:
    assert propose(SYLLABUS, []) == Proposals([], [])
