"""Whatever a person wrote into the record by hand stays as it is, but for what was asked for."""

import copy
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import Cause
from mlops_tracker.store.reading import RecordFile, load_record
from mlops_tracker.store.record_text import LAST_LINE, is_complete, without_last_line
from mlops_tracker.store.saving import save_record
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord

NO_CACHE = Cache(Path("/dev/null/none"))
BOM = b"\xef\xbb\xbf"
ORDER = ("1", "1.1", "1.1.1", "1.1.3", "1.1.2", "1.2", "1.2.1", "2", "2.1", "2.1.1")
"""Study order, which is not that of the numbers."""
UTC_NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
CAUSE = Cause("a change", UTC_NOW)
Path2 = tuple[str, str]
TABLES: tuple[Path2, ...] = (
    *(("items", id) for id in ("1.1.1", "1.1.3", "1.1.2", "1.2.1", "2.1.1")),
    *(("weeks", id) for id in ("1.1", "1.2", "2.1")),
    *(("courses", id) for id in ("1", "2")),
)
EMPTY: dict[str, Any] = {
    "items": ItemRecord(),
    "weeks": WeekRecord(),
    "courses": CourseRecord(),
}


class Part(NamedTuple):
    """A piece of a file: a table, or what lies between two."""

    text: str
    table: Path2 | None = None


# What a person may write for a key. `§` becomes a number, so that no comment is like another.
WRITTEN: dict[str, list[str]] = {
    "title": ['title = "T"', "title = 'T'", '"title" = "T"', 'title="Say \\"hi\\""'],
    "status": [
        'status = "done"',
        "status='doing'",
        '"status"   =   "skipped"  ',
        'status = "todo"',
    ],
    "done_at": [
        "done_at = 2026-11-20T21:14:05Z",
        "done_at = 2026-11-20",
        "done_at = 2026-11-20 22:14:05.75+01:00",
        "done_at = 2026-11-20T10:00:00",
    ],
    "spent_minutes": ["spent_minutes = 5", "spent_minutes = 1_0", "'spent_minutes' = 0x1F"],
    "score": ["score = 90", "score = 90.0", "score = 1e1"],
    "links": ['links = ["https://a"]', 'links = [\n  "https://a", # § why ]\n  "#b",\n]'],
    "note": [
        'note = "a"',
        'note = """\nA line\n[items."1.1.2"]\n# no comment\n"""',
        "note = '''x\n\n[weeks.\"1.1\"]\n'''",
        'note = """a "" b \\""" c"""',
        'note = "\\tq\\u0000"',
        "note = ''''quoted'''''",
        'note = """\\\n   a\\\n   # b"""',
    ],
    "why": ['why = "w"', 'why = """\na\n"""'],
    "stars": ["stars = 3"],
    "review": ['review = "r"', "review = '''\nlong\n'''"],
}
COURSE_STATUS = ['status = "dropped"', "status = 'completed'"]
KEYS = {
    "items": ("title", "status", "done_at", "spent_minutes", "score", "links", "note"),
    "weeks": ("note",),
    "courses": ("status", "why", "stars", "review", "note"),
}
OWN = [
    "mine = 1 # §",
    'tags = [\n  "a", # § ]\n  "b # no",\n] # §',
    '"odd key" = { a = 1, "b]" = [1, 2] } # §',
    'deep.er = true # §\ndeep."x y" = 1979-05-27',
    "grid = [\n  [1, 2],\n  [3, 4]\n]",
    "grid = [\n[1, 2],\n[3, 4]] # §",
    "lit = '''\n[items.\"1.1.2\"]\n# none\n'''",
    'esc = """\\\n   [weeks."1.1"]"""',
    "at = 07:32:00",
    "when = 2026-01-01T00:00:00.25+01:00",
    "far = -inf",
]
BETWEEN_KEYS = ["", "", "", "\n", "# § between\n", '\n# § """\n\n', "  # § '''\n", " \t\n"]
BETWEEN_TABLES = ["\n", "\n", "", "\n# § above\n", '# § [items."1.1.1"]\n', "\n\n# § a\n\n# § b\n"]
PREAMBLES = [
    'format = 1\nsyllabus = "mlops"\n',
    "# § my record\n\nformat = 1 # § one\n",
    "syllabus = 'mlops'\n# § [items.\"1.1.1\"]\nformat=1\nown = [\n  1, # §\n]\n",
]
OTHERS = [
    '[habits]\ntea = true # §\n"a b".c = 2\n',
    "[[log]]\nname = \"[items]\" # §\n[[log]]\nname = '#'\n",
]


