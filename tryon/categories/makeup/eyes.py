"""Masks of eyeshadow and eyeliner."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.categories.category import PaintFit
from tryon.categories.makeup.regions import (
    BELOW_LID,
    CREASE,
    LID_LOWER,
    LID_UPPER,
    SIDES,
    UNDER_BROW,
    Side,
    smooth_line,
)
from tryon.categories.makeup.stencil import Stencil, multiplied, tapered, without
from tryon.scene import Finish

_FINE_FACE_PX = 220.0
_LINER_SHARE = 0.052
"""Greatest thickness of a drawn line over the eye's width."""
_WING = 0.26
"""Length of a wing over the eye's width."""


def fine_scale(width_px: float) -> float:
    """Give mask pixels per picture pixel at which thin lines keep their width."""
    return 2.0 if width_px < _FINE_FACE_PX else 1.0


def hair_scale(eye_px: float) -> float:
    """Give mask pixels per picture pixel at which single hairs can be drawn."""
    return 3.0 if eye_px < 120.0 else 2.0 if eye_px < 240.0 else 1.0


def eye_opening(points: Array2, side: Side) -> Array2:
    """Give the outline (N, 2) of what is seen of the eyeball, px."""
    upper = smooth_line(points[LID_UPPER[side]])
    lower = smooth_line(points[LID_LOWER[side]])
    return np.concatenate([upper, lower[-2:0:-1]])


def eye_width(points: Array2, side: Side) -> float:
    """Give the distance between the corners of an eye, px."""
    corners = points[LID_UPPER[side][[0, -1]]]
    return float(np.linalg.norm(corners[1] - corners[0]))


def eyeshadow(
    points: Array2, width_px: float, coverage: float, finish: Finish, *, shades: int
) -> tuple[PaintFit, ...]:
    """Give the paint of an eyeshadow.

    Parameters
    ----------
    points : (478, 2), px
    width_px : of the face
    coverage, finish : of the product
    shades : 1 for a lid, 2 for lid and fold, 3 for a light inner corner besides
    """
    paints: list[PaintFit] = []
    for side in SIDES:
        if eye_width(points, side) < 4.0:
            continue
        around = np.concatenate([points[UNDER_BROW[side]], points[BELOW_LID[side]]])
        stencil = Stencil(around, 0.10 * width_px, fine_scale(width_px))
        eye = stencil.fill(stencil.blank(), [eye_opening(points, side)])
        eye = stencil.soften(eye, 0.35)
        for shade, draw in enumerate((_lid, _fold, _inner_corner)[:shades]):
            matte = stencil.matte(without(draw(points, side, stencil), eye))
            # The light corner is always a shimmer: that is what it is there for.
            shine = "shimmer" if shade == 2 else finish
            paints.append(PaintFit("eyeshadow", matte, coverage, shine, shade))
    return tuple(paints)


def _lid(points: Array2, side: Side, stencil: Stencil) -> Image:
    """Draw the lid up to its fold, fading above it and a little beyond the outer corner."""
    lash, fold = points[LID_UPPER[side]], points[CREASE[side]]
    high = points[UNDER_BROW[side]]
    eye_px = eye_width(points, side)
    # On hooded lids the fold lies on the lashes: some height is painted all the same.
    top = _raised(fold, lash, high, 0.30)
    outer = lash[0] + 0.16 * (lash[0] - lash[-1]) + 0.25 * (top[1] - lash[0])
    shape = np.concatenate([lash, top[::-1][1:-1], outer[None]])
    mask = stencil.soften(stencil.fill(stencil.blank(), [shape]), 0.045 * eye_px)
    haze_top = _raised(fold, lash, high, 0.62)
    haze = stencil.fill(stencil.blank(), [np.concatenate([lash, haze_top[::-1][1:-1]])], 130)
    haze = stencil.soften(haze, 0.085 * eye_px)
    below = smooth_line(points[LID_LOWER[side]][:5])
    line = stencil.stroke(stencil.blank(), below, 0.05 * eye_px, 90)
    line = stencil.soften(line, 0.03 * eye_px)
    return np.maximum(np.maximum(mask, haze), line)


def _raised(fold: Array2, lash: Array2, high: Array2, share: float) -> Array2:
    """Give a line a share of the way from the fold to the brow, never on the lashes."""
    return np.where(
        np.linalg.norm(fold - lash, axis=1, keepdims=True) > 0.0,
        fold + share * (high - fold),
        high,
    )


