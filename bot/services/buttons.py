"""The buttons under cards: which fit a ticket's state, and what each of them carries.

Whatever a button does, a reply in plain words does too. A button is a hint, never the authority.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.calls import Button, Buttons, Style
from bot.domain.lexicon import Lexicon
from bot.domain.roster import Roster
from bot.domain.ticket import Action, State
from bot.language import Words

RETURN_REASONS = ("not_mine", "cannot", "off_duty")
MOST_BUILDINGS = 48


def data(action: str, ticket: Row[Any], extra: str = "") -> str:
    """Return what a button carries: a hint at the action and the version it was drawn for, never the authority."""
    return f"v1:{action}:{ticket.id}:{ticket.version}" + (f":{extra}" if extra else "")


def first_page(ticket: Row[Any], words: Words) -> Buttons:
    """Return the buttons that fit the ticket's state."""
    if ticket.state == State.OPEN.value:
        return (
            (Button(words.say("Take it"), data(Action.CLAIM, ticket), Style.PRIMARY),),
            (
                Button(words.say("Not mine"), data("why", ticket)),
                Button(words.say("More"), data("more", ticket)),
            ),
        )
    if ticket.state == State.CLAIMED.value:
        return (
            (Button(words.say("Done"), data(Action.RESOLVE, ticket), Style.SUCCESS),),
            (
                Button(words.say("Give back"), data("why", ticket)),
                Button(words.say("More"), data("more", ticket)),
            ),
        )
    if ticket.state == State.WHISTLED.value:
        return (
            (Button(words.say("Whistle"), data("slips", ticket), Style.PRIMARY),),
            (
                Button(words.say("Give back"), data("why", ticket)),
                Button(words.say("More"), data("more", ticket)),
            ),
        )
    if ticket.state == State.SUSPENDED.value:
        return (
            (
                Button(words.say("Go on"), data(Action.WAKE, ticket), Style.PRIMARY),
                Button(words.say("Done"), data(Action.RESOLVE, ticket), Style.SUCCESS),
            ),
            (
                Button(words.say("Give back"), data("why", ticket)),
                Button(words.say("More"), data("more", ticket)),
            ),
        )
    return ()


def second_page(ticket: Row[Any], words: Words) -> Buttons:
    """Return the second page of buttons."""
    return (
        (
            Button(words.say("On my way"), data(Action.ON_THE_WAY, ticket)),
            Button(words.say("False alarm"), data(Action.VOID, ticket), Style.DANGER),
        ),
        (
            Button(words.say("Another kind"), data("kinds", ticket)),
            Button(words.say("Another place"), data("places", ticket)),
        ),
        (
            Button(words.say("Whistle"), data("slips", ticket)),
            Button(words.say("Suspend"), data("pause", ticket)),
        ),
        (
            Button(words.say("Result"), data("results", ticket)),
            Button(words.say("Pictures"), data("pictures", ticket)),
        ),
        (Button(words.say("« Back"), data("back", ticket)),),
    )


def kinds(ticket: Row[Any], words: Words, lexicon: Lexicon) -> Buttons:
    """Return every kind there is: the one tap that puts a wrong guess right."""
    drawn = [
        Button(category.name(words.language), data("kind", ticket, category.id))
        for category in lexicon.categories.values()
        if category.id != ticket.category
    ]
    return (*rows(drawn, 2), (Button(words.say("« Back"), data("back", ticket)),))


def places(ticket: Row[Any], words: Words, buildings: Sequence[str]) -> Buttons:
    """Return buildings to choose from, the likeliest first."""
    drawn = [building(ticket, words, one) for one in buildings if [one] != ticket.buildings]
    return (*rows(drawn[:MOST_BUILDINGS], 4), (Button(words.say("« Back"), data("back", ticket)),))


def building(ticket: Row[Any], words: Words, building: str) -> Button:
    """Return the button that says in which building it is."""
    label = f"{building}号楼" if words.language == "zh" else f"Bldg {building}"
    return Button(label, data("place", ticket, building)[:64])


def estate(ticket: Row[Any], people: Roster, name: str) -> Button:
    """Return the button that says in which estate it is; it carries the first area that is this estate."""
    area = next(area for area in people.areas.values() if area.estate == name)
    return Button(name[:40], data("estate", ticket, str(area.id)))


def rows(drawn: Sequence[Button], wide: int) -> Buttons:
    """Return buttons in rows of so many."""
    return tuple(tuple(drawn[at : at + wide]) for at in range(0, len(drawn), wide))


def reason(code: str, words: Words) -> str:
    """Return why a ticket was given back, for one of `RETURN_REASONS`."""
    return {
        "not_mine": words.say("Not my area"),
        "cannot": words.say("I cannot fix this"),
        "off_duty": words.say("I am off duty"),
    }[code]


def reasons(ticket: Row[Any], words: Words) -> Buttons:
    """Return the reasons one may give a ticket back for; a return needs one."""
    reasons = tuple((Button(reason(code, words), data(Action.RETURN, ticket, code)),) for code in RETURN_REASONS)
    return (*reasons, (Button(words.say("« Back"), data("back", ticket)),))
