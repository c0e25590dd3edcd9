"""The commands: /start (with a code), /help, /report, and those of staff. All that is about a ticket is done in words.

/report and a mention of the bot are how a report gets through where privacy mode hides all other messages.
"""

import re
from dataclasses import replace
from datetime import UTC

from bot.domain.roster import Purpose, Roster
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import (
    agenda,
    asking,
    assembly,
    awards,
    board,
    cards,
    digest_command,
    enrolment,
    escalation,
    groups,
    guidance,
    here,
    invites,
    issue_list,
    lifting,
    merits,
    people,
    rearranging,
    receipts,
    reports,
    standing_lists,
    stats,
    texts,
)
from bot.services.speaking import answer
from bot.services.step import Step

_POINTS = re.compile(
    r"(?:查一?下?|看看?)?(?:我(?:现在)?的?)?(?:有?多少)?(?:的)?积分(?:有?多少)?|(?:my )?points", re.IGNORECASE
)
_GLUED = re.compile(
    r"(积分榜|排行榜|问题清单|积分|申诉|加分|扣分|统计|清单|在办|超时|历史|找谁|日报|[a-z_]+(?![a-z_]))(.+)", re.DOTALL
)
_ALONE = frozenset({"在办", "超时", "我的", "清单", "问题清单", "积分榜", "排行榜"})
_WITH_WORDS = frozenset({"统计", "申诉", "积分榜", "stats", "appeal"})


def take(step: Step, message: Message) -> None:
    """Take a command that was meant for us; an unknown one is answered in private and ignored in groups."""
    message = _parted(message)
    match message.command:
        case "start" if message.text.strip():
            _start_with_code(step, message)
        case "report":
            report(step, message)
        case "invite" | "邀请":
            enrolment.invite(step, message)
        case "here" | "接入":
            here.take(step, message)
        case "who" | "找谁":
            asking.who(step, message)
        case "history" | "历史":
            asking.history(step, message)
        case "board" | "公示牌":
            board.show(step, message)
        case "list" | "清单" | "问题清单":
            issue_list.show(step, message)
        case "stats" | "统计":
            stats.show(step, message)
        case command if command in standing_lists.COMMANDS:
            if not standing_lists.take(step, message) and message.chat.type is ChatType.PRIVATE:
                _help(step, message)
        case command if command in lifting.UP | lifting.DOWN:
            if not lifting.take(step, message):
                report(step, message)
        case command if command in merits.COMMANDS:
            if not merits.take(step, message) and message.chat.type is ChatType.PRIVATE:
                _help(step, message)
        case command if command in digest_command.COMMANDS:
            if not digest_command.take(step, message) and message.chat.type is ChatType.PRIVATE:
                _help(step, message)
        case command if command in awards.COMMANDS:
            if not awards.take(step, message) and message.chat.type is ChatType.PRIVATE:
                _help(step, message)
        case command if command in agenda.COMMANDS or command in rearranging.COMMANDS:
            _rota(step, message)
        case "start" | "help":
            _help(step, message)
        case _ if message.chat.type is ChatType.PRIVATE:
            _help(step, message)


def _parted(message: Message) -> Message:
    """Return a command with its words apart from it: Chinese is written without blanks, /统计本月路灯."""
    glued = _GLUED.fullmatch(message.command or "")
    if glued is None:
        return message
    return replace(message, command=glued[1], text=f"{glued[2]} {message.text}".strip())


def spoken(message: Message) -> Message | None:
    """Return what somebody writes to us alone as the command that it names: 积分, 统计 本月 路灯; None when it is none.

    Among others these are only words; but 积分 alone asks anywhere, is answered in private, and is no report.
    """
    if message.reply_to is not None or message.picture is not None:
        return None
    said = message.text.strip().rstrip("?？。!！")
    if _POINTS.fullmatch(said):
        return replace(message, command="积分", text="")
    if message.chat.type is not ChatType.PRIVATE:
        return None
    head, _, rest = said.lstrip("／").replace("：", " ").replace(":", " ").replace("\n", " ").partition(" ")
    head = head.casefold()
    if head in _ALONE and not rest.strip():
        return replace(message, command=head, text="")
    if head in _WITH_WORDS and (rest.strip() or head in ("统计", "stats")):
        return replace(message, command=head, text=rest.strip())
    return None


