"""What a person typed finds one thing, or says why it does not."""

import pytest

from mlops_tracker.errors import AmbiguousError, NotFoundError, UsageError
from mlops_tracker.study.naming import ALL_LEVELS, as_id, between, find, find_range
from mlops_tracker.study.syllabus import Course, Item, Level, Syllabus, Target, Week

WELCOME = Item("1.1.1", "video", "Welcome")
DRIFT = Item("1.1.2", "reading", "Data Drift: What's That?")
DRIFT_AGAIN = Item("1.1.3", "video", "Data Drift, What's That? (Part 2)")
LABELS = Item("1.2.1", "ungraded-lab", "Clean Labels")
CAFE = Item("1.2.2", "video", "Un Café Glacé")
AGAIN = Item("2.1.1", "graded", "Welcome")
LAST = Item("2.1.2", "reading", "Chapter 42")

OVERVIEW = Week("1.1", "Overview", (WELCOME, DRIFT, DRIFT_AGAIN), also=("Week 1: First Look",))
DATA = Week("1.2", "Data-Centric AI", (LABELS, CAFE))
FLOW = Week("2.1", "Flow", (AGAIN, LAST))
MODELS = Course("1", "Models in Production", (OVERVIEW, DATA), also=("ML in Production",))
PIPES = Course("2", "Pipelines", (FLOW,))
SYLLABUS = Syllabus("small", "Small", (MODELS, PIPES))

ITEM_ONLY: tuple[Level, ...] = ("item",)
WEEK_ONLY: tuple[Level, ...] = ("week",)
COURSE_ONLY: tuple[Level, ...] = ("course",)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        pytest.param("1", "1", id="course"),
        pytest.param("1.2", "1.2", id="week"),
        pytest.param("1.2.3", "1.2.3", id="item"),
        pytest.param("c1", "1", id="c1"),
        pytest.param("c1w2", "1.2", id="c1w2"),
        pytest.param("c1.w2", "1.2", id="c1.w2"),
        pytest.param("c1w2i3", "1.2.3", id="c1w2i3"),
        pytest.param("c1.w2.i3", "1.2.3", id="c1.w2.i3"),
        pytest.param("C1W2I3", "1.2.3", id="C1W2I3"),
        pytest.param("C1.w2I3", "1.2.3", id="C1.w2I3"),
        pytest.param(" 1.2.3\n", "1.2.3", id="space around"),
        pytest.param("c01w02i003", "1.2.3", id="leading zeros"),
        pytest.param("1.0.00", "1.0.0", id="zeros alone"),
        pytest.param("10.20.30", "10.20.30", id="larger numbers"),
        pytest.param("Course 1", "1", id="course and its number"),
        pytest.param("week 1.2", "1.2", id="week and its numbers"),
        pytest.param("item 1.2.3", "1.2.3", id="item and its numbers"),
        pytest.param("course 2 week 3", "2.3", id="course and week"),
        pytest.param("Course 2, Week 3, Item 4", "2.3.4", id="course, week and item"),
    ],
)
def test_an_id_may_be_spelt_in_several_ways(typed: str, id: str) -> None:
    assert as_id(typed) == id


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("1.", id="a dot too many"),
        pytest.param("1.2.3.4", id="a level too many"),
        pytest.param("1..2", id="two dots"),
        pytest.param("w2", id="a week without a course"),
        pytest.param("c1i3", id="an item without a week"),
        pytest.param("c1 w2", id="a space within"),
        pytest.param("c1..w2", id="two dots between letters"),
        pytest.param("1.2.3-1.2.4", id="a range"),
        pytest.param("-1", id="a sign"),
        pytest.param("١.٢", id="digits of another script"),
        pytest.param("Welcome", id="a title"),
        pytest.param("week 1", id="a week of some course: not course 1"),
        pytest.param("item 1.2", id="an item of some week: not a week"),
        pytest.param("item 7", id="an item of some week of some course"),
        pytest.param("course 1.2", id="a course with the numbers of a week"),
        pytest.param("week 1.2.3", id="a week with the numbers of an item"),
        pytest.param("course 2 item 3", id="an item of some week of a course"),
        pytest.param("week 3 course 2", id="the other way round"),
    ],
)
def test_other_texts_are_no_ids(typed: str) -> None:
    assert as_id(typed) is None


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        pytest.param("1.1.2", DRIFT, id="an item by id"),
        pytest.param("C1.W1.I2", DRIFT, id="an item by id spelt out"),
        pytest.param("1.2", DATA, id="a week by id"),
        pytest.param("c2", PIPES, id="a course by id"),
        pytest.param("Clean Labels", LABELS, id="a whole title"),
        pytest.param("  clean   LABELS ", LABELS, id="case and spaces ignored"),
        pytest.param("data drift what's that", DRIFT, id="a whole title before a part of another"),
        pytest.param("DATA-DRIFT: what s that", DRIFT, id="punctuation ignored"),
        pytest.param("data centric ai", DATA, id="a week by title"),
        pytest.param("week 1 first look", OVERVIEW, id="a week by its other title"),
        pytest.param("ml in production", MODELS, id="a course by its other title"),
        pytest.param("first look", OVERVIEW, id="a part of another title"),
        pytest.param("label", LABELS, id="a part of a title"),
        pytest.param("part 2", DRIFT_AGAIN, id="a part that only one title has"),
        pytest.param("un cafe\u0301", CAFE, id="accents composed in either way"),
        pytest.param("week 1", OVERVIEW, id="a part of a title that begins like a level"),
        pytest.param("chapter 42", LAST, id="a title with a number"),
    ],
)
def test_one_thing_is_found(typed: str, target: Target) -> None:
    assert find(SYLLABUS, typed) == target


