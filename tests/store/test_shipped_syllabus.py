"""The shipped syllabus says what the facts say, row by row."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from mlops_tracker.store.cache import Cache
from mlops_tracker.store.places import shipped_syllabus
from mlops_tracker.store.reading import load_syllabus
from mlops_tracker.study.syllabus import Syllabus

FACTS = Path(__file__).parents[1] / "data" / "facts.tsv"
NO_CACHE = Cache(Path("/dev/null/none"))
COURSERA = "https://www.coursera.org"


@pytest.fixture(scope="module")
def syllabus() -> Syllabus:
    return load_syllabus(shipped_syllabus(), NO_CACHE)


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_fact_is_an_item_in_the_same_order(
    syllabus: Syllabus, facts: list[dict[str, str]]
) -> None:
    told = [
        (
            f"{row['course']}.{row['week']}.{row['position']}",
            row["week_title"],
            row["kind"],
            row["title"],
            row["optional"] == "yes",
            int(row["minutes"]) if row["minutes"] else None,
        )
        for row in facts
    ]

    shipped = [
        (item.id, week.title, item.kind, item.title, item.optional, item.minutes)
        for course in syllabus.courses
        for week in course.weeks
        for item in week.items
    ]

    assert shipped == told


def test_it_is_the_specialization_with_its_page(syllabus: Syllabus) -> None:
    assert (syllabus.id, syllabus.title, syllabus.url) == (
        "mlops",
        "Machine Learning Engineering for Production (MLOps)",
        f"{COURSERA}/specializations/machine-learning-engineering-for-production-mlops",
    )


def test_every_course_has_its_title_and_page(syllabus: Syllabus) -> None:
    assert [(course.id, course.title, course.url) for course in syllabus.courses] == [
        (
            "1",
            "Introduction to Machine Learning in Production",
            f"{COURSERA}/learn/introduction-to-machine-learning-in-production",
        ),
        (
            "2",
            "Machine Learning Data Lifecycle in Production",
            f"{COURSERA}/learn/machine-learning-data-lifecycle-in-production",
        ),
        (
            "3",
            "Machine Learning Modeling Pipelines in Production",
            f"{COURSERA}/learn/machine-learning-modeling-pipelines-in-production",
        ),
        (
            "4",
            "Deploying Machine Learning Models in Production",
            f"{COURSERA}/learn/deploying-machine-learning-models-in-production",
        ),
    ]


def test_every_week_has_as_many_items_as_the_platform(syllabus: Syllabus) -> None:
    assert {id: len(week.items) for id, (_, week) in syllabus.weeks.items()} == {
        "1.1": 10,
        "1.2": 19,
        "1.3": 20,
        "2.1": 16,
        "2.2": 18,
        "2.3": 15,
        "2.4": 16,
        "3.1": 16,
        "3.2": 22,
        "3.3": 12,
        "3.4": 25,
        "3.5": 22,
        "4.1": 16,
        "4.2": 23,
        "4.3": 24,
        "4.4": 20,
    }


def test_every_kind_occurs_as_often_as_on_the_platform(syllabus: Syllabus) -> None:
    assert Counter(item.kind for item in syllabus.items()) == {
        "video": 158,
        "reading": 65,
        "practice-quiz": 37,
        "ungraded-lab": 11,
        "app-item": 6,
        "graded": 17,
    }


def test_minutes_and_options_add_up(syllabus: Syllabus) -> None:
    stated = [item.minutes for item in syllabus.items() if item.minutes is not None]

    assert (len(stated), sum(stated)) == (236, 3439)
    assert sum(item.optional for item in syllabus.items()) == 8


def test_no_id_is_there_twice(syllabus: Syllabus) -> None:
    ids = [
        *(course.id for course in syllabus.courses),
        *(week.id for course in syllabus.courses for week in course.weeks),
        *(item.id for item in syllabus.items()),
    ]

    assert [id for id, times in Counter(ids).items() if times > 1] == []
    assert len(ids) == 4 + 16 + 294


def test_week_kind_and_title_together_name_one_item(syllabus: Syllabus) -> None:
    keys = Counter(
        (week.id, item.kind, item.title)
        for course in syllabus.courses
        for week in course.weeks
        for item in week.items
    )

    assert [key for key, times in keys.items() if times > 1] == []


def test_weeks_go_by_both_spellings_of_their_titles(syllabus: Syllabus) -> None:
    several = {
        id: (week.title, *week.also) for id, (_, week) in syllabus.weeks.items() if week.also
    }

    assert several == {
        "1.2": ("Select and Train a Model", "Selecting and Training a Model"),
        "2.1": (
            "Collecting, Labeling and Validating Data",
            "Collecting, Labeling, and Validating data",
        ),
        "2.2": (
            "Feature Engineering, Transformation and Selection",
            "Feature Engineering, Transformation, and Selection",
        ),
        "2.4": (
            "Advanced Labeling, Augmentation and Data Preprocessing",
            (
                "Advanced Data Labeling Methods, Data Augmentation, "
                "and Preprocessing Different Data Types"
            ),
        ),
        "4.1": ("Model Serving: Introduction", "Model Serving Introduction"),
        "4.2": (
            "Model Serving: Patterns and Infrastructure",
            "Model Serving Patterns and Infrastructures",
        ),
        "4.4": ("Model monitoring and Logging", "Model Monitoring and Logging"),
    }


def test_every_week_is_summed_up_in_one_sentence_of_its_own(syllabus: Syllabus) -> None:
    summaries = {id: week.summary or "" for id, (_, week) in syllabus.weeks.items()}

    not_one_sentence = {
        id: summary
        for id, summary in summaries.items()
        if not re.fullmatch(r"[A-Z][^.!?\n]{30,200}\.", summary)
    }

    assert len(summaries) == 16
    assert not_one_sentence == {}
    assert len(set(summaries.values())) == 16


def test_every_text_is_free_of_stray_blanks(syllabus: Syllabus) -> None:
    texts = [target.title for target in syllabus.targets.values()]

    assert [text for text in texts if text != " ".join(text.split())] == []
