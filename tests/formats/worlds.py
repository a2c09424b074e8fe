"""Syllabi and records of every shape, as hypothesis builds them, and one made by hand."""

import re
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from mlops_tracker.formats.outline import Study
from mlops_tracker.study.progress import measure_all
from mlops_tracker.study.record import CourseRecord, ItemRecord, StudyRecord, WeekRecord
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week

Pair = tuple[Syllabus, StudyRecord]

any_text = st.one_of(
    st.text(alphabet="ab1 _*`[]()<>#&;:!|~$\\-+=.\n\t\"'/é\u00a0中—,", max_size=14),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8),
    st.sampled_from(["Week 2: b", "*(5 min)*", " — [a](b)", "C #", "page **x**", "Video: a"]),
)
titles = any_text.filter(str.strip)


def is_title(text: str) -> bool:
    """Return whether a syllabus file may hold a text as a title."""
    return re.search(r"[^\s\x1c-\x1f]|[\x1c-\x1f]", text) is not None


odd_text = st.one_of(
    any_text,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.text(alphabet='a\0\x0b\x1c\x1f\x85\r\n `|"\\[', max_size=6),
    st.sampled_from(["", " ", "\x0b", "\x1c\x1d", "a\r\nb", '"a"', '`"a"`', "\u2028"]),
)
"""What a file may hold as well: nothing at all, control characters, what nobody would type."""
notes = st.one_of(
    st.just(""),
    any_text,
    st.sampled_from(["# A\n\ntext\n", "A\n===\n", "```\nopen", "<!-- open", "- [ ] a\n- [x] b"]),
    st.sampled_from(["[x]: http://a.example", "###### deep\n- # in a list", "> quoted\n\n> twice"]),
)
addresses = st.one_of(
    st.none(),
    st.sampled_from(["https://example.org/a_(b)?x=1&lt=2#c", "javascript:alert(1)", "a b"]),
    titles,
)
kinds = st.one_of(
    st.sampled_from(["video", "practice-quiz", "app-item", "graded", "My kind", "a1-2"]), titles
)
booleans = st.booleans()
minutes = st.one_of(st.none(), st.integers(0, 10_000))
days = st.integers(0, 20_000).map(lambda day: datetime.fromtimestamp(day * 86400 + 43200, UTC))
spellings = st.lists(titles, max_size=2).map(tuple)
item_records = st.builds(
    ItemRecord,
    status=st.sampled_from(["todo", "doing", "done", "skipped"]),
    done_at=st.one_of(st.none(), days),
    spent_minutes=minutes,
    score=st.one_of(st.none(), st.floats(0, 100)),
    links=st.lists(any_text.filter(bool), max_size=2).map(tuple),
    note=notes,
)
course_records = st.builds(
    CourseRecord,
    status=st.sampled_from(["active", "completed", "dropped"]),
    why=notes,
    stars=st.one_of(st.none(), st.integers(1, 5)),
    review=notes,
    note=notes,
)


@st.composite
def worlds(draw: st.DrawFn) -> Pair:
    """Return a syllabus numbered without gaps, and a record of it."""
    courses: list[Course] = []
    for c in range(1, draw(st.integers(1, 2)) + 1):
        weeks: list[Week] = []
        for w in range(1, draw(st.integers(0, 2)) + 1):
            ids = [f"{c}.{w}.{i}" for i in range(1, draw(st.integers(0, 3)) + 1)]
            items = tuple(
                Item(
                    id,
                    draw(kinds),
                    draw(titles),
                    draw(st.booleans()),
                    draw(minutes),
                    draw(addresses),
                )
                for id in ids
            )
            summary = draw(st.one_of(st.none(), titles))
            weeks.append(
                Week(f"{c}.{w}", draw(titles), items, draw(spellings), summary, draw(addresses))
            )
        courses.append(Course(str(c), draw(titles), tuple(weeks), draw(spellings), draw(addresses)))
    syllabus = Syllabus("any", draw(titles), tuple(courses), draw(addresses))
    return syllabus, draw(records_of(syllabus))


@st.composite
def records_of(draw: st.DrawFn, syllabus: Syllabus) -> StudyRecord:
    """Return a record of some items, weeks and courses of a syllabus."""
    items = {i.id: draw(item_records)._replace(title=i.title) for i in syllabus.items()}
    weeks = {id: WeekRecord(draw(notes)) for id in syllabus.weeks}
    courses = {course.id: draw(course_records) for course in syllabus.courses}
    return StudyRecord(
        "any",
        {id: did for id, did in items.items() if did._replace(title="") != ItemRecord()},
        {id: wrote for id, wrote in weeks.items() if wrote.note},
        {id: about for id, about in courses.items() if about != CourseRecord()},
    )


