"""Compare the commands' cost with a Typer program that does nothing, a floor and a neighbour.

    python benchmarks/run.py [ROUNDS]

Every round runs every command once, so that a busy moment hits them all; the
median of the rounds counts, as a multiple of `hello.py`. What is measured
is the CPU time of the process, which other programs disturb least. The commands
run as installed beside the interpreter that runs this script, on a syllabus
and a record of 294 items and on ones of 10,000, in folders of their own.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROUNDS = 15
LARGE = (20, 25, 20)
"""Courses, weeks in each, items in each: 10,000 items."""
TASKS = 10_000
MOST_GROWTH, MOST_MEGABYTES = 4.0, 150
HERE = Path(__file__).parent


class Subject(NamedTuple):
    """Something that is measured."""

    name: str
    command: Sequence[str]
    limit: float | None = None
    """The most it may cost, as a multiple of the Typer program."""
    environment: Mapping[str, str] = {}
    arguments: Sequence[str] = ()
    """One more argument for each round."""


class Sample(NamedTuple):
    """One run: seconds of CPU time, and megabytes at most."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measure, and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "294"), Path(folder, "10000")
        ids = shipped_ids(Path(folder))
        opened = prepare(small, ids), prepare(large, write_large_syllabus(large))
        if rounds >= len(opened[0]):
            sys.exit(f"at most {len(opened[0]) - 1} rounds: each marks one more item")
        subjects = [*others(Path(folder)), *ours(small, opened[0])]
        measured = measure(subjects, rounds, Path(folder))
        # Apart: what a large save leaves to be written to the disk would count for a small one.
        measured += measure(list(ours(large, opened[1])), rounds, Path(folder))
    print(table(measured, rounds))


