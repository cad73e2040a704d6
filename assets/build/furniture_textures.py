"""Cloth, leather and wood of the bundled furniture: grey tiles that multiply a base colour."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from assets.build.headwear_textures import canvas, felt

Grey = NDArray[np.float64]
Picture = NDArray[np.uint8]

_SIDE = 256
_SEED = 60100


def noise(shape: tuple[int, int], stretch: tuple[float, float], seed: int) -> Grey:
    """Tileable noise of unit deviation; `stretch` is its grain along rows and columns, px."""
    rng = np.random.default_rng(_SEED + seed)
    rows = np.fft.fftfreq(shape[0])[:, None] * stretch[0]
    columns = np.fft.fftfreq(shape[1])[None] * stretch[1]
    filtered = np.fft.fft2(rng.standard_normal(shape)) * np.exp(-20.0 * (rows**2 + columns**2))
    layer = np.fft.ifft2(filtered).real
    return layer / layer.std()


@cache
def tile(cloth: str) -> Picture:
    """Tile of a cloth, (H, W, 3) sRGB."""
    grey = {"weave": _weave, "felt": _felt, "leather": _leather, "oak": _oak}[cloth]()
    coded = np.round(np.clip(grey, 0.0, 1.0) * 255.0).astype(np.uint8)
    return coded if coded.ndim == 3 else np.repeat(coded[..., None], 3, axis=2)


def neutral(picture: Picture) -> Picture:
    """A picture's light and dark without its hue, around the brightness of our own tiles."""
    grey = picture.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    level = np.clip(grey / max(float(grey.mean()), 1.0) * 0.8, 0.0, 1.0)
    return np.repeat(np.round(level * 255.0).astype(np.uint8)[..., None], 3, axis=2)


def mean_light(picture: Picture) -> float:
    """Mean of a picture in linear light, [0, 1]."""
    coded = picture.astype(np.float64) / 255.0
    return float(np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).mean())


def _weave() -> Grey:
    return canvas(_SIDE, _SIDE) * (1.0 + 0.02 * noise((_SIDE, _SIDE), (6.0, 6.0), 1))


def _felt() -> Grey:
    return (0.45 + 0.5 * felt(_SIDE, _SIDE)) * (1.0 + 0.003 * noise((_SIDE, _SIDE), (9.0, 9.0), 2))


def _leather() -> Grey:
    grain = noise((_SIDE, _SIDE), (1.1, 1.1), 3)
    # Creases are where the noise is near zero: they close to small cells.
    creases = np.exp(-((grain / 0.28) ** 2))
    cloud = noise((_SIDE, _SIDE), (12.0, 12.0), 4)
    return 0.9 - 0.05 * creases + 0.007 * cloud


def _oak() -> Grey:
    """Grain along the rows: slow rings bent by noise, and fine pores drawn out along them."""
    height, width = 512, 256
    x = np.arange(width)[None] / width
    bend = noise((height, width), (90.0, 14.0), 5)
    rings = 0.5 + 0.5 * np.sin(2.0 * np.pi * (7.0 * x + 0.55 * bend))
    broad = noise((height, width), (160.0, 7.0), 6)
    fibre = noise((height, width), (30.0, 0.45), 7)
    pores = np.clip(noise((height, width), (11.0, 0.4), 8) - 1.25, 0.0, 1.5)
    shade = 0.88 - 0.07 * rings**3 + 0.025 * broad + 0.018 * fibre - 0.07 * pores
    # Late wood is warmer as well as darker.
    warmth = 0.05 * rings**3 + 0.04 * pores
    return np.stack([shade, shade * (1.0 - 0.5 * warmth), shade * (1.0 - 1.6 * warmth)], axis=-1)
