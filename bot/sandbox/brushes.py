"""What the sample photos are painted with: a canvas, light, shadows, and the things that stand about in a yard.

Knows no scene. Everything is drawn twice as large and scaled down, which smooths every edge.
"""

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 960
SCALE = 2
Color = tuple[int, int, int]
Point = tuple[float, float]


def mixed(a: Color, b: Color, share: float) -> Color:
    """Return the colour `share` of the way from `a` to `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


class Canvas:
    """A picture in the making; coordinates are pixels of the finished 1280×960 photo."""

    def __init__(self, top: Color, bottom: Color, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same seed must give the same picture
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self.pen = ImageDraw.Draw(self.image)
        self.fade((0, 0, WIDTH, HEIGHT), top, bottom)

    def fade(self, box: tuple[float, float, float, float], top: Color, bottom: Color) -> None:
        """Fill a box with a vertical gradient."""
        left, upper, right, lower = (round(x * SCALE) for x in box)
        column = Image.new("RGB", (1, 64))
        column.putdata([mixed(top, bottom, row / 63) for row in range(64)])
        self.image.paste(column.resize((right - left, lower - upper), Image.Resampling.BILINEAR), (left, upper))

    def shape(self, points: Sequence[Point], color: Color) -> None:
        """Fill a polygon."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)

    def box(self, left: float, top: float, right: float, bottom: float, color: Color, radius: float = 0) -> None:
        """Fill a rectangle, with round corners if asked."""
        self.pen.rounded_rectangle([x * SCALE for x in (left, top, right, bottom)], radius * SCALE, fill=color)

    def oval(self, x: float, y: float, rx: float, ry: float, color: Color) -> None:
        """Fill an ellipse around a centre."""
        self.pen.ellipse([v * SCALE for v in (x - rx, y - ry, x + rx, y + ry)], fill=color)

    def ring(self, x: float, y: float, rx: float, ry: float, color: Color, width: float) -> None:
        """Draw an ellipse's outline."""
        self.pen.ellipse(
            [v * SCALE for v in (x - rx, y - ry, x + rx, y + ry)], outline=color, width=round(width * SCALE)
        )

    def line(self, points: Sequence[Point], color: Color, width: float) -> None:
        """Draw a line with round joints."""
        self.pen.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=color, width=round(width * SCALE), joint="curve"
        )

    def rope(self, start: Point, end: Point, sag: float, color: Color, width: float) -> None:
        """Draw a line that hangs through by `sag`."""
        steps = [n / 40 for n in range(41)]
        self.line(
            [
                (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + 4 * sag * t * (1 - t))
                for t in steps
            ],
            color,
            width,
        )

    def soft(self, x: float, y: float, rx: float, ry: float, color: Color, strength: float) -> None:
        """Lay a blurred spot over the picture: a shadow or a light, `strength` from 0 to 1."""
        reach = 2.2
        size = (max(round(rx * reach), 2), max(round(ry * reach), 2))
        spot = Image.new("L", size, 0)
        inner = [size[0] * 0.25, size[1] * 0.25, size[0] * 0.75, size[1] * 0.75]
        ImageDraw.Draw(spot).ellipse(inner, fill=round(255 * strength))
        spot = spot.filter(ImageFilter.GaussianBlur(min(size) * 0.11))
        spot = spot.resize((size[0] * SCALE * 2, size[1] * SCALE * 2), Image.Resampling.BICUBIC)
        corner = (round(x * SCALE - spot.width / 2), round(y * SCALE - spot.height / 2))
        self.image.paste(Image.new("RGB", spot.size, color), corner, spot)

    def blob(self, x: float, y: float, rx: float, ry: float, color: Color, rough: float = 0.12) -> None:
        """Fill an uneven round shape such as a puddle or a bag."""
        waves = [(self.chance.uniform(0, math.tau), self.chance.uniform(0, rough)) for _ in range(4)]
        points = []
        for step in range(72):
            angle = math.tau * step / 72
            bulge = 1 + sum(size * math.sin(angle * (n + 2) + phase) for n, (phase, size) in enumerate(waves))
            points.append((x + rx * bulge * math.cos(angle), y + ry * bulge * math.sin(angle)))
        self.shape(points, color)

    def specks(self, box: tuple[float, float, float, float], color: Color, count: int, size: float = 2) -> None:
        """Scatter small spots over a box: asphalt, plaster, dust."""
        for _ in range(count):
            x, y = self.chance.uniform(box[0], box[2]), self.chance.uniform(box[1], box[3])
            radius = self.chance.uniform(0.4, size)
            self.oval(x, y, radius * 1.6, radius, mixed(color, (128, 128, 128), self.chance.uniform(0, 0.3)))

    def jpeg(self) -> bytes:
        """Return the finished photo: scaled down, darker at the corners, with the grain of a small sensor."""
        photo = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        edge = (
            Image.radial_gradient("L")
            .resize((WIDTH, HEIGHT))
            .point([round(max(v - 120, 0) * 0.45) for v in range(256)])
        )
        photo.paste((8, 10, 16), (0, 0), edge)
        grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), self.chance.randbytes(WIDTH * HEIGHT // 4))
        grain = grain.point([value * 14 // 255 for value in range(256)]).resize(
            (WIDTH, HEIGHT), Image.Resampling.BILINEAR
        )
        photo = ImageChops.add(photo, Image.merge("RGB", (grain, grain, grain)), offset=-7)
        stream = io.BytesIO()
        photo.save(stream, "JPEG", quality=88)
        return stream.getvalue()


def window(
    c: Canvas, x: float, y: float, width: float, height: float, *, lit: bool = False, open_: bool = False
) -> None:
    """A window with frame and sill, its left upper corner at x, y."""
    glass: Color = (255, 214, 130) if lit else (92, 122, 140)
    c.box(x - 8, y - 8, x + width + 8, y + height + 8, (226, 224, 216), 3)
    c.box(x, y, x + width, y + height, (32, 38, 46) if open_ else glass)
    if not open_:
        c.shape(
            [(x, y + height * 0.55), (x + width * 0.5, y), (x + width * 0.75, y), (x, y + height * 0.85)],
            mixed(glass, (255, 255, 255), 0.25),
        )
    c.box(x + width / 2 - 4, y, x + width / 2 + 4, y + height, (226, 224, 216))
    c.box(x - 14, y + height + 8, x + width + 14, y + height + 20, (196, 192, 184), 3)


def wheel(c: Canvas, x: float, y: float, radius: float) -> None:
    """A scooter's or bicycle's wheel."""
    c.oval(x, y, radius, radius, (28, 28, 32))
    c.oval(x, y, radius * 0.62, radius * 0.62, (150, 152, 158))
    c.oval(x, y, radius * 0.28, radius * 0.28, (60, 62, 68))


def scooter(c: Canvas, x: float, y: float, size: float, color: Color) -> None:
    """An electric scooter seen from the side; x, y is where its rear wheel stands, `size` 1 is 300 pixels long."""
    s = size
    c.soft(x + 110 * s, y + 4, 210 * s, 26 * s, (10, 12, 16), 0.6)
    wheel(c, x, y - 40 * s, 42 * s)
    wheel(c, x + 225 * s, y - 40 * s, 42 * s)
    dark = mixed(color, (0, 0, 0), 0.35)
    c.shape(
        [(x - 40 * s, y - 105 * s), (x + 70 * s, y - 112 * s), (x + 96 * s, y - 50 * s), (x + 178 * s, y - 50 * s),
         (x + 196 * s, y - 150 * s), (x + 222 * s, y - 150 * s), (x + 206 * s, y - 28 * s), (x + 40 * s, y - 28 * s)],
        color,
    )  # fmt: skip
    c.box(x - 46 * s, y - 136 * s, x + 84 * s, y - 108 * s, (40, 40, 46), 12 * s)
    c.line([(x + 225 * s, y - 44 * s), (x + 206 * s, y - 170 * s), (x + 196 * s, y - 204 * s)], dark, 12 * s)
    c.line([(x + 160 * s, y - 210 * s), (x + 206 * s, y - 204 * s)], (36, 36, 40), 12 * s)
    c.oval(x + 222 * s, y - 158 * s, 17 * s, 17 * s, (250, 244, 214))
    c.box(x - 52 * s, y - 96 * s, x - 38 * s, y - 78 * s, (214, 60, 48), 4 * s)


def bin_(c: Canvas, x: float, y: float, color: Color, *, full: bool = False) -> None:
    """A wheeled bin standing on y, 130 pixels wide and 200 high; a full one cannot close its lid."""
    c.soft(x + 65, y + 2, 95, 20, (10, 12, 16), 0.55)
    c.shape([(x, y - 176), (x + 130, y - 176), (x + 116, y), (x + 14, y)], color)
    c.shape([(x, y - 176), (x + 26, y - 176), (x + 34, y), (x + 14, y)], mixed(color, (255, 255, 255), 0.14))
    lid = mixed(color, (0, 0, 0), 0.28)
    if full:
        c.blob(x + 62, y - 190, 56, 34, (224, 222, 214))
        c.blob(x + 92, y - 200, 34, 26, (52, 52, 58))
        c.shape([(x - 8, y - 180), (x + 8, y - 300), (x + 22, y - 302), (x + 8, y - 176)], lid)
    else:
        c.box(x - 8, y - 198, x + 138, y - 172, lid, 9)
    c.oval(x + 24, y - 6, 13, 13, (28, 28, 30))
    c.oval(x + 106, y - 6, 13, 13, (28, 28, 30))


def bag(c: Canvas, x: float, y: float, size: float, color: Color) -> None:
    """A tied rubbish bag standing on y."""
    c.soft(x, y + 2, size * 1.1, size * 0.25, (10, 12, 16), 0.5)
    c.blob(x, y - size * 0.6, size, size * 0.66, color, 0.06)
    c.shape(
        [(x - size * 0.22, y - size * 1.1), (x + size * 0.04, y - size * 1.5), (x + size * 0.2, y - size * 1.08)], color
    )
    c.soft(x - size * 0.35, y - size * 0.85, size * 0.34, size * 0.24, mixed(color, (255, 255, 255), 0.55), 0.55)


def carton(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A cardboard box standing on y, seen slightly from above."""
    c.soft(x + width / 2, y + 2, width * 0.66, 20, (10, 12, 16), 0.5)
    c.box(x, y - height, x + width, y, (186, 142, 92))
    c.shape(
        [(x, y - height), (x + width, y - height), (x + width - 22, y - height - 30), (x + 22, y - height - 30)],
        (206, 166, 116),
    )
    c.box(x + width * 0.42, y - height - 30, x + width * 0.56, y, (216, 190, 146))


def street_lamp(c: Canvas, x: float, y: float, *, lit: bool) -> None:
    """A street lamp 620 pixels high standing on y; a lit one throws its cone and pool of light."""
    if lit:
        c.soft(x + 110, y - 560, 190, 190, (255, 206, 120), 0.55)
        c.soft(x + 110, y + 40, 420, 110, (255, 206, 130), 0.6)
    c.box(x - 11, y - 590, x + 11, y, (70, 74, 84))
    c.box(x - 24, y - 40, x + 24, y, (58, 62, 70), 4)
    c.line([(x, y - 588), (x + 40, y - 622), (x + 110, y - 626)], (70, 74, 84), 14)
    c.box(x + 66, y - 640, x + 166, y - 612, (54, 58, 66), 12)
    c.oval(x + 116, y - 609, 38, 12, (255, 240, 196) if lit else (40, 44, 54))
    if lit:
        c.soft(x + 116, y - 604, 90, 70, (255, 246, 214), 0.85)
