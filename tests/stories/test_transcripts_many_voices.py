"""Two conversations in which several people tell of one trouble: some again, some in doubt, one of them frightened."""

from tests.stories.conversation import (
    Conversation,
    buildings,
    holder,
    notes,
    numbers,
    pictures,
    public,
)

# ------------------------------------------------------- an album, and the same once more


def report_bikes(talk: Conversation) -> None:
    album = ["corridor", "flying_wire", "fire_lane"]
    talk.line("00:00", "孙亮", "湘潭东里21栋3门 楼道里停了四辆电动车还在冲电", photos=album)
    talk.line("00:40", "马超", "21号楼楼道充电那个谁报了没")
    talk.line("01:05", "马超", "二十一栋三单元,电瓶车", photos=["street_lamp"])
    talk.line("01:20", "孙亮", "我刚报了")
    talk.line("01:30", "马超", "哦哦重复了")


def tell_of_the_bikes(talk: Conversation) -> None:
    report_bikes(talk)
    talk.line("04:00", "小周", "收到")
    talk.press("小周", 6, "claim")
    talk.line("11:00", "小周", "我去劝了,有一家没人,电话打不通")
    talk.line("12:00", "张网格长", "今晚八点我再跟进一下")


def test_an_album_with_a_caption_is_one_ticket_at_its_door(talk: Conversation):
    album = ["corridor", "flying_wire", "fire_lane"]
    talk.line("00:00", "孙亮", "湘潭东里21栋3门 楼道里停了四辆电动车还在冲电", photos=album)
    town, ticket = talk.town, talk.town.ticket()
    assert (numbers(town), pictures(town)) == ([1], 3)
    assert (ticket.category, ticket.estate, buildings(town)) == ("ebike_indoors", "湘潭东里", ["21"])
    assert (ticket.unit, ticket.landmark) == ("3", "楼道")
    assert "#1" in town.heard_by("小周")[0]


def test_a_second_reporter_joins_with_photo_and_voice(talk: Conversation):
    report_bikes(talk)
    town = talk.town
    assert (numbers(town), pictures(town), town.ticket().voices) == ([1], 4, 2)
    assert town.reactions(talk.said[3]) == "👀"
    joined = [post for number in (2, 3) for post in talk.answers(number)]
    assert len(joined) == 1
    assert "已并入 #1(第2人反映)" in joined[0]["text"].translate(str.maketrans("（）", "()"))
    assert set(town.second_thoughts("group", joined[0]["message_id"])) == {"apart", "undo"}


def test_those_who_handle_it_hear_the_second_voice(talk: Conversation):
    report_bikes(talk)
    heard = [said for said in talk.town.heard_by("小周") if "#1" in said]
    assert len(heard) >= 2
    assert len([post for post in talk.town.posts("小周") if "photo" in post]) >= 3


def test_i_told_it_twice_takes_nothing_back(talk: Conversation):
    report_bikes(talk)
    assert (talk.town.ticket().state, talk.town.ticket().voices) == ("open", 2)
    assert talk.unanswered(4, 5)


def test_that_one_family_cannot_be_reached_is_no_further_report(talk: Conversation):
    tell_of_the_bikes(talk)
    assert numbers(talk.town) == [1]
    assert holder(talk.town) == "小周"
    assert talk.unanswered(8)


def test_what_is_not_gone_in_time_climbs_to_the_chief(talk: Conversation):
    tell_of_the_bikes(talk)
    talk.until("120:00")
    assert "escalate" in talk.town.events()
    assert any("#1" in said for said in talk.town.heard_by("张网格长"))


def test_both_reporters_hear_the_result(talk: Conversation):
    tell_of_the_bikes(talk)
    talk.line("500:00", "张网格长", "都推走了,已处理", answering=talk.said[1])
    assert talk.town.ticket().state == "resolved"
    assert talk.town.reactions(talk.said[1]) == "🎉"
    results = [post for number in (1, 2, 3) for post in talk.answers(number) if "🎉" in post.get("text", "")]
    assert {post["reply_to_message"]["from"]["first_name"] for post in results} == {"孙亮", "马超"}


def test_a_chief_who_says_done_is_asked_whether_it_is_the_one_that_another_holds(talk: Conversation):
    tell_of_the_bikes(talk)
    talk.line("500:00", "张网格长", "都推走了,已处理")
    talk.press("张网格长", 9, "resolve")
    assert talk.town.ticket().state == "resolved"


