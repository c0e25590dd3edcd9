"""Invites: a code that is good once and for a day gives whoever takes it up a role on a roster."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.domain.roster import Role
from bot.messages import Sender
from bot.services import people
from bot.services.step import Step
from bot.tables import Area as AreaRow
from bot.tables import Assignment as AssignmentRow
from bot.tables import Invite
from bot.tables import Person as PersonRow

INVITE_LASTS = timedelta(hours=24)


def invite(step: Step, community_id: str, area_id: int, role: str) -> str:
    """Return a new one-use code, good for a day; only its hash is kept. `role`: what becomes of who takes it up."""
    code = secrets.token_urlsafe(24)
    values = {
        "code_hash": hashed(code),
        "community_id": community_id,
        "area_id": area_id,
        "role": str(role),
        "expires_at": step.now + INVITE_LASTS,
    }
    step.connection.execute(insert(Invite.__table__), values)
    return code


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody took up an invite."""

    community_id: str
    area_name: str
    role: Role


def redeem(step: Step, code: str, sender: Sender) -> Enrolled | None:
    """Enrol the sender by an invite's code. Return None when it is unknown, used or too old."""
    connection = step.connection
    taken = connection.execute(
        update(Invite.__table__)
        .where(Invite.code_hash == hashed(code), Invite.used_at.is_(None), Invite.expires_at > step.now)
        .where(Invite.role.in_(list(Role)))
        .values(used_at=step.now, used_by=sender.id)
        .returning(Invite.community_id, Invite.area_id, Invite.role)
    ).one_or_none()
    if taken is None:
        return None
    _enrol(step, taken, sender)
    people.touch(step, taken.community_id)
    name = connection.scalar(select(AreaRow.name).where(AreaRow.id == taken.area_id)) or ""
    return Enrolled(taken.community_id, name, Role(taken.role))


def _enrol(step: Step, taken: Row[Any], sender: Sender) -> None:
    """Give the sender the invite's role.

    They are the person they are on the roster, else the one listed there without an account who waits for this very
    role, else somebody new.
    """
    connection, roles = step.connection, AssignmentRow.__table__
    belongs = (PersonRow.community_id == taken.community_id, PersonRow.telegram_id == sender.id)
    person_id = connection.scalar(select(PersonRow.id).where(*belongs).limit(1))
    if person_id is None:
        listed = connection.execute(
            select(PersonRow.id, PersonRow.name)
            .join(roles, roles.c.person_id == PersonRow.id)
            .where(PersonRow.community_id == taken.community_id, PersonRow.telegram_id.is_(None))
            .where(roles.c.role == taken.role, roles.c.area_id == taken.area_id)
        ).all()
        same = [row for row in listed if row.name == sender.name] or listed
        if len(same) == 1:
            found = update(PersonRow.__table__).where(PersonRow.id == same[0].id)
            connection.execute(found.values(telegram_id=sender.id))
            connection.execute(update(roles).where(roles.c.person_id == same[0].id).values(since=step.now))
            return
        values = {"community_id": taken.community_id, "key": f"tg:{sender.id}"}
        values |= {"name": sender.name, "telegram_id": sender.id}
        person_id = connection.execute(insert(PersonRow.__table__).returning(PersonRow.id), values).scalar_one()
    role = {"person_id": person_id, "area_id": taken.area_id, "role": taken.role}
    if connection.execute(select(roles.c.id).filter_by(**role)).first() is None:
        connection.execute(insert(roles), role | {"days": "", "hours": "", "since": step.now})


def hashed(code: str) -> str:
    """Return what is kept of an invite's code."""
    return sha256(code.encode()).hexdigest()
