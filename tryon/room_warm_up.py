"""A tiny room that makes every loop of furnishing ready before the first shopper."""

from __future__ import annotations

import numpy as np

from tryon.catalog.product import MeshPart, Product, SurfaceMaterial, Variant
from tryon.engine_scene import WornProduct
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import CLOUD_SIZE, FloorCloud
from tryon.landmarks.room import Floor, RoomReading, Stand
from tryon.room_studio import RoomStudio

_WIDTH, _HEIGHT = 64, 48
_UP = np.array([0.0, -0.9, -np.sqrt(0.19)])


def warm_up_room(studio: RoomStudio) -> None:
    """Furnish once: compiles the loops, or loads them from the cache.

    On a new machine compiling takes longer than any shopper waits.
    """
    camera = CameraIntrinsics.from_fov(_WIDTH, _HEIGHT, 1.2)
    heights, ratios = np.full(CLOUD_SIZE, 1.4), np.ones(CLOUD_SIZE)
    cloud = FloorCloud(np.tile(_UP, (CLOUD_SIZE, 1)), heights, ratios)
    floor = Floor(_UP, 1.0, 1.4, 0.1, "sensor", "height_assumed", cloud, 5.0)
    reading = RoomReading(camera, "default", None, floor, None)
    image = np.full((_HEIGHT, _WIDTH, 3), 128, np.uint8)
    image[::5] = 200
    spot = (0.5 * _WIDTH, 0.75 * _HEIGHT)
    studio.furnish(Frame(image, camera), reading, [(_block(), Stand(1, spot))])


def _block() -> WornProduct:
    """Give a small three-sided block."""
    corners = np.array([[-0.2, 0, -0.2], [0.2, 0, -0.2], [0, 0, 0.2], [0, 0.3, 0]], np.float32)
    triangles = np.array([[0, 1, 2], [0, 3, 1], [1, 3, 2], [2, 3, 0]], np.int32)
    outward = corners - corners.mean(axis=0)
    normals = outward / np.linalg.norm(outward, axis=1, keepdims=True)
    surface = SurfaceMaterial((0.5, 0.5, 0.5))
    part = MeshPart("block", "block", surface, corners, normals, triangles)
    variant = Variant("only", {}, "#808080")
    size = np.ptp(corners, axis=0).astype(np.float64)
    product = Product(
        "block", {}, {}, "furniture", "", None, None, "floor", (variant,), size, {}, {}, (part,)
    )
    return WornProduct(product, variant)
