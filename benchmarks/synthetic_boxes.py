"""Pictures of boxes by ray casting: what rooms of exact truth are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon import CameraIntrinsics
from tryon.geometry.transform import RigidTransform

Floats = NDArray[np.float32]
Paint = Callable[[Floats, NDArray[np.int8]], Floats]
"""From points of a box (N, 3), m, box frame, and the faces they lie on (N,), to colours (N, 3) in
[0, 1]. Faces are 0, 1, 2 for the upper and 3, 4, 5 for the lower side along x, y, z."""

_LIGHT = np.array([0.35, 0.8, 0.45]) / np.linalg.norm([0.35, 0.8, 0.45])


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """One box of a scene.

    Parameters
    ----------
    world_from_box : pose of its centre, m
    half : (3,), half its edges, m
    paint : its surface
    is_room : seen from inside
    """

    world_from_box: RigidTransform
    half: NDArray[np.float64]
    paint: Paint
    is_room: bool = False


def cast(
    boxes: Sequence[Box], camera: CameraIntrinsics, camera_from_world: RigidTransform
) -> tuple[Floats, Floats]:
    """Give linear colours (H, W, 3) and depths along the view (H, W), m."""
    h, w = camera.height, camera.width
    colour = np.zeros((h, w, 3), np.float32)
    depth = np.full((h, w), np.inf, np.float32)
    for box in boxes:
        camera_from_box = camera_from_world @ box.world_from_box
        x0, y0, x1, y1 = _window(box, camera, camera_from_box)
        if x1 <= x0 or y1 <= y0:
            continue
        region = (slice(y0, y1), slice(x0, x1))
        u, v = np.meshgrid(np.arange(x0, x1), np.arange(y0, y1))
        rays = np.stack(
            [(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, np.ones(u.shape)], -1
        )
        way = (rays @ camera_from_box.rotation).astype(np.float32).reshape(-1, 3)
        start = camera_from_box.inverse().translation.astype(np.float32)
        distance, face = _hits(way, start, box)
        nearer = np.flatnonzero(distance < depth[region].reshape(-1))
        if not len(nearer):
            continue
        points = start + way[nearer] * distance[nearer, None]
        normal = np.zeros((len(nearer), 3))
        sign = np.where(face[nearer] < 3, 1.0, -1.0) * (-1.0 if box.is_room else 1.0)
        normal[np.arange(len(nearer)), face[nearer] % 3] = sign
        shade = 0.55 + 0.45 * np.abs((normal @ box.world_from_box.rotation.T) @ _LIGHT)
        painted = box.paint(points, face[nearer]) * shade[:, None]
        view = colour[region].reshape(-1, 3)
        view[nearer] = painted
        colour[region] = view.reshape(y1 - y0, x1 - x0, 3)
        plane = depth[region].reshape(-1)
        plane[nearer] = distance[nearer]
        depth[region] = plane.reshape(y1 - y0, x1 - x0)
    return colour, depth


def _window(
    box: Box, camera: CameraIntrinsics, camera_from_box: RigidTransform
) -> tuple[int, int, int, int]:
    """Give the pixels a box may cover: x0, y0, x1, y1."""
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    corners = camera_from_box.apply(signs * box.half)
    if box.is_room or corners[:, 2].min() < 0.05:
        behind = corners[:, 2].max() < 0.05 and not box.is_room
        return (0, 0, 0, 0) if behind else (0, 0, camera.width, camera.height)
    low = np.floor(camera.project(corners).min(axis=0)) - 1
    high = np.ceil(camera.project(corners).max(axis=0)) + 2
    x0, y0 = np.clip(low, 0, [camera.width, camera.height]).astype(int)
    x1, y1 = np.clip(high, 0, [camera.width, camera.height]).astype(int)
    return int(x0), int(y0), int(x1), int(y1)


def _hits(way: Floats, start: Floats, box: Box) -> tuple[Floats, NDArray[np.int8]]:
    """Give distances (N,), inf where a ray misses, and faces (N,), by slabs (Kay and Kajiya)."""
    half = box.half.astype(np.float32)
    safe = np.where(np.abs(way) < 1e-9, np.float32(1e-9), way)
    a, b = (-half - start) / safe, (half - start) / safe
    near, far = np.minimum(a, b), np.maximum(a, b)
    enter, leave = near.max(axis=1), far.min(axis=1)
    rows = np.arange(len(way))
    if box.is_room:
        axis = far.argmin(axis=1)
        distance = np.where(leave > 0.0, leave, np.inf)
        upper = safe[rows, axis] > 0.0
    else:
        axis = near.argmax(axis=1)
        distance = np.where((enter < leave) & (enter > 0.02), enter, np.inf)
        upper = safe[rows, axis] < 0.0
    return distance.astype(np.float32), np.where(upper, axis, axis + 3).astype(np.int8)


def photograph(
    colour: Floats, shrink: int, noise: float, blur_px: float, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Make an RGB picture of linear colours: blur, sample, noise, gamma, JPEG.

    Parameters
    ----------
    shrink : how much larger than the picture `colour` is
    noise : of a mid grey, share of white
    blur_px : deviation, px of the picture
    """
    height, width = colour.shape[0] // shrink, colour.shape[1] // shrink
    soft = cv2.GaussianBlur(colour, (0, 0), max(0.1, blur_px * shrink))
    small = cv2.resize(soft, (width, height), interpolation=cv2.INTER_AREA)
    grain = rng.normal(0.0, noise, small.shape) * np.sqrt(np.clip(small, 0.02, 1.0))
    coded = np.clip(small + grain, 0.0, 1.0) ** (1.0 / 2.2)
    picture = np.round(coded * 255.0).astype(np.uint8)
    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not done:
        msg = "picture: expected a JPEG, got none"
        raise RuntimeError(msg)
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
