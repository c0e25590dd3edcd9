"""Small pictures for tables, made of the cleaned photos we keep ourselves; no picture of anybody else's is opened."""

from pathlib import Path

from PIL import Image

PIXELS = 120


def thumbnail(photo: Path, small: Path) -> Path | None:
    """Write a photo's thumbnail, at most 120 pixels wide and high, to `small`. Return None when it cannot be read."""
    try:
        with Image.open(photo, formats=("JPEG",)) as picture:
            # The decoder shrinks it to an eighth by itself, so a large photo needs little more memory than a small one.
            picture.draft("RGB", (PIXELS, PIXELS))
            little = picture.convert("RGB")
        little.thumbnail((PIXELS, PIXELS))
        little.save(small, "JPEG", quality=70)
    except (OSError, ValueError, SyntaxError):
        return None
    return small
