"""TALK: the only code that knows python-telegram-bot. It knows nothing of the house but the shapes of messages."""
