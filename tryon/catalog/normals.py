"""Vertex normals for meshes that come without: smooth, but split where an edge is sharp."""

from __future__ import annotations

import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array, IndexArray

CREASE_RAD = float(np.radians(40.0))
_MAX_VALENCE = 64  # Pairs grow with its square.


def creased_normals(
    vertices: Float32Array, triangles: IndexArray
) -> tuple[IndexArray, IndexArray, Float32Array]:
    """Give a split mesh with one normal per vertex.

    Parameters
    ----------
    vertices : (N, 3)
    triangles : (M, 3)

    Returns
    -------
    source : (K,) row of `vertices` each new vertex comes from
    triangles : (L, 3) rows of the new vertices, L <= M: faces without area are left out
    normals : (K, 3), unit

    Notes
    -----
    A corner's normal sums the area vectors of the faces around its (welded) vertex that lie
    within the crease angle of its own face.
    """
    corners = np.asarray(vertices, dtype=np.float64)[triangles]
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    has_area = np.linalg.norm(areas, axis=1) > 0.0
    if has_area.any():  # Faces without area draw nothing and have no direction.
        triangles, areas = triangles[has_area], areas[has_area]
    _, weld = np.unique(vertices, axis=0, return_inverse=True)
    welded = weld.reshape(-1)[triangles].reshape(-1)
    corner_normals = _corner_normals(areas, welded)
    rows = triangles.reshape(-1).astype(np.int64)
    # Corners that agree to three decimals share a vertex again.
    keys = np.column_stack([rows, np.round(corner_normals * 1000.0).astype(np.int64)])
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    source = rows[first].astype(np.int32)
    normals = corner_normals[first].astype(np.float32)
    return source, inverse.reshape(-1, 3).astype(np.int32), normals


def _corner_normals(areas: Array2, welded: AnyArray) -> Array2:
    """Give the normal of every corner, (3 M, 3); corner i belongs to face i // 3."""
    lengths = np.linalg.norm(areas, axis=1, keepdims=True)
    directions = areas / np.maximum(lengths, 1e-300)
    order = np.argsort(welded, kind="stable")
    counts = np.bincount(welded)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    valence = counts[welded]
    few = valence <= _MAX_VALENCE
    total = np.zeros((len(welded), 3))
    corner = np.flatnonzero(few)
    # For each corner, every corner around the same vertex.
    repeated = np.repeat(corner, valence[corner])
    within = np.arange(len(repeated)) - np.repeat(
        np.cumsum(valence[corner]) - valence[corner], valence[corner]
    )
    other = order[starts[welded[repeated]] + within]
    own_face, other_face = repeated // 3, other // 3
    smooth = np.einsum("ij,ij->i", directions[own_face], directions[other_face]) > np.cos(
        CREASE_RAD
    )
    for axis in range(3):
        weights = areas[other_face[smooth], axis]
        total[:, axis] = np.bincount(repeated[smooth], weights, minlength=len(welded))
    hub = np.flatnonzero(~few)
    total[hub] = _hub_sums(areas, directions, welded, hub)
    sizes = np.linalg.norm(total, axis=1, keepdims=True)
    own = directions[np.arange(len(welded)) // 3]
    usable = sizes > 1e-300
    result = np.where(usable, total / np.maximum(sizes, 1e-300), own)
    flat = np.linalg.norm(result, axis=1) < 0.5  # A face without area has no direction.
    result[flat] = (0.0, 0.0, 1.0)
    return result


def _hub_sums(areas: Array2, directions: Array2, welded: AnyArray, hub: AnyArray) -> Array2:
    """Give the summed area vectors around busy vertices, or zero where that turns a corner."""
    face = np.arange(len(welded)) // 3
    sums = np.column_stack([np.bincount(welded, areas[face, axis]) for axis in range(3)])
    around = sums[welded[hub]]
    along = np.einsum("ij,ij->i", around, directions[hub // 3])
    fits = along > np.cos(CREASE_RAD) * np.linalg.norm(around, axis=1)
    return np.where(fits[:, None], around, 0.0)
