"""What of neck and chest is bare: the tint of the face tells skin from cloth.

Under the chin lies shade, so brightness tells little; the tint, colour over brightness, stays.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tryon.arrays import AnyArray
from tryon.tracking.region_colours import Colours, RegionShares

_DARKEST = 14.0
"""CIELAB lightness below which tints are noise."""
_TINT_SPREAD = 0.26
"""Between face and chest of one person, over the strength of the tint: cheeks are redder."""
_LEAST_SPREAD = 0.02
"""In black and white pictures nothing has a tint, and nothing is told apart by it."""
_SHADE = 0.35
_LIKE = 4.0
"""Squared Mahalanobis distance up to which a tint is the face's."""
_FALL = 0.45
_LEAST = 0.03
_LEAST_SEEDS = 12


def covered_neckline(
    expected: RegionShares, colours: Colours, bare_skin: AnyArray, is_face: AnyArray
) -> RegionShares:
    """Expect clothes instead of skin where the tint is not that of the face.

    Parameters
    ----------
    expected : by place alone
    colours : of the window
    bare_skin : (h, w), [0, 1], pixels of the face known to be skin
    is_face : (h, w), where the face is; stays as it is
    """
    seeds = bare_skin > 0.5
    if int(seeds.sum()) < _LEAST_SEEDS:
        return expected
    light = np.maximum(colours.lab[..., 0], _DARKEST)
    tint = colours.lab[..., 1:] / light[..., None]
    known = tint[seeds].astype(np.float64)
    middle = np.median(known, axis=0)
    away = known - middle
    strength = float(np.linalg.norm(middle))
    between = max(_TINT_SPREAD * strength, _LEAST_SPREAD)
    spread = 0.5 * away.T @ away / len(away) + between**2 * np.eye(2)
    # Skin in its own shade is lit by skin: the same hue, only stronger.
    own = np.linalg.norm(tint, axis=2)
    kept = np.minimum(own, strength + _SHADE * (own - strength)) / np.maximum(own, 1e-6)
    offset = tint * kept[..., None] - middle
    distance = np.einsum("hwi,ij,hwj->hw", offset, np.linalg.inv(spread), offset)
    like = _LEAST + (1.0 - _LEAST) * np.exp(-_FALL * np.maximum(distance - _LIKE, 0.0))
    like = np.where(is_face, 1.0, like).astype(np.float32)
    skin = expected.skin * like
    return replace(expected, skin=skin, clothes=expected.clothes + expected.skin - skin)
