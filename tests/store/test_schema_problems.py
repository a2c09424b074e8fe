"""A bad file is told whole: every problem at once, each with its line and the id it is in."""

import textwrap
from pathlib import Path

import pytest

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.reading import load_record, load_syllabus

NO_CACHE = Cache(Path("/dev/null/none"))
MEND = "mend the file; it was left as it is"
HEAD = 'format = 1\nid = "own"\ntitle = "Own"\n'


def syllabus_problems(folder: Path, text: str) -> list[str]:
    """Return the lines that refuse a syllabus, without the path that each begins with."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DamagedFileError) as refusal:
        load_syllabus(path, NO_CACHE)
    return _lines(refusal.value, path)


def record_problems(folder: Path, text: str) -> list[str]:
    """Return the lines that refuse a record, without the path that each begins with."""
    path = folder / "tracker.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)
    return _lines(refusal.value, path)


def _lines(refusal: DamagedFileError, path: Path) -> list[str]:
    assert refusal.hint == MEND
    lines = refusal.message.split("\n")
    assert all(line.startswith((f"`{path}`", "and ")) for line in lines)
    return [line.removeprefix(f"`{path}`") for line in lines]


def test_a_bad_syllabus_gives_every_problem_at_once(tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        format = 1
        id = ""
        title = "Own"
        color = "red"

        [[courses]]
        id = "1"
        title = " "
        weeks = [
          { id = "1.1", title = "First", items = [
            { id = "1.1.1", kind = "video", title = "A", minutes = -3 },
            { id = "1.1.2", kind = "", title = "B", optional = "no" },
            { id = "1.1.3", kind = "video", title = "C", length = 4 },
            { id = "1.1.4", kind = "video" },
            { id = "1.2.1", kind = "video", title = "D" },
            { id = "1.1.6", kind = "video", title = "E", minutes = 1.5 },
          ] },
          { id = "2.1", title = "Second", also = "Zweite" },
        ]

        [[courses]]
        id = "01"
        title = "Two"
        also = [""]
        """)

    assert syllabus_problems(tmp_path, text) == [
        ", line 2: `id` is empty; expected a text that is not empty",
        ", line 8: course `1`: `title` is empty; expected a text that is not empty",
        ", line 11: item `1.1.1`: `minutes` is `-3`; expected a whole number of minutes, 0 or more",
        ", line 12: item `1.1.2`: `kind` is empty; expected a text that is not empty",
        ", line 12: item `1.1.2`: `optional` is `'no'`; expected `true` or `false`",
        ", line 14: item `1.1.4`: `title` is missing; expected a text that is not empty",
        (
            ", line 16: item `1.1.6`: `minutes` is `1.5`; "
            "expected a whole number of minutes, 0 or more"
        ),
        ", line 18: week `2.1`: `also` is `'Zweite'`; expected a list of titles",
        ", line 22: course `01`: `id` is `'01'`; expected an id in quotes, such as `1`",
        ", line 24: course `01`: `also` is empty; expected a list of titles",
    ]


def test_what_may_be_left_out_is_told_what_it_should_be(tmp_path: Path) -> None:
    text = HEAD.replace("\n", "\nurl = 1\n", 1) + textwrap.dedent("""\
        [[courses]]
        id = "1"
        title = "One"
        url = 2
        weeks = [
          { id = "1.1", title = "First", url = 3, summary = 4, items = [
            { id = "1.1.1", kind = "video", title = "A", url = 5 },
          ] },
        ]
        """)

    assert syllabus_problems(tmp_path, text) == [
        ", line 2: `url` is `1`; expected a text",
        ", line 8: course `1`: `url` is `2`; expected a text",
        ", line 10: week `1.1`: `summary` is `4`; expected a text",
        ", line 10: week `1.1`: `url` is `3`; expected a text",
        ", line 11: item `1.1.1`: `url` is `5`; expected a text",
    ]


