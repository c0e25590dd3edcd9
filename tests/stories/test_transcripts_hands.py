"""Two conversations in which a trouble goes through several hands: passed on and made safe, or done and not done."""

import pytest

from tests.stories.conversation import Conversation, buildings, holder, notes, numbers, pictures

# ------------------------------------------------------- a manhole that is nobody's


def report_a_manhole(talk: Conversation) -> None:
    talk.line("00:00", "阿强", "丹江里门口井盖翘起来了 电动车差点摔", photos=["manhole"])


def tell_of_the_manhole(talk: Conversation, *, replying: bool) -> None:
    """Tell all of it; `replying`: what staff do about it is said in reply to the report."""
    report_a_manhole(talk)
    more = {"answering": talk.said[1]} if replying else {}
    talk.line("02:00", "小孟", "这不归我管,丹江里是老魏的", **more)
    talk.line("02:40", "小孟", "转给魏师傅", **more)
    talk.line("06:00", "老魏", "这是通信的井,找联通", **more)
    talk.line("06:30", "小周", "我先放个锥桶", **more)
    talk.line("14:00", "小周", "锥桶放了", photos=["fire_lane_fixed"], **more)
    talk.line("15:00", "陈书记", "先围挡,我吹哨城管委", **more)
    talk.line("1500:00", "陈书记", "城管委回复今天换", **more)
    talk.line("1720:00", "小周", "新井盖换好了", photos=["manhole_fixed"], **more)


def test_a_caption_with_an_estate_goes_to_those_of_the_estate_as_an_emergency(talk: Conversation):
    report_a_manhole(talk)
    town, ticket = talk.town, talk.town.ticket()
    assert (ticket.category, ticket.estate, ticket.landmark) == ("manhole_missing", "丹江里", "门口")
    assert (buildings(town), bool(ticket.urgent), pictures(town)) == ([], True, 1)
    assert all("#1" in town.heard_by(name)[0] for name in ("老魏", "小周"))
    assert town.heard_by("王姐") == []


def test_not_mine_and_whose_it_is_counts_as_an_answer_and_moves_no_clock(talk: Conversation):
    report_a_manhole(talk)
    before = talk.town.ticket()
    talk.line("02:00", "小孟", "这不归我管,丹江里是老魏的", answering=talk.said[1])
    after = talk.town.ticket()
    assert (after.state, after.holder_id) == ("open", None)
    assert after.acked_at is not None
    assert (after.ack_due_at, after.resolve_due_at) == (before.ack_due_at, before.resolve_due_at)


def test_handed_to_a_master_of_that_surname_he_gets_the_card(talk: Conversation):
    report_a_manhole(talk)
    talk.line("02:00", "小孟", "这不归我管,丹江里是老魏的", answering=talk.said[1])
    talk.line("02:40", "小孟", "转给魏师傅", answering=talk.said[1])
    assert talk.town.reactions(talk.said[3]) == "👌"
    assert "小孟" in talk.town.heard_by("老魏")[-1]
    assert "claim" in talk.town.offers("老魏")


def test_made_safe_is_not_done(talk: Conversation):
    report_a_manhole(talk)
    talk.line("06:30", "小周", "我先放个锥桶", answering=talk.said[1])
    talk.line("14:00", "小周", "锥桶放了", photos=["fire_lane_fixed"], answering=talk.said[1])
    town = talk.town
    assert town.ticket().state in ("open", "claimed")
    assert [said for said in notes(town) if said in ("我先放个锥桶", "锥桶放了")] == ["我先放个锥桶", "锥桶放了"]
    assert (pictures(town), pictures(town, purpose="progress")) == (1, 1)


def test_whoever_put_the_new_cover_on_has_done_it(talk: Conversation):
    tell_of_the_manhole(talk, replying=True)
    town = talk.town
    assert (numbers(town), town.ticket().state) == ([1], "resolved")
    assert (pictures(town), pictures(town, purpose="after")) == (1, 1)
    assert any("photo" in post for post in talk.answers(1))
    talk.line("1722:00", "阿强", "谢谢,安全多了🙏")
    assert talk.unanswered(10)


def test_what_staff_tell_each_other_opens_no_second_ticket(talk: Conversation):
    tell_of_the_manhole(talk, replying=False)
    assert numbers(talk.town) == [1]


