"""CSV, read strictly: exactly what was written, or a refusal that names the line."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.rows import Row, as_cell, as_text, read_table, written

Texts = list[list[str]]

cells = st.one_of(
    st.text(alphabet="ab1\"',;\t =+-@\n\r\ufeff中", max_size=6),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    st.sampled_from(['"', '""', 'a "b" c', "a,b;c\td", "line\nline", "sep=;", "  ", ""]),
)


@st.composite
def tables(draw: st.DrawFn) -> Texts:
    """Return rows of as many cells each, the first with a `title` and each with a text."""
    width = draw(st.integers(1, 4))
    names = ["title", *(f"{name} " for name in draw(st.lists(cells, max_size=3)))]
    head = draw(st.permutations((names + ["more"] * width)[:width]))
    row = st.lists(cells, min_size=width, max_size=width).filter(lambda r: any(map(str.strip, r)))
    assume(not head[0].startswith("\ufeff"))  # a byte order mark
    return [list(head), *draw(st.lists(row, max_size=5))]


def by_python(rows: Texts, separator: str, line_end: str, quoting: Literal[0, 1]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue()


Writer = Callable[[Texts], str]


@st.composite
def written_tables(draw: st.DrawFn) -> tuple[Texts, Writer]:
    """Return rows, and a writer of CSV: ours, or Python's in a dialect that is read."""
    rows = draw(tables())
    separator, line_end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\r\n", "\n", "\r"]))
    quotings: list[Literal[0, 1]] = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]
    # Python 3.11 leaves a line end other than its own without quotes.
    quoting = draw(st.sampled_from(quotings[line_end != "\r\n" :]))
    begin = draw(st.sampled_from(["", "\ufeff", f"sep={separator}{line_end}"]))
    if not begin.startswith("sep"):  # the names alone say what separates them, a comma a single one
        separator = separator if len(rows[0]) > 1 else ","
        assume(not any(sign in name for name in rows[0] for sign in ",;\t"))

    def python(changed: Texts) -> str:
        return begin + by_python(changed, separator, line_end, quoting)

    return rows, draw(st.sampled_from([written, python, python]))


def texts(rows: Iterable[Row]) -> Texts:
    return [list(row.cells) for row in rows]


def read_cells(text: str) -> Texts | None:
    """Return all cells of a table, or None where it is refused."""
    try:
        found = read_table(text)
    except DamagedFileError:
        return None
    if "title" not in found.names:
        return None  # whoever reads it refuses it
    return texts([found.head, *found.rows])


@given(written_tables())
def test_a_table_is_read_as_it_was_written(pair: tuple[Texts, Writer]) -> None:
    rows, write = pair
    found = read_table(write(rows))
    assert texts([found.head, *found.rows]) == rows


@given(tables())
def test_ours_is_written_as_python_writes_it(rows: Texts) -> None:
    assume(all(len(row) > 1 for row in rows))  # Python writes one empty cell as two quotes
    python = by_python(rows, ",", "\r\n", csv.QUOTE_MINIMAL)
    text = written(rows)
    assert text.replace("\n", "").replace("\r", "") == python.replace("\n", "").replace("\r", "")
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == rows


@given(written_tables(), st.data())
def test_a_table_without_one_of_its_quotes_is_refused(
    pair: tuple[Texts, Writer], data: st.DataObject
) -> None:
    rows, write = pair
    text = write(rows)
    quotes = [at for at, sign in enumerate(text) if sign == '"']
    assume(quotes)
    at = data.draw(st.sampled_from(quotes))
    assert read_cells(text[:at] + text[at + 1 :]) is None


