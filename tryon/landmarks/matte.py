"""Soft masks of what lies in front of a subject's skin in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import cv2
import numpy as np

from tryon.arrays import Image

MatteKind = Literal["hair", "hands", "clothes", "person"]
"""`hair` and `clothes` of this subject, `hands` of anybody, the whole `person`."""


@dataclass(frozen=True, slots=True, eq=False)
class Matte:
    """How much of each place of a window is covered, as a small picture stretched over it.

    Parameters
    ----------
    alpha : (h, w) uint8, 255 where covered; read-only
    left, top : upper left corner of the window in the picture, px, between pixel corners: the
        first pixel of the picture reaches from 0 to 1
    width, height : of the window, px; outside of it nothing is covered
    """

    alpha: Image
    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        alpha = np.array(self.alpha, dtype=np.uint8, order="C")
        if alpha.ndim != 2 or not alpha.size:
            msg = f"matte: expected an alpha of shape (h, w), got {alpha.shape}"
            raise ValueError(msg)
        if not (self.width > 0.0 and self.height > 0.0):
            msg = f"matte: expected a window with an area, got {self.width} x {self.height} px"
            raise ValueError(msg)
        alpha.setflags(write=False)
        object.__setattr__(self, "alpha", alpha)

    def sampled(
        self, corner: tuple[float, float], step: tuple[float, float], shape: tuple[int, int]
    ) -> Image:
        """Give what is covered in the cells of a grid over the picture.

        Parameters
        ----------
        corner : left and top of the grid, px, between pixel corners
        step : width and height of a cell, px
        shape : rows and columns of the grid

        Returns
        -------
        (rows, columns) uint8; cells finer than the matte are interpolated, larger ones show
        their middle
        """
        rows, columns = shape
        u_rate, v_rate = self.alpha.shape[1] / self.width, self.alpha.shape[0] / self.height
        across, down = step[0] * u_rate, step[1] * v_rate
        x = (corner[0] + 0.5 * step[0] - self.left) * u_rate - 0.5
        y = (corner[1] + 0.5 * step[1] - self.top) * v_rate - 0.5
        if across == down == 1.0 and x == int(x) >= 0 and y == int(y) >= 0:
            part = self.alpha[int(y) : int(y) + rows, int(x) : int(x) + columns]
            if part.shape == (rows, columns):
                return part
        matte_from_grid = np.array([[across, 0.0, x], [0.0, down, y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(self.alpha, matte_from_grid, (columns, rows), flags=flags)
        return np.asarray(moved, dtype=np.uint8)

    def mean_around(self, u: float, v: float, radius: float) -> float:
        """Give how much is covered on average, [0, 1], around a place of the picture.

        Parameters
        ----------
        u, v : px, the centre of the first pixel is (0, 0)
        radius : half the side of the square looked at, px
        """
        rows, columns = self.alpha.shape
        per_u, per_v = columns / self.width, rows / self.height
        x, y = (u + 0.5 - self.left) * per_u, (v + 0.5 - self.top) * per_v
        half_x, half_y = radius * per_u, radius * per_v
        x0, x1 = max(0, floor(x - half_x)), min(columns, ceil(x + half_x))
        y0, y1 = max(0, floor(y - half_y)), min(rows, ceil(y + half_y))
        if x0 >= x1 or y0 >= y1:
            return 0.0
        return float(self.alpha[y0:y1, x0:x1].mean()) / 255.0
