"""A table that anybody wrote: what its cells become."""

import pytest

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.outline import OutlineItem
from mlops_tracker.formats.sources.csv import read_csv

TABLE = (
    "Week,Title,Kind,Minutes,Status,Score,URL\r\n"
    "Basics,Hello,video,3,done,8/10,https://a.example\r\n"
    "Basics,Types,,soon,,,\r\n"
    "Next,,,,,,\r\n"
)


def test_a_row_is_an_item_in_its_week() -> None:
    outline = read_csv(TABLE, "Go")
    (course,) = outline.courses
    assert (outline.title, course.title) == ("Go", "Go")
    assert [week.title for week in course.weeks] == ["Basics"]
    assert course.weeks[0].items == (
        OutlineItem("Hello", "video", 2, False, 3, True, 80.0, "https://a.example"),
        OutlineItem("Types", "item", 3),
    )


def test_every_line_is_accounted_for_and_what_is_not_taken_is_told() -> None:
    told = [(account.line, account.became, account.why) for account in read_csv(TABLE, "").accounts]
    assert told == [
        (1, "title", "the names of the columns"),
        (2, "item", "a row"),
        (3, "unsure", "a row, without minutes `soon`"),
        (4, "left out", "a row without a title"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nA\n", "it has no column `title`"),
        ("title\n", "it lists nothing to learn"),
        ("title,week\nA\n", "line 2: the row has 1 cell; expected 2"),
    ],
)
def test_what_lists_nothing_is_refused(text: str, message: str) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read_csv(text, "")
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("status", "is_done"),
    [
        ("done", True),
        ("Complete", True),
        ("已完成", True),
        ("1", True),
        ("to do", False),
        ("", False),
    ],
)
def test_a_status_is_told_in_the_words_that_tables_in_markdown_know(status, is_done) -> None:
    outline = read_csv(f"title,status\nA,{status}\n", "")
    assert [item.ticked for item in outline.items()] == [is_done]
    assert not outline.of("unsure")
