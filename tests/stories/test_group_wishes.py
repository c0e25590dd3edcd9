"""A supervisors' group and its /digest: another hour, another language, silence, dark pictures, and who may say so."""

from io import BytesIO

import pytest
from PIL import Image, ImageStat

from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_digest import WIRE, digests, until
from tests.stories.town import STAFF, Town

ADMIN = """
[[person]]
id = "boss"
name = "管理员"
telegram_id = 1801
[[assignment]]
person = "boss"
role = "admin"
area = "qinzhuang"
"""
SUPERVISORS = QINZHUANG + ADMIN + f'[[chat]]\ntelegram_id = {STAFF}\npurpose = "supervisors"\narea = "qinzhuang"\n'


@pytest.fixture
def town(open_town):
    """Give 秦庄 with an admin and a group of supervisors."""
    return open_town(community=SUPERVISORS, newcomers={"管理员": 1801})


def last(town: Town, chat: str = "staff") -> str:
    return town.heard_by(chat)[-1]


@pytest.mark.parametrize("who", ["周督导", "管理员"])
def test_its_supervisors_and_admins_choose_the_group_s_hour_and_only_the_group_s(town: Town, who: str):
    town.say(who, "/digest 19:30", chat="staff")
    assert "19:30" in last(town)
    town.say("小李", WIRE)
    until(town, 19, 31)
    assert len(digests(town, "staff")) == 1
    assert digests(town) == []
    until(town, 20, 1)
    assert (len(digests(town, "staff")), len(digests(town))) == (1, 1)


def test_anybody_there_may_look_but_not_change_and_is_told_what_to_do(town: Town):
    town.say("王姐", "/digest", chat="staff")
    assert "20:00" in last(town)
    town.say("王姐", "/digest off", chat="staff")
    until(town, 20, 1)
    assert len(digests(town, "staff")) == 1


def test_a_group_that_wants_none_gets_none_and_later_no_old_ones(town: Town):
    town.say("周督导", "/日报 关", chat="staff")
    until(town, 20, 1)
    town.say("周督导", "/日报 开", chat="staff")
    town.wait(minutes=5)
    assert digests(town, "staff") == []
    until(town, 20, 1, day=21)
    assert len(digests(town, "staff")) == 1


def test_a_group_that_chose_english_is_answered_and_told_in_english(town: Town):
    town.say("周督导", "/digest 英文", chat="staff")
    assert "daily at 20:00" in last(town)
    town.say("小李", WIRE)
    until(town, 20, 1)
    assert "Overdue" in digests(town, "staff")[0]
    assert "Overdue" not in digests(town)[0]


@pytest.mark.parametrize("said", ["/digest 25:00", "/digest 天黑"])
def test_what_cannot_be_read_changes_nothing_and_is_answered(town: Town, said: str):
    town.say("周督导", said, chat="staff")
    assert "/digest 19:30" in last(town)
    assert "20:00" in last(town)


def test_who_gets_the_week_alone_is_told_that_its_hour_is_not_theirs_to_choose(town: Town):
    before = len(town.posts("陈书记"))
    town.say("陈书记", "/digest en 19:30", chat="陈书记")
    assert "Only the day's digest" in last(town, "陈书记")
    assert "Mon at 08:30" in last(town, "陈书记")
    assert len(town.posts("陈书记")) == before + 1


def test_an_anonymous_admin_is_asked_to_speak_as_themselves(town: Town):
    town.say("王姐", "/digest off", chat="staff", anonymous=True)
    assert "匿名" in last(town)
    until(town, 20, 1)
    assert len(digests(town, "staff")) == 1


def test_in_the_riders_group_digests_are_nobody_s_business(town: Town):
    town.say("周督导", "/digest off", chat="group")
    until(town, 20, 1)
    assert (len(digests(town, "staff")), len(digests(town))) == (1, 1)


def test_dark_pictures_come_to_who_asked_for_them(town: Town):
    town.say("周督导", "/digest 深色", chat="staff")
    town.say("小李", WIRE)
    until(town, 20, 1)
    assert brightness(town, "staff") < 80 < 200 < brightness(town, "周督导")


def brightness(town: Town, chat: str) -> int:
    """Return how bright the picture in a chat is, 0 to 255, by its median."""
    (photo,) = [post["photo"] for post in town.posts(chat) if "photo" in post]
    kept = town.sandbox.town.files.find(photo[-1]["file_id"])
    assert kept is not None
    return int(ImageStat.Stat(Image.open(BytesIO(kept.content)).convert("L")).median[0])


def test_what_names_a_ticket_below_the_group_s_digest_is_answered_and_talk_is_not(town: Town):
    town.say("小李", WIRE)
    until(town, 20, 1)
    digest = next(post["message_id"] for post in town.posts("staff") if (post.get("caption") or "").startswith("📋"))
    heard = len(town.heard_by("staff"))
    town.reply("周督导", "辛苦了", chat="staff", to=digest)
    assert len(town.heard_by("staff")) == heard
    town.reply("周督导", "就 #1 这件最急，抓紧", chat="staff", to=digest)
    assert "decision" not in town.events(1)
    assert "#142" in last(town)
    town.reply("周督导", "关于#1：周五前换管", chat="staff", to=digest)
    assert town.events(1)[-1] == "decision"
