"""The pose of a card of known size from points on its four sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, nearest_rotation, rotation_from_vector
from tryon.tracking.card_search import CARD_HEIGHT_M, CARD_WIDTH_M

SIDE_SD_PX = 0.3
"""Error of a whole side, as blur, halos and bent plastic shift it; cuts along it share it."""
_TILT_SD = np.sin(np.deg2rad(10.0))
_HUBER_PX = 0.8
_STEPS = 10
_CLOSE = 1e-5
"""Steps below are a hundredth of a millimetre, or of a pixel."""
_NEAREST_M = 0.02
_SMALL = 1e-6
_SMALL_TURNS = np.array(
    [rotation_from_vector(_SMALL * np.array(axis)) for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
)

CARD_CORNERS_M = frozen(
    np.array([[-0.5, -0.5, 0.0], [0.5, -0.5, 0.0], [0.5, 0.5, 0.0], [-0.5, 0.5, 0.0]])
    * np.array([CARD_WIDTH_M, CARD_HEIGHT_M, 1.0]),
    np.float64,
    (4, 3),
    "CARD_CORNERS_M",
)
"""Sharp corners (4, 3), m, card frame: x right and y down as seen, z away from the viewer."""


@dataclass(frozen=True, slots=True, eq=False)
class CardPose:
    """A fitted card.

    Parameters
    ----------
    camera_from_card : pose, m
    log_sd : standard deviation of the logarithm of the distance
    tilt_rad : angle between the card and the face
    cost : squared errors over their variances: four sides with an error of their deviation give
        four, a tilt of its deviation one more
    """

    camera_from_card: RigidTransform
    log_sd: float
    tilt_rad: float
    cost: float


class CardSolver:
    """Fits poses of a card to points on its sides.

    Parameters
    ----------
    camera : of the picture
    face_rotation : `camera_from_head`'s rotation (3, 3); a card is held roughly along the face
    """

    def __init__(self, camera: CameraIntrinsics, face_rotation: Array2) -> None:
        self._camera = camera
        self._face = face_rotation @ np.diag([1.0, -1.0, -1.0])

    def start(self, corners: Array2) -> RigidTransform:
        """Guess a card that is parallel to the face from its corners (4, 2), px."""
        rays = self._camera.unproject(corners, np.ones(4))
        middle = rays.mean(axis=0)
        across = rays[1] + rays[2] - rays[0] - rays[3]
        tangent = np.linalg.solve(self._face, across)
        roll = rotation_from_vector(np.array([0.0, 0.0, np.arctan2(tangent[1], tangent[0])]))
        depth = CARD_WIDTH_M / (0.5 * float(np.linalg.norm(across)))
        return RigidTransform(nearest_rotation(self._face @ roll), middle * depth)

    def fit(self, points: Array2, sides: IndexArray, start: RigidTransform) -> CardPose | None:
        """Fit a pose by Levenberg-Marquardt; None if it fails.

        Parameters
        ----------
        points : (N, 2), px
        sides : (N,), 0 upper, 1 right, 2 lower, 3 left
        start : from where

        Notes
        -----
        Every side weighs alike however many of its points are seen: what moves one point of a
        side moves its neighbours too.
        """
        counts = np.bincount(sides, minlength=4)[sides]
        weights = 1.0 / (SIDE_SD_PX * np.sqrt(counts))
        rotation, translation, damping = start.rotation, start.translation, 1e-3
        residual, jacobian = self._linearised(rotation, translation, points, sides, weights)
        normal = jacobian.T @ jacobian
        for _ in range(_STEPS):
            damped = normal + damping * np.diag(np.diag(normal))
            step: Array1 = np.asarray(
                np.linalg.solve(damped, -jacobian.T @ residual), dtype=np.float64
            )
            turned = rotation @ rotation_from_vector(step[:3])
            moved = translation + step[3:]
            if float((CARD_CORNERS_M @ turned.T + moved)[:, 2].min()) <= _NEAREST_M:
                return None
            after, slopes = self._linearised(turned, moved, points, sides, weights)
            if float(after @ after) < float(residual @ residual):
                rotation, translation, damping = turned, moved, damping * 0.1
                residual, jacobian = after, slopes
                normal = jacobian.T @ jacobian
            else:
                damping *= 8.0
            if float(np.abs(step).max()) < _CLOSE:
                break
        pose = RigidTransform(nearest_rotation(rotation), translation)
        along = self._log_depth_slope(pose)
        log_sd = float(np.sqrt(along @ np.linalg.solve(normal, along)))
        tilt = float(np.arccos(np.clip(self._face[:, 2] @ rotation[:, 2], -1.0, 1.0)))
        return CardPose(pose, log_sd, tilt, float(residual @ residual))

    def _linearised(
        self,
        rotation: Array2,
        translation: Array1,
        points: Array2,
        sides: IndexArray,
        weights: Array1,
    ) -> tuple[Array1, Array2]:
        """Give residuals (N + 2,) and their slopes (N + 2, 6) by small steps, all at once."""
        turns = np.concatenate([np.eye(3)[None], _SMALL_TURNS, np.repeat(np.eye(3)[None], 3, 0)])
        rotations = rotation @ turns
        shifts = np.zeros((7, 3))
        shifts[4:] = _SMALL * np.eye(3)
        corners = CARD_CORNERS_M @ rotations.transpose(0, 2, 1) + (translation + shifts)[:, None]
        focal = np.array([self._camera.fx, self._camera.fy])
        pixels = corners[..., :2] / corners[..., 2:] * focal
        pixels += np.array([self._camera.cx, self._camera.cy])
        along = pixels[:, [1, 2, 3, 0]] - pixels
        along /= np.sqrt((along**2).sum(axis=2, keepdims=True))
        away = points - pixels[:, sides]
        tangent = along[:, sides]
        distance = away[..., 0] * tangent[..., 1] - away[..., 1] * tangent[..., 0]
        # Huber's weight, so that a finger's edge does not turn a side.
        robust = np.sqrt(_HUBER_PX / np.maximum(np.abs(distance[0]), _HUBER_PX))
        tilts = (rotations[:, :, 2] @ self._face)[:, :2] / _TILT_SD
        residuals = np.concatenate([distance * (weights * robust), tilts], axis=1)
        return residuals[0], (residuals[1:] - residuals[0]).T / _SMALL

    def _log_depth_slope(self, pose: RigidTransform) -> Array1:
        """Give d log(distance of the card's middle) / d(step), (6,)."""
        slope = np.zeros(6)
        slope[3:] = pose.translation / float(pose.translation @ pose.translation)
        return slope
