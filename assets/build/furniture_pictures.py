"""Pictures on the furniture of our own making: two rugs and a print, painted by formula."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.build.furniture_textures import Grey, noise

Picture = NDArray[np.uint8]


def _coded(rgb: NDArray[np.float64]) -> Picture:
    return np.round(np.clip(rgb, 0.0, 1.0) * 255.0).astype(np.uint8)


def _hex(color: str) -> NDArray[np.float64]:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0


def brocade() -> Picture:
    """Indigo rug, 2 : 3: a field of stepped diamonds, stripes and a border, (512, 341, 3)."""
    height, width = 512, 341
    ground, cream, red, pale = (_hex(c) for c in ("#2b3350", "#d9cbb0", "#8e3b33", "#7c86a0"))
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    picture = np.broadcast_to(ground, (height, width, 3)).copy()
    # Steps of four pixels: a weaver changes colour thread by thread, never along a slope.
    u, v = np.floor(x / 4.0) * 4.0 + 2.0, np.floor(y / 4.0) * 4.0 + 2.0
    across, down = (u - width / 2) / 62.0, (v - height / 2) / 86.0
    reach = np.abs((across + 0.5) % 1.0 - 0.5) + np.abs((down + 0.5) % 1.0 - 0.5)
    for low, high, color in ((0.0, 0.1, red), (0.16, 0.22, cream), (0.3, 0.36, pale),
                             (0.44, 0.5, cream)):  # fmt: skip
        picture[(reach >= low) & (reach < high)] = color
    edge = np.minimum(np.minimum(u, width - u), np.minimum(v, height - v))
    picture[edge < 46] = ground
    teeth = (np.abs(((u + v) % 32.0) - 16.0) < 7.0) & (edge >= 18) & (edge < 34)
    picture[teeth] = red
    picture[(edge >= 38) & (edge < 42)] = cream
    picture[(edge >= 10) & (edge < 14)] = cream
    threads = 1.0 + 0.06 * np.cos(np.pi * y) + 0.05 * noise((height, width), (0.5, 2.5), 11)
    return _coded(picture * threads[..., None])


def seagrass() -> Picture:
    """Plaited rings of straw around the middle, (512, 512, 3)."""
    side = 512
    y, x = (np.mgrid[0:side, 0:side] - (side - 1) / 2) / (side / 2)
    radius, turn = np.hypot(x, y), np.arctan2(y, x)
    ring = radius * 22.0
    row = np.floor(ring)
    within = ring - row
    strands = np.maximum(np.round(row * 9.0 + 6.0), 6.0)
    lean = np.where(row % 2 == 0, within, -within) * 0.9
    strand = (turn / (2.0 * np.pi) * strands + lean + 0.37 * row) % 1.0
    hump = np.sin(np.pi * strand) ** 0.6 * np.sin(np.pi * np.clip(within, 0.0, 1.0)) ** 0.4
    tone = 1.0 + 0.05 * noise((side, side), (2.0, 2.0), 12) + 0.05 * np.sin(row * 2.4)
    shade = (0.55 + 0.45 * hump) * tone
    return _coded(shade[..., None] * _hex("#d9bd86"))


def misty_mountains() -> Picture:
    """Five ridges, each paler than the one before it, under a low sun, (342, 512, 3)."""
    height, width = 342, 512
    y = np.arange(height)[:, None] / height
    x = np.arange(width)[None] / width
    sky = _hex("#f1dcc4") * (1.0 - y[..., None]) + _hex("#f6efe4") * y[..., None]
    picture = np.broadcast_to(sky, (height, width, 3)).copy()
    sun = np.hypot((x - 0.68) * width / height, y - 0.3)
    picture = _over(picture, _hex("#e9a066"), 0.85 * np.clip((0.085 - sun) * 120.0, 0.0, 1.0))
    far, near = _hex("#c3cbd0"), _hex("#26383f")
    for index in range(5):
        share = index / 4.0
        ridge = 0.42 + 0.125 * index + _outline(width, index) * (0.085 - 0.006 * index)
        below = np.clip((y - ridge[None]) * height, 0.0, 1.0)
        # Mist gathers at the foot of each ridge.
        mist = np.clip((y - ridge[None]) / 0.22, 0.0, 1.0) * (1.0 - share)
        color = far + (near - far) * share**0.9
        picture = _over(picture, color, below)
        picture = _over(picture, _hex("#eceae3"), below * 0.6 * mist)
    return _coded(picture * (1.0 + 0.012 * noise((height, width), (0.6, 0.6), 13))[..., None])


def _outline(width: int, index: int) -> Grey:
    """Skyline of a ridge: broad hills with smaller ones on them, (W,)."""
    wide = noise((4, width), (0.1, 120.0), 20 + index)[0]
    small = noise((4, width), (0.1, 26.0), 30 + index)[0]
    return wide + 0.3 * small


def _over(
    picture: NDArray[np.float64], color: NDArray[np.float64], cover: Grey
) -> NDArray[np.float64]:
    return picture + (color - picture) * cover[..., None]
