"""Sentences about a ticket that several messages share: its place, its kind, its clock.

Here, too, is the one border where people's own words become HTML.

Renders plain values in a given language; writes nothing.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.domain.lexicon import Lexicon, Severity
from bot.domain.map import wgs84_to_gcj02
from bot.domain.result import Result
from bot.domain.roster import Person
from bot.domain.ticket import State
from bot.language import Words

MOST_QUOTED = 300


def quoted(text: str, most: int = MOST_QUOTED) -> str:
    """Return people's own words, safe to stand in our HTML: no markup, no control or direction marks, no mentions."""
    begun = text[: most + 1]
    words = (begun if begun.isprintable() else "".join(filter(_shows, begun))).strip()
    if len(words) > most:
        words = words[: most - 1].rstrip() + "…"
    # A word joiner keeps a quoted @name from calling that person again.
    return html.escape(words).replace("@", "@\u2060")


def _shows(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


# What tells a stranger whose door or telephone it is: a room that was named, telephone and identity numbers.
_PRIVATE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx](?!\d)"
    r"|\d{3,4}(?=\s*(?:室|户|房|家))|(?:room|apt|flat)\.?\s*\d{3,4}",
    re.IGNORECASE,
)


def masked(text: str, room: str | None) -> str:
    """Return people's words for a group: without the room that was read, and without telephone or identity numbers."""
    shown = _PRIVATE.sub("×××", text)
    if room:
        shown = re.sub(rf"(?<!\d){re.escape(room)}(?!\d)", "×××", shown, flags=re.IGNORECASE)
    return shown


def name(text: str) -> str:
    """Return somebody's or something's name, safe and short."""
    return quoted(" ".join(text.split()), 40) or "—"


def building(designator: str, words: Words) -> str:
    """Return what people call a building."""
    return f"{name(designator)}号楼" if words.language == "zh" else f"building {name(designator)}"


def listed(names: Iterable[str], words: Words) -> str:
    """Return names one after the other, as the language lists them."""
    return ("、" if words.language == "zh" else ", ").join(names)


def persons(found: Sequence[Person], words: Words, most: int = 3) -> str:
    """Return people's names for a sentence, the first few of them."""
    return listed((name(person.name) for person in found[:most]), words) + ("…" if len(found) > most else "")


def place(ticket: Any, words: Words, *, private: bool) -> str:
    """Return where it is: `5号楼2单元`, `building 5, unit 2`. The room is for private cards alone."""
    zh = words.language == "zh"
    parts = [name(ticket.estate)] if ticket.estate else []
    if ticket.buildings:
        parts.append(building(listed(ticket.buildings, words), words))
    for value, mark, mark_en in ((ticket.unit, "单元", "unit"), (ticket.floor, "层", "floor")):
        if value:
            parts.append(f"{name(value)}{mark}" if zh else f"{mark_en} {name(value)}")
    if ticket.room and private:
        parts.append(f"{name(ticket.room)}室" if zh else f"room {name(ticket.room)}")
    if ticket.landmark:
        parts.append(name(ticket.landmark))
    if not parts and ticket.latitude is not None:
        parts.append(f"{ticket.latitude:.5f}, {ticket.longitude:.5f}")
    return ("" if zh else ", ").join(parts)


def map_link(ticket: Any, words: Words) -> str:
    """Return a link to the place on a map that people here have on their phones."""
    if ticket.latitude is None:
        return ""
    latitude, longitude = wgs84_to_gcj02(ticket.latitude, ticket.longitude)
    address = f"https://uri.amap.com/marker?position={longitude:.6f},{latitude:.6f}"
    label = words.say("📍 Map")
    return f'<a href="{address}">{label}</a>'


def kind(ticket: Any, lexicon: Lexicon, words: Words) -> str:
    """Return the name of the ticket's category."""
    return category(ticket.category, lexicon, words)


def category(id: str | None, lexicon: Lexicon, words: Words) -> str:
    """Return what a category is called; one that the lexicon has no more goes by its id."""
    if id is None:
        return words.say("Kind not known yet")
    return lexicon.category(id).name(words.language) if id in lexicon.categories else id


