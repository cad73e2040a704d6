"""People and pets in pictures of rooms: two nets that must agree."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.landmarks.matte import Matte
from tryon.landmarks.room_pieces import Bystander, Pixel
from tryon.tracking.object_net import FoundObject, ObjectNet
from tryon.tracking.outline_net import OutlineNet

_LEAST_SCORE = 0.3
"""Boxes less sure are not looked into. The second net drops what is nobody: of 15 pictures of
empty rooms not one keeps a pixel."""
_LEAST_AREA = 0.002
"""Of the picture; who is smaller stands so far off that hardly a piece goes behind them."""
_MOST = 8
"""A crowd is no room to furnish."""
_AROUND = 0.2
"""The outline net sees so much around a box, as a share of its longer side."""
_BEYOND = 0.08
"""An outline may leave its box by so much: hands do, others standing near must not come in."""
_LEAST_SHARE = 0.15
"""Of its box; where the outline net sees less of that kind, the box was wrong."""
_CUT_OFF = 0.012
"""Who reaches as near the lower edge, as a share of the picture, is cut off by it."""


class BystanderFinder:
    """Finds who is in a picture; use from one thread at a time.

    Parameters
    ----------
    objects : says where somebody may be
    outlines : says whether that is so, and which pixels show them
    """

    def __init__(self, objects: ObjectNet, outlines: OutlineNet) -> None:
        self._objects = objects
        self._outlines = outlines

    def find(self, image: Image) -> tuple[Bystander, ...]:
        """Find people, cats and dogs in a picture (H, W, 3) RGB; the surest first."""
        height, width = image.shape[:2]
        found: list[Bystander] = []
        for item in self._objects.find(image, _LEAST_SCORE):
            left, top, right, bottom = item.box
            if len(found) == _MOST:
                break
            if (right - left) * (bottom - top) >= _LEAST_AREA * width * height:
                seen = self._outlined(image, item, found)
                found += [] if seen is None else [seen]
        return tuple(found)

    def _outlined(
        self, image: Image, item: FoundObject, others: list[Bystander]
    ) -> Bystander | None:
        """Outline one; None where there is nobody, or nobody who was not found before."""
        box = np.array(item.box)
        side = float((box[2:] - box[:2]).max())
        left, top, right, bottom = _grown(box, _AROUND * side, image)
        crop = image[top:bottom, left:right]
        mask = self._outlines.mask(crop, item.kind)
        alpha = np.asarray(np.rint(255.0 * mask), dtype=np.uint8)
        rows, columns = alpha.shape
        step = ((right - left) / columns, (bottom - top) / rows)
        near = _grown(box, _BEYOND * side, image)
        x0, x1 = (round((edge - left) / step[0]) for edge in near[::2])
        y0, y1 = (round((edge - top) / step[1]) for edge in near[1::2])
        inside = np.zeros_like(alpha)
        inside[y0:y1, x0:x1] = alpha[y0:y1, x0:x1]
        alpha = inside
        for other in others:
            taken = other.matte.sampled((left, top), step, alpha.shape)
            alpha = np.minimum(alpha, 255 - taken)
        cells = int(np.count_nonzero(alpha > 127))
        area = float(np.prod(box[2:] - box[:2]))
        if cells * step[0] * step[1] < _LEAST_SHARE * area:
            return None
        matte = Matte(alpha, left, top, right - left, bottom - top)
        return Bystander(item.kind, item.score, matte, _foot(matte, image.shape[0]))


def _grown(box: np.ndarray, room: float, image: Image) -> tuple[int, int, int, int]:
    """Give a box with room around it in whole pixels, within the picture."""
    height, width = image.shape[:2]
    left, top = np.maximum(np.floor(box[:2] - room), 0.0).astype(int)
    right, bottom = np.minimum(np.ceil(box[2:] + room), [width, height]).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _foot(matte: Matte, height: int) -> Pixel | None:
    """Give the lowest place of an outline, px; None where the picture cuts it off."""
    solid = np.asarray(matte.alpha > 127, dtype=np.uint8)
    # Specks below are somebody else's, or nobody's.
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    rows, columns = np.nonzero(labels == largest)
    low = int(rows.max())
    deep = rows >= low - 0.03 * (low - int(rows.min()))
    per_u = matte.width / matte.alpha.shape[1]
    per_v = matte.height / matte.alpha.shape[0]
    bottom = matte.top + (low + 1.0) * per_v
    if bottom >= height - max(_CUT_OFF * height, per_v):
        return None
    u = matte.left + (float(columns[deep].mean()) + 0.5) * per_u - 0.5
    return u, bottom - 0.5
