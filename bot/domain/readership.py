"""Who reads which digest, and when: the day for supervisors, the week for the community, the month for those above.

    day     supervisors, people and groups, of their area · grid chiefs where that is wished for     at their own hour
    week    the community, for the meeting at the beginning of the week (周碰头)
    month   subdistrict and district (月对接)                                                       on the first day

Nobody is owed what was due before they were to read it.

Plain values in, plain values out. The question is never "is it eight o'clock?" but "which ended period is owed?".
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.period import DAY, Kind, Period
from bot.domain.roster import Purpose, Role, Roster

LOOK_BACK: Mapping[Kind, timedelta] = {
    Kind.DAY: timedelta(hours=36),
    Kind.WEEK: timedelta(days=3),
    Kind.MONTH: timedelta(days=7),
}
"""How long after its hour a digest is still worth writing."""
FORGOTTEN = timedelta(days=45)
"""Days back from today within which it matters what was written."""
_WEEKDAYS = "mon tue wed thu fri sat sun".split()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The weekday (0 is Monday) and the local hour at which the week's pack comes."""

    weekday: int = 0
    at: time = time(8, 30)

    @classmethod
    def parse(cls, said: str) -> "Meeting":
        """Read "mon 08:30". Raise ValueError with a sentence for anything else."""
        day, _, hour = said.strip().lower().partition(" ")
        if day[:3] not in _WEEKDAYS or (at := read_hour(hour)) is None:
            raise ValueError(f'"{said}" is no weekday with an hour; write it like "mon 08:30"')
        return cls(_WEEKDAYS.index(day[:3]), at)


@dataclass(frozen=True, slots=True)
class Hours:
    """When digests come, by the community's clock. `chiefs`: grid chiefs get their grid's day, too."""

    daily: time = time(20)
    weekly: Meeting = field(default_factory=Meeting)
    monthly: time = time(8, 30)
    chiefs: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for in a chat: another hour for the day's digest, none at all, pictures dark or light."""

    at: time | None = None
    off: bool = False
    dark: bool | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that reads an area's day, week or month. `heard`: it is to be sent; else the period only passes by.

    `since` when it reads this, `dark` how it wants its pictures, both where that is known.
    """

    area_id: int
    kind: Kind
    chat_id: int
    language: str | None
    heard: bool
    at: time
    dark: bool | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """An ended period of an area, and those who have not got it."""

    area_id: int
    period: Period
    readers: tuple[Reader, ...]


Written = tuple[int, str, date, int]
"""What is known to be written: area, kind of period, its first day, chat."""


def read_hour(said: str) -> time | None:
    """Return the hour that "19:30", "7：30" or "19" says, None when it says none."""
    hour, _, minute = said.strip().replace("：", ":").partition(":")
    if not (hour.isascii() and hour.isdigit()) or not (minute or "0").isdigit() or len(minute) not in (0, 2):
        return None
    return time(int(hour), int(minute or 0)) if int(hour) < 24 and int(minute or 0) < 60 else None


def tells_of_today(at: time) -> bool:
    """Tell whether a day's digest at this hour is about the day itself: before noon there is nothing to tell of it."""
    return at >= time(12)


def usual_end(period: Period, at: time, zone: tzinfo) -> datetime:
    """Return up to when the period before was counted where nothing is known of its digest.

    That of a day came at its hour `at`; with an hour in the morning, and of anything longer, the whole was counted.
    """
    if period.kind is Kind.DAY and tells_of_today(at):
        return _at(period.first - DAY, at, zone)
    return period.bounds(zone)[0]


_BY_ROLE = {
    Role.SUPERVISOR: Kind.DAY,
    Role.GRID_CHIEF: Kind.DAY,
    Role.COMMUNITY: Kind.WEEK,
    Role.SUBDISTRICT: Kind.MONTH,
    Role.DISTRICT: Kind.MONTH,
}


