"""The tiles of a page: four numbers for a day, eight for what is longer, each with what it is compared with.

Counts by `domain/figures` alone; of no data there is a dash.
"""

from datetime import timedelta

from bot.domain.bulletin import Tile, Tone
from bot.domain.figures import tally as formulas
from bot.domain.figures.share import SMALL, Change, Share
from bot.domain.figures.tally import Tally
from bot.domain.period import Kind
from bot.language import Words
from bot.services.page_view import View, rate, tone


def tiles(view: View) -> tuple[Tile, ...]:
    """Return the tiles of a page."""
    words, now = view.words, formulas.tally(view.came, view.since, view.until)
    past = formulas.tally(view.earlier, view.before, view.then)
    due, _ = formulas.on_time(view.found, view.since, view.until)
    day = view.period.kind is Kind.DAY
    new = Tile(words.say("New"), str(now.accepted), against(view.change(now.accepted, past.accepted), view))
    if day:
        return new, _fixed(now, due, words), _answer(now, str(now.timely), words), _overdue(view)
    return (
        new, _on_time(view, due), _answer(now, rate(now.timely)[0], words), _satisfied(now, words), _rework(now, words),
        _repeat(view), _open(view), _overdue(view),
    )  # fmt: skip


def against(change: Change, view: View) -> str:
    """Return how a count stands to the period before it; of a day or of few, how many more."""
    words, day = view.words, view.period.kind is Kind.DAY
    if change.before is None:
        return words.say("no data before")
    if change.is_new:
        return words.say("none before")
    if change.ratio is None:
        return ""
    if change.now == change.before and not change.by_day:
        return words.say("as many as before")
    few = day or change.before < SMALL
    if change.by_day and not few:
        return words.say("{change} a day on the period before").format(change=f"{change.ratio:+.0%}")
    said = words.say("{change} on the day before") if day else words.say("{change} on the period before")
    return said.format(change=f"{change.now - change.before:+d}" if few else f"{change.ratio:+.0%}")


def _fixed(now: Tally, due: Share, words: Words) -> Tile:
    notes = [words.say("{share} of the new ones").format(share=now.resolved)] if now.accepted else []
    if due.whole:
        notes.append(words.say("{share} in time").format(share=due))
    return Tile(words.say("Fixed so far"), str(now.resolved.part), " · ".join(notes), tone(due))


def _answer(now: Tally, timely: str, words: Words) -> Tile:
    median = words.span(now.median_response) if now.median_response is not None else "—"
    if not now.accepted:
        return Tile(words.say("First answer"), median)
    note = words.say("median; {share} in time").format(share=timely)
    if now.p90_response is not None and now.answered.part >= 10:
        note += words.say("; nine in ten within {span}").format(span=words.span(now.p90_response))
    return Tile(words.say("First answer"), median, note, tone(now.timely))


def _on_time(view: View, due: Share) -> Tile:
    value, note = rate(due)
    past, _ = formulas.on_time(view.found, view.before, view.then)
    if past.whole:
        note = " · ".join(filter(None, (note, view.words.say("before: {share}").format(share=rate(past)[0]))))
    return Tile(view.words.say("Fixed in time"), value, note, tone(due))


def _satisfied(now: Tally, words: Words) -> Tile:
    if not now.satisfied.whole:
        value, note = rate(now.confirmed)
        # Three of three is not all of two hundred.
        said = rate(Share(now.confirmed.whole, now.resolved.part))[0]
        heard = words.say("{share} answered").format(share=said) if now.confirmed.whole else ""
        return Tile(words.say("Confirmed by reporters"), value, " · ".join(filter(None, (note, heard))))
    value, note = rate(now.satisfied)
    asked = words.say("{share} gave a mark").format(share=rate(now.satisfaction_asked)[0])
    return Tile(words.say("Satisfied"), value, " · ".join(filter(None, (note, asked))), tone(now.satisfied))


def _rework(now: Tally, words: Words) -> Tile:
    value, note = rate(now.reworked)
    returned = words.say("given back {share}").format(share=rate(now.returned)[0]) if now.returned.part else ""
    return Tile(words.say("Fixed again"), value, " · ".join(filter(None, (note, returned))))


def _repeat(view: View) -> Tile:
    value, note = rate(formulas.repeats(view.found, view.since, view.until))
    return Tile(view.words.say("Came back within 30 days"), value, note)


def _open(view: View) -> Tile:
    live, _, aside = view.standing
    notes = []
    if live:
        oldest = view.words.span(view.until - live[0].opened_at)
        notes.append(view.words.say("the oldest for {span}").format(span=oldest))
    if aside:
        notes.append(view.words.say("{n} suspended").format(n=len(aside)))
    return Tile(view.words.say("Open"), str(len(live)), " · ".join(notes))


def _overdue(view: View) -> Tile:
    live, late, _ = view.standing
    notes = []
    if live and view.period.kind is Kind.DAY:
        notes.append(view.words.say("of {n} open").format(n=len(live)))
    if late:
        longest = max((formulas.lateness(case, view.until) for case in late), default=timedelta(0))
        notes.append(view.words.say("the longest by {span}").format(span=view.words.span(longest)))
    return Tile(view.words.say("Overdue"), str(len(late)), " · ".join(notes), Tone.BAD if late else Tone.GOOD)
