"""`init`: a wizard that writes config.toml. The token may be left out and given by the environment instead."""

from pathlib import Path

import click

from bot.cli.exits import Exit, trouble

TEMPLATE = """\
# Qianshao. Every key can be set in the environment too, as QIANSHAO_SECTION__KEY.
# config.example.toml explains all keys.

[telegram]
token = "{token}"
base_url = "{base_url}"
proxy = "{proxy}"

[database]
url = "{url}"

[photos]
store = "data/photos"

[digest]
at = "{at}"
"""


@click.command()
@click.option("--out", default="config.toml", type=click.Path(dir_okay=False, path_type=Path), show_default=True)
def init(out: Path) -> None:
    """Write a settings file by answering a few questions; Enter takes what stands in brackets."""
    from bot.config import load
    from bot.sections import ConfigError

    if out.exists():
        trouble(Exit.FAILED, f"{out} exists already; move it away, or name another file with --out")
    answers = {
        "token": click.prompt(
            "Token from @BotFather (empty: QIANSHAO_TELEGRAM__TOKEN)", default="", show_default=False
        ),
        "base_url": click.prompt("Your own Bot API server (empty: Telegram's)", default="", show_default=False),
        "proxy": click.prompt("Proxy to reach it (empty: none)", default="", show_default=False),
        "url": click.prompt("Database", default="sqlite:///data/qianshao.db"),
        "at": click.prompt("When the daily digest is sent", default="20:00"),
    }
    escaped = {key: value.strip().replace("\\", "\\\\").replace('"', '\\"') for key, value in answers.items()}
    out.write_text(TEMPLATE.format(**escaped), "utf-8")
    out.chmod(0o600)
    try:
        load(out)
    except ConfigError as error:
        out.unlink()
        trouble(Exit.CONFIG, f"{error}\nnothing was written; run `qianshao init` again")
    click.echo(f"{out} is written. Next: qianshao import COMMUNITY.toml, qianshao doctor, qianshao run", err=True)
