"""Days, durations and scores are read as people write them, and refused where they are none."""

from datetime import date

import pytest

from mlops_tracker.errors import RefusedError, UsageError
from mlops_tracker.study.quantities import (
    amount,
    either,
    in_hours,
    in_percent,
    parse_day,
    parse_minutes,
    parse_score,
)

WEDNESDAY = date(2026, 3, 4)
DAY_HINT = "write `2026-03-02`, `today`, `yesterday` or `mon`"
TIME_HINT = "write `25m`, `1h10m` or `2h`"
SCORE_HINT = "write `8/10`, `80` or `80%`, at most all of it"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2026-03-02", date(2026, 3, 2), id="ISO"),
        pytest.param("2026-03-04", WEDNESDAY, id="ISO of today"),
        pytest.param("2024-02-29", date(2024, 2, 29), id="leap day"),
        pytest.param("1970-01-01", date(1970, 1, 1), id="the earliest"),
        pytest.param("today", WEDNESDAY, id="today"),
        pytest.param(" Today ", WEDNESDAY, id="case and space"),
        pytest.param("yesterday", date(2026, 3, 3), id="yesterday"),
        pytest.param("wednesday", WEDNESDAY, id="the weekday of today is today"),
        pytest.param("tue", date(2026, 3, 3), id="the weekday of yesterday"),
        pytest.param("thu", date(2026, 2, 26), id="the weekday of tomorrow is six days ago"),
        pytest.param("Monday", date(2026, 3, 2), id="a whole name"),
        pytest.param("thurs", date(2026, 2, 26), id="more than three letters"),
        pytest.param("sun", date(2026, 3, 1), id="sun"),
        pytest.param("sat", date(2026, 2, 28), id="sat"),
        pytest.param("fri", date(2026, 2, 27), id="fri"),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert parse_day(text, WEDNESDAY) == day


