"""The markers of a merge conflict, told apart from lines that only look like one."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.store.conflicts import conflict_line, conflicts_in, is_marker, sides_of
from tests.cli.clones import needs_git

LINE = st.sampled_from(["a", "b", "", "# c", "<<<<<<<<", "======", " =======", ">>>>>>>x", "é"])
LINES = st.lists(LINE, max_size=5).map(lambda lines: "".join(f"{line}\n" for line in lines))


@settings(database=None, deadline=None)
@given(
    st.lists(st.tuples(LINES, LINES, LINES, LINES), min_size=1, max_size=3), LINES, st.booleans()
)
def test_the_sides_are_what_stands_between_the_markers(
    parts: list[tuple[str, str, str, str]], end: str, has_base: bool
) -> None:
    text = ours = base = theirs = ""
    for common, mine, was, other in parts:
        shown = f"||||||| c\n{was}" if has_base else ""
        text += f"{common}<<<<<<< a\n{mine}{shown}=======\n{other}>>>>>>> b\n"
        ours, base, theirs = (ours + common + mine, base + common + was, theirs + common + other)

    for newline in ("\n", "\r\n"):
        sides = sides_of((text + end).replace("\n", newline))

        assert all(conflict.is_clear for conflict in conflicts_in(text + end))
        assert sides.ours.replace("\r\n", "\n") == ours + end
        assert sides.theirs.replace("\r\n", "\n") == theirs + end
        assert (sides.base or "").replace("\r\n", "\n") == (base + end if has_base else "")


@pytest.mark.parametrize("style", ["--diff3", "--zdiff3"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_sides_are_what_git_merged(tmp_path: Path, style: str, newline: str) -> None:
    needs_git()
    texts = {"ours": "a\nx\nb\nc\n1\n", "base": "a\nb\nc\n", "theirs": "a\nx\ny\nb\nc\n2\n"}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.replace("\n", newline).encode())
    words = ["git", "merge-file", "-p", style, *texts]
    merged = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).stdout.decode()

    sides = sides_of(merged)

    assert sides.ours == texts["ours"].replace("\n", newline)
    assert sides.theirs == texts["theirs"].replace("\n", newline)
    assert sides.base is not None


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< a\n=======\n<<<<<<<< b\n",
        ">>>>>>> a\n=======\n<<<<<<< b\n",
        "<<<<<<< a\n>>>>>>> b\n",
        "<<<<<<<a\n=======\n>>>>>>> b\n",
        "<<<<<<< a\n======= \n>>>>>>> b\n",
        " <<<<<<< a\n=======\n>>>>>>> b\n",
        "<<<<<<< a\n========\n>>>>>>> b\n",
    ],
)
def test_what_is_no_conflict(text: str) -> None:
    assert conflict_line(text) == 0
    assert sides_of(text).ours == text


UNCLEAR = [
    pytest.param("<<<<<<< a\nT\n=======\nx\n=======\ny\n>>>>>>> b\n", id="two separators"),
    pytest.param("<<<<<<< a\n<<<<<<< a\n=======\n>>>>>>> b\n", id="two beginnings"),
    pytest.param("<<<<<<< a\n=======\n>>>>>>> q\nx\n>>>>>>> b\n", id="two ends"),
    pytest.param("<<<<<<< a\n>>>>>>> q\n=======\n>>>>>>> b\n", id="an end too early"),
    pytest.param("<<<<<<< a\n||||||| x\n||||||| y\n=======\n>>>>>>> b\n", id="two bases"),
    pytest.param("<<<<<<< a\n=======\n||||||| x\n>>>>>>> b\n", id="a base too late"),
]


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_could_be_cut_in_two_ways_is_not_clear(text: str) -> None:
    [conflict] = conflicts_in(f"# one\n{text}")
    assert not conflict.is_clear
    assert conflict_line(f"# one\n{text}") in {2, 3}


def test_the_end_of_a_text_may_be_a_marker() -> None:
    assert sides_of("<<<<<<< a\nx\n=======\ny\n>>>>>>> b").theirs == "y\n"


@pytest.mark.parametrize("line", ["<<<<<<<", "<<<<<<< HEAD", "=======", "||||||| x", ">>>>>>>\r"])
def test_markers(line: str) -> None:
    assert is_marker(line)
    assert not is_marker(f" {line}")
    assert not is_marker(line[0] + line)
