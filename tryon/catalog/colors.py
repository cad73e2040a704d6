"""sRGB as people write it, linear light as we compute with it (IEC 61966-2-1)."""

from __future__ import annotations

import re

Rgb = tuple[float, float, float]

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def linear_from_srgb(value: float) -> float:
    """Give the linear light of an sRGB coded value; both in [0, 1]."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def srgb_from_linear(value: float) -> float:
    """Give the sRGB code of a linear light; both in [0, 1]."""
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1.0 / 2.4) - 0.055


def linear_from_hex(color: str) -> Rgb:
    """Give the linear RGB of an sRGB colour such as `#1a1a1a`.

    Raises
    ------
    ValueError
        If the text is not `#rrggbb`.
    """
    if not HEX_COLOR.fullmatch(color):
        msg = f'color: expected "#rrggbb", got "{color}"'
        raise ValueError(msg)
    red, green, blue = (linear_from_srgb(int(color[i : i + 2], 16) / 255.0) for i in (1, 3, 5))
    return red, green, blue


def hex_from_linear(color: Rgb) -> str:
    """Give the nearest sRGB colour, `#rrggbb`, of linear RGB in [0, 1]."""
    codes = (round(255.0 * srgb_from_linear(min(max(value, 0.0), 1.0))) for value in color)
    return "#" + "".join(f"{code:02x}" for code in codes)
