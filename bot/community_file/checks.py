"""What no single value of a community file shows: names that point nowhere, trees that are none, things said twice."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from bot.community_file.entries import CommunityFile
from bot.domain.households import ONE_BUILDING
from bot.domain.roster import Level
from bot.domain.rota import Shift


def problems(file: CommunityFile) -> Iterator[tuple[str, int, str, str]]:
    """Yield table, index, key and problem of whatever does not fit together."""
    yield from _tree(file)
    areas = [area.id for area in file.area]
    people = [person.id for person in file.person]
    for table, ids in (("area", areas), ("person", people), ("department", [d.id for d in file.department])):
        counted = Counter(ids)
        yield from ((table, i, "id", f'"{one}" stands here twice') for i, one in enumerate(ids) if counted[one] > 1)
    for i, held in enumerate(file.assignment):
        if held.person not in people:
            yield "assignment", i, "person", _nobody(held.person, people)
        if held.area not in areas:
            yield "assignment", i, "area", _nobody(held.area, areas)
        for key, days, hours in (("days", held.days, ""), ("hours", "", held.hours)):
            try:
                Shift.parse(days, hours)
            except ValueError as error:
                yield "assignment", i, key, str(error)
    taken = Counter(person.telegram_id for person in file.person if person.telegram_id)
    for i, person in enumerate(file.person):
        if person.telegram_id and taken[person.telegram_id] > 1:
            yield "person", i, "telegram_id", "belongs to two people"
    groups = Counter((chat.telegram_id, chat.purpose) for chat in file.chat)
    for i, chat in enumerate(file.chat):
        if groups[chat.telegram_id, chat.purpose] > 1:
            yield "chat", i, "telegram_id", f"this group stands here twice for {chat.purpose}"
        if chat.area is not None and chat.area not in areas:
            yield "chat", i, "area", _nobody(chat.area, areas)


def _tree(file: CommunityFile) -> Iterator[tuple[str, int, str, str]]:
    by_id: dict[str, Any] = {area.id: area for area in file.area}
    communities = [i for i, area in enumerate(file.area) if area.level is Level.COMMUNITY]
    if len(communities) != 1:
        yield "area", communities[-1] if communities else 0, "level", 'exactly one area has to have level = "community"'
    for i, area in enumerate(file.area):
        if area.households and len(area.buildings) != 1:
            yield "area", i, "households", ONE_BUILDING
    tops = [i for i, area in enumerate(file.area) if area.parent is None]
    for i in tops[1:]:
        yield "area", i, "parent", "only one area can be the top of the tree; say which area this one lies in"
    for i, area in enumerate(file.area):
        if area.parent is not None and area.parent not in by_id:
            yield "area", i, "parent", _nobody(area.parent, list(by_id))
        seen: set[str] = set()
        above: str | None = area.id
        while above is not None and above in by_id and above not in seen:
            seen.add(above)
            above = by_id[above].parent
        if above in seen:
            yield "area", i, "parent", "the tree bites its own tail here"


def _nobody(wanted: str, known: list[str]) -> str:
    near = get_close_matches(wanted, known, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return f'there is no "{wanted}" in this file{hint}'
