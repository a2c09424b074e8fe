"""The last line of a record: once, at the end, and told from a text that quotes it."""

import tomllib

import pytest

from mlops_tracker.store.record_text import (
    LAST_LINE,
    is_complete,
    with_last_line,
    without_last_line,
)

RECORD = 'format = 1\n\n[items."1.1.1"]\nstatus = "done"\n'
QUOTED = f'format = 1\n\n[weeks."1.1"]\nnote = """\n{LAST_LINE}\n"""\n'


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", [RECORD, QUOTED, RECORD.replace("\n", "\r\n"), "format = 1\n"])
def test_a_text_with_it_is_the_text_without_it_and_a_line(text: str) -> None:
    newline = "\r\n" if "\r" in text else "\n"
    complete = with_last_line(text)

    assert complete == f"{text}{LAST_LINE}{newline}"
    assert without_last_line(complete) == text
    assert with_last_line(complete) == complete
    assert is_complete(complete)
    assert not is_complete(text)


def test_what_a_person_wrote_below_it_is_above_it_after_a_save() -> None:
    edited = with_last_line(RECORD) + '[weeks."1.1"]\nnote = "W"\n'

    assert is_complete(edited)
    assert with_last_line(edited) == with_last_line(RECORD + '[weeks."1.1"]\nnote = "W"\n')


def test_a_note_that_quotes_it_stays_as_it_is() -> None:
    complete = with_last_line(QUOTED)

    assert complete.count(LAST_LINE) == 2
    assert without_last_line(complete) == QUOTED
    assert without_last_line(QUOTED) == QUOTED


@pytest.mark.parametrize("text", [RECORD, QUOTED])
def test_a_cut_anywhere_loses_it(text: str) -> None:
    complete = with_last_line(text)

    cuts = [complete[:end] for end in range(len(complete.rstrip()))]
    records = [cut for cut in cuts if is_toml(cut)]

    assert len(records) > 20
    assert [cut for cut in records if is_complete(cut)] == []
