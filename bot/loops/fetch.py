"""Pictures: downloaded, developed in the child, stored, and only then shown where Telegram's own copy may not be."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from bot.darkroom import Developed, Unusable
from bot.database import transaction
from bot.domain.roster import Roster
from bot.loops.drawing import draw
from bot.loops.house import House
from bot.services import amending, cards, people, photos, prints, showing
from bot.telegram_io import files

log = structlog.get_logger("qianshao")
FETCHING_LASTS = timedelta(seconds=90)


async def fetch(house: House) -> bool:
    """Pictures: download, develop in the child, store, mark the row. Prints are drawn.

    Return whether there was one.
    """
    waiting = await house.work(_lease_photos)
    for row in waiting:
        await _fetch_one(house, row)
    if waiting:
        house.postings.set()
    return bool(waiting)


async def _fetch_one(house: House, row: Row[tuple[object, ...]]) -> None:
    if row.purpose in photos.DRAWN:
        await draw(house, row)
        return
    most = house.config.photos.max_megabytes * 1024 * 1024
    fetched = await files.fetch(house.client, row.file_id, most)
    if isinstance(fetched, files.Missing):
        await house.work(_missing, row, fetched)
        return
    picture = await house.darkroom.develop(fetched.content)
    if isinstance(picture, Unusable):
        await house.work(_missing, row, files.Missing(picture.why, for_good=True))
        return
    try:
        name = await asyncio.to_thread(house.store.keep, picture.content)
    except OSError as error:
        await house.work(_missing, row, files.Missing(f"not stored: {error.strerror}", for_good=False))
        return
    await house.work(_developed, row, name, picture)


def _lease_photos(house: House) -> list[Row[tuple[object, ...]]]:
    with transaction(house.engine) as connection:
        return photos.lease(connection, house.clock.now(), 4, FETCHING_LASTS)


def _developed(house: House, row: Row[tuple[object, ...]], name: str, picture: Developed) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        ticket = cards.load(step, row.ticket_id)
        community = people.roster(step, ticket.community_id)
        taken_at = photos.moment_of(picture.taken, community.zone, step.now)
        about = (picture.dhash, picture.width, picture.height, picture.latitude, picture.longitude, taken_at)
        kept = photos.developed(connection, row.id, photos.Developed(name, *about))
        if kept.purpose == photos.BEFORE and picture.latitude is not None and ticket.latitude is None:
            amending.amend(step, community, ticket, None, _place(community, ticket, picture), "")
            ticket = cards.load(step, row.ticket_id)
        showing.developed(step, community, ticket, kept)
        prints.order(step, row.ticket_id)


def _place(community: Roster, ticket: Row[Any], picture: Developed) -> dict[str, Any]:
    """Return what a file's GPS tells about its ticket: the point, and the grid around it when nobody has said one."""
    assert picture.latitude is not None
    assert picture.longitude is not None
    place: dict[str, Any] = {"latitude": picture.latitude, "longitude": picture.longitude}
    found = community.area_at(picture.latitude, picture.longitude)
    if found is not None and ticket.area_id == community.root_id:
        place["area_id"] = found.id
    return place


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
