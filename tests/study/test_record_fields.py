"""A field that is added to the record or the syllabus is known everywhere.

The program is copied, and in the copy stand the lines that a developer would add: the
field in its named tuple, and its row in the table. Every place must then keep it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlops_tracker.study.record import FIELDS, CourseRecord, ItemRecord, WeekRecord
from mlops_tracker.study.syllabus import Item

ROOT = Path(__file__).parents[2]
RECORD = "class {0}(NamedTuple):"
LAST = '    note: str = ""\n'
KEEPS = """
import json, sys
from datetime import UTC, date, datetime
from pathlib import Path
from mlops_tracker.actions import imports, updates
from mlops_tracker.actions.exports import export, study_of
from mlops_tracker.actions.tracker import Tracker
from mlops_tracker.formats.registry import format_named
from mlops_tracker.store import places, reading, saving, syllabus_file
from mlops_tracker.store.cache import Cache
from mlops_tracker.store.history import Cause
from mlops_tracker.study.steps import difference
from mlops_tracker.study.merge import merged
from mlops_tracker.study.rebase import rebased
from mlops_tracker.study.record import *
from mlops_tracker.study.syllabus import *

NOW = datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC)
ALL = {"tags": ("a, b", "*c*"), "seen_at": NOW, "ease": 2.5, "tries": 3, "sure": True}
item = Item("1.1.1", "video", "One", minutes=3, level="hard, *very* (so)", parts=("a, b", "*c*"))
other = Item("1.1.2", "video", "Two")
week = Week("1.1", "First", (item, other))
syllabus = Syllabus("own", "Own", (Course("1", "Course", (week,)),))
empty = StudyRecord("own.toml")
record = StudyRecord(
    "own.toml",
    {"1.1.1": ItemRecord("One", "done", NOW, mood="calm, *and* (good)", **ALL)},
    {"1.1": WeekRecord(mood="long")},
    {"1": CourseRecord(mood="dear")},
)

def the_mood_of(one):
    did = one.items.get("1.1.1")
    return (
        {name: getattr(did, name, None) for name in ("mood", *ALL)},
        getattr(one.weeks.get("1.1"), "mood", None),
        getattr(one.courses.get("1"), "mood", None),
    )

MOODS = the_mood_of(record)
held = {}
path, cache = Path("record.toml"), Cache(Path("cache"))
Path("own.toml").write_bytes(syllabus_file.content_of(syllabus, Path("own.toml")))
begun = reading.load_record(path, cache)._replace(record=empty)
saved, _ = saving.save_record(begun, record, syllabus.targets, cache, Cause("x", NOW))
held["the save that is read back (store/saving)"] = the_mood_of(saved.record) == MOODS
noted = record.with_note(week, "a note")
held["a note (study/record)"] = the_mood_of(noted) == MOODS and noted.note(week) == "a note"
warm = reading.load_record(path, cache).record
held["the cache (store/cache)"] = the_mood_of(warm) == MOODS
cold = reading.load_record(path, Cache(Path("none"))).record
held["the models of the record (store/schema)"] = the_mood_of(cold) == MOODS
for name, where in (("cache", "store/cache"), ("none", "store/schema, store/syllabus_file")):
    read = reading.load_syllabus(Path("own.toml"), Cache(Path(name)))
    held[f"the syllabus ({where})"] = read.targets["1.1.1"][3:] == item[3:]
ours = record._replace(items={}, weeks={}, courses={})
held["merging (study/merge)"] = the_mood_of(merged(None, ours, record).record) == MOODS
held["rebasing (study/rebase)"] = the_mood_of(rebased(empty, record, empty)) == MOODS
quiet = StudyRecord("own.toml", {"1.1.1": ItemRecord("One", "done", NOW)})
changed = difference(quiet, record, syllabus)
held["the difference (study/steps)"] = len(changed.step.marked) == 1 and {
    (text.id, text.what) for text in changed.texts
} == {("1", "mood"), ("1.1", "mood")}
location = places.Location(path, places.Why.FILE)
at = places.Location(Path("own.toml"), places.Why.RECORD)
tracker = Tracker(location, lambda _: at, Path("cache"))
for name in ("json", "csv", "markdown"):
    format = format_named(name)
    made = export(study_of(tracker, None, date(2026, 11, 21)), format, include_graded=True)
    exact = imports.read(made.text, format, "x").exact
    got, wanted = the_mood_of(exact.record), MOODS if name != "csv" else (MOODS[0], None, None)
    held[f"`export {name}`: the record (formats/own)"] = got == wanted
    held[f"`export {name}`: the syllabus (formats/own)"] = (
        exact.syllabus.targets["1.1.1"][3:] == item[3:]
    )
