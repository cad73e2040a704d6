"""Draws masks: shapes with soft edges over a window of the picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array2, Image
from tryon.landmarks.matte import Matte

_SHIFT = 5
_UNIT = 1 << _SHIFT


class Stencil:
    """A window of the picture into which shapes are drawn.

    Parameters
    ----------
    around : (N, 2), px, what the window holds
    pad_px : room around it
    scale : mask pixels per picture pixel
    """

    def __init__(self, around: Array2, pad_px: float, scale: float = 1.0) -> None:
        low = np.floor(around.min(axis=0) - pad_px)
        high = np.ceil(around.max(axis=0) + pad_px) + 1.0
        self._left, self._top = float(low[0]), float(low[1])
        self.columns = max(1, int(np.ceil((high[0] - low[0]) * scale)))
        self.rows = max(1, int(np.ceil((high[1] - low[1]) * scale)))
        self.scale = scale
        self._corner = low

    def blank(self) -> Image:
        """Give an empty mask (rows, columns)."""
        return np.zeros((self.rows, self.columns), np.uint8)

    def places(self, points: AnyArray) -> Array2:
        """Give mask coordinates (..., 2) of image points (..., 2)."""
        return (points + 0.5 - self._corner) * self.scale - 0.5

    def fill(self, mask: Image, shapes: Sequence[Array2], value: int = 255) -> Image:
        """Fill polygons, each (N, 2) px, with smooth edges; gives the mask."""
        for shape in shapes:
            corners = np.rint(self.places(shape) * _UNIT).astype(np.int32)
            cv2.fillPoly(mask, [corners], value, cv2.LINE_AA, _SHIFT)
        return mask

    def fill_hairs(self, mask: Image, shapes: AnyArray, value: int) -> Image:
        """Fill slender convex shapes (K, N, 2) px; gives the mask."""
        for corners in np.rint(self.places(shapes) * _UNIT).astype(np.int32):
            cv2.fillConvexPoly(mask, corners, value, cv2.LINE_AA, _SHIFT)
        return mask

    def stroke(self, mask: Image, line: Array2, width_px: float, value: int = 255) -> Image:
        """Draw a line (N, 2) px of one width; gives the mask."""
        corners = np.rint(self.places(line) * _UNIT).astype(np.int32)
        thickness = max(1, round(width_px * self.scale))
        cv2.polylines(mask, [corners], isClosed=False, color=value, thickness=thickness,
                      lineType=cv2.LINE_AA, shift=_SHIFT)  # fmt: skip
        return mask

    def soften(self, mask: Image, sigma_px: float) -> Image:
        """Give the mask with softened edges."""
        sigma = sigma_px * self.scale
        if sigma < 0.3:
            return mask
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma), dtype=np.uint8)

    def ramp(self, mask: Image, margin_px: float) -> Image:
        """Give the mask with edges that rise evenly over twice the margin."""
        size = max(3, 2 * round(margin_px * self.scale) + 1)
        return np.asarray(cv2.blur(mask, (size, size)), dtype=np.uint8)

    def grid(self) -> tuple[Array2, Array2]:
        """Give image columns and rows, (rows, columns) each, px, of the mask's pixels."""
        x = (np.arange(self.columns) + 0.5) / self.scale + self._left - 0.5
        y = (np.arange(self.rows) + 0.5) / self.scale + self._top - 0.5
        across, down = np.meshgrid(x, y)
        return np.asarray(across, np.float64), np.asarray(down, np.float64)

    def matte(self, mask: Image) -> Matte:
        """Give the mask where it lies in the picture."""
        return Matte(mask, self._left, self._top, self.columns / self.scale, self.rows / self.scale)


def multiplied(one: Image, other: Image) -> Image:
    """Give the product of two masks."""
    return np.asarray(cv2.multiply(one, other, scale=1.0 / 255.0), dtype=np.uint8)


def without(mask: Image, hole: Image) -> Image:
    """Give a mask with a hole cut in it."""
    return multiplied(mask, np.asarray(255 - hole, dtype=np.uint8))


def tapered(line: Array2, width_px: Array2) -> Array2:
    """Give the outlines (..., 2 N, 2) of strokes whose widths change along their lines.

    Parameters
    ----------
    line : (..., N, 2), px
    width_px : (N,)
    """
    along = np.empty_like(line)
    along[..., 1:-1, :] = line[..., 2:, :] - line[..., :-2, :]
    along[..., 0, :] = line[..., 1, :] - line[..., 0, :]
    along[..., -1, :] = line[..., -1, :] - line[..., -2, :]
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9)
    aside = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    aside *= (0.5 * width_px / length)[..., None]
    return np.concatenate([line + aside, (line - aside)[..., ::-1, :]], axis=-2)
