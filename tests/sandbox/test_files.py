"""Pictures and documents on their way through Telegram: what is re-encoded, what is kept, what can be fetched."""

import io
from datetime import timedelta

import aiohttp
import pytest
from PIL import Image
from telegram.error import BadRequest

from bot.sandbox.files import encode
from bot.sandbox.refusals import Impossible, Refused
from tests.sandbox.conftest import GROUP, LI, WANG


def jpeg(width=2000, height=1500, *, exif=True, form="JPEG"):
    picture = Image.new("RGB", (width, height), (30, 90, 160))
    tags = Image.Exif()
    if exif:
        tags[0x0112] = 6  # turned by 90°
        tags.get_ifd(0x8825)[1] = "N"
    stream = io.BytesIO()
    picture.save(stream, form, exif=tags)
    return stream.getvalue()


def test_a_photo_is_upright_in_four_sizes_without_metadata():
    sizes = encode(jpeg())
    assert [(width, height) for width, height, _ in sizes] == [(67, 90), (240, 320), (600, 800), (960, 1280)]
    for width, height, content in sizes:
        copy = Image.open(io.BytesIO(content))
        assert (copy.format, copy.size, dict(copy.getexif())) == ("JPEG", (width, height), {})
        assert b"Exif" not in content


@pytest.mark.parametrize(
    ("side", "expected"),
    [(60, [60]), (90, [90]), (100, [90, 100]), (500, [90, 320, 500]), (1280, [90, 320, 800, 1280])],
)
def test_small_pictures_are_not_blown_up(side, expected):
    assert [max(size[:2]) for size in encode(jpeg(side, side, exif=False, form="PNG"))] == expected


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "file must be non-empty"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (jpeg()[:400], "IMAGE_PROCESS_FAILED"),
        (jpeg(2100, 100, exif=False), "PHOTO_INVALID_DIMENSIONS"),
        (jpeg(9000, 1001, exif=False), "PHOTO_INVALID_DIMENSIONS"),
        (jpeg(40, 40, exif=False, form="TIFF"), "IMAGE_PROCESS_FAILED"),
    ],
)
def test_what_is_no_photo_is_refused(content, complaint):
    with pytest.raises(Refused, match=complaint):
        encode(content)


async def test_a_picture_sent_as_a_file_keeps_every_byte(ptb, town):
    original = jpeg()
    (message,) = town.say(GROUP, LI, photos=[original], as_file=True)
    (update,) = await ptb.get_updates()
    document = update.message.document
    assert (message, document.mime_type, document.file_size) == (1, "image/jpeg", len(original))
    assert max(document.thumbnail.width, document.thumbnail.height) == 320
    file = await document.get_file()
    assert bytes(await file.download_as_bytearray()) == original


async def test_a_photo_of_the_group_can_be_fetched_without_its_metadata(ptb, town):
    town.say(GROUP, LI, photos=[jpeg()])
    (update,) = await ptb.get_updates()
    file = await update.message.photo[-1].get_file()
    content = bytes(await file.download_as_bytearray())
    assert len(content) == file.file_size == update.message.photo[-1].file_size
    assert b"Exif" not in content


async def test_files_over_20_megabytes_cannot_be_fetched(ptb, town):
    town.say(GROUP, LI, documents=[("all.zip", bytes(20 * 1024 * 1024 + 1))])
    (update,) = await ptb.get_updates()
    with pytest.raises(BadRequest, match="File is too big"):
        await update.message.document.get_file()


async def test_a_link_lives_an_hour_and_its_path_may_be_percent_encoded(ptb, town, sandbox, clock):
    (sent,) = town.say(GROUP, LI, documents=[("报告 1.pdf", b"%PDF")])
    document = town.messages(GROUP)[sent - 1]["document"]
    file = await ptb.get_file(document["file_id"])
    async with aiohttp.ClientSession() as session:
        for url in (file.file_path, file.file_path.replace("documents", "%64ocuments").replace(":TEST", "%3ATEST")):
            async with session.get(url) as response:
                assert await response.read() == b"%PDF"
        clock.move(timedelta(minutes=61))
        async with session.get(file.file_path) as response:
            assert response.status == 404
        await ptb.get_file(document["file_id"])
        async with session.get(file.file_path) as response:
            assert response.status == 200


async def test_a_path_is_closed_until_it_is_asked_for(town, sandbox):
    town.say(GROUP, LI, documents=[("a.pdf", b"%PDF")])
    async with aiohttp.ClientSession() as session:
        for path in ("documents/file_1.pdf", "../../etc/passwd", "documents/file_2.pdf"):
            async with session.get(f"{sandbox.base_url}/file/bot{sandbox.token}/{path}") as response:
                assert response.status == 404


async def test_a_document_is_no_photo_and_a_photo_no_document(ptb, town):
    town.say(GROUP, LI, documents=[("a.pdf", b"%PDF")])
    town.say(GROUP, LI, photos=[jpeg()])
    first, second = await ptb.get_updates()
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await ptb.send_photo(WANG, first.message.document.file_id)
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await ptb.send_document(WANG, second.message.photo[-1].file_id)


async def test_a_smaller_size_names_the_same_photo(ptb, town):
    town.say(GROUP, LI, photos=[jpeg()])
    (update,) = await ptb.get_updates()
    sent = await ptb.send_photo(WANG, update.message.photo[0].file_id)
    assert sent.photo == update.message.photo


async def test_people_cannot_send_what_telegram_cannot_take(town):
    with pytest.raises(Impossible, match="IMAGE_PROCESS_FAILED"):
        town.say(GROUP, LI, photos=[b"nonsense"])
    assert town.messages(GROUP) == []
