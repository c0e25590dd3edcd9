"""Boundaries from the file to the roster: whatever map they were drawn on, a pin by GPS finds its grid."""

from bot.domain.map import metres_between, wgs84_to_gcj02
from bot.services import people
from tests.services.home import Home
from tests.stories.qinzhuang import QINZHUANG

CORNERS = ((35.4100, 116.5800), (35.4100, 116.5850), (35.4150, 116.5850), (35.4150, 116.5800))


def drawn(corners: tuple[tuple[float, float], ...], datum: str = "wgs84") -> str:
    written = ", ".join(f"[{latitude}, {longitude}]" for latitude, longitude in corners)
    text = QINZHUANG.replace('name = "秦庄社区"\n', f'name = "秦庄社区"\ndatum = "{datum}"\n', 1)
    return text.replace('buildings = ["1-6", "甲5"]\n', f'buildings = ["1-6", "甲5"]\nboundary = [{written}]\n', 1)


def roster(home: Home):
    with home.step() as step:
        return people.roster(step, "qinzhuang")


def test_a_grid_drawn_by_gps_has_the_pins_within_it(home):
    home.take_in(drawn(CORNERS))
    found = roster(home).area_at(35.4125, 116.5825)
    assert found is not None
    assert (found.key, found.boundary) == ("grid-1", CORNERS)
    assert roster(home).outside(35.43, 116.5825)


def test_a_grid_drawn_on_a_chinese_map_is_kept_where_it_really_is(home):
    shifted = tuple(wgs84_to_gcj02(*corner) for corner in CORNERS)
    assert metres_between(shifted[0], CORNERS[0]) > 300
    home.take_in(drawn(shifted, "gcj02"))
    (grid,) = [area for area in roster(home).areas.values() if area.boundary]
    assert max(metres_between(*pair) for pair in zip(grid.boundary, CORNERS, strict=True)) < 0.5
    assert not roster(home).outside(35.4101, 116.5801)


def test_the_same_boundaries_twice_change_nothing_and_another_datum_moves_them(home):
    home.take_in(drawn(CORNERS, "gcj02"))
    assert home.take_in(drawn(CORNERS, "gcj02")) == {}
    assert home.take_in(drawn(CORNERS)) == {"changed area": 1}


def test_a_grid_that_left_the_file_holds_no_pins_any_more(home):
    home.take_in(drawn(CORNERS))
    text = drawn(CORNERS)
    start = text.index('[[area]]\nid = "grid-1"')
    kept = text[:start] + text[text.index("[[area]]", start + 1) :]
    home.take_in(kept.replace('area = "grid-1"', 'area = "grid-2"'))
    assert roster(home).area_at(35.4125, 116.5825) is None
    assert not roster(home).outside(0.0, 0.0)
