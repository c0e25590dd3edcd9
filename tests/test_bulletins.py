"""Bulletins: no word leaves its cell however long it is, colour never speaks alone, the picture stays what it was."""

import io
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor, ImageStat

from bot.darkroom import Darkroom
from bot.darkroom.bulletins import draw, inks, layout
from bot.darkroom.bulletins.sheet import Box, Curve, Mark, Slab
from bot.darkroom.lettering import wrapped
from bot.darkroom.room import REMEMBERED
from bot.domain.bulletin import Bar, Bars, Line, Page, Strip, Table, Tile, Tone, pack, unpack
from tests.bulletins import DAILY, EMPTY, WEEKLY

GOLDEN = Path(__file__).parent / "golden"
WORDS = {
    "title",
    "subtitle",
    "label",
    "value",
    "note",
    "notes",
    "footer",
    "headings",
    "rows",
    "cells",
    "labels",
    "more",
}


def stretched(shape, times: int):
    """Return a page all words of which are so many times as long."""
    match shape:
        case str():
            return " ".join([shape] * times) if shape else ""
        case tuple():
            return tuple(stretched(item, times) for item in shape)
        case Tone() | int() | float():
            return shape
    if not is_dataclass(shape) or isinstance(shape, type):
        return shape
    said = {
        field.name: getattr(shape, field.name)
        for field in fields(shape)
        if field.name in WORDS | {"tiles", "blocks", "legend"}
    }
    return replace(shape, **{name: stretched(value, times) for name, value in said.items()})


