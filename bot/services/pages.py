"""The page of an area and a period: what text, picture and sheet are made of, in the reader's language.

    page_view ── page_tiles · page_blocks · page_tables · page_notes ──▶ Page ──▶ page_text, darkroom

Counts nothing itself; plain phrases, no HTML. Of restricted kinds neither place nor words stand on it.
"""

from datetime import datetime

from bot.domain.bulletin import Block, Page
from bot.domain.period import Kind, Period
from bot.domain.readership import usual_end
from bot.domain.roster import Area, Roster
from bot.language import Words
from bot.services import hours, page_blocks, page_notes, page_tables, page_tiles
from bot.services.page_view import View, look
from bot.services.step import Step


def page(step: Step, community: Roster, area: Area, period: Period, words: Words, last: datetime | None = None) -> Page:
    """Return the page of an area and all below it, up to now when the period is not over.

    `last`: up to when the period before was counted, if not as usual; what came after that is told beside this one.
    """
    view = look(step, community, area, period, words)
    title, subtitle = _title(view), _subtitle(view)
    evening = page_notes.since_last(view, last or usual_end(period, step.rules.digest_at, community.zone))
    if not view.came and not view.standing[0] and not evening:
        return page_notes.empty(view, title, subtitle)
    blocks = tuple(block for block in _blocks(view) if block is not None)
    return Page(title, subtitle, page_tiles.tiles(view), blocks, page_notes.notes(view, evening), _footer(view))


def _title(view: View) -> str:
    named = {
        Kind.DAY: view.words.say("{area} · daily digest"),
        Kind.WEEK: view.words.say("{area} · the week"),
        Kind.MONTH: view.words.say("{area} · the month"),
    }
    return named.get(view.period.kind, view.words.say("{area} · figures")).format(area=view.area.name)


def _subtitle(view: View) -> str:
    first, last, words = view.period.first, view.period.last, view.words
    if view.period.kind is Kind.DAY:
        said = f"{first} {hours.weekday(first, words)}"
        if not view.step.rules.calendar.is_workday(first):
            said += " · " + words.say("day off")
    elif view.period.kind is Kind.WEEK:
        said = words.say("{first} – {last} · week {n}").format(first=first, last=last, n=first.isocalendar().week)
    elif view.period.kind is Kind.MONTH:
        said = words.say("{year}-{month}").format(year=first.year, month=f"{first.month:02}")
    else:
        said = f"{first} – {last}"
    if not view.is_over:
        said += " · " + words.say("as of {time}").format(time=words.at(view.until, view.since))
    return said


def _blocks(view: View) -> list[Block | None]:
    kind = view.period.kind
    long = kind is not Kind.DAY
    return [
        page_blocks.kinds(view) if view.came else None,
        page_blocks.times(view) if view.came or view.earlier else None,
        page_blocks.areas(view),
        page_tables.companies(view) if long or view.is_wide else None,
        page_tables.departments(view) if long else None,
        page_blocks.buildings(view),
        page_blocks.day_hours(view) if long and kind is not Kind.WEEK else None,
        # A picture has room for so much: what is late is the business of days and weeks.
        page_tables.overdue(view) if kind in (Kind.DAY, Kind.WEEK) else None,
    ]


def _footer(view: View) -> str:
    words = view.words
    said = words.say("Counted by the time of the report; duplicates and false alarms are left out.")
    if view.period.kind is Kind.WEEK:
        said += ("" if words.language == "zh" else " ") + words.say(
            "A reply like “#142 new pipe by Friday” writes a decision onto its ticket."
        )
    return said
