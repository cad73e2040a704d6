"""Straight segments of a picture that may be edges of a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.arrays import Array1, Array2, Image

WORKING_SIDE_PX = 960
"""Longer side the segments are found at: 1280 px costs three times as much and is no truer."""
_SOFT_SIDE_PX, _SOFT_BLUR_PX = 600, 0.8
_SHORTEST = 0.025
"""Length of the shortest segment, of the picture's diagonal."""
_MOST = 450
_BORDER = 0.03
"""Margin, of a side, in which a segment along the border is the border of a scan or a print."""
_PLAIN_LEVELS = 12
_WIDEST_FRAME = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class RoomSegments:
    """Segments of one picture, looked at twice: what the room tells, it tells to both looks.

    Parameters
    ----------
    sharp : (N, 4), px: u0, v0, u1, v1; longest first
    soft : (M, 4), the same of the picture blurred and made smaller
    """

    sharp: Array2
    soft: Array2


def find_segments(image: Image) -> RoomSegments:
    """Give the segments of a picture.

    Parameters
    ----------
    image : (H, W, 3) RGB

    Notes
    -----
    LSD (von Gioi, Jakubowicz, Morel and Randall, IPOL 2012).
    """
    height, width = image.shape[:2]
    whole = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    gray = _at_most(whole, WORKING_SIDE_PX)
    blurred = cv2.GaussianBlur(gray, (0, 0), _SOFT_BLUR_PX)
    soft = _at_most(np.asarray(blurred, dtype=np.uint8), _SOFT_SIDE_PX)
    frame = _frame(gray) * np.array([width / gray.shape[1], height / gray.shape[0]] * 2)
    return RoomSegments(
        _segments(gray, (width, height), frame), _segments(soft, (width, height), frame)
    )


def _at_most(gray: Image, side_px: int) -> Image:
    """Shrink a picture (H, W) whose longer side is longer than told."""
    shrink = side_px / max(gray.shape)
    if shrink >= 1.0:
        return gray
    size = (round(gray.shape[1] * shrink), round(gray.shape[0] * shrink))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _segments(gray: Image, size: tuple[int, int], frame: Array1) -> Array2:
    """Give the segments of a picture (H, W) in px of the one of another size it was made of."""
    found: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(gray)[0]
    if found is None:
        return np.empty((0, 4))
    # Some builds give (N, 1, 4), others (N, 4).
    segments = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    scale = np.array([size[0] / gray.shape[1], size[1] / gray.shape[0]] * 2)
    segments = (segments + 0.5) * scale - 0.5
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    keep = (length > _SHORTEST * np.hypot(*size)) & ~_along_border(segments, size, frame)
    order = np.argsort(-length[keep], kind="stable")
    return np.asarray(segments[keep][order][:_MOST])


def _frame(gray: Image) -> Array1:
    """Give how wide the plain frame round a picture (H, W) is: left, top, right, bottom, px.

    Scans, prints and undistorted pictures have one; its edges are long, perfect and wrong.
    """
    height, width = gray.shape
    columns = _middle(gray, 0).astype(np.int16)
    rows = _middle(gray, 1).T.astype(np.int16)
    looks = [columns, rows, columns[:, ::-1], rows[:, ::-1]]
    plain = [(np.abs(look - np.median(look[:, 0])) <= _PLAIN_LEVELS).all(axis=0) for look in looks]
    sides = np.array([np.argmin(np.append(run, False)) for run in plain], dtype=np.float64)
    most = np.array([width, height, width, height]) * _WIDEST_FRAME
    return np.where(sides < most, sides, 0.0)


def _middle(gray: Image, axis: int) -> Image:
    """Leave away both ends along an axis, where the frame's other sides are."""
    margin = round(_WIDEST_FRAME * gray.shape[axis])
    return gray[margin:-margin] if axis == 0 else gray[:, margin:-margin]


def _along_border(segments: Array2, size: tuple[int, int], frame: Array1) -> NDArray[np.bool_]:
    """Tell which segments run along the picture's border, or its frame's, (N,)."""
    width, height = size
    run = np.abs(segments[:, 2:] - segments[:, :2])
    upright = run[:, 0] < 0.05 * run[:, 1]
    lying = run[:, 1] < 0.05 * run[:, 0]
    u, v = segments[:, 0::2], segments[:, 1::2]
    left, top, right, bottom = frame + _BORDER * np.array([width, height, width, height])
    at_side = (u.max(axis=1) < left) | (u.min(axis=1) > width - right)
    at_end = (v.max(axis=1) < top) | (v.min(axis=1) > height - bottom)
    return np.asarray((upright & at_side) | (lying & at_end))
