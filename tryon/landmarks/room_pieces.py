"""Where shoppers put pieces into their room, and what stays in front: strokes, people, pets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from tryon.landmarks.matte import Matte

Pixel = tuple[float, float]
CutoutKind = Literal["object", "background"]
CutoutShape = Literal["scribble", "polygon", "box"]
BystanderKind = Literal["person", "cat", "dog"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a shopper puts one piece.

    Parameters
    ----------
    number : tells the pieces of a room apart
    spot : px, where the middle of its footprint stands on the floor. For wall pieces: where the
        wall under it meets the floor; for hanging ones: the floor below; for things on a table:
        the place on the table
    yaw_deg : turn about the vertical, positive counter-clockwise seen from above; at 0 its front
        looks out of the picture
    snap : whether it is turned along the walls where that is near
    elevation_m : of its lowest point above the floor, m; None takes the product's own

    Raises
    ------
    ValueError
        If a value is not finite, or the elevation not in [0, 4].
    """

    number: int
    spot: Pixel
    yaw_deg: float = 0.0
    snap: bool = True
    elevation_m: float | None = None

    def __post_init__(self) -> None:
        if not np.isfinite([*self.spot, self.yaw_deg]).all():
            msg = f"stand {self.number}: expected finite values, got {self}"
            raise ValueError(msg)
        if self.elevation_m is not None and not 0.0 <= self.elevation_m <= 4.0:
            msg = f"elevation_m: expected a value in [0, 4], got {self.elevation_m}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Cutout:
    """One stroke of a shopper around or over what shall stay in front of the pieces.

    Parameters
    ----------
    points : px; of a scribble its path, of a polygon its corners, of a box two opposite corners
    kind : whether it marks the object itself, or what does not belong to it
    shape : polygons and boxes go around the object, scribbles lie on it
    width_px : of a scribble

    Raises
    ------
    ValueError
        If there are too few points, or one is not finite.
    """

    points: tuple[Pixel, ...]
    kind: CutoutKind = "object"
    shape: CutoutShape = "scribble"
    width_px: float = 12.0

    def __post_init__(self) -> None:
        least = {"scribble": 1, "polygon": 3, "box": 2}[self.shape]
        if len(self.points) < least or not np.isfinite(self.points).all():
            msg = f"cutout: expected {least} finite points of a {self.shape}, got {self.points}"
            raise ValueError(msg)
        if self.shape == "box" and len(self.points) != least:
            msg = f"cutout: expected two corners of a box, got {len(self.points)}"
            raise ValueError(msg)
        if not 0.0 < self.width_px < 1000.0:
            msg = f"width_px: expected a value in (0, 1000), got {self.width_px}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Bystander:
    """Somebody in the picture of a room, who hides pieces behind them.

    Parameters
    ----------
    kind : who
    score : how sure that is, [0, 1]
    matte : roughly where they are seen
    foot : px, their lowest place, where they meet the floor; None where the picture's lower edge
        cuts them off: they are nearer than all floor in view
    """

    kind: BystanderKind
    score: float
    matte: Matte
    foot: Pixel | None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is seen, px between pixel corners."""
        matte = self.matte
        solid = np.asarray(matte.alpha > 127, dtype=np.uint8)
        x, y, columns, rows = cv2.boundingRect(solid)
        per_u = matte.width / solid.shape[1]
        per_v = matte.height / solid.shape[0]
        left, top = matte.left + x * per_u, matte.top + y * per_v
        return left, top, left + columns * per_u, top + rows * per_v
