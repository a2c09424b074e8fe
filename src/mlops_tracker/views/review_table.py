"""What the learner thinks of the courses, as people read it."""

from collections.abc import Iterable

from rich.text import Text

from mlops_tracker.study.deciding import Review
from mlops_tracker.study.syllabus import Syllabus
from mlops_tracker.views.shown import shown_lines
from mlops_tracker.views.tables import Screen, grid, text

STATUSES = {"active": "in progress", "completed": "completed", "dropped": "dropped"}


def draw_reviews(screen: Screen, reviews: Iterable[Review], syllabus: Syllabus) -> None:
    """Draw each course with its stars and status, the reason why it was dropped, and the review."""
    screen.draw(text(syllabus.title, "bold"))
    for review in reviews:
        table = grid()
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row(text(review.id, "bold"), text(review.title, "bold"))
        table.add_row("", _verdict(screen, review))
        if review.review:
            table.add_row("", "")
            table.add_row("", Text(shown_lines(review.review).strip("\n")))
        screen.draw("", table)


def _verdict(screen: Screen, review: Review) -> Text:
    """Give stars, status and reason."""
    mark = {"completed": screen.glyphs.done, "dropped": screen.glyphs.skipped}
    stars = f"{screen.glyphs.stars(review.stars)}  " if review.stars else ""
    said = f"{mark.get(review.status, screen.glyphs.todo)} {STATUSES[review.status]}"
    verdict = Text(stars, "yellow").append(said, "dim")
    if review.why:
        words = shown_lines(review.why).strip("\n")
        verdict.append(f": {words}" if review.status == "dropped" else f", was dropped: {words}")
    return verdict
