"""What a new edition brings back: items that were gone, under the ids that a record has.

A record names its items, so that one that comes back is known by its title.
"""

from collections.abc import Mapping

from mlops_tracker.study.letters import compared
from mlops_tracker.study.matching import Matches, once
from mlops_tracker.study.record import StudyRecord
from mlops_tracker.study.syllabus import Syllabus

ITEM_DOTS = 2
"""Points in the id of an item; a person may have written other ids into a record."""
TELLING = 2
"""So many words must a title have to say by itself which item it is."""


def returned(old: Syllabus, new: Syllabus, found: Matches, record: StudyRecord) -> dict[str, str]:
    """Give the ids of items that are gone from `old` and back in `new`, by the ids of `new`.

    Only what is not `found` in `old` can be. An item is known by its title in the week
    that it was gone from, or by a title of several words that it alone has.
    """
    gone = {
        id: compared(did.title)
        for id, did in record.items.items()
        if id not in old.targets and id.count(".") == ITEM_DOTS and compared(did.title)
    }
    back = _in_their_weeks(gone, new, found)
    away = {id: title for id, title in gone.items() if id not in back.values()}
    return _by_title(away, new, found) | back


def _in_their_weeks(gone: Mapping[str, str], new: Syllabus, found: Matches) -> dict[str, str]:
    """Give those that stand under their title in the week that they were gone from."""
    places = {(id.rpartition(".")[0], title): id for id, title in gone.items()}
    return {
        item.id: places.pop(place)
        for _, week in new.weeks.values()
        for item in week.items
        if item.id not in found.items
        and (place := (found.weeks.get(week.id, ""), compared(item.title))) in places
    }


def _by_title(gone: Mapping[str, str], new: Syllabus, found: Matches) -> dict[str, str]:
    """Give those whose title stands once, there and here, and says which they are."""
    alone = once(gone.values()) & once(compared(item.title) for item in new.items())
    ids = {title: id for id, title in gone.items() if title in alone}
    return {
        item.id: ids[title]
        for item in new.items()
        if item.id not in found.items
        and (title := compared(item.title)) in ids
        and len(title.split()) >= TELLING
    }
