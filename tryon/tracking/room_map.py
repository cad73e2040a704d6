"""Points of a room that a moving camera holds on to, and the pose they give."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.arrays import Array1, Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.room import LOWEST_RAY_RAD

_WINDOW_PX = 17
_LEVELS = 4
_HUBER_STEPS = 4
_TOLERANCES_PX = (4.0, 3.0, 2.0, 1.5, 1.5, 1.5)
INLIER_PX = 3.0
_MOST_CONFIRMED = 30
NEAR_M = 0.8
_TRUSTED, _DOUBTED = -15, 4
_TELLING_RAD = float(np.radians(3.0))
"""A camera that moved less around a point would see it at the same place if it lay higher."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPoints:
    """Points followed through a stream.

    Parameters
    ----------
    image_points : (N, 2), px, in the last frame
    room_points : (N, 3), m, room frame
    first_rays : (N, 3), unit, room frame, of the frame each was taken up in
    first_eyes : (N, 3), m, room frame, where the camera was then
    doubts : (N,), frames in which the point was not where the pose says; below zero, frames in
        which it was
    is_free : (N,), placed by two views instead of taken to lie on the floor
    """

    image_points: Array2
    room_points: Array2
    first_rays: Array2
    first_eyes: Array2
    doubts: NDArray[np.int32]
    is_free: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.image_points)

    @classmethod
    def none(cls) -> RoomPoints:
        """Give no points."""
        empty = np.empty((0, 3))
        return cls(
            np.empty((0, 2)), empty, empty, empty, np.empty(0, np.int32), np.empty(0, np.bool_)
        )

    def picked(self, rows: NDArray[np.bool_]) -> RoomPoints:
        """Give some of the points."""
        return RoomPoints(
            self.image_points[rows],
            self.room_points[rows],
            self.first_rays[rows],
            self.first_eyes[rows],
            self.doubts[rows],
            self.is_free[rows],
        )

    def joined(self, other: RoomPoints) -> RoomPoints:
        """Give the points of both."""
        return RoomPoints(
            np.concatenate([self.image_points, other.image_points]),
            np.concatenate([self.room_points, other.room_points]),
            np.concatenate([self.first_rays, other.first_rays]),
            np.concatenate([self.first_eyes, other.first_eyes]),
            np.concatenate([self.doubts, other.doubts]),
            np.concatenate([self.is_free, other.is_free]),
        )


def judged(points: RoomPoints, spots: Array2) -> RoomPoints:
    """Trust new points that lie near places known to be floor, and doubt the others.

    Parameters
    ----------
    points : just taken up
    spots : (K, 3), m, room frame; with none every point is as good as the others
    """
    if not len(spots) or not len(points):
        return points
    away = np.linalg.norm(points.room_points[:, None] - spots[None], axis=2).min(axis=1)
    doubts = np.where(away < NEAR_M, _TRUSTED, _DOUBTED)
    return replace(points, doubts=doubts.astype(np.int32))


def on_floor(
    pixels: Array2, camera: CameraIntrinsics, camera_from_room: RigidTransform
) -> RoomPoints:
    """Put pixels onto the floor; those that do not look down at it are left out."""
    room_from_camera = camera_from_room.inverse()
    rays = camera.unproject(pixels, np.ones(len(pixels))) @ room_from_camera.rotation.T
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    seen = rays[:, 1] < -np.sin(LOWEST_RAY_RAD)
    rays, eye = rays[seen], room_from_camera.translation
    points = eye - rays * (eye[1] / rays[:, 1:2])
    count = len(rays)
    return RoomPoints(
        pixels[seen],
        points,
        rays,
        np.repeat(eye[None], count, axis=0),
        np.zeros(count, np.int32),
        np.zeros(count, np.bool_),
    )


