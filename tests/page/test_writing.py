"""What people write and send from their columns, and what the bot hears of it."""

import io

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Locator, Page, expect

from bot.sandbox.server import Sandbox
from tests.page.conftest import GRIDWORKER, GROUP, RIDER, BotLine, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def rider(page: Page) -> Locator:
    return page.get_by_role("region", name="小陈")


async def write(column: Locator, words: str) -> None:
    await column.get_by_role("textbox").fill(words)
    await column.get_by_role("textbox").press("Enter")


async def test_enter_sends_and_shift_enter_begins_a_new_line(page: Page, bot: BotLine) -> None:
    field = rider(page).get_by_role("textbox")
    await field.press_sequentially("5号楼")
    await field.press("Shift+Enter")
    await field.press_sequentially("有飞线充电")
    await field.press("Enter")
    [message] = await bot.hears()
    assert (message["from"]["id"], message["chat"]["id"], message["text"]) == (RIDER, GROUP, "5号楼\n有飞线充电")
    await expect(rider(page).locator(".message.mine .words")).to_contain_text("有飞线充电")
    await expect(field).to_have_value("")


async def test_enter_that_chooses_a_word_of_an_input_method_sends_nothing(page: Page, sandbox: Sandbox) -> None:
    field = rider(page).get_by_role("textbox")
    await field.fill("feixian")
    await field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await expect(field).to_have_value("feixian")
    assert sandbox.town.messages(GROUP) == []


