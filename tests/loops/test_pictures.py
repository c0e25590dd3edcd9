"""A page of figures goes the whole way: into the outbox, drawn by the child, to Telegram; once, and in its order."""

import io

from PIL import Image

from bot.calls import Picture
from bot.database import transaction
from bot.loops import House
from bot.services import outbox, pictures
from bot.services.outbox import For, Priority
from tests.bulletins import EMPTY, WEEKLY
from tests.loops.conftest import rows, settle
from tests.services.home import WANG
from tests.telegram_io.test_sending import shown


def put(house: House, page, text: str) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        for number, call in enumerate(pictures.messages(page, text, "week")):
            assert outbox.put(step, call, WANG, For.DIGEST, Priority.DIGEST, key=f"digest:{text}:{number}")


async def test_a_week_comes_as_photo_words_and_file(house, sandbox):
    put(house, WEEKLY, "<b>周碰头</b>" + "字" * 1100)
    await settle(house)
    photo, words, file = shown(sandbox, WANG)
    assert photo["photo"]
    assert words["text"].startswith("周碰头")
    sharp = Image.open(io.BytesIO(sandbox.town.files.find(file["document"]["file_id"]).content))
    assert (sharp.format, sharp.width) == ("PNG", 1080)
    assert {state for (state,) in rows(house, "select state from outbox where purpose = 'digest'")} == {"sent"}


async def test_a_day_without_anything_is_one_small_photo(house, sandbox):
    put(house, EMPTY, "没有上报")
    await settle(house)
    (message,) = shown(sandbox, WANG)
    assert message["caption"] == "没有上报"


async def test_a_page_that_cannot_be_drawn_is_said_and_holds_nobody_up(house, sandbox):
    with transaction(house.engine) as connection:
        broken = Picture("week.png", {"title": "?"}, "<b>47</b> 件")
        outbox.put(house.step(connection), broken, WANG, For.DIGEST, Priority.DIGEST)
    put(house, EMPTY, "没有上报")
    await settle(house)
    words, photo = shown(sandbox, WANG)
    assert words["text"] == "47 件"
    assert photo["photo"]
