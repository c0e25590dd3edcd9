"""Why the rota was not rearranged, as a sentence that says what to do instead.

Every `Objection` has its sentence here and nowhere else.
"""

from collections.abc import Sequence

from bot.domain.rearranging import Objected, Objection
from bot.domain.roster import Person, Roster
from bot.language import Words
from bot.services import texts


def sentence(objected: Objected, community: Roster, words: Words) -> str:
    """Return the sentence for an objection; HTML."""
    about = community.person(objected.about)
    said = {
        Objection.STRANGER: words.say("Leave, cover and swap are for those who have duty on the roster."),
        Objection.NOT_YOURS: words.say(
            "Only {name}, or somebody above them, can put {name} off duty. You can offer to come yourself: /cover."
        ),
        Objection.SAME_PERSON: words.say("{name} cannot stand in for themselves. Name somebody else."),
        Objection.NO_STAFF: words.say("{name} has no duty on the roster. Name somebody who has."),
        Objection.NOT_ON_DUTY: words.say("{name} is not on duty then. “/duty” and a day shows who is."),
        Objection.PAST: words.say("That time is over. Name a day to come, e.g. Saturday or 12月5日."),
        Objection.TOO_FAR: words.say("That is more than half a year away. Please say it again when it is nearer."),
        Objection.COVER_AWAY: words.say("{name} is off duty then, too. Name somebody else."),
        Objection.ALREADY: words.say("That is arranged already. “/cover off” takes it back."),
    }[objected.why]
    return said.format(name=texts.name(about.name if about else ""))


def usage(kind: str, words: Words) -> str:
    """Return how a command is written, when a name or a day was missing."""
    return {
        "leave": words.say(
            "Say when you are off duty, and who comes instead if you know: “/leave Saturday”, “/leave 12月5日-7日 to "
            "Zhao”, “/leave tomorrow 08:00-12:00”. “/leave off” takes the latest back."
        ),
        "cover": words.say(
            "Say whom you stand in for, and when: “/cover Wang Saturday”, “/cover Wang Saturday 08:00-12:00”. “/cover "
            "off” takes the latest back."
        ),
        "swap": words.say(
            "Say with whom, their day that you take, and your day that they take: “/swap Wang Saturday Sunday”. “/swap "
            "off” takes the latest back."
        ),
    }[kind]


def whom(said: str, found: Sequence[Person], words: Words) -> str:
    """Return what somebody hears who named nobody, or several."""
    if not found:
        sentence = words.say("Nobody here is called “{name}”. Write the name as on the roster.")
        return sentence.format(name=texts.name(said))
    sentence = words.say("Whom do you mean by “{name}”: {names}? Write the whole name.")
    return sentence.format(name=texts.name(said), names=texts.persons(found, words, 5))


def anonymous(words: Words) -> str:
    """Return what an anonymous admin hears."""
    return words.say("You write as an anonymous admin, so I cannot tell who you are. Please write it to me in private.")


def gone(words: Words) -> str:
    """Return what a press on a question hears that is answered already."""
    return words.say("This question is settled already.")
