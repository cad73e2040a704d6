"""Mattes as arrays over a part of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Float32Array
from tryon.landmarks.matte import Matte


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the picture: columns [left, right), rows [top, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def rows(self) -> slice:
        """Rows of the picture."""
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        """Columns of the picture."""
        return slice(self.left, self.right)

    @property
    def is_empty(self) -> bool:
        """Whether it has no pixel."""
        return self.right <= self.left or self.bottom <= self.top


def window_of(mattes: Iterable[Matte], width: int, height: int) -> Window:
    """Give the smallest window of a picture that holds all mattes; empty for none."""
    boxes = np.array([(m.left, m.top, m.left + m.width, m.top + m.height) for m in mattes])
    if not len(boxes):
        return Window(0, 0, 0, 0)
    left, top = np.floor(boxes[:, :2].min(axis=0)).astype(int)
    right, bottom = np.ceil(boxes[:, 2:].max(axis=0)).astype(int)
    return Window(
        max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))
    )


def sampled(matte: Matte, window: Window, columns: int, rows: int) -> Float32Array:
    """Give a matte (rows, columns) in [0, 1], stretched over the window; 0 outside the matte."""
    high, wide = matte.alpha.shape
    across = (window.right - window.left) / columns
    down = (window.bottom - window.top) / rows
    a = across * wide / matte.width
    b = (window.left + 0.5 * across - matte.left) * wide / matte.width - 0.5
    c = down * high / matte.height
    d = (window.top + 0.5 * down - matte.top) * high / matte.height - 0.5
    if a == c == 1.0 and b == int(b) and d == int(d):
        x, y = int(b), int(d)
        if x >= 0 and y >= 0 and x + columns <= wide and y + rows <= high:
            return matte.alpha[y : y + rows, x : x + columns] * np.float32(1.0 / 255.0)
    moved = cv2.warpAffine(
        matte.alpha,
        np.array([[a, 0.0, b], [0.0, c, d]]),
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    return np.asarray(moved, dtype=np.float32) * np.float32(1.0 / 255.0)


def uncovered(mattes: Iterable[Matte], window: Window, columns: int, rows: int) -> Float32Array:
    """Give how free (rows, columns) of all mattes each place is, [0, 1]."""
    free = np.ones((rows, columns), np.float32)
    for matte in mattes:
        free *= 1.0 - sampled(matte, window, columns, rows)
    return free
