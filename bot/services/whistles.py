"""Whistles in people's hands: buttons and words, of those who call and of those who are called.

    staff         "吹哨城管" · 更多 → 吹哨 → whom · "撤回吹哨"
    department    报到 · 已处理 · 不归我们, with or without a picture

What a department says beside that is passed on word for word. What comes of it is written in `whistling`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.calls import Button, Buttons, Say
from bot.domain import whistle
from bot.domain.roster import Roster
from bot.domain.ticket import Action, Refusal, Standing
from bot.domain.whistle import WAITING, Deed, SlipRefusal, SlipState
from bot.language import Words
from bot.messages import Message, Press
from bot.services import buttons, cards, outbox, people, photos, receipts, refusals, slips, texts, tickets, whistling
from bot.services.outbox import About, For, Priority
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor


def in_words(
    step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, named: str | None
) -> bool:
    """Take a whistle in words. Return False when no department was meant: then it is a note."""
    words, known = words_of(community, message), slips.departments(step, community.community_id)
    if not known or whistle.only_tells(message.text):
        return False
    by_name = {name: one for one in known for name in (one.name, one.key, *one.aliases)}
    found = whistle.named(message.text, by_name) or ((named,) if named in by_name else ())
    wanted = list({by_name[name].id: by_name[name] for name in found}.values())
    if not wanted:
        ask = words.say("Whistle for whom about #{number}? On the roster there are: {names}")
        listed = texts.listed((texts.name(one.name) for one in known), words)
        _ask(step, community, ticket, message, ask.format(number=ticket.number, names=listed), choices(ticket, known))
        return True
    called = whistling.call(step, community, ticket, actor, wanted, whistle.beside(message.text, by_name))
    if isinstance(called, Refusal):
        say(step, community, message, refusals.sentence(called, step, community, cards.load(step, ticket.id), words))
        return True
    said = whistling.outcome(called, wanted, ticket, words, step)
    after = cards.load(step, ticket.id)
    _ask(step, community, ticket, message, said, tuple((_withdraw(after, slip, words),) for slip in called))
    if called:
        receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
    return True


def _ask(step: Step, community: Roster, ticket: Row[Any], message: Message, said: str, drawn: Buttons) -> None:
    language = words_of(community, message).language
    outbox.put(
        step, Say(said, drawn, None, message.message_id, quiet=True), message.chat.id, For.NOTICE, Priority.RECEIPT,
        language=language, about=About(ticket.id, ticket.version),
    )  # fmt: skip


def heard(step: Step, message: Message) -> bool:
    """Take what was said in a department's chat. Return False when no slip is answered by it."""
    slip = slips.answered_by(step, message)
    if slip is None:
        return False
    ticket = cards.load(step, slip.ticket_id)
    community = people.roster(step, ticket.community_id)
    actor = Actor(message.sender.id, Standing(None, is_department=True))
    reading = step.rules.reader.read_reply(message.text, places=community.places)
    deed = whistle.deed_in(message.text, reading.intent, pictured=message.picture is not None)
    kept = photos.add(step, ticket.id, message, photos.AFTER if deed is Deed.ANSWER else photos.PROGRESS)
    photo = photos.ref(kept) if kept is not None else None
    if deed is not None:
        to = whistling.settle(step, community, slip, deed, actor, message.text, photo)
        if isinstance(to, SlipState):
            receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
            return True
    # What comes after the receipt, and what is no deed, is still worth knowing.
    tickets.act(step, community, ticket, Action.NOTE, actor, f"{slip.department}: {message.text}")

    def said(words: Words) -> str:
        quoted = texts.quoted(message.text, 200) or "📷"
        return words.say("💬 {department}: {words}").format(department=texts.name(slip.department), words=quoted)

    whistling.tell(step, community, ticket, slip, said, actor, photo)
    receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)
    return True


