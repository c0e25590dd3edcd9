"""Digests: an area's day, week or month as picture, text and list, to each who reads it, once each, ever.

The question is never "is it eight o'clock?" but "is there an ended period without a digest?".
"""

from collections.abc import Sequence
from datetime import time, timedelta
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError

from bot.calls import Call, Ledger, Say
from bot.domain import readership
from bot.domain.bulletin import Page
from bot.domain.period import Kind, Period
from bot.domain.readership import Asked, Hours, Owed, Reader
from bot.domain.roster import Area, Level, Roster
from bot.language import Words
from bot.services import bulletins, cards, dossiers, outbox, page_text, pages, people, pictures
from bot.services.dossiers import Wish
from bot.services.outbox import For, Priority
from bot.services.step import Quiet, Step
from bot.tables import Account, Community

PUT_OFF = timedelta(minutes=10)
MOST_LISTED = 5000
"""Tickets of a list that still is a file for a chat, and written in seconds."""


class StuckDigest(Exception):
    """A digest of a community cannot be written; whoever asked has to put that community off."""

    def __init__(self, community_id: str) -> None:
        super().__init__(community_id)
        self.community_id = community_id


def send_next(step: Step) -> bool:
    """Write and queue one area's digest that is due, to all who are owed it. Return False when none is.

    Raise StuckDigest when one cannot be written: the others must not wait for it.
    """
    for community_id in step.connection.scalars(select(Community.id).order_by(Community.id)).all():
        community, quiet = people.roster(step, community_id), step.rules.memory.quiet.get(community_id)
        if quiet is not None and quiet.roster is community and quiet.hours == hours(step) and step.now < quiet.until:
            continue
        try:
            if any(_write_owed(step, community, one) for one in _owed(step, community)):
                return True
        except DBAPIError:
            raise
        except Exception as error:
            raise StuckDigest(community_id) from error
        until = readership.next_moment(readers(step, community), hours(step), community.zone, step.now)
        step.rules.memory.quiet[community_id] = Quiet(community, hours(step), until)
    return False


def put_off(step: Step, community_id: str) -> None:
    """Leave a community's digests alone for a while: after that they are tried again, as long as they are owed."""
    community = people.roster(step, community_id)
    step.rules.memory.quiet[community_id] = Quiet(community, hours(step), step.now + PUT_OFF)


def hours(step: Step) -> Hours:
    """Return when digests come."""
    rules = step.rules
    return Hours(rules.digest_at, rules.digest_weekly, rules.digest_monthly, rules.digest_chiefs)


def readers(step: Step, community: Roster) -> tuple[Reader, ...]:
    """Return everybody who reads a digest of an area of this community, those who asked for silence included."""
    account = Account.__table__
    asked = step.connection.execute(
        select(account.c.telegram_id, account.c.digest_at, account.c.digest_off).where(
            account.c.telegram_id.in_(list(community.by_telegram)),
            or_(account.c.digest_at.is_not(None), account.c.digest_off),
        )
    )
    wishes = {row.telegram_id: Asked(_hour(row.digest_at), row.digest_off) for row in asked}
    return readership.readers(community, hours(step), wishes)


def _hour(kept: str | None) -> time | None:
    return readership.read_hour(kept) if kept else None


def _owed(step: Step, community: Roster) -> Sequence[Owed]:
    some = readers(step, community)
    born = step.connection.scalar(select(Community.created_at).where(Community.id == community.community_id))
    if not some or born is None:
        return ()
    known = bulletins.written(step, some, step.now.astimezone(community.zone).date())
    # A community that came after an hour is not owed what was due then.
    return readership.owed(some, hours(step), community.zone, step.now, born, known)


def _write_owed(step: Step, community: Roster, one: Owed) -> bool:
    return _write(step, community, community.areas[one.area_id], one.period, one.readers) is not None


def send(step: Step, community: Roster, area: Area, period: Period) -> int:
    """Queue the digest of a period to everybody who reads it of an area and has not got it; return to how many."""
    mine = [one for one in readers(step, community) if (one.area_id, one.kind) == (area.id, period.kind)]
    return _write(step, community, area, period, mine) or 0


def _write(step: Step, community: Roster, area: Area, period: Period, some: Sequence[Reader]) -> int | None:
    """Queue a digest to those of some readers who have not got it; None when all have. Whoever is mute is not told."""
    new = bulletins.claim(step, area.id, period, [reader.chat_id for reader in some])
    if not new:
        return None

    def way(reader: Reader) -> tuple[str, time]:
        # Who hears of a day on the morning after it has seen its evening, too: nothing came after that.
        seen_until = reader.at if readership.tells_of_today(reader.at) else time.max
        return cards.words_for(community, reader.language).language, seen_until

    heard = sorted((reader for reader in some if reader.heard and reader.chat_id in new), key=way)
    for (language, at), same in groupby(heard, way):
        said = messages(step, community, area, period, cards.words_for(community, language), at)
        for reader in same:
            for nth, call in enumerate(said):
                key = f"digest:{area.id}:{period.kind}:{period.first}:{reader.chat_id}:{nth}"
                outbox.put(step, call, reader.chat_id, For.DIGEST, Priority.DIGEST, language=language, key=key)
    return len(heard)


def page(
    step: Step, community: Roster, area: Area, period: Period, words: Words, at: time | None = None
) -> tuple[Page, str]:
    """Return what a digest says, as a page to draw and as HTML; `at`: the hour it comes at, if not the usual one."""
    written = pages.page(step, community, area, period, words, at)
    return written, page_text.html(written, words)


def messages(step: Step, community: Roster, area: Area, period: Period, words: Words, at: time) -> tuple[Call, ...]:
    """Return a digest as messages: an empty one is a line alone; with a week and a month comes the list."""
    written, said = page(step, community, area, period, words, at)
    if not written.tiles and not written.blocks:
        return (Say(said),)
    name = f"{area.key}-{period.first}"
    shown = pictures.messages(written, said, name)
    if period.kind is Kind.DAY:
        return shown
    return (*shown, *_list(step, community, area, period, words, f"{name}.xlsx"))


def _list(step: Step, community: Roster, area: Area, period: Period, words: Words, name: str) -> tuple[Call, ...]:
    """Return the list that goes with a digest: nothing when it is empty, a hint when it is too long for a chat."""
    wish, within = listing(community, area, period)
    number = dossiers.number(step, wish)
    if number > MOST_LISTED:
        long = words.say("The list has {number} tickets, too many for a chat. The operator can write it to a file.")
        return (Say(long.format(number=number)),)
    if not number or wish.since is None or wish.until is None:
        return ()
    about = words.say("The list of {area}, to work on").format(area=area.name)
    since, until = wish.since.isoformat(), wish.until.isoformat()
    home, zone = wish.community_id or "", str(community.zone)
    return (Ledger(name, about, home, area.id, since, until, words.language, zone, within),)


def listing(community: Roster, area: Area, period: Period) -> tuple[Wish, bool]:
    """Return which tickets a period's list has, and whether its readers are of the community itself."""
    since, until = period.bounds(community.zone)
    above = area.level in (Level.SUBDISTRICT, Level.DISTRICT)
    return Wish(None if above else community.community_id, area.id, since, until), not above
