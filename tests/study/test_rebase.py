"""Two changes at once come to what one after the other comes to."""

from datetime import UTC, datetime

import pytest

from mlops_tracker.errors import NotSavedError
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

EIGHT = datetime(2026, 11, 20, 20, tzinfo=UTC)
NINE = datetime(2026, 11, 20, 21, tzinfo=UTC)
DONE = ItemRecord("T", "done", NINE)


def items(**entries: ItemRecord) -> StudyRecord:
    """Return a record of some items."""
    return StudyRecord("mlops", {name.replace("_", "."): entry for name, entry in entries.items()})


BEFORE = items(i_1=ItemRecord("T", note="old"))


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        pytest.param(
            items(i_1=ItemRecord("T", note="old"), i_2=DONE),
            items(i_1=ItemRecord("T", note="old"), i_3=DONE),
            items(i_1=ItemRecord("T", note="old"), i_2=DONE, i_3=DONE),
            id="different items",
        ),
        pytest.param(
            items(i_1=ItemRecord("T", "done", NINE, note="old")),
            items(i_1=ItemRecord("T", note="old\n\nnew")),
            items(i_1=ItemRecord("T", "done", NINE, note="old\n\nnew")),
            id="done here, noted there",
        ),
        pytest.param(
            items(i_1=ItemRecord("T", note="old\n\nours")),
            items(i_1=ItemRecord("T", note="old\n\ntheirs")),
            items(i_1=ItemRecord("T", note="old\n\ntheirs\n\nours")),
            id="both added to a note",
        ),
        pytest.param(
            items(i_1=ItemRecord("T", "done", NINE, note="old")),
            items(i_1=ItemRecord("T", "done", EIGHT, note="old")),
            items(i_1=ItemRecord("T", "done", NINE, note="old")),
            id="both done: the later command wins",
        ),
        pytest.param(
            items(i_1=ItemRecord("T", note="old", links=("ours",))),
            items(i_1=ItemRecord("T", note="old", links=("theirs",))),
            items(i_1=ItemRecord("T", note="old", links=("theirs", "ours"))),
            id="both linked a file",
        ),
        pytest.param(
            items(i_1=ItemRecord("T", note="same")),
            items(i_1=ItemRecord("T", note="same")),
            items(i_1=ItemRecord("T", note="same")),
            id="the same",
        ),
        pytest.param(
            items(), items(i_1=ItemRecord("T", "done", NINE, note="old")), None, id="removed here"
        ),
        pytest.param(BEFORE, items(), items(), id="nothing changed here"),
    ],
)
def test_both_changes_are_there(
    ours: StudyRecord, theirs: StudyRecord, both: StudyRecord | None
) -> None:
    expected = both or items(i_1=ItemRecord("T", "done", NINE))
    found = rebased(BEFORE, ours, theirs)
    titled = {id: entry._replace(title="T") for id, entry in found.items.items()}
    assert found._replace(items=titled) == expected


def test_weeks_and_courses_too_and_their_syllabus_stays() -> None:
    before = StudyRecord("mlops")
    ours = StudyRecord("mlops", {}, {"1.1": WeekRecord("ours")}, {"1": CourseRecord(stars=4)})
    theirs = StudyRecord("mine.toml", {}, {"1.2": WeekRecord("x")}, {"1": CourseRecord(why="y")})
    assert rebased(before, ours, theirs) == StudyRecord(
        "mine.toml",
        {},
        {"1.2": WeekRecord("x"), "1.1": WeekRecord("ours")},
        {"1": CourseRecord(stars=4, why="y")},
    )


def test_a_text_written_anew_by_both_is_refused() -> None:
    ours = items(i_1=ItemRecord("T", note="ours"))
    theirs = items(i_1=ItemRecord("T", note="theirs"))
    with pytest.raises(NotSavedError) as refusal:
        rebased(BEFORE, ours, theirs)
    assert refusal.value.message == (
        "the note of `i.1` was changed by someone else just now; nothing was saved"
    )
    assert refusal.value.hint == (
        "look at it with `tracker list i.1` and `tracker notes i.1`, then run this again"
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(ItemRecord("T", "skipped", note="old"), DONE, id="skipped here, done there"),
        pytest.param(ItemRecord("T", "doing", note="old"), DONE, id="started here, done there"),
    ],
)
def test_an_item_is_not_taken_two_ways_at_once(ours: ItemRecord, theirs: ItemRecord) -> None:
    with pytest.raises(NotSavedError) as refusal:
        rebased(BEFORE, items(i_1=ours), items(i_1=theirs._replace(note="old")))
    assert refusal.value.message.startswith("the status of `i.1` was changed by someone else")


def test_undone_here_and_timed_there_is_refused_whole() -> None:
    before = items(i_1=DONE)
    theirs = items(i_1=DONE._replace(spent_minutes=5))
    with pytest.raises(NotSavedError):
        rebased(before, items(), theirs)


INSISTING = [
    pytest.param(
        items(i_1=ItemRecord("T", note="ours")),
        items(i_1=ItemRecord("T", "done", NINE, note="theirs", spent_minutes=5)),
        items(i_1=ItemRecord("T", "done", NINE, note="ours", spent_minutes=5)),
        id="a text that both wrote anew is ours, the rest theirs",
    ),
    pytest.param(
        items(i_1=ItemRecord("T", note="old\n\nours")),
        items(i_1=ItemRecord("T", note="old\n\ntheirs")),
        items(i_1=ItemRecord("T", note="old\n\nours")),
        id="a text that both added to",
    ),
    pytest.param(
        items(i_1=ItemRecord("T", "skipped", note="old")),
        items(i_1=ItemRecord("T", "done", EIGHT, 5, 80.0, note="more")),
        items(i_1=ItemRecord("T", "skipped", note="more")),
        id="an item taken two ways goes ours, with nothing left of theirs",
    ),
    pytest.param(
        items(),
        items(i_1=ItemRecord("T", note="theirs"), i_2=DONE),
        items(i_2=DONE),
        id="what is gone here is gone, the rest is theirs",
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "both"), INSISTING)
def test_a_change_that_insists_has_its_way_and_leaves_the_rest(
    ours: StudyRecord, theirs: StudyRecord, both: StudyRecord
) -> None:
    assert rebased(BEFORE, ours, theirs, insists=True) == both


def test_a_word_that_was_finished_is_not_taken_for_a_paragraph() -> None:
    before = items(i_1=ItemRecord("T", note="Data drif"))
    ours = items(i_1=ItemRecord("T", note="Data drift: inputs"))
    theirs = items(i_1=ItemRecord("T", note="Data drif\n\nMore."))
    with pytest.raises(NotSavedError):
        rebased(before, ours, theirs)


def test_another_syllabus_is_a_change_like_any_other() -> None:
    ours, theirs = BEFORE._replace(syllabus="own-2.toml"), items(i_2=DONE)
    assert rebased(BEFORE, ours, theirs) == items(i_2=DONE)._replace(
        syllabus="own-2.toml", items={"i.2": DONE}
    )
    assert rebased(BEFORE, items(i_2=DONE), ours).syllabus == "own-2.toml"
    other = theirs._replace(syllabus="own-3.toml")
    with pytest.raises(NotSavedError, match="given another syllabus by someone else just now"):
        rebased(BEFORE, ours, other)
    assert rebased(BEFORE, ours, other, insists=True).syllabus == "own-2.toml"
