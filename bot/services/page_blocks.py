"""The charts of a page: kinds, hours or days, the areas below side by side, buildings that are hot.

Numbers come from `domain/figures`; of restricted kinds no building stands here.
"""

from collections import Counter
from datetime import timedelta
from itertools import zip_longest

from bot.domain.bulletin import Bar, Bars, Line, Strip, Tone
from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.households import of_building
from bot.domain.period import Kind
from bot.domain.roster import Area, Level
from bot.services import hours, texts
from bot.services.page_view import View, plain, rate, tone

HOT_FROM = 2
"""A building with one report is not hot."""
MOST_KINDS, MOST_AREAS, MOST_BUILDINGS = 6, 20, 12


def kinds(view: View) -> Bars:
    """Return the frequent kinds, each with what of it is fixed; the rest in one row, so that the rows add up."""
    words, counts = view.words, formulas.by_category(view.came)
    fixed = formulas.by_category(case for case in view.came if case.resolved_by(view.until))
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0] or "~"))
    shown = ranked if len(ranked) <= MOST_KINDS else ranked[: MOST_KINDS - 1]
    rows = [_kind(view.kind(category), n, fixed[category]) for category, n in shown]
    if rest := ranked[len(shown) :]:
        done = sum(fixed[category] for category, _ in rest)
        rows.append(_kind(words.say("Other kinds"), sum(n for _, n in rest), done))
    return Bars(words.say("Kinds (new / fixed)"), tuple(rows))


def _kind(label: str, n: int, fixed: int) -> Bar:
    return Bar(label, f"{n} / {fixed}", n, fixed)


def times(view: View) -> Line:
    """Return new ones by the hour of a day, by the day of what is longer, with the period before."""
    words, zone = view.words, view.community.zone
    if view.period.kind is Kind.DAY:
        legend = words.say("this day"), words.say("the day before")
        labels = tuple(f"{hour}" if hour % 6 == 0 else "" for hour in range(24))
        local = view.until.astimezone(zone)
        begun = 24 if view.is_over else local.hour + (local.minute > 0)
        both = _so_far(view, formulas.by_hour(view.came, zone), formulas.by_hour(view.earlier, zone), begun)
        return Line(words.say("By the hour"), labels, *both, legend)
    legend = words.say("this period"), words.say("the one before")
    days = [view.period.first + timedelta(days=n) for n in range(view.period.days)]
    earlier = view.period.previous()
    now, past = formulas.by_day(view.came, zone), formulas.by_day(view.earlier, zone)
    values = tuple(now[day] for day in days)
    # A shorter month has no 31st, which is no 0 either.
    before = tuple(past[earlier.first + timedelta(days=n)] for n in range(min(len(days), earlier.days)))
    if len(days) <= 7:
        labels = tuple(hours.weekday(day, words) for day in days)
    else:
        labels = tuple(str(day.day) if day.day == 1 or day.day % 5 == 0 else "" for day in days)
    begun = len(days) if view.is_over else (view.until.astimezone(zone).date() - days[0]).days + 1
    return Line(words.say("By day"), labels, *_so_far(view, values, before, begun), legend)


def _so_far(
    view: View, now: tuple[int, ...], past: tuple[int, ...], begun: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return both lines without what is still to come, which is no 0; the second empty if nobody could report then."""
    counted = max((number for number, both in enumerate(zip_longest(now, past), 1) if any(both)), default=1)
    shown = max(begun, counted)
    heard = view.change(sum(now), sum(past)).before is not None
    return now[:shown], past[:shown] if heard else ()


def day_hours(view: View) -> Strip | None:
    """Return the hours of the day at which things are reported; None without reports."""
    found = formulas.by_hour(view.came, view.community.zone)
    if not (most := max(found)):
        return None
    cells = tuple((str(hour), str(n), n / most) for hour, n in enumerate(found))
    return Strip(view.words.say("Hours of the day"), cells)


def areas(view: View) -> Bars | None:
    """Return the areas right below side by side, and what lies in none of them; None where there are fewer than two."""
    words = view.words
    children = {
        node.id: node
        for roster in view.rosters.values()
        for node in roster.areas.values()
        if node.parent_id == view.area.id and node.level is not Level.BUILDING
    }
    if len(children) < 2:
        return None
    came, found = formulas.grouped(view.came, view.child), formulas.grouped(view.found, view.child)
    listed: list[Area | None] = [*children.values()]
    if any(case.is_valid for case in came.get(None, ())):
        listed.append(None)
    rows = [_area(view, node, came.get(node, []), found.get(node, [])) for node in listed]
    ranked = sorted(rows, key=lambda bar: -bar.length)
    more = len(ranked) - MOST_AREAS
    note = words.plural("and {n} more", "and {n} more", more).format(n=more) if more > 0 else ""
    return Bars(words.say("Areas (new / fixed)"), tuple(ranked[:MOST_AREAS]), note)


def _area(view: View, node: Area | None, came: list[Case], found: list[Case]) -> Bar:
    words, now = view.words, formulas.tally(came, view.since, view.until)
    due, _ = formulas.on_time(found, view.since, view.until)
    late = formulas.standing(found, view.until)[1]
    said = [f"{now.accepted} / {now.resolved.part}"]
    if due.whole:
        said.append(words.say("{share} in time").format(share=rate(due)[0]))
    if late:
        said.append(words.say("{n} overdue").format(n=len(late)))
    label = node.name if node else words.say("In none of them")
    return Bar(label, texts.listed(said, words), now.accepted, now.resolved.part, Tone.BAD if late else tone(due))


def buildings(view: View) -> Strip | None:
    """Return the hot buildings, per 100 households where these are known; None when none is.

    Above the communities each stands with its community's name, and fewer of them.
    """
    counts = formulas.by_spot(view.came)
    hot = [one for one in counts.items() if one[1] >= HOT_FROM]
    if not hot:
        return None
    words, owners = view.words, {spot: view.rosters[case.community_id] for case in view.came for spot in case.spots}
    homes = {
        (area_id, building): of_building(roster, building, roster.estate_of(area_id))
        for (area_id, building), roster in owners.items()
    }
    per = formulas.per_hundred(counts, homes)
    ranked = sorted(hot, key=lambda one: (-one[1], len(one[0][1]), one[0][1], one[0][0]))
    ranked = ranked[: MOST_BUILDINGS // 2 if view.is_wide else MOST_BUILDINGS]
    names = Counter(building for _, building in counts)
    most, cells = ranked[0][1], []
    for (area_id, building), n in ranked:
        label, roster = plain(texts.building(building, words)), owners[area_id, building]
        if view.is_wide:
            label = f"{roster.name} {label}"
        elif names[building] > 1:
            label = f"{roster.estate_of(area_id) or roster.areas[area_id].name} {label}"
        value = str(n)
        if (area_id, building) in per:
            value += words.say(" ({rate} per 100 households)").format(rate=f"{per[area_id, building]:.1f}")
        cells.append((label, value, n / most))
    return Strip(words.say("Hot buildings"), tuple(cells), words.say("One at several buildings is counted at each."))
