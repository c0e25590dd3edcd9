"""Sample photos on roads and in yards. Each is painted twice: as a rider finds it, and `fixed`."""

from bot.sandbox.brushes import HEIGHT, WIDTH, Canvas, bag, bin_, carton, mixed, street_lamp, wheel, window


def manhole(fixed: bool) -> Canvas:
    """An open manhole in a road; fixed: its cover is on."""
    c = Canvas((142, 142, 146), (98, 98, 102), 2)
    c.specks((0, 0, WIDTH, HEIGHT), (78, 78, 82), 2600, 2.6)
    c.specks((0, 0, WIDTH, HEIGHT), (168, 168, 170), 900, 2)
    c.shape([(0, 0), (WIDTH, 0), (WIDTH, 150), (0, 210)], (176, 170, 160))
    for x in range(0, WIDTH, 128):
        c.line([(x, 0), (x - 14, 200)], (150, 144, 136), 3)
    c.shape([(0, 206), (WIDTH, 146), (WIDTH, 186), (0, 250)], (204, 200, 192))
    c.shape([(0, 890), (WIDTH, 800), (WIDTH, 840), (0, 934)], (226, 198, 84))
    c.soft(640, 540, 390, 210, (40, 40, 44), 0.4)
    c.oval(640, 530, 300, 158, (116, 110, 104))
    c.ring(640, 530, 300, 158, (146, 140, 130), 12)
    if fixed:
        c.oval(640, 526, 262, 134, (84, 84, 88))
        c.ring(640, 526, 262, 134, (54, 54, 58), 8)
        for row in range(-4, 5):
            for column in range(-7, 8):
                if (column / 7.4) ** 2 + (row / 4.4) ** 2 < 1:
                    c.box(
                        640 + column * 33 - 10,
                        526 + row * 27 - 6,
                        640 + column * 33 + 10,
                        526 + row * 27 + 6,
                        (108, 108, 112),
                        3,
                    )
        c.ring(640, 526, 168, 86, (62, 62, 66), 6)
    else:
        c.oval(640, 530, 262, 134, (60, 54, 48))
        c.oval(640, 552, 246, 112, (22, 20, 20))
        c.oval(640, 580, 206, 78, (6, 6, 8))
        for rung in range(3):
            c.line([(800 - rung * 14, 470 + rung * 40), (850 - rung * 18, 482 + rung * 40)], (126, 90, 62), 9)
    return c


def garbage(fixed: bool) -> Canvas:
    """Rubbish around full bins; fixed: four closed bins."""
    c = Canvas((178, 208, 226), (222, 232, 232), 4)
    for x in range(-60, WIDTH, 150):
        c.blob(x + c.chance.uniform(0, 60), 330, 130, 150, mixed((86, 130, 78), (120, 160, 96), c.chance.random()), 0.1)
    c.box(0, 330, WIDTH, 640, (192, 136, 112))
    for row in range(8):
        y = 330 + row * 39
        c.line([(0, y), (WIDTH, y)], (218, 196, 180), 4)
        for x in range((row % 2) * 60, WIDTH, 120):
            c.line([(x, y), (x, y + 39)], (218, 196, 180), 4)
    c.fade((0, 640, WIDTH, HEIGHT), (164, 162, 158), (126, 124, 122))
    c.specks((0, 650, WIDTH, HEIGHT), (104, 102, 100), 800)
    for x, color in ((250, (60, 128, 84)), (440, (56, 92, 156)), (630, (176, 66, 56)), (820, (92, 94, 98))):
        bin_(c, x, 750, color, full=not fixed)
    if not fixed:
        bags = [
            (180, 800, 74, (44, 44, 50)), (1010, 780, 84, (52, 60, 74)), (330, 840, 84, (226, 222, 214)),
            (880, 836, 78, (44, 44, 50)), (480, 862, 92, (62, 78, 66)), (660, 872, 96, (40, 40, 46)),
            (1080, 868, 70, (212, 208, 200)), (220, 890, 62, (148, 60, 54)),
        ]  # fmt: skip
        for x, y, size, color in bags:
            bag(c, x, y, size, color)
        carton(c, 740, 892, 130, 84)
        for _ in range(26):
            c.blob(
                c.chance.uniform(120, 1160),
                c.chance.uniform(820, 930),
                15,
                7,
                mixed((230, 226, 210), (140, 96, 60), c.chance.random()),
                0.25,
            )
    return c


