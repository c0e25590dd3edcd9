"""Posters: whatever stands on them fits the page, and their code reads as the link it was made of."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.calls import Poster, pack, unpack
from bot.darkroom import Darkroom, posters
from bot.darkroom.lettering import font
from bot.darkroom.posters import PAGE, draw

LINK = "https://t.me/qianshao_bot?start=board-12-abcdefABCDEF"
HEADS = "、".join(f"{number}号楼 刘阿姨" for number in range(1, 48))
BOARD = Poster(
    "board.png",
    "第一网格 两长多员公示牌",
    (("网格长", "张网格长"), ("楼栋长", HEADS)),
    LINK,
    "扫码看今天谁值班\n秦庄社区",
)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture.convert("L")


def modules(picture: Image.Image, link: str) -> bool:
    """Tell whether the code of a link stands somewhere in a picture, module for module."""
    code = [list(row) for row in segno.make(link, micro=False, error="m").matrix_iter(scale=1, border=0)]
    dark = picture.point(lambda value: 255 if value < 128 else 0)
    for top in range(picture.height):
        row = dark.crop((0, top, picture.width, top + 1)).getbbox()
        if row is None:
            continue
        for scale in range(3, 25):
            size = len(code) * scale
            box = (row[0], top, row[0] + size, top + size)
            if box[2] > picture.width or box[3] > picture.height:
                continue
            small = dark.crop(box).resize((len(code), len(code)), Image.Resampling.NEAREST)
            if [bool(value) for value in small.tobytes()] == [bool(value) for line in code for value in line]:
                return True
    return False


def test_the_code_on_a_page_and_on_a_card_reads_as_its_link():
    foot = opened(draw(BOARD)).crop((0, 1750, 700, 2339))
    assert modules(foot, LINK)
    assert modules(opened(draw(replace(BOARD, sheet=False))), LINK)
    assert not modules(foot, LINK + "x")


def test_a_page_is_one_sheet_of_paper_however_much_stands_on_it():
    full = replace(BOARD, rows=(("楼栋长", HEADS * 12),) * 5)
    picture = opened(draw(full))
    assert picture.size == PAGE
    margin = ImageChops.invert(picture).crop((PAGE[0] - 90, 300, PAGE[0], PAGE[1])).getbbox()
    assert margin is None


def test_few_words_stand_in_large_letters_and_many_in_small_ones():
    def first_line(poster: Poster) -> int:
        column = ImageChops.invert(opened(draw(poster)).crop((100, 320, 440, 420)))
        box = column.getbbox()
        assert box is not None
        return box[2] - box[0]

    assert first_line(replace(BOARD, rows=(("网格长", "张"),))) > first_line(
        replace(BOARD, rows=(("网格长", HEADS * 6),))
    )


def test_names_are_broken_between_entries_and_not_within():
    lines = list(posters._wrapped(HEADS, 36, 1090))
    assert len(lines) > 3
    assert all(line.endswith(("刘阿姨、", "刘阿姨")) and line[0].isdigit() for line in lines)
    assert "".join(lines) == HEADS


@given(st.text(max_size=300), st.sampled_from([14, 36, 64]))
@settings(max_examples=60)
def test_no_line_is_wider_than_its_place(words, size):
    assert all(font(size).getlength(line) <= 600 or len(line) == 1 for line in posters._wrapped(words, size, 600))


@given(st.text(max_size=200), st.text(max_size=400), st.text(max_size=200))
@settings(max_examples=15)
def test_any_words_can_be_drawn(title, beside, note):
    assert opened(draw(Poster("x.png", title, ((title, beside),), LINK, note))).size == PAGE


def test_a_poster_comes_back_from_the_outbox_as_it_was():
    assert unpack(*pack(BOARD)) == BOARD


@pytest.fixture
async def room() -> AsyncIterator[Darkroom]:
    room = Darkroom()
    yield room
    await room.close()


async def test_the_child_draws_it_and_the_next_order_too(room):
    drawn = await room.poster(BOARD)
    assert drawn is not None
    assert opened(drawn).size == PAGE
    assert await room.poster(replace(BOARD, sheet=False)) is not None


async def test_a_link_too_long_for_any_code_is_no_picture_and_the_room_stays_open(room):
    assert await room.poster(replace(BOARD, link="x" * 5000)) is None
    assert await room.poster(BOARD) is not None
