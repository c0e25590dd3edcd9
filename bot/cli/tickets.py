"""`tickets`: list, show, export, and deadlines computed anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.export import export_
from bot.cli.options import community, config_file
from bot.cli.roster import ready

if TYPE_CHECKING:
    from bot.services.step import Step


STATES = ("open", "claimed", "whistled", "suspended", "resolved", "closed", "void")


@click.group()
def tickets() -> None:
    """List, show, export or recompute tickets."""


@contextmanager
def step_of(config: Path | None, *, reads: bool = False) -> Iterator["Step"]:
    """Give one step on the configured database. `reads`: it changes nothing, and the bot goes on writing meanwhile."""
    from bot import app
    from bot.clock import Clock
    from bot.database import reading, transaction
    from bot.services.step import Step

    loaded = settings(config)
    with explained():
        engine = ready(loaded)
        with reading(engine, patiently=True) if reads else transaction(engine) as connection:
            yield Step(connection, Clock().now(), app.rules(loaded))


@tickets.command("list")
@click.option("--state", multiple=True, type=click.Choice(STATES))
@click.option("--suspended", is_flag=True, help="Those that are suspended: until when, and why.")
@click.option("--most", default=50, show_default=True, help="How many, the newest first.")
@community
@config_file
def list_(state: tuple[str, ...], suspended: bool, most: int, community: str | None, config: Path | None) -> None:
    """List tickets, one a line: number, state, kind, place, holder, when."""
    from bot.services import cards, ledger, people, texts

    if suspended:
        state = (*state, "suspended")
    with step_of(config, reads=True) as step:
        for ticket in ledger.find(step.connection, community, state, most):
            roster = people.roster(step, ticket.community_id)
            words = cards.words_for(roster, None)
            holder = roster.person(ticket.holder_id)
            kind, place = texts.kind(ticket, step.rules.lexicon, words), texts.place(ticket, words, private=True)
            fields = (f"#{ticket.number}", ticket.state, kind, place, holder.name if holder else "-")
            more = (words.at(ticket.wake_at), ticket.suspended_for or "") if ticket.wake_at else ()
            click.echo("\t".join((*fields, words.at(ticket.opened_at), *more)))


@tickets.command()
@click.argument("number", type=int)
@community
@config_file
def show(number: int, community: str | None, config: Path | None) -> None:
    """Show ticket NUMBER whole, with its history."""
    from bot.services import cards, ledger, people, texts

    with step_of(config, reads=True) as step:
        found = ledger.numbered(step.connection, number, community)
        if not found:
            trouble(Exit.FAILED, f"there is no ticket #{number}; `qianshao tickets list` shows which there are")
        if len(found) > 1:
            which = ", ".join(ticket.community_id for ticket in found)
            trouble(Exit.USAGE, f"#{number} exists in several communities; add --community, one of: {which}")
        ticket = found[0]
        roster = people.roster(step, ticket.community_id)
        words = cards.words_for(roster, None)
        holder = roster.person(ticket.holder_id)
        click.echo(
            f"#{ticket.number} · {roster.name} · {texts.kind(ticket, step.rules.lexicon, words)} · {ticket.severity}"
        )
        click.echo(texts.place(ticket, words, private=True))
        click.echo(texts.state(ticket, holder.name if holder else None, words))
        click.echo(ticket.words)
        for event in ledger.history(step.connection, ticket.id):
            moved = f"{event.from_state} → {event.to_state}" if event.from_state not in (None, event.to_state) else ""
            fields = (words.at(event.at), event.kind, event.person or "", moved, event.note)
            click.echo("  " + "  ".join(filter(None, fields)))


tickets.add_command(export_)


@tickets.command()
@click.option("--yes", is_flag=True, help="Change them; without it they are only shown.")
@config_file
def recompute(yes: bool, config: Path | None) -> None:
    """Set the deadlines of live tickets by the present settings. Shows what would change; --yes changes it."""
    from bot.services import cards, ledger, people

    with step_of(config) as step:
        found = ledger.recompute(step, change=yes)
        for one in found:
            words = cards.words_for(people.roster(step, one.ticket.community_id), None)
            old, new = one.ticket, one.due
            click.echo(
                f"{old.community_id} #{old.number}: answer {words.at(old.ack_due_at)} → {words.at(new.ack_due_at)}, "
                f"fix {words.at(old.resolve_due_at)} → {words.at(new.resolve_due_at)}"
            )
    click.echo(f"{len(found)} tickets {'changed' if yes else 'would change; add --yes to change them'}", err=True)
