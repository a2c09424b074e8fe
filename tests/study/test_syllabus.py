"""What there is to learn stands in study order and is found by id."""

import pytest

from mlops_tracker.study.syllabus import (
    Course,
    Item,
    Level,
    Place,
    Syllabus,
    Target,
    Week,
    ids_within,
    level_of,
    spellings,
)

WELCOME = Item("1.1.1", "video", "Welcome", minutes=5)
LATE = Item("1.1.9", "reading", "Added Later")
QUIZ = Item("1.1.2", "graded", "Quiz")
DRIFT = Item("1.2.1", "video", "Drift", optional=True)
PIPES = Item("2.1.1", "video", "Pipes")

OVERVIEW = Week("1.1", "Overview", (WELCOME, LATE, QUIZ), also=("Module One",))
DATA = Week("1.2", "Data", (DRIFT,))
EMPTY = Week("2.2", "Soon")
FIRST = Course("1", "Models", (OVERVIEW, DATA), also=("Machine Learning", "ML"))
SECOND = Course("2", "Pipelines", (Week("2.1", "Flow", (PIPES,)), EMPTY))

SYLLABUS = Syllabus("small", "A Small Syllabus", (FIRST, SECOND))


def test_an_item_is_required_and_nobody_says_how_long_it_takes_unless_the_file_does() -> None:
    assert Item("1.1.1", "video", "Welcome") == ("1.1.1", "video", "Welcome", False, None, None)
    assert Week("1.1", "Overview") == ("1.1", "Overview", (), (), None, None, 0)
    assert Course("1", "Models") == ("1", "Models", (), (), None, 0)


def test_items_come_in_study_order_which_is_the_order_of_the_file_not_of_the_ids() -> None:
    assert list(SYLLABUS.items()) == [WELCOME, LATE, QUIZ, DRIFT, PIPES]


def test_a_course_gives_its_items_over_all_its_weeks() -> None:
    assert list(FIRST.items()) == [WELCOME, LATE, QUIZ, DRIFT]


def test_places_tell_the_course_and_the_week_of_every_item() -> None:
    assert list(SYLLABUS.places.items()) == [
        ("1.1.1", Place(FIRST, OVERVIEW, WELCOME)),
        ("1.1.9", Place(FIRST, OVERVIEW, LATE)),
        ("1.1.2", Place(FIRST, OVERVIEW, QUIZ)),
        ("1.2.1", Place(FIRST, DATA, DRIFT)),
        ("2.1.1", Place(SECOND, SECOND.weeks[0], PIPES)),
    ]


def test_targets_are_everything_that_has_an_id_each_before_what_it_holds() -> None:
    assert list(SYLLABUS.targets.items()) == [
        ("1", FIRST),
        ("1.1", OVERVIEW),
        ("1.1.1", WELCOME),
        ("1.1.9", LATE),
        ("1.1.2", QUIZ),
        ("1.2", DATA),
        ("1.2.1", DRIFT),
        ("2", SECOND),
        ("2.1", SECOND.weeks[0]),
        ("2.1.1", PIPES),
        ("2.2", EMPTY),
    ]


def test_weeks_tell_their_course_even_when_they_hold_nothing_yet() -> None:
    assert list(SYLLABUS.weeks.items()) == [
        ("1.1", (FIRST, OVERVIEW)),
        ("1.2", (FIRST, DATA)),
        ("2.1", (SECOND, SECOND.weeks[0])),
        ("2.2", (SECOND, EMPTY)),
    ]


@pytest.mark.parametrize(
    ("target", "items"),
    [
        pytest.param(QUIZ, (QUIZ,), id="an item stands for itself"),
        pytest.param(OVERVIEW, (WELCOME, LATE, QUIZ), id="a week for its items"),
        pytest.param(FIRST, (WELCOME, LATE, QUIZ, DRIFT), id="a course for those of its weeks"),
        pytest.param(EMPTY, (), id="an empty week for none"),
    ],
)
def test_a_target_stands_for_its_items(target: Target, items: tuple[Item, ...]) -> None:
    assert SYLLABUS.items_of(target) == items


@pytest.mark.parametrize(
    ("target", "level"),
    [
        pytest.param(WELCOME, "item", id="item"),
        pytest.param(OVERVIEW, "week", id="week"),
        pytest.param(FIRST, "course", id="course"),
    ],
)
def test_a_target_knows_its_level(target: Target, level: Level) -> None:
    assert level_of(target) == level


@pytest.mark.parametrize(
    ("target", "titles"),
    [
        pytest.param(WELCOME, ("Welcome",), id="an item has one"),
        pytest.param(OVERVIEW, ("Overview", "Module One"), id="a week may have more"),
        pytest.param(FIRST, ("Models", "Machine Learning", "ML"), id="so may a course"),
        pytest.param(SECOND, ("Pipelines",), id="but need not"),
    ],
)
def test_a_target_gives_the_ways_its_title_is_spelt_the_own_one_first(
    target: Target, titles: tuple[str, ...]
) -> None:
    assert spellings(target) == titles


@pytest.mark.parametrize(
    ("target", "ids"),
    [
        pytest.param(WELCOME, {"1.1.1"}, id="an item only itself"),
        pytest.param(OVERVIEW, {"1.1", "1.1.1", "1.1.2", "1.1.9"}, id="a week its items"),
        pytest.param(
            FIRST,
            {"1", "1.1", "1.2", "1.1.1", "1.1.2", "1.1.9", "1.2.1"},
            id="a course its weeks and their items",
        ),
    ],
)
def test_within_a_target_are_itself_and_all_it_holds(target: Target, ids: set[str]) -> None:
    assert ids_within(target) == ids
