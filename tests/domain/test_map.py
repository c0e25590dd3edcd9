"""Places on the map: the two datums are each other's inverse, and a boundary holds what lies within it."""

from math import cos, radians

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.map import gcj02_to_wgs84, in_china, inside, metres_between, metres_to, square_metres, wgs84_to_gcj02

# Well within the rectangle: at its rim a shifted point may fall outside, where nothing is shifted any more.
CHINESE = st.tuples(st.floats(3, 54), st.floats(74, 135))
SQUARE = ((39.0, 117.0), (39.0, 117.01), (39.01, 117.01), (39.01, 117.0))
HORSESHOE = ((0.0, 0.0), (0.0, 3.0), (3.0, 3.0), (3.0, 2.0), (1.0, 2.0), (1.0, 1.0), (3.0, 1.0), (3.0, 0.0))
"""Open to the north: what lies between its arms is not in it."""


# --------------------------------------------------------------------------- datums


@given(CHINESE)
def test_there_and_back_again_is_where_one_was(place):
    assert metres_between(gcj02_to_wgs84(*wgs84_to_gcj02(*place)), place) < 0.05
    assert metres_between(wgs84_to_gcj02(*gcj02_to_wgs84(*place)), place) < 0.05


@given(CHINESE)
def test_a_chinese_map_lies_some_hundred_metres_beside_the_globe(place):
    assert 10 < metres_between(place, wgs84_to_gcj02(*place)) < 1500


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_outside_china_both_datums_are_the_same(latitude, longitude):
    assume(not in_china(latitude, longitude))
    assert wgs84_to_gcj02(latitude, longitude) == (latitude, longitude) == gcj02_to_wgs84(latitude, longitude)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # Pairs that have been published with the formula.
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
)
def test_known_places_are_where_everybody_has_them(wgs84, gcj02):
    assert metres_between(wgs84_to_gcj02(*wgs84), gcj02) < 1.0


# --------------------------------------------------------------------------- distances


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((39.0, 117.0), (39.0, 117.0), 0.0),
        ((0.0, 0.0), (0.0, 1.0), 111_195.0),
        ((39.0, 117.0), (40.0, 117.0), 111_195.0),
        ((60.0, 10.0), (60.0, 11.0), 55_597.0),
        ((0.0, 179.5), (0.0, -179.5), 111_195.0),
        ((90.0, 0.0), (-90.0, 0.0), 20_015_115.0),
    ],
)
def test_a_way_is_as_long_as_it_is(one, other, metres):
    assert metres_between(one, other) == pytest.approx(metres, abs=5)


@given(st.floats(-60, 60), st.floats(-180, 180), st.floats(-900, 900), st.floats(-900, 900))
def test_nearby_the_flat_distance_is_the_one_on_the_globe(latitude, longitude, north, east):
    assume(abs(north) + abs(east) > 1)
    there = latitude + north / 111_195, longitude + east / 111_195 / cos(radians(latitude))
    assert metres_to([there] * 3, (latitude, longitude)) == pytest.approx(
        metres_between((latitude, longitude), there), rel=0.005
    )


# --------------------------------------------------------------------------- boundaries


@pytest.mark.parametrize(
    ("polygon", "point", "expected"),
    [
        (SQUARE, (39.005, 117.005), True),
        (SQUARE, (39.005, 117.011), False),
        (SQUARE, (39.005, 116.999), False),
        (SQUARE, (39.011, 117.005), False),
        (SQUARE, (38.999, 117.005), False),
        (HORSESHOE, (0.5, 1.5), True),
        (HORSESHOE, (2.0, 0.5), True),
        (HORSESHOE, (2.0, 2.5), True),
        (HORSESHOE, (2.0, 1.5), False),
        (HORSESHOE, (4.0, 1.5), False),
        (HORSESHOE, (2.0, -0.5), False),
        ((), (0.0, 0.0), False),
        (SQUARE[:2], (39.0, 117.005), False),
    ],
)
def test_a_boundary_holds_what_lies_within_it(polygon, point, expected):
    assert inside(polygon, point) is expected
    assert inside(tuple(reversed(polygon)), point) is expected
    if len(polygon) > 2:
        assert inside((*polygon, polygon[0]), point) is expected


@pytest.mark.parametrize("polygon", [SQUARE, HORSESHOE])
def test_corners_and_edges_belong_to_it(polygon):
    for corner, following in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        assert inside(polygon, corner)
        assert inside(polygon, ((corner[0] + following[0]) / 2, (corner[1] + following[1]) / 2))


@given(st.lists(st.floats(0, 359), min_size=3, max_size=12, unique=True), st.floats(-60, 60), st.floats(-180, 180))
def test_the_middle_of_a_convex_boundary_is_in_it_and_a_point_beyond_its_circle_is_not(angles, latitude, longitude):
    corners = [
        (latitude + 0.01 * sin_, longitude + 0.01 * cos_ / cos(radians(latitude)))
        for sin_, cos_ in ((cos(radians(90 - angle)), cos(radians(angle))) for angle in sorted(angles))
    ]
    middle = sum(corner[0] for corner in corners) / len(corners), sum(corner[1] for corner in corners) / len(corners)
    assert inside(corners, middle)
    assert not inside(corners, (latitude + 0.0101, longitude))
    assert metres_to(corners, (latitude + 0.0101, longitude)) > 10


def test_the_way_to_a_boundary_is_the_way_to_its_nearest_edge_or_corner():
    metre = 1 / 111_195
    assert metres_to(SQUARE, (39.005, 117.005)) == 0
    assert metres_to(SQUARE, (39.01 + 100 * metre, 117.005)) == pytest.approx(100, abs=0.5)
    beyond = (39.01 + 30 * metre, 117.01 + 40 * metre / cos(radians(39.01)))
    assert metres_to(SQUARE, beyond) == pytest.approx(50, abs=0.5)
    assert metres_to((), (39.0, 117.0)) == float("inf")


def test_a_boundary_may_lie_across_the_antimeridian():
    around = ((-18.0, 179.5), (-18.0, -179.5), (-17.0, -179.5), (-17.0, 179.5))
    assert inside(around, (-17.5, 180.0))
    assert inside(around, (-17.5, -179.9))
    assert not inside(around, (-17.5, 0.0))


def test_the_size_of_a_boundary_is_in_square_metres():
    assert square_metres(SQUARE) == pytest.approx(1112 * 1112 * cos(radians(39)), rel=0.01)
    assert square_metres(tuple(reversed(SQUARE))) == pytest.approx(square_metres(SQUARE), rel=1e-6)
    assert square_metres(SQUARE[:2]) == 0 == square_metres([SQUARE[0]] * 5)
