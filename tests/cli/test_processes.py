"""The program as a process of its own: what it loads, and how it ends."""

import json
import os
import pty
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

import mlops_tracker
from tests.phrases import failure

TRACKER = [sys.executable, "-m", "mlops_tracker"]
DEAR = {"pydantic", "rich", "tomlkit", "platformdirs", "markdown_it"}
WHAT_IT_LOADS = """
import json, sys
from mlops_tracker.cli.app import main
code = main(json.loads(sys.argv[1]))
print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)
raise SystemExit(code)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in a folder of its own, on a record there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_FILE", "record.toml")
    return tmp_path


def run(*args: str, **options) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run([*TRACKER, *args], capture_output=True, text=True, check=False, **options)


def loaded_by(args: Sequence[str]) -> set[str]:
    """Return the top-level modules that a command has loaded in the end."""
    script = [sys.executable, "-c", WHAT_IT_LOADS, json.dumps(args)]
    ended = subprocess.run(script, capture_output=True, text=True, check=True)
    return set(json.loads(ended.stderr.splitlines()[-1]))


def test_a_cold_run_validates_with_pydantic() -> None:
    """The check below can fail: without a compiled form Pydantic is loaded."""
    assert "pydantic" in loaded_by(["next", "--plain"])
    assert "rich" in loaded_by(["report"])


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["done", "1.1.2"], id="done"),
        pytest.param(["note", "1.1", "text"], id="note"),
        pytest.param(["next", "--plain"], id="next --plain"),
        pytest.param(["list", "--json"], id="list --json"),
        pytest.param(["report", "--json"], id="report --json"),
        pytest.param(["list", "--plain"], id="list --plain"),
        pytest.param(["export", "csv"], id="export csv"),
        pytest.param(["export", "json"], id="export json"),
        pytest.param(["export", "markdown"], id="export markdown"),
    ],
)
def test_a_warm_run_loads_nothing_dear(command) -> None:
    run("done", "1.1.1")
    run("note", "1.1", "before")
    assert loaded_by(command) & DEAR == set()


def test_a_page_loads_the_parser_of_notes_alone() -> None:
    run("note", "1.1", "text")
    assert loaded_by(["export", "html"]) & DEAR == {"markdown_it"}


def test_a_warm_table_loads_rich_and_not_pydantic() -> None:
    run("done", "1.1.1")
    assert loaded_by(["report"]) & DEAR == {"rich"}


def test_a_cache_that_cannot_be_written_costs_time_only(monkeypatch, place) -> None:
    (place / "no folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "no folder"))
    run("done", "1.1.1")
    assert run("list", "1.1.1", "--plain").stdout.startswith("1.1.1\tdone")
    assert "pydantic" in loaded_by(["list", "--plain"])


def test_the_version() -> None:
    assert run("--version").stdout == f"tracker {mlops_tracker.__version__}\n"


def test_the_installed_command_is_the_module() -> None:
    command = Path(sys.executable).with_name("tracker")
    ended = subprocess.run([command, "next", "1", "--plain"], capture_output=True, check=True)
    assert ended.stdout.decode() == run("next", "1", "--plain").stdout


@pytest.mark.parametrize("command", [["list"], ["list", "--plain"], ["list", "--json"], ["report"]])
def test_a_reader_that_leaves_early_is_no_error(command) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = run_with(stdout=write, command=command)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", [["list"], ["report", "--json"], ["--version"], ["path"]])
def test_an_output_that_is_full_is_one_sentence(command) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = run_with(stdout=full.fileno(), command=command)
    assert ended.returncode == 6
    assert ended.stderr.startswith("error: the output")
    assert "No space left on device" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "command", [["done", "1.1.1", "--note", "W", "-q"], ["note", "1.1", "x"], ["undo"], ["init"]]
)
def test_a_full_output_is_no_matter_to_what_gives_none(command, place, home) -> None:
    run("done", "1.1.2")
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = run_with(stdout=full.fileno(), command=command)
    assert ended.returncode == 0
    assert "error" not in ended.stderr
    assert not (home / ".local/state/tracker/drafts").exists()
    assert (place / "record.toml").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "command",
    [
        ["import", "rust.md"],
        ["import", "rust.md", "-q"],
        ["import", "rust.md", "--use", "--with-progress", "--yes", "-q", "--json"],
        ["import", "new.toml", "--update", "--yes", "-q"],
    ],
    ids=" ".join,
)
def test_nothing_is_saved_of_which_the_output_cannot_tell(command, place) -> None:
    (place / "rust.md").write_text("# Rust\n\n## Week 1\n\n- [x] Video: Moves\n")
    if "--update" in command:
        run("import", "rust.md", "--use")
        course = (place / "rust.toml").read_text()
        (place / "new.toml").write_text(course.replace("Moves", "Borrows"))
    before = {path: path.read_bytes() for path in place.iterdir()}
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = run_with(stdout=full.fileno(), command=command)
    assert (ended.returncode, ended.stderr) == (
        6,
        failure("the output cannot be written: No space left on device", "nothing was saved"),
    )
    assert {path: path.read_bytes() for path in place.iterdir()} == before


def run_with(stdout: int, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run the program with a stdout of our own."""
    return subprocess.run(
        [*TRACKER, *command], stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("report >&-", 0, id="no stdout"),
        pytest.param("done 1.1.1 2>&-", 0, id="no stderr"),
        pytest.param("done 1.1.1 2>/dev/full", 0, id="stderr full"),
        pytest.param("done nothing-like-it 2>&-", 3, id="no stderr for an error"),
        pytest.param("done - <&-", 0, id="no stdin to read ids from"),
        pytest.param("done 1 <&-", 1, id="no stdin to ask"),
        pytest.param("note 1.1 - <&-", 2, id="no stdin to read a note from"),
        pytest.param("list --help >&-", 0, id="no stdout for help"),
    ],
)
def test_streams_that_are_closed(command, code) -> None:
    shell = f"{' '.join(TRACKER)} {command}"
    ended = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr


