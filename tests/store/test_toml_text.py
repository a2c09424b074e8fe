"""The tables of a TOML text: found wherever they are, written and changed as people do."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlops_tracker.store.record_text import rank_in
from mlops_tracker.store.toml_text import (
    TablePath,
    blocks,
    changed_document,
    changed_text,
    path_of,
    rendered,
)
from mlops_tracker.study.record import KEY_ORDER

ORDER = ("1", "1.1", "1.1.1", "1.1.3", "1.1.2", "1.2", "1.2.1", "2")
"""Study order, which is not that of the numbers."""
DONE = {"title": "T", "status": "done"}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def changed(text: str, path: TablePath, values: Mapping[str, Any]) -> str:
    return changed_text(text, {path: values}, KEY_ORDER, rank_in(ORDER))


def test_a_table_is_written_as_the_manual_shows_it() -> None:
    written = rendered(
        ("items", "1.1.1"),
        {
            "title": "Steps of an ML Project",
            "status": "done",
            "done_at": datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC),
            "spent_minutes": 5,
            "score": 90.0,
            "links": ["https://a", "https://b"],
            "note": "One\ntwo\n",
        },
    )

    assert written == (
        '[items."1.1.1"]\n'
        'title = "Steps of an ML Project"\n'
        'status = "done"\n'
        "done_at = 2026-11-20T21:14:05Z\n"
        "spent_minutes = 5\n"
        "score = 90.0\n"
        "links = [\n"
        '    "https://a",\n'
        '    "https://b",\n'
        "]\n"
        'note = """\n'
        "One\n"
        "two\n"
        '"""\n'
    )


def test_ids_stand_in_quotes_at_every_level() -> None:
    headers = [
        rendered((section, id), {"note": "n"}).split("\n")[0]
        for section, id in (("items", "1.1.1"), ("weeks", "1.1"), ("courses", "3"))
    ]

    assert headers == ['[items."1.1.1"]', '[weeks."1.1"]', '[courses."3"]']


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\rb\nc", id="carriage return"),
        pytest.param("a\r\nb", id="CRLF"),
        pytest.param("<<<<<<< HEAD\na", id="begins like a conflict"),
        pytest.param("a\n>>>>>>> theirs", id="ends like a conflict"),
        pytest.param("a\n<<<<<<<\n", id="a conflict without a name"),
    ],
)
def test_what_is_not_safe_on_lines_of_its_own_is_written_on_one(text: str) -> None:
    written = rendered(("weeks", "1.1"), {"note": text})

    assert written.count("\n") == 2
    assert tomllib.loads(written) == {"weeks": {"1.1": {"note": text}}}


@given(TEXTS)
@example('"""')
@example('"')
@example('a\n"')
@example('a\n""""')
@example("\\")
@example("a\\\nb")
@example("a\n\\\n")
@example("\n")
@example("\n\na")
@example(" \n\t\n ")
@example("\x00\x01\x1b[2J\x7f\x85\u2028\u2029\ufeff")
@example("\u202eRTL\u2066")
@example("\U0001f600\n\U0001f468\u200d\U0001f469")
@example("'''\n'")
@example("a\r\r\nb")
@settings(deadline=None, database=None)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    written = rendered(("items", "1.1.1"), {"note": text, "links": ["x"]})

    assert tomllib.loads(written) == {"items": {"1.1.1": {"note": text, "links": ["x"]}}}


