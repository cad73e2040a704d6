"""The silhouette of hands as a soft matte: bones thickened to fingers, edges from the picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array, Image
from tryon.tracking.hand_nets import INDEX, LITTLE, MIDDLE, WRIST
from tryon.tracking.head_window import WINDOW_PX
from tryon.tracking.region_colours import Colours, histogram

_FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_PALM = [0, 1, 2, 5, 9, 13, 17]
_BREADTH_OVER_LENGTH = 0.65
"""Of the knuckles' row over the palm's length: 62 over 95 mm; foreshortening takes from either."""
_FINGER_RADIUS = 0.155
_TIP_RADIUS = 0.125
_THUMB_RADIUS = 0.18
"""Half a finger's breadth over the row of the knuckles: fingers are 16 to 20 mm broad."""
_BEYOND_TIP = 0.35
"""Landmarks of tips lie under the nail: how far fingers go on, in radii."""
_BAND = 0.16
"""Width of the rim in which the picture decides, over the row of the knuckles."""
_TEMPER = 0.5
_STRAY = 0.02
_SMOOTHING = 8.0
_EDGE = 10.0
_GUIDE_RADIUS = 4
_GUIDE_NOISE = (0.02 * 255.0) ** 2


def hand_matte(crop: Image, hands: Sequence[Array2]) -> Float32Array:
    """Give how much hands cover each pixel of a window, (256, 256), [0, 1].

    Parameters
    ----------
    crop : (256, 256, 3), the window
    hands : landmarks of each hand, (21, 2), px of the window
    """
    alpha = np.zeros((WINDOW_PX, WINDOW_PX), np.float32)
    colours = Colours.of(crop)
    for points in hands:
        breadth = knuckle_breadth(points)
        drawn = _drawn(points, breadth)
        if drawn.any():
            alpha = np.maximum(alpha, _refined(crop, colours, drawn, _BAND * breadth))
    return alpha


def knuckle_breadth(points: Array2) -> float:
    """Give the length of the row of the knuckles as if seen from the front, px."""
    row = float(np.linalg.norm(points[INDEX] - points[LITTLE]))
    palm = float(np.linalg.norm(points[WRIST] - points[MIDDLE]))
    return max(row, _BREADTH_OVER_LENGTH * palm)


def _drawn(points: Array2, breadth: float) -> Image:
    """Draw palm and fingers, 255 inside."""
    mask = np.zeros((WINDOW_PX, WINDOW_PX), np.uint8)
    _stroke(mask, points[[*_PALM, 0]], 0.9 * _FINGER_RADIUS * breadth)
    cv2.fillPoly(mask, [_sixteenths(points[_PALM])], (255,), shift=4)
    for finger in _FINGERS:
        radius = (_THUMB_RADIUS if finger[0] == 1 else _FINGER_RADIUS) * breadth
        tip, joint = points[finger[3]], points[finger[2]]
        along = (tip - joint) / max(float(np.linalg.norm(tip - joint)), 1e-6)
        end = tip + _BEYOND_TIP * _TIP_RADIUS * breadth * along
        _stroke(mask, points[list(finger[:3])], radius)
        _stroke(mask, np.stack([joint, end]), min(radius, _TIP_RADIUS * breadth * 1.1))
    return mask


def _stroke(mask: Image, points: Array2, radius: float) -> None:
    thickness = max(1, round(2.0 * radius))
    cv2.polylines(mask, [_sixteenths(points)], False, (255,), thickness, cv2.LINE_AA, shift=4)


def _sixteenths(points: Array2) -> AnyArray:
    return np.rint(points * 16.0).astype(np.int32)


def _refined(crop: Image, colours: Colours, drawn: Image, band: float) -> Float32Array:
    """Move the rim of a drawn hand to the edges of the picture within a band."""
    inside = cv2.distanceTransform(drawn, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(np.asarray(255 - drawn), cv2.DIST_L2, 3)
    distance = np.asarray(inside) - np.asarray(outside)
    odds = np.clip(distance / max(band, 1.0), -2.0, 2.0) * 2.2
    core = histogram(colours.bins, distance > 0.6 * band, is_wide=True)
    around = histogram(colours.bins, (distance < -band) & (distance > -4.0 * band))
    likely = np.log((core + _STRAY / len(core)) / (around + _STRAY / len(around)))
    odds = odds + _TEMPER * np.clip(likely, -6.0, 6.0)[colours.bins]
    # Far from the drawn hand nothing is hand, deep in it everything.
    odds = np.where(distance < -1.5 * band, -6.0, np.where(distance > 1.2 * band, 6.0, odds))
    smooth = cv2.ximgproc.fastGlobalSmootherFilter(crop, odds.astype(np.float32), _SMOOTHING, _EDGE)
    alpha = (1.0 / (1.0 + np.exp(-np.asarray(smooth)))).astype(np.float32)
    fine = cv2.ximgproc.guidedFilter(crop, alpha, _GUIDE_RADIUS, _GUIDE_NOISE)
    return np.clip(np.asarray(fine) * 1.2 - 0.1, 0.0, 1.0).astype(np.float32)