def _start_with_code(step: Step, message: Message) -> None:
    words = Words(pick(message.sender.language), UTC)
    if message.chat.type is not ChatType.PRIVATE:
        if here.by_code(step, message, message.text.strip()):
            return
        answer(step, message, words.say("Please open the invite in a private chat with me."), words)
        return
    if board.by_link(step, message, message.text.strip()):
        return
    enrolled = invites.redeem(step, message.text.strip(), message.sender)
    if enrolled is None:
        answer(step, message, words.say("This invite is unknown, used up or too old. Ask for a new one."), words)
        return
    community = people.roster(step, enrolled.community_id)
    said = words.say("Welcome to {community}. You are {role} of {area}. Cards will come to this chat; reply to them.")
    answer(
        step,
        message,
        said.format(
            community=texts.name(community.name),
            role=escalation.role_name(enrolled.role, words),
            area=texts.name(enrolled.area_name),
        ),
        words,
    )


def _help(step: Step, message: Message) -> None:
    words = Words(pick(message.sender.language), UTC)
    private = message.chat.type is ChatType.PRIVATE
    said = guidance.to_one(step, message.sender.id, words) if private else guidance.to_anybody(words)
    answer(step, message, said, words)


def _rota(step: Step, message: Message) -> None:
    """Take a command about duty, in the community that the chat or the sender belongs to."""
    community = community_for(step, message)
    if community is not None:
        rota = agenda if message.command in agenda.COMMANDS else rearranging
        rota.take(step, community, message)
    elif message.chat.type is ChatType.PRIVATE and people.communities_of(step, message.sender.id):
        words = Words(pick(message.sender.language), UTC)
        answer(step, message, words.say("You are on several rosters. Write it in a group of the one you mean."), words)
    elif message.chat.type is ChatType.PRIVATE:
        _help(step, message)


def not_understood(step: Step, message: Message) -> None:
    """Answer private words that are neither a reply nor a report: silence would look like a lost report."""
    words = Words(pick(message.sender.language), UTC)
    answer(
        step, message, words.say("I did not take this as a report. If it is one, send: /report and your words."), words
    )


def report(step: Step, message: Message) -> None:
    """Take an explicit report.

    As a reply it reports the message it answers: its picture and pin, and both their words.
    """
    community = community_for(step, message)
    if community is None:
        if message.chat.type is ChatType.PRIVATE:
            _help(step, message)
        return
    answered = message.reply_to
    if answered is not None and answered.sender.id != step.rules.bot_id:
        message = replace(
            message,
            text=" ".join(filter(None, (answered.text, message.text))),
            picture=message.picture or answered.picture,
            pin=message.pin or answered.pin,
            reply_to=None,
        )
    if not (message.text.strip() or message.picture or message.pin):
        words = cards.words_for(community, receipts.language_of(community, message.chat.id))
        answer(
            step,
            message,
            words.say(
                "Say what and where after the command, e.g. “/report building 5, charging cable out of a window”."
            ),
            words,
        )
        return
    reports.take(step, community, message, explicit=True)


def community_for(step: Step, message: Message, found: groups.Bound | None = None) -> Roster | None:
    """Return the community a message in this chat may report to, None when there is none or more than one."""
    if message.chat.type is ChatType.PRIVATE:
        known = people.communities_of(step, message.sender.id) or assembly.communities_of(step, message.sender.id)
        return people.roster(step, known[0]) if len(known) == 1 else None
    found = found or groups.bound(step, message.chat.id)
    if found is None or not found.purposes & {Purpose.REPORTS, Purpose.STAFF}:
        return None
    return people.roster(step, found.community_id)
