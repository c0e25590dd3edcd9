"""The house's pulse: while it hears Telegram that is written down; after a silence it owns up to it.

By webhook nobody can tell silence from peace: there the process itself is what was away.
"""

import json
from datetime import datetime

from bot.database import transaction
from bot.loops.house import House
from bot.services import inbox, outages
from bot.telegram_io import updates


def feel(house: House) -> None:
    """Write the pulse down, every now and then."""
    by_webhook = house.config.telegram.mode == "webhook"
    heard_at = house.clock.now() if by_webhook else house.heard_at
    if heard_at is None or (house.pulse_at is not None and heard_at - house.pulse_at < outages.BEAT):
        return
    clock = house.clock
    if clock.leapt_at is not None and heard_at < clock.leapt_at:
        # What was heard before the clock was moved says nothing of the time after it.
        return
    with transaction(house.engine) as connection:
        outages.beat(house.step(connection), heard_at, clock.leapt - house.leapt)
    house.pulse_at, house.leapt = heard_at, clock.leapt


def own_up(house: House) -> bool:
    """Tell of one outage. Return False when there is none to tell of."""
    with transaction(house.engine) as connection:
        step = house.step(connection)
        outage = outages.untold(step, house.caught_up_at)
        if outage is None:
            return False
        # What came within a beat of the last pulse was heard while all was well.
        came = inbox.received(connection, outage.began_at + 2 * outages.BEAT)
        lanes = [lane for lane, body in came if _written_before(body, outage.ended_at)]
        return outages.tell(step, outage, lanes)


def _written_before(body: str, moment: datetime) -> bool:
    sent_at = updates.sent_at(json.loads(body))
    return sent_at is not None and sent_at < moment
