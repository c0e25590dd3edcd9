"""Two lively months of an invented subdistrict with three communities: what `tools/showcase.py` takes pictures of.

Rows as the bot would have left them, by a seeded chance; the points are paid by the bot's own hand.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select

from bot import community_file
from bot.database import transaction
from bot.services import census, people, points
from bot.services.step import Rules, Step
from bot.tables import Account, Area, Community, Department, Event, Person, Report, Slip, Ticket

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS, ENDS = date(2026, 9, 1), datetime(2026, 11, 23, 8, 30, tzinfo=ZONE)
KINDS = {
    "flying_wire_charging": (14, "urgent", 30, "飞线充电，线从窗户拉下来"),
    "corridor_clutter": (13, "normal", 1440, "楼道堆满了纸箱，过不去人"),
    "sewage_overflow": (12, "urgent", 120, "下水井往外冒水，很臭"),
    "streetlight_fault": (11, "normal", 1440, "路灯不亮，晚上看不见台阶"),
    "garbage_pileup": (9, "normal", 240, "垃圾桶满了两天没人收"),
    "fire_lane_blocked": (8, "urgent", 60, "消防通道停了一排车"),
    "elevator_fault": (5, "urgent", 60, "电梯停在三楼不动"),
    "door_access_fault": (5, "normal", 1440, "单元门关不上"),
    "road_damage": (4, "normal", 2880, "路面塌了一块"),
    "manhole_missing": (3, "emergency", 30, "井盖翻了，旁边没有围挡"),
    "noise": (3, "consultation", 1440, "半夜装修"),
    "neighbour_dispute": (2, "consultation", 1440, "楼上楼下吵起来了"),
}
PLACES = ("楼东侧", "楼后", "1单元门口", "2单元门口", "3单元楼道", "南侧车棚", "西门外")
HOURS = (1, 1, 0, 0, 1, 2, 5, 9, 14, 10, 8, 7, 6, 6, 7, 8, 9, 12, 14, 9, 6, 4, 3, 2)
RIDERS = "李强 陈亮 高飞 孙小满 周航 吴磊 郑一鸣 何田 罗成 马晓东 许诺 邓凯 𠮷野 方圆".split()
COMPANIES = ("安居物业", "和顺物业", "福临物业")

_HEAD = """
[community]
id = "{id}"
name = "{name}"
timezone = "Asia/Shanghai"
language = "zh"
[[area]]
id = "xianying"
level = "subdistrict"
name = "仙营街道"
[[area]]
id = "{id}"
level = "community"
name = "{name}"
parent = "xianying"
[[person]]
id = "secretary"
name = "{secretary}"
telegram_id = {first}
[[assignment]]
person = "secretary"
role = "community"
area = "{id}"
[[department]]
id = "urban"
name = "城管委"
[[department]]
id = "power"
name = "供电所"
"""
_GRID = """
[[area]]
id = "grid-{n}"
level = "grid"
name = "第{zh}网格"
parent = "{id}"
buildings = ["{buildings}"]
[[person]]
id = "worker-{n}"
name = "{worker}"
telegram_id = {telegram}
[[assignment]]
person = "worker-{n}"
role = "gridworker"
area = "grid-{n}"
[[person]]
id = "company-{n}"
name = "{company}"
telegram_id = {property}
[[assignment]]
person = "company-{n}"
role = "property"
area = "grid-{n}"
"""
COMMUNITIES = (
    ("qinzhuang", "秦庄社区", "陈书记", "王姐 老马 小田 老赵", 12.0),
    ("nanhe", "南河社区", "林书记", "钱姐 老孙 小武", 6.0),
    ("beiyuan", "北苑社区", "韩书记", "于姐 老郝", 4.0),
)


def fill(engine: Engine, rules: Rules) -> None:
    """Let the subdistrict move in and its months pass."""
    chance = random.Random(22)
    for place, (key, name, secretary, workers, daily) in enumerate(COMMUNITIES):
        first = 1000 * (place + 1)
        roster = _HEAD.format(id=key, name=name, secretary=secretary, first=first)
        for n, worker in enumerate(workers.split(), 1):
            roster += _GRID.format(
                n=n, zh="一二三四"[n - 1], id=key, buildings=f"{6 * n - 5}-{6 * n}", worker=worker,
                telegram=first + n, company=COMPANIES[(n + place) % 3], property=first + 10 + n,
            )  # fmt: skip
        with transaction(engine) as connection:
            began = datetime(BEGINS.year, BEGINS.month, BEGINS.day, tzinfo=ZONE)
            step = Step(connection, began, rules)
            census.take(step, community_file.parse(roster, Path(f"{key}.toml")))
        _live(engine, rules, key, daily, chance)


def _live(engine: Engine, rules: Rules, community: str, daily: float, chance: random.Random) -> None:
    with transaction(engine) as connection:
        known = connection.execute(select(Area.__table__).where(Area.scope == community, Area.level == "grid")).all()
        holders = {
            row.key: row.id
            for row in connection.execute(select(Person.__table__).where(Person.community_id == community))
        }
        departments = connection.scalars(select(Department.id).where(Department.community_id == community)).all()
        moments = sorted(_moments(daily, chance))
        base = connection.scalar(select(Ticket.id).order_by(Ticket.id.desc()).limit(1)) or 0
        rows: dict[Any, list[dict[str, Any]]] = {Ticket: [], Report: [], Slip: [], Event: []}
        for number, opened in enumerate(moments, 1):
            area = chance.choice(known)
            ticket = _ticket(chance, number, opened, area, holders)
            ticket |= {"id": base + number, "community_id": community}
            rows[Ticket].append(ticket)
            rows[Report] += _reports(chance, ticket)
            rows[Event] += _events(ticket)
            if ticket["state"] == "whistled" or chance.random() < 0.03:
                rows[Slip].append(_slip(chance, ticket, chance.choice(departments)))
        for table, found in rows.items():
            connection.execute(insert(table.__table__), found)
        last = {"last_number": len(moments)}
        connection.execute(Community.__table__.update().where(Community.id == community).values(last))
        reached = [
            {"telegram_id": one, "name": "", "reachable": True}
            for one in people.roster(Step(connection, ENDS, rules), community).by_telegram
        ]
        connection.execute(insert(Account.__table__), reached)
    _pay(engine, rules, community)


def _moments(daily: float, chance: random.Random) -> list[datetime]:
    found = []
    day = BEGINS
    while day <= ENDS.date():
        busy = daily * (2 if day == date(2026, 11, 20) else 1) * (0.7 if day.weekday() >= 5 else 1)
        for _ in range(round(chance.gauss(busy, busy**0.5))):
            hour = chance.choices(range(24), HOURS)[0]
            moment = datetime(
                day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60), tzinfo=ZONE
            )
            if moment < ENDS:
                found.append(moment)
        day += timedelta(days=1)
    return found


def _ticket(chance: random.Random, number: int, opened: datetime, area: Any, holders: dict[str, int]) -> dict[str, Any]:
    kind = chance.choices(list(KINDS), [weight for weight, *_ in KINDS.values()])[0]
    _, severity, minutes, words = KINDS[kind]
    # Some buildings are worse than others; else nothing would be hot.
    building = chance.choices(area.buildings, [9, 2, 4, 1, 2, 3])[0]
    restricted = kind == "neighbour_dispute"
    n = area.key.rpartition("-")[2]
    ticket = {
        "number": number, "area_id": area.id, "state": "open", "category": kind, "severity": severity,
        "urgent": severity in ("urgent", "emergency"), "restricted": restricted, "buildings": [building],
        "landmark": chance.choice(PLACES), "words": f"{building}号楼{words}", "voices": 1, "opened_at": opened,
        "ack_due_at": opened + timedelta(minutes=5 if severity != "normal" else 10),
        "resolve_due_at": opened + timedelta(minutes=minutes), "step_seconds": 600, "warn_at": 0.8, "due_at": None,
        "acked_at": None, "resolved_at": None, "closed_at": None, "confirmed": None, "rating": None, "result": None,
        "holder_id": None, "returned": int(chance.random() < 0.04), "reopened": 0, "wake_at": None, "suspensions": 0,
        "quantity": chance.choice([1] * 12 + [3, 5]) if kind == "streetlight_fault" else 1,
    }  # fmt: skip
    if chance.random() < 0.03:
        return ticket | {"state": "void", "result": "false", "closed_at": opened + timedelta(minutes=20)}
    acked = opened + timedelta(minutes=chance.lognormvariate(1.1, 0.8))
    if acked >= ENDS:
        return ticket
    company = chance.random() < (0.6 if kind in ("elevator_fault", "streetlight_fault", "door_access_fault") else 0.3)
    ticket |= {"state": "claimed", "acked_at": acked, "holder_id": holders[f"{'company' if company else 'worker'}-{n}"]}
    # The second grid's company is slow: a page has to show it.
    took = minutes * chance.lognormvariate(-1.1 if n != "2" else -0.6, 0.65)
    fixed = acked + timedelta(minutes=took)
    if chance.random() < 0.008 and ENDS - opened < timedelta(days=20):
        return ticket | {
            "state": "suspended",
            "suspensions": 1,
            "wake_at": ENDS + timedelta(days=4),
            "suspended_for": "parts",
        }
    if fixed >= ENDS or (ENDS - opened < timedelta(days=9) and chance.random() < 0.05):
        return ticket | ({"state": "whistled"} if chance.random() < 0.3 else {})
    closed = fixed + timedelta(hours=chance.choice([1, 3, 24]))
    ticket |= {"state": "resolved", "resolved_at": fixed, "result": "fixed", "reopened": int(chance.random() < 0.05)}
    if closed < ENDS:
        ticket |= {"state": "closed", "closed_at": closed, "confirmed": chance.choice([True, True, None])}
        ticket["rating"] = chance.choice([None] * 5 + [10, 10, 9, 9, 8, 4])
    return ticket


def _reports(chance: random.Random, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    told = chance.sample(range(len(RIDERS)), 2 if chance.random() < 0.1 else 1)
    ticket["voices"] = len(told)
    return [
        {
            "ticket_id": ticket["id"], "chat_id": -1001, "sender_id": 90_000 + rider, "sender_name": RIDERS[rider],
            "opened_at": ticket["opened_at"], "last_part_at": ticket["opened_at"], "merged": nth > 0,
        }
        for nth, rider in enumerate(told)
    ]  # fmt: skip


def _slip(chance: random.Random, ticket: dict[str, Any], department: int) -> dict[str, Any]:
    asked = ticket["opened_at"] + timedelta(minutes=40)
    settled = ticket["state"] != "whistled"
    return {
        "ticket_id": ticket["id"], "department_id": department, "words": "", "state": "answered" if settled else "sent",
        "asked_at": asked, "respond_by": asked + timedelta(days=2), "chased": 0,
        "arrived_at": asked + timedelta(hours=3) if settled or chance.random() < 0.5 else None,
        "answered_at": asked + timedelta(hours=20) if settled else None,
    }  # fmt: skip


def _events(ticket: dict[str, Any]) -> list[dict[str, Any]]:
    steps = [("open", "opened_at", None, "open"), ("claim", "acked_at", "open", "claimed")]
    steps += [("resolve", "resolved_at", "claimed", "resolved"), ("confirm", "closed_at", "resolved", "closed")]
    return [
        {"ticket_id": ticket["id"], "at": ticket[at], "kind": kind, "from_state": old, "to_state": new, "note": ""}
        for kind, at, old, new in steps
        if ticket[at] is not None and ticket["state"] != "void"
    ]


def _pay(engine: Engine, rules: Rules, community: str) -> None:
    """Let every ticket that was written off pay, at its moment."""
    with transaction(engine) as connection:
        step = Step(connection, ENDS, rules)
        roster = people.roster(step, community)
        ended = select(Ticket.__table__).where(Ticket.community_id == community, Ticket.state == "closed")
        for ticket in connection.execute(ended.order_by(Ticket.closed_at)).all():
            points.settle(replace(step, now=ticket.closed_at), roster, ticket)
