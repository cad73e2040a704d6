"""Mattes as arrays over a part of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    step = (window.right - window.left) / columns, (window.bottom - window.top) / rows
    alpha = matte.sampled((window.left, window.top), step, (rows, columns))
    return alpha * np.float32(1.0 / 255.0)


def uncovered(mattes: Iterable[Matte], window: Window, columns: int, rows: int) -> Float32Array:
    """Give how free (rows, columns) of all mattes each place is, [0, 1]."""
    free = np.ones((rows, columns), np.float32)
    for matte in mattes:
        free *= 1.0 - sampled(matte, window, columns, rows)
    return free
