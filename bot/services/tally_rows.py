"""Rows that add tickets up: by kind, by building, by who holds them, by who reported.

A formula stands in `domain.figures.sums`. A ticket at several buildings counts at each of them, elsewhere once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.figures.judgement import is_fixed_by
from bot.domain.figures.share import at_rank, mean, middle, ratio
from bot.domain.figures.sums import Sums
from bot.domain.honours import masked
from bot.domain.ticket import State
from bot.domain.titles import title
from bot.language import Words
from bot.services.dossiers import Dossier
from bot.services.ledger_rows import Reader, kind
from bot.workbook import Cell, Column, Kind

Key = tuple[str, ...]


@dataclass(slots=True)
class Voice:
    """What one reporter told of. `valid`: tickets that were none before; `joined`: those that others had told of."""

    community: str
    name: str
    valid: int = 0
    joined: int = 0
    fixed: int = 0
    false_alarms: int = 0


@dataclass(frozen=True, slots=True)
class Tallies:
    """All sums of a list so far, as of `until`."""

    until: datetime
    kinds: dict[Key, Sums] = field(default_factory=lambda: defaultdict(Sums))
    buildings: dict[Key, Sums] = field(default_factory=lambda: defaultdict(Sums))
    people: dict[Key, Sums] = field(default_factory=lambda: defaultdict(Sums))
    voices: dict[tuple[str, int], Voice] = field(default_factory=dict)
    whole: Sums = field(default_factory=Sums)

    def add(self, dossier: Dossier, reader: Reader) -> None:
        """Add a ticket to every sum it belongs to."""
        ticket, facts, now = dossier.ticket, dossier.facts, self.until
        self.whole.add(facts, now)
        self.kinds[(kind(ticket, reader),)].add(facts, now)
        if reader.within or not ticket.restricted:
            for building in dict.fromkeys(map(str, ticket.buildings)):
                roster, home = dossier.community, dossier.community.home_of(building, ticket.area_id)
                # Nobody names the estate each time: where the roster has the building, it is the same all the same.
                said = "" if home in roster.areas and building in roster.areas[home].buildings else ticket.estate
                named = (roster.name, roster.estate_of(home) or said or "", building, ticket.community_id, str(home))
                self.buildings[named].add(facts, now)
        self.people[_person(dossier, reader.words)].add(facts, now)
        self._hear(dossier)

    def _hear(self, dossier: Dossier) -> None:
        ticket, facts = dossier.ticket, dossier.facts
        heard: dict[int, list[Row[Any]]] = {}
        for report in dossier.reports:
            heard.setdefault(report.sender_id, []).append(report)
        for sender_id, reports in heard.items():
            key = (ticket.community_id, sender_id)
            voice = self.voices.setdefault(key, Voice(dossier.community.name, masked(reports[-1].sender_name)))
            if facts.state is State.VOID and not facts.duplicate:
                voice.false_alarms += 1
            elif facts.duplicate or all(report.merged for report in reports):
                voice.joined += 1
            else:
                voice.valid += 1
                voice.fixed += is_fixed_by(facts, self.until)


def _person(dossier: Dossier, words: Words) -> Key:
    person = dossier.community.person(dossier.ticket.holder_id)
    if person is None:
        return (dossier.community.name, words.say("nobody"), "", "")
    roles = dossier.community.roles_of(person)
    named = "、".join(title(role, words.language).replace("_", " ") for role in sorted(roles))
    return (dossier.community.name, person.name, named, str(person.id))


def kind_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of the table of kinds."""
    return (Column(words.say("Kind"), width=30), *_columns(words))


def building_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of the table of buildings."""
    places = (
        Column(words.say("Community"), width=14), Column(words.say("Estate"), width=14),
        Column(words.say("Building"), width=10), Column(words.say("Households"), Kind.NUMBER, 9),
        Column(words.say("Per 100 households"), Kind.HOURS, 11),
    )  # fmt: skip
    return (*places, *_columns(words))


def person_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of the table of those who hold tickets."""
    who = (Column(words.say("Community"), width=14), Column(words.say("Holder"), width=14))
    return (*who, Column(words.say("Role"), width=14), *_columns(words))


