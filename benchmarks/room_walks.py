"""Cameras that walk through rooms of flat, textured sides, with exact poses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic_paints import ground, mottle
from tryon import CameraIntrinsics
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform, rotation_from_vector

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]
CAMERA = CameraIntrinsics(640, 480, 520.0, 520.0, 319.5, 239.5)
RATE_HZ = 30.0
_PER_M = 250.0
"""Texture resolution, px per m."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A flat, textured rectangle: its corner, and its two edges, m, room frame."""

    texture: Picture
    corner: Floats
    across: Floats
    down: Floats

    @property
    def middle(self) -> Floats:
        """Its centre, (3,), m."""
        return self.corner + (self.across + self.down) / 2.0


@dataclass(frozen=True, slots=True, eq=False)
class WalkFrame:
    """One picture with its true pose."""

    image: Picture
    camera_from_room: RigidTransform


def painted_floor(seed: int, size_m: float) -> Picture:
    """Give boards, tiles, carpet or concrete."""
    rng = np.random.default_rng(seed)
    count = round(size_m * _PER_M)
    x, z = np.meshgrid(np.arange(count) / _PER_M, np.arange(count) / _PER_M)
    points = np.column_stack([x.ravel(), np.zeros(x.size), z.ravel()]).astype(np.float32)
    colour = ground(rng)(points, np.full(len(points), 4, np.int8))
    return coded(colour.reshape(count, count, 3))


def coded(linear: NDArray[np.floating]) -> Picture:
    """Give sRGB-like 8 bits of linear colours."""
    return np.asarray(np.clip(linear, 0.0, 1.0) ** (1.0 / 2.2) * 255.0).astype(np.uint8)


