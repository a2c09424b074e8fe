"""A record that was cut is noticed wherever it was cut; what a person adds or changes is not."""

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st

from mlops_tracker.store.losses import Loss, loss_since, lost_ids, number_done, refusal
from mlops_tracker.store.record_text import meaning

BOM = b"\xef\xbb\xbf"
RECORD = b"""\
# Mine, since 2026.
format = 1
syllabus = "mlops"

[items."1.1.1"] # easy
title = "Steps of an ML Project"
status = "done"
done_at = 2026-11-20T21:14:05Z
spent_minutes = 125
score = 87.5

# Watch again.
[items."1.1.3"]
title = "Key challenges"
status = "done"
links = ["https://example.org/a", "b.ipynb"]
note = \"\"\"
First line.

[items."9.9.9"]
status = "done"
Second line, caf\xc3\xa9 \xf0\x9f\x98\x80.
\"\"\"

[items."1.1.4"]
title = "Only a title"

[weeks."1.1"]
note = "One.\\nTwo."

[courses."1"]
status = "dropped"
why = "Time."
stars = 4

[mine]
theme = "dark"
numbers = [1, 2, 3]
"""
ORDINARY = b"""\
format = 1
syllabus = "mlops"

[items."1.1.1"]
title = "Steps of an ML Project"
status = "done"
done_at = 2026-11-20T21:14:05Z

[items."1.1.2"]
title = "Case study: speech recognition"
status = "done"
done_at = 2026-11-20T21:14:05Z
spent_minutes = 12
"""
INLINE = b'format = 1\nitems = { "1.1.1" = { status = "done" }, "1.1.2" = { note = "x" } }\n'
DOTTED = (
    b'format = 1\nitems."1.1.1".status = "done"\nitems."1.1.1".score = 80\nweeks."1.1".note = "x"\n'
)
FORMS = [
    pytest.param(RECORD, id="in many forms"),
    pytest.param(ORDINARY, id="as the program writes it"),
    pytest.param(RECORD.replace(b"\n", b"\r\n"), id="CRLF"),
    pytest.param(BOM + ORDINARY, id="byte order mark"),
    pytest.param(INLINE, id="inline"),
    pytest.param(DOTTED, id="dotted"),
]


def said(content: bytes) -> dict[str, Any] | None:
    """Return what a record says; None for what is none."""
    with suppress(ValueError):
        return meaning(tomllib.loads(content.removeprefix(BOM).decode()))
    return None


@pytest.mark.parametrize("whole", FORMS)
def test_a_record_cut_at_any_byte_is_noticed_unless_nothing_was_lost(whole: bytes) -> None:
    """What is no TOML any more is noticed by whoever reads it."""
    cuts = {cut: said(whole[:cut]) for cut in range(1, len(whole))}
    still_toml = {cut: says for cut, says in cuts.items() if says}
    assert len(still_toml) >= 3
    unnoticed = {cut for cut in still_toml if not lost_ids(whole, whole[:cut])}
    assert unnoticed == {cut for cut, says in still_toml.items() if says == said(whole)}
    assert still_toml.keys() > unnoticed


@pytest.mark.parametrize("whole", FORMS)
def test_a_record_cut_at_any_line_tells_what_is_missing(whole: bytes) -> None:
    """At the end of a line of ordinary tables the rest is always TOML."""
    lines = whole.splitlines(keepends=True)
    everything = said(whole)
    assert everything
    for number in range(1, len(lines)):
        cut = b"".join(lines[:number])
        says = said(cut)
        if says is None:
            continue
        gone = [
            id
            for section in ("items", "weeks", "courses")
            for id, table in everything.get(section, {}).items()
            if says.get(section, {}).get(id) != table
        ]
        expected = gone or ["its end"] * (says != everything)
        assert lost_ids(whole, cut) == expected


