"""What is true of every format, by the table of formats. A new one is tested by its line there."""

import inspect
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.actions.exports import export
from mlops_tracker.errors import UsageError
from mlops_tracker.formats.outline import Reader, Study, Writer
from mlops_tracker.formats.registry import (
    FORMATS,
    READ,
    Format,
    is_own,
    read_outline,
    source_format,
)
from tests.formats.worlds import SMALL, study_of, worlds, worlds_with_gone

HERE = Path(__file__).parent
ANSWER = "TheAnswerIsB"
WRITERS = [format for format in FORMATS if format.writer]
READ_BACK = [format for format in FORMATS if format.own_reader]
FUNCTIONS = [
    *((format.writer, Writer) for format in WRITERS),
    *((reader, Reader) for format in FORMATS for reader in (format.reader, format.own_reader)),
]
"""Each with the shape that it shall have."""


def each(formats: Iterable[Format]) -> pytest.MarkDecorator:
    """Return what gives a test every one of some formats."""
    return pytest.mark.parametrize("format", [pytest.param(one, id=one.name) for one in formats])


@pytest.mark.parametrize(("function", "shape"), [pair for pair in FUNCTIONS if pair[0]])
def test_a_reader_and_a_writer_have_the_shape_of_all(function: str, shape: Any) -> None:
    """Its body is for mypy to check."""
    module, _, name = function.partition(":")
    found = inspect.signature(getattr(import_module(f"mlops_tracker.formats.{module}"), name))
    wanted = inspect.signature(shape.__call__)
    parameters = list(wanted.parameters.values())[1:]
    assert found.return_annotation == wanted.return_annotation
    assert [(p.name, p.annotation) for p in found.parameters.values()] == [
        (p.name, p.annotation) for p in parameters
    ]


@each(FORMATS)
def test_a_format_has_tests_of_its_own(format: Format) -> None:
    for function in filter(None, (format.writer, format.reader)):
        room, _, file = function.partition(":")[0].partition(".")
        tests = f"tests/formats/{room}/test_{file}.py"
        assert (HERE / room / f"test_{file}.py").exists(), f"`{function}` needs {tests}"


def test_names_and_endings_are_each_of_one_format() -> None:
    names = [format.name for format in FORMATS]
    endings = [ending for format in FORMATS for ending in format.endings]
    assert (len(set(names)), len(set(endings))) == (len(names), len(endings))
    assert all(ending.startswith(".") and ending == ending.lower() for ending in endings)


def test_the_name_of_a_source_tells_its_format() -> None:
    told = {ending: source_format(None, f"A.B{ending.upper()}").name for ending in (".tsv", ".md")}
    assert told == {".tsv": "csv", ".md": "markdown"}
    assert source_format(None, "page.html").name == source_format(None, "-").name == "markdown"
    assert source_format("json", "a.csv").name == "json"
    for wanted in ("html", "", "CSV"):
        with pytest.raises(UsageError) as caught:
            source_format(wanted, "a.csv")
        assert caught.value.hint == f"it is one of {', '.join(READ)}"


@each(WRITERS)
@given(worlds_with_gone().map(lambda pair: study_of(*pair)))
def test_an_export_ends_with_a_line_end_and_comes_of_the_study_alone(
    format: Format, study: Study
) -> None:
    made = export(study, format, include_graded=False)
    assert made.text.endswith("\n")
    assert export(study, format, include_graded=False) == made


@each(WRITERS)
def test_what_is_for_others_holds_back_what_may_be_a_solution(format: Format) -> None:
    answered = (
        (item, SMALL.record.item(item.id)._replace(note=ANSWER, links=(ANSWER,)))
        for item in SMALL.syllabus.items()
        if item.kind == "graded"
    )
    study = SMALL._replace(record=SMALL.record.with_items(answered))
    made = export(study, format, include_graded=False)
    assert (ANSWER in made.text) <= (not format.is_for_others)
    assert made.held_back.is_any == format.is_for_others


@each(READ_BACK)
@given(study=worlds().filter(lambda pair: bool(pair[0].places)).map(lambda pair: study_of(*pair)))
def test_an_export_is_known_and_read_exactly_and_only_in_its_format(
    format: Format, study: Study
) -> None:
    text = export(study, format, include_graded=True).text
    assert [other for other in READ_BACK if is_own(text, other)] == [format]
    assert is_own(text[:200], format)
    exact = read_outline(text, format, "").exact
    assert exact
    told = [(item.kind, item.title) for item in study.syllabus.items()]
    assert [(item.kind, item.title) for item in exact.syllabus.items()] == told


@each(FORMATS)
@given(text=st.text(max_size=40))
def test_no_other_text_is_taken_for_our_own(format: Format, text: str) -> None:
    assert not is_own(text, format)
