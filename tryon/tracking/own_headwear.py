"""Whether a head wears a hat already, as far as its colours tell: what no hair looks like.

Above the brows a head shows skin or hair. Hair is black, grey, brown, red or blond: its hue lies
around that of skin, whatever the light. A blue cap, a green hat or a badge on black does not.
Black and brown hats look like hair here, and are not told from it.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks

HEADWEAR_WORN = "headwear_worn"
"""Note: the wearer has a hat on; without it, another can be tried."""

_MIN_WIDTH_PX = 36.0
_PATCH_PX = 48
_CROWN_M = np.array(
    [[-0.045, 0.068, -0.025], [0.045, 0.068, -0.025], [-0.060, 0.070, -0.060],
     [0.060, 0.070, -0.060], [-0.048, 0.098, -0.090], [0.048, 0.098, -0.090],
     [0.0, 0.108, -0.100]]
)  # fmt: skip
"""Around the front of the crown, average head: above any forehead, below most outlines."""
_CHEEKS = ([117, 118, 101, 50, 205], [346, 347, 330, 280, 425])
_INSIDE = 0.6
_COLOURED = 13.0
"""Chroma (CIELAB) from which a pixel has a hue of its own."""
_COOLER_RAD, _WARMER_RAD = float(np.radians(58.0)), float(np.radians(50.0))
"""How far the hue of hair lies from that of skin, towards red and towards yellow."""
_COLOURED_SHARE = 0.4
_PATTERN_SPREAD = 27.0
"""Deviation of lightness: hair shines, but in no picture of bare heads by more than 21."""
_DARK, _LIGHT = 25.0, 75.0
_PATTERN_SHARE = 0.18


def note_headwear(frame: Frame, landmarks: Landmarks) -> Landmarks:
    """Add the note `headwear_worn` to a head that wears what cannot be hair."""
    if not wears_headwear(frame, landmarks) or HEADWEAR_WORN in landmarks.notes:
        return landmarks
    return replace(landmarks, notes=(*landmarks.notes, HEADWEAR_WORN))


def wears_headwear(frame: Frame, landmarks: Landmarks) -> bool:
    """Tell whether a head wears a hat whose colours no hair has; no where it cannot be told."""
    x0, _, x1, _ = landmarks.box
    person = landmarks.mattes.get("person")
    if x1 - x0 < _MIN_WIDTH_PX or person is None:
        return False
    points = landmarks.camera_from_subject.apply(_CROWN_M * _size(landmarks))
    pixels = frame.camera.project(points)
    crown = _lab_within(frame, cv2.convexHull(pixels.astype(np.float32))[:, 0])
    cheeks = [_lab_within(frame, landmarks.image_points[rows]) for rows in _CHEEKS]
    skin = np.concatenate(cheeks)
    middle = pixels.mean(axis=0)
    covered = person.mean_around(float(middle[0]), float(middle[1]), 0.1 * (x1 - x0))
    if len(crown) < 60 or len(skin) < 20 or covered < _INSIDE:
        return False
    return is_unlike_hair(crown, np.median(skin, axis=0))


def is_unlike_hair(crown: Float32Array, skin: AnyArray) -> bool:
    """Tell whether colours (N, 3), CIELAB, cannot be hair's, given the skin's (3,)."""
    chroma = np.hypot(crown[:, 1], crown[:, 2])
    hue = np.arctan2(crown[:, 2], crown[:, 1]) - float(np.arctan2(skin[2], skin[1]))
    hue = np.mod(hue + np.pi, 2.0 * np.pi) - np.pi
    strange = (chroma > _COLOURED) & ((hue < -_COOLER_RAD) | (hue > _WARMER_RAD))
    if float(strange.mean()) > _COLOURED_SHARE:
        return True
    lightness = crown[:, 0]
    spread = float(lightness.std()) > _PATTERN_SPREAD
    dark, light = float((lightness < _DARK).mean()), float((lightness > _LIGHT).mean())
    return spread and min(dark, light) > _PATTERN_SHARE


def _size(landmarks: Landmarks) -> float:
    """Give the size of a head over the average adult's, whose ears lie 105.2 mm behind."""
    ears = landmarks.subject_points
    return float(ears["left_ear"][2] + ears["right_ear"][2]) / -0.2104


def _lab_within(frame: Frame, outline: AnyArray) -> Float32Array:
    """Give the colours (N, 3), CIELAB, within a convex outline (K, 2), px."""
    image = frame.image
    height, width = image.shape[:2]
    low = np.maximum(np.floor(outline.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 1, [width, height])
    if (high - low < 2).any():
        return np.zeros((0, 3), np.float32)
    part = image[low[1] : high[1], low[0] : high[0]]
    scale = min(1.0, _PATCH_PX / max(part.shape[:2]))
    size = (max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    mask = np.zeros((size[1], size[0]), np.uint8)
    share = np.array(size) / (high - low)
    corners = np.rint(((outline - low) * share) * 16.0).astype(np.int32)
    cv2.fillConvexPoly(mask, cv2.convexHull(corners), 1, shift=4)
    lab = cv2.cvtColor(np.asarray(small, dtype=np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    return np.asarray(lab[mask > 0], dtype=np.float32)
