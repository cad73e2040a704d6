"""How a piece of furniture sits on the floor, at a wall, under the ceiling, on a table."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.furniture.footprint import Footprint, footprint_of
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.room import CAMERA_IN_PRODUCT, PRODUCT_OUT_OF_FRAME

_ELEVATIONS_M = {"floor": 0.0, "wall": 1.3, "ceiling": 1.9, "tabletop": 0.74}
"""Where products do not say: pictures hang with their middle at eye height, lamps clear of heads,
tables are 0.72-0.76 m high."""
_LEAST_IN_VIEW = 0.6
_NEAR_M = 0.1
_ROOM_FOR_CAMERA_M = 0.1
_GRID = 7


def elevation_of(product: Product) -> float:
    """Give how high above the floor a piece's lowest point is where nobody says, m."""
    told = product.dimensions_mm.get("elevation_mm")
    return _ELEVATIONS_M.get(product.mount, 0.0) if told is None else told / 1000.0


def fit_furniture(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Put a piece where its stand is, at its true size.

    Parameters
    ----------
    landmarks : of one stand: its frame is on the floor, y up, z where the front looks
    product : pieces for walls have their back at the stand's origin, others their middle
    camera : of the picture

    Returns
    -------
    Fit or None
        Of scale 1. None if the landmarks are of another subject; a refusal if most of the piece
        is outside the picture, or the camera inside the piece.
    """
    if landmarks.subject != "room":
        return None
    told = landmarks.measures.get("elevation_m")
    elevation = elevation_of(product) if told is None else told.value
    forward = 0.5 * float(product.size_m[2]) if product.mount == "wall" else 0.0
    stand_from_product = RigidTransform(np.eye(3), np.array([0.0, elevation, forward]))
    camera_from_product = landmarks.camera_from_subject @ stand_from_product
    refusal = _refusal(camera_from_product, product, camera)
    confidence = 0.0 if refusal is not None else landmarks.score
    return Fit(camera_from_product, 1.0, confidence, refusal=refusal, covered_by=())


def place_of(fit: Fit, landmarks: Landmarks, product: Product) -> Footprint:
    """Give the room a fitted piece takes, in the picture's camera frame."""
    stand_from_product = landmarks.camera_from_subject.inverse() @ fit.camera_from_product
    elevation = float(stand_from_product.translation[1])
    return footprint_of(fit.camera_from_product, product, elevation)


def _refusal(
    camera_from_product: RigidTransform, product: Product, camera: CameraIntrinsics
) -> str | None:
    half_x, height, half_z = product.size_m * [0.5, 1.0, 0.5]
    x, y, z = camera_from_product.inverse().translation
    room = _ROOM_FOR_CAMERA_M
    is_over = abs(x) < half_x + room and abs(z) < half_z + room
    if is_over and -room < y < height + room:
        return CAMERA_IN_PRODUCT
    if _share_in_view(camera_from_product, product, camera) < _LEAST_IN_VIEW:
        return PRODUCT_OUT_OF_FRAME
    return None


def _share_in_view(
    camera_from_product: RigidTransform, product: Product, camera: CameraIntrinsics
) -> float:
    """Give the share of the piece's box that is in the picture, [0, 1]."""
    points = camera_from_product.apply(_grid() * product.size_m)
    in_front = points[points[:, 2] > _NEAR_M]
    if not len(in_front):
        return 0.0
    u, v = camera.project(in_front).T
    inside = (u >= -0.5) & (u < camera.width - 0.5) & (v >= -0.5) & (v < camera.height - 0.5)
    return float(inside.sum()) / len(points)


def _grid() -> Array2:
    """Give places (N, 3) evenly over a box of size 1 that stands on the origin."""
    steps = (np.arange(_GRID) + 0.5) / _GRID
    x, y, z = np.meshgrid(steps - 0.5, steps, steps - 0.5, indexing="ij")
    return np.column_stack([x.ravel(), y.ravel(), z.ravel()])