@st.composite
def tables(draw: st.DrawFn, path: Path2) -> Part:
    """Return a table in some hand; comments behind a line only where the line is a person's own.

    (A comment behind a key that goes is looked at by a test of its own.)
    """
    section, id = path
    quoted = [f"[{section}.'{id}']", f'[ {section} . "{id}" ]', f'["{section}"."{id}"]  # § "']
    header = draw(st.sampled_from([f'[{section}."{id}"]', f'[{section}."{id}"] # § [x]', *quoted]))
    lines = []
    for key in draw(st.lists(st.sampled_from(KEYS[section]), unique=True, max_size=4)):
        is_course_status = (section, key) == ("courses", "status")
        line = draw(st.sampled_from(COURSE_STATUS if is_course_status else WRITTEN[key]))
        lines.append(line)
    lines += draw(st.lists(st.sampled_from(OWN), max_size=1))
    indent = draw(st.sampled_from(["", "", "  "]))
    body = [
        draw(st.sampled_from(BETWEEN_KEYS)) + indent + line for line in draw(st.permutations(lines))
    ]
    return Part("\n".join([header, *body]) + "\n", path)


@st.composite
def files(draw: st.DrawFn) -> list[Part]:
    """Return the parts of a record file that was edited by hand."""
    paths = draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=6))
    if draw(st.booleans()):
        paths.sort(key=TABLES.index)
    blocks = []
    for path in paths:
        blocks.append(draw(tables(path)))
        if not draw(st.integers(0, 3)):
            blocks.append(Part(f'[{path[0]}."{path[1]}".deeper]\nx = 1 # §\n'))
    for other in draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=2)):
        blocks.insert(draw(st.integers(0, len(blocks))), Part(other))
    parts = [Part(draw(st.sampled_from(PREAMBLES)))]
    for block in blocks:
        parts += (Part(draw(st.sampled_from(BETWEEN_TABLES))), block)
    parts.append(Part(draw(st.sampled_from(["", "\n", "# § the end\n", "\n\n# § the end"]))))
    return _numbered(parts)


def _numbered(parts: list[Part]) -> list[Part]:
    """Return every comment a number of its own."""
    number = 0
    numbered = []
    for part in parts:
        text = part.text
        while "§" in text:
            number += 1
            text = text.replace("§", f"c{number}c", 1)
        numbered.append(Part(text, part.table))
    return numbered


NOTES = st.sampled_from(
    [
        *(
            "",
            "a",
            "a\nb\n",
            "\nfirst",
            'a"""\n',
            "tail\\",
            "'''\n",
            "\x00\x1b[2J",
            "\u202e\U0001f600",
        ),
        *("<<<<<<< HEAD\nx", '\n[items."1.1.1"]\n# x\n', " \n\t\n"),
    ]
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=10)
VALUES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "items": st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["todo", "doing", "done", "skipped"]),
            "done_at": st.sampled_from([None, UTC_NOW]),
            "spent_minutes": st.sampled_from([None, 0, 7]),
            "score": st.sampled_from([None, 1.5, 100.0]),
            "note": NOTES,
        },
    ),
    "weeks": st.fixed_dictionaries({"note": NOTES}),
    "courses": st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["active", "completed", "dropped"]),
            "why": NOTES,
            "stars": st.sampled_from([None, 1, 5]),
            "review": NOTES,
            "note": NOTES,
        },
    ),
}


def changed_record(record: StudyRecord, path: Path2, values: dict[str, Any]) -> StudyRecord:
    """Return a record with one entry changed as a command changes it."""
    section, id = path
    entries: dict[str, Any] = dict(getattr(record, section))
    now = entries.get(id, EMPTY[section])._replace(**values)
    if section == "items" and now._replace(title="") == EMPTY["items"]:
        entries.pop(id, None)
    elif section == "items" and now != entries.get(id):
        entries[id] = now._replace(title="The Title")
    else:
        entries[id] = now
    sections: dict[str, Any] = {section: entries}
    return record._replace(**sections)


