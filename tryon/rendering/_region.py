"""Which part of the picture a scene covers, and how finely to draw it."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array
from tryon.catalog.product import MeshPart
from tryon.compiled import compile_loop
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


def picture_bounds(placed: Sequence[PlacedMesh], camera: CameraIntrinsics) -> AnyArray:
    """Give what each part covers, (P, 4): left, top, right, bottom, px.

    By its own vertices, which is less than its box covers. Parts that lie behind the near plane
    are left out; those that reach behind it may cover all of the picture.
    """
    rows = [_bounds(item, camera, 0.0) for item in placed]
    return np.array([row for row in rows if row is not None]).reshape(-1, 4)


def with_shadows(
    placed: Sequence[PlacedMesh], bounds: AnyArray, camera: CameraIntrinsics
) -> AnyArray:
    """Add the room below parts that throw their shadow down to what parts cover, (P, 4) px."""
    thrown = [_bounds(item, camera, _THROW_M) for item in placed if item.shadow_from is not None]
    rows = np.array([row for row in thrown if row is not None]).reshape(-1, 4)
    return np.concatenate([bounds, rows])


def region_of(scene: Scene, margin: float) -> Region | None:
    """Give the window that covers the scene's products, or None if nothing is in view.

    Parameters
    ----------
    scene : what to draw
    margin : room for shadows on every side, as a share of the products' width
    """
    bounds = with_shadows(scene.placed, picture_bounds(scene.placed, scene.camera), scene.camera)
    return region_around(bounds, scene.camera, margin)


def region_around(bounds: AnyArray, camera: CameraIntrinsics, margin: float) -> Region | None:
    """Give the window that covers bounds (P, 4), px, as `region_of` does."""
    if not len(bounds):
        return None
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    room = _EDGE_PX + margin * float(high[0] - low[0])
    return _clipped(low - room, high + room, camera)


def _bounds(placed: PlacedMesh, camera: CameraIntrinsics, drop: float) -> Array1 | None:
    """Give left, top, right, bottom, px, of a part moved down by `drop`, m, in its own frame."""
    pose = placed.camera_from_product
    rows = np.empty((3, 4))
    rows[:, :3] = placed.scale * pose.rotation
    rows[:, 3] = pose.translation - drop * pose.rotation[:, 1]
    lens = np.array([camera.fx, camera.fy, camera.cx, camera.cy])
    bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])
    behind = _bounds_loop()(placed.mesh.vertices, rows, np.array(flex_of(placed)), lens, bounds)
    if behind == len(placed.mesh.vertices):
        return None
    return bounds if not behind else np.array([0.0, 0.0, camera.width, camera.height])


@functools.cache
def _bounds_loop() -> Callable[..., int]:
    return compile_loop(_grow_bounds)


def _grow_bounds(
    vertices: Float32Array, rows: Array2, flex: Array1, lens: Array1, bounds: Array1
) -> int:
    """Grow bounds, px, by bent and placed vertices; gives how many lie behind the near plane."""
    behind = 0
    for index in range(len(vertices)):
        x, y, z = vertices[index, 0], vertices[index, 1], vertices[index, 2]
        turn = max(0.0, (flex[0] - z) * flex[1])
        x, y = x + turn * flex[2], y + turn * flex[3]
        depth = rows[2, 0] * x + rows[2, 1] * y + rows[2, 2] * z + rows[2, 3]
        if depth <= NEAR_M:
            behind += 1
            continue
        u = rows[0, 0] * x + rows[0, 1] * y + rows[0, 2] * z + rows[0, 3]
        v = rows[1, 0] * x + rows[1, 1] * y + rows[1, 2] * z + rows[1, 3]
        u, v = lens[0] * u / depth + lens[2], lens[1] * v / depth + lens[3]
        bounds[0], bounds[1] = min(bounds[0], u), min(bounds[1], v)
        bounds[2], bounds[3] = max(bounds[2], u), max(bounds[3], v)
    return behind


def _clipped(low: Array1, high: Array1, camera: CameraIntrinsics) -> Region | None:
    left, top = max(0, int(np.floor(low[0]))), max(0, int(np.floor(low[1])))
    right = min(camera.width, int(np.ceil(high[0])) + 1)
    bottom = min(camera.height, int(np.ceil(high[1])) + 1)
    if right <= left or bottom <= top:
        return None
    return Region(left, top, right - left, bottom - top)
