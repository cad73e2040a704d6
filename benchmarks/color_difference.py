"""How different two colours look: CIEDE2000 (CIE 142:2001; Sharma, Wu, Dalal 2005)."""

from __future__ import annotations

import numpy as np

from benchmarks.synthetic_raster import Floats

_XYZ_FROM_RGB = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _XYZ_FROM_RGB.sum(axis=1)


def lab_of_srgb(coded: Floats) -> Floats:
    """Give CIELAB (N, 3), D65, of sRGB codes (N, 3) in [0, 255]."""
    value = np.asarray(coded, dtype=np.float64) / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _XYZ_FROM_RGB.T / _WHITE
    cubic = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = cubic.T
    return np.column_stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


def delta_e00(one: Floats, other: Floats) -> Floats:
    """Give the difference (N,) of CIELAB colours (N, 3), all weights 1."""
    l1, a1, b1 = one.T
    l2, a2, b2 = other.T
    mean = 0.5 * (np.hypot(a1, b1) + np.hypot(a2, b2))
    g = 0.5 * (1.0 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = (1.0 + g) * a1, (1.0 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360.0, np.degrees(np.arctan2(b2, a2)) % 360.0
    turn = h2 - h1
    turn = np.where(turn > 180.0, turn - 360.0, np.where(turn < -180.0, turn + 360.0, turn))
    turn = np.where(c1 * c2 == 0.0, 0.0, turn)
    dl, dc = l2 - l1, c2 - c1
    dh = 2.0 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2.0)
    light, c = 0.5 * (l1 + l2), 0.5 * (c1 + c2)
    h = _mean_hue(h1, h2, c1 * c2)
    t = (
        1.0
        - 0.17 * np.cos(np.radians(h - 30.0))
        + 0.24 * np.cos(np.radians(2.0 * h))
        + 0.32 * np.cos(np.radians(3.0 * h + 6.0))
        - 0.20 * np.cos(np.radians(4.0 * h - 63.0))
    )
    sl = 1.0 + 0.015 * (light - 50.0) ** 2 / np.sqrt(20.0 + (light - 50.0) ** 2)
    sc, sh = 1.0 + 0.045 * c, 1.0 + 0.015 * c * t
    twist = 2.0 * np.sqrt(c**7 / (c**7 + 25.0**7))
    rt = -np.sin(np.radians(60.0 * np.exp(-(((h - 275.0) / 25.0) ** 2)))) * twist
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


def _mean_hue(h1: Floats, h2: Floats, chroma: Floats) -> Floats:
    total, apart = h1 + h2, np.abs(h1 - h2)
    far = np.where(total < 360.0, 0.5 * (total + 360.0), 0.5 * (total - 360.0))
    return np.where(chroma == 0.0, total, np.where(apart > 180.0, far, 0.5 * total))
