"""A duty that one replica has at a time: polling Telegram. The holder keeps it by asking again before it runs out.

On a clock that is not shared the worst that can happen is two pollers for a moment, which Telegram itself refuses.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from bot.database import Connection, insert_new, touched
from bot.tables import Turn

_turn = Turn.__table__


def take(connection: Connection, name: str, holder: str, now: datetime, lasting: timedelta) -> bool:
    """Take or keep a duty. Return False while somebody else has it."""
    free = or_(_turn.c.holder == holder, _turn.c.until <= now)
    values = {"holder": holder, "until": now + lasting}
    if touched(connection.execute(update(_turn).where(_turn.c.name == name, free).values(**values))):
        return True
    return bool(insert_new(connection, _turn, {"name": name, **values}))


def give_up(connection: Connection, name: str, holder: str, now: datetime) -> None:
    """Let go of a duty at once, so that the next replica need not wait."""
    connection.execute(update(_turn).where(_turn.c.name == name, _turn.c.holder == holder).values(until=now))