def others(folder: Path) -> Iterator[Subject]:
    """Return what the commands are compared with."""
    yield Subject("Typer alone", [sys.executable, str(HERE / "hello.py"), "hello"])
    yield Subject("python -I -c pass", [sys.executable, "-I", "-c", "pass"])
    floor = "floor: Typer, one Pydantic model, one rich table"
    yield Subject(floor, [sys.executable, str(HERE / "floor.py"), "show"])
    if watson := shutil.which("watson", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"):
        yield Subject("watson status", [watson, "status"])
    if task := shutil.which("task"):
        settings = write_tasks(folder / "taskrc", task)
        yield Subject(f"task list, {TASKS:,} tasks", [task, "list"], environment=settings)


def write_tasks(settings: Path, task: str) -> dict[str, str]:
    """Write tasks for Taskwarrior, and give the environment in which it lists them."""
    data = settings.with_suffix(".data")
    settings.write_text(f"data.location={data}\nconfirmation=no\n")
    tasks = [
        {
            "uuid": str(uuid.UUID(int=number)),
            "description": f"On {number}",
            "project": f"{number // 500}.{number // 20 % 25}",
            "status": "pending",
            "entry": "20261120T211405Z",
        }
        for number in range(1, TASKS + 1)
    ]
    environment = {"TASKRC": str(settings)}
    subprocess.run(
        [task, "import", "-"],
        input=json.dumps(tasks),
        env={**private(settings.parent), **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return environment


def ours(folder: Path, opened: Sequence[str]) -> Iterator[Subject]:
    """Return the tracker's commands on the files in `folder`, where some items are `opened`."""
    tracker = [str(Path(sys.executable).parent / "tracker")]
    place = {"TRACKER_FILE": str(folder / "record.toml")}
    if (folder / "syllabus.toml").exists():
        place["TRACKER_SYLLABUS"] = str(folder / "syllabus.toml")
    typed = {"_TRACKER_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
    completion = {**place, **typed, "COMP_WORDS": "tracker done 1.1."}
    yield Subject("next --plain", [*tracker, "next", "--plain"], 1.1, place)
    yield Subject("completion of an id", tracker, 1.1, completion)
    yield Subject("done ITEM", [*tracker, "done"], 1.25, place, opened)
    yield Subject("undone ITEM", [*tracker, "undone"], 1.25, place, opened)
    yield Subject("note 1.1 TEXT", [*tracker, "note", "1.1", "a line of text"], 1.25, place)
    yield Subject("tracker", tracker, 1.5, place)
    yield Subject("report", [*tracker, "report"], 1.5, place)
    yield Subject("list 1.1", [*tracker, "list", "1.1"], 1.5, place)
    yield Subject("list", [*tracker, "list"], 2, place)
    yield Subject("search the", [*tracker, "search", "the"], 2, place)
    yield Subject("log", [*tracker, "log"], 2, place)


def shipped_ids(folder: Path) -> list[str]:
    """Return the ids of the shipped syllabus, in study order."""
    command = [str(Path(sys.executable).parent / "tracker"), "list", "--json"]
    listed = subprocess.run(command, env=private(folder), check=True, capture_output=True)
    return [item["id"] for item in json.loads(listed.stdout)["items"]]


def write_large_syllabus(folder: Path) -> list[str]:
    """Write a syllabus of 10,000 items, and give their ids."""
    courses, weeks, items = LARGE
    ids: list[str] = []
    lines = ["format = 1", 'id = "large"', 'title = "A large syllabus"']
    for course in range(1, courses + 1):
        lines += ["[[courses]]", f'id = "{course}"', f'title = "Course {course}"']
        for week in range(1, weeks + 1):
            lines += ["[[courses.weeks]]", f'id = "{course}.{week}"', f'title = "Week {week}"']
            names = [f"{course}.{week}.{number}" for number in range(1, items + 1)]
            entry = '{{ id = "{0}", kind = "video", title = "On the {0}", minutes = 7 }}'
            lines.append(f"items = [{', '.join(entry.format(id) for id in names)}]")
            ids += names
    folder.mkdir()
    (folder / "syllabus.toml").write_text("\n".join(lines))
    return ids


def prepare(folder: Path, ids: Sequence[str]) -> list[str]:
    """Write a record in which every item has a table; return the third that is not yet done."""
    folder.mkdir(exist_ok=True)
    name = "syllabus.toml" if (folder / "syllabus.toml").exists() else "mlops"
    lines = ["format = 1", f'syllabus = "{name}"']
    for number, id in enumerate(ids):
        status = "doing" if number % 3 == 2 else "done"
        lines += ["", f'[items."{id}"]', f'title = "On {id}"', f'status = "{status}"']
        if status == "done":
            lines.append("done_at = 2026-11-20T21:14:05Z")
    (folder / "record.toml").write_text("\n".join(lines) + "\n")
    return list(ids[2::3])


def measure(
    subjects: Sequence[Subject], rounds: int, folder: Path
) -> list[tuple[Subject, list[Sample]]]:
    """Run every subject once a round, after one round that warms up."""
    samples: list[list[Sample]] = [[] for _ in subjects]
    for turn in range(rounds + 1):
        for subject, taken in zip(subjects, samples, strict=True):
            command = [*subject.command, *subject.arguments[turn : turn + 1]]
            sample = run_measured(command, {**private(folder), **subject.environment})
            if turn:
                taken.append(sample)
    return list(zip(subjects, samples, strict=True))


def private(folder: Path) -> dict[str, str]:
    """Return the environment in which nothing of the user's is touched, and bytecode is kept."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "TRACKER_", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    names = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "WATSON_DIR")
    return {**inherited, **dict.fromkeys(names, str(folder))}


def run_measured(command: Sequence[str], environment: Mapping[str, str]) -> Sample:
    """Run a command and give what it cost. Raises RuntimeError where it fails."""
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"{' '.join(command)} failed: {said}")
    return Sample(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def table(measured: Sequence[tuple[Subject, list[Sample]]], rounds: int) -> str:
    """Return the results as a Markdown table, the machine below it."""
    medians = [statistics.median(s.seconds for s in samples) for _, samples in measured]
    hello = medians[0]
    number = sum(subject.limit is not None for subject, _ in measured) // 2
    first = len(measured) - 2 * number
    lines = [
        "| command | ms | times Typer | limit | ms with 10,000 items | growth | MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for (subject, _), seconds in zip(measured[:first], medians[:first], strict=True):
        lines.append(f"| {subject.name} | {seconds * 1e3:.0f} | {seconds / hello:.2f} | | | | |")
    for index in range(first, first + number):
        subject, small, large = measured[index][0], medians[index], medians[index + number]
        megabytes = max(sample.megabytes for sample in measured[index + number][1])
        lines.append(
            f"| `{subject.name}` | {small * 1e3:.0f} | {small / hello:.2f} | {subject.limit:g} "
            f"| {large * 1e3:.0f} | {large / small:.1f} | {megabytes:.0f} |"
        )
    cores = os.cpu_count()
    machine = f"Python {platform.python_version()}, {platform.system()}, {cores} cores{processor()}"
    packages = ", ".join(f"{name} {version(name)}" for name in ("typer", "rich", "pydantic"))
    limits = f"growth at most {MOST_GROWTH:g} and {MOST_MEGABYTES} MB"
    how = f"CPU time, medians of {rounds} rounds"
    return "\n".join([*lines, "", f"{machine}; {packages}; {how}; {limits}."])


def processor() -> str:
    """Return what the processor calls itself, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:  # another system than Linux, which may know it by itself
        return f", {platform.processor()}" * bool(platform.processor())
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f", {name}" if (name := next(names, "")) else ""


if __name__ == "__main__":
    main()
