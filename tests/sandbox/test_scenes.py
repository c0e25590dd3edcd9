"""The sample photos: there, different, and the same every time."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.sandbox import scenes


def test_every_trouble_has_its_counterpart_put_right():
    troubles = [name for name in scenes.SCENES if not name.endswith("_fixed")]
    assert len(troubles) >= 6
    assert {f"{name}_fixed" for name in troubles} == scenes.SCENES.keys() - set(troubles)
    assert all(scene.label and scene.label_en for scene in scenes.SCENES.values())


@pytest.mark.parametrize(
    "name", ["flying_wire", "manhole", "sewage", "garbage", "street_lamp", "corridor", "fire_lane"]
)
def test_before_and_after_are_photos_one_can_tell_apart(name):
    before, after = (Image.open(io.BytesIO(scenes.draw(each))) for each in (name, f"{name}_fixed"))
    assert (before.format, before.size, after.size) == ("JPEG", (1280, 960), (1280, 960))
    difference = ImageStat.Stat(ImageChops.difference(before, after).convert("L")).mean[0]
    assert difference > 2
    assert dict(before.getexif()) == {}


def test_a_scene_is_the_same_every_time():
    first = scenes.draw("manhole")
    scenes.draw.cache_clear()
    assert scenes.draw("manhole") == first
