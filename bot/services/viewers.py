"""Who may see lists and figures, of which communities and areas, where they ask; who may see none is told why.

Decides nothing: `domain.permits` does.
"""

from collections.abc import Callable, Mapping
from datetime import UTC

from bot.domain.permits import Denial
from bot.domain.roster import Purpose, Role, Roster
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import groups, strangers
from bot.services.speaking import answer
from bot.services.step import Step

May = Callable[[Mapping[Role, frozenset[int]], frozenset[Purpose] | None], frozenset[int] | Denial]
"""Says which areas somebody of these roles may see in a group of these purposes; None is a private chat."""


def seen(step: Step, message: Message, may: May) -> list[tuple[Roster, frozenset[int]]]:
    """Return the communities a question is about, with the ids of the areas whoever asks may see of each."""
    bound = None
    if message.chat.type is not ChatType.PRIVATE and (bound := groups.bound(step, message.chat.id)) is None:
        return []
    purposes = bound.purposes if bound is not None else None
    known = groups.of_sender(step, message)
    found = [(one, may(one.held_by(message.sender.id), purposes)) for one in known]
    allowed = [(one, areas) for one, areas in found if not isinstance(areas, Denial)]
    if not allowed:
        # Whoever is on no roster is refused as one without any role.
        said = next((areas for _, areas in found), may({}, purposes))
        denial = said if isinstance(said, Denial) else Denial.STRANGER
        words = Words(pick(message.sender.language), UTC)
        answer(step, message, strangers.denied(denial, words), words)
    return allowed
