"""The page in a hand: one person at a time, fingers instead of a mouse."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.server import Sandbox
from tests.page.conftest import GRIDWORKER, GROUP, RIDER, BotLine, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def phone(open_page: OpenPage) -> Page:
    return await open_page(390, 844, has_touch=True, is_mobile=True)


async def test_one_person_at_a_time_fills_the_screen(open_page: OpenPage) -> None:
    page = await phone(open_page)
    await expect(page.locator(".column:visible")).to_have_count(1)
    await page.get_by_role("tab", name="王姐").tap()
    await expect(page.get_by_role("region", name="王姐")).to_be_visible()
    await expect(page.get_by_role("region", name="小陈")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_strip_counts_what_others_have_not_read(open_page: OpenPage, bot: BotLine) -> None:
    page = await phone(open_page)
    await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142")
    tab = page.locator(".person-tab").filter(has_text="王姐")
    await expect(tab.locator(".count")).to_have_text("1")
    await tab.tap()
    await expect(page.get_by_text("#142")).to_be_visible()
    await expect(tab.locator(".count")).to_have_count(0)


async def test_a_tap_on_a_message_opens_its_menu(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await phone(open_page)
    sandbox.town.say(GROUP, 3002, "楼道里堆满了纸箱")
    await page.get_by_text("楼道里堆满了纸箱").tap()
    await page.get_by_role("menuitemcheckbox", name="表态 👀").tap()
    await expect(page.locator(".column.active .reaction")).to_have_text("👀1")
    assert sandbox.town.messages(GROUP)[0]["reactions"] == [{"emoji": "👀", "by": [RIDER]}]


async def test_a_swipe_to_the_left_answers(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await phone(open_page)
    sandbox.town.say(GROUP, 3002, "谁在附近？")
    box = await page.get_by_text("谁在附近？").bounding_box()
    assert box is not None
    fingers = await page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"], box["y"] + box["height"] / 2
    await fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        await fingers.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - step * 10, "y": y}]}
        )
    await fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(page.locator(".column.active .about")).to_contain_text("回复 老刘")


async def test_the_clock_is_moved_from_a_menu(open_page: OpenPage) -> None:
    page = await phone(open_page)
    await page.get_by_role("button", name="拨快时钟", exact=True).tap()
    await page.get_by_role("menuitem", name="+10 分钟").tap()
    await expect(page.get_by_role("timer")).to_contain_text("17:50")


async def test_another_person_takes_the_column(open_page: OpenPage) -> None:
    page = await phone(open_page)
    await page.get_by_role("button", name="小陈 的操作").tap()
    await page.get_by_role("menuitem", name="换一个人").tap()
    await page.get_by_role("menuitemradio", name="老刘").tap()
    await expect(page.locator(".person-tab").first).to_contain_text("老刘")
