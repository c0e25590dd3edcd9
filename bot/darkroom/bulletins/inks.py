"""The colours of a bulletin by what they are for, by day and by night. Every text keeps 4.5 to 1 against its ground."""

from collections.abc import Mapping

Colours = Mapping[str, str]

DAY: Colours = {
    "ground": "#f1f3f6", "card": "#ffffff", "ink": "#18202c", "pale": "#58626f", "hair": "#e2e6eb", "zebra": "#f6f8fb",
    "edge": "#b4bdc8", "accent": "#1f5fd0", "rest": "#c3d8fa", "before": "#7d8896", "area": "#e6effd",
    "good": "#14733a", "good rest": "#bfe5cd", "good ground": "#e3f4e9",
    "warn": "#96500a", "warn rest": "#f6d9ae", "warn ground": "#fcf0dc",
    "bad": "#b3201b", "bad rest": "#f5c6c3", "bad ground": "#fce8e7",
}  # fmt: skip

NIGHT: Colours = {
    "ground": "#0e1217", "card": "#181e26", "ink": "#e9edf2", "pale": "#a3adb9", "hair": "#2b333e", "zebra": "#1d242d",
    "edge": "#56616f", "accent": "#6ea6ff", "rest": "#2b4670", "before": "#8995a3", "area": "#1c2a40",
    "good": "#5bcb8c", "good rest": "#23503a", "good ground": "#16301f",
    "warn": "#f2b05c", "warn rest": "#5c431d", "warn ground": "#33260f",
    "bad": "#ff8a80", "bad rest": "#65302d", "bad ground": "#3a1c1b",
}  # fmt: skip

_DAY_HEAT = ("#e4eaf2", "#fbe3c0", "#f6b26b", "#dd6b3a", "#a82a1c")
_NIGHT_HEAT = ("#222a34", "#4a3520", "#8a521f", "#cc6a35", "#ff9a7a")


def colours(*, dark: bool) -> Colours:
    """Return what each name stands for, the steps of heat included."""
    heat = _NIGHT_HEAT if dark else _DAY_HEAT
    return {
        **(NIGHT if dark else DAY),
        **_warmth(heat, "#ffffff" if dark else "#18202c", "#0e1217" if dark else "#ffffff"),
    }


def _warmth(heat: tuple[str, ...], usual: str, other: str) -> dict[str, str]:
    """Return `heat 0` to `heat 4`, each with the letters that are legible on it."""
    found = {}
    for step, colour in enumerate(heat):
        found[f"heat {step}"] = colour
        found[f"on heat {step}"] = usual if contrast(usual, colour) >= contrast(other, colour) else other
    return found


def pairs(inks: Colours) -> list[tuple[str, str]]:
    """Return which colours touch, so that their edges can be smooth; each with what it stands on."""
    found = [(ink, "card") for ink in ("ink", "pale", "accent", "good", "warn", "bad", "before", "edge")]
    found += [(ink, "ground") for ink in ("ink", "pale", "card")]
    found += [(ink, "zebra") for ink in ("ink", "bad", "warn")]
    found += [("accent", "area"), ("before", "area"), ("accent", "rest"), ("good", "good rest"), ("bad", "bad rest")]
    return [*found, *((f"on {name}", name) for name in inks if name.startswith("heat"))]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
