"""Places on the map: distances, boundaries, and the two datums a coordinate may be given in.

Telegram's pins and a camera's EXIF are WGS-84; what is read off a Chinese map (Amap, Tencent) is GCJ-02, which lies
up to 700 m beside it. Inside the house every coordinate is WGS-84. Points are (latitude, longitude) in degrees.
"""

from collections.abc import Iterator, Sequence
from math import asin, cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
Polygon = Sequence[Point]
"""The corners in order, either way round; the last one need not repeat the first."""

EARTH_METRES = 6_371_008.8
# The ellipsoid of Krasovsky, 1940, on which GCJ-02 is defined.
_SEMI_MAJOR = 6_378_245.0
_ECCENTRICITY = 0.00669342162296594323
_SAME_METRES = 0.01


def in_china(latitude: float, longitude: float) -> bool:
    """Tell whether GCJ-02 shifts coordinates here: the rectangle that its implementations use, not the border."""
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


def wgs84_to_gcj02(latitude: float, longitude: float) -> Point:
    """Return where a WGS-84 position lies on a Chinese map; outside China it is the same."""
    if not in_china(latitude, longitude):
        return latitude, longitude
    north, east = _shift(latitude, longitude)
    return latitude + north, longitude + east


def gcj02_to_wgs84(latitude: float, longitude: float) -> Point:
    """Return the WGS-84 position of a place on a Chinese map, true to centimetres; outside China it is the same.

    The shift has no closed inverse: it is taken off, and what is still missing is taken off again.
    """
    if not in_china(latitude, longitude):
        return latitude, longitude
    found = latitude, longitude
    for _ in range(8):
        north, east = _shift(*found)
        nearer = latitude - north, longitude - east
        moved = max(abs(nearer[0] - found[0]), abs(nearer[1] - found[1]))
        found = nearer
        if moved < 1e-9:
            break
    return found


def _shift(latitude: float, longitude: float) -> Point:
    """Return by how many degrees GCJ-02 moves a WGS-84 position: the published approximation, good to a metre or so."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    bent = 1.0 - _ECCENTRICITY * sin(radians(latitude)) ** 2
    meridian = _SEMI_MAJOR * (1.0 - _ECCENTRICITY) / (bent * sqrt(bent))
    parallel = _SEMI_MAJOR / sqrt(bent) * cos(radians(latitude))
    return north / radians(1.0) / meridian, east / radians(1.0) / parallel


# --------------------------------------------------------------------------- distances and boundaries


def metres_between(one: Point, other: Point) -> float:
    """Return the way between two points on the globe, in metres (haversine)."""
    latitude, other_latitude = radians(one[0]), radians(other[0])
    half = sin((other_latitude - latitude) / 2) ** 2
    half += cos(latitude) * cos(other_latitude) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


def inside(polygon: Polygon, point: Point) -> bool:
    """Tell whether a point lies in a polygon, convex or not, or on its edge. Fewer than three corners hold nothing."""
    return metres_to(polygon, point) == 0.0


def metres_to(polygon: Polygon, point: Point) -> float:
    """Return how far a point is from a polygon, 0 inside and on the edge, in metres; infinite when it is no polygon.

    The earth is taken as flat around the point: right for a town, a fraction of a percent off for a province.
    """
    if len(polygon) < 3:
        return float("inf")
    holds, nearest = False, float("inf")
    for (x, y), (next_x, next_y) in _edges(_around(polygon, point)):
        # A ray to the east from the point: each edge that it crosses changes the side it is on.
        if (y > 0) != (next_y > 0) and x + (next_x - x) * -y / (next_y - y) > 0:
            holds = not holds
        nearest = min(nearest, _metres_to_edge(x, y, next_x, next_y))
    return 0.0 if holds or nearest < _SAME_METRES else nearest


def square_metres(polygon: Polygon) -> float:
    """Return the size of a polygon; 0 for one that encloses nothing."""
    if len(polygon) < 3:
        return 0.0
    corners = _around(polygon, (sum(corner[0] for corner in polygon) / len(polygon), polygon[0][1]))
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in _edges(corners))) / 2


def _around(polygon: Polygon, centre: Point) -> list[tuple[float, float]]:
    """Return the corners in metres east and north of a point."""
    shrink = cos(radians(centre[0]))
    corners, east, before = [], 0.0, centre[1]
    for latitude, longitude in polygon:
        # From corner to corner the way is the shorter one, also across the antimeridian.
        east, before = east + (longitude - before + 540) % 360 - 180, longitude
        corners.append((radians(east) * EARTH_METRES * shrink, radians(latitude - centre[0]) * EARTH_METRES))
    return corners


def _edges(corners: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(corners, (*corners[1:], corners[0]), strict=True)


def _metres_to_edge(x: float, y: float, next_x: float, next_y: float) -> float:
    """Return how far the origin is from an edge."""
    across, up = next_x - x, next_y - y
    length = across * across + up * up
    along = 0.0 if length == 0.0 else min(1.0, max(0.0, -(x * across + y * up) / length))
    return hypot(x + along * across, y + along * up)
