"""Masks of mascara and brows: hairs, one by one."""

from __future__ import annotations

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Image
from tryon.categories.category import PaintFit
from tryon.categories.makeup.eyes import eye_width, hair_scale
from tryon.categories.makeup.regions import (
    BROW_LOWER,
    BROW_UPPER,
    LID_LOWER,
    LID_UPPER,
    SIDES,
    UNDER_BROW,
    Side,
    smooth_line,
)
from tryon.categories.makeup.stencil import Stencil, multiplied, tapered
from tryon.scene import Finish

_UPPER_LASHES = 30
_LOWER_LASHES = 13
_LENGTH = 0.19
"""Of the longest lash over the eye's width; real ones, made up, reach 10 mm of 30."""
_WIDTHS = (0.017, 0.009)
"""Of an upper and a lower lash at its root, over the eye's width."""
_STRENGTHS = (250.0, 120.0)
_BROW_HAIRS = 40
_TAPER = np.linspace(1.0, 0.05, 6)
_LEAST_PX = 0.4
"""Nothing thinner can be drawn: finer lashes are drawn paler instead."""
_SHUT = (0.10, 0.20)
"""Opening over width of an eye under which lashes point down, and over which they point up."""


def mascara(
    points: Array2, width_px: float, coverage: float, finish: Finish
) -> tuple[PaintFit, ...]:
    """Give the paint of a mascara: lashes longer and darker than most are.

    Parameters
    ----------
    points : (478, 2), px
    width_px : of the face
    coverage, finish : of the product
    """
    paints: list[PaintFit] = []
    for side in SIDES:
        eye_px = eye_width(points, side)
        if eye_px < 4.0:
            continue
        stencil = Stencil(points[LID_UPPER[side]], 0.45 * eye_px, hair_scale(eye_px))
        mask = stencil.blank()
        for shapes, share, most in zip((_upper, _lower), _WIDTHS, _STRENGTHS, strict=True):
            fade = min(1.0, share * eye_px / _LEAST_PX) ** 1.5
            lashes = stencil.fill_hairs(stencil.blank(), shapes(points, side), round(most * fade))
            mask = np.maximum(mask, lashes)
        root = smooth_line(points[LID_UPPER[side]])
        thick = max(0.7, 0.026 * eye_px) * np.linspace(1.0, 0.25, len(root))
        fade = min(1.0, 0.026 * eye_px / 0.7)
        line = stencil.fill(stencil.blank(), [tapered(root, thick)], round(230.0 * fade))
        mask = stencil.soften(np.maximum(mask, line), 0.33)
        paints.append(PaintFit("mascara", stencil.matte(mask), coverage, finish))
    return tuple(paints)


def _openness(points: Array2, side: Side) -> float:
    """Give 1 for an open eye, 0 for a shut one."""
    gap = np.linalg.norm(points[LID_UPPER[side]][3:6] - points[LID_LOWER[side]][3:6], axis=1)
    share = float(gap.mean()) / max(eye_width(points, side), 1e-6)
    return float(np.clip((share - _SHUT[0]) / (_SHUT[1] - _SHUT[0]), 0.0, 1.0))


def _upper(points: Array2, side: Side) -> AnyArray:
    """Give the outlines (K, N, 2) of the upper lashes."""
    line = smooth_line(points[LID_UPPER[side]])
    eye_px = eye_width(points, side)
    up, out = _axes(points, side)
    rise = 2.0 * _openness(points, side) - 1.0
    rng = np.random.default_rng(7)
    place = np.linspace(0.02, 0.90, _UPPER_LASHES)
    base = _along(line, place + rng.uniform(-0.012, 0.012, len(place)))
    fan = 0.95 - 1.55 * place
    length = _LENGTH * eye_px * (1.0 - 0.6 * place) * rng.uniform(0.72, 1.1, len(place))
    turned = fan + rng.uniform(-0.16, 0.16, len(place))
    heading = _units(rise * up + turned[:, None] * out)
    # A lash leaves the lid forwards and curls up: seen from the front its root is short.
    bow = 0.5 * heading - 0.10 * rise * up + 0.08 * fan[:, None] * out
    curve = _bent(base, base + length[:, None] * bow, base + length[:, None] * heading)
    return tapered(curve, max(_LEAST_PX, _WIDTHS[0] * eye_px) * _TAPER)