@given(written_tables(), cells, st.data())
def test_a_cell_more_or_less_never_makes_another_table(
    pair: tuple[Texts, Writer], cell: str, data: st.DataObject
) -> None:
    rows, write = pair
    number = data.draw(st.integers(0, len(rows) - 1))
    changed = [list(row) for row in rows]
    if data.draw(st.booleans()):
        changed[number].insert(data.draw(st.integers(0, len(rows[number]))), cell)
    else:
        changed[number].pop(data.draw(st.integers(0, len(rows[number]) - 1)))
    assume(any(map(str.strip, changed[number])))
    assume(len(rows) > 1)  # else nothing says how many columns there are
    assume(len(changed[0]) > 1 or len(rows[0]) == 1)  # one name does not say what separates cells
    assert read_cells(write(changed)) in (None, rows)


@given(cells)
def test_a_cell_is_no_formula_and_its_text_comes_back(text: str) -> None:
    cell = as_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert as_text(cell) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title,a\nA,"open\nB,1\n', "line 2: a quote is opened and never closed"),
        ('title,a\nA,1\n\n"two\nlines",1\nB,"x\n', "line 6: a quote is opened and never closed"),
        ('title,a\r\nA,1\r\n5" disk,1\r\n', "line 3: cell 1 holds a lone quote"),
        ('title,a\rA,1\rB, "x"\r', "line 3: cell 2 holds a lone quote"),
        ('sep=;\ntitle;a\n"A" more;1\n', "line 3: cell 1 goes on behind its closing quote"),
        ("title,a\nA\n", "line 2: the row has 1 cell; expected 2"),
        ("title,a\nA,1\nB,1,2\n", "line 3: the row has 3 cells; expected 2"),
        ("title,a\nA,1,\n", "line 2: the row has 3 cells; expected 2"),
        ("title,a\nA,1,,\nB,1,,,\n", "line 3: the row has 5 cells; expected 4"),
        ("title,a\nA,1,,\nB,1,,2\n", "line 2: the row has 4 cells; expected 2"),
        ('title,a\n"two\nlines",1\nB\n', "line 4: the row has 1 cell; expected 2"),
        ("\n \n,,\n", "the table is empty"),
    ],
)
def test_what_does_not_add_up_is_refused_with_the_line_where_the_row_begins(text, message) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read_table(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "text",
    [
        "title,a\nA,1\nB,2\n",
        "\ufefftitle,a\r\nA,1\r\nB,2",
        "title,a\rA,1\rB,2\r",
        "title,a\nA,1\r\nB,2\n",
        "\n\ntitle,a\n\nA,1\n ,\n\nB,2\n\n\n",
        "title,a,,\nA,1,,\nB,2,,\n",
        "title,a,\nA,1,\nB,2,\n",
        "title,a\nA,1,,,\n,,\nB,2,,,\n",
        'sep=;\n"title";a\nA;1\nB;2\n',
        '"sep=\t"\r\ntitle\ta\r\nA\t1\r\nB\t2\r\n',
        "SEP=|\ntitle|a\nA|1\nB|2\n",
        'title;"a"\n"A";"1"\n"B";"2"',
    ],
)
def test_what_spreadsheets_write_is_read(text) -> None:
    found = read_table(text)
    assert list(found.names[:2]) == ["title", "a"]
    assert [row.cells[:2] for row in found.rows] == [["A", "1"], ["B", "2"]]


def test_a_row_knows_its_lines() -> None:
    found = read_table('\nsep,title\n\n"a\r\nb",c\r\n,\n"d\re\n\n",f\ng,h')
    spans = [(row.line, row.last) for row in (found.head, *found.rows, *found.empty)]
    assert spans == [(2, 2), (4, 5), (7, 10), (11, 11), (6, 6)]


def test_a_column_that_is_there_twice_is_refused() -> None:
    found = read_table("title,a,a,Title\nA,1,2,B\n")
    assert len(list(found.records(["b"]))) == 1
    for name in ("title", "a"):
        with pytest.raises(DamagedFileError, match=f"line 1: two columns are called `{name}`"):
            found.records([name])


def test_a_cell_may_be_as_long_as_a_note() -> None:
    long = 'a"\n' * 333_000
    rows: Sequence[Sequence[str]] = [["title", long], [long, "b"]]
    found = read_table(written(rows))
    assert texts([found.head, *found.rows]) == rows