def test_a_title_of_another_level_does_not_get_in_the_way() -> None:
    same = Syllabus(
        "same", "Same", (Course("1", "Intro", (Week("1.1", "Intro", (WELCOME,)),)), PIPES)
    )
    assert find(same, "intro", WEEK_ONLY) == same.targets["1.1"]
    assert find(same, "intro", COURSE_ONLY) == same.targets["1"]


def test_a_title_that_fits_several_lists_them_with_ids() -> None:
    with pytest.raises(AmbiguousError) as caught:
        find(SYLLABUS, "welcome")
    assert caught.value.message == "`welcome` fits 2 titles"
    assert caught.value.hint == (
        "name one by its id:\n1.1.1  Welcome (video)\n2.1.1  Welcome (graded)"
    )


def test_a_part_that_fits_several_levels_says_which_each_is() -> None:
    with pytest.raises(AmbiguousError) as caught:
        find(SYLLABUS, "Data")
    assert caught.value.message == "`Data` fits 3 titles"
    assert caught.value.hint == (
        "name one by its id:\n"
        "1.1.2  Data Drift: What's That? (reading)\n"
        "1.1.3  Data Drift, What's That? (Part 2) (video)\n"
        "1.2  Data-Centric AI (week)"
    )


@pytest.mark.parametrize(
    ("count", "more"),
    [
        pytest.param(20, [], id="twenty are all listed"),
        pytest.param(21, ["and 1 more"], id="of more the rest is counted"),
        pytest.param(35, ["and 15 more"], id="of many more too"),
    ],
)
def test_twenty_matches_are_listed(count: int, more: list[str]) -> None:
    items = tuple(Item(f"1.1.{n}", "video", f"Lesson {n}") for n in range(1, count + 1))
    long = Syllabus("long", "Long", (Course("1", "A", (Week("1.1", "B", items),)),))
    with pytest.raises(AmbiguousError) as caught:
        find(long, "lesson")
    assert caught.value.message == f"`lesson` fits {count} titles"
    lines = [f"1.1.{n}  Lesson {n} (video)" for n in range(1, 21)]
    assert caught.value.hint == "\n".join(["name one by its id:", *lines, *more])


def test_of_titles_that_fit_alike_the_one_of_the_nearest_length_is_suggested_first() -> None:
    items = (
        Item("1.1.1", "video", "Labels in a Long Title"),
        Item("1.1.2", "video", "Labels"),
        Item("1.1.3", "video", "Labels Twice"),
    )
    alike = Syllabus("alike", "Alike", (Course("1", "Z", (Week("1.1", "Y", items),)),))
    with pytest.raises(NotFoundError) as caught:
        find(alike, "lables, lables")
    assert caught.value.hint == (
        "the nearest are\n"
        "1.1.3  Labels Twice (video)\n"
        "1.1.2  Labels (video)\n"
        "1.1.1  Labels in a Long Title (video)"
    )


