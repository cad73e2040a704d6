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
_LEFT_EAR_CM = (8.25, 2.86, -6.12)
"""Where a temple rests on the left ear, in the canonical mesh's own axes: `left_ear_root` of
the head model in `assets/body`, whose ears fall on the real ones of photos."""
_PUPIL_SD_M = (0.0030, 0.0025)
"""How far pupils lie from the canonical place, across and along the face."""
_READING_SD = 0.015
"""Error of one reading of an iris over the distance between the eyes."""
_WIDTH_LIMITS = (0.85, 1.18)
_WIDTH_SD = 0.06
_WIDTH_READING_SD = 0.05
_MEMORY = 30.0
_EYES = (
    (topology.RIGHT_PUPIL, topology.RIGHT_EYE_OUTER, topology.RIGHT_EYE_INNER),
    (topology.LEFT_PUPIL, topology.LEFT_EYE_OUTER, topology.LEFT_EYE_INNER),
)


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """Named points of one head of the average face's size, m, head frame.

    Parameters
    ----------
    pupils : (2, 3), right and left
    width_ratio : width of the head at the cheekbones over the average, [0.85, 1.18]
    """

    pupils: Array2
    width_ratio: float


class FaceShapeEstimator:
    """Learns one person's shape from posed landmarks, frame by frame.

    The prior is the canonical face; every frame adds what it sees, weighted by how well it
    sees it: a far eye in a turned face counts little, depth is never read from one view.
    """

    def __init__(self, face: CanonicalFace) -> None:
        self._face = face
        corners = face.points[[row for _, *pair in _EYES for row in pair]].reshape(2, 2, 3)
        self._prior = corners.mean(axis=1)
        self._prior[:, 2] = _IRIS_DEPTH_M
        # Information form: precision (2, 2, 2) and precision times offset (2, 2) per eye.
        self._prior_precision = np.diag(1.0 / np.square(_PUPIL_SD_M))
        self._precision = np.zeros((2, 2, 2))
        self._pull = np.zeros((2, 2))
        sides = np.concatenate([topology.RIGHT_SIDE, topology.LEFT_SIDE])
        self._sides, self._side_points = sides, face.points[sides]
        self._width_precision = 0.0
        self._width_pull = 0.0

    def update(
        self, image_points: Array2, camera: CameraIntrinsics, camera_from_head: RigidTransform
    ) -> FaceShape:
        """Take one frame's landmarks, (478, 2), px, and pose; give the shape as known now."""
        fade = 1.0 - 1.0 / _MEMORY
        self._precision *= fade
        self._pull *= fade
        spacing = float(
            np.linalg.norm(image_points[topology.LEFT_PUPIL] - image_points[topology.RIGHT_PUPIL])
        )
        prior_px = camera.project(camera_from_head.apply(self._prior))
        scale = float(np.linalg.norm(prior_px[1] - prior_px[0]))
        sd_px = _READING_SD * max(spacing, scale, 1.0)
        pupils = self._prior.copy()
        for eye, rows in enumerate(_EYES):
            seen = image_points[rows[0]]
            slopes = self._slopes(eye, prior_px[eye], camera, camera_from_head)
            self._precision[eye] += slopes.T @ slopes / sd_px**2
            self._pull[eye] += slopes.T @ (seen - prior_px[eye]) / sd_px**2
            information = self._precision[eye] + self._prior_precision
            pupils[eye, :2] += np.linalg.solve(information, self._pull[eye])
        return FaceShape(pupils, self._width(image_points, camera, camera_from_head))

    def _slopes(
        self, eye: int, at_px: Array1, camera: CameraIntrinsics, camera_from_head: RigidTransform
    ) -> Array2:
        """Give d(px) / d(m across, m along the face) of a pupil, (2, 2)."""
        step = 1e-3
        moved = self._prior[eye] + step * np.eye(3)[:2]
        return (camera.project(camera_from_head.apply(moved)) - at_px).T / step

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
            "nose_bridge": np.zeros(3),
            "left_ear": ear,
            "right_ear": ear * np.array([-1.0, 1.0, 1.0]),
            "chin": self._face.points[topology.CHIN],
        }
        return {name: point * scale for name, point in points.items()}
