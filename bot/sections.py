"""The sections of `config.toml`: every setting with its kind of value, its bounds and its default.

A value that makes no sense is refused with a sentence; nothing here reads a file or the environment.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.deadline import Span
from bot.domain.lexicon import Severity
from bot.domain.readership import Meeting
from bot.domain.roster import UPPER_RUNGS, Role
from bot.domain.rota import Shift


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


def _meeting(value: Any) -> Any:
    return value if isinstance(value, Meeting) else Meeting.parse(str(value))


def _rung(value: Role) -> Role:
    if value not in UPPER_RUNGS:
        raise ValueError(f"{value.value} is no rung of the ladder; choose from {', '.join(UPPER_RUNGS)}")
    return value


def _night(value: Any) -> Any:
    return Shift.parse(hours=str(value)) if value else None


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
    ask_rating: bool = False


class Clocks(Section):
    """The two clocks of one kind of trouble; what is not set is left to its severity, then to its own minutes."""

    ack: SpanValue | None = None
    resolve: SpanValue | None = None


class Escalation(Section):
    """The two clocks and the ladder; `app` knows which kinds there are."""

    ack: Mapping[Severity, SpanValue] = Field(default_factory=dict)
    resolve: Mapping[Severity, SpanValue] = Field(default_factory=dict)
    kinds: Mapping[str, Clocks] = Field(default_factory=dict)
    night: Annotated[Shift | None, BeforeValidator(_night)] = None
    every: Length = timedelta(minutes=10)
    warn_at: float = Field(default=0.8, gt=0, lt=1)
    top_every: Length = timedelta(hours=1)
    top_times: int = Field(default=3, ge=0)
    hand_over: tuple[Annotated[Role, AfterValidator(_rung)], ...] = ()
    whistle: SpanValue = Span(workdays=2)
    suspend_times: int = Field(default=2, ge=0)
    suspend_days: int = Field(default=30, ge=1, le=3650)


class Proof(Section):
    """Which kinds of trouble need a picture of the fix; `app` knows which kinds there are."""

    required: tuple[str, ...] = ("fire_lane_blocked", "corridor_clutter")
    within: Length = timedelta(minutes=10)


class Calendar(Section):
    """Working days that the published calendar does not know."""

    extra_workdays: tuple[date, ...] = ()
    extra_holidays: tuple[date, ...] = ()


class Digest(Section):
    """When digests come: the day for supervisors, the week for the community's meeting, the month for those above."""

    at: time = time(20)
    weekly: Annotated[Meeting, BeforeValidator(_meeting)] = Meeting()
    monthly_at: time = time(8, 30)
    chiefs: bool = False
    theme: Literal["light", "dark"] = "light"


class Points(Section):
    """What reports earn, and what may be given and taken by hand; `false_alarm` is taken away."""

    report: int = Field(default=10, ge=0, le=10_000)
    urgent: int = Field(default=5, ge=0, le=10_000)
    false_alarm: int = Field(default=-5, ge=-10_000, le=0)
    daily: int = Field(default=60, ge=0, le=1_000_000)
    by_hand: int = Field(default=100, ge=0, le=10_000)
    appeal: Length = timedelta(days=7)


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