def test_done_without_a_reply_by_one_who_never_claimed_is_asked_about(talk: Conversation):
    report_a_manhole(talk)
    talk.line("1720:00", "小周", "新井盖换好了", photos=["manhole_fixed"])
    talk.press("小周", 2, "resolve")
    assert (talk.town.ticket().state, holder(talk.town)) == ("resolved", "小周")
    assert pictures(talk.town, purpose="after") == 1


# ------------------------------------------------------- done, and then not done


def report_a_lamp(talk: Conversation) -> None:
    talk.line("00:00", "小冯", "7栋1单元路灯不亮 晚上看不见台阶")
    talk.line("03:00", "老赵", "收到,派电工")


def mend_the_lamp(talk: Conversation) -> None:
    """Tell it up to the first "done"; 老赵 takes it from his card and presses what he is asked."""
    report_a_lamp(talk)
    talk.town.tap("老赵", "claim")
    talk.line("45:00", "老赵", "已处理")
    talk.press("老赵", 3, "resolve")


def send_it_back(talk: Conversation) -> None:
    """Let the reporter say that it is not mended, in reply to what the bot says."""
    mend_the_lamp(talk)
    result = next(post["message_id"] for post in talk.answers(1) if "🎉" in post.get("text", ""))
    talk.line("300:00", "小冯", "没修好啊,还是黑的", answering=result)
    talk.line("301:00", "老赵", "灯泡换了啊,你看的是哪个", answering=talk.said[4])
    talk.line("302:00", "小冯", "门口这个,不是楼道里的", photos=["street_lamp"])
    talk.line("305:00", "老赵", "哦,明白了,缺配件,明天修")


def test_steps_that_cannot_be_seen_at_night_are_not_urgent(talk: Conversation):
    report_a_lamp(talk)
    ticket = talk.town.ticket()
    assert (ticket.category, buildings(talk.town), ticket.unit) == ("streetlight_fault", ["7"], "1")
    assert (bool(ticket.urgent), ticket.severity) == (False, "normal")


def test_received_and_who_is_sent_is_still_received(talk: Conversation):
    report_a_lamp(talk)
    talk.press("老赵", 2, "claim")
    assert holder(talk.town) == "老赵"


def test_done_without_a_reply_is_asked_about_and_done_with_one_tap(talk: Conversation):
    mend_the_lamp(talk)
    assert (talk.town.ticket().state, numbers(talk.town)) == ("resolved", [1])
    assert talk.town.reactions(talk.said[1]) == "🎉"


def test_not_mended_in_reply_to_the_gridworker_s_own_words_reopens_it(talk: Conversation):
    mend_the_lamp(talk)
    talk.line("300:00", "小冯", "没修好啊,还是黑的", answering=talk.said[3])
    ticket = talk.town.ticket()
    assert (numbers(talk.town), ticket.state, ticket.reopened) == ([1], "claimed", 1)
    assert "没修好" in talk.town.heard_by("老赵")[-1]


def test_not_mended_in_reply_to_the_result_reopens_it_with_the_same_holder(talk: Conversation):
    send_it_back(talk)
    town, ticket = talk.town, talk.town.ticket()
    assert (ticket.state, holder(town), ticket.reopened) == ("claimed", "老赵", 1)
    assert "reopen" in town.events()


def test_a_question_back_and_a_photo_in_answer_stay_with_the_one_ticket(talk: Conversation):
    send_it_back(talk)
    assert numbers(talk.town) == [1]
    assert "门口这个" in talk.town.ticket().words
    assert pictures(talk.town) == 1
    assert [post for post in talk.town.posts("老赵") if "photo" in post]


def test_mended_at_last_a_photo_with_the_word_is_proof(talk: Conversation):
    send_it_back(talk)
    talk.line("1700:00", "老赵", "修好了", photos=["street_lamp_fixed"])
    talk.press("老赵", 8, "resolve")
    assert (talk.town.ticket().state, pictures(talk.town, purpose="after")) == ("resolved", 1)


@pytest.mark.parametrize("replying", [True, False])
def test_mended_at_last_the_reporter_s_word_closes_it(talk: Conversation, replying: bool):
    send_it_back(talk)
    talk.line("1700:00", "老赵", "修好了", photos=["street_lamp_fixed"])
    talk.press("老赵", 8, "resolve")
    more = {"answering": talk.answers(1)[-1]["message_id"]} if replying else {}
    talk.line("1705:00", "小冯", "亮了亮了 谢谢师傅", **more)
    assert (talk.town.ticket().state, bool(talk.town.ticket().confirmed)) == ("closed", True)