# ------------------------------------------------------- people in a lift, and a bystander's doubt


def report_a_lift(talk: Conversation) -> None:
    talk.lines(
        ("00:00", "周涛", "3号楼电梯里困人了!!"),
        ("00:06", "周涛", "一个老太太一个小孩在里面喊"),
        ("00:20", "周涛", "2单元 好像在四楼五楼中间"),
        ("00:35", "何", "啊我妈在家呢"),
    )


def tell_of_the_lift(talk: Conversation) -> None:
    """Tell all of it; 老赵 has taken it from his card when he says that he is coming."""
    report_a_lift(talk)
    talk.line("00:50", "老赵", "已打维保电话,马上过去")
    talk.town.tap("老赵", "claim")
    talk.lines(
        ("02:00", "何", "是不是误报啊我看2单元电梯在动"),
        ("02:20", "周涛", "不是误报,是左边那部"),
        ("05:10", "王姐", "我到了,能听见声音,119也打了"),
        ("19:40", "老赵", "人出来了,没事"),
    )


def test_everybody_on_duty_is_called_at_once_with_the_number_to_ring(talk: Conversation):
    talk.line("00:00", "周涛", "3号楼电梯里困人了!!")
    for name in ("王姐", "小孟", "老赵"):
        (card,) = talk.town.heard_by(name)
        assert "#1" in card
        assert "119" in card or "96333" in card
        assert name in talk.answers(1)[0]["text"]
    assert talk.town.ticket().severity == "emergency"


def test_who_is_beside_a_lift_reads_the_number_to_ring_in_the_group(talk: Conversation):
    talk.line("00:00", "周涛", "3号楼电梯里困人了!!")
    said = talk.answers(1)[0]["text"]
    assert "119" in said or "96333" in said


def test_what_is_shouted_in_pieces_is_one_emergency(talk: Conversation):
    report_a_lift(talk)
    town, ticket = talk.town, talk.town.ticket()
    assert numbers(town) == [1]
    assert (ticket.category, buildings(town), ticket.unit, ticket.floor) == ("elevator_trapped", ["3"], "2", "4")
    assert ticket.urgent
    assert "一个老太太一个小孩在里面喊" in ticket.words
    assert talk.unanswered(4)


def test_i_have_rung_and_am_coming_is_an_offer_to_take_it(talk: Conversation):
    report_a_lift(talk)
    talk.line("00:50", "老赵", "已打维保电话,马上过去")
    talk.press("老赵", 5, "on_the_way")
    assert holder(talk.town) == "老赵"


def test_a_bystander_s_doubt_stops_nothing_and_is_no_report(talk: Conversation):
    tell_of_the_lift(talk)
    assert numbers(talk.town) == [1]
    assert "void" not in talk.town.events()
    assert talk.unanswered(6)


def test_no_false_alarm_says_the_reporter_and_nothing_is_taken_back(talk: Conversation):
    report_a_lift(talk)
    talk.line("02:20", "周涛", "不是误报,是左边那部")
    assert talk.town.ticket().state == "open"
    assert "左边那部" in talk.town.ticket().words


def test_they_are_out_is_done_by_the_holder_and_the_lift_is_a_trouble_of_its_own(talk: Conversation):
    tell_of_the_lift(talk)
    talk.press("老赵", 9, "resolve")
    assert talk.town.ticket().state == "resolved"
    before = numbers(talk.town)
    talk.line("20:10", "周涛", "👍👍")
    talk.line("21:00", "陈书记", "电梯先停用贴个告示,明天请市场监管局来查")
    (fault,) = set(numbers(talk.town)) - set(before)
    assert (talk.town.ticket(fault).category, talk.town.ticket(fault).state) == ("elevator_fault", "open")
    assert talk.town.ticket().state == "resolved"


def test_a_stranger_who_says_it_is_a_false_alarm_in_reply_changes_nothing_either(talk: Conversation):
    report_a_lift(talk)
    talk.line("02:00", "何", "是不是误报啊我看2单元电梯在动", answering=talk.said[1])
    assert (numbers(talk.town), talk.town.ticket().state) == ([1], "open")
    assert "是不是误报啊我看2单元电梯在动" not in notes(talk.town)
    assert "我妈" not in public(talk.town)
