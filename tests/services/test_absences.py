"""Absences as rows: who may answer, what the roster makes of them, and what is remembered of a roster."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.roster import Role
from bot.services import people
from tests.services.home import CHIEF, MA, RIDER, WANG, Home


def say(home: Home, who: int, words: str) -> None:
    """Let somebody send a command in private."""
    command, _, rest = words.removeprefix("/").partition(" ")
    home.take(home.message(rest, who, chat=who, command=command))


def on_duty(home: Home) -> list[str]:
    """Return the gridworkers of grid 1 at this moment."""
    with home.step() as step:
        town = people.roster(step, "qinzhuang")
        area = next(area.id for area in town.areas.values() if area.key == "grid-1")
        return [one.name for one in town.holders(Role.GRIDWORKER, area, step.now, step.rules.calendar)]


def toast(home: Home) -> str:
    rows = home.rows("SELECT payload FROM outbox WHERE kind = 'answer' ORDER BY id DESC LIMIT 1")
    payload = rows[0].payload
    return str((json.loads(payload) if isinstance(payload, str) else payload)["text"])


def absence(home: Home) -> Any:
    return home.rows("SELECT * FROM absence ORDER BY id DESC LIMIT 1")[0]


def test_only_who_was_asked_can_answer(qinzhuang):
    say(qinzhuang, MA, "/cover 王姐 今天")
    asked = absence(qinzhuang).id
    for who in (MA, CHIEF, RIDER):
        for deed in ("agree", "refuse"):
            qinzhuang.press(who, f"duty:{deed}:{asked}:0")
            assert toast(qinzhuang)
    assert on_duty(qinzhuang) == ["王姐"]
    qinzhuang.press(WANG, f"duty:agree:{asked}:0")
    assert toast(qinzhuang) == ""
    assert on_duty(qinzhuang) == ["老马"]


@pytest.mark.parametrize(
    "data", ["agree:1", "agree:99:0", "agree::0", "agree:x:0", "steal:1:0", "", ":", "agree:" + "9" * 40]
)
def test_a_made_up_press_is_answered_and_does_nothing(qinzhuang, data):
    say(qinzhuang, MA, "/cover 王姐 今天")
    qinzhuang.press(MA, f"duty:{data}")
    assert toast(qinzhuang)
    assert on_duty(qinzhuang) == ["王姐"]


def test_an_answer_is_given_once(qinzhuang):
    say(qinzhuang, MA, "/cover 王姐 今天")
    asked = absence(qinzhuang).id
    qinzhuang.press(WANG, f"duty:refuse:{asked}:0")
    qinzhuang.press(WANG, f"duty:agree:{asked}:0")
    assert toast(qinzhuang)
    assert on_duty(qinzhuang) == ["王姐"]


def test_a_yes_comes_too_late_when_the_time_is_over(qinzhuang):
    say(qinzhuang, MA, "/cover 王姐 今天 18:00-19:00")
    qinzhuang.pass_(hours=2)
    qinzhuang.press(WANG, f"duty:agree:{absence(qinzhuang).id}:0")
    assert toast(qinzhuang)
    assert absence(qinzhuang).cancelled_at is not None


def test_an_offer_that_was_taken_back_cannot_be_agreed_to(qinzhuang):
    say(qinzhuang, MA, "/cover 王姐 今天")
    say(qinzhuang, MA, "/cover off")
    qinzhuang.press(WANG, f"duty:agree:{absence(qinzhuang).id}:0")
    assert on_duty(qinzhuang) == ["王姐"]


def test_a_roster_that_is_remembered_knows_when_an_absence_begins_and_ends(qinzhuang):
    """Nothing touches the roster in between: the same one answers for each moment."""
    say(qinzhuang, WANG, "/leave 今天 18:00-19:00 老马")
    before = qinzhuang.rules.memory.rosters["qinzhuang"] if on_duty(qinzhuang) == ["王姐"] else None
    qinzhuang.pass_(minutes=31)
    assert on_duty(qinzhuang) == ["老马"]
    qinzhuang.pass_(hours=1)
    assert on_duty(qinzhuang) == ["王姐"]
    assert qinzhuang.rules.memory.rosters["qinzhuang"] is before


def test_another_bot_on_the_database_hears_of_it_at_once(qinzhuang):
    other = Home(qinzhuang.engine)
    assert on_duty(other) == ["王姐"]
    say(qinzhuang, WANG, "/leave 今天 to 老马")
    assert on_duty(other) == ["老马"]
    say(qinzhuang, WANG, "/leave off")
    assert on_duty(other) == ["王姐"]


def test_what_is_long_over_is_not_loaded(qinzhuang):
    say(qinzhuang, WANG, "/leave 今天 to 老马")
    qinzhuang.pass_(days=4)
    with qinzhuang.step() as step:
        people.touch(step, "qinzhuang")
        assert people.roster(step, "qinzhuang").absences == ()
    assert len(qinzhuang.rows("SELECT id FROM absence")) == 1


def test_nothing_is_ever_deleted_and_who_arranged_it_is_kept(qinzhuang):
    say(qinzhuang, CHIEF, "/leave 王姐 今天 老马")
    say(qinzhuang, CHIEF, "/leave off")
    row = absence(qinzhuang)
    assert (row.by_id, row.note, row.cancelled_at is not None) == (CHIEF, "leave", True)


def test_a_chief_hears_that_the_cover_cannot_come(qinzhuang):
    say(qinzhuang, CHIEF, "/leave 王姐 今天 老马")
    heard = "SELECT id FROM outbox WHERE kind = 'say' AND chat_id = :who"
    before = len(qinzhuang.rows(heard, who=CHIEF))
    qinzhuang.press(MA, f"duty:decline:{absence(qinzhuang).id}:0")
    assert len(qinzhuang.rows(heard, who=CHIEF)) == before + 1
    assert on_duty(qinzhuang) == []


def test_a_roster_file_taken_in_again_leaves_absences_alone(qinzhuang):
    say(qinzhuang, WANG, "/leave 今天 to 老马")
    qinzhuang.take_in()
    assert on_duty(qinzhuang) == ["老马"]


def test_days_are_the_community_s_own(qinzhuang):
    """At six in the evening UTC it is tomorrow in 秦庄."""
    qinzhuang.pass_(hours=9)
    say(qinzhuang, WANG, "/leave 今天 to 老马")
    row = qinzhuang.rows("SELECT ends_at FROM absence WHERE starts_at <= :now", now=qinzhuang.stored(qinzhuang.now))
    assert len(row) == 1
    qinzhuang.pass_(hours=21, minutes=20)
    assert on_duty(qinzhuang) == ["老马"]
    qinzhuang.now += timedelta(minutes=20)
    assert on_duty(qinzhuang) == ["王姐"]
