"""Light, colour codes, grain and backgrounds of synthetic pictures."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from benchmarks.synthetic_raster import Floats, Image


@dataclass(frozen=True, slots=True, eq=False)
class Lighting:
    """Light of a picture; linear light, camera axes with y down.

    Parameters
    ----------
    key_direction : (3,) unit, towards the main light
    key, ambient : (3,) linear RGB
    noise_sigma : camera noise, of 255
    blur_sigma : camera blur, px
    """

    key_direction: Floats
    key: Floats
    ambient: Floats
    noise_sigma: float = 1.2
    blur_sigma: float = 0.5


def make_lighting(seed: int) -> Lighting:
    """Give the light of a seed: from above, left or right, warm or cold."""
    rng = np.random.default_rng(seed)
    side, height = rng.uniform(-0.8, 0.8), rng.uniform(0.15, 0.7)
    direction = np.array([side, -height, -1.0])
    warmth = rng.uniform(-0.06, 0.06)
    tint = np.array([1.0 + warmth, 1.0, 1.0 - warmth])
    ratio = rng.uniform(0.35, 0.65)
    return Lighting(
        direction / np.linalg.norm(direction),
        tint * 1.35 * (1.0 - ratio),
        tint * ratio,
    )


def linear_from_hex(colour: str) -> Floats:
    """Turn `#rrggbb` into (3,) linear light (IEC 61966-2-1)."""
    coded = np.array([int(colour[place : place + 2], 16) / 255.0 for place in (1, 3, 5)])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def srgb_from_linear(linear: Floats) -> Floats:
    """Code linear light as sRGB in [0, 255] (IEC 61966-2-1)."""
    value = np.clip(linear, 0.0, 1.0)
    coded = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
    return 255.0 * coded


class Grain:
    """Smooth random values in space, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._lattice = np.random.default_rng(seed).uniform(-1.0, 1.0, (32, 32, 32))

    def at(self, points: Floats, size_m: float) -> Floats:
        """Give values (N,), [-1, 1], at points (N, 3), m, with bumps of about `size_m`."""
        return map_coordinates(self._lattice, (points / size_m).T, order=1, mode="grid-wrap")


def make_background(width: int, height: int, seed: int) -> Image:
    """Give a plain wall with a few soft things before it, (height, width, 3)."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(90, 190) + rng.uniform(-12, 12, 3)
    picture = np.tile(base, (height, width, 1)) * np.linspace(1.08, 0.9, height)[:, None, None]
    for _ in range(6):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(width // 16, width // 4), rng.integers(height // 8, height // 2)
        picture[y : y + h, x : x + w] = rng.uniform(40, 220, 3)
    return cv2.GaussianBlur(picture, (0, 0), width / 160.0).clip(0, 255).astype(np.uint8)
