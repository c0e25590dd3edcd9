"""The page around the chats: people side by side, what they have read, the clock, the language, the first steps."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from bot.clock import Clock
from bot.sandbox.server import Sandbox
from tests.page.conftest import CHIEF, EVENING, GRIDWORKER, GROUP, RIDER, BotLine, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def names(page: Page) -> Locator:
    return page.locator(".who .person b")


def open_chats(page: Page) -> Locator:
    return page.locator(".chat-tab[aria-selected=true]")


async def test_a_newcomer_finds_rider_gridworker_chief_and_supervisor_side_by_side(page: Page) -> None:
    await expect(names(page)).to_have_text(["小陈", "王姐", "张姐", "周主任"])
    await expect(open_chats(page)).to_have_text(["秦庄随手报", "前哨机器人", "前哨机器人", "前哨机器人"])
    lefts = [box["x"] for column in await page.locator(".column").all() if (box := await column.bounding_box())]
    assert lefts == sorted(set(lefts))


async def test_a_reload_finds_the_same_people_in_the_same_chats(page: Page) -> None:
    await page.get_by_role("region", name="周主任").get_by_role("button", name="周主任 的操作").click()
    await page.get_by_role("menuitem", name="关闭这一列").click()
    await page.get_by_role("region", name="张姐").locator(".person").click()
    await page.get_by_role("menuitemradio", name="老刘").click()
    await page.get_by_role("region", name="老刘").get_by_role("tab", name="秦庄随手报").click()
    await page.reload()
    await expect(names(page)).to_have_text(["小陈", "王姐", "老刘"])
    await expect(open_chats(page)).to_have_text(["秦庄随手报", "前哨机器人", "秦庄随手报"])


async def test_a_person_can_be_added(page: Page) -> None:
    await page.get_by_role("button", name="添加一人").click()
    await page.get_by_role("menuitem", name="老刘").click()
    await expect(names(page)).to_have_text(["小陈", "王姐", "张姐", "周主任", "老刘"])
    await expect(page.get_by_role("region", name="老刘")).to_be_in_viewport()


async def test_people_of_another_town_are_forgotten(page: Page) -> None:
    await page.evaluate(
        'localStorage.setItem(\'qianshao.columns\', \'{"columns": [{"person": 77, "chat": 77}], "active": 3}\')'
    )
    await page.reload()
    await expect(names(page)).to_have_text(["小陈", "王姐", "张姐", "周主任"])


async def test_what_is_unread_is_counted_until_the_chat_is_opened(page: Page, bot: BotLine) -> None:
    for number in range(3):
        await bot.call("sendMessage", chat_id=RIDER, text=f"第 {number} 条")
    column = page.get_by_role("region", name="小陈")
    private = column.get_by_role("tab", name="前哨机器人")
    await expect(private.get_by_label("3 条未读")).to_be_visible()
    await private.click()
    await expect(column.get_by_text("第 2 条")).to_be_visible()
    await expect(private.locator(".count")).to_have_count(0)


async def test_a_reader_of_old_messages_is_not_moved_by_new_ones(open_page: OpenPage, sandbox: Sandbox) -> None:
    for number in range(2000):
        sandbox.town.say(GROUP, 3002, f"消息 {number}")
    page = await open_page()
    column = page.get_by_role("region", name="小陈")
    await expect(column.get_by_text("消息 1999")).to_be_in_viewport()
    assert await column.locator(".block").count() < 100
    await column.locator(".message").last.hover()
    for _ in range(3):
        await page.mouse.wheel(0, -100_000)
        await page.wait_for_timeout(80)
    old = column.get_by_text("消息 1880")
    await old.scroll_into_view_if_needed()
    await page.wait_for_timeout(100)
    before = await old.bounding_box()
    for number in range(5):
        sandbox.town.say(GROUP, 3002, f"新消息 {number}")
    await expect(column.locator(".to-bottom .count")).to_have_text("5")
    assert await old.bounding_box() == before
    await column.get_by_role("button", name="回到最新消息").click()
    await expect(column.get_by_text("新消息 4")).to_be_in_viewport()
    await expect(column.locator(".to-bottom .count")).to_have_text("")


async def test_a_flood_leaves_the_page_with_a_window_of_it(page: Page, sandbox: Sandbox) -> None:
    for number in range(2000):
        sandbox.town.say(GROUP, 3002, f"消息 {number}")
    column = page.get_by_role("region", name="小陈")
    await expect(column.get_by_text("消息 1999")).to_be_in_viewport()
    assert await column.locator(".block").count() <= 300


async def test_the_clock_shows_beijing_time_and_moves_for_everybody(page: Page, sandbox: Sandbox) -> None:
    await expect(page.get_by_role("timer")).to_contain_text("17:40")
    await page.get_by_role("button", name="拨快 10 分钟").click()
    await expect(page.get_by_role("timer")).to_contain_text("17:50")
    assert timedelta(minutes=10) <= sandbox.clock.now() - EVENING < timedelta(minutes=11)
    await page.get_by_role("button", name="拨到下一个 20:00").click()
    await expect(page.get_by_role("timer")).to_contain_text("20:00")


async def test_a_clock_that_cannot_be_moved_offers_no_buttons(page: Page) -> None:
    sandbox = Sandbox(Clock(EVENING), movable=False)
    sandbox.town.person(1, "小陈")
    await sandbox.start()
    await page.goto(sandbox.base_url)
    await expect(page.get_by_role("timer")).to_contain_text("17:40")
    await expect(page.locator(".clock-moves")).to_be_hidden()
    await page.goto("about:blank")
    await sandbox.stop()


async def test_a_frozen_clock_stands_still_on_the_page(page: Page) -> None:
    clock = Clock(EVENING.replace(second=59), frozen=True)
    sandbox = Sandbox(clock)
    sandbox.town.person(1, "小陈")
    await sandbox.start()
    await page.goto(sandbox.base_url)
    await expect(page.get_by_role("timer")).to_contain_text("17:40")
    await page.wait_for_timeout(700)
    sandbox.town.say(1, 1, "在吗")
    await expect(page.get_by_text("在吗")).to_be_visible()
    await page.wait_for_timeout(1500)
    await expect(page.get_by_role("timer")).to_contain_text("17:40")
    await page.goto("about:blank")
    await sandbox.stop()


async def test_the_language_changes_everywhere_and_is_remembered(page: Page) -> None:
    await page.get_by_role("region", name="小陈").get_by_role("textbox").fill("写了一半")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="English")).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Qianshao · sandbox")
    await expect(page.locator(".who .person small")).to_have_text(
        ["rider", "gridworker · grid 1", "grid chief", "supervisor"]
    )
    await expect(page.get_by_role("region", name="小陈").get_by_role("textbox")).to_have_value("写了一半")
    assert await page.locator("html").get_attribute("lang") == "en"
    await page.reload()
    await expect(page.get_by_role("button", name="Add a person")).to_be_visible()


async def test_a_reader_whose_browser_speaks_english_is_met_in_english(open_page: OpenPage) -> None:
    page = await open_page(locale="en-US")
    await expect(page.get_by_role("button", name="Move the clock 10 min on")).to_be_visible()


async def test_the_first_steps_prepare_the_deed_and_are_ticked_when_it_is_done(page: Page, bot: BotLine) -> None:
    await page.get_by_role("button", name="骑手上报").click()
    rider = page.get_by_role("region", name="小陈")
    await expect(rider.get_by_role("textbox")).to_have_value("5号楼有飞线充电")
    await rider.get_by_role("textbox").press("Enter")
    [report] = await bot.hears()
    assert report["caption"] == "5号楼有飞线充电"
    await expect(page.locator("li.done [data-step=Report]")).to_be_visible()
    keyboard = {"inline_keyboard": [[{"text": "接单", "callback_data": "claim"}]]}
    card = await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142", reply_markup=keyboard)
    gridworker = page.get_by_role("region", name="王姐")
    await expect(gridworker.get_by_text("#142")).to_be_visible()
    await page.get_by_role("button", name="网格员接单").click()
    await gridworker.get_by_role("textbox").press("Enter")
    [reply] = await bot.hears()
    assert (reply["text"], reply["reply_to_message"]["message_id"]) == ("收到", card["message_id"])


async def test_hidden_hints_stay_hidden_until_they_are_asked_for(page: Page) -> None:
    await page.get_by_role("button", name="收起").click()
    await page.reload()
    await expect(page.get_by_role("button", name="试一试")).to_be_visible()
    await expect(page.locator(".hints")).to_be_hidden()
    await page.get_by_role("button", name="试一试").click()
    await expect(page.locator(".hints")).to_be_visible()


async def test_a_person_leaves_the_group_and_comes_back(page: Page, sandbox: Sandbox) -> None:
    column = page.get_by_role("region", name="小陈")
    await column.get_by_role("button", name="小陈 的操作").click()
    await page.get_by_role("menuitem", name="退出“秦庄随手报”").click()
    await expect(column.get_by_role("tab")).to_have_text(["前哨机器人"])
    assert sandbox.town.chats[GROUP].members[RIDER] == "left"
    await column.get_by_role("button", name="小陈 的操作").click()
    await page.get_by_role("menuitem", name="加入“秦庄随手报”").click()
    await expect(column.get_by_role("tab")).to_have_count(2)


async def test_a_group_without_the_bot_says_so_and_can_have_it_back(page: Page, sandbox: Sandbox) -> None:
    sandbox.town.set_bot_status(GROUP, "kicked")
    banner = page.get_by_role("region", name="小陈").locator(".banner")
    await expect(banner).to_contain_text("机器人不在这个群里")
    await banner.get_by_role("button").click()
    await expect(banner).to_be_hidden()
    assert sandbox.town.chats[GROUP].bot_status == "member"


async def test_readers_follow_a_group_that_becomes_a_supergroup(page: Page, sandbox: Sandbox) -> None:
    column = page.get_by_role("region", name="小陈")
    await expect(column.get_by_role("log")).to_be_visible()
    moved = sandbox.town.migrate(GROUP)
    await expect(column.locator(".service")).to_have_text("群已升级为超级群")
    sandbox.town.say(moved, CHIEF, "在新群里")
    await expect(column.get_by_text("在新群里")).to_be_visible()


async def test_a_lost_connection_is_told_and_mended(page: Page, sandbox: Sandbox) -> None:
    port = int(sandbox.base_url.rsplit(":", 1)[1])
    await sandbox.stop()
    await expect(page.get_by_role("alert").filter(has_text="正在重连")).to_be_visible()
    sandbox.town.say(GROUP, 3002, "断线时说的话")
    await sandbox.start(port)
    await expect(page.get_by_text("断线时说的话")).to_be_visible()
    await expect(page.get_by_role("alert").filter(has_text="正在重连")).to_be_hidden()
