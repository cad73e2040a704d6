"""Where the ear lobes are, as seen in the picture or as heads have them on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.axes import MM_PER_M
from tryon.landmarks.landmarks import Landmarks

Side = Literal["left", "right"]

_FROM_EAR = np.array([0.0000, -0.0475, 0.0055])
"""From the ear's root to where a left lobe is pierced, m, of a head whose ears lie
`_EAR_DEPTH_M` behind the nose bridge: mean of ears marked on photos."""
_EAR_DEPTH_M = 0.1052
_NORMAL = np.array([0.92, 0.05, 0.38])
"""Out of a left lobe's outer side, head frame, as the head model has it."""
_AVERAGE_ERROR_MM = 6.0
"""Spread of lobes about the average place, on photos."""


@dataclass(frozen=True, slots=True, eq=False)
class Lobe:
    """The place of an ear lobe where it is pierced, on its outer side; camera frame.

    Parameters
    ----------
    place : (3,), m
    normal, up : (3,), unit, out of the lobe and along the head
    error_m : standard deviation of the place, m
    """

    place: Array1
    normal: Array1
    up: Array1
    error_m: float

    @property
    def facing(self) -> float:
        """Cosine between the normal and the direction to the camera."""
        return -float(self.normal @ self.place) / float(np.linalg.norm(self.place))


def find_lobe(landmarks: Landmarks, side: Side) -> Lobe:
    """Give a lobe of a face, from the picture where a tracker found it there."""
    pose = landmarks.camera_from_subject
    sign = np.array([1.0 if side == "left" else -1.0, 1.0, 1.0])
    error = landmarks.measures.get(f"{side}_lobe_error_mm")
    place = landmarks.subject_points.get(f"{side}_lobe")
    if place is None:
        place = average_lobe(landmarks, side)
    normal = sign * _NORMAL / np.linalg.norm(_NORMAL)
    return Lobe(
        pose.apply(place[None])[0],
        pose.rotation @ normal,
        pose.rotation[:, 1],
        (_AVERAGE_ERROR_MM if error is None else error.value) / MM_PER_M,
    )


def average_lobe(landmarks: Landmarks, side: Side) -> Array1:
    """Give where a head of that size has its lobe on average, (3,), m, head frame."""
    ear = landmarks.subject_points[f"{side}_ear"]
    size = -float(ear[2]) / _EAR_DEPTH_M
    sign = np.array([1.0 if side == "left" else -1.0, 1.0, 1.0])
    return ear + size * sign * _FROM_EAR
