"""What holds of every syllabus and every record, not only of those that were thought of."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mlops_tracker.study.naming import between, find, find_range, select_items, select_targets
from mlops_tracker.study.plan import next_places
from mlops_tracker.study.progress import (
    Progress,
    limited,
    measure,
    measure_all,
    measure_course,
    measure_week,
    sum_of,
)
from mlops_tracker.study.quantities import in_hours, parse_minutes, parse_score
from mlops_tracker.study.record import (
    CourseRecord,
    CourseStatus,
    ItemRecord,
    ItemStatus,
    StudyRecord,
    WeekRecord,
    appended,
)
from mlops_tracker.study.steps import (
    Completion,
    Step,
    mark_done,
    mark_skipped,
    mark_started,
    mark_undone,
    mark_unskipped,
)
from mlops_tracker.study.syllabus import Course, Item, Syllabus, Week, level_of

NOW = datetime(2026, 3, 4, 21, 14, 5, tzinfo=UTC)
MOMENTS = (None, datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 3, 12, tzinfo=UTC))
ITEM_STATUSES: tuple[ItemStatus, ...] = ("todo", "doing", "done", "skipped")
COURSE_STATUSES: tuple[CourseStatus, ...] = ("active", "completed", "dropped")
MARKS: tuple[Callable[[StudyRecord, list[Item]], Step], ...] = (
    lambda record, items: mark_done(record, items, Completion(score=75.0), NOW),
    mark_undone,
    mark_skipped,
    mark_unskipped,
    mark_started,
)

texts = st.text(alphabet="ab \n#é", max_size=6)


@st.composite
def syllabi(draw: st.DrawFn) -> Syllabus:
    """Small syllabi with gaps in their ids, and items out of the order of their numbers."""

    def numbers(least: int) -> list[int]:
        return draw(st.lists(st.integers(1, 12), min_size=least, max_size=3, unique=True))

    def item(id: str) -> Item:
        kind = draw(st.sampled_from(["video", "reading", "graded"]))
        minutes = draw(st.none() | st.integers(0, 90))
        return Item(id, kind, f"Title of {id}", draw(st.booleans()), minutes)

    courses = tuple(
        Course(
            f"{c}",
            f"Course {c}",
            tuple(
                Week(
                    f"{c}.{w}",
                    f"Week {c}.{w}",
                    tuple(item(f"{c}.{w}.{i}") for i in numbers(0)),
                )
                for w in numbers(0)
            ),
        )
        for c in numbers(1)
    )
    return Syllabus("random", "Random", courses)


@st.composite
def studies(draw: st.DrawFn) -> tuple[Syllabus, StudyRecord]:
    """Return a syllabus with a record of it, which also knows items that the syllabus lost."""
    syllabus = draw(syllabi())
    items = {}
    for item in [*syllabus.items(), Item("99.1.1", "video", "Lost")]:
        if draw(st.booleans()):
            status = draw(st.sampled_from(ITEM_STATUSES))
            is_done = status == "done"
            items[item.id] = ItemRecord(
                title=item.title,
                status=status,
                done_at=draw(st.sampled_from(MOMENTS)) if is_done else None,
                spent_minutes=draw(st.none() | st.integers(1, 90)) if is_done else None,
                score=draw(st.none() | st.floats(0, 100)) if is_done else None,
                links=tuple(draw(st.lists(texts, max_size=2))),
                note=draw(texts),
            )
    written = {id: item for id, item in items.items() if item != ItemRecord(item.title)}
    weeks = {id: WeekRecord(draw(texts)) for id in syllabus.weeks if draw(st.booleans())}
    courses = {
        course.id: CourseRecord(draw(st.sampled_from(COURSE_STATUSES)), note=draw(texts))
        for course in syllabus.courses
        if draw(st.booleans())
    }
    return syllabus, StudyRecord("random", written, weeks, courses)


def some_items(data: st.DataObject, syllabus: Syllabus) -> list[Item]:
    """Draw some of the items, each once."""
    return [item for item in syllabus.items() if data.draw(st.booleans(), label=item.id)]


def with_statuses(record: StudyRecord, statuses: dict[str, ItemStatus]) -> StudyRecord:
    changed = {id: record.item(id)._replace(status=status) for id, status in statuses.items()}
    return record._replace(items={**record.items, **changed})


@given(studies())
def test_every_count_is_within_what_there_is(study: tuple[Syllabus, StudyRecord]) -> None:
    syllabus, record = study
    report = measure_all(syllabus, record)
    parts = [w.progress for c in report.courses for w in c.weeks]
    for part in [report.total, *(c.progress for c in report.courses), *parts]:
        assert 0 <= part.done <= part.total
        assert 0 <= part.optional_done <= part.optional_total
        assert 0 <= part.items_without_minutes <= part.total
        assert min(part) >= 0
    counted = report.total
    items = len(list(syllabus.items()))
    assert counted.total + counted.optional_total + counted.skipped <= items


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_percent_is_the_floor_but_never_hides_a_start_nor_an_end(first: int, rest: int) -> None:
    done, total = first, first + rest
    percent = Progress(done=done, total=total).percent
    if total == 0:
        assert percent is None
        return
    assert percent is not None
    assert (percent == 100) == (done == total)
    assert (percent == 0) == (done == 0)
    assert percent == 1 or percent * total <= done * 100 < (percent + 1) * total


@given(studies())
def test_weeks_add_up_to_their_course_and_courses_to_the_total(
    study: tuple[Syllabus, StudyRecord],
) -> None:
    syllabus, record = study
    report = measure_all(syllabus, record)
    for course in report.courses:
        assert course == measure_course(course.course, record)
        weeks = [measure_week(course.course, week, record) for week in course.course.weeks]
        assert [week.progress for week in course.weeks] == weeks
        assert course.progress == sum_of(weeks)
        assert limited(report, course.course).total == course.progress
    assert report.total == sum_of(course.progress for course in report.courses)


@given(studies())
def test_the_total_is_what_one_count_over_all_items_not_dropped_gives(
    study: tuple[Syllabus, StudyRecord],
) -> None:
    syllabus, record = study
    kept = [p.item for p in syllabus.places.values() if not record.is_dropped(p.course)]
    counting = [i for i in kept if not i.optional and record.item(i.id).status != "skipped"]
    done = [i for i in counting if record.item(i.id).status == "done"]
    total = measure_all(syllabus, record).total
    assert total == measure(kept, record)
    assert (total.done, total.total) == (len(done), len(counting))
    assert total.minutes_done == sum(i.minutes or 0 for i in done)
    assert total.minutes_done + total.minutes_left == sum(i.minutes or 0 for i in counting)
    assert total.items_without_minutes == sum(i.minutes is None for i in counting)


@given(studies(), st.data())
def test_nothing_done_with_optional_items_moves_the_percent(
    study: tuple[Syllabus, StudyRecord], data: st.DataObject
) -> None:
    syllabus, record = study
    optional = [item.id for item in syllabus.items() if item.optional]
    statuses = {id: data.draw(st.sampled_from(ITEM_STATUSES), label=id) for id in optional}
    before = measure_all(syllabus, record).total
    after = measure_all(syllabus, with_statuses(record, statuses)).total
    assert (after.done, after.total, after.percent) == (before.done, before.total, before.percent)
    assert after.minutes_done == before.minutes_done
    assert after.minutes_left == before.minutes_left
    assert after.items_without_minutes == before.items_without_minutes


@given(studies())
def test_a_skipped_item_counts_as_if_it_were_not_there(study: tuple[Syllabus, StudyRecord]) -> None:
    syllabus, record = study
    kept = Syllabus(
        syllabus.id,
        syllabus.title,
        tuple(
            course._replace(
                weeks=tuple(
                    week._replace(
                        items=tuple(i for i in week.items if record.item(i.id).status != "skipped")
                    )
                    for week in course.weeks
                )
            )
            for course in syllabus.courses
        ),
    )
    with_them, without = measure_all(syllabus, record).total, measure_all(kept, record).total
    assert with_them._replace(skipped=0) == without


@given(studies(), st.data())
def test_whatever_is_done_in_dropped_courses_moves_nothing(
    study: tuple[Syllabus, StudyRecord], data: st.DataObject
) -> None:
    syllabus, record = study
    dropped = [p.item.id for p in syllabus.places.values() if record.is_dropped(p.course)]
    statuses = {id: data.draw(st.sampled_from(ITEM_STATUSES), label=id) for id in dropped}
    changed = with_statuses(record, statuses)
    assert measure_all(syllabus, changed).total == measure_all(syllabus, record).total


@given(studies(), st.data())
def test_done_and_undone_again_is_as_it_was(
    study: tuple[Syllabus, StudyRecord], data: st.DataObject
) -> None:
    syllabus, record = study
    items = [i for i in some_items(data, syllabus) if record.item(i.id).status == "todo"]
    completion = Completion(score=50.0, spent_minutes=5)
    done = mark_done(record, items, completion, NOW)
    assert [pair.item for pair in done.marked] == items
    assert mark_undone(done.record, items).record == record


@given(studies(), st.data())
def test_skipped_and_unskipped_again_is_as_it_was(
    study: tuple[Syllabus, StudyRecord], data: st.DataObject
) -> None:
    syllabus, record = study
    items = [i for i in some_items(data, syllabus) if record.item(i.id).status == "todo"]
    assert mark_unskipped(mark_skipped(record, items).record, items).record == record


@given(studies(), st.sampled_from(MARKS), st.data())
def test_a_mark_changes_neither_words_nor_links_nor_any_other_item(
    study: tuple[Syllabus, StudyRecord],
    mark: Callable[[StudyRecord, list[Item]], Step],
    data: st.DataObject,
) -> None:
    syllabus, record = study
    refused = {"done"} if mark in {mark_skipped, mark_started} else set()
    items = [i for i in some_items(data, syllabus) if record.item(i.id).status not in refused]
    step = mark(record, items)
    after, ids = step.record, {item.id for item in items}
    assert after._replace(items=record.items) == record
    for id in {*record.items, *after.items, *ids}:
        was, now = record.item(id), after.item(id)
        assert (now.note, now.links) == (was.note, was.links)
        assert id in ids or now == was
    assert [i for i in items if i in step.unchanged] == list(step.unchanged)
    assert {pair.item.id for pair in step.marked} == ids - {item.id for item in step.unchanged}
    for pair in step.marked:
        assert pair.before == record.item(pair.item.id)
        assert pair.after._replace(title="") == after.item(pair.item.id)._replace(title="")


@given(studies(), texts.filter(bool), st.data())
def test_a_note_added_when_done_stands_after_what_was_written(
    study: tuple[Syllabus, StudyRecord], note: str, data: st.DataObject
) -> None:
    syllabus, record = study
    items = some_items(data, syllabus)
    after = mark_done(record, items, Completion(note=note), NOW).record
    for item in items:
        assert after.item(item.id).note == appended(record.item(item.id).note, note)
        assert after.item(item.id).links == record.item(item.id).links


@given(st.text(alphabet="a \n", max_size=8), st.text(alphabet="b \n", min_size=1, max_size=8))
def test_both_texts_stay_exactly_with_a_blank_line_between(note: str, paragraph: str) -> None:
    both = appended(note, paragraph)
    assert both.startswith(note)
    assert both.endswith(paragraph)
    if note:
        between_them = both[len(note) : len(both) - len(paragraph)]
        assert set(between_them) <= {"\n"}
        assert (note + between_them).endswith("\n\n")
        assert between_them == "" or not note.endswith("\n\n")
    else:
        assert both == paragraph


@given(studies(), st.integers(0, 8), st.sets(st.sampled_from(["video", "reading", "graded"])))
def test_next_are_the_first_open_required_items_of_courses_in_progress(
    study: tuple[Syllabus, StudyRecord], count: int, kinds: set[str]
) -> None:
    syllabus, record = study
    expected = [
        item
        for course in syllabus.courses
        if record.course(course.id).status == "active"
        for week in course.weeks
        for item in week.items
        if not item.optional
        and record.item(item.id).status in {"todo", "doing"}
        and (not kinds or item.kind in kinds)
    ]
    places = next_places(syllabus, record, count, kinds)
    assert [place.item for place in places] == expected[:count]


@given(syllabi())
def test_every_spelling_of_an_id_finds_the_same(syllabus: Syllabus) -> None:
    for id, target in syllabus.targets.items():
        letters = [f"{letter}{n}" for letter, n in zip("cwi", id.split("."), strict=False)]
        spelt = {id, f" {id} ", "".join(letters), ".".join(letters)}
        for typed in spelt | {text.upper() for text in spelt}:
            assert find(syllabus, typed) == target


@given(syllabi())
def test_every_whole_title_finds_its_own_target(syllabus: Syllabus) -> None:
    for target in syllabus.targets.values():
        assert find(syllabus, target.title.swapcase()) == target


@given(syllabi(), st.data())
def test_a_range_is_the_stretch_of_study_order_between_its_ends(
    syllabus: Syllabus, data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from(list(syllabus.targets.values())))
    peers = [t for t in syllabus.targets.values() if level_of(t) == level_of(first)]
    last = data.draw(st.sampled_from(peers[peers.index(first) :]))
    stretch = peers[peers.index(first) : peers.index(last) + 1]
    assert find_range(syllabus, f"{first.id}-{last.id}") == (first, last)
    assert between(syllabus, first, last) == stretch
    assert select_targets(syllabus, [f"{first.id}-{last.id}"]) == stretch
    items = [item for target in stretch for item in syllabus.items_of(target)]
    assert select_items(syllabus, stretch, lambda _: True) == items


@given(syllabi())
def test_items_of_all_courses_are_all_items_and_so_are_those_of_all_weeks(
    syllabus: Syllabus,
) -> None:
    everything = list(syllabus.items())
    by_course = [i for course in syllabus.courses for i in syllabus.items_of(course)]
    by_week = [i for _, week in syllabus.weeks.values() for i in syllabus.items_of(week)]
    one_by_one = [i for item in everything for i in syllabus.items_of(item)]
    assert (
        by_course
        == by_week
        == one_by_one
        == everything
        == [place.item for place in syllabus.places.values()]
    )


@given(st.integers(1, 7 * 24 * 60))
def test_minutes_are_read_as_they_are_written(minutes: int) -> None:
    assert parse_minutes(in_hours(minutes)) == minutes


@given(st.integers(0, 200), st.integers(1, 200))
def test_points_never_come_to_less_than_none_or_more_than_all(points: int, most: int) -> None:
    percent = parse_score(f"{min(points, most)}/{most}")
    assert 0 <= percent <= 100
    assert abs(percent - min(points, most) * 100 / most) <= 0.005 + 1e-9