def test_a_day_before_local_times_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as caught:
        parse_day("1969-12-31", WEDNESDAY)
    assert caught.value.message == "`1969-12-31` is before 1970"
    assert caught.value.hint == "name a day since then"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("mo", id="two letters"),
        pytest.param("mondays", id="more than a weekday"),
        pytest.param("someday", id="a word it does not know"),
        pytest.param("2026-02-30", id="a day that month does not have"),
        pytest.param("2026-3-2", id="short numbers"),
        pytest.param("20260302", id="without dashes"),
        pytest.param("02.03.2026", id="the order of a locale"),
        pytest.param("2026-03-02T10:00", id="with a time"),
        pytest.param("٢٠٢٦-٠٣-٠٢", id="digits of another script"),
    ],
)
def test_what_is_no_day_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert (caught.value.message, caught.value.hint) == (f"`{text}` is no day", DAY_HINT)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-03-05", id="the next day"),
        pytest.param("Tomorrow", id="tomorrow"),
        pytest.param("9999-12-31", id="the last day"),
    ],
)
def test_a_day_in_the_future_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_day(text, WEDNESDAY)
    assert caught.value.message == f"`{text}` is in the future"
    assert caught.value.hint == "name today or a day before it"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param("25m", 25, id="25m"),
        pytest.param("25", 25, id="plain minutes"),
        pytest.param("25 min", 25, id="25 min"),
        pytest.param("25 minutes", 25, id="25 minutes"),
        pytest.param("1 minute", 1, id="1 minute"),
        pytest.param("5 mins", 5, id="5 mins"),
        pytest.param("2h", 120, id="2h"),
        pytest.param("1 hour", 60, id="1 hour"),
        pytest.param("2 Hours 5 Minutes", 125, id="2 hours 5 minutes"),
        pytest.param("1hr 5min", 65, id="1hr 5min"),
        pytest.param("3 hrs", 180, id="3 hrs"),
        pytest.param("1h10m", 70, id="1h10m"),
        pytest.param("1H 10M", 70, id="capitals and a space"),
        pytest.param("1h10", 70, id="1h10"),
        pytest.param(" 90m ", 90, id="space around"),
        pytest.param("1h90m", 150, id="more minutes than an hour has"),
        pytest.param("0h5m", 5, id="no hours"),
        pytest.param("1", 1, id="the least"),
        pytest.param("168h", 10_080, id="the most"),
    ],
)
def test_a_duration_is_read(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" ", id="space"),
        pytest.param("h", id="a unit alone"),
        pytest.param("1.5h", id="a part of an hour"),
        pytest.param("-5m", id="less than nothing"),
        pytest.param("10m1h", id="the wrong order"),
        pytest.param("1d", id="another unit"),
        pytest.param("soon", id="a word"),
        pytest.param("999999", id="too many digits"),
        pytest.param("\u0665", id="a digit of another script"),
    ],
)
def test_what_is_no_duration_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_minutes(text)
    assert (caught.value.message, caught.value.hint) == (f"`{text}` is no duration", TIME_HINT)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0", id="none"),
        pytest.param("0h0m", id="none at length"),
        pytest.param("168h1m", id="a minute over a week"),
        pytest.param("10081", id="the same in minutes"),
    ],
)
def test_a_time_that_no_item_takes_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_minutes(text)
    assert caught.value.message == f"`{text}` is no time that one item takes"
    assert caught.value.hint == TIME_HINT


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        pytest.param("8/10", 80.0, id="8/10"),
        pytest.param("80", 80.0, id="80"),
        pytest.param("80%", 80.0, id="80%"),
        pytest.param(" 80 % ", 80.0, id="spaces"),
        pytest.param("8 / 10", 80.0, id="spaces about the slash"),
        pytest.param("2/3", 66.67, id="rounded to two places"),
        pytest.param("7.5/10", 75.0, id="half points"),
        pytest.param("87.25", 87.25, id="two places stay"),
        pytest.param("0", 0.0, id="nothing right"),
        pytest.param("0/5", 0.0, id="none of five"),
        pytest.param("100%", 100.0, id="all"),
        pytest.param("1/1", 100.0, id="one of one"),
        pytest.param("0.5/0.5", 100.0, id="half a point of half a point"),
        pytest.param("5/5", 100.0, id="five of five"),
        pytest.param("99.999", 99.99, id="a little less than all"),
        pytest.param("99999/99999.5", 99.99, id="as points"),
    ],
)
def test_a_score_is_read_in_percent(text: str, percent: float) -> None:
    assert parse_score(text) == percent


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("11/10", id="more than all points"),
        pytest.param("101", id="more than all percent"),
        pytest.param("100.01%", id="a little more than all"),
        pytest.param("0/0", id="of nothing"),
        pytest.param("-5", id="less than nothing"),
        pytest.param("80%%", id="percent twice"),
        pytest.param("8/10%", id="both"),
        pytest.param("8/", id="of what?"),
        pytest.param("nan", id="not a number"),
        pytest.param("1e1", id="an exponent"),
        pytest.param("8,5", id="a decimal comma"),
        pytest.param("A+", id="a grade"),
    ],
)
def test_what_is_no_score_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_score(text)
    assert (caught.value.message, caught.value.hint) == (f"`{text}` is no score", SCORE_HINT)


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        pytest.param(0, "0m", id="none"),
        pytest.param(59, "59m", id="less than an hour"),
        pytest.param(60, "1h", id="an hour"),
        pytest.param(125, "2h5m", id="hours and minutes"),
        pytest.param(6000, "100h", id="many hours are not days"),
    ],
)
def test_minutes_are_written_in_hours(minutes: int, written: str) -> None:
    assert in_hours(minutes) == written


@pytest.mark.parametrize(
    ("score", "written"),
    [
        pytest.param(80.0, "80%", id="no empty decimals"),
        pytest.param(66.67, "66.67%", id="two places"),
        pytest.param(100.0, "100%", id="all"),
        pytest.param(99.999, "99.99%", id="less than all, typed into the record"),
        pytest.param(99.99999999999, "99.99%", id="hardly less than all"),
        pytest.param(0.0, "0%", id="none"),
    ],
)
def test_a_score_is_written_in_percent(score: float, written: str) -> None:
    assert in_percent(score) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        pytest.param(0, "0 lines", id="none"),
        pytest.param(1, "1 line", id="one"),
        pytest.param(2, "2 lines", id="two"),
    ],
)
def test_a_noun_follows_its_number(number: int, written: str) -> None:
    assert amount(number, "line") == written


@pytest.mark.parametrize(
    ("words", "said"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_words_are_a_choice(words, said) -> None:
    assert either(words) == said