@given(st.lists(TEXTS, min_size=1))
@example(["a\r\nb"])
@example(["\n<<<<<<< HEAD\n"])
@settings(deadline=None, database=None)
def test_any_texts_in_a_list_are_read_back_as_they_were(texts: list[str]) -> None:
    written = rendered(("items", "1.1.1"), {"links": texts})

    assert tomllib.loads(written) == {"items": {"1.1.1": {"links": texts}}}
    assert not [line for line in written.split("\n") if line.startswith(("<<<<<<<", ">>>>>>>"))]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a = 1\n", [], id="no tables"),
        pytest.param(
            'a = 1\n\n[items."1.1.1"]\nb = 1\n\n[weeks."1.1"]\n',
            [("items", "1.1.1"), ("weeks", "1.1")],
            id="as the program writes them",
        ),
        pytest.param(
            "[items.'1.1.1']\n[ items . \"1.1.2\" ]\n[\"items\".'1.2.1']\n",
            [("items", "1.1.1"), ("items", "1.1.2"), ("items", "1.2.1")],
            id="odd quotes and blanks",
        ),
        pytest.param(
            '  [items."1.1.1"]\n\t[courses.1]\n',
            [("items", "1.1.1"), ("courses", "1")],
            id="indented",
        ),
        pytest.param(
            '[items."1.1.1"] # [see]\n[courses.1]# "\n[weeks."1.1"]   \n',
            [("items", "1.1.1"), ("courses", "1"), ("weeks", "1.1")],
            id="comments behind",
        ),
        pytest.param(
            '[items."1.1.1"]\r\n[ items . "1.1.2" ] # c\r\n[courses.1]\r\n',
            [("items", "1.1.1"), ("items", "1.1.2"), ("courses", "1")],
            id="CRLF",
        ),
        pytest.param(
            '[items."1.1.1"]\n[items."1.1.1".deeper."x y"]\n[[list]]\n[other]\n',
            [("items", "1.1.1"), ("items", "1.1.1", "deeper", "x y"), ("list",), ("other",)],
            id="tables of others",
        ),
        pytest.param(
            '[a]\nx = """\n[items."1.1.1"]\n"""\ny = \'\'\'\n[items."1.1.2"]\n\'\'\'\n[b]\n',
            [("a",), ("b",)],
            id="headers in texts",
        ),
        pytest.param(
            '[a]\nx = """\\"""\n[items."1.1.1"]\n""""\n[b]\n',
            [("a",), ("b",)],
            id="quotes in texts",
        ),
        pytest.param(
            '[a]\n# [items."1.1.1"]\n # "\n[b]\n', [("a",), ("b",)], id="headers in comments"
        ),
        pytest.param(
            '[a]\nx = [\n[1, 2],\n["]", "#"], # ]\n[3]\n]\ny = {a = [1]}\n[b]\n',
            [("a",), ("b",)],
            id="lists of lists",
        ),
        pytest.param(
            "[a]\nx = [\n[1, 2],\n[3, 4]]\n[b]\n", [("a",), ("b",)], id="a list closed in its last"
        ),
        pytest.param("[\"a]b\"]\n['c#d']\n", [("a]b",), ("c#d",)], id="odd keys"),
        pytest.param('[items."1.1.1"]', [("items", "1.1.1")], id="no line end"),
    ],
)
def test_tables_are_found_where_they_are_and_nowhere_else(
    text: str, paths: list[TablePath]
) -> None:
    found = blocks(text)

    assert [path_of(block) for block in found] == [(), *paths]
    assert "".join(found) == text


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(
            ("items", "1.1.1"),
            '[items."1.1.1"]\n{new}\n[items."1.1.3"]\n[items."1.2.1"]\n[weeks."1.1"]\n',
            id="first",
        ),
        pytest.param(
            ("items", "1.1.2"),
            '[items."1.1.3"]\n[items."1.1.2"]\n{new}\n[items."1.2.1"]\n[weeks."1.1"]\n',
            id="between, in study order",
        ),
        pytest.param(
            ("items", "9.9.9"),
            '[items."1.1.3"]\n[items."1.2.1"]\n[items."9.9.9"]\n{new}\n[weeks."1.1"]\n',
            id="an id the syllabus does not have",
        ),
        pytest.param(
            ("weeks", "1.2"),
            '[items."1.1.3"]\n[items."1.2.1"]\n[weeks."1.1"]\n\n[weeks."1.2"]\n{new}',
            id="last",
        ),
    ],
)
def test_a_new_table_stands_where_study_order_puts_it(new: TablePath, expected: str) -> None:
    text = '[items."1.1.3"]\n[items."1.2.1"]\n[weeks."1.1"]\n'

    assert changed(text, new, DONE) == expected.format(new='title = "T"\nstatus = "done"\n')


