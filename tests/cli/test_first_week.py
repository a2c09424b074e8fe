"""The first week of course 1, as somebody works through it on a few evenings."""

import json
from datetime import UTC, datetime

from tests.phrases import UNDO


def test_first_evening_to_report(tracker, toml, record) -> None:
    """List, done, note, next and report, their JSON and the file tell one story."""
    assert tracker("list", "1.1").out == (
        "1  Introduction to Machine Learning in Production\n"
        "\n"
        "1.1  Overview of the ML Lifecycle and Deployment  0 of 10 (0%)\n"
        "·  1.1.1   video            3m  Steps of an ML Project\n"
        "·  1.1.2   video           12m  Case study: speech recognition\n"
        "·  1.1.3   video           14m  Key challenges\n"
        "·  1.1.4   video           11m  Deployment patterns\n"
        "·  1.1.5   video           10m  Monitoring\n"
        "·  1.1.6   video            9m  Pipeline monitoring\n"
        "·  1.1.7   reading       1h30m  "
        "Ungraded Lab - Deploying a Deep Learning model (local setup)\n"
        "·  1.1.8   ungraded-lab         Ungraded Lab - Deploying a Deep Learning model\n"
        "·  1.1.9   graded               The Machine Learning Project Lifecycle\n"
        "·  1.1.10  graded               Deployment\n"
        "\n"
    )
    assert not record.exists()

    done = tracker("done", "1.1.1", "Case study: speech recognition")
    assert done.out == ""
    assert done.err == (
        "✓ 1.1.1 Steps of an ML Project\n✓ 1.1.2 Case study: speech "
        "recognition\nweek 1.1: 2 of 10 (20%) · in all: 2 of 286 (1%)\n"
        f"{UNDO}"
    )
    quiz = tracker("done", "1.1.9", "--score", "8/10", "--took", "25m", "--on", "yesterday")
    assert quiz.err == (
        "✓ 1.1.9 The Machine Learning Project Lifecycle  (score 80%, time 25m, on "
        "2026-11-19)\nweek 1.1: 3 of 10 (30%) · in all: 3 of 286 (1%)\n"
        f"{UNDO}"
    )

    tracker("note", "1.1", "Scope, data, model, deployment.")
    tracker("note", "1.1", "Data drift is not concept drift.")
    assert tracker("note", "1.1", "--show").out == (
        "Scope, data, model, deployment.\n\nData drift is not concept drift.\n"
    )

    assert tracker("done", "1.1.8").code == 0
    mistake = tracker("undone", "1.1.8")
    assert mistake.err == (
        "· 1.1.8 Ungraded Lab - Deploying a Deep Learning model\nweek 1.1: 3 of 10 "
        "(30%) · in all: 3 of 286 (1%)\n"
        f"{UNDO}"
    )

    assert tracker("next", "2", "--plain").out == (
        "1.1.3\ttodo\tvideo\t14\tno\tKey challenges\t\t\t\tno\n"
        "1.1.4\ttodo\tvideo\t11\tno\tDeployment patterns\t\t\t\tno\n"
    )

    week = json.loads(tracker("report", "1.1", "--json").out)
    assert week["total"] == {
        "done": 3,
        "total": 10,
        "percent": 30,
        "optional_done": 0,
        "optional_total": 0,
        "skipped": 0,
        "minutes_done": 15,
        "minutes_left": 134,
        "items_without_minutes": 3,
    }
    assert week["courses"][0]["weeks"][0]["has_note"] is True
    assert tracker("report", "1").out == (
        "Machine Learning Engineering for Production (MLOps)\n"
        "\n"
        "                                                    "
        "  items  progress            %  opt   done     left  note\n"
        f"{'─' * 109}\n"
        "1    Introduction to Machine Learning in Production    "
        "3/47  ━───────────────   6%  0/2  15m+?  6h38m+?\n"
        "1.1  Overview of the ML Lifecycle and Deployment       "
        "3/10  ━━━━────────────  30%       15m+?  2h14m+?     ✓\n"
        "1.2  Select and Train a Model                          "
        "0/19  ────────────────   0%          0m  1h38m+?\n"
        "1.3  Data Definition and Baseline                      "
        "0/18  ────────────────   0%  0/2     0m  2h46m+?\n"
        "\n"
        "     course 1                                          "
        "3/47  ━───────────────   6%  0/2  15m+?  6h38m+?\n"
    )

    assert toml() == {
        "format": 1,
        "syllabus": "mlops",
        "items": {
            "1.1.1": {
                "title": "Steps of an ML Project",
                "status": "done",
                "done_at": datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC),
            },
            "1.1.2": {
                "title": "Case study: speech recognition",
                "status": "done",
                "done_at": datetime(2026, 11, 20, 21, 14, 5, tzinfo=UTC),
            },
            "1.1.9": {
                "title": "The Machine Learning Project Lifecycle",
                "status": "done",
                "done_at": datetime(2026, 11, 19, 12, 0, tzinfo=UTC),
                "spent_minutes": 25,
                "score": 80.0,
            },
        },
        "weeks": {
            "1.1": {"note": "Scope, data, model, deployment.\n\nData drift is not concept drift."}
        },
    }


