"""A city to count: a thousand communities, each with the same year of tickets, for the benchmark of digests.

One community's year is written ticket by ticket, the others copy it inside the database. Rows lie as they would have
come in: what was reported in one hour lies together, whoever reported it.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bot import community_file
from bot.database import is_sqlite, transaction
from bot.loops import House
from bot.services import census
from bot.tables import Event, Report, Slip, Ticket

COMMUNITIES = 1_000
YEAR = timedelta(days=365)
ROUND_THE_CLOCK = (1, 1, 0, 0, 1, 2, 5, 9, 14, 10, 8, 7, 6, 6, 7, 8, 9, 12, 14, 9, 6, 4, 3, 2)
KINDS = ("streetlight_fault", "flying_wire_charging", "garbage_pileup", "sewage_overflow", "elevator_fault", "noise")
GRIDS, BUILDINGS = 4, 6
_TWINS = """
    JOIN (SELECT id, CASE WHEN id LIKE 'c-%' THEN CAST(substr(id, 3) AS INTEGER) ELSE 0 END AS n FROM community)
    AS twin ON twin.n > 0
"""
_TICKETS = """
    INSERT INTO ticket (id, community_id, area_id, holder_id, {same})
    SELECT first.id + twin.n, twin.id, there.id, person.id, {theirs} FROM ticket AS first {twins}
    JOIN area AS here ON here.id = first.area_id
    JOIN area AS there ON there.scope = twin.id AND there.key = here.key
    LEFT JOIN person AS holder ON holder.id = first.holder_id
    LEFT JOIN person ON person.community_id = twin.id AND person.key = holder.key
    WHERE first.community_id = 'c-000' AND first.id >= :since AND first.id < :until
    ORDER BY first.id, twin.n
"""
_REST = """
    INSERT INTO {table} (ticket_id, {same}) SELECT first.ticket_id + twin.n, {theirs} FROM {table} AS first {twins}
    WHERE first.ticket_id % :many = 0 AND first.ticket_id >= :since AND first.ticket_id < :until
    ORDER BY first.ticket_id, twin.n
