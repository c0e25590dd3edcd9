"""What the bot and others send, as a person sees it: words, pictures, buttons, and nothing that runs."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from tests.page.conftest import EVENING, GRIDWORKER, GROUP, RIDER, BotLine, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

KEYBOARD = {
    "inline_keyboard": [
        [
            {"text": "接单", "callback_data": "claim", "style": "primary"},
            {"text": "完成", "callback_data": "done", "style": "success"},
            {"text": "退回", "callback_data": "return", "style": "danger"},
        ]
    ]
}


def gridworker(page: Page) -> Locator:
    return page.get_by_role("region", name="王姐")


async def test_entities_stand_where_utf_16_puts_them(page: Page, bot: BotLine) -> None:
    text = (
        "👷👷 <b>#142 <i>飞线</i></b> <u>下</u><s>删</s> <code>x=1</code> "
        '<a href="https://example.org/">链接</a><blockquote>引用</blockquote><pre>一\n 二</pre>'
    )
    await bot.call("sendMessage", chat_id=GRIDWORKER, text=text, parse_mode="HTML")
    words = gridworker(page).locator(".words")
    for tag, content in [
        ("strong", "#142 飞线"), ("strong em", "飞线"), ("u", "下"), ("s", "删"), ("code", "x=1"),
        ("a", "链接"), ("blockquote", "引用"), ("pre", "一\n 二"),
    ]:  # fmt: skip
        await expect(words.locator(tag).first).to_have_text(content, use_inner_text=True)
    await expect(words.locator("a")).to_have_attribute("rel", "noopener noreferrer")


async def test_names_and_words_with_html_are_shown_as_they_are(
    open_page: OpenPage, sandbox: Sandbox, bot: BotLine
) -> None:
    trap = "<img src=x onerror=document.title='caught'>"
    sandbox.town.person(4001, trap, note=trap, note_en=trap)
    sandbox.town.join(GROUP, 4001)
    sandbox.town.say(GROUP, 4001, f"<script>document.title='caught'</script>{trap}")
    await bot.call(
        "sendMessage",
        chat_id=GROUP,
        text=trap,
        reply_markup={"inline_keyboard": [[{"text": trap, "callback_data": trap[:40]}]]},
    )
    page = await open_page()
    column = page.get_by_role("region", name="小陈")
    await expect(column.locator(".sender").filter(has_text=trap)).to_have_count(1)
    await expect(column.get_by_text("<script>document.title='caught'</script>")).to_be_visible()
    await expect(column.locator(".key")).to_have_text(trap)
    await page.get_by_role("button", name="添加一人").click()
    await expect(page.get_by_role("menuitem").filter(has_text=trap)).to_be_visible()
    assert await page.locator("img[src=x]").count() == 0
    assert await page.title() == "前哨 · 沙盒"


async def test_a_link_that_would_run_a_script_is_only_text(page: Page, bot: BotLine) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 2, "url": "javascript:document.title='caught'"}
    await bot.call("sendMessage", chat_id=GRIDWORKER, text="点我", entities=[entity])
    await expect(gridworker(page).locator(".words")).to_contain_text("点我")
    assert await gridworker(page).locator(".words a").count() == 0


async def test_a_pressed_button_reaches_the_bot_and_its_answer_the_person_alone(page: Page, bot: BotLine) -> None:
    sent = await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142", reply_markup=KEYBOARD)
    await gridworker(page).get_by_role("button", name="接单").click()
    [query] = await bot.hears("callback_query")
    assert (query["from"]["id"], query["data"], query["message"]["message_id"]) == (
        GRIDWORKER,
        "claim",
        sent["message_id"],
    )
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="已接单 #142")
    await expect(gridworker(page).locator(".toast.bot")).to_contain_text("已接单 #142")
    await expect(page.locator(".toast.bot")).to_have_count(1)
    await expect(gridworker(page).locator(".key.waiting")).to_have_count(0)


async def test_an_alert_stays_until_it_is_confirmed(page: Page, bot: BotLine) -> None:
    await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142", reply_markup=KEYBOARD)
    await gridworker(page).get_by_role("button", name="退回").click()
    [query] = await bot.hears("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="请写明原因", show_alert=True)
    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("请写明原因")
    await alert.get_by_role("button", name="知道了").click()
    await expect(alert).to_have_count(0)


async def test_the_styles_of_buttons_are_told_apart(page: Page, bot: BotLine) -> None:
    await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142", reply_markup=KEYBOARD)
    keys = gridworker(page).locator(".key")
    await expect(keys).to_have_count(3)
    colours = [await keys.nth(place).evaluate("key => getComputedStyle(key).color") for place in range(3)]
    assert len(set(colours)) == 3


async def test_a_card_edited_in_place_keeps_its_position_and_the_keyboard_focus(page: Page, bot: BotLine) -> None:
    card = (await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142 待接单", reply_markup=KEYBOARD))["message_id"]
    await bot.call("sendMessage", chat_id=GRIDWORKER, text="别的消息")
    await gridworker(page).get_by_role("button", name="完成").focus()
    await bot.call("editMessageText", chat_id=GRIDWORKER, message_id=card, text="#142 已接单", reply_markup=KEYBOARD)
    await expect(gridworker(page).locator(".message").first).to_contain_text("#142 已接单")
    await expect(gridworker(page).get_by_role("button", name="完成")).to_be_focused()
    await expect(gridworker(page).locator(".message")).to_have_count(2)


async def test_a_deadline_is_told_from_now_and_follows_the_clock(page: Page, bot: BotLine) -> None:
    due = int(EVENING.timestamp()) + 600
    text = f'限 <tg-time unix="{due}" format="r">十分钟</tg-time>，即 <tg-time unix="{due}" format="t">17:50</tg-time>'
    await bot.call("sendMessage", chat_id=GRIDWORKER, text=text, parse_mode="HTML")
    words = gridworker(page).locator(".words")
    await expect(words).to_contain_text("限 10 分钟后，即 17:50")
    await page.get_by_role("button", name="拨快 1 小时").click()
    await expect(words).to_contain_text("限 50 分钟前")


async def test_a_photo_opens_over_the_page_and_escape_leads_back(page: Page, sandbox: Sandbox) -> None:
    pictures = [scenes.draw("sewage"), scenes.draw("manhole")]
    sandbox.town.say(GRIDWORKER, GRIDWORKER, "两处", photos=pictures)
    photo = gridworker(page).locator(".photo").first
    await photo.click()
    box = page.get_by_role("dialog", name="照片")
    await expect(box.locator("figcaption")).to_have_text("1 / 2 · 两处")
    await page.keyboard.press("ArrowRight")
    await expect(box.locator("figcaption")).to_have_text("2 / 2")
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(photo).to_be_focused()


async def test_documents_voice_and_places_have_a_shape_of_their_own(page: Page, bot: BotLine, sandbox: Sandbox) -> None:
    await bot.upload("sendDocument", "document", b"PK" * 600, "秦庄-11-21.xlsx", chat_id=GRIDWORKER)
    await bot.call("sendLocation", chat_id=GRIDWORKER, latitude=35.41, longitude=116.6)
    sandbox.town.say(GRIDWORKER, GRIDWORKER, voice=b"OggS", seconds=7)
    column = gridworker(page)
    await expect(column.locator("a.file")).to_contain_text("秦庄-11-21.xlsx")
    async with page.expect_download() as download:
        await column.locator("a.file").click()
    assert (await (await download.value).path()).read_bytes() == b"PK" * 600
    await expect(column.get_by_role("img", name="35.41000, 116.60000")).to_be_visible()
    await expect(column.get_by_role("button", name="播放语音，7 秒")).to_be_visible()


async def test_comings_and_goings_are_told_in_the_middle(page: Page, sandbox: Sandbox) -> None:
    sandbox.town.leave(GROUP, 3002)
    sandbox.town.join(GROUP, 3002)
    notes = page.get_by_role("region", name="小陈").locator(".service")
    await expect(notes).to_have_text(["老刘 退出了群聊", "老刘 加入了群聊"])


async def test_days_are_told_apart(open_page: OpenPage, sandbox: Sandbox) -> None:
    now = int(EVENING.timestamp())
    for ago, words in ((5, "上周"), (1, "昨日"), (0, "今日")):
        sandbox.town.say(GROUP, RIDER, words, date=now - ago * 86_400)
    page = await open_page()
    days = page.get_by_role("region", name="小陈").locator(".day")
    await expect(days).to_have_text(["11月16日周一", "昨天", "今天"])
    sandbox.clock.move(EVENING.replace(day=22, hour=9) - EVENING)
    await page.get_by_role("button", name="拨快 1 分钟").click()
    await expect(days).to_have_text(["11月16日周一", "11月20日周五", "昨天"])


async def test_the_bots_reaction_and_its_typing_are_seen(page: Page, bot: BotLine, sandbox: Sandbox) -> None:
    [message] = sandbox.town.say(GROUP, RIDER, "5号楼有飞线充电")
    column = page.get_by_role("region", name="小陈")
    await bot.call("sendChatAction", chat_id=GROUP, action="typing")
    await expect(column.locator(".typing")).to_be_visible()
    await bot.call("setMessageReaction", chat_id=GROUP, message_id=message, reaction=[{"type": "emoji", "emoji": "👀"}])
    await expect(column.locator(".reaction")).to_have_text("👀1")
    await bot.call("sendMessage", chat_id=GROUP, text="#142 已派给王姐")
    await expect(column.locator(".typing")).to_be_hidden()
