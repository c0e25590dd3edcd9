"""Settings: `config.toml`, overridden key by key by `QIANSHAO_SECTION__KEY` in the environment.

One frozen `Config`, built once and handed down. A bad value, or a key nobody knows, fails here with its file and key.
"""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Policy
from bot.domain.lexicon import Severity
from bot.domain.points import Tariff
from bot.sections import (
    Calendar,
    ConfigError,
    Database,
    Digest,
    Escalation,
    Log,
    Photos,
    Points,
    Proof,
    Reports,
    Sending,
    Telegram,
    Web,
)

ENVIRONMENT = "QIANSHAO_"
DEFAULT_FILE = "config.toml"


class Config(BaseSettings):
    """All settings. The values of the file come in as arguments; the environment wins over them."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram: Telegram = Telegram()
    database: Database = Database()
    photos: Photos = Photos()
    reports: Reports = Reports()
    escalation: Escalation = Escalation()
    proof: Proof = Proof()
    calendar: Calendar = Calendar()
    digest: Digest = Digest()
    points: Points = Points()
    sending: Sending = Sending()
    web: Web = Web()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return env_settings, init_settings

    def policy(self) -> Policy:
        """Return the ladder's numbers."""
        ladder = self.escalation
        return Policy(
            ack=ladder.ack,
            resolve=ladder.resolve,
            kinds_ack={kind: clocks.ack for kind, clocks in ladder.kinds.items() if clocks.ack},
            kinds_resolve={kind: clocks.resolve for kind, clocks in ladder.kinds.items() if clocks.resolve},
            night=ladder.night,
            every=ladder.every,
            warn_at=ladder.warn_at,
            top_every=ladder.top_every,
            top_times=ladder.top_times,
            confirm_within=self.reports.confirm_within,
            reopen_within=self.reports.reopen_within,
        )

    def tariff(self) -> Tariff:
        """Return what is paid for what."""
        return Tariff(**self.points.model_dump())

    def work_calendar(self) -> WorkCalendar:
        """Return the working days, with the operator's own."""
        return WorkCalendar.of(self.calendar.extra_workdays, self.calendar.extra_holidays)


def load(path: Path | None = None) -> Config:
    """Read the settings. Without `path`, `config.toml` is read when it is there. Raise ConfigError."""
    chosen = path or Path(DEFAULT_FILE)
    values = _read(chosen) if path is not None or chosen.exists() else {}
    try:
        return Config(**values)
    except ValidationError as error:
        raise ConfigError(_explain(error, chosen)) from None
    except SettingsError as error:
        raise ConfigError(f"environment {ENVIRONMENT}…: {error}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; run `qianshao init` or copy config.example.toml") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def _explain(error: ValidationError, path: Path) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"] if part != "[key]")
        if problem["type"] == "extra_forbidden":
            *sections, key = (str(part) for part in problem["loc"])
            near = get_close_matches(key, _known(sections), n=1)
            hint = f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(_known(sections))}"
            lines.append(f"{path}: unknown key {where}{hint}")
        else:
            lines.append(f"{path}: {where}: {problem['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)


def _known(sections: list[str]) -> list[str]:
    model: Any = Config
    for section in sections:
        field = model.model_fields.get(section) if hasattr(model, "model_fields") else None
        if field is None:
            return [severity.value for severity in Severity]
        model = field.annotation
    return list(model.model_fields)
