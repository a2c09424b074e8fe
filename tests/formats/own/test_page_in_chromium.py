"""The page in a real browser: it asks for nothing, runs nothing, and fits a phone."""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mlops_tracker.formats.own.page import page
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week
from tests.formats.worlds import SMALL, study_of

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
OUTER = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><pre></pre>
<iframe src="page.html" style="width: WIDTHpx; height: 600px; border: 0"></iframe><script>
document.querySelector("iframe").onload = event => {
  const inner = event.target.contentWindow, page = inner.document, root = page.documentElement
  page.querySelectorAll("details").forEach(part => { part.open = true })
  const all = [...page.querySelectorAll("*")]
  document.querySelector("pre").textContent = JSON.stringify({
    title: page.title,
    width: root.clientWidth,
    scrollWidth: Math.max(root.scrollWidth, page.body.scrollWidth),
    requests: inner.performance.getEntriesByType("resource").map(entry => entry.name),
    active: all.filter(one => /^(script|img|iframe|object|embed|link|form|svg)$/i.test(one.tagName)
      || one.getAttributeNames().some(name => name.startsWith("on"))).map(one => one.outerHTML),
    addresses: [...page.querySelectorAll("[href]")].map(one => one.protocol),
    text: page.body.innerText,
  })
}
</script>"""


class Seen(NamedTuple):
    """What a browser made of a page."""

    found: dict[str, Any]
    requests: list[str]
    console: list[str]


@pytest.fixture
def served() -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Return a server of our own: its address, its pages, and what it was asked for."""
    pages: dict[str, str] = {}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", pages, asked
        server.shutdown()


@pytest.fixture
def browse(served, tmp_path: Path):
    """Return a function that opens a page in a browser, in a frame as wide as a phone."""
    if not CHROMIUM and os.environ.get("TRACKER_NEEDS_CHROMIUM"):
        pytest.fail("Chromium is needed here, and is not installed")
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine; CI installs one")
    address, pages, asked = served

    def run(text: str, width: int = 360) -> Seen:
        pages.update({"/": OUTER.replace("WIDTH", str(width)), "/page.html": text})
        ended = subprocess.run(
            [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path}", "--dump-dom", f"{address}/"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        result = re.search(r"<pre>(.+?)</pre>", ended.stdout, re.DOTALL)
        assert result, ended.stdout + ended.stderr
        console = [line for line in ended.stderr.splitlines() if "CONSOLE" in line]
        return Seen(json.loads(unescape(result[1])), asked, console)

    return run


def hostile(address: str) -> tuple[Syllabus, StudyRecord]:
    """Return a study with an attack in every field, and with words too long for a line."""
    attack = f"<script>document.title='run'</script>\"><img src={address}/x onerror=alert(1)>"
    bad = f"{attack}' {'w' * 90}"
    note = (
        f"{bad}\n\n# {bad}\n\n![pixel]({address}/pixel.png) [a](javascript:alert(1))\n\n"
        f"<iframe src='{address}/frame'></iframe>\n\n```\n{'code ' * 60}\n```\n\n"
        f"| {' | '.join(['cell' * 9] * 6)} |\n|{'---|' * 6}\n\n<style>* {{ display: none }}</style>"
    )
    item = Item("1.1.1", bad, bad, optional=True, minutes=10**9, url="javascript:alert(1)")
    days = (datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=31 * n) for n in range(24))
    items = tuple(Item(f"1.1.{n}", "video", bad, url=bad) for n in range(2, 26))
    did = zip(items, days, strict=True)
    weeks = (Week("1.1", bad, (item, *items), (bad,), bad, "javascript:alert(1)"),)
    courses = (Course("1", bad, weeks, (bad,), bad), Course("2", bad, (), (), "data:text/html,x"))
    record = StudyRecord(
        bad,
        {
            **{i.id: ItemRecord(bad, "done", day, 7, 99.5, (bad,), note) for i, day in did},
            "1.1.1": ItemRecord(bad, "skipped", links=(f"{address}/file", "javascript:alert(1)")),
            bad: ItemRecord("", "doing", None, 7, 99.5, (bad,), note),
        },
        {"1.1": WeekRecord(note), bad: WeekRecord(note)},
        {
            "1": CourseRecord("active", bad, 5, note, note),
            "2": CourseRecord("dropped", note),
            bad: CourseRecord("dropped", bad, 5, note, note),
        },
    )
    return Syllabus(bad, bad, courses, "javascript:alert(1)"), record


def test_an_attack_in_every_field_stays_text(browse, served) -> None:
    syllabus, record = hostile(served[0])
    text = page(study_of(syllabus, record))
    seen = browse(text)
    assert seen.found["title"] == syllabus.title
    assert seen.found["active"] == []
    assert set(seen.found["addresses"]) <= {"http:", "https:"}
    assert seen.found["text"].count("<script>document.title='run'</script>") > 100
    assert "<script>" in seen.found["text"].rpartition("No longer in the syllabus")[2]
    assert seen.found["requests"] == []
    assert seen.requests == ["/", "/page.html"]
    assert seen.console == []
    assert (seen.found["width"], seen.found["scrollWidth"]) == (360, 360)


@pytest.mark.parametrize("width", [320, 360, 800])
def test_a_page_fits_and_asks_for_nothing(browse, width) -> None:
    seen = browse(page(SMALL), width)
    assert (seen.found["scrollWidth"], seen.found["active"]) == (seen.found["width"], [])
    assert seen.requests == ["/", "/page.html"]
    assert seen.console == []
    assert "2 of 2" in seen.found["text"]


def test_these_tests_would_see_a_request_a_script_and_a_wide_page(browse, served) -> None:
    seen = browse(
        f"<title>a</title><img src={served[0]}/pixel.png><script>console.error('run')</script>"
        "<p style='width: 900px'>wide"
    )
    assert "/pixel.png" in seen.requests
    assert seen.found["requests"] == [f"{served[0]}/pixel.png"]
    assert len(seen.found["active"]) == 2
    assert any("run" in line for line in seen.console)
    assert seen.found["scrollWidth"] == 908
