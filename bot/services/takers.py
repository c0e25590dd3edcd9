"""Whom points are about: by name (老高, 李哥), by the ticket that only they told of (#142). Questions only.

Known are those who reported of late, who have points, and who are on the roster.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.domain.roster import Person, Roster
from bot.domain.wish import called
from bot.language import Words
from bot.services import assembly, ledger, texts
from bot.services.step import Step
from bot.tables import PointEntry, Report, Ticket

REMEMBERED = timedelta(days=90)
"""Who has reported within so long is known by name."""

MOST_NAMED = 5
_NUMBER = re.compile(r"[#＃](\d{1,9})")
_SEVERAL = re.compile(r"[、&,，]|[^\s]和[^\s]|各$")


def named(step: Step, community: Roster, wanted: str, words: Words) -> Person | str:
    """Return the one who is called so; else a sentence that says what is wrong."""
    if (number := _NUMBER.fullmatch(wanted)) is not None:
        tickets = ledger.numbered(step.connection, int(number[1]), community.community_id)
        if not tickets:
            return words.say("There is no #{number} here.").format(number=number[1])
        found = _voices(step, tickets[0])
    else:
        # One who has gone by several names is found by each of them, and is one.
        readings = called(_known(step, community), wanted)
        found = tuple({person.telegram_id: person for person in reversed(readings)}.values())
    if len(found) == 1:
        return found[0]
    if not found and _SEVERAL.search(wanted):
        return words.say("One at a time, please: a message for each of them.")
    if not found:
        said = words.say("I know nobody here called “{name}”. Answer a message of theirs, or name their report: #12.")
        return said.format(name=texts.name(wanted))
    said = words.say("Whom do you mean: {names}? Answer a message of theirs, or name a report: /award #12 5 why.")
    return said.format(names=_named(step, community, found, words))


def somebody(telegram_id: int, name: str) -> Person:
    return Person(telegram_id, "", name, telegram_id, reachable=False)


def _voices(step: Step, ticket: Row[Any]) -> tuple[Person, ...]:
    told = {row.sender_id: row.sender_name for row in assembly.reports(step, ticket.id) if row.sender_id > 0}
    return tuple(somebody(telegram_id, name) for telegram_id, name in told.items())


def _known(step: Step, community: Roster) -> list[Person]:
    """Return everybody whose name is known in a community: who reported of late, has points, or is on the roster."""
    since = step.now - REMEMBERED
    ours, entry = Ticket.community_id == community.community_id, PointEntry.__table__.c
    reported = (
        select(Report.sender_id.label("who"), Report.sender_name.label("name"))
        .join(Ticket, Ticket.id == Report.ticket_id)
        .where(ours, Ticket.opened_at >= since, Report.sender_id > 0)
        .distinct()
    )
    paid = (
        select(entry.telegram_id.label("who"), entry.name)
        .where(entry.community_id == community.community_id)
        .distinct()
    )
    rows = [(row.who, row.name) for query in (paid, reported) for row in step.connection.execute(query)]
    own = [(telegram_id, person.name) for telegram_id, person in community.by_telegram.items()]
    return [somebody(telegram_id, name) for telegram_id, name in dict.fromkeys([*own, *rows])]


def _named(step: Step, community: Roster, found: Iterable[Person], words: Words) -> str:
    """Return people's names, each with the latest ticket that only they told of: it tells them apart."""
    named = []
    for person in list(found)[:MOST_NAMED]:
        query = select(Ticket.number).join(Report, Report.ticket_id == Ticket.id)
        alone = (Report.sender_id == person.telegram_id, Ticket.voices == 1)
        mine = query.where(*alone, Ticket.community_id == community.community_id)
        number = step.connection.scalar(mine.order_by(Report.id.desc()).limit(1))
        named.append(f"{texts.name(person.name)} (#{number})" if number else texts.name(person.name))
    return texts.listed(named, words)
