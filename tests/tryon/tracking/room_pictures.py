"""Simple drawn rooms of exact truth for the tests of the room's floor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform

CAMERA = CameraIntrinsics(960, 720, 760.0, 760.0, 479.5, 359.5)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRoom:
    """A picture, and the pose of its room (axes along the walls)."""

    image: Image
    camera_from_room: RigidTransform
    height_m: float

    @property
    def up(self) -> Array1:
        return self.camera_from_room.rotation[:, 1]

    def pixel(self, x: float, y: float, z: float) -> tuple[float, float]:
        u, v = CAMERA.project(self.camera_from_room.apply(np.array([[x, y, z]])))[0]
        return float(u), float(v)


def upward(pitch_deg: float, roll_deg: float) -> Array1:
    pitch, roll = np.radians([pitch_deg, roll_deg])
    return np.array([np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), -np.sin(pitch)])


def draw_room(
    pitch_deg: float = 18.0,
    roll_deg: float = 2.0,
    azimuth_deg: float = 30.0,
    height_m: float = 1.4,
    *,
    with_walls: bool = True,
) -> DrawnRoom:
    """Draw a tiled floor, and before two walls two cupboards with fronts."""
    pose = camera_from_room(upward(pitch_deg, roll_deg), height_m, float(np.radians(azimuth_deg)))
    image = np.full((CAMERA.height, CAMERA.width, 3), 205, np.uint8)
    if with_walls:
        for step in np.arange(-4.0, 4.01, 0.5):
            _line(image, pose, [[step, 0.0, -4.0], [step, 0.0, 0.0]], 120)
            _line(image, pose, [[-4.0, 0.0, step], [4.0, 0.0, step]], 120)
        for x, z in ((-1.6, -3.4), (0.3, -3.6), (1.8, -2.8)):
            for left in (0.0, 0.45, 0.9):
                for depth in (0.0, 0.4):
                    foot = [x + left, 0.0, z - depth]
                    _line(image, pose, [foot, [foot[0], 1.5, foot[2]]], 40)
            for up in (0.0, 0.5, 1.0, 1.5):
                _line(image, pose, [[x, up, z], [x + 0.9, up, z]], 60)
                _line(image, pose, [[x, up, z], [x, up, z - 0.4]], 60)
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.6), dtype=np.uint8)
    return DrawnRoom(blurred, pose, height_m)


def lay(room: DrawnRoom, page: Image, corners_m: Array2) -> DrawnRoom:
    """Show a page on the floor; its corners, (4, 3), m, from the upper left one clockwise."""
    seen = CAMERA.project(room.camera_from_room.apply(corners_m))
    finer = 4
    h, w = page.shape[:2]
    # Corners of a page lie between its pixels.
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32) - 0.5
    warp = cv2.getPerspectiveTransform(source, ((seen + 0.5) * finer - 0.5).astype(np.float32))
    size = (CAMERA.width * finer, CAMERA.height * finer)
    light = (page.astype(np.float32) / 255.0) ** 2.2
    big = cv2.warpPerspective(light, warp, size, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones((h, w), np.float32), warp, size, flags=cv2.INTER_NEAREST)
    area = (CAMERA.width, CAMERA.height)
    shown = cv2.resize(big, area, interpolation=cv2.INTER_AREA)
    share = cv2.resize(cover, area, interpolation=cv2.INTER_AREA)[..., None]
    ground = (room.image.astype(np.float32) / 255.0) ** 2.2
    mixed = cv2.GaussianBlur(ground * (1.0 - share) + shown, (0, 0), 0.6)
    image = np.round(np.clip(mixed, 0.0, 1.0) ** (1.0 / 2.2) * 255.0).astype(np.uint8)
    return DrawnRoom(image, room.camera_from_room, room.height_m)


def _line(image: Image, pose: RigidTransform, ends: list[list[float]], level: int) -> None:
    """Draw the part of an edge before the camera."""
    points = pose.apply(np.linspace(ends[0], ends[1], 40))
    points = points[points[:, 2] > 0.2]
    if len(points) < 2:
        return
    pixels = np.round(CAMERA.project(points[[0, -1]]) * 16.0).astype(int)
    first, second = (tuple(int(value) for value in pixel) for pixel in pixels)
    cv2.line(image, first, second, (level, level, level), 2, cv2.LINE_AA, shift=4)


def marker_page(side_px: int = 300) -> Image:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    page = np.full((594, 420, 3), 235, np.uint8)
    marker = np.maximum(cv2.aruco.generateImageMarker(dictionary, 7, side_px), 12)
    top, left = (594 - side_px) // 2, (420 - side_px) // 2
    page[top : top + side_px, left : left + side_px] = marker[..., None]
    return page


def page_corners(x: float, z: float, yaw_deg: float) -> Array2:
    yaw = np.radians(yaw_deg)
    across = np.array([np.cos(yaw), 0.0, -np.sin(yaw)]) * 0.105
    along = np.array([np.sin(yaw), 0.0, np.cos(yaw)]) * 0.1485
    middle = np.array([x, 0.0, z])
    return np.stack(
        [
            middle - across - along,
            middle + across - along,
            middle + across + along,
            middle - across + along,
        ]
    )
