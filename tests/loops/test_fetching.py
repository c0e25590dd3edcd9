"""Pictures through the house: developed, placed and timed, and the prints drawn of them, whatever dies in between."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot import community_file, loops
from bot.database import transaction
from bot.sandbox import scenes
from bot.services import census, photos
from tests.loops.conftest import rows, run, settle
from tests.services.home import FLYING_WIRE, GROUP, WANG
from tests.stories.qinzhuang import QINZHUANG

PURPOSES = "SELECT purpose, state, stored, attempts FROM photo ORDER BY id"


def as_camera(latitude: float, longitude: float, taken: str = "2026:11:20 17:20:00") -> bytes:
    """Return a picture as a camera keeps it, its place and time inside."""
    exif = Image.Exif()
    gps = {1: "N", 2: (latitude, 0, 0), 3: "E", 4: (longitude, 0, 0)}
    exif.get_ifd(0x8825).update(gps)
    exif.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    Image.open(io.BytesIO(scenes.draw("street_lamp"))).save(out, "JPEG", exif=exif)
    return out.getvalue()


def draw_grid(house) -> None:
    corners = "[[35.41, 116.58], [35.41, 116.59], [35.42, 116.59], [35.42, 116.58]]"
    text = QINZHUANG.replace('"甲5"]\n', f'"甲5"]\nboundary = {corners}\n', 1)
    with transaction(house.engine) as connection:
        census.take(house.step(connection), community_file.parse(text, Path("community.toml")))


async def report_and_fix(house, sandbox, before: list[str]) -> None:
    """Let a rider report with pictures and the gridworker resolve with one."""
    sandbox.town.say(GROUP, 3001, FLYING_WIRE, photos=[scenes.draw(name) for name in before])
    await settle(house)
    card = [message for message in sandbox.town.messages(WANG) if message.get("reply_markup")][-1]
    sandbox.town.say(
        WANG, WANG, "已处理", reply_to=card["message_id"], photos=[scenes.draw("flying_wire_fixed")]
    )  # fmt: skip


def stored(house, purpose: str) -> Image.Image:
    """Return the one print of a kind as it lies in the store."""
    (row,) = [row for row in rows(house, PURPOSES) if row.purpose == purpose]
    assert row.state == "stored"
    return Image.open(io.BytesIO(house.store.path(row.stored).read_bytes()))


# --------------------------------------------------------------------------- place and time


async def test_a_file_tells_when_it_was_taken_by_the_communitys_clock(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE, photos=[as_camera(35.415, 116.585)], as_file=True)
    await settle(house)
    (row,) = rows(house, "SELECT taken_at FROM photo")
    assert datetime.fromisoformat(row.taken_at).replace(tzinfo=UTC) == datetime(2026, 11, 20, 9, 20, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["1970:01:01 00:00:00", "2031:01:01 00:00:00", "never"])
async def test_a_clock_that_cannot_be_right_is_no_time(house, sandbox, taken):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE, photos=[as_camera(35.415, 116.585, taken)], as_file=True)
    await settle(house)
    assert rows(house, "SELECT state, taken_at FROM photo") == [("stored", None)]


async def test_the_place_in_a_file_finds_the_grid_that_the_words_left_open(house, sandbox):
    draw_grid(house)
    sandbox.town.say(GROUP, 3001, "路灯坏了", photos=[as_camera(35.415, 116.585)], as_file=True)
    await settle(house)
    (ticket,) = rows(house, "SELECT a.key, t.latitude FROM ticket t JOIN area a ON a.id = t.area_id")
    assert (ticket.key, ticket.latitude) == ("grid-1", 35.415)
    assert [message for message in sandbox.town.messages(WANG) if message.get("reply_markup")]


async def test_a_building_that_was_named_weighs_more_than_the_place_in_a_file(house, sandbox):
    draw_grid(house)
    sandbox.town.say(GROUP, 3001, "7号楼路灯坏了", photos=[as_camera(35.415, 116.585)], as_file=True)
    await settle(house)
    assert rows(house, "SELECT a.key FROM ticket t JOIN area a ON a.id = t.area_id") == [("grid-2",)]


# --------------------------------------------------------------------------- prints


async def test_a_repair_leaves_its_evidence_once(house, sandbox):
    await report_and_fix(house, sandbox, ["flying_wire"])
    await settle(house)
    evidence = stored(house, "pair")
    assert evidence.width == 1280
    assert not evidence.getexif()
    before = rows(house, PURPOSES)
    sandbox.clock.move(timedelta(hours=1))
    await settle(house)
    assert rows(house, PURPOSES) == before
    assert [row.purpose for row in before] == ["before", "after", "pair"]


async def test_an_album_leaves_one_sheet(house, sandbox):
    sandbox.town.say(
        GROUP, 3001, FLYING_WIRE, photos=[scenes.draw(name) for name in ("flying_wire", "corridor", "garbage")]
    )
    await settle(house)
    assert stored(house, "sheet").width == 1280
    (sheet,) = [row for row in rows(house, PURPOSES) if row.purpose == "sheet"]
    assert sheet.attempts == 1


async def test_nobody_hears_of_a_print_and_no_card_waits_for_one(house, sandbox):
    await report_and_fix(house, sandbox, ["flying_wire"])
    await settle(house)
    (pair,) = [row for row in rows(house, PURPOSES) if row.purpose == "pair"]
    assert pair.stored not in str(rows(house, "SELECT payload FROM outbox"))
    calls = [call.method for call in sandbox.requests if call.method == "getFile"]
    assert len(calls) == 2


async def test_a_house_that_dies_while_it_draws_has_drawn_after_its_restart(house, sandbox, monkeypatch):
    async def die(*_):
        raise RuntimeError("killed")

    await report_and_fix(house, sandbox, ["flying_wire"])
    with monkeypatch.context() as dying:
        dying.setattr(house.darkroom, "pair", die)
        with pytest.raises(RuntimeError, match="killed"):
            await settle(house)
    assert [row.state for row in rows(house, PURPOSES) if row.purpose == "pair"] == ["waiting"]
    await house.work(loops.recover)
    await settle(house)
    assert stored(house, "pair").width == 1280


async def test_a_print_that_cannot_be_drawn_is_tried_a_few_times_and_then_left_without_a_word(house, sandbox):
    await report_and_fix(house, sandbox, ["flying_wire"])
    run(house, "UPDATE photo SET stored = :gone WHERE purpose = 'before'", gone="0" * 64)
    await settle(house)
    for _ in range(photos.MOST_ATTEMPTS + 1):
        sandbox.clock.move(timedelta(minutes=10))
        await settle(house)
    (pair,) = [row for row in rows(house, PURPOSES) if row.purpose == "pair"]
    assert (pair.state, pair.stored, pair.attempts) == ("refused", None, photos.MOST_ATTEMPTS)
    assert rows(house, "SELECT id FROM outbox WHERE dedup_key LIKE 'photo-refused%'") == []


async def test_without_pictures_nothing_is_asked_of_the_darkroom(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await settle(house)
    assert house.darkroom._child is None
    assert not await loops.fetch(house)
