"""Soft masks of what lies in front of a subject's skin in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
