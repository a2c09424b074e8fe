"""What a learner wrote about courses, in a section such as `My review`."""

import re

from mlops_tracker.formats.outline import OutlineReview
from mlops_tracker.formats.sections import Node
from mlops_tracker.formats.skipping import REVIEW

_COURSES = re.compile(
    r"\b(?:course|curso|cours|kurs)s?\s*#?((?:\d{1,2}\s*(?:,|and|&|y|e|et|und|or|to|[-–])?\s*)+)",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"\b(?:did\s*n[o']t\s+(?:continue|finish|complete|take|do)|did\s+not\s+(?:continue|finish|complete|take|do)"
    r"|drop(?:ped)?|gave\s+up|stopped|abandoned|quit|skipped|will\s+not\s+(?:continue|take)|won't\s+(?:continue|take)"
    r"|no\s+(?:continué|terminé)|abandoné|abbruch|abgebrochen|abandonné)\b",
    re.IGNORECASE,
)


def reviews_in(root: Node, skipped: dict[int, str], courses: int) -> list[OutlineReview]:
    """Give the reviews in a document that has so many courses."""
    found = []
    for section in root.walk():
        if skipped.get(id(section)) == REVIEW:
            for node in section.children:
                text = " ".join(node.block.text.split())
                if node.block.shape in {"bullet", "line"} and (
                    review := _review(text, node.block.line)
                ):
                    found.append(review)
    return [review for review in found if all(1 <= course <= courses for course in review.courses)]


def _review(text: str, line: int) -> OutlineReview | None:
    """Give what a text says of the courses that it names."""
    mentions = list(_COURSES.finditer(text))
    if not mentions:
        return None
    dropped = _DROPPED.search(text)
    if dropped:
        told = [match for match in mentions if match.start() >= dropped.start()] or mentions
    else:
        told = mentions[:1]
    numbers = [int(number) for match in told for number in re.findall(r"\d{1,2}", match[1])]
    return OutlineReview(tuple(dict.fromkeys(numbers)), text, bool(dropped), line)
