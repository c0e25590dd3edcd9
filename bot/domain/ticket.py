"""What may happen to a ticket, and to whom it may happen.

     open ──claim──▶ claimed ──resolve (proof)──▶ resolved ──confirmed / silence──▶ closed (销号)
      │ ◀─ returned ── │  ▲  ▲                       │                                  │
      │                │  │  └──── reopened ◀── "没修好" within 7 days ──────────────────┘
      │                │  │         disproved ◀── the picture is that of the report      the same level, the age kept
      │                ├─▶ whistled (吹哨) ── every slip answered, refused or withdrawn ──▶ claimed
      │                └─▶ suspended (挂账) ── wakes by itself, or by hand ──▶ claimed
      └──▶ void (误报 / undone)

Permission is decided here and nowhere else; of slips, in `whistle`, of rungs, in `lift`.
"""
# While slips wait, a ticket that somebody holds is whistled, never claimed, and nobody ends it.

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.roster import STAFF, Role


class State(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WHISTLED = "whistled"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    CLOSED = "closed"
    VOID = "void"


LIVE = frozenset({State.OPEN, State.CLAIMED, State.WHISTLED, State.SUSPENDED})
"""Not over: somebody still has to do something about it."""

RUNNING = frozenset({State.OPEN, State.CLAIMED})
"""The community's own clock runs and its ladder climbs."""


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
    WHISTLE = "whistle"
    ANSWER = "answer"
    SUSPEND = "suspend"
    WAKE = "wake"
    DISPROVE = "disprove"
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
    WHISTLED = "whistled"
    NO_PROOF = "no_proof"
    TOO_OFTEN = "too_often"
    NOT_SUSPENDED = "not_suspended"
    NO_REASON = "no_reason"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to one ticket. `person_id` is None for one who is not on the roster.

    `is_department`: they answer for a department that was whistled for. `is_house`: it is ourselves, by the clock.
    """

    person_id: int | None
    roles: frozenset[Role] = frozenset()
    is_reporter: bool = False
    is_department: bool = False
    is_house: bool = False

    @property
    def is_staff(self) -> bool:
        """Tell whether the roster gives them work to do."""
        return bool(self.roles & STAFF)

    @property
    def is_chief(self) -> bool:
        """Tell whether they stand above the one who holds a ticket."""
        return bool(self.roles & {Role.GRID_CHIEF, Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT, Role.ADMIN})


HOUSE = Standing(None, is_house=True)
"""What time brings, nobody does."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a ticket to decide about it.

    `slips`: how many departments have still to answer, `unproven`: a picture of the fix is due and not there,
    `suspensions`: how often it was suspended before, `unreasoned`: the wish says nothing of its why.
    `open_to`: roles that may take it from its holder, since their rung was asked to take it over.
    """

    state: State
    holder_id: int | None
    over_at: datetime | None = None
    slips: int = 0
    unproven: bool = False
    suspensions: int = 0
    unreasoned: bool = False
    open_to: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may happen: the state after it, and whether the actor holds the ticket then (None: nobody does)."""

    to: State
    holder_id: int | None


Decision = Allowed | Refusal


def decide(
    facts: Facts,
    action: Action,
    who: Standing,
    now: datetime,
    reopen_within: timedelta = timedelta(days=7),
    suspend_times: int = 2,
) -> Decision:
    """Say what comes of `who` wanting `action`. No deadline has a say in it."""
    state, holder = facts.state, facts.holder_id
    match action:
        case Action.NOTE:
            known = who.is_staff or who.is_reporter or who.is_department or who.is_house
            return Allowed(state, holder) if known else Refusal.STRANGER
        case Action.CONFIRM | Action.REOPEN:
            return _after_the_fix(facts, action, who, now, reopen_within)
        case Action.VOID if who.is_reporter and not who.is_staff:
            return Allowed(State.VOID, None) if state is State.OPEN else Refusal.OVER
        case Action.ANSWER | Action.DISPROVE:
            return _without_a_hand(facts, action, who)
        case Action.WAKE if who.is_house:
            return _woken(facts)
    if not who.is_staff or who.person_id is None:
        return Refusal.STRANGER
    if state not in LIVE:
        return Refusal.OVER
    return _at_work(facts, action, who, who.person_id, suspend_times)


def _at_work(facts: Facts, action: Action, who: Standing, me: int, suspend_times: int) -> Decision:
    """Say what comes of a wish of staff about a ticket that is not over."""
    state, holder = facts.state, facts.holder_id
    mine = holder == me
    free = mine or holder is None
    called = bool(who.roles & facts.open_to)
    taken_up = _held_by(facts, me if called else holder or me)
    match action:
        case Action.CLAIM:
            if mine:
                return Refusal.ALREADY_YOURS
            return taken_up if free or called else Refusal.TAKEN
        case Action.ON_THE_WAY:
            return taken_up if free or called else Refusal.TAKEN
        case Action.RESOLVE if not (free or who.is_chief):
            return Refusal.TAKEN
        case Action.RESOLVE:
            # One who simply went and fixed it need not have claimed it first; only another holder's
            # ticket is protected.
            return _lacking(facts) or Allowed(State.RESOLVED, holder or me)
        case Action.RETURN | Action.REASSIGN:
            if not (free or who.is_chief or (state is State.OPEN and action is Action.RETURN)):
                return Refusal.NOT_YOURS
            return Refusal.NO_REASON if facts.unreasoned else Allowed(State.OPEN, None)
        case Action.VOID:
            return Allowed(State.VOID, None) if free or who.is_chief else Refusal.TAKEN
        case Action.WHISTLE:
            return Allowed(State.WHISTLED, holder or me) if free or who.is_chief else Refusal.NOT_YOURS
        case Action.SUSPEND:
            if not (free or who.is_chief):
                return Refusal.NOT_YOURS
            if facts.slips:
                return Refusal.WHISTLED
            return Allowed(State.SUSPENDED, holder or me) if facts.suspensions < suspend_times else Refusal.TOO_OFTEN
        case Action.WAKE:
            return _woken(facts) if free or who.is_chief else Refusal.NOT_YOURS
    raise AssertionError(f"no rule for {action}")


def _held_by(facts: Facts, holder_id: int | None) -> Allowed:
    """Return how a ticket that somebody has stands: it waits for departments, or it is in their hands."""
    if holder_id is None:
        return Allowed(State.OPEN, None)
    return Allowed(State.WHISTLED if facts.slips else State.CLAIMED, holder_id)


def _woken(facts: Facts) -> Decision:
    return _held_by(facts, facts.holder_id) if facts.state is State.SUSPENDED else Refusal.NOT_SUSPENDED


def _lacking(facts: Facts) -> Refusal | None:
    """Return what is still lacking before anybody but the reporter may end a ticket."""
    if facts.slips:
        return Refusal.WHISTLED
    return Refusal.NO_PROOF if facts.unproven else None


def _without_a_hand(facts: Facts, action: Action, who: Standing) -> Decision:
    """Say what comes of a slip that was settled, or of a picture that proves nothing: nobody's wish for the ticket."""
    if action is Action.DISPROVE:
        if not who.is_house:
            return Refusal.STRANGER
        return _held_by(facts, facts.holder_id) if facts.state is State.RESOLVED else Refusal.NOT_OVER
    mine = who.person_id is not None and who.person_id == facts.holder_id
    if not (who.is_department or who.is_house or (who.is_staff and (mine or who.is_chief))):
        return Refusal.NOT_YOURS if who.is_staff else Refusal.STRANGER
    if facts.state not in LIVE:
        return Refusal.OVER
    # Nobody may have it by now: it was given back while the department was still on its way.
    return _held_by(facts, facts.holder_id) if facts.state is State.WHISTLED else Allowed(facts.state, facts.holder_id)


def _after_the_fix(facts: Facts, action: Action, who: Standing, now: datetime, within: timedelta) -> Decision:
    if not (who.is_reporter or who.is_staff):
        return Refusal.STRANGER
    if action is Action.CONFIRM:
        # Who fixes does not verify.
        if not who.is_reporter and who.person_id == facts.holder_id:
            return Refusal.NOT_YOURS
        # The reporter has seen it; who writes it off from a desk has to have seen the picture and the receipts.
        if facts.state in LIVE | {State.RESOLVED} and not who.is_reporter and (lacking := _lacking(facts)):
            return lacking
        if facts.state is State.RESOLVED:
            return Allowed(State.CLOSED, facts.holder_id)
        return Refusal.NOTHING_NEW if facts.state is State.CLOSED else Refusal.NOT_OVER
    if facts.state not in (State.RESOLVED, State.CLOSED):
        return Refusal.NOT_OVER if facts.state in LIVE else Refusal.OVER
    if facts.over_at is not None and now - facts.over_at > within:
        return Refusal.TOO_LATE
    return Allowed(State.CLAIMED if facts.holder_id else State.OPEN, facts.holder_id)
