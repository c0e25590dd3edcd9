"""`/stats 本月 路灯`: what was found, fixed, in time and false, for the days, kinds and places somebody asks about.

Answers and changes nothing; `answers` counts. Riders' names are masked in groups.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.figures.share import SMALL
from bot.domain.honours import masked
from bot.domain.permits import may_count
from bot.domain.question import Question
from bot.domain.roster import Area, Level, Roster
from bot.domain.whereabouts import below
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import answers, speaking, texts, viewers
from bot.services.answers import Answer, Part
from bot.services.speaking import answer
from bot.services.step import Step

MOST_NAMED, MOST_KINDS = 5, 6
UNFIXED = frozenset(
    {"在办", "未办结", "没办结", "没办完", "没修好", "未处理", "超时", "逾期", "late", "open", "overdue"}
)
"""What is asked of /stats and is what the lists show."""


def show(step: Step, message: Message) -> None:
    """Answer `/stats …`: once for each community that the sender may ask about here."""
    private, seen = message.chat.type is ChatType.PRIVATE, viewers.seen(step, message, may_count)
    asked = [(one, areas, answers.ask(step, one, message.text)) for one, areas in seen]
    asked = [one for one in asked if one[2].area] or asked
    # A rider's name is known where they report; the other communities have nothing to say to it.
    known = [one for one in asked if answers.is_understood(step, one[0], _inside(one[0], one[1]), one[2])]
    for community, areas, question in known or asked[:1]:
        words = speaking.words_of(community, message)
        answer(step, message, _reply(step, community, areas, question, words, private=private), words)


def _inside(community: Roster, areas: frozenset[int]) -> frozenset[int]:
    return below(community, *map(community.areas.__getitem__, areas))


def _reply(
    step: Step, community: Roster, areas: frozenset[int], question: Question, words: Words, *, private: bool
) -> str:
    headed = (question.area,) if question.area else tuple(community.areas[one] for one in sorted(areas))
    inside = _inside(community, areas) & below(community, *headed)
    if not inside:
        yours = texts.listed((texts.name(community.areas[one].name) for one in sorted(areas)), words)
        said = words.say("{area} is not yours. /stats alone counts what is: {areas}")
        return said.format(area=texts.name(headed[0].name), areas=yours)
    if question.period.first > step.now.astimezone(community.zone).date():
        days = _days(question.period.first, question.period.last)
        return words.say("{days} lies ahead; nothing can be counted yet.").format(days=days)
    answer = answers.count(step, community, inside, question)
    if isinstance(answer, str):
        if answer in UNFIXED:
            return words.say(
                "What is in hand is listed by /open, what is late by /late. /stats counts: /stats last month"
            )
        return words.say(
            "I do not know “{word}”. Ask for days, a kind, a building, an area or a rider: /stats last month noise, "
            "/stats since march building 5, /stats this week"
        ).format(word=texts.quoted(answer, 30))
    return "\n".join(lines(step, answer, headed, words, whole_names=private))


# --------------------------------------------------------------------------- in words


def lines(step: Step, answer: Answer, headed: Sequence[Area], words: Words, *, whole_names: bool) -> Iterator[str]:
    """Yield an answer line by line; HTML. What there is none of is not said, and of nothing there is no percentage."""
    tally, apart = answer.tally, answer.question.apart
    yield f"📊 <b>{' · '.join(_title(step, answer, headed, words, whole_names=whole_names))}</b>"
    if not tally.reports:
        yield words.say("No data: nobody reported such a thing in those days.")
    else:
        yield _found(answer, words)
        fixed = words.say("Fixed {share}").format(share=tally.resolved)
        due = words.say("of what was due in time {share}") if answer.on_time.whole else words.say("nothing was due yet")
        yield f"{fixed} · {due.format(share=answer.on_time)}"
    if tally.median_response is not None:
        said = words.say("First answer after {span} (median), {share} in time")
        yield said.format(span=words.span(tally.median_response), share=tally.timely)
    if answer.open:
        said = words.say("Still open {count}, {late} of them late").format(count=answer.open, late=answer.late)
        older = words.say(" ({count} from before)").format(count=answer.older) if answer.older else ""
        yield said + older
    if answer.suspended:
        yield words.say("Suspended and not counted as due: {count}").format(count=answer.suspended)
    if tally.void or tally.duplicates:
        said = words.say("False alarms {share}, duplicates {count}")
        yield said.format(share=tally.false_alarms, count=tally.duplicates)
    if len(answer.kinds) > 1 and not answer.question.kinds:
        yield words.say("Kinds: {names}").format(names=texts.listed(_kinds(step, answer, words), words))
    for part in answer.parts if tally.accepted else ():
        yield _part(part, apart is Level.BUILDING, words)
    if answer.reporters:
        told = [f"{texts.name(name if whole_names else masked(name))} {n}" for name, n in answer.reporters[:MOST_NAMED]]
        yield words.say("Told by: {names}").format(names=texts.listed(told, words))


def _title(step: Step, answer: Answer, headed: Sequence[Area], words: Words, *, whole_names: bool) -> Iterator[str]:
    question = answer.question
    yield texts.listed((texts.name(area.name) for area in headed), words)
    yield _days(question.period.first, answer.last)
    if question.kinds:
        kinds = sorted(question.kinds)
        yield texts.listed((texts.category(kind, step.rules.lexicon, words) for kind in kinds), words)
    if question.buildings:
        yield texts.building(texts.listed(question.buildings, words), words)
    if answer.riders:
        told = answer.riders[:MOST_NAMED]
        yield texts.listed((texts.name(name if whole_names else masked(name)) for name in told), words)


def _days(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} – {last}"


def _found(answer: Answer, words: Words) -> str:
    tally = answer.tally
    n = tally.accepted
    measure = (
        answer.question.measure([kind for kind, *_ in answer.kinds] or answer.question.kinds)
        if tally.things != n
        else None
    )
    if measure is None:
        said = words.plural("{count} ticket", "{count} tickets", n)
    elif measure == "lamps":
        said = words.plural("{count} ticket ({things} lamps)", "{count} tickets ({things} lamps)", n)
    elif measure == "vehicles":
        said = words.plural("{count} ticket ({things} vehicles)", "{count} tickets ({things} vehicles)", n)
    else:
        said = words.plural("{count} ticket ({things} things)", "{count} tickets ({things} things)", n)
    said = said.format(count=tally.accepted, things=tally.things)
    change = answer.change
    if change.before is None:
        told = words.say("no data before")
    elif change.ratio is None:
        if not change.is_new:
            return said
        told = words.say("none before")
    elif change.by_day and change.before >= SMALL:
        told = words.say("{change} a day on the period before").format(change=f"{change.ratio:+.0%}")
    else:
        told = words.say("{change} on the period before").format(change=f"{change.now - change.before:+d}")
    return f"{said} · {told}"


def _part(part: Part, is_building: bool, words: Words) -> str:
    """Return the line of one area or building among several."""
    name = texts.building(texts.name(part.name), words) if is_building else texts.name(part.name)
    head = f"{texts.name(part.within)} {name}" if part.within else name
    if not part.accepted:
        return words.say("{name}: none").format(name=head)
    said = words.plural(
        "{name}: {count} ticket, fixed {share}", "{name}: {count} tickets, fixed {share}", part.accepted
    )
    late = words.say(", {count} late").format(count=part.late) if part.late else ""
    return f"{said.format(name=head, count=part.accepted, share=part.resolved)}{late}"


def _kinds(step: Step, answer: Answer, words: Words) -> Iterator[str]:
    shown = answer.kinds if len(answer.kinds) <= MOST_KINDS else answer.kinds[: MOST_KINDS - 1]
    for kind, n, _ in shown:
        yield f"{texts.category(kind, step.rules.lexicon, words)} {n}"
    if rest := sum(n for _, n, _ in answer.kinds[len(shown) :]):
        other = words.say("Other kinds")
        yield f"{other} {rest}"
