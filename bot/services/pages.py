"""The page of an area and a period: what text, picture and sheet are made of, in the reader's language.

Counts nothing itself; plain phrases, no HTML. Of restricted kinds neither place nor words stand on it.
"""

from datetime import datetime

from bot.domain.bulletin import Bar, Bars, Line, Page, Table, Tile, Tone
from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.period import Kind, Period
from bot.domain.roster import Area, Roster
from bot.domain.ticket import State
from bot.language import Words
from bot.services import figures
from bot.services.step import Step

MOST_KINDS, MOST_LATE = 6, 10


def page(step: Step, community: Roster, area: Area, period: Period, words: Words) -> Page:
    """Return the page of an area and all below it, up to now when the period is not over."""
    since, ends = period.bounds(community.zone)
    until, (before, _) = min(step.now, ends), period.previous().bounds(community.zone)
    inside = [node.id for node in community.areas.values() if area in community.upwards(node.id)]
    # Equal lengths are compared: at noon, with the day before up to noon.
    then = before + (until - since)
    found = figures.cases(step, community.community_id, inside, before, until)
    now, past = formulas.tally(found, since, until), formulas.tally(found, before, min(then, since))
    live, late, _ = formulas.standing(found, until)
    days = str(period.first) if period.days == 1 else f"{period.first} – {period.last}"
    if not now.reports and not live:
        return Page(area.name, days, notes=(words.say("No reports, nothing open."),))
    fixed_note = words.say("{share} in time").format(share=formulas.on_time(found, since, until)[0])
    tiles = (
        Tile(words.say("New"), str(now.accepted), _against(now.accepted, past.accepted, words)),
        Tile(words.say("Fixed"), str(now.resolved.part), fixed_note),
        Tile(
            words.say("First answer"),
            words.span(now.median_response) if now.median_response is not None else "—",
            words.say("median; {share} in time").format(share=now.timely),
        ),
        Tile(words.say("Overdue"), str(len(late)), tone=Tone.BAD if late else Tone.GOOD),
    )
    came = [case for case in found if since <= case.opened_at < until]
    earlier = [case for case in found if before <= case.opened_at < min(then, since)]
    blocks: list[Bars | Line | Table] = [_kinds(step, came, words)]
    if period.kind is Kind.DAY:
        labels = tuple(str(hour) if hour % 6 == 0 else "" for hour in range(24))
        hours = formulas.by_hour(came, community.zone), formulas.by_hour(earlier, community.zone)
        legend = words.say("this day"), words.say("the day before")
        blocks.append(Line(words.say("By the hour"), labels, hours[0], hours[1], legend))
    if late:
        blocks.append(_overdue(step, late, until, words))
    return Page(area.name, days, tiles, tuple(blocks))


def _against(now: int, before: int, words: Words) -> str:
    if before == 0:
        return words.say("none before") if now else ""
    return words.say("{change} on the period before").format(change=f"{now - before:+d}")


def _kind(step: Step, category: str | None, words: Words) -> str:
    return step.rules.lexicon.category(category).name(words.language) if category else words.say("Kind not known yet")


def _kinds(step: Step, came: list[Case], words: Words) -> Bars:
    counts = formulas.by_category(came)
    fixed = formulas.by_category(case for case in came if case.state in (State.RESOLVED, State.CLOSED))
    rows = tuple(
        Bar(_kind(step, category, words), f"{n} / {fixed[category]}", n, fixed[category])
        for category, n in counts.most_common(MOST_KINDS)
    )
    return Bars(words.say("Kinds (new / fixed)"), rows)


def _overdue(step: Step, late: tuple[Case, ...], until: datetime, words: Words) -> Table:
    headings = words.say("Number"), words.say("Kind"), words.say("Late")
    rows = tuple(
        (f"#{case.number}", _kind(step, case.category, words), words.span(until - (case.late_since or until)))
        for case in late[:MOST_LATE]
    )
    return Table(words.say("Overdue"), headings, rows, marked=frozenset({2}), tone=Tone.BAD)
