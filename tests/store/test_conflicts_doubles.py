"""A record in which git put the tables of both sides one below the other."""

import tomllib

import pytest

from mlops_tracker.store.conflicts import doubled_sides

HEAD = 'format = 1\n\n[weeks."1.1"]\nnote = "W"\n\n'
ONE = '[courses."1"]\nnote = """\n[courses."1"]\nOne."""\n\n'
OTHER = '# theirs\n[courses."1"]\nnote = "Other."\n\n'
END = '[courses."2"]\nnote = "Two."\n'


def test_each_side_has_one_of_the_tables_that_stood_twice() -> None:
    sides = doubled_sides(HEAD + ONE + OTHER + END)

    assert sides == (HEAD + ONE + END, HEAD + OTHER + END)
    assert tomllib.loads(sides.lower)["courses"]["1"] == {"note": "Other."}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + ONE + END, id="each once"),
        pytest.param(HEAD + ONE + OTHER + OTHER, id="one three times"),
        pytest.param(HEAD + 'note = "V"\n' + ONE, id="a key twice"),
        pytest.param("[[log]]\na = 1\n[[log]]\na = 2\n", id="a list of tables"),
    ],
)
def test_what_is_not_two_records_in_one_has_no_sides(text: str) -> None:
    assert doubled_sides(text) is None
