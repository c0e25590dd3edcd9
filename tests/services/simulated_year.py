"""A seeded random year of 秦庄: thousands of tickets with their reports, slips and suspensions, put in at once.

Not the bot's own doing: rows as the bot would have left them, so that figures can be counted twice.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.database import transaction
from bot.tables import Department, Event, Report, Slip, Ticket
from tests.services.home import Home

BEGINS = datetime(2025, 12, 31, 16, tzinfo=UTC)
"""Local midnight of New Year's Day 2026."""
ENDS = BEGINS + timedelta(days=365)
KINDS = ("streetlight_fault", "flying_wire_charging", "garbage_pileup", "sewage_overflow", "elevator_fault", None)
GRIDS = {"grid-1": ("1", "2", "3", "4", "5", "6"), "grid-2": ("7", "8", "9", "10", "11", "12", "21")}
HOURS = (1, 1, 0, 0, 1, 2, 5, 9, 14, 10, 8, 7, 6, 6, 7, 8, 9, 12, 14, 9, 6, 4, 3, 2)


def simulate(home: Home, tickets: int = 3000, seed: int = 5) -> None:
    """Put a year into a community that was taken in."""
    chance = random.Random(seed)
    areas = {row.key: row.id for row in home.rows("SELECT id, key FROM area")}
    person = home.rows("SELECT id FROM person WHERE name = '王姐'")[0].id
    rows: dict[Any, list[dict[str, Any]]] = {Ticket: [], Report: [], Slip: [], Event: []}
    with transaction(home.engine) as connection:
        department = connection.execute(
            insert(Department.__table__).returning(Department.id),
            {"community_id": "qinzhuang", "key": "urban", "name": "城管委", "aliases": []},
        ).scalar_one()
        for number in range(1, tickets + 1):
            ticket = _ticket(chance, number, areas, person)
            rows[Ticket].append(ticket)
            rows[Report] += _reports(chance, ticket)
            rows[Slip] += _slips(chance, ticket, department)
            rows[Event] += _events(chance, ticket)
        _merge(rows[Ticket], rows[Report])
        for table, found in rows.items():
            connection.execute(insert(table.__table__), found)


def _ticket(chance: random.Random, number: int, areas: dict[str, int], person: int) -> dict[str, Any]:
    day = BEGINS + timedelta(days=chance.randrange(365), hours=chance.choices(range(24), HOURS)[0])
    opened = day + timedelta(seconds=chance.randrange(3600))
    where = chance.choice(["grid-1"] * 5 + ["grid-2"] * 4 + ["qinzhuang"])
    buildings = chance.sample(GRIDS[where], chance.choice([1, 1, 1, 2])) if where in GRIDS else []
    if buildings and chance.random() < 0.05:
        # It lies in the area of the first one.
        buildings.append(chance.choice(GRIDS["grid-1" if where == "grid-2" else "grid-2"]))
    ticket = {
        "id": number, "community_id": "qinzhuang", "number": number, "area_id": areas[where], "state": "open",
        "version": 1, "category": chance.choice(KINDS), "severity": "normal", "urgent": False,
        "restricted": chance.random() < 0.03, "buildings": buildings, "words": "…", "voices": 1, "opened_at": opened,
        "ack_due_at": opened + timedelta(minutes=10),
        "resolve_due_at": opened + timedelta(hours=chance.choice([2, 24])),
        "acked_at": None, "resolved_at": None, "closed_at": None, "confirmed": None, "rating": None, "result": None,
        "holder_id": None, "step_seconds": 600, "warn_at": 0.8, "returned": int(chance.random() < 0.06), "reopened": 0,
        "quantity": chance.choice([1] * 20 + [3, 100]), "suspensions": 0, "merged_into": None, "wake_at": None,
    }  # fmt: skip
    fate = chance.random()
    if fate < 0.07:
        return ticket | {"state": "void", "result": "false", "closed_at": opened + timedelta(hours=1)}
    if fate < 0.11 and number > 1:
        return ticket | {"state": "void", "merged_into": number - 1, "result": chance.choice([None, "duplicate"])}
    if chance.random() < 0.97:
        ticket |= {"state": "claimed", "holder_id": person, "acked_at": opened + _soon(chance, 6)}
        if chance.random() < 0.95:
            _fix(chance, ticket)
        elif chance.random() < 0.2:
            ticket["reopened"] = 1
        elif chance.random() < 0.3:
            ticket |= {"state": "suspended", "suspensions": 1, "wake_at": opened + timedelta(days=20)}
        elif chance.random() < 0.3:
            ticket["state"] = "whistled"
    return ticket