def astray(page: Page) -> list[str]:
    """Return the lines that leave their cell or the page, and cells on a card that reach out of it."""
    sheet = layout.lay(page)
    whole = Box(0, 0, layout.WIDTH, sheet.height)
    cards = [thing.box for thing in sheet.things if isinstance(thing, Slab) and thing.ink == "card"]
    found = [line.text for line in sheet.words() if not line.cell.holds(line.box) or not whole.holds(line.box)]
    for card in cards:
        found += [
            line.text
            for line in sheet.words()
            if card.left < line.left < card.right and card.top < line.middle < card.bottom and not card.holds(line.box)
        ]
    return found


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Return lines of words that stand on each other."""
    lines = layout.lay(page).words()
    return [
        (one.text, other.text)
        for number, one in enumerate(lines)
        for other in lines[number + 1 :]
        if one.box.left < other.box.right - 1
        and other.box.left < one.box.right - 1
        and abs(one.middle - other.middle) < (one.size + other.size) * 0.45
    ]


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture


@pytest.mark.parametrize("page", [DAILY, WEEKLY, EMPTY], ids=["daily", "weekly", "empty"])
@pytest.mark.parametrize("times", [1, 2, 6])
def test_no_word_leaves_its_cell_however_long_it_is(page, times):
    long = stretched(page, times)
    assert not astray(long)
    assert not overlapping(long)
    assert layout.lay(long).height <= layout.HIGHEST


def test_the_page_grows_with_its_words():
    small = replace(DAILY, blocks=DAILY.blocks[:1])
    assert layout.lay(stretched(small, 2)).height > layout.lay(small).height


word = st.text(max_size=60)
tones = st.sampled_from(Tone)
number = st.integers(0, 10**7)
bars = st.builds(Bars, word, st.lists(st.builds(Bar, word, word, number, number, tones), max_size=12).map(tuple), word)
lines = st.lists(st.tuples(word, number, number), max_size=40).flatmap(
    lambda rows: st.builds(
        Line,
        word,
        st.just(tuple(row[0] for row in rows)),
        st.just(tuple(row[1] for row in rows)),
        st.sampled_from([(), tuple(row[2] for row in rows)]),
        st.tuples(word, word),
    )
)
strips = st.builds(Strip, word, st.lists(st.tuples(word, word, st.floats(0, 1)), max_size=40).map(tuple), word)
tables = st.builds(
    Table,
    word,
    st.lists(word, max_size=8).map(tuple),
    st.lists(st.lists(word, max_size=8).map(tuple), max_size=12).map(tuple),
    word,
    st.frozensets(st.integers(0, 7), max_size=2),
    tones,
)
pages = st.builds(
    Page,
    word,
    word,
    st.lists(st.builds(Tile, word, word, word, tones), max_size=9).map(tuple),
    st.lists(st.one_of(bars, lines, strips, tables), max_size=4).map(tuple),
    st.lists(word, max_size=6).map(tuple),
    word,
)


@given(pages)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_page_survives_json_and_is_laid_out_within_its_cells(page):
    assert unpack(json.loads(json.dumps(pack(page)))) == page
    assert not astray(page)
    assert layout.lay(page).height <= layout.HIGHEST


def test_what_is_too_high_loses_rows_and_says_how_many():
    rows = tuple((f"#{number}", "路灯故障", "湘潭东里") for number in range(200))
    sheet = layout.lay(
        replace(DAILY, blocks=(*DAILY.blocks, Table("未办结", ("编号", "类别", "地点"), rows, "见表格")))
    )
    texts = [line.text for line in sheet.words()]
    shown = sum(text.startswith("#") and text[1:].isdigit() and int(text[1:]) < 200 for text in texts)
    assert 3 <= shown < 200
    assert f"… +{200 - shown} 见表格" in texts


def test_the_table_stays_when_charts_have_to_go():
    tall = stretched(replace(DAILY, blocks=DAILY.blocks * 3), 3)
    texts = " ".join(line.text for line in layout.lay(tall).words())
    assert "#1042" in texts


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_is_small_and_has_the_very_colours_it_should(dark):
    content = draw(WEEKLY, dark=dark)
    picture = opened(content)
    assert picture.width == 1080
    assert picture.mode == "P"
    assert len(content) < 300_000
    colours = inks.colours(dark=dark)
    common = Counter(picture.convert("RGB").get_flattened_data()).most_common(2)
    assert [colour for colour, _ in common] == [ImageColor.getrgb(colours[name]) for name in ("card", "ground")]


@pytest.mark.parametrize("dark", [False, True])
def test_all_words_can_be_read_on_what_they_stand_on(dark):
    colours = inks.colours(dark=dark)
    words = ("ink", "pale", "accent", "good", "warn", "bad")
    touching = [(ink, ground) for ink in words for ground in ("card", "ground", "zebra")]
    touching += [(name, name.removeprefix("on ")) for name in colours if name.startswith("on heat")]
    assert not [pair for pair in touching if inks.contrast(*(colours[name] for name in pair)) < 4.5]


def test_a_tone_is_told_by_a_mark_and_the_period_before_by_dashes():
    things = layout.lay(DAILY).things
    toned = [tile for tile in DAILY.tiles if tile.tone is not Tone.PLAIN]
    marks = [thing.tone for thing in things if isinstance(thing, Mark)]
    assert marks[: len(toned)] == [tile.tone for tile in toned]
    drawn = {thing.ink: thing.dashed for thing in things if isinstance(thing, Curve) and thing.thickness}
    assert drawn == {"accent": False, "before": True}


def test_every_cell_of_a_strip_has_its_number_written():
    strip = Strip("楼栋", tuple((f"{n}号楼", str(n), n / 20) for n in range(20)))
    texts = [line.text for line in layout.lay(Page("", "", blocks=(strip,))).words()]
    assert {str(n) for n in range(20)} <= set(texts)


@pytest.mark.parametrize(("name", "page", "dark"), [("daily", DAILY, False), ("weekly-dark", WEEKLY, True)])
def test_the_picture_looks_as_it_did(name, page, dark):
    """A golden picture at a quarter of the size; letters may be drawn a little differently by another FreeType."""
    drawn = opened(draw(page, dark=dark)).convert("RGB").reduce(4)
    golden = Image.open(GOLDEN / f"bulletin-{name}.png").convert("RGB")
    assert drawn.size == golden.size
    difference = ImageChops.difference(drawn, golden)
    assert max(ImageStat.Stat(difference).mean) < 1.5
    # Another digit in a tile makes 137, letters drawn half as bold again 38.
    assert max(difference.reduce(4).tobytes()) < 60


def test_a_picture_takes_little_time():
    draw(WEEKLY)
    began = time.process_time()
    draw(WEEKLY)
    assert time.process_time() - began < 0.2 * 3


@pytest.fixture
async def room() -> AsyncIterator[Darkroom]:
    room = Darkroom()
    yield room
    await room.close()


async def test_the_child_draws_it_and_survives_a_page_that_is_none(room):
    assert await room.bulletin({"title": "no page"}) is None
    drawn = await room.bulletin(pack(DAILY), dark=True)
    assert drawn == draw(DAILY, dark=True)


async def test_a_page_that_goes_to_several_people_is_drawn_once(room):
    first = await room.bulletin(pack(DAILY))
    await room.close()
    assert await room.bulletin(pack(DAILY)) == first
    assert room._child is None
    assert await room.bulletin(pack(EMPTY)) != first
    assert room._child is not None


async def test_only_a_few_pages_are_remembered(room):
    for number in range(12):
        assert await room.bulletin(pack(replace(EMPTY, title=str(number))))
    assert len(room._bulletins) == REMEMBERED


def test_a_week_that_is_too_high_keeps_what_is_late_and_gives_up_the_curve():
    late = Table("超时", ("编号", "类别"), tuple((f"#{number}", "路灯故障") for number in range(5)), tone=Tone.BAD)
    kinds = replace(WEEKLY.blocks[1], rows=WEEKLY.blocks[1].rows * 3)
    tall = stretched(replace(WEEKLY, blocks=(*WEEKLY.blocks[:1], kinds, *WEEKLY.blocks[2:5])), 2)
    texts = [line.text for line in layout.lay(replace(tall, blocks=(*tall.blocks, late))).words()]
    assert {f"#{number}" for number in range(5)} <= set(texts)
    assert not any(text.startswith("每天新增") for text in texts)
    assert any(text.startswith("楼栋热力") for text in texts)


def test_names_below_a_strip_are_never_broken_within_a_word():
    cells = tuple((f"building {n}", str(n), n / 30) for n in range(10, 22))
    texts = [line.text for line in layout.lay(Page("", "", blocks=(Strip("Hot buildings", cells),))).words()]
    assert texts.count("building") == len(cells)


def test_a_line_never_begins_with_the_comma_of_the_word_before():
    for most in range(120, 400, 7):
        lines = wrapped("中位数；按时 87%；九成 6分钟 内，共 12 件", 23, most)
        assert not [line for line in lines if line[0] in "；，"], most