def test_a_bad_record_gives_every_problem_at_once(tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        format = 1
        syllabus = " "

        [items."1.1.1"]
        status = "finished"
        done_at = "yesterday"
        spent_minutes = -5
        score = 101
        links = "http://a"
        note = ["a"]

        [items."1.1.2"]
        title = 1
        spent_minutes = true
        score = nan
        links = ["http://a", 2]

        [weeks."1.1"]
        note = 1.5

        [courses."1"]
        status = "skipped"
        why = false
        stars = 6
        review = 3
        note = 4
        """)

    assert record_problems(tmp_path, text) == [
        ", line 2: `syllabus` is empty; expected a text that is not empty",
        (
            ", line 5: item `1.1.1`: `status` is `'finished'`; "
            "expected `todo`, `doing`, `done` or `skipped`"
        ),
        (
            ", line 6: item `1.1.1`: `done_at` is `'yesterday'`; "
            "expected a date and time such as 2026-11-20T21:14:05Z"
        ),
        (
            ", line 7: item `1.1.1`: `spent_minutes` is `-5`; "
            "expected a whole number of minutes, 0 or more"
        ),
        ", line 8: item `1.1.1`: `score` is `101`; expected a percent from 0 to 100",
        ", line 9: item `1.1.1`: `links` is `'http://a'`; expected a list of texts",
        ", line 10: item `1.1.1`: `note` is `['a']`; expected a text",
        ", line 13: item `1.1.2`: `title` is `1`; expected a text",
        (
            ", line 14: item `1.1.2`: `spent_minutes` is `true`; "
            "expected a whole number of minutes, 0 or more"
        ),
        ", line 15: item `1.1.2`: `score` is `nan`; expected a percent from 0 to 100",
        ", line 16: item `1.1.2`: `links` is `2`; expected a list of texts",
        ", line 19: week `1.1`: `note` is `1.5`; expected a text",
        (
            ", line 22: course `1`: `status` is `'skipped'`; "
            "expected `active`, `completed` or `dropped`"
        ),
        ", line 23: course `1`: `why` is `false`; expected a text",
        ", line 24: course `1`: `stars` is `6`; expected a whole number, 1 to 5",
        ", line 25: course `1`: `review` is `3`; expected a text",
        ", line 26: course `1`: `note` is `4`; expected a text",
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        pytest.param("", ": `format` is missing; expected `1`", id="no format"),
        pytest.param("format = 0\n", ", line 1: `format` is `0`; expected `1`", id="format 0"),
        pytest.param(
            'format = "1"\n', ", line 1: `format` is `'1'`; expected `1`", id="format in quotes"
        ),
        pytest.param(
            "format = 1.0\n", ", line 1: `format` is `1.0`; expected `1`", id="a fraction"
        ),
        pytest.param(
            "format = true\n", ", line 1: `format` is `true`; expected `1`", id="a truth value"
        ),
    ],
)
def test_a_format_that_is_not_1_is_told_in_both_files(
    tmp_path: Path, head: str, message: str
) -> None:
    assert record_problems(tmp_path, head + 'syllabus = "mlops"\n') == [message]
    course = 'id = "own"\ntitle = "Own"\n[[courses]]\nid = "1"\ntitle = "One"\n'
    assert syllabus_problems(tmp_path, head + course) == [message]


@pytest.mark.parametrize("load", [load_record, load_syllabus])
def test_a_newer_format_asks_for_a_newer_tracker_and_nothing_else(
    tmp_path: Path, load: object
) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text("format = 2\nunheard_of = true\n", encoding="utf-8")

    assert callable(load)
    with pytest.raises(DamagedFileError) as refusal:
        load(path, NO_CACHE)

    assert refusal.value.message == f"`{path}` has format 2, newer than this tracker reads (1)"
    assert refusal.value.hint == "upgrade tracker; the file was left as it is"


def test_ids_used_twice_are_told_at_each_level_with_both_lines(tmp_path: Path) -> None:
    text = HEAD + textwrap.dedent("""\
        [[courses]]
        id = "1"
        title = "One"
        weeks = [
          { id = "1.1", title = "First", items = [
            { id = "1.1.1", kind = "video", title = "A" },
            { id = "1.1.1", kind = "video", title = "B" },
          ] },
          { id = "1.1", title = "Second" },
        ]
        [[courses]]
        id = "1"
        title = "Again"
        """)

    assert syllabus_problems(tmp_path, text) == [
        ", line 5: course `1` is there twice (lines 5 and 15)",
        ", line 8: week `1.1` is there twice (lines 8 and 12)",
        ", line 9: item `1.1.1` is there twice (lines 9 and 10)",
    ]


def test_an_id_used_twice_in_one_line_names_that_line(tmp_path: Path) -> None:
    text = HEAD + ('courses = [{ id = "1", title = "One" }, { id = "1", title = "Again" }]\n')

    [problem] = syllabus_problems(tmp_path, text)

    assert problem.startswith(", line 4: course `1` is there twice")
    assert "lines 4)" not in problem


def test_an_id_in_a_comment_is_not_where_it_stands(tmp_path: Path) -> None:
    text = HEAD + '# "1" comes first\n[[courses]]\nid = "1"\ntitle = ""\n'

    assert syllabus_problems(tmp_path, text) == [
        ", line 7: course `1`: `title` is empty; expected a text that is not empty"
    ]


@pytest.mark.parametrize(
    ("course", "problem"),
    [
        pytest.param(
            "id = 1",
            ": course number 1: `id` is `1`; expected an id in quotes, such as `1`",
            id="a number",
        ),
        pytest.param(
            "",
            ": course number 1: `id` is missing; expected an id in quotes, such as `1`",
            id="none",
        ),
        pytest.param(
            'id = ""',
            ": course number 1: `id` is empty; expected an id in quotes, such as `1`",
            id="empty",
        ),
        pytest.param(
            'id = "one"',
            ", line 5: course `one`: `id` is `'one'`; expected an id in quotes, such as `1`",
            id="a word",
        ),
        pytest.param(
            'id = "0"',
            ", line 5: course `0`: `id` is `'0'`; expected an id in quotes, such as `1`",
            id="nought",
        ),
        pytest.param(
            'id = "1٢"',
            ", line 5: course `1٢`: `id` is `'1٢'`; expected an id in quotes, such as `1`",
            id="a digit of another script",
        ),
    ],
)
def test_an_id_that_is_none_is_told(tmp_path: Path, course: str, problem: str) -> None:
    text = HEAD + f'[[courses]]\n{course}\ntitle = "One"\n'

    assert syllabus_problems(tmp_path, text) == [problem]


def test_an_entry_without_an_id_is_told_by_what_it_is_in(tmp_path: Path) -> None:
    text = HEAD + textwrap.dedent("""\
        [[courses]]
        id = "1"
        title = "One"
        weeks = [{ id = "1.1", title = "First", items = [
            { id = "1.1.1", kind = "video", title = "A" },
            { id = 1, kind = "video", title = "B" },
        ] }]
        """)

    assert syllabus_problems(tmp_path, text) == [
        (
            ", line 7: item number 2 of week `1.1`: `id` is `1`; "
            "expected an id in quotes, such as `1.2.3`"
        )
    ]


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        pytest.param("1.1", "an id in quotes, such as `1.2.3`", id="of a week"),
        pytest.param("1.1.1.1", "an id in quotes, such as `1.2.3`", id="too long"),
        pytest.param("1.1.01", "an id in quotes, such as `1.2.3`", id="with a nought in front"),
        pytest.param("1.1.1٢", "an id in quotes, such as `1.2.3`", id="a digit of another script"),
    ],
)
def test_an_item_needs_an_id_of_three_numbers(tmp_path: Path, id: str, problem: str) -> None:
    item = f'{{ id = "{id}", kind = "video", title = "A" }}'
    text = HEAD + (
        '[[courses]]\nid = "1"\ntitle = "One"\n'
        f'[[courses.weeks]]\nid = "1.2"\ntitle = "W"\nitems = [\n{item},\n]\n'
    )

    assert f", line 11: item `{id}`: `id` is `'{id}'`; expected {problem}" in syllabus_problems(
        tmp_path, text
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            "",
            [": `courses` is missing; expected a list of at least one course"],
            id="no courses",
        ),
        pytest.param(
            "courses = []",
            [", line 4: `courses` is `[]`; expected a list of at least one course"],
            id="a list of none",
        ),
        pytest.param(
            "courses = 3",
            [", line 4: `courses` is `3`; expected a list of at least one course"],
            id="a number",
        ),
        pytest.param(
            "courses = [3]",
            [": course number 1: is `3`; expected a table"],
            id="a list of numbers",
        ),
        pytest.param(
            '[[courses]]\nid = "1"\ntitle = "One"\nweeks = "1.1"',
            [", line 7: course `1`: `weeks` is `'1.1'`; expected a list of weeks"],
            id="weeks are a text",
        ),
        pytest.param(
            '[[courses]]\nid = "1"\ntitle = "One"\nweeks = [{ id = "1.1", title = "W", items=1 }]',
            [", line 7: week `1.1`: `items` is `1`; expected a list of items"],
            id="items are a number",
        ),
    ],
)
def test_a_syllabus_of_another_shape_is_told(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    assert syllabus_problems(tmp_path, HEAD + text + "\n") == problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            "items = 3",
            [', line 2: `items` is `3`; expected tables such as `[items."1.2.3"]`'],
            id="items are a number",
        ),
        pytest.param(
            "weeks = []",
            [', line 2: `weeks` is `[]`; expected tables such as `[weeks."1.2"]`'],
            id="weeks are a list",
        ),
        pytest.param(
            "[[courses]]\nstars = 1",
            [": `courses` is `[{'stars': 1}]`; expected tables such as `[courses.\"1\"]`"],
            id="courses as in a syllabus",
        ),
        pytest.param(
            'items."1.1.1" = "done"',
            [", line 2: item `1.1.1`: is `'done'`; expected a table"],
            id="an item is a text",
        ),
    ],
)
def test_a_record_of_another_shape_is_told(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert record_problems(tmp_path, f"format = 1\n{text}\n") == problems


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param(
            "0001-01-01T00:00:00+14:00", "0001-01-01 00:00:00+14:00", id="a time before time zones"
        ),
        pytest.param("07:30:00", "07:30:00", id="a time of day"),
    ],
)
def test_dates_are_shown_as_they_were_written(tmp_path: Path, written: str, shown: str) -> None:
    text = f'format = 1\n\n[items."1.1.1"]\ndone_at = {written}\n'

    assert record_problems(tmp_path, text) == [
        (
            f", line 4: item `1.1.1`: `done_at` is `{shown}`; "
            "expected a date and time such as 2026-11-20T21:14:05Z"
        )
    ]


def test_a_long_value_is_shown_by_its_beginning(tmp_path: Path) -> None:
    text = f'format = 1\n\n[items."1.1.1"]\nstatus = "{"x" * 1000}"\n'

    assert record_problems(tmp_path, text) == [
        (
            f", line 4: item `1.1.1`: `status` is `'{'x' * 36}...`; "
            "expected `todo`, `doing`, `done` or `skipped`"
        )
    ]


def test_a_table_with_a_bare_key_is_told_with_its_line(tmp_path: Path) -> None:
    text = "format = 1\n\n[courses.3]\nstars = 9\n"

    assert record_problems(tmp_path, text) == [
        ", line 4: course `3`: `stars` is `9`; expected a whole number, 1 to 5"
    ]


def test_an_item_whose_id_lacks_its_quotes_is_not_taken_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text('format = 1\n\n[items.1.1.1]\nstatus = "done"\n', encoding="utf-8")

    with pytest.raises(DamagedFileError) as refusal:
        load_record(path, NO_CACHE)

    assert refusal.value.message.startswith(f"`{path}`, line 3: item `1`: ")
    assert refusal.value.hint == MEND


def test_the_second_of_two_is_told_in_its_own_line(tmp_path: Path) -> None:
    text = HEAD + textwrap.dedent("""\
        [[courses]]
        id = "1"
        title = "One"
        [[courses]]
        id = "1"
        title = ""
        """)

    assert syllabus_problems(tmp_path, text) == [
        ", line 5: course `1` is there twice (lines 5 and 8)",
        ", line 9: course `1`: `title` is empty; expected a text that is not empty",
    ]


def test_lines_are_counted_as_editors_count_them(tmp_path: Path) -> None:
    text = (
        'format = 1\n\n[weeks."1.1"]\nnote = "a\u2028b\u2029c\x85d"\n\n'
        '[items."1.1.1"]\nmine = 1\nscore = 101\n'
    )

    assert record_problems(tmp_path, text) == [
        ", line 8: item `1.1.1`: `score` is `101`; expected a percent from 0 to 100"
    ]


def test_a_line_of_a_note_is_not_taken_for_a_key(tmp_path: Path) -> None:
    text = (
        'format = 1\n\n[items."1.1.1"]\nnote = """\nscore = 90\n[items."1.1.2"]\n"""\nscore = 101\n'
    )

    assert record_problems(tmp_path, text) == [
        ", line 8: item `1.1.1`: `score` is `101`; expected a percent from 0 to 100"
    ]


def test_a_key_of_what_is_around_is_not_taken_for_one_of_an_item(tmp_path: Path) -> None:
    text = HEAD + textwrap.dedent("""\
        [[courses]]
        id = "1"
        title = "One"
        [[courses.weeks]]
        id = "1.1"
        title = "First"
        items = [
          { id = "1.1.1", kind = "video", title = "A", url = 5 },
        ]
        url = "https://example.org"
        """)

    [problem] = syllabus_problems(tmp_path, text)

    assert problem.startswith(", line 11: item `1.1.1`: `url` is `5`; expected ")


def test_of_many_problems_fifty_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    items = "".join(f'[items."1.1.{n}"]\nstars = 1\nnote = {n}\n' for n in range(1, 74))

    lines = record_problems(tmp_path, "format = 1\n" + items)

    assert len(lines) == 51
    assert lines[0] == ", line 4: item `1.1.1`: `note` is `1`; expected a text"
    assert lines[49] == ", line 151: item `1.1.50`: `note` is `50`; expected a text"
    assert lines[50] == "and 23 more; `tracker check` tells all"