def real_floor(
    image: Picture, camera: CameraIntrinsics, pose: RigidTransform, patch: tuple[float, ...]
) -> Picture:
    """Look straight down on a patch of a real floor and repeat it in mirror images to 8 m.

    Parameters
    ----------
    pose : `camera_from_room` of the picture
    patch : x0, z0, x1, z1, m, room frame
    """
    x0, z0, x1, z1 = patch
    width, height = round((x1 - x0) * _PER_M), round((z1 - z0) * _PER_M)
    x, z = np.meshgrid(x0 + np.arange(width) / _PER_M, z0 + np.arange(height) / _PER_M)
    points = np.column_stack([x.ravel(), np.zeros(x.size), z.ravel()])
    pixels = camera.project(pose.apply(points)).astype(np.float32).reshape(height, width, 2)
    tile = cv2.remap(image, pixels[..., 0], pixels[..., 1], cv2.INTER_CUBIC)
    pair = np.hstack([tile, tile[:, ::-1]])
    block = np.vstack([pair, pair[::-1]])
    count = round(8.0 * _PER_M)
    times = [-(-count // side) for side in block.shape[:2]]
    return np.ascontiguousarray(np.tile(block, (*times, 1))[:count, :count])


def walled(floor: Picture, posters: list[Picture], seed: int, things: int = 2) -> list[Side]:
    """Make a room of 8 m with plain walls, pictures on them, and boxes on the floor."""
    rng = np.random.default_rng(seed)
    y, z = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    x = np.array([1.0, 0.0, 0.0])
    sides = [Side(floor, np.array([-4.0, 0.0, -4.0]), 8.0 * x, 8.0 * z)]
    corners = (
        (np.array([-4.0, 2.6, -4.0]), 8.0 * x),
        (np.array([4.0, 2.6, -4.0]), 8.0 * z),
        (np.array([4.0, 2.6, 4.0]), -8.0 * x),
        (np.array([-4.0, 2.6, 4.0]), -8.0 * z),
    )
    for number, (corner, across) in enumerate(corners):
        tone = 0.45 + 0.03 * mottle(rng, 256)
        texture = cv2.resize(coded(np.repeat(tone[..., None], 3, axis=2)), (2000, 650))
        picture = cv2.resize(posters[number % len(posters)], (450, 300))
        left = int(rng.integers(100, 1400))
        texture[120:420, left : left + 450] = picture
        sides.append(Side(texture, corner, across, -2.6 * y))
    for number in range(things):
        width, height = rng.uniform(0.4, 0.8), rng.uniform(0.35, 0.7)
        face = cv2.resize(posters[(number + 1) % len(posters)], (200, 150))
        foot = np.array([rng.uniform(-1.3, 1.3), height, rng.uniform(-2.6, -1.9)])
        sides.append(Side(face, foot, width * x, -height * y))
        top = np.asarray(cv2.blur(face, (15, 15)))
        sides.append(Side(top, foot - 0.4 * z, width * x, 0.4 * z))
    return sides


def take(sides: list[Side], pose: RigidTransform) -> Picture:
    """Draw the sides from the farthest to the nearest."""
    canvas = np.zeros((CAMERA.height, CAMERA.width, 3), np.uint8)
    eye = pose.inverse().translation
    # Floor and walls enclose the rest, which is convex and apart: order by distance is right.
    order = [*sides[:5], *sorted(sides[5:], key=lambda s: -np.linalg.norm(s.middle - eye))]
    for side in order:
        rows, columns = side.texture.shape[:2]
        basis = np.column_stack(
            [
                pose.rotation @ side.across / columns,
                pose.rotation @ side.down / rows,
                pose.apply(side.corner[None])[0],
            ]
        )
        image_from_texture = CAMERA.matrix @ basis
        drawn, mask = _warped(side.texture, image_from_texture)
        canvas[mask] = drawn[mask]
    return canvas


def _warped(texture: Picture, image_from_texture: Floats) -> tuple[Picture, NDArray[np.bool_]]:
    """Look the texture up at every pixel that sees its front half space."""
    inverse = np.linalg.inv(image_from_texture)
    u, v = np.meshgrid(np.arange(CAMERA.width), np.arange(CAMERA.height))
    place = np.einsum("ij,jhw->ihw", inverse, np.stack([u, v, np.ones_like(u)]))
    # Depth along the view is one over the third coordinate.
    front = place[2] > 1e-4
    scale = np.where(front, place[2], 1.0)
    x, y = place[0] / scale, place[1] / scale
    rows, columns = texture.shape[:2]
    mask = front & (x >= 0) & (y >= 0) & (x < columns) & (y < rows)
    drawn = cv2.remap(
        texture,
        (x - 0.5).astype(np.float32),
        (y - 0.5).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(drawn), mask


def path(seconds: float, seed: int, *, look_away: bool = False) -> list[RigidTransform]:
    """Give the poses of a hand that moves sideways, forth and back, and trembles.

    Parameters
    ----------
    look_away : turn 75 degrees to the side in the middle, and return
    """
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE_HZ)
    t = np.arange(count) / RATE_HZ
    phase = rng.uniform(0.0, 2.0 * np.pi, 6)

    def swing(size: float, rate_hz: float, number: int) -> Floats:
        start = np.sin(phase[number])
        return size * (np.sin(2.0 * np.pi * rate_hz * t + phase[number]) - start)

    tremble = rng.normal(0.0, 1.0, (count, 3))
    tremble = np.asarray(cv2.GaussianBlur(tremble, (1, 11), 1.6))
    tremble = np.radians(0.35) * (tremble - tremble[0]) / tremble.std()
    yaw = swing(np.radians(14.0), 0.13, 0)
    if look_away:
        yaw = yaw + np.radians(75.0) * np.exp(-(((t - seconds / 2.0) / 0.6) ** 2))
    poses: list[RigidTransform] = []
    pitch = np.radians(28.0) + swing(np.radians(5.0), 0.21, 1)
    for row in range(count):
        up = np.array([0.0, -np.cos(pitch[row]), -np.sin(pitch[row])])
        level = camera_from_room(up, 1.0).rotation
        turned = level @ rotation_from_vector(np.array([0.0, yaw[row], 0.0]))
        rotation = rotation_from_vector(tremble[row]) @ turned
        eye = np.array(
            [
                swing(0.35, 0.17, 2)[row],
                1.4 + swing(0.06, 0.3, 3)[row],
                swing(0.25, 0.11, 4)[row],
            ]
        )
        poses.append(RigidTransform(rotation, -rotation @ eye))
    return poses


def film(sides: list[Side], poses: list[RigidTransform], seed: int) -> Iterator[WalkFrame]:
    """Take the path: exposure over a third of a frame, noise of a phone indoors."""
    rng = np.random.default_rng(seed)
    for row, pose in enumerate(poses):
        sharp = take(sides, pose).astype(np.float32)
        before = poses[max(0, row - 1)]
        step = pose.rotation @ before.rotation.T
        # The blur of a third of the last step's turn, as a shift of the picture's middle.
        shift = (step @ np.array([0.0, 0.0, 1.0]))[:2] * CAMERA.fx / 3.0
        parts = [sharp]
        for share in (-0.5, 0.5):
            move = np.array([[1.0, 0.0, share * shift[0]], [0.0, 1.0, share * shift[1]]])
            parts.append(
                cv2.warpAffine(
                    sharp, move, (CAMERA.width, CAMERA.height), borderMode=cv2.BORDER_REPLICATE
                )
            )
        mean = np.mean(parts, axis=0) + rng.normal(0.0, 2.5, sharp.shape)
        yield WalkFrame(np.clip(mean, 0, 255).astype(np.uint8), pose)


def read_picture(file: Path) -> Picture:
    """Read an RGB picture."""
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if picture is None:
        msg = f"{file}: expected a picture, got none"
        raise FileNotFoundError(msg)
    return np.ascontiguousarray(picture[..., ::-1])
