"""What happened to a ticket, in people's words: what a kind of event is called, and its note as they can read it."""

from functools import lru_cache

from bot.domain.roster import Role
from bot.domain.titles import title
from bot.language import Words


@lru_cache(maxsize=256)
def event_name(kind: str, words: Words) -> str:
    """Return what a kind of event is called; one that has no name yet goes by its own."""
    return {
        "open": words.say("reported"), "join": words.say("reported again"), "merge": words.say("went on elsewhere"),
        "withdraw": words.say("taken back by the reporter"), "split": words.say("set apart"),
        "recurs": words.say("came back"), "amend": words.say("put right"), "claim": words.say("taken"),
        "on_the_way": words.say("on the way"), "return": words.say("given back"), "reassign": words.say("handed over"),
        "resolve": words.say("marked as fixed"), "confirm": words.say("confirmed"), "reopen": words.say("reopened"),
        "void": words.say("false alarm"), "note": words.say("note"), "warn": words.say("holder warned"),
        "escalate": words.say("passed on upwards"), "lower": words.say("sent back down"),
        "exhausted": words.say("nobody left to tell"), "praise": words.say("thanks"),
        "lapse": words.say("closed unconfirmed"), "recompute": words.say("deadlines computed anew"),
        "whistle": words.say("department called"), "answer": words.say("department answered"),
        "suspend": words.say("suspended"), "wake": words.say("woken up"),
        "arrive": words.say("department is there"), "slip_late": words.say("department is late"),
        "rating": words.say("rated by the reporter"),
        "disprove": words.say("the picture proves nothing"), "decision": words.say("decided"),
        "unproven": words.say("fixed, picture missing"),
    }.get(kind, kind.replace("_", " "))  # fmt: skip


def readable(kind: str, note: str, words: Words) -> str:
    """Return a note as people read it: a rung is written down by its role's id, the past by a row's."""
    if kind == "recurs":
        return ""
    if kind in ("escalate", "lower"):
        role, _, why = note.partition(" ")[2].partition(" ")
        name = next((title(one, words.language).replace("_", " ") for one in Role if one.value == role), role)
        return f"{name}: {why}" if why else name
    return note
