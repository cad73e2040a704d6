"""The front of a product as a height map that casts shadows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array, IndexArray
from tryon.rendering._shadow_loops import caster_loop
from tryon.scene import PlacedMesh

CELL_M = 0.0015
"""Side of a cell: the penumbra of a rim 10 mm from the skin is wider than 2 mm."""

_MARGIN_M = 0.012
_THROW_M = 0.14
"""Room for the face below what throws its shadow down."""
_REACH_M, _HAT_REACH_M = 0.08, 0.17
_FINE = 3
_CLEAR = 0.9
_LENS_STRENGTH = 0.7
_SHARP_CELLS = 0.8
_SOFT_CELLS = 2.6


@dataclass(frozen=True, slots=True, eq=False)
class Caster:
    """What a product's front keeps from the skin, on a grid over its shadow frame's x and y.

    Parameters
    ----------
    axes : (3, 3), rows are the axes of the shadow frame in the product frame: z points to where
        the height map is seen from
    left, bottom : x and y of cell (0, 0), m; rows go up
    depth : (H, W), m, z of the side towards the skin, continued into the openings
    sharp, soft : (H, W, 3) light let through, seen from close by and from about 12 mm
    reach : m, skin whose middle lies farther away along any axis belongs to somebody else
    is_thrown : whether it is seen from above
    """

    axes: Array2
    left: float
    bottom: float
    depth: Float32Array
    sharp: Float32Array
    soft: Float32Array
    reach: float
    is_thrown: bool


def make_caster(placed: tuple[PlacedMesh, ...]) -> Caster | None:
    """Give the height map of a product's front; None if it has no front.

    Temples are left out: their shadow falls beside the face, or as streaks on it.
    """
    parts = [item for item in placed if not item.mesh.name.startswith("temple_")]
    if not parts:
        return None
    axes = _shadow_axes(parts[0].shadow_from)
    places = [item.mesh.vertices @ axes.T.astype(np.float32) for item in parts]
    points = np.concatenate(places)
    low, high = points.min(axis=0) - _MARGIN_M, points.max(axis=0) + _MARGIN_M
    if parts[0].shadow_from is not None:
        low[1] -= _THROW_M
    width, height = (int(n) for n in np.ceil((high - low)[:2] / CELL_M))
    shape = (height * _FINE, width * _FINE)
    depth = np.full(shape, np.inf, np.float32)
    through = np.ones((*shape, 3), np.float32)
    for item, place in sorted(
        zip(parts, places, strict=True), key=lambda pair: pair[0].lens is not None
    ):
        cells = (place[:, :2] - low[:2]) * (_FINE / CELL_M) - 0.5
        caster_loop()(
            cells.astype(np.float64),
            place[:, 2].astype(np.float64),
            _casting(item),
            _tints(item),
            depth,
            through,
        )
    is_thrown = parts[0].shadow_from is not None
    light = _filtered(depth, through)
    return Caster(
        axes,
        float(low[0]) + 0.5 * CELL_M,
        float(low[1]) + 0.5 * CELL_M,
        *light,
        reach=_HAT_REACH_M if is_thrown else _REACH_M,
        is_thrown=is_thrown,
    )


def _shadow_axes(seen_from: tuple[float, float, float] | None) -> Array2:
    """Give the axes (3, 3), in rows, of the frame whose z points to where a product is seen from.

    Its x is the product's, as far as possible.
    """
    if seen_from is None:
        return np.eye(3)
    z = np.array(seen_from) / np.linalg.norm(seen_from)
    y = np.cross(z, np.array([1.0, 0.0, 0.0]))
    y /= np.linalg.norm(y)
    return np.array([np.cross(y, z), y, z])


def _casting(item: PlacedMesh) -> IndexArray:
    """Give the triangles that cast: from above, the far half would lie under the skin."""
    triangles = item.mesh.triangles
    if item.shadow_from is None:
        return triangles
    return triangles[item.mesh.vertices[triangles, 2].mean(axis=1) > 0.0]


def _tints(item: PlacedMesh) -> Float32Array:
    """Give the light let through at each vertex, (N, 3); opaque parts let none through."""
    heights = item.mesh.vertices[:, 1]
    if item.lens is None:
        return np.zeros((len(heights), 3), np.float32)
    share = (heights - heights.min()) / max(float(np.ptp(heights)), 1e-6)
    tint_top, tint_bottom = np.array(item.lens.tint_top), np.array(item.lens.tint_bottom)
    tint = tint_bottom + share[:, None] * (tint_top - tint_bottom)
    # Skin behind a lens is lit from around it as well, and a clear lens lights what it shades.
    filtered = np.minimum(1.0, tint / _CLEAR)
    return np.asarray(1.0 - _LENS_STRENGTH * (1.0 - filtered), dtype=np.float32)


def _filtered(
    depth: AnyArray, through: Float32Array
) -> tuple[Float32Array, Float32Array, Float32Array]:
    """Give a caster's depth, and the light it lets through, sharp and soft."""
    height, width = depth.shape[0] // _FINE, depth.shape[1] // _FINE
    there = np.isfinite(depth).astype(np.float32)
    known = np.where(there > 0, depth, 0.0).astype(np.float32)

    def shrunk(image: AnyArray) -> Float32Array:
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        return np.asarray(small, dtype=np.float32)

    def blurred(image: AnyArray, sigma: float) -> Float32Array:
        soft = cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(soft, dtype=np.float32)

    weight, sums = shrunk(there), shrunk(known)
    filled = sums
    # Openings take the depth of the nearest rim: ever wider blurs fill what is still empty.
    for sigma in (1.0, 4.0, 16.0, 64.0):
        near_weight, near_sum = blurred(shrunk(there), sigma), blurred(shrunk(known), sigma)
        share = np.clip(1.0 - weight, 0.0, 1.0)
        filled = filled + share * near_sum
        weight = weight + share * near_weight
    level = shrunk(through)
    return (
        np.asarray(filled / np.maximum(weight, 1e-6), dtype=np.float32),
        blurred(level, _SHARP_CELLS),
        blurred(level, _SOFT_CELLS),
    )
