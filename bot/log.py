"""What is written to stderr: one line an event, ours and the libraries' through one formatter, and never a token."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"\b\d{3,12}:[A-Za-z0-9_-]{20,}")
_QUIET = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "telegram", "alembic", "asyncio", "PIL")


class Redactor:
    """Takes secrets out of finished lines, tracebacks included: whatever the source, it passes here last."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        parts = {part for secret in secrets for part in (secret, secret.partition(":")[2]) if len(part) >= 4}
        self._secrets = sorted(parts, key=len, reverse=True)

    def __call__(self, line: str) -> str:
        """Return the line without secrets."""
        for secret in self._secrets:
            line = line.replace(secret, "‹secret›")
        return _TOKEN.sub("‹token›", line)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, redact: Redactor, **given: Any) -> None:
        super().__init__(**given)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure(level: str, style: str, secrets: tuple[str, ...]) -> None:
    """Set logging up for the process. `style` is `text` or `json`."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if style == "json" else _render
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            Redactor(secrets),
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        # The libraries' own talk names addresses, which carry the token, and people's messages.
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _render(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> str:
    moment, level, said = event.pop("timestamp", ""), event.pop("level", ""), event.pop("event", "")
    trace = event.pop("exception", None)
    facts = " ".join(f"{key}={value}" for key, value in event.items() if not key.startswith("_"))
    return f"{moment} {level:7} {said} {facts}".rstrip() + (f"\n{trace}" if trace else "")