def follow(before: Image, now: Image, points: RoomPoints, foreseen: Array2) -> RoomPoints:
    """Give the points found again in the next picture.

    Parameters
    ----------
    before, now : (H, W), grey
    foreseen : (N, 2), px, where they should be

    Notes
    -----
    Lucas and Kanade on pyramids; a point must come back to where it was when followed
    backwards.
    """
    if not len(points):
        return points
    start = points.image_points.astype(np.float32)[:, None]
    guess = foreseen.astype(np.float32)[:, None].copy()
    window = (_WINDOW_PX, _WINDOW_PX)
    ends, found, _ = cv2.calcOpticalFlowPyrLK(
        before,
        now,
        start,
        guess,
        winSize=window,
        maxLevel=_LEVELS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    back, again, _ = cv2.calcOpticalFlowPyrLK(
        now,
        before,
        ends,
        start.copy(),
        winSize=window,
        maxLevel=1,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    height, width = now.shape[:2]
    pixels = np.asarray(ends, dtype=np.float64).reshape(-1, 2)
    home = np.abs(np.asarray(back).reshape(-1, 2) - start.reshape(-1, 2)).max(axis=1) < 0.7
    inside = ((pixels > 4.0) & (pixels < [width - 5.0, height - 5.0])).all(axis=1)
    kept = np.asarray(found).ravel().astype(bool) & np.asarray(again).ravel().astype(bool)
    kept &= home & inside
    moved = points.picked(kept)
    return RoomPoints(
        pixels[kept],
        moved.room_points,
        moved.first_rays,
        moved.first_eyes,
        moved.doubts,
        moved.is_free,
    )


def pose_from_points(
    points: RoomPoints, camera: CameraIntrinsics, guess: RigidTransform
) -> tuple[RigidTransform, Array1]:
    """Give the pose that points agree on, and by how many px each misses it, (N,).

    Notes
    -----
    Gauss and Newton from the pose before: weights by Huber until most points are near, which
    no start can mislead, then by Geman and McClure, which leave the others out. Points in doubt
    count less and those long confirmed more, so that furniture taken for floor does not pull.
    """
    pose = guess
    focal = np.array([camera.fx, camera.fy])
    doubts = points.doubts.astype(np.float64)
    trust = np.where(doubts > 0, 1.0 / (1.0 + np.maximum(doubts, 0.0)) ** 2, 1.0 - doubts / 10.0)
    for tolerance in (*[0.0] * _HUBER_STEPS, *_TOLERANCES_PX):
        seen = pose.apply(points.room_points)
        depth = np.maximum(seen[:, 2:3], 0.05)
        flat = seen[:, :2] / depth
        miss = flat * focal + [camera.cx, camera.cy] - points.image_points
        squares = (miss**2).sum(axis=1)
        if tolerance > 0.0:
            weight = trust / (1.0 + squares / tolerance**2) ** 2
        else:
            weight = trust / np.maximum(1.0, np.sqrt(squares))
        slopes = np.zeros((len(points), 2, 6))
        # d(x/z, y/z) for a turn about the camera's axes and a shift along them.
        slopes[:, 0, 3] = slopes[:, 1, 4] = 1.0 / depth[:, 0]
        slopes[:, :, 5] = -flat / depth
        x, y = flat.T
        slopes[:, 0, 0], slopes[:, 0, 1], slopes[:, 0, 2] = -x * y, 1.0 + x * x, -y
        slopes[:, 1, 0], slopes[:, 1, 1], slopes[:, 1, 2] = -1.0 - y * y, x * y, x
        slopes *= focal[None, :, None]
        weighted = slopes * weight[:, None, None]
        information = np.einsum("nki,nkj->ij", weighted, slopes) + 1e-3 * np.eye(6)
        gradient = np.einsum("nki,nk->i", weighted, miss)
        change = -np.linalg.solve(information, gradient)
        turn = RigidTransform(rotation_from_vector(np.asarray(change[:3])), np.asarray(change[3:]))
        pose = turn @ pose
    seen = pose.apply(points.room_points)
    miss = np.full(len(points), 1e3)
    front = seen[:, 2] > 0.05
    miss[front] = np.linalg.norm(camera.project(seen[front]) - points.image_points[front], axis=1)
    return pose, miss


def reviewed(
    points: RoomPoints, miss_px: Array1, camera: CameraIntrinsics, pose: RigidTransform
) -> RoomPoints:
    """Count doubts; place anew by two views what is not on the floor, drop what never fits.

    A point that fits is only confirmed once the camera has moved far enough around it.
    """
    wrong = miss_px > INLIER_PX
    fine = miss_px < INLIER_PX / 2.0
    doubts = np.where(wrong, np.maximum(points.doubts, 0) + 1, points.doubts)
    room_from_camera = pose.inverse()
    eye = room_from_camera.translation
    rays = camera.unproject(points.image_points, np.ones(len(points))) @ room_from_camera.rotation.T
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    cosine = (rays * points.first_rays).sum(axis=1)
    fine &= cosine < np.cos(_TELLING_RAD)
    doubts = np.where(fine, np.maximum(points.doubts - 1, -_MOST_CONFIRMED), doubts)
    shift = eye - points.first_eyes
    # Nearest approach of the first ray and this one.
    a, b = (points.first_rays * shift).sum(axis=1), (rays * shift).sum(axis=1)
    spare = np.maximum(1.0 - cosine**2, 1e-9)
    along = (a - cosine * b) / spare
    other = (cosine * a - b) / spare
    first = points.first_eyes + along[:, None] * points.first_rays
    second = eye + other[:, None] * rays
    gap = np.linalg.norm(first - second, axis=1)
    wide = spare > np.sin(_TELLING_RAD) ** 2
    placed = (
        (doubts >= 5)
        & ~points.is_free
        & wide
        & (along > 0.2)
        & (other > 0.2)
        & (gap < 0.02 * along)
    )
    places = np.where(placed[:, None], (first + second) / 2.0, points.room_points)
    kept = (doubts < 15) & ~(points.is_free & (doubts >= 5))
    return RoomPoints(
        points.image_points,
        places,
        points.first_rays,
        points.first_eyes,
        np.where(placed, 1, doubts).astype(np.int32),
        points.is_free | placed,
    ).picked(kept)
