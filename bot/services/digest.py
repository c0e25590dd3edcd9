"""Digests: an area's day, week or month as picture, text and list, to each who reads it, once each, ever.

The question is never "is it eight o'clock?" but "is there an ended period without a digest?".

    prepare ── reads alone, as long as it takes ──▶ Ready ── queue: claims and queues, one short transaction ──▶ outbox
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.calls import Call, Ledger, Say
from bot.domain import readership
from bot.domain.bulletin import Page
from bot.domain.period import Period
from bot.domain.readership import Hours, Owed, Reader
from bot.domain.roster import Area, Level, Roster
from bot.language import Words
from bot.services import bulletins, cards, digest_wishes, dossiers, outbox, page_text, pages, people, pictures
from bot.services.dossiers import Wish
from bot.services.outbox import For, Priority
from bot.services.step import Quiet, Step
from bot.tables import Community

PUT_OFF = timedelta(minutes=10)
MOST_LISTED = 5000
"""Tickets of a list that still is a file for a chat, and written in seconds."""


class StuckDigest(Exception):
    """A digest of a community cannot be written; whoever asked has to put that community off."""

    def __init__(self, community_id: str) -> None:
        super().__init__(community_id)
        self.community_id = community_id


@dataclass(frozen=True, slots=True)
class Letter:
    """The messages of a digest in one language and one light, after one digest before, and who is to get them.

    Groups have letters of their own: what is nobody's business there is left out of their list.
    """

    language: str
    calls: tuple[Call, ...]
    chats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest that is written and belongs to nobody yet. `chats`: all who are owed it, the silent ones included.

    `at`: up to when it was counted.
    """

    community_id: str
    area_id: int
    period: Period
    at: datetime
    chats: tuple[int, ...]
    letters: tuple[Letter, ...]


def prepare(step: Step, turn: int = 0) -> Ready | None:
    """Write one area's digest that is due, for all who are owed it. Return None when none is. Changes nothing.

    `turn`: with which community to begin, so that several bots do not all write the same one.
    Raise StuckDigest when one cannot be written: the others must not wait for it.
    """
    communities = step.connection.execute(select(Community.id, Community.revision).order_by(Community.id)).all()
    first = turn % len(communities) if communities else 0
    for row in [*communities[first:], *communities[:first]]:
        community_id, revision = row.id, row.revision
        quiet = step.rules.memory.quiet.get(community_id)
        if quiet and (quiet.revision, quiet.hours) == (revision, hours(step)) and step.now < quiet.until:
            continue
        try:
            community = people.roster(step, community_id)
            if owed := _owed(step, community):
                one = owed[0]
                return _compose(step, community, community.areas[one.area_id], one.period, one.readers)
            until = readership.next_moment(readers(step, community), hours(step), community.zone, step.now)
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            raise StuckDigest(community_id) from error
        step.rules.memory.quiet[community_id] = Quiet(revision, hours(step), until)
    return None


def queue(step: Step, ready: Ready) -> int | None:
    """Queue a digest to those who have not got it; return to how many, None when another bot was quicker with all.

    Whoever has ceased to read it meanwhile gets nothing. Raise StuckDigest when it cannot be queued.
    """
    try:
        return _queue(step, ready)
    except OperationalError:
        # A lock that did not come in time is nobody's fault: the next try may get it.
        raise
    except Exception as error:
        raise StuckDigest(ready.community_id) from error


def _queue(step: Step, ready: Ready) -> int | None:
    community, period = people.roster(step, ready.community_id), ready.period
    mine = {one.chat_id: one for one in _readers_of(step, community, ready.area_id, period)}
    new = bulletins.claim(step, ready.area_id, period, [chat for chat in ready.chats if chat in mine], ready.at)
    told = 0
    for letter in ready.letters:
        for chat in letter.chats:
            if chat not in new or not mine[chat].heard:
                continue
            told += 1
            for nth, call in enumerate(letter.calls):
                key = f"digest:{ready.area_id}:{period.kind}:{period.first}:{chat}:{nth}"
                outbox.put(step, call, chat, For.DIGEST, Priority.DIGEST, language=letter.language, key=key)
    return told if new else None


