"""The texts of two records in one: whatever people wrote into either of them is still there."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.errors import DamagedFileError, NotSavedError, RefusedError
from mlops_tracker.store.joined_text import Joined, joined, source
from mlops_tracker.store.merges import merge, merge_files
from mlops_tracker.store.reading import RecordFile
from mlops_tracker.store.record_text import (
    changes_between,
    is_complete,
    meaning,
    new_text,
    with_last_line,
    without_last_line,
)
from mlops_tracker.store.saving import changed_file
from mlops_tracker.store.toml_text import comments
from mlops_tracker.study.merge import merged
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
HEAD = 'format = 1\nsyllabus = "mlops"\n'
ORDER = ("1", "1.1", "1.1.1", "1.1.3", "1.1.2", "1.1.10", "1.2", "1.2.1", "2", "2.1", "2.1.1")
DONE = 'status = "done"\n'
THEIRS = f"""{HEAD}
[items."1.1.2"]
title = "Theirs"
status = "done"
done_at = 2026-11-20T21:14:05Z

[weeks."1.1"]
note = "theirs"

[courses."1"]
stars = 4
"""


def join(base: str | None, ours: str | bytes, theirs: str | bytes) -> Joined:
    """Join texts."""
    mine, other = (
        source(side.encode() if isinstance(side, str) else side, Path(name))
        for name, side in (("ours", ours), ("theirs", theirs))
    )
    start = source(base.encode(), Path("base")) if base else None
    return joined(start, mine, other, ORDER)


def text(base: str | None, ours: str | bytes, theirs: str | bytes) -> str:
    """Join texts, and return what is written but for the last line."""
    content = join(base, ours, theirs).content.decode("utf-8-sig")
    assert is_complete(content) or content.encode() in (ours, str(ours).encode())
    return without_last_line(content)


def data(base: str | None, ours: str | bytes, theirs: str | bytes) -> dict[str, Any]:
    return tomllib.loads(text(base, ours, theirs))


def item(id: str, body: str = DONE) -> str:
    return f'\n[items."{id}"]\n{body}'


def says(record: StudyRecord) -> StudyRecord:
    """Return a record without the tables that say nothing."""
    return merged(record, record, record).record


# Whatever records say

NOTES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)
ITEMS = st.builds(
    ItemRecord,
    st.sampled_from(["T", 'A "title"', "\u202e\x1b"]),
    st.sampled_from(["todo", "doing", "done", "skipped"]),
    st.none() | st.integers(0, 10**10).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.none() | st.integers(0, 10**6),
    st.none() | st.floats(0, 100),
    st.lists(st.sampled_from(["https://a", 'x"y', "#"]), max_size=2, unique=True).map(tuple),
    NOTES,
).filter(lambda entry: entry._replace(title="") != ItemRecord())
COURSES = st.builds(
    CourseRecord,
    st.sampled_from(["active", "completed", "dropped"]),
    NOTES,
    st.none() | st.integers(1, 5),
    NOTES,
    NOTES,
).filter(lambda course: course != CourseRecord())
RECORDS = st.builds(
    StudyRecord,
    st.just("mlops"),
    st.dictionaries(st.sampled_from(["1.1.1", "1.1.3", "1.1.2", "9.9.9"]), ITEMS),
    st.dictionaries(st.sampled_from(["1.1", "9.9"]), st.builds(WeekRecord, NOTES.filter(bool))),
    st.dictionaries(st.sampled_from(["1", "9"]), COURSES),
)
HANDS = st.sampled_from(
    [
        HEAD,
        HEAD.replace("\n", "\r\n"),
        f"\ufeff{HEAD}",
        "# mine\nformat = 1 # one\n\n",
        'format = 1\nitems."1.1.1".note = "dotted"\n',
        'format = 1\nitems = { "1.1.1" = { note = "inline" } }\n',
        "format = 1\n\n  [items.\"1.1.1\"] # own\n  own = 1\n  note = '''own'''\n\n[own]\na = 1\n",
    ]
)


def written(start: str, record: StudyRecord) -> bytes:
    """Return a record as it comes to be within a text that a person began."""
    content = start.encode()
    before = source(content, Path("start")).record
    changes = changes_between(before, record)
    file = RecordFile(Path("start"), content, before)
    return changed_file(file, changes, ORDER).content or b"" if changes else content


@settings(database=None)
@given(HANDS, HANDS, RECORDS, RECORDS, RECORDS)
def test_what_is_joined_is_what_is_read_again(
    our_hand: str, their_hand: str, base: StudyRecord, ours: StudyRecord, theirs: StudyRecord
) -> None:
    mine, other = written(our_hand, ours), written(their_hand, theirs)
    for start in (None, base):
        begun = written(HEAD, start) if start else None
        try:
            result = join(begun.decode() if begun else None, mine, other)
        except NotSavedError:
            assert "dotted" in our_hand  # beside tables of their own: not all of it can be changed
            return

        again = source(result.content, Path("result"))
        expected = merged(start, ours, theirs)
        assert says(again.record) == says(result.after) == says(expected.record)
        assert result.content.startswith(b"\xef\xbb\xbf") is mine.startswith(b"\xef\xbb\xbf")
        lone = result.content.replace(b"\r\n", b"").count(b"\n")
        assert not (b"\r\n" in mine and lone)
        said = comments(again.text)
        sides = (source(content, Path("side")).text for content in (mine, other))
        assert set(said) >= {comment for side in sides for comment in comments(side)}


@settings(database=None)
@given(HANDS, RECORDS)
def test_joined_with_itself_a_text_stays_byte_for_byte(hand: str, record: StudyRecord) -> None:
    content = written(hand, record)

    for mine in (content, content.rstrip(b"\r\n")):
        for base in (None, content.decode("utf-8-sig")):
            result = join(base, mine, content)
            assert (result.content, result.choices) == (mine, [])
            assert says(result.before) == says(result.after) == record


@settings(database=None)
@given(HANDS, HANDS, RECORDS, RECORDS)
def test_the_same_other_once_more_changes_no_byte(
    our_hand: str, their_hand: str, ours: StudyRecord, theirs: StudyRecord
) -> None:
    other = written(their_hand, theirs)
    try:
        once = join(None, written(our_hand, ours), other).content
    except NotSavedError:
        assert "dotted" in our_hand
        return

    assert join(None, once, other).content == once


# What people wrote between the lines


def test_comments_of_both_are_there() -> None:
    ours = f'# head\n{HEAD}\n# above\n[items."1.1.1"] # beside\nstatus = "done" # it\n# below\n'
    theirs = (
        f'# their head\n{HEAD}\n# twice\n# twice\n\n# their above\n[items."1.1.2"] # their side\n'
        'status = "done" # their it\n# their end'
    )

    for one, two in ((ours, theirs), (theirs, ours)):
        assert sorted(comments(text(None, one, two))) == sorted(comments(ours) + comments(theirs))


def test_comments_of_an_item_that_both_have_are_there() -> None:
    ours = HEAD + item("1.1.1", 'status = "doing" # ours\n')
    theirs = HEAD + item("1.1.1", 'status = "done" # theirs\n# below\n')

    assert sorted(comments(text(None, ours, theirs))) == ["# below", "# ours", "# theirs"]


def test_a_comment_that_one_side_took_out_does_not_come_back() -> None:
    base = f"{HEAD}# old\n# kept\n"

    assert comments(text(base, f"{HEAD}# kept\n# new\n", base + item("1.1.1"))) == [
        "# kept",
        "# new",
    ]


def test_a_note_is_no_comment() -> None:
    theirs = HEAD + item("1.1.1", 'note = """\n# Heading\n[x]\n"""\n')

    assert text(None, HEAD, theirs) == theirs


