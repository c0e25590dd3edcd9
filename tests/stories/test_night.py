"""Night: a broken lamp waits for the morning and wakes nobody, a wire out of a window does not wait."""

import pytest

from tests.stories.town import Town

LAMP, WIRE = "5号楼门口路灯坏了", "5号楼有飞线充电"


@pytest.fixture
def town(open_town) -> Town:
    """Give 秦庄 at half past eleven, where nobody is to be woken between ten and seven."""
    found: Town = open_town(settings={"escalation": {"night": "22:00-07:00"}})
    found.wait(hours=6)
    return found


def test_what_can_wait_wakes_nobody_and_goes_on_in_the_morning_where_it_stood(town: Town):
    town.say("小李", LAMP)
    sent = next(call for call in town.sandbox.requests if call.method == "sendMessage" and "路灯" in str(call.params))
    assert sent.params["disable_notification"]
    town.wait(hours=7)
    assert town.heard_by("张网格长") == []
    town.wait(minutes=31)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.heard_by("陈书记") == []


def test_what_is_urgent_climbs_by_night_as_by_day(town: Town):
    town.say("小李", WIRE)
    sent = next(call for call in town.sandbox.requests if call.method == "sendMessage" and "飞线" in str(call.params))
    assert not sent.params.get("disable_notification")
    town.wait(minutes=16)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert "#1" in town.heard_by("陈书记")[-1]