@st.composite
def odd_worlds(draw: st.DrawFn) -> Pair:
    """Return a syllabus and a record with odd texts wherever a file may hold them."""
    syllabus, record = draw(worlds())
    maybe = st.one_of(st.none(), odd_text)
    title = odd_text.filter(is_title)
    big = st.one_of(minutes, st.integers(0, 10**30))
    courses = []
    for course in syllabus.courses:
        weeks = [
            week._replace(
                title=draw(title),
                url=draw(maybe),
                summary=draw(maybe),
                items=tuple(
                    item._replace(
                        title=draw(title), kind=draw(title), url=draw(maybe), minutes=draw(big)
                    )
                    for item in week.items
                ),
            )
            for week in course.weeks
        ]
        also = tuple(draw(st.lists(title, max_size=2)))
        courses.append(
            course._replace(title=draw(title), url=draw(maybe), also=also, weeks=tuple(weeks))
        )
    syllabus = Syllabus("any", draw(title), tuple(courses), draw(maybe))
    items = {
        item.id: did._replace(
            title=item.title,
            note=draw(odd_text),
            links=tuple(draw(st.lists(odd_text, max_size=2))),
            spent_minutes=draw(big),
        )
        for item in syllabus.items()
        if (did := record.items.get(item.id))
    }
    about = {
        id: about._replace(why=draw(odd_text), review=draw(odd_text), note=draw(odd_text))
        for id, about in record.courses.items()
    }
    weeks_wrote = {id: WeekRecord(draw(odd_text)) for id in record.weeks}
    return syllabus, record._replace(
        items={id: did for id, did in items.items() if did._replace(title="") != ItemRecord()},
        weeks={id: wrote for id, wrote in weeks_wrote.items() if wrote.note},
        courses={id: about for id, about in about.items() if about != CourseRecord()},
    )


@st.composite
def worlds_with_gone(draw: st.DrawFn) -> Pair:
    """Return a syllabus, and a record that keeps more than it has."""
    syllabus, record = draw(worlds())
    _, former = draw(worlds())
    return syllabus, record._replace(
        items={**record.items, **{f"9{id}": did for id, did in former.items.items()}},
        weeks={**record.weeks, **{f"9{id}": wrote for id, wrote in former.weeks.items()}},
        courses={**record.courses, **{f"9{id}": about for id, about in former.courses.items()}},
    )


def small_world() -> Pair:
    """Return two courses of which one was dropped, with something of everything."""
    first = Week(
        "1.1",
        "Overview",
        (
            Item("1.1.1", "video", "Steps", minutes=3, url="https://example.org/steps"),
            Item("1.1.2", "ungraded-lab", "Try it *now*", optional=True, minutes=65),
            Item("1.1.3", "graded", "The quiz"),
            Item("1.1.4", "reading", "More", minutes=10),
        ),
        summary="What this is about.",
    )
    syllabus = Syllabus(
        "small",
        "Small things",
        (
            Course("1", "First", (first, Week("1.2", "Later")), ("Uno",), "https://example.org/1"),
            Course("2", "Second", (Week("2.1", "Gone", (Item("2.1.1", "video", "Long"),)),)),
        ),
        "https://example.org",
    )
    evening = datetime(2026, 11, 19, 21, 14, 5, tzinfo=UTC)
    record = StudyRecord(
        "small",
        {
            "1.1.1": ItemRecord(
                "Steps", "done", evening, 5, None, ("labs/steps.ipynb",), "# Mine\n\nok"
            ),
            "1.1.2": ItemRecord("Try it *now*", "doing"),
            "1.1.3": ItemRecord("The quiz", "done", evening, None, 80.0, (), "The answer is B."),
            "1.1.4": ItemRecord("More", "skipped"),
            "9.9.9": ItemRecord("Old", "done", evening, note="kept"),
        },
        {"1.1": WeekRecord("Drift.\n\n```py\nx = 1\n")},
        {
            "1": CourseRecord(stars=4, review="Worth it."),
            "2": CourseRecord("dropped", "Too *long*."),
        },
    )
    return syllabus, record


SMALL_SYLLABUS, SMALL_RECORD = small_world()
SMALL_REPORT = measure_all(SMALL_SYLLABUS, SMALL_RECORD)
TODAY = date(2026, 11, 20)


def study_of(syllabus: Syllabus, record: StudyRecord) -> Study:
    """Return what an export is made of, as it is on the day of the examples."""
    return Study(syllabus, record, measure_all(syllabus, record), TODAY)


SMALL = study_of(SMALL_SYLLABUS, SMALL_RECORD)
