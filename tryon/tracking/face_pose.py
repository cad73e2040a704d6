"""The pose of a head from its landmarks and the frame's own camera."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.alignment import estimate_pose, refine_pose
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, nearest_rotation
from tryon.landmarks import topology
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.face_region import FaceRegion, rays_of

_MOST_ERROR = 0.06
"""Root mean square error over the face's size: real faces differ from the average by 0.03."""


class FacePoseSolver:
    """Poses the average adult face; a personal size scales points and translation alike.

    Parameters
    ----------
    face : the canonical face

    Notes
    -----
    MediaPipe's own matrix assumes a vertical field of view of 63 degrees and is up to 16
    degrees wrong with another camera, so the pose is solved here with the true one. It is solved
    in a camera turned to the face, where errors in px weigh alike in all directions.
    """

    def __init__(self, face: CanonicalFace) -> None:
        self._points = face.points[topology.RIGID]
        self._weights: Array1 = np.ones(len(topology.RIGID))

    def solve(
        self,
        image_points: Array2,
        camera: CameraIntrinsics,
        region: FaceRegion,
        guess: RigidTransform | None = None,
    ) -> RigidTransform:
        """Give `camera_from_head` of the average face.

        Parameters
        ----------
        image_points : (478, 2), px
        camera : of the frame
        region : the window around these landmarks
        guess : pose of the frame before, if the face was seen there
        """
        turn = region.region_from_camera
        directions = rays_of(image_points[topology.RIGID], camera) @ turn.T
        rays = directions[:, :2] / directions[:, 2:3]
        pose = self._refined(rays, turn, guess)
        return RigidTransform(nearest_rotation(turn.T @ pose.rotation), turn.T @ pose.translation)

    def _refined(self, rays: Array2, turn: Array2, guess: RigidTransform | None) -> RigidTransform:
        """Refine the guess, or start anew where there is none or it led astray."""
        if guess is not None:
            rotation = nearest_rotation(turn @ guess.rotation)
            start = RigidTransform(rotation, turn @ guess.translation)
            pose = refine_pose(rays, self._points, self._weights, start)
            camera_points = pose.apply(self._points)
            error = camera_points[:, :2] / camera_points[:, 2:3] - rays
            spread = float(np.ptp(rays, axis=0).max())
            if float(np.sqrt((error**2).sum(axis=1).mean())) < _MOST_ERROR * spread:
                return pose
        start = estimate_pose(rays, self._points, self._weights)
        return refine_pose(rays, self._points, self._weights, start)
