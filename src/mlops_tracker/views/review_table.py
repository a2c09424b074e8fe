"""What the learner thinks of the courses, as people read it."""

from collections.abc import Iterable

from mlops_tracker.study.deciding import Review
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.grid import Column, Grid, Styled
from mlops_tracker.views.shown import shown_lines
from mlops_tracker.views.tables import NOTHING, WRAPPED, Screen, text

STATUSES = {"active": "in progress", "completed": "completed", "dropped": "dropped"}


def draw_reviews(screen: Screen, reviews: Iterable[Review], syllabus: Syllabus) -> None:
    """Draw each course with its stars and status, the reason why it was dropped, and the review."""
    screen.draw(text(syllabus.title, "bold"))
    for review in reviews:
        rows = [
            (text(review.id, "bold"), text(review.title, "bold")),
            (NOTHING, _verdict(screen, review)),
        ]
        if review.review:
            rows.append((NOTHING, NOTHING))
            rows.append((NOTHING, Styled(shown_lines(review.review).strip("\n"))))
        screen.draw("", Grid((Column(), WRAPPED), rows))


def _verdict(screen: Screen, review: Review) -> Styled:
    """Give stars, status and reason."""
    mark = {"completed": screen.glyphs.done, "dropped": screen.glyphs.skipped}
    stars = f"{screen.glyphs.stars(review.stars)}  " if review.stars else ""
    said = f"{mark.get(review.status, screen.glyphs.todo)} {STATUSES[review.status]}"
    verdict = Styled(stars, "yellow").append(said, "dim")
    if review.why:
        words = shown_lines(review.why).strip("\n")
        verdict = verdict.append(
            f": {words}" if review.status == "dropped" else f", was dropped: {words}"
        )
    return verdict