KEYS = [
    pytest.param("", "own = 1\n", "theirs = 2\n", {"own": 1, "theirs": 2}, id="of each"),
    pytest.param("", "own = 1\n", "own = 1\n", {"own": 1}, id="the same"),
    pytest.param("own = 1\n", "own = 1\n", "own = 2\n", {"own": 2}, id="changed there"),
    pytest.param("own = 1\n", "own = 2\n", "own = 1\n", {"own": 2}, id="changed here"),
    pytest.param("own = 1\n", "own = 1\n", "", {}, id="taken out there"),
    pytest.param("own = 1\n", "", "own = 1\n", {}, id="taken out here"),
    pytest.param("own = 1\n", "", "own = 2\n", {"own": 2}, id="taken out here, changed there"),
    pytest.param("own = 1\n", "own = 2\n", "", {"own": 2}, id="changed here, taken out there"),
    pytest.param(
        "", "own = { a = 1 }\n", "own = { b = 2 }\n", {"own": {"a": 1, "b": 2}}, id="tables"
    ),
    pytest.param("", "own.x.a = 1\n", "own.x.b = 2\n", {"own": {"x": {"a": 1, "b": 2}}}, id="deep"),
    pytest.param(
        "own = { a = 1, b = 2 }\n",
        "own = { a = 1, b = 3 }\n",
        "own = { b = 2 }\n",
        {"own": {"b": 3}},
        id="within a table, taken out there and changed here",
    ),
    pytest.param("", "own = nan\n", "own = nan\n", {"own": "nan"}, id="not a number"),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "both"), KEYS)
