"""Which digests were written: of an area, for a period, to one chat. Once each, ever, whatever bots race or restart.

Knows neither who reads them nor what they say.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Row, select, update

from bot.database import insert_new
from bot.domain.period import DAY, Kind, Period
from bot.domain.readership import FORGOTTEN, Reader, Written, tells_of_today
from bot.services.step import Step
from bot.tables import Bulletin, Digest

_bulletin, _digest = Bulletin.__table__, Digest.__table__


def written(step: Step, readers: Collection[Reader], zone: tzinfo) -> set[Written]:
    """Return what was written lately of their areas. A day that was kept the old way was written to all of them."""
    today = step.now.astimezone(zone).date()
    areas = {reader.area_id for reader in readers}
    lately = select(_bulletin).where(_bulletin.c.area_id.in_(areas), _bulletin.c.first >= today - FORGOTTEN)
    found = {(row.area_id, row.period, row.first, row.chat_id) for row in step.connection.execute(lately)}
    old = select(_digest).where(_digest.c.area_id.in_(areas), _digest.c.day >= today - timedelta(days=4))
    days = {(row.area_id, _told(row, zone)) for row in step.connection.execute(old)}
    daily = [(reader.area_id, reader.chat_id) for reader in readers if reader.kind is Kind.DAY]
    return found | {(area, Kind.DAY.value, day, chat) for area, day in days for one, chat in daily if one == area}


def _told(kept: Row[Any], zone: tzinfo) -> date:
    """Return the day that a digest of the old way told of, as days are told of now.

    One that came in the morning had the day it came on for its name, of which there was nothing to tell yet.
    """
    came: date = kept.day
    at = kept.at.astimezone(zone)
    return came if at.date() > came or tells_of_today(at.time()) else came - DAY


def counted_until(step: Step, area_id: int, period: Period, chats: Collection[int]) -> dict[int, datetime]:
    """Return up to when the digest of a period was counted that these chats got, by chat, of those that did."""
    mine = (_bulletin.c.area_id == area_id, _bulletin.c.period == period.kind.value, _bulletin.c.first == period.first)
    query = select(_bulletin.c.chat_id, _bulletin.c.at).where(*mine, _bulletin.c.chat_id.in_(list(chats)))
    return {row.chat_id: row.at for row in step.connection.execute(query)}


def claim(step: Step, area_id: int, period: Period, chats: Collection[int], at: datetime) -> set[int]:
    """Write down that these chats get the digest of a period; return those that had not been written down before.

    `at`: up to when it was counted, which the next one goes on from.
    """
    if not chats:
        return set()
    key = {"area_id": area_id, "period": period.kind.value, "first": period.first}
    rows = [key | {"chat_id": chat_id, "at": at} for chat_id in sorted(chats)]
    return {row.chat_id for row in insert_new(step.connection, _bulletin, rows)}


def move(step: Step, old_id: int, new_id: int) -> None:
    """Let a group that has got a new id keep what it was sent."""
    had = select(_bulletin.c.area_id).where(_bulletin.c.chat_id == new_id).limit(1)
    if step.connection.scalar(had) is None:
        step.connection.execute(update(_bulletin).where(_bulletin.c.chat_id == old_id).values(chat_id=new_id))
