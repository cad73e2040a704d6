"""Between sRGB codes and linear light."""

from __future__ import annotations

import functools

import numpy as np

from tryon.arrays import Float32Array, Image

_CODES = 16384


@functools.cache
def transfer_tables() -> tuple[Float32Array, Image]:
    """Give the tables of the sRGB transfer function (IEC 61966-2-1).

    Returns
    -------
    decode : (256,) code to linear light [0, 1]
    encode : (16384,) linear light * 16383 to code; the steps are fine enough that decoding
        and encoding gives every code back
    """
    code = np.arange(256) / 255.0
    decode = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    linear = np.arange(_CODES) / (_CODES - 1)
    curve = 1.055 * np.power(linear, 1 / 2.4) - 0.055
    coded = np.where(linear <= 0.0031308, 12.92 * linear, curve)
    return decode.astype(np.float32), np.rint(coded * 255.0).astype(np.uint8)