def readers(community: Roster, hours: Hours, asked: Mapping[int, Asked]) -> tuple[Reader, ...]:
    """Return everybody who reads a digest of an area of this community; `asked` by the chat's Telegram id.

    Whoever has several roles there reads each kind once, for as long as the oldest of them.
    """
    at = {Kind.DAY: hours.daily, Kind.WEEK: hours.weekly.at, Kind.MONTH: hours.monthly}
    found: dict[tuple[int, Kind, int], Reader] = {}

    def reads(
        area_id: int, kind: Kind, chat_id: int, language: str | None, *, reachable: bool, since: datetime | None
    ) -> None:
        wish, key = asked.get(chat_id, Asked()), (area_id, kind, chat_id)
        hour = wish.at if wish.at is not None and kind is Kind.DAY else at[kind]
        if (known := found.get(key)) is not None:
            since = min(since, known.since) if since is not None and known.since is not None else None
        found[key] = Reader(area_id, kind, chat_id, language, reachable and not wish.off, hour, wish.dark, since)

    for group in community.groups:
        if group.purpose is Purpose.SUPERVISORS and group.area_id in community.areas:
            reads(
                group.area_id, Kind.DAY, group.telegram_id, group.language, reachable=group.reachable, since=group.since
            )
    for held in community.assignments:
        kind, person = _BY_ROLE.get(held.role), community.people[held.person_id]
        if kind is None or person.telegram_id is None or (held.role is Role.GRID_CHIEF and not hours.chiefs):
            continue
        reads(held.area_id, kind, person.telegram_id, person.language, reachable=person.reachable, since=held.since)
    return tuple(found.values())


def owed(
    some: Sequence[Reader], hours: Hours, zone: tzinfo, now: datetime, since: datetime, written: Collection[Written]
) -> list[Owed]:
    """Return what has to be written now, the earliest first; nothing whose hour lay before `since`.

    Who has not had one of this kind lately gets the last one alone: the days before were not theirs.
    """
    begun: dict[tuple[int, str, int], date] = {}
    for area_id, kind, first, chat_id in written:
        begun[area_id, kind, chat_id] = min(first, begun.get((area_id, kind, chat_id), first))
    found: dict[tuple[datetime, int, str, date], list[Reader]] = {}
    periods: dict[tuple[datetime, int, str, date], Period] = {}
    for reader in some:
        due = [
            (moment, period)
            for moment, period in _moments(reader, hours, zone, now)
            if max(since, reader.since or since) <= moment <= now < moment + LOOK_BACK[reader.kind]
        ]
        oldest = begun.get((reader.area_id, reader.kind.value, reader.chat_id))
        for moment, period in due[-1:] if oldest is None else (one for one in due if one[1].first >= oldest):
            if (reader.area_id, reader.kind.value, period.first, reader.chat_id) not in written:
                key = (moment, reader.area_id, reader.kind.value, period.first)
                found.setdefault(key, []).append(reader)
                periods[key] = period
    return [Owed(key[1], periods[key], tuple(found[key])) for key in sorted(found)]


def has_come(reader: Reader, period: Period, hours: Hours, zone: tzinfo, now: datetime) -> bool:
    """Tell whether a reader may have the digest of a period: it is over, or its hour has come.

    Whoever got one before would never get the whole.
    """
    if now >= period.bounds(zone)[1]:
        return True
    return any(moment <= now and told == period for moment, told in _moments(reader, hours, zone, now))


def next_moment(some: Sequence[Reader], hours: Hours, zone: tzinfo, now: datetime) -> datetime:
    """Return when there may be something to write again, at the latest tomorrow."""
    moments = [moment for reader in some for moment, _ in _moments(reader, hours, zone, now) if moment > now]
    return min([*moments, now + DAY])


def _moments(reader: Reader, hours: Hours, zone: tzinfo, now: datetime) -> Iterator[tuple[datetime, Period]]:
    """Go through the moments around now at which this reader's digests come, in order, each with what it tells of."""
    today = now.astimezone(zone).date()
    for back in range(10 if reader.kind is Kind.WEEK else 3, -2, -1):
        day = today - back * DAY
        match reader.kind:
            case Kind.DAY:
                told = day if tells_of_today(reader.at) else day - DAY
                yield _at(day, reader.at, zone), Period.holding(Kind.DAY, told)
            case Kind.WEEK if day.weekday() == hours.weekly.weekday:
                # A meeting on Friday or later is about the week it ends, an earlier one about the week before.
                week = Period.holding(Kind.WEEK, day)
                yield _at(day, reader.at, zone), week if day.weekday() >= 4 else week.previous()
    if reader.kind is Kind.MONTH:
        this = Period.holding(Kind.MONTH, today)
        for month in (this, Period.holding(Kind.MONTH, this.last + DAY)):
            yield _at(month.first, reader.at, zone), month.previous()


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
