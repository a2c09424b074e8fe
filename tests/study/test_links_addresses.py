"""Addresses as they are handed over: the same page, and nothing that a shell obeys."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.links import escaped_address


@pytest.mark.parametrize(
    "url",
    [
        "https://www.coursera.org/learn/x/lecture/a-b_c~d.e",
        "http://localhost:8888/lab?token=abc&reset#a=1&b=2",
        "https://git.example.org/?p=x.git;a=summary",
        "https://ada:secret@example.org:8443/@ada/a,b+c=d",
        "http://[::1]:8000/x",
        "https://example.org/caf%C3%A9?q=a%26b",
        "HTTPS://example.org",
    ],
)
def test_ordinary_addresses_stay(url: str) -> None:
    assert escaped_address(url) == url


@pytest.mark.parametrize(
    ("url", "escaped"),
    [
        ("https://en.wikipedia.org/wiki/Drift_(a)", "https://en.wikipedia.org/wiki/Drift_%28a%29"),
        ("https://example.org/caf\u00e9", "https://example.org/caf%C3%A9"),
        ("https://m\u00fcller.example/\u00fc", "https://xn--mller-kva.example/%C3%BC"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%zz%41", "https://example.org/%25zz%41"),
        ("https://$(id)@a;b/c", "https://%24%28id%29@a%3Bb/c"),
        ("https://\u00fc..\u00fc/", "https://%C3%BC..%C3%BC/"),
    ],
)
def test_what_a_shell_obeys_is_escaped(url: str, escaped: str) -> None:
    assert escaped_address(url) == escaped


@given(st.text(st.characters(min_codepoint=33, exclude_categories=["Cs"])))
def test_the_page_is_the_same_and_holds_nothing_for_a_shell(path: str) -> None:
    escaped = escaped_address(f"https://example.org/{path}")
    assert re.fullmatch(r"[A-Za-z0-9._~:@=+,/%?#&;-]+", escaped)
    assert unquote(escaped) == unquote(f"https://example.org/{path}")
    assert escaped_address(escaped) == escaped
