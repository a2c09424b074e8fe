"""No command grows faster than what it reads: four times the items, about four times the work."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.counting import steps_of

FEW, MANY = 300, 1200
MOST = 4.3
"""What four times as much may cost in steps: each run has a constant part, sorting grows faster.
What grows with the square costs sixteen times as much."""
KINDS = "video", "reading", "graded"


def write_study(folder: Path, number: int) -> list[str]:
    """Write a syllabus and a record of so many items, with notes, and return the titles."""
    folder.mkdir()
    titles = [f"On drift {at % 7} and model {at:05}" for at in range(number)]
    syllabus = ["format = 1", 'id = "large"', 'title = "Large"', "[[courses]]", 'id = "1"']
    syllabus.append('title = "Course"')
    record = ["format = 1", 'syllabus = "syllabus.toml"']
    for at, title in enumerate(titles):
        week, item = divmod(at, 20)
        id = f"1.{week + 1}.{item + 1}"
        if not item:
            head = ["[[courses.weeks]]", f'id = "1.{week + 1}"', f'title = "Week {week + 1}"']
            syllabus += [*head, "items = ["]
        syllabus.append(f'{{ id = "{id}", kind = "{KINDS[at % 3]}", title = "{title}" }},')
        if item == 19 or at == number - 1:
            syllabus.append("]")
        if at % 5:
            record += [f'[items."{id}"]', f'title = "{title}"', 'status = "done"']
            record += ["done_at = 2026-11-19T21:14:05Z", f'note = "a line\\nwith drift {at}"']
    (folder / "syllabus.toml").write_text("\n".join(syllabus) + "\n")
    (folder / "tracker.toml").write_text("\n".join(record) + "\n")
    table = ["title,week,kind", *(f"{t},{at // 20},video" for at, t in enumerate(titles))]
    (folder / "list.csv").write_text("\n".join(table) + "\n")
    bullets = (f"{'## Week' * (not at % 20)}\n- {t}\n" for at, t in enumerate(titles))
    (folder / "list.md").write_text("# Course\n\n" + "".join(bullets))
    return titles


COMMANDS = [
    *("", "list", "list --plain", "list --json", "list 1.1-1.15", "next 5000", "next --plain"),
    *("search drift", "search drift --plain", "search drift --json", "search nowhere"),
    *("report", "report --plain", "report --json", "notes", "notes --plain", "notes --json"),
    *("log", "log --plain", "log --json", "check", "note 1.1.2 --show", "history"),
    *("export markdown", "export csv", "export json", "export html"),
    *("import list.csv --dry-run", "import list.md --dry-run", "import back.json --dry-run"),
    *("import back.csv --dry-run --with-progress", "list TITLES", "list PARTS"),
    *("import back.md --dry-run --with-progress", "note 1.1.2 words -q", "done 1.1.1 -q"),
]


@pytest.fixture
def studies(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tracker: Callable[..., object]
) -> dict[int, list[str]]:
    """Return the titles of a small and of a large study, which lie in folders of their own."""
    titles = {}
    monkeypatch.delenv("TRACKER_FILE")
    for number in (FEW, MANY):
        titles[number] = write_study(folder / str(number), number)
        monkeypatch.chdir(folder / str(number))
        tracker("export", "json", "-o", "back.json")
        tracker("export", "csv", "-o", "back.csv")
        tracker("export", "markdown", "-o", "back.md")
    return titles


@pytest.mark.parametrize("command", COMMANDS)
def test_four_times_the_items_are_four_times_the_work(
    tracker, studies, folder, monkeypatch, command
) -> None:
    monkeypatch.setenv("COLUMNS", "60")  # so that some titles are wrapped
    words = {
        number: {
            "TITLES": titles[::20],
            "PARTS": [title.split(" ", 1)[1] for title in titles[::20]],
        }
        for number, titles in studies.items()
    }
    steps = {}
    for number in (FEW, MANY):
        monkeypatch.chdir(folder / str(number))
        args = [arg for word in command.split() for arg in words[number].get(word, [word])]
        tracker(*args)
        steps[number] = steps_of(lambda: tracker(*args))  # noqa: B023 - it is called at once
    assert steps[MANY] < MOST * steps[FEW]
