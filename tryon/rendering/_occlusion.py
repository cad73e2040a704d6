"""Which triangles of a head can hide anything of what it wears.

Most of a head lies behind its spectacles or beside them, and drawing it would only cost time.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable

import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array, IndexArray
from tryon.catalog.product import MeshPart
from tryon.compiled import compile_loop
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering._region import NEAR_M, placed_points
from tryon.scene import Occluder, PlacedMesh, Scene

_BLOCK_M = 0.02
_BLOCKS_ACROSS = 8
_CELL_PX = 4.0
_MOST_CELLS = 160
_ROOM_PX = 2.0
_ROOM_M = 0.001

_block_cache: dict[int, AnyArray] = {}


def hiding_mesh(scene: Scene) -> tuple[Float32Array, IndexArray]:
    """Join the occluders, less what can hide nothing that is drawn.

    Returns
    -------
    vertices (N, 3), m, camera frame, and triangles (M, 3); there may be no triangles
    """
    hiding = tuple(item for item in scene.occluders if item.hides)
    if not hiding:
        return np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    vertices, triangles = _joined(hiding)
    boxes = _picture_boxes(scene.placed, scene.camera)
    if boxes is None or float(vertices[:, 2].min()) < NEAR_M:
        return vertices, triangles
    kept = np.zeros(len(triangles), np.bool_)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:4].max(axis=0)
    cell = max(_CELL_PX, float((high - low).max()) / _MOST_CELLS)
    columns, rows = (int(count) + 1 for count in (high - low) / cell)
    farthest = np.zeros((rows, columns), np.float32)
    camera = scene.camera
    lens = np.array([camera.fx, camera.fy, camera.cx - low[0], camera.cy - low[1]]) / cell
    boxes[:, :4] = (boxes[:, :4] - np.tile(low, 2)) / cell
    _keep_loop()(vertices, triangles, lens.astype(np.float32), boxes, farthest, kept)
    return vertices, triangles[kept]


def _joined(occluders: tuple[Occluder, ...]) -> tuple[Float32Array, IndexArray]:
    offsets = np.cumsum([0] + [len(item.vertices) for item in occluders[:-1]])
    pairs = zip(occluders, offsets, strict=True)
    triangles = np.concatenate([item.triangles + offset for item, offset in pairs])
    return np.concatenate([item.vertices for item in occluders]), triangles.astype(np.int32)


def _picture_boxes(placed: tuple[PlacedMesh, ...], camera: CameraIntrinsics) -> Array2 | None:
    """Give left, top, right, bottom, px, and the farthest depth, m, of each block drawn, (B, 5).

    None if a block reaches behind the camera.
    """
    points = placed_points(placed, [_blocks_of(item.mesh).reshape(-1, 3) for item in placed])
    if float(points[:, 2].min()) < NEAR_M:
        return None
    pixels = camera.project(points).reshape(-1, 8, 2)
    low, high = pixels.min(axis=1) - _ROOM_PX, pixels.max(axis=1) + _ROOM_PX
    depths = points[:, 2].reshape(-1, 8).max(axis=1) + _ROOM_M
    return np.column_stack([low, high, depths])


def _blocks_of(part: MeshPart) -> AnyArray:
    """Give the corners (B, 8, 3), m, product frame, of boxes that hold the part's triangles.

    Triangles are grouped by where their middles lie; kept as long as the part lives.
    """
    key = id(part.vertices)
    blocks = _block_cache.get(key)
    if blocks is None:
        points = part.vertices.astype(np.float64)[part.triangles]
        extent = float(np.ptp(part.vertices, axis=0).max())
        block = max(_BLOCK_M, extent / _BLOCKS_ACROSS)
        cells = np.floor(points.mean(axis=1) / block).astype(np.int64)
        _, group = np.unique(cells, axis=0, return_inverse=True)
        count = int(group.max()) + 1
        low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
        np.minimum.at(low, group.ravel(), points.min(axis=1))
        np.maximum.at(high, group.ravel(), points.max(axis=1))
        picks = np.array([[i & 1, (i >> 1) & 1, (i >> 2) & 1] for i in range(8)])
        blocks = np.stack([low, high], axis=1)[:, picks, np.arange(3)]
        _block_cache[key] = blocks
        weakref.finalize(part.vertices, _block_cache.pop, key, None).atexit = False
    return blocks


@functools.cache
def _keep_loop() -> Callable[..., None]:
    return compile_loop(_keep)


def _keep(  # noqa: PLR0917 - compiled loops take arrays, not objects
    vertices: Float32Array,
    triangles: IndexArray,
    lens: Float32Array,
    boxes: Array2,
    farthest: Float32Array,
    kept: AnyArray,
) -> None:
    """Mark the triangles that share a cell with a box and do not lie behind all boxes there.

    `lens` is fx, fy, cx, cy in cells; `farthest`, (rows, columns) of 0, takes the boxes' depths.
    """
    rows, columns = farthest.shape
    for box in range(len(boxes)):
        depth = np.float32(boxes[box, 4])
        for row in range(int(boxes[box, 1]), min(rows, int(boxes[box, 3]) + 1)):
            for column in range(int(boxes[box, 0]), min(columns, int(boxes[box, 2]) + 1)):
                farthest[row, column] = max(farthest[row, column], depth)
    u, v = np.empty(len(vertices), np.float32), np.empty(len(vertices), np.float32)
    for index in range(len(vertices)):
        inverse = np.float32(1.0) / vertices[index, 2]
        u[index] = lens[0] * vertices[index, 0] * inverse + lens[2]
        v[index] = lens[1] * vertices[index, 1] * inverse + lens[3]
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        right, bottom = max(u[a], u[b], u[c]), max(v[a], v[b], v[c])
        left, top = min(u[a], u[b], u[c]), min(v[a], v[b], v[c])
        if right < 0.0 or bottom < 0.0 or left >= columns or top >= rows:
            continue
        near = min(vertices[a, 2], vertices[b, 2], vertices[c, 2])
        for row in range(int(max(top, 0.0)), int(min(bottom, rows - 1.0)) + 1):
            for column in range(int(max(left, 0.0)), int(min(right, columns - 1.0)) + 1):
                if near < farthest[row, column]:
                    kept[index] = True
                    break
            if kept[index]:
                break
