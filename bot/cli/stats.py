"""`qianshao stats`: what was found, fixed, in time and false, for people or as JSON.

For days, kinds and an area by options, or by the words that /stats takes: `qianshao stats 本月 路灯`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.exits import Exit, trouble
from bot.cli.options import community, config_file
from bot.cli.tickets import step_of

if TYPE_CHECKING:
    from bot.domain.figures.share import Share
    from bot.domain.lexicon import Lexicon
    from bot.domain.period import Period
    from bot.domain.roster import Area, Roster
    from bot.services.answers import Answer
    from bot.services.step import Step

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("words", nargs=-1)
@click.option("--since", type=_DAY, help="The first day, YYYY-MM-DD; the first of this month if not given.")
@click.option("--until", type=_DAY, help="The last day, YYYY-MM-DD; today if not given.")
@click.option("--kind", "kinds", multiple=True, help="A kind by its id, name or a keyword; may be given several times.")
@click.option("--area", help="An area by its id; everything if not given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a community.")
@community
@config_file
def stats(
    words: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    kinds: tuple[str, ...],
    area: str | None,
    as_json: bool,
    community: str | None,
    config: Path | None,
) -> None:
    """Count reports of some days: found, fixed, in time, false alarms.

    WORDS are those of /stats in chat, in place of days and kinds as options: qianshao stats last month noise
    """
    import html
    import json
    import re

    from bot.domain.question import Question
    from bot.services import answers, cards
    from bot.services import stats as sentences

    with step_of(config, reads=True) as step:
        if words and (since or until or kinds):
            trouble(Exit.USAGE, "either words or --since, --until and --kind, not both")
        named = _kinds(kinds, step.rules.lexicon)
        for roster, within in _wanted(step, area, community):
            today = step.now.astimezone(roster.zone).date()
            question = (
                answers.ask(step, roster, " ".join(words)) if words else Question(_period(since, until, today), named)
            )
            if question.period.first > today:
                trouble(Exit.USAGE, f"{question.period.first} lies ahead; nothing can be counted yet")
            chosen = question.area or within
            inside = answers.inside(roster, within) & answers.inside(roster, chosen)
            answer = answers.count(step, roster, inside, question)
            if isinstance(answer, str):
                advice = "name days, a kind, a building, an area or a rider: last month noise, 本月 路灯"
                trouble(Exit.USAGE, f'"{answer}" is not understood; {advice}')
            if as_json:
                fields = {"community": roster.community_id, "area": chosen.key, **_fields(answer)}
                click.echo(json.dumps(fields, ensure_ascii=False))
                continue
            said = sentences.lines(step, answer, (chosen,), cards.words_for(roster, None), whole_names=False)
            for line in said:
                click.echo(html.unescape(re.sub(r"<[^>]+>", "", line)))


def _wanted(step: "Step", area: str | None, community: str | None) -> Iterator[tuple["Roster", "Area"]]:
    """Yield each community that is asked about, with the area of it. Ends the command when there is none."""
    from sqlalchemy import select

    from bot.services import people
    from bot.tables import Community

    if area is not None:
        found = people.find_area(step, area)
        if isinstance(found, str):
            trouble(Exit.FAILED, found)
        if community not in (None, found.community_id):
            trouble(Exit.USAGE, f"--area {area} is not in --community {community}; leave one of them out")
        roster = people.roster(step, found.community_id)
        yield roster, roster.areas[found.area_id]
        return
    known = list(step.connection.scalars(select(Community.id).order_by(Community.id)))
    if not known or (community is not None and community not in known):
        if not known:
            trouble(Exit.USAGE, "there is no community yet; begin with `qianshao import COMMUNITY.toml`")
        trouble(Exit.USAGE, f'there is no community "{community}"; there are: {", ".join(known)}')
    for one in [community] if community else known:
        roster = people.roster(step, one)
        yield roster, roster.areas[roster.root_id]


def _kinds(said: tuple[str, ...], lexicon: "Lexicon") -> frozenset[str]:
    from bot.domain.question import kinds_called

    named: frozenset[str] = frozenset()
    for word in said:
        found = kinds_called(word, lexicon)
        if not found:
            trouble(Exit.USAGE, f'no kind is called "{word}"; these are known: {", ".join(lexicon.categories)}')
        named |= found
    return named


def _period(since: datetime | None, until: datetime | None, today: date) -> "Period":
    from bot.domain.period import Kind, Period

    last = until.date() if until else max(today, since.date()) if since else today
    first = since.date() if since else last.replace(day=1)
    if not 2000 <= first.year <= last.year <= 2999 and first <= last:
        trouble(Exit.USAGE, f"{first} to {last}: the years have to lie between 2000 and 2999")
    if last < first:
        trouble(Exit.USAGE, f"--until {last} comes before --since {first}; turn them round")
    if since is None and until is None:
        return Period.holding(Kind.MONTH, today)
    return Period.between(first, last)


def _fields(answer: "Answer") -> dict[str, Any]:
    tally, period = answer.tally, answer.question.period
    return {
        "since": str(period.first),
        "until": str(answer.last),
        "kinds": sorted(answer.question.kinds),
        "reports": tally.reports,
        "accepted": tally.accepted,
        "things": tally.things,
        "before": answer.change.before,
        "change": answer.change.ratio,
        "void": tally.void,
        "duplicates": tally.duplicates,
        "fixed": _share(tally.resolved),
        "on_time": _share(answer.on_time),
        "timely": _share(tally.timely),
        "false_alarms": _share(tally.false_alarms),
        "median_response_seconds": _seconds(tally.median_response),
        "p90_response_seconds": _seconds(tally.p90_response),
        "reworked": _share(tally.reworked),
        "returned": _share(tally.returned),
        "satisfied": _share(tally.satisfied),
        "gave_a_mark": _share(tally.satisfaction_asked),
        "open": answer.open,
        "open_from_before": answer.older,
        "late": answer.late,
        "suspended_when_due": answer.suspended,
        "by_kind": [{"kind": kind, "accepted": n, "things": things} for kind, n, things in answer.kinds],
    }


def _share(share: "Share") -> dict[str, Any]:
    """Return a share; of nothing the ratio is null, never 0."""
    return {"part": share.part, "whole": share.whole, "ratio": share.part / share.whole if share.whole else None}


def _seconds(length: timedelta | None) -> float | None:
    return length.total_seconds() if length is not None else None
