"""The small print of a page: what is left out, what waits, hours nobody covers, people no message reaches, outages.

What is suspended or waits for a department is listed here, never hidden. Plain words; changes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.bulletin import Page
from bot.domain.figures import tally as formulas
from bot.domain.figures.share import SMALL, Change
from bot.domain.period import Kind, longer
from bot.domain.roster import FIRST_RUNG
from bot.domain.ticket import State
from bot.domain.timetable import stints
from bot.domain.whereabouts import below
from bot.services import figures, hours, people, texts, vacancies
from bot.services.page_tables import FEW, rows_of
from bot.services.page_view import View, plain
from bot.tables import Outage

MOST_GAPS, MOST_NAMES, MOST_SUSPENDED = 3, 5, 3
_outage = Outage.__table__.c


def since_last(view: View, last: datetime) -> int:
    """Return how many came in the period before after its digest was counted at `last`: no other page shows them."""
    return sum(case.is_valid and last <= case.opened_at < view.since for case in view.found)


def notes(view: View, evening: int) -> tuple[str, ...]:
    """Return the notes; `evening`: how many came after the digest of the day before."""
    said: list[str] = []
    if evening:
        came = {
            Kind.DAY: view.words.say("After yesterday's digest {n} more came in"),
            Kind.WEEK: view.words.say("After last week's digest {n} more came in that week"),
        }
        said.append(came.get(view.period.kind, came[Kind.DAY]).format(n=evening))
    for found in (
        _left_out,
        _suspended,
        _whistled,
        _year_ago,
        outages,
        _on_duty,
        _gaps,
        _unmet,
        _tomorrow,
        _unknown_years,
    ):
        said += found(view)
    return tuple(said)


def _left_out(view: View) -> Iterator[str]:
    words, now, said = view.words, formulas.tally(view.came, view.since, view.until), []
    if now.void:
        said.append(words.say("False alarms {n} (not counted)").format(n=now.void))
    if now.duplicates:
        said.append(words.say("Duplicates {n} (counted once)").format(n=now.duplicates))
    if now.things > now.accepted:
        said.append(words.say("{n} reports about {things} things").format(n=now.accepted, things=now.things))
    # By whom is nobody's business on a page; how many there are tells whether it hangs on one pair of eyes.
    if (told := formulas.by_reporter(view.came)) and view.period.kind is not Kind.DAY:
        busiest = max(told.values())
        said.append(words.say("{n} people reported, the busiest {most}").format(n=len(told), most=busiest))
    if said:
        yield " · ".join(said)


def _suspended(view: View) -> Iterator[str]:
    said, (_, _, aside) = [], view.standing
    if aside:
        shown, words = aside[:MOST_SUSPENDED], view.words
        rows = rows_of(view, shown)
        listed = [
            f"#{case.number}" + (f" → {words.at(wake)}" if (wake := rows[case.id].wake_at) is not None else "")
            for case in shown
        ]
        more = "…" if len(aside) > len(shown) else ""
        said.append(words.say("Suspended {n}: {list}").format(n=len(aside), list=texts.listed(listed, words) + more))
    if view.period.kind is not Kind.DAY:
        off = formulas.written_off(view.found, view.since, view.until)
        if off.whole:
            said.append(view.words.say("Written off of what was suspended: {share}").format(share=off))
    if said:
        yield " · ".join(said)


def _whistled(view: View) -> Iterator[str]:
    words, blown = view.words, formulas.whistles(view.found, view.since, view.until)
    if view.period.kind is not Kind.DAY and len(blown) <= FEW:
        for name, (answered, settled) in sorted(blown.items()):
            yield words.say("{department}: whistled for {n}, came or answered {answered}, settled {settled}").format(
                department=name, n=answered.whole, answered=answered, settled=settled
            )
    live, _, _ = view.standing
    waiting = [case for case in live if case.state is State.WHISTLED]
    if not waiting:
        return
    asked = Counter(name for case in waiting for name in {one.department for one in case.calls if one.is_waited_for})
    listed = texts.listed((f"{name} {n}" for name, n in asked.most_common()), view.words)
    yield view.words.say("Waiting for departments {n}: {list}").format(n=len(waiting), list=listed or "—")


def _year_ago(view: View) -> Iterator[str]:
    """Yield 同比 of a month or more; in a community's first year that there is nothing to compare with."""
    if view.period.days < 28:
        return
    since, until = view.period.last_year().bounds(view.community.zone)
    if not view.is_over:
        until = min(until, since + (view.until - view.since))
    old = {community_id for community_id, born in view.born.items() if born <= since}
    if not old:
        yield view.words.say("Nothing to compare with from the year before")
        return
    # Communities that joined since would look like trouble that grew.
    found = figures.of_area(view.step, view.community, view.area, since, until, thin=True)
    past = formulas.tally((case for case in found if case.community_id in old), since, until).accepted
    now = formulas.tally((case for case in view.came if case.community_id in old), view.since, view.until).accepted
    yield _against_year(view, Change(now, past, longer(view.since, view.until, since, until)), len(old))


