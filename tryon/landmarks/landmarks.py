"""One tracked subject: its landmarks in the picture and in space, its pose and measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte, MatteKind

Subject = Literal["face", "body", "hand", "foot", "room"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured quantity with its 95 % interval, all in the unit its name states."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            msg = f"measure: expected low <= value <= high, got {self}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Landmarks:
    """What a tracker found of one subject in one frame.

    Parameters
    ----------
    subject : kind of subject
    track_id : stable over a stream, unique among the subjects of one frame
    score : confidence that the subject is there, [0, 1]
    image_points : (N, 2), px, as `topology` orders them
    camera_points : (N, 3), m, camera frame
    visibility : (N,), [0, 1]
    triangles : (M, 3), rows of `camera_points` that form the subject's visible surface
    camera_from_subject : pose; for a face the head frame of the architecture
    subject_points : named points of the posed subject, (3,), m, subject frame
    measures : named measures with intervals; the unit ends the name
    notes : reason codes a user should hear, e.g. `maybe_child`, `card_not_found`
    mattes : what lies before the subject in the picture, as far as a product asked for it
    timestamp_s : time of the frame, s
    """

    subject: Subject
    track_id: int
    score: float
    image_points: Array2
    camera_points: Array2
    visibility: Array1
    triangles: IndexArray
    camera_from_subject: RigidTransform
    subject_points: Mapping[str, Array1]
    measures: Mapping[str, Measure] = field(default_factory=dict[str, Measure])
    notes: tuple[str, ...] = ()
    mattes: Mapping[MatteKind, Matte] = field(default_factory=dict[MatteKind, Matte])
    timestamp_s: float = 0.0

    def __post_init__(self) -> None:
        points = frozen(self.image_points, np.float64, (None, 2), "image_points")
        count = len(points)
        spatial = frozen(self.camera_points, np.float64, (count, 3), "camera_points")
        visibility = frozen(self.visibility, np.float64, (count,), "visibility")
        named = {
            name: frozen(point, np.float64, (3,), f"subject_points[{name}]")
            for name, point in self.subject_points.items()
        }
        object.__setattr__(self, "image_points", points)
        object.__setattr__(self, "camera_points", spatial)
        object.__setattr__(self, "visibility", visibility)
        triangles = frozen(self.triangles, np.int32, (None, 3), "triangles")
        object.__setattr__(self, "triangles", triangles)
        object.__setattr__(self, "subject_points", MappingProxyType(named))
        object.__setattr__(self, "measures", MappingProxyType(dict(self.measures)))
        object.__setattr__(self, "mattes", MappingProxyType(dict(self.mattes)))

    def __reduce__(self) -> tuple[type[Landmarks], tuple[object, ...]]:
        """Travel between processes: views of mappings cannot, and arrays become read-only anew."""
        values = (getattr(self, item.name) for item in fields(self))
        return Landmarks, tuple(dict(v) if isinstance(v, MappingProxyType) else v for v in values)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The axis-aligned box of the image points: x0, y0, x1, y1, px."""
        x0, y0 = self.image_points.min(axis=0)
        x1, y1 = self.image_points.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def projected_points(self, camera: CameraIntrinsics) -> dict[str, tuple[float, float]]:
        """Give the named points of the posed subject in the picture, px.

        Points at or behind the camera plane are left out.
        """
        result: dict[str, tuple[float, float]] = {}
        for name, point in self.subject_points.items():
            camera_point = self.camera_from_subject.apply(point[None])
            if camera_point[0, 2] > 1e-6:
                u, v = camera.project(camera_point)[0]
                result[name] = (float(u), float(v))
        return result
