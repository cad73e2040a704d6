"""Which part of the picture a scene covers, and how finely to draw it."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.product import MeshPart
from tryon.geometry.camera import CameraIntrinsics
from tryon.scene import PlacedMesh, Scene, TempleFlex

NEAR_M = 0.02
FAR_M = 50.0

SHADOW_MARGIN = 0.08
"""Room for the shadow around a product, as a share of its width: 11 mm of 140."""

_THROW_M = 0.075
"""As far below a brim its shadow still shows."""
_EDGE_PX = 2
"""Room for the softening kernel around the outermost product pixel."""


@dataclass(frozen=True, slots=True)
class Region:
    """A window of the picture, px."""

    left: int
    top: int
    width: int
    height: int


def flex_of(placed: PlacedMesh) -> tuple[float, float, float, float]:
    """Give how a part bends: hinge z, m; 1 / (hinge z - ear z), 1/m; x and y shift, m.

    The shift is at the ear; parts that do not bend get zeros.
    """
    flex = placed.flex
    if flex is None:
        return (0.0, 0.0, 0.0, 0.0)
    if placed.mesh.name.startswith("temple_left"):
        return _flex_row(flex, flex.left_hinge_z, flex.left_spread)
    if placed.mesh.name.startswith("temple_right"):
        return _flex_row(flex, flex.right_hinge_z, -flex.right_spread)
    return (0.0, 0.0, 0.0, 0.0)


def _flex_row(flex: TempleFlex, hinge_z: float, shift: float) -> tuple[float, float, float, float]:
    length = hinge_z - flex.ear_z
    if length <= 0.0:
        return (0.0, 0.0, 0.0, 0.0)
    return (hinge_z, 1.0 / length, shift, flex.lift)


def bend(points: Array2, flex: Array2) -> Array2:
    """Bend (N, 3) product points, m, by (N, 4) or (1, 4) flex rows; parts with zeros stay."""
    turn = np.maximum(0.0, (flex[:, :1] - points[:, 2:]) * flex[:, 1:2])
    bent = points.copy()
    bent[:, :2] += turn * flex[:, 2:]
    return bent


def placed_points(placed: Sequence[PlacedMesh], points: Sequence[Array2]) -> Array2:
    """Bend and place some points of each part.

    All at once: a product has a dozen parts, and so many small steps take longer than one.

    Parameters
    ----------
    placed : parts
    points : for each part (N, 3), m, product frame

    Returns
    -------
    (sum of N, 3), m, camera frame, in the same order
    """
    counts = [len(item) for item in points]
    flex = np.repeat(np.array([flex_of(item) for item in placed]), counts, axis=0)
    bent = bend(np.concatenate(points), flex)
    ends = np.cumsum(counts)
    start = 0
    for index, item in enumerate(placed):
        follower = placed[index + 1] if index + 1 < len(placed) else None
        if (
            follower is not None
            and follower.camera_from_product is item.camera_from_product
            and follower.scale == item.scale
        ):
            continue
        run = slice(start, int(ends[index]))
        bent[run] = item.camera_from_product.apply(item.scale * bent[run])
        start = run.stop
    return bent


_corner_cache: dict[int, Array2] = {}


def _corners(part: MeshPart) -> Array2:
    """Corners (8, 3) of a part's box, m, product frame; kept as long as the part lives."""
    key = id(part.vertices)
    corners = _corner_cache.get(key)
    if corners is None:
        ends = np.array([part.vertices.min(axis=0), part.vertices.max(axis=0)], dtype=np.float64)
        picks = np.array([[i & 1, (i >> 1) & 1, (i >> 2) & 1] for i in range(8)])
        corners = ends[picks, np.arange(3)]
        _corner_cache[key] = corners
        weakref.finalize(part.vertices, _corner_cache.pop, key, None).atexit = False
    return corners


def height_range(part: MeshPart) -> tuple[float, float]:
    """Give the lowest and highest product y of a part, m."""
    corners = _corners(part)
    return float(corners[0, 1]), float(corners[7, 1])


def middle_of(part: MeshPart) -> Array1:
    """Give the middle of a part's box, (3,), m, product frame."""
    corners = _corners(part)
    return 0.5 * (corners[0] + corners[7])


def camera_boxes(placed: Sequence[PlacedMesh]) -> AnyArray:
    """Give the corners of each placed part's box, (P, 8, 3), m, camera frame."""
    if not placed:
        return np.zeros((0, 8, 3))
    return placed_points(placed, [_corners(item.mesh) for item in placed]).reshape(-1, 8, 3)


def fades(placed: PlacedMesh, box: Array2) -> bool:
    """Tell whether any of a placed part, whose box (8, 3) is given, may lie where it fades out."""
    if placed.fade is None or placed.subject_from_camera is None:
        return False
    to_subject = placed.subject_from_camera
    nearest = float((box @ to_subject.rotation[2]).min()) + float(to_subject.translation[2])
    return nearest < placed.fade.start_z


def with_shadows(placed: Sequence[PlacedMesh], boxes: AnyArray) -> AnyArray:
    """Add the room below parts that throw their shadow down; boxes (P, 8, 3), m, camera frame."""
    thrown = [
        boxes[index] - _THROW_M * item.camera_from_product.rotation[:, 1]
        for index, item in enumerate(placed)
        if item.shadow_from is not None
    ]
    return np.concatenate([boxes, np.array(thrown)]) if thrown else boxes


def region_of(scene: Scene, margin: float) -> Region | None:
    """Give the window that covers the scene's products, or None if nothing is in view.

    Parameters
    ----------
    scene : what to draw
    margin : room for shadows on every side, as a share of the products' width
    """
    boxes = with_shadows(scene.placed, camera_boxes(scene.placed))
    return region_around(boxes, scene.camera, margin)


def region_around(boxes: AnyArray, camera: CameraIntrinsics, margin: float) -> Region | None:
    """Give the window that covers boxes (P, 8, 3), m, camera frame, as `region_of` does."""
    points = boxes.reshape(-1, 3)
    in_front = points[points[:, 2] > NEAR_M]
    if not len(in_front):
        return None
    image_points = camera.project(in_front)
    low, high = image_points.min(axis=0), image_points.max(axis=0)
    if len(in_front) < len(points):
        # Behind the near plane a box has no picture; it may then reach any border.
        low, high = np.array([0.0, 0.0]), np.array([camera.width, camera.height])
    room = _EDGE_PX + margin * float(high[0] - low[0])
    return _clipped(low - room, high + room, camera)


def _clipped(low: Array1, high: Array1, camera: CameraIntrinsics) -> Region | None:
    left, top = max(0, int(np.floor(low[0]))), max(0, int(np.floor(low[1])))
    right = min(camera.width, int(np.ceil(high[0])) + 1)
    bottom = min(camera.height, int(np.ceil(high[1])) + 1)
    if right <= left or bottom <= top:
        return None
    return Region(left, top, right - left, bottom - top)
