"""The page to show: what is in it, and that nothing in it is obeyed."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given

from mlops_tracker.formats.own.page import POLICY, calendar, link, page, rendered, safe
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.views.documents import report_document
from tests.formats.worlds import (
    SMALL,
    SMALL_SYLLABUS,
    Pair,
    study_of,
    worlds,
    worlds_with_gone,
)

SMALL_DAY = datetime(2026, 11, 19, 21, 14, 5, tzinfo=UTC)
OURS = frozenset(
    [
        *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "article"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "b", "i", "a", "time"),
        *("dl", "dt", "dd", "ul", "ol", "li", "figure", "figcaption", "details", "summary", "em"),
        *("strong", "code", "pre", "blockquote", "hr", "br", "s", "table", "thead", "tbody"),
        *("tr", "th", "td"),
    ]
)


class Outline(HTMLParser):
    """The tags of a page, its addresses, and the counts that it shows by id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.counts: dict[str, str] = {}
        self.id = "total"
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.addresses += [v or "" for k, v in attrs if k in {"href", "src", "action", "data"}]
        self.handlers += [name for name in given if name.startswith("on")]
        self.id = given.get("id") or self.id
        self.in_counts = given.get("class") == "counts" or (tag == "b" and self.in_counts)

    def handle_endtag(self, tag: str) -> None:
        self.in_counts = self.in_counts and tag == "b"

    in_counts = False

    def handle_data(self, data: str) -> None:
        if self.in_counts and self.id != "total":
            self.counts[self.id] = self.counts.get(self.id, "") + data


def small_page() -> str:
    return page(SMALL)


@given(worlds_with_gone())
def test_whatever_a_study_holds_the_page_has_only_our_tags_and_safe_links(pair: Pair) -> None:
    seen = Outline(page(study_of(*pair)))
    assert set(seen.tags) <= OURS
    assert not seen.handlers
    assert all(url.startswith(("http://", "https://", "#c", "#gone")) for url in seen.addresses)


@given(worlds())
def test_the_numbers_are_those_of_the_report(pair: Pair) -> None:
    study = study_of(*pair)
    seen = Outline(page(study)).counts
    document = json.loads(report_document(study.report, study.syllabus))
    expected = {}
    for course in document["courses"]:
        parts = {f"c{course['id']}": course, **{f"w{week['id']}": week for week in course["weeks"]}}
        for id, part in parts.items():
            counts = part["progress"]
            shown = f"{counts['done']} of {counts['total']} · {counts['percent']}%"
            expected[id] = "–" if counts["percent"] is None else shown
    assert seen == expected


def test_a_page_says_what_it_may_load() -> None:
    text = small_page()
    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in text
    assert POLICY == "default-src 'none'; style-src 'unsafe-inline'"
    assert "script" not in text


def test_a_page_tells_the_whole_story() -> None:
    text = re.sub(r"<[^>]+>", "", small_page())
    for words in [
        *("Small things", "100%", "2 of 2", "completed", "★★★★☆", "Worth it.", "The answer is B."),
        *("Why it was dropped", "Too long.", "dropped", "Mine", "x = 1", "labs/steps.ipynb"),
        *("3 items on 1 day, at most 3 on one.", "2026-11-19 3 items", "As of 2026-11-20"),
        *("graded, done 2026-11-19, score 80%", "ungraded-lab, optional, 65 min, doing"),
    ]:
        assert words in text


