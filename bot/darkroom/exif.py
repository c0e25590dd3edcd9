"""What the camera wrote into a picture that was sent as a file: where and when it was taken.

Read before it is stripped. Whatever is broken there is absent, never an accident.
"""

from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

_GPS, _CAMERA = 0x8825, 0x8769
# When the picture was taken, when it was made digital, each with the offset from UTC that came with EXIF 2.31.
_MOMENTS = ((0x9003, 0x9011), (0x9004, 0x9012))
_BROKEN = (KeyError, TypeError, ValueError, ArithmeticError, SyntaxError, OSError, AttributeError)


def position(picture: Any) -> tuple[float | None, float | None]:
    """Return the WGS-84 position in a picture's EXIF, in degrees; the point 0, 0 is what cameras write for nowhere."""
    with suppress(*_BROKEN):
        gps = picture.getexif().get_ifd(_GPS)
        latitude, longitude = _degrees(gps[2], gps[1], "S"), _degrees(gps[4], gps[3], "W")
        if -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude):
            return round(latitude, 6), round(longitude, 6)
    return None, None


def _degrees(parts: Any, side: Any, negative: str) -> float:
    angle = float(sum(float(part) / 60**power for power, part in enumerate(parts)))
    return -angle if str(side).upper().startswith(negative) else angle


def taken(picture: Any) -> datetime | None:
    """Return when a picture was taken: aware where the camera wrote its offset from UTC, else by the camera's clock."""
    with suppress(*_BROKEN):
        camera = picture.getexif().get_ifd(_CAMERA)
        for moment, offset in _MOMENTS:
            if found := _moment(camera.get(moment)):
                return found.replace(tzinfo=_zone(camera.get(offset)))
    return None


def _moment(written: Any) -> datetime | None:
    """Return the moment of `2026:11:20 17:31:05`, None for the blanks and zeros of a camera without a clock."""
    with suppress(*_BROKEN):
        return datetime.strptime(str(written).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
    return None


def _zone(written: Any) -> timezone | None:
    """Return the zone of `+08:00`."""
    with suppress(*_BROKEN):
        text = str(written).strip("\0 ")
        hours, minutes = text[1:].split(":")
        length = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone({"+": length, "-": -length}[text[0]])
    return None