def test_keys_of_others_at_the_root(
    base: str, ours: str, theirs: str, both: dict[str, Any]
) -> None:
    begun = HEAD + base + item("1.1.1") if base else None
    found = data(begun, HEAD + ours + item("1.1.1"), HEAD + theirs + item("1.1.1"))

    found["own"] = "nan" if found.get("own") != found.get("own") else found.get("own")
    expected = {
        "format": 1,
        "syllabus": "mlops",
        "own": None,
        "items": {"1.1.1": {"status": "done"}},
    }
    assert found == {**expected, **both}


@pytest.mark.parametrize(("base", "ours", "theirs", "both"), KEYS)
def test_keys_of_others_in_an_item(base: str, ours: str, theirs: str, both: dict[str, Any]) -> None:
    begun = HEAD + item("1.1.1", DONE + base) if base else None
    found = data(begun, HEAD + item("1.1.1", DONE + ours), HEAD + item("1.1.1", DONE + theirs))

    table = found["items"]["1.1.1"]
    table["own"] = "nan" if table.get("own") != table.get("own") else table.get("own")
    assert table == {"status": "done", "own": None, **both}


@pytest.mark.parametrize("place", ["", '\n[items."1.1.1"]\n', '\n[weeks."1.1"]\n', "\n[own]\n"])
def test_a_key_of_others_that_both_say_otherwise_is_told(place: str) -> None:
    result = join(None, f"{HEAD}{place}mood = 1\n", f"{HEAD}{place}mood = 2\n")

    assert "mood = 1\n" in result.content.decode()
    assert [(c.what, c.kept, c.dropped) for c in result.choices] == [("mood", 1, 2)]


def test_tables_of_others_are_there() -> None:
    ours = f"{HEAD}\n[own]\na = 1\n\n[[goals]]\nx = 1\n"
    theirs = f"{HEAD}own.b = 2\n\n[plan.deep]\nb = 2\n\n[[wishes]]\ny = 1\n\n[[wishes]]\ny = 2\n"

    assert data(None, ours, theirs) == {
        "format": 1,
        "syllabus": "mlops",
        "own": {"a": 1, "b": 2},
        "plan": {"deep": {"b": 2}},
        "goals": [{"x": 1}],
        "wishes": [{"y": 1}, {"y": 2}],
    }


def test_lists_of_tables_that_differ_are_told() -> None:
    result = join(None, f"{HEAD}\n[[goals]]\nx = 1\n", f"{HEAD}\n[[goals]]\nx = 2\n")

    assert [(c.what, c.dropped) for c in result.choices] == [("goals", [{"x": 2}])]


def test_a_table_within_an_item_is_there() -> None:
    theirs = HEAD + item("1.1.2") + '\n[items."1.1.2".deep]\na = 1 # x\n'

    found = text(None, HEAD + item("1.1.1"), theirs)

    assert tomllib.loads(found)["items"]["1.1.2"] == {"status": "done", "deep": {"a": 1}}
    assert comments(found) == ["# x"]


def test_an_item_of_which_only_a_key_of_others_is_said() -> None:
    assert data(None, HEAD, HEAD + item("1.1.1", "own = 1\n"))["items"] == {"1.1.1": {"own": 1}}


# How it stands there


