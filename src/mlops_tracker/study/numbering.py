"""Numbers for what is new in a syllabus: none that anything ever had."""

from collections.abc import Iterable

from mlops_tracker.study.syllabus import Syllabus

LONGEST = 15
"""Digits of a number that is counted on from; nobody counts to a longer one."""


class Numbers:
    """The highest number ever used of courses, of the weeks of a course, the items of a week."""

    def __init__(self, ids: Iterable[str], syllabus: Syllabus) -> None:
        """Know the numbers in some ids, and those that a syllabus remembers."""
        self.highest: dict[str, int] = {"": syllabus.last}
        for course in syllabus.courses:
            self.highest[course.id] = course.last
            self.highest.update((week.id, week.last) for week in course.weeks)
        for id in ids:
            self._note(id)

    def keep(self, prefix: str, ids: Iterable[str]) -> set[str]:
        """Give those ids that begin with a prefix and that nothing ever had; they are had now."""
        highest = self.highest.get(prefix, 0)
        kept = {id for id in ids if id.rpartition(".")[0] == prefix and _number(id) > highest}
        for id in kept:
            self._note(id)
        return kept

    def next(self, prefix: str) -> str:
        """Give the next id that begins with a prefix."""
        number = self.highest.get(prefix, 0) + 1
        self.highest[prefix] = number
        return f"{prefix}.{number}" if prefix else str(number)

    def with_last(self, syllabus: Syllabus) -> Syllabus:
        """Give a syllabus that remembers the highest numbers, where no id shows them."""
        seen = Numbers(syllabus.targets, Syllabus("", "", ())).highest

        def last(prefix: str) -> int:
            highest = self.highest.get(prefix, 0)
            return highest if highest > seen.get(prefix, 0) else 0

        courses = tuple(
            course._replace(
                last=last(course.id),
                weeks=tuple(week._replace(last=last(week.id)) for week in course.weeks),
            )
            for course in syllabus.courses
        )
        return Syllabus(syllabus.id, syllabus.title, courses, syllabus.url, last(""))

    def _note(self, id: str) -> None:
        """Know the numbers of an id: of an item also those of its week and its course."""
        while id:
            prefix = id.rpartition(".")[0]
            self.highest[prefix] = max(self.highest.get(prefix, 0), _number(id))
            id = prefix


def _number(id: str) -> int:
    """Give the last number of an id; 0 for what is none."""
    digits = id.rpartition(".")[2]
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST
    return int(digits) if is_number else 0
