"""Prints: every picture whole and numbered, every line within its band, whatever the pictures and words are like."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor

from bot.darkroom import Darkroom, Stamp, typeface
from bot.darkroom.lettering import legible, shortened, width
from bot.darkroom.prints import WIDTH, pair, sheet

STAMP = Stamp("#142 · 5号楼2单元 · 飞线充电", "前 2026-11-20 17:31", "后 2026-11-20 17:55")
LONG = "湘潭东里15号楼2单元3层楼道转弯处的电动车棚旁边" * 8


@pytest.fixture
async def room() -> AsyncIterator[Darkroom]:
    room = Darkroom()
    yield room
    await room.close()


@pytest.fixture
def no_chinese(monkeypatch):
    """A machine without any font that has Chinese."""
    monkeypatch.setattr(typeface, "_ELSEWHERE", ())
    monkeypatch.setattr(typeface, "_ASSETS", Path("/nowhere"))
    typeface.forget()
    yield
    typeface.forget()


def plain(colour: str, width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "JPEG"
    return picture.convert("RGB")


def mask(picture: Image.Image, colour: tuple[int, ...]) -> Image.Image:
    """Return where a picture has about that colour."""
    red, green, blue = (
        channel.point(lambda value, wanted=wanted: 255 * (abs(value - wanted) < 40))
        for channel, wanted in zip(picture.split(), colour, strict=True)
    )
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def share(picture: Image.Image, colour: tuple[int, ...]) -> float:
    """Return how much of a picture has about that colour."""
    return mask(picture, colour).histogram()[255] / (picture.width * picture.height)


# --------------------------------------------------------------------------- sheets


@pytest.mark.parametrize("number", range(2, 11))
def test_a_sheet_shows_every_picture(number):
    colours = ["red", "lime", "blue", "yellow", "magenta", "cyan", "orange", "purple", "brown", "pink"][:number]
    drawn = opened(sheet([plain(colour) for colour in colours], [""] * number))
    assert drawn.width == WIDTH
    for colour in colours:
        assert share(drawn, ImageColor.getrgb(colour)[:3]) > 0.05, colour


@pytest.mark.parametrize("shape", [(1600, 900), (900, 1600), (1600, 200), (200, 1600), (1, 1), (1600, 1)])
def test_a_picture_of_any_shape_lies_whole_on_its_tile(shape):
    drawn = opened(sheet([plain("red", *shape)] * 4, ["17:31"] * 4))
    assert drawn.width == WIDTH
    assert drawn.height <= 2 * WIDTH
    assert share(drawn, (255, 0, 0)) > 0 or min(shape) == 1


@pytest.mark.parametrize("number", [0, 1, 11])
def test_a_sheet_of_one_or_of_too_many_is_none(number):
    with pytest.raises(ValueError, match="two to ten"):
        sheet([plain("red")] * number, [""] * number)


def test_a_caption_makes_room_for_itself():
    assert opened(sheet([plain("red")] * 2, ["17:31", ""])).height > opened(sheet([plain("red")] * 2, ["", ""])).height


# --------------------------------------------------------------------------- pairs


@pytest.mark.parametrize("before", [(1600, 1200), (1200, 1600), (1600, 160), (160, 1600)])
@pytest.mark.parametrize("after", [(1600, 1200), (1200, 1600), (1600, 160), (160, 1600)])
def test_a_pair_shows_the_problem_on_the_left_and_the_fix_on_the_right(before, after):
    drawn = opened(pair(plain("red", *before), plain("blue", *after), STAMP))
    assert 640 <= drawn.width <= WIDTH
    problem, fix = (mask(drawn, colour).getbbox() for colour in ((255, 0, 0), (0, 0, 255)))
    assert problem is not None
    assert fix is not None
    assert problem[2] <= fix[0]
    for box, shape in ((problem, before), (fix, after)):
        assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(shape[0] / shape[1], rel=0.05)


def test_the_stamp_stands_on_a_dark_band_and_nothing_of_it_is_clipped():
    drawn = opened(pair(plain("red"), plain("blue"), Stamp(LONG, LONG, LONG)))
    band = drawn.crop((0, drawn.height - 110, drawn.width, drawn.height)).convert("L")
    light = band.point(lambda value: 255 if value > 120 else 0)
    left, upper, right, lower = light.getbbox() or (0, 0, 0, 0)
    assert (left, upper) >= (8, 1)
    assert right <= drawn.width - 8
    assert lower <= 109
    assert share(band.convert("RGB"), (20, 24, 29)) > 0.5


def test_without_words_the_band_is_empty_and_no_accident():
    drawn = opened(pair(plain("red"), plain("blue"), Stamp("", "", "")))
    band = drawn.crop((0, drawn.height - 100, drawn.width, drawn.height)).convert("L")
    assert band.histogram()[60:] == [0] * 196


# --------------------------------------------------------------------------- letters


@given(st.text(max_size=200), st.integers(20, 900))
def test_a_line_is_one_line_and_fits_whatever_was_written(text, most):
    line = shortened(text, 24, most)
    assert width(line, 24) <= most
    assert "\n" not in line
    assert all(letter.isprintable() or letter == " " for letter in line)


def test_what_has_no_shape_is_not_written():
    assert legible("5号楼\u202e\n\x00 2单元\u2060") == "5号楼 2单元"


def test_what_was_cut_off_is_said_to_be():
    assert shortened(LONG, 24, 400).endswith("…")
    assert shortened("5号楼", 24, 400) == "5号楼"


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_the_numbers_are_written_and_no_boxes():
    assert legible(STAMP.title) == "#142 · 5 2"
    assert legible(STAMP.before) == "2026-11-20 17:31"
    assert opened(pair(plain("red"), plain("blue"), STAMP)).width <= WIDTH
    assert shortened(LONG + "1" * 200, 24, 200).endswith("...")


# --------------------------------------------------------------------------- in the child


async def test_the_child_draws_both_and_answers_in_order(room):
    drawn = await room.pair(plain("red"), plain("blue"), STAMP)
    assert drawn == pair(plain("red"), plain("blue"), STAMP)
    assert await room.sheet([plain("red")] * 3, ["一", "二", "三"]) == sheet([plain("red")] * 3, ["一", "二", "三"])


async def test_what_cannot_be_drawn_is_none_and_the_next_one_is_drawn(room):
    assert await room.pair(b"no picture", plain("blue"), STAMP) is None
    assert await room.pair(b"", plain("blue"), STAMP) is None
    assert await room.sheet([plain("red")], [""]) is None
    assert await room.pair(plain("red"), plain("blue"), STAMP)
