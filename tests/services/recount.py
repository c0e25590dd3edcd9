"""Figures counted from the bare rows of a database, one by one and slowly: nothing here asks the house's formulas."""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.services.home import Home

ZONE = ZoneInfo("Asia/Shanghai")


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


class Slow:
    """The bare rows of a database, and figures counted from them one by one, without the house's formulas."""

    def __init__(self, home: Home) -> None:
        """Read all the rows."""
        self.tickets = [
            {name: _moment(value) if name.endswith("_at") else value for name, value in row._mapping.items()}
            for row in home.rows("SELECT * FROM ticket ORDER BY id")
        ]
        for ticket in self.tickets:
            listed = ticket["buildings"]
            listed = json.loads(listed) if isinstance(listed, str) else listed
            ticket["places"] = [] if ticket["restricted"] else sorted(set(listed))
        areas = home.rows("SELECT id, parent_id, buildings FROM area ORDER BY id")
        self.parents = {row.id: row.parent_id for row in areas}
        self.lies_in: dict[str, int] = {}
        for row in areas:
            listed = json.loads(row.buildings) if isinstance(row.buildings, str) else row.buildings
            self.lies_in |= dict.fromkeys(listed, row.id)
        self.slips = home.rows(
            "SELECT s.ticket_id, s.state, s.asked_at, s.arrived_at, s.answered_at, d.name FROM slip s "
            "JOIN department d ON d.id = s.department_id WHERE s.state <> 'withdrawn'"
        )
        self.events = home.rows("SELECT ticket_id, at, to_state FROM event ORDER BY id")
        self.reports = home.rows("SELECT ticket_id, sender_id FROM report WHERE withdrawn_at IS NULL")

    def _inside(self, area_id: int | None, top: int) -> bool:
        while area_id is not None and area_id != top:
            area_id = self.parents[area_id]
        return area_id == top

    def count(self, top: int, since: datetime, until: datetime) -> dict[str, Any]:
        """Return every figure of an area and a period."""
        mine = [t for t in self.tickets if self._inside(t["area_id"], top)]
        counted = [t for t in mine if t["state"] != "void"]
        came = [t for t in mine if since <= t["opened_at"] < until]
        valid = [t for t in came if t["state"] != "void"]
        told = self._told(came)
        false = sum(t["state"] == "void" and not t["merged_into"] and t["result"] != "duplicate" for t in came)
        answered = [t for t in valid if t["acked_at"] and t["acked_at"] <= until]
        fixed = [t for t in valid if self._fixed(t, until)]
        rated = [t["rating"] for t in fixed if t["rating"]]
        said = [t["confirmed"] for t in fixed if t["confirmed"] is not None]
        falls_due = [t for t in counted if since <= t["resolve_due_at"] < until]
        due = [t for t in falls_due if not self._aside_at(t, t["resolve_due_at"])]
        kept = [t for t in due if self._fixed(t, until) and t["resolved_at"] <= t["resolve_due_at"]]
        waits = sorted((t["acked_at"] - t["opened_at"]).total_seconds() for t in answered)
        took = [(t["resolved_at"] - t["opened_at"]).total_seconds() for t in fixed]
        net = [length - self._aside(t) for length, t in zip(took, fixed, strict=True)]
        return {
            "reports": told, "accepted": len(valid), "duplicates": told - len(valid) - false, "void": false,
            "things": sum(t["quantity"] for t in valid),
            "answered": (len(answered), len(valid)),
            "timely": (sum(t["acked_at"] <= t["ack_due_at"] for t in answered), len(valid)),
            "resolved": (len(fixed), len(valid)),
            "reworked": (sum(t["reopened"] > 0 for t in valid), self._ever_fixed(valid, until)),
            "returned": (sum(t["returned"] > 0 for t in valid), len(valid)),
            "false_alarms": (false, told),
            "satisfied": (sum(mark > 5 for mark in rated), len(rated)),
            "satisfaction_asked": (len(rated), len(fixed)), "confirmed": (sum(map(bool, said)), len(said)),
            "on_time": (len(kept), len(due)), "left_out": len(falls_due) - len(due),
            "repeats": self._repeats(counted, valid), "written_off": self._written_off(counted, since, until),
            "median_response": self._middle(waits), "mean_response": sum(waits) / len(waits) if waits else None,
            "p90_response": next((w for n, w in enumerate(waits, 1) if 10 * n >= 9 * len(waits)), None),
            "handling": sum(took) / len(took) if took else None,
            "handling_net": sum(map(max, net, [0.0] * len(net))) / len(net) if net else None,
            **self._standing(counted, until), "whistles": self._whistles(counted, since, until),
            **self._apart(valid),
        }  # fmt: skip

    @staticmethod
    def _fixed(ticket: dict[str, Any], until: datetime) -> bool:
        return ticket["state"] in ("resolved", "closed") and ticket["resolved_at"] <= until

    def _ever_fixed(self, valid: list[dict[str, Any]], until: datetime) -> int:
        return len([t for t in valid if self._fixed(t, until)]) + len(
            [t for t in valid if t["reopened"] and not self._fixed(t, until)]
        )

    def _told(self, came: list[dict[str, Any]]) -> int:
        """Return how many people told of how many things: the rows of reports, each person once a ticket."""
        ids = {t["id"] for t in came if not t["merged_into"]}
        return len({(r.ticket_id, r.sender_id) for r in self.reports if r.ticket_id in ids})

    def _aside_at(self, ticket: dict[str, Any], moment: datetime) -> bool:
        spans = self._spans(ticket) if ticket["suspensions"] else []
        return any(began <= moment and (ended is None or ended > moment) for began, ended in spans)

    @staticmethod
    def _middle(ordered: list[float]) -> float | None:
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2 if ordered else None

    def _spans(self, ticket: dict[str, Any]) -> list[tuple[datetime, datetime | None]]:
        moments = [_moment(event.at) for event in self.events if event.ticket_id == ticket["id"]]
        return [(moments[0], moments[1] if len(moments) > 1 else None)] if moments else []

    def _aside(self, ticket: dict[str, Any]) -> float:
        if not ticket["suspensions"]:
            return 0.0
        return sum((ended - began).total_seconds() for began, ended in self._spans(ticket) if ended)

    def _written_off(self, counted: list[dict[str, Any]], since: datetime, until: datetime) -> tuple[int, int]:
        listed = [
            ticket
            for ticket in counted
            if ticket["suspensions"]
            and any(began < until and (ended is None or ended >= since) for began, ended in self._spans(ticket))
        ]  # fmt: skip
        over = [ticket for ticket in listed if ticket["state"] == "closed" and ticket["closed_at"] <= until]
        return len(over), len(listed)

    @staticmethod
    def _repeats(counted: list[dict[str, Any]], valid: list[dict[str, Any]]) -> tuple[int, int]:
        again = 0
        for ticket in valid:
            start = ticket["opened_at"] - timedelta(days=30)
            again += any(
                other["id"] != ticket["id"]
                and other["category"] == ticket["category"]
                and start <= other["opened_at"] < ticket["opened_at"]
                and set(other["places"]) & set(ticket["places"])
                for other in counted
                if ticket["category"] and ticket["places"]
            )
        return again, len(valid)

    def _standing(self, counted: list[dict[str, Any]], until: datetime) -> dict[str, Any]:
        over = ("resolved", "closed")
        live = [
            t
            for t in counted
            if t["opened_at"] < until and (t["state"] not in over or t["resolved_at"] > until)
        ]  # fmt: skip
        late = []
        for t in live:
            if t["state"] == "whistled" or self._aside_at(t, until):
                continue
            taken = t["state"] != "open" and t["acked_at"] <= until
            deadline = t["resolve_due_at"] if taken else t["ack_due_at"]
            if deadline < until:
                late.append((deadline, t["number"]))
        live.sort(key=lambda t: (t["opened_at"], t["number"]))
        return {
            "open": [t["number"] for t in live],
            "overdue": [number for _, number in sorted(late)],
            "suspended": [t["number"] for t in live if self._aside_at(t, until)],
        }

    def _whistles(self, counted: list[dict[str, Any]], since: datetime, until: datetime) -> dict[str, Any]:
        ids, found = {t["id"] for t in counted}, defaultdict(list)
        for slip in self.slips:
            if slip.ticket_id in ids and since <= _moment(slip.asked_at) < until:
                come, settled = _moment(slip.arrived_at or slip.answered_at), _moment(slip.answered_at)
                done = slip.state != "refused" and settled is not None and settled <= until
                found[slip.name].append((come is not None and come <= until, done))
        return {name: (len(got), sum(a for a, _ in got), sum(b for _, b in got)) for name, got in found.items()}

    def _apart(self, valid: list[dict[str, Any]]) -> dict[str, Any]:
        kinds: dict[str | None, int] = {}
        places: dict[str, int] = {}
        spots: dict[tuple[int, str], int] = {}
        days: dict[str, int] = {}
        tellers: dict[int, int] = {}
        hours, weekdays = [0] * 24, [0] * 7
        ids = {t["id"] for t in valid}
        for t in valid:
            local = t["opened_at"].astimezone(ZONE)
            hours[local.hour] += 1
            weekdays[local.weekday()] += 1
            kinds[t["category"]] = kinds.get(t["category"], 0) + 1
            days[f"{local:%Y-%m-%d}"] = days.get(f"{local:%Y-%m-%d}", 0) + 1
            for place in t["places"]:
                places[place] = places.get(place, 0) + 1
                spot = (self.lies_in[place], place)
                spots[spot] = spots.get(spot, 0) + 1
        for ticket_id, sender_id in {(r.ticket_id, r.sender_id) for r in self.reports}:
            if ticket_id in ids:
                tellers[sender_id] = tellers.get(sender_id, 0) + 1
        return {
            "kinds": kinds, "buildings": places, "spots": spots, "hours": hours, "weekdays": weekdays, "days": days,
            "reporters": tellers,
        }  # fmt: skip