def test_ascii_output_has_no_other_bytes() -> None:
    ended = run("report", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ended.stdout.isascii()
    assert "\\u" not in ended.stdout


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["done"], id="done"),
        pytest.param(["skip"], id="skip"),
        pytest.param(["start"], id="start"),
        pytest.param(["note", "1.1"], id="note on one week"),
    ],
)
def test_commands_at_once_lose_nothing(command) -> None:
    """A storm of 6 processes by 5 updates; what was said to be saved is there."""
    ids = [f"2.{week}.{number}" for week in (1, 2) for number in range(1, 16)]
    script = (
        "import sys\nfrom mlops_tracker.cli.app import main\n"
        "codes = [main([*sys.argv[2:], id, '-q']) for id in sys.argv[1].split()]\n"
        "raise SystemExit(any(codes))"
    )
    storm = [
        subprocess.Popen([sys.executable, "-c", script, " ".join(ids[n::6]), *command])
        for n in range(6)
    ]
    assert [process.wait(timeout=60) for process in storm] == [0] * 6
    saved = tomllib.loads(Path("record.toml").read_text(encoding="utf-8"))
    if command[0] == "note":
        assert sorted(saved["weeks"]["1.1"]["note"].split("\n\n")) == sorted(ids)
    else:
        assert sorted(saved["items"]) == sorted(ids)


def test_an_interrupt_at_the_prompt_changes_nothing(place) -> None:
    """Ctrl-C where a person is asked: exit 130, at once."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*TRACKER, "done", "1"], stdin=follower, stdout=follower, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert process.stderr.read(10) == "`done` wou"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    said = process.stderr.read()
    assert said.endswith("go on? [y/N] \n")
    assert "Traceback" not in said
    process.stderr.close()
    os.close(follower)
    os.close(leader)
    assert not (place / "record.toml").exists()


def test_an_end_of_input_at_the_prompt_begins_a_new_line(place) -> None:
    """Ctrl-D where a person is asked."""
    leader, follower = pty.openpty()
    os.write(leader, b"\x04")
    ended = subprocess.run(
        [*TRACKER, "done", "1"], stdin=follower, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(follower)
    os.close(leader)
    assert ended.returncode == 1
    assert ended.stderr.endswith("go on? [y/N] \nerror: left as it was\n")
    assert not (place / "record.toml").exists()


def test_json_is_json_in_every_encoding() -> None:
    run("note", "1.1", "é 😀")
    ended = run("notes", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert json.loads(ended.stdout)["hits"][0]["text"] == "é 😀"


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0"}


def test_what_is_typed_is_utf8_where_the_system_knows_ascii_alone(place) -> None:
    environment = {**os.environ, **ASCII, "TRACKER_FILE": "rec-\u00ef.toml"}
    (place / "C1W1 caf\u00e9.ipynb").touch()
    for command in (
        ["note", "1.1", "na\u00efve"],
        ["done", "1.1.1", "--note", "\u00e7a"],
        ["drop", "2", "--why", "\u00fcber"],
        ["link", "1.1.10", "C1W1 caf\u00e9.ipynb"],
        ["import", "l\u00ef.md", "--title", "\u00dc", "-o", "\u00fc.toml"],
    ):
        (place / "l\u00ef.md").write_text("# O\n\n## Week 1\n\n- Video: \u00d6\n", encoding="utf-8")
        ended = run(*command, env=environment)
        assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended
    said = tomllib.loads((place / "rec-\u00ef.toml").read_text(encoding="utf-8"))
    assert said["weeks"]["1.1"]["note"] == "na\u00efve"
    assert said["items"]["1.1.1"]["note"] == "\u00e7a"
    assert said["items"]["1.1.10"]["links"] == ["C1W1 caf\u00e9.ipynb"]
    assert said["courses"]["2"]["why"] == "\u00fcber"
    assert 'title = "\u00dc"' in (place / "\u00fc.toml").read_text(encoding="utf-8")


def test_what_is_written_stays_ascii_where_the_system_knows_nothing_else() -> None:
    ended = run("done", "1.1.1", "--note", "\u00e9", env={**os.environ, **ASCII})
    assert ended.stderr.startswith("x 1.1.1 Steps of an ML Project")
    assert run("note", "1.1.1", "--show", env={**os.environ, **ASCII}).stdout == "\\xe9\n"


@pytest.mark.skipif(sys.platform != "linux", reason="not every system limits memory")
def test_where_memory_runs_out_no_word_is_lost(home, place) -> None:
    import resource

    words = b"words and more of them\n" * 100_000
    run("done", "1.1.1")
    before, times_kept = (place / "record.toml").read_bytes(), 0
    for megabytes in (*range(20, 32), 40, 200):
        limit = megabytes * 1024 * 1024
        ended = subprocess.run(
            [*TRACKER, "note", "1.1", "-"],
            input=words,
            capture_output=True,
            check=False,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_AS, (limit, limit)),
        )
        drafts = list((home / ".local/state/tracker/drafts").glob("*/*"))
        if "draft" in ended.stderr.decode():
            assert [file.read_bytes() for file in drafts] == [words]
            times_kept += 1
        for file in drafts:
            file.unlink()
        assert ended.returncode
        assert (place / "record.toml").read_bytes() == before
    assert times_kept
