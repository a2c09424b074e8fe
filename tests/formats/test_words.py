"""What the words of a title say about an item."""

import pytest

from mlops_tracker.formats.lists.titles import marker_of, without_ordinal
from mlops_tracker.formats.words import Marks, kind_named, minutes_in, read_marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Video: Steps", Marks("Steps", "video")),
        ("Reading: Ungraded Lab - Deploying", Marks("Ungraded Lab - Deploying", "reading")),
        ("Practice Quiz: Scoping (optional)", Marks("Scoping (optional)", "practice-quiz", True)),
        ("App Item: Discord", Marks("Discord", "app-item")),
        ("Graded: Deployment", Marks("Deployment", "graded")),
        ("Lecture 3: Attention", Marks("Attention", "lecture")),
        ("[x] [Video] Intro (10:32)", Marks("Intro", "video", False, 11, True)),
        ("Intro - 1h 30m", Marks("Intro", None, False, 90)),
        ("Reading list (Duration: 2 h)", Marks("Reading list", None, False, 120)),
        ("[-] Half done", Marks("Half done", ticked=False)),
        ("✅ Trees (Score: 9/10)", Marks("Trees", ticked=True, score=90.0)),
        ("Trees (95%)", Marks("Trees", score=95.0)),
        ("Final project", Marks("Final project", "project")),
        ("Project structure", Marks("Project structure")),
        ("Video processing basics", Marks("Video processing basics")),
        ("🎥 Tensors", Marks("Tensors", "video")),
        ("Effort (6-10 hours/week)", Marks("Effort (6-10 hours/week)")),
        ("Linear Algebra [Optional]", Marks("Linear Algebra [Optional]", None, True)),
        ("Optional typing in Python", Marks("Optional typing in Python")),
        ("Array [i] loops", Marks("Array [i] loops")),
        ("作业：线性回归（选修）", Marks("线性回归（选修）", "assignment", True)),
        ("Why 1/m?", Marks("Why 1/m?")),
        ("Trees :white_check_mark:", Marks("Trees", ticked=True)),
        (":x: Trees :books:", Marks("Trees", ticked=False)),
        ("Trees ~ 25 min", Marks("Trees", None, False, 25)),
        ("Homework 2 - *due Friday*", Marks("Homework 2 - *due Friday", "assignment")),
        ("Homework 2: Due process", Marks("Homework 2: Due process", "assignment")),
        ("Homework 2: Trees -", Marks("Trees", "assignment")),
    ],
)
def test_marks_around_a_title(text, marks) -> None:
    assert read_marks(text) == marks


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5 min", 5),
        ("1h 30m", 90),
        ("10:32", 11),
        ("1:02:10", 62),
        ("Duration: 2 h", 120),
        ("12分钟", 12),
        ("14 weeks", None),
        ("6-10 hours/week", None),
        ("", None),
    ],
)
def test_minutes(text, minutes) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("Week 1. Overview", 1, "Overview"),
        ("Week2 - Trees", 2, "Trees"),
        ("week01_intro Introduction", 1, "Introduction"),
        ("Semana 03 - Datos", 3, "Datos"),
        ("Módulo 2 — Listas", 2, "Listas"),
        ("Semaine 4 : Fonctions", 4, "Fonctions"),
        ("1. Woche: Start", 1, "Start"),
        ("第一周：介绍", 1, "介绍"),
        ("第十二周", 12, ""),
        ("第3週 関数", 3, "関数"),
        ("2주차: 합성곱", 2, "합성곱"),
        ("C01 - Foundations", 1, "Foundations"),
        ("Part II: Sequences", 2, "Sequences"),
        ("Third week: Graphs", 3, "Graphs"),
        ("Introduction (Week 5)", 5, "Introduction"),
        ("Week 3-4", 3, ""),
    ],
)
def test_numbered_words(text, number, title) -> None:
    marker = marker_of(text)
    assert marker
    assert (marker.number, marker.title) == (number, title)


@pytest.mark.parametrize("text", ["Part of the job", "Level up", "Modern art", "Weekend", "C++"])
def test_words_that_only_look_numbered(text) -> None:
    assert marker_of(text) is None


def test_a_number_before_a_heading_is_no_part_of_it() -> None:
    assert without_ordinal("3. Trees") == "Trees"
    assert without_ordinal("04 - Graphs") == "Graphs"
    assert without_ordinal("3D vision") == "3D vision"


@pytest.mark.parametrize("text", ["V\u00eddeos:", "VI\u0301DEOS", "Vide\u0301o"])
def test_a_kind_is_known_in_either_form_of_its_letters(text) -> None:
    assert kind_named(text) == "video"