def test_what_the_syllabus_no_longer_has_is_shown_and_counted_in_no_percent() -> None:
    record = StudyRecord(
        "small",
        {
            "8.1.1": ItemRecord("Old", "done", SMALL_DAY, 7, 80.0, ("a.py",), "# Mine\n\n<b>x</b>"),
            "8.1.2": ItemRecord("", "doing", note="untitled"),
        },
        {"8.1": WeekRecord("on a week")},
        {"8": CourseRecord("dropped", "too long", 2, "so so", "on a course")},
    )
    text = page(study_of(SMALL_SYLLABUS, record))
    contents, _, gone = text.partition("<section class=course id=gone>")
    assert (
        '<a href="#gone">No longer in the syllabus</a><span class=counts>1 done</span>' in contents
    )
    assert "0 of 3" in contents
    assert "1 item on 1 day" in contents
    words = " ".join(re.sub(r"<[^>]+>", " ", gone).split())
    for shown in [
        *("done: Old done 2026-11-19, score 80%, took 7 min a.py", "doing: 8.1.2 doing"),
        *("Old Mine &lt;b&gt;x&lt;/b&gt;", "8.1.2 untitled", "Week 8.1 on a week"),
        *("Course 8 · dropped ★★☆☆☆ Why it was dropped too long", "Review so so"),
        "Notes on a course",
    ]:
        assert shown in words


def test_a_study_that_lost_nothing_says_nothing_of_it() -> None:
    text = page(study_of(SMALL_SYLLABUS, StudyRecord("s")))
    assert "No longer" not in text
    assert "#gone" not in text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://a.example/?a=1&b",
            '<a href="https://a.example/?a=1&amp;b" rel="noreferrer">T</a>',
        ),
        ("javascript:alert(1)", "T <code>javascript:alert(1)</code>"),
        ('https://a.example/"onclick="x', "T <code>https://a.example/&quot;onclick=&quot;x</code>"),
        ("data:text/html,x", "T <code>data:text/html,x</code>"),
        (None, "T"),
    ],
)
def test_only_addresses_of_the_web_are_links(url, shown) -> None:
    assert link("T", url) == shown


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>\n"),
        ("![a](https://b.example/c.png)", None),
        ("[a]()", "<p><a>a</a></p>\n"),
        ("![a]()", "<p>a</p>\n"),
        ("<javascript:x>", "<p>&lt;javascript:x&gt;</p>\n"),
        ("# A", "<h4>A</h4>\n"),
        ("A\n===", "<h4>A</h4>\n"),
        ("##### A", "<h6>A</h6>\n"),
        ("\x1b[2J\u202eevil", "<p>\\u001b[2J\\u202eevil</p>\n"),
    ],
)
def test_notes_are_rendered_and_html_in_them_is_shown(note, html) -> None:
    if html is None:
        html = '<p><a href="https://b.example/c.png" rel="noreferrer">a</a></p>\n'
    assert rendered(note, 3) == html


def test_control_characters_are_spelt_out() -> None:
    assert safe("a\x00\x9b\u2066<") == "a\\u0000\\u009b\\u2066&lt;"
    assert safe("a\rb\u2028\r\n") == "a\\u000db\\u2028\r\n"


def calendar_of(*days: tuple[int, int, int]) -> str:
    """Return the calendar of items that were finished on some days."""
    moments = [datetime(*day, 12, tzinfo=UTC) for day in days]
    return calendar(
        StudyRecord("s", {str(n): ItemRecord("", "done", at) for n, at in enumerate(moments)})
    )


def test_a_calendar_shades_each_day_by_what_was_finished_and_says_it_in_words() -> None:
    text = calendar_of((2026, 2, 1), (2026, 2, 28), (2026, 2, 28), (2026, 2, 28), (2026, 2, 28))
    assert '<i class="day s1" title="2026-02-01: 1 item"></i>' in text
    assert '<i class="day s4" title="2026-02-28: 4 items"></i>' in text
    assert text.count('title="2026-02-') == 28
    assert 'aria-label="February 2026: 5 items on 2 days"' in text
    assert "<li><time>2026-02-28</time> 4 items</li>" in text
    # The first of February 2026 is a Sunday, the last day of its row.
    assert 'items on 2 days"><i></i><i></i><i></i><i></i><i></i><i></i><i class="day s1"' in text


def test_a_calendar_shows_quiet_months_of_a_short_time_only() -> None:
    assert calendar_of((2025, 12, 1), (2026, 2, 1)).count("<figure>") == 3
    assert calendar_of((2020, 12, 1), (2026, 2, 1)).count("<figure>") == 2
    assert calendar_of() == "<p class=soft>No finished item has a date yet.</p>"
