"""Masks of what lies softly on the face: foundation, blush, highlighter."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.categories.category import PaintFit
from tryon.categories.makeup.regions import (
    BROW_LOWER,
    BROW_UPPER,
    CHEEK_LINE,
    CHEEK_TOP,
    CUPIDS_BOW,
    FACE_EDGE,
    LID_LOWER,
    LID_UPPER,
    LIPS_OUTER,
    NOSE_RIDGE,
    NOSTRILS,
    SIDES,
    Side,
    smooth_line,
)
from tryon.categories.makeup.stencil import Stencil, multiplied, without
from tryon.landmarks.topology import FOREHEAD, NOSE_BRIDGE
from tryon.scene import Finish

_FOREHEAD = 0.30
"""How far skin reaches above the landmarks' forehead, over their forehead's height. Where hair
begins before, the picture says so."""
_FOREHEAD_SHARES = np.interp(
    np.arange(36),
    [0, 2, 4, 6, 7, 29, 30, 32, 34, 36],
    [1.0, 0.97, 0.8, 0.2, 0, 0, 0.2, 0.8, 0.97, 1],
)
"""Of the points of `FACE_EDGE`, from the middle of the forehead round the face."""
_MASK_FACE_PX = 112.0
"""Width of the face in soft masks; nothing in them is finer."""


def foundation(
    points: Array2, width_px: float, coverage: float, finish: Finish
) -> tuple[PaintFit, ...]:
    """Give the paint of a foundation: the whole face but eyes and lips; brows lie over it.

    Parameters
    ----------
    points : (478, 2), px
    width_px : of the face
    coverage, finish : of the product
    """
    rise = _FOREHEAD * (points[FOREHEAD] - points[NOSE_BRIDGE])
    edge = points[FACE_EDGE] + _FOREHEAD_SHARES[:, None] * rise
    scale = min(1.0, _MASK_FACE_PX / max(width_px, 1.0))
    stencil = Stencil(edge, 0.03 * width_px, scale)
    edge = smooth_line(edge, closed=True)
    middle = edge.mean(axis=0)
    shape = stencil.fill(stencil.blank(), [middle + 0.95 * (edge - middle)])
    mask = stencil.soften(shape, 0.042 * width_px)
    spared = stencil.fill(stencil.blank(), [points[LIPS_OUTER]])
    for side in SIDES:
        eye = _eye(points, side)
        stencil.stroke(stencil.fill(spared, [eye]), eye, 0.006 * width_px)
    mask = without(mask, stencil.soften(spared, 0.004 * width_px))
    mask = multiplied(mask, stencil.fill(stencil.blank(), [middle + 0.97 * (edge - middle)]))
    return (PaintFit("foundation", stencil.matte(mask), coverage, finish),)


def _features(points: Array2, stencil: Stencil, width_px: float) -> Image:
    """Draw what paint for skin leaves free."""
    mask = stencil.fill(stencil.blank(), [points[LIPS_OUTER]])
    for side in SIDES:
        eye = _eye(points, side)
        brow = np.concatenate([points[BROW_UPPER[side]], points[BROW_LOWER[side]][::-1]])
        stencil.fill(mask, [eye, brow, points[NOSTRILS[side]]])
        stencil.stroke(mask, np.concatenate([eye, eye[:1]]), 0.018 * width_px)
        stencil.stroke(mask, np.concatenate([brow, brow[:1]]), 0.012 * width_px)
    return mask


def _eye(points: Array2, side: Side) -> Array2:
    return np.concatenate([points[LID_UPPER[side]], points[LID_LOWER[side]][-2:0:-1]])


def blush(points: Array2, width_px: float, coverage: float, finish: Finish) -> tuple[PaintFit, ...]:
    """Give the paint of a blush; parameters as of `foundation`.

    From the apple of each cheek along its bone, fading both ways; it stays on the face.
    """
    stencil = _soft_stencil(points, width_px)
    across, down = stencil.grid()
    total = np.zeros(across.shape)
    for side in SIDES:
        apple, bone = points[CHEEK_LINE[side]]
        centre = 0.66 * apple + 0.34 * bone
        along = bone - apple
        reach = max(float(np.linalg.norm(along)), 0.05 * width_px)
        unit = along / max(float(np.linalg.norm(along)), 1e-6)
        u = (across - centre[0]) * unit[0] + (down - centre[1]) * unit[1]
        v = -(across - centre[0]) * unit[1] + (down - centre[1]) * unit[0]
        # Steeper towards the nose than towards the ear, as a brush leaves it.
        long = np.where(u < 0.0, 0.50, 0.72) * reach
        total = np.maximum(total, np.exp(-((u / long) ** 2) - (v / (0.125 * width_px)) ** 2))
    mask = _masked(total, stencil)
    mask = multiplied(mask, _inside_face(points, stencil, width_px))
    mask = without(mask, stencil.soften(_features(points, stencil, width_px), 0.012 * width_px))
    return (PaintFit("blush", stencil.matte(mask), coverage, finish),)


def highlighter(
    points: Array2, width_px: float, coverage: float, finish: Finish
) -> tuple[PaintFit, ...]:
    """Give the paint of a highlighter: cheekbones, ridge of the nose, bow of the lips."""
    stencil = _soft_stencil(points, width_px)
    mask = stencil.blank()
    for side in SIDES:
        stencil.stroke(mask, smooth_line(points[CHEEK_TOP[side]]), 0.05 * width_px, 235)
    mask = stencil.soften(mask, 0.034 * width_px)
    ridge = stencil.stroke(stencil.blank(), points[NOSE_RIDGE], 0.022 * width_px, 190)
    bow = points[CUPIDS_BOW] + 0.018 * _up(points)
    stencil.stroke(ridge, bow, 0.012 * width_px, 150)
    mask = np.maximum(mask, stencil.soften(ridge, 0.014 * width_px))
    mask = multiplied(mask, _inside_face(points, stencil, width_px))
    mask = without(mask, _features(points, stencil, width_px))
    return (PaintFit("highlighter", stencil.matte(mask), coverage, finish),)


def _up(points: Array2) -> Array1:
    """Give the vector (2,) from the chin to the forehead, px."""
    return np.asarray(points[10] - points[152], dtype=np.float64)


def _soft_stencil(points: Array2, width_px: float) -> Stencil:
    scale = min(1.0, _MASK_FACE_PX / max(width_px, 1.0))
    return Stencil(points[FACE_EDGE], 0.03 * width_px, scale)


def _inside_face(points: Array2, stencil: Stencil, width_px: float) -> Image:
    """Draw the face a little smaller than it is: soft paint must not reach what is behind."""
    edge = points[FACE_EDGE]
    middle = edge.mean(axis=0)
    shape = stencil.fill(stencil.blank(), [middle + 0.96 * (edge - middle)])
    return stencil.soften(shape, 0.014 * width_px)


def _masked(share: Array2, stencil: Stencil) -> Image:
    del stencil
    return np.asarray(np.rint(255.0 * np.clip(share, 0.0, 1.0)), dtype=np.uint8)
