"""Rooms that never were, photographed with exact truth."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic_boxes import Box, Floats, cast, photograph
from benchmarks.synthetic_paints import cupboard, ground, placard, plain, poster
from tryon import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_from_vector

Generator = np.random.Generator
_FINER = 2
"""Rays per pixel and axis."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPicture:
    """A picture with its truth.

    Parameters
    ----------
    image : (H, W, 3) RGB
    camera : true intrinsics
    camera_from_room : origin on the floor under the camera, y up, axes along the walls
    depth_m : (H, W), along the view
    floor : (H, W), where the floor is seen
    """

    image: NDArray[np.uint8]
    camera: CameraIntrinsics
    camera_from_room: RigidTransform
    depth_m: Floats
    floor: NDArray[np.bool_]

    @property
    def up(self) -> NDArray[np.float64]:
        """Up in the camera frame, (3,)."""
        return self.camera_from_room.rotation[:, 1]

    @property
    def height_m(self) -> float:
        """Camera above the floor, m."""
        return float(self.camera_from_room.inverse().translation[1])


def turned(yaw_rad: float, x: float, y: float, z: float) -> RigidTransform:
    """Give a pose that turns about the vertical."""
    return RigidTransform(rotation_from_vector(np.array([0.0, yaw_rad, 0.0])), np.array([x, y, z]))


def furnished(rng: Generator, size: NDArray[np.float64], clutter: float) -> list[Box]:
    """Make a room (width, height, depth), m, centred over the origin, floor at y = 0."""
    half = size / 2.0
    walls, floor, ceiling = plain(rng, 0.15), ground(rng), plain(rng, 0.05)
    skirting = rng.uniform(0.0, 0.12)

    def paint(points: Floats, faces: NDArray[np.int8]) -> Floats:
        colour = walls(points, faces)
        low = (points[:, 1] + half[1] < skirting) & (faces % 3 != 1)
        colour[low] = colour[low] * 0.4 + 0.5
        for number, surface in ((4, floor), (1, ceiling)):
            own = faces == number
            colour[own] = surface(points[own], faces[own])
        return colour

    boxes = [Box(turned(0.0, 0.0, half[1], 0.0), half, paint, is_room=True)]
    for _ in range(int(rng.integers(3, 8))):
        boxes.append(_on_wall(rng, half))
    for _ in range(int(rng.integers(4, 11))):
        boxes += _furniture(rng, half, clutter)
    for _ in range(int(rng.integers(0, 6) * clutter)):
        # Cushions, bags, toys: edges of no direction.
        pose = RigidTransform(
            rotation_from_vector(rng.normal(0.0, 1.0, 3)),
            np.array([rng.uniform(-half[0], half[0]), 0.3, rng.uniform(-half[2], half[2])]),
        )
        boxes.append(Box(pose, rng.uniform(0.05, 0.3, 3), plain(rng)))
    return boxes


def _on_wall(rng: Generator, half: NDArray[np.float64]) -> Box:
    """Hang a door, window, shelf or picture on one of the four walls."""
    side = int(rng.integers(4))
    yaw = side * np.pi / 2.0
    reach, along = (half[2], half[0]) if side % 2 == 0 else (half[0], half[2])
    kind = rng.choice(["door", "window", "picture", "shelf"])
    width, height, lift = {
        "door": (rng.uniform(0.75, 1.0), rng.uniform(2.0, 2.15), 0.0),
        "window": (rng.uniform(0.8, 1.8), rng.uniform(0.9, 1.5), rng.uniform(0.6, 0.9)),
        "picture": (rng.uniform(0.4, 1.2), rng.uniform(0.3, 0.9), rng.uniform(1.1, 1.5)),
        "shelf": (rng.uniform(0.6, 1.4), rng.uniform(0.02, 0.05), rng.uniform(1.0, 1.8)),
    }[str(kind)]
    deep = 0.12 if kind == "shelf" else 0.02
    box = np.array([width / 2.0, min(height / 2.0, half[1] * 0.98 - lift / 2.0), deep])
    shift = rng.uniform(-1.0, 1.0) * max(0.0, along - width / 2.0)
    pose = turned(yaw, 0.0, 0.0, 0.0) @ turned(0.0, shift, lift + box[1], -reach)
    paint = placard(poster(rng), box, 2) if kind == "picture" else cupboard(rng, box)
    return Box(pose, box, paint)


def _furniture(rng: Generator, half: NDArray[np.float64], clutter: float) -> list[Box]:
    """Put a cupboard, or a table of a top and four legs, on the floor."""
    aligned = rng.random() < 1.0 - 0.5 * clutter
    yaw = rng.integers(4) * np.pi / 2.0 if aligned else rng.uniform(0.0, np.pi)
    x, z = rng.uniform(-0.95, 0.95, 2) * half[[0, 2]]
    size = rng.uniform([0.2, 0.2, 0.2], [0.8, 1.0, 0.45])
    if rng.random() < 0.5:
        size[1] = min(size[1], half[1] * 0.95)
        return [Box(turned(yaw, x, size[1], z), size, cupboard(rng, size))]
    top = np.array([size[0], 0.018, size[2]])
    height = rng.uniform(0.4, 0.8)
    surface = plain(rng)
    place = turned(yaw, x, 0.0, z)
    boxes = [Box(place @ turned(0.0, 0.0, height, 0.0), top, surface)]
    leg = np.array([0.02, height / 2.0, 0.02])
    for sx in (-1, 1):
        for sz in (-1, 1):
            foot = turned(0.0, sx * (size[0] - 0.03), height / 2.0, sz * (size[2] - 0.03))
            boxes.append(Box(place @ foot, leg, surface))
    return boxes


