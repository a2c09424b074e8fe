"""`list`, `next`, `report`, `search`: what they show, and in which shapes."""

import json

import pytest

from tests.phrases import failure


def ids(result) -> list[str]:
    """Return the first column of plain lines."""
    return [line.split("\t")[0] for line in result.out.splitlines()]


def test_list_takes_courses_weeks_items_and_ranges_in_study_order(tracker) -> None:
    listed = ids(tracker("list", "2.1.16", "1.1.9-1.2.1", "data validation", "--plain"))
    assert listed == ["1.1.9", "1.1.10", "1.2.1", "2.1.16"]
    assert len(ids(tracker("list", "1", "--plain"))) == 49
    assert len(ids(tracker("list", "--plain"))) == 294


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(["--todo"], ["1.3.4", "1.3.16", "1.3.17", "1.3.18"], id="not done yet"),
        pytest.param(["--done"], ["1.3.1"], id="done"),
        pytest.param(["--skipped"], ["1.3.2"], id="skipped"),
        pytest.param(["--done", "--skipped"], ["1.3.1", "1.3.2"], id="filters add up"),
        pytest.param(["--kind", "practice-quiz"], ["1.3.18"], id="a kind"),
        pytest.param(["--optional"], ["1.3.17", "1.3.18"], id="optional"),
        pytest.param(["--optional", "--kind", "reading"], ["1.3.17"], id="both"),
        pytest.param(["--done", "--kind", "graded"], [], id="nothing"),
    ],
)
def test_list_filters(tracker, options, expected) -> None:
    tracker("done", "1.3.1")
    tracker("skip", "1.3.2")
    tracker("start", "1.3.4")
    where = ["1.3.1", "1.3.2", "1.3.4", "1.3.16-1.3.18"]
    assert ids(tracker("list", *where, "--plain", *options)) == expected


def test_list_says_when_nothing_matches(tracker) -> None:
    assert tracker("list", "1.1", "--done") == (0, "", "no item is like that\n")


def test_list_marks_what_there_is_to_know(tracker) -> None:
    tracker("done", "1.3.20", "--score", "85.5", "--took", "40m", "--note", "Retake?")
    tracker("start", "1.3.19")
    tracker("skip", "1.3.18")
    assert tracker("list", "1.3.17-1.3.20").out == (
        "1  Introduction to Machine Learning in Production\n"
        "\n"
        "1.3  Data Definition and Baseline  1 of 18 (5%)\n"
        "·  1.3.17  reading           3m  Week 3 Optional References  (optional)\n"
        "–  1.3.18  practice-quiz         Scoping (optional)  (optional)\n"
        "▸  1.3.19  ungraded-lab     45m  Data Labeling\n"
        "✓  1.3.20  graded                Data Stage of the ML Production Lifecycle  "
        "(note, 85.5%, took 40m)\n"
        "\n"
    )


def test_list_plain_has_a_header_on_request(tracker) -> None:
    assert tracker("list", "1.1.1", "--plain", "--header").out == (
        "id\tstatus\tkind\tminutes\toptional\ttitle\tdone_at\tscore\tspent_minutes\thas_note\n"
        "1.1.1\ttodo\tvideo\t3\tno\tSteps of an ML Project\t\t\t\tno\n"
    )


def test_next_gives_open_required_items_in_study_order(tracker) -> None:
    tracker("done", "1.3.1-1.3.15")
    tracker("skip", "1.3.16")
    tracker("done", "1.1", "1.2", "--yes")
    assert ids(tracker("next", "--plain")) == ["1.3.19", "1.3.20", "2.1.1", "2.1.2", "2.1.3"]
    assert ids(tracker("next", "2", "--kind", "graded", "--plain")) == ["1.3.20", "2.1.16"]


def test_next_leaves_dropped_courses_out(tracker, record) -> None:
    record.write_text('format = 1\n[courses."1"]\nstatus = "dropped"\n')
    assert ids(tracker("next", "1", "--plain")) == ["2.1.1"]


@pytest.mark.parametrize(
    ("before", "kinds", "said"),
    [
        pytest.param(
            [["done", "1.3"], ["undone", "1.3.1"], ["skip", "1.1"], ["skip", "1.2"]],
            ["--kind", "graded", "--kind", "Ungraded-Lab"],
            "no open item of kind `graded` or `Ungraded-Lab`; open are `video`\n",
            id="of another kind",
        ),
        pytest.param(
            [["done", "1", "--yes"]],
            ["--kind", "graded"],
            "nothing: all there is to do is done\n",
            id="of no kind",
        ),
        pytest.param(
            [["drop", "1"]],
            [],
            "nothing: every item is optional or skipped, or its course is not in progress\n",
            id="dropped",
        ),
    ],
)
def test_next_says_why_nothing_is_next(tracker, before, kinds, said) -> None:
    for course in ("2", "3", "4"):
        tracker("drop", course)
    for step in before:
        tracker(*step)
    assert tracker("next", *kinds) == (0, "", said)
    if not kinds:
        assert said in tracker().out


