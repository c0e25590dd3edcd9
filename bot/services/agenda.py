"""/duty: who is on duty when, as words and as a calendar file. Changes nothing.

/duty                today, in the areas of whoever asks, and in all below them
/duty 周六 第一网格    another day, another area
/duty ics            four weeks as a file for one's own calendar
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bot.calls import Paper
from bot.domain import ical
from bot.domain.gaps import gaps
from bot.domain.rearranging import Objected, Objection
from bot.domain.roster import Area, Person, Role, Roster
from bot.domain.rota import moment
from bot.domain.timetable import Stint, stints
from bot.domain.whereabouts import areas_called, below
from bot.domain.wish import read_wish
from bot.language import Words
from bot.messages import Message
from bot.services import hours, objections, outbox, texts
from bot.services.escalation import role_name
from bot.services.outbox import For, Priority
from bot.services.speaking import say, words_of
from bot.services.step import Step

COMMANDS = frozenset({"duty", "值班", "排班"})
MOST_AREAS, MOST_DAYS, FILE_DAYS = 12, 7, 28


def take(step: Step, community: Roster, message: Message) -> None:
    """Answer /duty."""
    words = words_of(community, message)
    asker = None if message.sender.anonymous else community.by_telegram.get(message.sender.id)
    if asker is None:
        say(step, community, message, objections.sentence(Objected(Objection.STRANGER), community, words))
        return
    today = step.now.astimezone(community.zone).date()
    wish = read_wish(message.text, today)
    wanted = [word for word in wish.said if word.casefold() not in ("ics", ".ics")]
    areas = areas_called(community, " ".join(wanted)) if wanted else _own(community, asker)
    if not areas:
        unknown = words.say("There is no area called “{name}” here. Write its name, its id or a building.")
        say(step, community, message, unknown.format(name=texts.name(" ".join(wanted))))
        return
    chosen = with_duty(community, areas)
    if len(wanted) < len(wish.said):
        _send_file(step, community, message, chosen, words)
        return
    days = wish.days[:MOST_DAYS] or (today,)
    said = "\n\n".join(text(step, community, chosen[:MOST_AREAS], day, words) for day in days)
    say(step, community, message, said)


def _own(community: Roster, person: Person) -> tuple[Area, ...]:
    held = dict.fromkeys(one.area_id for one in community.assignments if one.person_id == person.id)
    return tuple(community.areas[area_id] for area_id in held if area_id in community.areas)


def with_duty(community: Roster, areas: Iterable[Area]) -> list[Area]:
    """Return the areas, and those in them, in which anybody has duty; those asked about always."""
    asked = {area.id for area in areas}
    inside = below(community, *areas)
    served = {held.area_id for held in community.assignments if held.role is not Role.SUPERVISOR}
    return [area for area in community.areas.values() if area.id in asked or area.id in inside & served]


def text(step: Step, community: Roster, areas: Sequence[Area], day: date, words: Words) -> str:
    """Return who is on duty in the areas on a local day, as HTML."""
    since, until = (moment(one, time(0), community.zone) for one in (day, day + timedelta(days=1)))
    title = words.say("On duty · {day}").format(day=hours.named(day, words))
    lines = [f"🗓 <b>{title}</b>"]
    nobody = {gap.area.id: gap for gap in reversed(gaps(community, since, step.rules.calendar, until - since))}
    for area in areas:
        lines.append(f"<b>{texts.name(area.name)}</b>")
        found = _stints(step, community, [area], since, until)
        lines += [_line(community, stint, since, until, words) for stint in found]
        if not found:
            lines.append(words.say("nobody"))
        elif area.id in nobody:
            gap = nobody[area.id]
            none = words.say("⚠️ {when}: no gridworker who can be reached")
            lines.append(none.format(when=_clock(gap.starts_at, gap.ends_at, since, until, words)))
    if note := _doubt(step, community, areas, day, day, words):
        lines.append(note)
    return "\n".join(lines)


def _line(community: Roster, stint: Stint, since: datetime, until: datetime, words: Words) -> str:
    person = community.people[stint.person_id]
    said = f"{_clock(stint.starts_at, stint.ends_at, since, until, words)} · {role_name(stint.role, words)}"
    said += f" {texts.name(person.name)}"
    if stint.instead_of is not None:
        covered = texts.name(community.people[stint.instead_of].name)
        said += " " + words.say("(for {name})").format(name=covered)
    return said if person.reachable else f"{said} ⚠️ " + words.say("cannot be reached")


def _clock(starts: datetime, ends: datetime, since: datetime, until: datetime, words: Words) -> str:
    """Return the hours of a day: `08:00–20:00`; what lies before or after it is left open."""
    first = f"{starts.astimezone(words.zone):%H:%M}" if starts > since else ""
    last = f"{ends.astimezone(words.zone):%H:%M}" if ends < until else ""
    return f"{first}–{last}" if first or last else words.say("all day")


def _stints(step: Step, community: Roster, areas: Sequence[Area], since: datetime, until: datetime) -> list[Stint]:
    wanted = {area.id for area in areas}
    held = [one for one in community.assignments if one.area_id in wanted and one.role is not Role.SUPERVISOR]
    return stints(community, held, since, until, step.rules.calendar)


def _doubt(step: Step, community: Roster, areas: Sequence[Area], first: date, last: date, words: Words) -> str:
    """Say so when duty depends on working days of a year whose make-up days are not known."""
    wanted = {area.id for area in areas}
    depends = any(
        held.area_id in wanted and (held.shift.workdays or held.shift.holidays) for held in community.assignments
    )
    unknown = [year for year in range(first.year, last.year + 1) if not step.rules.calendar.knows(year)]
    if not depends or not unknown:
        return ""
    said = words.say("⚠️ The make-up working days of {year} are not published yet; duty on working days may change.")
    return said.format(year=unknown[0])


# ------------------------------------------------------------------- as a file


def calendar(step: Step, community: Roster, areas: Sequence[Area], days: int, words: Words) -> tuple[str, int, str]:
    """Return the coming days' duty as an iCalendar file's text, how many entries it has, and what is doubtful of it."""
    first = step.now.astimezone(community.zone).date()
    last = first + timedelta(days=days)
    since, until = (moment(day, time(0), community.zone) for day in (first, last))
    note = _doubt(step, community, areas, first, last, words)
    entries = [_entry(community, stint, words) for stint in _stints(step, community, areas, since, until)]
    name = words.say("{community} · duty").format(community=community.name)
    return ical.written(entries, name, step.now, note), len(entries), note


def _entry(community: Roster, stint: Stint, words: Words) -> ical.Entry:
    area, person = community.areas[stint.area_id], community.people[stint.person_id]
    uid = f"{community.community_id}-{area.key}-{stint.role.value}-{person.key}-{stint.starts_at:%Y%m%dT%H%M}@qianshao"
    instead = ""
    if stint.instead_of is not None:
        instead = words.say("Stands in for {name}").format(name=community.people[stint.instead_of].name)
    summary = f"{area.name} · {role_name(stint.role, words)} · {person.name}"
    return ical.Entry(uid, stint.starts_at, stint.ends_at, summary, instead)


def _send_file(step: Step, community: Roster, message: Message, areas: Sequence[Area], words: Words) -> None:
    content, count, note = calendar(step, community, areas, FILE_DAYS, words)
    if not count:
        say(step, community, message, words.say("Nobody has duty there in the coming weeks."))
        return
    caption = words.say("Open it with your calendar: duty of the coming {days} days.").format(days=FILE_DAYS)
    paper = Paper("", "duty.ics", " ".join(filter(None, (caption, note))), content)
    outbox.put(step, paper, message.chat.id, For.NOTICE, Priority.NOTICE, language=words.language)
