"""A room held on to while the camera moves: the product stays where it was put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tryon.arrays import Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.room import LOWEST_RAY_RAD, MOVE_SLOWLY, POINT_AT_FLOOR, TRACK_LOST
from tryon.tracking.room_map import (
    INLIER_PX,
    NEAR_M,
    RoomPoints,
    follow,
    judged,
    on_floor,
    pose_from_points,
    reviewed,
)
from tryon.tracking.room_views import RoomViews

_MOST_POINTS = 180
_REFILL_BELOW = 130
_MOST_AROUND = 60
_APART_PX = 14
_FEWEST = 25
_MOST_MISS_PX = 3.0
_FAST = 0.05
"""Median move from frame to frame, of the picture's width, that blurs."""
_LEAST_FLOOR_SHARE = 0.15
_LOST_AFTER = 3
"""Frames of too few points before the pose is given up: one blurred frame is no loss."""


@dataclass(frozen=True, slots=True, eq=False)
class AnchorState:
    """Where the room is in a frame.

    Parameters
    ----------
    camera_from_room : the last good one while lost
    is_held : whether this frame's picture confirmed it
    inliers : points that agree
    advice : reason codes for the shopper, most urgent first
    """

    camera_from_room: RigidTransform
    is_held: bool
    inliers: int
    advice: tuple[str, ...]


