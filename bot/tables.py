"""Every table on one page: who lives here, what came in, what it became, what goes out.

    inbox → report → ticket → outbox        the way of one report; inbox and outbox are the only seams
    community ← area ← assignment → person  who is responsible
    account, chat                           Telegram users and chats as we know them

Moments end in `_at` and are aware UTC. Nothing here decides anything.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.database import BigId, UtcDateTime


class Base(DeclarativeBase):
    """All tables of the house. The hot path uses them through Core, as `Entity.__table__`."""

    __table__: ClassVar[Table]
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def _partial(name: str, *columns: str, where: str) -> Index:
    """Return an index over the few rows that wait: a plain one would walk everything that is over."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _key() -> Mapped[int]:
    return mapped_column(BigId, primary_key=True)


def _ref(target: str) -> Mapped[int]:
    return mapped_column(BigId, ForeignKey(target))


def _big() -> Mapped[int]:
    return mapped_column(BigInteger)


# --------------------------------------------------------------------------- who lives here


class Community(Base):
    """The tenant. `last_number` counts its tickets; `revision` grows whenever its roster changes."""

    __tablename__ = "community"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    last_number: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)


class Area(Base):
    """A node of the tree. `scope` is the community's id, or empty for the levels above it that communities share."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("scope", "key"),)
    id: Mapped[int] = _key()
    scope: Mapped[str]
    key: Mapped[str]
    level: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("area.id"))
    estate: Mapped[str | None]
    aliases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    buildings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    boundary: Mapped[list[Any]] = mapped_column(JSON, default=list)
    households: Mapped[int | None]


class Person(Base):
    """Somebody on a community's roster. Without `telegram_id` the person has not enrolled yet."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    id: Mapped[int] = _key()
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    key: Mapped[str]
    name: Mapped[str]
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, index=True)


class Assignment(Base):
    """A role of a person in an area, on some days and hours; `since` when it is theirs, where that is known."""

    __tablename__ = "assignment"
    id: Mapped[int] = _key()
    person_id: Mapped[int] = _ref("person.id")
    area_id: Mapped[int] = _ref("area.id")
    role: Mapped[str]
    days: Mapped[str]
    hours: Mapped[str]
    since: Mapped[datetime | None]


class Absence(Base):
    """Somebody is off duty for a while; `cover_id` is on duty instead (None: nobody). Cancelled, never deleted."""

    __tablename__ = "absence"
    id: Mapped[int] = _key()
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    cover_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Handover(Base):
    """A shift whose beginning was told with the tickets that are open. The key is the promise: once a shift."""

    __tablename__ = "handover"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Department(Base):
    """A government department or utility that can be whistled for."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    id: Mapped[int] = _key()
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    key: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger)


class Chat(Base):
    """A group we were told about (`purpose` reports, staff, supervisors) or have met (`unknown`).

    `since` when it is for that, where that is known; the last four are what was asked for in it, as with an account.
    """

    __tablename__ = "chat"
    __table_args__ = (UniqueConstraint("telegram_id", "purpose", "community_id"),)
    id: Mapped[int] = _key()
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    community_id: Mapped[str | None] = mapped_column(ForeignKey("community.id"))
    purpose: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("area.id"))
    language: Mapped[str | None]
    reachable: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime | None]
    chosen_language: Mapped[str | None]
    digest_at: Mapped[str | None]
    digest_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_theme: Mapped[str | None]


class Forwarding(Base):
    """A group that has become a supergroup: the id it had, which files may still name, and the one it has now."""

    __tablename__ = "forwarding"
    old_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    new_id: Mapped[int] = _big()


class Account(Base):
    """A Telegram user: the name for display, the language, and whether private chat reaches them (None: not tried).

    `chosen_language`, `digest_at` ("19:30", local), `digest_off` and `digest_theme` are what they asked for themselves.
    """

    __tablename__ = "account"
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    language: Mapped[str | None]
    reachable: Mapped[bool | None]
    chosen_language: Mapped[str | None]
    digest_at: Mapped[str | None]
    digest_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_theme: Mapped[str | None]


class Invite(Base):
    """A one-use deep link that enrols somebody; only the hash of its code is kept."""

    __tablename__ = "invite"
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    area_id: Mapped[int] = _ref("area.id")
    role: Mapped[str]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None]


# --------------------------------------------------------------------------- what came in


class Letter(Base):
    """The inbox: one update as Telegram sent it, kept before Telegram may forget it.

    Update ids restart at random after an idle week, so the digest of the body is part of the key.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id", "digest"),
        _partial("inbox_waiting", "id", where="state = 'waiting'"),
        _partial("inbox_lane", "lane", "id", where="state = 'waiting'"),
        Index("inbox_received", "received_at"),
    )
    id: Mapped[int] = _key()
    bot_id: Mapped[int] = _big()
    update_id: Mapped[int] = _big()
    digest: Mapped[str]
    lane: Mapped[str]
    body: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]