def test_every_line_of_an_ordinary_record_but_the_last_is_missed() -> None:
    lines = ORDINARY.splitlines(keepends=True)
    found = [lost_ids(ORDINARY, b"".join(lines[:number])) for number in range(1, len(lines))]
    assert found == [["1.1.1", "1.1.2"]] * 6 + [["1.1.2"]] * 6


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        pytest.param(b'[items."1.1.1"] # easy', b'[items."2.1.1"]', ["1.1.1"], id="another id"),
        pytest.param(b'[weeks."1.1"]\nnote = "One.\\nTwo."\n', b"", ["1.1"], id="a week"),
        pytest.param(
            b'[courses."1"]\nstatus = "dropped"\nwhy = "Time."\nstars = 4\n',
            b"",
            ["1"],
            id="course",
        ),
        pytest.param(
            b'status = "done"\ndone_at = 2026-11-20T21:14:05Z\nspent_minutes = 125\nscore = 87.5\n',
            b"",
            ["1.1.1"],
            id="all but the title",
        ),
    ],
)
def test_what_somebody_took_out_is_missed(old: bytes, new: bytes, lost: list[str]) -> None:
    assert RECORD.count(old) == 1
    assert lost_ids(RECORD, RECORD.replace(old, new)) == lost


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"score = 87.5", b"score = 90", id="another score"),
        pytest.param(b"score = 87.5\n", b"", id="a score taken out"),
        pytest.param(b"First line.", b"Other words.", id="other words"),
        pytest.param(b"# Watch again.\n", b"", id="a comment taken out"),
        pytest.param(b"[mine]", b'[items."1.1.5"]\nstatus = "done"\n\n[mine]', id="an item added"),
        pytest.param(b'[items."1.1.4"]\ntitle = "Only a title"\n', b"", id="a title alone"),
        pytest.param(b"[mine]\n", b"[yours]\n", id="a table of their own"),
        pytest.param(b"\n", b"\r\n", id="other line ends"),
        pytest.param(b'status = "done"\ndone_at', b'status = "todo"\ndone_at', id="taken back"),
    ],
)
def test_what_somebody_added_or_changed_is_no_loss(old: bytes, new: bytes) -> None:
    assert old in RECORD
    assert lost_ids(RECORD, RECORD.replace(old, new)) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n \n", id="blank"),
        pytest.param(b"\0" * 40, id="NUL bytes"),
        pytest.param(b"format = 1\n[items", id="no TOML"),
        pytest.param(b"items = 3\n", id="no tables"),
        pytest.param(b"[items]\nx = 3\n", id="an item that is none"),
        pytest.param(b"\xff\xfef\0", id="UTF-16"),
        pytest.param(b"<<<<<<< HEAD\nformat = 1\n", id="a merge conflict"),
        pytest.param(b"x = " + b"[" * 5_000, id="too deep"),
        pytest.param(b"x = " + b"1" * 5_000, id="too long a number"),
    ],
)
def test_what_is_no_record_is_left_to_whoever_reads_it(content: bytes) -> None:
    assert lost_ids(ORDINARY, content) == []
    assert lost_ids(content, ORDINARY) == []
    assert number_done(content) is None


SOMETHING = {
    "items": st.sampled_from(
        [
            {"status": "done", "done_at": datetime(2026, 11, 20, tzinfo=UTC)},
            {"title": "T", "note": "words"},
            {"links": ["a"]},
            {"title": "only"},
        ]
    ),
    "weeks": st.sampled_from([{"note": "words"}]),
    "courses": st.sampled_from([{"stars": 4}, {"status": "dropped"}]),
}
IDS = {"items": ["1.1.1", "1.1.2", "2.1.1"], "weeks": ["1.1", "2.1"], "courses": ["1", "2"]}
RECORDS = st.fixed_dictionaries(
    {},
    optional={s: st.dictionaries(st.sampled_from(IDS[s]), SOMETHING[s]) for s in IDS},
)


def in_toml(data: dict[str, Any]) -> bytes:
    return tomli_w.dumps({"format": 1, **data}).encode()


@given(RECORDS, RECORDS)
def test_of_any_two_records_what_the_second_says_nothing_of_is_lost(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    was, is_now = in_toml(before), in_toml(now)
    assume(not was.startswith(is_now))
    lost = [
        id
        for section in ("items", "weeks", "courses")
        for id, table in before.get(section, {}).items()
        if table.keys() - {"title"} and not now.get(section, {}).get(id, {}).keys() - {"title"}
    ]
    assert lost_ids(was, is_now) == lost


@given(RECORDS)
def test_a_record_has_lost_nothing_of_itself(data: dict[str, Any]) -> None:
    assert lost_ids(in_toml(data), in_toml(data)) == []
    assert lost_ids(in_toml(data), in_toml(data) + b"\n# a comment\n") == []


def test_a_record_that_is_gone_has_lost_something_if_it_said_anything(tmp_path: Path) -> None:
    assert loss_since((3, b"format = 1\n"), None) is None
    assert loss_since((3, RECORD), RECORD) is None

    gone = loss_since((3, RECORD), None)

    assert gone == Loss(3, is_gone=True)
    error = refusal(gone, tmp_path / "tracker.toml")
    assert error is not None
    assert error.hint == "`tracker restore 3` brings it back as it was"


def test_what_a_person_took_out_is_a_loss_that_can_be_saved_to(tmp_path: Path) -> None:
    end = b"\n# end of tracker record\n"
    whole, less = ORDINARY + end, ORDINARY.replace(b"spent_minutes = 12\n", b"") + end
    assert whole != less

    found = loss_since((2, whole), less)

    assert found is not None
    assert [missing.keys for missing in found.missing] == [("spent_minutes",)]
    assert refusal(found, tmp_path / "tracker.toml") is None
    assert refusal(found._replace(is_cut=True), tmp_path / "tracker.toml") is not None


def test_done_items_are_counted_whoever_knows_them() -> None:
    assert number_done(RECORD) == 2
    assert number_done(BOM + ORDINARY) == 2
    assert number_done(b"format = 1\n") == 0
    assert number_done(b'[items."9.9.9"]\nstatus = "done"\n[items."1"]\nstatus = "doing"\n') == 1