@pytest.mark.parametrize(
    ("typed", "levels", "message", "hint"),
    [
        pytest.param(
            "Clean Lables",
            ALL_LEVELS,
            "no item, week or course `Clean Lables`",
            "the nearest are\n"
            "1.2.1  Clean Labels (ungraded-lab)\n"
            "1.2.2  Un Café Glacé (video)\n"
            "1.2  Data-Centric AI (week)",
            id="a slip in a title",
        ),
        pytest.param(
            "1.1.8",
            ALL_LEVELS,
            "no item, week or course `1.1.8`",
            "the nearest are\n"
            "1.1.3  Data Drift, What's That? (Part 2) (video)\n"
            "1.1.2  Data Drift: What's That? (reading)\n"
            "1.1.1  Welcome (video)",
            id="an item id",
        ),
        pytest.param(
            "c2w9",
            ("week", "course"),
            "no week or course `c2w9`",
            "the nearest are\n2.1  Flow (week)\n1.2  Data-Centric AI (week)\n1.1  Overview (week)",
            id="a week id",
        ),
        pytest.param(
            "7",
            ALL_LEVELS,
            "no item, week or course `7`",
            "the nearest are\n2  Pipelines (course)\n1  Models in Production (course)",
            id="a course id, of which there are but two",
        ),
        pytest.param(
            "...",
            ALL_LEVELS,
            "no item, week or course `...`",
            "the nearest are\n2.1  Flow (week)\n1.1.1  Welcome (video)\n2.1.1  Welcome (graded)",
            id="punctuation, to which the shortest titles are nearest",
        ),
        pytest.param(
            "",
            ALL_LEVELS,
            "an empty name names nothing",
            "give an id or a title",
            id="nothing at all",
        ),
    ],
)
def test_nothing_found_suggests_the_nearest(
    typed: str, levels: tuple[Level, ...], message: str, hint: str | None
) -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, typed, levels)
    assert (caught.value.message, caught.value.hint) == (message, hint)


MANY = Syllabus(
    "many",
    "Many",
    tuple(
        Course(
            f"{c}",
            f"Course of 1.1.{c}",
            tuple(
                Week(
                    f"{c}.{w}",
                    f"Week 1 of {c}",
                    tuple(Item(f"{c}.{w}.{i}", "video", f"Levels 1&{i}") for i in range(1, 5)),
                )
                for w in range(1, 4)
            ),
        )
        for c in range(1, 5)
    ),
)


@pytest.mark.parametrize(
    ("typed", "levels", "ids"),
    [
        pytest.param("2.3.1,2.3.2", ALL_LEVELS, ["2.3.1", "2.3.2", "2.3.3"], id="two in one word"),
        pytest.param("2.3.*", ALL_LEVELS, ["2.3", "2.2", "2.1"], id="a star"),
        pytest.param("2.3.*", ITEM_ONLY, ["2.3.1", "2.3.2", "2.3.3"], id="a star for an item"),
        pytest.param("2.3.2.", ALL_LEVELS, ["2.3.2", "2.3.1", "2.3.3"], id="a dot too many"),
        pytest.param("2.3.4.1", ALL_LEVELS, ["2.3.4", "2.3.3", "2.3.2"], id="a level too many"),
        pytest.param("week 3", WEEK_ONLY, ["1.3", "2.3", "3.3"], id="a week of some course"),
        pytest.param("Week 9", ALL_LEVELS, ["1.3", "2.3", "3.3"], id="a week that no course has"),
        pytest.param("week 3", ITEM_ONLY, ["1.3.1", "1.3.2", "1.3.3"], id="a week for an item"),
        pytest.param("item 4", ALL_LEVELS, ["1.1.4", "1.2.4", "1.3.4"], id="an item of some week"),
        pytest.param("item 3.4", ALL_LEVELS, ["1.3.4", "2.3.4", "3.3.4"], id="of some course"),
        pytest.param("course 4 week 9", ALL_LEVELS, ["4.3", "4.2", "4.1"], id="no such week"),
        pytest.param("week 3", COURSE_ONLY, ["1", "2", "3"], id="a week for a course"),
    ],
)
def test_what_is_like_an_id_suggests_by_id(
    typed: str, levels: tuple[Level, ...], ids: list[str]
) -> None:
    with pytest.raises(NotFoundError) as caught:
        find(MANY, typed, levels)
    assert caught.value.hint is not None
    assert [line.split()[0] for line in caught.value.hint.split("\n")[1:]] == ids