class Report(Base):
    """What one reporter told us about one problem; its parts are messages. Several reports may feed one ticket.

    `merged`: the ticket was there before it, because somebody else had seen the same. `withdrawn_at`: taken back.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("report_sender", "chat_id", "sender_id", "last_part_at"),
        Index("report_own", "sender_id", "ticket_id"),
    )
    id: Mapped[int] = _key()
    ticket_id: Mapped[int] = mapped_column(BigId, ForeignKey("ticket.id"), index=True)
    chat_id: Mapped[int] = _big()
    sender_id: Mapped[int] = _big()
    sender_name: Mapped[str]
    opened_at: Mapped[datetime]
    last_part_at: Mapped[datetime]
    merged: Mapped[bool] = mapped_column(default=False, server_default=false())
    withdrawn_at: Mapped[datetime | None]


class Part(Base):
    """One message of a report, as it was last edited.

    Without `report_id` it is a stray pin that may still be joined.
    """

    __tablename__ = "part"
    __table_args__ = (Index("part_message", "chat_id", "message_id"), Index("part_album", "chat_id", "album"))
    id: Mapped[int] = _key()
    chat_id: Mapped[int] = _big()
    message_id: Mapped[int] = _big()
    sender_id: Mapped[int] = _big()
    report_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("report.id"), index=True)
    album: Mapped[str | None]
    text: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    recording: Mapped[str | None]
    recording_kind: Mapped[str | None]
    sent_at: Mapped[datetime]


class Photo(Base):
    """One picture: Telegram's handle at once, our cleaned copy (by content hash) as soon as it is fetched."""

    __tablename__ = "photo"
    __table_args__ = (_partial("photo_due", "due_at", where="state = 'waiting'"),)
    id: Mapped[int] = _key()
    ticket_id: Mapped[int] = mapped_column(BigId, ForeignKey("ticket.id"), index=True)
    purpose: Mapped[str]
    chat_id: Mapped[int] = _big()
    message_id: Mapped[int] = _big()
    file_id: Mapped[str]
    unique_id: Mapped[str] = mapped_column(index=True)
    as_file: Mapped[bool]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    stored: Mapped[str | None]
    dhash: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    taken_at: Mapped[datetime | None]
    error: Mapped[str | None]


# --------------------------------------------------------------------------- what it became


