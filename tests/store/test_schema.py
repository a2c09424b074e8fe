"""What both files may hold, and what it means."""

import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlops_tracker.store.cache import Cache
from mlops_tracker.store.reading import load_record, load_syllabus
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Week

NO_CACHE = Cache(Path("/dev/null/none"))


@pytest.fixture
def in_kathmandu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the local time be 5 hours and 45 minutes ahead of UTC."""
    monkeypatch.setenv("TZ", "KTM-5:45")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def loaded(folder: Path, text: str) -> StudyRecord:
    path = folder / "tracker.toml"
    path.write_text("format = 1\n" + textwrap.dedent(text), encoding="utf-8")
    return load_record(path, NO_CACHE).record


def test_a_syllabus_may_say_everything(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        textwrap.dedent("""\
            format = 1
            id = "own"
            title = "Own"
            url = "https://example.org"

            [[courses]]
            id = "10"
            title = "Ten"
            also = ["X"]
            url = "https://example.org/10"

            [[courses.weeks]]
            id = "10.2"
            title = "Second"
            also = ["Zweite", "II"]
            summary = "It is about two."
            url = "https://example.org/10/2"
            items = [
              { id = "10.2.3", kind = "t", title = "C", optional = true, minutes = 0, url = "u" },
              { id = "10.2.1", kind = "video", title = "A" },
            ]

            [[courses]]
            id = "2"
            title = "Two"
            """),
        encoding="utf-8",
    )

    found = load_syllabus(path, NO_CACHE)

    items = (
        Item("10.2.3", "t", "C", optional=True, minutes=0, url="u"),
        Item("10.2.1", "video", "A", optional=False, minutes=None, url=None),
    )
    week = Week(
        "10.2", "Second", items, ("Zweite", "II"), "It is about two.", "https://example.org/10/2"
    )
    assert (found.id, found.title, found.url) == ("own", "Own", "https://example.org")
    assert found.courses == (
        Course("10", "Ten", (week,), ("X",), "https://example.org/10"),
        Course("2", "Two", (), (), None),
    )


def test_a_record_may_say_everything(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        '''\
        syllabus = "own.toml"

        [items."1.1.1"]
        title = "Steps of an ML Project"
        status = "done"
        done_at = 2026-11-20T21:14:05Z
        spent_minutes = 5
        score = 90.5
        links = ["https://a", "https://b"]
        note = """
        One
        two
        """

        [weeks."1.1"]
        note = "W"

        [courses."3"]
        status = "dropped"
        why = "too dry"
        stars = 3
        review = "R"
        note = "N"
        ''',
    )

    when = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
    links = ("https://a", "https://b")
    steps = "Steps of an ML Project"
    assert found == StudyRecord(
        "own.toml",
        {"1.1.1": ItemRecord(steps, "done", when, 5, 90.5, links, "One\ntwo\n")},
        {"1.1": WeekRecord("W")},
        {"3": CourseRecord("dropped", "too dry", 3, "R", "N")},
    )


def test_a_record_may_say_nothing_but_its_format(tmp_path: Path) -> None:
    assert loaded(tmp_path, "") == StudyRecord("mlops")


def test_keys_and_tables_that_a_person_added_are_no_error(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """\
        mood = "good"
        [items."1.1.1"]
        status = "doing"
        mood = { a = [1] }
        [items."1.1.1".deeper]
        a = 1
        [weeks."1.1"]
        title = "mine"
        [habits]
        tea = true
        """,
    )

    assert found == StudyRecord(
        "mlops", {"1.1.1": ItemRecord(status="doing")}, {"1.1": WeekRecord()}
    )


def test_a_score_may_be_a_whole_number(tmp_path: Path) -> None:
    score = loaded(tmp_path, '[items."1.1.1"]\nscore = 90\n').item("1.1.1").score

    assert (score, type(score)) == (90.0, float)


@pytest.mark.parametrize("score", [0.0, 100.0])
def test_a_score_may_lie_at_either_end(tmp_path: Path, score: float) -> None:
    assert loaded(tmp_path, f'[items."1.1.1"]\nscore = {score}\n').item("1.1.1").score == score


@pytest.mark.usefixtures("in_kathmandu")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param(
            "2026-11-20T21:14:05Z", datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC), id="UTC"
        ),
        pytest.param(
            "2026-11-20 21:14:05.999999+02:00",
            datetime(2026, 11, 20, 19, 14, 5, tzinfo=UTC),
            id="another zone, with fractions",
        ),
        pytest.param(
            "2026-11-20T21:14:05", datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC), id="no zone"
        ),
        pytest.param("2026-11-20", datetime(2026, 11, 20, 12, tzinfo=UTC), id="a day is its noon"),
    ],
)
def test_times_are_read_as_utc_to_the_second(tmp_path: Path, written: str, meant: datetime) -> None:
    found = loaded(tmp_path, f'[items."1.1.1"]\ndone_at = {written}\n').item("1.1.1").done_at

    assert found == meant
    assert found.tzinfo is UTC


@pytest.mark.usefixtures("in_kathmandu")
@pytest.mark.parametrize("written", ["2026-11-20T21:14:05", "2026-11-20"])
def test_a_time_without_a_zone_means_the_same_with_and_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text(f'format = 1\n[items."1.1.1"]\ndone_at = {written}\n', encoding="utf-8")
    cache = Cache(tmp_path / "cache")
    load_record(path, cache)

    monkeypatch.setenv("TZ", "NYC+5")  # the learner travels
    time.tzset()

    assert load_record(path, cache) == load_record(path, NO_CACHE)
