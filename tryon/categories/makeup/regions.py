"""Parts of the face that are made up, as rows of the 478 landmarks.

Rows of one side are the wearer's right; the left ones stand in the same order.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from tryon.arrays import Array2, IndexArray

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")


def _rows(*numbers: int) -> IndexArray:
    rows = np.array(numbers, dtype=np.int32)
    rows.setflags(write=False)
    return rows


LIPS_OUTER = _rows(
    *(61, 185, 40, 39, 37, 0, 267, 269, 270, 409),
    *(291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
)
"""Edge of the lips: right corner, along the upper lip, left corner, back along the lower."""
LIPS_INNER = _rows(
    *(78, 191, 80, 81, 82, 13, 312, 311, 310, 415),
    *(308, 324, 318, 402, 317, 14, 87, 178, 88, 95),
)
"""Where the lips meet, in the order of `LIPS_OUTER`."""
UPPER_GAP, LOWER_GAP = _rows(82, 13, 312), _rows(87, 14, 317)

LID_UPPER: dict[Side, IndexArray] = {
    "right": _rows(33, 246, 161, 160, 159, 158, 157, 173, 133),
    "left": _rows(263, 466, 388, 387, 386, 385, 384, 398, 362),
}
"""Upper lash line, outer corner first."""
LID_LOWER: dict[Side, IndexArray] = {
    "right": _rows(33, 7, 163, 144, 145, 153, 154, 155, 133),
    "left": _rows(263, 249, 390, 373, 374, 380, 381, 382, 362),
}
"""Lower lash line, outer corner first."""
CREASE: dict[Side, IndexArray] = {
    "right": _rows(130, 247, 30, 29, 27, 28, 56, 190, 243),
    "left": _rows(359, 467, 260, 259, 257, 258, 286, 414, 463),
}
"""Fold of the upper lid."""
UNDER_BROW: dict[Side, IndexArray] = {
    "right": _rows(226, 113, 225, 224, 223, 222, 221, 189, 244),
    "left": _rows(446, 342, 445, 444, 443, 442, 441, 413, 464),
}
"""Between the fold and the brow."""
BELOW_LID: dict[Side, IndexArray] = {
    "right": _rows(130, 25, 110, 24, 23, 22, 26, 112, 243),
    "left": _rows(359, 255, 339, 254, 253, 252, 256, 341, 463),
}
"""Just below the lower lashes."""
BROW_UPPER: dict[Side, IndexArray] = {
    "right": _rows(70, 63, 105, 66, 107),
    "left": _rows(300, 293, 334, 296, 336),
}
"""Upper edge of the brow, tail first."""
BROW_LOWER: dict[Side, IndexArray] = {
    "right": _rows(46, 53, 52, 65, 55),
    "left": _rows(276, 283, 282, 295, 285),
}
IRIS: dict[Side, IndexArray] = {
    "right": _rows(468, 469, 470, 471, 472),
    "left": _rows(473, 474, 475, 476, 477),
}
"""Centre and ring."""
FACE_EDGE = _rows(
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
CHEEK_LINE: dict[Side, IndexArray] = {
    "right": _rows(50, 227),
    "left": _rows(280, 447),
}
"""Where blush lies: apple of the cheek, and the cheekbone before the ear."""
CHEEK_TOP: dict[Side, IndexArray] = {
    "right": _rows(117, 116, 34),
    "left": _rows(346, 345, 264),
}
"""Upper edge of the cheekbone, below the outer corner of the eye."""
NOSE_RIDGE = _rows(6, 197, 195, 5)
CUPIDS_BOW = _rows(37, 0, 267)
NOSTRILS: dict[Side, IndexArray] = {
    "right": _rows(60, 75, 240, 99, 97, 2, 98, 64),
    "left": _rows(290, 305, 460, 328, 326, 2, 327, 294),
}


def smooth_line(points: Array2, steps: int = 4, *, closed: bool = False) -> Array2:
    """Give a smooth curve through points, (M, 2).

    Parameters
    ----------
    points : (N, 2)
    steps : pieces between two points
    closed : whether the last point joins the first

    Notes
    -----
    Catmull and Rom's spline (1974): through every point, and no overshoot to speak of.
    """
    if closed:
        ends = points[-1:], points[:2]
    else:
        ends = 2.0 * points[:1] - points[1:2], 2.0 * points[-1:] - points[-2:-1]
    p = np.concatenate([ends[0], points, ends[1]])
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (p[k : len(p) - 3 + k, None] for k in range(4))
    curve = 0.5 * (
        2.0 * b
        + (c - a) * t
        + (2.0 * a - 5.0 * b + 4.0 * c - d) * t**2
        + (3.0 * b - a - 3.0 * c + d) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, points[-1:]])
