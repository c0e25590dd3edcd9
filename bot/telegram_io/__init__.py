"""TALK: the only code that knows python-telegram-bot. It knows nothing of the house but the shapes of messages."""

import os

# Without it the library warns at every RetryAfter that its waits will become lengths of time; we read both.
os.environ.setdefault("PTB_TIMEDELTA", "1")
