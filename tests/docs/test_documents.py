"""The documents tell the truth: every example is run, every command has its place."""

import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from mlops_tracker.cli.app import main
from mlops_tracker.cli.commands import COMMANDS, Access
from mlops_tracker.formats.registry import FORMATS, READ, WRITTEN
from mlops_tracker.study.quantities import either

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
import console  # noqa: E402 - a script beside the documents
import picture  # noqa: E402

DOCUMENTS = console.documents()
TESTS_OF_COMMANDS = ROOT / "tests" / "cli"
FORMAT_DOCUMENTS = ("CHANGELOG.md", "docs/publishing.md", "docs/importing.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_examples_print_what_the_document_shows(document) -> None:
    text = document.read_text(encoding="utf-8")
    assert console.refreshed(text) == text


def test_there_are_examples_to_run() -> None:
    counts = {path.name: len(console.BLOCK.findall(path.read_text())) for path in DOCUMENTS}
    assert counts["README.md"] >= 3
    assert counts["manual.md"] >= 7


def test_the_picture_is_what_the_program_draws() -> None:
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.picture()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_in_the_documents_and_its_help_opens_with_an_example(command, capsys) -> None:
    assert main([command.name, "--help"]) == 0
    help_text = capsys.readouterr().out
    usage, example, *_ = help_text.split("\n\n")
    name = rf"(?:tracker )?{command.name}(?![\w-])"  # `tracker notes` is no word on `tracker note`
    wanted = [
        ("README.md", rf"^\| .*`{name}", "a row in the table of commands"),
        ("docs/manual.md", rf"tracker {command.name}(?![\w-])", "how it is used"),
        ("CHANGELOG.md", f"`{name}", "what it is for"),
    ]
    if command.access is Access.READS and "--json" in help_text:
        wanted.append(
            ("docs/json.md", rf"^\| .*`{name}.* \|", "a row with what is in its document")
        )
    missing = [f"{what} ({path})" for path, pattern, what in wanted if not told(path, pattern)]
    assert not missing, f"of `tracker {command.name}` the documents lack {', '.join(missing)}"
    assert usage.startswith(f"Usage: tracker {command.name} ")
    assert example == f"  Example: {command.example}"


def told(path: str, pattern: str) -> bool:
    """Whether a document tells of something; the manual is all of docs/."""
    paths = (ROOT / "docs").glob("*.md") if path == "docs/manual.md" else [ROOT / path]
    text = "".join(one.read_text(encoding="utf-8") for one in paths)
    return re.search(pattern, text, re.MULTILINE) is not None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_has_a_test_of_its_own(command) -> None:
    tests = [path.read_text(encoding="utf-8") for path in TESTS_OF_COMMANDS.glob("test_*.py")]
    has_one = any(re.search(rf'tracker\(\s*"{command.name}"', text) for text in tests)
    assert has_one, f"add a test that runs `tracker {command.name}` to a file of tests/cli"


BEFORE_EXAMPLES = {"unskip": "tracker skip 4.1.4", "redo": "tracker undo"}
"""What is run before an example, by the name of its command."""
RECORD_TEXT = 'format = 1\n[weeks."1.1"]\nnote = "x"\n'
COURSE_LIST = {"README.md": "# Rust\n\n## Week 1\n\n- Video: Moves\n"}
FILES_OF_EXAMPLES = {
    "merge": {"laptop.toml": RECORD_TEXT},
    "merge-driver": dict.fromkeys(("base.toml", "ours.toml", "theirs.toml"), RECORD_TEXT),
    "init": {"my-course.toml": (ROOT / "data" / "syllabus.toml").read_text(encoding="utf-8")},
    "import": COURSE_LIST,
    "publish": COURSE_LIST,
}
"""The files that an example names, by the name of its command."""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_of_a_help_works(command) -> None:
    with console.session():
        console.output_of("tracker done 1.1.9")
        if command.name in BEFORE_EXAMPLES:
            console.output_of(BEFORE_EXAMPLES[command.name])
        for name, text in FILES_OF_EXAMPLES.get(command.name, {}).items():
            Path(name).write_text(text, encoding="utf-8")
        printed = console.output_of(command.example)
    assert printed, f"`{command.example}` prints nothing"
    assert not re.search(r"^(error|Usage)", printed, re.MULTILINE), (
        f"the example of `{command.name}` fails; what it needs is added to BEFORE_EXAMPLES or "
        f"FILES_OF_EXAMPLES in tests/docs/test_documents.py\n{printed}"
    )


def test_every_format_is_in_the_documents_and_in_the_help(capsys) -> None:
    told = {path: (ROOT / path).read_text(encoding="utf-8") for path in FORMAT_DOCUMENTS}
    for format in FORMATS:
        assert format.title in told["CHANGELOG.md"], f"CHANGELOG.md does not tell of {format.title}"
        if format.writer:
            example = f"tracker export {format.name}"
            assert example in told["docs/publishing.md"], f"docs/publishing.md needs `{example}`"
        if format.reader:
            way = f"docs/importing.md does not tell how {format.title} is read"
            assert re.search(rf"\b{format.title}\b", told["docs/importing.md"]), way
    for command, names in {"export": WRITTEN, "import": READ}.items():
        assert main([command, "--help"]) == 0
        assert f" {either(names)}. " in " ".join(capsys.readouterr().out.split())


def test_the_help_of_the_program_opens_with_an_example_and_names_every_command(capsys) -> None:
    assert main(["-h"]) == 0
    printed = capsys.readouterr().out
    assert printed.split("\n\n")[1] == "  Example: tracker done 1.1.3"
    listed = printed.partition("Commands:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  ([\w-]+)", listed, re.MULTILINE) == [c.name for c in COMMANDS]
    assert "Exit codes: 0 done, 1 refused, 2 usage, 3 not found, 4 ambiguous" in printed


def test_every_promise_names_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \*\*.*\| (.*) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 16))
    for _, tests in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", tests)
        assert named
        for file, test in named:
            code = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(def|class) ({test or 'test_|Test'})", code, re.MULTILINE)