class RoomAnchor:
    """Follows one room through a stream; starts anew with every tap.

    Parameters
    ----------
    image : (H, W, 3) RGB of the frame the floor was read from
    camera : its intrinsics; the stream's frames have the same
    camera_from_room : as read
    spots : (K, 2), px of that frame, known to be floor: there pieces were put. Without any, most
        of what looks down is expected to be floor
    """

    def __init__(
        self,
        image: Image,
        camera: CameraIntrinsics,
        camera_from_room: RigidTransform,
        spots: Array2 | None = None,
    ) -> None:
        self._camera = camera
        none = np.empty((0, 2))
        told = on_floor(none if spots is None else spots, camera, camera_from_room)
        self._spots = told.room_points
        self._pose = camera_from_room
        self._motion = RigidTransform.identity()
        self._gray = _gray(image)
        self._points = RoomPoints.none()
        self._weak = 0
        self._views = RoomViews()
        self._refill()
        self._views.remember(self._gray, camera, camera_from_room)

    @property
    def camera_from_room(self) -> RigidTransform:
        """The last pose."""
        return self._pose

    def follow(self, image: Image) -> AnchorState:
        """Give the room's pose in the next frame, (H, W, 3) RGB."""
        gray = _gray(image)
        if self._weak >= _LOST_AFTER:
            return self._search(gray)
        foreseen = self._foreseen()
        points = follow(self._gray, gray, self._points, foreseen)
        moved_px = _median_move(self._points, points)
        self._gray = gray
        if len(points) < 8:
            return self._weakened(0, moved_px)
        pose, miss_px = pose_from_points(points, self._camera, self._pose)
        inlying = miss_px < INLIER_PX
        inliers = int(inlying.sum())
        if inliers < _FEWEST or float(np.median(miss_px[inlying])) > _MOST_MISS_PX:
            self._points = points
            return self._weakened(inliers, moved_px)
        self._motion = pose @ self._pose.inverse()
        self._pose, self._weak = pose, 0
        self._points = reviewed(points, miss_px, self._camera, pose)
        if len(self._points) < _REFILL_BELOW:
            self._refill()
        self._views.remember_if_new(gray, self._camera, self._pose)
        return AnchorState(self._pose, True, inliers, self._advice(inliers, moved_px))

    def _foreseen(self) -> Array2:
        """Give where the points go if the camera moves on as it did."""
        pose = self._motion @ self._pose
        seen = pose.apply(self._points.room_points)
        seen[:, 2] = np.maximum(seen[:, 2], 0.05)
        foreseen = self._camera.project(seen)
        before = self._pose.apply(self._points.room_points)
        before[:, 2] = np.maximum(before[:, 2], 0.05)
        # Only the step is foreseen: a point that is not on the floor keeps its own place.
        return self._points.image_points + foreseen - self._camera.project(before)

    def _weakened(self, inliers: int, moved_px: float) -> AnchorState:
        self._weak += 1
        self._motion = RigidTransform.identity()
        advice = self._advice(inliers, moved_px)
        if self._weak >= _LOST_AFTER:
            advice = (TRACK_LOST, *(code for code in advice if code != TRACK_LOST))
        return AnchorState(self._pose, False, inliers, advice or (MOVE_SLOWLY,))

    def _search(self, gray: Image) -> AnchorState:
        """Look for the room again in what was seen before."""
        found = self._views.recognise(gray, self._camera)
        self._gray = gray
        if found is None:
            return AnchorState(self._pose, False, 0, (TRACK_LOST, POINT_AT_FLOOR))
        self._pose, self._weak = found, 0
        self._motion = RigidTransform.identity()
        self._points = RoomPoints.none()
        self._refill()
        return AnchorState(found, True, len(self._points), ())

    def _refill(self) -> None:
        """Take up corners where none are followed, around the pieces first.

        A plain floor's corners are faint beside those of furniture: they only compete with
        their like.
        """
        free = np.full(self._gray.shape, 255, np.uint8)
        for u, v in self._points.image_points:
            cv2.circle(free, (round(u), round(v)), _APART_PX, 0, -1)
        around = self._around_spots()
        if around is not None:
            self._take_up(free & around, _MOST_AROUND)
            free &= ~around
        self._take_up(free, _MOST_POINTS - len(self._points))

    def _around_spots(self) -> Image | None:
        """Give where the floor around pieces is seen, (H, W) 255 there; None without any."""
        if not len(self._spots):
            return None
        turn = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
        ring = NEAR_M * np.column_stack([np.cos(turn), np.zeros(24), np.sin(turn)])
        mask = np.zeros(self._gray.shape, np.uint8)
        for spot in self._spots:
            seen = self._pose.apply(spot + ring)
            if float(seen[:, 2].min()) > 0.05:
                outline = np.rint(self._camera.project(seen)).astype(np.int32)
                cv2.fillConvexPoly(mask, outline, 255)
        return mask

    def _take_up(self, mask: Image, wanted: int) -> None:
        if wanted <= 0 or not mask.any():
            return
        corners: Any = cv2.goodFeaturesToTrack(self._gray, wanted, 0.005, _APART_PX, mask=mask)
        if corners is not None:
            pixels = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
            new = on_floor(pixels, self._camera, self._pose)
            self._points = self._points.joined(judged(new, self._spots))

    def _advice(self, inliers: int, moved_px: float) -> tuple[str, ...]:
        advice: list[str] = []
        if moved_px > _FAST * self._camera.width:
            advice.append(MOVE_SLOWLY)
        if self._floor_share() < _LEAST_FLOOR_SHARE or inliers < _FEWEST:
            advice.append(POINT_AT_FLOOR)
        return tuple(advice)

    def _floor_share(self) -> float:
        """Give the share of the picture on which something could be placed."""
        camera = self._camera
        u, v = np.meshgrid(np.linspace(0, camera.width, 5), np.linspace(0, camera.height, 9))
        rays = camera.unproject(np.column_stack([u.ravel(), v.ravel()]), np.ones(u.size))
        drop = -(rays @ self._pose.rotation[:, 1]) / np.linalg.norm(rays, axis=1)
        return float((drop > np.sin(LOWEST_RAY_RAD)).mean())


def _gray(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _median_move(before: RoomPoints, after: RoomPoints) -> float:
    """Give the median move of the points that both hold, px."""
    if not len(after) or not len(before):
        return 0.0
    first = np.median(before.image_points, axis=0)
    return float(np.linalg.norm(np.median(after.image_points, axis=0) - first))