def voice_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of the table of those who reported."""
    return (
        Column(words.say("Community"), width=14), Column(words.say("Reporter"), width=14),
        Column(words.say("Valid reports"), Kind.NUMBER, 10), Column(words.say("Of these fixed"), Kind.NUMBER, 10),
        Column(words.say("Told of by others before"), Kind.NUMBER, 12),
        Column(words.say("False alarms"), Kind.NUMBER, 10),
    )  # fmt: skip


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words.say("Tickets"), Kind.NUMBER, 9), Column(words.say("Things"), Kind.NUMBER, 9),
        Column(words.say("Answered in time"), Kind.NUMBER, 10), Column(words.say("Share in time"), Kind.SHARE, 9),
        Column(words.say("Median minutes to answer"), Kind.HOURS, 11),
        Column(words.say("Nine in ten within minutes"), Kind.HOURS, 11),
        Column(words.say("Fixed so far"), Kind.NUMBER, 9), Column(words.say("Due by now"), Kind.NUMBER, 9),
        Column(words.say("Of these fixed in time"), Kind.NUMBER, 11),
        Column(words.say("Share fixed in time"), Kind.SHARE, 10),
        Column(words.say("Mean hours to fix"), Kind.HOURS, 10),
        Column(words.say("Still open"), Kind.NUMBER, 9), Column(words.say("Overdue now"), Kind.NUMBER, 11, bad=True),
        Column(words.say("Suspended now"), Kind.NUMBER, 11), Column(words.say("Ever given back"), Kind.NUMBER, 11),
        Column(words.say("Ever reopened"), Kind.NUMBER, 11), Column(words.say("Ratings"), Kind.NUMBER, 9),
        Column(words.say("Mean rating"), Kind.HOURS, 9), Column(words.say("False alarms"), Kind.NUMBER, 11),
        Column(words.say("Duplicates"), Kind.NUMBER, 11),
    )  # fmt: skip


def kind_rows(tallies: Tallies) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each kind, the most frequent first."""
    for (name,), tally in _ordered(tallies.kinds):
        yield (name, *_cells(tally))


def building_rows(
    tallies: Tallies, households: Callable[[str, str, str | None], int | None]
) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each building, the hottest first. `households` of a community's id, a building and its estate."""
    for (community, estate, building, community_id, _), tally in _ordered(tallies.buildings):
        homes = households(community_id, building, estate or None)
        per_100 = ratio(100 * tally.valid, homes) if homes else None
        yield (community, estate, building, homes, per_100, *_cells(tally))


def person_rows(tallies: Tallies) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each who holds tickets, by community and name."""
    for (community, name, roles, _), tally in sorted(tallies.people.items()):
        yield (community, name, roles, *_cells(tally))


def voice_rows(tallies: Tallies) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each who reported, the busiest first."""
    for voice in sorted(tallies.voices.values(), key=lambda one: (-one.valid, -one.joined, one.community, one.name)):
        yield (voice.community, voice.name, voice.valid, voice.fixed, voice.joined, voice.false_alarms)


def _ordered(tallies: Mapping[Key, Sums]) -> list[tuple[Key, Sums]]:
    return sorted(tallies.items(), key=lambda one: (-one[1].valid, tuple((len(part), part) for part in one[0])))


def _cells(tally: Sums) -> tuple[Cell, ...]:
    median, nine_in_ten = middle(tally.answered_after), at_rank(tally.answered_after, 0.9)
    hours = mean(tally.fixed_after)
    return (
        tally.valid, tally.things, tally.timely, ratio(tally.timely, tally.valid),
        None if median is None else median / 60, None if nine_in_ten is None else nine_in_ten / 60,
        tally.fixed, tally.due, tally.on_time, ratio(tally.on_time, tally.due),
        None if hours is None else hours / 3600, tally.open, tally.overdue, tally.suspended, tally.returned,
        tally.reopened, tally.rated, ratio(tally.ratings, tally.rated), tally.false_alarms, tally.duplicates,
    )  # fmt: skip
