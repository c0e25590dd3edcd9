"""Forwarding: where a group is that has become a supergroup, for files and links that still name its old id.

A group's id changes once in its life and never back. Decides nothing and tells nobody.
"""

from typing import overload

from sqlalchemy import select

from bot.database import insert_into
from bot.services.step import Step
from bot.tables import Forwarding

_forwarding = Forwarding.__table__


def remember(step: Step, old_id: int, new_id: int) -> None:
    """Remember that a group is to be found elsewhere from now on; to hear of it twice changes nothing."""
    if old_id == new_id:
        return
    statement = insert_into(step.connection, _forwarding).values(old_id=old_id, new_id=new_id)
    step.connection.execute(statement.on_conflict_do_update(index_elements=["old_id"], set_={"new_id": new_id}))


@overload
def now(step: Step, telegram_id: int) -> int: ...
@overload
def now(step: Step, telegram_id: None) -> None: ...
@overload
def now(step: Step, telegram_id: int | None) -> int | None: ...
def now(step: Step, telegram_id: int | None) -> int | None:
    """Return the id under which a person or group is found now: nearly always the one given."""
    moved = select(_forwarding.c.new_id).where(_forwarding.c.old_id == telegram_id)
    found: int | None = step.connection.scalar(moved) if telegram_id is not None else None
    return telegram_id if found is None else found