def lamp(fixed: bool) -> Canvas:
    """A dark street; fixed: its lamps are lit."""
    c = Canvas((10, 14, 32), (30, 38, 64) if not fixed else (44, 46, 66), 5)
    c.specks((0, 0, WIDTH, 330), (150, 160, 190), 60, 1.2)
    for x, top, width in ((0, 250, 260), (300, 330, 180), (900, 210, 380)):
        c.box(x, top, x + width, 640, (20, 24, 38))
        for row in range(4):
            for column in range(width // 80):
                if c.chance.random() < 0.3:
                    c.box(
                        x + 24 + column * 80,
                        top + 36 + row * 80,
                        x + 56 + column * 80,
                        top + 76 + row * 80,
                        (226, 178, 96),
                    )
    c.fade((0, 640, WIDTH, HEIGHT), (34, 38, 50), (20, 22, 30))
    c.shape([(430, 640), (560, 640), (960, HEIGHT), (60, HEIGHT)], (46, 48, 58) if not fixed else (70, 66, 66))
    for step in range(5):
        y = 660 + step * step * 13
        c.shape(
            [
                (494 - step, y),
                (500 + step, y),
                (500 + step * 2, y + 14 + step * 6),
                (492 - step * 2, y + 14 + step * 6),
            ],
            (120, 118, 110),
        )
    street_lamp(c, 700, 800, lit=fixed)
    street_lamp(c, 1110, 700, lit=fixed)
    if not fixed:
        c.soft(120, 560, 90, 70, (240, 190, 110), 0.35)
        c.line([(796, 196), (812, 180)], (150, 160, 190), 3)
        c.line([(830, 196), (818, 178)], (150, 160, 190), 3)
    return c


def fire_lane(fixed: bool) -> Canvas:
    """A car on the hatched fire lane; fixed: no car."""
    c = Canvas((170, 202, 224), (216, 228, 230), 7)
    c.box(0, 120, WIDTH, 520, (202, 190, 174))
    for column in range(5):
        for row in range(2):
            window(c, 70 + column * 250, 160 + row * 190, 120, 100, lit=(column, row) == (3, 1))
    for x in range(-40, WIDTH, 120):
        c.blob(x, 520, 90, 46, mixed((80, 126, 74), (112, 152, 92), c.chance.random()), 0.12)
    c.fade((0, 540, WIDTH, HEIGHT), (128, 128, 132), (92, 92, 96))
    c.specks((0, 550, WIDTH, HEIGHT), (74, 74, 78), 1200)
    yellow = (232, 190, 56)
    c.line([(170, 640), (1110, 640), (1260, 930), (20, 930), (170, 640)], yellow, 14)
    for n in range(9):
        left = 170 + n * 105
        c.line([(left, 640), (left + 105 - 60 + n * 12, 930)], yellow, 8)
    if not fixed:
        c.soft(640, 858, 430, 44, (10, 12, 16), 0.7)
        body = (176, 44, 44)
        c.shape(
            [
                (270, 850),
                (262, 760),
                (330, 730),
                (430, 722),
                (520, 640),
                (800, 640),
                (890, 722),
                (1000, 740),
                (1024, 850),
            ],
            body,
        )
        c.shape([(454, 722), (534, 656), (652, 656), (652, 722)], (58, 76, 92))
        c.shape([(672, 722), (672, 656), (790, 656), (858, 722)], (58, 76, 92))
        c.line([(662, 650), (662, 846)], mixed(body, (0, 0, 0), 0.3), 5)
        c.box(690, 752, 736, 762, mixed(body, (255, 255, 255), 0.4), 4)
        c.oval(288, 776, 22, 17, (250, 244, 214))
        c.box(1000, 764, 1022, 800, (226, 90, 70), 5)
        wheel(c, 410, 850, 62)
        wheel(c, 880, 850, 62)
        c.soft(560, 700, 240, 30, (255, 255, 255), 0.2)
    return c
