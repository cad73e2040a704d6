"""Where the ear lobes are, as seen in the picture or as heads have them on average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.axes import MM_PER_M
from tryon.landmarks.ears import AVERAGE_ERROR_MM, Side, average_lobe, lobe_normal
from tryon.landmarks.landmarks import Landmarks

_ABOVE_MIDDLE_M = 0.0015
"""Ears are pierced above the middle of the lobe as the tracker knows it: mean on marked photos."""


@dataclass(frozen=True, slots=True, eq=False)
class Lobe:
    """The middle of an ear lobe where it is pierced; camera frame.

    Parameters
    ----------
    place : (3,), m
    normal, up : (3,), unit, out of the lobe and along the head
    error_m : standard deviation of the place, m
    is_seen : whether the place was looked for in the picture
    """

    place: Array1
    normal: Array1
    up: Array1
    error_m: float
    is_seen: bool

    @property
    def facing(self) -> float:
        """Cosine between the normal and the direction to the camera."""
        return -float(self.normal @ self.place) / float(np.linalg.norm(self.place))


def find_lobe(landmarks: Landmarks, side: Side) -> Lobe:
    """Give a lobe of a face, from the picture where a tracker found it there."""
    pose = landmarks.camera_from_subject
    error = landmarks.measures.get(f"{side}_lobe_error_mm")
    found = landmarks.subject_points.get(f"{side}_lobe")
    if found is None:
        place = average_lobe(landmarks, side)
    else:
        place = found + np.array([0.0, _ABOVE_MIDDLE_M, 0.0])
    return Lobe(
        pose.apply(place[None])[0],
        pose.rotation @ lobe_normal(side),
        pose.rotation[:, 1],
        (AVERAGE_ERROR_MM if error is None else error.value) / MM_PER_M,
        error is not None,
    )