@pytest.mark.parametrize("count", ["0", "many", "5x", "\u0665", "1" * 5000, ""])
def test_next_takes_a_count_from_one_on(tracker, count) -> None:
    assert tracker("next", count, code=2).err == (
        failure(f"`{count}` is no number of items", "write a whole number from 1 on")
    )


def test_next_names_its_count_like_the_manual(tracker) -> None:
    assert "tracker next [OPTIONS] [COUNT]" in tracker("next", "--help").out
    assert "Usage: tracker next" in tracker("next", "-3", code=2).err


def test_report_of_a_week_counts_that_week(tracker) -> None:
    tracker("done", "1.1")
    document = json.loads(tracker("report", "1.1", "--json").out)
    assert (document["total"]["done"], document["total"]["total"]) == (10, 10)
    [course] = document["courses"]
    assert (course["progress"]["total"], [week["id"] for week in course["weeks"]]) == (47, ["1.1"])


def test_report_shows_skipped_dropped_and_completed(tracker, record) -> None:
    record.write_text('format = 1\n[courses."4"]\nstatus = "dropped"\nwhy = "needs 3"\n')
    tracker("done", "1", "--yes")
    tracker("skip", "2.1.1")
    lines = tracker("report").out.splitlines()
    assert lines[2].split() == ["items", "progress", "%", "opt", "skip", "done", "left"]
    by_id = {line.split()[0]: line for line in lines[4:] if line.strip()}
    assert by_id["1"].split() == [
        *["1", "✓", "Introduction", "to", "Machine", "Learning", "in", "Production"],
        *f"47/47 {'━' * 16} 100% 0/2 6h53m+? 0m".split(),
    ]
    assert by_id["2.1"].split()[-6:] == ["0/15", "─" * 16, "0%", "1", "0m", "4h1m+?"]
    assert by_id["4"].split()[1] == "(dropped)"
    assert by_id["4.1"].split()[-3:] == ["-", "─" * 16, "-"]
    assert by_id["in"].split() == ["in", "all", "47/204", *lines[-1].split()[3:]]


def test_report_refuses_an_item(tracker) -> None:
    assert tracker("report", "1.2.3", code=2).err == (
        failure("`1.2.3` is an item; name a week or course", "its week is `1.2`")
    )


def test_report_plain_gives_courses_weeks_and_the_total(tracker) -> None:
    tracker("done", "1.1.1")
    lines = tracker("report", "--plain").out.splitlines()
    assert [line.split("\t")[0] for line in lines][:4] == ["1", "1.1", "1.2", "1.3"]
    assert lines[1] == (
        "1.1\tOverview of the ML Lifecycle and Deployment\t\t1\t10\t10\t0\t0\t0\t3\t146\t3\tno"
    )
    assert lines[-1].startswith(
        "total\tMachine Learning Engineering for Production (MLOps)\t\t1\t286"
    )
    assert len(lines) == 21


def test_search_finds_titles_and_lines_of_notes(tracker) -> None:
    tracker("note", "1.1", "-", stdin="First line.\nDrift of the DATA.\n")
    tracker("note", "1.1.5", "Alerts on data drift.")
    assert tracker("search", "data", "drift").out == (
        "1.1    Overview of the ML Lifecycle and Deployment  line 2: Drift of the DATA.\n"
        "1.1.5  Monitoring                                   line 1: Alerts on data drift.\n"
    )
    assert tracker("search", "selecting AND", "--plain").out == (
        "1.2\tweek\tSelect and Train a Model\t\tSelecting and Training a Model\n"
        "1.2.18\titem\tSelecting and Training a Model\t\tSelecting and Training a Model\n"
    )


def test_search_finds_reviews_and_reasons(tracker, record) -> None:
    record.write_text(
        'format = 1\n[courses."3"]\nstatus = "dropped"\nwhy = "too theoretical"\n'
        'review = "Dry.\\nToo theoretical for me."\n'
    )
    assert tracker("search", "theoretical", "--plain").out.splitlines() == [
        "3\tcourse\tMachine Learning Modeling Pipelines in Production\t2\tToo theoretical for me.",
        "3\tcourse\tMachine Learning Modeling Pipelines in Production\t1\ttoo theoretical",
    ]


def test_search_says_when_nothing_is_found(tracker) -> None:
    assert tracker("search", "quaternion") == (0, "", "nothing holds `quaternion`\n")


@pytest.mark.parametrize("command", ["list", "next", "report", "notes", "path", "check"])
def test_json_and_plain_exclude_each_other(tracker, command) -> None:
    assert tracker(command, "--json", "--plain", code=2).err == (
        failure("`--json` and `--plain` exclude each other", "give one of them")
    )
    assert tracker(command, "--header", code=2).err == (
        failure("`--header` is for `--plain`", "give both")
    )
