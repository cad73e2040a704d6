"""Which colours hair, skin, clothes and background have in one picture, learned from itself."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image, IndexArray

_LIGHTNESS_BINS = 20
_CHROMA_BINS = 24
_CHROMA_REACH = 48.0
_COUNT = _LIGHTNESS_BINS * _CHROMA_BINS * _CHROMA_BINS
_TEMPER = 0.8
"""Neighbouring pixels repeat each other: all of them together must not outvote the regions."""
_ROUNDS = 3
_STRAY = 0.04
_STRAY_SKIN = 0.004
_STRAY_AMONG_OTHERS = 0.15
"""Share of colours never seen before; clothes and rooms have many."""
_SHADE_SD = (2.0, 0.07)
"""Least standard deviation of skin's lightness in CIELAB, and that over its lightness: the lit and
the shaded side of a face."""
_TINT_VARIANCE = 4.0
_CENTRAL_PERCENT = 75.0


@dataclass(frozen=True, slots=True, eq=False)
class RegionShares:
    """How likely each pixel is what, each (h, w), [0, 1], adding up to 1."""

    hair: Float32Array
    skin: Float32Array
    clothes: Float32Array
    background: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """The colours of a window: CIELAB (h, w, 3), and the bin (h, w) each pixel falls into."""

    lab: Float32Array
    bins: IndexArray

    @classmethod
    def of(cls, crop: Image) -> Colours:
        """Sort the pixels of a window (h, w, 3) by colour."""
        pixels = crop.astype(np.float32) / np.float32(255.0)
        lab = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), dtype=np.float32)
        # Finer among the dark: black hair and dark skin are a few steps apart.
        depth = np.sqrt(np.clip(lab[..., 0], 0.0, 100.0) / 100.0)
        light = np.clip(depth * _LIGHTNESS_BINS, 0, _LIGHTNESS_BINS - 1)
        chroma = (lab[..., 1:] + _CHROMA_REACH) * (_CHROMA_BINS / (2.0 * _CHROMA_REACH))
        chroma = np.clip(chroma, 0, _CHROMA_BINS - 1).astype(np.int32)
        bins = (chroma[..., 0] * _CHROMA_BINS + chroma[..., 1]) * _LIGHTNESS_BINS
        return cls(lab, (bins + light.astype(np.int32)).astype(np.int32))

    def unlike(self, seeds: AnyArray) -> Float32Array:
        """Give the squared Mahalanobis distance (h, w) of each pixel from those of a mask."""
        chosen = self.lab[seeds].astype(np.float64)
        middle = np.median(chosen, axis=0)
        away = chosen - middle
        # Highlights and nostrils would make dark skin as wide as dark hair.
        off = np.abs(away[:, 0])
        away = away[off <= np.percentile(off, _CENTRAL_PERCENT)]
        shade = max(_SHADE_SD[0], _SHADE_SD[1] * float(middle[0]))
        least = np.diag([shade**2, _TINT_VARIANCE, _TINT_VARIANCE])
        spread = away.T @ away / max(1, len(away) - 1) + least
        offset = (self.lab - middle).reshape(-1, 3)
        distance = np.einsum("ni,ij,nj->n", offset, np.linalg.inv(spread), offset)
        return distance.reshape(self.bins.shape).astype(np.float32)


def learn_regions(
    colours: Colours, expected: RegionShares, skin_seeds: Float32Array, hair_seeds: Float32Array
) -> RegionShares:
    """Weigh what is expected where against the colours that are seen there.

    Expectation maximisation over colour histograms, one per region, that start at seeds.

    Parameters
    ----------
    colours : of the window
    expected : by place alone
    skin_seeds, hair_seeds : (h, w), [0, 1], weight of pixels known to be skin and hair
    """
    priors = np.stack([expected.hair, expected.skin, expected.clothes, expected.background])
    # Only where a region is likely to begin with does it learn its colours.
    grounds = np.array([0.3, 0.3, 0.3, 0.5], dtype=np.float32)[:, None, None]
    learners = priors > grounds
    known_skin = histogram(colours.bins, skin_seeds, is_wide=True)
    tables = [
        histogram(colours.bins, hair_seeds),
        known_skin,
        histogram(colours.bins, expected.clothes * (expected.clothes > 0.5)),
        histogram(colours.bins, expected.background * (expected.background > 0.85)),
    ]
    strays = (_STRAY, _STRAY_SKIN, _STRAY_AMONG_OTHERS, _STRAY_AMONG_OTHERS)
    shares = priors
    for turn in range(_ROUNDS):
        likely = [
            ((1.0 - stray) * table + stray / _COUNT) ** _TEMPER
            for table, stray in zip(tables, strays, strict=True)
        ]
        shares = priors * np.stack([table[colours.bins] for table in likely])
        shares /= shares.sum(axis=0) + 1e-12
        if turn < _ROUNDS - 1:
            tables = [
                histogram(colours.bins, s * (g > 0)) for s, g in zip(shares, learners, strict=True)
            ]
            tables[1] = 0.5 * (known_skin + tables[1])
    return RegionShares(*(share.astype(np.float32) for share in shares))


def histogram(bins: IndexArray, weights: AnyArray, *, is_wide: bool = False) -> Float32Array:
    """Give the smoothed frequency of each bin among weighted pixels, (B,), adding up to 1.

    Parameters
    ----------
    bins : (h, w), of `Colours`
    weights : (h, w), at least 0
    is_wide : whether to expect colours a little beyond those seen
    """
    counts = np.bincount(bins.ravel(), weights=weights.ravel(), minlength=_COUNT)
    table = counts.astype(np.float32).reshape(_CHROMA_BINS, _CHROMA_BINS, _LIGHTNESS_BINS)
    blurred = cv2.GaussianBlur(table, (5, 5), 0.8 if is_wide else 0.7)
    flat = np.asarray(blurred).reshape(-1, _LIGHTNESS_BINS)
    flat = np.asarray(cv2.GaussianBlur(flat, (7, 1), sigmaX=1.0 if is_wide else 0.8, sigmaY=0.1))
    total = float(flat.sum())
    if total <= 0.0:
        return np.full(_COUNT, 1.0 / _COUNT, dtype=np.float32)
    return np.asarray(flat.reshape(-1) / total, dtype=np.float32)
