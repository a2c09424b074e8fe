"""The same letters are the same in any case and any canonical Unicode form, and no others."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.letters import compared, folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("CAF\u00c9", "cafe\u0301", id="composed or not"),
        pytest.param("Stra\u00dfe", "STRASSE", id="a letter with two capitals"),
        pytest.param("\u03a3", "\u03c2", id="a letter with two small forms"),
        pytest.param("\u1fb3", "\u03b1\u0345", id="a mark that is a letter in capitals"),
        pytest.param("\ud55c", "\u1112\u1161\u11ab", id="a syllable of Korean"),
        pytest.param("\u212b", "\u00e5", id="a sign that is a letter"),
    ],
)
def test_the_same_letters_are_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert compared(one) == compared(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("x\u00b2", "x2", id="a raised digit"),
        pytest.param("\u2460", "1", id="a digit in a circle"),
        pytest.param("\u0915\u093e", "\u0915\u0940", id="vowels of Hindi"),
        pytest.param("cafe", "caf\u00e9", id="an accent"),
    ],
)
def test_other_letters_are_others(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert compared(one) != compared(other)


@given(st.text())
def test_no_form_and_no_second_time_changes_anything(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(normalize(form, text)) == folded(text)
        assert compared(normalize(form, text)) == compared(text)
    assert folded(folded(text)) == folded(text)
