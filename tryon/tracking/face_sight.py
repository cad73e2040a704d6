"""How a person looks around the face: enough to know them again while they are before us.

Hair, skin, lips and collar in a coarse grid of colours. That is no face recognition: it holds
for the people in one place and light, for minutes, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array2, Float32Array, Image
from tryon.landmarks import topology

Box = tuple[float, float, float, float]

_COLUMNS, _ROWS = 9, 14
_HALF_WIDTH, _ABOVE, _BELOW = 0.62, 0.38, 0.72
"""Extent of the grid about the face in face heights: beside its middle, above, below the chin."""
_LEAST_WEIGHT = 0.45
_FAR = 40.0
"""Colour difference from which cells are simply unlike; a lamp's reflection must not outvote."""
_MOST_SIGHTS = 8
_NEW_SIGHT = 4.0
"""A sight this unlike all remembered ones, but of the same person, is worth remembering too."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceSight:
    """One look at a person.

    Parameters
    ----------
    colors : (R, C, 3), CIELAB
    weights : (R, C), how much each cell belongs to the person, 0 where others stand before
    """

    colors: Float32Array
    weights: Float32Array

    def distance(self, other: FaceSight) -> float:
        """Give the mean colour difference of what both show, CIELAB; inf if that is too little."""
        weights = np.minimum(self.weights, other.weights)
        total = float(weights.sum())
        if total < _LEAST_WEIGHT * float(_CELLS.sum()):
            return float("inf")
        difference = self.colors - other.colors
        # Exposure and shade change the lightness of all alike.
        shift = float((weights * difference[:, :, 0]).sum()) / total
        difference = difference - np.array([0.7 * shift, 0.0, 0.0], np.float32)
        apart = np.minimum(np.sqrt((difference**2).sum(axis=2)), _FAR)
        return float((weights * apart).sum()) / total


def sight_of(image: Image, image_points: Array2, others: Sequence[Box] = ()) -> FaceSight | None:
    """Look at a person; None if too little of them is in the picture.

    Parameters
    ----------
    image : (H, W, 3) RGB
    image_points : (478, 2), px
    others : faces of people who may stand before them, x0, y0, x1, y1, px
    """
    top, chin = image_points[topology.FOREHEAD], image_points[topology.CHIN]
    tall = float(np.linalg.norm(chin - top))
    x0, y0 = image_points.min(axis=0)
    x1, y1 = image_points.max(axis=0)
    middle = 0.5 * float(x0 + x1)
    left, right = middle - _HALF_WIDTH * tall, middle + _HALF_WIDTH * tall
    high, low = float(y0) - _ABOVE * tall, float(y1) + _BELOW * tall
    height, width = image.shape[:2]
    if right <= 0 or left >= width or low <= 0 or high >= height or tall < 8.0:
        return None
    scale = np.array([[(right - left) / _COLUMNS, 0.0, left], [0.0, (low - high) / _ROWS, high]])
    cells = _averaged(image, (left, high, right, low))
    centres_x = (np.arange(_COLUMNS) + 0.5) * scale[0, 0] + left
    centres_y = (np.arange(_ROWS) + 0.5) * scale[1, 1] + high
    weights = _CELLS.copy()
    weights[:, (centres_x < 0) | (centres_x >= width)] = 0.0
    weights[(centres_y < 0) | (centres_y >= height), :] = 0.0
    for box in others:
        _hide(weights, centres_x, centres_y, box)
    if float(weights.sum()) < _LEAST_WEIGHT * float(_CELLS.sum()):
        return None
    lab = cv2.cvtColor(cells.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB)
    return FaceSight(np.asarray(lab, dtype=np.float32), weights)


class FaceLook:
    """What is remembered of one person: a few unlike sights."""

    def __init__(self) -> None:
        self._sights: list[FaceSight] = []

    @property
    def is_known(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self._sights)

    def remember(self, sight: FaceSight) -> None:
        """Keep a sight if it shows something new; the oldest makes room."""
        if self._sights and self.distance(sight) < _NEW_SIGHT:
            return
        self._sights.append(sight)
        if len(self._sights) > _MOST_SIGHTS:
            del self._sights[0]

    def distance(self, sight: FaceSight) -> float:
        """Give how unlike the nearest remembered sight is; inf if none can be compared."""
        return min((known.distance(sight) for known in self._sights), default=float("inf"))


def _averaged(image: Image, box: Box) -> Image:
    """Average a part of a picture into the grid, (R, C, 3); outside it repeats the edge."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (round(value) for value in box)
    part = image[max(0, y0) : max(1, min(height, y1)), max(0, x0) : max(1, min(width, x1))]
    pad = max(0, -y0), max(0, y1 - height), max(0, -x0), max(0, x1 - width)
    if any(pad):
        part = cv2.copyMakeBorder(part, *pad, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(part, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA), np.uint8)


def _hide(weights: Float32Array, x: Array2, y: Array2, box: Box) -> None:
    """Take out what a person standing before covers: their face, hair and shoulders."""
    x0, y0, x1, y1 = box
    wide, tall = x1 - x0, y1 - y0
    head = (np.abs(x - 0.5 * (x0 + x1)) < 0.7 * wide)[None] & (
        (y > y0 - 0.35 * tall) & (y <= y1 + 0.2 * tall)
    )[:, None]
    shoulders = (np.abs(x - 0.5 * (x0 + x1)) < 1.4 * wide)[None] & (y > y1 + 0.2 * tall)[:, None]
    weights[head | shoulders] = 0.0


def _cells() -> Float32Array:
    """Give the weight of each cell: head and collar of somebody upright."""
    rows, columns = np.mgrid[0:_ROWS, 0:_COLUMNS]
    tall = 1.0 + _ABOVE + _BELOW
    y = (rows + 0.5) / _ROWS * tall - _ABOVE  # 0 at the forehead, 1 at the chin
    x = ((columns + 0.5) / _COLUMNS * 2.0 - 1.0) * _HALF_WIDTH
    head = (x / 0.5) ** 2 + ((y - 0.42) / 0.72) ** 2 < 1.0
    collar = (y > 1.25) & (np.abs(x) < 0.5)
    return np.where(head, 1.0, np.where(collar, 0.8, 0.0)).astype(np.float32)


_CELLS = _cells()