def withdraw_in_words(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> None:
    """Take every whistle of a ticket back that still waits, or those of the departments that are named."""
    words = words_of(community, message)
    out = [slip for slip in slips.of_ticket(step, ticket.id) if slip.state in WAITING]
    named = [slip for slip in out if slip.department in message.text] or out
    done = [whistling.settle(step, community, slip, Deed.WITHDRAW, actor, "") for slip in named]
    if any(isinstance(one, SlipState) for one in done):
        receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
        return
    refused = next((one for one in done if isinstance(one, SlipRefusal)), SlipRefusal.SETTLED)
    say(step, community, message, whistling.sentence(refused, ticket, words))


def pressed(
    step: Step, community: Roster, ticket: Row[Any], press: Press, actor: Actor, action: str, extra: str, words: Words
) -> str:
    """Take a press on a button about whistles; return the toast."""
    if action == "slip":
        return _slip_pressed(step, community, ticket, press, actor, extra, words)
    if not actor.standing.is_staff:
        return refusals.sentence(Refusal.STRANGER, step, community, ticket, words)
    known = slips.departments(step, community.community_id)
    if action == "slips":
        if not known:
            return words.say("No department is on the roster; the operator can add some to the community file.")
        drawn = _page(step, ticket, known, words)
        cards.turn_page(step, community, ticket, press.chat.id, press.message_id, "slips", drawn=drawn)
        return ""
    wanted = [one for one in known if str(one.id) == extra]
    if not wanted:
        return refusals.stale(words)
    called = whistling.call(step, community, ticket, actor, wanted, "")
    if isinstance(called, Refusal):
        return refusals.sentence(called, step, community, cards.load(step, ticket.id), words)
    return whistling.outcome(called, wanted, ticket, words, step)


def choices(ticket: Row[Any], known: Sequence[Row[Any]]) -> Buttons:
    """Return one button for each department that can be called, two a row."""
    drawn = [Button(f"📣 {one.name}"[:40], buttons.data("whistle", ticket, str(one.id))) for one in known]
    return buttons.rows(drawn, 2)


def _page(step: Step, ticket: Row[Any], known: Sequence[Row[Any]], words: Words) -> Buttons:
    """Return a card's page about whistles: slips that wait, to put down an answer or withdraw; whom else to call."""
    out = [slip for slip in slips.of_ticket(step, ticket.id) if slip.state in WAITING]
    rows: list[tuple[Button, ...]] = []
    for slip in out:
        arrived = () if slip.state == SlipState.ARRIVED.value else ((Deed.ARRIVE, words.say("is here")),)
        deeds = (*arrived, (Deed.ANSWER, words.say("has answered")))
        name = slip.department[:16]
        rows.append(tuple(Button(f"{name} {label}", slips.data(deed, ticket, slip.id)) for deed, label in deeds))
        rows.append((_withdraw(ticket, slip, words),))
    called = {slip.department_id for slip in out}
    rows += choices(ticket, [one for one in known if one.id not in called])
    return (*rows, (Button(words.say("« Back"), buttons.data("back", ticket)),))


def _withdraw(ticket: Row[Any], slip: Row[Any], words: Words) -> Button:
    label = words.say("Withdraw: {department}").format(department=slip.department[:16])
    return Button(label, slips.data(Deed.WITHDRAW, ticket, slip.id))


def _slip_pressed(
    step: Step, community: Roster, ticket: Row[Any], press: Press, actor: Actor, extra: str, words: Words
) -> str:
    deed, _, rest = extra.partition(".")
    number, _, more = rest.partition(".")
    slip = slips.load(step, int(number)) if number.isdecimal() and len(number) < 19 else None
    if slip is None or slip.ticket_id != ticket.id:
        return refusals.stale(words)
    if slip.chat_id == press.chat.id:
        standing = Standing(None, is_department=True)
        # Who has the ticket may be the department, too; in its own chat they speak for it.
        actor = Actor(press.sender.id, actor.standing if deed == Deed.WITHDRAW else standing)
    if deed in ("why", "back"):
        if actor.standing.is_department:
            slips.refresh(step, community, ticket, slip, why=deed == "why")
        return ""
    if deed not in set(Deed):
        return refusals.stale(words)
    note = slips.reason(more, words) if deed == Deed.REFUSE and more in slips.REASONS else ""
    to = whistling.settle(step, community, slip, Deed(deed), actor, note)
    if isinstance(to, SlipRefusal):
        return whistling.sentence(to, ticket, words)
    return {
        SlipState.SENT: "",
        SlipState.ARRIVED: words.say("Noted: you are at #{number}."),
        SlipState.ANSWERED: words.say("Noted. Reply to the message with words or a picture as the receipt."),
        SlipState.REFUSED: words.say("Noted: #{number} is not yours."),
        SlipState.WITHDRAWN: words.say("The whistle for #{number} is withdrawn."),
    }[to].format(number=ticket.number)