def _fold(points: Array2, side: Side, stencil: Stencil) -> Image:
    """Draw the outer corner and the fold: the deep shade of a palette."""
    lash, fold, high = points[LID_UPPER[side]], points[CREASE[side]], points[UNDER_BROW[side]]
    eye_px = eye_width(points, side)
    low = 0.25 * lash + 0.75 * fold
    top = _raised(fold, lash, high, 0.45)
    outer = lash[0] + 0.20 * (lash[0] - lash[-1]) + 0.35 * (top[1] - lash[0])
    shape = np.concatenate([lash[:3], low[2:7], top[2:7][::-1], top[1:2], outer[None]])
    mask = stencil.soften(stencil.fill(stencil.blank(), [shape], 225), 0.075 * eye_px)
    across, down = stencil.grid()
    inner, tip = lash[-1], lash[0]
    along = ((across - inner[0]) * (tip - inner)[0] + (down - inner[1]) * (tip - inner)[1]) / (
        eye_px**2
    )
    fade = np.clip((along - 0.15) / 0.6, 0.0, 1.0)
    return multiplied(mask, np.asarray(np.rint(255.0 * fade), dtype=np.uint8))


def _inner_corner(points: Array2, side: Side, stencil: Stencil) -> Image:
    """Draw the light of the inner corner and the middle of the lid."""
    lash, fold = points[LID_UPPER[side]], points[CREASE[side]]
    eye_px = eye_width(points, side)
    across, down = stencil.grid()
    corner = lash[-1] + 0.04 * (lash[-1] - lash[0])
    middle = 0.45 * lash[4] + 0.55 * fold[4]
    total = np.zeros(across.shape)
    for centre, reach, strength in ((corner, 0.10, 1.0), (middle, 0.13, 0.7)):
        square = (across - centre[0]) ** 2 + (down - centre[1]) ** 2
        total = np.maximum(total, strength * np.exp(-square / (reach * eye_px) ** 2))
    return np.asarray(np.rint(255.0 * total), dtype=np.uint8)


def eyeliner(
    points: Array2, width_px: float, coverage: float, finish: Finish, *, wing: float
) -> tuple[PaintFit, ...]:
    """Give the paint of an eyeliner; `wing` in [0, 1] is how far it is drawn beyond the eye."""
    paints: list[PaintFit] = []
    for side in SIDES:
        eye_px = eye_width(points, side)
        if eye_px < 4.0:
            continue
        stencil = Stencil(points[LID_UPPER[side]], 0.5 * eye_px, hair_scale(eye_px))
        thick = max(0.9, _LINER_SHARE * eye_px)
        fade = min(1.0, _LINER_SHARE * eye_px / 0.9)
        line, share = _liner_path(points, side, wing)
        # Its lower edge lies on the lashes.
        lifted = line + 0.38 * (thick * share)[:, None] * _away_from_eye(points, side)
        shape = tapered(lifted, thick * share)
        mask = stencil.fill(stencil.blank(), [shape], round(255.0 * fade))
        mask = stencil.soften(mask, 0.4)
        paints.append(PaintFit("eyeliner", stencil.matte(mask), coverage, finish))
    return tuple(paints)


def _liner_path(points: Array2, side: Side, wing: float) -> tuple[Array2, Array1]:
    """Give a line (N, 2), px, from the tip of the wing to the inner corner, and its widths (N,).

    Widths are shares of the greatest: thickest over the outer third, a hair at the inner corner.
    """
    lid = points[LID_UPPER[side]]
    if wing <= 0.0:
        line = smooth_line(lid)
        place = np.linspace(0.0, 1.0, len(line))
        return line, np.interp(place, [0.0, 0.25, 0.6, 1.0], [0.7, 1.0, 0.6, 0.12])
    onward = _unit(lid[0] - points[LID_LOWER[side]][2]) + 0.35 * _away_from_eye(points, side)
    tip = lid[0] + _WING * wing * eye_width(points, side) * _unit(onward)
    # Round the corner, not into it: a pencil leaves the lid before its end.
    leave = 0.5 * (lid[0] + lid[1]) + 0.02 * (tip - lid[1])
    line = smooth_line(np.concatenate([tip[None], leave[None], lid[2:]]), 6)
    place = np.linspace(0.0, 1.0, len(line))
    return line, np.interp(place, [0.0, 0.13, 0.32, 0.6, 1.0], [0.05, 0.7, 1.0, 0.6, 0.12])


def _unit(vector: Array1) -> Array1:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float64)


def _away_from_eye(points: Array2, side: Side) -> Array1:
    """Give the unit vector (2,) from the eye towards its brow."""
    lift = points[UNDER_BROW[side]][3:6].mean(axis=0) - points[LID_UPPER[side]][3:6].mean(axis=0)
    return np.asarray(lift / max(float(np.linalg.norm(lift)), 1e-6), dtype=np.float64)
