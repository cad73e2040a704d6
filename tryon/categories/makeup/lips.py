"""Masks of lipstick and lip liner."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2
from tryon.categories.category import PaintFit
from tryon.categories.makeup.regions import (
    LIPS_INNER,
    LIPS_OUTER,
    LOWER_GAP,
    UPPER_GAP,
    smooth_line,
)
from tryon.categories.makeup.stencil import Stencil, multiplied, without
from tryon.scene import Finish

_MARGIN = 0.012
"""How far the edge of lips may lie off the landmarks', over the face's width."""
_OPEN = 0.035
"""Gap over the mouth's width under which lips count as closed: their line is painted."""
_LINER = 0.016
"""Width of a pencil line over the face's width: 2.2 mm."""
_SHINE = 0.42


def lipstick(
    points: Array2, width_px: float, coverage: float, finish: Finish
) -> tuple[PaintFit, ...]:
    """Give the paint of a lipstick.

    Parameters
    ----------
    points : (478, 2), px
    width_px : of the face
    coverage, finish : of the product
    """
    outer = smooth_line(points[LIPS_OUTER], closed=True)
    margin = max(1.0, _MARGIN * width_px)
    stencil = Stencil(outer, 2.5 * margin + 2.0)
    mask = stencil.ramp(stencil.fill(stencil.blank(), [outer]), margin)
    inner = smooth_line(points[LIPS_INNER], closed=True)
    spare = None
    if _opening(points) > _OPEN:
        spare = stencil.matte(stencil.ramp(stencil.fill(stencil.blank(), [inner]), margin))
    paint = PaintFit(
        "lipstick", stencil.matte(mask), coverage, finish, spare=spare, margin_px=margin
    )
    if finish != "gloss":
        return (paint,)
    return paint, _shine(points, stencil, width_px)


def _opening(points: Array2) -> float:
    """Give the height of the gap between the lips over the mouth's width."""
    height = float(np.linalg.norm(points[UPPER_GAP] - points[LOWER_GAP], axis=1).mean())
    corners = points[LIPS_OUTER[[0, 10]]]
    return height / max(float(np.linalg.norm(corners[1] - corners[0])), 1e-6)


def _shine(points: Array2, stencil: Stencil, width_px: float) -> PaintFit:
    """Give the band of light a wet lower lip shows, and the two spots of the upper one."""
    outer, inner = points[LIPS_OUTER], points[LIPS_INNER]
    lower = 0.55 * inner[12:19] + 0.45 * outer[12:19]
    height = float(np.linalg.norm(outer[15] - inner[15]))
    mask = stencil.blank()
    stencil.stroke(mask, smooth_line(lower[1:6]), 0.20 * height, 190)
    for rows in ((3, 4), (6, 7)):
        upper = 0.45 * inner[list(rows)] + 0.55 * outer[list(rows)]
        stencil.stroke(mask, upper, 0.12 * height, 110)
    soft = stencil.soften(mask, max(0.7, 0.11 * height))
    lips = stencil.fill(stencil.blank(), [outer])
    del width_px
    return PaintFit("lip-shine", stencil.matte(multiplied(soft, lips)), _SHINE, "gloss")


def lip_liner(
    points: Array2, width_px: float, coverage: float, finish: Finish
) -> tuple[PaintFit, ...]:
    """Give the paint of a lip pencil; parameters as of `lipstick`."""
    outer = smooth_line(points[LIPS_OUTER], closed=True)
    line_px = max(1.2, _LINER * width_px)
    stencil = Stencil(outer, line_px + 2.0, _fine_scale(width_px))
    ring = np.concatenate([outer, outer[:1]])
    # The pencil lies on the edge, most of it on the lips.
    band = stencil.stroke(stencil.blank(), ring, 2.0 * line_px)
    shape = stencil.fill(stencil.blank(), [outer])
    stencil.stroke(shape, ring, 0.5 * line_px)
    mask = stencil.soften(multiplied(band, shape), 0.3 * line_px)
    inner = smooth_line(points[LIPS_INNER], closed=True)
    mask = without(mask, stencil.fill(stencil.blank(), [inner]))
    return (PaintFit("lip-liner", stencil.matte(mask), coverage, finish),)


def _fine_scale(width_px: float) -> float:
    """Give a mask scale at which thin lines keep their width on small faces."""
    return 2.0 if width_px < 200.0 else 1.0
