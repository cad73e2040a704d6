"""Whether a head wears a hat already: by a net, and by colours that no hair has.

Above the brows a head shows skin or hair. Hair is black, grey, brown, red or blond: its hue lies
around that of skin, in most light. A blue cap, a green hat or a badge on black does not; but hair
in coloured light does neither, so that where colours are strange the net must half agree.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.affine_crop import affine_crop
from tryon.tracking.hat_net import INPUT_PX, HatNet

HEADWEAR_WORN = "headwear_worn"
"""Note: the wearer has a hat on; without it, another can be tried."""

_MIN_WIDTH_PX = 30.0
_PATCH_PX = 48
_AREA_REDUCTION = 1.5
_CROWN_M = np.array(
    [[-0.045, 0.068, -0.025], [0.045, 0.068, -0.025], [-0.060, 0.070, -0.060],
     [0.060, 0.070, -0.060], [-0.048, 0.098, -0.090], [0.048, 0.098, -0.090],
     [0.0, 0.108, -0.100]]
)  # fmt: skip
"""Around the front of the crown, average head: above any forehead, below most outlines."""
_TOP_M = np.array([[0.0, 0.105, -0.10]])
"""Where this lies outside the picture, a hat could not be seen."""
_LOOKS_M = (0.22, 0.26, 0.30)
"""Sides of the squares that the net sees, turned as the head is: one alone now and then takes
curls for a bonnet, but not in all three."""
_LOOK_AXIS_M = np.array([[0.0, 0.045, -0.08], [0.0, 0.145, -0.08]])
"""Its middle, and what is above that."""
_ENOUGH, _HALF = 1.0, 0.5
"""Evidence of the net that is enough alone, and together with colours."""
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


class HeadwearNoter:
    """Notes who wears a hat already; use from one thread at a time.

    Parameters
    ----------
    net : looks at heads
    """

    def __init__(self, net: HatNet) -> None:
        self._net = net

    def refine(self, frame: Frame, landmarks: Landmarks) -> Landmarks:
        """Add the note `headwear_worn` to a head that wears a hat."""
        if HEADWEAR_WORN in landmarks.notes or not self.is_worn(frame, landmarks):
            return landmarks
        return replace(landmarks, notes=(*landmarks.notes, HEADWEAR_WORN))

    def is_worn(self, frame: Frame, landmarks: Landmarks) -> bool:
        """Tell whether a head wears a hat; no where that cannot be told."""
        x0, _, x1, _ = landmarks.box
        height, width = frame.image.shape[:2]
        top = landmarks.camera_from_subject.apply(_TOP_M * _size(landmarks))
        u, v = frame.camera.project(top)[0]
        if x1 - x0 < _MIN_WIDTH_PX or not (0.0 <= u < width and 0.0 <= v < height):
            return False
        looks = [upright_head(frame, landmarks, side) for side in _LOOKS_M]
        seen = sum(self._net.evidence(look) for look in looks) / len(looks)
        return seen > _ENOUGH or (seen > _HALF and has_strange_colours(frame, landmarks))


def upright_head(frame: Frame, landmarks: Landmarks, side_m: float) -> Image:
    """Cut a head and what is on it out of a picture, upright however it is held, (224, 224, 3).

    Parameters
    ----------
    side_m : of the square around an average adult's head, m
    """
    size = _size(landmarks)
    points = landmarks.camera_from_subject.apply(_LOOK_AXIS_M * size)
    (u, v), (top_u, top_v) = frame.camera.project(points)
    step = size * side_m * frame.camera.fx / float(points[0, 2]) / INPUT_PX
    roll = np.arctan2(top_u - u, v - top_v)
    turn = step * np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    shift = [u, v] - turn @ np.full(2, 0.5 * (INPUT_PX - 1))
    window = np.column_stack([turn, shift])
    return affine_crop(frame.image, window, INPUT_PX, int(step / _AREA_REDUCTION))


def has_strange_colours(frame: Frame, landmarks: Landmarks) -> bool:
    """Tell whether a head's crown has colours that no hair has; no where it cannot be told."""
    x0, _, x1, _ = landmarks.box
    person = landmarks.mattes.get("person")
    if person is None:
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
