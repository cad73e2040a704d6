"""Lays textures on surfaces that came without coordinates: evenly, along the boards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tryon.catalog.importing.soup import connected_pieces
from tryon.catalog.product import MeshPart

Rows = NDArray[np.int64]


def laid(part: MeshPart, tile_m: float, picture: NDArray[np.uint8]) -> MeshPart:
    """The part with a texture on it, one repeat in `tile_m`.

    Every triangle gets its coordinates from the side of a box that it faces. The texture's rows
    run along the longest side of each connected piece, as grain runs along a board; pieces start
    at different places of it.
    """
    vertices = part.vertices.astype(np.float64)
    corners = vertices[part.triangles]
    facing = np.abs(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    normal = facing.argmax(axis=1)
    # Corners in one cell of a tenth of a millimetre are one.
    piece = connected_pieces(np.round(vertices * 1e4).astype(np.int64), part.triangles)
    along = _long_axis(corners, piece, normal)
    corner_rows = part.triangles.astype(np.int64).reshape(-1)
    labels = np.column_stack([corner_rows, np.repeat(normal * 3 + along, 3), np.repeat(piece, 3)])
    keys, inverse = np.unique(labels, axis=0, return_inverse=True)
    rows, code, owner = keys.T
    v_axis, n_axis = code % 3, code // 3
    u_axis = 3 - n_axis - v_axis
    index = np.arange(len(rows))
    spot = vertices[rows]
    start = (owner[:, None] * np.array([0.618034, 0.754878])) % 1.0
    aspect = picture.shape[0] / picture.shape[1]
    uv = np.column_stack([spot[index, u_axis] / tile_m, spot[index, v_axis] / (tile_m * aspect)])
    return replace(
        part,
        vertices=part.vertices[rows],
        normals=part.normals[rows],
        triangles=inverse.reshape(-1, 3).astype(np.int32),
        uvs=(uv + start).astype(np.float32),
        texture=picture,
    )


def _long_axis(corners: NDArray[np.float64], piece: Rows, normal: Rows) -> Rows:
    """Longest side of each triangle's piece among the two its face shows, (M,)."""
    count = int(piece.max()) + 1
    low = np.full((count, 3), np.inf)
    high = np.full((count, 3), -np.inf)
    np.minimum.at(low, piece, corners.min(axis=1))
    np.maximum.at(high, piece, corners.max(axis=1))
    extent = (high - low)[piece]
    extent[np.arange(len(piece)), normal] = -1.0
    return extent.argmax(axis=1)
