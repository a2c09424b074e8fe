"""What a person typed, one name or several, comes to the items that are meant."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.errors import AmbiguousError, NotFoundError, UsageError
from mlops_tracker.study.naming import (
    Filter,
    known_kinds,
    select_items,
    select_places,
    select_targets,
)
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

WELCOME = Item("1.1.1", "video", "Welcome")
MAP = Item("1.1.2", "reading", "Course Map", optional=True)
QUIZ = Item("1.1.3", "graded", "Quiz")
DRIFT = Item("1.2.1", "video", "Drift")
LAB = Item("1.2.2", "ungraded-lab", "Lab", optional=True)
PIPES = Item("2.1.1", "video", "Pipes")

OVERVIEW = Week("1.1", "Overview", (WELCOME, MAP, QUIZ))
DATA = Week("1.2", "Data", (DRIFT, LAB))
FLOW = Week("2.1", "Flow", (PIPES,))
MODELS = Course("1", "Models", (OVERVIEW, DATA))
PIPELINES = Course("2", "Pipelines", (FLOW,))
SYLLABUS = Syllabus("small", "Small", (MODELS, PIPELINES))

RECORD = StudyRecord(
    "small",
    items={
        "1.1.1": ItemRecord("Welcome", "done", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        "1.1.3": ItemRecord("Quiz", "doing"),
        "1.2.1": ItemRecord("Drift", "skipped"),
        "1.2.2": ItemRecord("Lab", "done"),
    },
    courses={"2": CourseRecord("dropped")},
)


def required(item: Item) -> bool:
    return not item.optional


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        pytest.param(["1.1.2"], [MAP], id="one id"),
        pytest.param(["quiz", "c2"], [QUIZ, PIPELINES], id="a title and a course"),
        pytest.param(["1.1.2-1.2.1"], [MAP, QUIZ, DRIFT], id="a range of items"),
        pytest.param(["1.2-2.1", "1.1.1"], [DATA, FLOW, WELCOME], id="as typed, not sorted"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_names_give_targets_one_by_one(typed: list[str], targets: list[object]) -> None:
    assert select_targets(SYLLABUS, typed) == targets


@pytest.mark.parametrize(
    ("typed", "error", "message"),
    [
        pytest.param("nowhere", NotFoundError, "no item, week or course `nowhere`", id="not there"),
        pytest.param("u", AmbiguousError, "`u` fits 2 titles", id="ambiguous"),
        pytest.param("1.1.3-1.1.1", UsageError, "`1.1.3-1.1.1` runs backwards", id="backwards"),
    ],
)
def test_one_bad_name_among_good_ones_selects_nothing(
    typed: str, error: type[NotFoundError | AmbiguousError | UsageError], message: str
) -> None:
    with pytest.raises(error) as caught:
        select_targets(SYLLABUS, ["1.1.1", typed, "1.1.2"])
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("targets", "items"),
    [
        pytest.param([MAP], [MAP], id="an item that is named is meant, though optional"),
        pytest.param([OVERVIEW], [WELCOME, QUIZ], id="of a week those the group takes"),
        pytest.param([MODELS], [WELCOME, QUIZ, DRIFT], id="of a course too"),
        pytest.param([PIPES, QUIZ, WELCOME], [WELCOME, QUIZ, PIPES], id="in study order"),
        pytest.param([QUIZ, QUIZ, OVERVIEW], [WELCOME, QUIZ], id="each once"),
        pytest.param([OVERVIEW, MAP], [WELCOME, MAP, QUIZ], id="named beside its week"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_targets_come_to_items(targets: list[Item | Week | Course], items: list[Item]) -> None:
    assert select_items(SYLLABUS, targets, required) == items


@pytest.mark.parametrize(
    ("targets", "wanted", "ids"),
    [
        pytest.param(
            [],
            Filter(),
            ["1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.2", "2.1.1"],
            id="all, those of dropped courses too",
        ),
        pytest.param([DATA], Filter(), ["1.2.1", "1.2.2"], id="a week"),
        pytest.param([PIPES, OVERVIEW], Filter(kinds=["Video"]), ["1.1.1", "2.1.1"], id="kind"),
        pytest.param([], Filter(kinds=["graded", "reading"]), ["1.1.2", "1.1.3"], id="kinds"),
        pytest.param([], Filter(statuses={"done"}), ["1.1.1", "1.2.2"], id="done"),
        pytest.param([], Filter(statuses={"skipped"}), ["1.2.1"], id="skipped"),
        pytest.param(
            [], Filter(statuses={"todo", "doing"}), ["1.1.2", "1.1.3", "2.1.1"], id="open"
        ),
        pytest.param([], Filter(only_optional=True), ["1.1.2", "1.2.2"], id="optional"),
        pytest.param(
            [MODELS], Filter({"done"}, ["ungraded-lab"], True), ["1.2.2"], id="all of these"
        ),
        pytest.param([PIPELINES], Filter({"done"}), [], id="none"),
    ],
)
def test_places_are_those_asked_for(
    targets: list[Item | Week | Course], wanted: Filter, ids: list[str]
) -> None:
    expected = [SYLLABUS.places[id] for id in ids]
    assert select_places(SYLLABUS, RECORD, targets, wanted) == expected


def test_an_unknown_kind_is_wrong_usage_and_the_known_ones_are_named_in_study_order() -> None:
    with pytest.raises(UsageError) as caught:
        select_places(SYLLABUS, RECORD, [], Filter(kinds=["video", "podcast"]))
    assert caught.value.message == "there is no kind `podcast`"
    assert caught.value.hint == "there are `video`, `reading`, `graded`, `ungraded-lab`"


def test_a_kind_is_known_wherever_in_the_syllabus_it_is() -> None:
    assert select_places(SYLLABUS, RECORD, [PIPELINES], Filter(kinds=["graded"])) == []


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        pytest.param([], set(), id="none"),
        pytest.param(["video", "graded"], {"video", "graded"}, id="as they are spelt"),
        pytest.param(["Ungraded-LAB"], {"ungraded-lab"}, id="case ignored"),
        pytest.param(["video", "VIDEO"], {"video"}, id="each once"),
    ],
)
def test_kinds_are_given_as_the_syllabus_spells_them(typed: list[str], kinds: set[str]) -> None:
    assert known_kinds(SYLLABUS, typed) == kinds


def test_a_kind_that_the_syllabus_spells_with_capitals_is_found_in_small_letters() -> None:
    item = Item("1.1.1", "Capstone", "A")
    other = Syllabus("other", "Other", (Course("1", "A", (Week("1.1", "B", (item,)),)),))
    assert known_kinds(other, ["capstone"]) == {"Capstone"}
    assert select_places(other, RECORD, [], Filter(kinds=["capstone"])) == [other.places["1.1.1"]]


def test_kinds_may_come_one_by_one() -> None:
    assert known_kinds(SYLLABUS, iter(["video", "graded"])) == {"video", "graded"}


def test_an_unknown_kind_is_refused_where_there_are_no_places_to_select() -> None:
    with pytest.raises(UsageError) as caught:
        known_kinds(SYLLABUS, ["video", "Videos"])
    assert caught.value.message == "there is no kind `Videos`"
    assert caught.value.hint == "there are `video`, `reading`, `graded`, `ungraded-lab`"


def test_every_spelling_of_a_kind_is_meant() -> None:
    one, two = Item("1.1.1", "Video", "A"), Item("1.1.2", "video", "B")
    three, four = Item("1.1.3", "vid\u00e9o", "C"), Item("1.1.4", "VIDE\u0301O", "D")
    week = Week("1.1", "W", (one, two, three, four))
    other = Syllabus("other", "O", (Course("1", "C", (week,)),))
    assert known_kinds(other, ["VIDEO"]) == {"Video", "video"}
    assert known_kinds(other, ["vide\u0301o"]) == {three.kind, four.kind}
    shown = select_places(other, RECORD, [], Filter(kinds=["Video"]))
    assert [place.item for place in shown] == [one, two]


def test_a_whole_title_that_looks_like_a_range_is_one_item() -> None:
    years = Item("1.1.1", "video", "1984-2001")
    other = Syllabus("other", "O", (Course("1", "C", (Week("1.1", "W", (years,)),)),))
    assert select_targets(other, ["1984-2001"]) == [years]
