"""Pictures: downloaded, developed in the child, stored, and only then shown where Telegram's own copy may not be."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from bot.darkroom import Developed, Unusable
from bot.database import transaction
from bot.domain.roster import Roster
from bot.domain.ticket import State
from bot.loops.drawing import draw
from bot.loops.house import House
from bot.services import amending, assembly, cards, duplicates, opening, people, photos, prints, proof, showing
from bot.services.step import Step
from bot.telegram_io import files

log = structlog.get_logger("qianshao")
FETCHING_LASTS = timedelta(seconds=90)


async def fetch(house: House) -> bool:
    """Pictures: download, develop in the child, store, mark the row. Prints are drawn.

    Return whether there was one.
    """
    leasing = asyncio.ensure_future(house.work(_lease_photos))
    left: list[Row[tuple[object, ...]]] = []
    try:
        left = list(await asyncio.shield(leasing))
        for row in tuple(left):
            await _fetch_one(house, row)
            left.remove(row)
            house.postings.set()
    except asyncio.CancelledError:
        # Told to stop: whoever comes next need not wait until the lease has run out.
        await house.work(_give_back, left or await leasing)
        raise
    return bool(leasing.result())


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


def _give_back(house: House, rows: list[Row[tuple[object, ...]]]) -> None:
    with transaction(house.engine) as connection:
        photos.give_back(connection, [row.id for row in rows], house.clock.now())


def _developed(house: House, row: Row[tuple[object, ...]], name: str, picture: Developed) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        ticket = cards.load(step, row.ticket_id)
        community = people.roster(step, ticket.community_id)
        taken_at = photos.moment_of(picture.taken, community.zone, step.now)
        about = (picture.dhash, picture.width, picture.height, picture.latitude, picture.longitude, taken_at)
        kept = photos.developed(connection, row.id, photos.Developed(name, *about))
        if kept.purpose == photos.BEFORE and picture.latitude is not None and ticket.latitude is None:
            place = {"latitude": picture.latitude, "longitude": picture.longitude}
            amending.amend(step, community, ticket, None, place, "")
            ticket = cards.load(step, row.ticket_id)
        showing.developed(step, community, ticket, kept)
        if kept.purpose == photos.BEFORE:
            _find_the_same(step, community, cards.load(step, row.ticket_id), picture.dhash)
        proof.compare(step, community, kept)
        prints.order(step, photos.ticket_of(connection, row.id))


def _find_the_same(step: Step, community: Roster, ticket: Row[Any], dhash: str) -> None:
    """The same picture was sent before: it is the same trouble, told by somebody else or once more."""
    if ticket.state != State.OPEN.value or len(assembly.reports(step, ticket.id)) != 1:
        return
    known = duplicates.look_alike(step, ticket, dhash)
    if known is not None:
        opening.merge(step, community, ticket, cards.load(step, known.id))


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
