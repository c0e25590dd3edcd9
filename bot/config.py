"""Settings: `config.toml`, overridden key by key by `QIANSHAO_SECTION__KEY` in the environment.

One frozen `Config`, built once and handed down. A bad value, or a key nobody knows, fails here with its file and key.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Policy, Span
from bot.domain.lexicon import Severity

ENVIRONMENT = "QIANSHAO_"
DEFAULT_FILE = "config.toml"


class ConfigError(Exception):
    """The settings cannot be used; the text says where and what to do."""


def _span(value: Any) -> Any:
    span = value if isinstance(value, Span) else Span.parse(str(value))
    if not span.workdays and span.length <= timedelta(0):
        raise ValueError("has to be longer than nothing")
    return span


def _length(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a length of time; write it like "10m" or "2h"')
    span = Span.parse(value)
    if span.workdays:
        raise ValueError(f'"{value}" counts working days, which cannot be used here; write it like "10m" or "2h"')
    return span.length


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("has to be longer than nothing")
    return value


def _database(value: str) -> str:
    known = "write it like sqlite:///data/qianshao.db or postgresql+psycopg://user@host/name"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(f"is not the address of a database; {known}") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"{url.get_backend_name()} is not supported; {known}")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("a database in memory forgets everything; name a file, like sqlite:///data/qianshao.db")
    return value


Length = Annotated[timedelta, BeforeValidator(_length), AfterValidator(_positive)]
SpanValue = Annotated[Span, BeforeValidator(_span)]


class Section(BaseModel):
    """A section of the file: unknown keys are refused, values are frozen, secrets stay out of errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True)


class Telegram(Section):
    """How to reach Telegram."""

    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    base_url: str = ""
    proxy: str = ""
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")

    def secret(self) -> str:
        """Return the token, from the file of it when one is named. Raise ConfigError when there is none."""
        if self.token_file is not None:
            try:
                token = self.token_file.read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"telegram.token_file: {error}") from None
            if not token:
                raise ConfigError(f"telegram.token_file: {self.token_file} is empty; put the token into it")
            return token
        if not self.token.get_secret_value():
            raise ConfigError(
                "telegram.token is empty; put the token that @BotFather gave you into QIANSHAO_TELEGRAM__TOKEN"
            )
        return self.token.get_secret_value()

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.mode == "webhook" and not (self.webhook_url and self.webhook_secret.get_secret_value()):
            raise ValueError('mode = "webhook" needs webhook_url (https://…) and webhook_secret')
        return self


class Database(Section):
    """Where the tables are."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:///data/qianshao.db"
    readers: int = Field(default=4, ge=1, le=32)


class Photos(Section):
    """Where cleaned photos are kept."""

    store: str = "data/photos"
    max_megabytes: int = Field(default=20, ge=1, le=2000)


class Reports(Section):
    """How messages become reports."""

    join_within: Length = timedelta(minutes=2)
    same_within: Length = timedelta(days=3)
    recurs_within: Length = timedelta(days=30)
    undo_within: Length = timedelta(minutes=10)
    reopen_within: Length = timedelta(days=7)
    confirm_within: Length = timedelta(hours=24)


class Escalation(Section):
    """The two clocks and the ladder. What is not set is left to the category's own minutes."""

    ack: Mapping[Severity, SpanValue] = Field(default_factory=dict)
    resolve: Mapping[Severity, SpanValue] = Field(default_factory=dict)
    every: Length = timedelta(minutes=10)
    warn_at: float = Field(default=0.8, gt=0, lt=1)
    top_every: Length = timedelta(hours=1)
    top_times: int = Field(default=3, ge=0)
    whistle: SpanValue = Span(workdays=2)
    suspend_times: int = Field(default=2, ge=0)
    suspend_days: int = Field(default=30, ge=1, le=3650)


class Proof(Section):
    """Which kinds of trouble need a picture of the fix; `app` knows which kinds there are."""

    required: tuple[str, ...] = (
        "flying_wire_charging", "fire_lane_blocked", "corridor_clutter", "manhole_missing",
    )  # fmt: skip
    within: Length = timedelta(minutes=10)


class Calendar(Section):
    """Working days that the published calendar does not know."""

    extra_workdays: tuple[date, ...] = ()
    extra_holidays: tuple[date, ...] = ()


class Digest(Section):
    """The supervisors' digest."""

    at: time = time(20)


class Sending(Section):
    """Telegram's limits, as we keep them."""

    per_second: int = Field(default=25, ge=1)
    private_seconds: float = Field(default=1.0, ge=0)
    group_minute: int = Field(default=18, ge=0)
    at_once: int = Field(default=16, ge=1, le=256)


class Web(Section):
    """Health, metrics and the webhook door; empty keeps them closed."""

    listen: str = "127.0.0.1:8080"


class Log(Section):
    """What is written to stderr."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


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
            every=ladder.every,
            warn_at=ladder.warn_at,
            top_every=ladder.top_every,
            top_times=ladder.top_times,
            confirm_within=self.reports.confirm_within,
            reopen_within=self.reports.reopen_within,
        )

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
