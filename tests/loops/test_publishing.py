"""Digests in a whole house: read beside the bot's own work, and one that cannot be written holds up nothing else."""

from datetime import UTC, datetime
from pathlib import Path

from bot import community_file, loops
from bot.database import transaction
from bot.services import census
from tests.loops.conftest import rows, run, settle
from tests.services.home import GROUP, RIDER
from tests.stories.test_digest import SECOND_COMMUNITY

EIGHT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


async def test_a_digest_that_cannot_be_written_keeps_no_other_community_from_its_own(house, sandbox):
    with transaction(house.engine) as connection:
        census.take(house.step(connection), community_file.parse(SECOND_COMMUNITY, Path("second.toml")))
    sandbox.town.say(GROUP, RIDER, "5号楼飞线充电")
    await settle(house)
    run(house, "UPDATE ticket SET state = 'unheard_of'")
    house.clock.move(EIGHT - house.clock.now())
    while await loops.publish(house):
        pass
    assert rows(house, "SELECT chat_id FROM outbox WHERE purpose = 'digest'") == [(1701,)]
