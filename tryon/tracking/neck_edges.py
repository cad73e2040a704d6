"""How broad a neck is, and where its middle is, where the picture shows both its edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.matte import Matte

NECK_BREADTH_MM = 114.0
"""Of the average adult's neck, half way down, as `assets/body/neck.npz` has it."""

_JAW = [172, 136, 397, 365]
"""Landmarks of the jaw's corners and a little before them, right and left."""
_HEIGHTS = np.linspace(0.56, 0.84, 8)
"""Shares of the way from the skull to the root of the neck at which it is about as broad."""
_REACH_M = 0.10
_STEP_M = 0.001
_PRIOR_SD = 0.05
_READING_SD = 0.035
_LIMITS = (0.88, 1.12)
_LEAST_ROWS = 3
_MIDDLE_M = 0.02
_PLACE_SHARE = 0.8
_MOST_SHIFT_M = 0.02


@dataclass(frozen=True, slots=True)
class NeckEdges:
    """What both edges of a neck tell.

    Parameters
    ----------
    breadth : of the neck, mm
    shift_m : of its middle to the wearer's left
    """

    breadth: Measure
    shift_m: float


def find_neck_edges(
    landmarks: Landmarks, camera: CameraIntrinsics, line: Array2, across: Array1
) -> NeckEdges | None:
    """Look for the edges of the bare neck before the background.

    Parameters
    ----------
    landmarks : with the mattes `person`, `hair` and `clothes`
    line : (2, 3), m, camera frame, middle of the neck below the skull and at its root
    across : (3,), camera frame, to the wearer's left, as long as this head's size over the
        average

    Returns
    -------
    NeckEdges or None
        None where hair, collar or hand hide an edge.
    """
    mattes = [landmarks.mattes.get(kind) for kind in ("person", "hair", "clothes")]
    if any(matte is None for matte in mattes):
        return None
    steps = np.arange(-_REACH_M, _REACH_M + 0.5 * _STEP_M, _STEP_M)
    middles = line[0] + _HEIGHTS[:, None] * (line[1] - line[0])
    points = middles[:, None] + steps[None, :, None] * across
    if float(points[..., 2].min()) <= 0.0:
        return None
    pixels = camera.project(points.reshape(-1, 3))
    person, hair, clothes = (
        sampled(matte, pixels).reshape(len(_HEIGHTS), -1) for matte in mattes if matte is not None
    )
    skin = person * (1.0 - hair) * (1.0 - clothes)
    below = _below_jaw(landmarks, camera, middles)
    found = [
        _edges(row, body, steps)
        for row, body, is_below in zip(skin, person, below, strict=True)
        if is_below
    ]
    pairs = np.array([pair for pair in found if pair is not None])
    if len(pairs) < _LEAST_ROWS:
        return None
    right, left = np.median(pairs, axis=0)
    shift = float(np.clip(_PLACE_SHARE * 0.5 * (left + right), -_MOST_SHIFT_M, _MOST_SHIFT_M))
    size = float(np.linalg.norm(across))
    return NeckEdges(_breadth(float(left - right), size), size * shift)


def _below_jaw(landmarks: Landmarks, camera: CameraIntrinsics, middles: Array2) -> list[bool]:
    """Tell which places along the neck, (N, 3), m, lie below the corners of the jaw."""
    places = camera.project(middles)
    down = places[-1] - places[0]
    down = down / max(float(np.linalg.norm(down)), 1e-6)
    lowest = float((landmarks.image_points[_JAW] @ down).max())
    return (places @ down > lowest).tolist()


def _breadth(seen_m: float, size: float) -> Measure:
    """Weigh the breadth seen, of an average head's size, against what necks are; mm."""
    ratio = 1000.0 * seen_m / NECK_BREADTH_MM
    weight = _PRIOR_SD**2 / (_PRIOR_SD**2 + _READING_SD**2)
    spread = 1.96 * _READING_SD * float(np.sqrt(weight))
    value = float(np.clip(1.0 + weight * (ratio - 1.0), *_LIMITS))
    unit = NECK_BREADTH_MM * size
    return Measure(value * unit, (value - spread) * unit, (value + spread) * unit)


def _edges(skin: Array1, person: Array1, steps: Array1) -> tuple[float, float] | None:
    """Give where bare skin gives way to background to the right and left, m; None if nowhere."""
    middle = np.abs(steps) < _MIDDLE_M
    if float(skin[middle].mean()) < 0.6:
        return None
    centre = len(steps) // 2
    right = _first_below(skin[centre::-1])
    left = _first_below(skin[centre:])
    if right is None or left is None:
        return None
    # What follows the skin within a centimetre must be background, not cloth or hair.
    beyond = round(0.01 / _STEP_M)
    outer = [person[max(0, centre - right - beyond)], person[min(len(steps) - 1,
                                                              centre + left + beyond)]]  # fmt: skip
    if max(outer) > 0.5:
        return None
    return float(steps[centre - right]), float(steps[centre + left])


def _first_below(values: Array1) -> int | None:
    below = np.flatnonzero(values < 0.5)
    return int(below[0]) if len(below) else None


def sampled(matte: Matte, pixels: Array2) -> Array1:
    """Give how much is covered, [0, 1], at places of the picture (N, 2), px; 0 outside."""
    rows, columns = matte.alpha.shape
    x = (pixels[:, 0] + 0.5 - matte.left) / matte.width * columns - 0.5
    y = (pixels[:, 1] + 0.5 - matte.top) / matte.height * rows - 0.5
    u, v = x.astype(np.float32)[None], y.astype(np.float32)[None]
    values = cv2.remap(matte.alpha, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(values, dtype=np.float64)[0] / 255.0
