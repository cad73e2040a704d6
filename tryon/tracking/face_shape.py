"""What is personal about a head: where its pupils sit and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks import topology
from tryon.tracking.canonical_face import CanonicalFace

_IRIS_DEPTH_M = -0.0150
"""Plane of the irises behind the nose bridge: 2 mm behind the canonical mesh's lids."""
_LEFT_EAR_CM = (8.22, 2.93, -6.30)
"""Where a temple rests on the left ear, in the canonical mesh's own axes: `left_ear_root` of
the head model in `assets/body`, whose ears fall on the real ones of photos."""
_AVERAGE_PUPIL_M = (0.0314, -0.0047)
"""Left pupil of adults across and along the canonical face: 1.8 mm farther out and 1.4 mm higher
than the middle of its eye's corners (mean of 19 posed faces turned by less than 25 degrees)."""
_AVERAGE_BRIDGE_M = (0.0, -0.0012)
_AVERAGE_CHIN_M = (0.0, -0.1168)
_PRIOR_SD_M = ((0.0025, 0.0022), (0.0025, 0.0022), (0.0010, 0.0012), (0.0030, 0.0070))
"""How far right and left pupil, bridge and chin lie from the average, across and along the face,
on the same faces; chins include the opening of the mouth."""
_MOST_SD = 2.5
"""A farther point is a landmark gone astray, not a person."""
_READING_SD = 0.015
"""Error of one reading of a landmark over the distance between the eyes."""
_WIDTH_LIMITS = (0.85, 1.18)
_WIDTH_SD = 0.06
_WIDTH_READING_SD = 0.05
_MEMORY = 30.0
_ROWS = [topology.RIGHT_PUPIL, topology.LEFT_PUPIL, topology.NOSE_BRIDGE, topology.CHIN]


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """Personal points of one head of the average face's size, m, head frame.

    Parameters
    ----------
    pupils : (2, 3), right and left
    bridge, chin : (3,)
    width_ratio : width of the head at the cheekbones over the average, [0.85, 1.18]
    """

    pupils: Array2
    bridge: Array1
    chin: Array1
    width_ratio: float


class FaceShapeEstimator:
    """Learns one person's shape from posed landmarks, frame by frame.

    The prior is the canonical face; every frame adds what it sees, weighted by how well it
    sees it: a far eye in a turned face counts little, depth is never read from one view.

    Parameters
    ----------
    face : the canonical face
    """

    def __init__(self, face: CanonicalFace) -> None:
        self._face = face
        x, y = _AVERAGE_PUPIL_M
        self._prior = np.array(
            [
                [-x, y, _IRIS_DEPTH_M],
                [x, y, _IRIS_DEPTH_M],
                [*_AVERAGE_BRIDGE_M, 0.0],
                [*_AVERAGE_CHIN_M, face.points[topology.CHIN, 2]],
            ]
        )
        # Information form, per point: precision (2, 2) and precision times offset (2,).
        precisions = 1.0 / np.square(_PRIOR_SD_M)
        self._prior_precision = precisions[:, :, None] * np.eye(2)
        self._precision = np.zeros((len(self._prior), 2, 2))
        self._pull = np.zeros((len(self._prior), 2))
        self._sides = np.concatenate([topology.RIGHT_SIDE, topology.LEFT_SIDE])
        self._side_points = face.points[self._sides]
        self._width_precision = 0.0
        self._width_pull = 0.0

    @property
    def average_pupils(self) -> Array2:
        """The average face's pupils (2, 3), right and left, m, head frame."""
        return self._prior[:2]

    def update(
        self, image_points: Array2, camera: CameraIntrinsics, camera_from_head: RigidTransform
    ) -> FaceShape:
        """Take one frame's landmarks, (478, 2), px, and pose; give the shape as known now."""
        fade = 1.0 - 1.0 / _MEMORY
        prior_px, slopes = _projected(self._prior, camera, camera_from_head)
        eye_distance = float(np.linalg.norm(self._prior[1] - self._prior[0]))
        sd_px = _READING_SD * eye_distance * camera.fx / float(camera_from_head.translation[2])
        turned = slopes.transpose(0, 2, 1) / sd_px**2
        offset_px = image_points[_ROWS] - prior_px
        self._precision = self._precision * fade + turned @ slopes
        self._pull = self._pull * fade + (turned @ offset_px[:, :, None])[:, :, 0]
        information = self._precision + self._prior_precision
        points = self._prior.copy()
        offsets = np.linalg.solve(information, self._pull[:, :, None])[:, :, 0]
        limits = _MOST_SD * np.array(_PRIOR_SD_M)
        points[:, :2] += np.clip(offsets, -limits, limits)
        width = self._width(image_points, camera, camera_from_head)
        return FaceShape(points[:2], points[2], points[3], width)

    def _width(
        self, image_points: Array2, camera: CameraIntrinsics, camera_from_head: RigidTransform
    ) -> float:
        """Compare the seen sides of the face with the average head's, where both are in view."""
        camera_points = camera_from_head.apply(self._side_points)
        seen = camera.unproject(image_points[self._sides], camera_points[:, 2])
        seen_x = camera_from_head.inverse().apply(seen)[:, 0]
        turned = abs(float(camera_from_head.rotation[2, 0]))
        # Seen from the side, the outline is another curve than the mesh's edge.
        precision = max(0.0, 1.0 - turned / 0.5) ** 2 / _WIDTH_READING_SD**2
        half = len(self._sides) // 2
        ratio = float((seen_x[half:] - seen_x[:half]).sum() / np.abs(self._side_points[:, 0]).sum())
        fade = 1.0 - 1.0 / _MEMORY
        self._width_precision = self._width_precision * fade + precision
        self._width_pull = self._width_pull * fade + precision * (ratio - 1.0)
        offset = self._width_pull / (self._width_precision + 1.0 / _WIDTH_SD**2)
        return float(np.clip(1.0 + offset, *_WIDTH_LIMITS))

    def named_points(self, shape: FaceShape, scale: float) -> dict[str, Array1]:
        """Give the named points of a head of `scale` times the average size, m, head frame."""
        ear = self._face.head_point(_LEFT_EAR_CM) * np.array([shape.width_ratio, 1.0, 1.0])
        points = {
            "left_pupil": shape.pupils[1],
            "right_pupil": shape.pupils[0],
            "nose_bridge": shape.bridge,
            "left_ear": ear,
            "right_ear": ear * np.array([-1.0, 1.0, 1.0]),
            "chin": shape.chin,
        }
        return {name: point * scale for name, point in points.items()}


def _projected(
    points: Array2, camera: CameraIntrinsics, camera_from_head: RigidTransform
) -> tuple[Array2, Array2]:
    """Project (N, 3) head points; give (N, 2) px and d(px) / d(m across, m along), (N, 2, 2)."""
    u_axis, v_axis = camera_from_head.rotation[:, 0], camera_from_head.rotation[:, 1]
    camera_points = camera_from_head.apply(points)
    depth = camera_points[:, 2:3]
    rays = camera_points[:, :2] / depth
    focal = np.array([camera.fx, camera.fy])
    along_u = (u_axis[:2] - rays * u_axis[2]) / depth * focal
    along_v = (v_axis[:2] - rays * v_axis[2]) / depth * focal
    return camera.project(camera_points), np.stack([along_u, along_v], axis=2)
