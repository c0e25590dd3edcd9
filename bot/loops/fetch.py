"""Pictures: downloaded, developed in the child, stored, and only then shown where Telegram's own copy may not be."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import Row

from bot.database import transaction
from bot.loops.house import House
from bot.services import amending, cards, people, photos, showing
from bot.telegram_io import files

log = structlog.get_logger("qianshao")
FETCHING_LASTS = timedelta(seconds=90)


async def fetch(house: House) -> bool:
    """Pictures: download, develop in the child, store, mark the row. Return whether there was one."""
    waiting = await house.work(_lease_photos)
    for row in waiting:
        await _fetch_one(house, row)
    if waiting:
        house.postings.set()
    return bool(waiting)


async def _fetch_one(house: House, row: Row[tuple[object, ...]]) -> None:
    most = house.config.photos.max_megabytes * 1024 * 1024
    fetched = await files.fetch(house.client, row.file_id, most)
    if isinstance(fetched, files.Missing):
        await house.work(_missing, row, fetched)
        return
    picture = await house.darkroom.develop(fetched.content)
    if picture is None:
        await house.work(_missing, row, files.Missing("unreadable", for_good=True))
        return
    try:
        name = await asyncio.to_thread(house.store.keep, picture.content)
    except OSError as error:
        await house.work(_missing, row, files.Missing(f"not stored: {error.strerror}", for_good=False))
        return
    about = (picture.dhash, picture.width, picture.height, picture.latitude, picture.longitude)
    await house.work(_developed, row, photos.Developed(name, *about))


def _lease_photos(house: House) -> list[Row[tuple[object, ...]]]:
    with transaction(house.engine) as connection:
        return photos.lease(connection, house.clock.now(), 4, FETCHING_LASTS)


def _developed(house: House, row: Row[tuple[object, ...]], picture: photos.Developed) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        kept = photos.developed(connection, row.id, picture)
        ticket = cards.load(step, row.ticket_id)
        if kept.purpose == photos.BEFORE and picture.latitude is not None and ticket.latitude is None:
            place = {"latitude": picture.latitude, "longitude": picture.longitude}
            amending.amend(step, people.roster(step, ticket.community_id), ticket, None, place, "")
            ticket = cards.load(step, row.ticket_id)
        showing.developed(step, people.roster(step, ticket.community_id), ticket, kept)


def _missing(house: House, row: Row[tuple[object, ...]], missing: files.Missing) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        if missing.for_good:
            photos.refuse(connection, row.id, missing.why)
        given_up = missing.for_good or photos.retry(connection, row, step.now, missing.why)
        log.warning("picture not fetched", photo=row.id, why=missing.why, given_up=given_up)
        if given_up:
            ticket = cards.load(step, row.ticket_id)
            showing.refused(step, people.roster(step, ticket.community_id), ticket, row, missing.why)
