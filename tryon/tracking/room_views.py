"""What a room looked like before, to find it again after it was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tryon.arrays import Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_angle_rad, rotation_from_vector
from tryon.tracking.room_map import RoomPoints, on_floor, pose_from_points

_MOST_VIEWS = 10
_NEW_TURN_RAD = np.radians(14.0)
_NEW_STEP_M = 0.3
_FEATURES = 500
_RATIO = 0.8
_FEWEST = 18
_MISS_PX = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    pose: RigidTransform
    room_points: Array2
    descriptors: Image


class RoomViews:
    """A few pictures of the room, as ORB features on its floor (Rublee et al., ICCV 2011)."""

    def __init__(self) -> None:
        self._orb: Any = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=8)
        self._matcher: Any = cv2.BFMatcher(cv2.NORM_HAMMING)
        self._views: list[_View] = []

    def remember_if_new(
        self, gray: Image, camera: CameraIntrinsics, camera_from_room: RigidTransform
    ) -> None:
        """Keep a picture if none was taken nearby."""
        eye = camera_from_room.inverse().translation
        for view in self._views:
            turn = rotation_angle_rad(view.pose.rotation @ camera_from_room.rotation.T)
            step = float(np.linalg.norm(view.pose.inverse().translation - eye))
            if turn < _NEW_TURN_RAD and step < _NEW_STEP_M:
                return
        self.remember(gray, camera, camera_from_room)

    def remember(
        self, gray: Image, camera: CameraIntrinsics, camera_from_room: RigidTransform
    ) -> None:
        """Keep a picture; the second oldest goes, since the first one is the truest."""
        keypoints, descriptors = self._orb.detectAndCompute(gray, None)
        if descriptors is None:
            return
        pixels = np.array([keypoint.pt for keypoint in keypoints], dtype=np.float64)
        below = on_floor(pixels, camera, camera_from_room)
        rows = (pixels[:, None] == below.image_points[None]).all(axis=2).any(axis=1)
        if len(below) < _FEWEST:
            return
        self._views.append(_View(camera_from_room, below.room_points, descriptors[rows]))
        if len(self._views) > _MOST_VIEWS:
            del self._views[1]

    def recognise(self, gray: Image, camera: CameraIntrinsics) -> RigidTransform | None:
        """Give the room's pose in a picture, None if it is none of those kept."""
        keypoints, descriptors = self._orb.detectAndCompute(gray, None)
        if descriptors is None or len(descriptors) < _FEWEST:
            return None
        pixels = np.array([keypoint.pt for keypoint in keypoints], dtype=np.float64)
        best: tuple[int, RigidTransform] | None = None
        for view in self._views:
            found = self._against(view, pixels, descriptors, camera)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        return None if best is None else best[1]

    def _against(
        self, view: _View, pixels: Array2, descriptors: Image, camera: CameraIntrinsics
    ) -> tuple[int, RigidTransform] | None:
        pairs = [
            pair[0]
            for pair in self._matcher.knnMatch(descriptors, view.descriptors, k=2)
            if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance
        ]
        if len(pairs) < _FEWEST:
            return None
        image = pixels[[pair.queryIdx for pair in pairs]]
        room = view.room_points[[pair.trainIdx for pair in pairs]]
        answer: Any = cv2.solvePnPRansac(
            room,
            image,
            camera.matrix,
            np.zeros(4),
            iterationsCount=200,
            reprojectionError=_MISS_PX,
            flags=cv2.SOLVEPNP_IPPE if _is_flat(room) else cv2.SOLVEPNP_SQPNP,
        )
        done, turn, shift, inliers = answer
        if not done or inliers is None or len(inliers) < _FEWEST:
            return None
        pose = RigidTransform(
            rotation_from_vector(np.asarray(turn, dtype=np.float64).ravel()),
            np.asarray(shift, dtype=np.float64).ravel(),
        )
        rows = np.asarray(inliers, dtype=np.int64).ravel()
        still = np.zeros((len(rows), 3))
        points = RoomPoints(
            image[rows],
            room[rows],
            still,
            still,
            np.zeros(len(rows), np.int32),
            np.zeros(len(rows), np.bool_),
        )
        pose, miss_px = pose_from_points(points, camera, pose)
        agreeing = int((miss_px < _MISS_PX).sum())
        if agreeing < _FEWEST or pose.inverse().translation[1] < 0.1:
            return None
        return agreeing, pose


def _is_flat(points: Array2) -> bool:
    return bool(np.ptp(points[:, 1]) < 1e-9)
