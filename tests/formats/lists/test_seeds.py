"""The two lists that learners really keep: everything there is, and what they thought of it."""

import csv
from pathlib import Path

import pytest

from mlops_tracker.formats.lists.markdown import read_markdown
from mlops_tracker.formats.outline import Outline

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def archive() -> Outline:
    return read_markdown((DATA / "seed_archive.md").read_text(encoding="utf-8"))


@pytest.fixture
def about() -> Outline:
    return read_markdown((DATA / "seed_about.md").read_text(encoding="utf-8"))


def test_the_archive_is_the_first_course_as_the_facts_have_it(archive) -> None:
    with (DATA / "facts.tsv").open(encoding="utf-8") as file:
        rows = [
            (row["week_title"], row["kind"], row["title"], row["optional"] == "yes")
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["course"] == "1"
        ]
    (course,) = archive.courses
    assert course.title == "Introduction to Machine Learning in Production"
    assert [
        (week.title, item.kind, item.title, item.optional)
        for week in course.weeks
        for item in week.items
    ] == rows
    assert len(rows) == 49


def test_the_archive_describes_its_weeks(archive) -> None:
    summaries = [week.summary for week in archive.courses[0].weeks]
    assert [summary.split()[0] for summary in summaries if summary] == [
        "introduction",
        "model",
        "working",
    ]
    assert summaries[0]
    assert summaries[0].endswith("while facing constantly changing data.")
    assert summaries[2]
    assert summaries[2].endswith("given your time and resources constraints.")


def test_the_archive_leaves_no_line_out(archive) -> None:
    assert archive.of("left out") == archive.of("unsure") == []


def test_about_is_four_courses_of_bare_weeks(about) -> None:
    assert about.title == "Machine Learning Engineering for Production (MLOps) Specialization"
    assert [len(course.weeks) for course in about.courses] == [3, 4, 5, 4]
    assert {item.kind for item in about.items()} == {"week"}
    assert len(list(about.items())) == 16
    assert about.courses[1].title == "Machine Learning Data Lifecycle in Production"
    assert about.courses[3].weeks[3].items[0].title == "Model Monitoring and Logging"


def test_about_names_two_pages(about) -> None:
    assert about.links == (
        "https://www.deeplearning.ai/program/machine-learning-engineering-for-production-mlops/",
        "https://www.coursera.org/specializations/machine-learning-engineering-for-production-mlops",
    )


def test_about_reviews_two_courses_and_says_why_two_are_dropped(about) -> None:
    told = [(r.courses, r.is_dropped, r.text.split(".")[0][:29]) for r in about.reviews]
    assert told == [
        ((1,), False, "Course 1 is decent and Andrew"),
        ((2,), False, "Course 2 is decent if you wan"),
        ((3, 4), True, "Due to these experiences, I d"),
    ]