async def test_a_sample_picture_goes_with_its_words(page: Page, bot: BotLine) -> None:
    await rider(page).get_by_label("发照片").click()
    await page.locator("[data-sample=flying_wire]").click()
    await page.get_by_role("button", name="选好了").click()
    await write(rider(page), "5号楼有飞线充电")
    [message] = await bot.hears()
    assert message["caption"] == "5号楼有飞线充电"
    assert message["photo"][-1]["width"] == 1280
    picture = rider(page).locator(".message.mine .photo img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0


async def test_several_pictures_go_as_one_album_with_the_words_on_the_first(page: Page, bot: BotLine) -> None:
    await rider(page).get_by_label("发照片").click()
    for name in ("sewage", "manhole", "garbage"):
        await page.locator(f"[data-sample={name}]").click()
    await page.keyboard.press("Escape")
    await write(rider(page), "一共三处")
    heard = await bot.hears(count=3)
    assert len({message["media_group_id"] for message in heard}) == 1
    assert [message.get("caption") for message in heard] == ["一共三处", None, None]
    await expect(rider(page).locator(".message.mine")).to_have_count(1)
    await expect(rider(page).locator(".album .photo")).to_have_count(3)


async def test_a_picture_of_the_readers_machine_can_go_as_a_file(page: Page, bot: BotLine) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(picture, "JPEG")
    await rider(page).get_by_label("发照片").click()
    chosen: FilePayload = {"name": "car.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    await page.locator("input[type=file]").set_input_files([chosen])
    await rider(page).get_by_role("switch", name="作为文件发送").check()
    await rider(page).get_by_role("button", name="发送", exact=True).click()
    [message] = await bot.hears()
    assert message["document"]["mime_type"] == "image/jpeg"
    assert message["document"]["file_size"] == len(picture.getvalue())
    await expect(rider(page).locator("a.file")).to_have_attribute("download", message["document"]["file_name"])


async def test_a_file_that_is_no_picture_is_refused_by_name(page: Page, sandbox: Sandbox) -> None:
    await rider(page).get_by_label("发照片").click()
    chosen: FilePayload = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    await page.locator("input[type=file]").set_input_files([chosen])
    await expect(rider(page).locator(".toast.error")).to_contain_text("notes.pdf")
    assert sandbox.town.messages(GROUP) == []


async def test_a_reply_is_heard_as_one_and_its_quote_leads_to_the_original(
    page: Page, bot: BotLine, sandbox: Sandbox
) -> None:
    original = (await bot.call("sendMessage", chat_id=GRIDWORKER, text="#142 飞线充电"))["message_id"]
    for number in range(30):
        sandbox.town.say(GRIDWORKER, GRIDWORKER, f"别的事 {number}")
    column = page.get_by_role("region", name="王姐")
    await expect(column.get_by_text("别的事 29")).to_be_visible()
    first = column.locator(f"[data-id='{original}']")
    await first.hover()
    await first.get_by_role("button", name="回复").click()
    await write(column, "收到")
    assert (await bot.hears(count=31))[-1]["reply_to_message"]["message_id"] == original
    await expect(first).not_to_be_in_viewport()
    await column.locator(".quote").click()
    await expect(first).to_be_in_viewport()
    await expect(first).to_be_focused()


async def test_an_own_message_is_corrected_and_says_so(page: Page, bot: BotLine) -> None:
    await write(rider(page), "五号楼")
    await expect(rider(page).locator(".message.mine")).to_have_count(1)
    await rider(page).get_by_role("textbox").press("ArrowUp")
    await expect(rider(page).get_by_text("编辑消息")).to_be_visible()
    await write(rider(page), "5号楼")
    [edited] = await bot.hears("edited_message")
    assert edited["text"] == "5号楼"
    await expect(rider(page).locator(".message.mine .edited")).to_have_text("已编辑")


async def test_what_was_being_written_comes_back_after_a_correction_is_given_up(page: Page) -> None:
    await write(rider(page), "5号楼")
    await expect(rider(page).locator(".message.mine")).to_have_count(1)
    await rider(page).get_by_role("textbox").fill("还没写完")
    await rider(page).locator(".message.mine").click(button="right")
    await page.get_by_role("menuitem", name="编辑").click()
    await expect(rider(page).get_by_role("textbox")).to_have_value("5号楼")
    await rider(page).get_by_role("textbox").press("Escape")
    await expect(rider(page).get_by_role("textbox")).to_have_value("还没写完")


async def test_a_deleted_message_is_gone_for_everybody(page: Page, sandbox: Sandbox) -> None:
    await write(rider(page), "发错了")
    await rider(page).locator(".message.mine .words").click(button="right")
    await page.get_by_role("menuitem", name="删除").click()
    await expect(rider(page).locator(".message")).to_have_count(0)
    assert sandbox.town.messages(GROUP) == []


async def test_a_reaction_is_put_on_and_taken_back(page: Page, bot: BotLine, sandbox: Sandbox) -> None:
    message = (await bot.call("sendMessage", chat_id=GROUP, text="已派给王姐"))["message_id"]
    await rider(page).locator(f"[data-id='{message}']").click(button="right")
    await page.get_by_role("menuitemcheckbox", name="表态 👍").click()
    chip = rider(page).locator(".reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    assert sandbox.town.messages(GROUP)[0]["reactions"] == [{"emoji": "👍", "by": [RIDER]}]
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_a_place_is_sent_from_the_presets(page: Page, bot: BotLine) -> None:
    await rider(page).get_by_label("发位置").click()
    await page.get_by_role("button", name="小区东门").click()
    await page.get_by_role("button", name="发送这个位置").click()
    [message] = await bot.hears()
    assert message["location"] == pytest.approx({"latitude": 35.41342, "longitude": 116.60391})
    await expect(rider(page).locator(".place")).to_contain_text("35.41342, 116.60391")


async def test_impossible_coordinates_are_not_sent(page: Page, sandbox: Sandbox) -> None:
    await rider(page).get_by_label("发位置").click()
    await page.get_by_label("纬度").fill("135")
    await page.get_by_role("button", name="发送这个位置").click()
    await expect(page.locator(".problem")).to_contain_text("纬度")
    assert sandbox.town.messages(GROUP) == []


async def test_a_command_is_chosen_from_the_bots_own_list(open_page: OpenPage, bot: BotLine) -> None:
    await bot.call("setMyCommands", commands=[{"command": "mine", "description": "我的上报"}])
    page = await open_page()
    await rider(page).get_by_role("textbox").press("/")
    await page.get_by_role("menuitem", name="/mine").click()
    [message] = await bot.hears()
    assert (message["text"], message["entities"][0]["type"]) == ("/mine", "bot_command")
    await expect(rider(page).get_by_role("textbox")).to_have_value("")


async def test_words_the_sandbox_refuses_come_back_with_the_reason(page: Page) -> None:
    column = page.get_by_role("region", name="王姐")
    await column.get_by_role("button", name="王姐 的操作").click()
    await page.get_by_role("menuitem", name="屏蔽机器人").click()
    await expect(column.locator(".banner")).to_contain_text("已屏蔽机器人")
    await write(column, "收到")
    await expect(column.locator(".toast.error")).to_contain_text("blocked the bot")
    await expect(column.get_by_role("textbox")).to_have_value("收到")


async def test_a_link_to_the_bot_starts_it_with_its_payload(page: Page, bot: BotLine) -> None:
    keyboard = {"inline_keyboard": [[{"text": "登记", "url": "https://t.me/qianshao_bot?start=abc"}]]}
    await bot.call("sendMessage", chat_id=GROUP, text="请登记", reply_markup=keyboard)
    await rider(page).get_by_role("button", name="登记").click()
    [message] = await bot.hears()
    assert (message["chat"]["id"], message["text"]) == (RIDER, "/start abc")