def test_the_broken_savers_are_those_that_are_run() -> None:
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    script = [sys.executable, str(ROOT / "tests" / "crash" / "mutants.py")]
    table = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    assert text.endswith(table)


PLACEHOLDER = re.compile(r"[A-Z]{3,}|\b[A-Z]$|\[|\.\.\.|FILE")
MENTIONED = {"tracker merge-driver"}
"""Commands that are only named: git knows what to add to them."""
OF_A_HISTORY = ("undo", "redo", "restore", "accept")


def command_lines() -> list[str]:
    """Return every command line of the tracker that a document writes within its text."""
    texts = [document.read_text(encoding="utf-8") for document in DOCUMENTS]
    lines = [line for text in texts for line in re.findall(r"`(tracker(?: [^`]+)?)`", text)]
    return sorted({line for line in lines if not PLACEHOLDER.search(line)} - MENTIONED)


def begin_a_history() -> None:
    """Make some versions, the last one taken back."""
    for number in range(15):
        console.output_of(f"tracker note 1.1 {number}")
    console.output_of("tracker undo")


def test_there_are_command_lines_in_the_text() -> None:
    assert "tracker init --syllabus my-course.toml" in command_lines()


@pytest.mark.parametrize("line", command_lines())
def test_command_lines_in_the_text_work(line) -> None:
    with console.session(), mock.patch.dict("os.environ", {"EDITOR": "true"}):
        for name in ("rust.md", "README.md"):
            Path(name).write_text("# Rust\n\n- [ ] Moves\n", encoding="utf-8")
        for name in ("other.toml", "my-course.toml"):
            source = (ROOT / "data" / "syllabus.toml").read_bytes()
            Path(name).write_bytes(b"format = 1\n" if name == "other.toml" else source)
        if line.split()[1:] and line.split()[1] in OF_A_HISTORY:
            begin_a_history()
        if "merge-driver" in line:
            subprocess.run(["git", "init", "--quiet"], check=True)
            console.output_of("tracker init")
        with mock.patch("typer.completion.install", return_value=("bash", Path("there"))):
            printed = console.output_of(line)
    assert not re.search(r"^(error|Error|Usage)", printed, re.MULTILINE), printed


def test_every_dependency_earns_its_line() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.partition("\ndependencies = [")[2].partition("\n]")[0]
    names = re.findall(r'^ +"([\w-]+)', block, re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert names
    assert all(f"\n| {name} | " in readme for name in names)


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no checkout: an sdist has no list of committed files")
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_bytes()
        assert b"/ro" + b"ot/" not in text, name
        assert b"pypi" + b".org" not in text, name
