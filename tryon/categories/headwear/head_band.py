"""Where a hat's band runs around a head: sections of the personal head, and their circumference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, IndexArray
from tryon.categories.occluders import load_head_model, personal_head
from tryon.landmarks.landmarks import Landmarks

_MIDDLE_M = 0.003
"""Half the breadth of the strip of the face that counts as its middle line."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadSection:
    """The outline of a head where a plane cuts it, as a tape measure follows it.

    Distances along the plane run from back to front.

    Parameters
    ----------
    circumference_m : of the outline
    front_m, back_m : its ends along the plane, measured from the head frame's origin
    half_width_m : half its breadth
    """

    circumference_m: float
    front_m: float
    back_m: float
    half_width_m: float


@dataclass(frozen=True, slots=True, eq=False)
class BandPlane:
    """A plane through a head that sinks towards the back; head frame.

    Parameters
    ----------
    tilt_rad : how steeply it sinks
    """

    tilt_rad: float

    @property
    def normal(self) -> Array1:
        """Unit normal, (3,), upwards."""
        return np.array([0.0, np.cos(self.tilt_rad), -np.sin(self.tilt_rad)])

    @property
    def forward(self) -> Array1:
        """Unit vector, (3,), in the plane, to the front."""
        return np.array([0.0, np.sin(self.tilt_rad), np.cos(self.tilt_rad)])


@cache
def _edges() -> IndexArray:
    """Give the edges (E, 2) of the head model without its ears."""
    model = load_head_model()
    triangles = np.vstack([model.skull_triangles, model.face_triangles])
    edges = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.unique(np.sort(edges, axis=1), axis=0)


def cut_head(vertices: Array2, plane: BandPlane, height_m: float) -> HeadSection | None:
    """Cut a head by a plane; None where there is no head.

    Parameters
    ----------
    vertices : (N, 3), m, head frame, of `personal_head`
    height_m : distance of the plane from the head frame's origin along its normal
    """
    edges = _edges()
    above = vertices @ plane.normal - height_m
    first, second = above[edges[:, 0]], above[edges[:, 1]]
    crossing = (first > 0.0) != (second > 0.0)
    if crossing.sum() < 8:
        return None
    share = first[crossing] / (first[crossing] - second[crossing])
    start, end = vertices[edges[crossing, 0]], vertices[edges[crossing, 1]]
    points = start + share[:, None] * (end - start)
    flat = np.column_stack([points[:, 0], points @ plane.forward])
    hull = cv2.convexHull(flat.astype(np.float32))
    low, high = flat.min(axis=0), flat.max(axis=0)
    return HeadSection(
        float(cv2.arcLength(hull, closed=True)),
        float(high[1]),
        float(low[1]),
        0.5 * float(high[0] - low[0]),
    )


def head_circumference_m(
    landmarks: Landmarks, *, height_m: float = 0.042, tilt_rad: float = 0.14
) -> float:
    """Give a person's head circumference as tailors take it, m.

    Parameters
    ----------
    landmarks : a face
    height_m, tilt_rad : of the tape over the nose bridge of an average adult: above the brows,
        sinking by about 8 degrees to the back of the head

    Raises
    ------
    ValueError
        If the plane misses the head.
    """
    model = load_head_model()
    vertices = personal_head(landmarks, model)
    plane = BandPlane(tilt_rad)
    size = head_size(landmarks)
    section = cut_head(vertices, plane, height_m * size * np.cos(tilt_rad))
    if section is None:
        msg = f"head_circumference_m: expected a plane through the head, got {height_m} m"
        raise ValueError(msg)
    return section.circumference_m


def head_size(landmarks: Landmarks) -> float:
    """Give the height and depth of a person's head over the average adult's."""
    model = load_head_model()
    ears = landmarks.subject_points
    depth = float(ears["left_ear"][2] + ears["right_ear"][2])
    return depth / float(model.points["left_ear_root"][2] + model.points["right_ear_root"][2])


def forehead_m(landmarks: Landmarks, plane: BandPlane, height_m: float) -> float | None:
    """Give how far forward the seen forehead reaches at a plane, m; None where the mesh ends.

    Parameters
    ----------
    plane, height_m : as of `cut_head`
    """
    face = landmarks.camera_from_subject.inverse().apply(landmarks.camera_points)
    middle = face[np.abs(face[:, 0]) < _MIDDLE_M * 4.0]
    heights, depths = middle @ plane.normal, middle @ plane.forward
    upper = heights > 0.0
    if upper.sum() < 3 or heights.max() < height_m:
        return None
    order = np.argsort(heights[upper])
    return float(np.interp(height_m, heights[upper][order], depths[upper][order]))
