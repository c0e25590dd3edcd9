"""Pictures, good and bad: the report always stands, and of a file only the copy that we cleaned ourselves leaves."""

import io
import json

import pytest
from PIL import Image

from bot.sandbox import scenes
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
JPEG = scenes.draw("flying_wire")


def encoded(picture: Image.Image, kind: str, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def with_gps() -> bytes:
    picture = Image.open(io.BytesIO(JPEG))
    exif = Image.Exif()
    exif[0x010F] = "PhoneOfLi"
    exif[0x8825] = {1: "N", 2: (39.0, 7.0, 24.0), 3: "E", 4: (117.0, 14.0, 4.0)}
    return encoded(picture, "JPEG", exif=exif)


def stored(town: Town) -> list[tuple[str, str | None]]:
    return [(row.state, row.error) for row in town.rows("SELECT state, error FROM photo ORDER BY id")]


def kept(town: Town) -> Image.Image:
    (row,) = town.rows("SELECT stored FROM photo")
    return Image.open(io.BytesIO(town.house.store.path(row.stored).read_bytes()))


def shown(town: Town, chat: str) -> list[dict]:
    return [message for message in town.posts(chat) if "photo" in message]


def test_a_photo_is_fetched_at_once_cleaned_and_kept_under_its_content(town: Town):
    town.say("小李", WIRE, photos=[with_gps()])
    assert stored(town) == [("stored", None)]
    picture = kept(town)
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert max(picture.size) <= 1600
    assert town.rows("SELECT dhash FROM photo")[0].dhash


def test_the_same_picture_twice_is_kept_once(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.say("小陈", "7号楼有飞线充电", photos=["flying_wire"])
    first, second = town.rows("SELECT stored FROM photo")
    assert first.stored == second.stored


def test_a_picture_sent_as_a_file_gives_its_place_and_only_our_copy_leaves(town: Town):
    town.say("小李", "路灯坏了", photos=[with_gps()], as_file=True)
    ticket = town.ticket()
    assert (round(ticket.latitude, 2), round(ticket.longitude, 2)) == (39.12, 117.23)
    (card,) = shown(town, "陈书记")
    file = town.sandbox.town.files.find(card["photo"][-1]["file_id"])
    assert file is not None
    assert b"PhoneOfLi" not in file.content
    assert town.calls("sendDocument") == []


def test_the_place_a_file_knew_answers_the_question(town: Town):
    town.say("小李", "路灯坏了", photos=[with_gps()], as_file=True)
    assert town.offers("group") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("truncated.jpg", JPEG[: len(JPEG) // 3]),
        ("text.jpg", b"this is no picture at all" * 50),
        ("empty.png", b"\x89PNG\r\n\x1a\n"),
        ("bomb.png", encoded(Image.new("1", (20_000, 20_000)), "PNG")),
        ("apple.heic", b"\x00\x00\x00\x18ftypheic" + b"\0" * 400),
    ],
)
def test_a_picture_that_cannot_be_opened_is_answered_and_the_report_stands(town: Town, name: str, content: bytes):
    (message,) = town.say("小李", WIRE, documents=[(name, content)])
    assert town.ticket().category == "flying_wire_charging"
    assert town.reactions(message) == "👀"
    assert "#1" in town.heard_by("王姐")[0]
    if name.endswith("heic"):
        return
    assert stored(town)[0][0] == "refused"
    answer = town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == message
    assert "#1" in answer["text"]
    assert shown(town, "王姐") == []


def test_a_heic_file_of_a_telephone_is_answered_with_what_to_do(town: Town):
    chat = town.chat("group")
    document = town.do(
        town.sandbox.town.files.document, b"\0\0\0\x18ftypheic" + b"\0" * 400, "IMG_1.HEIC", "image/heic"
    )
    (message,) = town.say("小李", "来人看看这个")
    town.whisper(
        "message",
        {
            "message_id": message,
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": chat, "type": "group", "title": "秦庄随手报"},
            "from": {"id": 3001, "is_bot": False, "first_name": "小李"},
            "document": document,
            "caption": WIRE,
        },
    )
    assert stored(town)[0][0] == "refused"
    assert "#1" in town.heard_by("group")[-1]


def test_more_than_twenty_megabytes_cannot_be_fetched_and_that_is_said(town: Town):
    (message,) = town.say("小李", WIRE, documents=[("big.jpg", JPEG + b"\0" * 21 * 1024 * 1024)])
    assert stored(town) == [("refused", "too big")]
    answer = town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == message
    assert "#1" in town.heard_by("王姐")[0]


def test_one_bad_picture_does_not_hold_up_the_next(town: Town):
    town.say("小李", WIRE, documents=[("bomb.png", encoded(Image.new("1", (20_000, 20_000)), "PNG"))], settle=False)
    town.say("小陈", "7号楼门口垃圾堆成山了", photos=["garbage"])
    assert [state for state, _ in stored(town)] == ["refused", "stored"]
    assert shown(town, "老马")


def test_a_png_with_transparency_becomes_a_picture_on_white(town: Town):
    png = encoded(Image.new("RGBA", (300, 200), (255, 0, 0, 0)), "PNG")
    town.say("小李", WIRE, photos=[png], as_file=True)
    assert stored(town) == [("stored", None)]
    picture = kept(town)
    assert picture.mode == "RGB"
    assert picture.getpixel((10, 10)) == (255, 255, 255)
    assert shown(town, "王姐")


@pytest.mark.parametrize("mode", ["P", "L", "1", "I;16", "CMYK"])
def test_pictures_of_odd_colours_are_taken(town: Town, mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    town.say("小李", WIRE, documents=[(f"odd.{kind.lower()}", encoded(Image.new(mode, (64, 48)), kind))])
    assert stored(town) == [("stored", None)]


def test_a_picture_that_lies_on_its_side_is_turned_upright(town: Town):
    exif = Image.Exif()
    exif[0x0112] = 6
    town.say("小李", WIRE, photos=[encoded(Image.new("RGB", (400, 100)), "JPEG", exif=exif)], as_file=True)
    assert kept(town).size == (100, 400)


def test_telegram_cannot_give_the_file_for_a_while_and_then_it_can(town: Town):
    town.do(town.sandbox.fault, "getFile", times=3, status=500)
    town.say("小李", WIRE, photos=["flying_wire"])
    assert shown(town, "王姐")
    town.wait(minutes=5)
    assert stored(town)[0][0] == "stored"


def test_telegram_never_gives_the_file_and_that_is_said_once(town: Town):
    town.do(town.sandbox.fault, "getFile", times=None, status=500)
    town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(minutes=30)
    assert stored(town)[0][0] == "refused"
    assert len(town.heard_by("group")) == 2


def test_a_file_that_is_no_picture_comes_with_words_that_are_a_report(town: Town):
    (message,) = town.say("小李", WIRE, documents=[("note.pdf", b"%PDF-1.4 nothing")])
    assert town.ticket().category == "flying_wire_charging"
    assert stored(town) == []
    assert town.reactions(message) == "👀"


def test_a_voice_message_alone_is_a_report(town: Town):
    (message,) = town.say("小李", voice=b"OggS....")
    assert town.reactions(message) == "👀"
    assert town.ticket().state == "open"
    assert "#1" in town.heard_by("group")[0]


def test_the_gridworker_s_proof_as_a_file_reaches_the_rider_cleaned(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "已处理", photos=[with_gps()], as_file=True)
    pictures = shown(town, "group")
    assert pictures
    file = town.sandbox.town.files.find(pictures[-1]["photo"][-1]["file_id"])
    assert file is not None
    assert b"PhoneOfLi" not in file.content


def test_a_picture_telegram_does_not_know_any_more_leaves_the_card_without_it(town: Town):
    town.do(
        town.sandbox.fault, "sendPhoto", times=1, status=400,
        description="Bad Request: wrong file identifier/HTTP URL specified", chat=town.chat("王姐"),
    )  # fmt: skip
    town.say("小李", WIRE, photos=["flying_wire"])
    assert "#1" in town.heard_by("王姐")[-1]
    assert json.dumps(town.posts("王姐")[-1], ensure_ascii=False).count("claim") == 1
