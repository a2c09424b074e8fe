"""Which titles are one, and which are two that only look alike."""

import pytest

from mlops_tracker.study.letters import compared
from mlops_tracker.study.likeness import ALIKE, FAR_ALIKE, bare_title, likeness
from mlops_tracker.study.links import compared_address


def alike(one: str, other: str) -> float:
    assert likeness(compared(one), compared(other)) == likeness(compared(other), compared(one))
    return likeness(compared(one), compared(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Borrows", "Borrowing"),
        ("Lab: Loop", "💻 Loop lab"),
        ("Nueral networks", "Neural networks"),
        ("Docker", "Docker and Terraform"),
        ("Big Data Specialization", "Introduction to Big Data"),
        ("Introduction", "Introduction to Rust"),
        ("Moving big things", "Moving big things: boxes, vectors, maps and what they own"),
        ("How backpropagation computes gradients of nets", "Backpropagation: gradients of nets"),
        ("Backpropagation computes gradients of nets", "Backpropagation gives gradients of nets"),
        ("决策树算法", "决策树"),
        ("使用tkinter开发GUI", "使用tkinter开发GUI程序"),
    ],
)
def test_a_title_that_says_more_or_spells_otherwise_is_the_same(one: str, other: str) -> None:
    assert alike(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Linear regression", "Logistic regression"),
        ("Supervised learning", "Unsupervised learning"),
        ("Forward pass", "Backward pass"),
        ("Introduction to Functional Programming", "Introduction to Computer Networking"),
        ("Introduction to Deep Learning", "Introduction to Machine Learning"),
        ("Java", "JavaScript"),
        ("Git", "GitHub"),
        ("CNN", "RNN"),
        ("Introduction", "Overview"),
        ("Offline evaluation of RAG", "Online evaluation techniques"),
        ("Moving", "Moving big things: boxes, vectors, maps and what they own"),
        ("编码器", "解码器"),
        ("卷积神经网络", "循环神经网络"),
        ("Moves", ""),
        ("?", "!"),
    ],
)
def test_a_title_that_names_something_else_is_another(one: str, other: str) -> None:
    assert alike(one, other) < ALIKE


def test_far_apart_titles_must_share_more() -> None:
    assert alike("Docker", "Docker and Terraform") < FAR_ALIKE
    assert alike("Moving big boxes", "Moving big boxes around") >= FAR_ALIKE


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("1.2 Regression", "regression"),
        ("1. Intro", "intro"),
        ("1.Intro", "intro"),
        ("3. 2D arrays", "2d arrays"),
        ("Lab 2: Go", "go"),
        ("Lecture 2.3 Go", "go"),
        ("3D graphics", "3d graphics"),
        ("Midterm, 14 Oct 2023", "midterm"),
        ("Midterm (Oct 14th)", "midterm"),
        ("March 3 madness", "madness"),
        ("Marching 3 steps", "marching 3 steps"),
        ("Homework due 21.09.2023", "homework due"),
        ("The Book $10", "the book"),
        ("Films (17 videos)", "films"),
        ("17 videos", "17 videos"),
        ("2023", "2023"),
    ],
)
def test_a_bare_title_has_no_label_date_or_price(title: str, bare: str) -> None:
    assert bare_title(title) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.E.org/a/", "https://e.org/a"),
        ("https://e.org/a?utm_source=x&utm_medium=y", "https://e.org/a"),
        ("https://e.org/a?utm_source=x&b=1", "https://e.org/a?b=1"),
        ("https://youtu.be/aB-1?t=5", "https://www.youtube.com/watch?list=P&v=aB-1&index=3"),
        ("https://github.com/o/n/blob/master/a.md", "https://github.com/o/n/blob/main/a.md"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert compared_address(one) == compared_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/A", "https://e.org/a"),
        ("https://e.org/a#one", "https://e.org/a#two"),
        ("https://e.org/a?b=1", "https://e.org/a?b=2"),
        ("https://youtu.be/aB", "https://youtu.be/ab"),
        ("https://github.com/o/n/blob/dev/a.md", "https://github.com/o/n/blob/main/a.md"),
    ],
)
def test_what_leads_elsewhere_is_another_address(one: str, other: str) -> None:
    assert compared_address(one) != compared_address(other)
