"""The pulse: written while Telegram is heard, not while it is not; by webhook while the process lives."""

from datetime import timedelta

from bot import loops
from bot.clock import Clock
from bot.config import Config
from bot.services.outages import BEAT
from tests.loops.conftest import rows, settle
from tests.services.home import EVENING, GROUP

AWAY = timedelta(minutes=10)


def pulses(house):
    return [str(row.at)[:19] for row in rows(house, "SELECT at FROM pulse")]


def written(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S")


async def test_no_pulse_before_telegram_was_heard_and_then_one_every_quarter_of_a_minute(house):
    await house.work(loops.tick)
    assert pulses(house) == []
    began = house.clock.now()
    await settle(house)
    assert pulses(house) == [written(began)]
    house.clock.move(BEAT - timedelta(seconds=1))
    await settle(house)
    assert pulses(house) == [written(began)]
    house.clock.move(timedelta(seconds=1))
    await settle(house)
    assert pulses(house) == [written(began + BEAT)]


async def test_a_process_that_lives_on_but_hears_nothing_was_away_all_the_same(house, sandbox):
    await settle(house)
    began = house.clock.now()
    for _ in range(10):
        house.clock.move(AWAY / 10)
        await house.work(loops.tick)
    assert pulses(house) == [written(began)]
    sandbox.town.say(GROUP, 3001, "早上好")
    house.clock.move(timedelta(seconds=5))
    await settle(house)
    (outage,) = rows(house, "SELECT began_at, caught_up FROM outage")
    assert (str(outage.began_at)[:19], outage.caught_up) == (written(began), 1)


async def test_one_that_lets_another_hear_has_no_pulse_of_its_own(house):
    house.heard_at = None
    house.clock.move(AWAY)
    await house.work(loops.tick)
    assert pulses(house) == []


async def test_by_webhook_silence_is_peace_and_only_a_dead_process_was_away(house):
    house.config = Config(
        telegram={
            "token": "1:a", "mode": "webhook", "webhook_url": "https://bot.example.org", "webhook_secret": "hush",
        }
    )  # fmt: skip
    for _ in range(20):
        house.clock.move(timedelta(seconds=30))
        await house.work(loops.tick)
    assert rows(house, "SELECT id FROM outage") == []
    house.clock.move(AWAY)
    await house.work(loops.tick)
    assert len(rows(house, "SELECT id FROM outage WHERE told_at IS NULL")) == 1
    house.clock.move(timedelta(seconds=30))
    await house.work(loops.tick)
    assert len(rows(house, "SELECT id FROM outage WHERE told_at IS NOT NULL")) == 1


async def test_a_clock_that_a_demonstration_moves_makes_no_outage(house):
    house.clock = Clock(EVENING)
    await settle(house)
    house.clock.move(timedelta(hours=3))
    await house.work(loops.tick)
    await settle(house)
    house.clock.move(timedelta(hours=3))
    await settle(house)
    assert rows(house, "SELECT id FROM outage") == []
    assert len(pulses(house)) == 1
