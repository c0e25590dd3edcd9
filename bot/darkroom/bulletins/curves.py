"""The line of a bulletin: numbers along time, full and filled, and the period before beside it, thin and dashed."""

from bot.darkroom.bulletins.sheet import Box, Curve, Sheet, Slab, block
from bot.darkroom.lettering import legible
from bot.darkroom.typeface import width
from bot.domain.bulletin import Line

_SIZE, _HIGH, _SAMPLE, _APART = 22, 230, 41, 6


def legend_width(line: Line) -> float:
    """Return how much room the legend needs on the title's line; 0 when there is nothing to tell apart."""
    told = [words for words in line.legend if words] if line.before else []
    return sum(_SAMPLE + 8 + width(words, _SIZE) for words in told) + 20 * max(0, len(told) - 1)


def lay(sheet: Sheet, line: Line, left: float, top: float, right: float) -> float:
    """Lay the diagram out; return where it ends."""
    top = _legend(sheet, line, left, top, right)
    highest = max((*line.values, *line.before, 1))
    step = _step(highest)
    ceiling = step * -(-highest // step)
    axis = max(width(str(tick), _SIZE) for tick in range(0, ceiling + 1, step)) + 12
    plot = Box(left + axis, top + _SIZE * 1.4, right - 8, top + _SIZE * 1.4 + _HIGH)
    for tick in range(0, ceiling + 1, step):
        y = plot.bottom - plot.height * tick / ceiling
        sheet.put(Slab(Box(plot.left, y - 1, plot.right, y + 1), "edge" if tick == 0 else "hair"))
        said = block(str(tick), _SIZE, axis, 1, 16)
        sheet.say(said, Box(left, y - said.height / 2, left + axis - 12, y + said.height / 2), "pale", align=1)
    count = max(len(line.values), len(line.before), len(line.labels))
    if len(line.values) > 1:
        sheet.put(Curve(_points(line.values, count, ceiling, plot), "area", 0, plot, under="area"))
    for values, old in ((line.before, True), (line.values, False)):
        points = _points(values, count, ceiling, plot)
        if old and points:
            sheet.put(Curve(points, "before", 3, plot, dashed=True))
        elif points:
            sheet.put(Curve(points, "accent", 5, plot, dots=5 if len(points) <= 31 else 0))
            _peak(sheet, line, points, plot)
    return _times(sheet, line, plot)


def _step(highest: int) -> int:
    """Return the distance of the ticks: a round number that makes at most four."""
    scale = 1
    while True:
        for round_ in (1, 2, 5):
            if highest / (round_ * scale) <= 4:
                return round_ * scale
        scale *= 10


def _points(values: tuple[int, ...], count: int, ceiling: int, plot: Box) -> tuple[tuple[float, float], ...]:
    apart = plot.width / max(1, count - 1)
    shift = plot.width / 2 if count == 1 else 0
    return tuple(
        (plot.left + shift + apart * number, plot.bottom - plot.height * max(0, value) / ceiling)
        for number, value in enumerate(values)
    )


def _peak(sheet: Sheet, line: Line, points: tuple[tuple[float, float], ...], plot: Box) -> None:
    """Write the highest number above its place."""
    value = max(line.values)
    if value <= 0:
        return
    x, y = points[line.values.index(value)]
    said = block(str(value), 24, plot.width, 1, 18)
    at = min(max(plot.left, x - said.width / 2), plot.right - said.width)
    top = y - 10 - said.height
    sheet.say(said, Box(at, top, at + said.width, top + said.height), "accent", bold=True)


def _times(sheet: Sheet, line: Line, plot: Box) -> float:
    """Write the labels that have room below their places; return where they end."""
    points = _points((0,) * len(line.labels), max(len(line.values), len(line.before), len(line.labels)), 1, plot)
    places = [(label, x) for label, (x, _) in zip(line.labels, points, strict=True) if label.strip()]
    sizes = (_SIZE, 20, 18)
    size = next((size for size in sizes if all(room >= 0 for room in _apart(places, size, plot))), _SIZE)
    taken = 0.0
    top = plot.bottom + 10
    for label, x in places:
        said = block(label, size, plot.width, 1, 18)
        at = _start(x, said.width, plot)
        if said.lines and at >= taken:
            sheet.say(said, Box(at, top, at + said.width, top + said.height), "pale")
            taken = at + said.width + _APART
    return top + size * 1.4


def _start(x: float, wide: float, plot: Box) -> float:
    return min(max(plot.left - 20, x - wide / 2), plot.right + 20 - wide)


def _apart(places: list[tuple[str, float]], size: int, plot: Box) -> list[float]:
    """Return how much room is left over between neighbours."""
    wide = [width(legible(label), size) for label, _ in places]
    starts = [_start(x, wide[number], plot) for number, (_, x) in enumerate(places)]
    return [after - (start + long + _APART) for start, long, after in zip(starts, wide, starts[1:], strict=False)]


def _legend(sheet: Sheet, line: Line, left: float, top: float, right: float) -> float:
    """Put the legend right of the title where it has room there, else below it; return where the diagram begins."""
    if not line.before or not any(line.legend):
        return top
    wide = legend_width(line)
    beside = beside_title(line, right - left)
    at = right - wide if beside else left
    middle = top - 36 if beside else top + 16
    most = (right - left) / 2 - _SAMPLE - 28
    for words, ink in zip(line.legend, ("accent", "before"), strict=True):
        if not words:
            continue
        cell = Box(at, middle - 16, at + _SAMPLE, middle + 16)
        points = ((at, middle), (at + _SAMPLE, middle))
        sheet.put(Curve(points, ink, 5 if ink == "accent" else 3, cell, dashed=ink == "before"))
        at += _SAMPLE + 8
        said = block(words, _SIZE, width(words, _SIZE) + 1 if beside else most, 1, 18)
        sheet.say(said, Box(at, middle - said.height / 2, at + said.width, middle + said.height / 2), "pale")
        at += said.width + 20
    return top if beside else top + 40


def beside_title(line: Line, room: float) -> bool:
    """Tell whether the legend leaves the title enough of its line."""
    wide = legend_width(line)
    return 0 < wide <= room - min(room * 0.62, width(line.title, 29) + 30)