@pytest.mark.parametrize(
    "ours",
    [
        pytest.param(HEAD, id="as the program writes"),
        pytest.param('format = 1\nsyllabus = "mlops"', id="no newline at the end"),
        pytest.param(HEAD.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(f"\ufeff{HEAD}", id="byte order mark"),
        pytest.param("# a\n  format=1 # one\n\n\n\nown = [ 1,\n 2 ] \n", id="in another hand"),
        pytest.param(HEAD + item("2.1.1") + item("1.1.1"), id="tables in an order of one's own"),
        pytest.param("format = 1\n\n[items]\n[items.'1.1.1']\nstatus='done'\n", id="odd quotes"),
        pytest.param('format = 1\nitems."1.1.1".status = "done"\n', id="dotted"),
        pytest.param('format = 1\n[items]\n"1.1.1" = { status = "done" } # c\n', id="inline item"),
        pytest.param(
            HEAD + item("9.9.9", 'note = """\n[items."1.1.2"]\n"""\n'), id="a text of TOML"
        ),
    ],
)
def test_our_text_stays_byte_for_byte_around_what_is_new(ours: str) -> None:
    content = without_last_line(join(None, ours, THEIRS).content.decode()).encode()
    newline = b"\r\n" if "\r\n" in ours else b"\n"

    at = 0
    for line in ours.encode().splitlines(keepends=True):
        at = content.index(line.rstrip(b"\r\n"), at) + len(line.rstrip(b"\r\n"))
    blocks = THEIRS.removeprefix(HEAD).encode().replace(b"\n", newline).split(newline * 2)
    rest = content
    for block in blocks:
        assert rest.count(block.strip()) == 1
        rest = rest.replace(block.strip(), b"")
    assert rest.split() == ours.encode().split()
    assert content.replace(b"\r\n", b"").count(b"\n") == (
        0 if newline == b"\r\n" else content.count(b"\n")
    )


def test_an_inline_table_of_all_items_is_added_to() -> None:
    ours = '# mine\nformat = 1\nitems = { "1.1.1" = { status = "done" } } # all\n'

    found = text(None, ours, THEIRS)

    assert tomllib.loads(found)["items"].keys() == {"1.1.1", "1.1.2"}
    assert comments(found) == ["# mine", "# all"]


WAYS = {
    "inline": 'items = { "1.1.2" = { status = "done", own = 3 } } # c\n',
    "dotted": 'items."1.1.2".status = "done" # c\nitems."1.1.2".own = 3\n',
    "inline item": '[items]\n"1.1.2" = { status = "done", own = 3 } # c\n',
    "CRLF": "[items.'1.1.2'] # c\r\nstatus='done'\r\nown=3",
    "odd": "[ items . '1.1.2' ]\nown=3 # c\nstatus='done'",
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("way", WAYS)
def test_whatever_way_theirs_is_written_it_is_there(way: str, mark: str) -> None:
    found = text(None, HEAD + item("1.1.1"), f"{mark}format = 1\n{WAYS[way]}")

    assert tomllib.loads(found)["items"] == {
        "1.1.1": {"status": "done"},
        "1.1.2": {"status": "done", "own": 3},
    }
    assert comments(found) == ["# c"]
    assert found.startswith(HEAD + item("1.1.1"))


def test_a_table_that_only_theirs_has_is_taken_as_it_stands() -> None:
    block = "# thought\n[items.'1.1.2']   # odd\nmood = 3\nstatus   = 'done' # it\n"

    assert text(None, HEAD + item("1.1.1"), f"{HEAD}\n{block}") == (
        f"{HEAD}{item('1.1.1')}\n{block}"
    )
    assert text(None, HEAD, f"{HEAD}\n{block}") == f"{HEAD}\n{block}"


def test_new_tables_stand_in_study_order_and_ours_stay_where_they_are() -> None:
    ours = HEAD + item("2.1.1") + item("1.1.3") + "\n[own]\na = 1\n"
    theirs = HEAD + "".join(map(item, ["1.2.1", "1.1.10", "1.1.2", "1.1.1"]))

    found = tomllib.loads(text(None, HEAD + item("1.1.3") + item("2.1.1"), theirs))
    assert list(found["items"]) == ["1.1.1", "1.1.3", "1.1.2", "1.1.10", "1.2.1", "2.1.1"]
    kept = [id for id in tomllib.loads(text(None, ours, theirs))["items"] if id in ours]
    assert kept == ["2.1.1", "1.1.3"]


def test_without_a_syllabus_ids_go_by_their_numbers() -> None:
    ids = (["1.1.1", "1.1.9", "1.10.1"], ["1.1.10", "1.1.2", "1.2.1"])
    texts = (HEAD + "".join(map(item, side)) for side in ids)
    ours, theirs = (source(side.encode(), Path("side")) for side in texts)

    found = tomllib.loads(joined(None, ours, theirs).content.decode())
    assert list(found["items"]) == ["1.1.1", "1.1.2", "1.1.9", "1.1.10", "1.2.1", "1.10.1"]


def test_what_one_side_took_out_leaves_the_rest_byte_for_byte() -> None:
    base = HEAD + item("1.1.1") + item("1.1.2") + "\n# mine\n" + item("1.2.1") + "\n[own]\na = 1\n"
    theirs = base.replace(item("1.1.2"), "")

    assert text(base, base, theirs) == theirs
    assert text(base, theirs, base) == theirs


def test_a_title_that_only_one_side_knows_comes_along() -> None:
    base = HEAD + item("1.1.2", 'title = "T"\nstatus = "done"\nscore = 1.0\n')
    theirs = base.replace("1.0", "2.0")

    for one, two in ((HEAD, theirs), (theirs, HEAD)):
        assert data(base, one, two)["items"]["1.1.2"]["title"] == "T"


def test_a_day_alone_stays_one() -> None:
    theirs = HEAD + item("1.1.2", 'status = "done"\ndone_at = 2026-11-20\n')

    assert text(None, HEAD, theirs) == theirs


# What is refused

DAMAGE = [
    pytest.param(b"", "is empty", id="empty"),
    pytest.param(b"format = \n", "not TOML", id="no TOML"),
    pytest.param(b"format = 1\n\0\0", "holds NUL bytes", id="NUL bytes"),
    pytest.param(b"format = 1\n# \xff\n", "is not UTF-8", id="no UTF-8"),
    pytest.param(
        b"format = 1\n<<<<<<<\n=======\n>>>>>>>\n", "holds a merge conflict", id="conflict"
    ),
    pytest.param(b"format = 2\n", "format", id="too new"),
    pytest.param(b'format = 1\n[items."1.1.1"]\nstatus = "dnoe"\n', "dnoe", id="no status"),
]


@pytest.mark.parametrize(("content", "said"), DAMAGE)
@pytest.mark.parametrize("which", ["base", "ours", "theirs"])
def test_damage_is_told_by_the_name_of_its_file_and_nothing_is_written(
    content: bytes, said: str, which: str, tmp_path: Path
) -> None:
    if which == "base" and not content:
        return  # that is how git says that there is none
    paths = {name: tmp_path / f"{name}.toml" for name in ("base", "ours", "theirs")}
    for path in paths.values():
        path.write_text(HEAD + item("1.1.1"))
    paths[which].write_bytes(content)
    before = {path: path.read_bytes() for path in paths.values()}

    with pytest.raises(DamagedFileError) as refusal:
        merge_files(paths["base"], paths["ours"], paths["theirs"])
    errors = [refusal.value]
    if which != "base":
        with pytest.raises(DamagedFileError) as refusal:
            merge(paths["ours"], [paths["theirs"]], NOW, order=ORDER)
        errors.append(refusal.value)

    for error in errors:
        assert error.exit_code == 5
        assert f"`{which}`" in error.message or f"{which}.toml`" in error.message
        assert said in error.message + " ".join(error.problems)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_record_of_another_syllabus_is_refused() -> None:
    with pytest.raises(RefusedError) as refusal:
        join(None, HEAD, THEIRS.replace("mlops", "../own.toml"))

    assert refusal.value.message == "the records are for two syllabi, `mlops` and `../own.toml`"


def test_a_syllabus_that_moved_on_one_side_moves() -> None:
    moved = THEIRS.replace('"mlops"', '"own.toml"')

    assert data(HEAD, HEAD + item("1.1.1"), moved)["syllabus"] == "own.toml"
    assert data(HEAD, moved, HEAD + item("1.1.1"))["syllabus"] == "own.toml"
    assert data(HEAD, "format = 1\n", moved)["syllabus"] == "own.toml"


def test_what_would_not_be_read_back_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours.toml", tmp_path / "theirs.toml"
    ours.write_text(HEAD)
    theirs.write_text(THEIRS)
    for name in ("changed_text", "changed_document"):
        monkeypatch.setattr(f"mlops_tracker.store.joined_text.{name}", lambda text, *_: text)

    with pytest.raises(NotSavedError):
        merge(ours, [theirs], NOW, order=ORDER)
    assert ours.read_text() == HEAD


# Files


def test_git_hands_over_an_empty_base_where_both_sides_began(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    base.write_bytes(b"")
    ours.write_text(HEAD + item("1.1.1"))
    theirs.write_text(THEIRS)

    assert merge_files(base, ours, theirs) == []

    assert tomllib.loads(ours.read_text())["items"].keys() == {"1.1.1", "1.1.2"}
    assert (base.read_bytes(), theirs.read_text()) == (b"", THEIRS)
    assert {path.name for path in tmp_path.iterdir()} == {"base", "ours", "theirs"}


def test_the_rest_of_the_meaning_is_ours() -> None:
    ours = HEAD + item("1.1.1") + item("9.9.9", 'note = "gone from the syllabus"\n')

    before, after = (meaning(tomllib.loads(one)) for one in (ours, text(None, ours, THEIRS)))
    assert after["items"] == {**before["items"], "1.1.2": after["items"]["1.1.2"]}


def test_a_new_text_is_a_head() -> None:
    assert new_text("mlops") == with_last_line(HEAD)