@pytest.mark.parametrize(
    ("typed", "levels", "message"),
    [
        pytest.param("1.1-1.2", WEEK_ONLY, "`1.1-1.2` is a range; name a week", id="weeks"),
        pytest.param(
            "c1w1 .. 1.2",
            ALL_LEVELS,
            "`c1w1 .. 1.2` is a range; name an item, week or course",
            id="spelt in another way",
        ),
    ],
)
def test_a_range_where_one_thing_is_wanted_is_called_one(
    typed: str, levels: tuple[Level, ...], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        find(SYLLABUS, typed, levels)
    assert caught.value.message == message
    assert caught.value.hint == "`tracker list 1.1-1.2` shows what is in it"


def test_a_title_like_a_range_is_a_title() -> None:
    item = Item("1.1.1", "reading", "1914-1918")
    war = Syllabus("war", "War", (Course("1", "A", (Week("1.1", "B", (item,)),)),))
    assert find(war, "1914-1918") == item


def test_nothing_found_of_one_level_suggests_only_that_level() -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, "Flows", COURSE_ONLY)
    assert caught.value.message == "no course `Flows`"
    assert caught.value.hint is not None
    assert sorted(caught.value.hint.split("\n")[1:]) == [
        "1  Models in Production (course)",
        "2  Pipelines (course)",
    ]


def test_a_title_of_nothing_that_is_seen_gets_in_nobodys_way() -> None:
    odd = Syllabus("odd", "Odd", (Course("1", "\x1c"), Course("2", "Flow")))  # valid in TOML
    with pytest.raises(NotFoundError) as caught:
        find(odd, "zzz")
    assert caught.value.message == "no item, week or course `zzz`"


def test_an_unknown_week_id_where_an_item_is_wanted_still_gets_suggestions() -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, "1.9", ITEM_ONLY)
    assert caught.value.message == "no item `1.9`"
    assert caught.value.hint is not None
    assert caught.value.hint.count("\n") == 3  # the three nearest, whichever they are


def test_a_number_longer_than_python_reads_is_an_unknown_id_like_any_other() -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, "9" * 5000)
    assert caught.value.message == f"no item, week or course `{'9' * 80}...`"


@pytest.mark.parametrize(
    ("length", "repeated"),
    [
        pytest.param(80, "z" * 80, id="whole where it is short"),
        pytest.param(81, "z" * 80 + "...", id="its beginning where it is long"),
    ],
)
def test_what_was_typed_is_repeated(length: int, repeated: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, "z" * length)
    assert caught.value.message == f"no item, week or course `{repeated}`"


def test_what_looks_like_an_id_is_no_part_of_a_title() -> None:
    with pytest.raises(NotFoundError) as caught:
        find(SYLLABUS, "42")
    assert caught.value.message == "no item, week or course `42`"


def test_what_looks_like_an_id_may_be_a_whole_title() -> None:
    item = Item("1.1.1", "reading", "1984")
    books = Syllabus("books", "Books", (Course("1", "A", (Week("1.1", "B", (item,)),)),))
    assert find(books, "1984") == item


