"""Masks of mascara and brows: hairs, one by one."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
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
            lashes = stencil.fill(stencil.blank(), shapes(points, side), round(most * fade))
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


def _upper(points: Array2, side: Side) -> list[Array2]:
    """Give the outlines of the upper lashes."""
    line = smooth_line(points[LID_UPPER[side]])
    eye_px = eye_width(points, side)
    up = _unit(
        points[UNDER_BROW[side]][3:6].mean(axis=0) - points[LID_UPPER[side]][3:6].mean(axis=0)
    )
    out = _unit(points[LID_UPPER[side]][0] - points[LID_UPPER[side]][-1])
    rise = 2.0 * _openness(points, side) - 1.0
    shapes: list[Array2] = []
    rng = np.random.default_rng(7)
    for place in np.linspace(0.02, 0.90, _UPPER_LASHES):
        base = _along(line, place + rng.uniform(-0.012, 0.012))
        fan = 0.95 - 1.55 * place
        length = _LENGTH * eye_px * (1.0 - 0.6 * place) * rng.uniform(0.72, 1.1)
        heading = _unit(rise * up + (fan + rng.uniform(-0.16, 0.16)) * out)
        # A lash leaves the lid forwards and curls up: seen from the front its root is short.
        middle = base + length * (0.5 * heading - 0.10 * rise * up + 0.08 * fan * out)
        tip = base + length * heading
        curve = _bent(base, middle, tip)
        width = max(_LEAST_PX, _WIDTHS[0] * eye_px) * np.linspace(1.0, 0.05, len(curve))
        shapes.append(tapered(curve, width))
    return shapes


def _lower(points: Array2, side: Side) -> list[Array2]:
    """Give the outlines of the lower lashes: short and fine."""
    line = smooth_line(points[LID_LOWER[side]])
    eye_px = eye_width(points, side)
    down = _unit(
        points[LID_LOWER[side]][3:6].mean(axis=0) - points[UNDER_BROW[side]][3:6].mean(axis=0)
    )
    out = _unit(points[LID_UPPER[side]][0] - points[LID_UPPER[side]][-1])
    shapes: list[Array2] = []
    rng = np.random.default_rng(8)
    for place in np.linspace(0.08, 0.72, _LOWER_LASHES):
        base = _along(line, place + rng.uniform(-0.015, 0.015))
        heading = _unit(down + (0.8 - 1.3 * place + rng.uniform(-0.3, 0.3)) * out)
        tip = base + 0.065 * eye_px * rng.uniform(0.7, 1.1) * heading
        curve = _bent(base, 0.5 * (base + tip), tip)
        width = max(_LEAST_PX, _WIDTHS[1] * eye_px) * np.linspace(1.0, 0.05, len(curve))
        shapes.append(tapered(curve, width))
    return shapes


def _along(line: Array2, place: float) -> Array1:
    """Give the point (2,) at a share of a line's points."""
    index = float(np.clip(place, 0.0, 1.0)) * (len(line) - 1)
    row = min(int(index), len(line) - 2)
    part = index - row
    return np.asarray(line[row] + part * (line[row + 1] - line[row]), dtype=np.float64)


def _bent(start: Array1, middle: Array1, end: Array1) -> Array2:
    """Give a quadratic Bezier curve (6, 2) that passes near `middle`."""
    t = np.linspace(0.0, 1.0, 6)[:, None]
    control = 2.0 * middle - 0.5 * (start + end)
    return (1.0 - t) ** 2 * start + 2.0 * t * (1.0 - t) * control + t**2 * end


def _unit(vector: Array1) -> Array1:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float64)


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
        for hair in _brow_hairs(high, low):
            stencil.fill(strokes, [hair], 190)
        inside = stencil.soften(stencil.fill(stencil.blank(), [shape]), 0.14 * thick)
        hairs = multiplied(stencil.soften(strokes, 0.45), inside)
        mask = np.maximum(soft, hairs)
        paints.append(PaintFit("brows", stencil.matte(mask), coverage, finish))
    return tuple(paints)


def _brow_hairs(high: Array2, low: Array2) -> list[Array2]:
    """Give the outlines of drawn hairs: upright at the nose, lying down towards the tail."""
    shapes: list[Array2] = []
    rng = np.random.default_rng(9)
    thick = float(np.linalg.norm(high - low, axis=1).mean())
    for place in np.linspace(0.06, 0.94, 40):
        foot = _along(low, place + rng.uniform(-0.02, 0.02))
        lean = 0.10 + 0.16 * (1.0 - place)
        head = _along(high, place - lean)
        reach = rng.uniform(0.7, 0.95)
        start = foot + rng.uniform(0.05, 0.35) * (head - foot)
        curve = _bent(start, start + 0.5 * reach * (head - start), start + reach * (head - start))
        width = max(0.4, 0.06 * thick) * np.linspace(1.0, 0.1, len(curve))
        shapes.append(tapered(curve, width))
    return shapes