def test_tables_of_others_come_last() -> None:
    text = "format = 1\n\n[habits]\ntea = true\n"

    assert changed(text, ("weeks", "1.1"), {"note": "W"}) == (
        'format = 1\n\n[weeks."1.1"]\nnote = "W"\n\n[habits]\ntea = true\n'
    )


def test_a_new_table_stands_before_the_comments_of_the_next() -> None:
    text = (
        'format = 1\n\n[items."1.1.1"]\nnote = """\n# no comment\n"""\n'
        '# about two\n# about two, still\n[items."1.1.2"]\nstatus = "done"\n'
    )

    assert changed(text, ("items", "1.1.3"), DONE) == (
        'format = 1\n\n[items."1.1.1"]\nnote = """\n# no comment\n"""\n'
        '[items."1.1.3"]\ntitle = "T"\nstatus = "done"\n\n'
        '# about two\n# about two, still\n[items."1.1.2"]\nstatus = "done"\n'
    )


def test_a_new_table_before_an_indented_one_leaves_its_indent() -> None:
    text = 'format = 1\n\n# about two\n  [items."1.1.2"]\n  status = "done"\n'

    assert changed(text, ("items", "1.1.1"), DONE) == (
        'format = 1\n\n[items."1.1.1"]\ntitle = "T"\nstatus = "done"\n\n'
        '# about two\n  [items."1.1.2"]\n  status = "done"\n'
    )


def test_several_new_tables_come_in_study_order() -> None:
    changes: dict[TablePath, Mapping[str, Any]] = {
        ("items", "1.1.2"): DONE,
        ("weeks", "1.1"): {"note": "W"},
        ("items", "1.1.3"): DONE,
        ("items", "1.1.1"): DONE,
    }

    assert changed_text("format = 1\n", changes, KEY_ORDER, rank_in(ORDER)) == (
        "format = 1\n"
        '\n[items."1.1.1"]\ntitle = "T"\nstatus = "done"\n'
        '\n[items."1.1.3"]\ntitle = "T"\nstatus = "done"\n'
        '\n[items."1.1.2"]\ntitle = "T"\nstatus = "done"\n'
        '\n[weeks."1.1"]\nnote = "W"\n'
    )


def test_keys_come_in_the_order_of_the_manual_and_a_persons_own_behind() -> None:
    text = '[items."1.1.1"]\nmine = 1\ntitle = "T"\nnote = "n"\n'

    assert changed(text, ("items", "1.1.1"), {"status": "done", "score": 1.0}) == (
        '[items."1.1.1"]\ntitle = "T"\nstatus = "done"\nscore = 1.0\nnote = "n"\nmine = 1\n'
    )


def test_a_table_that_a_person_laid_out_keeps_its_layout() -> None:
    text = (
        "[items.'1.1.1'] # first\n"
        "  # so far\n"
        "\n"
        "  status   = 'doing'   # since Monday\n"
        "  mine = [ 1,\n"
        "    2 ] # two\n"
        "# the end\n"
        "\n"
        '[items."1.1.2"]\n'
    )

    assert changed(text, ("items", "1.1.1"), {"status": "done", "spent_minutes": 5}) == (
        "[items.'1.1.1'] # first\n"
        "  # so far\n"
        "\n"
        '  status   = "done"   # since Monday\n'
        "  mine = [ 1,\n"
        "    2 ] # two\n"
        "spent_minutes = 5\n"
        "# the end\n"
        "\n"
        '[items."1.1.2"]\n'
    )


def test_the_comment_behind_a_key_that_goes_stays() -> None:
    text = '[items."1.1.1"]\nstatus = "done"\nspent_minutes = 5 # on the train\nmine = 1\n'

    new = changed(text, ("items", "1.1.1"), {"spent_minutes": None})

    assert tomllib.loads(new) == {"items": {"1.1.1": {"status": "done", "mine": 1}}}
    assert "# on the train" in new


