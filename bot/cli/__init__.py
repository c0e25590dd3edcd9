"""The command line, one file a family of commands; each is imported only when it is called, so that --help is quick."""

from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "demo": ("bot.cli.demo:demo", "A Telegram of your own with the bot in it; no account needed."),
    "init": ("bot.cli.init:init", "Write config.toml by answering a few questions."),
    "run": ("bot.cli.run:run", "Run the bot."),
    "migrate": ("bot.cli.run:migrate", "Bring the database up to date."),
    "import": ("bot.cli.roster:import_", "Take a community file or a roster in; doing so twice changes nothing."),
    "export-roster": ("bot.cli.roster:export_roster", "Write people and roles to a spreadsheet."),
    "invite": ("bot.cli.roster:invite", "Make a one-use link that enrols somebody."),
    "doctor": ("bot.cli.doctor:doctor", "Check everything and say what to do."),
    "read": ("bot.cli.read:read", "Say what the bot would understand of messages."),
    "tickets": ("bot.cli.tickets:tickets", "List, show, export or recompute tickets."),
    "duty": ("bot.cli.duty:duty", "Write who is on duty to a calendar file."),
    "digest": ("bot.cli.digest:digest", "Write a day's, a week's or a month's digest."),
    "stats": ("bot.cli.stats:stats", "Count reports of some days, kinds or areas."),
    "points": ("bot.cli.points:points", "List a month's or a year's points, or write them to a file."),
    "backup": ("bot.cli.storage:backup", "Copy an embedded database while the bot runs."),
    "purge": ("bot.cli.storage:purge", "Forget what is old enough."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else "; `qianshao --help` lists the commands"
            raise click.UsageError(f'there is no command "{args[0]}"{hint}')
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="qianshao", prog_name="qianshao", message="%(prog)s %(version)s")
def main() -> None:
    """前哨 Qianshao: riders' reports become tickets, and somebody answers for them.

    Try it: qianshao demo. Set it up: qianshao init, qianshao import COMMUNITY.toml, qianshao doctor, qianshao run.

    Exit codes: 0 done, 1 failed, 2 usage, 3 config, 4 database or schema, 5 Telegram, 75 try again.
    """
