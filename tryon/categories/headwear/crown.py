"""The inside of a hat's crown, which rests on a head that is higher than the hat is deep."""

from __future__ import annotations

import weakref

import numpy as np
from scipy.spatial import ConvexHull

from tryon.arrays import Array1, Array2
from tryon.catalog.product import MeshPart, Product

_CELL_M = 0.008
_PER_TRIANGLE = 10
_OPENING_SHARE = 0.97
_FLAT = 0.5
"""Least share of a normal that points up or down: walls beside a head hold nothing up."""
_LEAST_HEIGHT_M = 0.02
"""Surfaces lower over the band's plane than this are brims, ribbons and linings of the edge."""

_SLICE_M, _OVERLAP_M = 0.012, 0.003

_hulls: dict[int, tuple[Array2, ...]] = {}
_ceilings: dict[int, tuple[Array2, Array1]] = {}


def lift_over(product: Product, head: Array2, scale: float) -> float:
    """Give how far a hat must rise so that its crown clears a head, m; 0 if it is deep enough.

    Parameters
    ----------
    product : with the attachment points of the category
    head : (N, 3), m, points of the head with its pressed hair, axes of the product, origin in the
        middle of its band, with the hat where its band alone would put it
    scale : of the hat
    """
    if not product.meshes:
        return 0.0
    ceiling, corner = _ceiling(product)
    above = head[head[:, 1] > _LEAST_HEIGHT_M] / scale
    cell = np.floor((above[:, [0, 2]] - corner) / _CELL_M).astype(np.int64)
    inside = ((cell >= 0) & (cell < ceiling.shape)).all(axis=1)
    room = ceiling[cell[inside, 0], cell[inside, 1]] - above[inside, 1]
    return scale * float(max(0.0, -room.min(initial=np.inf))) if inside.any() else 0.0


def hull_pieces(product: Product) -> tuple[Array2, ...]:
    """Give the corners of convex slices that a hat's silhouette is made of, (K, 3), m each.

    Slices lie across the hat's axis, so that the hollow between a crown and its brim stays free.
    Kept as long as the product's first part lives; none if the product has no meshes.
    """
    if not product.meshes:
        return ()
    first = product.meshes[0].vertices
    known = _hulls.get(id(first))
    if known is None:
        known = _hulls[id(first)] = tuple(_slices(product))
        weakref.finalize(first, _hulls.pop, id(first), None).atexit = False
    return known


def _slices(product: Product) -> list[Array2]:
    points = np.concatenate(
        [_spread(part, steep=True) for part in product.meshes]
        + [part.vertices.astype(np.float64) for part in product.meshes]
    )
    pieces: list[Array2] = []
    for low in np.arange(points[:, 1].min(), points[:, 1].max(), _SLICE_M):
        inside = (points[:, 1] >= low - _OVERLAP_M) & (points[:, 1] < low + _SLICE_M + _OVERLAP_M)
        if inside.sum() > 3 and float(np.ptp(points[inside], axis=0).min()) > 1e-6:
            piece = points[inside]
            pieces.append(piece[ConvexHull(piece[:, [0, 2]]).vertices])
    return pieces


def _ceiling(product: Product) -> tuple[Array2, Array1]:
    """Give the height of the crown's inside over the band, and the corner of its first cell.

    Cells are squares of x and z; infinite where there is nothing. Kept as long as the product's
    first part lives.
    """
    first = product.meshes[0].vertices
    known = _ceilings.get(id(first))
    if known is None:
        known = _ceilings[id(first)] = _measured(product)
        weakref.finalize(first, _ceilings.pop, id(first), None).atexit = False
    return known


def _measured(product: Product) -> tuple[Array2, Array1]:
    front, back = product.point("band_front"), product.point("band_back")
    middle = 0.5 * (front + back)
    half_length = 0.5 * float(np.linalg.norm(front - back))
    corner = np.array([-half_length, -half_length])
    count = int(np.ceil(2.0 * half_length / _CELL_M))
    ceiling = np.full((count, count), np.inf)
    points = np.concatenate([_spread(part) for part in product.meshes]) - middle
    radius = np.hypot(points[:, 0], points[:, 2])
    chosen = (points[:, 1] > _LEAST_HEIGHT_M) & (radius < _OPENING_SHARE * half_length)
    points = points[chosen]
    cell = np.floor((points[:, [0, 2]] - corner) / _CELL_M).astype(np.int64)
    cell = np.clip(cell, 0, count - 1)
    np.minimum.at(ceiling, (cell[:, 0], cell[:, 1]), points[:, 1])
    return ceiling, corner


def _spread(part: MeshPart, *, steep: bool = False) -> Array2:
    """Give points (N, 3), m, all over a part's triangles; over `steep` ones as well if asked."""
    corners = part.vertices.astype(np.float64)[part.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    if not steep:
        corners = corners[np.abs(normals[:, 1]) > _FLAT * np.linalg.norm(normals, axis=1)]
    index = np.arange(_PER_TRIANGLE)
    # The additive recurrence R2 (Roberts, The unreasonable effectiveness of quasirandom sequences).
    u, v = (index * 0.7548776662466927 + 0.25) % 1.0, (index * 0.5698402909980532 + 0.25) % 1.0
    over = u + v > 1.0
    u, v = np.where(over, 1.0 - u, u), np.where(over, 1.0 - v, v)
    weights = np.stack([1.0 - u - v, u, v])
    return np.einsum("kp,tkc->tpc", weights, corners).reshape(-1, 3)
