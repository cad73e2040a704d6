"""Where heads have their ear lobes on average, and how lobes lie."""

from __future__ import annotations

from typing import Literal

import numpy as np

from tryon.arrays import Array1
from tryon.landmarks.landmarks import Landmarks

Side = Literal["left", "right"]

AVERAGE_ERROR_MM = 7.0
"""Spread of lobes across the picture about the average place, on marked photos."""

_FROM_EAR = np.array([0.0000, -0.0475, 0.0055])
"""From the root of the left ear to where its lobe is pierced, m, of a head whose ears lie
`_EAR_DEPTH_M` behind the nose bridge: mean of ears marked on photos."""
_EAR_DEPTH_M = 0.1052
_NORMAL = np.array([0.92, 0.05, 0.38])
"""Out of a left lobe's outer side, head frame, as the head model has it."""


def average_lobe(landmarks: Landmarks, side: Side) -> Array1:
    """Give where a head of that size is pierced on average, (3,), m, head frame."""
    ear = landmarks.subject_points[f"{side}_ear"]
    size = -float(ear[2]) / _EAR_DEPTH_M
    return ear + size * sided(_FROM_EAR, side)


def lobe_normal(side: Side) -> Array1:
    """Give the direction (3,), unit, out of a lobe's outer side, head frame."""
    return sided(_NORMAL / np.linalg.norm(_NORMAL), side)


def sided(vector: Array1, side: Side) -> Array1:
    """Give a vector of the left side, (3,), head frame, for either side."""
    return vector if side == "left" else vector * np.array([-1.0, 1.0, 1.0])
