"""What may happen to a ticket, and to whom it may happen.

          ┌──────── returned (reason) ───────┐
          ▼                                  │
     open ──claim──▶ claimed ──resolve (proof)──▶ resolved ──confirmed / silence──▶ closed (销号)
      │                ▲                             │                                  │
      │                └───────── reopened ◀── "没修好" within 7 days ──────────────────┘
      └──▶ void (误报 / undone)          the same level, the age kept

Decides; it neither reads nor writes. Permission is decided here and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.roster import STAFF, Role


class State(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    VOID = "void"


LIVE = frozenset({State.OPEN, State.CLAIMED})


class Action(StrEnum):
    """What somebody wants to do with a ticket; also the kind of the event that says it was done."""

    CLAIM = "claim"
    ON_THE_WAY = "on_the_way"
    RESOLVE = "resolve"
    RETURN = "return"
    REASSIGN = "reassign"
    VOID = "void"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    NOTE = "note"


class Refusal(StrEnum):
    """Why not. Each becomes a sentence."""

    STRANGER = "stranger"
    TAKEN = "taken"
    ALREADY_YOURS = "already_yours"
    NOT_YOURS = "not_yours"
    OVER = "over"
    NOT_OVER = "not_over"
    TOO_LATE = "too_late"
    NOTHING_NEW = "nothing_new"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to one ticket. `person_id` is None for one who is not on the roster."""

    person_id: int | None
    roles: frozenset[Role] = frozenset()
    is_reporter: bool = False

    @property
    def is_staff(self) -> bool:
        """Tell whether the roster gives them work to do."""
        return bool(self.roles & STAFF)

    @property
    def is_chief(self) -> bool:
        """Tell whether they stand above the one who holds a ticket."""
        return bool(self.roles & {Role.GRID_CHIEF, Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a ticket to decide about it."""

    state: State
    holder_id: int | None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may happen: the state after it, and whether the actor holds the ticket then (None: nobody does)."""

    to: State
    holder_id: int | None


Decision = Allowed | Refusal


def decide(
    facts: Facts, action: Action, who: Standing, now: datetime, reopen_within: timedelta = timedelta(days=7)
) -> Decision:
    """Say what comes of `who` wanting `action`."""
    state, holder = facts.state, facts.holder_id
    mine = who.person_id is not None and holder == who.person_id
    match action:
        case Action.NOTE:
            return Allowed(state, holder) if who.is_staff or who.is_reporter else Refusal.STRANGER
        case Action.CONFIRM | Action.REOPEN:
            return _after_the_fix(facts, action, who, now, reopen_within)
        case Action.VOID if who.is_reporter and not who.is_staff:
            return Allowed(State.VOID, None) if state is State.OPEN else Refusal.OVER
    if not who.is_staff or who.person_id is None:
        return Refusal.STRANGER
    if state not in LIVE:
        return Refusal.OVER
    match action:
        case Action.CLAIM:
            if mine:
                return Refusal.ALREADY_YOURS
            return Allowed(State.CLAIMED, who.person_id) if holder is None else Refusal.TAKEN
        case Action.ON_THE_WAY:
            return Allowed(State.CLAIMED, holder or who.person_id) if holder is None or mine else Refusal.TAKEN
        case Action.RESOLVE:
            # One who simply went and fixed it need not have claimed it first; only another holder's
            # ticket is protected.
            return (
                Allowed(State.RESOLVED, holder or who.person_id)
                if holder is None or mine or who.is_chief
                else Refusal.TAKEN
            )
        case Action.RETURN | Action.REASSIGN:
            if state is State.OPEN and action is Action.RETURN:
                return Allowed(State.OPEN, None)
            return Allowed(State.OPEN, None) if mine or holder is None or who.is_chief else Refusal.NOT_YOURS
        case Action.VOID:
            return Allowed(State.VOID, None) if mine or holder is None or who.is_chief else Refusal.TAKEN
    raise AssertionError(f"no rule for {action}")


def _after_the_fix(facts: Facts, action: Action, who: Standing, now: datetime, within: timedelta) -> Decision:
    if not (who.is_reporter or who.is_staff):
        return Refusal.STRANGER
    if action is Action.CONFIRM:
        # Who fixes does not verify.
        if not who.is_reporter and who.person_id == facts.holder_id:
            return Refusal.NOT_YOURS
        if facts.state is State.RESOLVED:
            return Allowed(State.CLOSED, facts.holder_id)
        return Refusal.NOTHING_NEW if facts.state is State.CLOSED else Refusal.NOT_OVER
    if facts.state not in (State.RESOLVED, State.CLOSED):
        return Refusal.NOT_OVER if facts.state in LIVE else Refusal.OVER
    if facts.over_at is not None and now - facts.over_at > within:
        return Refusal.TOO_LATE
    return Allowed(State.CLAIMED if facts.holder_id else State.OPEN, facts.holder_id)
