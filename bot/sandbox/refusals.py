"""How the sandbox says no: to the bot in Telegram's own words (`Refused`), to people in a sentence (`Impossible`)."""

from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refused(Exception):
    """An unsuccessful Bot API answer: HTTP status, description, and `parameters` such as retry_after (seconds)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object Telegram would answer with."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class Impossible(ValueError):
    """Something a person cannot do in Telegram, such as pressing a button that is not there."""


def bad_request(text: str, **parameters: int) -> Refused:
    """Return a 400 in Telegram's form."""
    return Refused(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> Refused:
    """Return a 403 in Telegram's form."""
    return Refused(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> Refused:
    """Return a 429 that asks to wait `seconds`."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
