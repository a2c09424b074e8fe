"""A new edition of a syllabus: what is matched with what, and what no edition may lose."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.edition import Edition, edition, effect_of, with_titles
from mlops_tracker.study.record import ItemRecord, StudyRecord, WeekRecord, orphans
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

Weeks = Sequence[tuple[str, Sequence[str | Item]]]


def syllabus(*courses: tuple[str, Weeks]) -> Syllabus:
    """Return a syllabus counted from its beginning, as an import does."""
    made = []
    for c, (title, weeks) in enumerate(courses, start=1):
        parts = []
        for w, (name, items) in enumerate(weeks, start=1):
            ids = (f"{c}.{w}.{i}" for i in range(1, 100))
            parts.append(Week(f"{c}.{w}", name, tuple(map(item, ids, items))))
        made.append(Course(f"{c}", title, tuple(parts)))
    return Syllabus("own", "Own", tuple(made))


def item(id: str, given: str | Item) -> Item:
    return given._replace(id=id) if isinstance(given, Item) else Item(id, "video", given)


def weeks(*lists: Sequence[str | Item]) -> Syllabus:
    """Return a syllabus of one course whose weeks have names of their own."""
    names = ("Ownership", "Traits and types", "Closures", "Macros")
    return syllabus(("Rust", list(zip(names, lists, strict=False))))


def knowing(*ids: str, title: str = "") -> StudyRecord:
    """Return a record that has something on ids."""
    return StudyRecord("own", {id: ItemRecord(title, "done") for id in ids})


def plan(found: Edition) -> str:
    """Return what an edition changes in short."""
    parts = [
        *(f"+{target.id}" for target in found.new),
        *(f"~{renamed.target.id}" for renamed in found.renamed),
        *(f">{moved.target.id}" for moved in found.moved),
        *(f"-{target.id}" for target in found.gone),
    ]
    return " ".join(parts)


BASE = weeks(["Moves", "Borrows", "Quiz"], ["Generics", "Bounds", "Quiz"])


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (BASE, ""),
        (weeks(["Hello", "Moves", "Borrows", "Quiz"], ["Generics", "Bounds", "Quiz"]), "+1.1.4"),
        (weeks(["Moves", "Quiz"], ["Generics", "Bounds", "Quiz"]), "-1.1.2"),
        (weeks(["Moves", "Borrows!", "Quiz"], ["Generics", "Bounds", "Quiz"]), "~1.1.2"),
        (weeks(["Moves", "Borrowing", "Quiz"], ["Generics", "Bounds", "Quiz"]), "~1.1.2"),
        (weeks(["Moves", "Pinning", "Quiz"], ["Generics", "Bounds", "Quiz"]), "+1.1.4 -1.1.2"),
        (weeks(["Quiz", "Moves", "Borrows"], ["Generics", "Bounds", "Quiz"]), ">1.1.3"),
        (weeks(["Borrows", "Quiz"], ["Moves", "Generics", "Bounds", "Quiz"]), ">1.1.1"),
        (weeks(["Moves", "Borrows"], ["Generics", "Bounds", "Quiz", "Quiz"]), ">1.1.3"),
        (weeks([], ["Moves", "Borrows", "Quiz", "Generics", "Bounds", "Quiz"]), None),
        (weeks(["Moves", "Borrows", "Quiz"]), "-1.2 -1.2.1 -1.2.2 -1.2.3"),
        (weeks(["Moves"], ["Bounds"], ["Borrows"], ["Generics"]), None),
    ],
)
def test_what_changes_is_told_apart(new: Syllabus, expected: str | None) -> None:
    found = edition(BASE, new)
    if expected is not None:
        assert plan(found) == expected
    assert {i.title for i in found.syllabus.items()} == {i.title for i in new.items()}
    kept = {id: target for id, target in BASE.targets.items() if id in found.syllabus.targets}
    assert {i.id for i in found.gone} == BASE.targets.keys() - kept.keys()


def test_a_week_that_counts_is_known_by_what_stands_in_it() -> None:
    old = syllabus(("Rust", [("Week 1", ["Moves", "Borrows"]), ("Week 2", ["Traits", "Bounds"])]))
    names = [("Week 1", ["Hello"]), ("Week 2", ["Moves", "Borrows"]), ("Week 3", ["Traits"])]
    found = edition(old, syllabus(("Rust", names)))
    assert plan(found) == "+1.3 +1.3.1 ~1.1 ~1.2 -1.2.2"
    assert [week.id for week in found.syllabus.courses[0].weeks] == ["1.3", "1.1", "1.2"]


def test_items_with_one_title_in_two_weeks_are_not_swapped() -> None:
    """Even where the weeks change places, and their names change."""
    old = syllabus(("Rust", [("One", ["Moves", "Quiz"]), ("Two", ["Traits", "Quiz"])]))
    new = syllabus(("Rust", [("Zwei", ["Traits", "Quiz"]), ("Eins", ["Moves", "Quiz"])]))
    found = edition(old, new).syllabus
    assert [item.id for item in found.items()] == ["1.2.1", "1.2.2", "1.1.1", "1.1.2"]


def linked(title: str, url: str, kind: str = "video") -> Item:
    return Item("", kind, title, url=f"https://e.org/{url}")


def test_an_address_tells_what_has_another_title_and_another_kind() -> None:
    old = weeks([linked("Moves", "1"), "Borrows"])
    assert plan(edition(old, weeks([linked("Else", "1/", "lab"), "Borrows"]))) == "~1.1.1"


def test_an_address_says_less_than_a_title_that_stands_where_it_stood() -> None:
    """Slides are numbered anew each year."""
    old = weeks([linked("SVM", "lec1"), linked("Trees", "lec2"), linked("Boosting", "lec3")])
    files = {"Introduction": "lec1", "SVM": "lec2", "Trees": "lec3", "Boosting": "lec4"}
    new = weeks([linked(title, file) for title, file in files.items()])
    assert plan(edition(old, new)) == "+1.1.4"
    recap = weeks([linked("Support vector machines", "lec1")], ["SVM"])
    assert plan(edition(weeks([linked("SVM", "lec1")], []), recap)) == "+1.2.1 ~1.1.1"


def test_an_id_says_most_unless_titles_say_that_it_was_counted_anew() -> None:
    renamed = weeks(["Moves", "All about loans", "Quiz"], ["Generics", "Bounds", "Quiz"])
    assert plan(edition(BASE, renamed, has_ids=True)) == "~1.1.2"
    counted = weeks(["Hello", "Moves", "Borrows", "Quiz"], ["Generics", "Bounds", "Quiz"])
    assert plan(edition(BASE, counted, has_ids=True)) == "+1.1.4"
    letters = [letter * 5 for letter in "abcdefghijkl"]
    late = weeks([*letters[:-1], "Hello", letters[-1]])
    assert plan(edition(weeks(letters), late, has_ids=True)) == "+1.1.13"
    moved = Week("1.2", "Traits and types", (Item("1.1.1", "video", "Anew"), *week(BASE, 1).items))
    home = week(BASE, 0)._replace(items=week(BASE, 0).items[1:])
    edited = Syllabus("own", "Own", (Course("1", "Rust", (home, moved)),))
    assert plan(edition(BASE, edited, has_ids=True)) == "~1.1.1 >1.1.1"


def test_namesakes_are_not_swapped_where_a_file_was_counted_anew() -> None:
    old = syllabus(("Rust", [("Week 1", ["Moves", "Quiz"]), ("Week 2", ["Traits", "Quiz"])]))
    lists = [["Hello", "Quiz"], ["Moves", "Quiz"], ["Traits", "Quiz"]]
    new = syllabus(("Rust", [(f"Week {n}", one) for n, one in enumerate(lists, start=1)]))
    found = edition(old, new, has_ids=True).syllabus
    ids = [item.id for item in found.items()]
    assert ids == ["1.3.1", "1.3.2", "1.1.1", "1.1.2", "1.2.1", "1.2.2"]


def week(syllabus: Syllabus, number: int) -> Week:
    return syllabus.courses[0].weeks[number]


def test_a_new_item_keeps_an_id_of_its_own_that_nothing_ever_had() -> None:
    new = Item("1.2.9", "video", "New")
    edited = week(BASE, 1)._replace(items=(new, *week(BASE, 1).items))
    later = Syllabus("own", "Own", (Course("1", "Rust", (week(BASE, 0), edited)),))
    assert plan(edition(BASE, later, has_ids=True)) == "+1.2.9"
    assert plan(edition(BASE, later, knowing("1.2.11"), has_ids=True)) == "+1.2.12"
    assert plan(edition(BASE, later)) == "+1.2.4"


def test_numbers_are_given_out_once_though_nobody_did_anything_with_what_is_gone() -> None:
    less = edition(BASE, weeks(["Moves", "Borrows"], ["Generics", "Bounds", "Quiz"])).syllabus
    assert week(less, 0).last == 3
    none = edition(less, weeks(["Moves", "Borrows"])).syllabus
    assert none.courses[0].last == 2
    back = edition(none, BASE)
    assert plan(back) == "+1.1.4 +1.3 +1.3.1 +1.3.2 +1.3.3"
    assert week(back.syllabus, 0).last == 0
    other = edition(back.syllabus, syllabus(("Go", [("Basics", ["Hello", "Types"])]))).syllabus
    assert (other.last, [course.id for course in other.courses]) == (0, ["2"])
    again = edition(other, syllabus(("Python", [("First", ["Dicts"])]))).syllabus
    assert [course.id for course in again.courses] == ["3"]


def test_numbers_that_only_a_record_knows_are_not_given_out() -> None:
    first, second = (list(one.items) for one in BASE.courses[0].weeks)
    more = weeks([*first, "New"], second, ["Anew"])
    assert plan(edition(BASE, more, knowing("1.1.7", "1.9.2"))) == "+1.1.8 +1.10 +1.10.1"
    odd = knowing("no id", "1.1.x", "1.1." + "9" * 5000)
    assert plan(edition(BASE, more, odd)) == "+1.1.4 +1.3 +1.3.1"
    other = syllabus(("Go", [("Basics", ["Hello"])]))
    assert edition(BASE, other, knowing("7.1.1")).syllabus.courses[0].id == "8"


def test_what_comes_back_to_its_week_finds_what_was_done() -> None:
    gone = edition(BASE, weeks(["Moves", "Quiz"], ["Generics", "Bounds", "Quiz"])).syllabus
    known = knowing("1.1.2", title="Borrows!")
    assert plan(edition(gone, BASE, known)) == "+1.1.2"
    assert plan(edition(gone, BASE, known, has_ids=True)) == "+1.1.2"
    assert plan(edition(gone, BASE)) == "+1.1.4"


@pytest.mark.parametrize(
    "record",
    [
        knowing("1.1.2", title="Quiz"),
        knowing("1.1.2"),
        knowing("1.1", title="Borrows"),
        knowing("1.2.5", title="Borrows"),
        knowing("2.1.5", title="Borrows"),
    ],
    ids=["another title", "no title", "no item", "another week", "another course"],
)
def test_what_is_not_what_was_gone_gets_a_number_of_its_own(record) -> None:
    gone = edition(BASE, weeks(["Moves", "Quiz"], ["Generics", "Bounds", "Quiz"])).syllabus
    assert plan(edition(gone, BASE, record)) == "+1.1.4"


def test_a_title_of_several_words_is_known_wherever_it_comes_back() -> None:
    big = knowing("1.1.4", title="Moving big boxes")
    assert plan(edition(BASE, weeks(["Moves"], ["Moving big boxes"]), big)).startswith("+1.1.4 ")
    twice = weeks(["Moves"], ["Moving big boxes", "Moving big boxes"])
    assert plan(edition(BASE, twice, big)).startswith("+1.2.4 +1.2.5 ")
    also = knowing("1.1.4", "1.1.9", title="Moving big boxes")
    assert plan(edition(BASE, weeks(["Moves"], ["Moving big boxes"]), also)).startswith("+1.2.4 ")


def test_of_two_that_come_back_alike_one_is_what_was_gone() -> None:
    gone = weeks(["Moves"])
    found = edition(gone, weeks(["Moves", "Quiz", "Quiz"]), knowing("1.1.4", title="Quiz"))
    assert plan(found) == "+1.1.4 +1.1.5"


def test_namesakes_in_a_week_are_told_apart_by_their_kinds() -> None:
    lab, video = Item("", "lab", "Pins"), Item("", "video", "Pins")
    assert plan(edition(weeks([video, lab]), weeks([lab, video]))) == ">1.1.2"


def test_what_only_the_syllabus_in_use_says_stays() -> None:
    known = Item("", "lab", "Moves", minutes=5, url="https://e.org/1")
    old = weeks([known])
    week_known = week(old, 0)._replace(also=("Own",), summary="Who owns.")
    old = Syllabus("own", "Own", (old.courses[0]._replace(weeks=(week_known,)),), "https://e.org")
    found = edition(old, weeks([Item("", "video", "Moves")]))
    assert found.syllabus.url == "https://e.org"
    assert week(found.syllabus, 0).summary == "Who owns."
    assert week(found.syllabus, 0).items == (known._replace(id="1.1.1", kind="video"),)
    assert [target.id for target in found.retouched] == ["1.1.1"]
    assert plan(found) == ""
    assert found.is_change


def test_numbers_that_differ_are_two_items() -> None:
    old = weeks(["Lecture 1", "Lecture 2"])
    assert plan(edition(old, weeks(["Lecture 2", "Lecture 3"]))) == "+1.1.3 -1.1.1"
    old = weeks(["Lab 1: Moving things", "Lab 2: Lending things"])
    new = weeks(["Lab 0: Start", "Lab 2: Moving things", "Lab 3: Lending things"])
    assert plan(edition(old, new)) == "+1.1.3 ~1.1.1 ~1.1.2"


def test_a_record_calls_what_was_renamed_by_its_new_title() -> None:
    record = StudyRecord("own", {"1.1.2": ItemRecord("Borrows", "done", note="n")})
    found = edition(BASE, weeks(["Moves", "Borrowing", "Quiz"], ["Generics", "Bounds", "Quiz"]))
    assert with_titles(record, found.renamed).items == {
        "1.1.2": ItemRecord("Borrowing", "done", note="n")
    }


WORDS = ("Moves", "Quiz", "Traits", "Borrowing things", "Lab 1: Go", "Lab 2: Go", "?")
LINKS = (None, None, "https://e.org/1", "https://e.org/2")
items = st.builds(
    Item,
    st.just(""),
    st.sampled_from(["video", "lab"]),
    st.sampled_from(WORDS),
    minutes=st.sampled_from([None, 5]),
    url=st.sampled_from(LINKS),
)
named_weeks = st.tuples(st.sampled_from(["Week 1", "Week 2", "Own"]), st.lists(items, max_size=4))
named_courses = st.tuples(st.sampled_from(["Rust", "Go"]), st.lists(named_weeks, max_size=3))
editions = st.lists(named_courses, min_size=1, max_size=3).map(lambda many: syllabus(*many))


@given(st.lists(editions, min_size=2, max_size=5), st.booleans(), st.data())
def test_no_sequence_of_editions_loses_or_reuses_anything(
    many: list[Syllabus], has_ids: bool, data: st.DataObject
) -> None:
    now, *later = many
    record = StudyRecord("own")
    ever, gone = set(now.targets), set[str]()
    for new in later:
        for one in now.items():
            if one.id not in record.items and data.draw(st.booleans()):
                record = record.with_items([(one, ItemRecord(one.title, "done", note=one.title))])
        found = edition(now, new, record, has_ids=has_ids)
        fresh = {target.id for target in found.new}
        back = {id for id in fresh & record.items.keys() if id not in now.targets}
        assert not (fresh - back) & ever
        assert not (found.syllabus.targets.keys() - back) & gone
        assert all(record.items[id].title == found.syllabus.targets[id].title for id in back)
        assert len(found.syllabus.targets) == len(list(found.syllabus.targets)) == count(new)
        shape = [[[i.title for i in w.items] for w in c.weeks] for c in new.courses]
        assert [[[i.title for i in w.items] for w in c.weeks] for c in found.syllabus.courses] == (
            shape
        )
        renamed = with_titles(record, found.renamed)
        assert {id: did.note for id, did in renamed.items.items()} == {
            id: did.note for id, did in record.items.items()
        }
        lost = {id for id in record.items if id not in found.syllabus.places}
        assert {orphan.id for orphan in orphans(found.syllabus, renamed)} == lost
        again = edition(found.syllabus, new, record, has_ids=has_ids)
        assert not again.is_change
        assert vars(again.syllabus)["courses"] == found.syllabus.courses
        gone = (gone | {target.id for target in found.gone}) - back
        ever |= fresh
        now, record = found.syllabus, renamed


def count(syllabus: Syllabus) -> int:
    """Count what has an id."""
    return sum(1 + sum(1 + len(week.items) for week in course.weeks) for course in syllabus.courses)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Syllabus, Syllabus, dict[str, str]]:
    """Return a syllabus of titles that differ, one made of it by edits, and whose title is whose.

    A title is renamed once at most: one that has little in common with what it was,
    and stands elsewhere, is taken for another.
    """
    lists = [[f"{a}one {a}two {a}ten" for a in letters] for letters in ("abcd", "efgh", "ijkl")]
    edited = [list(one) for one in lists]
    came_of = {title: title for one in lists for title in one}
    for number in range(draw(st.integers(1, 6))):
        what = draw(st.sampled_from(["insert", "delete", "rename", "swap", "move"]))
        one, other = (draw(st.sampled_from(edited)) for _ in range(2))
        at = draw(st.integers(0, len(one)))
        if what == "insert":
            one.insert(at, f"{number} is new")
        elif at < len(one):
            title = one.pop(at)
            if what == "rename" and title in came_of and not title.endswith(" B"):
                came_of[f"{title} B"] = came_of.pop(title)
                one.insert(at, f"{title} B")
            elif what == "delete":
                came_of.pop(title, None)
            elif what in {"move", "swap", "rename"}:
                home = other if what == "move" else one
                home.insert(draw(st.integers(0, len(home))), title)
    return weeks(*lists), weeks(*edited), came_of


@given(edits())
def test_progress_follows_every_item_through_edits(edited) -> None:
    old, new, came_of = edited
    record = StudyRecord("own", {i.id: ItemRecord(i.title, note=i.title) for i in old.items()})
    found = edition(old, new, record)
    for one in found.syllabus.items():
        assert record.item(one.id).note == came_of.get(one.title, "")
    now = {one.id for one in found.syllabus.items()}
    assert {target.id for target in found.gone} >= record.items.keys() - now


def test_what_an_edition_changes_for_a_learner() -> None:
    """What goes with its week is counted there, but for what the record knows."""
    record = StudyRecord(
        "own",
        {"1.1.1": ItemRecord("Moves", "done", note="ok"), "1.2.1": ItemRecord(status="todo")},
        {"1.2": WeekRecord("on a week")},
    )
    effect = effect_of(edition(BASE, weeks(["Moves", "Hello"]), record), BASE, record)
    assert [(one.target.id, one.folded) for one in effect.new] == [("1.1.4", 0)]
    assert [(one.target.id, *one[1:]) for one in effect.gone] == [
        ("1.1.2", 0, "", False, False),
        ("1.1.3", 0, "", False, False),
        ("1.2", 2, "", True, True),
        ("1.2.1", 0, "", False, True),
    ]
    assert (effect.number_kept, effect.is_another) == (2, False)
    assert [(part.done, part.total) for part in (effect.before, effect.after)] == [(1, 6), (1, 2)]
    other = syllabus(("Go", [("Basics", ["Channels"])]))
    assert effect_of(edition(BASE, other), BASE, record).is_another
