"""Lists that go with a digest: written when their turn comes, beside the bot's own work, and kept on no disk."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.calls import Ledger
from bot.database import reading
from bot.language import Words
from bot.loops.house import House
from bot.services import export
from bot.services.dossiers import Wish
from bot.services.ledger_rows import Reader
from bot.services.step import Memory, Step


def listed(house: House, call: Ledger) -> bytes:
    """Return the spreadsheet's bytes. Runs in a thread of its own: a long list must not hold up the writer."""
    since, until = (datetime.fromisoformat(moment) for moment in (call.since, call.until))
    wish = Wish(call.community or None, call.area_id, since, until, standing=True)
    with TemporaryDirectory() as folder, reading(house.engine, patiently=True) as connection:
        # What the writer remembers is the writer's: two threads would trip over each other there.
        step = Step(connection, house.clock.now(), replace(house.rules, memory=Memory()))
        words = Words(call.language, ZoneInfo(call.zone))
        path = Path(folder) / "list.xlsx"
        export.write(step, path, wish, Reader(words, step.rules.lexicon, step.now, call.within))
        return path.read_bytes()