"""


def settle(house: House) -> None:
    """Take a thousand communities in, in ten subdistricts of one city."""
    with transaction(house.engine) as connection:
        for number in range(COMMUNITIES):
            census.take(house.step(connection), community_file.parse(_community(number), Path("city.toml")))


def _community(number: int) -> str:
    subdistrict, name = number % 10, f"c-{number:03}"
    lines = [f'[community]\nid = "{name}"\nname = "社区{number}"']
    areas = [("city", "district", "全市", ""), (f"s-{subdistrict}", "subdistrict", f"街道{subdistrict}", "city")]
    areas += [(name, "community", f"社区{number}", f"s-{subdistrict}")]
    areas += [(f"grid-{grid}", "grid", f"第{grid + 1}网格", name) for grid in range(GRIDS)]
    for key, level, said, parent in areas:
        lines.append(f'[[area]]\nid = "{key}"\nlevel = "{level}"\nname = "{said}"')
        lines += [f'parent = "{parent}"'] if parent else []
        if level == "grid":
            first = int(key[-1]) * BUILDINGS + 1
            lines.append(f'buildings = ["{first}-{first + BUILDINGS - 1}"]')
    roles = [("gridworker", f"grid-{grid}") for grid in range(GRIDS)]
    roles += [("supervisor", name), ("property", name), ("community", name)]
    for nth, (role, area) in enumerate(roles):
        telegram_id = 1_000_000 + number * 100 + nth
        lines.append(f'[[person]]\nid = "p-{nth}"\nname = "某{nth}"\ntelegram_id = {telegram_id}')
        lines.append(f'[[assignment]]\nperson = "p-{nth}"\nrole = "{role}"\narea = "{area}"')
    lines.append('[[department]]\nid = "urban"\nname = "城管委"')
    return "\n".join(lines) + "\n"


class Chronicle:
    """The tickets of every community: written from the latest backwards, so that more of them reach further back."""

    def __init__(self, house: House, until: datetime, a_year: int) -> None:
        """Prepare to write `a_year` tickets a community and year, the latest just before `until`."""
        self._house, self._until, self._a_year, self._known = house, until, a_year, 0
        self._chance = random.Random(7)
        with transaction(house.engine) as connection:
            self._areas = list(connection.scalars(text("SELECT id FROM area WHERE scope = 'c-000' AND level = 'grid'")))
            self._people = list(connection.scalars(text("SELECT id FROM person WHERE community_id = 'c-000' LIMIT 4")))
            self._department = connection.scalar(text("SELECT id FROM department WHERE community_id = 'c-000'"))

    def grow(self, tickets: int) -> None:
        """Have so many tickets a community."""
        many = COMMUNITIES
        since, until = (self._a_year - tickets) * many, (self._a_year - self._known) * many
        rows: dict[Any, list[dict[str, Any]]] = {Ticket: [], Report: [], Slip: [], Event: []}
        for nth in range(self._known, tickets):
            ticket = self._ticket(nth)
            rows[Ticket].append(ticket)
            rows[Report].append(self._report(ticket))
            rows[Slip] += self._slips(ticket)
            rows[Event] += self._events(ticket)
        self._known = tickets
        with transaction(self._house.engine) as connection:
            if not is_sqlite(self._house.engine):
                # Copies of rows that are right already: what they refer to need not be looked up a million times.
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            for table, found in rows.items():
                if found:
                    connection.execute(insert(table.__table__), found)
            given = {"since": since, "until": until}
            connection.execute(text(_copy(Ticket, _TICKETS, "id", "community_id", "area_id", "holder_id")), given)
            for table in (Report, Slip, Event):
                connection.execute(text(_copy(table, _REST, "id", "ticket_id")), given | {"many": many})

    def _ticket(self, nth: int) -> dict[str, Any]:
        chance = self._chance
        opened = self._until - YEAR / self._a_year * (nth + chance.random())
        hour = chance.choices(range(24), ROUND_THE_CLOCK)[0]
        opened = min(opened.replace(hour=hour, minute=chance.randrange(60)), self._until - timedelta(minutes=1))
        age, area = self._until - opened, chance.randrange(GRIDS)
        building = str(area * BUILDINGS + 1 + chance.randrange(BUILDINGS))
        ticket = {
            "id": (self._a_year - nth - 1) * COMMUNITIES, "community_id": "c-000", "number": self._a_year - nth,
            "area_id": self._areas[area], "state": "open", "version": 1, "category": chance.choice(KINDS),
            "severity": "normal", "urgent": False, "restricted": chance.random() < 0.03, "buildings": [building],
            "words": "楼道灯不亮,晚上看不见路", "voices": 1, "opened_at": opened,
            "ack_due_at": opened + timedelta(minutes=10), "resolve_due_at": opened + timedelta(hours=24),
            "acked_at": None, "resolved_at": None, "closed_at": None, "confirmed": None, "rating": None, "result": None,
            "holder_id": None, "step_seconds": 600, "warn_at": 0.8, "returned": 0, "reopened": 0, "quantity": 1,
            "suspensions": 0, "merged_into": None,
        }  # fmt: skip
        # Most of what is old is done: one in a hundred still waits.
        waits = 0.4 if age < timedelta(days=1) else 0.1 if age < timedelta(days=7) else 0.01
        fate = chance.random()
        if fate < waits:
            return ticket | chance.choice(
                [
                    {},
                    {"state": "claimed", "holder_id": self._people[area], "acked_at": opened + timedelta(minutes=7)},
                    {"state": "suspended", "suspensions": 1, "acked_at": opened + timedelta(minutes=7)},
                    {"state": "whistled", "acked_at": opened + timedelta(minutes=7)},
                ]
            )
        if fate > 0.93:
            return ticket | {"state": "void", "result": "false", "closed_at": opened + timedelta(hours=1)}
        fixed = min(opened + timedelta(minutes=chance.lognormvariate(0, 1) * 300), self._until)
        return ticket | {
            "state": "closed", "holder_id": self._people[area], "resolved_at": fixed,
            "acked_at": min(opened + timedelta(minutes=chance.random() * 12), fixed),
             "closed_at": fixed + timedelta(hours=3), "result": "fixed",
            "confirmed": chance.choice([None, True]), "rating": chance.choice([None, None, 10, 8, 5]),
            "reopened": int(chance.random() < 0.05), "suspensions": int(chance.random() < 0.05),
        }  # fmt: skip

    def _report(self, ticket: dict[str, Any]) -> dict[str, Any]:
        at = ticket["opened_at"]
        return {
            "ticket_id": ticket["id"], "chat_id": -1001, "sender_id": 3000 + self._chance.randrange(40),
            "sender_name": "某人", "opened_at": at, "last_part_at": at, "merged": False,
        }  # fmt: skip

    def _slips(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        if ticket["state"] != "whistled" and self._chance.random() > 0.04:
            return []
        asked = ticket["opened_at"] + timedelta(minutes=30)
        return [
            {
                "ticket_id": ticket["id"], "department_id": self._department, "words": "", "state": "sent",
                "asked_at": asked, "respond_by": asked + timedelta(days=2), "chased": 0,
            }
        ]  # fmt: skip

    def _events(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        at, id_ = ticket["opened_at"], ticket["id"]
        told: list[tuple[datetime, str, str | None, str]] = [(at, "open", None, "open")]
        if ticket["acked_at"]:
            told.append((ticket["acked_at"], "claim", "open", "claimed"))
        if ticket["suspensions"]:
            told.append((ticket["acked_at"], "suspend", "claimed", "suspended"))
        if ticket["resolved_at"]:
            if ticket["suspensions"]:
                told.append((ticket["resolved_at"], "wake", "suspended", "claimed"))
            told.append((ticket["resolved_at"], "resolve", "claimed", "resolved"))
        return [
            {"ticket_id": id_, "at": at, "kind": kind, "from_state": before, "to_state": after, "note": ""}
            for at, kind, before, after in told
        ]


def _copy(table: Any, statement: str, *otherwise: str) -> str:
    same = [column.name for column in table.__table__.columns if column.name not in otherwise]
    theirs = ", ".join(f"first.{name}" for name in same)
    return statement.format(table=table.__tablename__, same=", ".join(same), theirs=theirs, twins=_TWINS)
