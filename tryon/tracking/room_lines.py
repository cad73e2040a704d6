"""Straight segments of a picture that may be edges of a room."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.arrays import Array2, Image

WORKING_SIDE_PX = 960
"""Longer side the segments are found at: 1280 px costs three times as much and is no truer."""
_SHORTEST = 0.025
"""Length of the shortest segment, of the picture's diagonal."""
_MOST = 450
_BORDER = 0.03
"""Margin, of a side, in which a segment along the border is the border of a scan or a print."""


def find_segments(image: Image) -> Array2:
    """Give the segments of a picture, (N, 4), px: u0, v0, u1, v1; longest first.

    Parameters
    ----------
    image : (H, W, 3) RGB

    Notes
    -----
    LSD (von Gioi, Jakubowicz, Morel and Randall, IPOL 2012).
    """
    height, width = image.shape[:2]
    shrink = min(1.0, WORKING_SIDE_PX / max(height, width))
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if shrink < 1.0:
        size = (round(width * shrink), round(height * shrink))
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    found: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(gray)[0]
    if found is None:
        return np.empty((0, 4))
    # Some builds give (N, 1, 4), others (N, 4).
    segments = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    scale = np.array([width / gray.shape[1], height / gray.shape[0]] * 2)
    segments = (segments + 0.5) * scale - 0.5
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    keep = (length > _SHORTEST * np.hypot(height, width)) & ~_along_border(segments, image)
    order = np.argsort(-length[keep], kind="stable")
    return np.asarray(segments[keep][order][:_MOST])


def _along_border(segments: Array2, image: Image) -> NDArray[np.bool_]:
    """Tell which segments run along the picture's border, (N,).

    Frames of scans and black edges of undistorted pictures are long, perfect and wrong.
    """
    height, width = image.shape[:2]
    run = np.abs(segments[:, 2:] - segments[:, :2])
    upright = run[:, 0] < 0.05 * run[:, 1]
    lying = run[:, 1] < 0.05 * run[:, 0]
    u, v = segments[:, 0::2], segments[:, 1::2]
    at_side = (u.max(axis=1) < _BORDER * width) | (u.min(axis=1) > (1.0 - _BORDER) * width)
    at_end = (v.max(axis=1) < _BORDER * height) | (v.min(axis=1) > (1.0 - _BORDER) * height)
    return np.asarray((upright & at_side) | (lying & at_end))