def _against_year(view: View, change: Change, communities: int) -> str:
    words, past = view.words, change.before or 0
    if change.ratio is None:
        said, told = words.say("A year before: none"), ""
    elif change.by_day and past >= SMALL:
        said, told = words.say("A year before: {n} ({change} a day)"), f"{change.ratio:+.0%}"
    else:
        said = words.say("A year before: {n} ({change})")
        told = f"{change.now - past:+d}" if past < SMALL else f"{change.ratio:+.0%}"
    said = said.format(n=past, change=told)
    if communities == len(view.rosters):
        return said
    then = words.plural(
        "{said}; only the {n} community of then", "{said}; only the {n} communities of then", communities
    )
    return then.format(said=said, n=communities)


def outages(view: View) -> Iterator[str]:
    """Yield when the bot itself could not hear."""
    query = select(_outage.began_at, _outage.ended_at).where(
        _outage.began_at < view.until, _outage.ended_at > view.since
    )
    for row in view.step.connection.execute(query.order_by(_outage.began_at)):
        since, until = view.words.at(row.began_at, view.until), view.words.at(row.ended_at, row.began_at)
        yield view.words.say("Offline {since}–{until}; what came meanwhile was caught up with").format(
            since=since, until=until
        )


def _on_duty(view: View) -> Iterator[str]:
    """Yield who has the evening, where there is a rota with hours: it is they whom a late report finds."""
    if not _is_today(view):
        return
    community, now, inside = view.community, view.step.now, below(view.community, view.area)
    held = [
        one
        for one in community.assignments
        if one.area_id in inside and one.role in FIRST_RUNG and not one.shift.whole_day
    ]
    found = stints(community, held, now, now + timedelta(minutes=1), view.step.rules.calendar)
    said = [
        f"{community.areas[one.area_id].name} {community.people[one.person_id].name} "
        f"{one.starts_at.astimezone(community.zone):%H:%M}–{one.ends_at.astimezone(community.zone):%H:%M}"
        for one in found
        if one.starts_at <= now
    ]
    if said:
        listed = texts.listed(said[:MOST_NAMES], view.words) + ("…" if len(said) > MOST_NAMES else "")
        yield view.words.say("On duty: {list}").format(list=listed)


def _tomorrow(view: View) -> Iterator[str]:
    """Yield what tomorrow is when it is not what its weekday says (调休)."""
    day = view.period.last + timedelta(days=1)
    works, plain_day = view.step.rules.calendar.is_workday(day), day.weekday() < 5
    if _is_today(view) and works != plain_day:
        said = (
            view.words.say("Tomorrow, {day}, is a working day") if works else view.words.say("Tomorrow, {day}, is off")
        )
        yield said.format(day=hours.named(day, view.words))


def _is_today(view: View) -> bool:
    return view.period.kind is Kind.DAY and not view.is_over and not view.is_wide


def _gaps(view: View) -> Iterator[str]:
    if view.is_wide:
        return
    inside = below(view.community, view.area)
    found = [gap for gap in vacancies.found(view.step, view.community) if gap.area.id in inside]
    for gap in found[:MOST_GAPS]:
        yield f"{gap.area.name} {plain(vacancies.line(gap, view.words))}"
    if (more := len(found) - MOST_GAPS) > 0:
        yield view.words.plural("and {n} more", "and {n} more", more).format(n=more)


def _unmet(view: View) -> Iterator[str]:
    if view.is_wide:
        return
    inside = below(view.community, view.area)
    here = {held.person_id for held in view.community.assignments if held.area_id in inside}
    names = [one.name for one in people.unmet(view.step, view.community) if one.id in here]
    if names:
        listed = texts.listed(names[:MOST_NAMES], view.words) + ("…" if len(names) > MOST_NAMES else "")
        yield view.words.say("No message reaches: {names}").format(names=listed)


def _unknown_years(view: View) -> Iterator[str]:
    ahead = view.period.last + timedelta(days=31)
    for year in sorted({view.period.last.year, ahead.year}):
        if not view.step.rules.calendar.knows(year):
            yield view.words.say("The make-up working days of {year} are not known yet").format(year=year)


def empty(view: View, title: str, subtitle: str) -> Page:
    """Return the page of a period in which nothing came and nothing is open: one line, with any outage in it."""
    said = [view.words.say("No reports, nothing open."), *outages(view)]
    return Page(title, subtitle, notes=(" ".join(said),))