def what_and_where(ticket: Any, lexicon: Lexicon, words: Words) -> str:
    """Return kind and place for those who may know both: `飞线充电 5号楼`."""
    return " ".join(filter(None, (kind(ticket, lexicon, words), place(ticket, words, private=True))))


def mark(ticket: Any) -> str:
    """Return the sign that stands before the number: the graver, the redder; never colour alone."""
    if ticket.state == State.VOID.value:
        return "⚪"
    if ticket.state in (State.RESOLVED.value, State.CLOSED.value):
        return "✅"
    return {Severity.EMERGENCY.value: "🚨", Severity.URGENT.value: "🔴"}.get(ticket.severity, "🟡")


def clock(ticket: Any, words: Words, now: datetime) -> str:
    """Return the line about the clock that runs: a moment, which stays true while the message stands there."""
    if ticket.state == State.OPEN.value:
        due, ahead, past = ticket.ack_due_at, words.say("Answer by {time}"), words.say("Answer was due at {time}")
    elif ticket.state == State.CLAIMED.value:
        due, ahead, past = ticket.resolve_due_at, words.say("Fix by {time}"), words.say("Fix was due at {time}")
    else:
        return ""
    said = f"⏱ {ahead}" if now <= due else f"⏰ {past}"
    return said.format(time=words.at(due, now))


def state(ticket: Any, holder: str | None, words: Words) -> str:
    """Return where the ticket stands, with who holds it."""
    who = name(holder) if holder else ""
    sentence = {
        State.OPEN.value: words.say("Nobody has taken it yet"),
        State.CLAIMED.value: words.say("{name} is on it"),
        State.WHISTLED.value: words.say("{name} is on it, a department has been called"),
        State.SUSPENDED.value: words.say("Suspended until {day} by {name}: {reason}"),
        State.RESOLVED.value: _resolved(ticket, words),
        State.CLOSED.value: _closed(ticket, words),
        State.VOID.value: (
            words.say("Duplicate: nothing to do")
            if ticket.result == Result.DUPLICATE.value
            else words.say("False alarm: nothing to do")
        ),
    }[ticket.state]
    if ticket.state != State.SUSPENDED.value:
        return sentence.format(name=who)
    day = words.at(ticket.wake_at) if ticket.wake_at else "—"
    return sentence.format(name=who, day=day, reason=quoted(masked(ticket.suspended_for or "", ticket.room), 100))


def _closed(ticket: Any, words: Words) -> str:
    if ticket.result in (None, Result.FIXED.value):
        return words.say("Closed")
    return words.say("Closed: {result}").replace("{result}", result(ticket.result, words))


def _resolved(ticket: Any, words: Words) -> str:
    return {
        Result.PARTLY.value: words.say("Partly fixed by {name}, waiting for confirmation"),
        Result.CANNOT.value: words.say("Cannot be fixed, says {name}; waiting for confirmation"),
        Result.NOT_OURS.value: words.say("Not the community's to fix, says {name}; waiting for confirmation"),
    }.get(ticket.result, words.say("Fixed by {name}, waiting for confirmation"))


def result(value: str, words: Words) -> str:
    """Return what a result is called."""
    return {
        "fixed": words.say("fixed"), "partly": words.say("partly fixed"), "cannot": words.say("cannot be fixed"),
        "not_ours": words.say("not ours"), "duplicate": words.say("duplicate"), "false": words.say("false alarm"),
    }[value]  # fmt: skip


def state_name(value: str, words: Words) -> str:
    """Return what a state is called."""
    return {
        "open": words.say("open"), "claimed": words.say("in hand"), "whistled": words.say("department called"),
        "suspended": words.say("suspended"), "resolved": words.say("fixed"),
        "closed": words.say("closed"), "void": words.say("false alarm"),
    }[value]  # fmt: skip


def severity_name(value: str, words: Words) -> str:
    """Return what a severity is called."""
    return {
        "emergency": words.say("emergency"), "urgent": words.say("urgent"), "normal": words.say("normal"),
        "consultation": words.say("consultation"),
    }[value]  # fmt: skip
