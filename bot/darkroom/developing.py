"""Developing: a picture is read, turned upright, shrunk and written anew as a JPEG that carries nothing but pixels.

Runs in the child. HEIC, what iPhones keep, is read where the extra `heic` is installed.
"""

import io
import warnings
from typing import Any

from PIL import Image, ImageOps

from bot.darkroom import exif
from bot.darkroom.orders import Developed

MOST_PIXELS = 50_000_000
MOST_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP")
_OTHER_KINDS = (b"GIF8", b"II*\0", b"MM\0*", b"BM", b"8BPS", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ")
"""How GIF, TIFF and camera raws, BMP, Photoshop, JPEG XL and JPEG 2000 begin."""
_BOXED_KINDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})


class UnusableError(ValueError):
    """A picture cannot be taken; `why` as in `Unusable`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def develop(content: bytes) -> Developed:
    """Return the clean picture, at most 1600 pixels wide or high. Raise UnusableError when there can be none."""
    picture = _opened(content)
    if picture.width * picture.height > MOST_PIXELS:
        raise UnusableError("pixels")
    latitude, longitude = exif.position(picture)
    taken = exif.taken(picture)
    scale = min(1.0, MOST_SIDE / max(picture.size))
    try:
        # The aspect-true box lets the JPEG decoder halve the picture by itself; any other box decodes it whole.
        picture.draft("RGB", (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
        picture.thumbnail((MOST_SIDE, MOST_SIDE), reducing_gap=2.0)
        picture.load()
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnusableError("truncated") from error
    upright = ImageOps.exif_transpose(picture)
    # A fresh canvas keeps pixels and nothing else: no EXIF, no comment, no colour profile, nothing appended.
    clean = Image.new("RGB", upright.size, "white")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(upright.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85)
    return Developed(out.getvalue(), dhash(clean), clean.width, clean.height, latitude, longitude, taken)


def _opened(content: bytes) -> Image.Image:
    """Open a picture of a kind that we take; its pixels are not read yet."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    boxed = content[4:8] == b"ftyp" and content[8:12] in _BOXED_KINDS
    formats = (*_FORMATS, "HEIF") if boxed and _reads_heic() else _FORMATS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=formats)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnusableError("pixels") from error
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnusableError("format" if boxed or content.startswith(_OTHER_KINDS) else "unreadable") from error


def _reads_heic() -> bool:
    """Tell whether HEIC can be read, and see to it that it is."""
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    # Embedded thumbnails and depth maps are pictures nobody sent.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return True


def dhash(picture: Any) -> str:
    """Return the difference hash of a Pillow image in hex.

    64 bits, each telling whether a pixel is darker than its right neighbour.
    The same as `imagehash.dhash` with its defaults.
    """
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    pixels = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (pixels[left + 1] > pixels[left])
    return f"{bits:016x}"
