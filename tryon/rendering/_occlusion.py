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
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering._region import NEAR_M, placed_points
from tryon.rendering.compiled import compile_loop
from tryon.scene import Occluder, PlacedMesh, Scene

_BLOCK_M = 0.02
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
    nearest = float(vertices[:, 2].min())
    if boxes is None or nearest < NEAR_M:
        return vertices, triangles
    pixels = scene.camera.project(vertices.astype(np.float64))
    kept = np.zeros(len(triangles), np.bool_)
    _keep_loop()(pixels, vertices[:, 2], triangles, boxes, kept)
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
        cells = np.floor(points.mean(axis=1) / _BLOCK_M).astype(np.int64)
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


def _keep(
    pixels: Array2,
    depths: Float32Array,
    triangles: IndexArray,
    boxes: Array2,
    kept: AnyArray,
) -> None:
    """Mark the triangles that overlap a box of the picture and do not lie behind it."""
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        left = min(pixels[a, 0], pixels[b, 0], pixels[c, 0])
        right = max(pixels[a, 0], pixels[b, 0], pixels[c, 0])
        top = min(pixels[a, 1], pixels[b, 1], pixels[c, 1])
        bottom = max(pixels[a, 1], pixels[b, 1], pixels[c, 1])
        near = min(depths[a], depths[b], depths[c])
        for box in range(len(boxes)):
            if (
                near < boxes[box, 4]
                and left < boxes[box, 2]
                and right > boxes[box, 0]
                and top < boxes[box, 3]
                and bottom > boxes[box, 1]
            ):
                kept[index] = True
                break
