"""Text of files and people is shown, never obeyed, and otherwise left alone."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlops_tracker.views.documents import document
from mlops_tracker.views.marks import shown, shown_lines

BIDI_CLASSES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
BIDI_MARKS = {"\u061c", "\u200e", "\u200f"}
BREAKS = {"\u2028", "\u2029"}

any_text = st.text(
    st.characters()
    | st.sampled_from("\x00\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u202e\u2028\u2066\ufeff\ud800")
)


def drives_a_terminal(character: str) -> bool:
    """Whether a terminal may act on a character, by what Unicode says of it."""
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or unicodedata.bidirectional(character) in BIDI_CLASSES
        or character in BIDI_MARKS | BREAKS
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Café ✓ 日本", "Café ✓ 日本", id="letters of any script"),
        pytest.param("[bold]x[/bold]", "[bold]x[/bold]", id="markup is text like any other"),
        pytest.param("\x1b[31mred", "^[[31mred", id="an escape sequence"),
        pytest.param("a\tb\nc\rd", "a^Ib^Jc^Md", id="tab, line feed, carriage return"),
        pytest.param("\x00\x07\x7f", "^@^G^?", id="null, bell, delete"),
        pytest.param("\x9b2J", "\\x9b2J", id="an escape sequence in one C1 code"),
        pytest.param("abc\u202ecba", "abc\\u202ecba", id="right-to-left override"),
        pytest.param("\u2066a\u2069\u200f", "\\u2066a\\u2069\\u200f", id="isolates and marks"),
        pytest.param("a\u2028b\ufeff", "a\\u2028b\\ufeff", id="line separator, byte order mark"),
        pytest.param("\udcff", "\\udcff", id="a byte that was no UTF-8"),
        pytest.param("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb", id="joiners stay"),
        pytest.param("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e", id="and non-joiners"),
    ],
)
def test_control_characters_are_spelt_out_on_one_line(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n\tb\n", "a\n\tb\n", id="lines and tabs stay"),
        pytest.param("a\r\nb", "a^M\nb", id="a carriage return does not"),
        pytest.param("a\x0b\x0c\x08b", "a^K^L^Hb", id="nor do other moves"),
        pytest.param("\x1b]0;t\x07\n\u202e", "^[]0;t^G\n\\u202e", id="a sequence, an override"),
        pytest.param("plain", "plain", id="plain text"),
    ],
)
def test_lines_stay_lines_and_other_controls_are_spelt_out(text: str, expected: str) -> None:
    assert shown_lines(text) == expected


@given(any_text)
@example("".join(map(chr, range(0x100))))
@example("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
def test_nothing_that_drives_a_terminal_is_shown(text: str) -> None:
    assert [c for c in shown(text) if drives_a_terminal(c)] == []
    assert [c for c in shown_lines(text) if drives_a_terminal(c) and c not in "\n\t"] == []


def test_no_character_at_all_drives_a_terminal_once_it_is_shown() -> None:
    dangerous = "".join(c for c in map(chr, range(0x110000)) if drives_a_terminal(c))
    assert len(dangerous) > 2000  # 65 controls, the bidi ones, 2048 surrogates
    assert not any(map(drives_a_terminal, shown(dangerous)))
    assert not any(drives_a_terminal(c) for c in shown_lines(dangerous) if c not in "\n\t")


@given(any_text)
def test_printable_text_is_shown_as_it_is(text: str) -> None:
    printable = "".join(filter(str.isprintable, text))
    assert shown(printable) == printable
    assert shown_lines(printable) == printable


@given(any_text)
def test_what_was_shown_once_is_shown_the_same_again(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert shown_lines(shown_lines(text)) == shown_lines(text)


@given(any_text)
def test_each_character_is_shown_by_itself_wherever_it_stands(text: str) -> None:
    assert shown(text) == "".join(map(shown, text))
    assert shown_lines(text) == "".join(map(shown_lines, text))


@given(any_text)
def test_a_json_document_drives_no_terminal_and_says_exactly_what_was_said(text: str) -> None:
    written = document(text=text)
    assert [c for c in written if c != "\n" and drives_a_terminal(c)] == []
    assert written.isascii()
    assert json.loads(written) == {"format": 1, "text": text}