class Ticket(Base):
    """One problem and its two clocks. Deadlines are a snapshot; `due_at` is when the ladder must look at it next.

    `quantity`: how many things it is about (100 lamps are one ticket); `rating`: what its reporter gave, 1 to 10.

    A suspended one wakes by itself at `wake_at`; `result` says what came of it.
    `spot` is the name its place is looked up by again, `voices` how many people have told of it, `recurs_of` the ticket
    that was closed before and came back, `resident` on whose behalf it was reported, for those who handle it alone.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        _partial("ticket_due", "due_at", where="due_at IS NOT NULL"),
        Index("ticket_opened", "community_id", "opened_at"),
        Index("ticket_state", "community_id", "state"),
        # With the moment of the report, so that an old one is found without looking at its row.
        Index("ticket_resolved", "community_id", "resolved_at", "opened_at"),
        Index("ticket_promised", "community_id", "resolve_due_at", "opened_at"),
        Index("ticket_spot", "community_id", "spot", "opened_at"),
    )
    id: Mapped[int] = _key()
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    number: Mapped[int]
    area_id: Mapped[int] = _ref("area.id")
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[str | None]
    severity: Mapped[str]
    urgent: Mapped[bool]
    restricted: Mapped[bool] = mapped_column(default=False)
    buildings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    unit: Mapped[str | None]
    floor: Mapped[str | None]
    room: Mapped[str | None]
    estate: Mapped[str | None]
    landmark: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    words: Mapped[str]
    resident: Mapped[str | None]
    spot: Mapped[str | None]
    voices: Mapped[int] = mapped_column(default=1, server_default="1")
    recurs_of: Mapped[int | None] = mapped_column(BigId)
    merged_into: Mapped[int | None] = mapped_column(BigId)
    holder_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    wake_at: Mapped[datetime | None]
    suspended_for: Mapped[str | None]
    suspensions: Mapped[int] = mapped_column(default=0, server_default="0")
    result: Mapped[str | None]
    opened_at: Mapped[datetime]
    acked_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]
    ack_due_at: Mapped[datetime]
    resolve_due_at: Mapped[datetime]
    step_seconds: Mapped[int]
    warn_at: Mapped[float]
    due_at: Mapped[datetime | None]
    rung: Mapped[int] = mapped_column(default=0)
    cycle: Mapped[int] = mapped_column(default=0)
    repeats: Mapped[int] = mapped_column(default=0)
    warned: Mapped[bool] = mapped_column(default=False)
    returned: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    rating: Mapped[int | None]


class Event(Base):
    """The append-only history of a ticket: who, when, from what, to what, why."""

    __tablename__ = "event"
    __table_args__ = (Index("event_ticket", "ticket_id", "id"),)
    id: Mapped[int] = _key()
    ticket_id: Mapped[int] = _ref("ticket.id")
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigId)
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")


class Slip(Base):
    """A whistle: a department was asked to come. It has a deadline, an arrival and a receipt of its own.

    `state`: sent, arrived, answered, refused or withdrawn. `chased`: how often it was told that it is late.
    """

    __tablename__ = "slip"
    __table_args__ = (_partial("slip_due", "due_at", where="due_at IS NOT NULL"),)
    id: Mapped[int] = _key()
    ticket_id: Mapped[int] = mapped_column(BigId, ForeignKey("ticket.id"), index=True)
    department_id: Mapped[int] = _ref("department.id")
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str]
    state: Mapped[str]
    asked_by: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime]
    respond_by: Mapped[datetime]
    due_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    chased: Mapped[int] = mapped_column(default=0)


class Lesson(Base):
    """What staff put right with one tap: the words, and the right `answer` to what was misread (`field`)."""

    __tablename__ = "lesson"
    id: Mapped[int] = _key()
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"), index=True)
    ticket_id: Mapped[int] = _ref("ticket.id")
    field: Mapped[str]
    words: Mapped[str]
    answer: Mapped[str]
    at: Mapped[datetime]


class Escalation(Base):
    """A rung that was climbed. The key is the promise: no rung of a clock fires twice in a cycle."""

    __tablename__ = "escalation"
    ticket_id: Mapped[int] = mapped_column(BigId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    clock: Mapped[str] = mapped_column(primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cycle: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[str]


class Bulletin(Base):
    """A digest that was written: of an area, for a day, week or month that begins on `first`, to one chat.

    The key is the promise: once each, ever.
    """

    __tablename__ = "bulletin"
    area_id: Mapped[int] = mapped_column(BigId, ForeignKey("area.id"), primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Digest(Base):
    """A day's digest of an area that was written, as it was kept before `Bulletin`. Read once more, never written."""

    __tablename__ = "digest"
    area_id: Mapped[int] = mapped_column(BigId, ForeignKey("area.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class PointEntry(Base):
    """One entry of the points ledger; append-only. A reversal is an entry of its own (`reverses`).

    `cause` is the reason's name; the unique key keeps one ticket from paying one person twice for one cause.
    """

    __tablename__ = "point_entry"
    __table_args__ = (
        UniqueConstraint("ticket_id", "telegram_id", "cause", "cycle"),
        Index("point_earned", "telegram_id", "community_id", "at"),
        Index("point_listed", "community_id", "at"),
    )
    id: Mapped[int] = _key()
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    telegram_id: Mapped[int] = _big()
    name: Mapped[str]
    points: Mapped[int]
    cause: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    ticket_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ticket.id"))
    cycle: Mapped[int] = mapped_column(default=0)
    reverses: Mapped[int | None] = mapped_column(BigId)
    by_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


# --------------------------------------------------------------------------- what goes out


class Posting(Base):
    """The outbox: one row is one Bot API call. `only_while`: ticket states in which it is still worth sending."""

    __tablename__ = "outbox"
    __table_args__ = (
        _partial("outbox_waiting", "priority", "id", where="state = 'waiting'"),
        _partial("outbox_sending", "lane", where="state = 'sending'"),
        Index("outbox_sent", "sent_at", "lane"),
        Index("outbox_ticket", "ticket_id", "purpose"),
    )
    id: Mapped[int] = _key()
    lane: Mapped[str]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    purpose: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    priority: Mapped[int]
    ticket_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ticket.id"))
    ticket_version: Mapped[int | None]
    report_id: Mapped[int | None] = mapped_column(BigId)
    language: Mapped[str]
    only_while: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    dedup_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[int] = mapped_column(default=0)
    pauses: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]


class Lane(Base):
    """A lane of the outbox that must pause, by pacing or because Telegram said so. The lane `*` is all of them."""

    __tablename__ = "lane"
    name: Mapped[str] = mapped_column(primary_key=True)
    not_before: Mapped[datetime]


class Post(Base):
    """A message of ours about a ticket: what a reply to it or a press on it is about."""

    __tablename__ = "post"
    __table_args__ = (Index("post_ticket", "ticket_id", "purpose"),)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ticket_id: Mapped[int] = _ref("ticket.id")
    purpose: Mapped[str]
    report_id: Mapped[int | None] = mapped_column(BigId)
    caption: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    private: Mapped[bool]


class Pulse(Base):
    """When the bot last heard Telegram; the one row of a bot. A long gap in it was an outage."""

    __tablename__ = "pulse"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Outage(Base):
    """A time in which the bot heard nothing, and how many messages it caught up with afterwards."""

    __tablename__ = "outage"
    id: Mapped[int] = _key()
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    caught_up: Mapped[int]
    told_at: Mapped[datetime | None]


class Turn(Base):
    """A duty of the whole deployment (polling) that one replica holds until a moment."""

    __tablename__ = "turn"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