def camera_pose(
    rng: Generator, size: NDArray[np.float64], *, roll_sd_deg: float = 4.0
) -> RigidTransform:
    """Stand near a wall and look across the room; `camera_from_world`."""
    place = rng.uniform(-0.9, 0.9, 2) * size[[0, 2]] / 2.0
    height = rng.uniform(1.1, 1.7)
    target = rng.uniform(-0.5, 0.5, 2) * size[[0, 2]] / 2.0
    yaw = np.arctan2(*(target - place)) + rng.normal(0.0, 0.15)
    pitch, roll = np.radians(rng.uniform(2.0, 38.0)), np.radians(rng.normal(0.0, roll_sd_deg))
    forward = np.array([np.sin(yaw) * np.cos(pitch), -np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    level = np.stack([right, np.cross(forward, right), forward])
    rotation = rotation_from_vector(np.array([0.0, 0.0, roll])) @ level
    centre = np.array([place[0], height, place[1]])
    return RigidTransform(rotation, -rotation @ centre)


def room_picture(
    seed: int,
    width: int = 1280,
    height: int = 960,
    *,
    clutter: float = 0.6,
    sheet: Sheet | None = None,
) -> RoomPicture:
    """Make one room and take it.

    Parameters
    ----------
    clutter : share of what is not along the walls, [0, 1]
    sheet : lies in view on the floor, 1 to 2.5 m from the camera's foot
    """
    rng = np.random.default_rng([seed, 4])
    size = rng.uniform([3.0, 2.4, 3.0], [6.0, 3.0, 7.0])
    world = camera_pose(rng, size)
    focal = rng.uniform(0.62, 1.0) * width
    camera = CameraIntrinsics(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2)
    boxes = furnished(rng, size, clutter)
    if sheet is not None:
        boxes = _with_sheet(rng, boxes, camera, world, sheet)
    return take(rng, boxes, camera, world)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A printed page that lies on the floor: its picture, and half its width and length, m."""

    picture: NDArray[np.uint8]
    half_width_m: float
    half_length_m: float


def _with_sheet(
    rng: Generator,
    boxes: list[Box],
    camera: CameraIntrinsics,
    camera_from_world: RigidTransform,
    sheet: Sheet,
) -> list[Box]:
    """Lay a sheet where the camera sees it whole, and clear the things in between away."""
    world_from_camera = camera_from_world.inverse()
    half = np.array([sheet.half_width_m, 0.0005, sheet.half_length_m])
    corners = np.array([[x, 0.0, z] for x in (-1, 1) for z in (-1, 1)]) * half
    eye = world_from_camera.translation
    for _ in range(500):
        pixel = rng.uniform(0.1, 0.95, (1, 2)) * [camera.width, camera.height]
        ray = world_from_camera.rotation @ camera.unproject(pixel, np.ones(1))[0]
        if ray[1] > -0.05:
            continue
        foot = eye - ray * eye[1] / ray[1]
        if not 1.0 < np.hypot(*(foot - eye)[[0, 2]]) < 2.5:
            continue
        pose = turned(rng.uniform(0.0, 2.0 * np.pi), foot[0], half[1], foot[2])
        seen = camera.project((camera_from_world @ pose).apply(corners))
        if (seen > 8).all() and (seen < [camera.width - 8, camera.height - 8]).all():
            lit = Box(pose, half, placard(sheet.picture, half, 1))
            way = eye + np.linspace(0.0, 1.0, 60)[:, None] * (foot - eye)
            open_boxes = [
                box
                for box in boxes
                if box.is_room or not any(_holds(box, place, 0.25) for place in way)
            ]
            return [*open_boxes, lit]
    return boxes


def take(
    rng: Generator,
    boxes: list[Box],
    camera: CameraIntrinsics,
    camera_from_world: RigidTransform,
) -> RoomPicture:
    """Photograph boxes; those the camera stands in are left out."""
    centre = camera_from_world.inverse().translation
    clear = [box for box in boxes if box.is_room or not _holds(box, centre)]
    finer = camera.resized(camera.width * _FINER, camera.height * _FINER)
    colour, depth = cast(clear, finer, camera_from_world)
    colour *= rng.uniform(0.7, 1.3)
    blur = rng.uniform(0.4, 1.0) * camera.width / 1280
    image = photograph(colour, _FINER, rng.uniform(0.004, 0.02), blur, rng)
    depth = cv2.resize(depth, (camera.width, camera.height), interpolation=cv2.INTER_NEAREST)
    foot = np.array([centre[0], 0.0, centre[2]])
    room = camera_from_world @ RigidTransform(np.eye(3), foot)
    v, u = np.mgrid[0 : camera.height, 0 : camera.width]
    pixels = np.column_stack([u.ravel(), v.ravel()]).astype(float)
    points = camera.unproject(pixels, depth.ravel().astype(float))
    floor = np.abs(room.inverse().apply(points)[:, 1]) < 0.01
    return RoomPicture(image, camera, room, depth, floor.reshape(depth.shape))


def _holds(box: Box, place: NDArray[np.float64], margin: float = 0.35) -> bool:
    inside = box.world_from_box.inverse().apply(place[None])[0]
    return bool((np.abs(inside) < box.half + margin).all())
