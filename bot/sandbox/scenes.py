"""Sample photos, drawn by the program: what riders meet on their rounds, and the same places put right.

Deterministic: the same name gives the same bytes. Nothing is drawn before somebody asks for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from bot.sandbox import houses, streets
from bot.sandbox.brushes import Canvas


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo that can be drawn: what it shows, in both languages, and how it is painted."""

    label: str
    label_en: str
    paint: Callable[[], Canvas]


def _pair(
    name: str, paint: Callable[[bool], Canvas], words: tuple[str, str], fixed: tuple[str, str]
) -> dict[str, Scene]:
    return {name: Scene(*words, partial(paint, False)), f"{name}_fixed": Scene(*fixed, partial(paint, True))}


SCENES: dict[str, Scene] = {
    **_pair("flying_wire", houses.flying_wire, ("飞线充电", "Flying wire"), ("飞线已拆除", "Flying wire removed")),
    **_pair("manhole", streets.manhole, ("井盖缺失", "Missing manhole cover"), ("井盖已补装", "Manhole covered")),
    **_pair("sewage", houses.sewage, ("污水外溢", "Sewage at the door"), ("污水已清理", "Sewage cleared")),
    **_pair("garbage", streets.garbage, ("垃圾堆积", "Piled-up garbage"), ("垃圾已清运", "Garbage collected")),
    **_pair("street_lamp", streets.lamp, ("路灯不亮", "Broken street lamp"), ("路灯已修复", "Street lamp repaired")),
    **_pair("corridor", houses.corridor, ("楼道堆物", "Blocked corridor"), ("楼道已清空", "Corridor cleared")),
    **_pair(
        "fire_lane", streets.fire_lane, ("占用消防通道", "Fire lane blocked"), ("消防通道已畅通", "Fire lane clear")
    ),
}


@cache
def draw(name: str) -> bytes:
    """Return the JPEG (1280×960) of a scene; KeyError for a name that is not in SCENES."""
    return SCENES[name].paint().jpeg()