def test_the_comment_behind_a_table_that_would_go_keeps_the_table() -> None:
    text = '[items."1.1.1"]\ntitle = "T" # mine\nstatus = "done"\n'

    assert changed(text, ("items", "1.1.1"), {"status": None}) == (
        '[items."1.1.1"]\ntitle = "T" # mine\n'
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\ntitle = "T"\nstatus = "done"\n',
            "format = 1\n",
            id="the only one",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n\n[weeks."1.1"]\nnote = "W"\n',
            'format = 1\n\n[weeks."1.1"]\nnote = "W"\n',
            id="the first",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.2"]\nstatus = "done"\n\n[items."1.1.1"]\nstatus = "done"\n',
            'format = 1\n\n[items."1.1.2"]\nstatus = "done"\n',
            id="the last",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n\n# above\n[weeks."1.1"]\n',
            'format = 1\n\n# above\n[weeks."1.1"]\n',
            id="before a comment",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nstatus = "done"\nmine = 1\n',
            'format = 1\n\n[items."1.1.1"]\nmine = 1\n',
            id="with a key of a person, which stays",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n\n[items."1.1.1".mine]\na = 1\n',
            'format = 1\n\n[items."1.1.1".mine]\na = 1\n',
            id="with a table of a person, which stays",
        ),
    ],
)
def test_a_table_of_which_nothing_is_left_goes(text: str, left: str) -> None:
    assert changed(text, ("items", "1.1.1"), {"status": None}) == left


def test_no_gap_is_left_where_the_last_table_goes_and_another_comes() -> None:
    text = 'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n'
    changes: dict[TablePath, Mapping[str, Any]] = {
        ("items", "1.1.1"): {"status": None},
        ("weeks", "1.1"): {"note": "W"},
    }

    assert changed_text(text, changes, KEY_ORDER, rank_in(ORDER)) == (
        'format = 1\n\n[weeks."1.1"]\nnote = "W"\n'
    )


def test_crlf_is_kept_on_every_line() -> None:
    text = 'format = 1\r\n\r\n[items."1.1.2"] # two\r\nstatus = "done"\r\n'

    added = changed(text, ("items", "1.1.1"), {"title": "T", "note": "a\nb\n"})
    both = changed(added, ("items", "1.1.2"), {"note": "c\nd\n"})

    assert both == (
        "format = 1\r\n\r\n"
        '[items."1.1.1"]\r\ntitle = "T"\r\nnote = """\r\na\r\nb\r\n"""\r\n\r\n'
        '[items."1.1.2"] # two\r\nstatus = "done"\r\nnote = """c\r\nd\r\n"""\r\n'
    )


def test_a_text_without_a_last_line_end_gets_one() -> None:
    assert changed('[items."1.1.1"]\nscore = 1', ("items", "1.1.1"), {"score": 2.0}) == (
        '[items."1.1.1"]\nscore = 2.0\n'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'items = { "1.1.1" = { status = "doing" } } # mine\n',
            'items = { "1.1.1" = { status = "done" } } # mine\n',
            id="inline",
        ),
        pytest.param(
            '[items]\n# one\n"1.1.1" = { status = "doing" } # mine\n"1.1.2" = {}\n',
            '[items]\n# one\n"1.1.1" = { status = "done" } # mine\n"1.1.2" = {}\n',
            id="inline in a table",
        ),
        pytest.param(
            'items."1.1.1".status = "doing" # mine\n',
            'items."1.1.1".status = "done" # mine\n',
            id="dotted",
        ),
        pytest.param(
            '[items]\n"1.1.1".status = "doing" # mine\n',
            '[items]\n"1.1.1".status = "done" # mine\n',
            id="dotted in a table",
        ),
    ],
)
def test_a_table_without_a_header_is_changed_where_it_is(text: str, expected: str) -> None:
    assert changed_document(text, {("items", "1.1.1"): {"status": "done"}}) == expected


def test_an_item_is_added_where_all_are_written_inline() -> None:
    text = 'format = 1\nitems = { "1.1.1" = { status = "doing" } } # mine\n'

    new = changed_document(text, {("items", "1.1.2"): DONE})

    assert tomllib.loads(new) == {
        "format": 1,
        "items": {"1.1.1": {"status": "doing"}, "1.1.2": DONE},
    }
    assert "# mine" in new