def data_meant(
    data: dict[str, Any], path: Path2, old: StudyRecord, new: StudyRecord
) -> dict[str, Any]:
    """Return a file's data after a change, spelt out without the code's help."""
    section, id = path
    meant = copy.deepcopy(data)
    empty = EMPTY[section]
    was = getattr(old, section).get(id, empty)._asdict()
    now = getattr(new, section).get(id, empty)._asdict()
    table = meant.setdefault(section, {}).setdefault(id, {})
    for key, value in now.items():
        if value == was[key]:
            continue
        if value != empty._asdict()[key]:
            table[key] = value
        elif key != "title":
            table.pop(key, None)
    return without_empty(meant)


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without tables that hold no more than a title."""
    left = copy.deepcopy(data)
    for section in ("items", "weeks", "courses"):
        kept = {id: table for id, table in left.pop(section, {}).items() if set(table) - {"title"}}
        if kept:
            left[section] = kept
    return left


def no_blank_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def shared_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@given(
    parts=files(),
    data=st.data(),
    newline=st.sampled_from(["\n", "\n", "\r\n"]),
    mark=st.sampled_from([b"", b"", BOM]),
)
@settings(deadline=None, database=None, max_examples=120)
def test_a_change_touches_only_its_own_table(
    parts: list[Part], data: st.DataObject, newline: str, mark: bytes
) -> None:
    written = "".join(part.text for part in parts)
    old_text = written.replace("\n", newline)
    there = [part.table for part in parts if part.table]
    path = data.draw(
        st.sampled_from(there) | st.sampled_from(TABLES) if there else st.sampled_from(TABLES)
    )
    values = data.draw(VALUES[path[0]] | st.just(EMPTY[path[0]]._asdict()))

    with tempfile.TemporaryDirectory() as name:
        file_path = Path(name) / "tracker.toml"
        file_path.write_bytes(mark + old_text.encode())
        file = load_record(file_path, NO_CACHE)
        values.pop("links", None)
        record = changed_record(file.record, path, values)
        save_record(file, record, ORDER, NO_CACHE, CAUSE)
        content = file_path.read_bytes()
        again = load_record(file_path, NO_CACHE).record

    # It says what is meant, and a byte order mark stays.
    assert content.startswith(BOM) == bool(mark)
    new_text = content.removeprefix(BOM).decode()
    old_data, new_data = tomllib.loads(old_text), tomllib.loads(new_text)
    assert without_empty(new_data) == data_meant(old_data, path, file.record, record)
    for section, empty in EMPTY.items():
        for id in {*getattr(again, section), *getattr(record, section)}:
            found = getattr(again, section).get(id, empty)
            if found != empty and getattr(record, section).get(id, empty) != empty:
                assert found == getattr(record, section)[id]

    # Every comment is still there.
    lost = [
        word
        for word in (f"c{number}c" for number in range(1, 200))
        if word in old_text and word not in new_text
    ]
    assert lost == []

    # Line ends stay what they were.
    if newline == "\n":
        assert "\r" not in new_text
    else:
        assert "\n" not in new_text.replace("\r\n", "")

    # Everything outside the table is as it was.
    if new_text == old_text:
        return
    assert is_complete(new_text)
    new_text = without_last_line(new_text)
    assert record != file.record
    old_text += "" if old_text.endswith("\n") else newline
    place = next((n for n, part in enumerate(parts) if part.table == path), None)
    if place is None:
        start = shared_start(old_text, new_text)
        end = shared_start(old_text[::-1], new_text[::-1])
        assert start + end >= len(old_text)
        return
    before, after = (
        "".join(part.text for part in some).replace("\n", newline)
        for some in (parts[:place], parts[place + 1 :])
    )
    after += "" if not after or after.endswith("\n") else newline
    if path[1] in new_data.get(path[0], {}) and (
        new_text.startswith(before) and new_text.endswith(after)
    ):
        return
    assert no_blank_lines(new_text) == no_blank_lines(before + after)


def saved(folder: Path, text: str, path: Path2, values: dict[str, Any]) -> str:
    """Return the text of a record file after one change."""
    file_path = folder / "tracker.toml"
    file_path.write_bytes(text.encode())
    file: RecordFile = load_record(file_path, NO_CACHE)
    save_record(file, changed_record(file.record, path, values), ORDER, NO_CACHE, CAUSE)
    return file_path.read_bytes().decode()


DONE = {"status": "done", "done_at": UTC_NOW}
DONE_LINES = 'title = "The Title"\nstatus = "done"\ndone_at = 2026-11-20T21:14:05Z\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'format = 1\n[items]\n# one\n"1.1.1" = { status = "doing", title = "The Title" } # c\n',
            'format = 1\n[items]\n# one\n"1.1.1" = '
            '{ status = "done", title = "The Title", done_at = 2026-11-20T21:14:05Z} # c\n',
            id="inline in a table",
        ),
        pytest.param(
            'format = 1 # c\nitems."1.1.1".status = "doing" # d\nweeks."1.1".note = "W" # e\n',
            'format = 1 # c\nitems."1.1.1".status = "done" # d\n'
            'items."1.1.1".title = "The Title"\n'
            'items."1.1.1".done_at = 2026-11-20T21:14:05Z\nweeks."1.1".note = "W" # e\n',
            id="dotted",
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1".mine]\na = 1 # c\n',
            f'format = 1\n\n[items."1.1.1".mine]\na = 1 # c\n\n[items."1.1.1"]\n{DONE_LINES}',
            id="a table of a person below it",
        ),
        pytest.param(
            'format = 1\nnote = """\n[items."1.1.1"]\nstatus = "doing"\n"""\n',
            'format = 1\nnote = """\n[items."1.1.1"]\nstatus = "doing"\n"""\n\n'
            f'[items."1.1.1"]\n{DONE_LINES}',
            id="a header in a text",
        ),
        pytest.param(
            'format = 1\n# [items."1.1.1"]\n# status = "doing"\n',
            f'format = 1\n# [items."1.1.1"]\n# status = "doing"\n\n[items."1.1.1"]\n{DONE_LINES}',
            id="a header in a comment",
        ),
        pytest.param(
            'format = 1\ngrid = [\n[1, 2],\n[3]]\n[items."1.1.1"] # c\ngrid = [\n[1],\n[3]]\n',
            'format = 1\ngrid = [\n[1, 2],\n[3]]\n[items."1.1.1"] # c\ngrid = [\n[1],\n[3]]\n'
            f"{DONE_LINES}",
            id="lists of lists",
        ),
    ],
)
def test_an_item_is_done_in_any_hand(tmp_path: Path, before: str, after: str) -> None:
    new = saved(tmp_path, before, ("items", "1.1.1"), DONE)

    assert new == f"{after}{LAST_LINE}\n"


def test_an_item_is_added_to_a_record_that_is_one_inline_table(tmp_path: Path) -> None:
    text = 'format = 1\nitems = { "1.1.1" = { status = "doing" } } # mine\n'

    new = saved(tmp_path, text, ("items", "1.1.2"), DONE)

    assert tomllib.loads(new)["items"] == {
        "1.1.1": {"status": "doing"},
        "1.1.2": {"title": "The Title", **DONE},
    }
    assert "# mine" in new


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nspent_minutes = 5 # in bed\nmine = 1\n', id="table"
        ),
        pytest.param(
            'format = 1\n\n[items."1.1.1"]\nspent_minutes = 5 # in bed\n', id="the last key"
        ),
        pytest.param('format = 1\nitems."1.1.1".spent_minutes = 5 # in bed\n', id="dotted"),
    ],
)
def test_the_comment_behind_a_key_that_goes_stays(tmp_path: Path, text: str) -> None:
    new = saved(tmp_path, text, ("items", "1.1.1"), {"spent_minutes": None})

    assert "spent_minutes" not in new
    assert "# in bed" in new


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('format = 1\n\n[items."1.1.1"]\nstatus = "doing"\nmine = nan\n', id="in it"),
        pytest.param(
            'format = 1\nmine = nan # c\n\n[items."1.1.1"]\nstatus = "doing"\n', id="elsewhere"
        ),
    ],
)
def test_a_persons_own_key_may_be_not_a_number(tmp_path: Path, text: str) -> None:
    new = saved(tmp_path, text, ("items", "1.1.1"), DONE)

    assert tomllib.loads(new)["items"]["1.1.1"]["status"] == "done"
    assert "mine = nan" in new


def test_crlf_is_kept_where_items_are_dotted(tmp_path: Path) -> None:
    text = 'format = 1\r\nitems."1.1.1".status = "doing" # mine\r\n'

    new = saved(tmp_path, text, ("items", "1.1.1"), {"note": "a\nb\n"})

    assert tomllib.loads(new)["items"]["1.1.1"]["note"] == "a\nb\n"
    assert "\n" not in new.replace("\r\n", "")
