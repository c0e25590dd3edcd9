"""The trained weights: a linear model that weighs many features for many heads at once, in plain Python and quickly.

Every feature holds one big number with a lane for each head, so that adding two features is one addition. Loaded from
bytes once; the file format is written by `training/train.py` and read only here.
"""

import json
import struct
import zlib
from collections.abc import Collection, Mapping
from math import sqrt

MAGIC = b"QSR1"
ZERO = 128
"""A weight of nothing: weights are bytes from 0 to 255 around it."""

_LANE = 4
_LANE_BITS = 8 * _LANE


class Scales:
    """One linear model: features in, a score for each head out."""

    def __init__(self, heads: tuple[str, ...], factors: tuple[float, ...], features: list[str], weights: bytes) -> None:
        """Take `weights` as one row of bytes a feature, a byte a head; `factors` turn them back into numbers."""
        if len(weights) != len(features) * len(heads) or len(factors) != len(heads):
            raise ValueError("reader weights: the table does not fit its header; train again")
        self.heads = heads
        self._factors = factors
        self._unpack = struct.Struct(f"<{len(heads)}I").unpack
        self._width = len(heads) * _LANE
        lanes = bytearray(len(weights) * _LANE)
        lanes[::_LANE] = weights
        view, width = memoryview(lanes), self._width
        self._rows = {
            feature: int.from_bytes(view[at : at + width], "little")
            for feature, at in zip(features, range(0, len(lanes), width), strict=True)
        }

    def weigh(self, features: Collection[str]) -> dict[str, float]:
        """Return the score for each head. Scores lie around -1 (surely not) to 1 (surely)."""
        rows = self._rows
        total = count = 0
        for feature in features:
            row = rows.get(feature)
            if row is not None:
                total += row
                count += 1
        sums = self._unpack(total.to_bytes(self._width, "little"))
        offset, size = ZERO * count, sqrt(len(features) or 1)
        return {
            head: (lane - offset) * factor / size
            for head, lane, factor in zip(self.heads, sums, self._factors, strict=True)
        }

    def why(self, features: Collection[str], head: str, most: int = 3) -> list[str]:
        """Return the features that speak most for `head`, the strongest first."""
        shift = self.heads.index(head) * _LANE_BITS
        rows = self._rows
        votes = [(((rows[feature] >> shift) & 0xFF) - ZERO, feature) for feature in features if feature in rows]
        return [feature for vote, feature in sorted(votes, reverse=True)[:most] if vote > 0]


def unpack(data: bytes) -> Mapping[str, Scales]:
    """Read every model in a weights file, by name. Raises ValueError when the bytes are no such file."""
    if data[:4] != MAGIC:
        raise ValueError("reader weights: this is not a weights file, or one of another version; train again")
    try:
        body = zlib.decompress(data[4:])
        (length,) = struct.unpack_from("<I", body)
        header = json.loads(body[4 : 4 + length])
        models, at = {}, 4 + length
        for model in header["models"]:
            features = body[at : at + model["names"]].decode("utf-8").split("\n")
            at += model["names"]
            size = len(features) * len(model["heads"])
            models[model["name"]] = Scales(
                tuple(model["heads"]), tuple(model["factors"]), features, body[at : at + size]
            )
            at += size
    except (zlib.error, struct.error, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"reader weights: the file is damaged ({error}); train again") from error
    return models


def pack(models: Mapping[str, tuple[tuple[str, ...], tuple[float, ...], list[str], bytes]]) -> bytes:
    """Write what `unpack` reads: for each name its heads, factors, features and weights, as `Scales` takes them."""
    header, parts = [], []
    for name, (heads, factors, features, weights) in models.items():
        names = "\n".join(features).encode()
        header.append({"name": name, "heads": heads, "factors": factors, "names": len(names)})
        parts += [names, weights]
    head = json.dumps({"models": header}).encode()
    return MAGIC + zlib.compress(struct.pack("<I", len(head)) + head + b"".join(parts), 9)
