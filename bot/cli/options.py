"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

config_file: Callable[[Any], Any] = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The settings file; config.toml here when not given.",
)
community: Callable[[Any], Any] = click.option("--community", help="The community's id; needed when there are several.")
