"""A poster goes out as a file to print or a picture to scan; one that could not be drawn is still said."""

from bot.calls import Poster, Sent
from bot.telegram_io.sending import deliver
from tests.telegram_io.conftest import WANG
from tests.telegram_io.test_sending import nowhere, shown

LINK = "https://t.me/qianshao_bot?start=abc"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q"
    b"\0\0\0\0IEND\xaeB`\x82"
)
BOARD = Poster("board-grid-1.png", "公示牌", (), LINK, "", "贴在楼门口 <1>")


async def send(client, poster: Poster, drawn: bytes | None):
    return await deliver(client, WANG, poster, 1, nowhere, drawn)


async def test_a_page_arrives_as_a_file_of_its_name_untouched(client, sandbox):
    assert isinstance(await send(client, BOARD, PNG), Sent)
    (message,) = shown(sandbox, WANG)
    assert (message["document"]["file_name"], message["caption"]) == ("board-grid-1.png", "贴在楼门口 <1>")
    assert sandbox.town.files.find(message["document"]["file_id"]).content == PNG


async def test_a_card_arrives_as_a_picture(client, sandbox):
    assert isinstance(await send(client, Poster("i.png", "邀请", (), LINK, "", "扫码", sheet=False), PNG), Sent)
    (message,) = shown(sandbox, WANG)
    assert message["photo"]
    assert message["caption"] == "扫码"


async def test_what_could_not_be_drawn_is_said_with_its_link(client, sandbox):
    assert isinstance(await send(client, BOARD, None), Sent)
    (message,) = shown(sandbox, WANG)
    assert message["text"] == f"公示牌\n贴在楼门口 <1>\n{LINK}"
