"""Care for every reader: names for what is pressed, contrast by day and by night, the keyboard, no foreign host."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from tests.page.conftest import EVENING, GRIDWORKER, GROUP, RIDER, BotLine, OpenPage

PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"

UNREADABLE = Path(__file__).with_name("contrast.js").read_text("utf-8")
NAMELESS = """() => [...document.querySelectorAll("button, a, input, textarea, [role=tab], [role=log]")]
  .filter((node) => node.checkVisibility() && !node.textContent.trim() && !node.ariaLabel && !node.labels?.length)
  .map((node) => node.outerHTML.slice(0, 120))"""


async def busy(sandbox: Sandbox, bot: BotLine) -> None:
    """Let something of every kind be said."""
    town = sandbox.town
    town.say(GROUP, RIDER, "昨天的路灯", date=int(EVENING.timestamp()) - 86_400)
    [report] = town.say(GROUP, RIDER, "5号楼有飞线充电", photos=[scenes.draw("flying_wire")])
    town.say(GROUP, 3002, "看到了", reply_to=report)
    town.say(GROUP, RIDER, location=(35.41, 116.6))
    keyboard = {
        "inline_keyboard": [
            [
                {"text": words, "callback_data": words, "style": style}
                for words, style in (("接单", "primary"), ("完成", "success"), ("退回", "danger"))
            ]
        ]
    }
    text = '<b>#142</b> <a href="https://example.org">链接</a> <code>x</code><blockquote>原话</blockquote> /mine'
    for chat in (GROUP, GRIDWORKER):
        await bot.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", reply_markup=keyboard)
    await bot.upload("sendDocument", "document", b"PK", "表.xlsx", chat_id=GRIDWORKER)
    await bot.call("setMessageReaction", chat_id=GROUP, message_id=report, reaction=[{"type": "emoji", "emoji": "👀"}])
    town.block(1004)


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
async def test_every_word_is_readable_by_day_and_by_night(
    open_page: OpenPage, sandbox: Sandbox, bot: BotLine, scheme: str, width: int
) -> None:
    await busy(sandbox, bot)
    page = await open_page(width, color_scheme=scheme)
    await expect(page.locator(".column.active .message").last).to_be_visible()
    await page.locator(".column.active .message").last.click(button="right")
    assert await page.evaluate(UNREADABLE) == []


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("width", [340, 390, 768, 1024, 1440])
async def test_nothing_sticks_out_of_the_screen(open_page: OpenPage, width: int, locale: str) -> None:
    page = await open_page(width, locale=locale)
    box = await page.locator(".languages").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert await page.locator(".topbar").evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    assert await page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_everything_that_can_be_pressed_has_a_name(open_page: OpenPage, sandbox: Sandbox, bot: BotLine) -> None:
    await busy(sandbox, bot)
    page = await open_page()
    await expect(page.locator(".column.active .message").last).to_be_visible()
    assert await page.evaluate(NAMELESS) == []


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_the_keyboard_alone_goes_through_messages_and_answers(page: Page, sandbox: Sandbox, bot: BotLine) -> None:
    for words in ("第一条", "第二条"):
        sandbox.town.say(GROUP, 3002, words)
    column = page.get_by_role("region", name="小陈")
    await expect(column.get_by_text("第二条")).to_be_visible()
    await column.get_by_role("log").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(column.locator(".message").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(column.locator(".message").first).to_be_focused()
    await page.keyboard.press("r")
    await page.keyboard.type("收到")
    await page.keyboard.press("Enter")
    assert (await bot.hears(count=3))[-1]["reply_to_message"]["text"] == "第一条"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_the_page_asks_nobody_but_its_own_sandbox(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.reload()
    await expect(page.locator(".column.active")).to_be_visible()
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith(sandbox.base_url)] == []


def test_no_script_of_the_page_parses_html_or_text_as_code() -> None:
    scripts = list(PAGE.glob("*.js"))
    assert len(scripts) > 20
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|srcdoc"
    )
    assert [script.name for script in scripts if forbidden.search(script.read_text("utf-8"))] == []


def words_of(language: str) -> dict[str, set[str]]:
    source = (PAGE / f"{language}.js").read_text("utf-8")
    entries = re.findall(r'^  (\w+):\s+"((?:[^"\\]|\\.)*)",$', source, re.MULTILINE)
    return {key: set(re.findall(r"\{(\w+)\}", words)) for key, words in entries}


def test_both_languages_say_the_same_things_with_the_same_blanks() -> None:
    chinese, english = words_of("chinese"), words_of("english")
    assert len(chinese) > 100
    assert chinese == english


def test_every_word_the_scripts_ask_for_exists() -> None:
    known = words_of("english").keys()
    asked = {key for script in PAGE.glob("*.js") for key in re.findall(r'\bsay\(\s*"(\w+)"', script.read_text("utf-8"))}
    assert len(asked) > 80
    assert asked - known == set()