other = item._replace(level="easy")
edition = updates.compare(
    tracker, Syllabus("own", "Own", (Course("1", "Course", (Week("1.1", "First", (other,)),)),)),
    has_ids=True,
)
held["a new edition (study/edition)"] = edition.syllabus.targets["1.1.1"].level == "easy"
from mlops_tracker.views.documents import items_document
shown = json.loads(items_document([syllabus.places["1.1.1"]], record))["items"][0]
held["`list --json` (views/documents)"] = (
    shown.get("mood") == MOODS[0]["mood"]
    and shown.get("tags") == list(ALL["tags"])
    and shown.get("level") == item.level
)
from mlops_tracker.views.sentences import step_sentences
from mlops_tracker.study.progress import measure_all
from mlops_tracker.views.marks import ASCII
report = measure_all(syllabus, record)
said = " ".join(step_sentences("done", changed.step, report, syllabus, ASCII))
held["what a change says (views/sentences)"] = "mood calm" in said
print(json.dumps(held))
"""


MOOD = '    mood: str = ""\n'
TYPED = (
    "    tags: tuple[str, ...] = ()\n    seen_at: datetime | None = None\n"
    "    ease: float | None = None\n    tries: int | None = None\n    sure: bool = False\n"
)
LINES = {
    "record": {"ItemRecord": MOOD + TYPED, "WeekRecord": MOOD, "CourseRecord": MOOD},
    "syllabus": {"Item": '    level: str = ""\n    parts: tuple[str, ...] = ()\n'},
}
ROWS = ("mood", "seen_at", "ease", "tries", "sure")


def added(folder: Path) -> Path:
    """Return a copy of the program in which records and items have fields more."""
    shutil.copytree(ROOT / "src", folder / "src")
    package = folder / "src" / "mlops_tracker" / "study"
    for name, classes in LINES.items():
        file = package / f"{name}.py"
        text = file.read_text(encoding="utf-8")
        for one, lines in classes.items():
            start = text.index(f"class {one}(NamedTuple):")
            end = text.index("\n\n\n", start) + 1
            text = text[:end] + lines + text[end:]
        if name == "record":
            row = '        Field("note", Rule.TEXT, "note"),\n'
            assert text.count(row) == 1
            rows = "".join(f'        Field("{field}"),\n' for field in ROWS)
            text = text.replace(row, f'{rows}        Field("tags", Rule.LIST),\n{row}')
        file.write_text(text, encoding="utf-8")
    return folder / "src"


def test_a_made_up_field_is_known_everywhere(tmp_path: Path) -> None:
    source, home = added(tmp_path), tmp_path / "home"
    home.mkdir()
    variables = {"HOME": str(home), "PYTHONPATH": str(source), "PATH": os.environ["PATH"]}
    run = subprocess.run(
        [sys.executable, "-c", KEEPS],
        cwd=home,
        env={**variables, "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    lost = [place for place, is_held in json.loads(run.stdout).items() if not is_held]
    assert not lost, f"a new field is lost by {', '.join(lost)}"


@pytest.mark.parametrize("entry", [ItemRecord, WeekRecord, CourseRecord])
def test_every_field_of_a_record_has_a_row(entry) -> None:
    missing = [name for name in entry._fields if name not in FIELDS]
    assert not missing, f"add a row for {missing} to FIELDS in study/record.py"


def test_every_row_is_of_a_field() -> None:
    fields = {name for entry in (ItemRecord, WeekRecord, CourseRecord) for name in entry._fields}
    assert set(FIELDS) <= fields, (
        f"add {set(FIELDS) - fields} to a named tuple of study/record.py, or take its row away"
    )


def test_a_name_means_one_thing() -> None:
    both = set(Item._fields).intersection(ItemRecord._fields) - {"title"}
    assert not both, f"tables have one column for {both} of the syllabus and of the record"