def put_off(step: Step, community_id: str) -> None:
    """Leave a community's digests alone for a while: after that they are tried again, as long as they are owed."""
    revision = step.connection.scalar(select(Community.revision).where(Community.id == community_id))
    step.rules.memory.quiet[community_id] = Quiet(revision, hours(step), step.now + PUT_OFF)


def hours(step: Step) -> Hours:
    """Return when digests come."""
    rules = step.rules
    return Hours(rules.digest_at, rules.digest_weekly, rules.digest_monthly, rules.digest_chiefs)


def readers(step: Step, community: Roster) -> tuple[Reader, ...]:
    """Return everybody who reads a digest of an area of this community, those who asked for silence included."""
    return readership.readers(community, hours(step), digest_wishes.asked(step, community))


def _owed(step: Step, community: Roster) -> Sequence[Owed]:
    some = readers(step, community)
    born = step.connection.scalar(select(Community.created_at).where(Community.id == community.community_id))
    if not some or born is None:
        return ()
    known = bulletins.written(step, some, community.zone)
    # A community that came after an hour is not owed what was due then.
    return readership.owed(some, hours(step), community.zone, step.now, born, known)


def written(step: Step, community: Roster, area: Area, period: Period) -> Ready:
    """Write the digest of a period, however long ago, for those who read it of an area. Changes nothing.

    For nobody whose hour has not come yet: they get the whole one then.
    """
    zone, when = community.zone, hours(step)
    some = _readers_of(step, community, area.id, period)
    due = [one for one in some if readership.has_come(one, period, when, zone, step.now)]
    return _compose(step, community, area, period, due)


def _readers_of(step: Step, community: Roster, area_id: int, period: Period) -> list[Reader]:
    return [one for one in readers(step, community) if (one.area_id, one.kind) == (area_id, period.kind)]


def _compose(step: Step, community: Roster, area: Area, period: Period, some: Sequence[Reader]) -> Ready:
    seen = bulletins.counted_until(step, area.id, period.previous(), [reader.chat_id for reader in some])

    def way(reader: Reader) -> tuple[str, bool, bool, datetime]:
        dark = step.rules.digest_dark if reader.dark is None else reader.dark
        last = seen.get(reader.chat_id) or readership.usual_end(period, reader.at, community.zone)
        return cards.words_for(community, reader.language).language, dark, reader.chat_id > 0, last

    letters = []
    heard = sorted((reader for reader in some if reader.heard), key=way)
    for (language, dark, private, last), same in groupby(heard, way):
        words = cards.words_for(community, language)
        said = messages(step, community, area, period, words, last, dark=dark, private=private)
        letters.append(Letter(language, said, tuple(reader.chat_id for reader in same)))
    chats = tuple(reader.chat_id for reader in some)
    return Ready(community.community_id, area.id, period, step.now, chats, tuple(letters))


def page(
    step: Step, community: Roster, area: Area, period: Period, words: Words, last: datetime | None = None
) -> tuple[Page, str]:
    """Return what a digest says, as a page to draw and as HTML; `last`: up to when the one before was counted."""
    written = pages.page(step, community, area, period, words, last)
    return written, page_text.html(written, words)


def messages(
    step: Step,
    community: Roster,
    area: Area,
    period: Period,
    words: Words,
    last: datetime | None = None,
    *,
    dark: bool = False,
    private: bool = True,
) -> tuple[Call, ...]:
    """Return a digest as messages, the list to work on among them; an empty one is a line alone.

    `private`: it goes to one person, not to a group.
    """
    written, said = page(step, community, area, period, words, last)
    if not written.tiles and not written.blocks:
        return (Say(said),)
    name = f"{area.key}-{period.first}"
    shown = pictures.messages(written, said, name, dark=dark)
    return (*shown, *_list(step, community, area, period, words, f"{name}.xlsx", private=private))


def _list(
    step: Step, community: Roster, area: Area, period: Period, words: Words, name: str, *, private: bool
) -> tuple[Call, ...]:
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
    return (Ledger(name, about, home, area.id, since, until, words.language, zone, within and private),)


def listing(community: Roster, area: Area, period: Period) -> tuple[Wish, bool]:
    """Return which tickets a period's list has, and whether its readers are of the community itself."""
    since, until = period.bounds(community.zone)
    above = area.level in (Level.SUBDISTRICT, Level.DISTRICT)
    return Wish(None if above else community.community_id, area.id, since, until, standing=True), not above
