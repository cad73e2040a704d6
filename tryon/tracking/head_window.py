"""The square of a picture around a head and its shoulders, where mattes are worked out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte

WINDOW_PX = 256
"""Side of a window as the nets and the filters see it: 2 mm per pixel."""
WINDOW_M = 0.52
_CENTRE_M = np.array([[0.0, -0.05, -0.08]])
_AREA_REDUCTION = 1.5


@dataclass(frozen=True, slots=True)
class HeadWindow:
    """A square window of a picture.

    Parameters
    ----------
    left, top : upper left corner, px between pixel corners: the first pixel reaches from 0 to 1
    side : px
    """

    left: float
    top: float
    side: float

    @classmethod
    def around(cls, landmarks: Landmarks, camera: CameraIntrinsics) -> HeadWindow:
        """Frame a posed head, its hair and its shoulders."""
        middle = landmarks.camera_from_subject.apply(_CENTRE_M)
        u, v = camera.project(middle)[0] + 0.5
        side = WINDOW_M * camera.fx / float(middle[0, 2])
        return cls(float(u) - side / 2, float(v) - side / 2, side)

    def inner(self, share: float) -> HeadWindow:
        """Give the window of the same middle and `share` of the side."""
        margin = 0.5 * (1.0 - share) * self.side
        return HeadWindow(self.left + margin, self.top + margin, share * self.side)

    def cut(self, image: Image, size: int = WINDOW_PX) -> Image:
        """Resample the window, (size, size, 3); outside the picture it is black."""
        step = self.side / size
        left, top, factor = 0, 0, int(step) if step > _AREA_REDUCTION else 1
        if factor > 1:
            # Linear sampling alone aliases when a pixel of the window spans several.
            height, width = image.shape[:2]
            left, top = (max(0, int(edge) - factor) for edge in (self.left, self.top))
            right = min(width, int(self.left + self.side) + factor)
            bottom = min(height, int(self.top + self.side) + factor)
            columns, rows = (right - left) // factor, (bottom - top) // factor
            if columns < 1 or rows < 1:
                return np.zeros((size, size, 3), np.uint8)
            part = image[top : top + rows * factor, left : left + columns * factor]
            image = np.asarray(
                cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8
            )
        scale = step / factor
        picture_from_window = np.array(
            [
                [scale, 0.0, (self.left - left) / factor + 0.5 * scale - 0.5],
                [0.0, scale, (self.top - top) / factor + 0.5 * scale - 0.5],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(image, picture_from_window, (size, size), flags=flags)
        return np.asarray(crop, dtype=np.uint8)

    def to_window(self, image_points: Array2, size: int = WINDOW_PX) -> Array2:
        """Map (N, 2) px of the picture to px of the window of `size` px, centres to centres."""
        corner = np.array([self.left, self.top])
        return (image_points + 0.5 - corner) * (size / self.side) - 0.5

    def to_picture(self, window_points: Array2, size: int = WINDOW_PX) -> Array2:
        """Map (N, 2) px of the window of `size` px to px of the picture, centres to centres."""
        corner = np.array([self.left, self.top])
        return (window_points + 0.5) * (self.side / size) + corner - 0.5

    def matte(self, alpha: AnyArray) -> Matte:
        """Give a matte over this window of an alpha (h, w) in [0, 1]."""
        codes = np.rint(np.clip(alpha, 0.0, 1.0) * 255.0).astype(np.uint8)
        return Matte(codes, self.left, self.top, self.side, self.side)


def fill_shape(points: Array2, size: int) -> Image:
    """Draw a filled polygon of (N, 2) px into an empty (size, size) mask: 255 inside."""
    mask = np.zeros((size, size), np.uint8)
    # Sixteenths of a pixel: whole ones would make shapes tremble.
    cv2.fillPoly(mask, [np.rint(points * 16.0).astype(np.int32)], (255,), shift=4)
    return mask