def _lower(points: Array2, side: Side) -> AnyArray:
    """Give the outlines (K, N, 2) of the lower lashes: short and fine."""
    line = smooth_line(points[LID_LOWER[side]])
    eye_px = eye_width(points, side)
    up, out = _axes(points, side)
    rng = np.random.default_rng(8)
    place = np.linspace(0.08, 0.72, _LOWER_LASHES)
    base = _along(line, place + rng.uniform(-0.015, 0.015, len(place)))
    lean = 0.8 - 1.3 * place + rng.uniform(-0.3, 0.3, len(place))
    reach = 0.065 * eye_px * rng.uniform(0.7, 1.1, len(place))
    tip = base + reach[:, None] * _units(-up + lean[:, None] * out)
    curve = _bent(base, 0.5 * (base + tip), tip)
    return tapered(curve, max(_LEAST_PX, _WIDTHS[1] * eye_px) * _TAPER)


def _axes(points: Array2, side: Side) -> tuple[Array2, Array2]:
    """Give the unit vectors (1, 2) from an eye to its brow, and to its outer corner."""
    lid = points[LID_UPPER[side]]
    up = points[UNDER_BROW[side]][3:6].mean(axis=0) - lid[3:6].mean(axis=0)
    return _units(up[None]), _units((lid[0] - lid[-1])[None])


def _along(line: Array2, place: Array1) -> Array2:
    """Give the points (K, 2) at shares (K,) of a line's points (N, 2)."""
    index = np.clip(place, 0.0, 1.0) * (len(line) - 1)
    row = np.minimum(index.astype(np.intp), len(line) - 2)
    part = (index - row)[:, None]
    return np.asarray(line[row] + part * (line[row + 1] - line[row]), dtype=np.float64)


def _bent(start: Array2, middle: Array2, end: Array2) -> AnyArray:
    """Give quadratic Bezier curves (K, 6, 2) that pass near `middle`."""
    t = np.linspace(0.0, 1.0, 6)[None, :, None]
    control = (2.0 * middle - 0.5 * (start + end))[:, None]
    return (1.0 - t) ** 2 * start[:, None] + 2.0 * t * (1.0 - t) * control + t**2 * end[:, None]


def _units(vectors: Array2) -> Array2:
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return np.asarray(vectors / length, dtype=np.float64)


def brows(points: Array2, width_px: float, coverage: float, finish: Finish) -> tuple[PaintFit, ...]:
    """Give the paint of a brow pencil: soft filling, and strokes as of hairs."""
    paints: list[PaintFit] = []
    for side in SIDES:
        upper, lower = points[BROW_UPPER[side]], points[BROW_LOWER[side]]
        high, low = smooth_line(upper), smooth_line(lower)
        thick = float(np.linalg.norm(high - low, axis=1).mean())
        if thick < 1.0:
            continue
        stencil = Stencil(np.concatenate([upper, lower]), thick + 2.0, hair_scale(4.0 * thick))
        shape = np.concatenate([high, low[::-1]])
        middle = 0.5 * (high + low)
        narrow = np.concatenate([middle + 0.8 * (high - middle), (low + 0.2 * (high - low))[::-1]])
        soft = stencil.soften(stencil.fill(stencil.blank(), [narrow], 120), 0.2 * thick)
        strokes = stencil.blank()
        stencil.fill_hairs(strokes, _brow_hairs(high, low), 190)
        inside = stencil.soften(stencil.fill(stencil.blank(), [shape]), 0.14 * thick)
        hairs = multiplied(stencil.soften(strokes, 0.45), inside)
        mask = multiplied(np.maximum(soft, hairs), _nose_end_fade(high, low, stencil))
        paints.append(PaintFit("brows", stencil.matte(mask), coverage, finish))
    return tuple(paints)


def _nose_end_fade(high: Array2, low: Array2, stencil: Stencil) -> Image:
    """Draw a fade towards the nose: brows that end there at once look stamped."""
    inner, tail = 0.5 * (high[-1] + low[-1]), 0.5 * (high[0] + low[0])
    across, down = stencil.grid()
    away = tail - inner
    along = ((across - inner[0]) * away[0] + (down - inner[1]) * away[1]) / float(away @ away)
    return np.asarray(np.rint(255.0 * np.clip(0.12 + along / 0.32, 0.0, 1.0)), dtype=np.uint8)


def _brow_hairs(high: Array2, low: Array2) -> AnyArray:
    """Give the outlines (K, N, 2) of drawn hairs, upright at the nose, lying towards the tail."""
    rng = np.random.default_rng(9)
    thick = float(np.linalg.norm(high - low, axis=1).mean())
    place = np.linspace(0.06, 0.94, _BROW_HAIRS)
    foot = _along(low, place + rng.uniform(-0.02, 0.02, len(place)))
    head = _along(high, place - 0.10 - 0.16 * (1.0 - place))
    start = foot + rng.uniform(0.05, 0.35, (len(place), 1)) * (head - foot)
    reach = rng.uniform(0.7, 0.95, (len(place), 1)) * (head - start)
    curve = _bent(start, start + 0.5 * reach, start + reach)
    return tapered(curve, max(0.4, 0.06 * thick) * _TAPER)