@pytest.mark.parametrize(
    ("typed", "levels", "message", "hint"),
    [
        pytest.param(
            "1.2",
            ("item",),
            "`1.2` is a week; name an item",
            "`tracker list 1.2` shows its items",
            id="a week for an item",
        ),
        pytest.param(
            "c1",
            ("item",),
            "`1` is a course; name an item",
            "`tracker list 1` shows its items",
            id="a course for an item",
        ),
        pytest.param(
            "1.2.1",
            ("week", "course"),
            "`1.2.1` is an item; name a week or course",
            "its week is `1.2`",
            id="an item for a week or course",
        ),
        pytest.param(
            "1.2.1",
            ("week",),
            "`1.2.1` is an item; name a week",
            "its week is `1.2`",
            id="an item for a week",
        ),
    ],
)
def test_an_id_of_another_level_says_what_it_is(
    typed: str, levels: tuple[Level, ...], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        find(SYLLABUS, typed, levels)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        pytest.param("1.1.2-1.2.1", (DRIFT, LABELS), id="items"),
        pytest.param("1.1 - 2.1", (OVERVIEW, FLOW), id="weeks, with spaces"),
        pytest.param("1.1.2\N{EN DASH}1.2.1", (DRIFT, LABELS), id="an en dash"),
        pytest.param("c1-c2", (MODELS, PIPES), id="courses spelt out"),
        pytest.param("1.1.2..1.2.1", (DRIFT, LABELS), id="two dots"),
        pytest.param("1.1.2 ... 1.2.1", (DRIFT, LABELS), id="three dots"),
        pytest.param("1.1\N{HORIZONTAL ELLIPSIS}2.1", (OVERVIEW, FLOW), id="an ellipsis"),
        pytest.param("1.1.2-1.1.2", (DRIFT, DRIFT), id="one item"),
        pytest.param("1.1.2-3", (DRIFT, DRIFT_AGAIN), id="the last number of an item"),
        pytest.param("c1w1i2 - 3", (DRIFT, DRIFT_AGAIN), id="the same, spelt out"),
        pytest.param("1.1..2", (OVERVIEW, DATA), id="the last number of a week"),
        pytest.param("1-2", (MODELS, PIPES), id="numbers of courses"),
        pytest.param("Data-Centric AI", None, id="a title with a dash is no range"),
        pytest.param("1.1.2", None, id="an id alone is none"),
        pytest.param("week 1-2", None, id="nor is a part of one"),
        pytest.param("1.1.2-", None, id="nor is one with an open end"),
        pytest.param("1.1.1-1.1.2-1.1.3", None, id="nor one with three ends"),
    ],
)
def test_a_range_has_two_ends(typed: str, ends: tuple[Target, Target] | None) -> None:
    assert find_range(SYLLABUS, typed) == ends


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        pytest.param(
            "1.1-1.2.1",
            "`1.1-1.2.1` goes from a week to an item",
            "name two of a kind, such as `1.2.3-1.2.7` or `1.1-1.3`",
            id="a week and an item",
        ),
        pytest.param(
            "1.1.1-c2",
            "`1.1.1-c2` goes from an item to a course",
            "name two of a kind, such as `1.2.3-1.2.7` or `1.1-1.3`",
            id="an item and a course",
        ),
        pytest.param(
            "1-1.2",
            "`1-1.2` goes from a course to a week",
            "name two of a kind, such as `1.2.3-1.2.7` or `1.1-1.3`",
            id="a course and a week",
        ),
        pytest.param(
            "c1w2i1-1.1.2",
            "`c1w2i1-1.1.2` runs backwards",
            "write `1.1.2-1.2.1`",
            id="backwards",
        ),
    ],
)
def test_a_range_needs_two_ends_of_a_kind_in_study_order(
    typed: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        find_range(SYLLABUS, typed)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_end_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_range(SYLLABUS, "2.1.1-2.1.9")
    assert caught.value.message == "no item, week or course `2.1.9`"
    assert caught.value.hint == (
        "the nearest are\n"
        "2.1.2  Chapter 42 (reading)\n"
        "2.1.1  Welcome (graded)\n"
        "1.1.3  Data Drift, What's That? (Part 2) (video)"
    )


def test_an_end_of_a_range_is_an_id_never_a_part_of_a_title() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_range(SYLLABUS, "1.1.1-42")
    assert caught.value.message == "no item, week or course `1.1.42`"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(
            DRIFT, CAFE, [DRIFT, DRIFT_AGAIN, LABELS, CAFE], id="items, over the end of a week"
        ),
        pytest.param(OVERVIEW, FLOW, [OVERVIEW, DATA, FLOW], id="weeks, over that of a course"),
        pytest.param(MODELS, PIPES, [MODELS, PIPES], id="courses"),
        pytest.param(LAST, LAST, [LAST], id="one alone"),
    ],
)
def test_between_two_targets_are_those_of_their_level(
    start: Target, end: Target, expected: list[Target]
) -> None:
    assert between(SYLLABUS, start, end) == expected


YEARS = Item("1.1.1", "video", "1984-2001")
DAYS = Item("1.1.2", "video", "The days 1-2 in short")
SQUARE = Item("1.1.3", "video", "x² and more")
OTHER = Item("1.1.4", "video", "x2 and more")
DATED = Syllabus(
    "dated", "D", (Course("1", "A", (Week("1.1", "W", (YEARS, DAYS, SQUARE, OTHER)),)),)
)


def test_a_whole_title_comes_before_a_range_and_a_range_before_a_part() -> None:
    assert find(DATED, "1984-2001") == YEARS
    assert find_range(DATED, "1984-2001") is None
    with pytest.raises(NotFoundError) as caught:
        find(DATED, "1-2")
    assert caught.value.message == "no item, week or course `2`"


def test_one_name_that_is_a_range_is_told_how_to_see_what_is_in_it() -> None:
    with pytest.raises(UsageError) as caught:
        find(SYLLABUS, "1.1.1-3")
    assert caught.value.message == "`1.1.1-3` is a range; name an item, week or course"
    assert caught.value.hint == "`tracker list 1.1.1-1.1.3` shows what is in it"


def test_a_raised_digit_is_another_one() -> None:
    assert find(DATED, "X² AND MORE") == SQUARE
    assert find(DATED, "x2 and more") == OTHER