def test_the_record_reads_as_the_contract_says(tracker, record) -> None:
    """One table per item in syllabus order, the title beside the id, notes on their own lines."""
    tracker("note", "1.1", "-", stdin="First line.\nSecond line.\n")
    tracker("done", "1.2.1")
    tracker("done", "1.1.2", "--took", "12m", "--score", "90", "--note", "Speech is hard.")
    assert record.read_text(encoding="utf-8") == (
        "format = 1\n"
        'syllabus = "mlops"\n'
        "\n"
        '[items."1.1.2"]\n'
        'title = "Case study: speech recognition"\n'
        'status = "done"\n'
        "done_at = 2026-11-20T21:14:05Z\n"
        "spent_minutes = 12\n"
        "score = 90.0\n"
        'note = "Speech is hard."\n'
        "\n"
        '[items."1.2.1"]\n'
        'title = "Modeling overview"\n'
        'status = "done"\n'
        "done_at = 2026-11-20T21:14:05Z\n"
        "\n"
        '[weeks."1.1"]\n'
        'note = """\n'
        "First line.\n"
        "Second line.\n"
        '"""\n'
        "# end of tracker record\n"
    )


def test_first_run_welcomes_in_three_lines_and_names_the_first_item(tracker) -> None:
    welcome = tracker()
    assert welcome.out == (
        "Welcome. tracker knows the course, keeps what you did, and says what is next.\n"
        "Machine Learning Engineering for Production (MLOps): 16 weeks, 294 items.\n"
        "Your record will be record.toml; it stays on this machine.\n"
        "\n"
        "first  1.1.1  Steps of an ML Project  video, 3m\n"
    )
    assert welcome.err == "\n`tracker done 1.1.1` when it is done; `tracker report` for all\n"


def test_tracker_alone_says_where_you_are_and_what_is_next(tracker) -> None:
    tracker("done", "1.1.1-1.1.9", "--on", "yesterday")
    assert tracker().out == (
        "Machine Learning Engineering for Production (MLOps)\n"
        "━───────────────  9 of 286 (3%)   2h29m+? done, 53h5m+? left\n"
        "\n"
        "last  ✓  1.1.9   The Machine Learning Project Lifecycle  2026-11-19\n"
        "next  ·  1.1.10  Deployment                              graded\n"
        "      ·  1.2.1   Modeling overview                       video, 2m\n"
        "      ·  1.2.2   Key challenges                          video, 5m\n"
    )


def test_when_all_is_done_it_says_so(tracker) -> None:
    tracker("done", "1", "2", "3", "4", "--yes")
    overview = tracker()
    assert overview.out == (
        "Machine Learning Engineering for Production (MLOps)\n"
        "━━━━━━━━━━━━━━━━  286 of 286 (100%)   55h34m+? done, 0m left\n"
        "\n"
        "last  ✓  4.4.20  Data Loss Prevention                 2026-11-20\n"
        "next             nothing: all there is to do is done\n"
    )
    assert overview.err == ""
    assert tracker("next").err == "nothing: all there is to do is done\n"