def _soon(chance: random.Random, minutes: float) -> timedelta:
    return timedelta(seconds=int(60 * chance.lognormvariate(0, 1) * minutes))


def _fix(chance: random.Random, ticket: dict[str, Any]) -> None:
    ticket["suspensions"] = int(chance.random() < 0.05)
    # Some lie for months, set aside.
    fixed = ticket["acked_at"] + (
        timedelta(days=chance.randrange(10, 120)) if ticket["suspensions"] else _soon(chance, 300)
    )
    closed = chance.random() < 0.95
    ticket |= {"state": "closed" if closed else "resolved", "resolved_at": fixed, "result": "fixed"}
    ticket |= {"closed_at": fixed + timedelta(hours=3) if closed else None}
    ticket |= {"confirmed": chance.choice([None, True, True, False]) if closed else None}
    ticket |= {"rating": chance.choice([None, None, 10, 9, 8, 6, 5, 2]), "reopened": int(chance.random() < 0.05)}


def _reports(chance: random.Random, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    tellers = chance.sample(range(3001, 3041), chance.choice([1, 1, 1, 2]))
    at = ticket["opened_at"]
    return [
        {
            "ticket_id": ticket["id"], "chat_id": -1001, "sender_id": teller, "sender_name": "", "opened_at": at,
            "last_part_at": at, "merged": nth > 0, "withdrawn_at": at if nth and chance.random() < 0.1 else None,
        }
        for nth, teller in enumerate(tellers)
    ]  # fmt: skip


def _merge(tickets: list[dict[str, Any]], reports: list[dict[str, Any]]) -> None:
    """Let whoever told of a ticket that was merged tell of the other one, and count the voices of each."""
    into = {ticket["id"]: ticket["merged_into"] for ticket in tickets}
    told: dict[int, set[int]] = {}
    for report in reports:
        while into[report["ticket_id"]]:
            report |= {"ticket_id": into[report["ticket_id"]], "merged": True}
        if report["withdrawn_at"] is None:
            told.setdefault(report["ticket_id"], set()).add(report["sender_id"])
    for ticket in tickets:
        ticket["voices"] = len(told.get(ticket["id"], ())) or 1


def _slips(chance: random.Random, ticket: dict[str, Any], department: int) -> list[dict[str, Any]]:
    if ticket["state"] != "whistled" and chance.random() > 0.04:
        return []
    asked = ticket["opened_at"] + timedelta(minutes=30)
    arrived = asked + _soon(chance, 60) if chance.random() < 0.6 else None
    answered = asked + _soon(chance, 2000) if ticket["state"] != "whistled" and chance.random() < 0.9 else None
    state = chance.choice(["answered", "answered", "refused", "withdrawn"]) if answered else "sent"
    return [
        {
            "ticket_id": ticket["id"], "department_id": department, "words": "", "state": state, "asked_at": asked,
            "respond_by": asked, "arrived_at": arrived, "answered_at": answered, "chased": 0,
        }
    ]  # fmt: skip


def _events(chance: random.Random, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    if not ticket["suspensions"]:
        return []
    began = ticket["acked_at"] + timedelta(minutes=5)
    moved = [(began, "suspend", "claimed", "suspended")]
    if ticket["state"] != "suspended":
        until = ticket["resolved_at"] or ENDS
        ended = until - _soon(chance, 60) if chance.random() < 0.8 else began + _soon(chance, 60)
        moved.append((max(began, ended), "wake", "suspended", "claimed"))
    return [
        {"ticket_id": ticket["id"], "at": at, "kind": kind, "from_state": before, "to_state": after, "note": ""}
        for at, kind, before, after in moved
    ]
